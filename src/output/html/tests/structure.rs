//! The shape of a page: order, headings, anchors, names for those who cannot see it, the policy.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::sample;
use super::tags::{Tag, VOID, tags};
use super::{page, samples};

/// Positions of texts in a page; every one must be there.
fn positions(page: &str, texts: &[&str]) -> Vec<usize> {
    texts.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text} is missing"))).collect()
}

#[test]
fn parts_stand_in_the_order_of_a_reader() {
    let page = page(&sample::ordinary());
    let parts = [
        "<h1",
        "Users are thrown out of the channel",
        "78 errors",
        "id=\"fix-first\"",
        "<span class=\"sure\">",
        "Do this",
        "onTokenPrivilegeWillExpire(token=",
        "id=\"numbers\"",
        "<dt>Incidents",
        "<dt>Sources",
        "<dt>Lines",
        "<dt>Sessions",
        "id=\"timeline\"",
        "By hour",
        "id=\"findings\"",
        "id=\"details\"",
        "Why it happens",
        "What to do",
        "Documentation of ERR_TOKEN_EXPIRED",
        "Affected sources",
        "id=\"sessions\"",
        "Asked to join, no success seen",
        "id=\"inputs\"",
        "encrypted SDK log: send it to Agora",
        "Made by agora-logscan 1.2.3",
        "agora-logscan --format html app.log",
    ];
    let from = page.find("<main").unwrap();
    let at = positions(&page[from..], &parts);
    assert!(at.is_sorted(), "{at:?}");
}

#[test]
fn sections_without_data_are_left_out() {
    for (report, sections) in [
        (sample::clean(), vec!["numbers", "inputs"]),
        (sample::nothing(), vec!["numbers", "inputs"]),
        (crate::report::Report::default(), vec!["numbers"]),
        (sample::report(vec![sample::finding("rtc.error", 17, 2)]), vec!["fix-first", "numbers", "findings", "details", "inputs"]),
    ] {
        let page = page(&report);
        let tags = tags(&page);
        let found: Vec<&str> = tags.iter().filter(|tag| tag.name == "section" && !tag.end).filter_map(|tag| tag.get("id")).collect();
        assert_eq!(found, sections);
        let linked: Vec<&str> = tags.iter().filter_map(|tag| tag.get("href")?.strip_prefix('#')).take(sections.len()).collect();
        assert_eq!(linked, sections);
    }
}

#[test]
fn nothing_wrong_and_nothing_recognised_are_different_answers() {
    let (clean, nothing) = (page(&sample::clean()), page(&sample::nothing()));
    assert!(clean.contains("No errors in 57 recognised lines") && !clean.contains("agoraapi.log"));
    assert!(nothing.contains("No Agora lines recognised") && nothing.contains("agoraapi.log") && !nothing.contains("No errors"));
}

#[test]
fn without_a_diagnosis_the_worst_findings_come_first() {
    let page = page(&sample::report(vec![sample::finding("rtc.error", 17, 2), sample::finding("rtc.warning", 104, 9)]));
    let first = &page[page.find("id=\"fix-first\"").unwrap()..page.find("id=\"numbers\"").unwrap()];
    assert!(first.contains("Join rejected") && first.contains("Call leaveChannel") && first.contains("href=\"#f-1\""));
    assert!(!first.contains("rtc.warning/104"));
}

#[test]
fn consequences_of_a_diagnosis_are_not_told_twice() {
    let page = page(&sample::ordinary());
    let first = &page[page.find("id=\"fix-first\"").unwrap()..page.find("id=\"numbers\"").unwrap()];
    assert!(first.contains("</span> Join rejected</h3>") && !first.contains("</span> Token expired</h3>"));
}

#[test]
fn every_tag_is_closed_by_its_own_end() {
    for (name, report) in samples() {
        let page = page(&report);
        let mut open: Vec<&str> = Vec::new();
        for tag in tags(&page) {
            if tag.end {
                assert_eq!(open.pop(), Some(tag.name), "{name}");
            } else if !tag.alone && !VOID.contains(&tag.name) {
                open.push(tag.name);
            }
        }
        assert_eq!(open, Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn one_heading_unique_anchors_and_no_dead_links() {
    for (name, report) in samples() {
        let page = page(&report);
        let tags = tags(&page);
        let of = |wanted: &str| tags.iter().filter(|tag| tag.name == wanted && !tag.end).count();
        assert_eq!((of("h1"), of("main"), of("html")), (1, 1, 1), "{name}");
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.get("id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}");
        for tag in &tags {
            let target = tag.get("href").and_then(|href| href.strip_prefix('#')).or(tag.get("aria-labelledby"));
            assert!(target.is_none_or(|target| unique.contains(target)), "{name}: {tag:?}");
        }
    }
}

/// Whether the tag after this one, in reading order, has that name.
fn followed_by(tags: &[Tag], at: usize, name: &str) -> bool {
    tags.get(at + 1).is_some_and(|next| next.name == name && !next.end)
}

#[test]
fn pictures_and_tables_have_names_and_regions_that_scroll_take_the_focus() {
    for (name, report) in samples() {
        let page = page(&report);
        let tags = tags(&page);
        for (at, tag) in tags.iter().enumerate().filter(|(_, tag)| !tag.end) {
            match tag.name {
                "table" => assert!(followed_by(&tags, at, "caption"), "{name}: {tag:?}"),
                "details" => assert!(followed_by(&tags, at, "summary"), "{name}: {tag:?}"),
                "th" => assert!(tag.get("scope").is_some(), "{name}: {tag:?}"),
                "svg" if tag.get("role") == Some("img") => assert!(followed_by(&tags, at, "title"), "{name}: {tag:?}"),
                "div" if tag.get("class") == Some("scroll") => {
                    assert!(tag.get("tabindex") == Some("0") && tag.get("aria-label").is_some(), "{name}: {tag:?}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn every_chart_has_its_table_beside_it() {
    let page = page(&sample::ordinary());
    let charts: Vec<&str> = page.split("<figure class=\"chart\">").skip(1).collect();
    assert_eq!(charts.len(), 4);
    for chart in charts {
        let (figure, after) = chart.split_once("</figure>").unwrap();
        assert!(figure.contains("<desc>"));
        assert!(after.trim_start().starts_with("<details class=\"numbers\"><summary>The same numbers as a table</summary>"));
    }
}

#[test]
fn the_chart_adds_up_to_its_table() {
    let report = sample::ordinary();
    let total: u64 = report.timeline.as_ref().unwrap().buckets.iter().flat_map(|bucket| &bucket.counts).sum();
    let page = page(&report);
    let (_, table) = page.split_once("<caption>Events per bar").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    let sum: u64 = table
        .split("</td></tr>")
        .filter_map(|row| row.rsplit_once("<td>"))
        .map(|(_, all)| all.replace(',', "").parse::<u64>().unwrap())
        .sum();
    assert_eq!(sum, total);
}

#[test]
fn the_policy_names_the_hash_of_what_the_page_holds() {
    let page = page(&sample::ordinary());
    let policy = tags(&page).into_iter().find(|tag| tag.get("http-equiv").is_some()).unwrap();
    let policy = policy.get("content").unwrap();
    for (start, end, directive) in [("<style>", "</style>", "style-src"), ("<script>", "</script>", "script-src")] {
        let (_, after) = page.split_once(start).unwrap();
        let digest = Sha256::digest(after.split_once(end).unwrap().0.as_bytes());
        let bits = digest.iter().fold(String::new(), |bits, byte| format!("{bits}{byte:08b}"));
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".as_bytes();
        let hash: String = format!("{bits}00")
            .as_bytes()
            .chunks(6)
            .map(|six| char::from(digits[six.iter().fold(0, |sum, bit| sum * 2 + usize::from(bit - b'0'))]))
            .collect();
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}='")), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none';") && policy.ends_with("base-uri 'none'; form-action 'none'"));
    assert!(!policy.contains("unsafe"));
}

#[test]
fn severity_is_a_word_everywhere() {
    let page = page(&sample::ordinary());
    let badges: Vec<&str> = page.split("<span class=\"badge ").skip(1).map(|rest| rest.split_once("</span>").unwrap().0).collect();
    assert!(badges.len() > 12);
    for badge in badges {
        let (_, word) = badge.split_once("\">").unwrap();
        assert!(["error", "warning", "info", "complete", "partial", "encrypted"].contains(&word), "{badge}");
    }
}
