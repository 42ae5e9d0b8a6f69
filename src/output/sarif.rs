//! SARIF 2.1.0 for code scanning: one rule and one result per code or diagnosis.
//!
//! One rule: everything that GitHub needs to take and track an alert is there, and no limit of its intake is exceeded.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::Look;
use super::issue::{Issue, each};
use super::words::{answer, clean, incomplete, input_state, silent};
use crate::model::{Place, Report, Severity, Status};
use crate::text::sanitise::cut;

/// GitHub keeps this many results of a run.
const RESULTS: usize = 5000;
/// Longest description of a rule, and longest message written.
const TEXT: usize = 1000;
/// Longest name of a rule.
const NAME: usize = 255;

/// The document; the version stands early so that a reader can tell what it reads.
#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

/// Writes the document.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let issues: Vec<Issue<'_>> = each(report).take(RESULTS).collect();
    let mut rules = Vec::new();
    let mut known = BTreeMap::new();
    let mut results = Vec::new();
    for issue in &issues {
        let index = *known.entry(&issue.id).or_insert_with(|| {
            rules.push(rule(issue));
            rules.len() - 1
        });
        results.push(result(issue, index));
    }
    let run = json!({
        "tool": {"driver": driver(&rules)},
        "automationDetails": {"id": "agora-logscan/logs/"},
        "columnKind": "utf16CodeUnits",
        "invocations": [{
            "executionSuccessful": !report.inputs.iter().any(|input| input.status == Status::Failed),
            "toolExecutionNotifications": notifications(report),
        }],
        "results": results,
    });
    let document = Document { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn driver(rules: &[Value]) -> Value {
    let mut driver = json!({
        "name": "agora-logscan",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let page = [env!("CARGO_PKG_HOMEPAGE"), env!("CARGO_PKG_REPOSITORY")].into_iter().find(|page| !page.is_empty());
    if let Some(page) = page {
        driver["informationUri"] = json!(page);
    }
    driver
}

fn rule(issue: &Issue) -> Value {
    let help = if issue.fixes.is_empty() { "Nothing needs to be done.".to_owned() } else { issue.fixes.join(" ") };
    let about = if issue.causes.is_empty() { sentence(&issue.title) } else { issue.causes.join(" ") };
    let problem = match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    };
    let mut rule = json!({
        "id": cut(&issue.id, NAME),
        "shortDescription": {"text": cut(&sentence(&issue.title), TEXT)},
        "fullDescription": {"text": cut(&about, TEXT)},
        "help": {"text": cut(&help, TEXT)},
        "defaultConfiguration": {"level": level(issue.severity)},
        "properties": {"precision": "high", "problem.severity": problem, "tags": ["agora"]},
    });
    if !issue.name.is_empty() {
        rule["name"] = json!(cut(&issue.name, NAME));
    }
    if issue.url.starts_with("https://") || issue.url.starts_with("http://") {
        rule["helpUri"] = json!(encoded(&issue.url, ":/?#[]@!$&'()*+,;=%-._~"));
    }
    rule
}

fn result(issue: &Issue, index: usize) -> Value {
    let unknown = Place { source: "agora-logscan".into(), line: 1, time: None };
    let place = issue.place.unwrap_or(&unknown);
    let related: Vec<Value> = issue
        .samples
        .iter()
        .filter(|sample| sample.place != *place)
        .enumerate()
        .map(|(at, sample)| {
            let mut location = location(issue, &sample.place);
            location["id"] = json!(at + 1);
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": cut(&issue.id, NAME),
        "ruleIndex": index,
        "level": level(issue.severity),
        "message": {"text": cut(&sentence(&issue.message()), TEXT)},
        "locations": [location(issue, place)],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{}:1", issue.fingerprint),
            "agoraFinding/v1": issue.fingerprint,
        },
    });
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

/// A place, with the line itself when it is one of the samples.
fn location(issue: &Issue, place: &Place) -> Value {
    let text = issue.samples.iter().find(|sample| sample.place == *place).map(|sample| clean(&sample.text));
    let text = text.map(|text| cut(&text, TEXT).into_owned()).filter(|text| !text.is_empty());
    let end = text.as_ref().map_or(2, |text| text.encode_utf16().count() + 1);
    let line = place.line.max(1);
    let mut region = json!({"startLine": line, "startColumn": 1, "endLine": line, "endColumn": end});
    if let Some(text) = text {
        region["snippet"] = json!({"text": text});
    }
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.source)}, "region": region}})
}

/// What happened to the inputs, and the answer when nothing is wrong.
fn notifications(report: &Report) -> Vec<Value> {
    let note = |level: &str, text: &str| json!({"level": level, "message": {"text": cut(&sentence(text), TEXT)}});
    let mut notes = Vec::new();
    for input in incomplete(report).chain(silent(report)) {
        let level = match input.status {
            Status::Failed => "error",
            Status::Partial | Status::Encrypted => "warning",
            Status::Complete | Status::Skipped => "note",
        };
        notes.push(note(level, &format!("'{}': {}", clean(&input.source), input_state(input))));
    }
    notes.extend(report.warnings.iter().map(|warning| note("warning", &clean(warning))));
    notes.extend(answer(report).map(|answer| note("note", &answer)));
    notes
}

/// The text with a final period.
fn sentence(text: &str) -> String {
    let text = if text.trim().is_empty() { "No text" } else { text };
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A source as a URI: relative as given, or `file:` when it is absolute.
fn uri(source: &str) -> String {
    let path = source.replace('\\', "/");
    let safe = |path: &str| encoded(path, "/!@-._~");
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    if drive {
        return format!("file:///{}:{}", &path[..1], safe(&path[2..]));
    }
    if path.starts_with('/') {
        return format!("file:///{}", safe(path.trim_start_matches('/')));
    }
    let path = path.trim_start_matches("./");
    if path.is_empty() { "input".to_owned() } else { safe(path) }
}

/// Percent-encodes every byte but letters, digits and the signs in `keep`.
fn encoded(text: &str, keep: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || keep.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    fn shown(report: &Report) -> Value {
        let text = written(write, report, 80, false);
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        serde_json::from_str(&text).unwrap_or_default()
    }

    #[test]
    fn results_point_at_their_rules_and_places() {
        let document = shown(&sample::ordinary());
        let run = &document["runs"][0];
        let results = run["results"].as_array().cloned().unwrap_or_default();
        assert_eq!(results.len(), 5);
        for result in &results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap_or(99)).unwrap_or(99);
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let region = &results[1]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], 412);
        assert!(region["snippet"]["text"].as_str().is_some_and(|text| text.contains("errInvalidToken")));
        assert_eq!(results[1]["level"], "error");
        assert_eq!(results[4]["level"], "note");
        assert_eq!(results[1]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 11);
        assert_eq!(run["invocations"][0]["executionSuccessful"], true, "a partial input is not a failed scan");
    }

    #[test]
    fn limits_of_the_intake_hold() {
        let document = shown(&sample::many(6000));
        let run = &document["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(RESULTS));
        let long = shown(&sample::hostile());
        for rule in long["runs"][0]["tool"]["driver"]["rules"].as_array().into_iter().flatten() {
            for key in ["shortDescription", "fullDescription", "help"] {
                let length = rule[key]["text"].as_str().map_or(0, |text| text.chars().count());
                assert!((1..=1024).contains(&length), "{key} {length}");
            }
            assert!(rule["name"].as_str().is_none_or(|name| name.chars().count() <= 255));
        }
        assert_eq!(long["runs"][0]["invocations"][0]["executionSuccessful"], false);
    }

    #[test]
    fn sources_become_uris() {
        for (source, want) in [
            ("logs/app.log", "logs/app.log"),
            ("./app.log", "app.log"),
            ("/var/a b/x.log", "file:///var/a%20b/x.log"),
            (r"C:\logs\app.log", "file:///C:/logs/app.log"),
            ("b.zip!a/x.log", "b.zip!a/x.log"),
            ("::error::日", "%3A%3Aerror%3A%3A%E6%97%A5"),
            ("50%.log", "50%25.log"),
            ("", "input"),
        ] {
            assert_eq!(uri(source), want);
        }
    }

    #[test]
    fn the_line_hash_is_the_fingerprint_wherever_the_code_was_seen_first() {
        let print = |report: &Report| shown(report)["runs"][0]["results"][1]["partialFingerprints"]["primaryLocationLineHash"].clone();
        let report = sample::ordinary();
        let mut moved = report.clone();
        moved.findings[0].first.line += 10;
        assert_eq!(print(&report), print(&moved));
        moved.findings[0].first.source = "/home/runner/src/app/logs/other.log".into();
        assert_eq!(print(&report), print(&moved));
        assert_eq!(print(&report), format!("{}:1", report.findings[0].fingerprint));
        let all = shown(&report)["runs"][0]["results"].as_array().cloned().unwrap_or_default();
        let mut prints: Vec<String> =
            all.iter().map(|result| result["partialFingerprints"]["primaryLocationLineHash"].to_string()).collect();
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), all.len(), "no two alerts are taken for one");
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        let notes = |report| shown(&report)["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
        assert!(notes(sample::clean()).contains("no errors in 310 recognised lines of 1,204 lines, 1 source."));
        assert!(notes(sample::unrecognised()).contains("no Agora lines recognised in 3,012 lines of 2 sources."));
    }
}
