//! Where the value of a named key begins and ends: JSON, query, YAML, XML and log spellings.
//!
//! Rule of the room: only positions are found here; nobody decides here whether to hide them.

use std::ops::Range;

use super::token;

/// How key and value are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// `"key":"value"`, `key=value`, `key:value`, `<key>value`.
    Tight,
    /// `key: value`, `key is value`.
    Prose,
    /// `key->value`.
    Arrow,
    /// `key(value)`.
    Call,
}

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub place: Range<usize>,
    pub join: Join,
    /// Whether quotes or brackets enclose it.
    pub enclosed: bool,
}

/// What ends a value without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Any punctuation that ends a word in JSON, query strings and prose.
    Word,
    /// White space, comma, semicolon, quote or closing parenthesis only (device ids hold the rest).
    Loose,
    /// As `Word`, for identifiers: reads no further than 512 bytes.
    Short,
}

/// Most bytes of a list of numbers (an encryption salt has 32).
const LIST: usize = 512;

/// Most bytes of an identifier without quotes.
const SHORT: usize = 512;

/// Spelled closings and openings of a quoted value: percent form of `"`.
const PERCENT_QUOTE: &[u8] = b"%22";

/// Punctuation of Chinese text that ends a value.
const WIDE_STOPS: [&str; 4] = ["，", "；", "。", "）"];

/// Reads the value whose key ends at `at`.
pub(super) fn after_key(text: &str, at: usize, stop: Stop) -> Option<Value> {
    let bytes = text.as_bytes();
    let closed = skip_closers(bytes, at);
    let (mut join, after) = joiner(bytes, skip_spaces(bytes, closed))?;
    let quoted_key = closed > at;
    let mut at = skip_spaces(bytes, after);
    if bytes.get(at..)?.starts_with(b"Optional(") {
        at += b"Optional(".len();
    }
    let (place, enclosed) = extent(bytes, at, stop);
    if join == Join::Prose && (quoted_key || enclosed || place.start == after) {
        join = Join::Tight;
    }
    Some(Value { place, join, enclosed })
}

/// Skips quotes and brackets that close a key.
fn skip_closers(bytes: &[u8], mut at: usize) -> usize {
    for _ in 0..6 {
        match bytes.get(at) {
            Some(b'"' | b'\'' | b'`' | b']') => at += 1,
            Some(b'\\') if matches!(bytes.get(at + 1), Some(b'"' | b'\'' | b'\\')) => at += 1,
            Some(b'%') if bytes[at..].starts_with(PERCENT_QUOTE) => at += 3,
            _ => break,
        }
    }
    at
}

/// Skips a few blanks.
fn skip_spaces(bytes: &[u8], at: usize) -> usize {
    at + token::run(bytes, at, 8, |b| matches!(b, b' ' | b'\t'))
}

/// Reads what joins a key to its value; returns its kind and its end.
fn joiner(bytes: &[u8], at: usize) -> Option<(Join, usize)> {
    const JOINERS: [(&[u8], Join); 15] = [
        (b"=>", Join::Tight),
        (b"==", Join::Tight),
        (b"->", Join::Arrow),
        (b":=", Join::Tight),
        (b"=", Join::Tight),
        (b">", Join::Tight),
        (b"%3D", Join::Tight),
        (b"%3d", Join::Tight),
        (b"%3A", Join::Tight),
        (b"%3a", Join::Tight),
        (b":", Join::Prose),
        ("：".as_bytes(), Join::Prose),
        (b"is: ", Join::Prose),
        (b"is ", Join::Prose),
        (b"(", Join::Call),
    ];
    let rest = bytes.get(at..)?;
    if rest.starts_with(b"::") {
        return None;
    }
    let (mark, join) = JOINERS.iter().find(|(mark, _)| rest.starts_with(mark))?;
    Some((*join, at + mark.len()))
}

/// The place of the value that begins at `at`, and whether it is enclosed.
fn extent(bytes: &[u8], at: usize, stop: Stop) -> (Range<usize>, bool) {
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.starts_with(PERCENT_QUOTE) {
        let from = at + 3;
        let end = memchr::memmem::find(&bytes[from..], PERCENT_QUOTE);
        return (from..end.map_or(bytes.len(), |n| from + n), true);
    }
    let at = at + usize::from(rest.starts_with(b"@\""));
    let slashes = token::run(bytes, at, 8, |b| *b == b'\\');
    match bytes.get(at + slashes) {
        Some(&quote @ (b'"' | b'\'' | b'`')) => {
            let from = at + slashes + 1;
            (from..quoted_end(bytes, from, quote, slashes), true)
        }
        Some(b'[') if slashes == 0 && stop == Stop::Word => {
            let most = bytes.len().min(at + LIST);
            let end = memchr::memchr(b']', &bytes[at..most]);
            (at + 1..end.map_or(most, |n| at + n), true)
        }
        _ => (at..bare_end(bytes, at, stop), false),
    }
}

/// Where a value in quotes ends; `slashes` is the number of backslashes before its first quote.
fn quoted_end(bytes: &[u8], from: usize, quote: u8, slashes: usize) -> usize {
    for at in memchr::memchr_iter(quote, bytes.get(from..).unwrap_or_default()) {
        let end = from + at;
        let before = bytes[from..end].iter().rev().take_while(|b| **b == b'\\').count();
        if before <= slashes || (slashes == 0 && before.is_multiple_of(2)) {
            return end - before.min(slashes);
        }
    }
    bytes.len()
}

/// Where a value without quotes ends.
fn bare_end(bytes: &[u8], from: usize, stop: Stop) -> usize {
    let bytes = if stop == Stop::Word { bytes } else { &bytes[..bytes.len().min(from + SHORT)] };
    let word = stop != Stop::Loose;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let ends = match byte {
            b'\\' if word => token::unit(bytes, at).is_none(),
            b'%' if word => is_percent_stop(&bytes[at..]),
            0x80.. => WIDE_STOPS.iter().any(|s| bytes[at..].starts_with(s.as_bytes())),
            b'(' | b'&' | b']' | b'}' | b'\'' | b'<' | b'>' | b'`' => word,
            _ => byte <= b' ' || matches!(byte, b',' | b';' | b'"' | b')' | 0x7f),
        };
        if ends {
            break;
        }
        at += if byte == b'\\' { token::unit(bytes, at).map_or(1, |(_, n)| n) } else { 1 };
    }
    at
}

/// Percent forms of quote, `&`, comma, blank and closing brace end a value in an encoded text.
fn is_percent_stop(rest: &[u8]) -> bool {
    const STOPS: [&[u8]; 7] = [b"%22", b"%26", b"%2C", b"%2c", b"%20", b"%7D", b"%7d"];
    STOPS.iter().any(|stop| rest.starts_with(stop))
}

/// The word that ends at `at`: letters, digits, `_`, `-`, `.`, `$`; at most 40 bytes, not before `floor`.
pub(super) fn word_before(text: &str, at: usize, floor: usize) -> &str {
    let bytes = text.as_bytes();
    let low = floor.max(at.saturating_sub(40)).min(at);
    let word = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$');
    let length = bytes[low..at].iter().rev().take_while(word).count();
    text.get(at - length..at).unwrap_or_default()
}

/// Letters and digits of `text` in lower case.
pub(super) fn compact(text: &str) -> String {
    let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
    kept.map(|b| char::from(b.to_ascii_lowercase())).collect()
}

/// Whether a value is one that its writer already masked: at least three stars, little else.
pub(super) fn is_masked(value: &str) -> bool {
    let star = |c: char| matches!(c, '*' | '…' | '•');
    let Some(first) = value.find(star) else {
        return false;
    };
    let last = value.rfind(star).unwrap_or(first);
    let stars = value.chars().filter(|c| star(*c)).count();
    let inside = value[first..last].chars().filter(|c| !star(*c)).count();
    stars >= 2 && inside == 0 && first <= 8 && value.len() - last <= 11
}
