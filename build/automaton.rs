//! Expressions turned into the tables of an `Automaton`.
//!
//! One rule: an expression whose tables would be large has none; the tool then searches with the expression itself.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{NFA, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind, Repetition};
use std::collections::{BTreeMap, BTreeSet};

#[path = "../src/text/bytewise.rs"]
mod bytewise;

/// Most bytes of an automaton while it is made.
const MOST_MADE: usize = 4 << 20;
/// Most bytes of its rows: a number of 16 bits tells where any of them begins.
const MOST: usize = 2 << 16;
/// Most bytes of its rows before states that are alike are made one, which takes its time and is done only where it may help.
const MOST_SHRUNK: usize = 1 << 20;
/// Rows of more bytes are slow to walk: most steps fetch a row that was not used for long. An expression with such rows, or none, has a
/// gate, if its rows are much smaller.
const LARGE: usize = 16 << 10;
/// Bytes that stand for what may be before a match, after nothing at all: the kinds of bytes that an automaton tells apart.
const BEFORE: [u8; 4] = *b"\n\ra ";

/// The tables of all automata, one behind the other.
#[derive(Default)]
pub struct Tables {
    pub bytes: Vec<u8>,
}

impl Tables {
    /// The code of an `Option<Automaton>`.
    pub fn code(&mut self, regex: &str) -> String {
        self.option(made(&parsed(regex)))
    }

    /// The same, and that of another that lets through all that the first does and is small: its gate. What is small needs none.
    pub fn with_gate(&mut self, hir: &Hir) -> (String, String) {
        let whole = made(hir);
        let size = whole.as_ref().map_or(usize::MAX, |(_, walk)| walk.size());
        let gate = if size > LARGE { made(&uncounted(hir)) } else { None };
        let gate = gate.filter(|(_, walk)| walk.size() <= size / 2);
        (self.option(whole), self.option(gate))
    }

    fn option(&mut self, made: Option<(Dfa, Walk)>) -> String {
        made.map_or_else(|| "None".to_owned(), |(dfa, walk)| format!("Some({})", self.add(&dfa, &walk)))
    }

    fn add(&mut self, dfa: &Dfa, walk: &Walk) -> String {
        let at = self.bytes.len();
        let rows: BTreeMap<StateID, usize> = walk.order.iter().enumerate().map(|(at, state)| (*state, at * walk.width())).collect();
        self.bytes.extend(walk.classes);
        for state in &walk.order {
            let next = walk.bytes.iter().map(|byte| dfa.next_state(*state, *byte)).chain([dfa.next_eoi_state(*state)]);
            let next = next.map(|next| u16::try_from(rows[&next]).expect("checked before"));
            self.bytes.extend(next.flat_map(u16::to_le_bytes));
        }
        let starts: Vec<usize> = starts(dfa).iter().map(|start| rows[start]).collect();
        let (last, length, matches) = (walk.bytes.len(), walk.order.len() * walk.width(), walk.matches * walk.width());
        format!("Automaton {{ at: {at}, last: {last}, length: {length}, matches: {matches}, starts: {starts:?} }}")
    }
}

/// An expression over bytes.
pub fn parsed(regex: &str) -> Hir {
    bytewise::bytewise(regex_syntax::parse(regex).unwrap_or_else(|e| panic!("{regex}: {e}")))
}

type Dfa = dense::DFA<Vec<u32>>;

/// The same without an upper bound to what is repeated: counting is what makes tables large.
fn uncounted(hir: &Hir) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(uncounted).collect();
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
        HirKind::Capture(capture) => uncounted(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        HirKind::Repetition(repetition) => {
            let max = repetition.max.filter(|max| *max <= 1);
            Hir::repetition(Repetition { max, sub: Box::new(uncounted(&repetition.sub)), ..repetition.clone() })
        }
    }
}

fn made(hir: &Hir) -> Option<(Dfa, Walk)> {
    let config = NFA::config().utf8(false).which_captures(WhichCaptures::None);
    let nfa = NFA::compiler().configure(config).build_from_hir(hir).unwrap_or_else(|e| panic!("{hir}: {e}"));
    let limits =
        dense::Config::new().start_kind(StartKind::Anchored).dfa_size_limit(Some(MOST_MADE)).determinize_size_limit(Some(4 * MOST_MADE));
    let build = |minimize: bool| {
        let dfa = dense::Builder::new().configure(limits.clone().minimize(minimize)).build_from_nfa(&nfa).ok()?;
        let walk = Walk::new(&dfa);
        Some((dfa, walk))
    };
    let (dfa, walk) = build(false)?;
    let (dfa, walk) = if (MOST + 1..=MOST_SHRUNK).contains(&walk.size()) { build(true)? } else { (dfa, walk) };
    (walk.size() <= MOST).then_some((dfa, walk))
}

/// The first states, by what stands before a match.
fn starts(dfa: &Dfa) -> Vec<StateID> {
    let start = |text: &[u8]| dfa.start_state_forward(&Input::new(text).range(text.len()..).anchored(Anchored::Yes));
    let before = BEFORE.iter().map(std::slice::from_ref);
    std::iter::once(&[][..]).chain(before).map(|text| start(text).expect("no byte makes it give up")).collect()
}

/// The states that can be reached, with one byte for each class of bytes that an automaton does not tell apart.
struct Walk {
    classes: [u8; 256],
    bytes: Vec<u8>,
    /// A state that leads nowhere, those that say that a match ended, the others.
    order: Vec<StateID>,
    matches: usize,
}

impl Walk {
    fn new(dfa: &Dfa) -> Walk {
        let (classes, bytes) = classes(dfa, &reached(dfa, &(0..=u8::MAX).collect::<Vec<u8>>()));
        let (ends, others): (Vec<StateID>, Vec<StateID>) = reached(dfa, &bytes).into_iter().partition(|state| dfa.is_match_state(*state));
        let (dead, living): (Vec<StateID>, Vec<StateID>) = others.into_iter().partition(|state| dfa.is_dead_state(*state));
        assert_eq!(dead.len(), 1, "every expression can fail");
        Walk { classes, bytes, matches: ends.len(), order: [dead, ends, living].concat() }
    }

    /// The columns of a row.
    fn width(&self) -> usize {
        self.bytes.len() + 1
    }

    /// Bytes of all rows.
    fn size(&self) -> usize {
        2 * self.order.len() * self.width()
    }
}

/// All states that these bytes and the end of a text lead to.
fn reached(dfa: &Dfa, bytes: &[u8]) -> Vec<StateID> {
    let mut open = starts(dfa);
    let mut known: BTreeSet<StateID> = open.iter().copied().collect();
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
fn classes(dfa: &Dfa, states: &[StateID]) -> ([u8; 256], Vec<u8>) {
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
