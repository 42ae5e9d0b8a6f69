//! Foreign text in every field of a report, in every format: each stays what it is, and nothing of the text acts.

#[path = "markup.rs"]
mod markup;

use super::sanitise::{assert_inert, assert_inert_inside};
use agora_logscan::catalogue::Id;
use agora_logscan::model::{
    Bucket, ByApi, BySource, Confidence, Diagnosis, Finding, Input, Mark, MarkKind, Place, Report, Sample, SessionLane, Severity, Status,
    Timeline, Totals,
};
use agora_logscan::output::{self, Format, Look};
use clap::ValueEnum;

/// One input: its first byte chooses the format, its second the shape, the rest is cut into texts at NULs.
pub fn run(data: &[u8]) {
    let [choice, shape, data @ ..] = data else { return };
    let formats = Format::value_variants();
    let format = formats[usize::from(*choice) % formats.len()];
    let texts: Vec<String> = data.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned()).collect();
    let report = report(&texts, *shape);
    let (width, command) = (40 + usize::from(shape / 2), texts[0].clone());
    let look = Look { width, command, case_files: shape % 2 == 1, timeline: true, ..Look::default() };
    let mut out = Vec::new();
    output::write(format, &report, &look, &mut out).expect("memory can always be written");
    let text = String::from_utf8(out).expect("every format is UTF-8");
    check(format, &text);
}

fn check(format: Format, text: &str) {
    match format {
        Format::Json | Format::Sarif | Format::Gitlab => {
            serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        }
        Format::Junit => markup::assert_well_formed(text),
        Format::Html => {
            let rest = markup::only_ours(text, || pages(&benign()));
            return rest.iter().flat_map(|rest| rest.lines()).for_each(|line| inert(format, line));
        }
        Format::Csv => rectangular(text),
        _ => {}
    }
    let own = if format == Format::Github { guards(text) } else { Vec::new() };
    for line in text.lines().filter(|line| !own.contains(line)) {
        inert(format, line);
    }
}

/// The two lines between which a GitHub runner takes no commands; each stands in the text once.
fn guards(text: &str) -> Vec<&str> {
    let off = text.lines().next().unwrap_or_default();
    let word = off.strip_prefix("::stop-commands::").unwrap_or_else(|| panic!("no guard in {text}"));
    let on: Vec<&str> =
        text.lines().filter(|line| line.strip_prefix("::").and_then(|rest| rest.strip_suffix("::")) == Some(word)).collect();
    assert!(on.len() == 1 && text.matches(word).count() == 2, "the guard ends once: {text}");
    vec![off, on[0]]
}

/// Build servers obey what the format itself says, and nothing else.
fn inert(format: Format, line: &str) {
    let own = match format {
        Format::Github => ["::error", "::warning", "::notice", "::group::", "::endgroup::"].iter().find_map(|own| line.strip_prefix(own)),
        Format::Azure => {
            ["##vso[task.logissue ", "##vso[task.complete ", "##[group]", "##[endgroup]"].iter().find_map(|own| line.strip_prefix(own))
        }
        Format::Teamcity => line.strip_prefix("##teamcity["),
        // Front matter and rules of the page, and the frames of a table.
        Format::Html | Format::Markdown if line.trim() == "---" => Some(""),
        _ => None,
    };
    if let Some(rest) = own {
        return assert_inert_inside(rest);
    }
    if matches!(format, Format::Html | Format::Markdown | Format::Csv | Format::Junit) {
        return assert_inert_inside(line);
    }
    assert_inert(line);
}

fn rectangular(text: &str) {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(text.as_bytes());
    for row in rows.records() {
        let row = row.unwrap_or_else(|error| panic!("{error}: {text}"));
        // A dash alone is the name of standard input and nothing that a spreadsheet would calculate.
        let formula = row.iter().find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && *cell != "-");
        assert_eq!(formula, None, "a formula in {text}");
    }
}

/// Pages of reports that have every part and no text that could be mistaken.
fn pages(reports: &[Report]) -> Vec<String> {
    let written = |report: &Report| {
        let mut out = Vec::new();
        output::write(Format::Html, report, &Look::default(), &mut out).expect("memory can always be written");
        String::from_utf8(out).expect("UTF-8")
    };
    reports.iter().map(written).collect()
}

fn benign() -> Vec<Report> {
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let words =
        [texts(&["a.log"]), texts(&["2025-12-01T10:00:00"]), texts(&["14:42:00"]), texts(&["https://docs.agora.io/x"]), texts(&[""])];
    (0..=255).step_by(5).flat_map(|shape| words.iter().map(move |texts| report(texts, shape)).collect::<Vec<_>>()).collect()
}

/// Hands out the texts in turn.
struct Texts<'a>(&'a [String], usize);

impl Texts<'_> {
    fn next(&mut self) -> String {
        self.1 += 1;
        self.0[self.1 % self.0.len()].clone()
    }

    fn place(&mut self) -> Place {
        Place { source: self.next().into(), line: self.1 as u64 % 7, time: (!self.1.is_multiple_of(3)).then(|| self.next()) }
    }

    fn sample(&mut self) -> Sample {
        Sample { place: self.place(), text: self.next() }
    }
}

/// Words of the catalogue, which no log can choose.
fn ours() -> String {
    "The token is not valid.".to_owned()
}

fn report(texts: &[String], shape: u8) -> Report {
    let mut texts = Texts(texts, usize::from(shape));
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let findings = (0..shape % 4).map(|n| finding(&mut texts, severities[usize::from(n % 3)], n)).collect::<Vec<_>>();
    let statuses = [Status::Complete, Status::Partial, Status::Failed, Status::Encrypted, Status::Skipped];
    let inputs = (0..=shape % 5).map(|n| input(&mut texts, statuses[usize::from(n)])).collect::<Vec<_>>();
    Report {
        totals: Totals { sources: inputs.len() as u64, lines: 20, bytes: 900, events: findings.len() as u64, ..Totals::default() },
        diagnoses: (0..shape % 3).map(|_| diagnosis(&mut texts)).collect(),
        sessions: (0..shape % 3).map(|_| lane(&mut texts)).collect(),
        timeline: (shape & 8 != 0).then(|| timeline(&mut texts)),
        facts: vec![("channels".to_owned(), vec![texts.next(), texts.next()])],
        warnings: vec![texts.next()],
        findings: findings.into_iter().map(Box::new).collect(),
        inputs,
        ..Report::default()
    }
}

fn finding(texts: &mut Texts<'_>, severity: Severity, n: u8) -> Finding {
    let code = if n.is_multiple_of(2) { Id::Name(texts.next().into()) } else { Id::Number(u32::from(n)) };
    Finding {
        id: texts.next(),
        domain: if n == 0 { "web.error" } else { "rtc.error" },
        code,
        name: texts.next().into(),
        title: ours().into(),
        severity,
        count: 1 + u64::from(n),
        incidents: 1,
        sources: 1,
        first: texts.place(),
        last: texts.place(),
        by_api: vec![ByApi { api: Some(texts.next()), via: "callback", count: 1 }, ByApi { api: None, via: "return", count: 1 }].into(),
        causes: [ours()].into(),
        fixes: [ours(), ours()].into(),
        url: "https://docs.agora.io/en/".into(),
        see: vec!["rtc.error/17".to_owned()],
        samples: vec![texts.sample(), texts.sample()].into(),
        timeline: vec![1, 0],
        incident_list: Vec::new(),
        by_source: vec![BySource { source: texts.next().into(), count: 1 }].into(),
        fingerprint: format!("{n:016x}"),
    }
}

fn input(texts: &mut Texts<'_>, status: Status) -> Input {
    let (source, note) = (texts.next(), Some(texts.next()));
    let (format, encoding) = (Some("docker-json>timestamp".to_owned()), "utf-8".to_owned());
    Input { source, status, format, encoding, bytes: 900, lines: 20, recognised_lines: texts.1 as u64 % 3, note }
}

fn diagnosis(texts: &mut Texts<'_>) -> Diagnosis {
    Diagnosis {
        id: "fuzz",
        title: texts.next(),
        confidence: Confidence::Likely,
        severity: Severity::Error,
        fixes: vec![ours()],
        evidence: vec![texts.sample()],
        codes: vec![texts.next()],
        explains: vec![(texts.next(), 1)],
    }
}

fn lane(texts: &mut Texts<'_>) -> SessionLane {
    let kinds = [MarkKind::Join, MarkKind::Joined, MarkKind::Warning, MarkKind::Error, MarkKind::Leave];
    let marks = kinds.iter().map(|kind| Mark { at_ms: Some(texts.1 as u64), kind: *kind, what: texts.next(), place: texts.place() });
    let marks = marks.collect();
    SessionLane { label: texts.next(), first: texts.place(), last: texts.place(), marks }
}

fn timeline(texts: &mut Texts<'_>) -> Timeline {
    let bucket = |texts: &mut Texts<'_>| Bucket { label: texts.next(), counts: vec![1] };
    Timeline {
        bucket_seconds: 60,
        start: texts.next(),
        domains: vec!["rtc.error".to_owned()],
        buckets: vec![bucket(texts), bucket(texts)],
        untimed: 1,
    }
}
