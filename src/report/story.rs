//! What the sessions of all parts tell: facts, diagnoses in order, lanes.
//!
//! One rule: severity, then certainty, then time; nothing depends on who scanned what.

use super::Names;
use crate::diagnose;
use crate::model::{Diagnosis, Mark, Sample, SessionLane};
use crate::part::{Lane, Story, Told};
use crate::session::Moment;
use crate::tally::Spot;
use std::collections::BTreeSet;

/// How many sessions a report keeps.
pub(super) const MAX_LANES: usize = 5_000;

/// Adds the story of one part, its logs numbered as in the report.
pub(super) fn add(all: &mut Story, part: Story) {
    for (name, values) in &part.facts {
        all.learn(name, values);
    }
    part.diagnoses.into_iter().for_each(|told| all.tell(told));
    let room = MAX_LANES.saturating_sub(all.lanes.len());
    all.more_lanes += part.more_lanes + part.lanes.len().saturating_sub(room) as u64;
    all.lanes.extend(part.lanes.into_iter().take(room));
}

/// The same story where logs have other numbers.
pub(super) fn renumber(story: &mut Story, numbers: &[u32]) {
    let told = story.diagnoses.iter_mut().flat_map(Told::spots);
    for spot in told.chain(story.lanes.iter_mut().flat_map(Lane::spots)) {
        spot.log = numbers.get(spot.log as usize).copied().unwrap_or(spot.log);
    }
}

/// Diagnoses, the one to fix first in front; a missing rotated file too.
pub(super) fn diagnoses(told: Vec<Told>, names: &Names<'_>) -> Vec<Diagnosis> {
    let mut told = told;
    told.sort_by(|a, b| a.before(b).then_with(|| a.id.cmp(b.id)));
    let mut list: Vec<Diagnosis> = told.into_iter().map(|told| diagnosis(told, names)).collect();
    if let Some(missing) = diagnose::missing_rotated(names.all()) {
        let key = |diagnosis: &Diagnosis| (diagnosis.severity, diagnosis.confidence);
        let at = list.partition_point(|known| key(known) <= key(&missing));
        list.insert(at, missing);
    }
    list
}

fn diagnosis(told: Told, names: &Names<'_>) -> Diagnosis {
    let title = if told.sessions > 1 { format!("{}; shown by {} sessions", told.title, told.sessions) } else { told.title };
    Diagnosis {
        id: told.id,
        title,
        confidence: told.confidence,
        severity: told.severity,
        fixes: told.fixes,
        evidence: told.evidence.into_iter().map(|(spot, text)| Sample { place: names.place(spot), text }).collect(),
        codes: told.codes,
        explains: told.explains,
    }
}

/// The lanes of a report: marks count their time from the earliest of all, and have none when clocks cannot be compared.
pub(super) fn lanes(lanes: &[Lane], names: &Names<'_>) -> Vec<SessionLane> {
    let ms = |spot: &Spot| Moment::new(spot.line, spot.time.as_deref()).ms.and_then(|ms| u64::try_from(ms).ok());
    let shape = |spot: &Spot| spot.time.as_deref().map(|time| time.find('T'));
    let spots = || lanes.iter().flat_map(|lane| &lane.marks).map(|mark| &mark.2);
    let alike = spots().map(shape).collect::<BTreeSet<_>>().len() == 1;
    let first = spots().filter_map(ms).min().unwrap_or(0);
    let list = lanes.iter().map(|lane| SessionLane {
        label: lane.label.clone(),
        first: names.place(lane.first.clone()),
        last: names.place(lane.last.clone()),
        marks: lane
            .marks
            .iter()
            .map(|mark| Mark {
                at_ms: ms(&mark.2).filter(|_| alike).map(|at| at.saturating_sub(first)),
                kind: mark.0,
                what: mark.1.to_string(),
                place: names.place(mark.2.clone()),
            })
            .collect(),
    });
    list.collect()
}
