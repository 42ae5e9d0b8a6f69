//! What is wrong with a token by itself, whatever call it is used in.
//!
//! One rule: a shape that is only unusual is `Possible`.

use super::check::{Certainty, DAY, FIRST_TIME, ProblemKind, Problems};
use super::model::{Damage, Service, ServiceKind, Token, Version};
use super::spelling::Spelling;
use super::when::span;

/// Longest token the Web SDK takes.
const WEB_LIMIT: usize = 2047;

pub(super) fn damaged(why: Damage, token: &Token, found: &mut Problems) {
    let (certainty, text) = match why {
        Damage::Cut(missing) => {
            let count = missing.map_or(String::new(), |count| format!(" by {count} characters"));
            let text = format!("The token was cut short{count}, if the log itself did not cut it.");
            (Certainty::Likely, text)
        }
        Damage::Altered => (Certainty::Certain, altered(token)),
        Damage::Surplus(count) => (Certainty::Certain, format!("The token goes on for {count} characters after its end.")),
        Damage::Foreign(at) => {
            let text = format!("Character {} of the token is one that no token has.", at + 1);
            (Certainty::Certain, text)
        }
        Damage::TooLong => (Certainty::Likely, "The token has far more characters than any token.".to_owned()),
    };
    found.add(ProblemKind::Damaged, certainty, text);
}

fn altered(token: &Token) -> String {
    let text = "The token was altered after it was made: its parts do not fit together.";
    let whole = token.version != Version::V006 || (token.length >= 107 && token.length % 8 == 3);
    if whole {
        return text.to_owned();
    }
    format!("{text} Its length of {} characters is none that a whole 006 token has.", token.length)
}

pub(super) fn spelling(token: &Token, found: &mut Problems) {
    if token.length > WEB_LIMIT && token.app_id.is_some() {
        let text = format!("The token has more than {WEB_LIMIT} characters; the Web SDK refuses it.");
        found.add(ProblemKind::TooLong, Certainty::Likely, text);
    }
    let passed = "if it was passed to the SDK like this, it is refused.";
    for note in &token.spelling {
        let (certainty, what) = match note {
            // The log's own JSON; the SDK did not see it.
            Spelling::JsonEscaped | Spelling::Quoted => continue,
            Spelling::PercentEncoded => (Certainty::Likely, "The token came percent-encoded"),
            Spelling::BlankForPlus => {
                (Certainty::Likely, "The token has blanks where `+` belongs: it went through URL decoding without having been encoded")
            }
            Spelling::InnerSpace => (Certainty::Likely, "White space stands inside the token"),
            Spelling::OuterSpace => (Certainty::Possible, "White space stands before or after the token"),
            Spelling::UrlSafe => (Certainty::Likely, "The token has `-` and `_` for `+` and `/`"),
            Spelling::Unpadded => (Certainty::Possible, "The `=` at the token's end are missing"),
        };
        found.add(ProblemKind::Spelling, certainty, format!("{what}; {passed}"));
    }
}

pub(super) fn obsolete(version: Version, certainty: Certainty, found: &mut Problems) {
    if version.obsolete() {
        let text =
            format!("The token has version {}, which was replaced years ago. Make tokens with a current builder (007).", version.name());
        found.add(ProblemKind::Obsolete, certainty, text);
    }
}

/// The Console's temporary token: RTC only, the join privilege only, any user, one day.
pub(super) fn console(token: &Token, found: &mut Problems) -> bool {
    let [service] = token.services.as_slice() else {
        return false;
    };
    let [privilege] = service.privileges.as_slice() else {
        return false;
    };
    let day = |end: Option<u64>| end.zip(token.issued).is_some_and(|(end, start)| end - start == DAY);
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

pub(super) fn privileges(services: &[&Service], console: bool, found: &mut Problems) {
    let rtc = services.iter().filter(|service| service.kind == ServiceKind::Rtc);
    // Versions before 006 have no privileges at all.
    let rtc: Vec<_> = rtc.filter(|service| service.channel.is_some() || service.has_any()).collect();
    if !rtc.is_empty() && !rtc.iter().any(|service| service.has(1)) {
        let text = "The token has no privilege to join a channel.";
        found.add(ProblemKind::Privilege, Certainty::Certain, text);
    } else if !console && rtc.iter().any(|service| !(2..=4).any(|number| service.has(number))) {
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
        matches!(self.kind, ServiceKind::Rtm | ServiceKind::Rtm2 | ServiceKind::Chat) && (self.user.is_some() || self.has_any())
    }
}

/// Lifetimes that come from a mix-up of seconds, minutes and points in time.
pub(super) fn durations(token: &Token, found: &mut Problems) {
    let kind = ProblemKind::Duration;
    let privileges = || token.services.iter().flat_map(|service| &service.privileges);
    if token.version == Version::V006 && privileges().any(|privilege| privilege.expires.is_some_and(|end| end < FIRST_TIME)) {
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
        let text = format!("The token was made to live {}; the service ends it after 24 h.", span(life));
        found.add(kind, Certainty::Possible, text);
    } else if life <= 120 && !token.version.obsolete() {
        let text = format!("The token lives only {}; lifetimes are seconds.", span(life));
        found.add(kind, Certainty::Possible, text);
    }
}
