//! Three bytes as a number, letters in one case, and where the tables of a sieve keep it; shared with the build script.
//!
//! One rule: both sides use this file, so that what the build script put in is where the tool looks for it.

/// Bytes of a window.
pub const WINDOW: usize = 3;
/// Places in the first table, one bit each.
pub const BITS: usize = 1 << 16;
/// Places in the second table, a list of words each.
pub const SLOTS: usize = 1 << 12;

/// The bit in which the two cases of an ASCII letter differ, for each byte.
pub const CASE: u64 = 0x2020_2020_2020_2020;

/// The first three bytes of a text as a number; where it ends before, zeros stand for them.
pub fn of(text: &[u8]) -> u32 {
    let byte = |at: usize| u64::from(text.get(at).copied().unwrap_or(0)) << (8 * at);
    lowest(CASE | (0..WINDOW).map(byte).sum::<u64>())
}

/// The window that a number has in its lowest bytes.
pub fn lowest(bytes: u64) -> u32 {
    (bytes & 0xff_ffff) as u32
}

/// Lowest bits of a hash, which say nothing.
const EMPTY: u32 = 8;

/// A hash of its three bytes, another one for each window.
fn hash(window: u32) -> u32 {
    window.wrapping_mul(0x9E37_79B1 << EMPTY)
}

/// The place of a window in the first table.
pub fn bit(window: u32) -> usize {
    (hash(window) >> (u32::BITS - BITS.ilog2())) as usize
}

/// Its place in the second table.
pub fn slot(window: u32) -> usize {
    (hash(window) >> (u32::BITS - SLOTS.ilog2())) as usize
}

/// What tells it from all other windows at the same place: the hash loses nothing, this is what the place leaves of it.
pub fn rest(window: u32) -> u16 {
    const LEFT: u32 = u32::BITS - EMPTY - SLOTS.ilog2();
    ((hash(window) >> EMPTY) % (1 << LEFT)) as u16
}
