//! Hand-written reports for the tests of the gate.

mod baselines;
mod ignores;
mod verdicts;

use crate::catalogue::Id;
use crate::report::{ByApi, Confidence, Diagnosis, Finding, Input, Place, Report, Sample, Severity, Status, Totals};

fn place(line: u64) -> Place {
    Place { source: "logs/app.log".into(), line, time: None }
}

fn sample(line: u64, text: &str) -> Sample {
    Sample { place: place(line), text: text.into() }
}

fn api(name: Option<&str>, via: &'static str, count: u64) -> ByApi {
    ByApi { api: name.map(str::to_owned), via, count }
}

fn finding(domain: &'static str, code: u32, name: &str, severity: Severity, count: u64) -> Finding {
    Finding {
        id: format!("{domain}/{code}"),
        domain,
        code: Id::Number(code),
        name: name.to_owned().into(),
        title: "A title".into(),
        severity,
        count,
        incidents: count.min(2),
        sources: 1,
        first: place(7),
        last: place(70),
        by_api: vec![api(Some("onError"), "callback", count)].into(),
        causes: ["A cause.".to_owned()].into(),
        fixes: ["Do this.".to_owned()].into(),
        url: "https://example.com/".into(),
        see: Vec::new(),
        samples: vec![sample(7, &format!("{name} on line 7"))].into(),
        fingerprint: format!("f-{domain}-{code}"),
        timeline: Vec::new(),
        incident_list: Vec::new(),
        by_source: Vec::new().into(),
    }
}

fn diagnosis(id: &'static str, severity: Severity) -> Diagnosis {
    Diagnosis {
        id,
        title: format!("Title of {id}"),
        confidence: Confidence::Certain,
        severity,
        fixes: vec!["Do that.".into()],
        evidence: vec![sample(7, "evidence")],
        codes: Vec::new(),
        explains: vec![("rtc.error/7".into(), 3)],
    }
}

/// 3 errors of 110 in two APIs, 20 of 17, a warning 104 and an information; one diagnosis.
fn report() -> Report {
    let mut token = finding("rtc.error", 110, "ERR_INVALID_TOKEN", Severity::Error, 3);
    token.by_api = vec![api(Some("onError"), "callback", 2), api(Some("joinChannel"), "return", 1)].into();
    let findings = vec![
        token,
        finding("rtc.error", 17, "ERR_JOIN_CHANNEL_REJECTED", Severity::Error, 20),
        finding("rtc.warning", 104, "WARN_LOOKUP_CHANNEL_TIMEOUT", Severity::Warning, 5),
        finding("rtc.connection-reason", 9, "CONNECTION_CHANGED_TOKEN_EXPIRED", Severity::Info, 1),
    ];
    Report {
        inputs: vec![Input {
            source: "logs/app.log".into(),
            status: Status::Complete,
            format: None,
            encoding: "utf-8".into(),
            bytes: 9000,
            lines: 90,
            recognised_lines: 80,
            note: None,
        }],
        totals: Totals { sources: 1, bytes: 9000, lines: 90, events: 29, incidents: 6, errors: 23, warnings: 5 },
        findings: findings.into_iter().map(Box::new).collect(),
        diagnoses: vec![diagnosis("invalid-app-id", Severity::Error)],
        facts: Vec::new(),
        warnings: vec!["an older warning".into()],
        ..Report::default()
    }
}

fn ids(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.id.as_str()).collect()
}
