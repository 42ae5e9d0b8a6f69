//! The join was accepted (0), or stands in the SDK's own log, and then nothing came: no success, no error.
//!
//! One rule: silence proves something only where the log goes on and would show the callback.

use super::case::{Case, Draft};
use crate::model::{Confidence, Severity};
use crate::pattern::Via;
use crate::pattern::fact::Kind;
use crate::session::{Ask, Attempt, Session, What};

/// How long a join may take, in milliseconds.
const PATIENCE_MS: i64 = 10_000;
/// Without times: how many lines the log must go on.
const PATIENCE_LINES: u64 = 60;

/// Looks for a join without an answer.
pub fn silent(case: &Case<'_>) -> Option<Draft> {
    let session = case.session;
    let mut open = session.asked(Ask::Join).filter(|call| call.accepted && call.done.is_none() && call.failed.is_none());
    let call = open.find(|call| waited(session, call) && !given_up(session, call) && !answered(session, call));
    let Some(call) = call else { return in_api_log(case) };
    let shows = callbacks_shown(session);
    if !shows && session.format.contains("iris") {
        return None;
    }
    let (confidence, severity) = if shows { (Confidence::Likely, Severity::Error) } else { (Confidence::Possible, Severity::Warning) };
    let title = "joinChannel returned 0, but no success and no error followed";
    Some(Draft::new("join-without-success", title).sure(confidence).bad(severity).shows([session.call(call)]).fixes(FIXES))
}

const FIXES: &[&str] = &[
    "Register the event handler before joinChannel and log onJoinChannelSuccess, onError and onConnectionStateChanged: 0 only says that the request was taken.",
    "Keep the engine and its handler referenced for the whole call; a collected handler gets no callbacks.",
    "Check that the device reaches the internet and that no firewall or VPN blocks UDP; try another network.",
    "If the callbacks show nothing either, look in agorasdk.log or agoraapi.log of the same run.",
];

/// The SDK's own log has no results of calls but all callbacks: there it is silence when the app asks for something else, long after.
fn in_api_log(case: &Case<'_>) -> Option<Draft> {
    let session = case.session;
    let calls = session.asked(Ask::Join).filter(|call| call.text.contains("RtcEngineImpl::joinChannel") && call.failed.is_none());
    let unanswered = calls.filter(|call| call.done.is_none() && !answered(session, call)).find_map(|call| {
        let next = session.attempts.iter().find(|next| next.at.line > call.at.line)?;
        let late = next.ask != Ask::Init && call.at.until(&next.at).is_some_and(|ms| ms >= PATIENCE_MS);
        late.then_some((call, next))
    });
    let (call, next) = unanswered?;
    let draft = Draft::new("join-without-success", "joinChannel was called, but no success and no error followed");
    Some(draft.sure(Confidence::Likely).shows([session.call(call), session.call(next)]).fixes(&[FIXES[2], FIXES[3], FIXES[0]]))
}

/// The log goes on for long enough after the call.
fn waited(session: &Session, call: &Attempt) -> bool {
    match (call.at.ms, session.end_ms) {
        (Some(start), Some(end)) => end - start >= PATIENCE_MS,
        _ => session.end.saturating_sub(call.at.line) >= PATIENCE_LINES,
    }
}

/// The app left or released the engine before it could know.
fn given_up(session: &Session, call: &Attempt) -> bool {
    let next = session.attempts.iter().find(|next| next.at.line > call.at.line);
    next.is_some_and(|next| match call.at.until(&next.at) {
        Some(ms) => ms < PATIENCE_MS,
        None => next.at.line - call.at.line < PATIENCE_LINES,
    })
}

/// Something came that tells how the join went: success, or an error by callback.
fn answered(session: &Session, call: &Attempt) -> bool {
    session.steps.iter().filter(|step| step.at.line > call.at.line).any(|step| {
        let code = matches!(step.what, What::Code { domain: "rtc.error" | "rtc.connection-reason" | "web.error", .. });
        step.says_joined() || matches!(step.what, What::Fact(Kind::Left | Kind::Offline)) || (code && step.via == Via::Callback)
    })
}

/// The log shows callbacks of the engine elsewhere, so it would show this one.
fn callbacks_shown(session: &Session) -> bool {
    session.steps.iter().any(|step| match step.what {
        What::Code { .. } => step.via == Via::Callback,
        What::Fact(kind) => matches!(kind, Kind::Joined | Kind::Left | Kind::State | Kind::Offline),
    })
}
