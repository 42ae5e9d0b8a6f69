//! Suppressions: findings that somebody has judged and does not want to see.
//!
//! One rule: nothing is hidden without a word. Every suppression has a reason, and one that has ended or matches nothing is reported.

use super::code::Codes;
use super::date::Date;
use super::{recount, shown};
use crate::catalogue::raw::fold;
use crate::report::verdict::count;
use crate::report::{Finding, Report};
use std::fmt;

/// What a suppression is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Findings of these codes.
    Code {
        /// The codes.
        codes: Codes,
        /// Only events of this API, in any language's spelling.
        api: Option<String>,
        /// Only findings of which every sample holds this text.
        message: Option<String>,
    },
    /// The diagnosis with this identifier.
    Diagnosis(String),
}

/// One `[[ignore]]` of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// What is suppressed.
    pub target: Target,
    /// Why; never empty.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it stands, such as `agora-logscan.toml line 12`.
    pub place: String,
}

/// What one suppression took out of a report.
#[derive(Default)]
struct Taken {
    findings: u64,
    events: u64,
    diagnoses: u64,
}

/// Takes suppressed findings out of a report.
///
/// An ignore with an API takes that API's events; the finding goes when no event is left. Places, incidents and samples of a
/// finding that stays are not known per API and stay as they are. An ignore holds through its `until` day; `today` is the day
/// of the scan. Ended and unused ones become warnings of the report. The notes say, a line per ignore, what was taken and why.
pub fn apply(mut report: Report, ignores: &[Ignore], today: Date) -> (Report, Vec<String>) {
    let mut notes = Vec::new();
    for ignore in ignores {
        if let Some(until) = ignore.until.filter(|until| *until < today) {
            report.warnings.push(format!("{ignore} ended on {until} and is not applied: {}", shown(&ignore.reason)));
            continue;
        }
        let taken = take(&mut report, &ignore.target);
        if taken.is_nothing() {
            report.warnings.push(format!("{ignore} matches nothing: {}", shown(&ignore.reason)));
        } else {
            notes.push(format!("ignored {taken} by {ignore}: {}", shown(&ignore.reason)));
        }
    }
    if !notes.is_empty() {
        recount(&mut report);
    }
    (report, notes)
}

fn take(report: &mut Report, target: &Target) -> Taken {
    let mut taken = Taken::default();
    match target {
        Target::Code { codes, api, message } => report.findings.retain_mut(|finding| {
            let matches = codes.holds(finding.domain, &finding.code) && says(finding, message.as_deref());
            !matches || !taken.from(finding, api.as_deref())
        }),
        Target::Diagnosis(id) => {
            let before = report.diagnoses.len();
            report.diagnoses.retain(|diagnosis| diagnosis.id != id);
            taken.diagnoses = (before - report.diagnoses.len()) as u64;
        }
    }
    taken
}

/// Whether every line that is known of the finding holds the text.
fn says(finding: &Finding, message: Option<&str>) -> bool {
    let Some(message) = message else { return true };
    !finding.samples.is_empty() && finding.samples.iter().all(|sample| sample.text.contains(message))
}

impl Taken {
    /// Takes a finding, or the share of one API; tells whether nothing of the finding is left.
    fn from(&mut self, finding: &mut Finding, api: Option<&str>) -> bool {
        let share = match api {
            Some(api) => take_api(finding, api),
            None => Some(finding.count),
        };
        let Some(events) = share else { return false };
        finding.count = finding.count.saturating_sub(events);
        finding.incidents = finding.incidents.min(finding.count);
        self.findings += 1;
        self.events = self.events.saturating_add(events);
        finding.count == 0
    }

    fn is_nothing(&self) -> bool {
        self.findings == 0 && self.diagnoses == 0
    }
}

/// Removes the rows of an API and adds up their events; nothing when there is no such row.
fn take_api(finding: &mut Finding, api: &str) -> Option<u64> {
    let api = fold(api);
    let before = finding.by_api.len();
    let mut events = 0_u64;
    finding.by_api.retain(|row| {
        let same = row.api.as_deref().is_some_and(|name| fold(name) == api);
        events = events.saturating_add(if same { row.count } else { 0 });
        !same
    });
    (finding.by_api.len() < before).then_some(events)
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.diagnoses > 0 {
            return f.write_str(&count(self.diagnoses, "diagnosis", "diagnoses"));
        }
        let events = count(self.events, "event", "events");
        write!(f, "{events} of {}", count(self.findings, "finding", "findings"))
    }
}

impl fmt::Display for Ignore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = shown(&self.place);
        match &self.target {
            Target::Diagnosis(id) => write!(f, "the ignore of diagnosis {id} ({place})"),
            Target::Code { codes, api, .. } => {
                let api = api.as_deref().map(|api| format!(" in {}", shown(api))).unwrap_or_default();
                write!(f, "the ignore of {}{api} ({place})", shown(&codes.to_string()))
            }
        }
    }
}
