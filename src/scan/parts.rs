//! A line in its parts: what wraps the message, and the message.
//!
//! One rule: where the message begins is found at once, what the envelopes say only when somebody asks.

use super::list::{self, Sifted};
use crate::envelope::{self, Peeled, Unwrapped};
use std::borrow::Cow;
use std::cell::OnceCell;

/// A line in its parts; what stands in the envelopes is read only when somebody asks.
pub struct Parts<'a> {
    clean: &'a str,
    peeled: Peeled,
    all: OnceCell<Unwrapped<'a>>,
    /// Which expressions of evidence may match the message, once somebody has asked.
    may: OnceCell<u128>,
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
        let all = OnceCell::new();
        if piece || envelope::is_json(clean) {
            let whole = if piece { Unwrapped { message: Cow::Borrowed(clean), ..Unwrapped::default() } } else { envelope::unwrap(clean) };
            let (closed, foreign, inside) = (whole.closed, whole.foreign, whole.chain.last().copied().unwrap_or_default());
            let _ = all.set(whole);
            return Parts { clean, peeled: Peeled::default(), all, may: OnceCell::new(), closed, foreign, inside };
        }
        let peeled = envelope::peel(clean);
        let innermost = peeled.innermost();
        let (closed, foreign) = innermost.map_or((false, false), |envelope| (envelope.closed, envelope.foreign));
        Parts { clean, inside: innermost.map_or("", |envelope| envelope.id), peeled, all, may: OnceCell::new(), closed, foreign }
    }

    /// The message inside all envelopes.
    pub fn message(&self) -> &str {
        self.all.get().map_or_else(|| &self.clean[self.peeled.message()..], |all| &all.message)
    }

    /// The message, ready to be asked for evidence.
    pub(super) fn sifted(&self) -> Sifted<'_> {
        let message = self.message();
        Sifted::known(message, *self.may.get_or_init(|| list::sift(message)))
    }

    /// Time, process, tag and the rest.
    pub fn all(&self) -> &Unwrapped<'a> {
        self.all.get_or_init(|| envelope::fields(self.clean, &self.peeled))
    }
}
