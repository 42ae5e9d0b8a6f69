//! One log that is being written, as pieces that can be read one after the other.
//!
//! One rule: reading waits where the bytes end, and says so; only a rotation or the user ends a piece.

use super::super::plain::read_some;
use super::super::waiting::Waiting;
use super::super::{Error, Identity, Kind, Source, may_wait, open};
use super::names::{self, Piece};
use super::{Patience, Tap};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// How many of the last bytes read must still be there before more is read.
const REMEMBERED: usize = 64;
/// Most bytes taken at once, so that a long log is handed on as it is read.
const AT_ONCE: usize = 256 << 10;

/// A log that is being written.
pub struct Growing<'a> {
    /// Pieces that are done being written, to be read before anything else.
    older: VecDeque<(PathBuf, Option<File>)>,
    /// Where it is written; `None` for standard input.
    path: Option<PathBuf>,
    now: Option<Now>,
    done: Vec<Piece>,
    tap: &'a mut dyn Tap,
    patience: &'a dyn Patience,
    /// The last piece was cut back: what comes next is begun once there is something.
    cut: bool,
    ended: bool,
}

/// The piece that is being read.
enum Now {
    /// A regular file.
    File(Open),
    /// A pipe or a device, which has no other end than its own.
    Stream(Waiting),
}

struct Open {
    file: File,
    path: PathBuf,
    at: u64,
    /// The last bytes read.
    last: Vec<u8>,
    /// It is not written any more.
    done: bool,
    /// It was seen at its end after another file had taken its name.
    replaced: bool,
    /// It was cut back.
    cut: bool,
    /// Where reading ends, once the user has asked for it.
    until: Option<u64>,
}

enum Step {
    Bytes(usize),
    Nothing,
    End,
}

impl<'a> Growing<'a> {
    /// The pieces of a log, the one that is being written last.
    pub fn new(pieces: &[&Source], tap: &'a mut dyn Tap, patience: &'a dyn Patience) -> Self {
        let paths = pieces.iter().map(|source| match &source.kind {
            Kind::Path(path) => Some(path.clone()),
            Kind::Stdin => None,
        });
        let mut paths: Vec<Option<PathBuf>> = paths.collect();
        let path = paths.pop().flatten();
        let older = paths.into_iter().flatten().map(|path| (path, None)).collect();
        Self { older, path, now: None, done: Vec::new(), tap, patience, cut: false, ended: false }
    }

    /// Opens the next piece, waiting until there is one; `false` when reading has ended.
    ///
    /// # Errors
    /// The next piece cannot be opened, or never came.
    pub fn next_piece(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        if let Some((path, file)) = self.older.pop_front() {
            let file = file.map_or_else(|| open(&path).map(|(file, _)| file), Ok)?;
            self.now = Some(Now::File(Open { done: true, ..Open::new(file, path) }));
            return Ok(true);
        }
        let Some(path) = self.path.clone() else {
            self.now = Some(Now::Stream(Waiting::start(|| Ok(io::stdin()))));
            return Ok(true);
        };
        if may_wait(&path) {
            self.now = Some(Now::Stream(Waiting::start(move || File::open(path))));
            return Ok(true);
        }
        self.open_when_there(path)
    }

    fn open_when_there(&mut self, path: PathBuf) -> Result<bool, Error> {
        loop {
            match open(&path) {
                Ok((_, 0)) if self.cut && self.patience.is_over() => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok((_, 0)) if self.cut => self.patience.wait(),
                Ok((file, _)) => {
                    self.now = Some(Now::File(Open::new(file, path)));
                    return Ok(true);
                }
                Err(Error::NotFound) if !self.patience.is_over() => self.patience.wait(),
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }

    /// The present names of the pieces, in the order in which they were read.
    pub fn names(&self) -> Vec<PathBuf> {
        self.done.iter().map(Piece::name).collect()
    }

    /// The present piece was not read to its end.
    pub fn is_open(&self) -> bool {
        self.now.is_some()
    }

    /// Ends the present piece.
    fn end_piece(&mut self) {
        self.tap.end();
        if let Some(Now::File(open)) = self.now.take() {
            self.file_is_done(open);
        } else {
            self.ended = true;
            self.done.push(Piece::new(self.path.clone().unwrap_or_else(|| PathBuf::from("-")), None));
        }
    }

    fn file_is_done(&mut self, open: Open) {
        if open.replaced
            && let Some(identity) = open.identity()
        {
            self.older.extend(names::missed(&open.path, &identity).into_iter().map(|(path, file)| (path, Some(file))));
        }
        self.cut = open.cut;
        self.ended = open.until.is_some() && !open.replaced && !open.cut;
        let file = (!open.cut).then_some(open.file);
        self.done.push(Piece::new(open.path, file));
        names::tidy(&mut self.done);
    }
}

impl Open {
    fn new(file: File, path: PathBuf) -> Self {
        Self { file, path, at: 0, last: Vec::new(), done: false, replaced: false, cut: false, until: None }
    }

    fn identity(&self) -> Option<Identity> {
        Some(Identity::of(&self.path, &self.file.metadata().ok()?))
    }

    fn step(&mut self, buf: &mut [u8], over: bool) -> io::Result<Step> {
        let length = self.file.metadata()?.len();
        if over && !self.done && self.until.is_none() {
            self.until = Some(length.max(self.at));
        }
        self.cut = !self.done && (length < self.at || !self.is_as_it_was()?);
        if self.cut {
            return Ok(Step::End);
        }
        let wanted = self.until.map_or(u64::MAX, |until| until - self.at.min(until)).min(AT_ONCE as u64);
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX).min(buf.len());
        let read = read_some(&self.file, &mut buf[..wanted], self.at)?;
        if read > 0 {
            self.replaced = false;
            self.at += read as u64;
            self.last.extend_from_slice(&buf[read.saturating_sub(REMEMBERED)..read]);
            self.last.drain(..self.last.len().saturating_sub(REMEMBERED));
            return Ok(Step::Bytes(read));
        }
        let before = self.replaced;
        self.replaced = !self.done && self.is_replaced();
        // The writer may still hold on to the old file: it is looked at once more.
        let over = self.done || self.until.is_some() || (before && self.replaced);
        Ok(if over { Step::End } else { Step::Nothing })
    }

    /// A file that was cut back and written again may have grown past the place where reading stands.
    fn is_as_it_was(&self) -> io::Result<bool> {
        let mut there = [0; REMEMBERED];
        let there = &mut there[..self.last.len()];
        let from = self.at - there.len() as u64;
        let mut filled = 0;
        while filled < there.len() {
            match read_some(&self.file, &mut there[filled..], from + filled as u64)? {
                0 => return Ok(false),
                read => filled += read,
            }
        }
        Ok(there == self.last)
    }

    /// Another file has its name. While none has, the writer may still be at it.
    fn is_replaced(&self) -> bool {
        let there = std::fs::metadata(&self.path).ok().map(|data| Identity::of(&self.path, &data));
        there.is_some_and(|there| Some(there) != self.identity())
    }
}

/// The present piece. It ends where it was rotated, or at what is there when the user ends it.
impl Read for Growing<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let over = self.patience.is_over();
            let step = match &mut self.now {
                None => return Ok(0),
                Some(Now::File(open)) => open.step(buf, over),
                Some(Now::Stream(stream)) => stream.ready(buf).map(|read| match read {
                    Some(0) => Step::End,
                    Some(read) => Step::Bytes(read),
                    None if over => Step::End,
                    None => Step::Nothing,
                }),
            };
            match step {
                Ok(Step::Bytes(read)) => {
                    self.tap.bytes(&buf[..read]);
                    return Ok(read);
                }
                Ok(Step::Nothing) => {
                    self.tap.quiet();
                    self.patience.wait();
                }
                Ok(Step::End) => {
                    self.end_piece();
                    return Ok(0);
                }
                Err(error) => {
                    self.end_piece();
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }
}
