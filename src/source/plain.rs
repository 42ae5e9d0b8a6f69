//! Regular files read by position. One rule: the length at opening is the length of the log, whatever is appended later.

use super::Error;
use std::fs::File;
use std::io::{self, Read};

/// A file whose bytes are the text itself, so that many threads may read ranges of it at once.
///
/// Offsets count from the first byte of text (after a byte order mark).
#[derive(Debug, Clone, Copy)]
pub struct PlainFile<'a> {
    file: &'a File,
    start: u64,
    len: u64,
}

impl<'a> PlainFile<'a> {
    pub(super) fn new(file: &'a File, len: u64) -> Self {
        Self { file, start: 0, len }
    }

    /// The same file without its first `bytes`.
    pub(super) fn skip(self, bytes: usize) -> Self {
        let bytes = (bytes as u64).min(self.len);
        Self { start: self.start + bytes, len: self.len - bytes, ..self }
    }

    /// Bytes of text, fixed when the file was opened.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills `buf` from `offset` and says how many bytes are valid.
    ///
    /// Fewer bytes than asked for mean the end of the text, or a fault, which is then given too.
    #[must_use]
    pub fn read_at(&self, buf: &mut [u8], offset: u64) -> (usize, Option<Error>) {
        let left = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = left.min(buf.len());
        let mut filled = 0;
        while filled < wanted {
            let at = self.start + offset + filled as u64;
            match read_some(self.file, &mut buf[filled..wanted], at) {
                Ok(0) => return (filled, self.early_end()),
                Ok(count) => filled += count,
                Err(e) => return (filled, Some(Error::of_os(&e))),
            }
        }
        (filled, None)
    }

    /// An end before the stated length is a fault only when the file really is shorter now:
    /// kernel files state lengths that they never deliver.
    fn early_end(&self) -> Option<Error> {
        let now = self.file.metadata().map_or(0, |m| m.len());
        (now < self.start + self.len).then_some(Error::Shrunk)
    }

    /// Reads the whole text from its beginning.
    pub(super) fn reader(self) -> PlainReader<'a> {
        PlainReader { plain: self, at: 0, fault: None }
    }
}

impl rawzip::ReaderAt for PlainFile<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        match PlainFile::read_at(self, buf, offset) {
            (0, Some(fault)) => Err(fault.into()),
            (count, _) => Ok(count),
        }
    }
}

/// [`PlainFile`] as a stream; bytes before a fault come first.
pub(super) struct PlainReader<'a> {
    plain: PlainFile<'a>,
    at: u64,
    fault: Option<Error>,
}

impl Read for PlainReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if let Some(fault) = self.fault.take() {
            return Err(fault.into());
        }
        let (count, fault) = self.plain.read_at(buf, self.at);
        self.at += count as u64;
        match fault {
            Some(fault) if count == 0 => Err(fault.into()),
            later => {
                self.fault = later;
                Ok(count)
            }
        }
    }
}

pub(super) fn read_some(file: &File, buf: &mut [u8], at: u64) -> io::Result<usize> {
    loop {
        match read_once(file, buf, at) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

#[cfg(unix)]
fn read_once(file: &File, buf: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buf, at)
}

#[cfg(windows)]
fn read_once(file: &File, buf: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buf, at)
}
