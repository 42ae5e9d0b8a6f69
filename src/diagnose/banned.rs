//! The server has banned the user: 123, or connection reason 3.
//!
//! One rule: the code alone proves it.

use super::case::{Case, Draft};

/// Looks for a ban.
pub fn banned(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[123]);
    roots.extend(case.codes("rtc.connection-reason", &[3]));
    roots.extend(case.web(&["k_uid_banned", "uid_banned", "ip_banned", "channel_banned"]));
    roots.sort_by_key(|step| step.at.line);
    let root = *roots.first()?;
    let samples = roots.iter().take(3).map(|step| case.session.sample(step));
    let draft = Draft::new("banned", "The server has banned this user, channel or address").shows(samples).is(&roots).fixes(&[
        "Look in your own backend for a call of the channel management (kicking-rule) REST API, and how long its rule lasts.",
        "Delete the rule or wait until it ends; joining again before that cannot work.",
        "Stop the app from retrying by itself after a ban, and tell the user.",
    ]);
    let draft = if root.number() == 123 { draft.explains(case, "rtc.connection-reason", &[3], 0) } else { draft };
    Some(draft.explains(case, "rtc.error", &[17, 18], root.at.line))
}
