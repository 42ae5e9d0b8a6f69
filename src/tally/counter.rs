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
    /// Boxed, since a tree of large values is half empty where keys come in order.
    codes: BTreeMap<(&'static str, Id), Box<Code>>,
    /// The piece that is being counted, and the lines of those before it.
    log: u32,
    before: u64,
    /// Incidents of further processes.
    open: BTreeMap<(&'static str, Id, Option<u32>), Open>,
}

/// Counts of one code, and the incident of the process in which it was first seen: mostly there is no other.
struct Code {
    count: Count,
    pid: Option<u32>,
    open: Option<Open>,
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
        let code = match self.codes.entry((event.domain, event.id.clone())) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Box::new(Code { count: Count::new(event.severity, &spot), pid: event.pid, open: None })),
        };
        let count = &mut code.count;
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
        let line = self.before + event.line;
        if code.pid == event.pid {
            burst(&mut code.open, count, event, spot, line);
        } else {
            let key = (event.domain, event.id.clone(), event.pid);
            let mut open = self.open.remove(&key);
            burst(&mut open, count, event, spot, line);
            self.open.extend(open.map(|open| (key, open)));
        }
    }

    /// How many incidents of an event's code there are so far.
    pub fn incidents(&self, event: &Event) -> u64 {
        self.codes.get(&(event.domain, event.id.clone())).map_or(0, |code| code.count.incidents)
    }

    /// The counts.
    pub fn finish(self) -> Tally {
        let counted = |(key, code): ((&'static str, Id), Box<Code>)| {
            let logs = code.count.by_log.len() as u64;
            (key, Box::new(Count { logs, ..code.count }))
        };
        Tally { counts: self.codes.into_iter().map(counted).collect() }
    }
}

/// A burst of one code in one process is one incident; `open` is the one that the event may still belong to.
fn burst(open: &mut Option<Open>, count: &mut Count, event: &Event, spot: Spot, line: u64) {
    let millis = event.time.as_deref().and_then(resolve::millis);
    let now = Open { line, millis, at: None };
    if let Some(known) = open.as_mut().filter(|known| goes_on(known, &now)) {
        let passed = known.millis.zip(millis).map_or(0, |(a, b)| b.saturating_sub(a));
        known.line = now.line;
        known.millis = now.millis.or(known.millis);
        if let Some(burst) = known.at.and_then(|at| count.bursts.get_mut(at)) {
            burst.events += 1;
            burst.lasts += passed;
        }
        return;
    }
    count.incidents += 1;
    let listed = count.bursts.len() < MAX_BURSTS;
    *open = Some(Open { at: listed.then_some(count.bursts.len()), ..now });
    if listed {
        count.bursts.push(Burst { first: spot, lasts: 0, events: 1 });
    }
}

fn goes_on(before: &Open, now: &Open) -> bool {
    match (before.millis, now.millis) {
        (Some(a), Some(b)) => a.abs_diff(b) <= INCIDENT_MS,
        _ => now.line.saturating_sub(before.line) <= INCIDENT_LINES,
    }
}
