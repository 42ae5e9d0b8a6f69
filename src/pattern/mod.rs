//! How a code shows up in a log: every spelling, as data, with lines it must find and lines it must not.
//!
//! One rule: spellings live in the TOML files of this folder; code here only compiles and selects them.
//! A new spelling is one `[[pattern]]` with `hits` and `misses`; the tests run every pattern over the samples of all others.

pub mod fact;
#[allow(dead_code)] // the build script and the tests use the parts that the library does not
pub mod raw;
pub mod sieve;
mod window;

use crate::text::Expression;
use sieve::{May, Sieve};
use std::sync::LazyLock;

#[allow(clippy::unreadable_literal, reason = "written by the build script")]
pub(crate) mod data {
    use super::fact::{FactNeeds, FactPattern, Kind};
    use super::sieve::{Sieve, Word};
    use super::{Needs, Pattern, Sign, Via};
    use crate::text::{Automaton, Finder};
    include!(concat!(env!("OUT_DIR"), "/pattern_data.rs"));
}

/// How a code reached the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// A callback delivered it.
    Callback,
    /// A method returned or threw it.
    Return,
}

impl Via {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Via::Callback => "callback",
            Via::Return => "return",
        }
    }
}

/// Which numbers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Not zero.
    Any,
    /// Below zero.
    Negative,
    /// Above zero.
    Positive,
    /// Any number, zero too.
    Zero,
}

/// What else must hold before a match counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The shape is proof enough.
    Nothing,
    /// The line must say the code's description or constant too.
    Words,
    /// The line or its tag must name the SDK.
    Own,
    /// It is a field of an object whose first line, just above, names an error of the SDK.
    Opened,
    /// A method of the SDK must be named on the line; one that nobody else has is proof unless the process shows a rival SDK alone.
    Api,
    /// The process must show an Agora session somewhere.
    Session,
    /// The process must show a session and name messaging somewhere.
    Messaging,
    /// The very tag or logger must show it; without tags, the source.
    Tag,
}

/// One spelling, as data.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is asked on its own")]
pub struct Pattern {
    /// Unique name.
    pub id: &'static str,
    /// What the line is.
    pub about: &'static str,
    /// The message must hold one of these, compared without regard to ASCII case.
    pub keywords: &'static [&'static str],
    /// The expression over the message.
    pub regex: &'static str,
    /// Domain of the number or name; `callback` for the family of the callback named, `type` for that of the enum named.
    pub domain: &'static str,
    /// How the code reached the app.
    pub via: Via,
    /// Which numbers count.
    pub sign: Sign,
    /// Where the API name comes from, in order.
    pub api: &'static [&'static str],
    /// What else must hold.
    pub needs: Needs,
    /// Envelopes inside which alone it counts; empty: any that is not closed.
    pub inside: &'static [&'static str],
    /// Product and era the line proves, or empty.
    pub sdk: &'static str,
    /// Echo group, or empty.
    pub group: &'static str,
    /// Layer in the group; 0 is the original.
    pub layer: u8,
    /// How many lines an echo may be away from its original.
    pub reach: u32,
    /// The original stands after the echo, never before it.
    pub ahead: bool,
    /// A match holds a minus sign right before a digit.
    pub minus: bool,
    /// A match holds a character beyond ASCII.
    pub beyond: bool,
    /// The user wrote it: it is taken at its word, without further proof.
    pub own: bool,
}

/// The patterns with what is needed to try them quickly.
pub struct Set {
    expressions: Vec<Expression>,
}

static SET: LazyLock<Set> = LazyLock::new(Set::new);

/// The patterns built into the tool, in the order tried.
pub fn all() -> &'static [Pattern] {
    data::PATTERNS
}

/// Families whose numbers are never events, beside those of states.
pub fn never(domain: &str) -> bool {
    data::NEVER.contains(&domain)
}

/// The compiled patterns.
pub fn set() -> &'static Set {
    &SET
}

impl Set {
    fn new() -> Self {
        let all = data::PATTERNS.iter().zip(data::PATTERN_FINDERS);
        Set { expressions: all.map(|(pattern, finder)| Expression::found(pattern.regex, finder.as_ref())).collect() }
    }

    /// The pattern and its expression.
    pub fn get(&self, at: usize) -> (&'static Pattern, &Expression) {
        (&data::PATTERNS[at], &self.expressions[at])
    }
}

/// Which expressions may match a text, by keywords and words: patterns, facts and evidence.
pub fn may(text: &str) -> May {
    data::SIEVE.sift(text)
}

/// What tells which expressions may match; or only those that show a session.
pub fn sieve(marks: bool) -> &'static Sieve {
    if marks { &data::MARK_SIEVE } else { &data::SIEVE }
}

/// The places of the bits that are set, from the lowest.
pub(crate) fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(at)
    })
}
