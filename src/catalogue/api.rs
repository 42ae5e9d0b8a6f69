//! The vocabulary of API names: which words in a log line name a method or callback of the SDK.
//!
//! One rule: names come from `apis.toml`; a word counts only as a whole identifier or as a known wording.

use super::{data, known, raw::fold};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// A method found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The name in C++ spelling, without overload suffix.
    pub name: &'static str,
    /// Nobody else is likely to use the name; false for ordinary words such as `stop`.
    pub distinctive: bool,
    /// Where it ends in the text, in bytes.
    pub end: usize,
}

static ALIASES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(data::ALIASES.iter().map(|(from, _)| from))
        .expect("the wordings are plain words")
});

static LABELS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(data::LABELS.iter().map(|(label, _)| label))
        .expect("the labels are plain words")
});

/// A method name in any spelling of case, distinctive or not.
pub fn method(name: &str) -> Option<(&'static str, bool)> {
    if known::unknown(data::METHODS, name) {
        return None;
    }
    let folded = fold(name);
    data::DISTINCTIVE.find(&folded).map(|name| (name, true)).or_else(|| data::GENERIC.find(&folded).map(|name| (name, false)))
}

/// A callback name in any spelling of case.
pub fn callback(name: &str) -> Option<&'static str> {
    data::CALLBACKS.find(&fold(name))
}

/// The callback that a delegate on Apple platforms stands for.
pub fn delegate(name: &str) -> Option<&'static str> {
    data::DELEGATES.find(&fold(name))
}

/// The labels of arguments in other languages: where each stands, and the English word, which is not longer.
pub fn labels(text: &str) -> impl Iterator<Item = (Range<usize>, &'static str)> {
    LABELS.find_iter(text).map(|hit| (hit.range(), data::LABELS.get(hit.pattern().as_usize()).1))
}

/// How many methods are known, distinctive and generic.
pub fn counts() -> (usize, usize) {
    (data::DISTINCTIVE.len(), data::GENERIC.len())
}

/// The method named nearest to the end of `text`: an identifier, or words such as `leave channel`.
pub fn nearest(text: &str) -> Option<Found> {
    let word = last_identifier(text);
    let phrase = last_alias(text);
    match (word, phrase) {
        (Some(word), Some(phrase)) if phrase.end > word.end => Some(phrase),
        (None, phrase) => phrase,
        (word, _) => word,
    }
}

fn last_alias(text: &str) -> Option<Found> {
    ALIASES.find_iter(text).filter(|hit| whole_word(text, hit.start(), hit.end())).last().map(|hit| {
        let (alias, name) = data::ALIASES.get(hit.pattern().as_usize());
        Found { name, distinctive: data::WORDINGS.find(alias).is_none(), end: hit.end() }
    })
}

fn whole_word(text: &str, start: usize, end: usize) -> bool {
    let ascii = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
    (start == 0 || !ascii(start - 1) || !ascii(start)) && (!ascii(end) || !ascii(end - 1))
}

/// Walks the words from the end; up to four words in a row may spell one name (`send stream message`).
fn last_identifier(text: &str) -> Option<Found> {
    let words = words(text);
    for last in (0..words.len()).rev() {
        for first in last.saturating_sub(3)..=last {
            let joined = &text[words[first].0..words[last].1];
            if first < last && !joined.chars().all(|c| c.is_ascii_alphabetic() || c == ' ') {
                continue;
            }
            let found = lookup(joined, first == last).filter(|(_, distinctive)| *distinctive || !is_verb(text, words[first]));
            if let Some((name, distinctive)) = found {
                return Some(Found { name, distinctive, end: words[last].1 });
            }
        }
    }
    None
}

/// A word of running text that says what was tried, with what it was tried on behind it: `unable to open sound device`.
/// Channels are the SDK's.
fn is_verb(text: &str, (start, end): (usize, usize)) -> bool {
    let small = text[start..end].bytes().all(|byte| byte.is_ascii_lowercase());
    let mut object = text[end..].strip_prefix(' ').unwrap_or_default().split([':', ',', '\n']);
    let object = object.next().filter(|words| words.starts_with(|first: char| first.is_ascii_lowercase()));
    small && text[..start].ends_with("to ") && object.is_some_and(|words| !words.contains("channel"))
}

/// A lone word must look like an identifier (`Stop` yes, `stop` in running text is a plain word but still generic).
fn lookup(text: &str, single: bool) -> Option<(&'static str, bool)> {
    if text.len() < 4 || text.len() > 80 {
        return None;
    }
    let found = method(text);
    let is_wording = || data::WORDINGS.find(&text.to_ascii_lowercase()).is_some();
    match found {
        Some((_, distinctive)) if !single && (!distinctive || is_wording()) => None,
        None if single => part(text).or_else(|| glued(text)),
        found => found,
    }
}

/// Samples that print `resumeEffectret:-3`: the name with the word for the result glued on.
fn glued(word: &str) -> Option<(&'static str, bool)> {
    let stem = ["returns", "return", "result", "ret"].iter().find_map(|tail| word.strip_suffix(tail))?;
    method(stem)
}

/// Byte ranges of identifiers.
fn words(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !word(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && word(bytes[at]) {
            at += 1;
        }
        found.push((start, at));
    }
    found
}

/// `JoinChannel_MPK` and `RtcEngine_joinChannel` hold a name; `publish_audio` is another name.
fn part(word: &str) -> Option<(&'static str, bool)> {
    if !word.contains('_') || !word.chars().any(|c| c.is_ascii_uppercase()) {
        return None;
    }
    word.split('_').find_map(|part| method(part).filter(|(_, distinctive)| *distinctive))
}

#[cfg(test)]
mod tests {
    use super::{data, known, method, nearest};

    #[test]
    fn every_method_is_known_in_every_spelling() {
        for (_, name) in data::DISTINCTIVE.iter().chain(data::GENERIC.iter()) {
            for spelling in [(*name).to_owned(), name.to_uppercase(), format!("IRtcEngine::{name}"), format!("a.b._{name}")] {
                assert_eq!(method(&spelling).map(|(found, _)| found), Some(name), "{spelling}");
            }
        }
    }

    #[test]
    fn verbs_of_prose_are_no_methods() {
        assert_eq!(nearest("unable to open sound device: "), None);
        let found = |text: &str| nearest(text).map(|found| (found.name, found.distinctive));
        assert_eq!(found("failed to join video channel: "), Some(("join", false)));
        assert_eq!(found("open() "), Some(("open", false)));
        assert_eq!(found("enable video "), Some(("enableVideo", false)), "two ordinary words");
        assert_eq!(found("join channel "), Some(("joinChannel", true)));
    }

    #[test]
    fn few_other_words_pass_for_methods() {
        let words = || (0..10_000).map(|at| format!("word{at}x"));
        for table in [data::METHODS, data::SPELLED] {
            assert!(words().filter(|word| !known::unknown(table, word)).count() < 500, "the table is too full to be of use");
        }
    }
}
