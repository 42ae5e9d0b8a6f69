//! Decompression as a stream, over every member of a file. One rule: all bytes before a fault are delivered, then the fault.

use super::body::Note;
use super::inflate::{Gzip, Pump};
use super::peek::{Buffered, Input};
use super::sniff::{Codec, skippable};
use super::{Error, meter::Meter, meter::Metered};
use lzma_rust2::XzReader;
use std::io::{self, Read};
use std::sync::PoisonError;

/// Most memory an xz dictionary may take, in KiB; `xz -9` needs 65 MiB.
const XZ_MEMORY: u32 = 256 * 1024;

/// xz loses the output of a call that fails, so calls ask for little.
const XZ_PIECE: usize = 4096;

/// Decompresses a stream of one or more members; bytes that belong to no member are left out with a note.
pub(super) struct Decoder<'a> {
    codec: Codec,
    stage: Stage<'a>,
    members: u64,
    note: Note,
}

enum Stage<'a> {
    /// Before a member, or before the end.
    Between(Buffered<'a>),
    Pump(Pump<'a>),
    Gzip(Gzip<'a>),
    Xz(Box<XzReader<Buffered<'a>>>),
    /// After the end or a fault.
    Ended,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(codec: Codec, input: Input<'a>, note: Note) -> Self {
        Self { codec, stage: Stage::Between(Buffered::new(input)), members: 0, note }
    }

    /// The same, with its output counted.
    pub(super) fn metered(codec: Codec, input: Input<'a>, note: Note, meter: &'a Meter) -> Input<'a> {
        Box::new(Metered::new(Self::new(codec, input, note), meter))
    }

    /// Reads from the member at hand; 0 means that it ended.
    fn read_member(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match &mut self.stage {
            Stage::Between(_) | Stage::Ended => Ok(0),
            Stage::Pump(member) => member.read(buf),
            Stage::Gzip(member) => member.read(buf),
            Stage::Xz(member) => {
                let piece = buf.len().min(XZ_PIECE);
                member.read(&mut buf[..piece])
            }
        }
    }

    /// Goes from the end of one member to the beginning of the next, or to the end. Called only after a good end.
    fn advance(&mut self) -> io::Result<()> {
        let input = match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Between(input) => input,
            Stage::Pump(member) => member.into_input(),
            Stage::Gzip(member) => member.into_input(),
            Stage::Xz(member) => member.into_inner(),
            Stage::Ended => return Ok(()),
        };
        self.stage = self.begin(input)?;
        Ok(())
    }

    fn begin(&mut self, mut input: Buffered<'a>) -> io::Result<Stage<'a>> {
        if self.codec == Codec::Deflate {
            let first = self.members == 0;
            self.members += 1;
            return Ok(if first { Stage::Pump(Pump::deflate(input)) } else { Stage::Ended });
        }
        while self.codec == Codec::Zstd && skippable(input.ahead(8)?) {
            let [_, _, _, _, size @ ..] = input.array::<8>()?;
            input.skip(u64::from(u32::from_le_bytes(size)))?;
            self.members += 1;
        }
        while self.codec == Codec::Xz && self.members > 0 && input.ahead(4)?.starts_with(&[0; 4]) {
            input.skip(4)?;
        }
        if !self.codec.begins(input.ahead(16)?) {
            self.note_rest(&mut input)?;
            return Ok(Stage::Ended);
        }
        self.members += 1;
        Ok(match self.codec {
            Codec::Gzip => Stage::Gzip(Gzip::new(input)?),
            Codec::Bzip2 => Stage::Pump(Pump::bzip2(input)),
            Codec::Zstd => Stage::Pump(Pump::zstd(input)?),
            Codec::Xz => Stage::Xz(Box::new(XzReader::new_mem_limit(input, false, XZ_MEMORY))),
            Codec::Deflate => Stage::Pump(Pump::deflate(input)),
        })
    }

    /// Padding with NULs is usual; anything else after the last member is worth a note.
    fn note_rest(&self, input: &mut Buffered<'a>) -> io::Result<()> {
        let (mut total, mut padding, mut buf) = (0, true, [0; 4096]);
        loop {
            let count = input.read(&mut buf)?;
            total += count as u64;
            padding &= buf[..count].iter().all(|byte| *byte == 0);
            if count == 0 {
                break;
            }
        }
        if !padding {
            let text = format!("{total} bytes after the end of the {} data ignored", self.codec.name());
            *self.note.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        }
        Ok(())
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        while !matches!(self.stage, Stage::Ended) {
            let step = match self.read_member(buf) {
                Ok(0) => self.advance(),
                Ok(count) => return Ok(count),
                Err(e) => Err(e),
            };
            if let Err(e) = step {
                self.stage = Stage::Ended;
                return Err(Error::of_decoder(self.codec.name(), &e).into());
            }
        }
        Ok(0)
    }
}
