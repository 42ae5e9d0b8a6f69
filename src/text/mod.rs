//! Bytes and lines: line ends, display, what is safe to show.
//!
//! One rule: nothing here knows what a log means.

pub mod ascii;
mod automaton;
mod bytewise;
pub mod digest;
mod expression;
#[allow(clippy::unreadable_literal, reason = "written by the build script")]
pub mod expressions;
mod finder;
mod joined;
pub mod sanitise;

pub use automaton::Automaton;
pub use expression::{Captures, Expression, Hit};
pub use finder::Finder;
pub use joined::{Joined, Lines, Pairs};

use std::borrow::Cow;

/// Reads bytes as UTF-8; each part that is not UTF-8 becomes U+FFFD. Most lines are UTF-8, and that alone is known sooner.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// A line without its line end.
pub fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A text as it is read: without terminal sequences, and without joiners beside ASCII, where they join nothing (consoles put them
/// around what is logged).
pub fn legible(text: &str) -> Cow<'_, str> {
    const JOINER: &str = "\u{200d}";
    let clean = strip_ansi(text);
    if !clean.contains(JOINER) {
        return clean;
    }
    let mut out = String::with_capacity(clean.len());
    let mut parts = clean.split(JOINER).peekable();
    while let Some(part) = parts.next() {
        out.push_str(part);
        let plain = |edge: Option<char>| edge.is_none_or(|c| c.is_ascii());
        let Some(next) = parts.peek() else { break };
        if !plain(out.chars().next_back()) && !plain(next.chars().next()) {
            out.push_str(JOINER);
        }
    }
    Cow::Owned(out)
}

/// Takes terminal colour and cursor sequences out of a text.
pub fn strip_ansi(text: &str) -> Cow<'_, str> {
    // Either character ends in one of these bytes; of other characters that do, the walk below takes nothing.
    if memchr::memchr2(0x1b, 0x9b, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\u{9b}']) {
        out.push_str(&rest[..at]);
        rest = skip_sequence(&rest[at..]);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What follows one escape sequence at the start of `text`.
fn skip_sequence(text: &str) -> &str {
    let mut chars = text.chars();
    let first = chars.next();
    let mut after = chars.as_str();
    if first == Some('\u{1b}') {
        match after.chars().next() {
            Some('[') => after = &after[1..],
            Some(']') => return after.find(['\u{7}', '\u{1b}']).map_or("", |end| after[end..].trim_start_matches('\u{7}')),
            Some(other) if other.is_ascii() => return &after[1..],
            _ => return after,
        }
    }
    let parameters = after.bytes().take_while(|b| (0x20..=0x3f).contains(b)).count();
    let final_byte = after.as_bytes().get(parameters).is_some_and(|b| (0x40..=0x7e).contains(b));
    &after[parameters + usize::from(final_byte)..]
}

#[cfg(test)]
mod tests {
    use super::{legible, lossy, strip_ansi, trim_line_end};
    use std::borrow::Cow;

    #[test]
    fn joiners_beside_ascii_go_and_those_of_emoji_stay() {
        assert_eq!(legible("\u{200d}Error\u{200d} \u{200d}110\u{200d}"), "Error 110");
        let family = "ok 👩\u{200d}👧";
        assert!(matches!(legible("plain"), Cow::Borrowed("plain")));
        assert_eq!(legible(family), family);
    }

    #[test]
    fn bytes_that_are_no_text_are_marked() {
        assert_eq!(lossy(b"a\xffb"), "a\u{fffd}b");
        assert!(matches!(lossy(b"abc"), Cow::Borrowed("abc")));
    }

    #[test]
    fn escape_sequences_go_and_text_stays() {
        assert_eq!(strip_ansi("\u{1b}[38;5;12m-1\u{1b}[0m7"), "-17");
        assert_eq!(strip_ansi("a\u{1b}]0;title\u{7}b"), "ab");
        assert_eq!(strip_ansi("a\u{1b}]0;never ends"), "a");
        assert_eq!(strip_ansi("a\u{1b}"), "a");
        assert_eq!(strip_ansi("\u{1b}[31"), "");
        assert_eq!(strip_ansi("a\u{1b}é"), "aé");
        assert_eq!(strip_ansi("plain"), "plain");
    }

    #[test]
    fn one_line_end_goes() {
        assert_eq!(trim_line_end(b"a\r\n"), b"a");
        assert_eq!(trim_line_end(b"a\r"), b"a");
        assert_eq!(trim_line_end(b"a"), b"a");
    }
}
