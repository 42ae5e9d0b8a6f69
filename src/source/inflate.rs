//! Members of deflate, gzip, bzip2 and zstd streams. One rule: output of a step that fails is kept.

use super::Error;
use super::peek::Buffered;
use flate2::{Crc, FlushDecompress};
use std::io::{self, BufRead, ErrorKind, Read};
use zstd::stream::raw::{self, InBuffer, Operation, OutBuffer};

enum Engine {
    Deflate(Box<flate2::Decompress>),
    Bzip2(Box<bzip2::Decompress>),
    Zstd(Frames),
}

/// The decoder of zstd, with how many bytes it asks for.
struct Frames {
    decoder: raw::Decoder<'static>,
    wanted: usize,
}

/// What the library says of a frame that looks back further than 128 MiB, the most that `zstd -d` takes unasked too.
const TOO_LONG: &str = "Frame requires too much memory for decoding";

/// Bytes in front of a block of zstd, which tell its length.
const BLOCK_HEADER: usize = 3;

/// What one step of an engine did.
struct Step {
    taken: usize,
    made: usize,
    ended: io::Result<bool>,
}

impl Engine {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        match self {
            Self::Deflate(engine) => {
                let before = (engine.total_in(), engine.total_out());
                let ended = match engine.decompress(input, output, FlushDecompress::None) {
                    Ok(status) => Ok(status == flate2::Status::StreamEnd),
                    Err(_) => Err(io::Error::new(ErrorKind::InvalidData, "not valid deflate data")),
                };
                Step { taken: moved(before.0, engine.total_in()), made: moved(before.1, engine.total_out()), ended }
            }
            Self::Bzip2(engine) => {
                let before = (engine.total_in(), engine.total_out());
                let ended = match engine.decompress(input, output) {
                    Ok(status) => Ok(status == bzip2::Status::StreamEnd),
                    Err(_) => Err(io::Error::new(ErrorKind::InvalidData, "a block is not valid")),
                };
                Step { taken: moved(before.0, engine.total_in()), made: moved(before.1, engine.total_out()), ended }
            }
            Self::Zstd(frames) => frames.step(input, output),
        }
    }
}

impl Frames {
    /// The decoder keeps to itself what it made in a step that fails. So a block and what comes behind it are two steps.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let piece = self.wanted.checked_sub(BLOCK_HEADER).filter(|left| *left > 0).unwrap_or(self.wanted);
        let (mut from, mut to) = (InBuffer::around(&input[..piece.min(input.len())]), OutBuffer::around(output));
        let ended = match self.decoder.run(&mut from, &mut to) {
            Ok(wanted) => {
                self.wanted = wanted;
                Ok(wanted == 0)
            }
            Err(fault) if fault.to_string() == TOO_LONG => Err(Error::Unsupported("long-range zstd").into()),
            Err(fault) => Err(fault),
        };
        Step { taken: from.pos(), made: to.pos(), ended }
    }
}

/// How far a total has moved; a step is never longer than its buffers.
fn moved(from: u64, to: u64) -> usize {
    usize::try_from(to.saturating_sub(from)).unwrap_or(0)
}

/// One deflate or bzip2 stream, or one zstd frame; what follows it stays in the input.
pub(super) struct Pump<'a> {
    input: Buffered<'a>,
    engine: Engine,
    ended: bool,
    fault: Option<io::Error>,
}

impl<'a> Pump<'a> {
    pub(super) fn deflate(input: Buffered<'a>) -> Self {
        Self::new(input, Engine::Deflate(Box::new(flate2::Decompress::new(false))))
    }

    pub(super) fn bzip2(input: Buffered<'a>) -> Self {
        Self::new(input, Engine::Bzip2(Box::new(bzip2::Decompress::new(false))))
    }

    pub(super) fn zstd(input: Buffered<'a>) -> io::Result<Self> {
        Ok(Self::new(input, Engine::Zstd(Frames { decoder: raw::Decoder::new()?, wanted: 1 })))
    }

    fn new(input: Buffered<'a>, engine: Engine) -> Self {
        Self { input, engine, ended: false, fault: None }
    }

    pub(super) fn into_input(self) -> Buffered<'a> {
        self.input
    }

    /// One step: returns the bytes made, and remembers an end or a fault.
    fn step(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let input = self.input.fill_buf()?;
        let dry = input.is_empty();
        let step = self.engine.step(input, buf);
        self.input.consume(step.taken);
        match step.ended {
            Ok(ended) => self.ended = ended,
            Err(fault) => self.fault = Some(fault),
        }
        let stuck = step.made == 0 && step.taken == 0 && !self.ended && self.fault.is_none();
        if stuck {
            let kind = if dry { ErrorKind::UnexpectedEof } else { ErrorKind::InvalidData };
            self.fault = Some(kind.into());
        }
        Ok(step.made)
    }
}

impl Read for Pump<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while !self.ended && !buf.is_empty() {
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            let made = self.step(buf)?;
            if made > 0 {
                return Ok(made);
            }
        }
        Ok(0)
    }
}

/// One gzip member: header, deflate stream, checksum and length.
pub(super) struct Gzip<'a> {
    pump: Pump<'a>,
    crc: Crc,
    checked: bool,
}

impl<'a> Gzip<'a> {
    /// Reads the header. The caller has seen the magic bytes.
    pub(super) fn new(mut input: Buffered<'a>) -> io::Result<Self> {
        let [_, _, _, flags, ..] = input.array::<10>()?;
        if flags & 0b1110_0000 != 0 {
            return Err(io::Error::new(ErrorKind::InvalidData, "unknown header flags"));
        }
        if flags & 4 != 0 {
            let extra = u16::from_le_bytes(input.array()?);
            input.skip(u64::from(extra))?;
        }
        for flag in [8, 16] {
            if flags & flag != 0 {
                skip_text(&mut input)?;
            }
        }
        if flags & 2 != 0 {
            input.skip(2)?;
        }
        Ok(Self { pump: Pump::deflate(input), crc: Crc::new(), checked: false })
    }

    pub(super) fn into_input(self) -> Buffered<'a> {
        self.pump.into_input()
    }

    fn check(&mut self) -> io::Result<()> {
        self.checked = true;
        let sum = u32::from_le_bytes(self.pump.input.array()?);
        let length = u32::from_le_bytes(self.pump.input.array()?);
        if sum == self.crc.sum() && length == self.crc.amount() {
            Ok(())
        } else {
            Err(io::Error::new(ErrorKind::InvalidData, "its checksum does not match"))
        }
    }
}

impl Read for Gzip<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.pump.read(buf)?;
        self.crc.update(&buf[..count]);
        if count == 0 && !self.checked {
            self.check()?;
        }
        Ok(count)
    }
}

/// Skips a text that ends in NUL.
fn skip_text(input: &mut Buffered<'_>) -> io::Result<()> {
    while input.array::<1>()? != [0] {}
    Ok(())
}
