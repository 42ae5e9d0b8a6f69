//! Reading baselines and leaving out what they know.

use super::{diagnosis, finding, ids, report};
use crate::gate::{Baseline, Mistake, only_new};
use crate::report::{Report, Severity};

const EARLIER: &str = r#"{
  "schema_version": "1.7", "tool": {"name": "agora-logscan", "version": "9.9.9"}, "a later key": [1, {"x": null}],
  "inputs": "not looked at",
  "findings": [
    {"id": "rtc.error/17", "count": 20, "fingerprint": "f-rtc.error-17", "code": "whatever"},
    {"id": "rtc.warning/104", "count": 4, "fingerprint": "f-rtc.warning-104"}
  ],
  "diagnoses": [{"id": "invalid-app-id", "title": 3}]
}"#;

fn refused(text: &str) -> Mistake {
    Baseline::parse(text.as_bytes()).unwrap_err()
}

#[test]
fn only_fingerprints_and_counts_matter() {
    let baseline = Baseline::parse(EARLIER.as_bytes()).unwrap();
    assert_eq!(baseline.count("f-rtc.error-17"), Some(20));
    assert_eq!(baseline.count("f-rtc.error-110"), None);
    let now = report();
    let known: Vec<bool> = now.findings.iter().map(|finding| baseline.knows(finding)).collect();
    assert_eq!(known, [false, true, false, false], "110 is new, 17 is known, 104 has grown, 9 is new");
    assert!(baseline.knows_diagnosis(&now.diagnoses[0]));
}

#[test]
fn what_shells_make_of_a_redirect_is_read() {
    let plain = Baseline::parse(EARLIER.as_bytes()).unwrap();
    let with_mark = [b"\xef\xbb\xbf", EARLIER.as_bytes()].concat();
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = EARLIER.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    assert_eq!(Baseline::parse(&with_mark).unwrap(), plain);
    assert_eq!(Baseline::parse(&utf16([0xff, 0xfe], u16::to_le_bytes)).unwrap(), plain);
    assert_eq!(Baseline::parse(&utf16([0xfe, 0xff], u16::to_be_bytes)).unwrap(), plain);
    assert_eq!(Baseline::parse(b"\xff\xfe{").unwrap_err().reason, "is not UTF-8 text");
    assert_eq!(Baseline::parse(b"{\xc3").unwrap_err().reason, "is not UTF-8 text");
}

#[test]
fn other_files_are_refused_with_the_reason() {
    let cases = [
        ("", "is not JSON: EOF while parsing a value at line 1 column 0"),
        ("12:00 onError 17", "is not JSON: trailing characters at line 1 column 3"),
        ("[]", "is not a report: it has no `schema_version`"),
        ("{\"schema_version\":1,\"findings\":[]}", "is not a report: it has no `schema_version`"),
        ("{\"findings\":[]}", "is not a report: it has no `schema_version`"),
        ("{\"schema_version\":\"2.0\",\"findings\":{}}", "has `schema_version` `2.0`; only 1.x can be read"),
        ("{\"schema_version\":\"10.0\",\"findings\":[]}", "has `schema_version` `10.0`; only 1.x can be read"),
        ("{\"schema_version\":null,\"findings\":[]}", "is not a report: it has no `schema_version`"),
        ("{\"schema_version\":\"1.0\",\"findings\":[{\"fingerprint\":\"\",\"count\":1}]}", "is not a report: a `fingerprint` is empty"),
    ];
    for (text, reason) in cases {
        let mistake = refused(text);
        assert_eq!(mistake.reason, reason, "{text}");
        assert!(mistake.hint.is_some());
    }
    for text in [
        "{\"schema_version\":\"1.0\"}",
        "{\"schema_version\":\"1.0\",\"findings\":[{\"count\":1}]}",
        "{\"schema_version\":\"1.0\",\"findings\":[{\"fingerprint\":\"a\"}]}",
        "{\"schema_version\":\"1.0\",\"findings\":[{\"fingerprint\":\"a\",\"count\":-1}]}",
        "{\"schema_version\":\"1.0\",\"findings\":[{\"fingerprint\":\"a\",\"count\":1.5}]}",
    ] {
        assert!(refused(text).reason.starts_with("is not a report: "), "{text}: {}", refused(text));
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let text = format!("{{\"schema_version\":\"1.0\",\"x\":{}", "[".repeat(200_000));
    assert!(refused(&text).reason.starts_with("is not JSON"));
}

#[test]
fn a_fingerprint_given_twice_counts_both() {
    let text = r#"{"schema_version":"1.0","findings":[{"fingerprint":"a","count":18446744073709551615},{"fingerprint":"a","count":1}]}"#;
    assert_eq!(Baseline::parse(text.as_bytes()).unwrap().count("a"), Some(u64::MAX));
}

#[test]
fn only_new_keeps_what_is_new_or_grown_and_says_what_it_left_out() {
    let baseline = Baseline::parse(EARLIER.as_bytes()).unwrap();
    let kept = only_new(report(), &baseline);
    assert_eq!(ids(&kept), ["rtc.error/110", "rtc.warning/104", "rtc.connection-reason/9"]);
    assert_eq!(kept.findings[1].count, 5, "a grown finding stays whole");
    assert!(kept.diagnoses.is_empty());
    assert_eq!(kept.warnings, ["an older warning", "known from the baseline and left out: 1 finding (20 events), 1 diagnosis"]);
    let totals = kept.totals;
    assert_eq!((totals.events, totals.errors, totals.warnings, totals.incidents), (9, 3, 5, 4));
    assert_eq!((totals.sources, totals.bytes, totals.lines), (1, 9000, 90));
}

#[test]
fn twice_is_once() {
    let baseline = Baseline::parse(EARLIER.as_bytes()).unwrap();
    let once = only_new(report(), &baseline);
    assert_eq!(only_new(once.clone(), &baseline), once);
}

#[test]
fn an_empty_baseline_leaves_everything() {
    assert_eq!(only_new(report(), &Baseline::default()), report());
}

#[test]
fn a_report_knows_itself() {
    let mut now = report();
    now.findings.push(Box::new(finding("rtc.error", 1, "ERR_FAILED", Severity::Error, u64::MAX)));
    now.diagnoses.push(diagnosis("gap", Severity::Info));
    let rest = only_new(now.clone(), &Baseline::of(&now));
    assert_eq!(rest.verdict(), "nothing new in 80 recognised lines of 90 lines, 1 source");
    assert_eq!((rest.findings, rest.diagnoses), (Vec::new(), Vec::new()));
    assert_eq!(Baseline::of(&Report::default()), Baseline::default());
}
