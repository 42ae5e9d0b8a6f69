//! Words of a fixed vocabulary, read from a document that anybody may have written.
//!
//! One rule: a word that this program would not write is refused, so that no foreign text gets in by this door.

use crate::catalogue;
use crate::model::Few;
use serde::{Deserialize, Deserializer, de::Error};

/// A word of this program. (Behind a name of its own, so that reading one does not seem to borrow from what is read.)
pub type Word = &'static str;

/// Every product and era that an event can be of.
const ERAS: [&str; 8] = ["rtc4", "rtc3", "rtc2", "web", "rtm1", "rtm2", "recording", "python"];

fn known(word: &str, words: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    words.into_iter().find(|known| *known == word)
}

/// A domain of the catalogue.
///
/// # Errors
/// When the catalogue has no such domain.
pub fn domain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let word = String::deserialize(deserializer)?;
    let family = catalogue::family(&word).map(|family| family.domain);
    family.ok_or_else(|| D::Error::custom(format!("unknown domain `{word}`")))
}

/// Counts per product and era.
///
/// # Errors
/// When one is not known.
pub fn eras<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Few<(&'static str, u64)>, D::Error> {
    let rows = Vec::<(String, u64)>::deserialize(deserializer)?;
    let row = |(word, events): (String, u64)| {
        known(&word, ERAS).map(|era| (era, events)).ok_or_else(|| D::Error::custom(format!("unknown SDK `{word}`")))
    };
    rows.into_iter().map(row).collect()
}

/// One of these words.
///
/// # Errors
/// When it is none of them.
pub fn one_of<'de, D: Deserializer<'de>>(deserializer: D, words: &[&'static str]) -> Result<&'static str, D::Error> {
    let word = String::deserialize(deserializer)?;
    known(&word, words.iter().copied()).ok_or_else(|| D::Error::custom(format!("unknown word `{word}`")))
}
