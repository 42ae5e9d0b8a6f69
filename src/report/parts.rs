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
