//! The users of a channel do not encrypt alike: 120, or an encryption error.
//!
//! One rule: the code alone proves it.

use super::case::{Case, Draft};
use crate::model::Severity;

/// Looks for streams that cannot be decrypted.
pub fn mismatch(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[120]);
    roots.extend(case.session.events_of("rtc.encryption-error").filter(|step| step.severity != Severity::Info));
    roots.sort_by_key(|step| step.at.line);
    roots.first()?;
    let samples = roots.iter().take(4).map(|step| case.session.sample(step));
    let draft = Draft::new("encryption-mismatch", "Streams could not be decrypted: the users of the channel do not encrypt alike");
    Some(draft.shows(samples).is(&roots).fixes(&[
        "Give every user of the channel the same encryption mode, the same key and, for the GCM2 modes, the same salt of 32 bytes.",
        "Call enableEncryption before joinChannel on every client, recording and web included, and check that it returned 0.",
        "After a change of the key let all users leave before anybody joins with the new one.",
    ]))
}
