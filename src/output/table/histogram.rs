//! Events over time below the table, one row a stretch of time.
//!
//! One rule: rows are evenly spaced in time, empty ones too; no row is wider than the page.

use super::super::grid::{Ink, display_width, ink, paragraph};
use super::super::spark::gathered;
use super::super::words::clean;
use crate::lang::{fill, say};
use crate::model::{Report, Timeline};
use crate::report::verdict::{count, grouped};
use crate::text::sanitise::cut;
use std::fmt::Display;

/// Most rows.
const ROWS: usize = 24;
/// Narrowest bar worth drawing.
const NARROWEST: usize = 10;
/// Parts of a column, from one to seven eighths.
const PARTS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The histogram of a report; what is missing is said in words.
pub(super) fn histogram(report: &Report, width: usize, unicode: bool) -> Vec<String> {
    let Some(timeline) = report.timeline.as_ref().filter(|timeline| !timeline.buckets.is_empty()) else {
        return vec![ink(Ink::Bold, say("Events over time")), paragraph("  ", say("No event has a time that can be compared."), width)];
    };
    let totals: Vec<u64> = timeline.buckets.iter().map(|bucket| bucket.counts.iter().sum()).collect();
    let sums = gathered(&totals, ROWS);
    let size = totals.len().div_ceil(ROWS).max(1);
    let stretch = stretch(timeline.bucket_seconds * size as u64);
    let mut lines = vec![ink(Ink::Bold, &fill("Events over time, {stretch} a row", &[("stretch", &stretch)]))];
    let labels: Vec<&str> = timeline.buckets.iter().step_by(size).map(|bucket| bucket.label.as_str()).collect();
    lines.extend(rows(&labels, &sums, width, unicode));
    lines.extend(untimed(timeline));
    lines
}

fn rows(labels: &[&str], sums: &[u64], width: usize, unicode: bool) -> Vec<String> {
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    let labels: Vec<String> = labels.iter().map(|label| written(label)).collect();
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
    let room = width.saturating_sub(label_width + grouped(most).len() + 4).max(NARROWEST);
    let row = |(label, sum): (&String, &u64)| {
        let sum_text = if *sum > 0 { format!(" {}", grouped(*sum)) } else { String::new() };
        format!("  {label:<label_width$} {}{sum_text}", bar(*sum, most, room, unicode))
    };
    labels.iter().zip(sums).map(row).collect()
}

/// A time as people write it; a text of another shape is cut.
fn written(label: &str) -> String {
    let plain = label.bytes().all(|byte| byte.is_ascii_digit() || b"-:T.".contains(&byte));
    if plain { label.replacen('T', " ", 1) } else { cut(&clean(label), 20).into_owned() }
}

/// A bar as long as the count is large, at least a sign where there is an event.
fn bar(count: u64, most: u64, room: usize, unicode: bool) -> String {
    let eighths = usize::try_from((u128::from(count) * room as u128 * 8).div_ceil(u128::from(most))).unwrap_or(0);
    if !unicode {
        return "#".repeat(eighths.div_ceil(8));
    }
    let part = PARTS.get((eighths % 8).wrapping_sub(1)).copied().unwrap_or("");
    "█".repeat(eighths / 8) + part
}

fn stretch(seconds: u64) -> String {
    let units = [(86_400, "{n} d"), (3_600, "{n} h"), (60, "{n} min"), (1, "{n} s")];
    let (size, text) = units.into_iter().find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size)).unwrap_or((1, "{n} s"));
    fill(text, &[("n", &(seconds / size))])
}

fn untimed(timeline: &Timeline) -> Option<String> {
    let events = count(timeline.untimed, "event", "events");
    let values: [(&str, &dyn Display); 1] = [("events", &events)];
    (timeline.untimed > 0).then(|| format!("  {}", fill("{events} without a time are not shown", &values)))
}

#[cfg(test)]
mod tests {
    use super::{bar, histogram};
    use crate::output::grid::display_width;
    use crate::output::sample;

    #[test]
    fn bars_grow_with_the_count() {
        assert_eq!(bar(8, 8, 4, true), "████");
        assert_eq!(bar(1, 64, 4, true), "▏");
        assert_eq!(bar(1, 8, 4, true), "▌");
        assert_eq!(bar(1, 1000, 4, true), "▏");
        assert_eq!(bar(0, 8, 4, true), "");
        assert_eq!(bar(1, 1000, 4, false), "#");
    }

    #[test]
    fn rows_fit_the_page_and_are_never_too_many() {
        for width in [40, 80, 120, 200] {
            for unicode in [true, false] {
                let lines = histogram(&sample::ordinary(), width, unicode);
                assert!(lines.len() >= 2 && lines.len() <= super::ROWS + 3);
                assert!(lines.iter().all(|line| display_width(line) <= width), "{lines:?}");
                assert!(unicode || lines.iter().all(|line| !line.contains('█')));
            }
        }
    }

    #[test]
    fn a_report_without_times_says_so() {
        let report = crate::model::Report { timeline: None, ..sample::ordinary() };
        let text = crate::output::grid::paint(&histogram(&report, 80, true).join("\n"), false);
        assert!(text.contains("No event has a time"), "{text}");
    }
}
