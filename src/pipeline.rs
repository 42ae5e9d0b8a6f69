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
use crate::source::{self, Item, Opened, Outcome, Problem, Source};
use crate::tally::Counter;
use rayon::prelude::*;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How to scan.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What to read.
    pub source: source::Options,
    /// How sources are cut; the answer does not depend on it.
    pub cut: Cut,
    /// How much is taken out of quoted text and names.
    pub redact: Level,
    /// The current folder: a name below it that would show a home is shown relative to it instead.
    pub folder: Option<PathBuf>,
    /// Which events count, by time.
    pub range: Range,
    /// Told the name of every source before it is read, for a progress display.
    pub on_source: Option<fn(&str)>,
}

impl Options {
    /// The redactor that these options ask for.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.redact).below(self.folder.as_deref())
    }
}

/// Takes every event with the name of its source, as soon as it is settled.
pub type OnEvent<'a> = dyn FnMut(&str, &Event) + 'a;

/// Scans everything that the paths lead to.
pub fn scan_paths(paths: &[PathBuf], options: &Options, on_event: &mut OnEvent<'_>) -> Report {
    let found = source::discover(paths, &options.source);
    let mut parts = Parts::default();
    parts.inputs.extend(found.problems.into_iter().map(refused));
    let mut left = found.sources.as_slice();
    while let Some(first) = left.first() {
        let small = left.iter().take(AT_ONCE).take_while(|source| is_small(source)).count();
        if small < 2 {
            visit(first, options, &mut parts, on_event);
            left = &left[1..];
        } else {
            visit_small(&left[..small], options, &mut parts, on_event);
            left = &left[small..];
        }
    }
    report::build(parts, &options.redactor())
}

/// How many small sources are scanned side by side before their events are handed on.
const AT_ONCE: usize = 64;
/// Longest source that is scanned beside others, in bytes; longer ones are cut and use all cores by themselves.
const SMALL: u64 = 1 << 20;

/// A plain file short enough that its events may wait for their turn. What may be packed can hold more than it shows.
fn is_small(source: &Source) -> bool {
    let source::Kind::Path(path) = &source.kind else { return false };
    let length = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
    length.is_some_and(|length| length <= SMALL) && !is_packed(path)
}

/// What cannot be opened counts as packed: it is left to whoever reads it to say why.
fn is_packed(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_err() || PACKED.iter().any(|magic| head.starts_with(magic))
}

/// How packed data begins: gzip, zip, xz, zstd, bzip2.
const PACKED: [&[u8]; 5] = [&[0x1f, 0x8b], b"PK", &[0xfd, b'7', b'z'], &[0x28, 0xb5, 0x2f, 0xfd], b"BZh"];

fn visit(source: &Source, options: &Options, parts: &mut Parts, on_event: &mut OnEvent<'_>) {
    if let Some(started) = options.on_source {
        started(&source.name);
    }
    source::visit(source, &options.source, &mut |item| match item {
        Item::Log(log) => scan_log(log, options, parts, on_event),
        Item::Problem(problem) => parts.inputs.push(refused(problem)),
    });
}

/// Scans small sources side by side and hands on what they hold in their order.
fn visit_small(sources: &[Source], options: &Options, parts: &mut Parts, on_event: &mut OnEvent<'_>) {
    let scanned: Vec<(Parts, Vec<(String, Event)>)> = sources
        .par_iter()
        .map(|source| {
            let (mut parts, mut events) = (Parts::default(), Vec::new());
            visit(source, options, &mut parts, &mut |name, event| events.push((name.to_owned(), event.clone())));
            (parts, events)
        })
        .collect();
    for (part, events) in scanned {
        for (name, event) in &events {
            on_event(name, event);
        }
        parts.merge(part);
    }
}

/// Scans bytes that are already at hand, as a source of the given name.
pub fn scan_bytes(name: &str, bytes: &[u8], options: &Options) -> Report {
    let mut parts = Parts::default();
    source::visit_reader(name, std::io::Cursor::new(bytes.to_vec()), &options.source, &mut |item| match item {
        Item::Log(log) => scan_log(log, options, &mut parts, &mut |_, _| {}),
        Item::Problem(problem) => parts.inputs.push(refused(problem)),
    });
    report::build(parts, &options.redactor())
}

fn scan_log(mut log: Opened<'_>, options: &Options, parts: &mut Parts, on_event: &mut OnEvent<'_>) {
    if is_own_report(log.body.head()) {
        parts.inputs.push(own_report(log.name, log.encoding));
        return;
    }
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

/// A JSON report of this tool: its samples would be counted a second time.
fn is_own_report(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(400)]);
    head.starts_with('{') && head.contains("\"schema_version\"") && head.contains("\"name\": \"agora-logscan\"")
}

fn own_report(source: String, encoding: String) -> Input {
    let note = note("a report of this tool, not a log", Some("scan the logs; `--baseline REPORT.json` compares with an earlier report"));
    Input { source, status: Status::Skipped, format: None, encoding, bytes: 0, lines: 0, recognised_lines: 0, note: Some(note) }
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
