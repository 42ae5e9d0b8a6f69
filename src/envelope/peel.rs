//! How far the envelopes of a line reach, without reading what stands in them.
//!
//! One rule: it takes off exactly what the expressions, tried one after the other, would take off; a test compares. All
//! envelopes that may begin with one byte are one automaton, whose states are made as logs visit them.

use super::{Envelope, FORMATS, MAX_DEPTH, data};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{Compiler, NFA, WhichCaptures};
use regex_automata::{Anchored, Input, MatchError, MatchKind};
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Repetition};
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
    let parsed = |at: &u16| regex_syntax::parse(data::ENVELOPES[usize::from(*at)].regex).ok();
    let expressions: Vec<Hir> = members.iter().map(|at| parsed(at).map(bytewise)).collect::<Option<_>>()?;
    let nfa =
        Compiler::new().configure(NFA::config().utf8(false).which_captures(WhichCaptures::None)).build_many_from_hir(&expressions).ok()?;
    let config = DFA::config().match_kind(MatchKind::LeftmostFirst).prefilter(None).cache_capacity(STATES);
    DFA::builder().configure(config).build_from_nfa(nfa).ok()
}

/// The same expression for text that is known to be UTF-8: a class with every character beyond ASCII needs to tell where
/// a character begins, not which one it is. Saves most of the time that an automaton takes to build.
fn bytewise(hir: Hir) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(bytewise).collect();
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) if is_open(&class) => {
            let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
            let ascii = ascii.map(|range| ClassBytesRange::new(range.start() as u8, range.end().min('\u{7f}') as u8));
            let bytes = |class| Hir::class(Class::Bytes(class));
            let run = |from, to| bytes(ClassBytes::new([ClassBytesRange::new(from, to)]));
            let rest = Repetition { min: 1, max: None, greedy: true, sub: Box::new(run(0x80, 0xbf)) };
            Hir::alternation(vec![bytes(ClassBytes::new(ascii)), Hir::concat(vec![run(0xc2, 0xf4), Hir::repetition(rest)])])
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition { sub: Box::new(bytewise(*repetition.sub)), ..repetition }),
        HirKind::Capture(capture) => bytewise(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
    }
}

/// The class has every character beyond ASCII.
fn is_open(class: &ClassUnicode) -> bool {
    class.ranges().last().is_some_and(|range| range.start() <= '\u{80}' && range.end() == char::MAX)
}

thread_local! {
    static CACHES: RefCell<Vec<Option<Cache>>> = const { RefCell::new(Vec::new()) };
}

/// The envelopes around a message, outermost first, with the place behind each.
#[derive(Debug, Default, PartialEq)]
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
    peel_by(line, next)
}

fn peel_by(line: &str, next: impl Fn(&str, &Peeled) -> Option<(u16, usize)>) -> Peeled {
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

#[cfg(test)]
mod tests {
    use super::{FORMATS, Peeled, one_by_one, peel, peel_by};

    /// Every expression in turn, without the automaton.
    fn slow(line: &str) -> Peeled {
        peel_by(line, |text, peeled| one_by_one(&FORMATS.by_first[usize::from(*text.as_bytes().first()?)], text, peeled))
    }

    /// The samples of a data file.
    fn samples(toml: &str) -> impl Iterator<Item = String> {
        let table: toml::Table = toml.parse().expect("TOML");
        let envelopes = table["envelope"].as_array().expect("envelopes").clone();
        let hits = envelopes.into_iter().flat_map(|envelope| envelope["hits"].as_array().expect("hits").clone());
        hits.map(|hit| hit["line"].as_str().expect("a line").to_owned())
    }

    #[test]
    fn the_automaton_takes_off_what_the_expressions_take_off() {
        let files = [
            include_str!("android.toml"),
            include_str!("apple.toml"),
            include_str!("ci.toml"),
            include_str!("desktop.toml"),
            include_str!("frameworks.toml"),
            include_str!("sdk.toml"),
            include_str!("server.toml"),
            include_str!("timestamps.toml"),
        ];
        let lines: Vec<String> = files.into_iter().flat_map(samples).collect();
        let mut layers = 0;
        for (line, next) in lines.iter().zip(lines.iter().cycle().skip(1)) {
            for cut in (0..line.len()).filter(|cut| line.is_char_boundary(*cut)) {
                // Longer by characters of two, three and four bytes, cut short, and one line in another.
                let wide = format!("{}é声😀{}", &line[..cut], &line[cut..]);
                let many = format!("{}{}{}", &line[..cut], "声".repeat(70), &line[cut..]);
                for text in [line.as_str(), &line[..cut], &line[cut..], &wide, &many, &format!("{}{next}", &line[..cut])] {
                    let peeled = peel(text);
                    assert_eq!(peeled, slow(text), "{text}");
                    layers += peeled.layers().count();
                }
            }
        }
        assert!(layers > 1000, "only {layers} envelopes");
    }
}
