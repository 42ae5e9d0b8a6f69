//! What suppressions take, and what they say.

use super::{api, ids, report, sample};
use crate::gate::{Codes, Date, Ignore, Target, apply};
use crate::report::Report;

fn today() -> Date {
    Date::parse("2026-11-23").unwrap()
}

fn ignore(code: &str, api: Option<&str>, message: Option<&str>) -> Ignore {
    let (api, message) = (api.map(str::to_owned), message.map(str::to_owned));
    Ignore {
        target: Target::Code { codes: Codes::parse(code).unwrap(), api, message },
        reason: "known and harmless".into(),
        until: None,
        place: "agora-logscan.toml line 3".into(),
    }
}

fn until(day: &str) -> Ignore {
    Ignore { until: Some(Date::parse(day).unwrap()), ..ignore("17", None, None) }
}

fn applied(ignores: &[Ignore]) -> (Report, Vec<String>) {
    apply(report(), ignores, today())
}

#[test]
fn no_ignore_changes_nothing() {
    assert_eq!(applied(&[]), (report(), Vec::new()));
}

#[test]
fn a_code_takes_its_finding_and_corrects_the_sums() {
    let (rest, notes) = applied(&[ignore("ERR_JOIN_CHANNEL_REJECTED", None, None)]);
    assert_eq!(ids(&rest), ["rtc.error/110", "rtc.warning/104", "rtc.connection-reason/9"]);
    assert_eq!(
        notes,
        ["ignored 20 events of 1 finding by the ignore of ERR_JOIN_CHANNEL_REJECTED (agora-logscan.toml line 3): known and harmless"]
    );
    assert_eq!(rest.warnings, ["an older warning"]);
    let totals = rest.totals;
    assert_eq!((totals.events, totals.errors, totals.warnings, totals.incidents), (9, 3, 5, 4));
    assert_eq!((totals.sources, totals.lines), (1, 90));
}

#[test]
fn an_api_takes_only_its_share() {
    for spelling in ["onError", "OnError", "IRtcEngineEventHandler::onError", "on_error"] {
        let (rest, notes) = applied(&[ignore("110", Some(spelling), None)]);
        let token = &rest.findings[0];
        assert_eq!((token.count, token.incidents), (1, 1));
        assert_eq!(*token.by_api, [api(Some("joinChannel"), "return", 1)]);
        assert_eq!(rest.totals.events, 27);
        assert!(notes[0].starts_with(&format!("ignored 2 events of 1 finding by the ignore of 110 in {spelling} (")));
    }
}

#[test]
fn the_finding_goes_when_every_api_is_ignored() {
    let (rest, notes) = applied(&[ignore("110", Some("onError"), None), ignore("110", Some("joinChannel"), None)]);
    assert_eq!(ids(&rest), ["rtc.error/17", "rtc.warning/104", "rtc.connection-reason/9"]);
    assert_eq!(notes.len(), 2);
}

#[test]
fn both_ways_of_one_api_go_together_and_unnamed_ones_stay() {
    let mut now = report();
    now.findings[0].by_api = vec![api(Some("onError"), "callback", 1), api(Some("onError"), "return", 1), api(None, "return", 1)].into();
    let (rest, _) = apply(now, &[ignore("110", Some("onError"), None)], today());
    assert_eq!(*rest.findings[0].by_api, [api(None, "return", 1)]);
    assert_eq!(rest.findings[0].count, 1);
}

#[test]
fn events_that_no_row_names_stay() {
    let mut now = report();
    now.findings[0].count = 10;
    let (rest, _) = apply(now, &[ignore("110", Some("onError"), None), ignore("110", Some("joinChannel"), None)], today());
    assert_eq!((rest.findings[0].count, rest.findings[0].by_api.len()), (7, 0));
}

#[test]
fn a_message_must_be_in_every_sample() {
    let mut now = report();
    now.findings[1].samples = vec![sample(7, "probe: join rejected"), sample(9, "probe: join rejected again")].into();
    let probe = ignore("17", None, Some("probe: join"));
    let (rest, notes) = apply(now.clone(), std::slice::from_ref(&probe), today());
    assert_eq!((rest.findings.len(), notes.len()), (3, 1));
    now.findings[1].samples.push(sample(11, "real: join rejected"));
    let (rest, notes) = apply(now.clone(), std::slice::from_ref(&probe), today());
    assert_eq!((rest.findings.len(), notes.len(), rest.warnings.len()), (4, 0, 2));
    now.findings[1].samples.truncate(0);
    assert_eq!(apply(now, &[probe], today()).0.findings.len(), 4, "no sample proves nothing");
}

#[test]
fn an_unused_ignore_is_reported_and_changes_nothing_else() {
    for unused in [ignore("4", None, None), ignore("110", Some("leaveChannel"), None), ignore("rtc.warning/110", None, None)] {
        let (rest, notes) = applied(std::slice::from_ref(&unused));
        assert_eq!(rest.warnings[1], format!("{unused} matches nothing: known and harmless"));
        assert_eq!((&rest.findings, rest.totals, notes.len()), (&report().findings, report().totals, 0));
    }
}

#[test]
fn an_ignore_holds_through_its_last_day() {
    for (day, findings) in [("2026-11-22", 4), ("2026-11-23", 3), ("2026-11-24", 3), ("2025-12-31", 4), ("2027-01-01", 3)] {
        assert_eq!(applied(&[until(day)]).0.findings.len(), findings, "{day}");
    }
}

#[test]
fn an_ended_ignore_is_reported() {
    let (rest, notes) = applied(&[until("2026-11-22")]);
    assert!(notes.is_empty());
    assert_eq!(rest.warnings[1], "the ignore of 17 (agora-logscan.toml line 3) ended on 2026-11-22 and is not applied: known and harmless");
}

#[test]
fn a_diagnosis_can_be_ignored() {
    let target = |id: &str| Ignore { target: Target::Diagnosis(id.into()), ..ignore("17", None, None) };
    let (rest, notes) = applied(&[target("invalid-app-id"), target("gap")]);
    assert!(rest.diagnoses.is_empty());
    assert_eq!(rest.findings, report().findings);
    assert_eq!(notes, ["ignored 1 diagnosis by the ignore of diagnosis invalid-app-id (agora-logscan.toml line 3): known and harmless"]);
    assert_eq!(rest.warnings[1], "the ignore of diagnosis gap (agora-logscan.toml line 3) matches nothing: known and harmless");
}

#[test]
fn the_second_of_two_equal_ignores_is_unused() {
    let (rest, notes) = applied(&[ignore("17", None, None), ignore("17", None, None)]);
    assert_eq!((notes.len(), rest.warnings.len()), (1, 2));
}

#[test]
fn texts_stay_on_one_line() {
    let hostile = Ignore { reason: "a\n::error::b".into(), place: "x\u{1b}[2J".into(), ..ignore("17", Some("y\nz"), None) };
    let used = Ignore { target: ignore("17", None, None).target, ..hostile.clone() };
    let (rest, notes) = applied(&[hostile, used]);
    for line in rest.warnings.iter().chain(&notes) {
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}
