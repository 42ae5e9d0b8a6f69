//! `JUnit` XML: one suite per input and one for the diagnoses, one case per code, so that build servers list codes like tests.
//!
//! One rule: only what the strictest schema in use (Jenkins xUnit, junit-10) allows, and all that matters in the text,
//! since GitLab does not read the `message` attribute. Inside GitLab alone, cases also name their file, which it shows.

use std::io;

use super::Look;
use super::issue::{Issue, issues, relative_path};
use super::words::{answer, clean, input_state, place};
use super::xml::Xml;
use crate::model::{Input, Report, Severity, Status};
use crate::text::sanitise::cut;

/// Longest text of a case; Jenkins keeps 50,000 characters at each end.
const TEXT: usize = 20_000;

/// Writes the document.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let suites = suites(report);
    let sum = |count: fn(&Case) -> bool| suites.iter().flat_map(|suite| &suite.cases).filter(|case| count(case)).count();
    let mut xml = Xml::new(out)?;
    xml.open(
        "testsuites",
        &[
            ("name", "agora-logscan".to_owned()),
            ("tests", sum(|_| true).to_string()),
            ("failures", sum(|case| case.outcome == Outcome::Failure).to_string()),
            ("errors", sum(|case| case.outcome == Outcome::Error).to_string()),
        ],
    )?;
    for suite in &suites {
        write_suite(suite, look.case_files, &mut xml)?;
    }
    xml.close()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failure,
    Error,
    Skipped,
}

struct Case {
    name: String,
    outcome: Outcome,
    kind: String,
    message: String,
    text: String,
    file: Option<String>,
}

struct Suite {
    name: String,
    /// The input it is about, when it is about one.
    file: Option<String>,
    cases: Vec<Case>,
}

/// Diagnoses first, then every input with the codes first seen there; codes of unlisted sources come last.
fn suites(report: &Report) -> Vec<Suite> {
    let issues = issues(report);
    let (diagnoses, findings) = issues.split_at(report.diagnoses.len());
    let mut suites = Vec::new();
    if !diagnoses.is_empty() || report.inputs.is_empty() {
        suites.push(Suite { name: "diagnoses".to_owned(), file: None, cases: diagnoses.iter().map(case_of).collect() });
    }
    let is_in = |issue: &Issue, input: &Input| issue.place.map_or("", |place| &*place.source) == input.source;
    let mut placed = vec![false; findings.len()];
    for input in &report.inputs {
        let mut cases = vec![read_case(input)];
        for (at, issue) in findings.iter().enumerate() {
            if !placed[at] && is_in(issue, input) {
                placed[at] = true;
                cases.push(case_of(issue));
            }
        }
        suites.push(Suite { name: clean(&input.source), file: Some(file(&input.source)), cases });
    }
    let rest: Vec<Case> = findings.iter().zip(placed).filter(|(_, placed)| !placed).map(|(issue, _)| case_of(issue)).collect();
    if !rest.is_empty() {
        suites.push(Suite { name: "other sources".to_owned(), file: None, cases: rest });
    }
    with_answer(report, &mut suites);
    suites
}

/// Says in words when nothing is wrong.
fn with_answer(report: &Report, suites: &mut [Suite]) {
    if let (Some(answer), Some(suite)) = (answer(report), suites.first_mut()) {
        let (text, kind, message) = (answer.clone(), String::new(), String::new());
        suite.cases.insert(0, Case { name: answer, outcome: Outcome::Passed, kind, message, text, file: suite.file.clone() });
    }
}

/// Whether an input could be read.
fn read_case(input: &Input) -> Case {
    let outcome = match input.status {
        Status::Complete => Outcome::Passed,
        Status::Partial | Status::Failed => Outcome::Error,
        Status::Encrypted | Status::Skipped => Outcome::Skipped,
    };
    let state = input_state(input);
    let (name, kind) = ("input read".to_owned(), input.status.word().to_owned());
    Case { name, outcome, kind, message: state.clone(), text: state, file: Some(file(&input.source)) }
}

/// A source as the path of a file of the project.
fn file(source: &str) -> String {
    clean(&relative_path(source))
}

fn case_of(issue: &Issue) -> Case {
    let mut lines = vec![issue.message()];
    lines.extend(issue.causes.iter().map(|cause| format!("why: {cause}")));
    lines.extend(issue.fixes.iter().map(|fix| format!("do: {fix}")));
    if !issue.url.is_empty() {
        lines.push(format!("page: {}", issue.url));
    }
    lines.extend(issue.samples.iter().map(|sample| format!("{}: {}", place(&sample.place), clean(&sample.text))));
    Case {
        name: issue.label(),
        outcome: if issue.severity == Severity::Error { Outcome::Failure } else { Outcome::Passed },
        kind: issue.id.clone(),
        message: issue.message(),
        text: cut(&lines.join("\n"), TEXT).into_owned(),
        file: issue.place.map(|place| file(&place.source)),
    }
}

fn write_suite(suite: &Suite, case_files: bool, xml: &mut Xml) -> io::Result<()> {
    let count = |outcome: Outcome| suite.cases.iter().filter(|case| case.outcome == outcome).count().to_string();
    let mut attributes = vec![
        ("name", suite.name.clone()),
        ("tests", suite.cases.len().to_string()),
        ("failures", count(Outcome::Failure)),
        ("errors", count(Outcome::Error)),
        ("skipped", count(Outcome::Skipped)),
    ];
    attributes.extend(suite.file.clone().map(|file| ("file", file)));
    xml.open("testsuite", &attributes)?;
    for case in &suite.cases {
        let mut attributes = vec![("name", case.name.clone()), ("classname", format!("agora-logscan.{}", suite.name))];
        attributes.extend(case.file.clone().filter(|_| case_files).map(|file| ("file", file)));
        xml.open("testcase", &attributes)?;
        let attributes = [("type", case.kind.clone()), ("message", case.message.clone())];
        match case.outcome {
            Outcome::Passed => xml.leaf("system-out", &[], &case.text)?,
            Outcome::Failure => xml.leaf("failure", &attributes, &case.text)?,
            Outcome::Error => xml.leaf("error", &attributes, &case.text)?,
            Outcome::Skipped => xml.leaf("skipped", &attributes, &case.text)?,
        }
        xml.close()?;
    }
    xml.close()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample::{self, obeyed, written};

    fn shown(report: &Report) -> String {
        let text = written(write, report, 80, false);
        assert_eq!(obeyed(&text), Vec::<&str>::new());
        text
    }

    #[test]
    fn counts_add_up() {
        for report in [sample::ordinary(), sample::hostile(), sample::clean(), sample::unrecognised(), Report::default()] {
            let text = shown(&report);
            let first = text.lines().nth(1).unwrap_or_default();
            let count = |tag: &str| text.matches(tag).count();
            let want = format!(
                "<testsuites name=\"agora-logscan\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
                count("<testcase "),
                count("<failure "),
                count("<error ")
            );
            assert_eq!(first, want);
        }
    }

    #[test]
    fn errors_fail_and_the_text_says_everything() {
        let text = shown(&sample::ordinary());
        assert!(text.contains("<testcase name=\"rtc.error/110 ERR_INVALID_TOKEN\" classname=\"agora-logscan.logs/device-a/app.log\">\n      <failure type=\"rtc.error/110\" message=\"Invalid token (12 times"));
        for part in
            ["why: The uid in the token", "do: Use the same uid", "page: https://docs", "logs/device-b/app.log:11: onError code 110"]
        {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.contains("<testcase name=\"rtc.local-video-reason/2 LOCAL_VIDEO_STREAM_REASON_DEVICE_NO_PERMISSION\" classname=\"agora-logscan.logs/device-b/app.log\">\n      <system-out>"));
        assert!(text.contains("<error type=\"partial\" message=\"partial: the compressed data ends early"));
        assert!(text.contains("<testsuite name=\"diagnoses\" tests=\"1\" failures=\"1\""));
    }

    #[test]
    fn a_suite_names_its_file_and_a_case_only_where_that_is_read() {
        let strict = shown(&sample::ordinary());
        let suite = |text: &str| text.lines().filter(|line| line.contains("<testsuite ") && line.contains(" file=")).count();
        let case = |text: &str| text.lines().filter(|line| line.contains("<testcase ") && line.contains(" file=")).count();
        assert_eq!((suite(&strict), case(&strict)), (sample::ordinary().inputs.len(), 0));
        let mut out = Vec::new();
        let look = Look { case_files: true, ..Look::default() };
        assert!(write(&sample::ordinary(), &look, &mut out).is_ok());
        let gitlab = String::from_utf8(out).unwrap_or_default();
        assert_eq!(case(&gitlab), gitlab.matches("<testcase ").count());
        assert!(gitlab.contains("classname=\"agora-logscan.logs/device-a/app.log\" file=\"logs/device-a/app.log\">"), "{gitlab}");
    }

    #[test]
    fn names_are_unique_inside_a_suite() {
        for report in [sample::ordinary(), sample::many(30)] {
            let mut names = Vec::new();
            for suite in suites(&report) {
                names.extend(suite.cases.into_iter().map(|case| (suite.name.clone(), case.name)));
            }
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }

    #[test]
    fn nothing_found_has_two_different_answers() {
        assert!(shown(&sample::clean()).contains("<testcase name=\"no errors in 310 recognised lines of 1,204 lines, 1 source\""));
        assert!(shown(&sample::unrecognised()).contains("<testcase name=\"no Agora lines recognised in 3,012 lines of 2 sources\""));
    }
}
