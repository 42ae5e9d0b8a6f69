//! Stage one: every secret of a line, found in one walk over a few trigger words.
//!
//! Rule of the room: the walk is linear; each trigger reads forward at most once over text that no
//! earlier trigger took.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::sync::LazyLock;

use super::span::{Found, OTHER, PASSWORD, Secret};
use super::{key, span, token, url};

/// Triggers that are no key words: what they start is told by their first bytes.
const MARKS: [&str; 14] =
    ["003", "004", "005", "006", "007e", "1:", "eyJ", "://", ":\\", "%3A%2F", "basic", "bearer", "authorization", "PRIVATE KEY-"];

/// The automaton of trigger words, letters in either case. The fast kind takes longer to build than most reports take to redact.
static TRIGGERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = MARKS.into_iter().chain(token::prefixes()).chain(key::words());
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words).expect("the words are few and short")
});

/// All secrets of `text`; where two overlap the first one counts.
pub(super) fn find(text: &str) -> Vec<Found<Secret>> {
    let mut found: Vec<Found<Secret>> = Vec::new();
    let mut floor = 0;
    for hit in TRIGGERS.find_overlapping_iter(text) {
        // What was found may begin behind its trigger (the path of an address): what stands between is still looked at.
        let known = found.iter().rev().take(4).find(|(place, _)| place.contains(&hit.start())).map(|(place, _)| place.end);
        if span::in_tag(text, hit.start()) {
            continue;
        }
        match known {
            None => found.extend(at_trigger(text, hit.start(), hit.end(), floor)),
            Some(end) => found.extend(behind(text, hit.start(), hit.end(), end)),
        }
        if let Some((place, _)) = found.last() {
            floor = floor.max(place.end);
        }
    }
    found
}

/// A value may be the name of the next key, `pass="secret":"..."`: what stands behind the value that ends at `value` is a secret too.
fn behind(text: &str, start: usize, end: usize, value: usize) -> Option<Found<Secret>> {
    let ends_it = value >= end && value - end <= LONGEST_TAIL;
    ends_it.then(|| key::find(text, start, end, start)).flatten().filter(|(place, _)| place.start >= value)
}

/// Most letters of a key behind its trigger, and a quotation mark or two.
const LONGEST_TAIL: usize = 12;

/// What the trigger at `start..end` starts.
fn at_trigger(text: &str, start: usize, end: usize, floor: usize) -> Vec<Found<Secret>> {
    let from = |hit: Option<(usize, Secret)>| hit.map(|(end, secret)| (start..end, secret));
    let bytes = text.as_bytes();
    let one = match bytes[start] {
        b'0' => from(token::agora(text, start)),
        b'1' => from(token::signaling(text, start)),
        b':' | b'%' => return url::find(text, start),
        b'e' | b'E' => from(token::jwt(text, start)),
        b'b' | b'B' => scheme(text, end, bytes[start + 1]),
        _ if end - start == "authorization".len() => authorization(text, end),
        _ if bytes[end - 1] == b'-' && end - start > 4 => private_key(text, start, end),
        _ => from(token::prefixed(text, start)).or_else(|| key::find(text, start, end, floor)),
    };
    one.into_iter().collect()
}

/// The place of the credential behind an authorization scheme that ends at `end`.
fn credential(text: &str, end: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = end + token::run(bytes, end, 4, |b| matches!(b, b' ' | b':' | b'+' | b'='));
    if bytes.get(from..)?.starts_with(b"%20") {
        from += 3;
    }
    let to = credential_end(bytes, from);
    (from > end && to > from).then_some((from, to))
}

/// Where the credential that begins at `from` ends.
fn credential_end(bytes: &[u8], mut from: usize) -> usize {
    while let Some(&byte) = bytes.get(from) {
        match token::unit(bytes, from) {
            Some((_, length)) => from += length,
            None if matches!(byte, b'-' | b'_' | b'.' | b'~') => from += 1,
            None => break,
        }
    }
    from
}

/// A credential behind `Basic` or `Bearer`; `second` is the second letter of the scheme.
fn scheme(text: &str, end: usize, second: u8) -> Option<Found<Secret>> {
    let (from, to) = credential(text, end)?;
    let value = text.get(from..to)?;
    let made = if second.eq_ignore_ascii_case(&b'a') {
        is_basic(&token::plain(value))
    } else {
        (value.len() >= 8 && value.bytes().any(|b| b.is_ascii_digit())) || value.len() >= 24
    };
    made.then(|| (from..to, token::classify(value, OTHER)))
}

/// Whether `value` is base64 of printable ASCII, as `key:secret` is and words of prose are not.
fn is_basic(value: &str) -> bool {
    let (mut bits, mut held, mut count) = (0_u32, 0_u32, 0_usize);
    for byte in value.bytes().filter(|b| *b != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return false,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            let letter = (bits >> held) & 0xff;
            if !(0x20..0x7f).contains(&letter) {
                return false;
            }
            count += 1;
        }
    }
    count >= 5
}

/// The value of an `Authorization` header, behind its scheme when that is a known one.
fn authorization(text: &str, end: usize) -> Option<Found<Secret>> {
    const SCHEMES: [&str; 5] = ["basic", "bearer", "digest", "token", "negotiate"];
    let bytes = text.as_bytes();
    let joined = token::run(bytes, end, 8, |b| b"\"'\\:= ".contains(b));
    let opened = end + joined;
    let letters = token::run(bytes, opened, 16, u8::is_ascii_alphabetic);
    let word = text.get(opened..opened + letters)?.to_ascii_lowercase();
    let known = SCHEMES.contains(&word.as_str());
    let (from, to) = if known { credential(text, opened + letters)? } else { (opened, credential_end(bytes, opened)) };
    let value = text.get(from..to)?;
    let made = value.bytes().any(|b| b.is_ascii_digit()) && value.len() >= 8;
    (joined > 0 && (known || made)).then(|| (from..to, token::classify(value, OTHER)))
}

/// A private key in PEM form, as far as this line shows it.
fn private_key(text: &str, start: usize, end: usize) -> Option<Found<Secret>> {
    // Bytes, since the window may begin inside a character.
    let head = &text.as_bytes()[start.saturating_sub(24)..start];
    let begin = memchr::memmem::find(head, b"BEGIN").is_some();
    let from = end + token::run(text.as_bytes(), end, 4, |b| *b == b'-');
    let to = text[from..].find("-----END").map_or(text.len(), |n| from + n);
    let plain = text.get(from..to).filter(|key| begin && key.len() >= 16 && !key.contains("<secret"))?;
    Some((from..to, Secret { kind: PASSWORD, plain: plain.to_owned() }))
}
