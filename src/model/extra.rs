//! What a page shows beyond counts: events over time, sessions, the sources of a finding.
//!
//! One rule: plain data like the rest of the model; labels are text, positions are numbers.

use super::Place;
use std::sync::Arc;

/// Events over time, over all sources that have a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Seconds that one bucket covers.
    pub bucket_seconds: u64,
    /// Start of the first bucket in the report's form of time.
    pub start: String,
    /// Domains with at least one timed event, the one with most events first.
    pub domains: Vec<String>,
    /// Buckets without a gap from the first event to the last.
    pub buckets: Vec<Bucket>,
    /// Events that have no time and are in no bucket.
    pub untimed: u64,
}

/// Events of one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its start, as far as the logs say: `2025-12-01T14:42`, `12-01T14:42`, `14:42`, with seconds below a minute.
    pub label: String,
    /// Events per domain, in the order of `Timeline::domains`.
    pub counts: Vec<u64>,
}

/// One failure, as often and wherever it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Events.
    pub count: u64,
    /// Its first line in every source that tells of it, the earliest in front.
    pub places: Vec<Place>,
}

/// Events of one finding in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BySource {
    /// The source's name.
    pub source: Arc<str>,
    /// Events.
    pub count: u64,
}

/// One life of an engine: from the join to the leave, as far as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLane {
    /// What tells it from others, such as `channel demo, uid 42`.
    pub label: String,
    /// Its first line.
    pub first: Place,
    /// Its last line.
    pub last: Place,
    /// What happened in it, in order.
    pub marks: Vec<Mark>,
}

/// Something that happened in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Milliseconds since the earliest mark of all sessions; nothing when the log has no time.
    pub at_ms: Option<u64>,
    /// What sort of thing.
    pub kind: MarkKind,
    /// What it was: a method, a callback or `domain/code`.
    pub what: String,
    /// Its line.
    pub place: Place,
}

/// What sort of thing a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// The app asked to join.
    Join,
    /// The join was confirmed.
    Joined,
    /// An event of severity warning.
    Warning,
    /// An event of severity error.
    Error,
    /// The app left, or the engine was released.
    Leave,
}
