//! What shows that a line, a process or a source belongs to an Agora session.
//!
//! One rule: evidence is a set that only grows, so its order does not matter; the words are data in `pattern/evidence.toml`.

use super::list::Sifted;
use super::parts::Parts;
use crate::pattern::data;
use crate::text::expressions::{ERROR_WORD, NAMED_ERROR};
use std::collections::{HashMap, HashSet};

/// How strongly a line shows an Agora session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// The SDK's vocabulary, which a rival may share.
    Soft,
    /// Only the SDK and what is built on it say so.
    Hard,
    /// A rival SDK says so.
    Rival,
}

/// One line's evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How strongly the line shows a session; it may name messaging and show none.
    pub strength: Option<Strength>,
    /// Whether it names messaging.
    pub messaging: bool,
    /// The process, when the log names one.
    pub pid: Option<u32>,
    /// The tag, when the log names one.
    pub tag: Option<String>,
}

/// A rival SDK is named.
pub fn is_rival(text: &Sifted<'_>) -> bool {
    text.is_match(&data::VENDOR)
}

/// Messaging is named.
pub fn names_messaging(text: &Sifted<'_>) -> bool {
    text.is_match(&data::MESSAGING)
}

/// The line's numbers belong to other software.
pub fn is_foreign(text: &Sifted<'_>) -> bool {
    text.is_match(&data::FOREIGN)
}

/// The line is source code or documentation that quotes the SDK's words.
pub fn is_quoted(text: &Sifted<'_>) -> bool {
    text.is_match(&data::QUOTED)
}

/// The tag is other software's.
pub fn is_foreign_tag(tag: &Sifted<'_>) -> bool {
    data::FOREIGN_TAGS.contains(&tag.text()) || tag.is_match(&data::FOREIGN_TAG_WORDS) || is_rival(tag)
}

/// The line names an error of the SDK: its callback, or the SDK and the word.
pub fn names_error(text: &str) -> bool {
    NAMED_ERROR.is_match(text) || (is_hard(&Sifted::new(text)) && ERROR_WORD.is_match(text))
}

/// The tag names the SDK itself.
pub fn is_own_tag(tag: &Sifted<'_>) -> bool {
    names_sdk(tag.text()) && !is_foreign_tag(tag)
}

/// What makes a tag one of the SDK's own, beside its name in front.
const OWN: [&str; 4] = ["rtc", "rtm", "声网", "아고라"];

fn names_sdk(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let word = |tail: &str| tail.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    OWN.iter().any(|name| tag.contains(name)) || tag.strip_prefix("agora").is_some_and(word)
}

/// The tag stands for everything the app prints.
pub fn is_runtime_tag(tag: &str) -> bool {
    data::RUNTIME_TAGS.contains(&tag)
}

/// Only the SDK and what is built on it could have written this.
pub fn is_hard(text: &Sifted<'_>) -> bool {
    text.is_match(&data::HARD)
}

/// Whether [`is_hard`] may hold.
pub fn may_be_hard(text: &Sifted<'_>) -> bool {
    text.may_match(&data::HARD)
}

/// Whether a tag somewhere in this text may be hard, or name the SDK itself.
pub fn may_be_own_tag(around: &str) -> bool {
    let small = around.to_ascii_lowercase();
    OWN.iter().chain(&["agora"]).any(|name| small.contains(name)) || may_be_hard(&Sifted::new(around))
}

/// Where a word is, in a range of a text, without which no line is evidence.
pub fn next_word(text: &[u8], from: usize, to: usize) -> Option<usize> {
    data::MARK_SIEVE.first(&text[from..to]).map(|at| from + at)
}

/// Expressions of evidence and rivals that name no words, so that their lines are never asked.
pub fn without_words() -> impl Iterator<Item = &'static str> {
    let [_, _, [asked, ..]] = data::MARK_SIEVE.wanted;
    crate::pattern::bits(!asked & !(u128::MAX << data::MARK_SIEVE.owners[2])).map(|at| data::EVIDENCE[at])
}

/// The evidence of a line, if it has any.
pub fn of_line(parts: &Parts<'_>) -> Option<Mark> {
    let whole = parts.whole();
    let lists = [&data::VENDOR, &data::HARD, &data::SOFT, &data::MESSAGING];
    if !(parts.is_own() || lists.into_iter().any(|list| whole.may_match(list))) {
        return None;
    }
    let (message, own) = (parts.sifted(), parts.is_own());
    let (hard, soft) = (|| is_hard(&whole), || message.is_match(&data::SOFT));
    // What a line says is asked before who wrote it, which costs more.
    let may_count = own || whole.may_match(&data::VENDOR) || names_messaging(&whole);
    let said = if may_count { None } else { Some(hard()) };
    if said == Some(false) && !soft() {
        return None;
    }
    let unwrapped = parts.who();
    let tag = unwrapped.tag.as_deref().map(Sifted::new);
    let strength = if unwrapped.closed || unwrapped.sdk == "web" {
        Some(Strength::Hard)
    } else if tag.as_ref().is_some_and(is_rival) || is_rival(&message) {
        Some(Strength::Rival)
    } else if said.unwrap_or_else(hard) {
        Some(Strength::Hard)
    } else if !tag.as_ref().is_some_and(is_foreign_tag) && (said.is_some() || soft()) {
        Some(Strength::Soft)
    } else {
        None
    };
    let messaging = strength != Some(Strength::Rival) && names_messaging(&whole);
    if strength.is_none() && !messaging {
        return None;
    }
    let tag = tag.filter(|tag| !is_foreign_tag(tag));
    Some(Mark { strength, messaging, pid: unwrapped.pid, tag: tag.map(|tag| tag.text().to_owned()) })
}

/// How many processes and tags are told apart; a log with more is treated as one process.
const MAX_SCOPES: usize = 4096;

/// The evidence of a source so far.
#[derive(Debug, Default)]
pub struct Evidence {
    certain: bool,
    hard: HashSet<Option<u32>>,
    soft: HashSet<Option<u32>>,
    rival: HashSet<Option<u32>>,
    messaging: HashSet<Option<u32>>,
    /// Tags by process, and how many there are.
    tags: HashMap<Option<u32>, HashSet<String>>,
    tagged: usize,
}

impl Evidence {
    /// No evidence yet, unless the source itself is enough.
    pub fn new(certain: bool) -> Evidence {
        Evidence { certain, ..Evidence::default() }
    }

    /// Adds a mark; tells whether it says anything new.
    pub fn add(&mut self, mark: &Mark) -> bool {
        let scopes = mark.strength.map(|strength| match strength {
            Strength::Hard => &mut self.hard,
            Strength::Soft => &mut self.soft,
            Strength::Rival => &mut self.rival,
        });
        let named = mark.messaging.then_some(&mut self.messaging);
        let add = |scopes: &mut HashSet<_>| scopes.len() < MAX_SCOPES && scopes.insert(mark.pid);
        let mut fresh = scopes.into_iter().chain(named).map(add).fold(false, |any, new| any | new);
        if let Some(tag) = &mark.tag
            && matches!(mark.strength, Some(Strength::Hard | Strength::Soft))
            && self.tagged < MAX_SCOPES
            && !self.tag(mark.pid, tag)
        {
            self.tags.entry(mark.pid).or_default().insert(tag.clone());
            self.tagged += 1;
            fresh = true;
        }
        fresh
    }

    /// The process shows an Agora session. Without a process, any line of the source may show it.
    pub fn session(&self, pid: Option<u32>) -> bool {
        let seen = |scopes| seen(scopes, pid);
        self.certain || seen(&self.hard) || (seen(&self.soft) && !seen(&self.rival))
    }

    /// The process shows a rival SDK and nothing that only Agora's has.
    pub fn of_rival(&self, pid: Option<u32>) -> bool {
        !self.certain && seen(&self.rival, pid) && !seen(&self.hard, pid)
    }

    /// The process names messaging.
    pub fn messaging(&self, pid: Option<u32>) -> bool {
        seen(&self.messaging, pid)
    }

    /// The very tag shows it.
    pub fn tag(&self, pid: Option<u32>, tag: &str) -> bool {
        self.tags.get(&pid).is_some_and(|tags| tags.contains(tag))
    }

    /// Nothing of Agora was seen at all.
    pub fn is_empty(&self) -> bool {
        !self.certain && self.hard.is_empty() && self.soft.is_empty()
    }
}

/// A process is among these, or no line names one. Without a process, any line of the source counts.
fn seen(scopes: &HashSet<Option<u32>>, pid: Option<u32>) -> bool {
    match pid {
        Some(_) => scopes.contains(&pid) || (scopes.contains(&None) && scopes.len() == 1),
        None => !scopes.is_empty(),
    }
}
