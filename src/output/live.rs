//! One line per finding while logs are being written: what went wrong, why, and what to do.
//!
//! One rule: a line is complete in itself and has the form that editors know; its colour says nothing that its words do not.

use super::Look;
use super::grid::{Ink, ink, paint};
use super::issue::issues;
use super::words::{apis, place};
use crate::model::{Report, Severity};
use std::io;

/// Writes a line for each finding. `incident` counts the incidents of a code that was told before.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, incident: Option<u64>, look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    for (issue, finding) in issues(report).iter().zip(&report.findings) {
        let (word, colour) = match issue.severity {
            Severity::Error => ("error", Ink::Red),
            Severity::Warning => ("warning", Ink::Yellow),
            Severity::Info => ("note", Ink::Cyan),
        };
        let title = issue.title.trim_end_matches('.');
        let text = if let Some(incident) = incident {
            let extent = [vec![format!("again, incident {incident}")], apis(finding)].concat();
            format!("{title} ({}).", extent.join(", "))
        } else {
            let why = issue.causes.first().map(|cause| format!(" Why: {cause}")).unwrap_or_default();
            let todo = issue.fixes.first().map(|fix| format!(" Do: {fix}")).unwrap_or_default();
            format!("{title} ({}).{why}{todo}", issue.extent)
        };
        let at = issue.place.map(place).unwrap_or_default();
        let line = format!("{at}: {}: {text} [{}]", ink(colour, word), issue.label());
        out.write_all(paint(&line, look.colour).as_bytes())?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed};

    fn shown(report: &Report, incident: Option<u64>, colour: bool) -> String {
        let mut out = Vec::new();
        write(&Report { diagnoses: Vec::new(), ..report.clone() }, incident, &Look { colour, ..Look::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_says_what_why_and_what_to_do() {
        let report = sample::ordinary();
        let text = shown(&report, None, false);
        assert_eq!(text.lines().count(), report.findings.len());
        let first = text.lines().next().unwrap();
        assert!(first.starts_with("logs/device-a/app.log:412: error: Invalid token (12 times in 3 incidents, "), "{first}");
        assert!(
            first.contains(" Why: ") && first.contains(" Do: Generate a token") && first.ends_with(" [rtc.error/110 ERR_INVALID_TOKEN]")
        );
        let again = shown(&report, Some(4), false);
        assert!(again.contains("error: Invalid token (again, incident 4, onError (callback)"), "{again}");
        assert!(!again.contains("Why:"));
    }

    #[test]
    fn colour_is_there_when_asked_for_and_foreign_text_does_nothing() {
        assert!(shown(&sample::ordinary(), None, true).contains("\u{1b}[1;31merror\u{1b}[0m"));
        assert_eq!(obeyed(&shown(&sample::hostile(), None, false)), Vec::<&str>::new());
    }
}
