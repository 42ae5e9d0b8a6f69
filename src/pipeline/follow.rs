//! Logs that are being written, to a report of all that was read, and to news while they are.
//!
//! One rule: the report is made as that of any other scan; the news come from a second, quick look at the same bytes, so that
//! nobody waits for a block to be full.

use super::run::Run;
use super::units;
use super::{Options, watch::Watch};
use crate::part;
use crate::report::{Parts, Report};
use crate::scan::Event;
use crate::source::{self, Error, Growing, Kind, Patience, Source};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// Most logs that are followed at once; each has a thread of its own.
const MOST: usize = 256;
/// News that may wait to be told.
const AHEAD: usize = 1024;

/// What is told while logs are read.
pub enum News {
    /// Codes seen for the first time, in a report of nothing else.
    Found(Box<Report>),
    /// The next incident of a known code, and which one it is.
    Again(Box<Report>, u64),
    /// An event, with the name of its source.
    Event(String, Box<Event>),
}

/// What is wanted of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// New codes, and new incidents of known ones.
    Codes,
    /// Every event.
    Events,
}

/// Why these cannot be followed, with the name of what it is about.
pub fn refusal(paths: &[PathBuf], options: &Options) -> Option<(String, Error)> {
    let sources = sources(paths, options);
    let refused = sources.iter().find_map(|source| {
        let own = matches!(&source.kind, Kind::Path(path) if is_own(path)).then_some(Error::NeverGrows);
        let error = own.or_else(|| source::refusal(source, &options.source))?;
        Some((source.name.clone(), error))
    });
    refused.or_else(|| sources.get(MOST).map(|source| (source.name.clone(), Error::Followed(MOST))))
}

/// An output of this program does not grow.
fn is_own(path: &Path) -> bool {
    source::head(path).is_ok_and(|head| part::recognise(&head).is_some())
}

/// What the arguments lead to; a file need not be there yet.
fn sources(paths: &[PathBuf], options: &Options) -> Vec<Source> {
    let (there, coming): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| path.as_os_str() != "-" && path.is_file() || path.as_os_str() == "-");
    let mut sources = source::discover(&there, &options.source).sources;
    for path in coming {
        if !sources.iter().any(|known| matches!(&known.kind, Kind::Path(other) if *other == path)) {
            sources.push(Source { name: path.to_string_lossy().into_owned(), kind: Kind::Path(path), named: true });
        }
    }
    sources
}

/// Ends when the user wants it, or when nobody listens any more.
struct Until<'a> {
    user: &'a dyn Patience,
    unheard: AtomicBool,
}

impl Patience for Until<'_> {
    fn wait(&self) {
        self.user.wait();
    }

    fn is_over(&self) -> bool {
        self.unheard.load(Ordering::Relaxed) || self.user.is_over()
    }
}

/// Reads logs until `patience` is over and reports all of it. Tells the news until `on_news` says `false`, which ends it too.
pub fn follow(
    paths: &[PathBuf],
    options: &Options,
    wanted: Wanted,
    patience: &dyn Patience,
    on_news: &mut dyn FnMut(News) -> bool,
) -> Report {
    let sources = sources(paths, options);
    let units = units::units(&sources, &options.source);
    let redactor = options.redactor();
    // The threads beside the one of each log would only wait.
    let options = &Options { cut: crate::scan::stream::Cut { at_once: 1, ..options.cut }, ..options.clone() };
    let until = Until { user: patience, unheard: AtomicBool::new(false) };
    let (tell, told) = sync_channel(AHEAD);
    let parts: Vec<Parts> = thread::scope(|scope| {
        let logs: Vec<_> = units
            .iter()
            .map(|unit| {
                let (redactor, until, tell) = (&redactor, &until, tell.clone());
                scope.spawn(move || {
                    let mut watch = Watch::new(unit, options, redactor, wanted, tell);
                    let mut run = Run::new(options, redactor);
                    let name = watch.name().to_owned();
                    run.visit_growing(&name, &mut Growing::new(unit, &mut watch, until));
                    run.parts
                })
            })
            .collect();
        drop(tell);
        for news in told {
            if !until.unheard.load(Ordering::Relaxed) && !on_news(news) {
                until.unheard.store(true, Ordering::Relaxed);
            }
        }
        logs.into_iter().filter_map(|log| log.join().ok()).collect()
    });
    let mut all = Parts::default();
    for parts in parts {
        all.merge(parts);
    }
    options.report(all, options.mergeable)
}

#[cfg(test)]
mod tests;
