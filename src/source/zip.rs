//! Zip members and how they are unpacked. One rule: a member that cannot be read is named with the reason, and the next one is tried.

use super::body::Note;
use super::decode::Decoder;
use super::meter::{Meter, Metered};
use super::peek::Input;
use super::sniff::Codec;
use super::{Error, PlainFile};
use flate2::Crc;
use rawzip::{CompressionMethod, ReaderAt};
use std::io::{self, Read};

/// A zip archive in memory or in a file.
pub(super) enum Held<'a> {
    Memory(Vec<u8>),
    File(PlainFile<'a>),
}

impl Held<'_> {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(file) => file.len(),
        }
    }

    /// The whole archive as a stream.
    pub(super) fn reader(&self) -> Input<'_> {
        match self {
            Self::Memory(bytes) => Box::new(bytes.as_slice()),
            Self::File(file) => Box::new(file.reader()),
        }
    }
}

impl ReaderAt for Held<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => ReaderAt::read_at(bytes, buf, offset),
            Self::File(file) => ReaderAt::read_at(file, buf, offset),
        }
    }
}

/// A zip error as a reason.
pub(super) fn fault(error: &rawzip::Error) -> Error {
    Error::of_decoder("zip", error)
}

/// How the data of a member are packed: not at all, or in a format; or why they cannot be read.
pub(super) fn packing(method: u16, encrypted: bool) -> Result<Option<Codec>, Error> {
    if encrypted {
        return Err(Error::ZipEncrypted);
    }
    let method = CompressionMethod::from(method);
    match method {
        CompressionMethod::STORE => Ok(None),
        CompressionMethod::DEFLATE => Ok(Some(Codec::Deflate)),
        CompressionMethod::BZIP2 => Ok(Some(Codec::Bzip2)),
        CompressionMethod::ZSTD => Ok(Some(Codec::Zstd)),
        CompressionMethod::XZ => Ok(Some(Codec::Xz)),
        other => Err(Error::ZipMethod(other.name().map_or_else(|| other.as_u16().to_string(), str::to_lowercase))),
    }
}

/// The unpacked data of a member, checked against what the directory says.
pub(super) fn unpack<'a>(data: Input<'a>, codec: Option<Codec>, expected: Option<Expected>, note: Note, meter: &'a Meter) -> Input<'a> {
    let unpacked = match codec {
        Some(codec) => Decoder::metered(codec, data, note, meter),
        None => Box::new(Metered::new(data, meter)),
    };
    Box::new(Checked { inner: unpacked, expected, crc: Crc::new(), size: 0 })
}

/// Size and checksum that the unpacked data must have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    pub(super) size: u64,
    pub(super) crc: u32,
}

/// Compares at the end, so that every byte is delivered before a mismatch is.
struct Checked<'a> {
    inner: Input<'a>,
    expected: Option<Expected>,
    crc: Crc,
    size: u64,
}

impl Read for Checked<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf).map_err(|e| io::Error::from(Error::of_decoder("zip", &e)))?;
        self.crc.update(&buf[..count]);
        self.size += count as u64;
        let Some(expected) = self.expected.filter(|_| count == 0 && !buf.is_empty()) else {
            return Ok(count);
        };
        if self.size < expected.size {
            Err(Error::Truncated("zip").into())
        } else if self.size > expected.size || self.crc.sum() != expected.crc {
            Err(Error::corrupt("zip", "its size or checksum does not match").into())
        } else {
            Ok(0)
        }
    }
}
