//! Calls on an engine that is not there: before initialize, or after release.
//!
//! One rule: where the words of the wrapper say that the engine is missing they are believed, whatever the number says.

use super::case::{Case, Draft};
use crate::model::Confidence;
use crate::pattern::Via;
use crate::session::{Ask, Attempt, Step, What};

/// Calls that found no engine: 7, or a text that says so beside another number.
fn failures<'a>(case: &Case<'a>) -> Vec<&'a Step> {
    let mut found = case.codes("rtc.error", &[7]);
    found.extend(misnumbered(case));
    found.sort_by_key(|step| step.at.line);
    found
}

/// `AgoraRtcException(20, Make sure you call RtcEngine.initialize first)`: 20 means something else.
fn misnumbered<'a>(case: &Case<'a>) -> Vec<&'a Step> {
    let other: Vec<u32> = (1..=20).filter(|number| *number != 7).collect();
    let mut found = case.codes("rtc.error", &other);
    found.retain(|step| {
        let text = step.text.to_lowercase();
        text.contains("initialize first") || text.contains("not been initialized") || text.contains("engine is not initialized")
    });
    found
}

fn last_before<'a>(case: &Case<'a>, ask: Ask, line: u64) -> Option<&'a Attempt> {
    case.session.attempts.iter().rev().find(|call| call.ask == ask && call.at.line < line)
}

/// Looks for calls after release.
pub fn after_release(case: &Case<'_>) -> Option<Draft> {
    let late = failures(case).into_iter().filter_map(|step| {
        let release = last_before(case, Ask::Release, step.at.line)?;
        let anew = last_before(case, Ask::Init, step.at.line).is_some_and(|init| init.at.line > release.at.line);
        (!anew).then_some((release, step))
    });
    let late: Vec<_> = late.collect();
    let (release, first) = late.first()?;
    let steps: Vec<&Step> = late.iter().map(|(_, step)| *step).collect();
    let samples = [case.session.call(release)].into_iter().chain(steps.iter().take(3).map(|step| case.session.sample(step)));
    let call = method(first);
    let title = format!("The app called {call} after it had released the engine");
    let draft = Draft::new("call-after-release", doubted(case, title));
    Some(draft.shows(samples).is(&steps).fixes(&[
        "Cancel timers, subscriptions and pending requests that use the engine before you call release.",
        "Keep one owner of the engine: set the reference to nothing on release and check it before every call.",
        "If the engine is to be used again, create and initialise a new one and wait for that to return.",
    ]))
}

/// Looks for calls before initialize.
pub fn before_initialize(case: &Case<'_>) -> Option<Draft> {
    let early = failures(case).into_iter().filter(|step| {
        let ready = last_before(case, Ask::Init, step.at.line).is_some_and(|init| init.failed.is_none());
        !ready && last_before(case, Ask::Release, step.at.line).is_none() && !engine_seen(case, step.at.line)
    });
    let early: Vec<&Step> = early.collect();
    let first = *early.first()?;
    let failed = last_before(case, Ask::Init, first.at.line);
    let later = case.session.asked(Ask::Init).find(|init| init.at.line > first.at.line);
    if early.iter().all(|step| is_init(step)) {
        return None;
    }
    let call = method(first);
    let failed = failed.or_else(|| early.iter().find(|step| is_init(step)).and_then(|step| last_before(case, Ask::Init, step.at.line + 1)));
    let title = match failed {
        Some(_) => "Creating the engine failed and the app went on calling it".to_owned(),
        None => format!("The app called {call} before the engine was initialised"),
    };
    let confidence = if failed.is_some() || later.is_some() || says_so(first) { Confidence::Certain } else { Confidence::Likely };
    let shown = failed.or(later).map(|init| case.session.call(init));
    let samples: Vec<_> = early.iter().take(3).map(|step| case.session.sample(step)).chain(shown).collect();
    let draft = Draft::new("call-before-initialize", doubted(case, title)).sure(confidence);
    Some(draft.shows(samples).is(&early).fixes(&[
        "Create and initialise the engine once, wait until that has returned 0, and only then make any other call.",
        "Check the result of initialize and stop when it is not 0.",
        "In code with async start-up await the initialisation in every path that can reach a call.",
    ]))
}

/// Something came from an engine before this line: a callback, or a join that was accepted.
fn engine_seen(case: &Case<'_>, line: u64) -> bool {
    let callback = |step: &Step| {
        step.says_joined() || (step.via == Via::Callback && matches!(&step.what, What::Code { domain, .. } if domain.starts_with("rtc.")))
    };
    let joined = case.session.asked(Ask::Join).any(|call| call.at.line < line && call.accepted);
    joined || case.session.steps.iter().any(|step| step.at.line < line && callback(step) && step.number() != 101)
}

/// Creating the engine itself answered 7: that is no call before it.
fn is_init(step: &Step) -> bool {
    step.via == Via::Return && matches!(step.api.as_deref(), Some("initialize" | "create"))
}

/// The method that was called, in words.
fn method(step: &Step) -> &str {
    step.api.as_deref().filter(|_| step.via == Via::Return).unwrap_or("a method")
}

fn says_so(step: &Step) -> bool {
    let text = step.text.to_lowercase();
    text.contains("not initialized") || text.contains("initialize first")
}

/// Says so when the number of a line means something else than its words.
fn doubted(case: &Case<'_>, title: String) -> String {
    match misnumbered(case).first().map(|step| step.number()) {
        Some(code) => format!("{title}; code {code} on that line means something else, its text is right"),
        None => title,
    }
}
