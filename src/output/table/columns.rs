//! The columns of the table and the cells of a finding.
//!
//! One rule: every layout says the same; with less room, cells move below one another.

use super::super::grid::ink;
use super::super::short::Short;
use super::super::words::{apis, brief, clean, explained_by, often};
use super::colour_of;
use crate::model::{Finding, Report};

/// Headers and column widths of the table: fewer columns, with more lines each, when there is less room.
pub(super) fn layout(width: usize) -> (Vec<&'static str>, Vec<usize>) {
    let (headers, mut widths): (Vec<&str>, Vec<usize>) = match width {
        ..60 => (vec!["Codes"], vec![]),
        60..110 => (vec!["Severity", "Code, API", "What it is, what to do, where"], vec![15, 29]),
        110..160 => (vec!["Severity", "Code, API", "Seen", "What it is", "What to do"], vec![15, 29, 25, 20]),
        _ => (
            vec!["Severity", "Code", "Count", "First seen", "Last seen", "API", "What it is", "What to do"],
            vec![10, 29, 15, 24, 24, 28, 26],
        ),
    };
    widths.push(width - widths.iter().sum::<usize>());
    (headers, widths)
}

/// The cells of a finding, merged into as many columns as the layout has.
pub(super) fn cells(report: &Report, short: &Short, finding: &Finding, columns: usize) -> Vec<String> {
    let severity = ink(colour_of(finding.severity), finding.severity.word());
    let code = lines(&[brief(&finding.id), name(finding)]);
    let times = often(finding).replace(" in ", "\n");
    let (first, last) = (short.place(&finding.first), short.place(&finding.last));
    let seen = if finding.count == 1 { first.clone() } else { format!("first {first}\nlast  {last}") };
    let api = apis(finding).join("\n");
    let what = clean(&finding.title);
    let todo = todo(report, finding);
    match columns {
        8 => {
            let last = if finding.last == finding.first { String::new() } else { lines(&short.parts(&finding.last)) };
            vec![severity, code, times, lines(&short.parts(&finding.first)), last, api, what, todo]
        }
        5 => vec![lines(&[severity, times]), lines(&[code, api]), seen, what, todo],
        3 => vec![lines(&[severity, times]), lines(&[code, api]), lines(&[what, todo, seen])],
        _ => vec![lines(&[format!("{severity}, {}", often(finding)), code, apis(finding).join(", "), what, todo, seen])],
    }
}

/// What to do about a finding: nothing by itself when a diagnosis explains all of it.
fn todo(report: &Report, finding: &Finding) -> String {
    match explained_by(report, finding) {
        Some((number, count)) if count >= finding.count => {
            format!("Follows from {number} above, fix that first.")
        }
        _ => finding.fixes.first().map(|fix| clean(fix)).unwrap_or_default(),
    }
}

/// The constant, or nothing when the catalogue does not have the code.
fn name(finding: &Finding) -> String {
    if finding.name == finding.code.to_string() { String::new() } else { brief(&finding.name) }
}

/// Non-empty texts below one another.
fn lines(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}
