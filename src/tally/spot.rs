//! A line of one of several logs, and which of two such lines comes first.
//!
//! One rule: logs are numbers here, in the order of their names; so a place costs little and two of them compare quickly.

use crate::model::Place;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::sync::Arc;

/// A line. In JSON: `[log, line, time]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The log, by its place in the list that goes with it.
    pub log: u32,
    /// 1-based line after decoding.
    pub line: u64,
    /// Time in the report's form, if the log has one.
    pub time: Option<Box<str>>,
}

/// Whether a time has the report's form. Logs may hold others, which are kept as they are and compared with nothing.
pub fn is_time(time: &str) -> bool {
    time.len() <= 40
        && time.bytes().any(|byte| byte.is_ascii_digit())
        && time.bytes().all(|byte| byte.is_ascii_digit() || b"T:.,+-Z ".contains(&byte))
}

impl Spot {
    /// The time when it has a full date: only those can be compared over several logs.
    pub fn dated(&self) -> Option<&str> {
        self.time.as_deref().filter(|time| time.len() >= 19 && time.as_bytes()[4] == b'-')
    }

    /// The order among first places: dated ones by time, then all others; then by log and line.
    pub fn earlier(&self, other: &Spot) -> Ordering {
        let (mine, theirs) = (self.dated(), other.dated());
        theirs.is_some().cmp(&mine.is_some()).then_with(|| mine.cmp(&theirs)).then_with(|| self.by_line(other))
    }

    /// The order among last places: the latest dated one is the greatest, else the last line.
    pub fn later(&self, other: &Spot) -> Ordering {
        let (mine, theirs) = (self.dated(), other.dated());
        mine.cmp(&theirs).then_with(|| self.by_line(other))
    }

    fn by_line(&self, other: &Spot) -> Ordering {
        (self.log, self.line).cmp(&(other.log, other.line))
    }

    /// The place, with the name of its log.
    pub fn place(self, name: Arc<str>) -> Place {
        Place { source: name, line: self.line, time: self.time.map(String::from) }
    }
}

impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.log, self.line, &self.time).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Spot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (log, line, time) = Deserialize::deserialize(deserializer)?;
        Ok(Spot { log, line, time })
    }
}

#[cfg(test)]
mod tests {
    use super::Spot;

    fn spot(log: u32, line: u64, time: &str) -> Spot {
        Spot { log, line, time: (!time.is_empty()).then(|| time.into()) }
    }

    #[test]
    fn dated_lines_come_first_and_last() {
        let (early, late) = (spot(1, 9, "2025-12-01T10:00:00"), spot(0, 1, "2025-12-01T10:00:01"));
        let (clock, none) = (spot(0, 2, "09:00:00"), spot(0, 3, ""));
        assert!(early.earlier(&late).is_lt() && late.earlier(&clock).is_lt() && clock.earlier(&none).is_lt());
        assert!(late.later(&early).is_gt() && early.later(&none).is_gt() && none.later(&clock).is_gt());
    }
}
