//! Which of many expressions a text may match, by the words that they cannot match without.
//!
//! One rule: it may let too many through, never too few. A word is looked for at its rarest three bytes only; the tables are
//! made by the build script: starting costs nothing.

use super::window::{self, BITS, SLOTS};

/// Sets of words an expression may ask for.
pub const SETS: usize = 3;

/// Places asked at once.
const BLOCK: usize = 64;
/// Bytes behind a place that are read with it.
const BEHIND: usize = 3;

/// Tables over windows of three bytes.
pub struct Sieve {
    /// For each set, the expressions that ask for one of its words.
    pub wanted: [u128; SETS],
    /// Number of expressions.
    pub owners: u32,
    /// The windows at which words are looked for, as bits.
    pub heads: &'static [u8; BITS / 8],
    /// For each slot, where its members begin.
    pub starts: &'static [u16; SLOTS + 1],
    /// Words by slot.
    pub members: &'static [u16],
    /// All words.
    pub words: &'static [Word],
}

/// A word with the expressions that ask for it.
pub struct Word {
    /// The word in small letters.
    pub text: &'static [u8],
    /// Where its window begins.
    pub at: usize,
    /// By set, the expressions.
    pub mask: [u128; SETS],
}

impl Word {
    /// The word stands where its window is at this place of a text.
    fn is_at(&self, text: &[u8], window: usize) -> bool {
        let rest = window.checked_sub(self.at).and_then(|start| text.get(start..start + self.text.len()));
        rest.is_some_and(|found| found.eq_ignore_ascii_case(self.text))
    }
}

impl Sieve {
    /// The expressions that may match, as bits.
    pub fn sift(&self, text: &str) -> u128 {
        let (text, mut seen) = (text.as_bytes(), [0; SETS]);
        self.walk(text, |at, word| {
            let fresh = word.mask.iter().zip(&seen).any(|(mask, seen)| mask & !seen != 0);
            if fresh && word.is_at(text, at) {
                seen.iter_mut().zip(&word.mask).for_each(|(seen, mask)| *seen |= mask);
            }
            false
        });
        let all = if self.owners == 128 { u128::MAX } else { (1 << self.owners) - 1 };
        self.wanted.iter().zip(seen).fold(all, |left, (wanted, seen)| left & (seen | !wanted))
    }

    /// A place in the first of all words, where its window is.
    pub fn first(&self, text: &[u8]) -> Option<usize> {
        self.walk(text, |at, word| word.is_at(text, at))
    }

    /// Shows every word whose window is in the text, from the front, until one is enough; gives the place of its window.
    fn walk(&self, text: &[u8], mut enough: impl FnMut(usize, &Word) -> bool) -> Option<usize> {
        for from in (0..text.len()).step_by(BLOCK) {
            let mut likely = match text[from..].first_chunk() {
                Some(block) => self.likely(block),
                None => self.likely(&padded(&text[from..])),
            };
            while likely != 0 {
                let at = from + likely.trailing_zeros() as usize;
                if self.members(&text[at..]).any(|word| enough(at, word)) {
                    return Some(at);
                }
                likely &= likely - 1;
            }
        }
        None
    }

    /// The places of a block, as bits, at which a word may have its window. Nothing here depends on what was found before, so
    /// the processor does several places at once.
    fn likely(&self, block: &[u8; BLOCK + BEHIND]) -> u64 {
        let windows = block.windows(1 + BEHIND).take(BLOCK);
        windows.enumerate().fold(0, |likely, (place, bytes)| {
            let bit = window::bit(window::of(bytes));
            likely | u64::from(self.heads[bit / 8] >> (bit % 8) & 1) << place
        })
    }

    fn members(&self, text: &[u8]) -> impl Iterator<Item = &'static Word> {
        let slot = window::slot(window::of(text));
        let members = &self.members[usize::from(self.starts[slot])..usize::from(self.starts[slot + 1])];
        members.iter().map(|at| &self.words[usize::from(*at)])
    }
}

/// The end of a text, with bytes behind it that belong to no word.
fn padded(text: &[u8]) -> [u8; BLOCK + BEHIND] {
    let mut block = [0; BLOCK + BEHIND];
    block[..text.len()].copy_from_slice(text);
    block
}

#[cfg(test)]
mod tests {
    use super::{SETS, Sieve};
    use crate::pattern::data::{EVIDENCE_SIEVE, FACT_SIEVE, MARK_SIEVE, PATTERN_SIEVE};

    /// Every word in turn.
    fn slow(sieve: &Sieve, text: &str) -> u128 {
        let text = text.to_ascii_lowercase();
        let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|part| part == word);
        let mut seen = [0; SETS];
        for word in sieve.words.iter().filter(|word| holds(word.text)) {
            seen.iter_mut().zip(&word.mask).for_each(|(seen, mask)| *seen |= mask);
        }
        (0..sieve.owners).filter(|at| (0..SETS).all(|set| (sieve.wanted[set] & !seen[set]) >> at & 1 == 0)).fold(0, |all, at| all | 1 << at)
    }

    /// Texts of words and pieces of words that look random.
    fn texts(sieve: &Sieve) -> impl Iterator<Item = String> {
        let words: Vec<&str> = sieve.words.iter().map(|word| std::str::from_utf8(word.text).expect("words are texts")).collect();
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap_or(0) % below
        };
        (0..3000).map(move |_| {
            (0..next(6)).fold(String::new(), |text, _| {
                let word = words[next(words.len())];
                let from = word.floor_char_boundary(next(4).saturating_sub(2));
                let to = word.ceil_char_boundary(word.len() - next(3).saturating_sub(1).min(word.len() - from));
                let gap = ["", "", " ", "é", "\0", "@", "-"][next(7)];
                let part = &word[from..to.max(from)];
                text + gap + &if next(2) == 0 { part.to_ascii_uppercase() } else { part.to_owned() }
            })
        })
    }

    #[test]
    fn what_is_let_through_is_what_all_words_would_let_through() {
        for sieve in [&PATTERN_SIEVE, &FACT_SIEVE, &EVIDENCE_SIEVE] {
            let mut some = 0;
            for text in texts(sieve).chain([String::new(), "o".to_owned(), "on".to_owned(), "-7".to_owned()]) {
                let found = sieve.sift(&text);
                assert_eq!(found, slow(sieve, &text), "{text:?}");
                some += found.count_ones();
            }
            assert!(some > 1000, "only {some} expressions may match");
        }
    }

    #[test]
    fn the_first_word_is_the_first() {
        for sieve in [&PATTERN_SIEVE, &MARK_SIEVE] {
            for text in texts(sieve) {
                let small = text.to_ascii_lowercase();
                let places = |word: &super::Word| small.find(std::str::from_utf8(word.text).expect("a text")).map(|start| start + word.at);
                let first = sieve.words.iter().filter_map(places).min();
                assert_eq!(sieve.first(text.as_bytes()), first, "{text:?}");
            }
        }
    }
}
