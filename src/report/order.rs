//! Which finding stands in front: the one to fix first.
//!
//! One rule: what a sure diagnosis names comes first and what it explains last; between them severity, then how close
//! the code is to a root cause, then how often; ties by domain and code.

use crate::catalogue::Id;
use crate::model::{Confidence, Diagnosis, Finding, Incident, Severity};
use std::cmp::Reverse;

/// Codes that stop a call whatever else is right: identity, tokens, bans. (`facts`: the order in which support asks.)
const ROOTS: &[(&str, &[u32])] = &[
    ("rtc.error", &[101, 102, 109, 110, 123, 1501, 9]),
    ("rtc.connection-reason", &[3, 6, 7, 8, 9, 10]),
    ("recording.error", &[101, 102, 109, 110]),
    ("rtm2.error", &[10005, 10006, 10010]),
];

/// Codes that mostly follow from another failure or from calling in the wrong order.
const FOLLOWERS: &[(&str, &[u32])] = &[("rtc.error", &[3, 7, 8, 17, 18])];

fn listed(list: &[(&str, &[u32])], finding: &Finding) -> bool {
    let Id::Number(code) = finding.code else { return false };
    list.iter().any(|(domain, codes)| *domain == finding.domain && codes.contains(&code))
}

fn rank(finding: &Finding) -> u8 {
    if listed(ROOTS, finding) || finding.name == "CAN_NOT_GET_GATEWAY_SERVER" {
        0
    } else if listed(FOLLOWERS, finding) {
        2
    } else {
        1
    }
}

/// What the diagnoses say of a finding; in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// It is the failure itself: the place of the diagnosis, and of the code in it.
    Root(u32, u32),
    /// No diagnosis accounts for all of it.
    Open,
    /// It follows from others.
    Follows,
}

fn told(finding: &Finding, diagnoses: &[Diagnosis]) -> Told {
    let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    for (at, diagnosis) in diagnoses.iter().enumerate() {
        let sure = diagnosis.severity == Severity::Error && diagnosis.confidence < Confidence::Possible;
        if let Some(code) = diagnosis.codes.iter().position(|code| *code == finding.id).filter(|_| sure) {
            return Told::Root(small(at), small(code));
        }
    }
    let explained: u64 =
        diagnoses.iter().flat_map(|diagnosis| &diagnosis.explains).filter(|row| row.0 == finding.id).map(|row| row.1).sum();
    if explained >= finding.count { Told::Follows } else { Told::Open }
}

/// Puts the finding to fix first in front. Findings come by domain and code, so that ties stay in that order; `diagnoses` are in
/// their own.
pub fn sort(findings: &mut [Box<Finding>], diagnoses: &[Diagnosis]) {
    findings.sort_by_cached_key(|finding| {
        let told = told(finding, diagnoses);
        // A warning that a diagnosis names as the failure stands with the errors; what nobody has to act on never does.
        let severity = if matches!(told, Told::Root(..)) && finding.is_problem() { Severity::Error } else { finding.severity };
        (severity, told, rank(finding), Reverse(finding.incidents), Reverse(finding.count))
    });
}

impl Finding {
    /// The first incident of which several files tell.
    pub fn told_by_several(&self) -> Option<&Incident> {
        self.incident_list.iter().find(|incident| incident.places.len() > 1)
    }

    /// Whether somebody has to act on it.
    pub fn is_problem(&self) -> bool {
        self.severity != Severity::Info
    }
}
