//! Callbacks with arguments: which reason stands behind `onConnectionStateChanged(..., state:5, reason:8)`.
//!
//! One rule: which callback carries which family, under which words and in which states, is data of the catalogue.

use super::positions;
use crate::catalogue::{self, Entry, Family, Id, Kind, api};
use crate::pattern::data;
use smallvec::SmallVec;
use std::fmt::Write as _;

/// A reason found among the arguments of a callback.
pub struct Found {
    /// Its family.
    pub family: &'static Family,
    /// Its entry.
    pub entry: &'static Entry,
    /// The callback in its canonical spelling.
    pub callback: &'static str,
    /// The callback says itself that the state is a failed one.
    pub failed: bool,
    /// Where it stands in the arguments.
    pub at: usize,
}

/// Families of states and of the normal course of a call are never events.
pub fn reportable(domain: &str) -> bool {
    !domain.ends_with("-state") && !data::NEVER.contains(&domain)
}

/// Reads the arguments of a callback.
pub fn read(callback: &str, args: &str) -> Option<Found> {
    let name = HANDLER_TAILS.iter().find_map(|tail| callback.strip_suffix(tail)).unwrap_or(callback);
    let carried = |name: &str| {
        let families = catalogue::families_of_callback(name);
        let families: Families = families.filter(|family| reportable(family.domain) && !family.argument.is_empty()).collect();
        (!families.is_empty()).then_some(families)
    };
    // Events and delegates lack the `on`, or have names of their own.
    let other = || api::delegate(name).and_then(carried).or_else(|| carried(&format!("on{name}")));
    let families = carried(name).or_else(|| if name.starts_with(['o', 'O']) { None } else { other() })?;
    let skipped = positions::selector(args);
    let text = &args[skipped..args.floor_char_boundary(600).max(skipped)];
    let first = |text: &str| {
        let args = Args { spoken: skipped > 0, ..Args::new(text) };
        families.iter().find_map(|family| of_family(family, name, &args))
    };
    let found = first(text).or_else(|| first(&english(text)?));
    found.map(|found| Found { at: found.at + skipped, ..found })
}

/// Few callbacks carry more.
type Families = SmallVec<[&'static Family; 2]>;

fn of_family(family: &'static Family, name: &str, args: &Args<'_>) -> Option<Found> {
    let named = reason(family, args).map(|(entry, at)| (entry, at, failed(family, args)));
    let (entry, at, (failed, said)) = named.or_else(|| positions::read(family, name, args.text, args.spoken))?;
    let counts = entry.kind != Kind::Ok && (failed || entry.kind != Kind::Failure);
    let mut callbacks = family.callback.split(',');
    let first = callbacks.clone().next()?;
    let callback = callbacks.find(|known| catalogue::raw::same(known, name)).unwrap_or(first);
    counts.then_some(Found { family, entry, callback, failed: said && failed, at })
}

/// What apps put behind a callback's name for their handler.
const HANDLER_TAILS: &[&str] = &["Handler", "Callback", "Event", "Listener"];

/// The labels of other languages as the English ones, as long as they were so that places stay right; nothing when there are none.
fn english(args: &str) -> Option<String> {
    let (mut text, mut end) = (String::with_capacity(args.len()), 0);
    for (place, word) in api::labels(args) {
        let width = place.len();
        let _ = write!(text, "{}{word:>width$}", &args[end..place.start]);
        end = place.end;
    }
    if end == 0 && args.is_ascii() {
        return None;
    }
    text.push_str(&args[end..]);
    Some(if args.is_ascii() { text } else { text.replace(['：', '，', '＝'], " : ") })
}

/// The arguments of a callback, and where their words are.
struct Args<'a> {
    text: &'a str,
    /// They stand behind a selector, so the callback itself says them, in its own words.
    spoken: bool,
    words: SmallVec<[(usize, usize); 32]>,
    /// With which letters they begin, as bits: few labels stand on a line, and most that are asked for are told to be missing by these.
    firsts: u32,
}

impl<'a> Args<'a> {
    fn new(text: &'a str) -> Args<'a> {
        let (mut words, mut firsts) = (SmallVec::new(), 0);
        let mut at = 0;
        while let Some((start, end)) = next_word(text, at) {
            words.push((start, end));
            firsts |= first(&text[start..end]);
            at = end;
        }
        Args { text, spoken: false, words, firsts }
    }

    /// Each word, with where it stands.
    fn words(&self) -> impl Iterator<Item = (&'a str, usize)> {
        self.words.iter().map(|(start, end)| (&self.text[*start..*end], *start))
    }

    /// The value behind `word:`, `word=`, `word->` or `word ` as a whole word, in any case, with `_` ignored.
    fn value(&self, word: &str) -> Option<(&'a str, usize)> {
        if self.firsts & first(word) == 0 {
            return None;
        }
        let named = self.words.iter().filter(|(start, end)| same_word(&self.text[*start..*end], word));
        named.filter_map(|(_, end)| value_after(self.text, *end)).map(|(from, to)| (&self.text[from..to], from)).next()
    }
}

fn reason(family: &'static Family, args: &Args<'_>) -> Option<(&'static Entry, usize)> {
    let mut long = args.words().filter(|(name, _)| name.len() >= 12);
    let named = long.find_map(|(name, at)| catalogue::by_name(family.domain, name).map(|entry| (entry, at)));
    named.or_else(|| {
        family.argument.split(',').chain(GENERAL).find_map(|word| {
            let (value, at) = args.value(word)?;
            value_entry(family, value).map(|entry| (entry, at))
        })
    })
}

/// Words under which apps print any callback's number.
const GENERAL: [&str; 8] = ["reason", "reasonCode", "errReason", "errorCode", "errCode", "error", "err", "code"];

pub(super) fn value_entry(family: &'static Family, value: &str) -> Option<&'static Entry> {
    match value.parse::<i64>() {
        Ok(number) => catalogue::entry(family.domain, &Id::Number(u32::try_from(number.unsigned_abs()).ok()?)),
        Err(_) => catalogue::by_name(family.domain, value),
    }
}

/// Whether the callback failed, and whether it says so itself: one without a state is taken as failed.
fn failed(family: &Family, args: &Args<'_>) -> (bool, bool) {
    if family.failed_states.is_empty() {
        return (true, false);
    }
    match args.value("state") {
        _ if qualified_failed(args) => (true, true),
        None => (!holds(args.text, "state"), false),
        Some((value, at)) => (is_failed_state(family, said(&args.text[at + value.len()..]).unwrap_or(value)), true),
    }
}

/// What the app says of a number in brackets right behind it, `4(Failed)`: it may count states from 0, where the SDK counts from 1.
fn said(behind: &str) -> Option<&str> {
    let (name, _) = behind.strip_prefix('(')?.split_once(')')?;
    name.bytes().all(|byte| byte.is_ascii_alphabetic()).then_some(name)
}

/// How apps name a failed state.
const FAILED: [&str; 4] = ["fail", "fallid", "falh", "echou"];

/// Whether a state, as a number or a name, is one in which a reason means failure.
pub fn is_failed_state(family: &Family, state: &str) -> bool {
    let says = |state: &str| FAILED.iter().any(|word| state.to_lowercase().contains(word));
    state.parse::<i32>().map_or_else(|_| says(state), |state| family.failed_states.contains(&state))
}

fn qualified_failed(args: &Args<'_>) -> bool {
    args.words().any(|(name, _)| is_failed_constant(name))
}

fn is_failed_constant(name: &str) -> bool {
    holds(name, "fail") && holds(name, "state")
}

/// A constant in the text says that a state is a failed one.
pub fn says_failed(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(is_failed_constant)
}

/// The text holds a word, in any case of its ASCII letters.
fn holds(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The first letter of a word as a bit, the same for both cases.
fn first(word: &str) -> u32 {
    word.bytes().find(|byte| *byte != b'_').map_or(0, |byte| 1 << (byte & 31))
}

/// Two words are the same but for case and `_`.
fn same_word(a: &str, b: &str) -> bool {
    let mut left = a.bytes().filter(|byte| *byte != b'_');
    let mut right = b.bytes().filter(|byte| *byte != b'_');
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b) => {}
            _ => return false,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let start = (from..bytes.len()).find(|at| is_word(bytes[*at]))?;
    let end = (start..bytes.len()).find(|at| !is_word(bytes[*at])).unwrap_or(bytes.len());
    Some((start, end))
}

/// A number or name after at most six separators.
fn value_after(args: &str, end: usize) -> Option<(usize, usize)> {
    let bytes = args.as_bytes();
    let mut from = end;
    while from < bytes.len()
        && from - end < 6
        && matches!(bytes[from], b':' | b'=' | b' ' | b'"' | b'\'' | b'>' | b'(' | b'[' | b'$' | b',')
    {
        from += 1;
    }
    if bytes.get(from) == Some(&b'-') && bytes.get(from + 1) == Some(&b'>') {
        from += 2;
        from += usize::from(bytes.get(from) == Some(&b' '));
    }
    let sign = usize::from(bytes.get(from) == Some(&b'-'));
    let mut to = from + sign;
    while to < bytes.len() && (is_word(bytes[to]) || (bytes[to] == b'.' && !bytes[from + sign].is_ascii_digit())) {
        to += 1;
    }
    (to > from + sign && from > end).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::catalogue::Id;

    fn code(callback: &str, args: &str) -> Option<(&'static str, Id)> {
        read(callback, args).map(|found| (found.family.domain, found.entry.id.clone()))
    }

    #[test]
    fn a_reason_counts_only_in_a_failed_state() {
        let reason = |n| Some(("rtc.connection-reason", Id::Number(n)));
        assert_eq!(code("onConnectionStateChanged", "(this:1, state:5, reason:8)"), reason(8));
        assert_eq!(code("onConnectionStateChanged", "(this:1, state:3, reason:8)"), None);
        assert_eq!(code("onConnectionStateChanged", " state=5 reason=0"), reason(0));
        assert_eq!(code("onConnectionStateChanged", ": state=4(Failed), reason=8(Invalid Token)"), reason(8));
        assert_eq!(code("onConnectionStateChanged", ": state=5(Connected), reason=8"), None);
        assert_eq!(code("on_disconnected", ", state=1 ,reason=5"), None);
        assert_eq!(code("OnRtmpStreamingStateChanged", "->rtmp://x/1, state->4, errCode->5"), Some(("rtc.rtmp-reason", Id::Number(5))));
        assert_eq!(code("onLocalVideoStateChanged", " source=X, state=1, error=0"), None);
        assert_eq!(code("onLocalVideoStateChanged", ": state 3, error: 4"), Some(("rtc.local-video-reason", Id::Number(4))));
        assert_eq!(code("onUserOffline", " uid 5 reason 1"), None);
        assert_eq!(code("onNothing", " reason 1"), None);
    }
}
