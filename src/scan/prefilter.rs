//! Which lines are worth a look: a cheap search for a few short literals over all bytes.
//!
//! One rule: it may let too much through, never too little; a test sends every pattern sample through it.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, Input, Span};
use std::sync::LazyLock;

/// Literals near every spelling of an error.
const ERROR: &[&str] = &[
    "err",
    "Err",
    "ERR",
    "-1",
    "-2",
    "-3",
    "-4",
    "-5",
    "-6",
    "-7",
    "-8",
    "-9",
    "eason",
    "arning",
    "xcept",
    "STATIC_K",
    "GATEWAY_S",
    "错误",
    "失败",
    "返回",
    "rawValue",
    "due to NOT",
    "STATE_FAIL",
    "tateChange",
    "ailed",
    "ailure",
    "\"code\"",
    "code: '",
    "原因",
    "警告",
    "에러",
    "오류",
    "실패",
    "エラー",
    "шиб",
    "\u{1ed7}i",
    "ehler",
];

/// Literals near every sign that the log belongs to an Agora session.
const MARK: &[&str] = &[
    "gora",
    "GORA",
    "tcEngine",
    "hannel",
    "serJoined",
    "serOff",
    "\"rtc.",
    "\"che.",
    "声网",
    "频道",
    "api name ",
    "allApi ",
    "enableVideo",
    "enableAudio",
    "setC",
    "setup",
    "muteLocal",
    "ertc",
    "ego",
    "RTC",
];

/// Literals near what a file of the SDK tells of its sessions.
const STORY: &[&str] = &[
    "oinChannel",
    "eaveChannel",
    "API call to ",
    "SDK ver",
    "device info '",
    "nitialize",
    "Engine_rele",
    "EngineImpl::rele",
    "api_type 4 ",
    "api_type 0 ",
    "state changed f",
    "Client_login",
    "lts:1",
    "\"lts\"",
];

/// Literals near what the device tells in other logs, as far as the lists above miss it.
const DEVICE: &[&str] = &["ermission", "nterruption", "hone call", "ifecycleState", "nterBackground", "allKit", "CALL_STATE"];

/// A search for literals: packed where the processor can, plain elsewhere.
enum Search {
    Packed(Searcher),
    Plain(AhoCorasick),
}

fn plain(lists: &[&[&str]]) -> AhoCorasick {
    AhoCorasick::new(lists.iter().flat_map(|list| list.iter())).expect("the literals are few and short")
}

impl Search {
    fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let span = Span { start: from, end: text.len() };
        match self {
            Search::Packed(search) => search.find_in(text, span).map(|hit| hit.start()),
            Search::Plain(search) => search.find(Input::new(text).span(span)).map(|hit| hit.start()),
        }
    }
}

/// Finds candidate positions. One packed search takes at most 64 literals, so there are two of them.
pub struct Prefilter {
    searchers: [Search; 2],
}

static ERRORS: LazyLock<Prefilter> = LazyLock::new(|| Prefilter::new([&[ERROR], &[STORY]]));
static ERRORS_AND_MARKS: LazyLock<Prefilter> = LazyLock::new(|| Prefilter::new([&[ERROR], &[MARK, DEVICE]]));

/// The search for a source: files of the SDK itself need no proof that they are the SDK's.
pub fn for_source(closed: bool) -> &'static Prefilter {
    if closed { &ERRORS } else { &ERRORS_AND_MARKS }
}

impl Prefilter {
    fn new(lists: [&[&[&str]]; 2]) -> Self {
        let searcher = |lists: &[&[&str]]| {
            let mut builder = Config::new().match_kind(MatchKind::LeftmostFirst).builder();
            lists.iter().flat_map(|list| list.iter()).for_each(|literal| {
                builder.add(literal);
            });
            builder.build().map_or_else(|| Search::Plain(plain(lists)), Search::Packed)
        };
        Prefilter { searchers: lists.map(searcher) }
    }

    /// The first position at or after `from` that makes its line a candidate.
    pub fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        Cursor::from(self, text, from).next(from)
    }
}

/// A walk through a text that remembers where each search stands.
pub struct Cursor<'a> {
    filter: &'a Prefilter,
    text: &'a [u8],
    /// The next hit of each search, or the end of the text; not valid before the first call.
    hits: [usize; 2],
}

impl<'a> Cursor<'a> {
    /// Starts a walk at a position.
    pub fn from(filter: &'a Prefilter, text: &'a [u8], from: usize) -> Self {
        let first = |at: usize| find(&filter.searchers[at], text, from);
        Cursor { filter, text, hits: [first(0), first(1)] }
    }

    /// The first candidate at or after `from`, which must not go back.
    pub fn next(&mut self, from: usize) -> Option<usize> {
        for at in 0..2 {
            if self.hits[at] < from {
                self.hits[at] = find(&self.filter.searchers[at], self.text, from);
            }
        }
        let next = self.hits[0].min(self.hits[1]);
        (next < self.text.len()).then_some(next)
    }
}

/// The first plausible hit of one search, or the end of the text.
fn find(searcher: &Search, text: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let Some(hit) = searcher.find(text, at) else { break };
        if plausible(text, hit) {
            return hit;
        }
        at = hit + 1;
    }
    text.len()
}

/// A minus sign counts only where a number can start: not inside dates, identifiers and ranges.
fn plausible(text: &[u8], at: usize) -> bool {
    text[at] != b'-' || at == 0 || !text[at - 1].is_ascii_alphanumeric() || glued_word(&text[..at])
}

/// Samples print `return-3` and `ret-3` without a space.
fn glued_word(before: &[u8]) -> bool {
    let ends = |word: &[u8]| before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word);
    ends(b"return") || ends(b"ret") || ends(b"result") || ends(b"code")
}

#[cfg(test)]
mod tests {
    use super::for_source;

    #[test]
    fn dates_and_identifiers_are_no_candidates() {
        let search = for_source(true);
        for quiet in ["2024-12-14 10:07:31", "a1b2-3c4d", "port 8080-9", "plain words"] {
            assert_eq!(search.next(quiet.as_bytes(), 0), None, "{quiet}");
        }
        for loud in ["ret -7", "x:-4", "Stop return-3", "onError 110", "reason: 8", "错误码：110"] {
            assert!(search.next(loud.as_bytes(), 0).is_some(), "{loud}");
        }
    }
}
