//! Which of many expressions a text may match, by the words that they cannot match without.
//!
//! One rule: it may let too many through, never too few. The automaton is made by the build script: starting costs nothing.

/// Sets of words an expression may ask for.
pub const SETS: usize = 3;

/// An automaton over bytes; the states that say something come first.
pub struct Sieve {
    /// For each byte, its class.
    pub classes: &'static [u8; 256],
    /// Number of classes.
    pub width: usize,
    /// The state before any byte.
    pub start: u16,
    /// For each set, the expressions that ask for one of its words.
    pub wanted: [u128; SETS],
    /// Number of expressions.
    pub owners: u32,
    /// For each state that says something and each set, which expressions have a word of it.
    pub masks: &'static [[u128; SETS]],
    /// The next state for each state and class, two bytes each.
    pub table: &'static [u8],
}

impl Sieve {
    /// The expressions that may match, as bits.
    pub fn sift(&self, text: &str) -> u128 {
        let mut seen = [0; SETS];
        let mut state = self.start;
        for byte in text.bytes() {
            state = self.next(state, byte);
            if let Some(mask) = self.masks.get(usize::from(state)) {
                seen.iter_mut().zip(mask).for_each(|(seen, mask)| *seen |= mask);
            }
        }
        let all = if self.owners == 128 { u128::MAX } else { (1 << self.owners) - 1 };
        self.wanted.iter().zip(seen).fold(all, |left, (wanted, seen)| left & (seen | !wanted))
    }

    /// Where the first word ends that an expression of these asks for first.
    pub fn first(&self, text: &[u8], of: u128) -> Option<usize> {
        let mut state = self.start;
        text.iter().position(|byte| {
            state = self.next(state, *byte);
            self.masks.get(usize::from(state)).is_some_and(|mask| mask[0] & of != 0)
        })
    }

    fn next(&self, state: u16, byte: u8) -> u16 {
        let at = 2 * (usize::from(state) * self.width + usize::from(self.classes[usize::from(byte)]));
        u16::from_le_bytes([self.table[at], self.table[at + 1]])
    }
}
