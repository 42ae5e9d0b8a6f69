//! What a report is: the only thing an output sees.
//!
//! One rule: plain data in a fixed order, already redacted; every text still has to pass the sanitiser of its output.

mod extra;

pub use extra::{Bucket, BySource, Incident, Mark, MarkKind, SessionLane, Timeline};

use crate::catalogue::Id;
pub use crate::source::Status;
use crate::spool::Texts;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// A list that mostly has one entry, which then takes no memory of its own: a report may hold very many such lists.
pub type Few<T> = smallvec::SmallVec<[T; 1]>;

/// How sure a reader can be that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something failed.
    Error,
    /// It may become a failure.
    Warning,
    /// Worth knowing, mends itself.
    Info,
}

impl Severity {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl Status {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Status::Complete => "complete",
            Status::Partial => "partial",
            Status::Failed => "failed",
            Status::Encrypted => "encrypted",
            Status::Skipped => "skipped",
        }
    }
}

/// Everything that is known at the end of a scan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every source, by name.
    pub inputs: Vec<Input>,
    /// Sums over all sources.
    pub totals: Totals,
    /// Codes, the one to fix first in front. Boxed, since there may be very many: each takes the room that its counts leave.
    #[allow(clippy::vec_box)]
    pub findings: Vec<Box<Finding>>,
    /// What the order of events shows, root causes first.
    pub diagnoses: Vec<Diagnosis>,
    /// Facts read off the logs: SDK versions, platforms, channels; sorted by name.
    pub facts: Vec<(String, Vec<String>)>,
    /// What each engine was asked to do, in the order of sources and lines.
    pub sessions: Vec<SessionLane>,
    /// Events over time, when the logs have times.
    pub timeline: Option<Timeline>,
    /// What a reader must know to judge the report: lines left out and why, inputs that failed.
    pub warnings: Vec<String>,
    /// Digest of the user's own patterns, when there are any.
    pub rules: Option<String>,
    /// How much was taken out of quoted text and names.
    pub redaction: Redaction,
    /// Lines that were looked at closely; a figure about the scan, not about the logs.
    pub candidates: u64,
    /// Lines that look like errors but show no Agora session, and were left out.
    pub no_session: u64,
    /// What each log contributed, each as one JSON text, when the report may be merged with others.
    pub parts: Option<Texts>,
    /// Findings and diagnoses that were left out because the baseline has them.
    pub known: u64,
}

/// What was taken out of the foreign text of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redaction {
    /// The level in use: `off`, `secrets`, `default`, `strict`.
    pub level: &'static str,
    /// Places at which a secret was replaced.
    pub secrets: u64,
    /// Places at which an identifier was replaced.
    pub identifiers: u64,
}

impl Default for Redaction {
    fn default() -> Self {
        Redaction { level: "default", secrets: 0, identifiers: 0 }
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name as given, with `!` before archive members.
    pub source: String,
    /// What became of it.
    pub status: Status,
    /// The format of most of its lines, outermost envelope first, such as `docker-json>timestamp`.
    pub format: Option<String>,
    /// Character encoding on disk, lower case.
    pub encoding: String,
    /// Bytes after decoding.
    pub bytes: u64,
    /// Lines after decoding.
    pub lines: u64,
    /// Lines that are recognisably about the SDK.
    pub recognised_lines: u64,
    /// Why the status is not `complete`, or what to do.
    pub note: Option<String>,
}

/// Sums over all sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sources read, whatever their status.
    pub sources: u64,
    /// Bytes after decoding.
    pub bytes: u64,
    /// Lines after decoding.
    pub lines: u64,
    /// Events, echoes not counted.
    pub events: u64,
    /// Incidents.
    pub incidents: u64,
    /// Events of severity error.
    pub errors: u64,
    /// Events of severity warning.
    pub warnings: u64,
}

/// A line in a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The source's name, one text for all places in it.
    pub source: Arc<str>,
    /// 1-based line after decoding.
    pub line: u64,
    /// Time in the report's form, if the log has one.
    pub time: Option<String>,
}

/// All events of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `domain/code`.
    pub id: String,
    /// The domain.
    pub domain: &'static str,
    /// The code.
    pub code: Id,
    /// The constant; the code itself when the catalogue does not have it.
    pub name: Cow<'static, str>,
    /// What went wrong.
    pub title: Cow<'static, str>,
    /// How bad.
    pub severity: Severity,
    /// Events, echoes not counted.
    pub count: u64,
    /// Incidents.
    pub incidents: u64,
    /// Sources with at least one event.
    pub sources: u64,
    /// First event by time, then by source and line.
    pub first: Place,
    /// Last event.
    pub last: Place,
    /// Counts per API, largest first.
    pub by_api: Few<ByApi>,
    /// Why it happens, the likeliest for these events first.
    pub causes: Arc<[String]>,
    /// What to do.
    pub fixes: Arc<[String]>,
    /// A page to open.
    pub url: Cow<'static, str>,
    /// `domain/code` of related entries.
    pub see: Vec<String>,
    /// A few of its lines.
    pub samples: Few<Sample>,
    /// The first incidents with their places; empty when there is only one event.
    pub incident_list: Vec<Incident>,
    /// Events per bucket of the report's timeline; empty without one.
    pub timeline: Vec<u64>,
    /// Events per source, for the first sources by name.
    pub by_source: Few<BySource>,
    /// Stable name of the finding across runs: hexadecimal, from domain and code, never from places or lines.
    pub fingerprint: String,
}

/// Events of one finding that belong to one API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByApi {
    /// Method or callback, C++ spelling, or nothing when the log does not say.
    pub api: Option<String>,
    /// `callback` or `return`.
    pub via: &'static str,
    /// Events.
    pub count: u64,
}

/// A line shown as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Where it stands.
    pub place: Place,
    /// The line after redaction, not yet cut or sanitised.
    pub text: String,
}

/// How sure a diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The log proves it.
    Certain,
    /// Nothing else explains the lines as well.
    Likely,
    /// One of several explanations.
    Possible,
}

impl Confidence {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
            Confidence::Possible => "possible",
        }
    }
}

/// A finding that comes from the order of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Stable identifier, such as `invalid-app-id`.
    pub id: &'static str,
    /// One sentence: what happened.
    pub title: String,
    /// How sure.
    pub confidence: Confidence,
    /// How bad.
    pub severity: Severity,
    /// What to do, in order.
    pub fixes: Vec<String>,
    /// The lines that show it.
    pub evidence: Vec<Sample>,
    /// The codes that are this failure itself, as `domain/code`, the first seen in front.
    pub codes: Vec<String>,
    /// Events that are only its consequence: `domain/code` and how many.
    pub explains: Vec<(String, u64)>,
}

impl Report {
    /// Sources whose lines are recognisably about the SDK.
    pub fn recognised_lines(&self) -> u64 {
        self.inputs.iter().map(|input| input.recognised_lines).sum()
    }
}
