//! The token is refused (110) or has run out (109), and retries then answer 17 or 18.
//!
//! One rule: invalid and expired are two diagnoses, because they are mended in two places.

use super::case::{Case, Draft};
use super::token_cause::{self, Cause};
use crate::model::{Confidence, Severity};
use crate::pattern::fact::Kind;
use crate::session::Step;
use crate::token::{Certainty, ProblemKind};

const EXPIRED_FIXES: &[&str] = &[
    "Get a fresh token from your token server and join again, or call renewToken with it while still in the channel.",
    "Handle onTokenPrivilegeWillExpire, which comes 30 seconds before the end, and renew there.",
    "Give tokens a lifetime longer than a call, and check the clock of the server that makes them.",
    "After a failed join call leaveChannel before the next joinChannel, or the retry answers 17.",
];

const LOGIN_FIXES: &[&str] = &[
    "Get a fresh RTM token from your token server and log in again; while logged in, call renewToken with it before the old one ends.",
    EXPIRED_FIXES[2],
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
    roots.extend(case.codes("rtm2.error", &[RTM2_EXPIRED]));
    roots.extend(case.codes("rtm1.error", &[6]).into_iter().filter(|step| is_login(step)));
    roots.extend(case.web(&["dynamic key expired", "token expired", "err_dynamic_key_timeout"]));
    let root = first(&mut roots)?;
    let during = case.session.steps.iter().any(|step| step.at.line < root.at.line && step.says_joined());
    let title = match (during, is_rtm(root)) {
        (_, true) => "The token had already run out at the login",
        (true, false) => "The token ran out during the call",
        (false, false) => "The token had already run out at the join",
    };
    let used = token_cause::before(case, root.at.line);
    let temporary = used.as_ref().and_then(Cause::temporary);
    let usual = if is_rtm(root) { LOGIN_FIXES } else { EXPIRED_FIXES };
    let fixes: Vec<&str> = temporary.as_deref().into_iter().chain(usual.iter().copied()).collect();
    let found = used.filter(|found| found.problem.as_ref().is_some_and(|p| p.kind == ProblemKind::Expired));
    let title = found.as_ref().filter(|_| !during).and_then(Cause::title).unwrap_or_else(|| title.to_owned());
    let draft = draft(case, "token-expired", &title, &fixes, &roots, &[9]);
    Some(draft.shows(found.map(|found| found.sample(case))))
}

/// Looks for a token that is refused.
pub fn invalid(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[110]);
    roots.extend(case.codes("rtc.connection-reason", &[8]));
    roots.extend(case.codes("rtm2.error", &[RTM2_INVALID]));
    roots.extend(case.codes("rtm1.error", &[5]).into_iter().filter(|step| is_login(step)));
    let texts = ["invalid token", "dynamic use static key", "dynamic_use_static_ke", "no_authorized", "authorized failed"];
    roots.extend(case.web(&texts));
    let root = first(&mut roots)?;
    let text = root.text.to_lowercase();
    let missing = ["dynamic use static key", "dynamic_use_static_ke"].iter().any(|sign| text.contains(sign));
    let title = if missing { "The join had no token although the project needs one" } else { "The token was not accepted" };
    let found = token_cause::before(case, root.at.line).filter(|_| !missing);
    let Some(found) = found else { return Some(draft(case, "token-invalid", title, INVALID_FIXES, &roots, &[8])) };
    let fixes = found.fixes();
    let fixes: Vec<&str> =
        fixes.iter().map(String::as_str).chain(if found.title().is_some() { LAST_FIX } else { INVALID_FIXES }.iter().copied()).collect();
    let draft = draft(case, "token-invalid", &found.title().unwrap_or_else(|| title.to_owned()), &fixes, &roots, &[8]);
    Some(draft.sure(found.confidence()).shows([found.sample(case)]))
}

/// Looks for a token in the place of the channel.
pub fn as_channel(case: &Case<'_>) -> Option<Draft> {
    let (found, _) = certain(case, |kind| kind == ProblemKind::TokenAsChannel)?;
    let line = found.used.first.line;
    let fixes = found.fixes();
    let fixes: Vec<&str> = fixes.iter().map(String::as_str).collect();
    let failed = case.session.steps.iter().find(|step| step.at.line >= line && matches!(step.number(), 2 | 102 | 110));
    let draft = Draft::new("token-as-channel", found.title()?).fixes(&fixes);
    let draft = draft.shows([found.sample(case)].into_iter().chain(failed.map(|step| case.session.sample(step))));
    let draft = draft.explains(case, "rtc.error", &[2, 102, 110, 17, 18], line);
    Some(draft.explains(case, "rtc.connection-reason", &[7, 8], line))
}

/// Looks for a token that cannot fit the call, in a log that does not show what became of the join.
pub fn unfit(case: &Case<'_>) -> Option<Draft> {
    let told = ["token-invalid", "token-expired", "token-as-channel"];
    if case.diagnoses.iter().any(|diagnosis| told.contains(&diagnosis.id)) {
        return None;
    }
    // Not what the log itself may have done to it, nor what matters only where tokens are asked for.
    let open = [ProblemKind::Missing, ProblemKind::Obsolete, ProblemKind::Duration, ProblemKind::Damaged, ProblemKind::Spelling];
    let (found, line) = certain(case, |kind| !open.contains(&kind))?;
    if case.session.joined_after(line).is_some() {
        return None;
    }
    let fixes = found.fixes();
    let fixes: Vec<&str> = fixes.iter().map(String::as_str).collect();
    let draft = Draft::new("token-unfit", found.title()?).bad(Severity::Warning).sure(Confidence::Likely);
    Some(draft.fixes(&fixes).shows([found.sample(case)]))
}

/// The first token of a call with such a problem for certain, and its line.
fn certain<'a>(case: &Case<'a>, wanted: impl Fn(ProblemKind) -> bool) -> Option<(Cause<'a>, u64)> {
    let called = case.session.tokens.iter().filter(|used| used.called);
    let causes = called.map(|used| (token_cause::of(case, used, &used.first), used.first.line));
    causes
        .into_iter()
        .find(|(found, _)| found.problem.as_ref().is_some_and(|problem| problem.certainty == Certainty::Certain && wanted(problem.kind)))
}

/// Token invalid, token expired.
const RTM2_INVALID: u32 = 10005;
const RTM2_EXPIRED: u32 = 10009;

/// RTM 1 has a table of codes for each of its calls; these two are about tokens in that of the login.
fn is_login(step: &Step) -> bool {
    step.api.as_deref() == Some("login") || step.text.to_uppercase().contains("LOGIN_ERR")
}

fn is_rtm(step: &Step) -> bool {
    step.what.code().is_some_and(|code| code.starts_with("rtm"))
}

/// What stays to be said when the token itself names the cause.
const LAST_FIX: &[&str] = &["After a failed join call leaveChannel before the next joinChannel, or the retry answers 17."];

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
