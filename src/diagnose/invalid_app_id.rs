//! The App ID is not accepted: 101, and then every call on the engine that never came to be answers 7.
//!
//! One rule: what comes after the first join that works is another story.

use super::case::{Case, Draft};

const FIXES: &[&str] = &[
    "Copy the App ID of the project from Agora Console again: 32 hexadecimal characters, no spaces, no quotes, not the App Certificate.",
    "Make sure that the build really gets it: an empty configuration value or environment variable gives the same error.",
    "Check in Agora Console that the project is enabled; a new project may take a few minutes to work.",
    "When the engine is created without error and only the join reports 101, check that the token was made for this App ID.",
    "Check the result of initialize and make no further call when it failed.",
];

/// Looks for a refused App ID.
pub fn invalid(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[101]);
    roots.extend(case.codes("rtc.connection-reason", &[6]));
    roots.extend(case.web(&["invalid vendor key", "can not find appid", "invalid appid"]));
    roots.sort_by_key(|step| step.at.line);
    let root = *roots.first()?;
    let session = case.session;
    let until = session.joined_after(root.at.line).unwrap_or(u64::MAX);
    let cascade = case.codes("rtc.error", &[7]).into_iter().find(|step| (root.at.line..until).contains(&step.at.line));
    let title = if cascade.is_some() {
        "The App ID was not accepted, so the engine does not exist and every later call fails"
    } else {
        "The App ID was not accepted"
    };
    let samples = roots.iter().take(2).copied().chain(cascade).map(|step| session.sample(step));
    let draft = Draft::new("invalid-app-id", title).fixes(FIXES).shows(samples).is(&roots);
    let draft = draft.explains(case, "rtc.connection-reason", &[6], root.at.line);
    Some(if cascade.is_some() { draft.explains_until(case, "rtc.error", &[7, 17, 18], root.at.line, until) } else { draft })
}
