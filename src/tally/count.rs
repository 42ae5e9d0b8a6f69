//! What is counted of one code.
//!
//! One rule: small, and merged by rules that see values only; a report may hold hundreds of thousands of these.

use super::{Burst, Spot, Times, Word};
use crate::model::{Few, Severity};
use crate::pattern::Via;
use serde::{Deserialize, Serialize};

/// How many lines of a code are kept as evidence.
pub const MAX_SAMPLES: usize = 3;
/// How many logs of a code are named in a report.
pub const MAX_LOGS: usize = 64;
/// How many bursts of a code are kept per log; more are only counted.
pub const MAX_BURSTS: usize = 256;

/// Counts of one code, in one part or in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How bad.
    pub severity: Severity,
    /// Events, echoes left out.
    pub events: u64,
    /// Bursts of events: what one log by itself shows as one failure each.
    pub incidents: u64,
    /// First place.
    pub first: Spot,
    /// Last place.
    pub last: Spot,
    /// Events per API and way, sorted.
    pub by_api: Few<(Option<Box<str>>, Via, u64)>,
    /// Events per product and era, sorted; those of unknown era are missing.
    #[serde(default, skip_serializing_if = "is_none", deserialize_with = "super::words::eras")]
    pub by_sdk: Few<(Word, u64)>,
    /// Events per log, sorted; in a report the first [`MAX_LOGS`] of them.
    pub by_log: Few<(u32, u64)>,
    /// Logs with at least one event; in a part, as many as are listed.
    #[serde(skip)]
    pub logs: u64,
    /// The first lines, with their text; in a part only those that are among the first of its report.
    #[serde(default, skip_serializing_if = "is_none")]
    pub samples: Few<(Spot, Box<str>)>,
    /// Events per stretch of time.
    #[serde(default, skip_serializing_if = "no_times")]
    pub times: Times,
    /// The first [`MAX_BURSTS`] incidents.
    #[serde(default, skip_serializing_if = "is_none")]
    pub bursts: Few<Burst>,
}

fn is_none<T>(list: &[T]) -> bool {
    list.is_empty()
}

fn no_times(times: &Times) -> bool {
    times.counts.is_empty()
}

impl Count {
    /// Nothing counted yet of a code that was first seen here.
    pub fn new(severity: Severity, first: &Spot) -> Count {
        Count {
            severity,
            events: 0,
            incidents: 0,
            first: first.clone(),
            last: first.clone(),
            by_api: Few::default(),
            by_sdk: Few::default(),
            by_log: Few::default(),
            logs: 0,
            samples: Few::default(),
            times: Times::default(),
            bursts: Few::default(),
        }
    }

    /// Adds the counts of other logs.
    pub fn merge(&mut self, other: Count) {
        self.severity = self.severity.min(other.severity);
        self.events += other.events;
        self.incidents += other.incidents;
        self.logs += other.logs;
        if other.first.earlier(&self.first).is_lt() {
            self.first = other.first;
        }
        if other.last.later(&self.last).is_gt() {
            self.last = other.last;
        }
        for (api, via, events) in other.by_api {
            add(
                &mut self.by_api,
                |known| (known.0.as_deref(), known.1).cmp(&(api.as_deref(), via)),
                |known| known.2 += events,
                || (api.clone(), via, events),
            );
        }
        for (sdk, events) in other.by_sdk {
            self.of_sdk(sdk, events);
        }
        for (log, events) in other.by_log {
            self.of_log(log, events);
        }
        self.by_log.truncate(MAX_LOGS);
        for (spot, text) in other.samples {
            self.sample(&spot, || text);
        }
        self.times.merge(other.times);
        let order = |burst: &Burst| (burst.first.log, burst.first.line);
        let sorted = self.bursts.last().map(order) < other.bursts.first().map(order);
        self.bursts.extend(other.bursts);
        if !sorted {
            self.bursts.sort_by_key(order);
        }
    }

    /// Counts events of a method or callback.
    pub fn of_api(&mut self, api: Option<&str>, via: Via, events: u64) {
        add(
            &mut self.by_api,
            |known| (known.0.as_deref(), known.1).cmp(&(api, via)),
            |known| known.2 += events,
            || (api.map(Box::from), via, events),
        );
    }

    /// Counts events of a product and era.
    pub fn of_sdk(&mut self, sdk: &'static str, events: u64) {
        add(&mut self.by_sdk, |known| known.0.cmp(sdk), |known| known.1 += events, || (sdk, events));
    }

    /// Counts events of a log.
    pub fn of_log(&mut self, log: u32, events: u64) {
        add(&mut self.by_log, |known| known.0.cmp(&log), |known| known.1 += events, || (log, events));
    }

    /// Keeps a line as evidence when it is among the first; its text is made only then.
    pub fn sample(&mut self, spot: &Spot, text: impl FnOnce() -> Box<str>) {
        let at = self.samples.partition_point(|(known, _)| !known.earlier(spot).is_gt());
        if at < MAX_SAMPLES {
            self.samples.truncate(MAX_SAMPLES - 1);
            self.samples.insert(at, (spot.clone(), text()));
        }
    }
}

/// Adds to the row that is equal, or puts a new one in its place.
fn add<T>(list: &mut Few<T>, order: impl FnMut(&T) -> std::cmp::Ordering, plus: impl FnOnce(&mut T), new: impl FnOnce() -> T) {
    match list.binary_search_by(order) {
        Ok(at) => plus(&mut list[at]),
        Err(at) => list.insert(at, new()),
    }
}
