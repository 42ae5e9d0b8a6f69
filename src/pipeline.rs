//! The whole way from paths to a report, as one readable function.
//!
//! One rule: sources come out in the order given, events in the order of their lines, whoever scanned them.

use crate::interrupt;
use crate::range::Range;
use crate::redact::{Level, Redactor};
use crate::report::{self, Input, Parts, Report, Status};
use crate::scan::stream::{self, Cut};
use crate::scan::{Event, Found, Summary};
use crate::session::Builder;
use crate::source::{self, Item, Opened, Outcome, Problem};
use crate::tally::Counter;
use std::path::PathBuf;

/// How to scan.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What to read.
    pub source: source::Options,
    /// How sources are cut; the answer does not depend on it.
    pub cut: Cut,
    /// How much is taken out of quoted text.
    pub redact: Level,
    /// Which events count, by time.
    pub range: Range,
    /// Told the name of every source before it is read, for a progress display.
    pub on_source: Option<fn(&str)>,
}

/// Takes every event with the name of its source, as soon as it is settled.
pub type OnEvent<'a> = dyn FnMut(&str, &Event) + 'a;

/// Scans everything that the paths lead to.
pub fn scan_paths(paths: &[PathBuf], options: &Options, on_event: &mut OnEvent<'_>) -> Report {
    let found = source::discover(paths, &options.source);
    let mut parts = Parts::default();
    for problem in found.problems {
        parts.inputs.push(refused(problem));
    }
    for source in &found.sources {
        if let Some(started) = options.on_source {
            started(&source.name);
        }
        source::visit(source, &options.source, &mut |item| match item {
            Item::Log(log) => scan_log(log, options, &mut parts, on_event),
            Item::Problem(problem) => parts.inputs.push(refused(problem)),
        });
    }
    report::build(parts, &Redactor::new(options.redact))
}

/// Scans bytes that are already at hand, as a source of the given name.
pub fn scan_bytes(name: &str, bytes: &[u8], options: &Options) -> Report {
    let mut parts = Parts::default();
    source::visit_reader(name, std::io::Cursor::new(bytes.to_vec()), &options.source, &mut |item| match item {
        Item::Log(log) => scan_log(log, options, &mut parts, &mut |_, _| {}),
        Item::Problem(problem) => parts.inputs.push(refused(problem)),
    });
    report::build(parts, &Redactor::new(options.redact))
}

fn scan_log(mut log: Opened<'_>, options: &Options, parts: &mut Parts, on_event: &mut OnEvent<'_>) {
    let mut counter = Counter::new(&log.name);
    let mut builder = Builder::new(&log.name);
    let mut unplaced = 0;
    let (summary, _) = stream::scan_all(&mut log.body, options.cut, &mut |found| match found {
        Found::Fact(fact) => builder.fact(fact),
        Found::Event(mut event) => {
            let placed = options.range.holds(event.time.as_deref());
            unplaced += u64::from(placed.is_none());
            if placed != Some(false) {
                builder.event(&mut event);
                on_event(&log.name, &event);
                counter.add(&event);
            }
        }
    });
    let sessions = builder.finish(summary.lines, &summary.format);
    parts.story.add(&sessions, &|time| options.range.holds(time) != Some(false));
    parts.unplaced += unplaced;
    parts.candidates += summary.candidates;
    let outcome = interrupted(log.body.outcome());
    parts.no_session += summary.left_out.no_session;
    parts.tally.merge(counter.finish());
    parts.inputs.push(input(log.name, log.encoding, summary, &outcome));
}

/// A log whose reading a signal ended is partial, unless it had come to its end.
fn interrupted(outcome: Outcome) -> Outcome {
    if !interrupt::raised() || outcome.status != Status::Complete {
        return outcome;
    }
    Outcome { status: Status::Partial, fault: Some(source::Error::Read("interrupted".to_owned())), ..outcome }
}

fn input(source: String, encoding: String, summary: Summary, outcome: &Outcome) -> Input {
    let fault = outcome.fault.as_ref().map(|error| note(&error.to_string(), error.hint()));
    Input {
        source,
        status: outcome.status,
        format: Some(summary.format).filter(|_| summary.bytes > 0),
        encoding,
        bytes: summary.bytes,
        lines: summary.lines,
        recognised_lines: summary.recognised,
        note: fault.or_else(|| outcome.note.clone()),
    }
}

/// A reason with what to do about it.
fn note(reason: &str, hint: Option<&str>) -> String {
    hint.map_or_else(|| reason.to_owned(), |hint| format!("{reason}; hint: {hint}"))
}

fn refused(problem: Problem) -> Input {
    let note = note(&problem.error.to_string(), problem.error.hint());
    let (bytes, lines) = (0, 0);
    let status = if problem.status == Status::Complete { Status::Partial } else { problem.status };
    Input { source: problem.name, status, format: None, encoding: String::new(), bytes, lines, recognised_lines: 0, note: Some(note) }
}
