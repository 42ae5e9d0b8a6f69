//! Every fact proves itself on the lines written beside it, and changes no event.

mod common;

use agora_logscan::pattern::fact;
use agora_logscan::pattern::raw::{RawFact, RawFacts};
use agora_logscan::scan::fact::Fact;
use agora_logscan::scan::prefilter;
use agora_logscan::scan::stream::{self, Cut};
use agora_logscan::scan::{Event, Found};
use common::{data, no_complaints};
use std::collections::BTreeMap;
use std::io::Cursor;

fn facts() -> Vec<RawFact> {
    data::<RawFacts>("src/pattern/facts.toml").facts
}

/// Facts and events of a text, in the order handed on.
fn scan(text: &str, cut: Cut) -> (Vec<Fact>, Vec<Event>) {
    let (mut facts, mut events) = (Vec::new(), Vec::new());
    let mut last = 0;
    stream::scan_all(&mut Cursor::new(text.as_bytes()), cut, &mut |found| {
        let line = match &found {
            Found::Fact(fact) => fact.line,
            Found::Event(event) => event.line,
        };
        assert!(line >= last, "line {line} comes after {last}");
        last = line;
        match found {
            Found::Fact(fact) => facts.push(fact),
            Found::Event(event) => events.push(event),
        }
    });
    (facts, events)
}

/// A line inside a log that shows a session: as the second of two, also when it comes from a file of the SDK.
fn in_session(line: &str) -> String {
    if agora_logscan::envelope::unwrap(line).closed {
        return format!("{line}\n{line}\n");
    }
    format!("io.agora.rtc RtcEngine is here\n{line}\n")
}

#[test]
fn the_file_and_the_program_hold_the_same_facts() {
    let written: Vec<String> = facts().into_iter().map(|fact| fact.id).collect();
    let built: Vec<&str> = fact::all().iter().map(|fact| fact.id).collect();
    assert_eq!(written, built);
}

#[test]
fn every_hit_gives_its_fact_and_all_its_values() {
    let mut complaints = Vec::new();
    for fact in facts() {
        for hit in &fact.hits {
            let (found, _) = scan(&in_session(&hit.line), Cut::default());
            let Some(seen) = found.iter().find(|seen| seen.line == 2) else {
                complaints.push(format!("{}: nothing found\n    {}", fact.id, hit.line));
                continue;
            };
            let values: BTreeMap<String, String> = seen.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            if seen.pattern != fact.id || values != hit.values {
                complaints.push(format!("{}: {} {values:?}\n    {}", fact.id, seen.pattern, hit.line));
            }
        }
    }
    no_complaints("hits", &complaints);
}

#[test]
fn no_miss_gives_its_fact() {
    let mut complaints = Vec::new();
    for fact in facts() {
        for line in &fact.misses {
            let (found, _) = scan(&in_session(line), Cut::default());
            if found.iter().any(|seen| seen.line == 2 && seen.pattern == fact.id) {
                complaints.push(format!("{}: {line}", fact.id));
            }
        }
        if fact.misses.is_empty() || fact.hits.is_empty() {
            complaints.push(format!("{}: {} hits, {} misses", fact.id, fact.hits.len(), fact.misses.len()));
        }
    }
    no_complaints("misses", &complaints);
}

#[test]
fn every_hit_passes_the_prefilter_and_has_a_keyword() {
    let mut complaints = Vec::new();
    for fact in facts() {
        for hit in &fact.hits {
            let lower = hit.line.to_lowercase();
            let passes = prefilter::Prefilter::default().next(hit.line.as_bytes(), 0).is_some();
            if !passes || !fact.keywords.iter().any(|word| lower.contains(word)) {
                complaints.push(format!("{}: {}", fact.id, hit.line));
            }
        }
    }
    no_complaints("hits that are not looked at", &complaints);
}

#[test]
fn a_line_with_an_error_has_no_fact_and_a_line_with_a_fact_no_error() {
    let mut complaints = Vec::new();
    for fact in facts() {
        for hit in &fact.hits {
            let (_, events) = scan(&in_session(&hit.line), Cut::default());
            let wrong = events.iter().filter(|event| event.severity != agora_logscan::report::Severity::Info);
            complaints.extend(wrong.map(|event| format!("{}: {}/{}\n    {}", fact.id, event.domain, event.id, hit.line)));
        }
    }
    no_complaints("facts that are errors", &complaints);
}

#[test]
fn facts_are_the_same_wherever_the_source_is_cut() {
    let text = facts().iter().flat_map(|fact| &fact.hits).map(|hit| hit.line.as_str()).collect::<Vec<_>>().join("\n") + "\n";
    let whole = scan(&text, Cut { stretch: 1 << 20, at_once: 1, every_line: false });
    for stretch in [7, 300] {
        assert_eq!(scan(&text, Cut { stretch, at_once: 2, every_line: false }), whole, "stretches of {stretch} bytes");
    }
}

#[test]
fn a_fact_of_a_process_without_a_session_is_left_out() {
    let (found, _) = scan("E/NERtcSDK( 88): onJoinChannelSuccess channel x uid 7\nE/NERtcSDK( 88): onLeaveChannel\n", Cut::default());
    assert_eq!(found, []);
}

#[test]
fn the_connection_of_messaging_is_none_of_rtc() {
    let states = |who: &str| {
        let (found, _) = scan(&in_session(&format!("{who} onConnectionStateChanged state: 3 reason: 1")), Cut::default());
        found.into_iter().filter(|found| found.kind == fact::Kind::State).count()
    };
    assert_eq!((states("Call"), states("RtmDemo")), (1, 0));
}
