//! How far the envelopes of a line reach, without reading what stands in them.
//!
//! One rule: it takes off exactly what the expressions, tried one after the other, would take off; a test compares. All
//! envelopes that may begin with one byte are one automaton, whose states are made as logs visit them.

use super::{Envelope, FORMATS, MAX_DEPTH, data};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchError, MatchKind};
use std::cell::RefCell;
use std::sync::LazyLock;

/// Most memory for the states of one automaton on one thread, in bytes; when it is full they are made anew.
const STATES: usize = 2 << 20;

/// An automaton for some envelopes, made when a line first begins with one of their bytes.
type Group = LazyLock<Option<DFA>, Box<dyn FnOnce() -> Option<DFA> + Send>>;

struct Groups {
    /// For each first byte, which automaton.
    by_first: Vec<u8>,
    /// The envelopes of each, in the order tried.
    members: Vec<Vec<u16>>,
    automata: Vec<Group>,
}

static GROUPS: LazyLock<Groups> = LazyLock::new(|| {
    let mut groups = Groups { by_first: Vec::new(), members: Vec::new(), automata: Vec::new() };
    for envelopes in &FORMATS.by_first {
        let known = groups.members.iter().position(|members| members == envelopes).unwrap_or_else(|| {
            let members = envelopes.clone();
            groups.members.push(envelopes.clone());
            groups.automata.push(LazyLock::new(Box::new(move || automaton(&members))));
            groups.members.len() - 1
        });
        groups.by_first.push(u8::try_from(known).expect("at most one group a byte"));
    }
    groups
});

fn automaton(members: &[u16]) -> Option<DFA> {
    let expressions: Vec<&str> = members.iter().map(|at| data::ENVELOPES[usize::from(*at)].regex).collect();
    let config = DFA::config().match_kind(MatchKind::LeftmostFirst).prefilter(None).cache_capacity(STATES);
    DFA::builder().configure(config).build_many(&expressions).ok()
}

thread_local! {
    static CACHES: RefCell<Vec<Option<Cache>>> = const { RefCell::new(Vec::new()) };
}

/// The envelopes around a message, outermost first, with the place behind each.
#[derive(Debug, Default)]
pub struct Peeled {
    taken: [(u16, u32); MAX_DEPTH],
    depth: usize,
}

impl Peeled {
    /// The envelopes, outermost first, each with where it ends.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = (&'static Envelope, usize)> {
        self.taken[..self.depth].iter().map(|(at, end)| (&data::ENVELOPES[usize::from(*at)], *end as usize))
    }

    /// Where the message begins.
    pub fn message(&self) -> usize {
        self.layers().next_back().map_or(0, |(_, end)| end)
    }

    /// The envelope right around the message.
    pub fn innermost(&self) -> Option<&'static Envelope> {
        self.layers().next_back().map(|(envelope, _)| envelope)
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = u16> {
        self.taken[..self.depth].iter().map(|(at, _)| *at)
    }
}

/// Takes off what wraps the message of a line that is no JSON.
pub fn peel(line: &str) -> Peeled {
    let mut peeled = Peeled::default();
    while peeled.depth < MAX_DEPTH && !peeled.innermost().is_some_and(|envelope| envelope.closed || envelope.foreign) {
        let at = peeled.message();
        let Some((envelope, length)) = next(&line[at..], &peeled).filter(|(_, length)| *length > 0) else { break };
        peeled.taken[peeled.depth] = (envelope, u32::try_from(at + length).unwrap_or(u32::MAX));
        peeled.depth += 1;
    }
    peeled
}

fn next(text: &str, peeled: &Peeled) -> Option<(u16, usize)> {
    let group = usize::from(GROUPS.by_first[usize::from(*text.as_bytes().first()?)]);
    let members = &GROUPS.members[group];
    match GROUPS.automata[group].as_ref().map(|automaton| search(group, automaton, text)) {
        Some(Ok(None)) => None,
        Some(Ok(Some((member, end)))) if !peeled.indices().any(|taken| taken == members[member]) => Some((members[member], end)),
        // One envelope is never taken off twice: the others are asked one by one, as they are when the automaton gives up.
        _ => one_by_one(members, text, peeled),
    }
}

/// The member that matches, if one does, and where the match ends.
///
/// # Errors
/// The automaton gave up: its cache is full too often to be worth it.
fn search(group: usize, automaton: &DFA, text: &str) -> Result<Option<(usize, usize)>, MatchError> {
    CACHES.with_borrow_mut(|caches| {
        if caches.len() <= group {
            caches.resize_with(GROUPS.members.len(), || None);
        }
        let cache = caches[group].get_or_insert_with(|| automaton.create_cache());
        let found = automaton.try_search_fwd(cache, &Input::new(text).anchored(Anchored::Yes))?;
        Ok(found.map(|hit| (hit.pattern().as_usize(), hit.offset())))
    })
}

fn one_by_one(members: &[u16], text: &str, peeled: &Peeled) -> Option<(u16, usize)> {
    let fresh = members.iter().filter(|at| !peeled.indices().any(|taken| taken == **at));
    let found = |at: &u16| FORMATS.compiled[usize::from(*at)].regex.find(text).map(|hit| (*at, hit.end()));
    fresh.copied().find_map(|at| found(&at))
}
