//! The text of one log as a stream. One rule: reading it never fails; how it ended is asked afterwards.

use super::encoding::{Charset, CrToLf, Transcoder, only_cr};
use super::peek::{Input, Peeked};
use super::{Error, PlainFile, Status};
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// A remark that a decoder leaves for whoever reads its output.
pub(super) type Note = Arc<Mutex<Option<String>>>;

/// Decoded text: UTF-8 as far as the log allows, with its line ends (LF or CRLF).
///
/// `read` never returns an error: at a fault the text ends, and [`Body::outcome`] says so.
pub struct Body<'a> {
    text: Peeked<'a>,
    left: u64,
    limit: u64,
    bytes: u64,
    fault: Option<Error>,
    note: Option<Note>,
    ended: bool,
}

/// How the reading of one log ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// [`Status::Complete`], [`Status::Partial`], or [`Status::Failed`] when not one byte could be read.
    pub status: Status,
    /// Decoded bytes read.
    pub bytes: u64,
    /// Why it is not complete.
    pub fault: Option<Error>,
    /// Something worth saying of a log that was read, such as ignored bytes after compressed data.
    pub note: Option<String>,
}

/// A body and what was learnt while preparing it.
pub(super) struct Prepared<'a> {
    pub(super) body: Body<'a>,
    pub(super) encoding: String,
    /// The file itself, when the text is byte for byte the file.
    pub(super) plain: Option<PlainFile<'a>>,
}

impl<'a> Body<'a> {
    /// `limit` is the most text to deliver, in bytes.
    pub(super) fn prepare(
        mut raw: Peeked<'a>,
        charset: Charset,
        plain: Option<PlainFile<'a>>,
        limit: u64,
        note: Option<Note>,
    ) -> Prepared<'a> {
        raw.skip(charset.mark);
        let mut plain = plain.filter(|_| charset.as_is()).map(|file| file.skip(charset.mark));
        let mut text = if charset.as_is() { raw } else { Peeked::new(Box::new(Transcoder::new(Box::new(raw), charset.encoding))) };
        if only_cr(text.head()) {
            plain = None;
            text = Peeked::new(Box::new(CrToLf::new(Box::new(text) as Input<'a>)));
        }
        let body = Self { text, left: limit, limit, bytes: 0, fault: None, note, ended: false };
        Prepared { body, encoding: charset.name(), plain }
    }

    /// The first bytes of the text (at most 64 KiB), whatever has been read since.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.text.head()
    }

    /// How the reading ended. Final only after `read` has returned 0.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let status = match &self.fault {
            None => Status::Complete,
            Some(_) if self.bytes == 0 => Status::Failed,
            Some(_) => Status::Partial,
        };
        let note = self.note.as_ref().and_then(|note| note.lock().unwrap_or_else(PoisonError::into_inner).clone());
        Outcome { status, bytes: self.bytes, fault: self.fault.clone(), note }
    }

    /// Takes down that somebody else read the file itself, so far and with this fault.
    pub fn was_read(&mut self, bytes: u64, fault: Option<Error>) {
        self.bytes = bytes;
        self.fault = fault;
        self.ended = true;
    }

    /// Reads what is left and forgets it.
    pub fn finish(&mut self) -> Outcome {
        let mut waste = vec![0; 64 * 1024];
        while self.next(&mut waste) > 0 {}
        self.outcome()
    }

    fn next(&mut self, buf: &mut [u8]) -> usize {
        if self.ended || buf.is_empty() {
            return 0;
        }
        let count = match self.text.read(buf) {
            Ok(count) => count,
            Err(e) => {
                self.fault = Some(Error::of_io(&e));
                0
            }
        };
        let allowed = usize::try_from(self.left).unwrap_or(usize::MAX).min(count);
        if allowed < count {
            self.fault = Some(Error::Size(self.limit));
        }
        self.ended = allowed < count || count == 0;
        self.left -= allowed as u64;
        self.bytes += allowed as u64;
        allowed
    }
}

impl Read for Body<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(self.next(buf))
    }
}
