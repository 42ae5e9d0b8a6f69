//! Workflow commands of GitHub Actions: the table for the log of the step, then remarks on the page of the run.
//!
//! One rule: log text is never obeyed. The table stands where the runner takes no commands; after it every line is one
//! command whose data cannot end it, and what the runner would drop is counted instead of printed.

use std::fmt::Write as _;
use std::io;

use sha2::{Digest, Sha256};

use super::Look;
use super::issue::{Remark, remarks};
use super::table;
use super::words::{clean, verdict};
use crate::model::{Report, Severity};
use crate::text::sanitise::cut;

/// The runner cuts messages at 4096 characters; this leaves room for what it adds.
const MESSAGE: usize = 4000;

/// Writes the table, then at most ten errors, ten warnings and one notice.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Vec::new();
    table::write(report, look, &mut page)?;
    let token = token(&page);
    writeln!(out, "::stop-commands::{token}")?;
    out.write_all(&page)?;
    writeln!(out, "::{token}::")?;
    annotations(report, out)
}

/// The word that lets the runner take commands again: a digest of what it guards, so that the text cannot contain it and
/// the same report is still the same bytes.
fn token(page: &[u8]) -> String {
    Sha256::digest(page).iter().take(16).fold(String::from("agora-logscan-"), |mut token, byte| {
        let _ = write!(token, "{byte:02x}");
        token
    })
}

fn annotations(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for remark in remarks(report) {
        writeln!(out, "{}", command(&remark))?;
    }
    writeln!(out, "::notice title=agora-logscan::{}", data(&verdict(report)))
}

fn command(remark: &Remark) -> String {
    let name = if remark.severity == Severity::Error { "error" } else { "warning" };
    let place = remark.place.map_or_else(String::new, |place| {
        let file = format!("file={},", property(&clean(&place.source)));
        if place.line == 0 { file } else { format!("{file}line={},", place.line) }
    });
    format!("::{name} {place}title={}::{}", property(&remark.label), data(&remark.text))
}

/// Escapes the message of a command; the per cent sign first, since it marks the others.
fn data(text: &str) -> String {
    cut(text, MESSAGE).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a colon or comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, written};

    /// The commands behind the table.
    fn shown(report: &Report) -> String {
        let text = written(write, report, 80, false);
        let (guarded, commands) = guarded(&text);
        assert!(!guarded.is_empty());
        commands
    }

    /// What the runner takes no commands from, and what stands behind it.
    fn guarded(text: &str) -> (String, String) {
        let (head, rest) = text.split_once('\n').unwrap_or_default();
        let token = head.strip_prefix("::stop-commands::").unwrap_or_default();
        assert!(token.len() > 40, "{head}");
        let (guarded, commands) = rest.split_once(&format!("\n::{token}::\n")).unwrap_or_default();
        assert!(!guarded.contains(token));
        (guarded.to_owned(), commands.to_owned())
    }

    #[test]
    fn the_table_stands_where_no_command_is_taken() {
        for report in [sample::ordinary(), sample::hostile(), sample::clean(), sample::unrecognised()] {
            let text = written(write, &report, 80, false);
            assert_eq!(guarded(&text).0 + "\n", written(table::write, &report, 80, false));
            assert_eq!(text, written(write, &report, 80, false), "the same bytes every time");
        }
        let start = |report: &Report| written(write, report, 80, false).lines().next().unwrap_or_default().to_owned();
        assert_ne!(start(&sample::ordinary()), start(&sample::clean()), "nobody can know the word before the report is made");
    }

    #[test]
    fn commands_are_as_the_runner_reads_them() {
        let text = shown(&sample::ordinary());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("::error file=logs/device-a/app.log,line=409,title=diagnosis/token-refused::The server"));
        assert_eq!(
            lines[2],
            "::error file=logs/device-a/app.log,line=415,title=rtc.error/18 ERR_LEAVE_CHANNEL_REJECTED::Leave rejected \
             (2 times, leaveChannel (return)). Follows from diagnosis/token-refused, fix that first."
        );
        assert!(lines[4].starts_with("::warning title=inputs::1 input not read to the end: logs/device-c/agorasdk.log.gz: partial"));
        assert!(lines[5].starts_with("::notice title=agora-logscan::"));
        assert_eq!(lines.len(), 6, "what needs nothing is no remark: {text}");
    }

    #[test]
    fn escapes_are_those_of_the_vendor() {
        assert_eq!(data("bad: 100% a,b\r\nnext ::x::"), "bad: 100%25 a,b%0D%0Anext ::x::");
        assert_eq!(property("a,b:c%.log"), "a%2Cb%3Ac%25.log");
        assert_eq!(data(&"x".repeat(9000)).chars().count(), MESSAGE);
    }

    #[test]
    fn hostile_text_stays_inside_its_command() {
        let text = shown(&sample::hostile());
        assert_eq!(text.lines().count(), 4, "{text}");
        for line in text.lines() {
            let (head, message) = line[2..].split_once("::").unwrap_or_default();
            assert!(["error ", "warning ", "notice "].iter().any(|name| head.starts_with(name)), "{line}");
            assert!(!message.is_empty() && !line.chars().any(char::is_control));
            let known = ["file", "line", "title"];
            let properties = head.split_once(' ').map_or("", |head| head.1).split(',');
            assert!(properties.map(|p| p.split_once('=').unwrap_or_default().0).all(|key| known.contains(&key)), "{head}");
            assert!(!line.contains("##vso[") && !line.contains("##[error]") && !line.contains("##teamcity["));
        }
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        assert!(shown(&sample::clean()).to_lowercase().contains("no errors in 310 recognised lines"));
        assert!(shown(&sample::unrecognised()).to_lowercase().contains("no agora lines recognised in 3,012 lines"));
    }
}
