//! Regular expressions over the text of logs.
//!
//! One rule: building one costs as little as it is used. The first few texts are searched by an engine that is quick to build;
//! what is asked more often gets one that is quick to search. Both find the same.

use super::ascii::ascii;
use super::bytewise::bytewise;
use regex_automata::meta::{Builder, Config, Regex};
use regex_automata::util::iter::Searcher;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Input, Match, PatternID, Span};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;
use std::ops::Index;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Searches after which building the fast engine pays.
const FEW: u32 = 12;

/// An expression, built when it is first used.
#[derive(Debug)]
pub struct Expression {
    source: Cow<'static, str>,
    searches: AtomicU32,
    light: OnceLock<Regex>,
    fast: OnceLock<Regex>,
    names: OnceLock<Names>,
    /// It is asked for groups only, of texts that are known to match.
    known: bool,
}

/// Names of groups, each with its place.
type Names = Box<[(Box<str>, usize)]>;

/// Where each group begins and ends, in turn; few expressions have more groups than fit in here.
type Slots = SmallVec<[Option<NonMaxUsize>; 24]>;

impl Expression {
    /// An expression that is known to be valid and whose classes are those of ASCII already.
    pub const fn new(source: &'static str) -> Expression {
        Expression {
            source: Cow::Borrowed(source),
            searches: AtomicU32::new(0),
            light: OnceLock::new(),
            fast: OnceLock::new(),
            names: OnceLock::new(),
            known: false,
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

    fn engine(&self) -> &Regex {
        if let Some(fast) = self.fast.get() {
            return fast;
        }
        if self.searches.fetch_add(1, Ordering::Relaxed) < FEW {
            return self.light();
        }
        self.fast.get_or_init(|| self.built(Config::new().hybrid(!self.known).dfa(!self.known)))
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
        self.engine().is_match(text)
    }

    /// The first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Hit<'t>> {
        self.engine().find(text).map(|found| Hit::new(text, &found))
    }

    /// The first match that begins at this place or behind it.
    pub fn find_at<'t>(&self, text: &'t str, from: usize) -> Option<Hit<'t>> {
        self.engine().find(Input::new(text).range(from..)).map(|found| Hit::new(text, &found))
    }

    /// All matches that do not overlap.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Hit<'t>> {
        self.engine().find_iter(text).map(|found| Hit::new(text, &found))
    }

    /// The groups of the first match.
    pub fn captures<'t>(&'t self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_at(text, 0)
    }

    /// The groups of the first match that begins at this place or behind it.
    pub fn captures_at<'t>(&'t self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        let engine = self.engine();
        let mut slots = slots(engine);
        engine.search_slots(&Input::new(text).range(from..), &mut slots)?;
        Some(Captures { text, slots, names: self.places(engine) })
    }

    /// The groups of all matches that do not overlap.
    pub fn captures_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        let engine = self.engine();
        let mut searcher = Searcher::new(Input::new(text));
        std::iter::from_fn(move || {
            let mut slots = slots(engine);
            searcher.advance(|input| {
                let found = engine.search_slots(input, &mut slots);
                Ok(found.and_then(|pattern| Some(Match::new(pattern, span(&slots, 0)?))))
            })?;
            Some(Captures { text, slots, names: self.places(engine) })
        })
    }

    fn places(&self, engine: &Regex) -> &[(Box<str>, usize)] {
        self.names.get_or_init(|| {
            let names = engine.group_info().pattern_names(PatternID::ZERO).enumerate();
            names.filter_map(|(at, name)| Some((name?.into(), at))).collect()
        })
    }

    /// The names of its groups, in their order; the whole match is the first and has none.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.light().group_info().pattern_names(PatternID::ZERO)
    }
}

fn build(source: &str, config: Config) -> Result<Regex, Box<dyn std::error::Error>> {
    let hir = bytewise(regex_syntax::parse(source)?);
    Ok(Builder::new().configure(config).build_from_hir(&hir)?)
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
    fn new(text: &'t str, found: &Match) -> Hit<'t> {
        Hit { text, span: found.span() }
    }

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
