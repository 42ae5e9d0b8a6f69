//! Bars out of buckets, and the numbers on an axis.
//!
//! One rule: whole numbers only, so that a page is the same on every machine.

use crate::lang::say;
use crate::report::verdict::count;
use crate::report::{Bucket, Timeline};

/// Domains with a colour of their own; the others share one.
pub(super) const COLOURS: usize = 6;

/// One bar of a chart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar<'a> {
    /// Where it starts.
    pub label: &'a str,
    /// Events per series.
    pub counts: Vec<u64>,
}

impl Bar<'_> {
    /// Events in all series.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// Names of the series: the largest domains, then `other domains` when there are more.
pub(super) fn series(timeline: &Timeline) -> Vec<&str> {
    let mut names: Vec<&str> = timeline.domains.iter().take(COLOURS).map(String::as_str).collect();
    if timeline.domains.len() > COLOURS {
        names.push(say("other domains"));
    }
    names
}

/// How many buckets one bar must cover so that there are at most `most` bars.
pub(super) fn per_bar(buckets: usize, most: usize) -> usize {
    buckets.div_ceil(most).max(1)
}

/// Bars that cover `each` buckets, for `series` series.
pub(super) fn bars(buckets: &[Bucket], each: usize, series: usize) -> Vec<Bar<'_>> {
    buckets.chunks(each).map(|chunk| bar(chunk, series)).collect()
}

fn bar(buckets: &[Bucket], series: usize) -> Bar<'_> {
    let mut counts = vec![0; series];
    for bucket in buckets {
        for (at, count) in bucket.counts.iter().enumerate() {
            if let Some(sum) = counts.get_mut(at.min(COLOURS)) {
                *sum += count;
            }
        }
    }
    Bar { label: buckets.first().map_or("", |bucket| &bucket.label), counts }
}

/// The top of an axis that holds `most`: 1, 2, 4, 10, 20, 40, 60, 100 and so on.
pub(super) fn top(most: u64) -> u64 {
    let mut step: u64 = 1;
    loop {
        for factor in [1, 2, 4, 6] {
            if step.saturating_mul(factor) >= most {
                return step.saturating_mul(factor);
            }
        }
        step = step.saturating_mul(10);
    }
}

/// A length of time in words, in its two largest units: `1 minute`, `2 hours 20 minutes`.
pub(super) fn duration(seconds: u64) -> String {
    let units = [
        (seconds / 86_400, "day", "days"),
        (seconds / 3600 % 24, "hour", "hours"),
        (seconds / 60 % 60, "minute", "minutes"),
        (seconds % 60, "second", "seconds"),
    ];
    let first = units.iter().position(|(number, ..)| *number > 0).unwrap_or(units.len() - 1);
    let words: Vec<String> = units[first..]
        .iter()
        .take(2)
        .enumerate()
        .filter(|(at, (number, ..))| *at == 0 || *number > 0)
        .map(|(_, (number, one, many))| count(*number, one, many))
        .collect();
    words.join(" ")
}

/// The seconds that a bar of `each` buckets covers.
pub(super) fn bar_seconds(timeline: &Timeline, each: usize) -> u64 {
    timeline.bucket_seconds.saturating_mul(each as u64)
}

#[cfg(test)]
mod tests {
    use super::{bars, duration, per_bar, top};
    use crate::report::Bucket;

    #[test]
    fn axes_end_at_round_numbers() {
        let tops: Vec<u64> = [0, 1, 2, 3, 5, 9, 11, 59, 61, 101, u64::MAX].into_iter().map(top).collect();
        assert_eq!(tops, [1, 1, 2, 4, 6, 10, 20, 60, 100, 200, u64::MAX]);
    }

    #[test]
    fn bars_keep_every_event() {
        let buckets: Vec<Bucket> = (0..100).map(|at| Bucket { label: at.to_string(), counts: vec![1, 0, 2, 0, 0, 0, 3, 4] }).collect();
        let bars = bars(&buckets, per_bar(buckets.len(), 30), 7);
        assert_eq!((bars.len(), bars[1].label), (25, "4"));
        assert_eq!(bars[0].counts, [4, 0, 8, 0, 0, 0, 28]);
        assert_eq!(bars.iter().map(super::Bar::total).sum::<u64>(), 1000);
    }

    #[test]
    fn durations_read_well() {
        let texts: Vec<String> = [1, 60, 90, 900, 3600, 8401, 90_000, 0].into_iter().map(duration).collect();
        let expected =
            ["1 second", "1 minute", "1 minute 30 seconds", "15 minutes", "1 hour", "2 hours 20 minutes", "1 day 1 hour", "0 seconds"];
        assert_eq!(texts, expected);
    }
}
