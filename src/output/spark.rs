//! Events over time in one line of a table.
//!
//! One rule: the highest column is the largest count; nothing is drawn where there are only one or two stretches of time.

use crate::model::Report;

/// Columns from few to many; without Unicode the digits 1 to 9.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const DIGITS: [char; 9] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
/// Fewer stretches show no course.
const FEWEST: usize = 3;
/// A stretch without events.
const NONE: char = '.';

/// Some finding has enough stretches of time.
pub(super) fn possible(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.timeline.len() >= FEWEST)
}

/// The counts as at most so many columns; empty when there is nothing to compare.
pub(super) fn line(counts: &[u64], width: usize, unicode: bool) -> String {
    let sums = gathered(counts, width);
    let most = sums.iter().copied().max().unwrap_or(0);
    if sums.len() < FEWEST || most == 0 {
        return String::new();
    }
    let steps: &[char] = if unicode { &BLOCKS } else { &DIGITS };
    let column = |count: u64| match usize::try_from((u128::from(count) * steps.len() as u128).div_ceil(u128::from(most))) {
        Ok(step @ 1..) => steps[step.min(steps.len()) - 1],
        _ => NONE,
    };
    sums.into_iter().map(column).collect()
}

/// Neighbours added up until there are at most so many.
pub(super) fn gathered(counts: &[u64], most: usize) -> Vec<u64> {
    let size = counts.len().div_ceil(most.max(1)).max(1);
    counts.chunks(size).map(|chunk| chunk.iter().sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::{gathered, line};

    #[test]
    fn counts_become_columns() {
        assert_eq!(line(&[0, 1, 4, 8], 16, true), ".▁▄█");
        assert_eq!(line(&[0, 1, 4, 8], 16, false), ".259");
        assert_eq!(line(&[5], 16, true), "");
        assert_eq!(line(&[0, 0, 0], 16, true), "");
        assert_eq!(line(&[1, 2], 16, true), "");
        assert_eq!(line(&[], 16, true), "");
        assert_eq!(line(&[u64::MAX / 4, 1, 0], 16, true), "█▁.");
        assert_eq!(line(&[1; 1000], 16, true).chars().count(), 16);
        assert_eq!(gathered(&[1, 2, 3, 4, 5], 2), [6, 9]);
    }
}
