//! What a line must hold before it is looked at, as an automaton that reads along with any text.
//!
//! One rule: it says "looked at" only when the search would say so whatever stands before and behind the text.

use agora_logscan::scan::anchor::ANCHORS;
use agora_logscan::scan::mark::{GLUE, LOUD, LOUD_REACH, MARKS};
use regex_automata::nfa::thompson::{NFA, State};
use regex_automata::util::primitives::StateID;
use std::collections::{BTreeSet, HashMap};

/// Which automaton of the list says what.
const ANCHOR: usize = 0;
/// A line that ends here holds an anchor.
const AT_END: usize = 1;
/// A word before a number.
const WORD: usize = 2;
/// A minus sign and a digit.
const MINUS: usize = 3;

/// Where the reading stands: a set of places in the expressions, and how far the last loud word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    set: u32,
    far: u8,
}

/// The automaton, made as far as it is asked for.
pub struct Monitor {
    nfa: NFA,
    sets: Vec<Vec<usize>>,
    known: HashMap<Vec<usize>, u32>,
    next: HashMap<(u32, u8), u32>,
    says: Vec<[bool; 4]>,
}

/// The expression of an anchor, and of one at the end of a text.
fn expressions(anchor: &str) -> (String, Option<String>) {
    let letters: String = anchor.chars().filter(|c| !MARKS.contains(c)).map(escaped).collect();
    let Some((follows, ends)) = anchor.chars().find(|c| MARKS.contains(c)).map(marked) else {
        return (format!("(?i-u:{letters})"), None);
    };
    (format!("(?i-u:{letters}{follows})"), ends.map(|ends| format!("(?i-u:{letters}{ends})")))
}

/// A letter, byte by byte.
fn escaped(letter: char) -> String {
    let bytes = letter.to_string().into_bytes();
    bytes.iter().fold(String::new(), |made, byte| made + &format!(r"\x{byte:02x}"))
}

/// What a mark stands for, and what of it may end a text.
fn marked(mark: char) -> (String, Option<&'static str>) {
    let gap = r"(?:[^0-9A-Za-z]|\\[a-z])*";
    let number = "(?:[1-9]|0[0-9])";
    let glue = GLUE.join("|");
    let alone = |text: &str| (text.to_owned(), None);
    match mark {
        '~' => ("[^A-Z_]".to_owned(), Some("")),
        '#' => alone("[0-9]"),
        '…' => alone("[^0-9A-Z]{0,16}[0-9]"),
        '№' => (format!("{gap}{number}"), None),
        '»' => (format!(r"(?:[^0-9A-Z\n]|\\[a-z]|{glue})*{number}"), None),
        '¹' => (r"[^0-9A-Z]{0,16}1[5-9][0-9]{8}(?:[0-9]{3})?[^0-9]".to_owned(), Some("[^0-9A-Z]{0,16}1[5-9][0-9]{8}(?:[0-9]{3})?")),
        '↑' => (format!("(?-i:{gap}[A-Z][A-Z0-9_])"), None),
        '‡' => alone(r"(?:[^0-9\n\x80-\xbf][\x80-\xbf]*){0,19}[0-9]{3}"),
        '¶' => (r#"-*[\r\n"\\]"#.to_owned(), Some("-*")),
        'ª' => (format!("{gap}[A-Z]"), None),
        '△' => alone("(?-i:[A-Z])"),
        other => panic!("a mark without an expression: {other}"),
    }
}

impl Monitor {
    pub fn new() -> Monitor {
        let (anchors, ends): (Vec<String>, Vec<Option<String>>) = ANCHORS.iter().map(|anchor| expressions(anchor)).unzip();
        let mut anchor = anchors.join("|");
        anchor += r"|(?-u:\x1b|\\u[0-9a-fA-F]{4}|-(?:[1-9]|0[0-9])[0-9]*[ \t-\r]*[^ \t-\r0-9A-Za-z]|-1[0-5]0[0-9][0-9][^0-9])";
        let mut end = ends.into_iter().flatten().collect::<Vec<_>>().join("|");
        end += r"|-(?:[1-9]|0[0-9])[0-9]*[ \t-\r]*";
        let word = format!(r"(?i-u:[\x80-\xff]|{})", LOUD.join("|"));
        let list = [anchor, end, word, "-(?:[1-9]|0[0-9])".to_owned()];
        let config = NFA::config().utf8(false);
        let syntax = regex_automata::util::syntax::Config::new().utf8(false);
        let nfa = NFA::compiler().configure(config).syntax(syntax).build_many(&list).expect("expressions of anchors");
        let mut monitor = Monitor { nfa, sets: Vec::new(), known: HashMap::new(), next: HashMap::new(), says: Vec::new() };
        monitor.intern(Vec::new());
        monitor
    }

    /// Before any byte.
    pub fn start() -> At {
        At { set: 0, far: LOUD_REACH + 1 }
    }

    /// Behind one more byte; nothing once the line is looked at.
    pub fn step(&mut self, at: At, byte: u8) -> Option<At> {
        let set = match self.next.get(&(at.set, byte)) {
            Some(set) => *set,
            None => self.make(at.set, byte),
        };
        let says = self.says[set as usize];
        if says[ANCHOR] || (says[MINUS] && at.far <= LOUD_REACH) {
            return None;
        }
        let one = u8::from(!matches!(byte, b' ' | b'\t'..=b'\r'));
        let far = if says[WORD] { 0 } else { (at.far + one).min(LOUD_REACH + 1) };
        Some(At { set, far })
    }

    /// Which bytes are told apart.
    pub fn class(&self, byte: u8) -> (u8, bool, bool) {
        (self.nfa.byte_classes().get(byte), byte == b'0', byte.is_ascii_digit())
    }

    /// How much was seen, and how near a loud word is.
    pub fn seen(&self, at: At) -> (usize, u8) {
        (self.sets[at.set as usize].len(), LOUD_REACH + 1 - at.far)
    }

    /// Whatever the first makes of a text to come, the second makes too.
    pub fn saw_less(&self, first: At, second: At) -> bool {
        let (few, many) = (&self.sets[first.set as usize], &self.sets[second.set as usize]);
        first.far >= second.far && few.iter().all(|place| many.binary_search(place).is_ok())
    }

    /// A line that ends here is looked at.
    pub fn ends(&self, at: At) -> bool {
        self.says[at.set as usize][AT_END]
    }

    /// A line that holds the text is looked at, whatever stands behind it; `word` tells whether the next byte may, must (or must
    /// not) be part of a word.
    pub fn settles(&mut self, at: At, word: Option<bool>) -> bool {
        let bytes: Vec<u8> = (0..=255).filter(|byte| word.is_none_or(|word| word == is_word(*byte))).collect();
        (word == Some(true) || self.ends(at)) && bytes.into_iter().all(|byte| self.step(at, byte).is_none())
    }

    /// The same for a whole text.
    pub fn settled_by(&mut self, text: &str, word: Option<bool>) -> bool {
        let mut at = Monitor::start();
        for byte in text.bytes() {
            match self.step(at, byte) {
                Some(next) => at = next,
                None => return true,
            }
        }
        self.settles(at, word)
    }

    fn make(&mut self, from: u32, byte: u8) -> u32 {
        let mut places = BTreeSet::new();
        let begins = self.closure([self.nfa.start_anchored().as_usize()]);
        for place in self.sets[from as usize].clone().into_iter().chain(begins) {
            let next = match self.nfa.states()[place] {
                State::ByteRange { ref trans } => trans.matches_byte(byte).then_some(trans.next),
                State::Sparse(ref sparse) => sparse.matches_byte(byte),
                State::Dense(ref dense) => dense.matches_byte(byte),
                _ => None,
            };
            places.extend(next.into_iter().flat_map(|next| self.closure([next.as_usize()])));
        }
        let set = self.intern(places.into_iter().collect());
        self.next.insert((from, byte), set);
        set
    }

    fn closure(&self, from: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let (mut open, mut seen): (Vec<usize>, BTreeSet<usize>) = (from.into_iter().collect(), BTreeSet::new());
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                match self.nfa.states()[at] {
                    State::Union { ref alternates } => open.extend(alternates.iter().map(StateID::as_usize)),
                    State::BinaryUnion { alt1, alt2 } => open.extend([alt1.as_usize(), alt2.as_usize()]),
                    State::Capture { next, .. } => open.push(next.as_usize()),
                    _ => {}
                }
            }
        }
        let says = |at: &usize| !matches!(self.nfa.states()[*at], State::Union { .. } | State::BinaryUnion { .. } | State::Capture { .. });
        seen.into_iter().filter(says).collect()
    }

    fn intern(&mut self, places: Vec<usize>) -> u32 {
        if let Some(set) = self.known.get(&places) {
            return *set;
        }
        let mut says = [false; 4];
        for place in &places {
            if let State::Match { pattern_id } = self.nfa.states()[*place] {
                says[pattern_id.as_usize()] = true;
            }
        }
        let set = u32::try_from(self.sets.len()).expect("few sets");
        self.says.push(says);
        self.sets.push(places.clone());
        self.known.insert(places, set);
        set
    }
}

/// The byte is part of a word.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
