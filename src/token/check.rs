//! What is wrong with a token, by itself and against the call it was used in.
//!
//! One rule: certainty is earned: `Certain` only where the token itself or the call's own values prove it.

use super::check_names;
use super::check_own;
use super::check_time::{self, Window};
use super::masked::Masked;
use super::model::{Call, Damage, Reading, Token};
use super::{Zone, read};

/// How sure a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Proved by the token and the call.
    Certain,
    /// The usual meaning of what is seen.
    Likely,
    /// Depends on something the log does not say.
    Possible,
}

/// What a problem is about, the more basic ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A token stands where the channel name belongs.
    TokenAsChannel,
    /// What was passed as a token is something else.
    OtherValue,
    /// Cut, altered or with something added.
    Damaged,
    /// Percent-encoded, with blanks for `+`, with white space or quotation marks.
    Spelling,
    /// Longer than SDKs take.
    TooLong,
    /// Made for another App ID.
    AppId,
    /// Made for another product.
    Service,
    /// Made for another channel.
    Channel,
    /// Made for another user.
    Uid,
    /// Made for a user account, used with an integer user id, or the other way round.
    UidType,
    /// A right is missing.
    Privilege,
    /// Past its end.
    Expired,
    /// Made after the call.
    NotYetValid,
    /// A version current SDKs and servers are not made for.
    Obsolete,
    /// The temporary token of the Agora Console.
    ConsoleToken,
    /// A lifetime nobody means.
    Duration,
    /// Signed with another certificate; found by [`super::verify`].
    Signature,
    /// None was passed; seen in the call.
    Missing,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is about.
    pub kind: ProblemKind,
    /// How sure it is.
    pub certainty: Certainty,
    /// One or two sentences; without any value of the token or the call.
    pub text: String,
}

impl Problem {
    /// A problem that was proved elsewhere.
    #[must_use]
    pub fn certain(kind: ProblemKind, text: &str) -> Self {
        Self { kind, certainty: Certainty::Certain, text: text.to_owned() }
    }
}

/// A list of problems being written.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub fn add(&mut self, kind: ProblemKind, certainty: Certainty, text: impl Into<String>) {
        self.0.push(Problem { kind, certainty, text: text.into() });
    }

    pub fn has(&self, kind: ProblemKind) -> bool {
        self.0.iter().any(|problem| problem.kind == kind)
    }
}

/// Documented longest life of a token.
pub(super) const DAY: u64 = 86_400;
/// Smaller "absolute" times than this are durations: 2001-09-09. Larger durations are absolute times.
pub(super) const FIRST_TIME: u64 = 1_000_000_000;

/// Everything wrong with a token, the surest first.
///
/// `now` (epoch seconds) is used only when the call has no time. `zone` is the zone of [`super::Moment::Local`] times;
/// when it is unknown, problems of time say whether they hold in every zone or in some.
#[must_use]
pub fn check(reading: &Reading, call: &Call, now: Option<u64>, zone: Zone) -> Vec<Problem> {
    let mut found = Problems::default();
    token_as_channel(reading, call, &mut found);
    let window = check_time::window(call.at, now, zone);
    match reading {
        Reading::NotAToken => {}
        Reading::Masked(masked) => check_masked(masked, call, window.as_ref(), &mut found),
        Reading::Broken { why, token } => {
            check_own::damaged(*why, token, &mut found);
            check_token(token, Trust::after(*why), call, window.as_ref(), &mut found);
        }
        Reading::Decoded(token) => {
            check_token(token, Trust::Whole, call, window.as_ref(), &mut found);
        }
    }
    found.0.sort_by_key(|problem| (problem.certainty, problem.kind));
    found.0
}

/// What can be relied on in a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Everything.
    Whole,
    /// What could be read, but more may have been there.
    Start,
    /// Nothing for certain.
    Little,
}

impl Trust {
    fn after(why: Damage) -> Self {
        match why {
            Damage::Surplus(_) => Self::Whole,
            Damage::Cut(_) => Self::Start,
            Damage::Altered | Damage::Foreign(_) | Damage::TooLong => Self::Little,
        }
    }
}

/// A channel argument that is a token itself.
fn token_as_channel(reading: &Reading, call: &Call, found: &mut Problems) {
    match read(call.channel.as_deref().unwrap_or_default()) {
        Reading::Decoded(_) => {}
        Reading::Broken { token, .. } if token.app_id.is_some() => {}
        _ => return,
    }
    let text = if *reading == Reading::NotAToken {
        "The channel argument holds a token and the token argument does not: the two are swapped."
    } else {
        "The channel argument holds a token."
    };
    found.add(ProblemKind::TokenAsChannel, Certainty::Certain, text);
}

/// All checks of a token of which at least a part could be read.
fn check_token(token: &Token, trust: Trust, call: &Call, window: Option<&Window>, found: &mut Problems) {
    let whole = trust == Trust::Whole;
    let most = if trust == Trust::Little { Certainty::Likely } else { Certainty::Certain };
    check_own::spelling(token, found);
    check_own::obsolete(token.version, most, found);
    check_names::app_id(token, call, most, found);
    let services = check_names::services(token, call, whole, found);
    if !found.has(ProblemKind::TokenAsChannel) {
        check_names::channel_and_user(token, &services, call, found);
    }
    if whole {
        let console = check_own::console(token, found);
        check_own::privileges(&services, console, found);
    }
    check_own::durations(token, found);
    if let Some(window) = window {
        check_time::token(token, &services, window, found);
    }
}

fn check_masked(masked: &Masked, call: &Call, window: Option<&Window>, found: &mut Problems) {
    if masked.foreign() {
        let (certainty, text) = if masked.version.is_some() {
            (Certainty::Certain, "The token starts with a version, but does not go on like a token.")
        } else {
            (Certainty::Likely, "What was passed as a token does not start like one: an App ID or another value, most likely.")
        };
        return found.add(ProblemKind::OtherValue, certainty, text);
    }
    let Some(version) = masked.version else {
        return;
    };
    let certainty = if masked.sure { Certainty::Certain } else { Certainty::Likely };
    check_own::obsolete(version, certainty, found);
    check_names::masked_app_id(masked, call, found);
    if let Some(range) = masked.expires.clone() {
        if *range.end() < FIRST_TIME {
            let text = "The token's end lies before 2001: a number of seconds was taken for a point in time.";
            found.add(ProblemKind::Duration, Certainty::Likely, text);
        } else if let Some(window) = window {
            check_time::masked(range, window, found);
        }
    }
}
