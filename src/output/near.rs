//! Which names of the catalogue somebody may have meant who wrote one that it does not have.
//!
//! One rule: every word asked for is near a word of the name; the domains that people mean most often come first.

use crate::catalogue::{self, raw::fold};
use crate::gate;
use std::collections::BTreeSet;

/// How many names are offered.
const MOST: usize = 5;
/// Shortest word that is looked for.
const SHORTEST: usize = 3;
/// Longest word that is looked for, in bytes; no word of a name is longer.
const LONGEST: usize = 64;

/// The nearest names, the likeliest first; `likely` lists domains in the order in which they are meant.
pub(super) fn names(query: &str, likely: &[&str]) -> Vec<String> {
    let whole = fold(query);
    let asked = words(query);
    if whole.len() > LONGEST {
        return Vec::new();
    }
    let mut scored: BTreeSet<(usize, usize, &str)> = BTreeSet::new();
    for (key, family, entry) in catalogue::spellings() {
        let place = likely.iter().position(|domain| *domain == family.domain).unwrap_or(likely.len());
        let steps = close(&whole, key).into_iter().chain(all_close(&asked, entry.name)).min();
        scored.extend(steps.map(|steps| (steps, place, entry.name)));
    }
    let mut names: Vec<String> = Vec::new();
    for (_, _, name) in scored {
        if names.len() < MOST && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The words of a name: `ERR_INVALID_TOKEN` and `errInvalidToken` alike.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (lower && letter.is_uppercase()) {
            words.push(String::new());
        }
        lower = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| word.len() >= SHORTEST);
    words
}

/// Letters that differ, when they are few.
fn close(a: &str, b: &str) -> Option<usize> {
    let limit = (a.len() / 4).max(1);
    (a.len().abs_diff(b.len()) <= limit).then(|| gate::distance(a, b)).filter(|steps| *steps <= limit)
}

/// Letters that differ when each word is compared with the nearest word of the name; one more than those, so that a name
/// that is near as a whole comes first.
fn all_close(asked: &[String], name: &str) -> Option<usize> {
    let known = words(name);
    let steps = asked.iter().map(|word| known.iter().filter_map(|other| close(word, other)).min());
    let sum: usize = steps.sum::<Option<usize>>()?;
    (!asked.is_empty()).then_some(sum + 1)
}

#[cfg(test)]
mod tests {
    use super::{names, words};

    const LIKELY: &[&str] = &["rtc.error", "rtc.connection-reason"];

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("ERR_INVALID_TOKEN"), ["err", "invalid", "token"]);
        assert_eq!(words("errInvalidToken"), ["err", "invalid", "token"]);
        assert_eq!(words("a-b"), Vec::<String>::new());
    }

    #[test]
    fn mistyped_and_partial_names_find_the_likeliest() {
        assert_eq!(names("ERR_INVALD_TOKEN", LIKELY).first().map(String::as_str), Some("ERR_INVALID_TOKEN"));
        for query in ["tokn", "token"] {
            let found = names(query, LIKELY);
            assert!(found.iter().take(2).all(|name| name.starts_with("ERR_") && name.contains("TOKEN")), "{query}: {found:?}");
        }
        assert!(names("join rejectd", LIKELY).contains(&"ERR_JOIN_CHANNEL_REJECTED".to_owned()));
        assert_eq!(names("4711", LIKELY), Vec::<String>::new());
        assert_eq!(names("", LIKELY), Vec::<String>::new());
        assert_eq!(names(&"x".repeat(10_000), LIKELY), Vec::<String>::new());
    }
}
