//! A list of expressions of which any may match.
//!
//! One rule: an expression is compiled and tried only when one of the words that it cannot match without is in the text.

use crate::pattern::{self, bits, data};
use crate::text::Expression;
use std::ops::Range;
use std::sync::LazyLock;

static EXPRESSIONS: LazyLock<Vec<Expression>> = LazyLock::new(|| {
    let all = data::EVIDENCE.iter().zip(data::EVIDENCE_FINDERS);
    all.map(|(regex, finder)| Expression::found(regex, finder.as_ref())).collect()
});

/// The expressions of a list as bits.
pub fn mask(list: &Range<u32>) -> u128 {
    ((1 << (list.end - list.start)) - 1) << list.start
}

/// A text with the expressions that may match it, all lists together.
#[derive(Debug, Clone, Copy)]
pub struct Sifted<'a> {
    text: &'a str,
    may: u128,
}

impl<'a> Sifted<'a> {
    /// Looks for the words of all expressions.
    pub fn new(text: &'a str) -> Sifted<'a> {
        Sifted { text, may: pattern::may(text).evidence }
    }

    /// A text of which [`pattern::may`] said this.
    pub fn known(text: &'a str, may: u128) -> Sifted<'a> {
        Sifted { text, may }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether any expression of a list may match.
    pub fn may_match(&self, list: &Range<u32>) -> bool {
        self.may & mask(list) != 0
    }

    /// Whether any expression of a list matches.
    pub fn is_match(&self, list: &Range<u32>) -> bool {
        bits(self.may & mask(list)).any(|at| EXPRESSIONS[at].is_match(self.text))
    }
}
