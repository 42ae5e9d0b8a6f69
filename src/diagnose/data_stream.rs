//! Data streams beyond their limits: 113 to 117.
//!
//! One rule: limits and losses have different fixes; the title names what was seen first.

use super::case::{Case, Draft};
use crate::model::{Confidence, Severity};
use crate::session::Step;

/// Looks for data streams beyond their limits.
pub fn limit(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[113, 114, 115, 116, 117]);
    roots.extend(case.codes("rtc.error", &[111, 112]).into_iter().filter(|step| is_message(step)));
    roots.sort_by_key(|step| step.at.line);
    let root = *roots.first()?;
    let title = match root.number() {
        113 => "A data stream was used by a user who is not in the channel",
        114 => "Messages on the data stream are larger than 1 KB",
        115 => "Messages on the data stream are sent faster than allowed",
        116 => "The app created more than five data streams",
        _ => "Messages on the data stream were lost or came too late",
    };
    let samples = roots.iter().take(4).map(|step| case.session.sample(step));
    let severity = if matches!(root.number(), 113..=116) { Severity::Error } else { Severity::Warning };
    Some(Draft::new("data-stream-limit", title).bad(severity).sure(Confidence::Certain).shows(samples).is(&roots).fixes(&[
        "Create data streams after onJoinChannelSuccess, at most five per user, and use them again instead of creating one per message.",
        "Keep a message within 1 KB, and all of them within 60 messages and 30 KB a second for a user; join small ones, split large ones.",
        "Check the result of every sendStreamMessage and slow down when it fails; send what must not get lost by Signaling.",
    ]))
}

/// 111 and 112 come with onStreamMessageError too.
fn is_message(step: &Step) -> bool {
    step.api.as_deref() == Some("onStreamMessageError")
}
