//! Every log in `fixtures/` gives its saved report, however it is cut and however many threads read it; and what is found
//! is what a careful engineer marked in it.
//!
//! `UPDATE=1 cargo test` writes the reports anew. The marks (`.labels.json`) are written by hand.

mod common;

use agora_logscan::catalogue::Id;
use agora_logscan::report::{Confidence, Report, Severity};
use agora_logscan::scan::Event;
use agora_logscan::scan::stream::Cut;
use agora_logscan::{Options, output, scan_bytes, scan_paths};
use common::{files, no_complaints, read, root, same_as_file, schema};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

/// What must be found in a log, and lines about which nobody is right or wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    findings: Vec<Label>,
    optional: Vec<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    line: u64,
    domain: String,
    code: Code,
    via: String,
    api: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Code {
    Number(u32),
    Name(String),
}

impl Code {
    fn is(&self, id: &Id) -> bool {
        match (self, id) {
            (Code::Number(a), Id::Number(b)) => a == b,
            (Code::Name(a), Id::Name(b)) => a == b,
            _ => false,
        }
    }
}

/// Lines that are read in pieces may hold several events.
const OVERLONG: usize = 64 * 1024;

/// Logs with a saved report and labels.
fn logs() -> Vec<String> {
    every_log().into_iter().filter(|log| !log.starts_with(DIAGNOSES)).collect()
}

/// All logs, those too that show or do not show one diagnosis and have tests of their own.
fn every_log() -> Vec<String> {
    files("fixtures", ".log")
}

const DIAGNOSES: &str = "fixtures/diagnose/";

fn beside(log: &str, ending: &str) -> String {
    format!("{}{ending}", log.strip_suffix(".log").expect("a log"))
}

fn labels(log: &str) -> Labels {
    let path = beside(log, ".labels.json");
    serde_json::from_str(&read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_first_finding_is_the_failure_that_the_first_sure_diagnosis_names() {
    let mut complaints = Vec::new();
    let mut judged = 0;
    for log in every_log() {
        let report = scan_paths(&[root().join(&log)], &Options::default(), &mut |_, _| {});
        let found = |code: &&String| report.findings.iter().any(|finding| finding.id == **code && finding.is_problem());
        let sure = report.diagnoses.iter().filter(|told| told.severity == Severity::Error && told.confidence != Confidence::Possible);
        let Some(named) = sure.flat_map(|told| &told.codes).find(found) else { continue };
        judged += 1;
        if report.findings.first().is_none_or(|first| first.id != *named) {
            complaints.push(format!("{log}: {named} is not the first row"));
        }
    }
    assert!(judged > 10, "only {judged} logs have a diagnosis with a code");
    no_complaints("first rows", &complaints);
}

/// Every event of a fixture, echoes and infos too.
fn events(log: &str) -> Vec<Event> {
    let mut events = Vec::new();
    scan_paths(&[root().join(log)], &Options::default(), &mut |_, event| events.push(event.clone()));
    events
}

fn json(report: &Report) -> String {
    let mut out = Vec::new();
    output::json::write(report, &mut out).expect("memory can always be written");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// The report of a fixture, read by so many threads in stretches of this size.
fn report(log: &str, bytes: &[u8], threads: usize, cut: Cut) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads");
    let options = Options { cut, ..Options::default() };
    json(&pool.install(|| scan_bytes(log, bytes, &options)))
}

/// Ways to read a source that must not be told apart.
const WAYS: &[(usize, Cut)] = &[
    (1, Cut { stretch: 1 << 20, at_once: 1, every_line: false }),
    (2, Cut { stretch: 4096, at_once: 2, every_line: false }),
    (8, Cut { stretch: 1024, at_once: 8, every_line: false }),
    (8, Cut { stretch: 97, at_once: 3, every_line: false }),
];

#[test]
fn every_log_gives_its_saved_report_whoever_reads_it() {
    let mut complaints = Vec::new();
    for log in every_log() {
        let bytes = fs::read(root().join(&log)).expect("a fixture");
        let mut reports = WAYS.iter().map(|(threads, cut)| report(&log, &bytes, *threads, *cut));
        let first = reports.next().expect("at least one way");
        for (other, way) in reports.zip(&WAYS[1..]) {
            if other != first {
                complaints.push(format!("{log}: {} threads, stretches of {} bytes: another report", way.0, way.1.stretch));
            }
        }
        if !log.starts_with(DIAGNOSES) {
            complaints.extend(same_as_file(&beside(&log, ".json"), &first).err());
        }
    }
    no_complaints("reports", &complaints);
}

#[test]
fn every_log_has_its_report_and_labels_and_nothing_lies_about() {
    let logs = logs();
    assert!(logs.len() >= 70, "{} logs", logs.len());
    let wanted: BTreeSet<String> = logs.iter().flat_map(|log| [beside(log, ".json"), beside(log, ".labels.json")]).collect();
    let found: BTreeSet<String> = files("fixtures", ".json").into_iter().filter(|file| !file.starts_with(DIAGNOSES)).collect();
    let unknown = found.difference(&wanted).map(|file| format!("{file} belongs to no log"));
    let missing = wanted.difference(&found).filter(|_| !common::update()).map(|file| format!("{file} is missing"));
    no_complaints("files", &unknown.chain(missing).collect::<Vec<_>>());
}

#[test]
fn every_platform_has_logs() {
    let folders: BTreeSet<String> = logs().iter().filter_map(|log| log.split('/').nth(1).map(str::to_owned)).collect();
    for platform in [
        "android",
        "ios",
        "macos",
        "windows",
        "flutter",
        "react-native",
        "unity",
        "unreal",
        "electron",
        "web",
        "rtm",
        "server",
        "recording",
        "sdk",
        "iris",
        "wrapped",
        "noise",
    ] {
        assert!(folders.contains(platform), "no logs of {platform}");
    }
}

#[test]
fn every_report_fits_the_schema() {
    let schema = serde_json::from_str(output::SCHEMA).expect("the schema is JSON");
    let mut complaints = Vec::new();
    for log in every_log() {
        let options = Options { mergeable: true, ..Options::default() };
        let report = scan_bytes(&log, &fs::read(root().join(&log)).expect("a fixture"), &options);
        let document = serde_json::from_str(&json(&report)).expect("the report is JSON");
        complaints.extend(schema::complaints(&schema, &document).into_iter().map(|complaint| format!("{log}: {complaint}")));
    }
    no_complaints("reports against the schema", &complaints);
}

#[test]
fn no_line_is_counted_twice() {
    let mut complaints = Vec::new();
    for log in logs() {
        let mut lines = BTreeSet::new();
        for event in events(&log).into_iter().filter(|event| event.echo_of.is_none()) {
            if !lines.insert(event.line) && !is_overlong(&log, event.line) {
                complaints.push(format!("{log}:{}: counted twice", event.line));
            }
        }
    }
    no_complaints("lines", &complaints);
}

fn is_overlong(log: &str, line: u64) -> bool {
    let bytes = fs::read(root().join(log)).expect("a fixture");
    let at = usize::try_from(line).expect("a line") - 1;
    bytes.split(|byte| *byte == b'\n').nth(at).is_some_and(|line| line.len() > OVERLONG)
}

#[test]
fn an_echo_names_an_earlier_or_later_line_with_the_same_code() {
    let mut complaints = Vec::new();
    for log in logs() {
        let events = events(&log);
        for event in &events {
            let Some(echo) = &event.echo_of else { continue };
            match events.iter().find(|other| other.line == echo.line && other.id == event.id) {
                None => complaints.push(format!("{log}:{} repeats line {}, which has no such event", event.line, echo.line)),
                Some(original) if original.echo_of.is_some() => {
                    complaints.push(format!("{log}:{} repeats line {}, which is itself an echo", event.line, echo.line));
                }
                Some(_) => {}
            }
        }
    }
    no_complaints("echoes", &complaints);
}

#[test]
fn noise_and_healthy_sessions_have_no_findings() {
    let quiet: Vec<String> = logs().into_iter().filter(|log| log.contains("/noise/") || log.contains("healthy")).collect();
    assert!(quiet.len() >= 10);
    let found = quiet.iter().flat_map(|log| problems(log).into_iter().map(move |event| shown(log, &event)));
    no_complaints("false alarms", &found.collect::<Vec<_>>());
}

/// What a report counts as an error or a warning.
fn problems(log: &str) -> Vec<Event> {
    events(log).into_iter().filter(|event| event.echo_of.is_none() && event.severity != Severity::Info).collect()
}

fn shown(log: &str, event: &Event) -> String {
    format!(
        "{log}:{}: {}/{} by {}: {}",
        event.line,
        event.domain,
        event.id,
        event.pattern,
        event.text.chars().take(160).collect::<String>()
    )
}

/// How the events of all fixtures compare with their labels.
#[derive(Default)]
struct Score {
    right: u32,
    wrong: Vec<String>,
    missed: Vec<String>,
    named: u32,
    misnamed: Vec<String>,
}

impl Score {
    fn add(&mut self, log: &str) {
        let labels = labels(log);
        let mut open: Vec<&Label> = labels.findings.iter().collect();
        for event in problems(log) {
            match open.iter().position(|label| label.line == event.line && label.domain == event.domain && label.code.is(&event.id)) {
                Some(at) => self.hit(log, open.swap_remove(at), &event),
                None if labels.optional.contains(&event.line) => {}
                None => self.wrong.push(shown(log, &event)),
            }
        }
        self.missed.extend(open.iter().map(|label| format!("{log}:{}: {}/{:?} missed", label.line, label.domain, label.code)));
    }

    fn hit(&mut self, log: &str, label: &Label, event: &Event) {
        self.right += 1;
        let Some(api) = &label.api else { return };
        if event.api.as_deref().is_some_and(|is| is.eq_ignore_ascii_case(api)) && event.via.word() == label.via {
            self.named += 1;
        } else {
            self.misnamed.push(format!("{log}:{}: {:?} via {}, not {api} via {}", event.line, event.api, event.via.word(), label.via));
        }
    }
}

fn share(part: u32, rest: &[String]) -> f64 {
    let rest = f64::from(u32::try_from(rest.len()).expect("a few"));
    f64::from(part) / (f64::from(part) + rest)
}

/// The bounds are the project's promise; what is below them is listed.
#[test]
fn precision_and_recall_keep_their_promise() {
    let mut score = Score::default();
    for log in logs() {
        score.add(&log);
    }
    let (precision, recall, api) =
        (share(score.right, &score.wrong), share(score.right, &score.missed), share(score.named, &score.misnamed));
    println!(
        "right {} wrong {} missed {}: precision {precision:.3} recall {recall:.3} api {api:.3}",
        score.right,
        score.wrong.len(),
        score.missed.len()
    );
    let list = [score.wrong, score.missed, score.misnamed].concat().join("\n");
    assert!(score.right > 200, "the labels are read");
    assert!(precision >= 0.98 && recall >= 0.97 && api >= 0.90, "precision {precision:.3} recall {recall:.3} api {api:.3}\n{list}");
}
