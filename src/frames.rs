//! Many files on one stream: each with its name and its length in front, and a count at the end.
//!
//! One rule: what came whole is told from what did not. A stream that ends early, counts wrongly or makes no sense is an
//! error that says where; never a shorter answer.
//!
//! All numbers are unsigned and little-endian; names and reasons are UTF-8 without a terminator.
//!
//! | record | bytes |
//! |---|---|
//! | start, once | the eight bytes `ALSFRM1\n` |
//! | file | `F`, `u32` length of the name, the name, `u64` length of the file, its bytes |
//! | unread | `U`, `u32` length of the name, the name, `u32` length of the reason, the reason |
//! | end, once | `E`, `u64` number of `F` and `U` records before it; nothing may follow |
//!
//! An `unread` record is a file that the sender knows of and could not read: it has its place in the answer.

use std::io::{self, Read};

/// What a stream begins with: the name of the protocol and its version.
pub const START: &[u8; 8] = b"ALSFRM1\n";
/// Longest name or reason, in bytes. The longest names of object stores have 1,024, those of file systems 4,096.
pub const MAX_NAME: u32 = 64 << 10;
/// Longest file, in bytes (16 TiB): a larger number is no length but another part of the stream.
pub const MAX_LENGTH: u64 = 16 << 40;

/// Why a stream is refused. The sender has to send all of it again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something else than frames.
    #[error("not a stream of frames: it does not begin with `ALSFRM1`")]
    Start,
    /// The stream ended where it may not.
    #[error("cut short {place} of record {record}")]
    Short {
        /// Which part was being read.
        place: &'static str,
        /// Number of the record, from 1.
        record: u64,
    },
    /// A byte that begins no record.
    #[error("record {record} begins with byte {byte:#04x}, which is neither F, U nor E")]
    Mark {
        /// Number of the record, from 1.
        record: u64,
        /// The byte.
        byte: u8,
    },
    /// A name or reason that is empty or too long.
    #[error("{place} of record {record} has {length} bytes; 1 to {MAX_NAME} are allowed")]
    Name {
        /// Which part was being read.
        place: &'static str,
        /// Number of the record, from 1.
        record: u64,
        /// Its length.
        length: u32,
    },
    /// A length that no file has.
    #[error("record {record} says it has {length} bytes; at most {MAX_LENGTH} are allowed")]
    Length {
        /// Number of the record, from 1.
        record: u64,
        /// Its length.
        length: u64,
    },
    /// Records were lost, or sent twice.
    #[error("the sender counts {said} records, {came} came")]
    Count {
        /// What the end says.
        said: u64,
        /// What was read.
        came: u64,
    },
    /// Bytes after the end.
    #[error("bytes follow the end of the stream")]
    Trailing,
    /// The stream itself failed.
    #[error("cannot be read: {0}")]
    Read(io::Error),
}

/// One record of the stream.
pub enum Record<'f, R> {
    /// A file; what is not read of it is skipped.
    File(String, Bytes<'f, R>),
    /// A file that the sender could not read, and why.
    Unread(String, String),
}

impl<R> Record<'_, R> {
    /// The name of the file.
    pub fn name(&self) -> &str {
        match self {
            Record::File(name, _) | Record::Unread(name, _) => name,
        }
    }
}

/// Reads records off a stream.
pub struct Frames<R> {
    input: R,
    /// Records begun.
    records: u64,
    /// Bytes of the current file that are still to come.
    left: u64,
    /// Why nothing more can be read.
    broken: Option<Error>,
}

impl<R: Read> Frames<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// When the stream does not begin as one of frames.
    pub fn new(input: R) -> Result<Self, Error> {
        let mut frames = Self { input, records: 0, left: 0, broken: None };
        let mut start = [0; START.len()];
        match frames.fill(&mut start, "in the start") {
            Ok(()) if &start == START => Ok(frames),
            Ok(()) | Err(Error::Short { .. }) => Err(Error::Start),
            Err(error) => Err(error),
        }
    }

    /// Records begun so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The next record, or nothing at the end. Whatever is left of the file before it is passed over.
    ///
    /// # Errors
    /// When the stream breaks off or makes no sense; all of it has to be sent again.
    pub fn next_record(&mut self) -> Result<Option<Record<'_, R>>, Error> {
        self.end_file()?;
        let mark = self.array::<1>("before the end")?[0];
        if mark == b'E' {
            return self.end().map(|()| None);
        }
        self.records += 1;
        let record = self.records;
        match mark {
            b'F' => {
                let name = self.text("the name")?;
                let length = u64::from_le_bytes(self.array("in the length")?);
                if length > MAX_LENGTH {
                    return Err(Error::Length { record, length });
                }
                self.left = length;
                Ok(Some(Record::File(name, Bytes { frames: self })))
            }
            b'U' => {
                let name = self.text("the name")?;
                let reason = self.text("the reason")?;
                Ok(Some(Record::Unread(name, reason)))
            }
            byte => Err(Error::Mark { record, byte }),
        }
    }

    /// Passes over what was not read of the current file.
    ///
    /// # Errors
    /// When the stream ended within it: then what was read of it is not the file, and counts for nothing.
    pub fn end_file(&mut self) -> Result<(), Error> {
        let mut waste = [0; 16 << 10];
        while self.left > 0 && self.broken.is_none() {
            self.read_file(&mut waste);
        }
        self.broken.take().map_or(Ok(()), Err)
    }

    /// Reads on in the current file; a fault ends it and is kept for [`Frames::end_file`].
    fn read_file(&mut self, buf: &mut [u8]) -> usize {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        if most == 0 || self.broken.is_some() {
            return 0;
        }
        match read(&mut self.input, &mut buf[..most]) {
            Ok(0) => self.broken = Some(Error::Short { place: "in the bytes", record: self.records }),
            Ok(count) => {
                self.left -= count as u64;
                return count;
            }
            Err(error) => self.broken = Some(Error::Read(error)),
        }
        0
    }

    fn end(&mut self) -> Result<(), Error> {
        let said = u64::from_le_bytes(self.array("in the end")?);
        if said != self.records {
            return Err(Error::Count { said, came: self.records });
        }
        match read(&mut self.input, &mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(Error::Trailing),
            Err(error) => Err(Error::Read(error)),
        }
    }

    fn text(&mut self, place: &'static str) -> Result<String, Error> {
        let record = self.records;
        let length = u32::from_le_bytes(self.array(place)?);
        if length == 0 || length > MAX_NAME {
            return Err(Error::Name { place, record, length });
        }
        let mut bytes = vec![0; length as usize];
        self.fill(&mut bytes, place)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn array<const N: usize>(&mut self, place: &'static str) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.fill(&mut bytes, place)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8], place: &'static str) -> Result<(), Error> {
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::Short { place, record: self.records.max(1) },
            _ => Error::Read(error),
        })
    }
}

/// A read that a signal does not end.
fn read(input: &mut impl Read, buf: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buf) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// The bytes of one file on the stream.
pub struct Bytes<'f, R> {
    frames: &'f mut Frames<R>,
}

impl<R: Read> Read for Bytes<'_, R> {
    /// Ends where the file ends, or early when the stream breaks; [`Frames::end_file`] tells which.
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(self.frames.read_file(buf))
    }
}

#[cfg(test)]
mod tests;
