//! However much is in a report, its page stays small and says what it leaves out.

use std::collections::HashSet;

use super::extremes::{self, HOSTILE};
use super::page;
use super::sample;
use super::tags::tags;

/// What a mail gateway and a phone still take.
const MOST: usize = 2_000_000;

#[test]
fn the_largest_report_fits_and_says_what_is_missing() {
    let report = extremes::largest();
    let page = page(&report);
    assert!(page.len() < MOST, "{}", page.len());
    let cards = tags(&page).iter().filter(|tag| tag.name == "details" && tag.get("data-card").is_some()).count();
    let rows = tags(&page).iter().filter(|tag| tag.name == "tr" && tag.get("data-card").is_some()).count();
    assert_eq!((cards, rows), (200, 200));
    let more = format!("And {} more codes, left out", report.findings.len() - 200);
    assert_eq!(page.matches(&more).count(), 2);
    for text in ["And 4,990 more sources", "And 4,799 more inputs (4,799 complete)", "And 2,900 more sessions", "And 20 more diagnoses"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn what_could_not_be_read_is_never_among_the_rest() {
    let page = page(&extremes::largest());
    let inputs = &page[page.find("id=\"inputs\"").unwrap()..];
    assert!(inputs.find("locked.log").unwrap() < inputs.find("device-0000.log").unwrap());
    assert!(page.contains("1 input could not be read in full"));
}

#[test]
fn text_that_grows_when_it_is_escaped_cannot_break_the_limit() {
    let mut report = extremes::largest();
    let bad = HOSTILE.repeat(4).replace(|c: char| c.is_ascii_alphanumeric(), "\"");
    let ids: Vec<String> = report.findings.iter().map(|finding| finding.id.clone()).collect();
    for finding in &mut report.findings {
        finding.title = bad.clone().into();
        finding.causes = vec![bad.clone(); 20].into();
        finding.fixes = vec![bad.clone(); 20].into();
        finding.see = (0..20).map(|at| ids[at * 10].clone()).collect();
        finding.samples.iter_mut().for_each(|sample| sample.text.clone_from(&bad));
        finding.by_source.iter_mut().for_each(|by| by.source = bad.as_str().into());
        finding.first.source = bad.as_str().into();
    }
    for diagnosis in &mut report.diagnoses {
        diagnosis.fixes = vec![bad.clone(); 20];
        diagnosis.evidence.iter_mut().for_each(|sample| sample.text.clone_from(&bad));
        diagnosis.explains = vec![(bad.clone(), 1); 100];
    }
    for input in &mut report.inputs {
        (input.source, input.note) = (bad.clone(), Some(bad.clone()));
    }
    for lane in &mut report.sessions {
        lane.label.clone_from(&bad);
    }
    report.facts = vec![(bad.clone(), vec![bad.clone(); 100]); 100];
    report.warnings = vec![bad.clone(); 1000];
    let page = page(&report);
    assert!(page.len() < MOST, "{}", page.len());
    let cards = tags(&page).iter().filter(|tag| tag.name == "details" && tag.get("data-card").is_some()).count();
    assert!(cards < 200 && page.contains(&format!("And {} more codes", report.findings.len() - cards)), "{cards}");
    let anchors: HashSet<&str> = tags(&page).iter().filter_map(|tag| tag.get("id")).collect();
    assert!(tags(&page).iter().filter_map(|tag| tag.get("href")?.strip_prefix('#')).all(|link| anchors.contains(link)));
}

#[test]
fn a_day_by_the_minute_is_drawn_in_full() {
    let mut report = sample::ordinary();
    report.timeline = Some(sample::timeline(1440, &["rtc.error", "rtc.warning"]));
    let page = page(&report);
    assert_eq!(page.matches("<details class=\"part\">").count(), 24);
    assert!(!page.contains("more hours") && page.len() < 600_000, "{}", page.len());
}
