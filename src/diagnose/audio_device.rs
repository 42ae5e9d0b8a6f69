//! The audio device fails, and one code after another follows: 1009, 1011, 1012.
//!
//! One rule: one code alone is a finding, not a diagnosis; it takes a second code or a line that names the cause.

use super::case::{Case, Draft};
use crate::model::Confidence;
use crate::pattern::fact::Kind;
use crate::session::Step;

/// Errors of the audio device module (SDK 3.x and 4.x).
const CODES: &[u32] = &[1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1015, 1017, 1018, 1020, 1022, 1027, 1033];
/// Reasons of the local audio: not allowed, device busy, recording failed, interrupted by a call.
const REASONS: &[u32] = &[2, 3, 4, 5, 8];
/// How long before the failure the cause may stand, in milliseconds and lines.
const BEFORE: (i64, u64) = (90_000, 300);
/// How long after it: the device and the SDK write at once, but not in one order.
const AFTER: (i64, u64) = (3_000, 20);

const FIXES: &[&str] = &[
    "Make sure that the microphone permission was given before the call starts (RECORD_AUDIO, NSMicrophoneUsageDescription).",
    "Handle interruptions: a phone call or CallKit takes the audio device; restart the audio when it ends (disableAudio, then enableAudio).",
    "Let nothing else in the app record or change the audio session or audio mode during the call.",
    "On iOS with CallKit activate the audio session only in didActivate and let the SDK keep it.",
];

/// Looks for an audio device that fails.
pub fn fails(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.error", CODES);
    roots.extend(case.codes("rtc.local-audio-reason", REASONS));
    roots.sort_by_key(|step| step.at.line);
    let root = *roots.first()?;
    let (title, reason) = cause(case, &roots);
    let mut kinds: Vec<_> = roots.iter().map(|step| &step.what).collect();
    kinds.sort();
    kinds.dedup();
    if kinds.len() < 2 && reason.is_none() {
        return None;
    }
    let confidence = if reason.is_some() { Confidence::Likely } else { Confidence::Possible };
    let mut firsts: Vec<&Step> = Vec::new();
    for step in &roots {
        if !firsts.iter().any(|known| known.what == step.what) {
            firsts.push(step);
        }
    }
    let samples = reason.into_iter().chain(firsts.iter().take(4).copied()).map(|step| case.session.sample(step));
    let draft = Draft::new("audio-device", title).sure(confidence).fixes(FIXES).shows(samples).is(&roots);
    let rest: Vec<u32> = firsts.iter().filter(|step| step.what != root.what).map(|step| step.number()).filter(|n| *n >= 1000).collect();
    Some(draft.explains(case, "rtc.error", &rest, root.at.line))
}

/// What comes later than a failure is not its cause.
fn leads_to(cause: &Step, failure: &Step) -> bool {
    match cause.at.until(&failure.at) {
        Some(ms) => (-AFTER.0..=BEFORE.0).contains(&ms),
        None if cause.at.line <= failure.at.line => failure.at.line - cause.at.line <= BEFORE.1,
        None => cause.at.line - failure.at.line <= AFTER.1,
    }
}

/// What the device itself says near the failure.
fn cause<'a>(case: &Case<'a>, roots: &[&Step]) -> (&'static str, Option<&'a Step>) {
    let near = |step: &&Step| roots.iter().any(|root| leads_to(step, root));
    let microphone = |step: &&Step| !step.value.to_lowercase().contains("camera");
    if let Some(step) = case.session.facts(Kind::Permission).filter(microphone).find(near) {
        return ("The microphone is not allowed, so the audio device fails", Some(step));
    }
    if let Some(step) = case.session.facts(Kind::Phone).find(near) {
        return ("A phone call or another app took the audio device", Some(step));
    }
    let reason = |numbers: &[u32]| case.codes("rtc.local-audio-reason", numbers).into_iter().next();
    if let Some(step) = reason(&[2]) {
        return ("The microphone is not allowed, so the audio device fails", Some(step));
    }
    if let Some(step) = reason(&[3, 8]).or_else(|| case.codes("rtc.warning", &[1025]).into_iter().find(near)) {
        return ("A phone call or another app took the audio device", Some(step));
    }
    ("The audio device fails: one failure after another", None)
}
