//! One JSON document: the contract for machines.
//!
//! One rule: the shape is these view structs and nothing else; it changes only by additions within a major version, and
//! the JSON Schema in `docs/report.schema.json` says the same.

mod merge;

use crate::catalogue::Id;
use crate::report::{ByApi, Diagnosis, Finding, Incident, Input, Place, Redaction, Report, Sample};
use crate::text::sanitise::{MAX_QUOTE, cut, sanitise};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Version of the document's shape.
pub const SCHEMA_VERSION: &str = "1.1";

#[derive(Serialize)]
struct DocumentView<'a> {
    schema_version: &'static str,
    tool: ToolView,
    inputs: InputViews<'a>,
    totals: TotalsView,
    findings: FindingViews<'a>,
    diagnoses: Vec<DiagnosisView<'a>>,
    facts: BTreeMap<&'a str, Vec<String>>,
    warnings: Vec<String>,
    redaction: RedactionView,
}

/// How much was taken out of the texts and names above.
#[derive(Serialize)]
struct RedactionView {
    level: &'static str,
    secrets: u64,
    identifiers: u64,
}

/// A document that is only there to be merged.
#[derive(Serialize)]
struct PartialView {
    schema_version: &'static str,
    tool: ToolView,
}

#[derive(Serialize)]
pub(super) struct ToolView {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct InputView<'a> {
    source: String,
    status: &'static str,
    format: Option<&'a str>,
    encoding: &'a str,
    bytes: u64,
    lines: u64,
    recognised_lines: u64,
    note: Option<String>,
}

#[derive(Serialize)]
struct TotalsView {
    sources: u64,
    bytes: u64,
    lines: u64,
    events: u64,
    incidents: u64,
    errors: u64,
    warnings: u64,
}

/// A code as JSON: a number, or a string in `web.error`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum CodeView {
    Number(u32),
    Name(String),
}

/// Inputs, each made into its view only when it is written.
struct InputViews<'a>(&'a [Input]);

impl Serialize for InputViews<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(input))
    }
}

/// Findings, each made into its view only when it is written.
struct FindingViews<'a>(&'a [Box<Finding>]);

impl Serialize for FindingViews<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|one| finding(one)))
    }
}

#[derive(Serialize)]
struct FindingView<'a> {
    id: String,
    domain: &'a str,
    code: CodeView,
    name: String,
    title: &'a str,
    severity: &'static str,
    count: u64,
    incidents: u64,
    sources: u64,
    first: PlaceView,
    last: PlaceView,
    by_api: Vec<ByApiView>,
    causes: &'a [String],
    fixes: &'a [String],
    url: &'a str,
    see: &'a [String],
    samples: Vec<SampleView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    incident_list: Vec<IncidentView>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct PlaceView {
    source: String,
    line: u64,
    time: Option<String>,
}

#[derive(Serialize)]
struct IncidentView {
    count: u64,
    places: Vec<PlaceView>,
}

#[derive(Serialize)]
struct ByApiView {
    api: Option<String>,
    via: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct SampleView {
    source: String,
    line: u64,
    time: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct DiagnosisView<'a> {
    id: &'a str,
    title: String,
    confidence: &'static str,
    severity: &'static str,
    fixes: &'a [String],
    evidence: Vec<SampleView>,
    codes: Vec<String>,
    explains: Vec<ExplainsView>,
}

#[derive(Serialize)]
struct ExplainsView {
    id: String,
    count: u64,
}

/// Text of a log or a file name, safe to show.
pub(super) fn safe(text: &str) -> String {
    sanitise(text).into_owned()
}

/// A quoted line, safe to show and cut.
pub(super) fn quoted(text: &str) -> String {
    cut(&sanitise(text), MAX_QUOTE).into_owned()
}

pub(super) fn code(id: &Id) -> CodeView {
    match id {
        Id::Number(n) => CodeView::Number(*n),
        Id::Name(name) => CodeView::Name(safe(name)),
    }
}

/// Writes the document, indented, with a final line feed.
///
/// # Errors
/// What the writer says.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    streamed(&document(report), report, "", out)
}

/// Writes only what merging needs.
///
/// # Errors
/// What the writer says.
pub fn write_partial(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    streamed(&PartialView { schema_version: SCHEMA_VERSION, tool: tool() }, report, ",\n  \"merge\": null", out)
}

/// Writes a document piece by piece: a report may be larger than the memory for it.
fn streamed(document: &impl Serialize, report: &Report, missing: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Breaking { out, hash: false };
    merge::write(document, report, missing, &mut out)?;
    out.write_all(b"\n")
}

/// A writer that does what [`break_commands`] does.
struct Breaking<'a> {
    out: &'a mut dyn Write,
    /// The last byte was a `#` that is not written yet.
    hash: bool,
}

impl Write for Breaking<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            if self.hash {
                self.hash = false;
                let broken = *first == b'#';
                self.out.write_all(if broken { b"\\u0023#" } else { b"#" })?;
                rest = if broken { &rest[1..] } else { rest };
                continue;
            }
            let at = memchr::memchr(b'#', rest).unwrap_or(rest.len());
            self.out.write_all(&rest[..at])?;
            self.hash = at < rest.len();
            rest = rest.get(at + 1..).unwrap_or_default();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

pub(super) fn tool() -> ToolView {
    ToolView { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
}

/// No build server obeys a command inside a JSON string: the first `#` of `##` is written as an escape.
pub(super) fn break_commands(text: &str) -> String {
    text.replace("##", "\\u0023#")
}

fn document(report: &Report) -> DocumentView<'_> {
    DocumentView {
        schema_version: SCHEMA_VERSION,
        tool: tool(),
        inputs: InputViews(&report.inputs),
        totals: totals(report),
        findings: FindingViews(&report.findings),
        diagnoses: report.diagnoses.iter().map(diagnosis).collect(),
        facts: report.facts.iter().map(|(name, values)| (name.as_str(), values.iter().map(|value| safe(value)).collect())).collect(),
        warnings: report.warnings.iter().map(|text| safe(text)).collect(),
        redaction: redaction(report),
    }
}

fn redaction(report: &Report) -> RedactionView {
    let Redaction { level, secrets, identifiers } = report.redaction;
    RedactionView { level, secrets, identifiers }
}

fn input(input: &Input) -> InputView<'_> {
    InputView {
        source: safe(&input.source),
        status: input.status.word(),
        format: input.format.as_deref(),
        encoding: &input.encoding,
        bytes: input.bytes,
        lines: input.lines,
        recognised_lines: input.recognised_lines,
        note: input.note.as_deref().map(safe),
    }
}

fn totals(report: &Report) -> TotalsView {
    let totals = report.totals;
    TotalsView {
        sources: totals.sources,
        bytes: totals.bytes,
        lines: totals.lines,
        events: totals.events,
        incidents: totals.incidents,
        errors: totals.errors,
        warnings: totals.warnings,
    }
}

fn finding(finding: &Finding) -> FindingView<'_> {
    FindingView {
        id: safe(&finding.id),
        domain: finding.domain,
        code: code(&finding.code),
        name: safe(&finding.name),
        title: &finding.title,
        severity: finding.severity.word(),
        count: finding.count,
        incidents: finding.incidents,
        sources: finding.sources,
        first: place(&finding.first),
        last: place(&finding.last),
        by_api: finding.by_api.iter().map(by_api).collect(),
        causes: &finding.causes,
        fixes: &finding.fixes,
        url: &finding.url,
        see: &finding.see,
        samples: finding.samples.iter().map(sample).collect(),
        incident_list: finding.incident_list.iter().map(incident).collect(),
        fingerprint: &finding.fingerprint,
    }
}

fn place(place: &Place) -> PlaceView {
    PlaceView { source: safe(&place.source), line: place.line, time: place.time.as_deref().map(safe) }
}

fn incident(incident: &Incident) -> IncidentView {
    IncidentView { count: incident.count, places: incident.places.iter().map(place).collect() }
}

fn by_api(by: &ByApi) -> ByApiView {
    ByApiView { api: by.api.as_deref().map(safe), via: by.via, count: by.count }
}

fn sample(sample: &Sample) -> SampleView {
    let PlaceView { source, line, time } = place(&sample.place);
    SampleView { source, line, time, text: quoted(&sample.text) }
}

fn diagnosis(diagnosis: &Diagnosis) -> DiagnosisView<'_> {
    DiagnosisView {
        id: diagnosis.id,
        title: safe(&diagnosis.title),
        confidence: diagnosis.confidence.word(),
        severity: diagnosis.severity.word(),
        fixes: &diagnosis.fixes,
        evidence: diagnosis.evidence.iter().map(sample).collect(),
        codes: diagnosis.codes.iter().map(|id| safe(id)).collect(),
        explains: diagnosis.explains.iter().map(|(id, count)| ExplainsView { id: safe(id), count: *count }).collect(),
    }
}
