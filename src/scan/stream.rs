//! A whole source to events: reads it in stretches, scans several at once, resolves them in order.
//!
//! One rule: memory is bounded by the stretch size and the number of threads, whatever the size of the source.

use super::resolve::Resolver;
use super::window::{self, AFTER, BEFORE, Scanned, Window};
use super::{Event, Found, Summary};
use crate::envelope;
use rayon::prelude::*;
use std::io::{self, Read};

/// How a source is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Bytes of a stretch.
    pub stretch: usize,
    /// Stretches scanned at once.
    pub at_once: usize,
}

impl Default for Cut {
    fn default() -> Self {
        Cut { stretch: 1 << 20, at_once: rayon::current_num_threads().max(1) }
    }
}

/// How much of a source decides its format.
const HEAD: usize = 64 * 1024;

/// Scans everything a reader gives and hands on the events alone; see [`scan_all`].
///
/// # Errors
/// The reader's error comes back beside the summary, never in its place.
pub fn scan(reader: &mut dyn Read, cut: Cut, sink: &mut dyn FnMut(Event)) -> (Summary, Option<io::Error>) {
    scan_all(reader, cut, &mut |found| {
        if let Found::Event(event) = found {
            sink(event);
        }
    })
}

/// Scans everything a reader gives. A read error ends the scan; what came before it is in the summary.
///
/// # Errors
/// The reader's error comes back beside the summary, never in its place.
pub fn scan_all(reader: &mut dyn Read, cut: Cut, sink: &mut dyn FnMut(Found)) -> (Summary, Option<io::Error>) {
    let mut feed = Feed { reader, buffer: Vec::new(), base: 0, start: 0, ended: false, error: None };
    feed.fill(HEAD);
    let format = envelope::format_of(&String::from_utf8_lossy(&feed.buffer[..feed.buffer.len().min(HEAD)]));
    let closed = envelope::is_closed(&format);
    let mut summary = Summary { format, ..Summary::default() };
    let mut resolver = Resolver::default();
    let mut last = None;
    loop {
        feed.fill(cut.stretch * cut.at_once + AFTER);
        let windows = feed.windows(cut, closed);
        if windows.is_empty() {
            break;
        }
        let end = feed.start + windows.iter().map(|window| window.own.len()).sum::<usize>();
        last = feed.buffer[..end].last().copied();

        let scanned: Vec<Scanned> =
            if windows.len() == 1 { vec![window::scan(&windows[0])] } else { windows.par_iter().map(window::scan).collect() };
        for part in scanned {
            summary.add(&part);
            resolver.push(part, sink);
        }
        feed.advance(end);
    }
    summary.bytes = feed.base + feed.start as u64;
    summary.lines += u64::from(last.is_some_and(|byte| byte != b'\n'));
    summary.left_out = resolver.finish(sink);
    summary.recognised += summary.left_out.proven;
    if closed {
        summary.recognised = summary.lines;
    }
    (summary, feed.error)
}

impl Summary {
    fn add(&mut self, part: &Scanned) {
        self.lines += part.line_feeds;
        self.candidates += part.candidates;
        self.recognised += part.recognised;
    }
}

/// A reader with the text around the place where scanning stands.
struct Feed<'a> {
    reader: &'a mut dyn Read,
    buffer: Vec<u8>,
    /// Offset of the buffer in the source.
    base: u64,
    /// Where the next stretch starts in the buffer.
    start: usize,
    ended: bool,
    error: Option<io::Error>,
}

impl Feed<'_> {
    /// Reads until `ahead` bytes are at hand beyond the start, or the source ends.
    fn fill(&mut self, ahead: usize) {
        while !self.ended && self.buffer.len() - self.start < ahead {
            if crate::interrupt::raised() {
                self.ended = true;
                break;
            }
            let from = self.buffer.len();
            self.buffer.resize(self.start + ahead, 0);
            match self.reader.read(&mut self.buffer[from..]) {
                Ok(0) => self.end(from, None),
                Ok(read) => self.buffer.truncate(from + read),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => self.buffer.truncate(from),
                Err(error) => self.end(from, Some(error)),
            }
        }
    }

    fn end(&mut self, length: usize, error: Option<io::Error>) {
        self.buffer.truncate(length);
        self.ended = true;
        self.error = error;
    }

    /// The next stretches that have all the text after them that they need.
    fn windows(&self, cut: Cut, closed: bool) -> Vec<Window<'_>> {
        let usable = if self.ended { self.buffer.len() } else { self.buffer.len().saturating_sub(AFTER) };
        let mut windows = Vec::new();
        let mut at = self.start;
        while at < usable && windows.len() < cut.at_once {
            let end = (at + cut.stretch).min(usable);
            let from = at.saturating_sub(BEFORE);
            let to = (end + AFTER).min(self.buffer.len());
            windows.push(Window { bytes: &self.buffer[from..to], base: self.base + from as u64, own: at - from..end - from, closed });
            at = end;
        }
        windows
    }

    /// Moves on, keeping the text that the next stretch may look back at.
    fn advance(&mut self, to: usize) {
        let drop = to.saturating_sub(BEFORE);
        self.buffer.drain(..drop);
        self.base += drop as u64;
        self.start = to - drop;
    }
}
