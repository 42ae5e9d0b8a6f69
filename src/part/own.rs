//! Outputs of this tool among its inputs: each quotes lines of logs, so to scan one would count what it tells a second time.
//!
//! One rule: the first bytes decide, and only what no other program begins with; every format must be known again (a test).

use crate::lang::{self, Lang, fill, say};
use crate::text;

/// How many bytes are looked at.
const HEAD: usize = 4_000;
/// A JSON report says what it is in its first bytes.
const JSON_HEAD: usize = 400;

/// Something that this tool wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// A report in JSON, which can be merged.
    Report,
    /// Any other output.
    Page,
}

/// How formats begin, and what stands soon after it.
const MARKS: &[(&str, &[&str])] = &[
    ("<!DOCTYPE html>", &["<meta name=\"generator\" content=\"agora-logscan\">"]),
    ("<?xml", &["<testsuites name=\"agora-logscan\""]),
    ("{", &["sarif", "\"id\": \"agora-logscan/"]),
    ("{\"type\":\"event\",\"source\":", &["\"echo_of\":"]),
    ("record,severity,id,name,title,count,incidents,sources,", &[]),
    ("::stop-commands::agora-logscan-", &[]),
    ("##vso[task.logissue ", &[";code="]),
    ("##teamcity[inspectionType ", &["category='Agora'"]),
];

/// Whether a text begins like an output of this tool.
pub fn recognise(head: &[u8]) -> Option<Own> {
    let head = text::lossy(&head[..head.len().min(HEAD)]);
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if is_report(head) {
        return Some(Own::Report);
    }
    let marked = MARKS.iter().any(|(start, soon)| head.starts_with(start) && soon.iter().all(|mark| head.contains(mark)));
    (marked || is_code_quality(head) || is_line_of_editors(head) || [Lang::En, Lang::Zh].into_iter().any(|lang| is_page(lang, head)))
        .then_some(Own::Page)
}

fn is_report(head: &str) -> bool {
    let head: String = head.chars().take(JSON_HEAD).filter(|c| !c.is_ascii_whitespace()).collect();
    head.starts_with('{') && head.contains("\"schema_version\"") && head.contains("\"name\":\"agora-logscan\"")
}

/// An identifier of a diagnosis or a code: `rtc.error/110`.
fn is_id(text: &str) -> bool {
    text.split_once('/').is_some_and(|(domain, _)| domain == "diagnosis" || crate::catalogue::family(domain).is_some())
}

/// Other programs write the same list for GitLab; the names of checks are this program's own.
fn is_code_quality(head: &str) -> bool {
    let check = head.strip_prefix('[').and_then(|rest| rest.split_once("\"check_name\": \""));
    check.is_some_and(|(_, name)| is_id(name) || name.starts_with("input\""))
}

/// `file:line: error: text [domain/code]`.
fn is_line_of_editors(head: &str) -> bool {
    let Some(line) = head.lines().next().and_then(|line| line.strip_suffix(']')) else { return false };
    let severity = [": error: ", ": warning: "].iter().any(|severity| line.contains(severity));
    severity && line.rsplit_once(" [").is_some_and(|(_, id)| is_id(id))
}

/// The table, Markdown, or a ticket.
fn is_page(lang: Lang, head: &str) -> bool {
    lang::within(lang, || {
        let titles = [say("Agora log report"), say("Agora support ticket")];
        let has_title = head.strip_prefix("## ").and_then(|head| head.lines().next()).is_some_and(|title| titles.contains(&title));
        let first = fill("{codes}, the one to fix first on top", &[("codes", &"")]);
        let heads = |line: &str| line == say("What happened, and what to fix first") || line.contains(&first);
        has_title || head.lines().take(5).any(heads)
    })
}

#[cfg(test)]
mod tests {
    use super::{Own, recognise};

    #[test]
    fn what_others_write_is_no_output_of_this_tool() {
        for text in [
            "",
            "{\"name\":\"agora-logscan\"}",
            "{\"schema_version\":\"1.0\",\"tool\":{\"name\":\"other\"}}",
            "<!DOCTYPE html>\n<html><head><title>agora-logscan</title>",
            "src/main.rs:7: error: no such file [E0583]",
            "[\"check_name\"]",
            "## Agora log reports of May\n",
            "I/flutter: agora-logscan says: 5 codes, fix them\n",
            "2025-12-01 {\"type\":\"event\",\"source\":\"a\"}",
        ] {
            assert_eq!(recognise(text.as_bytes()), None, "{text}");
        }
        assert_eq!(recognise(b" \n{ \"schema_version\" : \"9\", \"tool\": {\"name\": \"agora-logscan\"}"), Some(Own::Report));
    }
}
