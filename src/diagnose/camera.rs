//! The camera does not start: not allowed, or held by another app.
//!
//! One rule: a code that stands for several causes is only possible until another line names one.

use super::case::{Case, Draft};
use crate::model::Confidence;
use crate::pattern::fact::Kind;
use crate::session::Step;

/// A line of the device that denies the camera.
fn denied<'a>(case: &Case<'a>) -> Option<&'a Step> {
    case.session.facts(Kind::Permission).find(|step| step.value.to_lowercase().contains("camera"))
}

/// Nothing shows that the browser refused the microphone or the screen instead.
fn is_camera(step: &Step) -> bool {
    let text = step.text.to_lowercase();
    // What the system refuses is named by no word: camera, microphone or screen.
    let other = ["audio", "screen", "denied by system"].iter().any(|word| text.contains(word));
    !other && !matches!(step.api.as_deref(), Some("createScreenVideoTrack" | "createMicrophoneAudioTrack"))
}

/// Looks for a camera that is not allowed.
pub fn permission(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.local-video-reason", &[2]);
    roots.extend(case.codes("rtc.error", &[1501]));
    let web = case.web(&["notallowederror", "permission_denied", "permission denied"]);
    roots.extend(web.into_iter().filter(|step| is_camera(step)));
    if let Some(line) = denied(case) {
        roots.extend(case.codes("rtc.error", &[1003, 1502]).into_iter().filter(|step| step.at.near(&line.at, 60, 200)));
    }
    roots.sort_by_key(|step| step.at.line);
    roots.first()?;
    let samples: Vec<_> = denied(case).into_iter().chain(roots.iter().take(3).copied()).map(|step| case.session.sample(step)).collect();
    let draft = Draft::new("camera-permission", "The app is not allowed to use the camera").shows(samples).is(&roots).fixes(&[
        "Ask for the camera permission at run time and start the video only after the user has allowed it.",
        "Declare it: CAMERA in the Android manifest, NSCameraUsageDescription in Info.plist, the camera entitlement on macOS.",
        "If the user has refused it before, send the user to the settings of the system; the dialog does not come again.",
        "In a browser serve the page over HTTPS, and give an iframe allow=\"camera; microphone\".",
    ]);
    Some(draft.explains(case, "rtc.error", &[1003, 1502], 0))
}

/// Looks for a camera that another app holds.
pub fn in_use(case: &Case<'_>) -> Option<Draft> {
    let mut roots = case.codes("rtc.local-video-reason", &[3]);
    roots.extend(case.web(&["notreadableerror", "not_readable", "could not start video source"]));
    let sure = !roots.is_empty();
    roots.extend(case.codes("rtc.error", &[1003, 1502]));
    roots.sort_by_key(|step| step.at.line);
    roots.first()?;
    let samples = roots.iter().take(4).map(|step| case.session.sample(step));
    let (title, confidence) = if sure {
        ("Another app or tab holds the camera", Confidence::Certain)
    } else {
        ("The camera could not be started: another app may hold it, or it is not allowed", Confidence::Possible)
    };
    Some(Draft::new("camera-in-use", title).sure(confidence).shows(samples).is(&roots).fixes(&[
        "Close other apps, tabs and virtual cameras that use the camera, then call enableLocalVideo(false) and enableLocalVideo(true).",
        "Release your own camera session (a QR scanner, a picture screen) before the SDK starts its own.",
        "Check that the app has the camera permission.",
    ]))
}
