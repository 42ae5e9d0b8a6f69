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
    let draft = draft.shows(lines.iter().take(3).map(|step| case.session.sample(step))).explains(case, "rtc.error", &[7], first.at.line);
    let fixes = if first.text.contains("GLIBC_") {
        TOO_NEW
    } else if first.text.contains("cannot locate symbol") {
        NO_MATCH
    } else {
        ABSENT
    };
    Some(draft.fixes(fixes))
}

/// The library is not there, or not for this device.
const ABSENT: &[&str] = &[
    "Look into the package that you ship (APK, IPA, build folder) whether the library is there for the device's architecture (arm64-v8a, x86_64).",
    "Let no abiFilters, packagingOptions, shrinker or asset rule drop it, and do not mix SDK packages of different versions.",
    "Clean the build and install the packages again; in Unity check the plugin's platform settings, in Electron the prebuilt download.",
    "On Linux put the folder of the SDK's libraries into LD_LIBRARY_PATH; on iOS embed and sign the frameworks.",
];

/// It is there and misses what another library should bring.
const NO_MATCH: &[&str] = &[
    "The library is there, but another one that it needs is of a different version: use Agora packages (RTC, RTM, extensions) whose versions go together.",
    "Look whether two packages bring the same library, such as libaosl, and which of them the build keeps (pickFirst, duplicate files); keep the newer one.",
    "Clean the build and install the packages again; in Unity check the plugin's platform settings, in Electron the prebuilt download.",
];

/// It asks for a newer C library than the system has.
const TOO_NEW: &[&str] = &[
    "The system's C library (glibc) is older than the SDK asks for: use a newer distribution or base image, or the SDK build made for this one.",
    "Compare the version in the message with what `ldd --version` prints on the machine.",
];
