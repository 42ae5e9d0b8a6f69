//! What a code means: every family of codes with its entries, and the vocabulary of API names.
//!
//! One rule: facts live in the TOML files of this folder, one per domain; code here only looks things up.
//! A new code is one `[[entry]]`; a new domain is one file. The build script turns the files into static tables.

pub mod api;
mod known;
#[allow(dead_code)] // the build script uses the parts that the library does not
pub mod raw;

use crate::text::{Joined, Lines, Pairs};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

#[allow(clippy::unreadable_literal)] // made by the build script
mod data {
    use super::{Cow, Entry, Family, Id, Joined, Kind, Lines, Pairs, Rows, When, known};
    include!(concat!(env!("OUT_DIR"), "/catalogue_data.rs"));
}

/// Why the connection of RTC changed. Messaging has a callback of the same name, with other reasons.
pub const CONNECTION_REASON: &str = "rtc.connection-reason";

/// What identifies a code inside its domain: an absolute number, or a string in `web.error`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// An absolute number; the sign of a return value is dropped.
    Number(u32),
    /// A string code.
    Name(Cow<'static, str>),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Number(n) => write!(f, "{n}"),
            Id::Name(name) => f.write_str(name),
        }
    }
}

/// How bad a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Something did not work.
    Failure,
    /// It may become a failure.
    Warning,
    /// The SDK is mending it by itself.
    Transient,
    /// A state change worth knowing.
    Info,
    /// Success: never an event.
    Ok,
}

/// All codes that mean something together.
#[derive(Debug)]
pub struct Family {
    /// The domain, such as `rtc.error`.
    pub domain: &'static str,
    /// What the family is, in a few words.
    pub title: &'static str,
    /// Where its codes show up and what to beware of.
    pub about: &'static str,
    /// The callback that carries the family; empty when none does by itself.
    pub callback: &'static str,
    /// The words under which the number appears in that callback, separated by commas.
    pub argument: &'static str,
    /// States of that callback in which a number means failure; empty when it has no state.
    pub failed_states: &'static [i32],
    /// The page a user can open.
    pub url: &'static str,
    /// The codes, sorted.
    pub entries: &'static [Entry],
}

/// What is known of one code.
#[derive(Debug)]
pub struct Entry {
    /// The code.
    pub id: Id,
    /// The canonical constant: C++ for RTC, JavaScript for Web and RTM 2.
    pub name: &'static str,
    /// The constant in other languages and versions.
    pub spellings: Lines,
    /// What went wrong, understandable alone.
    pub title: &'static str,
    /// How bad it is.
    pub kind: Kind,
    /// SDK versions that have the code, such as `1.x-4.x`; empty when unknown.
    pub era: &'static str,
    /// Description texts that SDKs print for the code, lower case.
    pub texts: Lines,
    /// Why it happens.
    pub causes: Lines,
    /// What to do.
    pub fixes: Lines,
    /// Deprecated by the vendor.
    pub deprecated: bool,
    /// `domain/code` of the successor, or empty.
    pub replaced_by: &'static str,
    /// `domain/code` of the predecessor, or empty.
    pub replaces: &'static str,
    /// `domain/code` of entries worth reading next.
    pub see: Lines,
    /// Page of this code, or empty when it is the family's.
    pub url: &'static str,
    /// Narrower meanings.
    pub when: &'static [When],
}

/// A meaning that holds for one method, version or platform; empty fields hold for all.
#[derive(Debug)]
pub struct When {
    /// API method, C++ spelling.
    pub method: &'static str,
    /// `3.x` or `4.x`.
    pub era: &'static str,
    /// Platform, lower case.
    pub platform: &'static str,
    /// What it means there.
    pub meaning: &'static str,
    /// What to do there, or empty.
    pub fix: &'static str,
}

/// What tells apart two versions of the data about codes, patterns and formats: counts of one may not be added to those of another.
pub fn fingerprint() -> &'static str {
    data::FINGERPRINT
}

/// Every family, sorted by domain.
pub fn families() -> &'static [Family] {
    data::FAMILIES
}

/// The family of a domain.
pub fn family(domain: &str) -> Option<&'static Family> {
    data::FAMILIES.binary_search_by(|family| family.domain.cmp(domain)).ok().map(|at| &data::FAMILIES[at])
}

/// The entry of a code, if the catalogue has it.
pub fn entry(domain: &str, id: &Id) -> Option<&'static Entry> {
    let family = family(domain)?;
    family.entries.binary_search_by(|entry| entry.id.cmp(id)).ok().map(|at| &family.entries[at])
}

/// The entry that a constant names inside a domain, in any language's spelling, qualified or not.
pub fn by_name(domain: &str, name: &str) -> Option<&'static Entry> {
    named(name).find(|(family, _)| family.domain == domain).map(|(_, entry)| entry)
}

/// Every entry that a constant names, in all domains.
pub fn all_by_name(name: &str) -> Vec<(&'static Family, &'static Entry)> {
    named(name).collect()
}

fn named(name: &str) -> impl Iterator<Item = (&'static Family, &'static Entry)> {
    let may_be = !known::unknown(data::SPELLED, name);
    may_be.then(|| data::SPELLINGS.find(&raw::fold(name))).into_iter().flatten()
}

/// The entry whose description text this is, inside a domain; compared in lower case, without a final period.
pub fn by_text(domain: &str, text: &str) -> Option<&'static Entry> {
    let text = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    data::TEXTS.find(&text).find(|(family, _)| family.domain == domain).map(|(_, entry)| entry)
}

/// Whether a message holds a description text of this very entry.
pub fn text_agrees(entry: &Entry, message: &str) -> bool {
    let message = message.to_lowercase();
    entry.texts.iter().any(|text| message.contains(text))
}

/// The domain that the members of an enum belong to, by the enum's name in any language.
pub fn domain_of_type(name: &str) -> Option<&'static str> {
    data::TYPES.find(name)
}

/// Every enum name with the domain of its members.
pub fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    data::TYPES.iter()
}

static BY_CALLBACK: LazyLock<HashMap<String, Vec<&'static Family>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<&'static Family>> = HashMap::new();
    for family in data::FAMILIES {
        for callback in family.callback.split(',').filter(|name| !name.is_empty()) {
            map.entry(raw::fold(callback)).or_default().push(family);
        }
    }
    map
});

/// The families that a callback carries, by its name in any spelling of case.
pub fn families_of_callback(name: &str) -> impl Iterator<Item = &'static Family> {
    BY_CALLBACK.get(&raw::fold(name)).into_iter().flatten().copied()
}

/// Every spelling in the catalogue, folded and sorted, with where it belongs.
pub fn spellings() -> impl Iterator<Item = (&'static str, &'static Family, &'static Entry)> {
    (0..data::SPELLINGS.places.len()).map(|at| {
        let (family, entry) = data::SPELLINGS.entry(at);
        (data::SPELLINGS.keys.get(at), family, entry)
    })
}

/// Texts, sorted, with the family and entry that each belongs to.
struct Rows {
    keys: Joined,
    places: &'static [(u16, u16)],
}

impl Rows {
    fn entry(&self, at: usize) -> (&'static Family, &'static Entry) {
        let (family, entry) = self.places[at];
        let family = &data::FAMILIES[usize::from(family)];
        (family, &family.entries[usize::from(entry)])
    }

    fn find(&'static self, key: &str) -> impl Iterator<Item = (&'static Family, &'static Entry)> + use<> {
        self.keys.find(key).map(|at| self.entry(at))
    }
}

impl Entry {
    /// The page a user can open for this entry.
    pub fn page(&self, family: &Family) -> &'static str {
        if self.url.is_empty() { family.url } else { self.url }
    }
}
