//! A digest of the bytes that were read, to know the same log again.
//!
//! One rule: it is made of blocks at fixed offsets, so it does not depend on how the bytes came, and blocks may be digested
//! side by side. It is fast and not made to withstand forgery: whoever may write logs can write any log.

use std::io::{self, Read};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Bytes of a block.
pub const BLOCK: u64 = 1 << 20;

/// Digests bytes as they come.
pub struct Digest {
    block: Xxh3,
    in_block: u64,
    blocks: Xxh3,
    bytes: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Digest { block: Xxh3::new(), in_block: 0, blocks: Xxh3::new(), bytes: 0 }
    }
}

impl Digest {
    /// Adds bytes.
    pub fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = usize::try_from(BLOCK - self.in_block).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.update(now);
            self.in_block += now.len() as u64;
            self.bytes += now.len() as u64;
            bytes = later;
            if self.in_block == BLOCK {
                self.end_block();
            }
        }
    }

    /// Adds a block that was digested with [`of`]; only the last one may be shorter than [`BLOCK`].
    pub fn add_block(&mut self, digest: u128, bytes: u64) {
        self.blocks.update(&digest.to_le_bytes());
        self.bytes += bytes;
    }

    fn end_block(&mut self) {
        self.blocks.update(&self.block.digest128().to_le_bytes());
        self.block.reset();
        self.in_block = 0;
    }

    /// The digest of all bytes: the digest of the digests of the blocks, and of the length.
    pub fn finish(mut self) -> u128 {
        if self.in_block > 0 {
            self.end_block();
        }
        self.blocks.update(&self.bytes.to_le_bytes());
        self.blocks.digest128()
    }
}

/// The digest of one block, or of a short text, in one go.
pub fn of(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// A reader that digests what it hands on.
pub struct Digested<'a, R> {
    reader: &'a mut R,
    /// The digest so far.
    pub digest: Digest,
}

impl<'a, R: Read> Digested<'a, R> {
    /// Around this reader.
    pub fn new(reader: &'a mut R) -> Self {
        Digested { reader, digest: Digest::default() }
    }
}

impl<R: Read> Read for Digested<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.digest.add(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Digest};

    fn digest(pieces: &[&[u8]]) -> u128 {
        let mut digest = Digest::default();
        for piece in pieces {
            digest.add(piece);
        }
        digest.finish()
    }

    #[test]
    fn it_does_not_depend_on_the_pieces() {
        let bytes: Vec<u8> = (0..BLOCK * 2 + 77).map(|n| u8::try_from(n * n % 251).unwrap_or(0)).collect();
        let whole = digest(&[&bytes]);
        for cut in [0, 1, 77, bytes.len() / 2, bytes.len() - 1] {
            let (a, b) = bytes.split_at(cut);
            assert_eq!(digest(&[a, b]), whole);
        }
        let mut blocks = Digest::default();
        let size = usize::try_from(BLOCK).unwrap_or(usize::MAX);
        bytes.chunks(size).for_each(|block| blocks.add_block(super::of(block), block.len() as u64));
        assert_eq!(blocks.finish(), whole);
        assert_ne!(digest(&[&bytes[1..]]), whole);
        assert_ne!(digest(&[&[0]]), digest(&[&[0, 0]]));
        assert_ne!(digest(&[]), digest(&[&[0]]));
    }
}
