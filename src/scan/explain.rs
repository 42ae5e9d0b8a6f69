//! What became of a line, pattern by pattern, for a person who asks why it counts or why not.
//!
//! One rule: every answer is given by the function that decides in a scan; nothing here decides anew.

use super::evidence;
use super::list::Sifted;
use super::observe::{Context, Line, MAX_TRIES, name, severity};
use super::parts::Parts;
use super::proof;
use super::stream::prefilter;
use crate::envelope::Unwrapped;
use crate::pattern::{self, Pattern};
use crate::text::{self, Expression};

/// Why a pattern, whose words stand on the line, gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It counts only inside other envelopes.
    Elsewhere,
    /// Its words are there, its shape is not.
    Shape,
    /// It stands for something harmless, and ends the search.
    Harmless,
    /// What it found is no code that can be an event: zero, another sign, part of a longer number, a normal state.
    NoCode,
    /// The code stands for success.
    Success,
    /// The line speaks of another SDK.
    Rival,
    /// The reason belongs to messaging, whose callback has the same name.
    Messaging,
    /// The line is source code or documentation.
    Quoted,
    /// The numbers on the line belong to other software.
    Foreign,
    /// The catalogue does not have the code, and nothing else proves it.
    Unknown,
    /// Neither the line nor its neighbours prove that the SDK speaks.
    Unproven,
}

/// What the line as a whole is, before any pattern is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// Patterns are tried on it.
    Tried,
    /// No letters on it are near an error: it is passed over without a closer look.
    PassedOver,
    /// Its envelope belongs to other software.
    Foreign,
    /// It stands in a file of the SDK, but is not written like one of its lines.
    NotOfTheFile,
}

/// What the line as a whole is.
pub fn whole(line: &Line<'_>) -> Whole {
    let raw = text::lossy(line.bytes);
    let clean = text::legible(raw.trim_end_matches('\0'));
    let parts = Parts::new(&clean, line.piece.is_some());
    if prefilter(line.rules).next(line.bytes, 0).is_none() {
        Whole::PassedOver
    } else if parts.foreign {
        Whole::Foreign
    } else if line.closed_source && !parts.closed {
        Whole::NotOfTheFile
    } else {
        Whole::Tried
    }
}

/// The patterns whose words stand on the line and that gave nothing, in the order tried, up to the one that did.
pub fn refused(line: &Line<'_>) -> Vec<(&'static Pattern, Refusal)> {
    let raw = text::lossy(line.bytes);
    let clean = text::legible(raw.trim_end_matches('\0'));
    let parts = Parts::new(&clean, line.piece.is_some());
    let context = Context::new(line, &parts, &clean);
    let mut found: Vec<(&'static Pattern, Refusal)> = Vec::new();
    let own = context.own_candidates().map(|(pattern, expression, text)| (pattern, expression, text, 1));
    let built_in = pattern::bits(parts.may().patterns).map(|at| pattern::set().get(at));
    let built_in = built_in.map(|(pattern, expression)| (pattern, expression, parts.message(), MAX_TRIES));
    for (pattern, expression, text, tries) in own.chain(built_in) {
        let Some(refusal) = refusal(&context, pattern, expression, text, tries) else { break };
        found.retain(|(known, _)| known.id != pattern.id);
        found.push((pattern, refusal));
        if refusal == Refusal::Harmless {
            break;
        }
    }
    found
}

/// Why a pattern gives no event; nothing when it gives one.
fn refusal(context: &Context<'_>, pattern: &'static Pattern, expression: &Expression, message: &str, tries: usize) -> Option<Refusal> {
    if !pattern.own && !context.allowed(pattern) {
        return Some(Refusal::Elsewhere);
    }
    let mut worst = Refusal::Shape;
    for groups in expression.captures_iter(message).take(tries) {
        if pattern.domain == "none" {
            return Some(Refusal::Harmless);
        }
        let Some(named) = name(pattern, message, &groups) else {
            worst = worst.max_of(Refusal::NoCode);
            continue;
        };
        if context.accept(pattern, message, &groups, &named).is_some() {
            return None;
        }
        worst = if severity(pattern, &named).is_none() {
            Refusal::Success
        } else if named.entry.is_none() {
            Refusal::Unknown
        } else {
            doubt(context.parts.all(), named.domain)
        };
    }
    Some(worst)
}

impl Refusal {
    /// The more telling of two.
    fn max_of(self, other: Refusal) -> Refusal {
        if self == Refusal::Shape { other } else { self }
    }
}

/// What speaks against a line whose code is known.
fn doubt(unwrapped: &Unwrapped<'_>, domain: &str) -> Refusal {
    let message = &Sifted::new(&unwrapped.message);
    let tag = unwrapped.tag.as_deref().map(Sifted::new);
    if evidence::is_rival(message) || tag.as_ref().is_some_and(evidence::is_rival) {
        Refusal::Rival
    } else if evidence::is_quoted(message) {
        Refusal::Quoted
    } else if proof::is_of_messaging(message, tag.as_ref(), domain) {
        Refusal::Messaging
    } else if evidence::is_foreign(message) {
        Refusal::Foreign
    } else {
        Refusal::Unproven
    }
}
