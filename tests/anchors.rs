//! Nothing that the data can match is lost before it is looked at.
//!
//! The prefilter lets a line through that holds one of a few anchors. Here the automaton of every expression is walked side
//! by side with one that watches for anchors: a way to a match on which no anchor was seen is a text that would be lost, and
//! is shown. A pattern that fails here needs a new anchor in `src/scan/anchor.rs`: the rarest letters of such texts.

mod common;
#[path = "common/monitor.rs"]
mod monitor;

use agora_logscan::catalogue;
use agora_logscan::pattern::{self, Pattern, Sign, fact};
use agora_logscan::scan::anchor::ANCHORS;
use agora_logscan::scan::evidence;
use agora_logscan::scan::mark::GLUE;
use agora_logscan::scan::prefilter::Prefilter;
use common::no_complaints;
use monitor::{At, Monitor, is_word};
use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// What the byte behind a place has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Next {
    Any,
    Word,
    NoWord,
    End,
}

/// A place on the way to a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    state: StateID,
    /// The byte before is part of a word, if it is known.
    before: Option<bool>,
    next: Next,
    /// Inside a number that must not be zero, and was nothing else so far.
    zero: bool,
}

/// A way to a place.
#[derive(Clone, Copy)]
struct Way {
    place: Place,
    watch: At,
    /// The way before its last byte, and that byte.
    before: Option<(usize, u8)>,
}

/// The ways through one expression. Of two ways to one place only that one is followed on which less was seen: where the
/// other ends unseen, it does too.
struct Walk<'a> {
    nfa: NFA,
    monitor: &'a mut Monitor,
    /// Slots of groups whose number is no code when it is zero.
    numbers: Vec<(usize, usize)>,
    ways: Vec<Way>,
    /// The ways to each place.
    came: HashMap<Place, Vec<usize>>,
    /// The ways to go on from, those first on which least was seen.
    open: BinaryHeap<Reverse<(usize, u8, usize)>>,
    /// One of the bytes of each class that the expression tells apart, and of those that anchors do.
    bytes: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn new(regex: &str, nonzero: bool, monitor: &'a mut Monitor) -> Walk<'a> {
        let hir = small(regex_syntax::parse(regex).expect("an expression of the data"));
        let nfa = NFA::compiler().configure(NFA::config().utf8(false)).build_from_hir(&hir).expect("an expression of the data");
        let names = nfa.group_info().pattern_names(regex_automata::PatternID::ZERO);
        let number = |(at, name): (usize, Option<&str>)| {
            name?.trim_end_matches(|c: char| c.is_ascii_digit()).eq("code").then_some((2 * at, 2 * at + 1))
        };
        let numbers = if nonzero { names.enumerate().filter_map(number).collect() } else { Vec::new() };
        let bytes = representatives(&nfa, monitor);
        Walk { nfa, monitor, numbers, ways: Vec::new(), came: HashMap::new(), open: BinaryHeap::new(), bytes }
    }

    /// A match in which no anchor was seen, if there is one.
    fn lost(mut self) -> Option<String> {
        let place = Place { state: self.nfa.start_anchored(), before: None, next: Next::Any, zero: false };
        self.come(Way { place, watch: Monitor::start(), before: None });
        while let Some(Reverse((_, _, at))) = self.open.pop() {
            if self.go(at) {
                return Some(self.text(at));
            }
        }
        None
    }

    fn come(&mut self, way: Way) {
        let known = self.came.entry(way.place).or_default();
        if known.iter().any(|at| self.monitor.saw_less(self.ways[*at].watch, way.watch)) {
            return;
        }
        let (seen, near) = self.monitor.seen(way.watch);
        known.push(self.ways.len());
        self.open.push(Reverse((seen, near, self.ways.len())));
        self.ways.push(way);
    }

    /// Goes on from a place; true when it is the end of a match and nothing was seen.
    fn go(&mut self, at: usize) -> bool {
        let (nfa, way) = (self.nfa.clone(), self.ways[at]);
        let place = way.place;
        let to = |state: StateID| Way { place: Place { state, ..place }, ..way };
        match nfa.state(place.state) {
            State::Union { alternates } => alternates.iter().for_each(|next| self.come(to(*next))),
            State::BinaryUnion { alt1, alt2 } => [*alt1, *alt2].into_iter().for_each(|next| self.come(to(next))),
            State::Look { look, next } => {
                if let Some(wanted) = wanted(*look, place) {
                    self.come(Way { place: Place { state: *next, next: wanted, ..place }, ..way });
                }
            }
            State::Capture { next, slot, .. } => {
                let opens = self.numbers.iter().any(|(open, _)| *open == slot.as_usize());
                let closes = self.numbers.iter().any(|(_, close)| *close == slot.as_usize());
                if !(closes && place.zero) {
                    self.come(Way { place: Place { state: *next, zero: opens || (place.zero && !closes), ..place }, ..way });
                }
            }
            State::Fail => {}
            State::Match { .. } => return !self.settled(way),
            state => {
                for byte in self.bytes.clone() {
                    let next = match state {
                        State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
                        State::Sparse(sparse) => sparse.matches_byte(byte),
                        State::Dense(dense) => dense.matches_byte(byte),
                        _ => None,
                    };
                    if let Some(next) = next {
                        self.read(at, byte, next);
                    }
                }
            }
        }
        false
    }

    fn read(&mut self, at: usize, byte: u8, state: StateID) {
        let Way { place, watch, .. } = self.ways[at];
        let fits = match place.next {
            Next::Any => true,
            Next::Word => is_word(byte),
            Next::NoWord => !is_word(byte),
            Next::End => false,
        };
        if !fits {
            return;
        }
        if let Some(watch) = self.monitor.step(watch, byte) {
            let zero = place.zero && !(b'1'..=b'9').contains(&byte);
            let place = Place { state, before: Some(is_word(byte)), next: Next::Any, zero };
            self.come(Way { place, watch, before: Some((at, byte)) });
        }
    }

    /// Whatever stands behind the match, its line is looked at.
    fn settled(&mut self, way: Way) -> bool {
        match way.place.next {
            Next::Any => self.monitor.settles(way.watch, None),
            Next::Word => self.monitor.settles(way.watch, Some(true)),
            Next::NoWord => self.monitor.settles(way.watch, Some(false)),
            Next::End => self.monitor.ends(way.watch),
        }
    }

    fn text(&self, mut at: usize) -> String {
        let mut bytes = Vec::new();
        while let Some((before, byte)) = self.ways[at].before {
            bytes.push(byte);
            at = before;
        }
        bytes.reverse();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// The expression without capital letters beyond ASCII, the long s and the Kelvin sign: the keywords name the spellings that logs
/// use.
fn small(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Class(Class::Unicode(mut class)) => {
            let few = class.iter().map(ClassUnicodeRange::len).sum::<usize>() < 5;
            let chars: Vec<char> = class.iter().filter(|_| few).flat_map(|range| range.start()..=range.end()).collect();
            let capital = |c: &char| !c.is_ascii() && c.to_lowercase().next() != Some(*c);
            let odd = chars.into_iter().filter(capital).chain(['\u{17f}', '\u{212a}']).map(|c| ClassUnicodeRange::new(c, c));
            class.difference(&ClassUnicode::new(odd));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition { sub: Box::new(small(*repetition.sub)), ..repetition }),
        HirKind::Capture(capture) => Hir::capture(Capture { sub: Box::new(small(*capture.sub)), ..capture }),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(small).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(small).collect()),
    }
}

/// What has to come next for an assertion to hold; nothing when it cannot.
fn wanted(look: Look, place: Place) -> Option<Next> {
    let asked = match (look, place.before) {
        (Look::End | Look::EndLF | Look::EndCRLF, _) => Next::End,
        (Look::WordAscii, Some(before)) => {
            if before {
                Next::NoWord
            } else {
                Next::Word
            }
        }
        (Look::WordAsciiNegate, Some(before)) => {
            if before {
                Next::Word
            } else {
                Next::NoWord
            }
        }
        _ => return Some(place.next),
    };
    match (place.next, asked) {
        (Next::Any, asked) => Some(asked),
        (known, asked) if known == asked => Some(known),
        (Next::NoWord, Next::End) | (Next::End, Next::NoWord) => Some(Next::End),
        _ => None,
    }
}

/// A byte of each class of bytes that neither the expression nor the anchors tell apart. No line holds a line feed.
fn representatives(nfa: &NFA, monitor: &Monitor) -> Vec<u8> {
    let mut known = BTreeSet::new();
    (0..=255_u8)
        .filter(|byte| *byte != b'\n' && known.insert((nfa.byte_classes().get(*byte), monitor.class(*byte), is_word(*byte))))
        .collect()
}

fn lost(pattern: &Pattern, monitor: &mut Monitor) -> Option<String> {
    Walk::new(pattern.regex, pattern.sign != Sign::Zero, monitor).lost()
}

fn words_are_anchored(words: &[&str], monitor: &mut Monitor) -> bool {
    words.iter().all(|word| monitor.settled_by(word, None))
}

fn every_callback_is_anchored(monitor: &mut Monitor, complaints: &mut Vec<String>) {
    for family in catalogue::families() {
        let quiet = family.domain.ends_with("-state") || pattern::never(family.domain) || family.argument.is_empty();
        for name in family.callback.split(',').filter(|name| !quiet && !name.is_empty()) {
            if !monitor.settled_by(name, Some(false)) || !monitor.settled_by(&snake(name), Some(false)) {
                complaints.push(format!("callback {name} of {}", family.domain));
            }
        }
    }
}

fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |made, c| {
        if c.is_ascii_uppercase() { made + "_" + &c.to_lowercase().to_string() } else { made + &c.to_string() }
    })
}

/// The words behind which `callback.type` looks, when the name of the type says nothing.
fn every_type_is_anchored(pattern: &Pattern, monitor: &mut Monitor, complaints: &mut Vec<String>) {
    let loud = words_are_anchored(pattern.keywords, monitor);
    for (name, domain) in catalogue::types().filter(|(_, domain)| !domain.ends_with("-state") && !pattern::never(domain)) {
        // A type stands before a sign that is no letter.
        if !loud && !monitor.settled_by(name, Some(false)) {
            complaints.push(format!("type {name} of {domain}: {:?}", pattern.keywords));
        }
    }
}

#[test]
fn whatever_a_pattern_may_match_holds_an_anchor() {
    let (mut complaints, mut monitor) = (Vec::new(), Monitor::new());
    every_callback_is_anchored(&mut monitor, &mut complaints);
    for pattern in pattern::all() {
        let proven = words_are_anchored(pattern.keywords, &mut monitor);
        match pattern.domain {
            _ if proven => {}
            // It finds nothing; it keeps others from finding something.
            "none" | "callback" => {}
            "type" => every_type_is_anchored(pattern, &mut monitor, &mut complaints),
            _ => complaints.extend(lost(pattern, &mut monitor).map(|text| format!("pattern {}: {text:?}", pattern.id))),
        }
    }
    no_complaints("spellings that the prefilter may drop", &complaints);
}

#[test]
fn whatever_a_fact_may_match_holds_an_anchor() {
    let (mut complaints, mut monitor) = (Vec::new(), Monitor::new());
    for fact in fact::all() {
        if !words_are_anchored(fact.keywords, &mut monitor) {
            let lost = Walk::new(fact.regex, false, &mut monitor).lost();
            complaints.extend(lost.map(|text| format!("{}: {text:?}", fact.id)));
        }
    }
    no_complaints("facts that the prefilter may drop", &complaints);
}

#[test]
fn whatever_is_evidence_holds_a_word() {
    let complaints: Vec<String> = evidence::without_words().map(str::to_owned).collect();
    no_complaints("evidence without words", &complaints);
}

#[test]
fn the_proof_can_fail() {
    let mut monitor = Monitor::new();
    for (regex, holds) in [
        ("(?i)on_error (?P<code>[0-9]+)", true),
        ("(?i)(?:on_error|problem) (?P<code>[0-9]+)", false),
        ("(?i)on_error?|problem", false),
        ("x(?:on_error)?", false),
        ("x(?:on_error)+", true),
        ("ret -[1-9]", true),
        ("a -[1-9]", false),
        ("a -[1-9],", true),
        ("a -[1-9]$", true),
        ("ret-?[1-9]", false),
        ("(?i)error (?P<code>[0-9]+)", true),
        ("(?i)error (?P<number>[0-9]+)", false),
        ("(?i)changed[^0-9A-Za-z_]{0,3}[0-9]", true),
        ("(?i)changed.{0,3}[0-9]", false),
        ("(?i)\\brtm(?-u:\\b)", true),
        ("(?i)\\brtm", false),
        ("(?i)rtm$", true),
    ] {
        let lost = Walk::new(regex, true, &mut monitor).lost();
        assert_eq!(lost.is_none(), holds, "{regex}: {lost:?}");
    }
}

/// Texts of pieces of anchors and of what stands around them that look random.
fn texts() -> impl Iterator<Item = String> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let around =
        [" ", ":", "\t", "-", "0", "7", "1", "16", "-7", "_", "a", "B", "Err", "\"", "\\n", "码", "ret", "res", "code", "is", "=> "];
    (0..20_000).map(move |_| {
        let mut text = String::new();
        for _ in 0..next(14) {
            let anchor = ANCHORS[next(ANCHORS.len())];
            match next(5) {
                0 => text.extend(anchor.chars().filter(|c| c.is_alphanumeric() || c.is_ascii())),
                1 => text.push_str(&GLUE[next(GLUE.len())].to_uppercase()),
                _ => text.push_str(around[next(around.len())]),
            }
        }
        text
    })
}

#[test]
fn the_search_sees_what_the_proof_counts_on() {
    let (mut monitor, search) = (Monitor::new(), Prefilter::default());
    let mut seen = 0;
    // A minus sign that is glued to a word is no sign: no number behind it is read.
    let glued = |text: &String| text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && pair[1] == b'-');
    for text in texts().filter(|text| !glued(text)) {
        let counted = monitor.settled_by(&text, Some(false));
        // What the proof is not asked about stands behind: neither may matter.
        for behind in ["", " ", ".", "\"", "\nabc 5"] {
            let line = format!("{text}{behind}");
            assert!(!counted || search.next(line.as_bytes(), 0).is_some(), "{line:?}");
        }
        seen += usize::from(counted);
    }
    assert!(seen > 2000, "{seen} texts with an anchor");
}
