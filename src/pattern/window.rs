//! Three bytes as a number, letters in one case, and where the tables of a sieve keep it; shared with the build script.
//!
//! One rule: both sides use this file, so that what the build script put in is where the tool looks for it.

/// Bytes of a window.
pub const WINDOW: usize = 3;
/// Places in the first table, one bit each.
pub const BITS: usize = 1 << 16;
/// Places in the second table, a list of words each.
pub const SLOTS: usize = 1 << 11;

/// The bytes of a window, and the bit in which the two cases of an ASCII letter differ.
const BYTES: u32 = 0xff_ffff;
const CASE: u32 = 0x20_2020;

/// The first three bytes of a text as a number; where it ends before, zeros stand for them.
pub fn of(text: &[u8]) -> u32 {
    let four = text.first_chunk().map_or_else(|| short(text), |four| u32::from_le_bytes(*four));
    four & BYTES | CASE
}

fn short(text: &[u8]) -> u32 {
    let byte = |at: usize| u32::from(text.get(at).copied().unwrap_or(0)) << (8 * at);
    (0..WINDOW).map(byte).sum()
}

fn hash(window: u32) -> usize {
    window.wrapping_mul(0x9E37_79B1) as usize
}

/// Its place in the first table.
pub fn bit(window: u32) -> usize {
    hash(window) >> (u32::BITS - BITS.ilog2())
}

/// Its place in the second table.
pub fn slot(window: u32) -> usize {
    hash(window) >> (u32::BITS - SLOTS.ilog2())
}
