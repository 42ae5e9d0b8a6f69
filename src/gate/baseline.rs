//! An earlier report to compare with.
//!
//! One rule: only fingerprints, counts per API and the identifiers of diagnoses matter; keys that are not known are passed over.

use super::mistake::{Mistake, quoted};
use super::{recount, shown};
use crate::part::{self, MadeWith};
use crate::redact::{Level, Redactor};
use crate::report::verdict::count;
use crate::report::{self, ByApi, Diagnosis, Finding, Parts, Report};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const HINT: &str = "a baseline is a report written with `--format json`";
/// The major `schema_version` that can be read.
const MAJOR: &str = "1";

/// What an earlier report found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Events per fingerprint.
    counts: BTreeMap<String, u64>,
    /// Events per fingerprint and API: a code that a further method answers is not the failure that was known.
    by_api: BTreeMap<(String, Option<String>, String), u64>,
    /// Identifiers of diagnoses.
    diagnoses: BTreeSet<String>,
}

/// Read first: another version may have any shape.
#[derive(Deserialize)]
struct Version {
    schema_version: Option<Value>,
}

#[derive(Deserialize)]
struct View {
    findings: Option<Vec<KnownFinding>>,
    #[serde(default)]
    diagnoses: Vec<KnownDiagnosis>,
    /// Passed over: a report of many logs is mostly this.
    merge: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct KnownFinding {
    fingerprint: String,
    count: u64,
    #[serde(default)]
    by_api: Vec<KnownApi>,
}

#[derive(Deserialize)]
struct KnownApi {
    api: Option<String>,
    via: String,
    count: u64,
}

#[derive(Deserialize)]
struct KnownDiagnosis {
    id: String,
}

impl Baseline {
    /// Reads a report in JSON, in UTF-8 or, as some shells redirect it, in UTF-16 with a byte order mark.
    ///
    /// # Errors
    /// When it is not a report of this tool, or one with another major `schema_version`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Mistake> {
        let text = text(bytes).ok_or_else(|| Mistake::new("is not UTF-8 text", HINT))?;
        let fault = |error: serde_json::Error| wrong(if error.is_data() { "is not a report" } else { "is not JSON" }, &error);
        let version = serde_json::from_str::<Version>(&text).or_else(|error| match serde_json::from_str::<IgnoredAny>(&text) {
            Ok(_) if error.is_data() => Ok(Version { schema_version: None }),
            Ok(_) => Err(fault(error)),
            Err(syntax) => Err(fault(syntax)),
        });
        check_version(version?.schema_version)?;
        let view: View = serde_json::from_str(&text).map_err(fault)?;
        let findings = match (view.findings, view.merge) {
            (Some(findings), _) => findings,
            (None, Some(_)) => return Self::of_parts(&text),
            (None, None) => return Err(Mistake::new("is not a report: it has no `findings`", HINT)),
        };
        let mut baseline = Self::default();
        for finding in findings {
            if finding.fingerprint.is_empty() {
                return Err(Mistake::new("is not a report: a `fingerprint` is empty", HINT));
            }
            for row in finding.by_api {
                baseline.add_api(&finding.fingerprint, row.api, &row.via, row.count);
            }
            baseline.add(finding.fingerprint, finding.count);
        }
        baseline.diagnoses.extend(view.diagnoses.into_iter().map(|diagnosis| diagnosis.id));
        Ok(baseline)
    }

    /// What a report without findings, which holds only what merging needs, would say.
    fn of_parts(text: &str) -> Result<Self, Mistake> {
        let mut parts = Parts::default();
        let read = part::read(text.as_bytes(), MadeWith::Any, &Redactor::default(), &mut |part| parts.push(part));
        read.map_err(|refusal| Mistake::new(refusal.reason, refusal.hint))?;
        Ok(Self::of(&report::build(parts, Level::default(), false)))
    }

    /// The baseline that a report would be for later ones.
    pub fn of(report: &Report) -> Self {
        let mut baseline = Self::default();
        for finding in &report.findings {
            for row in &finding.by_api {
                baseline.add_api(&finding.fingerprint, row.api.clone(), row.via, row.count);
            }
            baseline.add(finding.fingerprint.clone(), finding.count);
        }
        baseline.diagnoses.extend(report.diagnoses.iter().map(|diagnosis| diagnosis.id.to_owned()));
        baseline
    }

    /// Events of a finding in the earlier report.
    pub fn count(&self, fingerprint: &str) -> Option<u64> {
        self.counts.get(fingerprint).copied()
    }

    /// Whether the earlier report has the finding with at least as many events, in all and of each API.
    pub fn knows(&self, finding: &Finding) -> bool {
        let in_all = self.count(&finding.fingerprint).is_some_and(|known| finding.count <= known);
        in_all && self.grown_api(finding).is_none()
    }

    /// The first API of a finding that has more events than in the earlier report. A report without APIs cannot tell.
    pub fn grown_api<'a>(&self, finding: &'a Finding) -> Option<&'a ByApi> {
        let known = |row: &ByApi| self.by_api.get(&(finding.fingerprint.clone(), row.api.clone(), row.via.to_owned())).copied();
        let told = self.by_api.keys().any(|(fingerprint, ..)| *fingerprint == finding.fingerprint);
        finding.by_api.iter().find(|row| told && known(row).unwrap_or(0) < row.count)
    }

    /// Whether the earlier report has the diagnosis.
    pub fn knows_diagnosis(&self, diagnosis: &Diagnosis) -> bool {
        self.diagnoses.contains(diagnosis.id)
    }

    fn add_api(&mut self, fingerprint: &str, api: Option<String>, via: &str, count: u64) {
        let sum = self.by_api.entry((fingerprint.to_owned(), api, via.to_owned())).or_default();
        *sum = sum.saturating_add(count);
    }

    fn add(&mut self, fingerprint: String, count: u64) {
        let sum = self.counts.entry(fingerprint).or_default();
        *sum = sum.saturating_add(count);
    }
}

/// Leaves out what the baseline knows; a finding that has grown stays whole. How many were left out is said in the warnings.
pub fn only_new(mut report: Report, baseline: &Baseline) -> Report {
    let (known, new): (Vec<Box<Finding>>, _) = report.findings.into_iter().partition(|finding| baseline.knows(finding));
    report.findings = new;
    let before = report.diagnoses.len();
    report.diagnoses.retain(|diagnosis| !baseline.knows_diagnosis(diagnosis));
    let diagnoses = before - report.diagnoses.len();
    let events = known.iter().fold(0_u64, |sum, finding| sum.saturating_add(finding.count));
    let mut parts = Vec::new();
    if !known.is_empty() {
        let findings = count(known.len() as u64, "finding", "findings");
        parts.push(format!("{findings} ({})", count(events, "event", "events")));
    }
    if diagnoses > 0 {
        parts.push(count(diagnoses as u64, "diagnosis", "diagnoses"));
    }
    report.known += (known.len() + diagnoses) as u64;
    if !parts.is_empty() {
        report.warnings.push(format!("known from the baseline and left out: {}", parts.join(", ")));
        recount(&mut report);
    }
    report
}

fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty()).map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        bytes => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

fn check_version(version: Option<Value>) -> Result<(), Mistake> {
    let Some(Value::String(version)) = version else {
        return Err(Mistake::new("is not a report: it has no `schema_version`", HINT));
    };
    if version.split('.').next() == Some(MAJOR) {
        return Ok(());
    }
    let hint = "write the baseline again with this version of the tool";
    Err(Mistake::new(format!("has `schema_version` {}; only {MAJOR}.x can be read", quoted(&version)), hint))
}

fn wrong(what: &str, error: &serde_json::Error) -> Mistake {
    Mistake::new(format!("{what}: {}", shown(&error.to_string())), HINT)
}
