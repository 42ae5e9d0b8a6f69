//! Looking ahead in a stream. One rule: what was looked at is still read, and a fault comes after the bytes before it.

use std::io::{self, BufRead, Read};

/// Bytes from somewhere below.
pub(super) type Input<'a> = Box<dyn Read + Send + 'a>;

/// How many bytes are looked at to tell formats and encodings apart.
pub(super) const HEAD: usize = 64 * 1024;

/// A stream whose first [`HEAD`] bytes stay available while it is read.
pub(super) struct Peeked<'a> {
    head: Vec<u8>,
    at: usize,
    fault: Option<io::Error>,
    rest: Input<'a>,
}

impl<'a> Peeked<'a> {
    pub(super) fn new(mut rest: Input<'a>) -> Self {
        let (mut head, mut end, mut fault) = (vec![0; HEAD], 0, None);
        while end < HEAD {
            match rest.read(&mut head[end..]) {
                Ok(0) => break,
                Ok(count) => end += count,
                Err(e) => {
                    fault = Some(e);
                    break;
                }
            }
        }
        head.truncate(end);
        Self { head, at: 0, fault, rest }
    }

    /// A stream of bytes already read, then a fault (if any), then the rest.
    pub(super) fn resume(head: Vec<u8>, fault: Option<io::Error>, rest: Input<'a>) -> Self {
        Self { head, at: 0, fault, rest }
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Drops the first bytes of the head, before anything is read.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.head.drain(..bytes.min(self.head.len()));
    }

    /// The fault, when not one byte came before it.
    pub(super) fn fault_at_once(&mut self) -> Option<io::Error> {
        if self.head.is_empty() { self.fault.take() } else { None }
    }
}

impl Read for Peeked<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = &self.head[self.at..];
        if !left.is_empty() {
            let count = left.len().min(buf.len());
            buf[..count].copy_from_slice(&left[..count]);
            self.at += count;
            return Ok(count);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.rest.read(buf),
        }
    }
}

/// A buffered stream that can be asked for a number of bytes ahead.
pub(super) struct Buffered<'a> {
    buf: Vec<u8>,
    at: usize,
    end: usize,
    rest: Input<'a>,
}

impl<'a> Buffered<'a> {
    pub(super) fn new(rest: Input<'a>) -> Self {
        Self { buf: vec![0; HEAD], at: 0, end: 0, rest }
    }

    /// The next bytes without taking them: at least `count` (up to the buffer's size) unless the stream ends first.
    pub(super) fn ahead(&mut self, count: usize) -> io::Result<&[u8]> {
        if self.end - self.at < count {
            self.buf.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
        }
        while self.end - self.at < count.min(self.buf.len()) {
            match self.rest.read(&mut self.buf[self.end..])? {
                0 => break,
                more => self.end += more,
            }
        }
        Ok(&self.buf[self.at..self.end])
    }

    /// Takes exactly `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Takes and forgets `count` bytes.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.by_ref().take(count), &mut io::sink())?;
        if skipped < count { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

impl Read for Buffered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buf.len());
        buf[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Buffered<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.ahead(1)
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }
}
