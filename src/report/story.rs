//! Sessions to what a report says of them: lanes, facts, diagnoses.
//!
//! One rule: sets are sorted and cut, so the same logs give the same words whatever was read first.

use super::model::{Diagnosis, LaneAttempt, SessionLane};
use crate::diagnose;
use crate::session::{Attempt, Session};
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

fn lane(session: &Session) -> SessionLane {
    SessionLane {
        source: session.source.clone(),
        pid: session.pid,
        start: session.first.as_ref().map(|at| at.place(&session.source)),
        end: session.last.as_ref().map(|at| at.place(&session.source)),
        sdk: session.versions.last().cloned().unwrap_or_else(|| session.sdk.to_owned()),
        attempts: session.attempts.iter().map(attempt).collect(),
        attempt_count: session.attempt_count,
    }
}

fn attempt(call: &Attempt) -> LaneAttempt {
    LaneAttempt {
        time: call.at.time.clone(),
        line: call.at.line,
        what: call.ask.word(),
        failed: call.failed.as_ref().map(|failure| format!("{}/{}", failure.domain, failure.id)),
        ok: call.done.is_some() || (call.accepted && call.failed.is_none()),
    }
}
