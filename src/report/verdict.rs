//! The sentence in front of every report.
//!
//! One rule: "nothing of Agora was recognised" and "nothing is wrong" are different answers and never share a sentence.

use crate::lang::{self, fill};
use crate::model::{Report, Severity, Status};
use std::fmt::Display;

/// A number with its noun: `one` or `many`, both English words.
pub fn count(n: u64, one: &str, many: &str) -> String {
    let key = format!("{{n}} {}", if n == 1 { one } else { many });
    lang::fill(&key, &[("n", &grouped(n))])
}

/// Digits in groups of three.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Report {
    /// One sentence that sums up the report.
    pub fn verdict(&self) -> String {
        verdict(self)
    }

    /// Text was read, and none of it is recognisably about the SDK.
    pub fn is_foreign(&self) -> bool {
        self.recognised_lines() == 0 && self.totals.lines > 0
    }
}

/// Sums the report up.
fn verdict(report: &Report) -> String {
    let problems = report.findings.iter().filter(|finding| finding.is_problem()).count() as u64;
    let sources = count(report.totals.sources, "source", "sources");
    if problems > 0 {
        return counts(report, problems, &sources);
    }
    let told = report.diagnoses.iter().filter(|diagnosis| diagnosis.severity != Severity::Info).count() as u64;
    if told > 0 {
        let diagnoses = count(told, "diagnosis", "diagnoses");
        return fill("no error codes but {diagnoses}, {sources}", &[("diagnoses", &diagnoses), ("sources", &sources)]);
    }
    let lines = count(report.totals.lines, "line", "lines");
    match report.recognised_lines() {
        0 if report.inputs.iter().any(|input| input.status == Status::Encrypted) => {
            fill("nothing readable: encrypted SDK log among {sources}", &[("sources", &sources)])
        }
        0 if report.totals.lines == 0 && unread(report) > 0 => fill("nothing could be read of {sources}", &[("sources", &sources)]),
        0 if report.totals.lines == 0 => fill("nothing to scan in {sources}: no text", &[("sources", &sources)]),
        0 => fill("no Agora lines recognised in {lines} of {sources}", &[("lines", &lines), ("sources", &sources)]) + &in_part(report),
        recognised => {
            let recognised = count(recognised, "recognised line", "recognised lines");
            let values: [(&str, &dyn Display); 3] = [("recognised", &recognised), ("lines", &lines), ("sources", &sources)];
            let what = if report.known > 0 {
                "nothing new in {recognised} of {lines}, {sources}"
            } else {
                "no errors in {recognised} of {lines}, {sources}"
            };
            fill(what, &values) + &in_part(report)
        }
    }
}

/// Sources that a fault kept from being read to their end.
fn unread(report: &Report) -> u64 {
    report.inputs.iter().filter(|input| matches!(input.status, Status::Partial | Status::Failed)).count() as u64
}

/// What limits an answer that finds nothing.
fn in_part(report: &Report) -> String {
    match unread(report) {
        0 => String::new(),
        unread => fill(" ({n} not read to the end)", &[("n", &grouped(unread))]),
    }
}

fn counts(report: &Report, problems: u64, sources: &str) -> String {
    let codes = count(problems, "code", "codes");
    let errors = count(report.totals.errors, "error", "errors");
    let incidents = count(report.totals.incidents, "incident", "incidents");
    let values: [(&str, &dyn Display); 4] = [("errors", &errors), ("codes", &codes), ("incidents", &incidents), ("sources", &sources)];
    if report.totals.warnings == 0 {
        return fill("{errors} of {codes} in {incidents}, {sources}", &values);
    }
    let warnings = count(report.totals.warnings, "warning", "warnings");
    let values: Vec<(&str, &dyn Display)> = values.into_iter().chain([("warnings", &warnings as &dyn Display)]).collect();
    fill("{errors} and {warnings} of {codes} in {incidents}, {sources}", &values)
}
