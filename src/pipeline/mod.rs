//! The whole way from paths to a report.
//!
//! One rule: sources are read in the order given, the pieces of a rotated log the oldest first, and events come in the order of
//! their lines, whoever scanned them.

mod feed;
pub mod follow;
mod held;
mod run;
mod stray;
mod units;
mod watch;

use crate::envelope;
use crate::part::Maker;
use crate::range::Range;
use crate::redact::{Level, Redactor};
use crate::report::{self, Parts, Report};
use crate::scan::rules::Rules;
use crate::scan::stream::Cut;
use crate::scan::{Event, Found};
use crate::session::Known;
use crate::source;
use crate::tally::is_time;
use crate::text;
use run::Run;
use std::collections::HashSet;
use std::io::Cursor;
use std::path::PathBuf;
use stray::Scanned;

pub use feed::{Fed, Feed};

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
    /// What the user knows and the logs may not say.
    pub known: Known,
    /// The user's own patterns.
    pub rules: Option<&'static Rules>,
    /// Whether the report keeps the parts that it was made of, so that it can be merged with others.
    pub mergeable: bool,
    /// Told the name of every source before it is read, for a progress display.
    pub on_source: Option<fn(&str)>,
}

impl Options {
    /// The redactor that these options ask for.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.redact).below(self.folder.as_deref())
    }

    /// The report of a set of parts.
    fn report(&self, parts: Parts, mergeable: bool) -> Report {
        Report { rules: self.rules.map(|rules| rules.digest().to_owned()), ..report::build(parts, self.redact, mergeable) }
    }
}

/// Takes every event with the name of its source, as soon as it is settled.
pub type OnEvent<'a> = dyn FnMut(&str, &Event) + 'a;

/// Scans everything that the paths lead to.
pub fn scan_paths(paths: &[PathBuf], options: &Options, on_event: &mut OnEvent<'_>) -> Report {
    let found = source::discover(paths, &options.source);
    let redactor = options.redactor();
    let arguments: HashSet<PathBuf> = paths.iter().cloned().collect();
    let mut run = Run::new(options, &redactor).over(&arguments);
    found.problems.into_iter().for_each(|problem| run.refuse(run::refused(problem)));
    let units = units::units(&found.sources, &options.source);
    let mut left = units.as_slice();
    while let Some(first) = left.first() {
        let small = left.iter().take(units::AT_ONCE).take_while(|unit| units::is_small(unit)).count();
        if small < 2 {
            run.visit(first, on_event);
            left = &left[1..];
        } else {
            run.visit_small(&left[..small], on_event);
            left = &left[small..];
        }
    }
    settle_strays(&mut run, &found.sources, options);
    options.report(run.parts, options.mergeable)
}

/// Reports that lie among the logs add what the logs do not say themselves.
fn settle_strays(run: &mut Run<'_>, sources: &[source::Source], options: &Options) {
    if run.strays.is_empty() {
        return;
    }
    let folder = options.folder.clone().or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    let scanned = Scanned::new(&folder, sources, &run.parts, std::mem::take(&mut run.with_logs));
    let mut waiting = std::mem::take(&mut run.waiting);
    let mut new = HashSet::new();
    for stray in std::mem::take(&mut run.strays) {
        let (parts, skipped) = scanned.settle(stray, &waiting);
        new.extend(parts);
        if let Some(skipped) = skipped {
            run.refuse(skipped);
        }
    }
    waiting.retain(|part| new.contains(&part));
    waiting.merge(std::mem::take(&mut run.parts));
    run.parts = waiting;
}

/// Scans bytes that are already at hand, as a source of the given name.
pub fn scan_bytes(name: &str, bytes: &[u8], options: &Options) -> Report {
    let redactor = options.redactor();
    let mut run = Run::new(options, &redactor);
    run.visit_reader(name, Cursor::new(bytes.to_vec()), &mut |_, _| {});
    options.report(run.parts, options.mergeable)
}

/// Hands something found to the part that it belongs to, and an event to whoever listens.
fn give(found: Found, placed: bool, name: &str, maker: &mut Maker, on_event: &mut OnEvent<'_>) {
    match found {
        Found::Fact(fact) => maker.fact(fact),
        Found::Event(mut event) => {
            maker.event(&mut event, placed);
            on_event(name, &event);
        }
    }
}

/// The first time in the beginning of a log.
fn first_time(head: &[u8]) -> Option<String> {
    /// How many lines may come before it.
    const LINES: usize = 200;
    let head = text::lossy(head);
    let times = head.lines().take(LINES).filter_map(|line| envelope::unwrap(line).time());
    times.into_iter().find(|time| is_time(time))
}
