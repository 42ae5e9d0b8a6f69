//! The shape of a catalogue file as it is written, before it becomes a [`Family`](super::Family).
//!
//! One rule: this file knows only serde, because the build script reads the data through it too.

use serde::Deserialize;

/// One catalogue file: the codes of one domain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFamily {
    /// The domain, such as `rtc.error`.
    pub domain: String,
    /// What the family is, in a few words.
    pub title: String,
    /// Where its codes show up and what to beware of.
    pub about: String,
    /// The callback that carries the family, or nothing.
    #[serde(default)]
    pub callback: String,
    /// The words under which the number appears in that callback, separated by commas.
    #[serde(default)]
    pub argument: String,
    /// States of that callback in which a number means failure; empty when it has no state.
    #[serde(default)]
    pub failed_states: Vec<i32>,
    /// The page a user can open.
    pub url: String,
    /// The codes.
    #[serde(rename = "entry", default)]
    pub entries: Vec<RawEntry>,
}

/// One code as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEntry {
    /// Number (absolute) or, in `web.error`, string.
    pub code: RawId,
    /// The canonical constant.
    pub name: String,
    /// The constant in other languages and versions.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// What went wrong, understandable alone.
    pub title: String,
    /// How bad it is.
    pub kind: String,
    /// SDK versions that have the code.
    #[serde(default)]
    pub era: String,
    /// Description texts that SDKs print for the code, lower case.
    #[serde(default)]
    pub texts: Vec<String>,
    /// Why it happens.
    #[serde(default)]
    pub causes: Vec<String>,
    /// What to do.
    #[serde(default)]
    pub fixes: Vec<String>,
    /// Deprecated by the vendor.
    #[serde(default)]
    pub deprecated: bool,
    /// `domain/code` of the successor.
    #[serde(default)]
    pub replaced_by: String,
    /// `domain/code` of the predecessor.
    #[serde(default)]
    pub replaces: String,
    /// `domain/code` of entries worth reading next.
    #[serde(default)]
    pub see: Vec<String>,
    /// Page of this code, when it is not the family's.
    #[serde(default)]
    pub url: String,
    /// Narrower meanings.
    #[serde(default)]
    pub when: Vec<RawWhen>,
}

/// Number or string.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum RawId {
    /// A number.
    Number(u32),
    /// A string code.
    Name(String),
}

/// A meaning that holds for one method, version or platform.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWhen {
    /// API method, C++ spelling.
    #[serde(default)]
    pub method: String,
    /// `3.x` or `4.x`.
    #[serde(default)]
    pub era: String,
    /// Platform.
    #[serde(default)]
    pub platform: String,
    /// What it means there.
    pub meaning: String,
    /// What to do there.
    #[serde(default)]
    pub fix: String,
}

/// The vocabulary of API names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawApis {
    /// Method names nobody else is likely to use.
    pub distinctive: Vec<String>,
    /// Method names that are ordinary words.
    pub generic: Vec<String>,
    /// Wordings people use in logs, with the method they mean.
    pub alias: std::collections::BTreeMap<String, String>,
    /// The same in ordinary words.
    pub wording: std::collections::BTreeMap<String, String>,
    /// Callbacks as delegates name them, with the callback.
    pub delegate: std::collections::BTreeMap<String, String>,
    /// Labels of arguments in other languages, with the English word.
    pub label: std::collections::BTreeMap<String, String>,
    /// Callback names.
    pub callbacks: RawCallbacks,
}

/// Callback names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCallbacks {
    /// All of them.
    pub names: Vec<String>,
}

/// A spelling reduced to what all its variants share: the part after the last qualifier, letters and digits only, lower case.
pub fn fold(name: &str) -> String {
    if !name.is_ascii() {
        return folded(name).collect();
    }
    let last = name.bytes().rposition(|byte| matches!(byte, b'.' | b':')).map_or(name, |at| &name[at + 1..]);
    let mut text = String::with_capacity(last.len());
    text.extend(last.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
    text
}

/// Whether two spellings are variants of one; the same as comparing what [`fold`] gives, without the copies.
pub fn same(a: &str, b: &str) -> bool {
    folded(a).eq(folded(b))
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}
