use super::super::grid::display_width;
use super::super::sample::{self, obeyed, written};
use super::*;

fn shown(report: &Report, width: usize) -> String {
    written(write, report, width, false)
}

#[test]
fn no_line_is_wider_than_the_look() {
    for report in [sample::ordinary(), sample::hostile(), sample::unrecognised(), sample::clean(), sample::many(9)] {
        for width in (NARROWEST..230).step_by(11).chain([80, 100, 120, 200]) {
            let text = shown(&report, width);
            let wide = text.lines().find(|line| display_width(line) > width && !line.starts_with("  page "));
            assert_eq!(wide, None, "at {width}");
        }
    }
}

#[test]
fn every_width_says_the_same_of_every_code() {
    for width in [40, 80, 120, 200] {
        let text = shown(&sample::ordinary(), width);
        let squeezed: String = text.split_whitespace().collect();
        for part in [
            "rtc.error/110",
            "ERR_INVALID_TOKEN",
            "12times",
            "3incidents",
            "onError(callback)9x",
            "renewToken(return)3x",
            "14:42:03.707",
            "15:01:44.020",
        ] {
            assert!(squeezed.contains(part), "{part} at {width}: {text}");
        }
        assert!(text.contains("device-a/app.log:412") && text.contains("warning"), "{text}");
    }
}

#[test]
fn the_order_is_what_happened_then_codes_then_details() {
    let text = shown(&sample::ordinary(), 120);
    let order = [
        "What happened, and what to fix first",
        "3 codes, the one to fix first on top",
        "error          rtc.error/110",
        "error          rtc.error/18",
        "Also seen",
        "rtc.error/110 ERR_INVALID_TOKEN: Invalid token",
        "  why  - The project",
        "  page https://docs",
        "  line logs/device-a/app.log:412\n       11-20",
        "Not read to the end",
        "Notes",
    ];
    let at: Vec<Option<usize>> = order.iter().map(|part| text.find(part)).collect();
    assert!(at.iter().all(Option::is_some), "{at:?} {text}");
    assert!(at.is_sorted(), "{at:?}");
}

#[test]
fn a_code_that_a_diagnosis_explains_needs_no_work_of_its_own() {
    let text = shown(&sample::ordinary(), 200);
    assert!(text.contains("Follows from 1 above"));
    assert!(!text.contains("Look for the failed join"), "{text}");
    let mut report = sample::ordinary();
    report.diagnoses[0].explains[0].1 = 1;
    let text = shown(&report, 200);
    assert!(!text.contains("Follows from"), "one of two events stays unexplained: {text}");
    assert!(text.contains("Look for the failed join"));
}

#[test]
fn a_shared_day_and_folder_are_said_once() {
    let text = shown(&sample::ordinary(), 200);
    assert_eq!(text.matches("2026-11-20").count(), 1, "{text}");
    let mut report = sample::ordinary();
    report.findings[0].last.time = Some("2026-11-21T00:00:01".to_owned());
    assert!(shown(&report, 200).contains("2026-11-21T00:00:01"));
}

#[test]
fn nothing_found_has_two_different_answers() {
    let nothing = shown(&sample::unrecognised(), 80).to_lowercase();
    assert!(nothing.contains("no agora lines recognised in 3,012 lines of 2 sources"), "{nothing}");
    assert!(nothing.contains("agora-iris.log"), "says what to scan: {nothing}");
    let clean = shown(&sample::clean(), 80).to_lowercase();
    assert!(clean.contains("no errors in 310 recognised lines"), "{clean}");
    assert!(!clean.contains("agora-iris.log"));
    let mut failed = sample::clean();
    failed.inputs[0].status = crate::model::Status::Encrypted;
    failed.inputs[0].note = Some("only the vendor can read it".to_owned());
    assert!(shown(&failed, 80).contains("app.log: encrypted: only the vendor can read it"));
}

#[test]
fn colour_only_repeats_the_words() {
    for report in [sample::ordinary(), sample::hostile()] {
        let plain = shown(&report, 80);
        let coloured = written(write, &report, 80, true);
        assert!(coloured.contains("\u{1b}[1;31m"));
        assert!(!plain.contains('\u{1b}'));
        assert_eq!(crate::text::strip_ansi(&coloured), plain);
        let known = ["[0m", "[1m", "[1;31m", "[33m", "[36m", "[2m"];
        assert!(coloured.split('\u{1b}').skip(1).all(|rest| known.iter().any(|code| rest.starts_with(code))));
    }
}

#[test]
fn hostile_text_is_inert_at_every_width() {
    for width in (NARROWEST..140).step_by(3) {
        let text = shown(&sample::hostile(), width);
        assert_eq!(obeyed(&text), Vec::<&str>::new(), "at {width}");
    }
}

#[test]
fn many_codes_get_a_line_each_after_the_worst() {
    let text = shown(&sample::many(60), 120);
    let rest = text.split_once("\nAnd 40 more codes\n").map(|(_, rest)| rest).unwrap_or_default();
    let lines = rest.lines().take_while(|line| line.starts_with("  ")).count();
    assert_eq!(lines, 40, "{text}");
    assert!(!shown(&sample::many(20), 120).contains("more code"));
}

#[test]
fn a_code_that_a_diagnosis_is_about_has_its_remedy_there_alone() {
    let mut report = sample::ordinary();
    let block = |report: &Report| {
        let text = shown(report, 120);
        let (_, block) = text.split_once("rtc.error/110 ERR_INVALID_TOKEN: Invalid token").unwrap_or_default();
        block.split("\n\n").next().unwrap_or_default().to_owned()
    };
    assert!(["  why  ", "  do   ", "  page ", "  line "].iter().all(|part| block(&report).contains(part)));
    report.diagnoses[0].codes = vec!["rtc.error/110".to_owned()];
    let block = block(&report);
    assert!(["  why  ", "  page "].iter().all(|part| block.contains(part)) && !block.contains("  do   ") && !block.contains("  line "));
}

#[test]
fn an_address_stays_whole() {
    let mut report = sample::ordinary();
    report.findings[0].url = format!("https://docs.agora.io/en/{}", "long/".repeat(30)).into();
    assert!(shown(&report, 80).contains(&format!("\n  page {}\n", report.findings[0].url)));
}
