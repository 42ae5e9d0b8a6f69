//! A line in its parts: what wraps the message, and the message.
//!
//! One rule: where the message begins is found at once, what the envelopes say only when somebody asks.

use super::evidence;
use super::list::Sifted;
use crate::envelope::{self, Peeled, Unwrapped};
use crate::pattern::{
    self,
    sieve::{May, Sieve},
};
use std::borrow::Cow;
use std::cell::OnceCell;

/// A line in its parts; what stands in the envelopes is read only when somebody asks.
pub struct Parts<'a> {
    clean: &'a str,
    peeled: Peeled,
    all: OnceCell<Unwrapped<'a>>,
    who: OnceCell<Unwrapped<'a>>,
    /// Which expressions may match the message, once somebody has asked.
    may: OnceCell<May>,
    /// Which may match the whole line, once somebody has asked.
    whole: OnceCell<May>,
    /// It is asked for evidence of a session alone.
    marks: bool,
    /// The message stands in a file of the SDK itself.
    pub closed: bool,
    /// The message belongs to other software.
    pub foreign: bool,
    /// The envelope right around the message, or empty.
    pub(super) inside: &'static str,
}

impl<'a> Parts<'a> {
    /// The parts of a line, or of a piece of an overlong one.
    pub(super) fn new(clean: &'a str, piece: bool) -> Parts<'a> {
        if piece || envelope::is_json(clean) {
            let whole = if piece { Unwrapped { message: Cow::Borrowed(clean), ..Unwrapped::default() } } else { envelope::unwrap(clean) };
            let (closed, foreign, inside) = (whole.closed, whole.foreign, whole.chain.last().copied().unwrap_or_default());
            let all = OnceCell::from(whole);
            return Parts { all, closed, foreign, inside, ..Parts::of(clean, Peeled::default()) };
        }
        let peeled = envelope::peel(clean);
        let innermost = peeled.innermost();
        let (closed, foreign) = innermost.map_or((false, false), |envelope| (envelope.closed, envelope.foreign));
        let inside = innermost.map_or("", |envelope| envelope.id);
        Parts { closed, foreign, inside, ..Parts::of(clean, peeled) }
    }

    /// The same, to be asked for evidence of a session alone: fewer words are looked for.
    pub(super) fn for_marks(self) -> Parts<'a> {
        Parts { marks: true, ..self }
    }

    fn of(clean: &'a str, peeled: Peeled) -> Parts<'a> {
        let (all, who, may, whole) = (OnceCell::new(), OnceCell::new(), OnceCell::new(), OnceCell::new());
        Parts { clean, peeled, all, who, may, whole, marks: false, closed: false, foreign: false, inside: "" }
    }

    /// The message inside all envelopes.
    pub fn message(&self) -> &str {
        self.all.get().map_or_else(|| &self.clean[self.peeled.message()..], |all| &all.message)
    }

    /// The message, ready to be asked for evidence.
    pub(super) fn sifted(&self) -> Sifted<'_> {
        Sifted::known(self.message(), self.may().evidence)
    }

    /// Which expressions may match the message.
    pub(super) fn may(&self) -> May {
        *self.may.get_or_init(|| self.sieve().sift(self.message()))
    }

    /// The whole line, ready to be asked for evidence. Who needs both asks for this one first: then the message costs nothing.
    pub(super) fn whole(&self) -> Sifted<'a> {
        let (clean, message) = (self.clean, self.message());
        let whole = self.whole.get_or_init(|| {
            if !clean.ends_with(message) {
                return self.sieve().sift(clean); // The message stood in JSON and is a text of its own.
            }
            let (inner, whole) = self.sieve().sift_with(clean, clean.len() - message.len()..clean.len());
            let _ = self.may.set(inner);
            whole
        });
        Sifted::known(clean, whole.evidence)
    }

    fn sieve(&self) -> &'static Sieve {
        pattern::sieve(self.marks)
    }

    /// Whether the message or its tag may name the SDK: cheaper to ask than what the tag is.
    pub(super) fn may_name_sdk(&self) -> bool {
        let around = || self.clean.strip_suffix(self.message());
        evidence::may_be_hard(&self.sifted()) || around().is_none_or(evidence::may_be_own_tag)
    }

    /// Time, process, tag and the rest.
    pub fn all(&self) -> &Unwrapped<'a> {
        self.all.get_or_init(|| envelope::fields(self.clean, &self.peeled))
    }

    /// The envelopes may show what the words of the line do not; so may a text that stood in JSON.
    pub(super) fn is_own(&self) -> bool {
        self.closed || self.all.get().is_some() || self.peeled.layers().any(|(envelope, _)| !envelope.sdk.is_empty())
    }

    /// The same; its time may be missing.
    pub fn who(&self) -> &Unwrapped<'a> {
        self.all.get().unwrap_or_else(|| self.who.get_or_init(|| envelope::who(self.clean, &self.peeled)))
    }
}
