//! Reports for the tests of the outputs: an ordinary one, a hostile one and the two empty ones.
//!
//! One rule: written by hand, so that a change of catalogue or scanner cannot change what an output test sees.

use crate::catalogue::Id;
use std::sync::Arc;

use crate::model::{ByApi, Confidence, Diagnosis, Finding, Input, Place, Report, Sample, Severity, Status, Totals};

/// Text that tries everything: commands of build servers, markup, quotes, formulas, control and direction marks, wide characters.
pub const HOSTILE: &str = "=cmd|' /C calc'!A0 ##[error]boom ##vso[task.setvariable variable=a]b ##teamcity[buildStop] \
    [[ATTACHMENT|/etc/passwd]] \u{1b}[31mred\r\n::set-output name=x::y\n::error::z\n--- group\n\u{202e}evil\u{2066} \
    ]]> --> <script>alert(1)</script> | a,b;c %0A %AZP25 \"q\" 'q' `code` ``` ~~~ ![x](http://e.example/x) @team #1 \
    {\"a\":1} \u{0}\u{b}\u{fffe}\u{2028} 整瑳 👩‍💻 e\u{301}";

/// A place without a time.
pub fn at(source: &str, line: u64, time: &str) -> Place {
    let time = (!time.is_empty()).then(|| time.to_owned());
    Place { source: source.into(), line, time }
}

fn line(source: &str, line: u64, time: &str, text: &str) -> Sample {
    Sample { place: at(source, line, time), text: text.to_owned() }
}

fn texts<T: FromIterator<String>>(texts: &[&str]) -> T {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn input(source: &str, lines: u64, recognised_lines: u64) -> Input {
    Input {
        source: source.to_owned(),
        status: Status::Complete,
        format: Some("logcat-threadtime".to_owned()),
        encoding: "utf-8".to_owned(),
        bytes: lines * 90,
        lines,
        recognised_lines,
        note: None,
    }
}

fn by_api(api: &str, via: &'static str, count: u64) -> ByApi {
    ByApi { api: (!api.is_empty()).then(|| api.to_owned()), via, count }
}

/// A finding with everything but its texts.
fn finding(domain: &'static str, code: Id, name: &str, title: &str, severity: Severity, count: u64) -> Finding {
    let id = format!("{domain}/{code}");
    Finding {
        fingerprint: format!("{:016x}", id.bytes().fold(7_u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)))),
        id,
        domain,
        code,
        name: name.to_owned().into(),
        title: title.to_owned().into(),
        severity,
        count,
        incidents: count,
        sources: 1,
        first: at("app.log", 7, ""),
        last: at("app.log", 7, ""),
        by_api: Vec::new().into(),
        causes: Arc::default(),
        fixes: Arc::default(),
        url: "".into(),
        see: Vec::new(),
        samples: Vec::new().into(),
        timeline: Vec::new(),
        incident_list: Vec::new(),
        by_source: Vec::new().into(),
    }
}

fn token() -> Finding {
    Finding {
        incidents: 3,
        sources: 2,
        first: at("logs/device-a/app.log", 412, "2026-11-20T14:42:03.707"),
        last: at("logs/device-b/app.log", 90_817, "2026-11-20T15:01:44.020"),
        by_api: vec![by_api("onError", "callback", 9), by_api("renewToken", "return", 3)].into(),
        causes: texts(&[
            "The project has its App Certificate enabled, which makes tokens compulsory, and the app joined without a token.",
            "The uid in the token is not the uid used to join (0 and a number count as different).",
            "The channel name, App ID or App Certificate behind the token is not the one in use.",
            "A token was sent although the project has no App Certificate.",
        ]),
        fixes: texts(&[
            "Generate a token with App ID and App Certificate on your server and pass it when joining.",
            "Use the same uid for the token and for the join.",
            "Decode the token and compare App ID, channel and uid with the join call.",
        ]),
        url: "https://docs.agora.io/en/video-calling/troubleshooting/error-codes".into(),
        see: texts(&["rtc.error/109"]),
        samples: vec![
            line(
                "logs/device-a/app.log",
                412,
                "2026-11-20T14:42:03.707",
                "11-20 14:42:03.707  4711  4733 E flutter : [onError] err: ErrorCodeType.errInvalidToken, msg: The token is invalid, channel: 测试频道 👩‍💻 room",
            ),
            line("logs/device-b/app.log", 11, "2026-11-20T14:50:00.000", "onError code 110 message The Token is invalid"),
        ].into(),
        ..finding("rtc.error", Id::Number(110), "ERR_INVALID_TOKEN", "Invalid token", Severity::Error, 12)
    }
}

fn leave() -> Finding {
    Finding {
        first: at("logs/device-a/app.log", 415, "2026-11-20T14:42:03.900"),
        last: at("logs/device-a/app.log", 987, "2026-11-20T14:44:10.001"),
        by_api: vec![by_api("leaveChannel", "return", 2)].into(),
        causes: texts(&["The app calls leaveChannel although the user never joined, often because the join before it failed."]),
        fixes: texts(&["Look for the failed join that came before."]),
        url: "https://docs.agora.io/en/video-calling/troubleshooting/error-codes".into(),
        samples: vec![line("logs/device-a/app.log", 415, "2026-11-20T14:42:03.900", "AgoraRtcException(-18, null)")].into(),
        ..finding("rtc.error", Id::Number(18), "ERR_LEAVE_CHANNEL_REJECTED", "Leave rejected", Severity::Error, 2)
    }
}

fn camera() -> Finding {
    Finding {
        first: at("logs/device-b/app.log", 300, "2026-11-20T14:43:00.000"),
        last: at("logs/device-b/app.log", 300, "2026-11-20T14:43:00.000"),
        by_api: vec![by_api("onLocalVideoStateChanged", "callback", 1)].into(),
        causes: texts(&["The user refused the camera permission."]),
        fixes: texts(&["Ask for the camera permission before enableVideo, and show the user how to grant it in the settings."]),
        url: "https://docs.agora.io/en/".into(),
        samples: vec![line(
            "logs/device-b/app.log",
            300,
            "2026-11-20T14:43:00.000",
            "onLocalVideoStateChanged source: 0 state: 3 reason: 2",
        )]
        .into(),
        ..finding(
            "rtc.local-video-reason",
            Id::Number(2),
            "LOCAL_VIDEO_STREAM_REASON_DEVICE_NO_PERMISSION",
            "No permission to use the camera",
            Severity::Warning,
            1,
        )
    }
}

fn interrupted() -> Finding {
    Finding {
        first: at("logs/device-a/app.log", 500, "2026-11-20T14:46:00.000"),
        last: at("logs/device-a/app.log", 800, "2026-11-20T14:47:00.000"),
        by_api: vec![by_api("onConnectionStateChanged", "callback", 4)].into(),
        ..finding(
            "rtc.connection-reason",
            Id::Number(2),
            "CONNECTION_CHANGED_INTERRUPTED",
            "Connection interrupted, the SDK reconnects",
            Severity::Info,
            4,
        )
    }
}

/// An ordinary report: two sources, a diagnosis, two errors, a warning, something to know and an input that was cut.
pub fn ordinary() -> Report {
    let mut cut = input("logs/device-c/agorasdk.log.gz", 120, 80);
    cut.status = Status::Partial;
    cut.note = Some("the compressed data ends early; copy the file again".to_owned());
    Report {
        inputs: vec![
            input("logs/device-a/app.log", 1204, 310),
            input("logs/device-b/app.log", 90_900, 4120),
            input("logs/server/nginx.log", 3000, 0),
            cut,
        ],
        totals: Totals { sources: 4, bytes: 8_570_000, lines: 95_224, events: 19, incidents: 10, errors: 14, warnings: 1 },
        findings: [token(), leave(), camera(), interrupted()].map(Box::new).into(),
        diagnoses: vec![Diagnosis {
            id: "token-refused",
            title: "The server refused the token three times, and the app left a channel it had never joined.".to_owned(),
            confidence: Confidence::Likely,
            severity: Severity::Error,
            fixes: texts(&[
                "Compare App ID, channel name and uid of the token with those of the join.",
                "Call leaveChannel only after onJoinChannelSuccess.",
            ]),
            evidence: vec![
                line("logs/device-a/app.log", 409, "2026-11-20T14:42:02.100", "joinChannel token=<token> channel=测试频道 uid=0 ret 0"),
                line(
                    "logs/device-a/app.log",
                    412,
                    "2026-11-20T14:42:03.707",
                    "[onError] err: ErrorCodeType.errInvalidToken, msg: The token is invalid",
                ),
            ],
            codes: Vec::new(),
            explains: vec![("rtc.error/18".to_owned(), 2)],
        }],
        facts: vec![("platform".to_owned(), texts(&["android"])), ("sdk_version".to_owned(), texts(&["4.5.0", "4.5.1"]))],
        warnings: texts(&["1 line was longer than 1 MiB and was read up to there."]),
        ..Report::default()
    }
}

/// Foreign text in every field that can carry it.
pub fn hostile() -> Report {
    let source = format!("/var/a b/{HOSTILE}.log");
    let mut finding = Finding {
        incidents: 1,
        first: at(&source, 3, "2026-11-20T14:42:03.707"),
        last: at(&source, 4, HOSTILE),
        by_api: vec![by_api(HOSTILE, "callback", 1), by_api("", "return", 1)].into(),
        causes: texts(&[HOSTILE]),
        fixes: texts(&[HOSTILE, "::error::fix"]),
        url: "https://e.example/?a=1&b=<x>".into(),
        see: texts(&[HOSTILE]),
        samples: vec![line(&source, 3, "", HOSTILE), line(&source, 4, "", "::error::sample"), line("--- a", 1, "", "")].into(),
        ..finding("web.error", Id::Name(HOSTILE.to_owned().into()), HOSTILE, HOSTILE, Severity::Error, 2)
    };
    "00000000000000aa".clone_into(&mut finding.fingerprint);
    let mut info = finding.clone();
    info.severity = Severity::Info;
    "00000000000000ab".clone_into(&mut info.fingerprint);
    let mut bad = input("::error::file.log", 3, 0);
    bad.status = Status::Failed;
    bad.note = Some(HOSTILE.to_owned());
    Report {
        inputs: vec![input(&source, 9, 9), bad, input("+++ quiet", 3, 0)],
        totals: Totals { sources: 3, bytes: 9, lines: 15, events: 2, incidents: 1, errors: 2, warnings: 0 },
        diagnoses: vec![Diagnosis {
            id: "hostile",
            title: HOSTILE.to_owned(),
            confidence: Confidence::Certain,
            severity: Severity::Warning,
            fixes: texts(&[HOSTILE]),
            evidence: vec![line(&source, 3, "", HOSTILE)],
            codes: Vec::new(),
            explains: vec![(finding.id.clone(), 1)],
        }],
        findings: [finding, info].map(Box::new).into(),
        facts: vec![(HOSTILE.to_owned(), texts(&[HOSTILE]))],
        warnings: texts(&[HOSTILE, "::warning::w"]),
        ..Report::default()
    }
}

/// Sources were read and nothing of the SDK was in them.
pub fn unrecognised() -> Report {
    Report {
        inputs: vec![input("nginx.log", 3000, 0), input("mysql.log", 12, 0)],
        totals: Totals { sources: 2, bytes: 271_080, lines: 3012, ..Totals::default() },
        ..Report::default()
    }
}

/// The SDK spoke and nothing was wrong.
pub fn clean() -> Report {
    Report {
        inputs: vec![input("app.log", 1204, 310)],
        totals: Totals { sources: 1, bytes: 108_360, lines: 1204, ..Totals::default() },
        ..Report::default()
    }
}

/// `n` errors, for the limits of build servers.
pub fn many(n: u32) -> Report {
    let findings = (1..=n).map(|code| Finding {
        causes: texts(&["A cause."]),
        fixes: texts(&["Do this."]),
        ..finding("rtc.error", Id::Number(code), &format!("ERR_{code}"), "Something failed", Severity::Error, 1)
    });
    Report { findings: findings.map(Box::new).collect(), ..clean() }
}

/// What a writer writes, as text.
///
/// # Panics
/// When writing into memory fails.
pub fn written(
    write: impl Fn(&Report, &super::Look, &mut dyn std::io::Write) -> std::io::Result<()>,
    report: &Report,
    width: usize,
    colour: bool,
) -> String {
    let mut out = Vec::new();
    let done = write(report, &super::Look { width, colour, ..super::Look::default() }, &mut out);
    assert!(done.is_ok(), "writing into memory cannot fail");
    String::from_utf8_lossy(&out).into_owned()
}

/// Lines of `text` that a build server would obey or that hide something; empty when all is inert.
pub fn obeyed(text: &str) -> Vec<&str> {
    let group = |line: &str| ["--- ", "+++ ", "~~~ ", "^^^ +++"].iter().any(|mark| line.starts_with(mark));
    let hidden = |line: &str| {
        line.chars().any(|c| c.is_control() || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    let v1 = |line: &str| line.match_indices("##[").any(|(at, _)| line[at + 3..].starts_with(|c: char| c.is_ascii_alphabetic()));
    let bad = |line: &&str| {
        let low = line.to_lowercase();
        line.trim_start().starts_with("::")
            || v1(line)
            || low.contains("##vso[")
            || low.contains("##teamcity[")
            || group(line)
            || hidden(line)
            || low.contains("[[attachment|")
    };
    text.lines().filter(bad).collect()
}
