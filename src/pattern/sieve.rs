//! Which of many expressions a text may match, by the words that they cannot match without.
//!
//! One rule: it may let too many through, never too few. A word is looked for at its rarest three bytes only; the tables are
//! made by the build script: starting costs nothing.

use super::window::{self, BITS, SLOTS};
use std::ops::Range;

/// Sets of words an expression may ask for.
pub const SETS: usize = 3;
/// Lists of expressions that one sieve serves; see [`May`].
pub const LISTS: usize = 3;

/// Places asked at once.
const BLOCK: usize = 64;
/// Bytes behind a block that are read with it.
const BEHIND: usize = 5;
/// Windows in a number of eight bytes, a byte apart, that have a byte behind them.
const IN_EIGHT: usize = 5;

/// By list and set, expressions as bits.
type Mask = [[u128; SETS]; LISTS];

/// The expressions that may match, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Patterns.
    pub patterns: u128,
    /// Facts.
    pub facts: u128,
    /// Expressions of evidence.
    pub evidence: u128,
}

/// Tables over windows of three bytes.
pub struct Sieve {
    /// For each list and set, the expressions that ask for one of its words.
    pub wanted: Mask,
    /// Number of expressions by list.
    pub owners: [u32; LISTS],
    /// The windows at which words are looked for, as bits.
    pub heads: &'static [u64; BITS / 64],
    /// For each slot, where its members begin.
    pub starts: &'static [u16; SLOTS + 1],
    /// Words by slot, each with [`window::rest`] of a window of it.
    pub members: &'static [(u16, u16)],
    /// All words.
    pub words: &'static [Word],
    /// The letters of all words, small ones.
    pub letters: &'static [u8],
    /// Who asks for words: list and set as one number, with the expressions as bits.
    pub asking: &'static [(usize, u128)],
}

/// A word with the expressions that ask for it. It holds no address, which would cost time at every start.
pub struct Word {
    /// Where its letters begin in those of all words.
    pub text: u32,
    /// How many they are.
    pub length: u16,
    /// Where its window begins.
    pub at: u16,
    /// Its first eight bytes as a number, with [`window::CASE`], and which of the bits are its own.
    pub front: (u64, u64),
    /// These are all, and letters only: nothing else has these bits.
    pub whole: bool,
    /// Where those that ask for it begin among all that ask for words, and how many they are.
    pub owners: (u16, u16),
}

impl Sieve {
    fn letters(&self, word: &Word) -> &'static [u8] {
        &self.letters[word.text as usize..][..usize::from(word.length)]
    }

    /// Where a word begins whose window is at this place of a text, if the word is there.
    #[inline]
    fn start(&self, word: &Word, text: &[u8], window: usize) -> Option<usize> {
        let start = window.checked_sub(usize::from(word.at))?;
        let rest = text.get(start..)?;
        let (front, bits) = word.front;
        let same = rest.first_chunk().map(|eight| (u64::from_le_bytes(*eight) | window::CASE) & bits == front);
        let all = || rest.get(..word.length.into()).is_some_and(|front| front.eq_ignore_ascii_case(self.letters(word)));
        (same != Some(false) && (same == Some(word.whole) || all())).then_some(start)
    }

    fn add(&self, word: &Word, seen: &mut Mask) {
        let (from, count) = (usize::from(word.owners.0), usize::from(word.owners.1));
        let seen = seen.as_flattened_mut();
        self.asking[from..from + count].iter().for_each(|(at, owners)| seen[*at] |= owners);
    }

    /// The expressions that may match a text.
    pub fn sift(&self, text: &str) -> May {
        self.sift_with(text, 0..text.len()).0
    }

    /// The expressions that may match a part of a text, and those that may match the whole.
    pub fn sift_with(&self, text: &str, part: Range<usize>) -> (May, May) {
        let (mut inside, mut around) = (Mask::default(), Mask::default());
        self.walk(text.as_bytes(), |at, word| {
            if let Some(start) = self.start(word, text.as_bytes(), at) {
                let within = start >= part.start && start + usize::from(word.length) <= part.end;
                self.add(word, if within { &mut inside } else { &mut around });
            }
            false
        });
        add(&mut around, &inside);
        (self.may(&inside), self.may(&around))
    }

    /// The expressions of which every set has a word among those seen.
    fn may(&self, seen: &Mask) -> May {
        let list = |list: usize| {
            let all = u128::MAX.checked_shr(128 - self.owners[list]).unwrap_or(0);
            self.wanted[list].iter().zip(seen[list]).fold(all, |left, (wanted, seen)| left & (seen | !wanted))
        };
        May { patterns: list(0), facts: list(1), evidence: list(2) }
    }

    /// A place in the first of all words, where its window is.
    pub fn first(&self, text: &[u8]) -> Option<usize> {
        self.walk(text, |at, word| self.start(word, text, at).is_some())
    }

    /// Shows every word whose window is in the text, from the front, until one is enough; gives the place of its window.
    fn walk(&self, text: &[u8], mut enough: impl FnMut(usize, &Word) -> bool) -> Option<usize> {
        for from in (0..text.len()).step_by(BLOCK) {
            let places = BLOCK.min(text.len() - from);
            let likely = text[from..].first_chunk().map(|block| self.likely(block, places));
            let likely = likely.unwrap_or_else(|| self.likely(&padded(&text[from..]), places));
            let mut likely = likely & u64::MAX >> (BLOCK - places);
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

    /// The places of a block, as bits, at which a word may have its window; so many places at least are asked. Nothing here
    /// depends on what was found before, so the processor does several places at once.
    fn likely(&self, block: &[u8; BLOCK + BEHIND], places: usize) -> u64 {
        let eight = |at: usize| block[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)) | window::CASE;
        (0..places.min(BLOCK)).step_by(8).fold(0, |likely, from| {
            let (front, back) = (eight(from), eight(from + IN_EIGHT));
            let windows = (0..8).map(|at| if at < IN_EIGHT { front >> (8 * at) } else { back >> (8 * (at - IN_EIGHT)) });
            let bits = windows.enumerate().fold(0, |bits, (at, window)| {
                let bit = window::bit(window::lowest(window));
                bits | (self.heads[bit / 64] >> (bit % 64) & 1) << at
            });
            likely | bits << from
        })
    }

    fn members(&self, text: &[u8]) -> impl Iterator<Item = &'static Word> {
        let window = window::of(text);
        let (slot, here) = (window::slot(window), window::rest(window));
        let members = &self.members[usize::from(self.starts[slot])..usize::from(self.starts[slot + 1])];
        members.iter().filter(move |(rest, _)| *rest == here).map(|(_, at)| &self.words[usize::from(*at)])
    }
}

/// The end of a text, with bytes behind it that belong to no word.
fn padded(text: &[u8]) -> [u8; BLOCK + BEHIND] {
    let mut block = [0; BLOCK + BEHIND];
    block[..text.len()].copy_from_slice(text);
    block
}

fn add(seen: &mut Mask, more: &Mask) {
    seen.as_flattened_mut().iter_mut().zip(more.as_flattened()).for_each(|(seen, more)| *seen |= more);
}

#[cfg(test)]
mod tests {
    use super::{Mask, May, SETS, Sieve};
    use crate::pattern::data::{MARK_SIEVE, SIEVE};

    /// Every word in turn.
    fn slow(sieve: &Sieve, text: &str) -> May {
        let text = text.to_ascii_lowercase();
        let holds = |word: &[u8]| text.as_bytes().windows(word.len()).any(|part| part == word);
        let mut seen = Mask::default();
        sieve.words.iter().filter(|word| holds(sieve.letters(word))).for_each(|word| sieve.add(word, &mut seen));
        let lacks = |list: usize, set: usize, at: u32| (sieve.wanted[list][set] & !seen[list][set]) >> at & 1 == 1;
        let list =
            |list: usize| (0..sieve.owners[list]).filter(|at| !(0..SETS).any(|set| lacks(list, set, *at))).fold(0, |all, at| all | 1 << at);
        May { patterns: list(0), facts: list(1), evidence: list(2) }
    }

    /// Texts of words and pieces of words that look random.
    fn texts(sieve: &Sieve) -> impl Iterator<Item = String> {
        let words: Vec<&str> = sieve.words.iter().map(|word| std::str::from_utf8(sieve.letters(word)).expect("words are texts")).collect();
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
        for sieve in [&SIEVE, &MARK_SIEVE] {
            let mut some = 0;
            for text in texts(sieve).chain([String::new(), "o".to_owned(), "on".to_owned(), "-7".to_owned()]) {
                let found = sieve.sift(&text);
                assert_eq!(found, slow(sieve, &text), "{text:?}");
                some += found.patterns.count_ones() + found.facts.count_ones() + found.evidence.count_ones();
            }
            assert!(some > 1000, "only {some} expressions may match");
        }
    }

    #[test]
    fn a_part_is_told_from_the_whole() {
        for text in texts(&SIEVE) {
            for part in [0..text.len(), text.floor_char_boundary(7)..text.len(), text.floor_char_boundary(3)..text.ceil_char_boundary(9)] {
                let (inside, whole) = SIEVE.sift_with(&text, part.clone());
                assert_eq!((inside, whole), (slow(&SIEVE, &text[part.clone()]), slow(&SIEVE, &text)), "{part:?} of {text:?}");
            }
        }
    }

    #[test]
    fn the_first_word_is_the_first() {
        for sieve in [&SIEVE, &MARK_SIEVE] {
            for text in texts(sieve) {
                let small = text.to_ascii_lowercase();
                let places = |word: &super::Word| {
                    small.find(std::str::from_utf8(sieve.letters(word)).expect("a text")).map(|start| start + usize::from(word.at))
                };
                let first = sieve.words.iter().filter_map(places).min();
                assert_eq!(sieve.first(text.as_bytes()), first, "{text:?}");
            }
        }
    }
}
