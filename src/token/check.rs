//! What is wrong with a token, by itself and against the call it was used in.
//!
//! One rule: certainty is earned: `Certain` only where the token itself or the call's own values prove it.

use super::check_names;
use super::check_time::{self, Window};
use super::masked::Masked;
use super::model::{Call, Damage, Reading, Service, ServiceKind, Token, Version};
use super::spelling::Spelling;
use super::when::span;
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

/// A list of problems being written.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub fn add(&mut self, kind: ProblemKind, certainty: Certainty, text: impl Into<String>) {
        self.0.push(Problem {
            kind,
            certainty,
            text: text.into(),
        });
    }

    pub fn has(&self, kind: ProblemKind) -> bool {
        self.0.iter().any(|problem| problem.kind == kind)
    }
}

/// Longest token the Web SDK takes.
const WEB_LIMIT: usize = 2047;
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
            damaged(*why, token, &mut found);
            check_token(token, call, window.as_ref(), &mut found);
        }
        Reading::Decoded(token) => check_token(token, call, window.as_ref(), &mut found),
    }
    found
        .0
        .sort_by_key(|problem| (problem.certainty, problem.kind));
    found.0
}

/// A channel argument that is a token itself.
fn token_as_channel(reading: &Reading, call: &Call, found: &mut Problems) {
    let channel = call.channel.as_deref().unwrap_or_default();
    if !matches!(read(channel), Reading::Decoded(_) | Reading::Broken { .. }) {
        return;
    }
    let text = if *reading == Reading::NotAToken {
        "The channel argument holds a token and the token argument does not: the two are swapped."
    } else {
        "The channel argument holds a token."
    };
    found.add(ProblemKind::TokenAsChannel, Certainty::Certain, text);
}

fn damaged(why: Damage, token: &Token, found: &mut Problems) {
    let (certainty, text) = match why {
        Damage::Cut(missing) => {
            let count = missing.map_or(String::new(), |count| format!(" by {count} characters"));
            let text = format!("The token is cut short{count}, if the log itself did not cut it.");
            (Certainty::Likely, text)
        }
        Damage::Altered => (Certainty::Certain, altered(token)),
        Damage::Surplus(count) => (
            Certainty::Certain,
            format!("The token goes on for {count} characters after its end."),
        ),
        Damage::Foreign(at) => {
            let text = format!(
                "Character {} of the token is one that no token has.",
                at + 1
            );
            (Certainty::Certain, text)
        }
        Damage::TooLong => (
            Certainty::Likely,
            "The token is far longer than any token is.".to_owned(),
        ),
    };
    found.add(ProblemKind::Damaged, certainty, text);
}

fn altered(token: &Token) -> String {
    let text = "The token was altered after it was made: its parts do not fit together.";
    let whole = token.version != Version::V006 || (token.length >= 107 && token.length % 8 == 3);
    if whole {
        return text.to_owned();
    }
    format!(
        "{text} Its length of {} characters is none that a whole 006 token has.",
        token.length
    )
}

/// All checks of a token of which at least a part could be read.
fn check_token(token: &Token, call: &Call, window: Option<&Window>, found: &mut Problems) {
    spelling(token, found);
    if token.length > WEB_LIMIT && token.app_id.is_some() {
        let text =
            format!("The token has more than {WEB_LIMIT} characters; the Web SDK refuses it.");
        found.add(ProblemKind::TooLong, Certainty::Likely, text);
    }
    obsolete(token.version, Certainty::Certain, found);
    check_names::app_id(token, call, found);
    let services = check_names::services(token, call, found);
    if !found.has(ProblemKind::TokenAsChannel) {
        check_names::channel_and_user(token, &services, call, found);
    }
    let console = console(token, found);
    privileges(&services, console, found);
    durations(token, found);
    if let Some(window) = window {
        check_time::token(token, window, found);
    }
}

fn spelling(token: &Token, found: &mut Problems) {
    let passed = "if it was passed to the SDK like this, it is refused.";
    for note in &token.spelling {
        let (certainty, what) = match note {
            // The log's own JSON; the SDK did not see it.
            Spelling::JsonEscaped | Spelling::Quoted => continue,
            Spelling::PercentEncoded => (Certainty::Likely, "The token is percent-encoded"),
            Spelling::BlankForPlus => (
                Certainty::Likely,
                "The token has blanks where `+` belongs: it went through URL decoding without having been encoded",
            ),
            Spelling::InnerSpace => (Certainty::Likely, "White space stands inside the token"),
            Spelling::OuterSpace => (
                Certainty::Possible,
                "White space stands before or after the token",
            ),
            Spelling::UrlSafe => (
                Certainty::Likely,
                "The token has `-` and `_` for `+` and `/`",
            ),
            Spelling::Unpadded => (
                Certainty::Possible,
                "The `=` at the token's end are missing",
            ),
        };
        found.add(
            ProblemKind::Spelling,
            certainty,
            format!("{what}; {passed}"),
        );
    }
}

fn obsolete(version: Version, certainty: Certainty, found: &mut Problems) {
    if version.obsolete() {
        let text = format!(
            "The token is of version {}, which was replaced years ago. Make tokens with a current builder (007).",
            version.name()
        );
        found.add(ProblemKind::Obsolete, certainty, text);
    }
}

/// The Console's temporary token: RTC only, the join privilege only, any user, one day.
fn console(token: &Token, found: &mut Problems) -> bool {
    let [service] = token.services.as_slice() else {
        return false;
    };
    let [privilege] = service.privileges.as_slice() else {
        return false;
    };
    let day = |end: Option<u64>| {
        end.zip(token.issued)
            .is_some_and(|(end, start)| end - start == DAY)
    };
    let any_user = service.user.as_deref() == Some("");
    let shape = service.kind == ServiceKind::Rtc && privilege.number == 1 && any_user;
    if !(shape && day(token.expires) && day(privilege.expires)) {
        return false;
    }
    let text = "The token looks like a temporary token from the Agora Console: one channel, one day, for tests only. \
                Make tokens on your own server.";
    found.add(ProblemKind::ConsoleToken, Certainty::Likely, text);
    true
}

fn privileges(services: &[&Service], console: bool, found: &mut Problems) {
    let rtc = services
        .iter()
        .filter(|service| service.kind == ServiceKind::Rtc);
    // Versions before 006 have no privileges at all.
    let rtc: Vec<_> = rtc
        .filter(|service| service.channel.is_some() || service.has_any())
        .collect();
    if !rtc.is_empty() && !rtc.iter().any(|service| service.has(1)) {
        let text = "The token has no privilege to join a channel.";
        found.add(ProblemKind::Privilege, Certainty::Certain, text);
    } else if !console
        && rtc
            .iter()
            .any(|service| !(2..=4).any(|number| service.has(number)))
    {
        let text = "The token has no privilege to publish. This matters only in projects with co-host authentication.";
        found.add(ProblemKind::Privilege, Certainty::Possible, text);
    }
    let others = services.iter().filter(|service| service.has_login());
    if others.clone().count() > 0 && !others.into_iter().any(|service| service.entry().is_some()) {
        let text = "The token has no privilege to log in as a user.";
        found.add(ProblemKind::Privilege, Certainty::Likely, text);
    }
}

impl Service {
    fn has_any(&self) -> bool {
        !self.privileges.is_empty()
    }

    fn has_login(&self) -> bool {
        matches!(
            self.kind,
            ServiceKind::Rtm | ServiceKind::Rtm2 | ServiceKind::Chat
        ) && (self.user.is_some() || self.has_any())
    }
}

/// Lifetimes that come from a mix-up of seconds, minutes and points in time.
fn durations(token: &Token, found: &mut Problems) {
    let kind = ProblemKind::Duration;
    let privileges = || {
        token
            .services
            .iter()
            .flat_map(|service| &service.privileges)
    };
    if token.version == Version::V006
        && privileges().any(|privilege| privilege.expires.is_some_and(|end| end < FIRST_TIME))
    {
        let text = "The token's end lies before 2001: its builder was given a number of seconds where it wants a point in time \
                    (now + seconds).";
        return found.add(kind, Certainty::Likely, text);
    }
    let Some((issued, end)) = token.issued.zip(token.usable_until()) else {
        return;
    };
    let life = end.saturating_sub(issued);
    if token.version == Version::V007 && life >= FIRST_TIME {
        let text = "The token's lifetime is a point in time: its builder wants a number of seconds. \
                    The service ends the token after 24 h.";
        found.add(kind, Certainty::Likely, text);
    } else if life > DAY + 600 {
        let text = format!(
            "The token is made to live {}; the service ends it after 24 h.",
            span(life)
        );
        found.add(kind, Certainty::Possible, text);
    } else if life <= 120 && !token.version.obsolete() {
        let text = format!(
            "The token lives only {}; lifetimes are seconds.",
            span(life)
        );
        found.add(kind, Certainty::Possible, text);
    }
}

fn check_masked(masked: &Masked, call: &Call, window: Option<&Window>, found: &mut Problems) {
    if masked.foreign() {
        let (certainty, text) = if masked.version.is_some() {
            (
                Certainty::Certain,
                "The token starts with a version, but does not go on like a token.",
            )
        } else {
            (
                Certainty::Likely,
                "What was passed as a token does not start like one: an App ID or another value, most likely.",
            )
        };
        return found.add(ProblemKind::OtherValue, certainty, text);
    }
    let Some(version) = masked.version else {
        return;
    };
    let certainty = if masked.sure {
        Certainty::Certain
    } else {
        Certainty::Likely
    };
    obsolete(version, certainty, found);
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
