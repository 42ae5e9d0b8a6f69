//! The connection was lost: 111, 112, reasons 2, 14 and 16, reconnecting again and again.
//!
//! One rule: one short interruption that mends itself is no diagnosis.

use super::case::{Case, Draft};
use crate::model::{Confidence, Severity};
use crate::pattern::fact::Kind;
use crate::session::Step;

/// So many reconnections are a storm.
const STORM: usize = 3;

/// Looks for a lost connection.
pub fn loss(case: &Case<'_>) -> Option<Draft> {
    let mut codes = case.codes("rtc.error", &[111, 112]);
    codes.retain(|step| step.api.as_deref() != Some("onStreamMessageError"));
    codes.extend(case.codes("rtc.connection-reason", &[2, 14, 16]));
    codes.extend(case.codes("rtc.warning", &[111, 112]));
    let states = case.session.facts(Kind::State).filter(|step| step.value == "4");
    let mut all: Vec<&Step> = codes.iter().copied().chain(states).collect();
    all.sort_by_key(|step| step.at.line);
    all.dedup_by(|b, a| a.at.near(&b.at, 3, 5));
    let (first, last) = (*all.first()?, *all.last()?);
    let back = case.session.joined_after(last.at.line);
    let failed = case.session.facts(Kind::State).any(|step| step.value == "5" && step.at.line > first.at.line)
        || codes.iter().any(|step| matches!(step.number(), 16 | 112));
    if all.len() < STORM && !(failed && back.is_none()) {
        return None;
    }
    let title = match (all.len(), back.is_some()) {
        (1, true) => "The connection was lost and came back".to_owned(),
        (1, false) => "The connection was lost and did not come back".to_owned(),
        (count, true) => format!("The connection was interrupted {count} times and came back"),
        (count, false) => format!("The connection was interrupted {count} times and did not come back"),
    };
    let severity = if back.is_some() { Severity::Warning } else { Severity::Error };
    let confidence = if codes.is_empty() { Confidence::Likely } else { Confidence::Certain };
    let shown = [first, last].into_iter().chain(all.iter().skip(1).take(2).copied()).map(|step| case.session.sample(step));
    Some(Draft::new("network-loss", title).bad(severity).sure(confidence).shows(shown).is(&codes).fixes(&[
        "Try another network (mobile data in place of a company or hotel network) to tell the network from the app.",
        "Behind a firewall open the addresses and ports that Agora lists, or use the cloud proxy (setCloudProxy).",
        "Show the user that the app is reconnecting; the SDK keeps trying by itself, so do not join again.",
        "If it happens in the background, let the app keep its network there (a foreground service, background audio).",
    ]))
}
