//! A set of parts, and what all of them together say.
//!
//! One rule: a set has no order and holds nothing twice; so whatever is made of it is the same however it was put together.

use super::{bound, story, thin};
use crate::model::Input;
use crate::part::{Part, Story, Told};
use crate::tally::{Count, Tally};

/// What scans and earlier reports leave for a report.
#[derive(Debug, Default)]
pub struct Parts {
    /// The parts, in the order in which they came.
    pub parts: Vec<Part>,
    /// Lines that were looked at closely; a figure about this run.
    pub candidates: u64,
    /// How many parts were there when texts were last left out.
    thinned: usize,
}

/// So many parts may keep texts that no report will show.
const FEW: usize = 512;

/// All parts together.
pub(super) struct Whole {
    /// Every log by name, as numbered in all places.
    pub inputs: Vec<Input>,
    pub tally: Tally,
    pub story: Story,
    pub no_session: u64,
    pub unplaced: u64,
    pub secrets: u64,
    pub identifiers: u64,
    /// The parts as JSON texts, when asked for.
    pub parts: Option<Vec<String>>,
}

impl Parts {
    /// Adds what others found.
    pub fn merge(&mut self, other: Parts) {
        self.extend(other.parts);
        self.candidates += other.candidates;
    }

    /// Adds parts. Of many parts only those texts stay that a report of them shows, so a source costs its counts and no more.
    pub fn extend(&mut self, parts: impl IntoIterator<Item = Part>) {
        self.parts.extend(parts);
        if self.parts.len() > FEW.max(2 * self.thinned) {
            thin::texts(&mut self.parts);
            self.thinned = self.parts.len();
        }
    }

    /// Puts the set together; `keep` the parts themselves too, for later merging.
    pub(super) fn whole(mut self, keep: bool) -> Whole {
        self.parts.sort_by(|a, b| a.names().cmp(b.names()).then_with(|| a.content.cmp(&b.content)));
        self.parts.dedup_by(|a, b| a.names().eq(b.names()) && a.content == b.content);
        bound::sums(&mut self.parts);
        let numbers = numbers(&self.parts);
        let mut whole = Whole {
            inputs: inputs(&self.parts, &numbers),
            tally: Tally::default(),
            story: Story::default(),
            no_session: self.parts.iter().map(|part| part.no_session).sum(),
            unplaced: self.parts.iter().map(|part| part.unplaced).sum(),
            secrets: self.parts.iter().map(|part| part.secrets).sum(),
            identifiers: self.parts.iter().map(|part| part.identifiers).sum(),
            parts: None,
        };
        if keep && self.parts.len() == 1 {
            self.parts.into_iter().zip(&numbers).for_each(|(part, numbers)| whole.only(part, numbers));
        } else if keep {
            for (part, numbers) in self.parts.iter().zip(&numbers) {
                whole.add(part.tally.clone(), part.story.clone(), numbers);
            }
            let mut room = story::MAX_LANES;
            let texts = self.parts.into_iter().zip(&numbers).map(|(part, numbers)| whole.text(part, numbers, &mut room));
            whole.parts = Some(texts.collect());
        } else {
            for (part, numbers) in self.parts.into_iter().zip(&numbers) {
                whole.add(part.tally, part.story, numbers);
            }
        }
        whole
    }
}

/// The number of every log of every part in the order of all names.
fn numbers(parts: &[Part]) -> Vec<Vec<u32>> {
    let mut order: Vec<(usize, usize)> =
        parts.iter().enumerate().flat_map(|(part, one)| (0..one.logs.len()).map(move |log| (part, log))).collect();
    order.sort_by(|a, b| parts[a.0].logs[a.1].source.cmp(&parts[b.0].logs[b.1].source).then_with(|| a.cmp(b)));
    let mut numbers: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.logs.len()]).collect();
    for (number, (part, log)) in order.into_iter().enumerate() {
        numbers[part][log] = u32::try_from(number).unwrap_or(u32::MAX);
    }
    numbers
}

fn inputs(parts: &[Part], numbers: &[Vec<u32>]) -> Vec<Input> {
    let mut inputs: Vec<(u32, &Input)> =
        parts.iter().zip(numbers).flat_map(|(part, numbers)| numbers.iter().copied().zip(&part.logs)).collect();
    inputs.sort_by_key(|(number, _)| *number);
    let mut inputs: Vec<Input> = inputs.into_iter().map(|(_, input)| input.clone()).collect();
    tell_apart(&mut inputs);
    inputs
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
    fn only(&mut self, mut part: Part, numbers: &[u32]) {
        self.add(Tally::default(), part.story.clone(), numbers);
        let mut room = story::MAX_LANES;
        self.shorten(&mut part.story, numbers, &mut room);
        self.parts = Some(vec![serde_json::to_string(&part).unwrap_or_default()]);
        self.add(part.tally, Story::default(), numbers);
    }

    fn add(&mut self, tally: Tally, mut story: Story, numbers: &[u32]) {
        let mut tally = tally;
        tally.counts.values_mut().for_each(|count| count.renumber(numbers));
        if self.tally.counts.is_empty() {
            self.tally = tally;
        } else {
            self.tally.merge(tally);
        }
        story::renumber(&mut story, numbers);
        story::add(&mut self.story, story);
    }

    /// A part as JSON. Texts that this report does not show are left out: no larger report can show them either, because
    /// what is shown is what comes first.
    fn text(&self, mut part: Part, numbers: &[u32], room: &mut usize) -> String {
        for (key, count) in &mut part.tally.counts {
            let shown = self.tally.counts.get(key);
            count.samples.retain(|(spot, _)| shown.is_some_and(|shown| holds(shown, numbers, spot)));
        }
        self.shorten(&mut part.story, numbers, room);
        serde_json::to_string(&part).unwrap_or_default()
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
