//! Lines that are no errors but tell the story of a session, as data in `facts.toml`.
//!
//! One rule: a fact never makes an event; it only explains the events around it.

use super::{bits, data};
use crate::text::{Captures, Expression};
use std::sync::{LazyLock, OnceLock};

/// What a fact tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The version of the SDK.
    Version,
    /// The device or operating system.
    Platform,
    /// An App ID.
    App,
    /// The engine is created or initialised; with the value `result` when the line says that it worked.
    Init,
    /// A channel is joined; with the value `result` when the line says that the call was accepted.
    Join,
    /// The join succeeded.
    Joined,
    /// The channel is left.
    Leave,
    /// The callback that it was left.
    Left,
    /// The engine is released.
    Release,
    /// The state of the connection: 1 disconnected, 2 connecting, 3 connected, 4 reconnecting, 5 failed.
    State,
    /// A remote user went away.
    Offline,
    /// A server of the SDK refused a request.
    Server,
    /// A frame of the SDK in a native backtrace.
    Crash,
    /// The process died from a signal.
    Signal,
    /// A native library of the SDK cannot be loaded.
    Library,
    /// The camera or the microphone is not allowed.
    Permission,
    /// A phone call or another app takes the audio.
    Phone,
    /// The app goes to the background or comes back.
    Lifecycle,
    /// A line with a local time and the same moment as seconds or milliseconds since 1970.
    Clock,
    /// A token, with what the same line says of the call; made by the scan, not by an expression.
    Token,
}

/// What else must hold before a fact counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactNeeds {
    /// The shape is proof enough.
    Nothing,
    /// The line itself must name the SDK.
    Hard,
    /// The process must show an Agora session.
    Session,
    /// Nothing; the device speaks, and only lines near an error are used.
    Any,
}

/// One spelling of a fact, as data.
#[derive(Debug)]
pub struct FactPattern {
    /// Unique name.
    pub id: &'static str,
    /// What the line is.
    pub about: &'static str,
    /// What it tells.
    pub kind: Kind,
    /// The message must hold one of these, compared without regard to ASCII case.
    pub keywords: &'static [&'static str],
    /// The expression over the message.
    pub regex: &'static str,
    /// What else must hold.
    pub needs: FactNeeds,
    /// Product and era the line proves, or empty.
    pub sdk: &'static str,
}

/// An expression with the values that its groups stand for, in the order of the groups.
pub struct Compiled {
    expression: Expression,
    groups: OnceLock<Vec<(&'static str, usize)>>,
}

impl Compiled {
    fn groups(&self) -> &[(&'static str, usize)] {
        let value = |name: &str| VALUES.into_iter().find(|value| *value == name.trim_end_matches(|c: char| c.is_ascii_digit()));
        self.groups.get_or_init(|| self.expression.names().enumerate().filter_map(|(at, name)| Some((value(name?)?, at))).collect())
    }
}

static SET: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let all = data::FACTS.iter().zip(data::FACT_FINDERS);
    all.map(|(fact, finder)| Compiled { expression: Expression::found(fact.regex, finder.as_ref()), groups: OnceLock::new() }).collect()
});

/// The facts built into the tool, in the order tried.
pub fn all() -> &'static [FactPattern] {
    data::FACTS
}

/// Names of values; in an expression a digit behind a name only tells its alternatives apart.
pub const VALUES: [&str; 12] =
    ["version", "platform", "app", "channel", "uid", "state", "reason", "result", "code", "library", "what", "epoch"];

/// Those of these facts that fit the message, in the order tried, with what they found. `may` are bits, from [`super::may`].
pub fn candidates(message: &str, may: u128) -> impl Iterator<Item = (&'static FactPattern, Values<'_>)> {
    bits(may).filter_map(move |at| {
        let compiled = &SET[at];
        let found = compiled.expression.captures(message)?;
        Some((&data::FACTS[at], Values { found, groups: compiled.groups() }))
    })
}

/// What the groups of a fact's expression found.
pub struct Values<'a> {
    found: Captures<'a>,
    groups: &'static [(&'static str, usize)],
}

impl<'a> Values<'a> {
    /// The value of this name: of the first of its groups that took part.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut groups = self.groups.iter().filter(|(known, _)| *known == name);
        groups.find_map(|(_, at)| self.found.get(*at)).map(|value| value.as_str())
    }
}
