//! Counts per stretch of time to a timeline without gaps.
//!
//! One rule: the stretch is as fine as the page can show, and the same for the same counts in whatever order they came.

use crate::catalogue::Id;
use crate::model::{Bucket, Timeline};
use crate::tally::{Tally, Times};
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

/// Most buckets of a timeline.
const MAX_BUCKETS: usize = 1_440;

/// The stretches tried, the finest first: how much of a whole time names them, and their seconds.
const STEPS: [(usize, i64); 4] = [(19, 1), (16, 60), (13, 3_600), (10, 86_400)];

/// How logs write a time, the one that says most in front: what is missing before its year, month or clock.
///
/// The year is one with a 29 February; it is never shown.
const FORMS: [&str; 3] = ["", "2000-", "2000-01-01T"];

/// How many codes get a row of their own in a report: those with most events.
const MAX_ROWS: usize = 1_000;

/// The stretches of time of one report.
struct Axis {
    /// How the times are written, one of [`FORMS`].
    form: usize,
    /// How much of a whole time names a stretch.
    length: usize,
    seconds: i64,
    /// The beginnings of all stretches, as whole times.
    labels: Vec<String>,
}

/// Events of single codes over the timeline.
pub(super) type Rows = BTreeMap<(&'static str, Id), Vec<u64>>;

/// The timeline of all events whose time is written in the commonest form, and the rows of the codes with most events.
pub(super) fn of(tally: &Tally) -> (Option<Timeline>, Rows) {
    let Some(axis) = Axis::of(tally) else { return (None, Rows::new()) };
    let mut most: Vec<_> = tally.counts.iter().collect();
    most.sort_by(|a, b| b.1.events.cmp(&a.1.events).then_with(|| a.0.cmp(b.0)));
    let (mut rows, mut domains) = (Rows::new(), BTreeMap::new());
    for (key, count) in most {
        let row = axis.row(&count.times);
        let domain: &mut Vec<u64> = domains.entry(key.0).or_insert_with(|| vec![0; row.len()]);
        domain.iter_mut().zip(&row).for_each(|(sum, events)| *sum += events);
        if rows.len() < MAX_ROWS {
            rows.insert(key.clone(), row);
        }
    }
    (Some(timeline(tally, axis, domains)), rows)
}

impl Axis {
    fn of(tally: &Tally) -> Option<Axis> {
        let Span { form, first, last, shortest, .. } = commonest(tally)?;
        let lacking = FORMS[form];
        let (first, last) = (format!("{lacking}{first}"), format!("{lacking}{last}"));
        let fitting = STEPS.into_iter().filter(|(length, _)| *length <= shortest + lacking.len());
        let mut axes = fitting
            .filter_map(|(length, seconds)| labels(&first, &last, length, seconds).map(|labels| Axis { form, length, seconds, labels }));
        axes.next()
    }

    /// Events of all stretches. The times are sorted as the stretches are, and mostly in the stretch of the time before or the next.
    fn row(&self, times: &Times) -> Vec<u64> {
        let (lacking, mut at) = (FORMS[self.form].len(), 0);
        let mut row = vec![0; self.labels.len()];
        for (key, count) in times.counts.iter().filter(|(key, _)| form(key) == Some(self.form)) {
            let key = &key[..self.length - lacking];
            let is_at = |at: usize| self.labels.get(at).is_some_and(|label| label[lacking..] == *key);
            let near = (at..at + 2).find(|at| is_at(*at));
            if let Some(found) = near.or_else(|| self.labels.binary_search_by(|label| label[lacking..].cmp(key)).ok()) {
                row[found] += count;
                at = found;
            }
        }
        row
    }
}

/// Which of [`FORMS`] a time is written in, or nothing when it is no time.
fn form(key: &str) -> Option<usize> {
    let sign = |at: usize| key.as_bytes().get(at).copied();
    match (sign(2), sign(4)) {
        (_, Some(b'-')) if key.len() >= 10 => Some(0),
        (Some(b'-'), _) if key.len() >= 5 => Some(1),
        (Some(b':'), _) if key.len() >= 5 => Some(2),
        _ => None,
    }
}

/// What the times of one form are together.
struct Span<'a> {
    form: usize,
    events: u64,
    first: &'a str,
    last: &'a str,
    /// Length of the shortest.
    shortest: usize,
}

/// The form in which most events have their time; the one that says more among equals.
fn commonest(tally: &Tally) -> Option<Span<'_>> {
    let mut spans: [Option<Span>; FORMS.len()] = [const { None }; FORMS.len()];
    for (key, events) in tally.counts.values().flat_map(|count| &count.times.counts) {
        let Some(form) = form(key) else { continue };
        let span = spans[form].get_or_insert(Span { form, events: 0, first: key, last: key, shortest: key.len() });
        span.events += events;
        span.first = span.first.min(key);
        span.last = span.last.max(key);
        span.shortest = span.shortest.min(key.len());
    }
    spans.into_iter().flatten().rev().max_by_key(|span| span.events).filter(|span| span.events > 0)
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
        .map(|step| {
            Some(start.checked_add((step * seconds).seconds()).ok()?.strftime("%Y-%m-%dT%H:%M:%S").to_string()[..length].to_owned())
        })
        .collect()
}

fn timeline(tally: &Tally, axis: Axis, rows: BTreeMap<&str, Vec<u64>>) -> Timeline {
    let mut domains: Vec<(&str, u64, Vec<u64>)> = rows.into_iter().map(|(domain, row)| (domain, row.iter().sum(), row)).collect();
    domains.retain(|(_, total, _)| *total > 0);
    domains.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let placed: u64 = domains.iter().map(|(_, total, _)| total).sum();
    let all: u64 = tally.counts.values().map(|count| count.events).sum();
    let labels: Vec<String> = axis.labels.into_iter().map(|label| label[FORMS[axis.form].len()..].to_owned()).collect();
    let start = labels[0].clone();
    let bucket = |(at, label)| Bucket { counts: domains.iter().map(|(_, _, row)| row[at]).collect(), label };
    Timeline {
        bucket_seconds: axis.seconds.unsigned_abs(),
        start,
        buckets: labels.into_iter().enumerate().map(bucket).collect(),
        domains: domains.iter().map(|(domain, ..)| (*domain).to_owned()).collect(),
        untimed: all - placed,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Options, scan_bytes};

    /// The labels and sums of the timeline of a log with an error at each of these times.
    fn shown(times: &[&str], tag: &str) -> (u64, Vec<(String, u64)>) {
        let lines: Vec<String> =
            times.iter().map(|time| format!("{time}{tag}[onError] err: ErrorCodeType.errInvalidToken, msg: \n")).collect();
        let lines = lines.concat();
        let timeline = scan_bytes("app.log", lines.as_bytes(), &Options::default()).timeline.expect("the log has times");
        let buckets = timeline.buckets.into_iter().filter(|bucket| bucket.counts.iter().any(|count| *count > 0));
        (timeline.bucket_seconds, buckets.map(|bucket| (bucket.label, bucket.counts.iter().sum())).collect())
    }

    fn labelled(rows: &[(&str, u64)]) -> Vec<(String, u64)> {
        rows.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
    }

    #[test]
    fn a_short_log_is_shown_by_the_second_and_a_long_one_by_the_day() {
        let tag = " I/flutter ( 6310): ";
        assert_eq!(
            shown(&["2025-12-01 08:00:01.100", "2025-12-01 08:00:01.900", "2025-12-01 08:09:30.000"], tag),
            (1, labelled(&[("2025-12-01T08:00:01", 2), ("2025-12-01T08:09:30", 1)]))
        );
        assert_eq!(
            shown(&["2025-12-01 08:00:01.100", "2025-12-01 20:00:01.900"], tag),
            (60, labelled(&[("2025-12-01T08:00", 1), ("2025-12-01T20:00", 1)]))
        );
        assert_eq!(shown(&["2024-02-28 08:00:01.100", "2024-12-01 20:00:01.900"], tag).0, 86_400);
    }

    #[test]
    fn times_without_a_year_are_times_too() {
        let tag = "  6310  6310 I flutter : ";
        assert_eq!(
            shown(&["02-28 23:59:00.100", "02-29 00:01:00.000"], tag),
            (1, labelled(&[("02-28T23:59:00", 1), ("02-29T00:01:00", 1)]))
        );
        assert_eq!(shown(&["12-01 08:00:01.100", "12-09 00:01:00.000"], tag).0, 3_600);
    }
}
