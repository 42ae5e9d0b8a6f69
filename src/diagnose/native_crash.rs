//! The process died inside the SDK: no code, only frames of its libraries.
//!
//! One rule: frames count only close behind the signal; a list of all threads shows the SDK in every app that uses it.

use super::case::{Case, Draft};
use crate::model::{Confidence, Severity};
use crate::pattern::fact::Kind;

/// Frames of the thread that died stand within so many lines of the signal.
const FRAMES: u64 = 60;

/// Looks for a crash in frames of the SDK.
pub fn crash(case: &Case<'_>) -> Option<Draft> {
    let session = case.session;
    let pair = session.facts(Kind::Signal).find_map(|signal| {
        let close = |line: u64| line > signal.at.line && line - signal.at.line <= FRAMES;
        session.facts(Kind::Crash).find(|frame| close(frame.at.line)).map(|frame| (signal, frame))
    });
    let (signal, frame) = pair?;
    let top = frame.text.contains("#00") || frame.text.trim_start().starts_with("0 ");
    let title =
        if top { format!("The app crashed in {}", frame.value) } else { format!("The app crashed in a thread that runs {}", frame.value) };
    let draft = Draft::new("native-crash", title).bad(Severity::Error);
    let draft = draft.sure(if top { Confidence::Certain } else { Confidence::Likely });
    let frames = session.facts(Kind::Crash).filter(|step| step.at.line >= frame.at.line).take(3);
    Some(draft.shows([signal].into_iter().chain(frames).map(|step| session.sample(step))).fixes(&[
        "Use the latest patch release of your SDK version and look for the crash in its release notes.",
        "Check that no frame observer, view or buffer is freed while the SDK still uses it: unregister it first, then release the engine.",
        "Send Agora technical support the whole crash report, the SDK version and build, and the SDK log files of that run.",
    ]))
}
