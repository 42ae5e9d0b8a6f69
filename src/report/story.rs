//! Sessions to what a report says of them: lanes, facts, diagnoses.
//!
//! One rule: sets are sorted and cut, so the same logs give the same words whatever was read first.

use crate::diagnose;
use crate::model::{Diagnosis, Place};
use crate::model::{Mark, MarkKind, SessionLane};
use crate::session::{Ask, Attempt, Moment, Session};
use std::collections::{BTreeMap, BTreeSet};

/// How many values of a fact a report names.
const MAX_VALUES: usize = 20;
/// How many sessions a report keeps.
const MAX_LANES: usize = 5_000;

/// What the sessions of all sources tell, added up source by source.
#[derive(Debug, Default)]
pub struct Story {
    facts: BTreeMap<&'static str, BTreeSet<String>>,
    /// Diagnoses of single sessions.
    pub diagnoses: Vec<Diagnosis>,
    /// Sessions with at least one call.
    pub lanes: Vec<SessionLane>,
}

impl Story {
    /// Adds the sessions of one source. A diagnosis counts when one of its lines stands in the time asked for.
    pub fn add(&mut self, sessions: &[Session], wanted: &dyn Fn(Option<&str>) -> bool) {
        for session in sessions {
            let shown = |diagnosis: &Diagnosis| diagnosis.evidence.iter().any(|sample| wanted(sample.place.time.as_deref()));
            self.diagnoses.extend(diagnose::session(session).into_iter().filter(shown));
            self.learn("sdk versions", &session.versions);
            self.learn("platforms", &session.platforms);
            self.learn("app ids", &session.apps);
            self.learn("channels", &session.channels);
            self.learn("uids", &session.uids);
            if !session.attempts.is_empty() && self.lanes.len() < MAX_LANES {
                self.lanes.push(lane(session));
            }
        }
    }

    /// Adds what other sources tell.
    pub fn merge(&mut self, other: Story) {
        for (name, values) in other.facts {
            self.facts.entry(name).or_default().extend(values);
        }
        self.diagnoses.extend(other.diagnoses);
        let room = MAX_LANES.saturating_sub(self.lanes.len());
        self.lanes.extend(other.lanes.into_iter().take(room));
    }

    fn learn(&mut self, name: &'static str, values: &BTreeSet<String>) {
        if !values.is_empty() {
            self.facts.entry(name).or_default().extend(values.iter().cloned());
        }
    }

    /// The facts by name, each with at most [`MAX_VALUES`] values.
    pub fn facts(&self) -> Vec<(String, Vec<String>)> {
        let row = |(name, values): (&&str, &BTreeSet<String>)| ((*name).to_owned(), values.iter().take(MAX_VALUES).cloned().collect());
        self.facts.iter().map(row).collect()
    }
}

/// A session as a lane; times are still absolute.
fn lane(session: &Session) -> SessionLane {
    let place = |moment: &Moment| moment.place(&session.source);
    let nowhere = || Place { source: session.source.clone(), line: 0, time: None };
    SessionLane {
        label: label(session),
        first: session.first.as_ref().map_or_else(nowhere, place),
        last: session.last.as_ref().map_or_else(nowhere, place),
        marks: session.attempts.iter().flat_map(|call| marks(session, call)).collect(),
    }
}

fn label(session: &Session) -> String {
    let mut parts = Vec::new();
    if let Some(channel) = session.channels.first() {
        parts.push(format!("channel {channel}"));
    }
    if let Some(uid) = session.uids.first() {
        parts.push(format!("uid {uid}"));
    }
    if let Some(pid) = session.pid {
        parts.push(format!("process {pid}"));
    }
    if parts.is_empty() { session.source.clone() } else { parts.join(", ") }
}

fn marks(session: &Session, call: &Attempt) -> Vec<Mark> {
    let at = |kind: MarkKind, what: String| Mark {
        at_ms: call.at.ms.and_then(|ms| u64::try_from(ms).ok()),
        kind,
        what,
        place: call.at.place(&session.source),
    };
    let mut marks = match call.ask {
        Ask::Join => vec![at(MarkKind::Join, call.ask.word().to_owned())],
        Ask::Leave | Ask::Release => vec![at(MarkKind::Leave, call.ask.word().to_owned())],
        Ask::Init => Vec::new(),
    };
    match &call.failed {
        Some(failure) => marks.push(at(MarkKind::Error, format!("{}/{}", failure.domain, failure.id))),
        None if call.ask == Ask::Join && call.done.is_some() => marks.push(at(MarkKind::Joined, "onJoinChannelSuccess".to_owned())),
        None => {}
    }
    marks
}

/// Counts times from the earliest mark on; marks whose times cannot be compared lose theirs.
pub fn align(lanes: &mut [SessionLane]) {
    let shape = |mark: &Mark| mark.place.time.as_deref().map(|time| time.find('T'));
    let shapes: BTreeSet<Option<Option<usize>>> = lanes.iter().flat_map(|lane| &lane.marks).map(shape).collect();
    let first = lanes.iter().flat_map(|lane| &lane.marks).filter_map(|mark| mark.at_ms).min().unwrap_or(0);
    for mark in lanes.iter_mut().flat_map(|lane| &mut lane.marks) {
        mark.at_ms = if shapes.len() == 1 { mark.at_ms.map(|at| at - first) } else { None };
    }
}
