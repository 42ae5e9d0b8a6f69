//! Events and facts of one log to its part.
//!
//! One rule: the pieces of a rotated log come in their order, the oldest first, and give one part.

use super::{Cleaner, Lane, Part, Story, Told};
use crate::model::Input;
use crate::redact::Redactor;
use crate::scan::{Event, fact::Fact};
use crate::session::{Builder, Known};
use crate::tally::{Counter, Spot, is_time};
use crate::text::digest::Digest;

/// Makes the part of one log.
pub struct Maker {
    counter: Counter,
    builder: Builder,
    logs: Vec<Input>,
    /// Lines of all pieces before each.
    before: Vec<u64>,
    lines: u64,
    content: Digest,
    no_session: u64,
    unplaced: u64,
}

impl Default for Maker {
    fn default() -> Self {
        Maker::with(&Known::default())
    }
}

impl Maker {
    /// For a log, with what the user knows of it.
    pub fn with(known: &Known) -> Self {
        Maker {
            counter: Counter::default(),
            builder: Builder::with("", known),
            logs: Vec::new(),
            before: Vec::new(),
            lines: 0,
            content: Digest::default(),
            no_session: 0,
            unplaced: 0,
        }
    }
}

impl Maker {
    /// Begins with the log, or goes on with its next piece.
    pub fn start(&mut self) {
        self.before.push(self.lines);
        self.counter.start(u32::try_from(self.logs.len()).unwrap_or(u32::MAX), self.lines);
        self.builder.go_on(self.lines);
    }

    /// Adds a fact of the piece.
    pub fn fact(&mut self, fact: Fact) {
        self.builder.fact(fact);
    }

    /// Adds an event of the piece; `placed` tells that its time could be compared with the range asked for. The event learns what
    /// its session knows.
    pub fn event(&mut self, event: &mut Event, placed: bool) {
        self.unplaced += u64::from(!placed);
        self.builder.event(event);
        self.counter.add(event);
    }

    /// Ends the piece: what is known of it, the digest of its text, and the lines left out for want of a session.
    pub fn end(&mut self, log: Input, digest: u128, no_session: u64) {
        self.lines += log.lines;
        self.content.add(&digest.to_le_bytes());
        self.no_session += no_session;
        self.logs.push(log);
    }

    /// Gives pieces the names they have now: each first name becomes the second.
    pub fn rename(&mut self, names: &[(String, String)]) {
        for log in &mut self.logs {
            if let Some((_, now)) = names.iter().find(|(before, _)| *before == log.source) {
                log.source.clone_from(now);
            }
        }
    }

    /// The part, when there was a log. `wanted` says which times were asked for.
    pub fn finish(self, redactor: &Redactor, wanted: &dyn Fn(Option<&str>) -> bool) -> Option<Part> {
        self.logs.first()?;
        let before = self.before;
        let locate = |line: u64, time: Option<&str>| {
            let log = before.partition_point(|before| *before < line).saturating_sub(1);
            let line = line - before.get(log).copied().unwrap_or(0);
            Spot { log: u32::try_from(log).unwrap_or(u32::MAX), line, time: time.map(Box::from) }
        };
        let name = self.logs.last().map(|log| log.source.clone()).unwrap_or_default();
        let format = self.logs.iter().rev().find_map(|log| log.format.clone()).unwrap_or_default();
        let mut story = Story::default();
        for session in &self.builder.finish(self.lines, &format) {
            story.add(session, &name, wanted, &locate);
        }
        let mut part = Part {
            content: format!("{:032x}", self.content.finish()),
            logs: self.logs,
            no_session: self.no_session,
            unplaced: self.unplaced,
            tally: self.counter.finish(),
            story,
            ..Part::default()
        };
        part.clean(redactor);
        Some(part)
    }
}

impl Part {
    /// Makes every text of it safe to show: quoted lines in their order, then all else.
    pub(super) fn clean(&mut self, redactor: &Redactor) {
        let mut cleaner = Cleaner::new(redactor);
        let mut names = Vec::new();
        for (at, log) in self.logs.iter_mut().enumerate() {
            let name = log.source.clone();
            cleaner.input(u32::try_from(at).unwrap_or(u32::MAX), log);
            names.push((name, log.source.clone()));
        }
        for ((log, _), mut text) in self.quoted() {
            let clean = cleaner.line(log, &text.take());
            text.replace(clean);
        }
        self.story.clean(&mut cleaner, &names);
        let counted = self.tally.counts.values_mut().flat_map(|count| count.spots());
        let told = self.story.diagnoses.iter_mut().flat_map(Told::spots).chain(self.story.lanes.iter_mut().flat_map(Lane::spots));
        for spot in counted.chain(told) {
            if let Some(time) = spot.time.as_mut().filter(|time| !is_time(time)) {
                *time = cleaner.line(spot.log, time).into();
            }
        }
        let (secrets, identifiers) = cleaner.taken();
        self.secrets = self.secrets.saturating_add(secrets);
        self.identifiers = self.identifiers.saturating_add(identifiers);
    }

    /// Every quoted line with its log and line, in their order.
    fn quoted(&mut self) -> Vec<((u32, u64), Quoted<'_>)> {
        let samples = self.tally.counts.values_mut().flat_map(|count| &mut count.samples);
        let samples = samples.map(|(spot, text)| ((spot.log, spot.line), Quoted::Sample(text)));
        let evidence = self.story.diagnoses.iter_mut().flat_map(|told| &mut told.evidence);
        let evidence = evidence.map(|(spot, text)| ((spot.log, spot.line), Quoted::Evidence(text)));
        let mut all: Vec<_> = samples.chain(evidence).collect();
        all.sort_by_key(|(place, _)| *place);
        all
    }
}

enum Quoted<'a> {
    Sample(&'a mut Box<str>),
    Evidence(&'a mut String),
}

impl Quoted<'_> {
    fn take(&mut self) -> String {
        match self {
            Quoted::Sample(text) => std::mem::take(*text).into(),
            Quoted::Evidence(text) => std::mem::take(*text),
        }
    }

    fn replace(self, clean: String) {
        match self {
            Quoted::Sample(text) => *text = clean.into(),
            Quoted::Evidence(text) => *text = clean,
        }
    }
}
