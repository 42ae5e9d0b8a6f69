//! What technical support asks for, to be pasted into a form: short lines that read as plain text and as Markdown.
//!
//! One rule: what support will ask for and these logs do not show is named, with where it is found.

use std::fmt::Display;
use std::io;

use super::Look;
use super::issue::issues;
use super::markdown::{block, code, prose};
use super::words::{apis, brief, clean, counted, often, place, verdict};
use crate::lang::{fill, say};
use crate::model::{Finding, MarkKind, Place, Report, Sample, SessionLane, Severity, Status};

/// Values named of one fact.
const VALUES: usize = 8;
/// Join attempts listed, and codes.
const ATTEMPTS: usize = 20;
const CODES: usize = 20;
/// Lines quoted for one diagnosis or code, and altogether.
const LINES: usize = 3;
const ALL_LINES: usize = 24;
/// Fixes named for one diagnosis.
const FIXES: usize = 3;

/// Writes the ticket.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let tool = concat!("agora-logscan ", env!("CARGO_PKG_VERSION"));
    let head = format!("## {}\n\n{}\n", say("Agora support ticket"), prose(&verdict(report)));
    let parts = [
        head,
        section("What happened", &diagnoses(report)),
        section("Environment", &environment(report)),
        section("Join attempts", &attempts(report)),
        section("Errors", &codes(report)),
        section("Missing here, and support will ask for it", &missing(report)),
        excerpts(report),
        format!(
            "{}\n",
            fill(
                "Made by {tool} from {sources}; tokens, keys and addresses are taken out.",
                &[("tool", &tool), ("sources", &counted(report.totals.sources, "source")),]
            )
        ),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    out.write_all(parts.join("\n").as_bytes())
}

/// A heading with a list below it; nothing when the list is empty.
fn section(title: &'static str, rows: &[String]) -> String {
    if rows.is_empty() { String::new() } else { format!("### {}\n\n{}\n", say(title), rows.join("\n")) }
}

fn diagnoses(report: &Report) -> Vec<String> {
    let mut rows = Vec::new();
    for (at, diagnosis) in report.diagnoses.iter().enumerate() {
        let sure = format!("{}, {}", say(diagnosis.severity.word()), say(diagnosis.confidence.word()));
        rows.push(format!("{}. {} ({sure})", at + 1, prose(&clean(&diagnosis.title))));
        rows.extend(diagnosis.fixes.iter().take(FIXES).map(|fix| format!("   - {}", prose(&clean(fix)))));
    }
    rows
}

fn environment(report: &Report) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for (name, values) in &report.facts {
        let shown: Vec<String> = values.iter().take(VALUES).map(|value| code(&brief(value))).collect();
        let more = values.len().saturating_sub(VALUES);
        let more = if more > 0 { format!(" {}", fill("and {n} more", &[("n", &more)])) } else { String::new() };
        rows.push(format!("- {}: {}{more}", prose(&clean(name)), shown.join(", ")));
    }
    rows.extend(window(report).map(|(first, last)| {
        let values: [(&str, &dyn Display); 2] = [("first", &code(&clean(&first))), ("last", &code(&clean(&last)))];
        format!("- {}", fill("time window: {first} to {last}", &values))
    }));
    rows
}

/// The first and the last time in findings and sessions, when all are written in one form.
fn window(report: &Report) -> Option<(String, String)> {
    let findings = report.findings.iter().flat_map(|finding| [&finding.first, &finding.last]);
    let lanes = report.sessions.iter().flat_map(|lane| [&lane.first, &lane.last]);
    let marks = report.sessions.iter().flat_map(|lane| &lane.marks).map(|mark| &mark.place);
    let times: Vec<&String> = findings.chain(lanes).chain(marks).filter_map(|place| place.time.as_ref()).collect();
    let form = |time: &str| time.find('T');
    let longest = times.iter().map(|time| form(time)).max()?;
    let mut same: Vec<&String> = times.into_iter().filter(|time| form(time) == longest).collect();
    same.sort();
    Some(((*same.first()?).clone(), (*same.last()?).clone()))
}

fn attempts(report: &Report) -> Vec<String> {
    let mut rows: Vec<String> = report.sessions.iter().flat_map(lane).collect();
    let rest = rows.len().saturating_sub(ATTEMPTS);
    rows.truncate(ATTEMPTS);
    if rest > 0 {
        rows.push(format!("- {}", fill("and {n} more", &[("n", &rest)])));
    }
    rows
}

/// Every join of a session with its result, which stands behind it.
fn lane(lane: &SessionLane) -> Vec<String> {
    let joins = lane.marks.iter().enumerate().filter(|(_, mark)| mark.kind == MarkKind::Join);
    let row = |(at, mark): (usize, &crate::model::Mark)| {
        let next = lane.marks.get(at + 1).filter(|next| next.place.line == mark.place.line);
        let result = match next.map(|next| next.kind) {
            Some(MarkKind::Joined) => say("joined").to_owned(),
            Some(MarkKind::Error) => fill("failed: {code}", &[("code", &code(&brief(next.map_or("", |next| &next.what))))]),
            _ => say("no result in the log").to_owned(),
        };
        format!("- {}{}, {}: {result}", time(&mark.place), code(&brief(&mark.what)), code(&brief(&lane.label)))
    };
    joins.map(row).collect()
}

/// The time in front of a row, or its place where the log has no time.
fn time(at: &Place) -> String {
    at.time.as_deref().map_or_else(|| code(&place(at)), |time| code(&clean(time))) + " "
}

fn codes(report: &Report) -> Vec<String> {
    let worth: Vec<&Finding> = report.findings.iter().map(Box::as_ref).filter(|finding| finding.severity != Severity::Info).collect();
    let mut rows: Vec<String> = worth.iter().take(CODES).map(|finding| row(finding)).collect();
    if worth.len() > CODES {
        rows.push(format!("- {}", fill("and {n} more", &[("n", &(worth.len() - CODES))])));
    }
    rows
}

fn row(finding: &Finding) -> String {
    let name = if finding.name == finding.code.to_string() { String::new() } else { format!(" {}", code(&brief(&finding.name))) };
    let apis: Vec<String> = apis(finding).iter().map(|api| code(api)).collect();
    let id = format!("{}{name}", code(&brief(&finding.id)));
    let values: [(&str, &dyn Display); 6] = [
        ("id", &id),
        ("title", &prose(&clean(&finding.title))),
        ("often", &often(finding)),
        ("first", &seen(&finding.first)),
        ("last", &seen(&finding.last)),
        ("apis", &apis.join(", ")),
    ];
    format!("- {}", fill("{id}: {title}; {often}, first {first}, last {last}; {apis}", &values))
}

fn seen(at: &Place) -> String {
    code(at.time.as_deref().map_or_else(|| place(at), clean).as_str())
}

/// What support asks for first and no log here shows.
fn missing(report: &Report) -> Vec<String> {
    let has = |name: &'static str| report.facts.iter().any(|(known, values)| (known == name || known == say(name)) && !values.is_empty());
    let timed = report.timeline.as_ref().is_some_and(|timeline| timeline.start.contains('-'))
        || window(report).is_some_and(|(first, _)| first.len() > 15);
    let encrypted = report.inputs.iter().any(|input| input.status == Status::Encrypted);
    let sdk_file = report
        .inputs
        .iter()
        .any(|input| input.format.as_deref().is_some_and(|format| format.ends_with("agorasdk") || format.ends_with("agorasdk2")));
    let joins = report.sessions.iter().flat_map(|lane| &lane.marks).any(|mark| mark.kind == MarkKind::Join);
    let asked = [
        (has("sdk versions"), "the SDK version: add agorasdk.log or agoraapi.log of the same run, or write it here"),
        (has("platforms"), "device model and version of the operating system"),
        (has("app ids"), "the App ID (the first and last four characters will do)"),
        (has("channels"), "the channel name"),
        (has("uids"), "the uids of sender and receiver"),
        (timed, "the date and time at which it happened"),
        (has("time zones"), "the time zone of these times"),
        (joins, "the join: the log begins after it, or the app does not print it; add the log from its start"),
        (sdk_file || encrypted, "the SDK's own files: agorasdk.log and agoraapi.log, with the rotated ones beside them"),
        (false, "the network (mobile, company, VPN) and whether it happens every time"),
    ];
    let mut rows: Vec<String> = asked.into_iter().filter(|(known, _)| !known).map(|(_, text)| format!("- {}", say(text))).collect();
    if encrypted {
        rows.push(format!("- {}", say("attach the encrypted agorasdk.log as it is; only Agora can read it")));
    }
    rows
}

fn excerpts(report: &Report) -> String {
    let issues = issues(report);
    let worth = issues.iter().filter(|issue| issue.severity != Severity::Info);
    let mut lines: Vec<Sample> = Vec::new();
    for sample in worth.flat_map(|issue| issue.samples.iter().take(LINES)) {
        let known = lines.iter().any(|line| line.place.line == sample.place.line && line.place.source == sample.place.source);
        if !known && lines.len() < ALL_LINES {
            lines.push(sample.clone());
        }
    }
    lines.sort_by(|a, b| (&a.place.source, a.place.line).cmp(&(&b.place.source, b.place.line)));
    if lines.is_empty() { String::new() } else { format!("### {}\n\n{}", say("Log excerpts"), block(&lines)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    #[test]
    fn a_ticket_says_what_support_asks_for() {
        let text = written(write, &sample::ordinary(), 80, false);
        for part in [
            "## Agora support ticket",
            "### What happened\n\n1. ",
            "### Errors\n\n- `rtc.error/110` `ERR_INVALID_TOKEN`",
            "### Log excerpts\n\n```text\n",
            "agora-logscan ",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert_eq!(obeyed(&text), Vec::<&str>::new());
    }

    #[test]
    fn what_is_missing_is_asked_for() {
        let text = written(write, &sample::clean(), 80, false);
        assert!(text.contains("the SDK version: add agorasdk.log"), "{text}");
        assert!(text.contains("the channel name"), "{text}");
    }

    #[test]
    fn hostile_text_is_inert() {
        assert_eq!(obeyed(&written(write, &sample::hostile(), 80, false)), Vec::<&str>::new());
    }
}
