//! The news of one log, while it is read.
//!
//! One rule: what was there before anybody watched is told in one go, a line for each code; from then on every incident is told
//! when it begins.

use super::Options;
use super::follow::{News, Wanted};
use super::units::Unit;
use crate::model::{Input, Status};
use crate::part::Maker;
use crate::redact::Redactor;
use crate::report::{Parts, Report};
use crate::scan::Event;
use crate::scan::live::Live;
use crate::source::{Kind, LiveText, Tap};
use crate::tally::Counter;
use memchr::memchr_iter;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

/// Text that is looked at without waiting for a pause, in bytes.
const MUCH: usize = 1 << 20;
/// A log that never pauses is looked at so often.
const OFTEN: Duration = Duration::from_millis(300);

/// Looks at the bytes of one log as they come.
pub struct Watch<'a> {
    name: String,
    options: &'a Options,
    redactor: &'a Redactor,
    wanted: Wanted,
    tell: SyncSender<News>,
    text: LiveText,
    live: Live,
    counter: Counter,
    /// Pieces begun and lines before the present one.
    pieces: u32,
    before: u64,
    lines: u64,
    /// Bytes left of what was there at the start.
    history: u64,
    /// What they held.
    old: Option<Maker>,
    looked: Instant,
}

impl<'a> Watch<'a> {
    /// Nothing seen yet.
    pub fn new(unit: &Unit<'_>, options: &'a Options, redactor: &'a Redactor, wanted: Wanted, tell: SyncSender<News>) -> Self {
        let length = |source: &&crate::source::Source| match &source.kind {
            Kind::Path(path) => std::fs::metadata(path).map_or(0, |data| if data.is_file() { data.len() } else { 0 }),
            Kind::Stdin => 0,
        };
        let history = unit.iter().map(length).sum();
        let mut watch = Watch {
            name: unit.last().map(|source| source.name.clone()).unwrap_or_default(),
            options,
            redactor,
            wanted,
            tell,
            text: LiveText::new(options.source.encoding),
            live: Live::with(options.rules),
            counter: Counter::default(),
            pieces: 0,
            before: 0,
            lines: 0,
            history,
            old: (history > 0 && wanted == Wanted::Codes).then(|| Maker::with(&options.known)),
            looked: Instant::now(),
        };
        watch.begin();
        watch
    }

    /// The name of the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn begin(&mut self) {
        self.counter.start(self.pieces, self.before);
        if let Some(old) = &mut self.old {
            old.start();
        }
    }

    fn look(&mut self) {
        let mut events = Vec::new();
        self.live.scan(&mut |event| events.push(event));
        for event in events {
            self.event(event);
        }
        if self.history == 0 {
            self.tell_old();
        }
        self.looked = Instant::now();
    }

    fn event(&mut self, mut event: Event) {
        let placed = self.options.range.holds(event.time.as_deref());
        if placed == Some(false) {
            return;
        }
        if self.wanted == Wanted::Events {
            return self.send(News::Event(self.name.clone(), Box::new(event)));
        }
        if event.echo_of.is_some() {
            return;
        }
        let before = self.counter.incidents(&event);
        self.counter.add(&event);
        let incidents = self.counter.incidents(&event);
        if let Some(old) = &mut self.old {
            old.event(&mut event, true);
        } else if incidents > before {
            let mut maker = Maker::with(&self.options.known);
            maker.start();
            maker.event(&mut event, true);
            let report = Box::new(self.report(maker));
            self.send(if before == 0 { News::Found(report) } else { News::Again(report, incidents) });
        }
    }

    /// What was there at the start is read.
    fn tell_old(&mut self) {
        let Some(old) = self.old.take() else { return };
        let report = self.report(old);
        if !report.findings.is_empty() {
            self.send(News::Found(Box::new(report)));
        }
    }

    /// A report of codes alone: what their order shows is told at the end, when all of it is known.
    fn report(&self, mut maker: Maker) -> Report {
        maker.end(input(&self.name, self.lines), 0, 0);
        let mut parts = Parts::default();
        parts.extend(maker.finish(self.redactor, &|_| true));
        let mut report = self.options.report(parts, false);
        report.diagnoses.clear();
        report
    }

    /// When nobody listens any more, reading ends soon.
    fn send(&self, news: News) {
        let _ = self.tell.send(news);
    }
}

/// What is known of a piece so far.
fn input(name: &str, lines: u64) -> Input {
    let (source, status) = (name.to_owned(), Status::Complete);
    Input { source, status, format: None, encoding: String::new(), bytes: 0, lines, recognised_lines: 0, note: None }
}

impl Tap for Watch<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.history = self.history.saturating_sub(bytes.len() as u64);
        let from = self.live.text().len();
        self.text.decode(bytes, self.live.text());
        self.lines += memchr_iter(b'\n', &self.live.text()[from..]).count() as u64;
        if self.live.waiting() > MUCH || self.looked.elapsed() > OFTEN {
            self.look();
        }
    }

    fn quiet(&mut self) {
        self.history = 0;
        self.look();
    }

    fn end(&mut self) {
        let mut events = Vec::new();
        std::mem::replace(&mut self.live, Live::with(self.options.rules)).finish(&mut |event| events.push(event));
        for event in events {
            self.event(event);
        }
        if let Some(old) = &mut self.old {
            old.end(input(&self.name, self.lines), 0, 0);
        }
        self.text = LiveText::new(self.options.source.encoding);
        self.pieces += 1;
        self.before += self.lines;
        self.lines = 0;
        if self.history == 0 {
            self.tell_old();
        }
        self.begin();
    }
}
