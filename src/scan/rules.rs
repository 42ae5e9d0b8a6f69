//! Patterns of the user, beside those that are built in.
//!
//! One rule: each is tried once on a text, and its words are looked for in one pass; so whatever a user writes, the cost grows with
//! the length of a log and no faster.

pub use super::api_name::is_method;
use super::callback;
use super::prefilter::Prefilter;
use crate::pattern::Pattern;
use crate::text::{Expression, digest};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::fmt;

/// Most patterns that a user may have.
pub const MAX_RULES: usize = 256;

/// Whether a user's pattern may find codes of the domain: states are no errors.
pub fn takes(domain: &str) -> bool {
    callback::reportable(domain)
}

/// Which of [`MAX_RULES`] patterns, as bits.
type Bits = [u128; MAX_RULES / 128];

/// The user's patterns in the order tried, made once in a run and kept to its end.
pub struct Rules {
    patterns: &'static [Pattern],
    expressions: Vec<Expression>,
    /// Finds their keywords; none has more than a few endings in common with others.
    words: Option<AhoCorasick>,
    /// The patterns that ask for each word.
    owners: Vec<Bits>,
    prefilter: Prefilter,
    digest: String,
}

impl Rules {
    /// Patterns with their expressions, at most [`MAX_RULES`]; more are left out.
    pub fn new(patterns: &'static [Pattern], expressions: Vec<Expression>) -> Rules {
        let patterns = &patterns[..patterns.len().min(MAX_RULES)];
        let mut owners: BTreeMap<String, Bits> = BTreeMap::new();
        for (at, keyword) in patterns.iter().enumerate().flat_map(|(at, pattern)| pattern.keywords.iter().map(move |word| (at, word))) {
            owners.entry(keyword.to_ascii_lowercase()).or_default()[at / 128] |= 1 << (at % 128);
        }
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(owners.keys()).ok();
        Rules {
            expressions,
            words,
            prefilter: Prefilter::with_words(owners.keys().map(|word| raw(word))),
            owners: owners.into_values().collect(),
            digest: format!("{:032x}", digest::of(format!("{patterns:?}").as_bytes())),
            patterns,
        }
    }

    /// The patterns of which the text has a keyword, in the order tried.
    pub(super) fn candidates(&'static self, text: &str) -> impl Iterator<Item = (&'static Pattern, &'static Expression)> + use<> {
        let mut seen = Bits::default();
        for hit in self.words.iter().flat_map(|words| words.find_overlapping_iter(text)) {
            seen.iter_mut().zip(self.owners[hit.pattern().as_usize()]).for_each(|(seen, owners)| *seen |= owners);
        }
        let has = move |at: &usize| seen[at / 128] & (1 << (at % 128)) != 0;
        let wanted = (0..self.patterns.len().min(self.expressions.len())).filter(has);
        wanted.map(|at| (&self.patterns[at], &self.expressions[at]))
    }

    /// Finds the lines that are worth a look, for what is built in and for these patterns.
    pub(super) fn prefilter(&self) -> &Prefilter {
        &self.prefilter
    }

    /// Tells them from all others: reports are put together only when the same patterns made them.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// The longest piece of a keyword that stands on the line as it is, however the line is wrapped: JSON writes other characters than
/// these as escapes. Short pieces would let nearly every line through, so then the whole keyword is looked for.
fn raw(keyword: &str) -> &str {
    let kept = |c: char| c.is_ascii_alphanumeric() || " _-.:,()[]#*@!%".contains(c);
    let longest = keyword.split(|c| !kept(c)).max_by_key(|piece| piece.len()).unwrap_or_default();
    if longest.len() < MIN_RAW { keyword } else { longest }
}

/// Shortest piece of a keyword that is looked for alone.
const MIN_RAW: usize = 3;

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("patterns", &self.patterns).finish_non_exhaustive()
    }
}
