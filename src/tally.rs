//! Events to counts that add up in any grouping.
//!
//! One rule: [`Tally::merge`] is associative and commutative, and first, last and samples are chosen by place and time
//! alone; so it does not matter which thread or machine counted what.

use crate::catalogue::Id;
use crate::model::{Place, Severity};
use crate::pattern::Via;
use crate::scan::Event;
use crate::scan::resolve;
use std::collections::BTreeMap;

/// How many lines of a finding are kept as evidence.
pub const MAX_SAMPLES: usize = 3;

/// A place in its order: by time when it has a date, then by source and line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    undated: bool,
    time: String,
    source: String,
    line: u64,
}

impl Key {
    /// The order of a place among the first.
    pub fn of(place: &Place) -> Key {
        let dated = place.time.as_deref().is_some_and(|time| time.len() >= 19 && time.as_bytes()[4] == b'-');
        Key {
            undated: !dated,
            time: place.time.clone().filter(|_| dated).unwrap_or_default(),
            source: place.source.clone(),
            line: place.line,
        }
    }
}

/// What is counted of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// How bad.
    pub severity: Severity,
    /// Events.
    pub events: u64,
    /// Incidents.
    pub incidents: u64,
    /// Sources with at least one event.
    pub sources: u64,
    /// First place.
    pub first: Place,
    /// Last place.
    pub last: Place,
    /// Events per API.
    pub by_api: BTreeMap<(Option<String>, Via), u64>,
    /// Events per product and era.
    pub by_sdk: BTreeMap<&'static str, u64>,
    /// The first lines, with their text.
    pub samples: Vec<(Place, String)>,
    /// Events per source, for the first [`MAX_SOURCES`] by name.
    pub by_source: BTreeMap<String, u64>,
    /// Events per stretch of time.
    pub times: Times,
}

/// How many sources of a finding are named.
pub const MAX_SOURCES: usize = 64;
/// How many stretches of time are told apart before they are made coarser.
const MAX_TIMES: usize = 4_096;

/// Events per stretch of time: seconds, as long as there are not too many of them, then minutes, hours, days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// How many times the stretches were made coarser.
    coarse: usize,
    /// By the time's first characters.
    pub counts: BTreeMap<String, u64>,
}

impl Times {
    fn add(&mut self, time: &str, events: u64) {
        if let Some(key) = stretch(time, self.coarse) {
            *self.counts.entry(key.to_owned()).or_default() += events;
        }
        self.bound();
    }

    fn bound(&mut self) {
        while self.counts.len() > MAX_TIMES && self.coarse < COARSEST {
            self.coarser();
        }
    }

    fn coarser(&mut self) {
        self.coarse += 1;
        for (key, events) in std::mem::take(&mut self.counts) {
            if let Some(key) = stretch(&key, self.coarse) {
                *self.counts.entry(key.to_owned()).or_default() += events;
            }
        }
    }

    fn merge(&mut self, mut other: Times) {
        while self.coarse < other.coarse {
            self.coarser();
        }
        while other.coarse < self.coarse {
            other.coarser();
        }
        for (key, events) in other.counts {
            *self.counts.entry(key).or_default() += events;
        }
        self.bound();
    }
}

/// Days.
const COARSEST: usize = 3;

/// The first characters of a time, down to its second, or to what is left after cutting so many units off.
fn stretch(time: &str, coarse: usize) -> Option<&str> {
    let clock = if time.as_bytes().get(2) == Some(&b':') { 0 } else { time.find('T').unwrap_or(time.len()) + 1 };
    let length = (clock + 8).saturating_sub(3 * coarse);
    time.get(..length.min(time.len())).filter(|key| !key.is_empty())
}

/// Counts of all codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By domain and code.
    pub counts: BTreeMap<(&'static str, Id), Count>,
}

impl Tally {
    /// Adds the counts of other sources.
    pub fn merge(&mut self, other: Tally) {
        for (key, count) in other.counts {
            match self.counts.get_mut(&key) {
                Some(mine) => mine.merge(count),
                None => {
                    self.counts.insert(key, count);
                }
            }
        }
    }
}

impl Count {
    fn merge(&mut self, other: Count) {
        self.severity = self.severity.min(other.severity);
        self.events += other.events;
        self.incidents += other.incidents;
        self.sources += other.sources;
        if Key::of(&other.first) < Key::of(&self.first) {
            self.first = other.first;
        }
        if last_key(&other.last) > last_key(&self.last) {
            self.last = other.last;
        }
        for (api, events) in other.by_api {
            *self.by_api.entry(api).or_default() += events;
        }
        for (sdk, events) in other.by_sdk {
            *self.by_sdk.entry(sdk).or_default() += events;
        }
        for (place, text) in other.samples {
            self.sample(place, text);
        }
        for (source, events) in other.by_source {
            *self.by_source.entry(source).or_default() += events;
        }
        while self.by_source.len() > MAX_SOURCES {
            self.by_source.pop_last();
        }
        self.times.merge(other.times);
    }

    fn sample(&mut self, place: Place, text: String) {
        let at = self.samples.partition_point(|(known, _)| Key::of(known) < Key::of(&place));
        if at < MAX_SAMPLES {
            self.samples.insert(at, (place, text));
            self.samples.truncate(MAX_SAMPLES);
        }
    }
}

/// The last place is the latest dated one, else the last line.
fn last_key(place: &Place) -> (bool, String, String, u64) {
    let key = Key::of(place);
    (!key.undated, key.time, key.source, key.line)
}

/// Counts the events of one source, in order.
pub struct Counter {
    source: String,
    tally: Tally,
    open: BTreeMap<(&'static str, Id, Option<u32>), Open>,
}

/// The incident that an event may still belong to.
struct Open {
    line: u64,
    millis: Option<u64>,
}

/// Events closer than this are one incident, in milliseconds.
const INCIDENT_MS: u64 = 2_000;
/// Without times, events closer than this are one incident, in lines.
const INCIDENT_LINES: u64 = 20;

impl Counter {
    /// For a source of this name.
    pub fn new(source: &str) -> Counter {
        Counter { source: source.to_owned(), tally: Tally::default(), open: BTreeMap::new() }
    }

    /// Counts an event; echoes count nothing.
    pub fn add(&mut self, event: &Event) {
        if event.echo_of.is_some() {
            return;
        }
        let fresh = self.opens_incident(event);
        let place = Place { source: self.source.clone(), line: event.line, time: event.time.clone() };
        let key = (event.domain, event.id.clone());
        let count = self.tally.counts.entry(key).or_insert_with(|| Count {
            severity: event.severity,
            events: 0,
            incidents: 0,
            sources: 1,
            first: place.clone(),
            last: place.clone(),
            by_api: BTreeMap::new(),
            by_sdk: BTreeMap::new(),
            samples: Vec::new(),
            by_source: BTreeMap::new(),
            times: Times::default(),
        });
        count.events += 1;
        match count.by_source.get_mut(&self.source) {
            Some(events) => *events += 1,
            None => {
                count.by_source.insert(self.source.clone(), 1);
            }
        }
        if let Some(time) = &event.time {
            count.times.add(time, 1);
        }
        count.incidents += u64::from(fresh);
        if Key::of(&place) < Key::of(&count.first) {
            count.first = place.clone();
        }
        if last_key(&place) > last_key(&count.last) {
            count.last = place.clone();
        }
        *count.by_api.entry((event.api.clone(), event.via)).or_default() += 1;
        if !event.sdk.is_empty() {
            *count.by_sdk.entry(event.sdk).or_default() += 1;
        }
        count.sample(place, event.text.clone());
    }

    /// A burst of one code in one process is one incident.
    fn opens_incident(&mut self, event: &Event) -> bool {
        let millis = event.time.as_deref().and_then(resolve::millis);
        let now = Open { line: event.line, millis };
        let Some(before) = self.open.insert((event.domain, event.id.clone(), event.pid), now) else { return true };
        match (before.millis, millis) {
            (Some(a), Some(b)) => a.abs_diff(b) > INCIDENT_MS,
            _ => event.line.saturating_sub(before.line) > INCIDENT_LINES,
        }
    }

    /// The counts.
    pub fn finish(self) -> Tally {
        self.tally
    }
}
