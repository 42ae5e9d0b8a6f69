//! Leaves out texts that no report of these parts will show.
//!
//! One rule: only what cannot come back goes: a line behind the first few of its code, a diagnosis behind the one that speaks. More
//! parts can only push further texts out.

use crate::catalogue::Id;
use crate::model::{Confidence, Severity};
use crate::part::Part;
use crate::tally::{MAX_SAMPLES, Spot};
use std::collections::BTreeMap;

/// The order of a place over logs that have no numbers yet; as [`Spot::earlier`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    undated: bool,
    time: String,
    source: String,
    line: u64,
}

fn rank(part: &Part, spot: &Spot) -> Rank {
    Rank {
        undated: spot.dated().is_none(),
        time: spot.dated().unwrap_or_default().to_owned(),
        source: part.logs.get(spot.log as usize).map(|log| log.source.clone()).unwrap_or_default(),
        line: spot.line,
    }
}

type Voice = (Severity, Confidence, Option<Rank>);

/// Leaves out the texts.
pub(super) fn texts(parts: &mut [Part]) {
    let (last, first) = (last_shown(parts), speakers(parts));
    for part in parts {
        let mut tally = std::mem::take(&mut part.tally);
        for (key, count) in &mut tally.counts {
            count.samples.retain(|(spot, _)| last.get(key).is_none_or(|last| rank(part, spot) <= *last));
        }
        part.tally = tally;
        let mut told = std::mem::take(&mut part.story.diagnoses);
        for one in &mut told {
            let voice = (one.severity, one.confidence, one.first.as_ref().map(|spot| rank(part, spot)));
            if first.get(one.id).is_some_and(|first| voice > *first) {
                one.silence();
            }
        }
        part.story.diagnoses = told;
    }
}

/// The last place of each code that is shown, where there are more than are shown.
fn last_shown(parts: &[Part]) -> BTreeMap<(&'static str, Id), Rank> {
    let mut all: BTreeMap<(&'static str, Id), Vec<Rank>> = BTreeMap::new();
    for part in parts {
        for (key, count) in &part.tally.counts {
            let known = all.entry(key.clone()).or_default();
            known.extend(count.samples.iter().map(|(spot, _)| rank(part, spot)));
            known.sort();
            known.dedup(); // a part that came twice counts once
            known.truncate(MAX_SAMPLES);
        }
    }
    let full = all.into_iter().filter(|(_, ranks)| ranks.len() == MAX_SAMPLES);
    full.filter_map(|(key, mut ranks)| Some((key, ranks.pop()?))).collect()
}

/// For each kind of diagnosis the one that speaks.
fn speakers(parts: &[Part]) -> BTreeMap<&'static str, Voice> {
    let mut first: BTreeMap<&'static str, Voice> = BTreeMap::new();
    for part in parts {
        for one in &part.story.diagnoses {
            let voice = (one.severity, one.confidence, one.first.as_ref().map(|spot| rank(part, spot)));
            match first.get_mut(one.id) {
                Some(known) if voice < *known => *known = voice,
                Some(_) => {}
                None => drop(first.insert(one.id, voice)),
            }
        }
    }
    first
}
