//! Takes secrets and personal identifiers out of text that will be shown.
//!
//! Rule of the room: no foreign text leaves the program without passing [`Redactor::text`] (or
//! [`Redactor::secrets`] early and `text` later), and passing twice changes nothing more.
//! Input is one line without terminal colour codes, before it is cut to width.
//!
//! Stage one, [`Redactor::secrets`], has no state: the same secret has the same tag in every line,
//! file and run. Stage two numbers identifiers in the order in which the report shows them.

mod identifier;
mod key;
mod names;
mod secret;
mod span;
mod token;
mod url;
mod value;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_identifiers;
#[cfg(test)]
mod tests_keep;

pub use names::Names;

use std::borrow::Cow;
use std::collections::HashMap;

/// How much is taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Off,
    /// Tokens, keys, passwords and other secrets.
    Secrets,
    /// Secrets, and App IDs, addresses, e-mails, home-directory users and device ids.
    #[default]
    Default,
    /// All of that, and channel names and user ids given by key name.
    Strict,
}

impl Level {
    /// The level of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Level> {
        [Level::Off, Level::Secrets, Level::Default, Level::Strict].into_iter().find(|level| level.name() == word)
    }

    /// The word used on the command line and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Secrets => "secrets",
            Self::Default => "default",
            Self::Strict => "strict",
        }
    }
}

/// A kind of identifier; each kind is numbered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// IPv4 or IPv6 address, public or private, not loopback.
    Ip,
    /// E-mail address.
    Email,
    /// Name of a user's home directory.
    User,
    /// Device, installation or network hardware id.
    Device,
    /// Agora App ID.
    App,
    /// Channel name (strict).
    Channel,
    /// User id or account (strict).
    Uid,
}

impl Kind {
    /// The word inside the tag.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Email => "email",
            Self::User => "user",
            Self::Device => "device",
            Self::App => "app",
            Self::Channel => "channel",
            Self::Uid => "uid",
        }
    }
}

/// The numbers given to identifiers so far, and how many replacements were made.
///
/// One value serves one whole report: numbers follow the order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Identifiers {
    numbers: HashMap<(Kind, String), u32>,
    given: HashMap<Kind, u32>,
    secrets: u64,
    named: u64,
}

impl Identifiers {
    /// A report with nothing in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many secrets [`Redactor::text`] replaced (each place counts).
    #[must_use]
    pub fn secrets(&self) -> u64 {
        self.secrets
    }

    /// How many identifiers [`Redactor::text`] replaced (each place counts).
    #[must_use]
    pub fn identifiers(&self) -> u64 {
        self.named
    }

    /// The tag of `value`: the known number, or the next free one of its kind.
    fn tag(&mut self, kind: Kind, value: String) -> String {
        let given = self.given.entry(kind).or_default();
        let number = *self.numbers.entry((kind, value)).or_insert_with(|| {
            *given += 1;
            *given
        });
        self.named += 1;
        format!("<{}#{number}>", kind.name())
    }
}

/// How often a text in which secrets were found is looked at again.
const MAX_PASSES: usize = 4;

/// Finds and replaces; made once, used from any thread.
#[derive(Debug)]
pub struct Redactor {
    level: Level,
    identifier: identifier::Finder,
    /// The current folder, see [`Redactor::below`].
    folder: Option<String>,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new(Level::Default)
    }
}

impl Redactor {
    /// A redactor for one level.
    #[must_use]
    pub fn new(level: Level) -> Self {
        Self { level, identifier: identifier::Finder::new(level == Level::Strict), folder: None }
    }

    /// The level it was made for.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Stage one: replaces secrets and says how many places were replaced.
    ///
    /// A secret of 16 or more characters becomes `<kind#xxxxxx>`: the first six hexadecimal digits
    /// of the SHA-256 of its plain spelling, so `%2B`, `\/` and plain spellings of one secret agree.
    /// Passwords and shorter secrets become `<secret>`: a hash would let them be guessed.
    #[must_use]
    pub fn secrets<'t>(&self, text: &'t str) -> (Cow<'t, str>, u64) {
        if self.level == Level::Off {
            return (Cow::Borrowed(text), 0);
        }
        let (mut clean, mut count) = pass(text);
        // What overlapped a secret that was replaced is found only now.
        for _ in 0..MAX_PASSES {
            if count == 0 {
                break;
            }
            let (next, more) = pass(&clean);
            if more == 0 {
                break;
            }
            (clean, count) = (Cow::Owned(next.into_owned()), count + more);
        }
        (clean, count)
    }

    /// Both stages: secrets, then (from [`Level::Default`] on) identifiers.
    ///
    /// Numbers come from `ids`, so texts must be passed in the order of the report.
    #[must_use]
    pub fn text(&self, ids: &mut Identifiers, text: &str) -> String {
        self.both(ids, text, true)
    }

    fn both(&self, ids: &mut Identifiers, text: &str, homes: bool) -> String {
        let (clean, count) = self.secrets(text);
        ids.secrets += count;
        if self.level < Level::Default {
            return clean.into_owned();
        }
        let found = self.identifier.find(&clean, homes);
        let (named, count) = span::replace(&clean, found, |id| ids.tag(id.kind, id.value));
        if count == 0 {
            return named.into_owned();
        }
        // What hid the name of a key may have been part of an identifier that is gone now.
        let (clean, count) = self.secrets(&named);
        ids.secrets += count;
        clean.into_owned()
    }
}

/// Replaces the secrets of a text once, and says how many places were replaced.
fn pass(text: &str) -> (Cow<'_, str>, u64) {
    let (first, some) = span::replace(text, secret::find(text), span::Secret::tag);
    let hidden = token::unmarked(&first);
    if hidden.is_empty() {
        return (first, some);
    }
    let (second, more) = span::replace(&first, hidden, span::Secret::tag);
    (Cow::Owned(second.into_owned()), some + more)
}
