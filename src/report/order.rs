//! Which finding stands in front: the one to fix first.
//!
//! One rule: severity, then how close the code is to a root cause, then how often; ties by domain and code.

use crate::catalogue::Id;
use crate::model::{Finding, Severity};
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

/// Puts the finding to fix first in front.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.severity, rank(finding), Reverse(finding.incidents), Reverse(finding.count));
        key(a).cmp(&key(b)).then_with(|| a.domain.cmp(&b.domain)).then_with(|| a.code.cmp(&b.code))
    });
}

impl Finding {
    /// Whether somebody has to act on it.
    pub fn is_problem(&self) -> bool {
        self.severity != Severity::Info
    }
}
