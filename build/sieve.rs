//! Many words looked for at once, as tables without any work left for the start of the tool.
//!
//! One rule: it says of each text exactly which sets have a word in it, ASCII letters in any case.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

#[path = "../src/pattern/window.rs"]
mod window;
use window::{BITS, SLOTS, WINDOW, bit, rest, slot};

/// Sets of words an owner may ask for; a text must hold a word of each.
pub const SETS: usize = 3;
/// Lists of owners that one sieve serves.
pub const LISTS: usize = 3;

/// The words that an owner asks for: up to [`SETS`] sets.
pub type Owner = Vec<Vec<String>>;
/// By list and set, owners as bits.
type Mask = [[u128; SETS]; LISTS];

/// The code of a static `Sieve`.
pub fn build(name: &str, lists: &[&[Owner]; LISTS], samples: &Samples) -> String {
    assert!(lists.iter().all(|owners| owners.len() <= 128), "{name}: owners are kept as the bits of one number");
    let mut words: Vec<(Vec<u8>, Mask, usize)> = words(lists)
        .into_iter()
        .map(|(word, mask)| {
            let at = samples.rarest(&word);
            (word, mask, at)
        })
        .collect();
    // What is compared at one place of a text stands side by side.
    words.sort_by_key(|(word, _, at)| slot(window::of(&word[*at..])));
    let mut heads = vec![0_u64; BITS / 64];
    let mut slots: Vec<Vec<(u16, u16)>> = vec![Vec::new(); SLOTS];
    for (at, (word, _, place)) in words.iter().enumerate() {
        let at = u16::try_from(at).expect("a few thousand words");
        for window in windows(&word[*place..]) {
            heads[bit(window) / 64] |= 1 << (bit(window) % 64);
            slots[slot(window)].push((rest(window), at));
        }
    }
    let mut starts = vec![0];
    starts.extend(slots.iter().scan(0, |sum, members| {
        *sum += members.len();
        Some(*sum)
    }));
    let mut wanted = Mask::default();
    for (list, at, set, _) in asked(lists) {
        wanted[list][set] |= 1 << at;
    }
    let owners = lists.map(<[Owner]>::len);
    let mut code = format!("pub static {name}: Sieve = Sieve {{ wanted: {wanted:?}, owners: {owners:?}, heads: &{heads:?}, ");
    let _ = write!(code, "starts: &{starts:?}, members: &{:?}, words: &[", slots.concat());
    let (mut letters, mut asking) = (Vec::new(), Vec::new());
    for (word, mask, place) in &words {
        let owners: Vec<(usize, u128)> = mask.as_flattened().iter().copied().enumerate().filter(|(_, owners)| *owners != 0).collect();
        let (text, first, count) = (letters.len(), asking.len(), owners.len());
        let _ = write!(
            code,
            "Word {{ text: {text}, length: {}, at: {place}, front: {:?}, whole: {}, owners: ({first}, {count}) }},",
            word.len(),
            front(word),
            word.len() <= 8 && word.iter().all(u8::is_ascii_lowercase)
        );
        letters.extend_from_slice(word);
        asking.extend(owners);
    }
    let _ = write!(code, "], letters: &{letters:?}, asking: &{asking:?}");
    code + " };\n"
}

/// What is asked for: list, owner and set with their words.
fn asked<'a>(lists: &'a [&[Owner]; LISTS]) -> impl Iterator<Item = (usize, usize, usize, &'a Vec<String>)> {
    let owners = lists.iter().enumerate().flat_map(|(list, owners)| owners.iter().enumerate().map(move |(at, owner)| (list, at, owner)));
    owners.flat_map(|(list, at, owner)| owner.iter().enumerate().map(move |(set, words)| (list, at, set, words)))
}

/// Every word in small letters, with the owners that ask for it.
fn words(lists: &[&[Owner]; LISTS]) -> BTreeMap<Vec<u8>, Mask> {
    let mut words: BTreeMap<Vec<u8>, Mask> = BTreeMap::new();
    for (list, at, set, word) in asked(lists).flat_map(|(list, at, set, words)| least(words).map(move |word| (list, at, set, word))) {
        assert!(set < SETS, "too many sets of words");
        assert!(word.len() > 1, "{word:?} is too short for a word");
        words.entry(word.into_bytes()).or_default()[list][set] |= 1 << at;
    }
    words
}

/// The words of a set in small letters, without those that hold another one of it: where they are, it is.
fn least(words: &[String]) -> impl Iterator<Item = String> {
    let all: BTreeSet<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    all.clone().into_iter().filter(move |word| !all.iter().any(|other| other != word && word.contains(other.as_str())))
}

/// How often windows are in a text, the lines that the data files hold as samples.
pub struct Samples {
    windows: HashMap<u32, usize>,
    bytes: HashMap<u8, usize>,
}

impl Samples {
    /// Counts them.
    pub fn new(text: &str) -> Samples {
        let (mut windows, mut bytes) = (HashMap::new(), HashMap::new());
        for at in 0..text.len() {
            let text = &text.as_bytes()[at..];
            *windows.entry(window::of(text)).or_default() += 1;
            *bytes.entry(text[0].to_ascii_lowercase()).or_default() += 1;
        }
        Samples { windows, bytes }
    }

    /// How often a byte is in them, as a letter of either case.
    pub fn often(&self, byte: u8) -> usize {
        self.bytes.get(&byte.to_ascii_lowercase()).copied().unwrap_or(0)
    }

    /// Where the window of a word is that they have least often.
    fn rarest(&self, word: &[u8]) -> usize {
        let often = |at: &usize| windows(&word[*at..]).iter().map(|window| self.windows.get(window).copied().unwrap_or(0)).sum::<usize>();
        (0..=word.len().saturating_sub(WINDOW)).min_by_key(often).unwrap_or_default()
    }
}

/// The first eight bytes of a word as a number, with the bit of the case set, and which bits of such a number are the word's.
fn front(word: &[u8]) -> (u64, u64) {
    let byte = |(at, byte): (usize, &u8)| u64::from(byte | 0x20) << (8 * at);
    let bits = u64::MAX.checked_shr(64 - 8 * u32::try_from(word.len().min(8)).expect("at most eight")).unwrap_or(0);
    (word.iter().take(8).enumerate().map(byte).sum(), bits)
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
