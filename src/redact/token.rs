//! The grammars of secrets that show themselves: Agora tokens, JWTs, keys with a known prefix.
//!
//! Rule of the room: a grammar is tried only at a given place and reads forward once.
//! Grammars of the Agora tokens: AgoraIO/Tools, `DynamicKey/AgoraDynamicKey`.

use std::ops::Range;

use super::span::{Found, OTHER, Secret};

/// Fewest characters of a cut token that are still taken as one.
const CUT: usize = 20;

/// Lengths of common digests in hexadecimal; such a run is no cut token.
const DIGESTS: [usize; 6] = [32, 40, 56, 64, 96, 128];

/// Reads one base64 character at `at`, also spelled `\/`, `%2B`, `%2F`, `%3D`, `%252B`, `\u002b`;
/// returns it and the number of bytes read.
pub(super) fn unit(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = bytes.get(at..)?;
    match *rest.first()? {
        b @ (b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'/' | b'=') => Some((b, 1)),
        b'\\' => {
            let slashes = rest.iter().take(4).take_while(|b| **b == b'\\').count();
            let after = rest.get(slashes..)?;
            match after.first()? {
                b'/' => Some((b'/', slashes + 1)),
                b'u' => hex_code(after.get(1..5)?, slashes + 5),
                _ => None,
            }
        }
        b'%' if rest.starts_with(b"%25") => hex_code(rest.get(3..5)?, 5),
        b'%' => hex_code(rest.get(1..3)?, 3),
        _ => None,
    }
}

/// Reads the code of `+`, `/` or `=`.
fn hex_code(code: &[u8], length: usize) -> Option<(u8, usize)> {
    let code = std::str::from_utf8(code).ok()?;
    match u32::from_str_radix(code, 16).ok()? {
        0x2b => Some((b'+', length)),
        0x2f => Some((b'/', length)),
        0x3d => Some((b'=', length)),
        _ => None,
    }
}

/// The plain spelling of `text`: escaped `+`, `/` and `=` undone.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['\\', '%']) {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let (b, length) = unit(text.as_bytes(), at).unwrap_or((byte, 1));
        out.push(b);
        at += length;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Reads the longest base64 run from `at`, with at most two `=` at its end.
fn base64(bytes: &[u8], mut at: usize) -> (String, usize) {
    let mut run = String::new();
    let mut pads = 0;
    while let Some((b, length)) = unit(bytes, at) {
        pads += usize::from(b == b'=');
        if pads > 2 || (pads > 0 && b != b'=') {
            break;
        }
        run.push(char::from(b));
        at += length;
    }
    (run, at)
}

/// How many bytes from `at` on satisfy `wanted`, at most `most`.
pub(super) fn run(bytes: &[u8], at: usize, most: usize, wanted: fn(&u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().take(most).take_while(|b| wanted(b)).count()
}

/// Whether the byte before `at` cannot belong to the same word.
///
/// The last letter of an escape (`%3D`, `\n`) belongs to no word.
pub(super) fn starts_word(bytes: &[u8], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i)).copied();
    let Some(last) = before(1) else {
        return true;
    };
    !(last.is_ascii_alphanumeric() || last == b'_')
        || before(3) == Some(b'%')
        || (before(2) == Some(b'\\') && matches!(last, b'n' | b'r' | b't'))
}

/// Whether the text was cut at `at`: it ends there or an ellipsis follows.
fn is_cut(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.is_empty() || rest.starts_with(b"...") || rest.starts_with("…".as_bytes())
}

/// An Agora token that begins at `at`, whole or cut; returns its end and itself.
pub(super) fn agora(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..)?;
    match rest.get(..3)? {
        b"007" if is_007(rest) => long(bytes, at, "token:007"),
        b"005" if is_005(rest) => long(bytes, at, "token:005"),
        b"006" => in_006(bytes, at).or_else(|| cut_hex(text, at)),
        b"003" | b"004" => in_004(text, at).or_else(|| cut_hex(text, at)),
        _ => None,
    }
}

/// The head of a version 007 token: `e` and the four zlib headers in base64.
fn is_007(rest: &[u8]) -> bool {
    let zlib = |a: u8, b: u8| matches!((a, b), (b'A', b'E'..=b'H') | (b'F', b'4'..=b'7') | (b'J', b'w'..=b'z') | (b'N', b'o'..=b'r'));
    matches!(rest.get(3..6), Some(&[b'e', a, b]) if zlib(a, b))
}

/// The head of a version 005 token: service 1 to 4 and the lengths after it.
fn is_005(rest: &[u8]) -> bool {
    matches!(
        rest.get(3..9),
        Some(&[b'A', b'Q' | b'g' | b'w', b'A', b'o', b'A', b'A'..=b'P'] | &[b'B', b'A', b'A', b'o', b'A', b'A'..=b'P'])
    )
}

/// A token whose head was recognised: the whole base64 run.
fn long(bytes: &[u8], at: usize, kind: &'static str) -> Option<(usize, Secret)> {
    let (plain, end) = base64(bytes, at);
    (plain.len() >= CUT).then_some((end, Secret { kind, plain }))
}

/// A version 006 token: App ID, then base64 that begins `IAA` to `IAD`.
fn in_006(bytes: &[u8], at: usize) -> Option<(usize, Secret)> {
    if run(bytes, at + 3, 32, u8::is_ascii_hexdigit) < 32 {
        return None;
    }
    let mut end = at + 35;
    let mut head = 0;
    for wanted in [b'I'..=b'I', b'A'..=b'A', b'A'..=b'D'] {
        match unit(bytes, end) {
            Some((b, length)) if wanted.contains(&b) => end += length,
            Some(_) => return None,
            None => break,
        }
        head += 1;
    }
    let whole = head == 3 || (is_cut(bytes, end) && starts_word(bytes, at));
    whole.then(|| long(bytes, at, "token:006")).flatten()
}

/// A version 003 or 004 token: signature, App ID, time, salt, (uid,) expiry.
fn in_004(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let (length, kind) = match bytes.get(at + 2)? {
        b'3' => (113, "token:003"),
        _ => (103, "token:004"),
    };
    let end = at + length;
    let digits = |from: usize, n: usize| run(bytes, at + from, n, u8::is_ascii_digit) == n;
    let fits = run(bytes, at + 3, length - 3, u8::is_ascii_hexdigit) == length - 3 && digits(75, 10) && digits(93, length - 93);
    let plain = text.get(at..end).filter(|_| fits)?.to_owned();
    Some((end, Secret { kind, plain }))
}

/// The beginning of a version 003, 004 or 006 token, at a place where the text was cut.
fn cut_hex(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let length = 3 + run(bytes, at + 3, 110, u8::is_ascii_hexdigit);
    let end = at + length;
    let plain = text.get(at..end)?;
    let fits = length >= CUT
        && !DIGESTS.contains(&length)
        && is_cut(bytes, end)
        && starts_word(bytes, at)
        && plain.bytes().any(|b| b.is_ascii_alphabetic());
    let kind = match bytes.get(at + 2)? {
        b'3' => "token:003",
        b'4' => "token:004",
        _ => "token:006",
    };
    fits.then(|| (end, Secret { kind, plain: plain.to_owned() }))
}

/// A signaling token: `1:`, App ID, expiry, MD5.
pub(super) fn signaling(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let hex = |from| run(bytes, from, 33, u8::is_ascii_hexdigit) == 32;
    if bytes.get(at + 1) != Some(&b':') || !starts_word(bytes, at) || !hex(at + 2) {
        return None;
    }
    let digits = run(bytes, at + 35, 11, u8::is_ascii_digit);
    let colon = at + 35 + digits;
    let fits = bytes.get(at + 34) == Some(&b':') && (1..=10).contains(&digits) && bytes.get(colon) == Some(&b':') && hex(colon + 1);
    let plain = text.get(at..colon + 33).filter(|_| fits)?.to_owned();
    Some((colon + 33, Secret { kind: "token:signaling", plain }))
}

/// A JSON web token that begins at `at`, whole or cut.
pub(super) fn jwt(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if !starts_word(bytes, at) || !bytes.get(at..)?.starts_with(b"eyJ") {
        return None;
    }
    let mut end = at + run(bytes, at, usize::MAX, part);
    for _ in 0..4 {
        if bytes.get(end) == Some(&b'.') {
            end += 1 + run(bytes, end + 1, usize::MAX, part);
        }
    }
    let plain = text.get(at..end)?.to_owned();
    (plain.len() >= CUT).then_some((end, Secret { kind: "jwt", plain }))
}

/// Keys of other services that begin with a fixed prefix: prefix, fewest characters after it, kind.
const PREFIXES: [(&str, usize, &str); 10] = [
    ("AKIA", 12, "aws-key"),
    ("ASIA", 12, "aws-key"),
    ("AIza", 30, OTHER),
    ("sk-", 20, OTHER),
    ("ghp_", 30, OTHER),
    ("gho_", 30, OTHER),
    ("ghs_", 30, OTHER),
    ("github_pat_", 20, OTHER),
    ("xoxb-", 20, OTHER),
    ("xoxp-", 20, OTHER),
];

/// The prefixes, for the trigger list.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    PREFIXES.iter().map(|(prefix, ..)| *prefix)
}

/// A key with a known prefix that begins at `at`.
pub(super) fn prefixed(text: &str, at: usize) -> Option<(usize, Secret)> {
    let bytes = text.as_bytes();
    let rest = text.get(at..)?;
    let (prefix, fewest, kind) = *PREFIXES.iter().find(|(p, ..)| rest.starts_with(p))?;
    let wanted: fn(&u8) -> bool = match kind {
        OTHER => |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'),
        _ => |b| b.is_ascii_uppercase() || b.is_ascii_digit(),
    };
    let from = at + prefix.len();
    let end = from + run(bytes, from, usize::MAX, wanted);
    let digit = bytes.get(from..end)?.iter().any(u8::is_ascii_digit);
    let fits = end - from >= fewest && digit && starts_word(bytes, at);
    let plain = text.get(at..end).filter(|_| fits)?.to_owned();
    Some((end, Secret { kind, plain }))
}

/// Version 001 and 002 tokens (90 and 110 hexadecimal digits without any prefix) in `text`.
///
/// Looks at every 90th byte only, so ordinary lines cost nothing.
pub(super) fn unmarked(text: &str) -> Vec<Found<Secret>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 89;
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_hexdigit() {
            at += 90;
            continue;
        }
        let before = bytes[..at].iter().rev().take(90).take_while(|b| b.is_ascii_hexdigit());
        let start = at - before.count();
        let end = at + run(bytes, at, usize::MAX, u8::is_ascii_hexdigit);
        if let Some(secret) = in_001(text, start..end) {
            found.push((start..end, secret));
        }
        at = end + 90;
    }
    found
}

/// A version 001 or 002 token that is exactly the hexadecimal run at `place`.
fn in_001(text: &str, place: Range<usize>) -> Option<Secret> {
    let kind = match place.len() {
        90 => "token:001",
        110 => "token:002",
        _ => return None,
    };
    let bytes = text.as_bytes();
    let digits = |from, n| run(bytes, place.start + from, n, u8::is_ascii_digit) == n;
    let fits = digits(72, 10) && (place.len() == 90 || digits(90, 20)) && starts_word(bytes, place.start);
    let plain = text.get(place).filter(|_| fits)?.to_owned();
    Some(Secret { kind, plain })
}

/// Names a secret found by its key: a token by its grammar, else `kind`.
pub(super) fn classify(value: &str, kind: &'static str) -> Secret {
    let whole = |hit: Option<(usize, Secret)>| hit.filter(|(end, _)| *end == value.len());
    let known = whole(agora(value, 0))
        .or_else(|| whole(jwt(value, 0)))
        .or_else(|| whole(signaling(value, 0)))
        .or_else(|| whole(prefixed(value, 0)))
        .map(|(_, secret)| secret)
        .or_else(|| in_001(value, 0..value.len()));
    known.unwrap_or_else(|| Secret { kind, plain: plain(value) })
}
