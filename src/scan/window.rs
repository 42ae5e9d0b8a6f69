//! A stretch of a source to observations, whatever the size of the stretch.
//!
//! One rule: every line is owned by the stretch in which it starts, and is read with the same text around it wherever the
//! stretches are cut; so the answer does not depend on the cuts. A line longer than [`MAX_LINE`] is read in pieces cut at
//! fixed offsets of the source, owned in the same way.

use super::evidence;
use super::evidence::Mark;
use super::fact::Fact;
use super::observe::{self, Observation};
use super::prefilter::Prefilter;
use super::rules::Rules;
use crate::text;
use memchr::{memchr, memchr_iter, memrchr};
use std::ops::Range;

/// Longest line that is read as one.
pub const MAX_LINE: usize = 64 * 1024;
/// Text that must be at hand before a stretch, when the source has it.
pub const BEFORE: usize = 2 * MAX_LINE;
/// Text that must be at hand after a stretch, when the source has it.
pub const AFTER: usize = MAX_LINE + CONTEXT;
/// Text around a line that its meaning may depend on.
const CONTEXT: usize = 8 * 1024;
/// Text before a line that its meaning may depend on.
const LOOK_BACK: usize = MAX_LINE;
/// Length of the pieces of an overlong line.
const PIECE: u64 = 32 * 1024;
/// Text on both sides of a piece that a match may need.
const OVERLAP: usize = 512;

/// A stretch of a source with the text around it.
pub struct Window<'a> {
    /// The stretch and what stands around it.
    pub bytes: &'a [u8],
    /// Offset of `bytes[0]` in the source.
    pub base: u64,
    /// The stretch itself, in `bytes`.
    pub own: Range<usize>,
    /// The source is a file of the SDK itself.
    pub closed: bool,
    /// Finds the lines that are worth a look.
    pub prefilter: &'a Prefilter,
    /// Every line is looked at, whatever the prefilter says.
    pub every_line: bool,
    /// The user's own patterns.
    pub rules: Option<&'static Rules>,
}

/// What a stretch gave; lines are counted from its start.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Observations and marks with the number of line feeds before them in the stretch, in order.
    pub items: Vec<(u64, Item)>,
    /// Bytes of the stretch.
    pub bytes: u64,
    /// The stretch does not end with a line feed.
    pub open_line: bool,
    /// Line feeds in the stretch.
    pub line_feeds: u64,
    /// Lines looked at.
    pub candidates: u64,
    /// Lines that are recognisably about the SDK.
    pub recognised: u64,
}

/// Something found on a line.
#[derive(Debug)]
pub enum Item {
    /// It may become an event.
    Observation(Box<Observation>),
    /// It shows an Agora session.
    Mark(Mark),
    /// It is no error but tells the story.
    Fact(Box<Fact>),
}

/// Lines up to here are all asked for evidence of a session.
const EVIDENT_HEAD: u64 = 1 << 20;
/// Behind that, the lines of one page of so many are: a session shows itself again and again.
const EVIDENT_PAGES: u64 = 64;
/// Length of a page.
const PAGE: u64 = 4096;

/// Whether the line at this offset of the source is asked for evidence; it depends on nothing else.
fn evident(offset: u64) -> bool {
    offset < EVIDENT_HEAD || (offset / PAGE).is_multiple_of(EVIDENT_PAGES)
}

/// Up to where the answer of [`evident`] stays the same.
fn evident_until(offset: u64) -> u64 {
    match (offset < EVIDENT_HEAD, offset / PAGE / EVIDENT_PAGES) {
        (true, _) => EVIDENT_HEAD,
        (false, _) if evident(offset) => (offset / PAGE + 1) * PAGE,
        (false, before) => (before + 1) * EVIDENT_PAGES * PAGE,
    }
}

/// Scans a stretch.
pub fn scan(window: &Window<'_>) -> Scanned {
    let mut scan = Scan { window, out: Scanned::default(), counted: window.own.start, anchor: None, added: None, word: None };
    scan.run();
    scan.count_to(window.own.end);
    scan.out.bytes = window.own.len() as u64;
    scan.out.open_line = window.bytes[window.own.clone()].last().is_some_and(|byte| *byte != b'\n');
    scan.out
}

struct Scan<'a, 'b> {
    window: &'b Window<'a>,
    out: Scanned,
    counted: usize,
    /// The next anchor that the prefilter names, once it was asked.
    anchor: Option<usize>,
    /// The next of the user's words, once the prefilter was asked.
    added: Option<usize>,
    /// The next place of a word that may be evidence, once it was looked for.
    word: Option<usize>,
}

impl Scan<'_, '_> {
    fn run(&mut self) {
        let mut at = self.skip_foreign_line();
        while at < self.window.own.end {
            let Some(hit) = self.next(at) else { break };
            let (start, end) = self.line_around(hit, at);
            if start >= self.window.own.end {
                break;
            }
            at = if end - start > MAX_LINE { self.pieces(start, end, start.max(at)) } else { self.line(start, end) };
        }
    }

    /// The next place at or behind `at` whose line is looked at.
    fn next(&mut self, at: usize) -> Option<usize> {
        if self.window.every_line {
            return Some(at);
        }
        let hit = self.anchor_from(at).min(self.word_from(at));
        (hit < self.window.bytes.len()).then_some(hit)
    }

    /// Where the prefilter's next hit is, or the end of the text.
    fn anchor_from(&mut self, at: usize) -> usize {
        let bytes = self.window.bytes;
        let prefilter = self.window.prefilter;
        let known = self.anchor.filter(|known| *known >= at);
        let anchor = *self.anchor.insert(known.unwrap_or_else(|| prefilter.anchor(bytes, at).unwrap_or(bytes.len())));
        let known = self.added.filter(|known| *known >= at);
        anchor.min(*self.added.insert(known.unwrap_or_else(|| prefilter.word(bytes, at).unwrap_or(bytes.len()))))
    }

    /// Where the next word is that may be evidence, on a line that is asked for it, or the end of the text.
    fn word_from(&mut self, at: usize) -> usize {
        let known = self.word.filter(|known| *known >= at);
        *self.word.insert(known.unwrap_or_else(|| self.next_word(at).unwrap_or(self.window.bytes.len())))
    }

    fn next_word(&self, mut at: usize) -> Option<usize> {
        let (bytes, base) = (self.window.bytes, self.window.base);
        while !self.window.closed && at < self.window.own.end {
            let offset = base + at as u64;
            let until = usize::try_from(evident_until(offset) - base).map_or(bytes.len(), |until| until.min(bytes.len()));
            let end = line_end(bytes, until.saturating_sub(1).max(at));
            if evident(offset)
                && let Some(hit) = evidence::next_word(bytes, at, end)
            {
                return Some(hit);
            }
            at = end + 1;
        }
        None
    }

    /// The end of the line that was begun before this stretch; its pieces that start here, if it is overlong.
    fn skip_foreign_line(&mut self) -> usize {
        let own = self.window.own.clone();
        let bytes = self.window.bytes;
        if own.start == 0 || bytes[own.start - 1] == b'\n' {
            return own.start;
        }
        let start = memrchr(b'\n', &bytes[..own.start]).map(|at| at + 1);
        let end = memchr(b'\n', &bytes[own.start..]).map_or(bytes.len(), |at| own.start + at);
        let known = start.unwrap_or(0);
        if end - known > MAX_LINE { self.pieces(known, end, own.start) } else { end + 1 }
    }

    /// The line around a place, which begins no earlier than `from`.
    fn line_around(&self, hit: usize, from: usize) -> (usize, usize) {
        let bytes = self.window.bytes;
        let start = memrchr(b'\n', &bytes[from..hit]).map_or(from, |at| from + at + 1);
        let end = memchr(b'\n', &bytes[hit..]).map_or(bytes.len(), |at| hit + at);
        (start, end)
    }

    fn line(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.window.bytes;
        let anchored = self.anchor_from(start) < end;
        let line = observe::Line {
            bytes: text::trim_line_end(&bytes[start..end]),
            before: &bytes[start.saturating_sub(LOOK_BACK)..start],
            after: &bytes[(end + 1).min(bytes.len())..(end + 1 + CONTEXT).min(bytes.len())],
            closed_source: self.window.closed,
            evidence: evident(self.window.base + start as u64),
            anchored,
            every: self.window.every_line,
            piece: None,
            rules: self.window.rules,
        };
        self.observe(start, &line);
        end + 1
    }

    /// The pieces, at fixed offsets of the source, of an overlong line that start at or after `from` in this stretch.
    fn pieces(&mut self, start: usize, end: usize, from: usize) -> usize {
        let base = self.window.base;
        let mut at = self.first_piece(start, from);
        while at < end.min(self.window.own.end) {
            let next = ((base + at as u64) / PIECE + 1) * PIECE;
            let stop = usize::try_from(next - base).map_or(end, |stop| stop.min(end));
            self.piece(start, at, stop, end);
            at = stop;
        }
        if end < self.window.own.end { end + 1 } else { self.window.own.end }
    }

    fn first_piece(&self, start: usize, from: usize) -> usize {
        if from == start && (start == 0 || self.window.bytes.get(start - 1) == Some(&b'\n')) && (start > 0 || self.window.base == 0) {
            return start;
        }
        let base = self.window.base;
        let next = (base + from as u64).div_ceil(PIECE) * PIECE;
        usize::try_from(next - base).unwrap_or(usize::MAX)
    }

    /// A piece is read with some text on both sides; an event belongs to the piece in which its code stands.
    fn piece(&mut self, line_start: usize, start: usize, stop: usize, end: usize) {
        let bytes = self.window.bytes;
        let from = start.saturating_sub(OVERLAP).max(line_start);
        let to = (stop + OVERLAP).min(end).min(bytes.len());
        let anchored = self.window.prefilter.next(&bytes[..to], from).is_some();
        let evidence = evident(self.window.base + start as u64);
        let looked_at = anchored || self.window.every_line || (evidence && evidence::next_word(bytes, from, to).is_some());
        if !looked_at {
            return;
        }
        let line = observe::Line {
            bytes: &bytes[from..to],
            before: &[],
            after: &[],
            closed_source: self.window.closed,
            evidence,
            anchored,
            every: self.window.every_line,
            piece: Some(start - from..stop - from),
            rules: self.window.rules,
        };
        self.observe(start, &line);
    }

    fn observe(&mut self, start: usize, line: &observe::Line<'_>) {
        self.count_to(start);
        self.out.candidates += 1;
        let mut seen = observe::line(line);
        let recognised = seen.mark.as_ref().is_some_and(|mark| mark.strength.is_some())
            || seen.fact.is_some()
            || seen.observations.iter().any(|observation| observation.recognised);
        self.out.recognised += u64::from(recognised);
        seen.observations.iter_mut().for_each(|observation| observation.recognised = recognised);
        let line_feeds = self.out.line_feeds;
        if let Some(mark) = seen.mark {
            self.out.items.push((line_feeds, Item::Mark(mark)));
        }
        for observation in seen.observations {
            self.out.items.push((line_feeds, Item::Observation(Box::new(observation))));
        }
        let tokens = seen.tokens.into_iter().map(Box::new);
        self.out.items.extend(seen.fact.into_iter().chain(tokens).map(|fact| (line_feeds, Item::Fact(fact))));
    }

    fn count_to(&mut self, at: usize) {
        if at > self.counted {
            self.out.line_feeds += memchr_iter(b'\n', &self.window.bytes[self.counted..at]).count() as u64;
            self.counted = at;
        }
    }
}

/// The end of the line that is open at `at`, or of the text; a line that is far too long ends where it is cut.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let near = bytes.len().min(at + MAX_LINE);
    memchr(b'\n', &bytes[at.min(near)..near]).map_or(near, |end| at + end)
}
