//! Every text that a report can hold is there in every language, and reports in it are laid out like the others.

mod common;

use agora_logscan::catalogue::{self, Id};
use agora_logscan::lang::{self, Lang};
use agora_logscan::output::{self, Format, Look};
use agora_logscan::{Options, scan_bytes, scan_paths};
use common::{files, no_complaints, read, root};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn regex(expression: &str) -> Regex {
    Regex::new(expression).expect("valid")
}

/// Program text without comments and tests.
fn code(path: &str) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The string literals of a program text, as the program sees them.
fn literals(text: &str) -> Vec<String> {
    let literal = regex(r#""((?:[^"\\]|\\[\s\S])*)""#);
    let joined = regex(r"\\\n\s*");
    literal.captures_iter(text).map(|found| joined.replace_all(&found[1], "").replace("\\\"", "\"").replace("\\n", "\n")).collect()
}

/// A text with its values made alike.
fn shape(text: &str) -> String {
    regex(r"\{[^}]*\}").replace_all(text, "{}").into_owned()
}

/// Texts of sentences: they begin like one, or are a part of one.
fn is_sentence(text: &str) -> bool {
    text.matches(' ').count() >= 2 && text.starts_with(|c: char| c.is_uppercase() || c == ' ' || c == '{') && !text.contains("(?")
}

/// Sentences that never reach a report in another language: they are said by `--token` alone.
const ONLY_ENGLISH: &[&str] = &[" by {} characters", "{} Its length"];

#[test]
fn every_sentence_of_diagnoses_and_tokens_has_a_translation() {
    let diagnoses = files("src/diagnose", ".rs").into_iter().filter(|path| !path.ends_with("tests.rs"));
    let tokens = files("src/token", ".rs").into_iter().filter(|path| path.contains("/check"));
    let keys: Vec<String> = lang::texts(Lang::Zh).iter().map(|row| shape(row.0)).collect();
    let mut complaints = Vec::new();
    let mut seen = 0;
    for path in diagnoses.chain(tokens).chain(["src/session/tokens.rs".to_owned()]) {
        for text in literals(&code(&path)).iter().filter(|text| is_sentence(text)) {
            seen += 1;
            let text = shape(text);
            let bare = |text: &str| text.trim().trim_end_matches('.').to_owned();
            let known = |part: &str| keys.iter().any(|key| bare(key) == bare(part));
            let parts: Vec<&str> = text.split(". ").collect();
            let whole =
                known(&text.replace("{}", "")) || known(&text) || parts.iter().all(|part| known(part) || known(&part.replace("{}", "")));
            let longer = keys.iter().any(|key| key.starts_with("{}; ") && key.contains(text.trim()));
            if !whole && !longer && !ONLY_ENGLISH.iter().any(|start| text.starts_with(start)) {
                complaints.push(format!("{path}: {text}"));
            }
        }
    }
    assert!(seen > 150, "{seen} sentences are read");
    no_complaints("sentences without a translation", &complaints);
}

#[test]
fn every_word_of_a_report_has_a_translation() {
    let said = regex(r#"\b(?:say|fill)\(\s*"((?:[^"\\]|\\[\s\S])*)""#);
    let keys: Vec<&str> = lang::texts(Lang::Zh).iter().map(|row| row.0).collect();
    let mut complaints = Vec::new();
    for path in files("src/output", ".rs").into_iter().chain(files("src/report", ".rs")) {
        for found in said.captures_iter(&code(&path)) {
            let text = found[1].replace("\\\"", "\"");
            if !keys.contains(&text.as_str()) {
                complaints.push(format!("{path}: {text}"));
            }
        }
    }
    for word in ["error", "warning", "info", "certain", "likely", "possible", "partial", "failed", "encrypted", "skipped"] {
        complaints.extend((!keys.contains(&word)).then(|| word.to_owned()));
    }
    no_complaints("words without a translation", &complaints);
}

#[test]
fn every_translation_holds_the_values_of_its_text() {
    let value = regex(r"\{[^}]*\}");
    let mut complaints = Vec::new();
    for (english, text) in lang::texts(Lang::Zh).iter() {
        let values = |text: &str| {
            let mut found: Vec<String> = value.find_iter(text).map(|value| value.as_str().to_owned()).collect();
            found.sort();
            found
        };
        if values(english) != values(text) || text.trim().is_empty() {
            complaints.push(format!("{english}: {text}"));
        }
    }
    no_complaints("values", &complaints);
}

/// Domains that are complete in every language: the codes of the page the tool started from, and what they lead to.
const COMPLETE: &[&str] =
    &["rtc.error", "rtc.connection-reason", "rtc.warning", "rtc.encryption-error", "rtc.permission", "web.error", "rtm2.error"];

#[test]
fn every_common_code_is_explained_in_full() {
    let mut complaints = Vec::new();
    lang::within(Lang::Zh, || {
        for family in catalogue::families().iter().filter(|family| COMPLETE.contains(&family.domain)) {
            for entry in family.entries {
                let id = format!("{}/{}", family.domain, entry.id);
                match lang::entry(family.domain, &entry.id.to_string()) {
                    None => complaints.push(format!("{id}: nothing")),
                    Some(words) if words.title.is_empty() => complaints.push(format!("{id}: no title")),
                    Some(words) if words.causes.len() != entry.causes.len() || words.fixes.len() != entry.fixes.len() => {
                        let (causes, fixes) = (entry.causes.len(), entry.fixes.len());
                        complaints.push(format!("{id}: {} of {causes} causes, {} of {fixes} fixes", words.causes.len(), words.fixes.len()));
                    }
                    Some(_) => {}
                }
            }
        }
    });
    no_complaints("codes", &complaints);
}

#[test]
fn no_translation_speaks_of_a_code_that_is_not_there() {
    let unknown = |entry: &&lang::Entry| {
        let id = entry.code.parse().map_or_else(|_| Id::Name(entry.code.to_owned().into()), Id::Number);
        catalogue::entry(entry.domain, &id).is_none()
    };
    let complaints: Vec<String> =
        lang::entries(Lang::Zh).iter().filter(unknown).map(|entry| format!("{}/{}", entry.domain, entry.code)).collect();
    no_complaints("translations without a code", &complaints);
}

fn shown(format: Format, log: &[u8], width: usize) -> String {
    let report = scan_bytes("app.log", log, &Options::default());
    let look = Look { lang: Lang::Zh, width, timeline: true, ..Look::default() };
    let mut out = Vec::new();
    output::write(format, &report, &look, &mut out).expect("memory can always be written");
    String::from_utf8(out).expect("outputs are UTF-8")
}

/// English sentences in a text: four words in a row.
fn english(text: &str) -> Vec<String> {
    let quoted = regex(r"^\s*(?:日志|\S+\.(?:log|txt):\d+).*$|`[^`]*`|https?://\S+");
    let words = regex(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}\b");
    text.lines().map(|line| quoted.replace_all(line, "").into_owned()).filter(|line| words.is_match(line)).collect()
}

#[test]
fn diagnoses_in_chinese_hold_no_english_sentence() {
    let mut complaints = Vec::new();
    for path in files("fixtures/diagnose", ".txt").into_iter().filter(|path| path.contains("/shows-")) {
        let log = std::fs::read(root().join(&path)).expect("a fixture");
        let report = scan_bytes("app.log", &log, &Options::default());
        let report = lang::within(Lang::Zh, || agora_logscan::report::translated(&report));
        for diagnosis in &report.diagnoses {
            for text in diagnosis
                .fixes
                .iter()
                .chain([&diagnosis.title])
                .filter(|text| !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
            {
                complaints.push(format!("{path}: {text}"));
            }
            complaints.extend(english(&diagnosis.title).into_iter().map(|line| format!("{path}: {line}")));
        }
    }
    no_complaints("English in Chinese", &complaints);
}

#[test]
fn a_chinese_report_is_no_wider_than_its_page() {
    let log = std::fs::read(root().join("fixtures/diagnose/token-invalid/shows-other-channel.txt")).expect("a fixture");
    for width in [60, 80, 120, 200] {
        let text = shown(Format::Table, &log, width);
        assert!(text.contains("发生了什么"), "{text}");
        for line in text.lines() {
            let columns: usize = line.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum();
            let address = line.contains("https://"); // of use only as a whole
            assert!(columns <= width || address, "{columns} columns at {width}: {line}");
        }
    }
}

#[test]
fn what_machines_read_stays_english() {
    let log = std::fs::read(root().join("fixtures/diagnose/token-invalid/shows-other-channel.txt")).expect("a fixture");
    for format in [Format::Json, Format::Sarif, Format::Csv, Format::Plain] {
        assert!(shown(format, &log, 100).contains("was made for another channel"), "{format:?}");
    }
    for format in [Format::Markdown, Format::Html, Format::Ticket] {
        assert!(shown(format, &log, 100).contains("另一个频道"), "{format:?}");
    }
}

/// Text between tags and in labels of a page, without what logs say: code, quoted lines, places.
fn words_of_the_page(page: &str) -> Vec<String> {
    let page = regex(r"(?s)<style>.*?</style>|<script>.*?</script>|<code>.*?</code>|<pre.*?</pre>").replace_all(page, "").into_owned();
    let page = regex(r#"(?s)<span class="(?:place|code|api)">.*?</span>"#).replace_all(&page, "").into_owned();
    let text = regex(r#">([^<>]+)<|(?:aria-label|data-[a-z]+)="([^"]+)""#);
    let found = text.captures_iter(&page).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    found.map(|text| text.as_str().trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn a_chinese_page_has_no_english_words_of_its_own() {
    let logs: Vec<PathBuf> =
        files("fixtures", ".log").into_iter().filter(|log| !log.contains("/noise/")).map(|log| root().join(log)).collect();
    let mut report = scan_paths(&logs, &Options::default(), &mut |_, _| {});
    // Titles, causes and fixes of codes have a test of their own.
    report.findings.retain(|finding| finding.domain == "rtc.error");
    let mut out = Vec::new();
    let look = Look { lang: Lang::Zh, ..Look::default() };
    output::write(Format::Html, &report, &look, &mut out).expect("memory can always be written");
    let words = words_of_the_page(&String::from_utf8(out).expect("UTF-8"));
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
    assert!(words.iter().filter(|text| chinese(text)).count() > 200, "{words:?}");
    let english = regex("[A-Za-z]{3,} [a-z]{2,}");
    let left: BTreeSet<&String> = words.iter().filter(|text| english.is_match(text) && !chinese(text)).collect();
    assert!(left.is_empty(), "{left:#?}");
}
