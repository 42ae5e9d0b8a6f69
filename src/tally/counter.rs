//! Counts the events of one log, in order.
//!
//! One rule: a rotated log is one log: what began at the end of one piece goes on in the next.

use super::{Burst, Count, MAX_BURSTS, Spot, Tally, is_time};
use crate::catalogue::Id;
use crate::scan::{Event, resolve};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Events closer than this are one incident, in milliseconds.
pub const INCIDENT_MS: u64 = 2_000;
/// Without times, events closer than this are one incident, in lines.
const INCIDENT_LINES: u64 = 20;

/// Counts the events of one log.
#[derive(Default)]
pub struct Counter {
    tally: Tally,
    /// The piece that is being counted, and the lines of those before it.
    log: u32,
    before: u64,
    open: BTreeMap<(&'static str, Id, Option<u32>), Open>,
}

/// The incident that an event may still belong to.
struct Open {
    line: u64,
    millis: Option<u64>,
    /// Where it is listed, when it is.
    at: Option<usize>,
}

impl Counter {
    /// Goes on with the next piece of a rotated log.
    pub fn start(&mut self, log: u32, lines_before: u64) {
        (self.log, self.before) = (log, lines_before);
    }

    /// Counts an event; echoes count nothing.
    pub fn add(&mut self, event: &Event) {
        if event.echo_of.is_some() {
            return;
        }
        let spot = Spot { log: self.log, line: event.line, time: event.time.as_deref().map(Box::from) };
        let count = match self.tally.counts.entry((event.domain, event.id.clone())) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Count::new(event.severity, &spot)),
        };
        count.events += 1;
        if let Some(time) = event.time.as_deref().filter(|time| is_time(time)) {
            count.times.add(time, 1);
        }
        if spot.earlier(&count.first).is_lt() {
            count.first = spot.clone();
        }
        if spot.later(&count.last).is_gt() {
            count.last = spot.clone();
        }
        count.of_log(self.log, 1);
        count.of_api(event.api.as_deref(), event.via, 1);
        if !event.sdk.is_empty() {
            count.of_sdk(event.sdk, 1);
        }
        count.sample(&spot, || event.text.as_str().into());
        burst(&mut self.open, count, event, spot, self.before + event.line);
    }

    /// How many incidents of an event's code there are so far.
    pub fn incidents(&self, event: &Event) -> u64 {
        self.tally.counts.get(&(event.domain, event.id.clone())).map_or(0, |count| count.incidents)
    }

    /// The counts.
    pub fn finish(mut self) -> Tally {
        self.tally.counts.values_mut().for_each(|count| count.logs = count.by_log.len() as u64);
        self.tally
    }
}

/// A burst of one code in one process is one incident.
fn burst(open: &mut BTreeMap<(&'static str, Id, Option<u32>), Open>, count: &mut Count, event: &Event, spot: Spot, line: u64) {
    let millis = event.time.as_deref().and_then(resolve::millis);
    let now = Open { line, millis, at: None };
    let before = match open.entry((event.domain, event.id.clone(), event.pid)) {
        Entry::Occupied(known) => {
            let known = known.into_mut();
            if goes_on(known, &now) {
                let passed = known.millis.zip(millis).map_or(0, |(a, b)| b.saturating_sub(a));
                known.line = now.line;
                known.millis = now.millis.or(known.millis);
                if let Some(burst) = known.at.and_then(|at| count.bursts.get_mut(at)) {
                    burst.events += 1;
                    burst.lasts += passed;
                }
                return;
            }
            known
        }
        Entry::Vacant(new) => new.insert(now),
    };
    count.incidents += 1;
    let listed = count.bursts.len() < MAX_BURSTS;
    *before = Open { line, millis, at: listed.then_some(count.bursts.len()) };
    if listed {
        if count.bursts.is_empty() {
            count.bursts.reserve_exact(1);
        }
        count.bursts.push(Burst { first: spot, lasts: 0, events: 1 });
    }
}

fn goes_on(before: &Open, now: &Open) -> bool {
    match (before.millis, now.millis) {
        (Some(a), Some(b)) => a.abs_diff(b) <= INCIDENT_MS,
        _ => now.line.saturating_sub(before.line) <= INCIDENT_LINES,
    }
}
