//! What a report has to complain about, as one list: the form that editors, build servers and code hosts take.
//!
//! One rule: every text of an issue but its source is safe to print inside a line; each output escapes for its own format on top.

use super::words::{apis, brief, clean, counted, explained_by, hash, incomplete, input_state, often};
use crate::lang::{fill, say};
use crate::model::{Diagnosis, Finding, Place, Report, Sample, Severity};

/// A diagnosis or a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issue<'a> {
    /// `rtc.error/110` or `diagnosis/<id>`.
    pub id: String,
    /// The constant; empty when there is none.
    pub name: String,
    /// What went wrong.
    pub title: String,
    /// How bad.
    pub severity: Severity,
    /// How often and by which API, or how sure; never empty.
    pub extent: String,
    /// Why.
    pub causes: Vec<String>,
    /// What to do; what it follows from when nothing is to be done for it alone.
    pub fixes: Vec<String>,
    /// A page to open, or empty.
    pub url: String,
    /// Where it was seen first.
    pub place: Option<&'a Place>,
    /// A few lines that show it.
    pub samples: &'a [Sample],
    /// Stable across runs, hexadecimal.
    pub fingerprint: String,
}

/// Diagnoses first, then findings, in the order of the report.
pub(super) fn issues(report: &Report) -> Vec<Issue<'_>> {
    each(report).collect()
}

/// The same one by one, for formats that need them once: there may be very many.
pub(super) fn each(report: &Report) -> impl Iterator<Item = Issue<'_>> {
    let diagnoses = report.diagnoses.iter().map(of_diagnosis);
    diagnoses.chain(report.findings.iter().map(|finding| of_finding(report, finding)))
}

fn of_diagnosis(diagnosis: &Diagnosis) -> Issue<'_> {
    let follows: Vec<String> = diagnosis.explains.iter().map(|(id, count)| format!("{} {count}x", brief(id))).collect();
    let follows = follows.join(", ");
    let extent = if follows.is_empty() { String::new() } else { fill("; explains {codes}", &[("codes", &follows)]) };
    Issue {
        id: format!("diagnosis/{}", diagnosis.id),
        name: String::new(),
        title: clean(&diagnosis.title),
        severity: diagnosis.severity,
        extent: format!("{}{extent}", say(diagnosis.confidence.word())),
        causes: Vec::new(),
        fixes: diagnosis.fixes.iter().map(|fix| clean(fix)).collect(),
        url: String::new(),
        place: diagnosis.evidence.first().map(|sample| &sample.place),
        samples: &diagnosis.evidence,
        fingerprint: hash(&["diagnosis", diagnosis.id]),
    }
}

fn of_finding<'a>(report: &Report, finding: &'a Finding) -> Issue<'a> {
    let known = finding.name != finding.code.to_string();
    let mut extent = often(finding);
    for api in apis(finding) {
        extent = format!("{extent}, {api}");
    }
    let cause = explained_by(report, finding).filter(|(_, count)| *count >= finding.count);
    let cause = cause.and_then(|(number, _)| report.diagnoses.get(number - 1));
    Issue {
        id: brief(&finding.id),
        name: if known { brief(&finding.name) } else { String::new() },
        title: clean(&finding.title),
        severity: finding.severity,
        extent,
        causes: finding.causes.iter().map(|cause| clean(cause)).collect(),
        fixes: match cause {
            Some(diagnosis) => vec![fill("Follows from diagnosis/{id}, fix that first.", &[("id", &diagnosis.id)])],
            None => finding.fixes.iter().map(|fix| clean(fix)).collect(),
        },
        url: clean(&finding.url),
        place: Some(&finding.first),
        samples: &finding.samples,
        fingerprint: clean(&finding.fingerprint),
    }
}

impl Issue<'_> {
    /// Id and constant.
    pub(super) fn label(&self) -> String {
        if self.name.is_empty() { self.id.clone() } else { format!("{} {}", self.id, self.name) }
    }

    /// Everything in one sentence or two: `Invalid token (12 times, onError (callback)). Generate a token ...`.
    pub(super) fn message(&self) -> String {
        let title = self.title.trim_end_matches('.');
        match self.fixes.first() {
            Some(fix) => format!("{title} ({}). {fix}", self.extent),
            None => format!("{title} ({}).", self.extent),
        }
    }
}

/// One remark on a build: what GitHub and Azure show beside a file or on the page of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark<'a> {
    /// Error or warning.
    pub severity: Severity,
    /// Id and constant; a word of its own for remarks on the scan.
    pub label: String,
    /// Where.
    pub place: Option<&'a Place>,
    /// One line.
    pub text: String,
}

/// Errors and warnings of which a build shows all: both vendors keep at most ten of each per step.
/// The worst ones, a count of the rest, and inputs that were not read to the end.
pub(super) fn remarks(report: &Report) -> Vec<Remark<'_>> {
    let issues = issues(report);
    let mut remarks = limited(&issues, Severity::Error, 9);
    remarks.extend(limited(&issues, Severity::Warning, 8));
    let unread: Vec<String> =
        incomplete(report).take(20).map(|input| format!("{}: {}", brief(&input.source), input_state(input))).collect();
    if !unread.is_empty() {
        let text = format!("{} not read to the end: {}", counted(incomplete(report).count() as u64, "input"), unread.join("; "));
        remarks.push(Remark { severity: Severity::Warning, label: "inputs".to_owned(), place: None, text });
    }
    remarks
}

/// The first `most` issues of a severity as remarks, and one more that counts the rest.
fn limited<'a>(issues: &[Issue<'a>], severity: Severity, most: usize) -> Vec<Remark<'a>> {
    let all: Vec<&Issue<'a>> = issues.iter().filter(|issue| issue.severity == severity).collect();
    let shown = all.iter().take(most);
    let mut remarks: Vec<Remark> =
        shown.map(|issue| Remark { severity, label: issue.label(), place: issue.place, text: issue.message() }).collect();
    if all.len() > most {
        let rest: Vec<&str> = all[most..].iter().take(20).map(|issue| issue.id.as_str()).collect();
        let text = format!("And {} more, see the summary or the full report: {}", all.len() - most, rest.join(", "));
        remarks.push(Remark { severity, label: "more".to_owned(), place: None, text });
    }
    remarks
}

/// A source as a path below the root of a checkout: `/` between its parts, no root, no drive, no leading `./`.
pub(super) fn relative_path(source: &str) -> String {
    let source = source.replace('\\', "/");
    let drive = source.as_bytes().get(1) == Some(&b':') && source.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut path = if drive { &source[2..] } else { &source };
    while let Some(rest) = path.strip_prefix('/').or_else(|| path.strip_prefix("./")) {
        path = rest;
    }
    if path.is_empty() { "input".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;

    #[test]
    fn a_consequence_names_its_cause_and_nothing_else() {
        let report = sample::ordinary();
        let issues = issues(&report);
        let ids: Vec<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
        assert_eq!(
            ids,
            ["diagnosis/token-refused", "rtc.error/110", "rtc.error/18", "rtc.local-video-reason/2", "rtc.connection-reason/2"]
        );
        assert_eq!(
            issues[2].message(),
            "Leave rejected (2 times, leaveChannel (return)). Follows from diagnosis/token-refused, fix that first."
        );
        assert_eq!(issues[0].extent, "likely; explains rtc.error/18 2x");
        assert_eq!(issues[4].message(), "Connection interrupted, the SDK reconnects (4 times, onConnectionStateChanged (callback)).");
    }

    #[test]
    fn paths_lose_their_root() {
        for (source, want) in [
            ("app.log", "app.log"),
            ("./a/app.log", "a/app.log"),
            ("/var/log/app.log", "var/log/app.log"),
            ("//./x", "x"),
            (r"C:\logs\app.log", "logs/app.log"),
            ("b.zip!a/app.log", "b.zip!a/app.log"),
            ("", "input"),
            ("日:x", "日:x"),
            ("-", "-"),
        ] {
            assert_eq!(relative_path(source), want);
        }
    }

    #[test]
    fn a_build_is_never_told_more_than_it_keeps() {
        for n in [0, 1, 8, 9, 10, 200] {
            let mut report = sample::many(n);
            for severity in [Severity::Error, Severity::Warning] {
                report.findings.iter_mut().for_each(|finding| finding.severity = severity);
                report.inputs[0].status = crate::model::Status::Partial;
                let remarks = remarks(&report);
                let shown = remarks.iter().filter(|remark| remark.severity == severity);
                assert!(shown.count() <= 10);
                let named = remarks.iter().filter(|remark| remark.label.starts_with("rtc.error/")).count();
                let most = if severity == Severity::Error { 9 } else { 8 };
                assert_eq!(named, most.min(n as usize));
                let more = remarks.iter().find(|remark| remark.label == "more").map(|remark| remark.text.clone());
                let left = (n as usize).saturating_sub(most);
                assert_eq!(more.map(|text| text.starts_with(&format!("And {left} more"))), (left > 0).then_some(true));
                assert!(remarks.iter().any(|remark| remark.label == "inputs"));
            }
        }
    }
}
