//! What of a token is right: the causes that it rules out.
//!
//! One rule: only what both the token and the call show can fit; what one of them leaves open is not named.

use super::check::{Problem, ProblemKind};
use super::check_names::{known, known_user};
use super::model::{Call, Reading, Token};

/// A part of a token that fits the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The App ID.
    AppId,
    /// The channel.
    Channel,
    /// The user id.
    Uid,
    /// It was valid at the time of the call, in every time zone that the log leaves open.
    Time,
}

impl Fit {
    /// The part's name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Fit::AppId => "App ID",
            Fit::Channel => "channel",
            Fit::Uid => "uid",
            Fit::Time => "time",
        }
    }
}

/// The parts of a whole token that fit the call; `problems` is what [`super::check`] says of the same two.
#[must_use]
pub fn fits(reading: &Reading, call: &Call, problems: &[Problem]) -> Vec<Fit> {
    let Reading::Decoded(token) = reading else { return Vec::new() };
    let clear = |kinds: &[ProblemKind]| !problems.iter().any(|problem| kinds.contains(&problem.kind));
    let mut found = Vec::new();
    if token.app_id.is_some() && call.app_id.is_some() && clear(&[ProblemKind::AppId]) {
        found.push(Fit::AppId);
    }
    if known(call.channel.as_deref()).is_some() && names_channel(token) && clear(&[ProblemKind::Channel, ProblemKind::TokenAsChannel]) {
        found.push(Fit::Channel);
    }
    if known_user(call).is_some() && names_user(token) && clear(&[ProblemKind::Uid, ProblemKind::UidType]) {
        found.push(Fit::Uid);
    }
    if call.at.is_some() && token.expires.is_some() && clear(&[ProblemKind::Expired, ProblemKind::NotYetValid, ProblemKind::Duration]) {
        found.push(Fit::Time);
    }
    found
}

fn names_channel(token: &Token) -> bool {
    token.channel_crc.is_some() || token.services.iter().any(|service| service.channel.is_some())
}

fn names_user(token: &Token) -> bool {
    token.uid_crc.is_some() || token.services.iter().any(|service| service.user.is_some())
}
