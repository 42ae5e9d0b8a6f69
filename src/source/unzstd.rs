//! One zstd frame. One rule: what the decoder holds back for its window is delivered even when the frame is cut off.

use super::peek::Buffered;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, ErrorKind, Read};

/// An empty last block and room for a checksum: it makes the decoder give up what it holds back.
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// Decodes one frame; what follows it stays in the input.
pub(super) struct Zstd<'a> {
    input: Buffered<'a>,
    frame: FrameDecoder,
    fault: Option<io::Error>,
}

impl<'a> Zstd<'a> {
    /// Reads the frame header.
    pub(super) fn new(mut input: Buffered<'a>) -> io::Result<Self> {
        let mut frame = FrameDecoder::new();
        frame.init(&mut input).map_err(io::Error::other)?;
        Ok(Self { input, frame, fault: None })
    }

    pub(super) fn into_input(self) -> Buffered<'a> {
        self.input
    }

    fn decode_block(&mut self) -> io::Result<()> {
        let one = BlockDecodingStrategy::UptoBlocks(1);
        if let Err(fault) = self.frame.decode_blocks(&mut self.input, one) {
            self.fault = Some(io::Error::other(fault));
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.frame.decode_blocks(&LAST_BLOCK[..], one).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// At the end of the frame: the fault, if any, or the checksum.
    fn end(&mut self) -> io::Result<usize> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum()) {
            (Some(said), Some(real)) if said != real => Err(io::Error::new(ErrorKind::InvalidData, "its checksum does not match")),
            _ => Ok(0),
        }
    }
}

impl Read for Zstd<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.frame.can_collect() == 0 {
            if self.frame.is_finished() {
                return self.end();
            }
            self.decode_block()?;
        }
        self.frame.read(buf)
    }
}
