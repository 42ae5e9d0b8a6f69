//! Stage two: identifiers of people, devices, projects and, when asked, channels.
//!
//! Rule of the room: an identifier is told by its shape (addresses, paths) or by the name of its key;
//! versions, times, results and bare hexadecimal strings stay.

mod address;
mod named;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::LazyLock;

use super::Kind;
use super::span::{self, Found};

/// An identifier in the spelling that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identifier {
    pub kind: Kind,
    pub value: String,
}

/// Marks of identifiers that are told by their shape.
const SHAPES: [&str; 5] = ["@", "%40", "users", "home", "documents and settings"];

/// The automaton of the words that begin or hold one. Quick to build, for the same reason as that of secrets.
static TRIGGERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let (words, kind) = (SHAPES.into_iter().chain(named::words()), Some(AhoCorasickKind::ContiguousNFA));
    AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words).expect("the words are few and short")
});

/// Finds identifiers.
#[derive(Debug)]
pub(super) struct Finder {
    strict: bool,
}

impl Finder {
    /// `strict` adds channel names and user ids.
    pub fn new(strict: bool) -> Self {
        Self { strict }
    }

    /// All identifiers of `text`; overlaps are left to the caller. `homes`: whether `home/NAME` may be somebody's.
    pub fn find(&self, text: &str, homes: bool) -> Vec<Found<Identifier>> {
        let mut found = Vec::new();
        address::ips(text, &mut found);
        let mut floor = 0;
        for hit in TRIGGERS.find_overlapping_iter(text) {
            if hit.start() < floor || span::in_tag(text, hit.start()) {
                continue;
            }
            let one = match text.as_bytes()[hit.start()] {
                b'@' | b'%' => address::email(text, hit.start(), hit.end(), floor),
                _ if hit.pattern().as_usize() < SHAPES.len() && !homes => None,
                _ if hit.pattern().as_usize() < SHAPES.len() => address::home(text, hit.start(), hit.end()),
                _ => named::find(text, hit.start(), hit.end(), self.strict),
            };
            if let Some((place, identifier)) = one {
                floor = place.end;
                found.push((place, identifier));
            }
        }
        found
    }
}
