//! Events per stretch of time.
//!
//! One rule: how coarse the stretches are follows from the times alone, never from the order or the grouping in which they came.

use serde::{Deserialize, Serialize};

/// How many stretches of time are told apart before they are made coarser.
pub const MAX_TIMES: usize = 4_096;
/// How many times stretches can be made coarser: from seconds to minutes, hours, days.
pub const MAX_COARSE: u8 = 3;

/// Events per stretch of time: seconds, as long as there are not too many of them, then minutes, hours, days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// How many times the stretches were made coarser.
    #[serde(default, skip_serializing_if = "is_fine")]
    pub coarse: u8,
    /// Events by the time's first characters, sorted.
    pub counts: Vec<(Box<str>, u64)>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_fine(coarse: &u8) -> bool {
    *coarse == 0
}

impl Times {
    /// Adds events of a time in the report's form.
    pub fn add(&mut self, time: &str, events: u64) {
        if let Some(key) = stretch(time, self.coarse) {
            self.count(key, events);
        }
        self.limit();
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: Times) {
        let mut other = other;
        while self.coarse < other.coarse {
            self.coarser();
        }
        while other.coarse < self.coarse {
            other.coarser();
        }
        for (key, events) in other.counts {
            self.count(&key, events);
        }
        self.limit();
    }

    fn limit(&mut self) {
        while self.counts.len() > MAX_TIMES && self.coarse < MAX_COARSE {
            self.coarser();
        }
    }

    fn coarser(&mut self) {
        self.coarse += 1;
        for (key, events) in std::mem::take(&mut self.counts) {
            if let Some(key) = stretch(&key, self.coarse) {
                self.count(key, events);
            }
        }
    }

    /// Most times come in order, so the last one is tried first.
    fn count(&mut self, key: &str, events: u64) {
        match self.counts.last_mut() {
            Some((last, sum)) if **last == *key => *sum += events,
            Some((last, _)) if **last > *key => match self.counts.binary_search_by(|(known, _)| (**known).cmp(key)) {
                Ok(at) => self.counts[at].1 += events,
                Err(at) => self.counts.insert(at, (key.into(), events)),
            },
            _ => {
                if self.counts.is_empty() {
                    self.counts.reserve_exact(1);
                }
                self.counts.push((key.into(), events));
            }
        }
    }
}

/// The first characters of a time, down to its second, or to what is left after cutting so many units off.
fn stretch(time: &str, coarse: u8) -> Option<&str> {
    let clock = if time.as_bytes().get(2) == Some(&b':') { 0 } else { time.find('T').unwrap_or(time.len()) + 1 };
    let length = (clock + 8).saturating_sub(3 * usize::from(coarse));
    time.get(..length.min(time.len())).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{MAX_TIMES, Times};

    fn minute(n: usize) -> String {
        format!("2025-{:02}-{:02}T{:02}:{:02}:07", 1 + n / 40_320, 1 + n / 1440 % 28, n / 60 % 24, n % 60)
    }

    fn times(minutes: impl Iterator<Item = usize>) -> Times {
        let mut times = Times::default();
        minutes.for_each(|n| times.add(&minute(n), 1));
        times
    }

    #[test]
    fn how_coarse_they_are_does_not_depend_on_the_grouping() {
        let all = times(0..3 * MAX_TIMES);
        assert_eq!((all.coarse, all.counts.len()), (2, (3 * MAX_TIMES).div_ceil(60)));
        for (from, until) in [(1, 3 * MAX_TIMES), (100, 4_200), (5_000, 5_001)] {
            let (a, b) = (times((0..from).chain(until..3 * MAX_TIMES)), times(from..until));
            for (mut a, b) in [(a.clone(), b.clone()), (b, a)] {
                a.merge(b);
                assert_eq!(a, all, "{from}..{until}");
            }
        }
    }
}
