//! Tokens in running text.
//!
//! One rule: a place counts only if what stands there reads as a token, whole or damaged; looking like one is not enough.

use std::ops::Range;

use crate::text::expressions::TOKEN;

use super::spelling::MOST_BACKSLASHES;
use super::{Damage, MAX_INPUT, Reading, base64, read};

/// Fewest characters of a damaged token.
const SHORTEST: usize = 40;
/// Most pieces, separated by blanks, that are joined to one token.
const MOST_PIECES: usize = 64;

/// Places of tokens in a text: whole, damaged, encoded or masked with a version in front (`006c***…AWpk`).
///
/// A mask without one (`0****=`) could be anything; give it to [`read`] when its key says that it is a token.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    find_most(text, usize::MAX)
}

/// The same, after so many places that start like a token no further one is looked at: bounds the work on one text.
#[must_use]
pub fn find_most(text: &str, tries: usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for _ in 0..tries {
        let Some(groups) = TOKEN.captures_at(text, from) else { break };
        let Some(hit) = groups.get(0) else { break };
        let place = match groups.name("binary") {
            Some(_) => extent(text, hit.start()),
            None => whole(hit.as_str(), hit.start()..hit.end()),
        };
        from = place.as_ref().map_or(hit.start() + 1, |place| place.end);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        found.extend(place);
    }
    found
}

fn whole(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    matches!(read(text), Reading::Decoded(_) | Reading::Masked(_)).then_some(range)
}

/// How far the token goes that starts here: the first of these that reads as a whole one: the run of its characters;
/// the run up to a `/` near its end; several runs with blanks between; with `-` and `_`. Otherwise the run, if it is
/// long enough for a damaged token.
fn extent(text: &str, start: usize) -> Option<Range<usize>> {
    let end = run(text, start, false);
    let reading = read(&text[start..end]);
    if matches!(reading, Reading::Decoded(_)) {
        return Some(start..end);
    }
    let whole = |end: &usize| matches!(read(&text[start..*end]), Reading::Decoded(_));
    let mut slashes = text[start..end].rmatch_indices('/').take(4).map(|(at, _)| start + at);
    let found = slashes
        .find(whole)
        .or_else(|| joined(text, start, end))
        .or_else(|| Some(run(text, start, true)).filter(|longer| *longer > end && whole(longer)));
    let damaged = end - start >= SHORTEST && reading != Reading::NotAToken;
    found.or(damaged.then_some(end)).map(|end| start..end)
}

/// End of a token with blanks for `+`: the run is followed by further runs, each after one blank; the last blanks may
/// be characters themselves. Given up where what is there so far cannot be the start of a token.
fn joined(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut end = end;
    for _ in 0..MOST_PIECES {
        let blank = text[end..].starts_with(' ').then_some(end + 1)?;
        for next in [blank, run(text, blank, false)] {
            match read(&text[start..next]) {
                Reading::Decoded(_) => return Some(next),
                Reading::Broken { why: Damage::Cut(_), .. } => {}
                Reading::NotAToken if next - start < SHORTEST => {}
                _ => return None,
            }
            end = next;
        }
    }
    None
}

/// End of the run of token characters from here, encoded ones included; at most [`MAX_INPUT`] bytes.
fn run(text: &str, start: usize, url_safe: bool) -> usize {
    let rest = &text[start..];
    let mut at = 0;
    let mut padding = 0;
    while at < MAX_INPUT {
        let (length, equals) = unit(&rest.as_bytes()[at..], url_safe);
        if length == 0 || (padding > 0 && !equals) || padding == 2 || at + length > MAX_INPUT {
            break;
        }
        padding += usize::from(equals);
        at += length;
    }
    start + at
}

/// Length of one token character, and whether it is `=`.
fn unit(bytes: &[u8], url_safe: bool) -> (usize, bool) {
    match bytes {
        [b'=', ..] => (1, true),
        [b'\\', ..] => escape(bytes),
        [b'%', b'2', b'5', code @ ..] => with_code(5, code),
        [b'%', code @ ..] => with_code(3, code),
        [b'-' | b'_', ..] if url_safe => (1, false),
        [byte, ..] if base64::is_digit(*byte) => (1, false),
        _ => (0, false),
    }
}

/// `\/` and `\u002b`, with more backslashes where JSON stands in JSON.
fn escape(bytes: &[u8]) -> (usize, bool) {
    let slashes = bytes.iter().take_while(|byte| **byte == b'\\').count();
    match &bytes[slashes..] {
        _ if slashes > MOST_BACKSLASHES => (0, false),
        [b'/', ..] => (slashes + 1, false),
        [b'u' | b'U', b'0', b'0', code @ ..] => with_code(slashes + 5, code),
        _ => (0, false),
    }
}

fn with_code(length: usize, code: &[u8]) -> (usize, bool) {
    match code {
        [b'2', b'B' | b'b' | b'F' | b'f', ..] => (length, false),
        [b'3', b'D' | b'd', ..] => (length, true),
        _ => (0, false),
    }
}
