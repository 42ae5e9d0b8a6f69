//! Every condition on the hand-written report.

use super::{diagnosis, finding, report};
use crate::gate::{Baseline, Policy, Verdict, verdict};
use crate::report::{Report, Severity};

fn judge(report: &Report, conditions: &[&str], baseline: Option<&Baseline>) -> Verdict {
    let conditions = conditions.iter().map(|text| text.parse().unwrap()).collect();
    let verdict = verdict(report, &Policy { conditions }, baseline);
    assert_eq!(verdict.failed, !verdict.reasons.is_empty());
    verdict
}

fn reasons(conditions: &[&str]) -> Vec<String> {
    judge(&report(), conditions, None).reasons
}

#[test]
fn nothing_fails_without_a_condition() {
    assert_eq!(reasons(&[]), Vec::<String>::new());
    assert_eq!(reasons(&["never"]), Vec::<String>::new());
    assert!(!verdict(&report(), &Policy::default(), None).failed);
}

#[test]
fn never_does_not_undo_another_condition() {
    assert_eq!(reasons(&["never", "error"]), reasons(&["error"]));
}

#[test]
fn error_names_each_error() {
    assert_eq!(
        reasons(&["error"]),
        [
            "error: rtc.error/110 ERR_INVALID_TOKEN, 3 events, first at logs/app.log:7",
            "error: rtc.error/17 ERR_JOIN_CHANNEL_REJECTED, 20 events, first at logs/app.log:7",
            "error: diagnosis invalid-app-id: Title of invalid-app-id",
        ]
    );
}

#[test]
fn warning_holds_for_errors_too_and_not_for_information() {
    let found = reasons(&["warning"]);
    assert_eq!(found.len(), 4);
    assert_eq!(found[2], "warning: rtc.warning/104 WARN_LOOKUP_CHANNEL_TIMEOUT, 5 events, first at logs/app.log:7");
}

#[test]
fn any_holds_for_information_and_for_a_lone_diagnosis() {
    assert_eq!(reasons(&["any"]).len(), 5);
    let alone = Report { diagnoses: vec![diagnosis("gap", Severity::Info)], ..Report::default() };
    assert_eq!(judge(&alone, &["any"], None).reasons, ["any: diagnosis gap: Title of gap"]);
    assert!(!judge(&alone, &["warning"], None).failed);
    assert!(!judge(&Report::default(), &["any", "new", "warning", "count>0"], None).failed);
}

#[test]
fn codes_are_matched_with_their_domain() {
    assert_eq!(
        reasons(&["code=17,rtc.connection-reason/9"]),
        [
            "code=17,rtc.connection-reason/9: rtc.error/17 ERR_JOIN_CHANNEL_REJECTED, 20 events, first at logs/app.log:7",
            "code=17,rtc.connection-reason/9: rtc.connection-reason/9 CONNECTION_CHANGED_TOKEN_EXPIRED, 1 event, first at logs/app.log:7",
        ]
    );
    assert_eq!(reasons(&["code=ERR_INVALID_TOKEN"]).len(), 1);
    assert_eq!(reasons(&["code=104,rtc.error/9"]), Vec::<String>::new());
}

#[test]
fn count_is_about_all_events() {
    assert_eq!(reasons(&["count>28"]), ["count>28: 29 events"]);
    assert_eq!(reasons(&["count>=29"]), ["count>=29: 29 events"]);
    assert_eq!(reasons(&["count>29"]), Vec::<String>::new());
    assert_eq!(reasons(&["count>=30"]), Vec::<String>::new());
}

#[test]
fn counts_do_not_wrap() {
    let mut huge = report();
    huge.findings[0].count = u64::MAX;
    assert!(judge(&huge, &["count>=18446744073709551615"], None).failed);
    assert!(!judge(&huge, &["count>18446744073709551615"], None).failed);
}

#[test]
fn diagnoses_are_matched_by_identifier() {
    assert_eq!(
        reasons(&["diagnosis=log-gap,invalid-app-id"]),
        ["diagnosis=log-gap,invalid-app-id: diagnosis invalid-app-id: Title of invalid-app-id"]
    );
    assert_eq!(reasons(&["diagnosis=log-gap"]), Vec::<String>::new());
}

#[test]
fn several_conditions_are_told_in_their_order() {
    let found = reasons(&["count>1", "code=17"]);
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("count>1: ") && found[1].starts_with("code=17: "));
}

#[test]
fn new_is_what_the_baseline_lacks_or_has_less_of() {
    let baseline = Baseline::of(&report());
    let mut later = report();
    assert!(!judge(&later, &["new", "any", "count>0", "code=17"], Some(&baseline)).failed);
    later.findings[1].count = 19;
    assert!(!judge(&later, &["new", "any", "count>0"], Some(&baseline)).failed, "shrinking is no failure");
    later.findings[1].count = 22;
    later.findings.push(Box::new(finding("rtc.error", 999_999, "999999", Severity::Error, 1)));
    later.diagnoses.push(diagnosis("kicked", Severity::Error));
    let expected = [
        "rtc.error/17 ERR_JOIN_CHANNEL_REJECTED, 22 events, 20 events in the baseline, first at logs/app.log:7",
        "rtc.error/999999, 1 event, not in the baseline, first at logs/app.log:7",
        "diagnosis kicked: Title of kicked",
    ];
    for word in ["new", "error", "any"] {
        assert_eq!(judge(&later, &[word], Some(&baseline)).reasons, expected.map(|line| format!("{word}: {line}")));
    }
    assert_eq!(judge(&later, &["count>2"], Some(&baseline)).reasons, ["count>2: 3 events more than in the baseline"]);
    assert!(!judge(&later, &["count>3"], Some(&baseline)).failed);
}

#[test]
fn a_known_code_that_another_method_answers_has_grown() {
    let baseline = Baseline::of(&report());
    let mut later = report();
    later.findings[0].by_api[1].api = Some("renewToken".to_owned());
    let expected = "new: rtc.error/110 ERR_INVALID_TOKEN, 3 events, 3 events in the baseline, more of renewToken, first at logs/app.log:7";
    assert_eq!(judge(&later, &["new"], Some(&baseline)).reasons, [expected]);
    later.findings[0].by_api.truncate(1);
    assert!(!judge(&later, &["new"], Some(&baseline)).failed, "fewer APIs are no failure");
}

#[test]
fn without_a_baseline_everything_is_new() {
    assert_eq!(reasons(&["new"]).len(), 5);
    let policy = |text: &str| Policy { conditions: vec![text.parse().unwrap()] };
    assert!(policy("new").needs_baseline());
    assert!(!policy("any").needs_baseline());
}

#[test]
fn foreign_text_cannot_leave_its_line() {
    let mut hostile = report();
    hostile.findings[0].first.source = "a\n::error::b\u{1b}[2J##[error]".into();
    hostile.findings[0].name = "N\r\nX".into();
    hostile.diagnoses[0].title = "##vso[task.complete]\u{202e}".into();
    for reason in judge(&hostile, &["error", "diagnosis=invalid-app-id"], None).reasons {
        assert!(!reason.chars().any(char::is_control) && !reason.contains('\u{202e}'), "{reason:?}");
        assert!(!reason.contains("##vso[") && !reason.contains("##[error]"), "{reason:?}");
    }
}
