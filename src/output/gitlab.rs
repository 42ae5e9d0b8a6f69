//! The Code Quality report of GitLab: an array of issues that a merge request shows.
//!
//! One rule: fingerprints stay the same from run to run, so GitLab can tell new issues from known ones.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Look;
use super::issue::{Issue, each, relative_path};
use super::words::{answer, clean, hash, incomplete, input_state, silent};
use crate::model::{Input, Report, Severity, Status};
use crate::text::sanitise::cut;

/// Longest description written.
const TEXT: usize = 1000;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

/// Writes the report as a JSON array, without a byte order mark.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let mut entries: Vec<Entry> = each(report).map(|issue| of_issue(&issue)).collect();
    let whole = answer(report).is_some();
    let mut seen = BTreeMap::new();
    entries.extend(incomplete(report).chain(silent(report).filter(|_| whole)).map(|input| of_input(input, &mut seen)));
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn of_issue(issue: &Issue) -> Entry {
    let severity = match issue.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    let (source, line) = issue.place.map_or(("agora-logscan", 1), |place| (&*place.source, place.line));
    entry(&issue.message(), &issue.label(), issue.fingerprint.clone(), severity, source, line)
}

/// An input that was not read to the end, or that says nothing when no other does.
///
/// Its fingerprint must not depend on the folder of one machine, so it is made of the file's name and, when several share
/// that, of how many came before; `seen` counts them.
fn of_input(input: &Input, seen: &mut BTreeMap<String, u64>) -> Entry {
    let severity = match input.status {
        Status::Failed | Status::Partial => "minor",
        Status::Complete | Status::Encrypted | Status::Skipped => "info",
    };
    let text = format!("{}: {}", clean(&input.source), input_state(input));
    let name = input.source.rsplit(['/', '\\']).next().unwrap_or_default();
    let before = seen.entry(format!("{name} {}", input.status.word())).and_modify(|count| *count += 1).or_default();
    let fingerprint = hash(&["input", name, input.status.word(), &before.to_string()]);
    entry(&text, "input", fingerprint, severity, &input.source, 1)
}

fn entry(text: &str, check: &str, fingerprint: String, severity: &'static str, source: &str, line: u64) -> Entry {
    Entry {
        description: cut(text, TEXT).into_owned(),
        check_name: check.to_owned(),
        fingerprint,
        severity,
        location: Location { path: clean_path(source), lines: Lines { begin: line.max(1) } },
    }
}

/// A path below the root of the checkout; what the sanitiser puts in front of a backslash-free path stays readable.
fn clean_path(source: &str) -> String {
    clean(&relative_path(source)).replace('\\', "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};
    use serde_json::Value;

    fn shown(report: &Report) -> Vec<Value> {
        let text = written(write, report, 80, false);
        assert!(text.starts_with('['), "no byte order mark");
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        serde_json::from_str(&text).unwrap_or_default()
    }

    #[test]
    fn issues_have_what_gitlab_reads() {
        let entries = shown(&sample::ordinary());
        let severities: Vec<&str> = entries.iter().filter_map(|entry| entry["severity"].as_str()).collect();
        assert_eq!(severities, ["major", "major", "major", "minor", "info", "minor"]);
        assert_eq!(entries[1]["check_name"], "rtc.error/110 ERR_INVALID_TOKEN");
        assert_eq!(entries[1]["location"]["path"], "logs/device-a/app.log");
        assert_eq!(entries[1]["location"]["lines"]["begin"], 412);
        assert_eq!(entries[5]["check_name"], "input");
    }

    #[test]
    fn fingerprints_differ_and_paths_are_relative() {
        for report in [sample::ordinary(), sample::hostile(), sample::unrecognised()] {
            let entries = shown(&report);
            let mut prints: Vec<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
            assert_eq!(prints.len(), entries.len());
            prints.sort_unstable();
            prints.dedup();
            assert_eq!(prints.len(), entries.len());
            for path in entries.iter().filter_map(|entry| entry["location"]["path"].as_str()) {
                assert!(!path.starts_with(['/', '.']) && !path.contains('\\') && !path.is_empty(), "{path}");
            }
        }
    }

    #[test]
    fn inputs_keep_their_fingerprint_on_another_machine() {
        let prints = |report: &Report| -> Vec<Value> { shown(report).into_iter().map(|entry| entry["fingerprint"].clone()).collect() };
        let report = sample::ordinary();
        let mut moved = report.clone();
        for source in moved.inputs.iter_mut().map(|input| &mut input.source) {
            *source = format!("/builds/7/{source}");
        }
        assert_eq!(prints(&report), prints(&moved));
        moved.inputs = vec![moved.inputs[2].clone(), moved.inputs[2].clone()];
        moved.inputs[1].source = "/elsewhere/agorasdk.log.gz".to_owned();
        let mut twice = prints(&moved);
        let all = twice.len();
        twice.sort_by_key(Value::to_string);
        twice.dedup();
        assert_eq!(twice.len(), all, "two files of one name stay two issues");
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        assert!(shown(&sample::clean()).is_empty(), "no issue is GitLab's way to say that all is well");
        let nothing = shown(&sample::unrecognised());
        assert_eq!(nothing.len(), 2);
        assert_eq!(nothing[0]["description"], "nginx.log: no Agora lines recognised in 3,000 lines");
        assert_eq!(nothing[0]["severity"], "info");
    }
}
