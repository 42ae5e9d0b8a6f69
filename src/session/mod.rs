//! Events and facts to sessions: what one engine of one process did, in order.
//!
//! One rule: memory is bounded whatever the log holds; what is not kept is still counted.

mod builder;
mod clock;
mod tokens;
mod values;
mod zone;

pub use builder::{Builder, Known};
pub use clock::Moment;
pub use tokens::{Certificate, TokenUse};
pub use zone::Zones;

use crate::catalogue::{self, Id};
use crate::model::{Sample, Severity};
use crate::pattern::Via;
use crate::pattern::fact::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many sessions of a source are kept.
pub const MAX_SESSIONS: usize = 1_000;
/// How many attempts of a session are kept.
pub const MAX_ATTEMPTS: usize = 200;
/// How many steps of one kind or code are kept in a session.
pub const MAX_ALIKE: usize = 60;
/// How many steps of a source are kept.
pub const MAX_STEPS: usize = 20_000;

/// What an app asks of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// Create or initialise the engine.
    Init,
    /// Join a channel.
    Join,
    /// Leave it.
    Leave,
    /// Release the engine.
    Release,
}

impl Ask {
    /// The method's name in reports.
    pub fn word(self) -> &'static str {
        match self {
            Ask::Init => "initialize",
            Ask::Join => "joinChannel",
            Ask::Leave => "leaveChannel",
            Ask::Release => "release",
        }
    }
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Domain of the code.
    pub domain: &'static str,
    /// The code.
    pub id: Id,
    /// Where it was said.
    pub line: u64,
}

/// One call that the app made, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What was asked.
    pub ask: Ask,
    /// When and where.
    pub at: Moment,
    /// The line.
    pub text: String,
    /// The channel, when the log names it.
    pub channel: Option<String>,
    /// The log says that the call was accepted (it returned 0).
    pub accepted: bool,
    /// Where a callback said that it worked.
    pub done: Option<u64>,
    /// The first failure.
    pub failed: Option<Failure>,
}

/// What a step is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An event of a code.
    Code {
        /// Its domain.
        domain: &'static str,
        /// The code.
        id: Id,
    },
    /// A fact.
    Fact(Kind),
}

impl What {
    /// The code as `domain/code`; nothing for facts.
    pub fn code(&self) -> Option<String> {
        match self {
            What::Code { domain, id } => Some(format!("{domain}/{id}")),
            What::Fact(_) => None,
        }
    }

    /// Whether it is a fact, or a code of the catalogue.
    fn is_known(&self) -> bool {
        match self {
            What::Code { domain, id } => catalogue::entry(domain, id).is_some(),
            What::Fact(_) => true,
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When and where.
    pub at: Moment,
    /// What it was.
    pub what: What,
    /// Method or callback, if known.
    pub api: Option<String>,
    /// How the code reached the app; facts come as callbacks.
    pub via: Via,
    /// How bad; facts are infos.
    pub severity: Severity,
    /// The value that matters: the state, the server's code, the library, the device.
    pub value: String,
    /// The line, not yet redacted.
    pub text: String,
}

/// What one engine of one process did.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Name of the source.
    pub source: String,
    /// Process, when the log names one.
    pub pid: Option<u32>,
    /// Product and era, such as `rtc4`, or empty.
    pub sdk: &'static str,
    /// The version of the SDK that was named last.
    pub version: Option<Arc<str>>,
    /// Versions of the SDK.
    pub versions: BTreeSet<String>,
    /// Devices and operating systems.
    pub platforms: BTreeSet<String>,
    /// App IDs, masked.
    pub apps: BTreeSet<String>,
    /// Channels.
    pub channels: BTreeSet<String>,
    /// Local user ids.
    pub uids: BTreeSet<String>,
    /// Calls, the first [`MAX_ATTEMPTS`] of them.
    pub attempts: Vec<Attempt>,
    /// All calls.
    pub attempt_count: u64,
    /// Steps in order; of each code and kind the first [`MAX_ALIKE`].
    pub steps: Vec<Step>,
    /// All steps by what they are, echoes left out; of codes that the catalogue does not have, only those among the steps.
    pub counts: BTreeMap<What, u64>,
    /// The first thing seen.
    pub first: Option<Moment>,
    /// The last thing seen.
    pub last: Option<Moment>,
    /// Where the log ends.
    pub end: u64,
    /// The last time seen in the log, in milliseconds, on any session.
    pub end_ms: Option<i64>,
    /// The source is a file of the SDK or of Iris; holds its format.
    pub format: String,
    /// Tokens the app used, in order.
    pub tokens: Vec<TokenUse>,
    /// Zone of the source's times.
    pub zones: Zones,
}

impl Session {
    /// Events of a code, in order, as far as they are kept.
    pub fn events(&self, domain: &'static str, number: u32) -> impl Iterator<Item = &Step> {
        let wanted = What::Code { domain, id: Id::Number(number) };
        self.steps.iter().filter(move |step| step.what == wanted)
    }

    /// Events of any code of a domain, in order, as far as they are kept.
    pub fn events_of(&self, wanted: &'static str) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| matches!(&step.what, What::Code { domain, .. } if *domain == wanted))
    }

    /// Facts of a kind, in order, as far as they are kept.
    pub fn facts(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.what == What::Fact(kind))
    }

    /// How many events of a code there are from a line on. What was not kept came last.
    pub fn count_from(&self, domain: &'static str, id: &Id, line: u64) -> u64 {
        let what = What::Code { domain, id: id.clone() };
        let before = self.steps.iter().filter(|step| step.what == what && step.at.line < line).count() as u64;
        self.counts.get(&what).copied().unwrap_or(0).saturating_sub(before)
    }

    /// Calls of a kind, in order, as far as they are kept.
    pub fn asked(&self, ask: Ask) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(move |attempt| attempt.ask == ask)
    }

    /// Where the first join after this line is known to have worked.
    pub fn joined_after(&self, line: u64) -> Option<u64> {
        self.steps.iter().find(|step| step.at.line > line && step.says_joined()).map(|step| step.at.line)
    }

    /// A step as evidence.
    pub fn sample(&self, step: &Step) -> Sample {
        Sample { place: step.at.place(&self.source), text: step.text.clone() }
    }

    /// A call as evidence.
    pub fn call(&self, attempt: &Attempt) -> Sample {
        Sample { place: attempt.at.place(&self.source), text: attempt.text.clone() }
    }
}

impl Step {
    /// The step shows that the channel is joined.
    pub fn says_joined(&self) -> bool {
        match self.what {
            What::Fact(Kind::Joined) => true,
            What::Fact(Kind::State) => self.value == "3",
            _ => false,
        }
    }

    /// The number of the step's code; 0 for facts and named codes.
    pub fn number(&self) -> u32 {
        match &self.what {
            What::Code { id: Id::Number(number), .. } => *number,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests;
