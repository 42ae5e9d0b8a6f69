//! Reports for the tests of the page: an ordinary one and the empty ones.
//!
//! One rule: counts and places are made up here, what a code means comes from the catalogue.

use crate::catalogue::{self, Id};
use crate::report::{
    Bucket, ByApi, BySource, Confidence, Diagnosis, Finding, Input, Mark, MarkKind, Place, Report, Sample, SessionLane, Severity, Status,
    Timeline, Totals,
};

/// A place.
pub(crate) fn place(source: &str, line: u64, time: &str) -> Place {
    Place { source: source.into(), line, time: (!time.is_empty()).then(|| time.to_owned()) }
}

pub(super) fn sample(source: &str, line: u64, time: &str, text: &str) -> Sample {
    Sample { place: place(source, line, time), text: text.to_owned() }
}

fn texts<T: FromIterator<String>>(texts: &[&str]) -> T {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A finding with the texts of the catalogue.
pub(crate) fn finding(domain: &'static str, code: u32, count: u64) -> Finding {
    let family = catalogue::family(domain).unwrap();
    let id = Id::Number(code);
    let entry = catalogue::entry(domain, &id).unwrap();
    let severity = match entry.kind {
        catalogue::Kind::Failure => Severity::Error,
        catalogue::Kind::Warning => Severity::Warning,
        _ => Severity::Info,
    };
    Finding {
        id: format!("{domain}/{code}"),
        domain,
        code: id,
        name: entry.name.into(),
        title: entry.title.into(),
        severity,
        count,
        incidents: count.div_ceil(4),
        sources: 1,
        incident_list: Vec::new(),
        by_source: vec![BySource { source: "app.log".into(), count }].into(),
        timeline: Vec::new(),
        first: place("app.log", 7, "2025-12-01T14:42:03.707"),
        last: place("app.log", 7 + count, "2025-12-01T16:11:59.020"),
        by_api: vec![ByApi { api: Some("onError".to_owned()), via: "callback", count }].into(),
        causes: entry.causes.iter().map(str::to_owned).collect(),
        fixes: entry.fixes.iter().map(str::to_owned).collect(),
        url: entry.page(family).into(),
        see: entry.see.iter().map(str::to_owned).collect(),
        samples: vec![sample("app.log", 7, "2025-12-01T14:42:03.707", &format!("E/agora: onError({code})"))].into(),
        fingerprint: format!("{code:016x}"),
    }
}

/// A report of these findings, with sums that fit.
pub(crate) fn report(findings: Vec<Finding>) -> Report {
    let sum = |severity| findings.iter().filter(|f| f.severity == severity).map(|f: &Finding| f.count).sum();
    let totals = Totals {
        sources: 1,
        bytes: 48_213,
        lines: 412,
        events: findings.iter().map(|f| f.count).sum(),
        incidents: findings.iter().map(|f| f.incidents).sum(),
        errors: sum(Severity::Error),
        warnings: sum(Severity::Warning),
    };
    let findings = findings.into_iter().map(Box::new).collect();
    Report { inputs: vec![input("app.log", Status::Complete)], totals, findings, ..Report::default() }
}

/// An input.
pub(crate) fn input(source: &str, status: Status) -> Input {
    let read = matches!(status, Status::Complete | Status::Partial);
    Input {
        source: source.to_owned(),
        status,
        format: read.then(|| "logcat-threadtime".to_owned()),
        encoding: "utf-8".to_owned(),
        bytes: 48_213,
        lines: if read { 412 } else { 0 },
        recognised_lines: if read { 57 } else { 0 },
        note: None,
    }
}

/// Minutes from 14:00 on, with a burst in the middle, for so many domains.
pub(crate) fn timeline(minutes: u64, domains: &[&str]) -> Timeline {
    let counts = |at: u64| {
        let burst = 9_u64.saturating_sub(at % 97);
        (0..domains.len() as u64).map(|domain| if (at + domain).is_multiple_of(7) { 1 + burst } else { burst / (domain + 1) }).collect()
    };
    let label = |at: u64| format!("2025-12-{:02}T{:02}:{:02}", 1 + (at / 60 + 14) / 24, (at / 60 + 14) % 24, at % 60);
    Timeline {
        bucket_seconds: 60,
        start: label(0),
        domains: texts(domains),
        buckets: (0..minutes).map(|at| Bucket { label: label(at), counts: counts(at) }).collect(),
        untimed: 3,
    }
}

/// A session that asks to join after `start` seconds.
pub(crate) fn session(name: &str, start: u64, joined: bool, errors: u64, left: bool) -> SessionLane {
    let mark = |seconds: u64, kind, what: &str| Mark {
        at_ms: Some(seconds * 1000),
        kind,
        what: what.to_owned(),
        place: place("app.log", 10 + seconds, ""),
    };
    let mut marks = vec![mark(start, MarkKind::Join, "joinChannel")];
    if joined {
        marks.push(mark(start + 40, MarkKind::Joined, "onJoinChannelSuccess"));
    }
    marks.extend((0..errors).map(|at| mark(start + 90 + 200 * at, MarkKind::Error, "rtc.error/110")));
    if left {
        marks.push(mark(start + 120 + 200 * errors, MarkKind::Leave, "leaveChannel"));
    }
    let end = 10 + start + 120 + 200 * errors;
    SessionLane {
        label: name.to_owned(),
        first: place("app.log", 10 + start, "2025-12-01T14:42:03"),
        last: place("app.log", end, "2025-12-01T14:58:40"),
        marks,
    }
}

pub(super) fn token_diagnosis() -> Diagnosis {
    Diagnosis {
        id: "expired-token",
        title: "Users are thrown out of the channel because their token expires and is never renewed.".to_owned(),
        confidence: Confidence::Certain,
        severity: Severity::Error,
        fixes: texts(&[
            "Handle onTokenPrivilegeWillExpire: fetch a new token from your server and pass it to renewToken.",
            "After onRequestToken, join again with a new token.",
            "Check the clock of the token server and the lifetime it gives to tokens.",
        ]),
        evidence: vec![
            sample("app.log", 118, "2025-12-01T14:42:03.707", "I/agora   (17566): onTokenPrivilegeWillExpire(token=007eJx****)"),
            sample("app.log", 131, "2025-12-01T14:42:33.710", "E/agora   (17566): onError err=109 msg=token expired"),
            sample("app.log", 132, "2025-12-01T14:42:33.712", "I/agora   (17566): onConnectionStateChanged state=5 reason=9"),
            sample("app.log", 190, "2025-12-01T14:43:10.001", "E/agora   (17566): onError err=109 msg=token expired"),
        ],
        codes: Vec::new(),
        explains: vec![("rtc.error/109".to_owned(), 57), ("rtc.connection-reason/9".to_owned(), 12)],
    }
}

/// What a team sees on a bad day.
pub(crate) fn ordinary() -> Report {
    let mut findings = vec![
        finding("rtc.error", 109, 57),
        finding("rtc.connection-reason", 9, 12),
        finding("rtc.error", 17, 6),
        finding("rtc.error", 2, 2),
        finding("rtc.warning", 104, 31),
        finding("rtc.local-video-reason", 5, 1),
    ];
    let domains = ["rtc.error", "rtc.warning", "rtc.connection-reason", "rtc.local-video-reason"];
    let timeline = timeline(150, &domains);
    for finding in &mut findings {
        let domain = domains.iter().position(|domain| *domain == finding.domain).unwrap();
        finding.timeline = timeline.buckets.iter().map(|bucket| bucket.counts[domain]).collect();
    }
    findings[2].by_api =
        vec![ByApi { api: Some("joinChannelEx".to_owned()), via: "return", count: 4 }, ByApi { api: None, via: "callback", count: 2 }]
            .into();
    findings[0].sources = 2;
    findings[0].by_source =
        [("app.log", 41), ("bundle.zip!device-2.log", 16)].map(|(source, count)| BySource { source: source.into(), count }).to_vec().into();
    let mut report = report(findings);
    report.diagnoses = vec![token_diagnosis()];
    report
        .inputs
        .push(Input { note: Some("ends in the middle of a line".to_owned()), ..input("bundle.zip!device-2.log", Status::Partial) });
    report.inputs.push(Input { note: Some("encrypted SDK log: send it to Agora".to_owned()), ..input("agorasdk.log", Status::Encrypted) });
    report.totals.sources = 3;
    report.timeline = Some(timeline);
    report.sessions = vec![
        session("channel demo, uid 42", 0, true, 3, true),
        session("channel demo, uid 42", 900, false, 2, false),
        session("channel lobby, uid 7", 1300, true, 0, true),
    ];
    report.facts = vec![
        ("channel".to_owned(), texts(&["demo", "lobby"])),
        ("platform".to_owned(), texts(&["android"])),
        ("sdk version".to_owned(), texts(&["4.2.6", "4.3.0"])),
    ];
    report.warnings = texts(&["3 lines look like an error but nothing shows that it is Agora's: left out"]);
    report
}

/// Agora lines, nothing wrong.
pub(crate) fn clean() -> Report {
    report(Vec::new())
}

/// Lines, but none of Agora's.
pub(crate) fn nothing() -> Report {
    let mut report = report(Vec::new());
    report.inputs[0].recognised_lines = 0;
    report
}
