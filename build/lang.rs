//! The files of a language to its tables; used by the build script alone.
//!
//! One rule: files with words hold English texts and their translations, all others a family of codes.

use crate::{lines, load, pairs};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Words and sentences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: BTreeMap<String, String>,
}

/// One family of codes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    domain: String,
    title: String,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: toml::Value,
    title: String,
    #[serde(default)]
    causes: Vec<String>,
    #[serde(default)]
    fixes: Vec<String>,
}

/// The files with words; all others are families.
const WORDS: [&str; 3] = ["words.toml", "sentences.toml", "narrower.toml"];

/// The tables of Chinese.
pub fn code(paths: &[PathBuf]) -> String {
    let (words, families): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| WORDS.iter().any(|word| path.ends_with(word)));
    let mut texts = BTreeMap::new();
    for path in words {
        for (english, text) in load::<Words>(path).words {
            assert!(texts.insert(english.clone(), text).is_none(), "{}: {english} is there twice", path.display());
        }
    }
    let families: Vec<Family> = families.into_iter().map(|path| load(path)).collect();
    let titles: Vec<String> = families.iter().map(|family| format!("({:?},{:?})", family.domain, family.title)).collect();
    format!("{}pub static ZH_FAMILIES: &[(&str, &str)] = &[{}];\n{}", pairs("ZH", &texts), titles.join(","), entries(&families))
}

/// Rows sorted by domain and code as text.
fn entries(families: &[Family]) -> String {
    let mut rows = BTreeMap::new();
    for family in families {
        for entry in &family.entry {
            let number = || entry.code.as_integer().map(|number| number.to_string());
            let code = entry
                .code
                .as_str()
                .map(str::to_owned)
                .or_else(number)
                .unwrap_or_else(|| panic!("{domain}: a code is a number or a text", domain = family.domain));
            rows.insert((family.domain.clone(), code), entry);
        }
    }
    let mut out = String::from("pub static ZH_ENTRIES: &[super::Entry] = &[\n");
    for ((domain, code), entry) in rows {
        let _ = writeln!(
            out,
            "super::Entry {{ domain: {domain:?}, code: {code:?}, title: {:?}, causes: {}, fixes: {} }},",
            entry.title,
            lines(&entry.causes),
            lines(&entry.fixes)
        );
    }
    out + "];\n"
}
