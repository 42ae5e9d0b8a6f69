//! A list of expressions of which any may match.
//!
//! One rule: an expression is compiled and tried only when one of the words that it cannot match without is in the text.

use crate::pattern::{bits, data};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

type LazyRegex = LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>;

static REGEXES: LazyLock<Vec<LazyRegex>> = LazyLock::new(|| data::EVIDENCE.iter().map(|regex| lazy(regex)).collect());

fn lazy(regex: &'static str) -> LazyRegex {
    LazyLock::new(Box::new(move || Regex::new(regex).expect("evidence expressions are checked by the tests")))
}

/// The expressions of a list as bits.
pub fn mask(list: &Range<u32>) -> u128 {
    ((1 << (list.end - list.start)) - 1) << list.start
}

/// Whether any expression of a list matches.
pub fn is_match(list: &Range<u32>, text: &str) -> bool {
    bits(data::EVIDENCE_SIEVE.sift(text) & mask(list)).any(|at| REGEXES[at].is_match(text))
}
