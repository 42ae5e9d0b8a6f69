//! Expressions that match at the start of a text only, turned into the tables of an `Automaton`.
//!
//! One rule: an expression whose tables would be large has none; the tool then searches with the expression itself.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{NFA, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input};
use std::collections::{BTreeMap, BTreeSet};

#[path = "../src/text/bytewise.rs"]
mod bytewise;

/// Most bytes of an automaton before its states are numbered anew.
const MOST_MADE: usize = 512 << 10;
/// Most numbers in a table: rows are numbered by where they begin.
const MOST: usize = u16::MAX as usize;

/// The code of an `Option<Automaton>`.
pub fn code(regex: &str) -> String {
    made(regex).unwrap_or_else(|| "None".to_owned())
}

fn made(regex: &str) -> Option<String> {
    let hir = bytewise::bytewise(regex_syntax::parse(regex).unwrap_or_else(|e| panic!("{regex}: {e}")));
    let config = NFA::config().utf8(false).which_captures(WhichCaptures::None);
    let nfa = NFA::compiler().configure(config).build_from_hir(&hir).unwrap_or_else(|e| panic!("{regex}: {e}"));
    let limits =
        dense::Config::new().start_kind(StartKind::Anchored).dfa_size_limit(Some(MOST_MADE)).determinize_size_limit(Some(4 * MOST_MADE));
    let dfa = dense::Builder::new().configure(limits).build_from_nfa(&nfa).ok()?;
    let start = dfa.start_state_forward(&Input::new("").anchored(Anchored::Yes)).expect("no byte makes it give up");
    let walk = Walk::new(&dfa, start);
    (walk.order.len() * walk.columns() <= MOST).then(|| walk.code(&dfa, start))
}

/// The states that can be reached, with one byte for each class of bytes that an automaton does not tell apart.
struct Walk {
    classes: [u8; 256],
    bytes: Vec<u8>,
    /// A state that leads nowhere, states, then those that say that a match ended.
    order: Vec<StateID>,
    matches: usize,
}

impl Walk {
    fn new(dfa: &dense::DFA<Vec<u32>>, start: StateID) -> Walk {
        let (classes, bytes) = classes(dfa, &reached(dfa, start, &(0..=u8::MAX).collect::<Vec<u8>>()));
        let (ends, others): (Vec<StateID>, Vec<StateID>) =
            reached(dfa, start, &bytes).into_iter().partition(|state| dfa.is_match_state(*state));
        let dead = others.iter().copied().filter(|state| dfa.is_dead_state(*state));
        let living = others.iter().copied().filter(|state| !dfa.is_dead_state(*state));
        let order: Vec<StateID> = dead.chain(living).collect();
        assert!(dfa.is_dead_state(order[0]), "every expression can fail");
        Walk { classes, bytes, matches: order.len(), order: [order, ends].concat() }
    }

    fn columns(&self) -> usize {
        self.bytes.len() + 1
    }

    fn code(&self, dfa: &dense::DFA<Vec<u32>>, start: StateID) -> String {
        let columns = self.columns();
        let rows: BTreeMap<StateID, usize> = self.order.iter().enumerate().map(|(at, state)| (*state, at * columns)).collect();
        let next = |state: &StateID| {
            let by_byte = self.bytes.iter().map(|byte| dfa.next_state(*state, *byte)).collect::<Vec<_>>();
            by_byte.into_iter().chain([dfa.next_eoi_state(*state)]).map(|next| rows[&next]).collect::<Vec<_>>()
        };
        let table: Vec<usize> = self.order.iter().flat_map(next).collect();
        let (classes, matches, start) = (self.classes, self.matches * columns, rows[&start]);
        format!("Some(Automaton {{ classes: &{classes:?}, columns: {columns}, rows: &{table:?}, matches: {matches}, start: {start} }})")
    }
}

/// All states that these bytes and the end of a text lead to.
fn reached(dfa: &dense::DFA<Vec<u32>>, start: StateID, bytes: &[u8]) -> Vec<StateID> {
    let (mut known, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(state) = open.pop() {
        let next = bytes.iter().map(|byte| dfa.next_state(state, *byte)).chain([dfa.next_eoi_state(state)]);
        for next in next {
            if known.insert(next) {
                open.push(next);
            }
        }
    }
    known.into_iter().collect()
}

/// The class of each byte, and a byte of each class.
fn classes(dfa: &dense::DFA<Vec<u32>>, states: &[StateID]) -> ([u8; 256], Vec<u8>) {
    let mut known: BTreeMap<Vec<StateID>, u8> = BTreeMap::new();
    let mut bytes = Vec::new();
    let mut classes = [0; 256];
    for byte in 0..=u8::MAX {
        let row: Vec<StateID> = states.iter().map(|state| dfa.next_state(*state, byte)).collect();
        classes[usize::from(byte)] = *known.entry(row).or_insert_with(|| {
            bytes.push(byte);
            u8::try_from(bytes.len() - 1).expect("at most 256 classes")
        });
    }
    (classes, bytes)
}
