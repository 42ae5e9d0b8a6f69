//! Events of a log that is being written, as soon as their lines are there.
//!
//! One rule: it is quick and may be a little less exact: a line is read with the text that stands behind it so far. What counts is
//! the scan of the whole.

use super::Event;
use super::Found;
use super::resolve::Resolver;
use super::rules::Rules;
use super::stream::prefilter;
use super::window::{self, BEFORE, MAX_LINE, Window};
use crate::envelope;
use memchr::memrchr;

/// Scans text as it comes.
#[derive(Default)]
pub struct Live {
    buffer: Vec<u8>,
    /// Offset of the buffer in the text.
    base: u64,
    /// What was scanned of the buffer.
    scanned: usize,
    /// Once the first lines have shown the format: whether the SDK itself writes the log.
    closed: Option<bool>,
    resolver: Resolver,
    rules: Option<&'static Rules>,
}

impl Live {
    /// Nothing read yet; with the user's own patterns.
    pub fn with(rules: Option<&'static Rules>) -> Live {
        Live { rules, ..Live::default() }
    }

    /// Text that came and was not scanned yet, to be added to.
    pub fn text(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// How much waits, in bytes.
    pub fn waiting(&self) -> usize {
        self.buffer.len() - self.scanned
    }

    /// Scans the lines that are complete. A line that goes on and on is read in parts, as everywhere.
    pub fn scan(&mut self, sink: &mut dyn FnMut(Event)) {
        let fresh = &self.buffer[self.scanned..];
        let end = memrchr(b'\n', fresh).map(|at| at + 1).or_else(|| (fresh.len() > 4 * MAX_LINE).then_some(fresh.len()));
        if let Some(end) = end {
            self.scan_to(self.scanned + end, sink);
        }
    }

    /// Scans what is left.
    pub fn finish(mut self, sink: &mut dyn FnMut(Event)) {
        if self.waiting() > 0 {
            self.scan_to(self.buffer.len(), sink);
        }
        self.resolver.finish(&mut |found| events(found, sink));
    }

    fn scan_to(&mut self, end: usize, sink: &mut dyn FnMut(Event)) {
        let closed = *self.closed.get_or_insert_with(|| {
            let head = &self.buffer[..self.buffer.len().min(MAX_LINE)];
            let closed = envelope::is_closed(&envelope::format_of(head));
            self.resolver = Resolver::new(closed);
            closed
        });
        let own = self.scanned..end;
        let (prefilter, rules) = (prefilter(self.rules), self.rules);
        let window = Window { bytes: &self.buffer, base: self.base, own, closed, prefilter, every_line: false, rules };
        let found = window::scan(&window);
        self.resolver.push(found, &mut |found| events(found, sink));
        self.resolver.pause(&mut |found| events(found, sink));
        let drop = end.saturating_sub(BEFORE);
        self.buffer.drain(..drop);
        self.base += drop as u64;
        self.scanned = end - drop;
    }
}

fn events(found: Found, sink: &mut dyn FnMut(Event)) {
    if let Found::Event(event) = found {
        sink(event);
    }
}

#[cfg(test)]
mod tests {
    use super::super::stream::{Cut, scan};
    use super::*;

    const LOG: &str = include_str!("../../fixtures/flutter/flutter-3-ios.log");

    /// What a scan of the whole gives, and what the same text gives in these parts.
    fn both(text: &str, part: usize) -> [Vec<(u64, String)>; 2] {
        let (mut whole, mut live) = (Vec::new(), Vec::new());
        let show = |event: Event| (event.line, format!("{}/{}", event.domain, event.id));
        scan(&mut text.as_bytes(), Cut::default(), &mut |event| whole.extend((event.echo_of.is_none()).then(|| show(event))));
        let mut scan = Live::default();
        for part in text.as_bytes().chunks(part) {
            scan.text().extend_from_slice(part);
            scan.scan(&mut |event| live.push(show(event)));
        }
        scan.finish(&mut |event| live.push(show(event)));
        live.sort();
        whole.sort();
        [whole, live]
    }

    #[test]
    fn nothing_that_a_scan_finds_is_missing() {
        for part in [1, 7, 100, 5_000, LOG.len()] {
            let [whole, live] = both(LOG, part);
            assert!(!whole.is_empty());
            let missing: Vec<_> = whole.iter().filter(|event| !live.contains(event)).collect();
            assert!(missing.is_empty(), "{part}: {missing:?}");
        }
    }
}
