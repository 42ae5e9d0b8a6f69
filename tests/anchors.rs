//! Nothing that the data can match is lost before it is looked at.
//!
//! The prefilter lets a line through that holds one of a few anchors. Here every expression is taken apart: whatever it
//! may match must hold an anchor, or one of the words that its pattern asks for must. A pattern that fails here needs
//! a new anchor in `src/scan/anchor.rs`: the rarest letters of each of its spellings.

mod common;
#[allow(dead_code)]
#[path = "../build/words.rs"]
mod words;

use agora_logscan::catalogue::{self, raw::fold};
use agora_logscan::pattern::{self, Pattern, fact};
use agora_logscan::scan::anchor::ANCHORS;
use agora_logscan::scan::evidence;
use common::no_complaints;
use words::{DIGIT, EDGE, GAP, STRETCH};

/// The text as letters, with marks for what is not one letter.
fn marks(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Whether a match that holds this text holds an anchor. Capital letters beyond ASCII are taken for small ones: the
/// keywords name the spellings that logs use.
fn anchored(text: &str) -> bool {
    let text = marks(&text.to_lowercase());
    minus(&text) || (0..text.len()).any(|at| ANCHORS.iter().any(|anchor| begins(&text[at..], anchor)))
}

/// A minus sign before a digit: the tool reads no number whose sign is glued to a word.
fn minus(text: &[char]) -> bool {
    text.windows(2).any(|pair| pair[0] == '-' && digit(pair[1]))
}

fn digit(c: char) -> bool {
    c == DIGIT || c.is_ascii_digit()
}

fn letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn begins(text: &[char], anchor: &str) -> bool {
    let mut rest = text;
    for wanted in anchor.chars() {
        let next = rest.iter().position(|c| *c != EDGE);
        let edge = next.unwrap_or(rest.len()) > 0;
        match (wanted, next.map(|at| rest[at])) {
            // Behind a letter, the edge of a word is what is no letter.
            ('~', next) => return edge || next.is_some_and(|next| !letter(next) && !matches!(next, GAP | STRETCH)) || gap(rest),
            ('…', _) => return number(rest),
            ('#', next) => return next.is_some_and(digit),
            (wanted, Some(next)) if wanted == next => rest = &rest[next_at(rest) + 1..],
            _ => return false,
        }
    }
    true
}

fn next_at(rest: &[char]) -> usize {
    rest.iter().position(|c| *c != EDGE).unwrap_or(0)
}

/// A gap may be empty: then what follows it counts.
fn gap(rest: &[char]) -> bool {
    let after = rest.iter().find(|c| !matches!(**c, GAP | EDGE | STRETCH));
    after.is_some_and(|after| !letter(*after))
}

/// Gaps and signs of at most sixteen bytes, then a digit.
fn number(rest: &[char]) -> bool {
    let mut bytes = 0;
    for c in rest {
        match *c {
            c if digit(c) => return bytes <= 16,
            EDGE => {}
            STRETCH => return false,
            GAP => bytes += words::RUN as usize * 3,
            c if c.is_ascii_alphanumeric() => return false,
            c => bytes += c.len_utf8(),
        }
    }
    false
}

fn regex_is_anchored(regex: &str) -> bool {
    words::always(&words::parse(regex), &anchored)
}

fn words_are_anchored(words: &[&str]) -> bool {
    words.iter().all(|word| anchored(word))
}

fn every_callback_is_anchored(complaints: &mut Vec<String>) {
    for family in catalogue::families() {
        let quiet = family.domain.ends_with("-state") || pattern::never(family.domain) || family.argument.is_empty();
        let names = family.callback.split(',').filter(|name| !quiet && !name.is_empty());
        for name in names.filter(|name| !anchored(&name.to_lowercase()) || !anchored(&snake(name))) {
            complaints.push(format!("callback {name} of {}", family.domain));
        }
    }
}

fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |made, c| {
        if c.is_ascii_uppercase() { made + "_" + &c.to_lowercase().to_string() } else { made + &c.to_string() }
    })
}

/// The words behind which `callback.type` looks, when the name of the type says nothing.
fn every_type_is_anchored(pattern: &Pattern, complaints: &mut Vec<String>) {
    let loud = words_are_anchored(pattern.keywords);
    for (name, domain) in catalogue::types().filter(|(_, domain)| !domain.ends_with("-state") && !pattern::never(domain)) {
        // A type stands before a sign that is no letter.
        if !loud && !anchored(&format!("{}{EDGE}", name.to_lowercase())) {
            complaints.push(format!("type {name} of {domain}: {:?}", pattern.keywords));
        }
    }
}

#[test]
fn whatever_a_pattern_may_match_holds_an_anchor() {
    let mut complaints = Vec::new();
    every_callback_is_anchored(&mut complaints);
    for pattern in pattern::all() {
        let proven = regex_is_anchored(pattern.regex) || words_are_anchored(pattern.keywords);
        match pattern.domain {
            _ if proven => {}
            // It finds nothing; it keeps others from finding something.
            "none" | "callback" => {}
            "type" => every_type_is_anchored(pattern, &mut complaints),
            _ => complaints.push(format!("pattern {}: {}", pattern.id, pattern.regex)),
        }
    }
    no_complaints("spellings that the prefilter may drop", &complaints);
}

#[test]
fn whatever_a_fact_may_match_holds_an_anchor() {
    let proven = |fact: &&fact::FactPattern| regex_is_anchored(fact.regex) || words_are_anchored(fact.keywords);
    let complaints: Vec<String> =
        fact::all().iter().filter(|fact| !proven(fact)).map(|fact| format!("{}: {}", fact.id, fact.regex)).collect();
    no_complaints("facts that the prefilter may drop", &complaints);
}

#[test]
fn whatever_is_evidence_holds_a_word() {
    let complaints: Vec<String> = evidence::without_words().map(str::to_owned).collect();
    no_complaints("evidence without words", &complaints);
}

#[test]
fn the_proof_can_fail() {
    for (regex, holds) in [
        ("(?i)error (?P<code>\\d+)", true),
        ("(?i)(?:error|problem) (?P<code>\\d+)", false),
        ("(?i)error?|problem", false),
        ("x(?:error)?", false),
        ("x(?:error)+", true),
        ("a -[1-9]", true),
        ("a-?[1-9]", false),
        ("(?i)[0-9A-Za-z_]*code(?-u:\\b)", true),
        ("(?i)code", false),
        ("(?i)codec", false),
        ("(?i)state[^0-9A-Za-z_]{0,3}[0-9]", true),
        ("(?i)state.{0,3}[0-9]", false),
    ] {
        assert_eq!(regex_is_anchored(regex), holds, "{regex}");
    }
    assert_eq!(fold("on_error"), "onerror");
}
