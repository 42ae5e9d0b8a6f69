//! A hole in the log: two lines that follow each other are more than half an hour apart while a channel is joined.
//!
//! One rule: only files of the SDK count, which write all the time; an app may well be silent for an hour.

use super::case::{Case, Draft};
use crate::model::{Confidence, Sample, Severity};
use crate::session::{Ask, Moment, Session};

/// A longer silence is a hole, in milliseconds.
const HOLE_MS: i64 = 30 * 60 * 1000;
/// Lines between two things seen, at most, for a hole.
const CLOSE_LINES: u64 = 3;

/// Looks for a hole.
pub fn gap(case: &Case<'_>) -> Option<Draft> {
    let session = case.session;
    if !(session.format.ends_with("agorasdk") || session.format.ends_with("agorasdk2")) {
        return None;
    }
    let seen = moments(session);
    let (before, after) = seen.windows(2).map(|pair| (&pair[0], &pair[1])).find(|(a, b)| hole(session, &a.0, &b.0))?;
    let minutes = before.0.until(&after.0)? / 60_000;
    let sample = |(at, text): &(Moment, &str)| Sample { place: at.place(&session.source), text: (*text).to_owned() };
    let title = format!("The log has a hole of {minutes} minutes inside a session");
    let draft = Draft::new("log-gap", title).sure(Confidence::Possible).bad(Severity::Info);
    Some(draft.shows([sample(before), sample(after)]).fixes(&[
        "Scan all rotated files of that run together (agorasdk.1.log, agorasdk.2.log and so on).",
        "If there are no more, the device slept or the app was suspended; what happened meanwhile is not in the log.",
    ]))
}

/// Everything seen, by line.
fn moments(session: &Session) -> Vec<(Moment, &str)> {
    let steps = session.steps.iter().map(|step| (step.at.clone(), step.text.as_str()));
    let calls = session.attempts.iter().map(|call| (call.at.clone(), call.text.as_str()));
    let mut all: Vec<_> = steps.chain(calls).collect();
    all.sort_by_key(|(at, _)| at.line);
    all
}

fn hole(session: &Session, a: &Moment, b: &Moment) -> bool {
    let long = a.until(b).is_some_and(|ms| ms > HOLE_MS);
    long && b.line - a.line <= CLOSE_LINES && joined(session, a.line)
}

/// A channel is joined at this line.
fn joined(session: &Session, line: u64) -> bool {
    let last = session.attempts.iter().rev().find(|call| call.at.line <= line);
    last.is_some_and(|call| call.ask == Ask::Join && call.done.is_some_and(|done| done <= line))
}
