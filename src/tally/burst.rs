//! Events of one code close together in one log: one failure that said so several times.
//!
//! One rule: a burst is told by the log alone; which bursts of several logs are one failure is settled over all of them.

use super::Spot;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A burst. In JSON: `[log, line, time, milliseconds, events]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Its first line.
    pub first: Spot,
    /// Milliseconds from its first to its last event, as far as they have times.
    pub lasts: u64,
    /// Its events.
    pub events: u64,
}

impl Serialize for Burst {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.first.log, self.first.line, &self.first.time, self.lasts, self.events).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Burst {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (log, line, time, lasts, events) = Deserialize::deserialize(deserializer)?;
        Ok(Burst { first: Spot { log, line, time }, lasts, events })
    }
}
