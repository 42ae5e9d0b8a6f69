//! A whole source to events: reads it in stretches, scans several at once, resolves them in order.
//!
//! One rule: memory is bounded by the stretch size and the number of threads, whatever the size of the source. A stream is
//! read here and its stretches are scanned by others, and here when they are behind; of a plain file each thread reads its own parts.

use super::ordered;
use super::prefilter::Prefilter;
use super::resolve::Resolver;
use super::rules::Rules;
use super::window::{self, AFTER, BEFORE, Scanned, Window};
use super::{Event, Found, Summary};
use crate::envelope;
use crate::source::{Error, PlainFile};
use crate::text::digest::{self, BLOCK, Digest};
use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// How a source is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Bytes of a stretch.
    pub stretch: usize,
    /// Stretches scanned at once.
    pub at_once: usize,
    /// Look at every line, as if there were no prefilter. The answer is the same; it is there to be compared with.
    pub every_line: bool,
}

impl Cut {
    /// Stretches are as long as the blocks that a digest is made of.
    pub fn is_default_stretch(&self) -> bool {
        self.stretch as u64 == BLOCK && !self.every_line
    }
}

impl Default for Cut {
    fn default() -> Self {
        Cut { stretch: usize::try_from(BLOCK).unwrap_or(usize::MAX), at_once: *CORES, every_line: false }
    }
}

/// Cores that may be used. The system takes a dozen files to tell it, so it is asked once.
static CORES: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, usize::from));

static PREFILTER: LazyLock<Prefilter> = LazyLock::new(Prefilter::default);

/// What finds the lines that are worth a look.
pub(super) fn prefilter(rules: Option<&'static Rules>) -> &'static Prefilter {
    rules.map_or(&PREFILTER, Rules::prefilter)
}

/// How much of a source decides its format.
const HEAD: usize = 64 * 1024;
/// Most stretches of a plain file that one thread reads in a row.
const IN_A_ROW: u64 = 8;

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
    scan_with(reader, cut, None, sink)
}

/// The same, with the user's own patterns.
///
/// # Errors
/// The reader's error comes back beside the summary, never in its place.
pub fn scan_with(
    reader: &mut dyn Read,
    cut: Cut,
    rules: Option<&'static Rules>,
    sink: &mut dyn FnMut(Found),
) -> (Summary, Option<io::Error>) {
    let mut feed = Feed { reader, buffer: Vec::new(), base: 0, start: 0, ended: false, error: None };
    feed.fill(HEAD);
    let mut all = All::new(&feed.buffer, cut.every_line, rules, sink);
    let (look, mut pieces) = (all.look, Pieces { feed: &mut feed, cut });
    let scan = |piece: Piece| piece.scan(look);
    match pieces.next() {
        // What fits into one stretch needs no other thread.
        Some(first) if cut.at_once > 1 && !pieces.feed.is_done() => {
            let mut jobs = std::iter::once(first).chain(pieces);
            ordered::share(cut.at_once - 1, &mut jobs, &scan, &mut |part| all.take(part));
        }
        first => first.into_iter().chain(pieces).for_each(|piece| all.take(scan(piece))),
    }
    (all.finish(), feed.error)
}

/// What the scan of a plain file gave beside what it found.
pub struct Plain {
    /// What is known of the source.
    pub summary: Summary,
    /// Why it ended before its end.
    pub fault: Option<Error>,
    /// The digest of its text.
    pub digest: u128,
}

/// Scans a plain file, each of several threads at its own place. A fault ends the scan; what came before it counts.
pub fn scan_plain(file: PlainFile<'_>, threads: usize, rules: Option<&'static Rules>, sink: &mut dyn FnMut(Found)) -> Plain {
    let mut head = vec![0; HEAD];
    let (length, _) = file.read_at(&mut head, 0);
    let mut all = All::new(&head[..length], false, rules, sink);
    let stretches = file.len().div_ceil(BLOCK) / (4 * threads.max(1) as u64);
    let part = BLOCK * stretches.clamp(1, IN_A_ROW);
    let mut starts = (0..file.len().div_ceil(part)).map(|at| at * part);
    let (look, stop) = (all.look, AtomicBool::new(false));
    let work = |start: u64| Part { file, look, start, end: file.len().min(start + part), stop: &stop }.scan();
    let (mut fault, mut digest) = (None, Digest::default());
    ordered::run(threads, &mut starts, &work, &mut |(stretches, failed): (Vec<(Scanned, u128)>, Option<Error>)| {
        if fault.is_none() {
            for (scanned, block) in stretches {
                digest.add_block(block, scanned.bytes);
                all.take(scanned);
            }
            fault = failed;
        }
    });
    Plain { summary: all.finish(), fault, digest: digest.finish() }
}

/// How lines are looked at.
#[derive(Clone, Copy)]
struct Look {
    closed: bool,
    every_line: bool,
    rules: Option<&'static Rules>,
}

impl Look {
    fn window(self, bytes: &[u8], base: u64, own: std::ops::Range<usize>) -> Scanned {
        let Look { closed, every_line, rules } = self;
        window::scan(&Window { bytes, base, own, closed, prefilter: prefilter(rules), every_line, rules })
    }
}

/// What is known of the source so far.
struct All<'a> {
    summary: Summary,
    resolver: Resolver,
    sink: &'a mut dyn FnMut(Found),
    look: Look,
    open_line: bool,
}

impl<'a> All<'a> {
    fn new(head: &[u8], every_line: bool, rules: Option<&'static Rules>, sink: &'a mut dyn FnMut(Found)) -> All<'a> {
        let format = envelope::format_of(&head[..head.len().min(HEAD)]);
        let closed = envelope::is_closed(&format);
        let look = Look { closed, every_line, rules };
        All { summary: Summary { format, ..Summary::default() }, resolver: Resolver::new(closed), sink, look, open_line: false }
    }

    fn take(&mut self, part: Scanned) {
        self.summary.bytes += part.bytes;
        self.summary.lines += part.line_feeds;
        self.summary.candidates += part.candidates;
        self.summary.recognised += part.recognised;
        self.open_line = part.open_line;
        self.resolver.push(part, self.sink);
    }

    fn finish(mut self) -> Summary {
        self.summary.lines += u64::from(self.open_line);
        self.summary.left_out = self.resolver.finish(self.sink);
        self.summary.recognised += self.summary.left_out.proven;
        if self.look.closed {
            self.summary.recognised = self.summary.lines;
        }
        self.summary
    }
}

thread_local! {
    /// Where the parts of plain files are read to; kept from one part to the next.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Some stretches of a plain file that one thread reads.
struct Part<'a> {
    file: PlainFile<'a>,
    look: Look,
    start: u64,
    end: u64,
    /// Set when reading failed or a signal came: nothing behind that place is wanted any more.
    stop: &'a AtomicBool,
}

impl Part<'_> {
    fn scan(&self) -> (Vec<(Scanned, u128)>, Option<Error>) {
        BUFFER.with_borrow_mut(|buffer| self.scan_with(buffer))
    }

    fn scan_with(&self, buffer: &mut Vec<u8>) -> (Vec<(Scanned, u128)>, Option<Error>) {
        let (mut found, mut at) = (Vec::new(), self.start);
        let mut base = at.saturating_sub(BEFORE as u64);
        buffer.clear();
        while at < self.end && !self.stop.load(Ordering::Relaxed) && !crate::interrupt::raised() {
            let end = self.end.min(at + BLOCK);
            let drop = at.saturating_sub(BEFORE as u64) - base;
            buffer.drain(..place(drop).min(buffer.len()));
            base += drop;
            let have = buffer.len();
            let wanted = place(self.file.len().min(end + AFTER as u64) - base);
            buffer.resize(wanted.max(have), 0);
            let (read, fault) = self.file.read_at(&mut buffer[have..], base + have as u64);
            buffer.truncate(have + read);
            let own = place(at - base).min(buffer.len())..place(end - base).min(buffer.len());
            let short = own.end < place(end - base);
            let block = digest::of(&buffer[own.clone()]);
            found.push((self.look.window(buffer, base, own), block));
            if fault.is_some() || short {
                self.stop.store(true, Ordering::Relaxed);
                return (found, fault);
            }
            at = end;
        }
        (found, None)
    }
}

/// A distance inside a buffer.
fn place(distance: u64) -> usize {
    usize::try_from(distance).unwrap_or(usize::MAX)
}

/// A stretch of a stream with a copy of the text around it.
struct Piece {
    bytes: Vec<u8>,
    base: u64,
    own: std::ops::Range<usize>,
}

impl Piece {
    fn scan(self, look: Look) -> Scanned {
        look.window(&self.bytes, self.base, self.own)
    }
}

struct Pieces<'a, 'b> {
    feed: &'a mut Feed<'b>,
    cut: Cut,
}

impl Iterator for Pieces<'_, '_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.feed.fill(self.cut.stretch + AFTER);
        self.feed.piece(self.cut.stretch)
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
        let wanted = self.start + ahead;
        let mut filled = self.buffer.len();
        while !self.ended && filled < wanted {
            // A small source is not worth a whole stretch of memory.
            if filled == self.buffer.len() {
                self.buffer.resize(wanted.min(filled + filled.max(HEAD)), 0);
            }
            if crate::interrupt::raised() {
                self.ended = true;
                break;
            }
            match self.reader.read(&mut self.buffer[filled..]) {
                Ok(0) => self.ended = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.error = Some(error);
                }
            }
        }
        self.buffer.truncate(filled);
    }

    /// Nothing is left to be scanned.
    fn is_done(&self) -> bool {
        self.ended && self.start == self.buffer.len()
    }

    /// The next stretch that has all the text behind it that it needs; keeps what the one after it may look back at.
    fn piece(&mut self, stretch: usize) -> Option<Piece> {
        let usable = if self.ended { self.buffer.len() } else { self.buffer.len().saturating_sub(AFTER) };
        let end = usable.min(self.start + stretch);
        if end <= self.start {
            return None;
        }
        let (base, own) = (self.base, self.start..end);
        let to = self.buffer.len().min(end + AFTER);
        let keep = if self.ended && end == self.buffer.len() { end } else { end.saturating_sub(BEFORE) };
        // The next stretch will be as long as this one.
        let mut rest = Vec::with_capacity(if self.ended { 0 } else { self.buffer.len() });
        rest.extend_from_slice(&self.buffer[keep..]);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(to);
        self.base += keep as u64;
        self.start = end - keep;
        Some(Piece { bytes, base, own })
    }
}
