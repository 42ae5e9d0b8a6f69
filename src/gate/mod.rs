//! Whether a report fails a build: conditions, a baseline of known findings, suppressions.
//!
//! One rule: the gate only reads and narrows a report, and every decision can be told in one line. It reads no file and no clock.
//!
//! Order of use: [`apply`] the suppressions, then [`only_new`] with a baseline, then [`verdict`].

mod baseline;
mod code;
mod condition;
mod date;
mod ignore;
mod mistake;
mod near;
#[cfg(test)]
mod tests;

pub use baseline::{Baseline, only_new};
pub use code::Codes;
pub use condition::{Condition, diagnosis_id};
pub use date::Date;
pub use ignore::{Ignore, Target, apply};
pub use mistake::{Mistake, quoted};
pub use near::{distance, nearest};

use crate::report::verdict::count;
use crate::report::{Diagnosis, Finding, Report, Severity};
use crate::text::sanitise::{cut, sanitise};

/// Most characters of one foreign text inside a reason, note or warning.
const SHOWN: usize = 200;

/// What makes a scan count as failed: any of the conditions. The default never fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The `--fail-on` values.
    pub conditions: Vec<Condition>,
}

impl Policy {
    /// Whether a condition means nothing without a baseline.
    pub fn needs_baseline(&self) -> bool {
        self.conditions.contains(&Condition::New)
    }
}

/// The answer of the gate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether any condition holds.
    pub failed: bool,
    /// What made each condition hold: one printable line per condition and finding, in the order of both.
    pub reasons: Vec<String>,
}

/// Judges a report. With a baseline only what is new or has grown is judged, and `count` counts only the growth.
///
/// Without a baseline everything is new.
pub fn verdict(report: &Report, policy: &Policy, baseline: Option<&Baseline>) -> Verdict {
    let judged = Judged::new(report, baseline);
    let reasons: Vec<String> = policy.conditions.iter().flat_map(|condition| judged.reasons(condition)).collect();
    Verdict { failed: !reasons.is_empty(), reasons }
}

/// What of a report the conditions see.
struct Judged<'a> {
    findings: Vec<&'a Finding>,
    diagnoses: Vec<&'a Diagnosis>,
    baseline: Option<&'a Baseline>,
}

impl<'a> Judged<'a> {
    fn new(report: &'a Report, baseline: Option<&'a Baseline>) -> Self {
        let new = |finding: &&Finding| baseline.is_none_or(|baseline| !baseline.knows(finding));
        let new_diagnosis = |one: &&Diagnosis| baseline.is_none_or(|baseline| !baseline.knows_diagnosis(one));
        Self {
            findings: report.findings.iter().map(Box::as_ref).filter(new).collect(),
            diagnoses: report.diagnoses.iter().filter(new_diagnosis).collect(),
            baseline,
        }
    }

    fn reasons(&self, condition: &Condition) -> Vec<String> {
        match condition {
            Condition::Never => Vec::new(),
            Condition::Any | Condition::New => self.matching(condition, |_| true, |_| true),
            Condition::Warning => self.at_least(condition, Severity::Warning),
            Condition::Error => self.at_least(condition, Severity::Error),
            Condition::Code(codes) => {
                let named = |finding: &Finding| codes.iter().any(|code| code.holds(finding.domain, &finding.code));
                self.matching(condition, named, |_| false)
            }
            Condition::Diagnosis(ids) => self.matching(condition, |_| false, |one| ids.iter().any(|id| id == one.id)),
            Condition::Count { limit, or_equal } => self.too_many(condition, *limit, *or_equal),
        }
    }

    /// `Severity` puts the worst first, so that "at least" is "not after".
    fn at_least(&self, condition: &Condition, worst: Severity) -> Vec<String> {
        self.matching(condition, |finding| finding.severity <= worst, |one| one.severity <= worst)
    }

    fn matching(&self, condition: &Condition, code: impl Fn(&Finding) -> bool, cause: impl Fn(&Diagnosis) -> bool) -> Vec<String> {
        let findings = self.findings.iter().filter(|one| code(one)).map(|one| self.describe(one));
        let causes = self.diagnoses.iter().filter(|one| cause(one));
        let causes = causes.map(|one| format!("diagnosis {}: {}", one.id, shown(&one.title)));
        findings.chain(causes).map(|what| format!("{}: {what}", name(condition))).collect()
    }

    fn too_many(&self, condition: &Condition, limit: u64, or_equal: bool) -> Vec<String> {
        let events = self.findings.iter().fold(0, |sum: u64, finding| sum.saturating_add(self.growth(finding)));
        let holds = events > limit || (or_equal && events == limit);
        let more = if self.baseline.is_some() { " more than in the baseline" } else { "" };
        let line = || format!("{}: {}{more}", name(condition), count(events, "event", "events"));
        holds.then(line).into_iter().collect()
    }

    fn known(&self, finding: &Finding) -> Option<u64> {
        self.baseline.and_then(|baseline| baseline.count(&finding.fingerprint))
    }

    fn growth(&self, finding: &Finding) -> u64 {
        finding.count.saturating_sub(self.known(finding).unwrap_or(0))
    }

    fn describe(&self, finding: &Finding) -> String {
        let events = count(finding.count, "event", "events");
        let change = match (self.baseline, self.known(finding)) {
            (Some(baseline), Some(known)) => {
                let api = baseline.grown_api(finding).filter(|_| finding.count <= known);
                let api = api.map(|row| format!(", more of {}", row.api.as_deref().map_or_else(|| "no named API".to_owned(), shown)));
                format!(", {} in the baseline{}", count(known, "event", "events"), api.unwrap_or_default())
            }
            (Some(_), None) => ", not in the baseline".to_owned(),
            (None, _) => String::new(),
        };
        let unnamed = finding.name == finding.code.to_string();
        let name = if unnamed { String::new() } else { format!(" {}", shown(&finding.name)) };
        let (id, source) = (shown(&finding.id), shown(&finding.first.source));
        format!("{id}{name}, {events}{change}, first at {source}:{}", finding.first.line)
    }
}

/// The condition as the user wrote it, printable.
fn name(condition: &Condition) -> String {
    shown(&condition.to_string())
}

/// A foreign text on one printable line.
fn shown(text: &str) -> String {
    cut(&sanitise(text), SHOWN).into_owned()
}

/// Makes the sums agree with the findings again after some were taken out.
fn recount(report: &mut Report) {
    let findings = &report.findings;
    let sum = |numbers: &mut dyn Iterator<Item = u64>| numbers.fold(0, u64::saturating_add);
    let of = |severity: Severity| sum(&mut findings.iter().filter(|finding| finding.severity == severity).map(|finding| finding.count));
    report.totals.events = sum(&mut findings.iter().map(|finding| finding.count));
    report.totals.incidents = sum(&mut findings.iter().filter(|finding| finding.is_problem()).map(|finding| finding.incidents));
    report.totals.errors = of(Severity::Error);
    report.totals.warnings = of(Severity::Warning);
}
