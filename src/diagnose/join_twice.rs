//! A second join without leaving first: 17, often in a loop.
//!
//! One rule: it is certain only when the log shows the first join.

use super::case::{Case, Draft};
use crate::model::Confidence;
use crate::session::{Ask, Attempt, Step};

/// Looks for joins of a channel that is joined already.
pub fn twice(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", &[17]);
    roots.extend(case.web(&["already in connecting/connected", "err_repeat_join_channel", "repeat join"]));
    roots.sort_by_key(|step| step.at.line);
    let root = *roots.first()?;
    let before = standing_join(case, root);
    let confidence = if before.is_some() { Confidence::Certain } else { Confidence::Likely };
    let all = case.session.count_from("rtc.error", &crate::catalogue::Id::Number(17), root.at.line).max(roots.len() as u64);
    let count = usize::try_from(all).unwrap_or(usize::MAX);
    let title = match count {
        0..3 => "The app joined again without leaving first".to_owned(),
        _ => format!("The app joined again without leaving first, {count} times in a loop"),
    };
    let shown = before.map(|call| case.session.call(call));
    let samples: Vec<_> = shown.into_iter().chain(roots.iter().take(3).map(|step| case.session.sample(step))).collect();
    Some(Draft::new("join-twice", title).sure(confidence).shows(samples).is(&roots).fixes(&[
        "Join once: guard the call with a flag or a button that is disabled until the answer is there.",
        "To change the channel call leaveChannel, wait for onLeaveChannel, then join; or use joinChannelEx with a second connection.",
        "Do not retry by joining again after an error; leave first, and wait longer after every failure.",
        "In frameworks that build a screen twice (React strict mode, Flutter initState of two routes) join outside the screen.",
    ]))
}

/// The join before this event after which nobody left.
fn standing_join<'a>(case: &Case<'a>, root: &Step) -> Option<&'a Attempt> {
    let mut calls = case.session.attempts.iter().rev().filter(|call| call.at.line < root.at.line && call.failed.is_none());
    calls.find(|call| call.ask != Ask::Init).filter(|call| call.ask == Ask::Join)
}
