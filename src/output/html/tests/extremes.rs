//! Reports at the edge: the largest, and one in which every text is an attack.
//!
//! One rule: what holds for these holds for any report.

use super::sample::{finding, input, ordinary, place, report, sample, session, timeline, token_diagnosis};
use crate::catalogue::{self, Id};
use crate::report::{ByApi, BySource, Input, Report, Status};

/// Text that tries everything a page could fall for.
pub(crate) const HOSTILE: &str = "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>\
    ' onmouseover='alert(4)' javascript:alert(5) &lt;b&gt; &#60;i&#62; <!-- ]]> --> <style>*{display:none}</style>\
    <base href=http://e.example/><meta http-equiv=refresh content=0;url=http://e.example/> \u{202e}live\u{2066} \u{0}\u{1b}[31m\u{2028}\
    <details open ontoggle=alert(6)> {{7*7}} ${7*7} <iframe srcdoc='<script>parent.alert(7)</script>'>";

/// As many codes as the catalogue has, 5,000 sources, everything else to match.
pub(crate) fn largest() -> Report {
    let mut findings = Vec::new();
    for family in catalogue::families() {
        for entry in family.entries.iter().filter(|entry| entry.kind != catalogue::Kind::Ok) {
            if let Id::Number(code) = entry.id {
                findings.push(finding(family.domain, code, u64::from(code) % 900 + 1));
            }
        }
    }
    findings.sort_by_key(|finding| (finding.severity, std::cmp::Reverse(finding.count)));
    let line = "E/agora (17566): onError ".repeat(40);
    for finding in &mut findings {
        finding.sources = 5000;
        finding.by_source =
            (0..20).map(|at| BySource { source: format!("bundle.zip!devices/device-{at:04}.log").into(), count: 5000 - at }).collect();
        finding.samples = (0..5).map(|at| sample("bundle.zip!devices/device-0001.log", at, "2025-12-01T14:42:03.707", &line)).collect();
        finding.timeline = (0..1440).map(|at| at % 5).collect();
    }
    let domains: Vec<&str> = catalogue::families().iter().map(|family| family.domain).collect();
    let mut report = report(findings);
    report.timeline = Some(timeline(1440, &domains));
    report.inputs = (0..5000).map(|at| input(&format!("bundle.zip!devices/device-{at:04}.log"), Status::Complete)).collect();
    report.inputs[4321] = Input { note: Some("permission denied".to_owned()), ..input("locked.log", Status::Failed) };
    report.totals.sources = 5000;
    report.sessions = (0..3000).map(|at| session(&format!("uid {at}"), at, at % 3 > 0, at % 4, at % 2 > 0)).collect();
    report.diagnoses = vec![token_diagnosis(); 40];
    report
}

/// The ordinary report with every text of a log replaced.
pub(crate) fn hostile() -> Report {
    let mut report = ordinary();
    let bad = || HOSTILE.to_owned();
    report.facts = vec![(bad(), vec![bad(), bad()])];
    report.warnings = vec![bad()];
    for input in &mut report.inputs {
        (input.source, input.note, input.format, input.encoding) = (bad(), Some(bad()), Some(bad()), bad());
    }
    for finding in &mut report.findings {
        (finding.name, finding.title, finding.fingerprint) = (bad().into(), bad().into(), bad());
        (finding.causes, finding.fixes, finding.see) = ([bad()].into(), [bad()].into(), vec![bad()]);
        finding.url = format!("javascript:alert(8)//{HOSTILE}").into();
        finding.by_api = vec![ByApi { api: Some(bad()), via: "callback", count: 1 }].into();
        finding.by_source = vec![BySource { source: bad().into(), count: 1 }, BySource { source: bad().into(), count: 1 }].into();
        finding.samples = vec![sample(HOSTILE, 1, HOSTILE, HOSTILE)].into();
        (finding.first, finding.last) = (place(HOSTILE, 1, HOSTILE), place(HOSTILE, 2, HOSTILE));
        finding.id = format!("{}/{HOSTILE}", finding.domain);
    }
    report.findings[1].url = format!("https://e.example/\"onclick=alert(9)<>{HOSTILE}").into();
    report.findings[2].url = "https://e.example/\"onclick=\"alert(10)".into();
    for diagnosis in &mut report.diagnoses {
        (diagnosis.title, diagnosis.fixes) = (bad(), vec![bad()]);
        diagnosis.evidence = vec![sample(HOSTILE, 1, HOSTILE, HOSTILE); 5];
        diagnosis.explains = vec![(bad(), 1)];
    }
    for lane in &mut report.sessions {
        (lane.label, lane.first, lane.last) = (bad(), place(HOSTILE, 1, HOSTILE), place(HOSTILE, 9, HOSTILE));
        lane.marks.iter_mut().for_each(|mark| mark.what = bad());
    }
    if let Some(timeline) = &mut report.timeline {
        timeline.start = bad();
        timeline.domains.iter_mut().for_each(|domain| *domain = bad());
        timeline.buckets.iter_mut().for_each(|bucket| bucket.label = bad());
    }
    report
}
