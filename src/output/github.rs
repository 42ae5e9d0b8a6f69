//! Workflow commands of GitHub Actions: remarks beside the log's lines and on the page of the run.
//!
//! One rule: every line is one command whose data cannot end it; what the runner would drop is counted instead of printed.

use std::io;

use super::Look;
use super::issue::{Remark, remarks};
use super::words::{clean, verdict};
use crate::model::{Report, Severity};
use crate::text::sanitise::cut;

/// The runner cuts messages at 4096 characters; this leaves room for what it adds.
const MESSAGE: usize = 4000;

/// Writes at most ten errors, ten warnings and one notice.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
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

    fn shown(report: &Report) -> String {
        written(write, report, 80, false)
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
