//! What all parts of a set together say.
//!
//! One rule: parts are looked at one after the other in the order of the set, so that only what is added up stays in memory.

use super::incidents::{self, Incidents};
use super::parts::{Parts, Row, lost, refuse};
use super::{bound, story};
use crate::model::Input;
use crate::part::{Part, Story, Told};
use crate::spool::{Spool, Texts};
use crate::tally::{Count, Tally};
use std::io;

/// All parts together.
pub(super) struct Whole {
    /// Every log by name, as numbered in all places.
    pub inputs: Vec<Input>,
    pub tally: Tally,
    pub incidents: Incidents,
    pub story: Story,
    pub no_session: u64,
    pub unplaced: u64,
    pub secrets: u64,
    pub identifiers: u64,
    /// The parts as JSON texts, when asked for.
    pub parts: Option<Texts>,
}

/// A set in its order.
struct Set {
    rows: Vec<Row>,
    spool: Spool,
    /// The number of each log of each part in the order of all names.
    numbers: Vec<u32>,
}

impl Parts {
    /// Puts the set together; `keep` the parts themselves too, for later merging.
    pub(super) fn whole(self, keep: bool) -> Whole {
        let (mut set, inputs) = Set::new(self.rows, self.spool);
        let mut whole = Whole {
            incidents: Incidents::over(&inputs),
            inputs,
            tally: Tally::default(),
            story: Story::default(),
            no_session: 0,
            unplaced: 0,
            secrets: 0,
            identifiers: 0,
            parts: None,
        };
        if keep && set.rows.len() == 1 {
            set.each(false, |part, numbers| whole.only(part, numbers));
        } else {
            set.each(keep, |part, numbers| whole.add(part, numbers));
        }
        if keep && whole.parts.is_none() {
            let mut room = story::MAX_LANES;
            whole.parts = Some(set.texts(|part, numbers| whole.text(part, numbers, &mut room)));
        }
        whole
    }
}

impl Set {
    /// Parts in their order, each once, and their logs in the order of names.
    fn new(mut rows: Vec<Row>, spool: Spool) -> (Set, Vec<Input>) {
        rows.sort_by(Row::order);
        rows.dedup_by(|a, b| a.order(b).is_eq());
        bound::sums(&mut rows);
        let order = order(&rows);
        let mut inputs: Vec<Input> = order.iter().map(|(row, log)| rows[*row as usize].input(*log as usize)).collect();
        tell_apart(&mut inputs);
        let numbers = numbers(&rows, &order);
        rows.iter_mut().for_each(Row::forget_logs);
        (Set { rows, spool, numbers }, inputs)
    }

    /// Hands on all parts with the numbers of their logs; `keep` them for another time.
    fn each(&mut self, keep: bool, mut give: impl FnMut(io::Result<Part>, &[u32])) {
        let mut numbers = self.numbers.as_slice();
        for row in &mut self.rows {
            let own = numbers.split_off(..row.count()).unwrap_or_default();
            give(if keep { row.read(&self.spool) } else { row.take(&self.spool) }, own);
        }
    }

    /// The texts of all parts.
    fn texts(mut self, mut text: impl FnMut(Part, &[u32]) -> String) -> Texts {
        let (mut numbers, spool) = (self.numbers.as_slice(), &self.spool);
        let texts = self.rows.iter_mut().map(|row| {
            let own = numbers.split_off(..row.count()).unwrap_or_default();
            let part = row.take(spool).unwrap_or_else(|_| Part { content: format!("{:032x}", row.content()), ..Part::default() });
            text(part, own)
        });
        texts.collect()
    }
}

/// Every log, as its part and its place there, in the order of names.
fn order(rows: &[Row]) -> Vec<(u32, u32)> {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let all = rows.iter().enumerate().flat_map(|(row, one)| (0..one.logs().len()).map(move |log| (small(row), small(log))));
    let mut order: Vec<(u32, u32)> = all.collect();
    let name = |(row, log): (u32, u32)| &rows[row as usize].logs()[log as usize].source;
    order.sort_by(|a, b| name(*a).cmp(name(*b)).then_with(|| a.cmp(b)));
    order
}

/// The number of every log in that order, part after part.
fn numbers(rows: &[Row], order: &[(u32, u32)]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(rows.len());
    let mut logs = 0;
    for row in rows {
        starts.push(logs);
        logs += row.count();
    }
    let mut numbers = vec![0; logs];
    for (number, (row, log)) in (0..).zip(order) {
        numbers[starts[*row as usize] + *log as usize] = number;
    }
    numbers
}

/// Several logs of one name, from several machines or told apart only by what was hidden, get a number behind the name.
fn tell_apart(inputs: &mut [Input]) {
    let mut before: Option<(String, u64)> = None;
    for input in inputs {
        match &mut before {
            Some((name, count)) if *name == input.source => {
                *count += 1;
                input.source = format!("{name}~{count}");
            }
            _ => before = Some((input.source.clone(), 1)),
        }
    }
}

impl Whole {
    /// Takes the only part. The report shows all of its lines, so it is written down without a copy of its counts.
    fn only(&mut self, part: io::Result<Part>, numbers: &[u32]) {
        let part = part.map(|mut part| {
            self.add_story(part.story.clone(), numbers);
            self.shorten(&mut part.story, numbers, &mut { story::MAX_LANES });
            self.parts = Texts::written(|spool| serde_json::to_writer(spool, &part)).ok();
            Part { story: Story::default(), ..part }
        });
        self.add(part, numbers);
    }

    /// Adds a part; one that cannot be read back does not count, and its logs say so.
    fn add(&mut self, part: io::Result<Part>, numbers: &[u32]) {
        match part {
            Ok(part) => {
                self.no_session += part.no_session;
                self.unplaced += part.unplaced;
                self.secrets += part.secrets;
                self.identifiers += part.identifiers;
                self.add_tally(part.tally, numbers);
                self.add_story(part.story, numbers);
            }
            Err(error) => {
                for log in numbers {
                    refuse(&mut self.inputs[*log as usize], &lost(&error));
                }
            }
        }
        self.incidents.end(&self.inputs, numbers);
    }

    fn add_tally(&mut self, mut tally: Tally, numbers: &[u32]) {
        for (key, count) in &mut tally.counts {
            count.renumber(numbers);
            self.incidents.take(key, &mut count.bursts);
            incidents::shorten(&mut count.bursts);
        }
        if self.tally.counts.is_empty() {
            self.tally = tally;
            return;
        }
        for (key, count) in tally.counts {
            incidents::shorten(&mut self.tally.add(key, count).bursts);
        }
    }

    fn add_story(&mut self, mut story: Story, numbers: &[u32]) {
        story::renumber(&mut story, numbers);
        story::add(&mut self.story, story);
    }

    /// A part as JSON. Texts that this report does not show are left out: no larger report can show them either, because
    /// what is shown is what comes first.
    fn text(&self, mut part: Part, numbers: &[u32], room: &mut usize) -> String {
        if part.logs.is_empty() {
            part.logs = numbers.iter().map(|log| self.inputs[*log as usize].clone()).collect(); // it could not be read back
        }
        for (key, count) in &mut part.tally.counts {
            let shown = self.tally.counts.get(key);
            count.samples.retain(|(spot, _)| shown.is_some_and(|shown| holds(shown, numbers, spot)));
        }
        self.shorten(&mut part.story, numbers, room);
        text(&part)
    }

    /// Leaves out of a part's story what the report does not show.
    fn shorten(&self, story: &mut Story, numbers: &[u32], room: &mut usize) {
        for told in &mut story.diagnoses {
            if !self.story.diagnoses.iter().any(|speaker| speaks(speaker, told, numbers)) {
                told.silence();
            }
        }
        let lanes = story.lanes.len();
        story.lanes.truncate(*room);
        story.more_lanes += (lanes - story.lanes.len()) as u64;
        *room -= story.lanes.len();
    }
}

fn text(part: &Part) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

fn global(log: u32, numbers: &[u32]) -> u32 {
    numbers.get(log as usize).copied().unwrap_or(log)
}

fn holds(shown: &Count, numbers: &[u32], spot: &crate::tally::Spot) -> bool {
    let log = global(spot.log, numbers);
    shown.samples.iter().any(|(shown, _)| shown.log == log && shown.line == spot.line)
}

fn speaks(speaker: &Told, told: &Told, numbers: &[u32]) -> bool {
    let place = |told: &Told| told.first.as_ref().map(|spot| (spot.log, spot.line));
    speaker.id == told.id && place(speaker) == told.first.as_ref().map(|spot| (global(spot.log, numbers), spot.line))
}
