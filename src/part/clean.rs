//! Text of logs on its way into a part: redacted, sanitised, cut.
//!
//! One rule: identifiers are numbered anew for every log, in the order of its lines, so that a tag does not depend on what else
//! was scanned; and cleaning a clean text changes nothing, so that a part that is read again stays as it is.

use crate::model::Input;
use crate::redact::{Identifiers, Level, Names, Redactor};
use crate::text::sanitise::{MAX_QUOTE, cut, sanitise};

/// Longest name of a log, in characters; longer ones are cut.
const MAX_NAME: usize = 4_096;

/// Cleans the texts of one part.
pub struct Cleaner<'a> {
    redactor: &'a Redactor,
    ids: Vec<Identifiers>,
}

impl<'a> Cleaner<'a> {
    /// With numbers of identifiers that begin at one.
    pub fn new(redactor: &'a Redactor) -> Cleaner<'a> {
        Cleaner { redactor, ids: Vec::new() }
    }

    fn ids(&mut self, log: u32) -> &mut Identifiers {
        let at = log as usize;
        if self.ids.len() <= at {
            self.ids.resize_with(at + 1, Identifiers::new);
        }
        &mut self.ids[at]
    }

    /// A quoted line of a log.
    pub fn line(&mut self, log: u32, text: &str) -> String {
        let redactor = self.redactor;
        let ids = self.ids(log);
        let mut once = |text: &str| cut(&sanitise(&redactor.text(ids, text)), MAX_QUOTE).into_owned();
        let clean = once(text);
        if clean == text {
            return clean;
        }
        let again = once(&clean);
        if again == clean { clean } else { once(&again) }
    }

    /// A value of a fact or part of a label; channels and users are told by their key, which only the strictest level takes out.
    pub fn value(&mut self, name: &str, value: &str) -> String {
        let key = match name {
            "channels" => "channel: ",
            "uids" => "uid: ",
            _ => return self.line(0, value),
        };
        if self.redactor.level() < Level::Strict || value.starts_with('<') {
            return self.line(0, value);
        }
        let shown = self.line(0, &format!("{key}{value}"));
        shown.strip_prefix(key).filter(|shown| *shown != value).unwrap_or("<hidden>").to_owned()
    }

    /// What is known of a log: its name, before all its texts, and its note are foreign text too.
    pub fn input(&mut self, log: u32, input: &mut Input) {
        let redactor = self.redactor;
        let name = Names::new().show(redactor, self.ids(log), &input.source);
        input.source = cut(&sanitise(&name), MAX_NAME).into_owned();
        if let Some(note) = &mut input.note {
            *note = cut(&sanitise(&redactor.text(self.ids(log), note)), MAX_QUOTE * 2).into_owned();
        }
    }

    /// How many places held a secret, and how many an identifier.
    pub fn taken(&self) -> (u64, u64) {
        let sum = |count: fn(&Identifiers) -> u64| self.ids.iter().map(count).sum();
        (sum(Identifiers::secrets), sum(Identifiers::identifiers))
    }
}

/// A text of this program, which holds nothing of a log; in a part from outside it may still be anything.
pub(super) fn own(text: &str) -> String {
    cut(&sanitise(text), MAX_QUOTE).into_owned()
}
