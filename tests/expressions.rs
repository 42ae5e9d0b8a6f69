//! The expressions of the data find the same with every engine that may try them.

mod common;

use agora_logscan::pattern::raw::RawFacts;
use agora_logscan::text::Expression;
use agora_logscan::text::ascii::ascii;
use agora_logscan::{envelope, pattern};
use common::{data, envelope_files, evidence_expressions, no_complaints, pattern_files};
use regex::Regex;

/// Where the groups of the first match are, the whole match first.
type Places = Vec<Option<(usize, usize)>>;

fn places(expression: &Expression, text: &str) -> Option<Places> {
    let groups = expression.captures(text)?;
    let all = expression.names().enumerate();
    Some(all.map(|(at, _)| groups.get(at).map(|hit| (hit.start(), hit.end()))).collect())
}

fn wanted(regex: &Regex, text: &str) -> Option<Places> {
    let groups = regex.captures(text)?;
    Some(groups.iter().map(|group| group.map(|hit| (hit.start(), hit.end()))).collect())
}

/// The text as it is, and with characters of two, three and four bytes in the place of its blanks and at every third place.
fn variants(text: &str) -> Vec<String> {
    let mixed = |(at, c): (usize, char)| if at % 3 == 0 { format!("é{c}") } else { format!("{c}声") };
    vec![text.to_owned(), text.replace(' ', "声😀"), text.replace(['"', ':', '='], "é"), text.chars().enumerate().map(mixed).collect()]
}

/// More searches than are made with the light engine.
const MANY: usize = 100;

/// Compares every answer of both engines with that of the `regex` crate.
fn compare(source: &str, texts: &[String], complaints: &mut Vec<String>) -> usize {
    let fast = Expression::ascii(source);
    for _ in 0..MANY {
        let _ = fast.is_match("");
    }
    let regex = Regex::new(&ascii(source)).expect("an expression of the data");
    let mut matches = 0;
    for text in texts {
        let want = wanted(&regex, text);
        matches += usize::from(want.is_some());
        let light = Expression::ascii(source);
        for (engine, found) in [("light", places(&light, text)), ("fast", places(&fast, text))] {
            if found != want {
                complaints.push(format!("{engine}: {source}\n  on {text:?}\n  {found:?} and not {want:?}"));
            }
        }
        if light.is_match(text) != want.is_some() || fast.is_match(text) != want.is_some() {
            complaints.push(format!("{source}: is_match differs on {text:?}"));
        }
    }
    matches
}

#[test]
fn both_engines_find_what_the_regex_crate_finds() {
    let mut complaints = Vec::new();
    let mut matches = 0;
    for pattern in pattern_files().into_iter().flat_map(|(_, file)| file.patterns) {
        let lines = pattern.hits.iter().map(|hit| &hit.line).chain(&pattern.misses).flat_map(|text| text.lines());
        let texts: Vec<String> = lines.flat_map(variants).collect();
        let built = pattern::all().iter().find(|built| built.id == pattern.id).expect("built in");
        matches += compare(built.regex, &texts, &mut complaints);
    }
    for envelope in envelope_files().into_iter().flat_map(|(_, file)| file.envelopes) {
        let texts: Vec<String> = envelope.hits.iter().flat_map(|hit| variants(&hit.line)).collect();
        let built = envelope::all().iter().find(|built| built.id == envelope.id).expect("built in");
        matches += compare(built.regex, &texts, &mut complaints);
    }
    let facts: RawFacts = data("src/pattern/facts.toml");
    let texts: Vec<String> = facts
        .facts
        .iter()
        .flat_map(|fact| fact.hits.iter().map(|hit| &hit.line).chain(&fact.misses))
        .flat_map(|line| variants(line))
        .collect();
    for source in facts.facts.iter().map(|fact| fact.regex.clone()).chain(evidence_expressions()) {
        matches += compare(&source, &texts, &mut complaints);
    }
    no_complaints("engines", &complaints);
    assert!(matches > 500, "only {matches} matches were compared");
}

#[test]
fn case_is_that_of_ascii() {
    let found = |source: &str, text: &str| Expression::ascii(source).is_match(text);
    assert!(found("(?i)ask", "ASK") && !found("(?i)ask", "a\u{17f}k") && !found("(?i)ask", "as\u{212a}"));
    // What is no letter of ASCII counts as one of the others, the long s too.
    assert!(found("(?i)x[^a-z]y", "x\u{17f}y") && found("(?i)x[^a-z]y", "X声Y") && !found("(?i)x[^a-z]y", "XKY"));
    assert!(found("(?i)[错ß]", "错") && found(r"\W\d\b", "声1") && !found(r"^\w$", "é"));
}
