//! Markdown for a step summary, an issue or a merge request.
//!
//! One rule: log text appears only in code spans and code blocks that it cannot end; no HTML comes from it.

use std::fmt::Write as _;
use std::io;

use super::Look;
use super::issue::{Issue, issues};
use super::words::{SCAN_HINT, apis, brief, clean, incomplete, input_state, often, place, silent, verdict};
use crate::lang::{fill, say};
use crate::model::{Finding, Place, Report, Sample, Severity};
use crate::text::sanitise::cut;

/// GitHub refuses a step summary over 1,048,576 bytes; parts that do not fit below this are counted instead.
const SIZE: usize = 900_000;
/// Rows of the table of codes, and codes with a part of their own.
const ROWS: usize = 200;
const DETAILS: usize = 20;
/// Longest quoted line and longest cell, in characters.
const LINE: usize = 400;

/// Writes the report as `CommonMark` with tables.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let issues = issues(report);
    let (diagnoses, findings) = issues.split_at(report.diagnoses.len());
    let mut parts = vec![head(report)];
    parts.extend(diagnoses.iter().enumerate().map(|(at, issue)| diagnosis(at, issue)));
    parts.push(table(report, findings));
    let worth = findings.iter().filter(|issue| issue.severity != Severity::Info);
    parts.extend(worth.take(DETAILS).map(details));
    parts.push(list(say("Not read to the end"), incomplete(report).map(|input| (input.source.as_str(), input_state(input)))));
    parts.push(list(say("No Agora lines recognised"), silent(report).map(|input| (input.source.as_str(), input_state(input)))));
    parts.push(facts(report));
    parts.push(notes(report));
    out.write_all(fitted(parts).as_bytes())
}

/// The parts with a blank line between them, as many as the size allows.
fn fitted(parts: Vec<String>) -> String {
    let mut text = String::new();
    let mut left = 0;
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if text.len() + part.len() < SIZE {
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.push_str(&part);
        } else {
            left += 1;
        }
    }
    if left > 0 {
        let _ = writeln!(text, "\n{}", fill("{n} parts are left out because the page would be too long.", &[("n", &left)]));
    }
    text
}

fn head(report: &Report) -> String {
    let mut text = format!("## {}\n\n{}\n", say("Agora log report"), prose(&verdict(report)));
    if report.is_foreign() {
        let _ = write!(text, "\n{}\n", say(SCAN_HINT));
    }
    if !report.diagnoses.is_empty() {
        let _ = write!(text, "\n### {}\n", say("What happened, and what to fix first"));
    }
    text
}

fn diagnosis(at: usize, issue: &Issue) -> String {
    let title = format!("{}\\. {} ({}, {})", at + 1, prose(&issue.title), say(issue.severity.word()), prose(&issue.extent));
    let fixes = bullets(&issue.fixes);
    let lines = if issue.samples.is_empty() { String::new() } else { format!("\n{}", block(issue.samples)) };
    format!("{title}\n\n{fixes}{lines}")
}

fn table(report: &Report, issues: &[Issue]) -> String {
    if report.findings.is_empty() {
        return String::new();
    }
    let columns = ["Severity", "Code", "Count", "First seen", "Last seen", "API", "What it is", "What to do"].map(say);
    let head = say("Codes, the one to fix first on top");
    let mut text = format!("### {head}\n\n| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    for (issue, finding) in issues.iter().zip(&report.findings).take(ROWS) {
        text.push_str(&row(issue, finding));
    }
    let rest = report.findings.len().saturating_sub(ROWS);
    if rest > 0 {
        let _ = writeln!(text, "\n{}", fill("And {n} more codes.", &[("n", &rest)]));
    }
    text
}

fn row(issue: &Issue, finding: &Finding) -> String {
    let name = if issue.name.is_empty() { String::new() } else { format!(" {}", code(&issue.name)) };
    let seen = |at: &Place| {
        let time = at.time.as_deref().map(|time| format!(" {}", code(&brief(time)))).unwrap_or_default();
        format!("{}{time}", code(&place(at)))
    };
    let apis: Vec<String> = apis(finding).iter().map(|api| code(api)).collect();
    let todo = issue.fixes.first().map(|fix| prose(fix)).unwrap_or_default();
    let cells = [
        say(finding.severity.word()).to_owned(),
        format!("{}{name}", code(&issue.id)),
        often(finding),
        seen(&finding.first),
        seen(&finding.last),
        apis.join(", "),
        prose(&issue.title),
        todo,
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

fn details(issue: &Issue) -> String {
    let mut text = format!("#### {}: {}\n", code(&issue.label()), prose(&issue.title));
    for (heading, lines) in [(say("Why:"), &issue.causes), (say("What to do:"), &issue.fixes)] {
        if !lines.is_empty() {
            let _ = write!(text, "\n{heading}\n\n{}", bullets(lines));
        }
    }
    if issue.url.starts_with("https://") || issue.url.starts_with("http://") {
        let _ = write!(text, "\n{} {}\n", say("Page:"), link(&issue.url));
    }
    if !issue.samples.is_empty() {
        let _ = write!(text, "\n{}", block(&issue.samples[..1]));
    }
    text
}

fn list<'a>(heading: &str, rows: impl Iterator<Item = (&'a str, String)>) -> String {
    let rows: Vec<String> = rows.take(ROWS).map(|(name, state)| format!("- {}: {}\n", code(&clean(name)), code(&state))).collect();
    if rows.is_empty() { String::new() } else { format!("### {heading}\n\n{}", rows.concat()) }
}

fn facts(report: &Report) -> String {
    let rows = report.facts.iter().map(|(name, values)| {
        let values: Vec<String> = values.iter().map(|value| clean(value)).collect();
        (name.as_str(), values.join(", "))
    });
    list(say("The logs say"), rows)
}

fn notes(report: &Report) -> String {
    if report.warnings.is_empty() {
        return String::new();
    }
    format!("### {}\n\n{}", say("Notes"), bullets(&report.warnings[..report.warnings.len().min(ROWS)]))
}

/// Sentences as a list.
fn bullets(texts: &[String]) -> String {
    texts.iter().map(|text| format!("- {}\n", prose(text))).collect::<Vec<_>>().concat()
}

/// Lines as a fenced block, each with its place in front.
pub(super) fn block(samples: &[Sample]) -> String {
    let lines: Vec<String> =
        samples.iter().map(|sample| cut(&format!("{}: {}", place(&sample.place), clean(&sample.text)), LINE).into_owned()).collect();
    let text = lines.join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

/// Text as a code span that it cannot end.
pub(super) fn code(text: &str) -> String {
    let text = cut(text, LINE);
    if text.trim().is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A sentence with its Markdown signs escaped; as a code span when it would become a link or call somebody.
pub(super) fn prose(text: &str) -> String {
    let text = clean(&cut(text, LINE * 4));
    let number = text.split('#').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    if number || text.contains("://") || text.contains('@') || text.to_lowercase().contains("www.") {
        return code(&text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '!' | '~' | '$' | '#' | '>' => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
    }
    guarded(out)
}

/// Keeps a sentence from starting a list, a rule or a heading.
fn guarded(text: String) -> String {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < text.len() && number.starts_with(['.', ')']) {
        let at = text.len() - number.len();
        return format!("{}\\{number}", &text[..at]);
    }
    if text.starts_with(['-', '+', '=', ':', '|']) { format!("\\{text}") } else { text }
}

/// A link that shows its address.
fn link(url: &str) -> String {
    let unsafe_sign = |c: char| !c.is_ascii() || c.is_ascii_control() || matches!(c, '<' | '>' | '"' | '`' | ' ' | '\\' | '|');
    if url.contains(unsafe_sign) { code(url) } else { format!("<{url}>") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    fn shown(report: &Report) -> String {
        let text = written(write, report, 80, false);
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        text
    }

    #[test]
    fn a_report_has_its_parts_in_order() {
        let text = shown(&sample::ordinary());
        let order = [
            "## Agora log report\n\n14 errors and 1 warning of 3 codes",
            "### What happened, and what to fix first\n\n1\\. The server refused the token three times",
            "- Compare App ID, channel name and uid",
            "```text\nlogs/device-a/app.log:409: joinChannel token=<token> channel=测试频道 uid=0 ret 0\n",
            "| error | `rtc.error/110` `ERR_INVALID_TOKEN` | 12 times in 3 incidents | `logs/device-a/app.log:412` `2026-11-20T14:42:03.707` |",
            "| error | `rtc.error/18`",
            "| info | `rtc.connection-reason/2`",
            "#### `rtc.error/110 ERR_INVALID_TOKEN`: Invalid token\n\nWhy:\n\n- The project",
            "Page: <https://docs.agora.io/",
            "### Not read to the end\n\n- `logs/device-c/agorasdk.log.gz`: `partial: ",
            "### No Agora lines recognised\n\n- `logs/server/nginx.log`",
            "### Notes",
        ];
        let at: Vec<Option<usize>> = order.iter().map(|part| text.find(part)).collect();
        assert!(at.iter().all(Option::is_some), "{at:?}\n{text}");
        assert!(at.is_sorted(), "{at:?}");
    }

    #[test]
    fn rows_have_as_many_cells_as_the_header() {
        for report in [sample::ordinary(), sample::hostile()] {
            let text = shown(&report);
            let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ") || line.starts_with("|---")).collect();
            assert!(rows.len() >= 4);
            for row in rows {
                assert_eq!(row.replace("\\|", "").matches('|').count(), 9, "{row}");
            }
        }
    }

    #[test]
    fn log_text_cannot_leave_its_span() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "");
        assert_eq!(prose("a <b> *c* [d](e) `f`"), "a &lt;b\\> \\*c\\* \\[d\\](e) \\`f\\`");
        assert_eq!(prose("ask @team"), "`ask @team`");
        assert_eq!(prose("see http://e.example"), "`see http://e.example`");
        assert_eq!(prose("fixes #12"), "`fixes #12`");
        assert_eq!(prose("1. a"), "1\\. a");
        assert_eq!(link("https://e.example/>x"), "`https://e.example/>x`");
        let sample = Sample { place: sample::at("a.log", 1, ""), text: "x ```` y".to_owned() };
        assert_eq!(block(&[sample]), "`````text\na.log:1: x ```` y\n`````\n");
    }

    #[test]
    fn the_page_stays_below_the_limit() {
        let mut report = sample::many(400);
        for finding in &mut report.findings {
            finding.causes = vec!["x".repeat(9_000); 10].into();
            finding.title = "`|".repeat(900).into();
        }
        let text = shown(&report);
        assert!(text.len() < 950_000, "{}", text.len());
        assert!(text.contains("And 200 more codes.") || text.contains("left out"));
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        assert!(shown(&sample::clean()).to_lowercase().contains("no errors in 310 recognised lines"));
        let nothing = shown(&sample::unrecognised());
        assert!(nothing.to_lowercase().contains("no agora lines recognised in 3,012 lines of 2 sources"));
        assert!(nothing.contains("agora-iris.log"));
    }
}
