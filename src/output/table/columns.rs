//! The columns of the table and the cells of a finding.
//!
//! One rule: every layout says the same; with less room, cells move below one another.

use super::super::grid::{display_width, ink, tag};
use super::super::short::Short;
use super::super::spark;
use super::super::words::{apis, brief, clean, explained_by, often, often_parts};
use super::colour_of;
use crate::lang::{fill, say};
use crate::model::{Finding, Report};

/// Columns of the events of one finding over time.
const SPARK: usize = 16;

/// Headers and column widths of the table: fewer columns, with more lines each, when there is less room.
///
/// With room for it and something to show, the widest layout has a column of events over time.
pub(super) fn layout(width: usize, over_time: bool) -> (Vec<&'static str>, Vec<usize>) {
    let (headers, widths): (Vec<&str>, Vec<usize>) = match width {
        ..60 => (vec!["Codes"], vec![]),
        60..110 => (vec!["Severity", "Code, API", "What it is, what to do, where"], vec![15, 29]),
        110..160 => (vec!["Severity", "Code, API", "Seen", "What it is", "What to do"], vec![15, 29, 25 + (width - 110).min(14) / 2, 20]),
        _ => (
            vec!["Severity", "Code", "Count", "First seen", "Last seen", "API", "What it is", "What to do"],
            vec![10, 29, 15, 25, 25, 27, 25],
        ),
    };
    let (mut headers, mut widths) = (headers, widths);
    if over_time && width >= 160 {
        headers.insert(5, "Over time");
        widths.insert(5, SPARK + 2);
    }
    widths.push(width - widths.iter().sum::<usize>());
    (headers.into_iter().map(say).collect(), widths)
}

/// The cells of a finding, merged into as many columns as the layout has.
pub(super) fn cells(report: &Report, short: &Short, finding: &Finding, columns: usize, unicode: bool) -> Vec<String> {
    let severity = ink(colour_of(finding.severity), say(finding.severity.word()));
    let code = lines(&[brief(&finding.id), name(finding)]);
    let times = lines(&often_parts(finding));
    let (first, last) = (short.place(&finding.first), short.place(&finding.last));
    let seen = if finding.count == 1 { first.clone() } else { seen(&first, &last) };
    let api = apis(finding).join("\n");
    let what = clean(&finding.title);
    let todo = todo(report, finding);
    let over_time = spark::line(&finding.timeline, SPARK, unicode);
    match columns {
        9 => {
            let ends = (lines(&short.parts(&finding.first)), last_parts(short, finding));
            vec![severity, code, times, ends.0, ends.1, over_time, api, what, todo]
        }
        8 => vec![severity, code, times, lines(&short.parts(&finding.first)), last_parts(short, finding), api, what, todo],
        5 => vec![lines(&[severity, times]), lines(&[code, api]), lines(&[seen, over_time]), what, todo],
        3 => vec![lines(&[severity, times]), lines(&[code, api]), lines(&[what, todo, seen, over_time])],
        _ => vec![lines(&[format!("{severity}, {}", often(finding)), code, apis(finding).join(", "), what, todo, seen, over_time])],
    }
}

/// What to do about a finding: nothing by itself when a diagnosis explains all of it.
fn todo(report: &Report, finding: &Finding) -> String {
    match explained_by(report, finding) {
        Some((number, count)) if count >= finding.count => fill("Follows from {n} above, fix that first.", &[("n", &number)]),
        _ => finding.fixes.first().map(|fix| clean(fix)).unwrap_or_default(),
    }
}

/// The last place, when it is another one than the first.
fn last_parts(short: &Short, finding: &Finding) -> String {
    if finding.last == finding.first { String::new() } else { lines(&short.parts(&finding.last)) }
}

/// First and last place below one another.
fn seen(first: &str, last: &str) -> String {
    let (one, other) = (say("first"), say("last"));
    let width = display_width(one).max(display_width(other)) + 1;
    format!("{}{first}\n{}{last}", tag(0, one, width), tag(0, other, width))
}

/// The constant, or nothing when the catalogue does not have the code.
fn name(finding: &Finding) -> String {
    if finding.name == finding.code.to_string() { String::new() } else { brief(&finding.name) }
}

/// Non-empty texts below one another.
fn lines(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}
