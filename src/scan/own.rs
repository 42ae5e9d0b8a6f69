//! What the user's own patterns find on a line.
//!
//! One rule: they come before what is built in, and count wherever they match: inside any envelope, in any file.

use super::observe::{Context, MAX_TRIES, Observation, Observations, name};
use super::rules::Rules;
use crate::pattern::Pattern;
use crate::text::Expression;
use std::ops::Range;

impl Context<'_> {
    /// The user's patterns that may match, each with the text it is tried on: the message inside the envelopes, then the whole line.
    pub(super) fn own_candidates(&self) -> impl Iterator<Item = (&'static Pattern, &'static Expression, &str)> {
        let (message, whole) = (self.parts.message(), self.clean);
        let whole = (message.len() != whole.len()).then_some(whole);
        let texts = std::iter::once(message).chain(whole).zip(std::iter::repeat(self.line.rules));
        texts.flat_map(|(text, rules)| rules.into_iter().flat_map(move |rules: &'static Rules| candidates(rules, text)))
    }

    /// The first of them that finds an event; true when it did, or when the line is said to be harmless.
    pub(super) fn own(&self, out: &mut Observations) -> bool {
        for (pattern, expression, text) in self.own_candidates() {
            let Some(groups) = expression.captures(text) else { continue };
            if pattern.domain == "none" {
                return true;
            }
            let found = name(pattern, text, &groups).and_then(|named| self.accept(pattern, text, &groups, &named));
            if let Some(found) = found {
                out.push(found);
                return true;
            }
        }
        false
    }

    /// In a piece of an overlong line: the first event of each pattern whose code stands in the piece, by where it stands.
    pub(super) fn own_of_piece(&self, piece: &Range<usize>) -> Vec<(usize, Observation)> {
        let mut found = Vec::new();
        for (pattern, expression, text) in self.own_candidates().filter(|(pattern, ..)| pattern.domain != "none") {
            let named = expression.captures_iter(text).take(MAX_TRIES).filter_map(|groups| Some((name(pattern, text, &groups)?, groups)));
            if let Some((named, groups)) = named.into_iter().find(|(named, _)| piece.contains(&named.start)) {
                found.extend(self.accept(pattern, text, &groups, &named).map(|observation| (named.start, observation)));
            }
        }
        found
    }
}

fn candidates<'t>(rules: &'static Rules, text: &'t str) -> impl Iterator<Item = (&'static Pattern, &'static Expression, &'t str)> + 't {
    rules.candidates(text).map(move |(pattern, expression)| (pattern, expression, text))
}
