//! Many words looked for at once, as tables without any work left for the start of the tool.
//!
//! One rule: it says of each text exactly which sets have a word in it, ASCII letters in any case.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

#[path = "../src/pattern/window.rs"]
mod window;
use window::{BITS, SLOTS, WINDOW, bit, slot};

/// Sets of words an owner may ask for; a text must hold a word of each.
pub const SETS: usize = 3;

/// The words that an owner asks for: up to [`SETS`] sets.
pub type Owner = Vec<Vec<String>>;

/// The code of a static `Sieve`.
pub fn build(name: &str, owners: &[Owner], samples: &Samples) -> String {
    assert!(owners.len() <= 128, "{name}: owners are kept as the bits of one number");
    let words = words(owners);
    let mut heads = vec![0_u8; BITS / 8];
    let mut slots: Vec<Vec<u16>> = vec![Vec::new(); SLOTS];
    let places: Vec<usize> = words.keys().map(|word| samples.rarest(word)).collect();
    for (at, (word, place)) in words.keys().zip(&places).enumerate() {
        let at = u16::try_from(at).expect("a few thousand words");
        for window in windows(&word[*place..]) {
            heads[bit(window) / 8] |= 1 << (bit(window) % 8);
            let members = &mut slots[slot(window)];
            if members.last() != Some(&at) {
                members.push(at);
            }
        }
    }
    let mut starts = vec![0];
    starts.extend(slots.iter().scan(0, |sum, members| {
        *sum += members.len();
        Some(*sum)
    }));
    let mut wanted = [0_u128; SETS];
    for (owner, sets) in owners.iter().enumerate() {
        sets.iter().enumerate().for_each(|(set, _)| wanted[set] |= 1 << owner);
    }
    let mut code = format!("pub static {name}: Sieve = Sieve {{ wanted: {wanted:?}, owners: {}, heads: &{heads:?}, ", owners.len());
    let _ = write!(code, "starts: &{starts:?}, members: &{:?}, words: &[", slots.concat());
    for ((word, mask), place) in words.iter().zip(&places) {
        let _ = write!(code, "Word {{ text: &{word:?}, at: {place}, mask: {mask:?} }},");
    }
    code + "] };\n"
}

/// Every word in small letters, with the owners that ask for it.
fn words(owners: &[Owner]) -> BTreeMap<Vec<u8>, [u128; SETS]> {
    let mut words: BTreeMap<Vec<u8>, [u128; SETS]> = BTreeMap::new();
    for (owner, sets) in owners.iter().enumerate() {
        assert!(sets.len() <= SETS, "too many sets of words");
        for (set, word) in sets.iter().enumerate().flat_map(|(set, words)| words.iter().map(move |word| (set, word))) {
            assert!(word.len() > 1, "{word:?} is too short for a word");
            words.entry(word.to_ascii_lowercase().into_bytes()).or_default()[set] |= 1 << owner;
        }
    }
    words
}

/// How often windows are in a text, the lines that the data files hold as samples.
pub struct Samples(HashMap<u32, usize>);

impl Samples {
    /// Counts them.
    pub fn new(text: &str) -> Samples {
        let mut counts = HashMap::new();
        (0..text.len()).for_each(|at| *counts.entry(window::of(&text.as_bytes()[at..])).or_default() += 1);
        Samples(counts)
    }

    /// Where the window of a word is that they have least often.
    fn rarest(&self, word: &[u8]) -> usize {
        let often = |at: &usize| windows(&word[*at..]).iter().map(|window| self.0.get(window).copied().unwrap_or(0)).sum::<usize>();
        (0..=word.len().saturating_sub(WINDOW)).min_by_key(often).unwrap_or_default()
    }
}

/// The windows that begin like this; of a word shorter than a window, with every byte behind it.
fn windows(front: &[u8]) -> Vec<u32> {
    if front.len() >= WINDOW {
        return vec![window::of(front)];
    }
    let mut all: Vec<u32> = (0..=255).map(|byte| window::of(&[front, &[byte]].concat())).collect();
    all.sort_unstable();
    all.dedup();
    all
}
