//! One pass over all bytes for the anchors of the prefilter.
//!
//! One rule: both ways of looking give the same hits; the tests compare them. A position is first asked by the halves of
//! four bytes (24 groups of anchors at once, 32 positions a step), and only what passes is compared with the anchors.
//!
//! This file holds the one `unsafe` call of the program: a function that is compiled for AVX2 is called after the
//! processor has been asked whether it has AVX2. Measured on made-up device logs without an anchor: the vector way reads
//! four times as many bytes a second as the portable one (`cargo bench --bench stages -- kernel`, benches/README.md).
//! The function itself is safe code.

use super::anchor::Anchors;

/// Bytes that decide whether a position is compared at all.
pub const FRONT: usize = 4;
/// Groups of anchors that are told apart.
pub const GROUPS: usize = 24;
/// Tables of eight groups.
const EIGHTS: usize = GROUPS / 8;

/// For each of the first four bytes, and each half of a byte, the groups that take it: as bits, eight groups a table.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// By group half, position, and low half of the byte.
    pub low: [[[u8; 16]; FRONT]; EIGHTS],
    /// The same for the high half.
    pub high: [[[u8; 16]; FRONT]; EIGHTS],
}

impl Tables {
    /// Lets a group take a byte at a position.
    pub fn allow(&mut self, group: usize, at: usize, byte: u8) {
        let (half, bit) = (group / 8, 1 << (group % 8));
        self.low[half][at][usize::from(byte & 15)] |= bit;
        self.high[half][at][usize::from(byte >> 4)] |= bit;
    }
}

/// The first hit at or after `from`, or nothing.
pub fn find(anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[allow(unsafe_code)]
        // SAFETY: the processor has AVX2, which is all that the function asks for.
        return unsafe { vector::find(anchors, text, from) };
    }
    portable(anchors, text, from)
}

/// The portable way: pairs of bytes in which no anchor begins are passed over.
pub fn portable(anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
    let pairs = text.get(from..)?.windows(2).zip(from..);
    let mut likely = pairs.filter(|(pair, _)| anchors.begins(pair[0], pair[1]));
    likely.find_map(|(_, at)| anchors.hit(text, at))
}

#[cfg(target_arch = "x86_64")]
mod vector {
    use super::{Anchors, EIGHTS, FRONT, portable};
    use std::arch::x86_64::{
        __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_setr_epi64x,
        _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
    };

    /// Positions asked in one step.
    const STEP: usize = 32;

    #[target_feature(enable = "avx2")]
    pub fn find(anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
        let tables = &anchors.tables;
        let low = tables.low.map(|eight| eight.map(|table| twice(&table)));
        let high = tables.high.map(|eight| eight.map(|table| twice(&table)));
        let mut at = from;
        while let Some(block) = text.get(at..at + STEP + FRONT - 1) {
            let mut groups = [_mm256_set1_epi8(-1); EIGHTS];
            for place in 0..FRONT {
                let bytes = load(&block[place..place + STEP]);
                let (lower, upper) = halves(bytes);
                for half in 0..EIGHTS {
                    let taken =
                        _mm256_and_si256(_mm256_shuffle_epi8(low[half][place], lower), _mm256_shuffle_epi8(high[half][place], upper));
                    groups[half] = _mm256_and_si256(groups[half], taken);
                }
            }
            let any = groups.into_iter().reduce(|a, b| _mm256_or_si256(a, b)).unwrap_or(_mm256_setzero_si256());
            let none = _mm256_cmpeq_epi8(any, _mm256_setzero_si256());
            let mut likely = !_mm256_movemask_epi8(none).cast_unsigned();
            while likely != 0 {
                let hit = anchors.hit(text, at + likely.trailing_zeros() as usize);
                if hit.is_some() {
                    return hit;
                }
                likely &= likely - 1;
            }
            at += STEP;
        }
        portable(anchors, text, at)
    }

    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8]) -> __m256i {
        let (words, _) = bytes.as_chunks::<8>();
        let word = |at: usize| i64::from_le_bytes(words[at]);
        _mm256_setr_epi64x(word(0), word(1), word(2), word(3))
    }

    #[target_feature(enable = "avx2")]
    fn twice(table: &[u8; 16]) -> __m256i {
        let (words, _) = table.as_chunks::<8>();
        let (first, second) = (i64::from_le_bytes(words[0]), i64::from_le_bytes(words[1]));
        _mm256_setr_epi64x(first, second, first, second)
    }

    #[target_feature(enable = "avx2")]
    fn halves(bytes: __m256i) -> (__m256i, __m256i) {
        let mask = _mm256_set1_epi8(15);
        (_mm256_and_si256(bytes, mask), _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), mask))
    }
}
