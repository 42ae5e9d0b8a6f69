//! Lines that are no errors but tell the story of a session, as data in `facts.toml`.
//!
//! One rule: a fact never makes an event; it only explains the events around it.

use super::data;
use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};
use std::sync::LazyLock;

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

type LazyRegex = LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send>>;

struct Set {
    keywords: AhoCorasick,
    /// For each keyword, the facts that ask for it, as bits.
    owners: Vec<u64>,
    regexes: Vec<LazyRegex>,
}

static SET: LazyLock<Set> = LazyLock::new(Set::new);

/// The facts built into the tool, in the order tried.
pub fn all() -> &'static [FactPattern] {
    data::FACTS
}

/// The facts that may fit the message, in the order tried, with what they found.
pub fn candidates(message: &str) -> impl Iterator<Item = (&'static FactPattern, Captures<'_>)> {
    let set = &*SET;
    let mut wanted = set.keywords.find_overlapping_iter(message).fold(0_u64, |bits, hit| bits | set.owners[hit.pattern().as_usize()]);
    std::iter::from_fn(move || {
        while wanted != 0 {
            let at = wanted.trailing_zeros() as usize;
            wanted &= wanted - 1;
            if let Some(groups) = set.regexes[at].captures(message) {
                return Some((&data::FACTS[at], groups));
            }
        }
        None
    })
}

impl Set {
    fn new() -> Set {
        assert!(data::FACTS.len() <= 64, "facts are kept as the bits of one number");
        let mut words: Vec<&'static str> = Vec::new();
        let mut owners: Vec<u64> = Vec::new();
        for (at, fact) in data::FACTS.iter().enumerate() {
            for keyword in fact.keywords {
                if let Some(known) = words.iter().position(|word| word == keyword) {
                    owners[known] |= 1 << at;
                } else {
                    words.push(keyword);
                    owners.push(1 << at);
                }
            }
        }
        let compile = |fact: &'static FactPattern| -> LazyRegex {
            LazyLock::new(Box::new(|| Regex::new(fact.regex).expect("the expressions of facts are checked by the tests")))
        };
        let regexes = data::FACTS.iter().map(compile).collect();
        let keywords = AhoCorasick::builder().ascii_case_insensitive(true).build(&words).expect("keywords are short literals");
        Set { keywords, owners, regexes }
    }
}
