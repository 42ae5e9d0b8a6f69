//! The tokens of a session: which one was used when, and what the log says of the call.
//!
//! One rule: each token is kept once for each call it was used in, a bounded number of them; nothing here prints one.

use super::zone::Zones;
use super::{Ask, Attempt, Moment, Session};
use crate::scan::fact::Fact;
use crate::token::{self, Call, Fit, Problem, ProblemKind, Reading, ServiceKind, Uid};
use std::collections::BTreeSet;
use std::fmt;

/// How many tokens a source keeps.
pub const MAX_TOKENS: usize = 256;

/// A token that is only named belongs to a join so many lines behind it.
const JOIN_LINES: u64 = 40;

/// The App Certificate that signatures are checked with; it is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Certificate(Option<String>);

impl Certificate {
    /// Takes the certificate, when there is one.
    pub fn new(certificate: Option<String>) -> Certificate {
        Certificate(certificate.filter(|text| !text.trim().is_empty()))
    }

    /// Whether the token's signature fits; nothing when that cannot be told.
    pub fn fits(&self, reading: &Reading, call: &Call) -> Option<bool> {
        token::verify(reading, self.0.as_deref()?, call)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Certificate(<hidden>)" } else { "Certificate(none)" })
    }
}

/// A token that an app used, or a call without one.
#[derive(Debug, Clone)]
pub struct TokenUse {
    /// Where it was first used in this way.
    pub first: Moment,
    /// Where it was last used in this way.
    pub last: Moment,
    /// The first line.
    pub text: String,
    /// A call was made with it, or it is only named.
    pub called: bool,
    /// The call passed no token.
    pub none: bool,
    /// What it says.
    pub reading: Reading,
    /// What the log says of the call, without its time.
    pub call: Call,
    /// Whether the signature fits the certificate given.
    pub signed: Option<bool>,
}

impl TokenUse {
    /// What is wrong with the token at a moment, and what fits.
    pub fn judge(&self, at: &Moment, zones: &Zones) -> (Vec<Problem>, Vec<Fit>) {
        let (time, zone) = zones.of(at.time.as_deref());
        let call = Call { at: time, ..self.call.clone() };
        let mut problems = token::check(&self.reading, &call, None, zone);
        if self.none && self.called {
            problems.push(Problem::certain(ProblemKind::Missing, "The join had no token although the project needs one."));
        }
        if self.signed == Some(false) {
            problems
                .push(Problem::certain(ProblemKind::Signature, "The token was not signed with the certificate in AGORA_APP_CERTIFICATE."));
        }
        let fits = token::fits(&self.reading, &call, &problems);
        (problems, fits)
    }
}

/// A token as the log shows it, before it is read.
struct Sighting {
    session: usize,
    first: Moment,
    last: Moment,
    text: String,
    values: Vec<(&'static str, String)>,
}

/// Collects the tokens of a source.
#[derive(Default)]
pub struct Sightings(Vec<Sighting>);

impl Sightings {
    /// Adds a token fact of a session.
    pub fn add(&mut self, session: usize, fact: Fact, at: Moment) {
        if let Some(known) = self.0.iter_mut().find(|known| known.session == session && known.values == fact.values) {
            known.last = at;
        } else if self.0.len() < MAX_TOKENS {
            self.0.push(Sighting { session, first: at.clone(), last: at, text: fact.text, values: fact.values });
        }
    }

    /// Reads all of them into their sessions, which also know what the line itself may not say of the call.
    pub fn read(self, certificate: &Certificate, sessions: &mut [Session]) {
        for sighting in self.0 {
            let Some(session) = sessions.get_mut(sighting.session) else { continue };
            let used = sighting.read(certificate, session);
            session.tokens.push(used);
        }
    }
}

impl Sighting {
    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn read(self, certificate: &Certificate, session: &Session) -> TokenUse {
        let token = self.value("token").unwrap_or_default();
        let (reading, none) = (token::read(token), token.is_empty());
        let number = self.value("uid").and_then(|uid| uid.parse().ok()).map(Uid::Int);
        let call = Call {
            app_id: self.value("app").map(str::to_owned).or_else(|| only(&session.apps)),
            channel: self.value("channel").map(str::to_owned).or_else(|| self.joined(session)),
            uid: number.or_else(|| self.value("account").map(|account| Uid::Str(account.to_owned()))),
            service: self.value("service").map(|name| if name == "rtm" { ServiceKind::Rtm } else { ServiceKind::Rtc }),
            at: None,
        };
        let signed = certificate.fits(&reading, &call);
        let called = self.value("call").is_some();
        TokenUse { first: self.first, last: self.last, text: self.text, called, none, reading, call, signed }
    }
}

impl Sighting {
    /// The channel of a join close behind the token.
    fn joined(&self, session: &Session) -> Option<String> {
        let near = |call: &&Attempt| (self.first.line..=self.first.line + JOIN_LINES).contains(&call.at.line);
        session.asked(Ask::Join).find(near)?.channel.clone()
    }
}

/// The value, when there is no doubt which.
fn only(set: &BTreeSet<String>) -> Option<String> {
    set.first().filter(|_| set.len() == 1).cloned()
}

#[cfg(test)]
mod tests {
    use super::Certificate;

    #[test]
    fn a_certificate_is_never_shown() {
        let secret = "90e18479e56fddc189b543ee1eedd038";
        assert!(!format!("{:?}", Certificate::new(Some(secret.to_owned()))).contains(secret));
        assert_eq!(Certificate::new(Some(" ".to_owned())), Certificate::default());
    }
}
