//! How a code shows up in a log: every spelling, as data, with lines it must find and lines it must not.
//!
//! One rule: spellings live in the TOML files of this folder; code here only compiles and selects them.
//! A new spelling is one `[[pattern]]` with `hits` and `misses`; the tests run every pattern over the samples of all others.

pub mod fact;
#[allow(dead_code)] // the build script and the tests use the parts that the library does not
pub mod raw;

use aho_corasick::AhoCorasick;
use regex::Regex;
use std::sync::LazyLock;

pub(crate) mod data {
    use super::fact::{FactNeeds, FactPattern, Kind};
    use super::{Needs, Pattern, Sign, Via};
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
    /// A method of the SDK must be named on the line.
    Api,
    /// The process must show an Agora session somewhere.
    Session,
    /// The very tag or logger must show it; without tags, the source.
    Tag,
}

/// One spelling, as data.
#[derive(Debug)]
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
}

/// The patterns with what is needed to try them quickly.
pub struct Set {
    keywords: AhoCorasick,
    /// For each keyword, the patterns that ask for it.
    owners: Vec<Vec<u16>>,
    regexes: Vec<LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>>,
}

static SET: LazyLock<Set> = LazyLock::new(Set::new);

/// The patterns built into the tool, in the order tried.
pub fn all() -> &'static [Pattern] {
    data::PATTERNS
}

/// The compiled patterns.
pub fn set() -> &'static Set {
    &SET
}

impl Set {
    fn new() -> Self {
        let mut words: Vec<&'static str> = Vec::new();
        let mut owners: Vec<Vec<u16>> = Vec::new();
        let mut regexes: Vec<LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>> = Vec::new();
        for (at, pattern) in data::PATTERNS.iter().enumerate() {
            let at = u16::try_from(at).expect("a few hundred patterns");
            for keyword in pattern.keywords {
                if let Some(known) = words.iter().position(|word| word == keyword) {
                    owners[known].push(at);
                } else {
                    words.push(keyword);
                    owners.push(vec![at]);
                }
            }
            regexes.push(LazyLock::new(Box::new(|| Regex::new(pattern.regex).expect("pattern expressions are checked by the tests"))));
        }
        let keywords = AhoCorasick::builder().ascii_case_insensitive(true).build(&words).expect("keywords are short literals");
        Set { keywords, owners, regexes }
    }

    /// The patterns whose keyword stands in the message, in the order tried.
    pub fn candidates(&self, message: &str, found: &mut Vec<u16>) {
        found.clear();
        for hit in self.keywords.find_overlapping_iter(message) {
            for owner in &self.owners[hit.pattern().as_usize()] {
                if !found.contains(owner) {
                    found.push(*owner);
                }
            }
        }
        found.sort_unstable();
    }

    /// The pattern and its expression.
    pub fn get(&self, at: u16) -> (&'static Pattern, &Regex) {
        (&data::PATTERNS[usize::from(at)], &self.regexes[usize::from(at)])
    }
}
