//! One row per diagnosis, finding and input, for spreadsheets and data frames.
//!
//! One rule: no cell is a formula; foreign text that a spreadsheet would calculate gets an apostrophe in front.

use std::io;

use super::Look;
use super::issue::{Issue, each};
use super::words::{clean, input_state};
use crate::model::{Finding, Input, Place, Report};

/// The columns, in order; readers may rely on the names.
pub const COLUMNS: [&str; 20] = [
    "record",
    "severity",
    "id",
    "name",
    "title",
    "count",
    "incidents",
    "sources",
    "first_source",
    "first_line",
    "first_time",
    "last_source",
    "last_line",
    "last_time",
    "api",
    "cause",
    "fix",
    "url",
    "sample",
    "fingerprint",
];

/// Writes a header and one row per diagnosis, finding and input (`record` tells which).
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(COLUMNS).map_err(cause)?;
    let mut issues = each(report);
    for issue in issues.by_ref().take(report.diagnoses.len()) {
        rows.write_record(diagnosis_row(&issue).map(inert)).map_err(cause)?;
    }
    for (issue, finding) in issues.zip(&report.findings) {
        rows.write_record(finding_row(&issue, finding).map(inert)).map_err(cause)?;
    }
    for input in &report.inputs {
        rows.write_record(input_row(input).map(inert)).map_err(cause)?;
    }
    rows.flush()
}

/// The reason as the system gave it: a reader that went away is no fault, so its kind must not be lost.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

type Row = [String; COLUMNS.len()];

fn diagnosis_row(issue: &Issue) -> Row {
    let mut row = common_row("diagnosis", issue);
    place_into(&mut row, 8, issue.place);
    place_into(&mut row, 11, issue.samples.last().map(|sample| &sample.place));
    row[15].clone_from(&issue.extent);
    row
}

fn finding_row(issue: &Issue, finding: &Finding) -> Row {
    let mut row = common_row("finding", issue);
    row[5] = finding.count.to_string();
    row[6] = finding.incidents.to_string();
    row[7] = finding.sources.to_string();
    place_into(&mut row, 8, Some(&finding.first));
    place_into(&mut row, 11, Some(&finding.last));
    row[14] = super::words::apis(finding).join("; ");
    row[15] = issue.causes.first().cloned().unwrap_or_default();
    row
}

fn input_row(input: &Input) -> Row {
    let mut row = Row::default();
    "input".clone_into(&mut row[0]);
    input.status.word().clone_into(&mut row[3]);
    row[4] = input_state(input);
    row[5] = input.recognised_lines.to_string();
    row[8] = clean(&input.source);
    row
}

/// What diagnoses and findings have alike.
fn common_row(record: &str, issue: &Issue) -> Row {
    let mut row = Row::default();
    record.clone_into(&mut row[0]);
    issue.severity.word().clone_into(&mut row[1]);
    row[2].clone_from(&issue.id);
    row[3].clone_from(&issue.name);
    row[4].clone_from(&issue.title);
    row[16] = issue.fixes.first().cloned().unwrap_or_default();
    row[17].clone_from(&issue.url);
    row[18] = issue.samples.first().map(|sample| clean(&sample.text)).unwrap_or_default();
    row[19].clone_from(&issue.fingerprint);
    row
}

fn place_into(row: &mut Row, at: usize, place: Option<&Place>) {
    if let Some(place) = place {
        row[at] = clean(&place.source);
        row[at + 1] = place.line.to_string();
        row[at + 2] = place.time.as_deref().map(clean).unwrap_or_default();
    }
}

/// Puts an apostrophe before text that begins like a formula, blanks and full-width signs counted.
fn inert(cell: String) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula && cell != "-" { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    fn rows(report: &Report) -> Vec<Vec<String>> {
        let text = written(write, report, 80, false);
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default()).collect()
    }

    #[test]
    fn every_record_has_every_column() {
        let rows = rows(&sample::ordinary());
        assert_eq!(rows[0], COLUMNS);
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        let kinds: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(kinds, ["record", "diagnosis", "finding", "finding", "finding", "finding", "input", "input", "input", "input"]);
        let token = [
            "finding",
            "error",
            "rtc.error/110",
            "ERR_INVALID_TOKEN",
            "Invalid token",
            "12",
            "3",
            "2",
            "logs/device-a/app.log",
            "412",
            "2026-11-20T14:42:03.707",
        ];
        assert_eq!(rows[2][..11], token);
        assert_eq!(rows[8][4], "no Agora lines recognised in 3,000 lines");
        assert_eq!(rows[9][3], "partial");
    }

    #[test]
    fn hostile_text_stays_in_its_cell_and_calculates_nothing() {
        let rows = rows(&sample::hostile());
        assert_eq!(rows.len(), 7);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '@', '-', '\t', '\r']), "{cell}");
            assert!(!cell.contains(['\n', '\r']));
        }
        assert!(rows[2][4].starts_with("'=cmd|"));
        assert_eq!(inert("  ＝1+1".to_owned()), "'  ＝1+1");
        assert_eq!(inert("a=1".to_owned()), "a=1");
        assert_eq!(inert("-".to_owned()), "-", "the name of standard input");
    }
}
