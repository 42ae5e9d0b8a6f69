//! Counts and catalogue to findings in a fixed order.
//!
//! One rule: [`Report`] is the only thing an output sees, and it is a function of a set of [parts](crate::part), which are
//! already redacted.

mod bound;
mod incidents;
mod order;
mod parts;
mod run;
mod story;
mod thin;
mod timeline;
mod translate;
pub mod verdict;
mod whole;

use crate::model::Few;
pub use crate::model::{Bucket, BySource, Mark, MarkKind, SessionLane, Timeline};
pub use crate::model::{
    ByApi, Confidence, Diagnosis, Finding, Incident, Input, Place, Redaction, Report, Sample, Severity, Status, Totals,
};
pub use parts::Parts;
pub use translate::translated;

use crate::catalogue::{self, Entry, Family, Id, When};
use crate::pattern::Via;
use crate::redact::Level;
use crate::tally::{Count, Spot};
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};
use whole::Whole;

/// Names of logs, by their numbers.
pub(crate) struct Names<'a>(&'a [Input], Vec<Arc<str>>);

impl<'a> Names<'a> {
    fn new(inputs: &'a [Input]) -> Names<'a> {
        Names(inputs, inputs.iter().map(|input| input.source.as_str().into()).collect())
    }

    /// One text for all places in a log: there may be very many of them.
    fn of(&self, log: u32) -> Arc<str> {
        self.1.get(log as usize).cloned().unwrap_or_default()
    }

    fn place(&self, spot: Spot) -> Place {
        let name = self.of(spot.log);
        spot.place(name)
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|input| input.source.as_str())
    }
}

/// Puts the report together: a function of the set of parts. `level` is how much was taken out of them. With `keep` it holds the parts too, so that it can be merged.
pub fn build(parts: Parts, level: Level, keep: bool) -> Report {
    let candidates = parts.candidates;
    let Whole { inputs, tally, incidents, story, no_session, unplaced: kept, secrets, identifiers, parts } = parts.whole(keep);
    let names = Names::new(&inputs);
    let (timeline, mut rows) = timeline::of(&tally);
    let mut found = |(key, count): ((&'static str, Id), Box<Count>)| {
        let timeline = rows.remove(&key).unwrap_or_default();
        let (incidents, incident_list) = incidents.of(&key, &count, &names);
        Box::new(Finding { incidents, incident_list, timeline, ..finding(key.0, key.1, *count, &names) })
    };
    let findings = tally.counts.into_iter().map(&mut found).collect();
    let mut report = Report {
        findings,
        diagnoses: story::diagnoses(story.diagnoses, &names),
        facts: story.facts.into_iter().map(|(name, values)| (name.to_owned(), values.into_iter().collect())).collect(),
        sessions: story::lanes(&story.lanes, &names),
        timeline,
        candidates,
        no_session,
        redaction: Redaction { level: level.name(), secrets, identifiers },
        parts,
        ..Report::default()
    };
    order::sort(&mut report.findings, &report.diagnoses);
    report.inputs = inputs;
    report.totals = totals(&report);
    report.warnings.extend(left_out(no_session));
    report.warnings.extend(unplaced(kept));
    report
}

fn left_out(no_session: u64) -> Option<String> {
    (no_session > 0).then(|| {
        let lines = verdict::count(no_session, "line looks", "lines look");
        format!("{lines} like an error but nothing shows that it is Agora's: left out")
    })
}

fn unplaced(events: u64) -> Option<String> {
    let events = (events > 0).then(|| verdict::count(events, "event has", "events have"))?;
    Some(format!("{events} no time that --since and --until could be compared with: kept"))
}

/// Sums over inputs and findings.
pub fn totals(report: &Report) -> Totals {
    let of = |severity: Severity| report.findings.iter().filter(|finding| finding.severity == severity).map(|finding| finding.count).sum();
    let counted = report.findings.iter().filter(|finding| finding.is_problem());
    Totals {
        sources: report.inputs.len() as u64,
        bytes: report.inputs.iter().map(|input| input.bytes).sum(),
        lines: report.inputs.iter().map(|input| input.lines).sum(),
        events: report.findings.iter().map(|finding| finding.count).sum(),
        incidents: counted.map(|finding| finding.incidents).sum(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
    }
}

fn finding(domain: &'static str, id: Id, mut count: Count, names: &Names<'_>) -> Finding {
    let family = catalogue::family(domain);
    let entry = catalogue::entry(domain, &id);
    let by_api = by_api(std::mem::take(&mut count.by_api));
    let (causes, fixes) = entry.map_or_else(|| UNKNOWN.clone(), |entry| advice(entry, &by_api, era(&count)));
    Finding {
        id: format!("{domain}/{id}"),
        domain,
        name: entry.map_or_else(|| Cow::Owned(id.to_string()), |entry| Cow::Borrowed(entry.name)),
        title: Cow::Borrowed(entry.map_or("Code that the catalogue does not have", |entry| entry.title)),
        severity: count.severity,
        count: count.events,
        incidents: count.incidents,
        sources: count.logs,
        first: names.place(count.first),
        last: names.place(count.last),
        by_api,
        causes,
        fixes,
        url: Cow::Borrowed(page(family, entry)),
        see: entry.map(see).unwrap_or_default(),
        samples: count.samples.into_iter().map(|(spot, text)| Sample { place: names.place(spot), text: text.into() }).collect(),
        incident_list: Vec::new(),
        timeline: Vec::new(),
        by_source: count.by_log.into_iter().map(|(log, count)| BySource { source: names.of(log), count }).collect(),
        fingerprint: fingerprint(domain, &id),
        code: id,
    }
}

fn page(family: Option<&'static Family>, entry: Option<&'static Entry>) -> &'static str {
    match (family, entry) {
        (Some(family), Some(entry)) => entry.page(family),
        (Some(family), None) => family.url,
        _ => "",
    }
}

fn see(entry: &'static Entry) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for id in [entry.replaced_by, entry.replaces].into_iter().chain(entry.see).filter(|id| !id.is_empty()) {
        if !all.iter().any(|known| known == id) {
            all.push(id.to_owned());
        }
    }
    all
}

/// Causes and fixes.
type Advice = (Arc<[String]>, Arc<[String]>);

/// Those of every code that the catalogue does not have: one text for all, since a log may name very many.
static UNKNOWN: LazyLock<Advice> = LazyLock::new(|| {
    let cause = "The SDK that wrote the log is newer or older than this catalogue.";
    let fix = "Look the number up in the documentation of that SDK version, or contact Agora technical support with the SDK log files.";
    (Arc::new([cause.to_owned()]), Arc::new([fix.to_owned()]))
});

fn by_api(rows: Few<(Option<Box<str>>, Via, u64)>) -> Few<ByApi> {
    let mut list: Few<ByApi> =
        rows.into_iter().map(|(api, via, count)| ByApi { api: api.map(String::from), via: via.word(), count }).collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.api.cmp(&b.api)).then_with(|| a.via.cmp(b.via)));
    list
}

/// The era that most events prove, if any does.
fn era(count: &Count) -> Option<&'static str> {
    let most = count.by_sdk.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    match most.0 {
        "rtc4" => Some("4.x"),
        "rtc3" | "rtc2" => Some("3.x"),
        _ => None,
    }
}

/// How many methods get their own meaning in front.
const MAX_METHODS: usize = 3;

/// What the code means for the methods and the version seen, then what it means in general.
fn advice(entry: &'static Entry, by_api: &[ByApi], era: Option<&str>) -> Advice {
    let mut causes = Vec::new();
    let mut fixes = Vec::new();
    for when in narrower(entry, by_api, era) {
        let prefix = if when.method.is_empty() { String::new() } else { format!("{}: ", when.method) };
        causes.push(format!("{prefix}{}", when.meaning));
        if !when.fix.is_empty() {
            fixes.push(format!("{prefix}{}", when.fix));
        }
    }
    causes.extend(entry.causes.iter().map(str::to_owned));
    fixes.extend(entry.fixes.iter().map(str::to_owned));
    (causes.into(), fixes.into())
}

fn narrower(entry: &'static Entry, by_api: &[ByApi], era: Option<&str>) -> Vec<&'static When> {
    let fits_era = |when: &When| when.era.is_empty() || era.is_none_or(|era| when.era == era);
    let apis: Vec<&str> = by_api.iter().filter_map(|by| by.api.as_deref()).take(MAX_METHODS).collect();
    let mut found: Vec<&When> = Vec::new();
    for api in apis {
        let mut fitting = entry.when.iter().filter(|when| when.platform.is_empty() && fits_era(when) && when.method == api);
        found.extend(fitting.clone().find(|when| when.era == "4.x").or_else(|| fitting.next()));
    }
    if let Some(era) = era {
        found.extend(entry.when.iter().filter(|when| when.method.is_empty() && when.platform.is_empty() && when.era == era));
    }
    found
}

/// FNV-1a over domain and code: the same finding in every run, wherever it stands.
fn fingerprint(domain: &str, id: &Id) -> String {
    let text = format!("{domain}/{id}");
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}
