//! Finished sentences back to their templates.
//!
//! A template fits when its fixed parts stand in the sentence in their order, from its start to its end. What stands
//! between them is a value, or a sentence itself.

use super::{current, known, texts};
use std::fmt::Display;

/// Templates with fewer fixed letters fit sentences that they were not made for.
const FEWEST: usize = 9;
/// Sentences in sentences in sentences are looked up; deeper nesting is foreign text.
const MAX_DEPTH: usize = 4;

/// Puts values in the place of their names; a name without a value stays.
pub(super) fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, name, after)) = hole(rest) {
        out.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    out + rest
}

/// The first `{name}` of a template: what stands before it, the name, what stands after it.
fn hole(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('{')?;
    let end = start + text[start..].find('}')?;
    Some((&text[..start], &text[start + 1..end], &text[end + 1..]))
}

/// The sentence in the language spoken now, if it has it.
pub(super) fn translated(text: &str) -> Option<String> {
    deep(text, 0)
}

fn deep(text: &str, depth: usize) -> Option<String> {
    if depth >= MAX_DEPTH || text.is_empty() {
        return None;
    }
    exact(text).map(str::to_owned).or_else(|| by_template(text, depth)).or_else(|| one_by_one(text, depth))
}

/// The very text; with a period that was taken off, or without one that was added.
fn exact(text: &str) -> Option<&'static str> {
    let bare = |found: &'static str| found.trim_end_matches(['。', '.']);
    known(text).or_else(|| known(&format!("{text}.")).map(bare))
}

/// The template with the longest fixed parts, with the period that was taken off the text or without.
fn by_template(text: &str, depth: usize) -> Option<String> {
    let ended = || Some(best(&format!("{text}."), depth)?.trim_end_matches(['。', '.']).to_owned());
    best(text, depth).or_else(ended)
}

/// Letters of a template outside its values; nothing for a text without values.
fn fixed(template: &str) -> usize {
    let mut rest = template;
    let mut letters = 0;
    while let Some((before, _, after)) = hole(rest) {
        letters += before.len();
        rest = after;
    }
    if rest.len() == template.len() { 0 } else { letters + rest.len() }
}

fn best(text: &str, depth: usize) -> Option<String> {
    let fitting = texts(current()).iter().filter(|row| fixed(row.0) >= FEWEST);
    let (_, translation, values) =
        fitting.filter_map(|row| Some((fixed(row.0), row.1, fit(row.0, text)?))).max_by_key(|(fixed, _, _)| *fixed)?;
    let values: Vec<(&str, String)> =
        values.into_iter().map(|(name, value)| (name, deep(value, depth + 1).unwrap_or_else(|| value.to_owned()))).collect();
    let values: Vec<(&str, &dyn Display)> = values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    Some(fill(translation, &values))
}

/// The values of a template in a finished text, when it fits.
fn fit<'a>(template: &'static str, text: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let (first, mut name, mut template) = hole(template)?;
    let mut rest = text.strip_prefix(first)?;
    let mut values = Vec::new();
    loop {
        let (fixed, next) = hole(template).map_or((template, None), |(fixed, name, after)| (fixed, Some((name, after))));
        let end = match next {
            Some(_) if fixed.is_empty() => return None,
            Some(_) => rest.find(fixed)?,
            None => rest.len().checked_sub(fixed.len()).filter(|_| rest.ends_with(fixed))?,
        };
        if end == 0 {
            return None;
        }
        values.push((name, &rest[..end]));
        rest = &rest[end + fixed.len()..];
        match next {
            Some((following, after)) => (name, template) = (following, after),
            None => return Some(values),
        }
    }
}

/// Several sentences, when the language has each of them.
fn one_by_one(text: &str, depth: usize) -> Option<String> {
    let at = text.find(". ")?;
    let first = deep(&text[..=at], depth + 1)?;
    Some(first + &deep(text[at + 2..].trim_start(), depth + 1)?)
}

#[cfg(test)]
mod tests {
    use super::{fill, fit};

    #[test]
    fn templates_are_filled_and_read_back() {
        assert_eq!(fill("{a} of {b}, {c}", &[("b", &2), ("a", &"x")]), "x of 2, {c}");
        assert_eq!(fit("{n} of {all} lines", "3 of 40 lines"), Some(vec![("n", "3"), ("all", "40")]));
        assert_eq!(fit("{n} lines", "3 files"), None);
        assert_eq!(fit("the {n} lines", "the  lines"), Some(vec![("n", "")]).filter(|_| false));
        assert_eq!(fit("{a}: {b}", "x: y: z"), Some(vec![("a", "x"), ("b", "y: z")]));
    }
}
