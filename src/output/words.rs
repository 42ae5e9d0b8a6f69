//! What all outputs say in the same words.
//!
//! One rule: every function that returns foreign text has passed it through the sanitiser.

use crate::lang::{fill, say};
use crate::model::{Finding, Input, Place, Report, Severity, Status};
use crate::report::verdict::count;
use crate::text::sanitise::{cut, sanitise};

/// Foreign text, safe to print inside a line.
pub(super) fn clean(text: &str) -> String {
    sanitise(text).into_owned()
}

/// Foreign text for a place where a name is expected: one that goes on and on is cut.
pub(super) fn brief(text: &str) -> String {
    cut(&sanitise(text), 100).into_owned()
}

/// A number with its noun: `1 line`, `2 lines`.
pub(super) fn counted(n: u64, noun: &str) -> String {
    count(n, noun, &format!("{noun}s"))
}

/// Source and line, such as `app.log:7`.
pub(super) fn place(place: &Place) -> String {
    if place.line == 0 { clean(&place.source) } else { clean(&format!("{}:{}", place.source, place.line)) }
}

/// Id and constant of a finding; once when the catalogue has no constant.
pub(super) fn id_and_name(finding: &Finding) -> String {
    if finding.name == finding.code.to_string() { brief(&finding.id) } else { format!("{} {}", brief(&finding.id), brief(&finding.name)) }
}

/// How often: `once`, `12 times`, `12 times in 3 incidents`.
pub(super) fn often(finding: &Finding) -> String {
    let [times, incidents] = often_parts(finding);
    if incidents.is_empty() { times } else { fill("{times} in {incidents}", &[("times", &times), ("incidents", &incidents)]) }
}

/// How often, and in how many incidents when that is another number.
pub(super) fn often_parts(finding: &Finding) -> [String; 2] {
    let times = if finding.count == 1 { say("once").to_owned() } else { counted(finding.count, "time") };
    [times, if finding.incidents == finding.count { String::new() } else { counted(finding.incidents, "incident") }]
}

/// The APIs of a finding, one text each: `joinChannel (return)`, with counts when there are several.
pub(super) fn apis(finding: &Finding) -> Vec<String> {
    let several = finding.by_api.len() > 1;
    let named = finding.by_api.iter().map(|row| {
        let api = row.api.as_deref().map_or_else(|| say("API not named").to_owned(), brief);
        if several { format!("{api} ({}) {}x", row.via, row.count) } else { format!("{api} ({})", row.via) }
    });
    named.collect()
}

/// Which diagnosis (1-based) explains how many events of a finding; the one that explains most.
pub(super) fn explained_by(report: &Report, finding: &Finding) -> Option<(usize, u64)> {
    let mut best = None;
    for (at, diagnosis) in report.diagnoses.iter().enumerate() {
        let count: u64 = diagnosis.explains.iter().filter(|row| row.0 == finding.id).map(|row| row.1).sum();
        if count > best.map_or(0, |(_, most)| most) {
            best = Some((at + 1, count));
        }
    }
    best
}

/// The answer of a report in which nothing is wrong, without a period; its two reasons are different answers.
pub(super) fn answer(report: &Report) -> Option<String> {
    let wrong = report.findings.iter().any(|finding| finding.severity != Severity::Info);
    (!wrong && report.diagnoses.is_empty()).then(|| verdict(report))
}

/// The sentence that sums the report up, without a period.
pub(super) fn verdict(report: &Report) -> String {
    clean(report.verdict().trim_end_matches('.'))
}

/// What to do when no line was recognised.
pub(super) const SCAN_HINT: &str = "Scan the log of the app itself (logcat, Xcode or browser console) or the files that \
     the SDK writes beside it (agoraapi.log, agora-iris.log), from the device that had the problem.";

/// What became of an input, in words: `partial: cut at byte 7`, `no Agora lines recognised in 12 lines`.
pub(super) fn input_state(input: &Input) -> String {
    let mut text = match (input.status, input.recognised_lines) {
        (Status::Complete, 0) => fill("no Agora lines recognised in {lines}", &[("lines", &counted(input.lines, "line"))]),
        (Status::Complete, n) => counted(n, "recognised line"),
        (status, _) => say(status.word()).to_owned(),
    };
    if let Some(note) = &input.note {
        text = format!("{text}: {note}");
    }
    clean(&text)
}

/// Inputs that were not read to the end, in the order given.
pub(super) fn incomplete(report: &Report) -> impl Iterator<Item = &Input> {
    report.inputs.iter().filter(|input| input.status != Status::Complete)
}

/// Inputs read to the end in which nothing was recognised, in the order given.
pub(super) fn silent(report: &Report) -> impl Iterator<Item = &Input> {
    report.inputs.iter().filter(|input| input.status == Status::Complete && input.recognised_lines == 0)
}

/// FNV-1a over 64 bits in hexadecimal: a stable name for what has no fingerprint of its own.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
