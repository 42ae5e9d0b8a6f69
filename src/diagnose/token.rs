//! The token is refused (110) or has run out (109), and retries then answer 17 or 18.
//!
//! One rule: invalid and expired are two diagnoses, because they are mended in two places.

use super::case::{Case, Draft};
use crate::pattern::fact::Kind;
use crate::session::Step;

const EXPIRED_FIXES: &[&str] = &[
    "Get a fresh token from your token server and join again, or call renewToken with it while still in the channel.",
    "Handle onTokenPrivilegeWillExpire, which comes 30 seconds before the end, and renew there.",
    "Give tokens a lifetime longer than a call, and check the clock of the server that makes them.",
    "After a failed join call leaveChannel before the next joinChannel, or the retry answers 17.",
];

const INVALID_FIXES: &[&str] = &[
    "Make the token with the App ID and App Certificate of the project that the client uses.",
    "Use exactly the channel name and the uid of the join: a token for uid 5 does not fit uid 0 unless it was made for 0, and a string account needs joinChannelWithUserAccount.",
    "If the project has no App Certificate, join without a token; if it has one, a token is always needed.",
    "Pass the token as the server gave it: not cut, not percent-encoded, not swapped with the channel name.",
    "After a failed join call leaveChannel before the next joinChannel, or the retry answers 17.",
];

/// Looks for a token that has run out.
pub fn expired(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[109]);
    roots.extend(case.codes("rtc.connection-reason", &[9]));
    roots.extend(case.web(&["dynamic key expired", "token expired", "err_dynamic_key_timeout"]));
    let root = first(&mut roots)?;
    let during = case.session.steps.iter().any(|step| step.at.line < root.at.line && step.says_joined());
    let title = if during { "The token ran out during the call" } else { "The token had already run out at the join" };
    Some(draft(case, "token-expired", title, EXPIRED_FIXES, &roots, &[9]))
}

/// Looks for a token that is refused.
pub fn invalid(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[110]);
    roots.extend(case.codes("rtc.connection-reason", &[8]));
    let texts = ["invalid token", "dynamic use static key", "dynamic_use_static_ke", "no_authorized", "authorized failed"];
    roots.extend(case.web(&texts));
    let root = first(&mut roots)?;
    let text = root.text.to_lowercase();
    let missing = ["dynamic use static key", "dynamic_use_static_ke"].iter().any(|sign| text.contains(sign));
    let title = if missing { "The join had no token although the project needs one" } else { "The token was not accepted" };
    Some(draft(case, "token-invalid", title, INVALID_FIXES, &roots, &[8]))
}

fn first<'a>(roots: &mut Vec<&'a Step>) -> Option<&'a Step> {
    roots.sort_by_key(|step| step.at.line);
    roots.first().copied()
}

fn draft(case: &Case<'_>, id: &'static str, title: &str, fixes: &[&str], roots: &[&Step], reasons: &[u32]) -> Draft {
    let session = case.session;
    let root = roots[0];
    let callback = roots.iter().copied().filter(|step| step.what != root.what).take(1);
    let server = session.facts(Kind::Server).filter(|step| step.at.near(&root.at, 10, 60)).take(1);
    let until = session.joined_after(root.at.line).unwrap_or(u64::MAX);
    let retries = case.codes("rtc.error", &[17, 18]).into_iter().filter(|step| (root.at.line..until).contains(&step.at.line));
    let retries: Vec<&Step> = retries.collect();
    let join = session.attempts.iter().rev().find(|call| call.ask == crate::session::Ask::Join && call.at.line < root.at.line);
    let samples = [root].into_iter().chain(callback).chain(server).chain(retries.first().copied()).map(|step| session.sample(step));
    let samples: Vec<_> = samples.chain(join.map(|call| session.call(call))).collect();
    let mut draft = Draft::new(id, title).fixes(fixes).shows(samples).is(roots);
    if roots.iter().any(|step| matches!(step.number(), 109 | 110)) {
        draft = draft.explains(case, "rtc.connection-reason", reasons, 0);
    }
    match retries.first() {
        Some(retry) => draft.explains(case, "rtc.error", &[17, 18], retry.at.line),
        None => draft,
    }
}
