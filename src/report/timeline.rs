//! Counts per stretch of time to a timeline without gaps.
//!
//! One rule: the stretch is as fine as the page can show, and the same for the same counts in whatever order they came.

use crate::model::{Bucket, Timeline};
use crate::tally::{Tally, Times};
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

/// Most buckets of a timeline.
const MAX_BUCKETS: usize = 1_440;

/// The stretches tried, the finest first: how much of a dated time names them, and their seconds.
const STEPS: [(usize, i64); 3] = [(16, 60), (13, 3_600), (10, 86_400)];

/// The timeline of all dated events, and the row of each count in the order of the tally.
pub(super) fn of(tally: &Tally) -> (Option<Timeline>, Vec<Vec<u64>>) {
    let none = || (None, vec![Vec::new(); tally.counts.len()]);
    let dated: Vec<BTreeMap<&str, u64>> = tally.counts.values().map(|count| dated(&count.times)).collect();
    let finest = dated.iter().flatten().map(|(key, _)| key.len()).min();
    let keys = || dated.iter().flat_map(|times| times.keys().copied());
    let (Some(finest), Some(first), Some(last)) = (finest, keys().min(), keys().max()) else { return none() };
    for (length, seconds) in STEPS.into_iter().filter(|(length, _)| *length <= finest) {
        let Some(labels) = labels(first, last, length, seconds) else { continue };
        let rows: Vec<Vec<u64>> = dated.iter().map(|times| row(times, &labels, length)).collect();
        return (Some(timeline(tally, &rows, labels, seconds)), rows);
    }
    none()
}

fn dated(times: &Times) -> BTreeMap<&str, u64> {
    times.counts.iter().filter(|(key, _)| key.len() >= 10 && key.as_bytes()[4] == b'-').map(|(key, count)| (key.as_str(), *count)).collect()
}

fn moment(key: &str) -> Option<DateTime> {
    let full = match key.len() {
        10 => format!("{key}T00:00"),
        13 => format!("{key}:00"),
        _ => key.to_owned(),
    };
    full.parse().ok()
}

/// Every label from the first to the last, or nothing when there are too many.
fn labels(first: &str, last: &str, length: usize, seconds: i64) -> Option<Vec<String>> {
    let (start, end) = (moment(&first[..length.min(first.len())])?, moment(&last[..length.min(last.len())])?);
    let span = start.duration_until(end).max(SignedDuration::ZERO).as_secs() / seconds;
    if usize::try_from(span).ok()? >= MAX_BUCKETS {
        return None;
    }
    (0..=span)
        .map(|step| Some(start.checked_add((step * seconds).seconds()).ok()?.strftime("%Y-%m-%dT%H:%M").to_string()[..length].to_owned()))
        .collect()
}

fn row(times: &BTreeMap<&str, u64>, labels: &[String], length: usize) -> Vec<u64> {
    let mut row = vec![0; labels.len()];
    for (key, count) in times {
        if let Ok(at) = labels.binary_search_by(|label| label.as_str().cmp(&key[..length])) {
            row[at] += count;
        }
    }
    row
}

fn timeline(tally: &Tally, rows: &[Vec<u64>], labels: Vec<String>, seconds: i64) -> Timeline {
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for ((domain, _), row) in tally.counts.keys().zip(rows) {
        *totals.entry(domain).or_default() += row.iter().sum::<u64>();
    }
    let mut domains: Vec<(&str, u64)> = totals.into_iter().filter(|(_, total)| *total > 0).collect();
    domains.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let placed: u64 = rows.iter().flatten().sum();
    let all: u64 = tally.counts.values().map(|count| count.events).sum();
    let count = |domain: &str, at: usize| tally.counts.keys().zip(rows).filter(|((of, _), _)| *of == domain).map(|(_, row)| row[at]).sum();
    let start = labels[0].clone();
    let buckets = labels
        .into_iter()
        .enumerate()
        .map(|(at, label)| Bucket { counts: domains.iter().map(|(domain, _)| count(domain, at)).collect(), label });
    Timeline {
        bucket_seconds: seconds.unsigned_abs(),
        start,
        buckets: buckets.collect(),
        domains: domains.into_iter().map(|(domain, _)| domain.to_owned()).collect(),
        untimed: all - placed,
    }
}
