//! Every pattern and every envelope proves itself on the lines written beside it.

mod common;

use agora_logscan::catalogue::{self, Id};
use agora_logscan::envelope;
use agora_logscan::pattern::raw::{RawHit, RawPattern};
use agora_logscan::pattern::{self, Via};
use agora_logscan::report::Severity;
use agora_logscan::scan::{Event, prefilter};
use common::{envelope_files, events, evidence_expressions, no_complaints, pattern_files};
use regex::Regex;
use std::collections::BTreeSet;

fn patterns() -> Vec<RawPattern> {
    pattern_files().into_iter().flat_map(|(_, file)| file.patterns).collect()
}

/// Where a pattern stands among those tried.
fn rank(id: &str) -> usize {
    pattern::all().iter().position(|pattern| pattern.id == id).unwrap_or_else(|| panic!("{id} is not built in"))
}

fn id_of(value: &toml::Value) -> Id {
    match value {
        toml::Value::Integer(number) => Id::Number(u32::try_from(*number).expect("codes are absolute")),
        toml::Value::String(name) => Id::Name(name.clone().into()),
        other => panic!("{other:?} is no code"),
    }
}

/// Echoes count: they are events too, only not counted ones.
fn problems(line: &str) -> Vec<Event> {
    events(&format!("{line}\n")).into_iter().filter(|event| event.severity != Severity::Info).collect()
}

#[test]
fn the_files_and_the_program_hold_the_same_patterns_in_the_same_order() {
    let written: Vec<String> = patterns().into_iter().map(|pattern| pattern.id).collect();
    let built: Vec<&str> = pattern::all().iter().map(|pattern| pattern.id).collect();
    assert_eq!(written, built);
    let distinct: BTreeSet<&String> = written.iter().collect();
    assert_eq!(distinct.len(), written.len(), "ids are unique");
}

#[test]
fn every_expression_compiles_and_no_fragment_is_left_open() {
    let open = Regex::new(r"\{[A-Z]+\}").expect("valid");
    let mut complaints = Vec::new();
    for pattern in pattern::all() {
        if let Err(error) = Regex::new(pattern.regex) {
            complaints.push(format!("{}: {error}", pattern.id));
        }
        if open.is_match(pattern.regex) {
            complaints.push(format!("{}: names a fragment that no file has", pattern.id));
        }
    }
    for envelope in envelope::all() {
        match Regex::new(envelope.regex) {
            Err(error) => complaints.push(format!("{}: {error}", envelope.id)),
            Ok(_) if !envelope.regex.starts_with('^') => complaints.push(format!("{}: is not anchored", envelope.id)),
            Ok(_) => {}
        }
    }
    for expression in evidence_expressions() {
        complaints.extend(Regex::new(&expression).err().map(|error| error.to_string()));
    }
    no_complaints("expressions", &complaints);
}

#[test]
fn every_word_of_a_pattern_is_one_that_the_program_knows() {
    let envelopes: BTreeSet<&str> = envelope::all().iter().map(|envelope| envelope.id).collect();
    let special = ["callback", "type", "constant", "none"];
    let mut complaints = Vec::new();
    for pattern in pattern::all() {
        let mut complain = |text: String| complaints.push(format!("{}: {text}", pattern.id));
        if !special.contains(&pattern.domain) && catalogue::family(pattern.domain).is_none() {
            complain(format!("no domain {}", pattern.domain));
        }
        for inside in pattern.inside.iter().filter(|inside| !envelopes.contains(*inside)) {
            complain(format!("no envelope {inside}"));
        }
        for keyword in pattern.keywords.iter().filter(|keyword| keyword.is_empty() || **keyword != keyword.to_ascii_lowercase()) {
            complain(format!("the keyword {keyword:?} is empty or has ASCII capitals"));
        }
        if pattern.keywords.is_empty() {
            complain("no keyword".to_owned());
        }
        if pattern.layer > 0 && (pattern.group.is_empty() || pattern.reach == 0) {
            complain("an echo needs a group and a reach".to_owned());
        }
    }
    no_complaints("words", &complaints);
}

/// A line that shows an Agora session and holds no error.
const SESSION: &str = "io.agora.rtc RtcEngine created";
/// The same, and it names messaging.
const MESSAGING: &str = "io.agora.rtc RtcEngine and io.agora.rtm RtmClient created";

/// The events of a hit. A pattern that counts only where the log shows a session gets one, when its sample has none.
fn events_of(pattern: &RawPattern, hit: &RawHit) -> Vec<Event> {
    let alone = events(&format!("{}\n", hit.line));
    let session = match pattern.needs.as_str() {
        "session" | "tag" => SESSION,
        "messaging" => MESSAGING,
        _ => return alone,
    };
    if alone.is_empty() { events(&format!("{session}\n{}\n", hit.line)) } else { alone }
}

/// What is wrong with the events of a hit.
fn judge(pattern: &RawPattern, hit: &RawHit) -> Option<String> {
    let want = id_of(&hit.code);
    let found = events_of(pattern, hit);
    let Some(event) = found.iter().find(|event| event.id == want) else {
        let seen: Vec<String> = found.iter().map(|event| format!("{} {}/{}", event.pattern, event.domain, event.id)).collect();
        return Some(format!("no event {want}, but {seen:?}"));
    };
    if !["callback", "type", "constant"].contains(&pattern.domain.as_str()) && event.domain != pattern.domain {
        return Some(format!("the domain is {}, not {} (found by {})", event.domain, pattern.domain, event.pattern));
    }
    if rank(event.pattern) > rank(&pattern.id) {
        return Some(format!("found only by {}", event.pattern));
    }
    let api = event.api.as_deref().unwrap_or("");
    if api != hit.api {
        return Some(format!("the API is {api:?}, not {:?} (found by {})", hit.api, event.pattern));
    }
    let via = if event.via == Via::Callback { "callback" } else { "return" };
    (event.pattern == pattern.id && via != pattern.via).then(|| format!("via {via}"))
}

#[test]
fn every_hit_is_found_with_its_code_and_api() {
    let mut complaints = Vec::new();
    for pattern in patterns().iter().filter(|pattern| pattern.domain != "none") {
        for hit in &pattern.hits {
            complaints.extend(judge(pattern, hit).map(|why| format!("{}: {why}\n    {}", pattern.id, hit.line)));
        }
    }
    no_complaints("hits", &complaints);
}

#[test]
fn every_pattern_finds_at_least_one_of_its_own_hits() {
    let mut complaints = Vec::new();
    for pattern in patterns().iter().filter(|pattern| pattern.domain != "none") {
        let own = |hit: &RawHit| events_of(pattern, hit).iter().any(|event| event.pattern == pattern.id);
        if !pattern.hits.iter().any(own) {
            complaints.push(format!("{}: every hit is found by a pattern before it", pattern.id));
        }
    }
    no_complaints("patterns that never act", &complaints);
}

#[test]
fn no_miss_is_an_error_or_a_warning_of_any_pattern() {
    let mut complaints = Vec::new();
    for pattern in patterns() {
        for line in &pattern.misses {
            for event in problems(line) {
                complaints.push(format!("{}: {} says {}/{}\n    {line}", pattern.id, event.pattern, event.domain, event.id));
            }
        }
    }
    no_complaints("misses", &complaints);
}

#[test]
fn no_miss_counts_when_the_log_shows_a_session() {
    let mut complaints = Vec::new();
    for pattern in patterns() {
        for line in &pattern.misses {
            let all = pattern.domain == "none";
            let found = problems(&format!("{SESSION}\n{line}"));
            for event in found.into_iter().filter(|event| all || event.pattern == pattern.id) {
                complaints.push(format!("{}: says {}/{}\n    {line}", pattern.id, event.domain, event.id));
            }
        }
    }
    no_complaints("misses inside a session", &complaints);
}

#[test]
fn the_sentence_of_the_sdk_behind_its_callback_and_number_is_proof() {
    let codes = |line: &str| events(line).into_iter().map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(codes("error message: onError code 110 message The Token is invalid\n"), [Id::Number(110)]);
    assert_eq!(codes("error message: onError code 110 message The Token is expired\n"), [], "the sentence of another number");
    assert_eq!(codes("Error code:110 msg:The Token is invalid\n"), [Id::Number(110)], "nobody else gives it this number");
    assert_eq!(codes("Error code:109 msg:The Token is invalid\n"), [], "the sentence of another number");
    assert_eq!(codes("error message: code 110 message The Token is invalid\n"), [], "neither a callback nor a field");
    assert_eq!(codes("RTC Error:110, msg: The Token is invalid\n"), [Id::Number(110)]);
    let messaging = "publish failed, errorCode: -10002, due to Perform operation without login RTM service";
    assert_eq!(problems(messaging).len(), 1, "{messaging}");
    let other = "publish failed, errorCode: -10002, due to a broker that is away";
    assert_eq!(problems(other).len(), 0, "{other}");
}

#[test]
fn five_digits_beside_the_name_of_messaging_are_proof() {
    for line in [
        r#"[RTM ERROR] {"name":"RtmError","reason":"an unknown one","errorCode":-10005,"operation":"login"}"#,
        "RtmClient subscribe failed: code: -11002 reason: too many",
    ] {
        assert_eq!(problems(line).len(), 1, "{line}");
    }
    for line in ["login failed, errorCode: -10005", "RTM login failed, errorCode: -10999", "algorithm failed, code: -10005"] {
        assert_eq!(problems(line).len(), 0, "{line}");
    }
}

#[test]
fn a_reason_of_messaging_is_none_of_rtc() {
    let reason = "onConnectionStateChanged state: 5 reason: 8";
    assert_eq!(problems(&format!("E/Call(12): {reason}")).len(), 1, "RTC's invalid token");
    for line in [format!("E/RTM(12): {reason}"), format!("I/flutter (12): AgoraRtm {reason}")] {
        assert_eq!(problems(&line).len(), 0, "a login elsewhere, in RTM 1: {line}");
    }
    assert_eq!(problems("OnLoginResult errorCode: -10011").len(), 1, "the login failed, whatever the next one gives");
}

#[test]
fn the_name_of_a_method_proves_nothing_beside_a_rival_alone() {
    let call = "E/Call(12): enableLocalVideo ret=-2";
    assert_eq!(problems(call).len(), 1, "nobody else has this method");
    assert_eq!(problems(&format!("I/TRTCCloud(12): enterRoom\n{call}")).len(), 0, "another vendor's process");
    assert_eq!(problems(&format!("I/TRTCCloud(12): enterRoom\nI/Call(12): io.agora.rtc2 ready\n{call}")).len(), 1, "both in one process");
}

#[test]
fn a_tag_with_the_name_of_the_sdk_is_proof_for_its_own_line() {
    for line in [
        "E/Agora(123): startPreview failed, ret=-4 not supported",
        "LogAgora: Error: Initialize ret -101",
        "[AgoraIO] OnError err: 109 msg: ",
    ] {
        assert_eq!(problems(line).len(), 1, "{line}");
    }
    let two = "E/Agora(123): starting\nE/Player(123): startPreview failed, ret=-4 not supported";
    for line in ["E/Agoraphobia.x(123): startPreview failed, ret=-4", "E/Preview(123): startPreview failed, ret=-4", two] {
        assert_eq!(problems(line).len(), 0, "{line}");
    }
}

/// A pattern of the domain `none` takes lines away, so that it has nothing to hit.
#[test]
fn every_pattern_has_hits_and_misses() {
    let bare: Vec<String> = patterns()
        .iter()
        .filter(|pattern| (pattern.hits.is_empty() != (pattern.domain == "none")) || pattern.misses.is_empty())
        .map(|pattern| format!("{}: {} hits, {} misses", pattern.id, pattern.hits.len(), pattern.misses.len()))
        .collect();
    no_complaints("proofs", &bare);
}

#[test]
fn every_hit_passes_the_prefilter() {
    let mut complaints = Vec::new();
    for pattern in patterns() {
        for hit in &pattern.hits {
            let passes = |line: &str| prefilter::Prefilter::default().next(line.as_bytes(), 0).is_some();
            if !hit.line.lines().any(passes) {
                complaints.push(format!("{}: {}", pattern.id, hit.line));
            }
        }
    }
    no_complaints("hits that the prefilter drops", &complaints);
}

#[test]
fn every_envelope_takes_off_exactly_what_wraps_the_message() {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for envelope in envelope_files().into_iter().flat_map(|(_, file)| file.envelopes) {
        if !seen.insert(envelope.id.clone()) {
            complaints.push(format!("{}: the id is taken", envelope.id));
        }
        if envelope.hits.is_empty() {
            complaints.push(format!("{}: no sample", envelope.id));
        }
        for hit in &envelope.hits {
            let got = envelope::unwrap(&hit.line);
            let shown = [
                ("message", got.message.to_string(), &hit.message),
                ("time", got.time().unwrap_or_default(), &hit.time),
                ("pid", got.pid.map(|pid| pid.to_string()).unwrap_or_default(), &hit.pid),
                ("tag", got.tag.as_deref().unwrap_or_default().to_owned(), &hit.tag),
            ];
            for (what, is, want) in shown {
                if is != *want {
                    complaints.push(format!("{}: {what} is {is:?}, not {want:?}\n    {}", envelope.id, hit.line));
                }
            }
            if !got.chain.contains(&envelope.id.as_str()) {
                complaints.push(format!("{}: taken by {:?}\n    {}", envelope.id, got.chain, hit.line));
            }
        }
    }
    assert_eq!(seen.len(), envelope::all().len(), "every envelope file is built in");
    no_complaints("envelopes", &complaints);
}

#[test]
fn a_plain_message_has_no_envelope() {
    for line in ["", "joined", "onError 110", "   at io.agora.rtc2.RtcEngine.create(RtcEngine.java:17)", "{\"err\":110}"] {
        let got = envelope::unwrap(line);
        assert_eq!(got.message, line);
        assert!(got.chain.is_empty(), "{line}: {:?}", got.chain);
    }
}
