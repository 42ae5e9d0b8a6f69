//! Sessions to diagnoses: what the order of events shows, root causes first.
//!
//! One rule: every diagnosis is one file and one line in [`RULES`]; rules run in that order, and what an earlier rule has
//! explained no later rule sees.

mod audio_device;
mod banned;
mod call_order;
mod camera;
mod case;
mod data_stream;
mod encryption;
mod invalid_app_id;
mod join_twice;
mod join_without_success;
mod library;
mod log_gap;
mod native_crash;
mod network;
mod project_disabled;
mod rotation;
mod token;
mod token_cause;

pub use rotation::missing as missing_rotated;

use crate::model::Diagnosis;
use crate::session::Session;
use case::{Case, Draft};

/// A rule looks at one session and says what it sees there, if anything.
type Rule = fn(&Case<'_>) -> Option<Draft>;

/// All rules, roots before what mostly follows from them.
const RULES: &[Rule] = &[
    library::missing,
    native_crash::crash,
    invalid_app_id::invalid,
    project_disabled::disabled,
    token::as_channel,
    token::expired,
    token::invalid,
    token::unfit,
    banned::banned,
    encryption::mismatch,
    call_order::after_release,
    call_order::before_initialize,
    join_twice::twice,
    camera::permission,
    camera::in_use,
    audio_device::fails,
    data_stream::limit,
    network::loss,
    join_without_success::silent,
    log_gap::gap,
];

/// Every kind of diagnosis there is.
pub const KINDS: &[&str] = &[
    "native-library-missing",
    "native-crash",
    "invalid-app-id",
    "project-disabled",
    "token-as-channel",
    "token-expired",
    "token-invalid",
    "token-unfit",
    "banned",
    "encryption-mismatch",
    "call-after-release",
    "call-before-initialize",
    "join-twice",
    "camera-permission",
    "camera-in-use",
    "audio-device",
    "data-stream-limit",
    "network-loss",
    "join-without-success",
    "log-gap",
    "missing-rotated-file",
];

/// What one session shows.
pub fn session(session: &Session) -> Vec<Diagnosis> {
    let mut case = Case::new(session);
    for rule in RULES {
        if let Some(draft) = rule(&case) {
            case.close(draft);
        }
    }
    case.diagnoses
}

#[cfg(test)]
mod tests;
