//! One run over all sources: logs become parts, reports of this tool give theirs.
//!
//! One rule: whatever happens to one source costs nothing of another.

use super::held::{self, Ended, MAX_HELD, Piece};
use super::stray::{self, Stray};
use super::units::Unit;
use super::{Fed, OnEvent, Options, give};
use crate::interrupt;
use crate::model::{Input, Status};
use crate::part::{self, MadeWith, Maker, Own, Part};
use crate::redact::Redactor;
use crate::report::Parts;
use crate::scan::rules::Rules;
use crate::scan::stream;
use crate::scan::{Event, Found, Summary};
use crate::source::{self, Body, Growing, Item, Opened, Outcome, PlainFile, Problem};
use crate::text::digest::{BLOCK, Digested};
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What stays the same for all sources, and what they gave so far.
pub struct Run<'a> {
    options: &'a Options,
    redactor: &'a Redactor,
    /// What the sources gave.
    pub parts: Parts,
    /// Members of the archive that is being read, or pieces of a rotated log.
    held: Vec<Piece>,
    /// How much of them may wait, in bytes.
    most_held: usize,
    /// The arguments of the command line; without any, reports are merged as they come.
    arguments: Option<&'a HashSet<PathBuf>>,
    /// The source that is being read.
    here: Here,
    /// Reports that nobody named, until all is scanned, and their parts.
    pub strays: Vec<Stray>,
    pub waiting: Parts,
    /// Arguments that led to lines of Agora.
    pub with_logs: HashSet<PathBuf>,
}

/// What is known of a source beside its bytes.
#[derive(Default)]
struct Here {
    name: String,
    named: bool,
    argument: PathBuf,
}

impl<'a> Run<'a> {
    /// Nothing read yet.
    pub fn new(options: &'a Options, redactor: &'a Redactor) -> Run<'a> {
        Run {
            options,
            redactor,
            parts: Parts::default(),
            held: Vec::new(),
            most_held: MAX_HELD,
            arguments: None,
            here: Here::default(),
            strays: Vec::new(),
            waiting: Parts::default(),
            with_logs: HashSet::new(),
        }
    }

    /// The same, over what these arguments lead to.
    pub fn over(self, arguments: &'a HashSet<PathBuf>) -> Run<'a> {
        Run { arguments: Some(arguments), ..self }
    }

    /// Reads one log, or whatever a source turns out to be.
    pub fn visit(&mut self, unit: &Unit<'_>, on_event: &mut OnEvent<'_>) {
        let mut maker = Maker::with(&self.options.known);
        for source in unit {
            if let Some(started) = self.options.on_source {
                started(&source.name);
            }
            let argument = self.arguments.map(|arguments| stray::argument(&source.name, arguments)).unwrap_or_default();
            let named = source.named || self.arguments.is_some_and(|arguments| arguments.contains(Path::new(&source.name)));
            self.here = Here { name: source.name.clone(), named, argument };
            source::visit(source, &self.options.source, &mut |item| self.item(&source.name, item, &mut maker, on_event));
            self.settle(on_event);
        }
        self.finish(maker);
    }

    /// The same, with so much that may wait.
    pub fn holding(self, most_held: usize) -> Run<'a> {
        Run { most_held, ..self }
    }

    /// Reads a stream.
    pub fn visit_reader<R: Read + Send>(&mut self, name: &str, reader: R, on_event: &mut OnEvent<'_>) {
        let mut maker = Maker::with(&self.options.known);
        source::visit_reader(name, reader, &self.options.source, &mut |item| self.item(name, item, &mut maker, on_event));
        self.settle(on_event);
        self.finish(maker);
    }

    /// Reads a log that is being written, piece by piece. Its pieces are named as they are called at the end.
    pub fn visit_growing(&mut self, name: &str, log: &mut Growing<'_>) {
        let (mut maker, mut pieces) = (Maker::with(&self.options.known), Vec::new());
        loop {
            match log.next_piece() {
                Ok(false) => break,
                Ok(true) => {
                    let piece = if pieces.is_empty() { name.to_owned() } else { format!("{name}~{}", pieces.len() + 1) };
                    source::visit_reader(&piece, &mut *log, &self.options.source, &mut |item| {
                        self.item(&piece, item, &mut maker, &mut |_, _| {});
                    });
                    self.settle(&mut |_, _| {});
                    pieces.push(piece);
                    if log.is_open() {
                        break; // It is no log.
                    }
                }
                Err(error) => self.refuse(refused(Problem { name: name.to_owned(), status: Status::Failed, size: None, error })),
            }
        }
        let now = log.names().into_iter().map(|path| path.to_string_lossy().into_owned());
        maker.rename(&pieces.into_iter().zip(now).collect::<Vec<_>>());
        self.finish(maker);
    }

    /// Reads a stream that may be a piece of a rotated log: what it gives waits for [`Run::settle`].
    pub fn hold_reader<R: Read + Send>(&mut self, name: &str, reader: R, on_event: &mut OnEvent<'_>) -> Fed {
        let before = self.held.len();
        source::visit_reader(name, reader, &self.options.source, &mut |item| match item {
            Item::Log(log) => match part::recognise(log.body.head()) {
                Some(own) => self.own(own, log),
                None => self.member(log, on_event),
            },
            Item::Problem(problem) => self.refuse(refused(problem)),
        });
        let held = self.held.get(before..).unwrap_or_default();
        let events = held.iter().flat_map(|piece| &piece.found).filter(|(found, _)| matches!(found, Found::Event(_)));
        let waiting = events.count() as u64;
        Fed { logs: held.iter().filter_map(|piece| Some(piece.ended.as_ref()?.input.clone())).collect(), waiting }
    }

    /// Scans small logs side by side and hands on what they hold in their order.
    pub fn visit_small(&mut self, units: &[Unit<'_>], on_event: &mut OnEvent<'_>) {
        let (options, redactor, arguments) = (self.options, self.redactor, self.arguments);
        let scanned: Vec<(Run<'_>, Vec<(String, Event)>)> = units
            .par_iter()
            .map(|unit| {
                let (mut run, mut events) = (Run { arguments, ..Run::new(options, redactor) }, Vec::new());
                run.visit(unit, &mut |name, event| events.push((name.to_owned(), event.clone())));
                (run, events)
            })
            .collect();
        for (run, events) in scanned {
            for (name, event) in &events {
                on_event(name, event);
            }
            self.parts.merge(run.parts);
            let before = self.waiting.len();
            self.strays.extend(run.strays.into_iter().map(|stray| stray.behind(before)));
            self.waiting.merge(run.waiting);
            self.with_logs.extend(run.with_logs);
        }
    }

    fn item(&mut self, source: &str, item: Item<'_>, maker: &mut Maker, on_event: &mut OnEvent<'_>) {
        match item {
            Item::Log(log) => match part::recognise(log.body.head()) {
                Some(own) => self.own(own, log),
                None if log.name == source => self.piece(log, maker, on_event),
                None => self.member(log, on_event),
            },
            Item::Problem(problem) => self.refuse(refused(problem)),
        }
    }

    /// Takes an input that cannot be read.
    pub fn refuse(&mut self, input: Input) {
        self.parts.extend([Part::refused(input, self.redactor)]);
    }

    fn finish(&mut self, maker: Maker) {
        let range = &self.options.range;
        self.parts.extend(maker.finish(self.redactor, &|time| range.holds(time) != Some(false)));
    }

    /// Something that this tool wrote: a report gives its parts, or none at all; anything else is no log.
    fn own(&mut self, own: Own, log: Opened<'_>) {
        let named = self.here.named && log.name == self.here.name;
        if own == Own::Page {
            let status = if named { Status::Failed } else { Status::Skipped };
            return self.refuse(unread(log.name, status, note(PAGE.0, Some(PAGE.1))));
        }
        let name = log.name.clone();
        if self.arguments.is_none() || named {
            let read = report(log, self.options, self.redactor, &mut self.parts);
            return read.map_or_else(|reason| self.refuse(unread(name, Status::Failed, reason)), drop);
        }
        let is = report(log, self.options, self.redactor, &mut self.waiting);
        let (argument, file) = (self.here.argument.clone(), PathBuf::from(&self.here.name));
        self.strays.push(Stray { argument, file, name, is });
    }

    /// Scans a log, or the next piece of a rotated log.
    fn piece(&mut self, log: Opened<'_>, maker: &mut Maker, on_event: &mut OnEvent<'_>) {
        maker.start();
        let name = log.name.clone();
        let ended = self.scan(log, &mut |found, placed| give(found, placed, &name, maker, on_event));
        maker.end(ended.input, ended.digest, ended.no_session);
    }

    /// Scans a member of an archive, which waits for other pieces of the same log unless it holds too much.
    fn member(&mut self, log: Opened<'_>, on_event: &mut OnEvent<'_>) {
        let name = log.name.clone();
        let mut piece = Some(Piece::new(name.clone(), log.body.head()));
        let (mut maker, most_held) = (Maker::with(&self.options.known), self.most_held);
        let ended = self.scan(log, &mut |found, placed| {
            if let Some(full) = piece.take_if(|piece| piece.size > most_held) {
                held::release(full, &mut maker, on_event);
            }
            match &mut piece {
                Some(piece) => piece.hold(found, placed),
                None => give(found, placed, &name, &mut maker, on_event),
            }
        });
        let Some(mut piece) = piece else {
            maker.end(ended.input, ended.digest, ended.no_session);
            return self.finish(maker);
        };
        piece.ended = Some(ended);
        self.held.push(piece);
        if self.held.iter().map(|piece| piece.size).sum::<usize>() > self.most_held {
            self.settle(on_event);
        }
    }

    /// Makes parts of the members and pieces that wait.
    pub fn settle(&mut self, on_event: &mut OnEvent<'_>) {
        for log in held::logs(std::mem::take(&mut self.held)) {
            let mut maker = Maker::with(&self.options.known);
            for piece in log {
                held::release(piece, &mut maker, on_event);
            }
            self.finish(maker);
        }
    }

    /// Scans a text; what lies outside of the times asked for is left out.
    fn scan(&mut self, mut log: Opened<'_>, sink: &mut dyn FnMut(Found, bool)) -> Ended {
        let range = &self.options.range;
        let mut place = |found: Found| {
            let placed = match &found {
                Found::Fact(_) => Some(true),
                Found::Event(event) => range.holds(event.time.as_deref()),
            };
            if placed != Some(false) {
                sink(found, placed.is_some());
            }
        };
        let (summary, digest) = read(&mut log.body, log.plain, self.options, &mut place);
        self.parts.candidates += summary.candidates;
        let no_session = summary.left_out.no_session;
        if summary.recognised > 0 && self.arguments.is_some() {
            self.with_logs.insert(self.here.argument.clone());
        }
        let outcome = interrupted(log.body.outcome());
        Ended { input: input(log.name, log.encoding, summary, &outcome), digest, no_session }
    }
}

/// Adds the parts of a report, and tells which they are; or why it cannot be merged, and then adds none.
fn report(mut log: Opened<'_>, options: &Options, redactor: &Redactor, parts: &mut Parts) -> Result<Range<usize>, String> {
    let before = parts.len();
    parts.settle();
    let wanted = MadeWith::Rules(options.rules.map(Rules::digest));
    let read = part::read(&mut log.body, wanted, redactor, &mut |part| parts.hold(part));
    let whole = match log.body.outcome().fault {
        Some(fault) => Err(note(&fault.to_string(), fault.hint())),
        None => read.map_err(|refusal| note(&refusal.reason, Some(refusal.hint))),
    };
    let fits = whole.and_then(|()| if options.range.is_open() { Ok(()) } else { Err(note(RANGED.0, Some(RANGED.1))) });
    match fits {
        Ok(()) => parts.settle(),
        Err(_) => parts.take_back(),
    }
    fits.map(|()| before..parts.len())
}

/// Scans a text and digests it; a long plain file is read by several threads, each at its own place.
fn read(body: &mut Body<'_>, plain: Option<PlainFile<'_>>, options: &Options, sink: &mut dyn FnMut(Found)) -> (Summary, u128) {
    let (cut, rules) = (options.cut, options.rules);
    if let Some(file) = plain.filter(|file| cut.at_once > 1 && file.len() > BLOCK && cut.is_default_stretch()) {
        let read = stream::scan_plain(file, cut.at_once, rules, sink);
        body.was_read(read.summary.bytes, read.fault);
        return (read.summary, read.digest);
    }
    let mut body = Digested::new(body);
    let (summary, _) = stream::scan_with(&mut body, cut, rules, sink);
    (summary, body.digest.finish())
}

/// Why a report is not merged when only some times are wanted.
const RANGED: (&str, &str) = ("a report cannot be cut by time", "give --since and --until when the logs are scanned");

/// Why other outputs are not scanned.
const PAGE: (&str, &str) = ("an output of this tool, not a log", "scan the log itself; only reports in JSON can be merged");

/// An output of this tool of which nothing is taken.
pub fn unread(source: String, status: Status, note: String) -> Input {
    Input { source, status, format: None, encoding: String::new(), bytes: 0, lines: 0, recognised_lines: 0, note: Some(note) }
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
pub fn note(reason: &str, hint: Option<&str>) -> String {
    hint.map_or_else(|| reason.to_owned(), |hint| format!("{reason}; hint: {hint}"))
}

/// What cannot be opened, as an input of the report.
pub fn refused(problem: Problem) -> Input {
    let note = note(&problem.error.to_string(), problem.error.hint());
    let (bytes, lines) = (0, 0);
    let status = if problem.status == Status::Complete { Status::Partial } else { problem.status };
    Input { source: problem.name, status, format: None, encoding: String::new(), bytes, lines, recognised_lines: 0, note: Some(note) }
}
