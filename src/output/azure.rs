//! Logging commands of Azure Pipelines: errors and warnings of the step, with file and line.
//!
//! One rule: every command is one line whose data cannot end it; the result of the step stays with the exit code.

use std::io;

use super::Look;
use super::issue::{Remark, remarks};
use super::words::{clean, verdict};
use crate::model::{Report, Severity};
use crate::text::sanitise::cut;

/// Longest message that is still read on the page of a run.
const MESSAGE: usize = 4000;

/// Writes at most ten errors and ten warnings, then the verdict as an ordinary line.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, _look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    for remark in remarks(report) {
        writeln!(out, "{}", command(&remark))?;
    }
    writeln!(out, "agora-logscan: {}", verdict(report))
}

fn command(remark: &Remark) -> String {
    let kind = if remark.severity == Severity::Error { "error" } else { "warning" };
    let place = remark.place.map_or_else(String::new, |place| {
        let file = format!("sourcepath={};", property(&clean(&place.source)));
        if place.line == 0 { file } else { format!("{file}linenumber={};", place.line) }
    });
    format!("##vso[task.logissue type={kind};{place}code={};]{}", property(&remark.label), data(&remark.text))
}

/// Escapes the message of a command; the per cent sign first, since it marks the others.
fn data(text: &str) -> String {
    cut(text, MESSAGE).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a semicolon or a bracket would end.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, written};

    #[test]
    fn commands_are_as_the_agent_reads_them() {
        let text = written(write, &sample::ordinary(), 80, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[2],
            "##vso[task.logissue type=error;sourcepath=logs/device-a/app.log;linenumber=415;code=rtc.error/18 \
             ERR_LEAVE_CHANNEL_REJECTED;]Leave rejected (2 times, leaveChannel (return)). Follows from \
             diagnosis/token-refused, fix that first."
        );
        assert!(lines[3].starts_with("##vso[task.logissue type=warning;"));
        assert!(lines[5].starts_with("agora-logscan: 14 errors and 1 warning of 3 codes in 10 incidents, 4 sources"));
    }

    #[test]
    fn hostile_text_stays_inside_its_command() {
        let text = written(write, &sample::hostile(), 80, false);
        assert_eq!(text.lines().count(), 4);
        for line in text.lines().filter(|line| line.starts_with('#')) {
            assert_eq!(line.matches("##vso[").count(), 1, "{line}");
            let (head, message) = line.split_once(']').unwrap_or_default();
            assert!(!message.is_empty());
            let properties = head.split_once(' ').map_or("", |head| head.1).split_terminator(';');
            let keys: Vec<&str> = properties.map(|p| p.split_once('=').unwrap_or_default().0).collect();
            assert!(keys.iter().all(|key| ["type", "sourcepath", "linenumber", "code"].contains(key)), "{keys:?}");
            assert!(!line.contains("##[error]") && !line.contains("##teamcity["));
        }
        assert_eq!(property("50% a;b]\r\n"), "50%AZP25 a%3Bb%5D%0D%0A");
        assert_eq!(data("50% a;b]\r\n"), "50%AZP25 a;b]%0D%0A");
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        let shown = |report| written(write, &report, 80, false);
        assert!(shown(sample::clean()).contains("no errors in 310 recognised lines"));
        assert!(shown(sample::unrecognised()).contains("no Agora lines recognised in 3,012 lines of 2 sources"));
    }
}
