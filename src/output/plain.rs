//! One line per issue, `file:line: error: text [id]`: the form that editors, problem matchers and grep know.
//!
//! One rule: a line is complete in itself; what belongs to an issue follows it as notes.

use std::io;

use super::Look;
use super::issue::{Issue, each};
use super::words::{SCAN_HINT, clean, incomplete, input_state, place, silent, verdict};
use crate::model::{Report, Severity};

/// What stands in place of a file where there is none.
const SELF: &str = "agora-logscan";

/// Writes one line per issue, input in trouble and note.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    for issue in each(report) {
        write_issue(&issue, out)?;
    }
    for input in incomplete(report) {
        writeln!(out, "{}: warning: {}", clean(&input.source), input_state(input))?;
    }
    for input in silent(report) {
        writeln!(out, "{}: note: {}", clean(&input.source), input_state(input))?;
    }
    for warning in &report.warnings {
        writeln!(out, "{SELF}: warning: {}", clean(warning))?;
    }
    writeln!(out, "{SELF}: note: {}", verdict(report))?;
    if report.is_foreign() {
        writeln!(out, "{SELF}: note: {SCAN_HINT}")?;
    }
    Ok(())
}

fn write_issue(issue: &Issue, out: &mut dyn io::Write) -> io::Result<()> {
    let word = if issue.severity == Severity::Info { "note" } else { issue.severity.word() };
    let at = issue.place.map_or_else(|| SELF.to_owned(), place);
    writeln!(out, "{at}: {word}: {} [{}]", issue.message(), issue.label())?;
    for fix in issue.fixes.iter().skip(1) {
        writeln!(out, "{at}: note: {fix} [{}]", issue.id)?;
    }
    for sample in issue.samples {
        writeln!(out, "{}: note: seen: {} [{}]", place(&sample.place), clean(&sample.text), issue.id)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    fn shown(report: &Report) -> String {
        written(write, report, 80, false)
    }

    #[test]
    fn lines_have_the_known_form() {
        let text = shown(&sample::ordinary());
        for line in text.lines() {
            let (at, rest) = line.split_once(": ").unwrap_or_default();
            assert!(["error: ", "warning: ", "note: "].iter().any(|word| rest.starts_with(word)), "{line}");
            assert!(!at.is_empty());
        }
        assert!(text.contains(
            "logs/device-a/app.log:412: error: Invalid token (12 times in 3 incidents, onError (callback) 9x, renewToken (return) 3x). \
             Generate a token with App ID and App Certificate on your server and pass it when joining. [rtc.error/110 ERR_INVALID_TOKEN]\n"
        ));
        assert!(text.contains("logs/device-a/app.log:409: error: The server refused"), "{text}");
        assert!(text.contains("logs/device-b/app.log:300: warning: No permission"));
        assert!(text.contains("logs/device-a/app.log:500: note: Connection interrupted"));
        assert!(text.contains("logs/device-c/agorasdk.log.gz: warning: partial: the compressed data"));
        assert!(text.contains("logs/server/nginx.log: note: no Agora lines recognised in 3,000 lines\n"));
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        assert_eq!(shown(&sample::clean()), "agora-logscan: note: no errors in 310 recognised lines of 1,204 lines, 1 source\n");
        let nothing = shown(&sample::unrecognised());
        assert!(nothing.contains("agora-logscan: note: no Agora lines recognised in 3,012 lines of 2 sources\n"), "{nothing}");
        assert!(nothing.contains(SCAN_HINT));
    }

    #[test]
    fn hostile_text_is_inert() {
        let text = shown(&sample::hostile());
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        assert!(text.contains("\n\\::error::file.log: warning: failed"), "{text}");
    }
}
