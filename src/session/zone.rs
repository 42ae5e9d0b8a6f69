//! In which zone the clock of a log ran: given, told by lines that also hold an epoch value, or unknown.
//!
//! One rule: what the log tells counts only when nearly all such lines agree; what the user says counts more.

use crate::token::{Moment, Zone};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Offsets of zones are whole quarters of an hour, in seconds.
const QUARTER: i64 = 900;
/// An epoch value this far from a whole quarter was not written at the moment of its line, in seconds.
const SLACK: i64 = 90;
/// The most distant zones, in quarters of an hour.
const ZONES: std::ops::RangeInclusive<i64> = -48..=56;
/// So many lines must tell it.
const FEWEST: u32 = 2;

/// Zone of a log's times.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    given: Option<TimeZone>,
    /// Votes for offsets, in quarters of an hour.
    votes: BTreeMap<i64, u32>,
}

impl Zones {
    /// With the zone the user gave, if any.
    pub fn new(given: Option<TimeZone>) -> Zones {
        Zones { given, votes: BTreeMap::new() }
    }

    /// A line with this time holds this epoch value, in seconds or milliseconds.
    pub fn vote(&mut self, time: Option<&str>, epoch: &str) {
        let Some(local) = time.and_then(|time| time.parse::<DateTime>().ok()).and_then(seconds) else { return };
        let Ok(epoch) = epoch.parse::<i64>() else { return };
        let epoch = if epoch > 100_000_000_000 { epoch / 1000 } else { epoch };
        let gap = local - epoch;
        let quarters = (gap + QUARTER / 2).div_euclid(QUARTER);
        if (gap - quarters * QUARTER).abs() <= SLACK && ZONES.contains(&quarters) {
            *self.votes.entry(quarters).or_default() += 1;
        }
    }

    /// Minutes ahead of UTC that the log itself tells.
    fn told(&self) -> Option<i32> {
        let all: u32 = self.votes.values().sum();
        let (quarters, most) = self.votes.iter().max_by_key(|(_, count)| **count)?;
        let clear = all >= FEWEST && u64::from(*most) * 10 >= u64::from(all) * 9;
        clear.then(|| i32::try_from(quarters * 15).ok()).flatten()
    }

    /// The moment of a time in the report's form, and the zone it is read in.
    pub fn of(&self, time: Option<&str>) -> (Option<Moment>, Zone) {
        let Some(time) = time else { return (None, Zone::Unknown) };
        if let Ok(at) = time.parse::<jiff::Timestamp>() {
            return (u64::try_from(at.as_second()).ok().map(Moment::Utc), Zone::Unknown);
        }
        let Ok(civil) = time.parse::<DateTime>() else { return (None, Zone::Unknown) };
        let local = seconds(civil).map(Moment::Local);
        match &self.given {
            Some(zone) => {
                let offset = zone.to_ambiguous_timestamp(civil).compatible().map(|at| zone.to_offset(at).seconds() / 60);
                (local, offset.map_or(Zone::Unknown, Zone::Offset))
            }
            None => (local, self.told().map_or(Zone::Unknown, Zone::Offset)),
        }
    }

    /// The zone in words, when the user or the log tells it: `Asia/Shanghai`, `UTC+08:00`.
    pub fn word(&self) -> Option<String> {
        if let Some(name) = self.given.as_ref().and_then(|zone| zone.iana_name()) {
            return Some(name.to_owned());
        }
        let fixed = self.given.as_ref().and_then(|zone| zone.to_fixed_offset().ok()).map(|offset| offset.seconds() / 60);
        let minutes = fixed.or_else(|| self.told())?;
        let sign = if minutes < 0 { '-' } else { '+' };
        Some(format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
    }
}

/// Seconds since 1970 on the same clock.
fn seconds(time: DateTime) -> Option<i64> {
    time.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::{Moment, Zone, Zones};

    #[test]
    fn epoch_values_beside_local_times_tell_the_zone() {
        let mut zones = Zones::default();
        zones.vote(Some("2025-06-02T18:14:34.120"), "1748859274");
        assert_eq!(zones.of(Some("2025-06-02T18:14:34")).1, Zone::Unknown, "one line is not enough");
        zones.vote(Some("2025-06-02T18:14:35.120"), "1748859275120");
        assert_eq!(zones.of(Some("2025-06-02T18:14:34")), (Some(Moment::Local(1_748_888_074)), Zone::Offset(480)));
        assert_eq!(zones.word().as_deref(), Some("UTC+08:00"));
        zones.vote(Some("2025-06-02T18:14:35"), "1748850000");
        zones.vote(Some("18:14:35"), "1748850000");
        assert_eq!(zones.word().as_deref(), Some("UTC+08:00"), "a value of another moment is no vote");
        zones.vote(Some("2025-06-02T18:14:34.120"), "1748888074");
        assert_eq!(zones.word(), None, "lines that do not agree tell nothing");
    }

    #[test]
    fn a_zone_in_the_time_itself_or_from_the_user_decides() {
        let zones = Zones::new(Some(jiff::tz::TimeZone::UTC));
        assert_eq!(zones.of(Some("2025-06-02T18:14:34+08:00")).0, Some(Moment::Utc(1_748_859_274)));
        assert_eq!(zones.of(Some("2025-06-02T18:14:34")), (Some(Moment::Local(1_748_888_074)), Zone::Offset(0)));
        assert_eq!(zones.of(Some("18:14:34")), (None, Zone::Unknown));
        assert_eq!(zones.of(None), (None, Zone::Unknown));
    }
}
