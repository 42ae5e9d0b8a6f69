//! A native library of the SDK is not in the app: no code of the SDK can follow.
//!
//! One rule: the loader's own words prove it.

use super::case::{Case, Draft};
use crate::pattern::fact::Kind;

/// Looks for a library that cannot be loaded.
pub fn missing(case: &Case<'_>) -> Option<Draft> {
    let lines: Vec<_> = case.session.facts(Kind::Library).collect();
    let first = *lines.first()?;
    let name = if first.value.is_empty() { "of the SDK" } else { &first.value };
    let draft = Draft::new("native-library-missing", format!("The native library {name} could not be loaded"));
    let draft = draft.shows(lines.iter().take(3).map(|step| case.session.sample(step)));
    Some(draft.explains(case, "rtc.error", &[7], first.at.line).fixes(&[
        "Look into the package that you ship (APK, IPA, build folder) whether the library is there for the device's architecture (arm64-v8a, x86_64).",
        "Let no abiFilters, packagingOptions, shrinker or asset rule drop it, and do not mix SDK packages of different versions.",
        "Clean the build and install the packages again; in Unity check the plugin's platform settings, in Electron the prebuilt download.",
        "On Linux put the folder of the SDK's libraries into LD_LIBRARY_PATH; on iOS embed and sign the frameworks.",
    ]))
}
