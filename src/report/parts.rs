//! A set of parts while it is put together.
//!
//! One rule: a set has no order and holds nothing twice; so whatever is made of it is the same however it was put together. Of many
//! parts only the names and a few figures stay in memory, the rest waits in a [spool](crate::spool).

use super::thin;
use crate::model::{Input, Status};
use crate::part::Part;
use crate::spool::{Slot, Spool};
use std::cmp::Ordering;
use std::io;

/// So many parts are held as they are.
const FEW: usize = 512;
/// So many codes of all of them together.
const FEW_CODES: usize = 20_000;

/// What scans and earlier reports leave for a report.
#[derive(Debug, Default)]
pub struct Parts {
    /// The parts in the order in which they came; those that are held stand behind those put aside.
    pub(super) rows: Vec<Row>,
    pub(super) spool: Spool,
    /// How many are held, and the codes in them.
    held: usize,
    codes: usize,
    /// Rows behind these may still be taken back.
    sure: usize,
    /// Lines that were looked at closely; a figure about this run.
    pub candidates: u64,
}

/// One part.
#[derive(Debug)]
pub(super) enum Row {
    Held(Box<Part>),
    Aside(Aside),
}

/// What stays in memory of a part that was put aside.
#[derive(Debug)]
pub(super) struct Aside {
    content: u128,
    weight: Option<u64>,
    logs: Box<[Input]>,
    /// How many logs there are, known or forgotten.
    count: usize,
    slot: Slot,
}

/// The digest as a number; its order is that of its digits.
fn number(content: &str) -> u128 {
    u128::from_str_radix(content, 16).unwrap_or_default()
}

impl Row {
    /// The logs of the part.
    pub fn logs(&self) -> &[Input] {
        match self {
            Row::Held(part) => &part.logs,
            Row::Aside(aside) => &aside.logs,
        }
    }

    /// How many logs it has.
    pub fn count(&self) -> usize {
        match self {
            Row::Held(part) => part.logs.len(),
            Row::Aside(aside) => aside.count,
        }
    }

    /// Makes room: of what was put aside, the logs are known elsewhere now.
    pub fn forget_logs(&mut self) {
        if let Row::Aside(aside) = self {
            aside.logs = Box::default();
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.logs().iter().map(|log| log.source.as_str())
    }

    /// The digest of their text.
    pub fn content(&self) -> u128 {
        match self {
            Row::Held(part) => number(&part.content),
            Row::Aside(aside) => aside.content,
        }
    }

    /// As [`Part::weight`].
    pub fn weight(&self) -> Option<u64> {
        match self {
            Row::Held(part) => part.weight(),
            Row::Aside(aside) => aside.weight,
        }
    }

    /// The order of a set; what is equal in it is one part.
    pub fn order(&self, other: &Row) -> Ordering {
        self.names().cmp(other.names()).then_with(|| self.content().cmp(&other.content()))
    }

    /// What is left of a part that does not count.
    pub fn refused(&self, reason: &str) -> Part {
        let mut logs = self.logs().to_vec();
        for log in &mut logs {
            refuse(log, reason);
        }
        Part { content: format!("{:032x}", self.content()), logs, ..Part::default() }
    }

    /// Does not count the part.
    pub fn refuse(&mut self, reason: &str) {
        *self = Row::Held(Box::new(self.refused(reason)));
    }
}

/// A log that does not count.
pub(super) fn refuse(log: &mut Input, reason: &str) {
    (log.status, log.bytes, log.lines, log.recognised_lines) = (Status::Failed, 0, 0, 0);
    log.note = Some(reason.to_owned());
}

impl Parts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The logs of one part, by its place in the order of arrival.
    pub fn logs(&self, at: usize) -> &[Input] {
        self.rows.get(at).map_or(&[], Row::logs)
    }

    /// The digest of the text of its logs.
    pub fn content(&self, at: usize) -> u128 {
        self.rows.get(at).map_or(0, Row::content)
    }

    /// Adds a part.
    pub fn push(&mut self, part: Part) {
        self.hold(part);
        self.settle();
    }

    /// Adds parts.
    pub fn extend(&mut self, parts: impl IntoIterator<Item = Part>) {
        for part in parts {
            self.push(part);
        }
    }

    /// Adds parts that can still be [taken back](Parts::take_back), until the next part is added for good.
    pub fn hold(&mut self, part: Part) {
        self.codes += part.tally.counts.len();
        self.rows.push(Row::Held(Box::new(part)));
        self.held += 1;
        if self.held > FEW || (self.held > 1 && self.codes > FEW_CODES) {
            self.put_aside();
        }
    }

    /// What was added so far stays.
    pub fn settle(&mut self) {
        self.sure = self.rows.len();
    }

    /// Takes back what was not added for good.
    pub fn take_back(&mut self) {
        self.held = self.held.saturating_sub(self.rows.len() - self.sure);
        self.rows.truncate(self.sure);
    }

    /// Adds what others found.
    pub fn merge(&mut self, other: Parts) {
        let mut other = other;
        self.candidates += std::mem::take(&mut other.candidates);
        if self.rows.is_empty() {
            let candidates = self.candidates;
            (*self, self.candidates) = (other, candidates);
            return;
        }
        if !other.spool.is_empty() {
            self.put_aside();
        }
        let moved = self.spool.append(&other.spool);
        for row in other.rows {
            match (row, &moved) {
                (Row::Held(part), _) => self.push(*part),
                (Row::Aside(aside), Ok(moved)) => self.rows.push(Row::Aside(Aside { slot: aside.slot.behind(*moved), ..aside })),
                (mut row @ Row::Aside(_), Err(error)) => {
                    row.refuse(&lost(error));
                    self.rows.push(row);
                }
            }
        }
        self.settle();
    }

    /// Keeps only those of which the place in the order of arrival is wanted.
    pub fn retain(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut at = 0;
        let first_held = self.rows.len() - self.held;
        let held = &mut self.held;
        self.rows.retain(|_| {
            let stays = wanted(at);
            *held -= usize::from(!stays && at >= first_held);
            at += 1;
            stays
        });
        self.settle();
    }

    /// All parts, which are no longer in it.
    pub fn drain(&mut self) -> Vec<Part> {
        let Parts { mut rows, spool, .. } = std::mem::take(self);
        rows.iter_mut().map(|row| row.take(&spool).unwrap_or_else(|error| row.refused(&lost(&error)))).collect()
    }

    /// Puts aside all that are held. Of each lot only those texts stay that a report of the lot shows: none of any larger set shows more.
    fn put_aside(&mut self) {
        let first = self.rows.len() - self.held;
        let mut parts: Vec<Part> = self.rows.drain(first..).filter_map(Row::held).collect();
        let sure = self.sure.saturating_sub(first).min(parts.len());
        let (sure, unsure) = parts.split_at_mut(sure);
        thin::texts(sure);
        thin::texts(unsure);
        for part in parts {
            let (content, weight, count) = (number(&part.content), part.weight(), part.logs.len());
            let slot = self.spool.put(&serde_json::to_vec(&part).unwrap_or_default());
            self.rows.push(Row::Aside(Aside { content, weight, logs: part.logs.into(), count, slot }));
        }
        (self.held, self.codes) = (0, 0);
    }
}

impl Row {
    fn held(self) -> Option<Part> {
        match self {
            Row::Held(part) => Some(*part),
            Row::Aside(_) => None,
        }
    }

    /// One of the logs; those of a part that was put aside are no longer there.
    pub fn input(&mut self, log: usize) -> Input {
        match self {
            Row::Held(part) => part.logs[log].clone(),
            Row::Aside(aside) => {
                let log = &mut aside.logs[log];
                let (source, encoding) = (std::mem::take(&mut log.source), std::mem::take(&mut log.encoding));
                Input { source, encoding, format: log.format.take(), note: log.note.take(), ..*log }
            }
        }
    }

    /// The part.
    pub fn read(&self, spool: &Spool) -> io::Result<Part> {
        match self {
            Row::Held(part) => Ok(Part::clone(part)),
            Row::Aside(aside) => Ok(serde_json::from_slice(&spool.get(aside.slot)?)?),
        }
    }

    /// The part, which is no longer there if it was held.
    pub fn take(&mut self, spool: &Spool) -> io::Result<Part> {
        match self {
            Row::Held(part) => Ok(std::mem::take(&mut **part)),
            Row::Aside(_) => self.read(spool),
        }
    }
}

/// Why parts that were put aside do not count.
pub(super) fn lost(error: &io::Error) -> String {
    format!("what was found in it could not be read back ({error}); hint: set TMPDIR to a folder with room, then run again")
}

#[cfg(test)]
mod tests {
    use super::{FEW, FEW_CODES, Parts, Row};
    use crate::model::Status;
    use crate::part::Part;
    use crate::report::whole::Whole;
    use crate::spool::Spool;
    use serde_json::json;

    /// A part with so many codes, in a folder of three logs of different kinds.
    fn part(at: usize, codes: usize) -> Part {
        let name = ["agorasdk.log", "agoraapi.log", "app.log"][at % 3];
        let time = |second: usize| format!("2025-12-01T14:{:02}:{:02}.000", at % 7, second % 60);
        let code = |code: usize| {
            let (line, events) = (7 + code, 2 + at as u64 % 5);
            json!(["rtc.error", 100 + code, {"severity": "error", "events": events, "incidents": 1,
                "first": [0, line, time(code)], "last": [0, line + 9, time(code + 9)], "by_api": [["onError", "callback", events]],
                "by_sdk": [["rtc4", events]], "by_log": [[0, events]], "samples": [[[0, line, time(code)], format!("line {line} of {at}")]],
                "times": {"counts": [[&time(code)[..16], events]]}, "bursts": [[0, line, time(code), 900, events]]}])
        };
        let log = json!({"source": format!("{:05}/{name}", at / 3), "status": "complete", "format": "plain", "encoding": "utf-8",
            "bytes": 1000 + at, "lines": 40, "recognised_lines": 3, "note": null});
        let part = json!({"content": format!("{at:032x}"), "logs": [log], "secrets": 1, "codes": (0..codes).map(code).collect::<Vec<_>>()});
        serde_json::from_value(part).expect("a part")
    }

    fn put(parts: usize, codes: usize, aside: bool) -> Parts {
        let mut all = Parts::default();
        for at in 0..parts {
            all.push(part(at * 7 % parts, codes));
            if aside {
                all.put_aside();
            }
        }
        all
    }

    fn texts(whole: &Whole) -> Vec<String> {
        whole.parts.as_ref().expect("they were kept").iter().map(|text| text.expect("it can be read")).collect()
    }

    #[test]
    fn what_is_held_does_not_grow_with_the_number_of_parts() {
        for (parts, codes) in [(600, 1), (6_000, 1), (2_000, 40)] {
            let mut all = Parts::default();
            for at in 0..parts {
                all.push(part(at, codes));
                let held: Vec<&Part> =
                    all.rows.iter().filter_map(|row| if let Row::Held(part) = row { Some(&**part) } else { None }).collect();
                let held_codes: usize = held.iter().map(|part| part.tally.counts.len()).sum();
                assert!(held.len() <= FEW && held_codes <= FEW_CODES, "{parts} parts: {} with {held_codes} codes", held.len());
            }
            assert_eq!(all.len(), parts);
        }
        assert!(size_of::<Row>() <= 96, "what stays of a part: a digest, a weight, a place, a list of names");
    }

    #[test]
    fn parts_that_were_put_aside_say_what_parts_in_memory_say() {
        for keep in [false, true] {
            let (held, aside) = (put(200, 3, false), put(200, 3, true));
            assert!(held.spool.is_empty() && !aside.spool.is_empty());
            let (held, aside) = (held.whole(keep), aside.whole(keep));
            assert_eq!((&held.inputs, &held.tally, held.secrets), (&aside.inputs, &aside.tally, aside.secrets));
            if keep {
                assert_eq!(texts(&held), texts(&aside));
            }
        }
    }

    #[test]
    fn what_is_taken_back_leaves_nothing() {
        let mut all = put(10, 2, false);
        (100..100 + 3 * FEW).for_each(|at| all.hold(part(at, 2)));
        all.take_back();
        all.push(part(10, 2));
        let (all, wanted) = (
            all.whole(true),
            (0..11).fold(Parts::default(), |mut all, at| {
                all.push(part(at, 2));
                all
            }),
        );
        assert_eq!(texts(&all), texts(&wanted.whole(true)));
    }

    #[test]
    fn a_part_that_is_lost_is_a_failed_input_that_says_what_to_do() {
        let mut all = put(4, 2, true);
        all.push(part(4, 2));
        all.spool = Spool::default();
        let whole = all.whole(true);
        let failed = whole.inputs.iter().filter(|input| input.status == Status::Failed).collect::<Vec<_>>();
        assert_eq!(failed.len(), 4);
        assert!(failed.iter().all(|input| input.note.as_deref().is_some_and(|note| note.contains("hint: set TMPDIR"))));
        assert_eq!(whole.tally.counts.len(), 2, "what was held counts");
        assert_eq!(texts(&whole).len(), 5);
    }
}
