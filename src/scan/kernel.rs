//! One pass over all bytes for the anchors of the prefilter.
//!
//! One rule: all ways of looking give the same hits; the tests compare them. A position is first asked by four bytes (24 groups of
//! anchors at once, 32 or 64 positions a step), and only what passes is compared with the anchors.
//!
//! This file holds the two `unsafe` calls of the program: functions that are compiled for AVX2 and for AVX-512 are called after the
//! processor has been asked whether it has that. Measured on made-up device logs without an anchor: the vector ways read
//! four and more times as many bytes a second as the portable one (`cargo bench --bench stages -- kernel`, benches/README.md).
//! The functions themselves are safe code.

use super::anchor::Anchors;

/// Bytes that decide whether a position is compared at all.
pub const FRONT: usize = 4;
/// Groups of anchors that are told apart.
pub const GROUPS: usize = 24;
/// Tables of eight groups.
const EIGHTS: usize = GROUPS / 8;

/// For each of the first four bytes, the groups that take it: as bits, eight groups a table. By the halves of a byte, which lets more
/// through than the groups take, and by its low seven bits.
#[derive(Debug, Clone)]
pub struct Tables {
    /// By group half, position, and low half of the byte.
    pub low: [[[u8; 16]; FRONT]; EIGHTS],
    /// The same for the high half.
    pub high: [[[u8; 16]; FRONT]; EIGHTS],
    /// The same for the low seven bits.
    pub seven: Seven,
}

/// Tables by seven bits of a byte.
pub type Seven = [[[u8; 128]; FRONT]; EIGHTS];

impl Default for Tables {
    /// No group takes anything.
    fn default() -> Tables {
        let halves = [[[0; 16]; FRONT]; EIGHTS];
        Tables { low: halves, high: halves, seven: [[[0; 128]; FRONT]; EIGHTS] }
    }
}

impl Tables {
    /// Lets a group take a byte at a position.
    pub fn allow(&mut self, group: usize, at: usize, byte: u8) {
        let (half, bit) = (group / 8, 1 << (group % 8));
        self.low[half][at][usize::from(byte & 15)] |= bit;
        self.high[half][at][usize::from(byte >> 4)] |= bit;
        self.seven[half][at][usize::from(byte & 127)] |= bit;
    }
}

/// A way of looking, by what the processor must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// AVX-512 with VBMI.
    Wide,
    /// AVX2.
    Vector,
    /// Nothing.
    Portable,
}

impl Way {
    /// All, the fastest first.
    pub const ALL: [Way; 3] = [Way::Wide, Way::Vector, Way::Portable];

    /// The processor has what it needs.
    pub fn is_here(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Way::Wide => {
                std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512bw")
                    && std::arch::is_x86_feature_detected!("avx512vbmi")
            }
            #[cfg(target_arch = "x86_64")]
            Way::Vector => std::arch::is_x86_feature_detected!("avx2"),
            #[cfg(not(target_arch = "x86_64"))]
            Way::Wide | Way::Vector => false,
            Way::Portable => true,
        }
    }

    /// The first hit at or after `from`, or nothing; the portable way where this one is not here.
    pub fn find(self, anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[allow(unsafe_code)]
            // SAFETY: the processor has AVX-512 with its parts BW and VBMI, which is all that the function asks for.
            Way::Wide if self.is_here() => unsafe { wide::find(anchors, text, from) },
            #[cfg(target_arch = "x86_64")]
            #[allow(unsafe_code)]
            // SAFETY: the processor has AVX2, which is all that the function asks for.
            Way::Vector if self.is_here() => unsafe { vector::find(anchors, text, from) },
            _ => portable(anchors, text, from),
        }
    }
}

/// The first hit at or after `from`, or nothing, by the fastest way that is here.
pub fn find(anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
    let best = Way::ALL.into_iter().find(|way| way.is_here()).unwrap_or(Way::Portable);
    best.find(anchors, text, from)
}

/// The portable way: pairs of bytes in which no anchor begins are passed over.
fn portable(anchors: &Anchors, text: &[u8], from: usize) -> Option<usize> {
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

#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{Anchors, EIGHTS, FRONT, Seven, portable};
    use std::arch::x86_64::{
        __m512i, _mm512_and_si512, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_set1_epi8, _mm512_setr_epi64, _mm512_setzero_si512,
        _mm512_test_epi8_mask,
    };

    /// Positions asked in one step.
    const STEP: usize = 64;

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub fn find(anchors: &Anchors, text: &[u8], mut from: usize) -> Option<usize> {
        while let Some((at, mut likely)) = next(&anchors.tables.seven, text, &mut from) {
            while likely != 0 {
                let hit = anchors.hit(text, at + likely.trailing_zeros() as usize);
                if hit.is_some() {
                    return hit;
                }
                likely &= likely - 1;
            }
        }
        portable(anchors, text, from)
    }

    /// The next step in which positions pass, and which, as bits. Nothing is called from here, closures included, so
    /// that the tables stay in registers.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[inline(never)]
    fn next(tables: &Seven, text: &[u8], from: &mut usize) -> Option<(usize, u64)> {
        let mut halves = [[[_mm512_setzero_si512(); 2]; FRONT]; EIGHTS];
        for eight in 0..EIGHTS {
            for place in 0..FRONT {
                let (low, high) = tables[eight][place].split_at(STEP);
                halves[eight][place] = [load(low), load(high)];
            }
        }
        while let Some(block) = text.get(*from..*from + STEP + FRONT - 1) {
            let mut groups = [_mm512_set1_epi8(-1); EIGHTS];
            for place in 0..FRONT {
                let bytes = load(&block[place..place + STEP]);
                for eight in 0..EIGHTS {
                    let [low, high] = halves[eight][place];
                    groups[eight] = _mm512_and_si512(groups[eight], _mm512_permutex2var_epi8(low, bytes, high));
                }
            }
            let any = _mm512_or_si512(_mm512_or_si512(groups[0], groups[1]), groups[2]);
            let likely = _mm512_test_epi8_mask(any, any);
            *from += STEP;
            if likely != 0 {
                return Some((*from - STEP, likely));
            }
        }
        None
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[inline]
    fn load(bytes: &[u8]) -> __m512i {
        let (words, _) = bytes.as_chunks::<8>();
        let word = |at: usize| i64::from_le_bytes(words[at]);
        _mm512_setr_epi64(word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7))
    }
}
