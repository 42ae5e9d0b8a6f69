//! Identifiers told by the name of their key: App IDs, devices and, when asked, channels and users.
//!
//! Rule of the room: small and signed numbers stay, they may be results.

use std::ops::Range;

use super::super::Kind;
use super::super::span::{Found, is_tag, tag_at};
use super::super::token::run;
use super::super::value::{self, Join, Stop};
use super::Identifier;

/// Words that end the name of an identifier's key.
const WORDS: [&str; 20] = [
    "appid",
    "app_id",
    "app id",
    "app-id",
    "vendorkey",
    "vendor key",
    "apps/",
    "projects/",
    "deviceid",
    "device_id",
    "device id",
    "udid",
    "imei",
    "idfa",
    "idfv",
    "android_id",
    "androidid",
    "install_id",
    "installid",
    "ssid",
];

/// The same for strict.
const STRICT: [&str; 9] = ["channel", "room", "cname", "uid", "userid", "user_id", "account", "peerid", "peer_id"];

/// Forms of the strict keys: the rest of the word after it.
const TAILS: [&str; 8] = ["id", "_id", "name", "_name", "Id", "Name", "ID", "_ids"];

/// The words, for the trigger list.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.into_iter().chain(STRICT)
}

/// The identifier whose key word is at `start..end`.
pub(super) fn find(text: &str, start: usize, end: usize, strict: bool) -> Option<Found<Identifier>> {
    let word = text.get(start..end)?.to_ascii_lowercase();
    let hit = match word.as_str() {
        "apps/" | "projects/" => app(text, end),
        w if w.starts_with("app") || w.starts_with("vendor") => app(text, key_end(text, end, &[])?),
        w if !STRICT.contains(&w) => device(text, key_end(text, end, &["_ds", "_mf"])?),
        _ if !strict => None,
        w => named(text, start, key_end(text, end, &TAILS)?, w),
    };
    let (place, kind) = hit?;
    let content = text.get(place.clone())?;
    let free = !is_tag(content) && !content.contains('<') && !value::is_masked(content) && !tag_at(text, place.end);
    free.then(|| (place.clone(), Identifier { kind, value: content.to_owned() }))
}

/// The end of the key, with one of `tails`; `None` when another word goes on.
fn key_end(text: &str, end: usize, tails: &[&str]) -> Option<usize> {
    let rest = text.get(end..)?;
    let end = end + tails.iter().filter(|t| rest.starts_with(**t)).map(|t| t.len()).max().unwrap_or(0);
    let next = text.as_bytes().get(end);
    (!next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')).then_some(end)
}

/// An App ID: 32 hexadecimal digits near its key, or a long word given as its value.
fn app(text: &str, end: usize) -> Option<(Range<usize>, Kind)> {
    let bytes = text.as_bytes();
    let gap = run(bytes, end, 8, |b| !b.is_ascii_alphanumeric() && *b < 0x80);
    let mut from = end + gap;
    if text.get(from..)?.starts_with("is ") {
        from += 3;
    } else if text.get(from..)?.starts_with("is: ") {
        from += 4;
    }
    let hex = run(bytes, from, 41, u8::is_ascii_hexdigit);
    let closed = !bytes.get(from + hex).is_some_and(u8::is_ascii_alphanumeric);
    if (28..=40).contains(&hex) && closed {
        return Some((from..from + hex, Kind::App));
    }
    let value = value::after_key(text, end, Stop::Short)?;
    let content = text.get(value.place.clone())?;
    let long = content.len() >= 16 && content.bytes().all(|b| b.is_ascii_alphanumeric());
    (long && content.bytes().any(|b| b.is_ascii_digit())).then_some((value.place, Kind::App))
}

/// A device id: the value of its key, whatever it holds.
fn device(text: &str, end: usize) -> Option<(Range<usize>, Kind)> {
    let mut value = value::after_key(text, end, Stop::Loose).or_else(|| blank_joined(text, end))?;
    if value.enclosed {
        let tail = text.get(value.place.clone())?.trim_end_matches('\\').len();
        value.place.end = value.place.start + tail;
    }
    let content = text.get(value.place.clone())?;
    let neutral = ["default", "null", "(null)", "nil", "none", "unknown", "void", "communications"];
    let plain = content.len() < 4 || is_small(content) || neutral.contains(&content.to_ascii_lowercase().as_str());
    let placed = !matches!(value.join, Join::Call | Join::Arrow) || value.enclosed;
    (placed && !plain).then_some((value.place, Kind::Device))
}

/// A number of at most three digits, or a signed one.
fn is_small(content: &str) -> bool {
    let digits = content.trim_start_matches(['-', '+']);
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    number && (digits.len() <= 3 || digits.len() < content.len())
}

/// A value in quotes behind nothing but blanks (`channel 'x'`, `ssid 'x'`).
fn blank_joined(text: &str, end: usize) -> Option<value::Value> {
    let bytes = text.as_bytes();
    let from = end + run(bytes, end, 4, |b| *b == b' ');
    let quote = *bytes.get(from).filter(|b| from > end && matches!(b, b'\'' | b'"'))?;
    let length = memchr::memchr(quote, &bytes[from + 1..])?;
    Some(value::Value { place: from + 1..from + 1 + length, join: Join::Tight, enclosed: true })
}

/// A channel name or user id, by key name (strict).
fn named(text: &str, start: usize, end: usize, word: &str) -> Option<(Range<usize>, Kind)> {
    let channel = matches!(word, "channel" | "room" | "cname");
    let value = value::after_key(text, end, Stop::Short).or_else(|| blank_joined(text, end)).or_else(|| loose_word(text, end, channel))?;
    let content = text.get(value.place.clone())?.trim_end_matches('\\');
    let place = value.place.start..value.place.start + content.len();
    let neutral = ["", "0", "null", "(null)", "nil", "undefined", "void", "none", "unknown"];
    let called = text.as_bytes().get(place.end) == Some(&b'(') && !value.enclosed;
    let signed = content.starts_with('-') && is_small(content);
    if neutral.contains(&content) || called || signed || content.contains("::") || value.join == Join::Call {
        return None;
    }
    let number = !value.enclosed && content.bytes().all(|b| b.is_ascii_digit());
    if channel && number && is_method(text, start) {
        return None;
    }
    Some((place, if channel { Kind::Channel } else { Kind::Uid }))
}

/// Whether the key belongs to the name of a method, so that a number behind it is a result.
fn is_method(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches([' ', '_']).to_ascii_lowercase();
    ["join", "leave", "create", "destroy", "switch"].iter().any(|verb| head.ends_with(verb))
}

/// A bare word behind a blank: digits for users, a word with a digit or dash for channels.
fn loose_word(text: &str, end: usize, channel: bool) -> Option<value::Value> {
    let bytes = text.as_bytes();
    let from = end + 1;
    if bytes.get(end) != Some(&b' ') {
        return None;
    }
    let to = from + run(bytes, from, 64, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let content = bytes.get(from..to)?;
    let digits = content.iter().filter(|b| b.is_ascii_digit()).count();
    let named = content.len() > digits && (digits > 0 || content.contains(&b'_')) && content[0] != b'-';
    let fits = if channel { named } else { digits > 0 && digits == content.len() };
    fits.then_some(value::Value { place: from..to, join: Join::Prose, enclosed: false })
}
