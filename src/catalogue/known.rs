//! Which names are surely none of a vocabulary, told by a number made of a name; shared with the build script.
//!
//! One rule: both sides use this file, so that a name of the vocabulary is never taken for an unknown one.

/// Places in the table, one bit each.
pub const BITS: usize = 1 << 16;

/// A table with a bit for each name of a vocabulary.
pub type Table = [u8; BITS / 8];

/// Surely none of the names of a table: most words of a log are told by this alone.
pub fn unknown(table: &Table, name: &str) -> bool {
    let place = place(name);
    name.is_ascii() && table[place / 8] >> (place % 8) & 1 == 0
}

/// The place of a name: the same for all spellings that [`super::raw::fold`] makes one, as long as they are ASCII.
pub fn place(name: &str) -> usize {
    const START: u32 = 0x811c_9dc5;
    let hash = name.bytes().fold(START, |hash, byte| match byte {
        b'.' | b':' => START,
        _ if byte.is_ascii_alphanumeric() => (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193),
        _ => hash,
    });
    (hash.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS.ilog2())) as usize
}
