//! Regular expressions over the text of logs.
//!
//! One rule: building one costs as little as it is used. Where the build script made tables, these tell whether and where it
//! matches, and an engine is built for groups alone; where that engine mostly finds some, it is asked at once. Otherwise the first few texts are searched by an engine that is quick to
//! build; what is asked more often gets one that is quick to search. All find the same.

use super::ascii::ascii;
use super::bytewise::bytewise;
use super::finder::Finder;
use regex_automata::meta::{Builder, Config, Regex};
use regex_automata::util::iter::Searcher;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, Match, PatternID, Span};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;
use std::ops::Index;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Searches after which building the fast engine pays.
const FEW: u32 = 12;
/// How often the bytes of a text are tried on average before all of it is searched at once.
const TRIED: usize = 4;
/// Tries after which it is known how often an expression matches where it may.
const JUDGED: u32 = 64;
/// Longest text whose groups are read without knowing where the match ends: it depends on the length which engine can read them.
const SHORT: usize = 1024;

/// An expression, built when it is first used.
#[derive(Debug)]
pub struct Expression {
    source: Cow<'static, str>,
    searches: AtomicU32,
    light: OnceLock<Regex>,
    fast: OnceLock<Regex>,
    groups: OnceLock<Regex>,
    names: OnceLock<Names>,
    /// Of the first places where it was tried: how many they are, and in the high half how many matched.
    tried: AtomicU32,
    /// It is asked for groups only, of texts that are known to match.
    known: bool,
    finder: Option<&'static Finder>,
}

/// Names of groups, each with its place.
type Names = Box<[(Box<str>, usize)]>;

/// Where each group begins and ends, in turn; few expressions have more groups than fit in here.
type Slots = SmallVec<[Option<NonMaxUsize>; 24]>;

impl Expression {
    /// An expression that is known to be valid and whose classes are those of ASCII already.
    pub const fn new(source: &'static str) -> Expression {
        Expression::found(source, None)
    }

    /// The same, with what the build script made of it.
    pub const fn found(source: &'static str, finder: Option<&'static Finder>) -> Expression {
        Expression {
            source: Cow::Borrowed(source),
            searches: AtomicU32::new(0),
            light: OnceLock::new(),
            fast: OnceLock::new(),
            groups: OnceLock::new(),
            names: OnceLock::new(),
            tried: AtomicU32::new(0),
            known: false,
            finder,
        }
    }

    /// The same, which will be asked for the groups of texts that it is known to match: no engine that finds out is built.
    pub fn known(source: &'static str) -> Expression {
        Expression { known: true, ..Expression::new(source) }
    }

    /// An expression that is known to be valid; its classes become those of ASCII.
    pub fn ascii(source: &str) -> Expression {
        Expression { source: Cow::Owned(ascii(source)), ..Expression::new("") }
    }

    /// What tells whether and where it matches.
    fn engine(&self) -> &Regex {
        self.light_or(&self.fast, true)
    }

    /// What reads the groups of a text that is known to match.
    fn reader(&self) -> &Regex {
        self.light_or(&self.groups, false)
    }

    fn light_or<'a>(&'a self, engine: &'a OnceLock<Regex>, find: bool) -> &'a Regex {
        if let Some(built) = engine.get() {
            return built;
        }
        if self.searches.fetch_add(1, Ordering::Relaxed) < FEW {
            return self.light();
        }
        engine.get_or_init(|| self.built(Config::new().hybrid(find).dfa(find)))
    }

    /// No automaton: little to be built, and slower by the byte.
    fn light(&self) -> &Regex {
        self.light.get_or_init(|| self.built(Config::new().hybrid(false).dfa(false).onepass(false)))
    }

    /// Words are not looked for first: whoever asks has done that already, for all expressions at once.
    fn built(&self, config: Config) -> Regex {
        build(&self.source, config.auto_prefilter(false))
            .expect("expressions are checked before they come here, those of the data by the tests")
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.finder.map_or_else(|| self.engine().is_match(text), |finder| self.found_by(finder, text, 0).is_some())
    }

    /// The first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Hit<'t>> {
        self.find_at(text, 0)
    }

    /// The first match that begins at this place or behind it.
    pub fn find_at<'t>(&self, text: &'t str, from: usize) -> Option<Hit<'t>> {
        Some(Hit { text, span: self.place(text, from)? })
    }

    /// All matches that do not overlap.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Hit<'t>> {
        each(text, move |from| self.find_at(text, from), |hit| Some(hit.span))
    }

    /// The groups of the first match.
    pub fn captures<'t>(&'t self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_at(text, 0)
    }

    /// The groups of the first match that begins at this place or behind it.
    pub fn captures_at<'t>(&'t self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        let Some(finder) = self.finder else {
            let engine = if self.known { self.reader() } else { self.engine() };
            return self.groups(engine, text, &Input::new(text).range(from..));
        };
        let mut from = from;
        if text.len() <= SHORT && self.mostly_matches() {
            let engine = self.reader();
            let anchored = |at: usize| Input::new(text).range(at..).anchored(Anchored::Yes);
            match self.tries(finder, text, from, |at| (self.groups(engine, text, &anchored(at)), text.len() - at)) {
                Ok(found) => return found,
                Err(at) => from = at,
            }
        }
        let span = self.found_by(finder, text, from)?;
        self.groups(self.reader(), text, &Input::new(text).span(span).anchored(Anchored::Yes))
    }

    /// The groups of all matches that do not overlap.
    pub fn captures_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        each(text, move |from| self.captures_at(text, from), |groups| span(&groups.slots, 0))
    }

    fn groups<'t>(&'t self, engine: &'t Regex, text: &'t str, input: &Input<'_>) -> Option<Captures<'t>> {
        let mut slots = slots(engine);
        engine.search_slots(input, &mut slots)?;
        Some(Captures { text, slots, names: self.places(engine) })
    }

    /// It was tried often enough to say that it mostly matches where it may: then its groups are read at once, without asking first.
    fn mostly_matches(&self) -> bool {
        let (tried, matched) = counts(self.tried.load(Ordering::Relaxed));
        tried >= JUDGED && matched * 8 >= tried * 7
    }

    fn count(&self, matched: bool) {
        if counts(self.tried.load(Ordering::Relaxed)).0 < JUDGED {
            self.tried.fetch_add(1 | u32::from(matched) << 16, Ordering::Relaxed);
        }
    }

    /// Where the first match is that begins at this place or behind it.
    fn place(&self, text: &str, from: usize) -> Option<Span> {
        let Some(finder) = self.finder else { return self.search(text, from, Anchored::No) };
        self.found_by(finder, text, from)
    }

    /// The same, asked only where a match may begin.
    fn found_by(&self, finder: &Finder, text: &str, from: usize) -> Option<Span> {
        let here = |start: usize| {
            let (end, looked_at) = self.end(finder, text, start);
            (end.map(|end| Span { start, end }), looked_at)
        };
        self.tries(finder, text, from, here).unwrap_or_else(|at| self.search(text, at, Anchored::No))
    }

    /// What is found at the first place where something is, by who says what is at a place and how many bytes it looked at. In a text in
    /// which too much is tried for nothing, the place from which it has to be searched at once: the cost stays in proportion to its
    /// length.
    fn tries<T>(&self, finder: &Finder, text: &str, from: usize, here: impl Fn(usize) -> (Option<T>, usize)) -> Result<Option<T>, usize> {
        let bytes = text.as_bytes();
        let (mut at, mut left) = (from, TRIED * bytes.len().saturating_sub(from));
        while let Some(start) = finder.next(bytes, at) {
            let (open, mut looked_at) = finder.gate.as_ref().map_or((true, 0), |gate| gate.begins(bytes, start));
            if open {
                let (found, more) = here(start);
                self.count(found.is_some());
                if found.is_some() {
                    return Ok(found);
                }
                looked_at += more;
            }
            at = start + 1;
            left = left.checked_sub(looked_at).ok_or(at)?;
        }
        Ok(None)
    }

    /// Where the match ends that begins at this place, if there is one; and how many bytes were looked at.
    fn end(&self, finder: &Finder, text: &str, start: usize) -> (Option<usize>, usize) {
        match &finder.automaton {
            Some(automaton) => automaton.end(text.as_bytes(), start),
            None => (self.search(text, start, Anchored::Yes).map(|span| span.end), text.len() - start),
        }
    }

    /// The same by an engine.
    fn search(&self, text: &str, from: usize, anchored: Anchored) -> Option<Span> {
        self.engine().find(Input::new(text).range(from..).anchored(anchored)).map(|found| found.span())
    }

    fn places(&self, engine: &Regex) -> &[(Box<str>, usize)] {
        self.names.get_or_init(|| {
            let names = engine.group_info().pattern_names(PatternID::ZERO).enumerate();
            names.filter_map(|(at, name)| Some((name?.into(), at))).collect()
        })
    }

    /// The expression as it was written.
    #[cfg(test)]
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// What the build script made of it.
    #[cfg(test)]
    pub(super) fn finder(&self) -> Option<&'static Finder> {
        self.finder
    }

    /// The names of its groups, in their order; the whole match is the first and has none.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.light().group_info().pattern_names(PatternID::ZERO)
    }
}

/// What is found one behind the other, by who finds the first from a place on and tells where it is.
fn each<T>(text: &str, next: impl Fn(usize) -> Option<T>, span: impl Fn(&T) -> Option<Span>) -> impl Iterator<Item = T> {
    let mut searcher = Searcher::new(Input::new(text));
    std::iter::from_fn(move || {
        let mut found = None;
        searcher.advance(|input| {
            found = next(input.start());
            Ok(found.as_ref().and_then(&span).map(|span| Match::new(PatternID::ZERO, span)))
        })?;
        found
    })
}

fn build(source: &str, config: Config) -> Result<Regex, Box<dyn std::error::Error>> {
    let hir = bytewise(regex_syntax::parse(source)?);
    Ok(Builder::new().configure(config).build_from_hir(&hir)?)
}

/// Tries and matches, as they are kept in one number.
fn counts(tried: u32) -> (u32, u32) {
    (tried & 0xffff, tried >> 16)
}

fn slots(engine: &Regex) -> Slots {
    smallvec![None; engine.group_info().slot_len()]
}

/// What the group at this place found.
fn span(slots: &Slots, group: usize) -> Option<Span> {
    let [start, end] = *slots.get(2 * group..)?.first_chunk()?;
    Some(Span { start: start?.get(), end: end?.get() })
}

/// What the groups of an expression found.
#[derive(Debug)]
pub struct Captures<'t> {
    text: &'t str,
    slots: Slots,
    names: &'t [(Box<str>, usize)],
}

impl<'t> Captures<'t> {
    /// What the group of this name found, if it took part.
    pub fn name(&self, name: &str) -> Option<Hit<'t>> {
        let (_, group) = self.names.iter().find(|(known, _)| **known == *name)?;
        self.get(*group)
    }

    /// What the group at this place found; the whole match is at 0.
    pub fn get(&self, group: usize) -> Option<Hit<'t>> {
        span(&self.slots, group).map(|span| Hit { text: self.text, span })
    }
}

impl Index<&str> for Captures<'_> {
    type Output = str;

    /// What the group found; nothing when it took no part in the match.
    fn index(&self, name: &str) -> &str {
        self.name(name).map_or("", |hit| hit.as_str())
    }
}

/// A part of a text that was found.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Hit<'t> {
    /// The part itself.
    pub fn as_str(&self) -> &'t str {
        &self.text[self.span.range()]
    }

    /// Where it begins, in bytes.
    pub fn start(&self) -> usize {
        self.span.start
    }

    /// Where it ends, in bytes.
    pub fn end(&self) -> usize {
        self.span.end
    }
}
