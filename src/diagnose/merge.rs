//! Diagnoses of all sessions to one list: the same failure once, the one to fix first in front.
//!
//! One rule: severity, then certainty, then time; nothing depends on who scanned what.

use crate::model::{Diagnosis, Place};
use crate::tally::Key;

/// Puts diagnoses of one kind together and all of them in order.
pub fn merge(diagnoses: Vec<Diagnosis>) -> Vec<Diagnosis> {
    let mut merged: Vec<(Diagnosis, u64)> = Vec::new();
    for diagnosis in diagnoses {
        match merged.iter_mut().find(|(known, _)| known.id == diagnosis.id) {
            Some((known, sessions)) => {
                add(known, diagnosis);
                *sessions += 1;
            }
            None => merged.push((diagnosis, 1)),
        }
    }
    for (diagnosis, sessions) in merged.iter_mut().filter(|(_, sessions)| *sessions > 1) {
        diagnosis.title = format!("{}; shown by {sessions} sessions", diagnosis.title);
    }
    let mut list: Vec<Diagnosis> = merged.into_iter().map(|(diagnosis, _)| diagnosis).collect();
    list.sort_by(|a, b| (a.severity, a.confidence, first(a), a.id).cmp(&(b.severity, b.confidence, first(b), b.id)));
    list
}

/// The earlier and surer one speaks, what both explain adds up.
fn add(known: &mut Diagnosis, mut other: Diagnosis) {
    if (other.severity, other.confidence, first(&other)) < (known.severity, known.confidence, first(known)) {
        std::mem::swap(known, &mut other);
    }
    for code in other.codes {
        if !known.codes.contains(&code) {
            known.codes.push(code);
        }
    }
    for (id, count) in other.explains {
        match known.explains.iter_mut().find(|(known, _)| *known == id) {
            Some((_, sum)) => *sum += count,
            None => known.explains.push((id, count)),
        }
    }
    known.explains.sort();
}

fn first(diagnosis: &Diagnosis) -> Option<Key> {
    let place: Option<&Place> = diagnosis.evidence.first().map(|sample| &sample.place);
    place.map(Key::of)
}
