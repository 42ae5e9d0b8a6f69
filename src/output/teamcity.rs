//! Service messages of `TeamCity`: one inspection per issue, and the counts as statistics of the build.
//!
//! One rule: nothing here fails the build; that is for the exit code, so there is no build problem and no error status.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io;

use super::Look;
use super::issue::{Issue, each};
use super::words::{clean, incomplete, input_state, verdict};
use crate::model::{Report, Severity};
use crate::text::sanitise::cut;

/// Longest name and longest text that the server keeps.
const NAME: usize = 255;
const TEXT: usize = 4000;

/// Writes inspections, messages and statistics.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let mut known = HashSet::new();
    for issue in each(report) {
        if !known.contains(&issue.id) {
            write_type(&issue, out)?;
            known.insert(issue.id.clone());
        }
        write_inspection(&issue, out)?;
    }
    for input in incomplete(report) {
        write_text(&format!("{}: {}", clean(&input.source), input_state(input)), "WARNING", out)?;
    }
    for warning in &report.warnings {
        write_text(&clean(warning), "WARNING", out)?;
    }
    write_text(&verdict(report), "NORMAL", out)?;
    for (key, value) in [("agora.errors", report.totals.errors), ("agora.warnings", report.totals.warnings)] {
        message("buildStatisticValue", &[("key", key.to_owned()), ("value", value.to_string())], out)?;
    }
    Ok(())
}

fn write_type(issue: &Issue, out: &mut dyn io::Write) -> io::Result<()> {
    let about = if issue.causes.is_empty() { issue.title.clone() } else { issue.causes.join(" ") };
    let values = [
        ("id", cut(&issue.id, NAME).into_owned()),
        ("name", cut(&issue.label(), NAME).into_owned()),
        ("description", cut(&about, TEXT).into_owned()),
        ("category", "Agora".to_owned()),
    ];
    message("inspectionType", &values, out)
}

fn write_inspection(issue: &Issue, out: &mut dyn io::Write) -> io::Result<()> {
    let severity = match issue.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    };
    let file = issue.place.map_or_else(|| "agora-logscan".to_owned(), |place| clean(&place.source));
    let line = issue.place.map_or(0, |place| place.line);
    let values = [
        ("typeId", cut(&issue.id, NAME).into_owned()),
        ("message", cut(&issue.message(), TEXT).into_owned()),
        ("file", cut(&file, TEXT).into_owned()),
        ("line", line.to_string()),
        ("SEVERITY", severity.to_owned()),
    ];
    message("inspection", &values, out)
}

fn write_text(text: &str, status: &str, out: &mut dyn io::Write) -> io::Result<()> {
    message("message", &[("text", cut(text, TEXT).into_owned()), ("status", status.to_owned())], out)
}

fn message(name: &str, values: &[(&str, String)], out: &mut dyn io::Write) -> io::Result<()> {
    let values: Vec<String> = values.iter().map(|(key, value)| format!("{key}='{}'", escaped(value))).collect();
    writeln!(out, "##teamcity[{name} {}]", values.join(" "))
}

/// Escapes a value; whatever is not ASCII goes as UTF-16 code units.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("|n"),
            '\r' => out.push_str("|r"),
            '\'' | '|' | '[' | ']' => out.extend(['|', c]),
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "|0x{unit:04X}");
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, written};

    /// Name, keys and unescaped values of a service message; nothing when the line is not exactly one.
    fn read(line: &str) -> Option<(String, Vec<(String, String)>)> {
        let body = line.strip_prefix("##teamcity[")?.strip_suffix(']')?;
        let (name, mut rest) = body.split_once(' ')?;
        let mut values = Vec::new();
        while !rest.is_empty() {
            let (key, after) = rest.split_once("='")?;
            let mut value = String::new();
            let mut chars = after.char_indices();
            let end = loop {
                match chars.next()? {
                    (at, '\'') => break at,
                    (_, '|') => value.push(chars.next()?.1),
                    (_, '[' | ']') => return None,
                    (_, c) => value.push(c),
                }
            };
            values.push((key.trim().to_owned(), value));
            rest = &after[end + 1..];
        }
        Some((name.to_owned(), values))
    }

    #[test]
    fn inspections_follow_their_types() {
        let text = written(write, &sample::ordinary(), 80, false);
        assert!(text.contains(
            "##teamcity[inspection typeId='rtc.error/18' message='Leave rejected (2 times, leaveChannel (return)). Follows from \
             diagnosis/token-refused, fix that first.' file='logs/device-a/app.log' line='415' SEVERITY='ERROR']\n"
        ));
        assert!(text.contains("##teamcity[buildStatisticValue key='agora.errors' value='14']\n"));
        let mut known = Vec::new();
        for (name, values) in text.lines().filter_map(read) {
            match name.as_str() {
                "inspectionType" => known.push(values[0].1.clone()),
                "inspection" => assert!(known.contains(&values[0].1)),
                _ => {}
            }
        }
        assert_eq!(known.len(), 5);
    }

    #[test]
    fn hostile_text_stays_inside_its_value() {
        let text = written(write, &sample::hostile(), 80, false);
        for line in text.lines() {
            assert!(read(line).is_some(), "{line}");
            assert!(line.is_ascii());
        }
        assert_eq!(escaped("a'b|c[d]é👩\n"), "a|'b||c|[d|]|0x00E9|0xD83D|0xDC69|n");
    }

    #[test]
    fn nothing_fails_the_build() {
        for report in [sample::ordinary(), sample::hostile()] {
            let text = written(write, &report, 80, false);
            let names: Vec<String> = text.lines().filter_map(read).map(|row| row.0).collect();
            assert!(!names.iter().any(|name| name == "buildProblem"));
            assert!(!text.contains("status='ERROR'") && !text.contains("status='FAILURE'"));
        }
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        let shown = |report| written(write, &report, 80, false);
        assert!(shown(sample::clean()).contains("no errors in 310 recognised lines"));
        assert!(shown(sample::unrecognised()).contains("no Agora lines recognised in 3,012 lines of 2 sources"));
    }
}
