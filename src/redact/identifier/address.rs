//! Identifiers told by their shape: IP and hardware addresses, e-mails, home directories.
//!
//! Rule of the room: a version number, a time of day or a C++ name is never an address.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::super::span::Found;
use super::super::token::{run, starts_word};
use super::super::{Kind, value};
use super::Identifier;

/// Names that are the same on every machine.
const SHARED: [&str; 5] = ["shared", "public", "default", "all users", "root"];

/// Ends of a name that mean a file, not a mail domain.
const FILE_ENDS: [&str; 24] = [
    "c", "cc", "cpp", "cs", "css", "dart", "gif", "go", "h", "hpp", "html", "java", "jpg", "js", "json", "kt", "log", "mm", "png", "py",
    "rs", "so", "swift", "ts",
];

/// Adds every IPv4, IPv6 and hardware address of `text`.
pub(super) fn ips(text: &str, found: &mut Vec<Found<Identifier>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = run(bytes, at, usize::MAX, |b| b.is_ascii_hexdigit() || b".:-".contains(b));
        if length >= 6 {
            address_run(text, at, at + length, found);
        }
        at += length.max(1);
    }
}

/// Adds the addresses of one run of digits, letters a to f and `.:-`.
fn address_run(text: &str, from: usize, end: usize, found: &mut Vec<Found<Identifier>>) {
    if let Some(hit) = colons(text, from, end) {
        found.push(hit);
        return;
    }
    let bytes = text.as_bytes();
    let mut at = from;
    while at < end {
        let digits = run(bytes, at, end - at, u8::is_ascii_digit);
        if digits == 0 {
            at += 1;
            continue;
        }
        let hit = ipv4(text, at, end).filter(|_| at == 0 || !matches!(bytes[at - 1], b'.' | b'0'..=b'9'));
        at = hit.as_ref().map_or(at + digits, |(place, _)| place.end);
        found.extend(hit);
    }
}

/// An IPv4 address that begins at `at`, with dots, or with dashes in a host name.
fn ipv4(text: &str, at: usize, end: usize) -> Option<Found<Identifier>> {
    let bytes = text.as_bytes();
    let first = run(bytes, at, 4, u8::is_ascii_digit);
    let mark = *bytes.get(at + first).filter(|b| matches!(b, b'.' | b'-'))?;
    let (mut parts, mut to) = ([0_u8; 4], at);
    for (n, part) in parts.iter_mut().enumerate() {
        if n > 0 {
            to += usize::from(*bytes.get(to)? == mark);
        }
        let digits = run(bytes, to, 4, u8::is_ascii_digit);
        *part = text.get(to..to + digits)?.parse().ok()?;
        to += digits;
    }
    let next = bytes.get(to).copied().unwrap_or(b' ');
    let more =
        next.is_ascii_alphanumeric() || next == b'_' || (matches!(next, b'.' | b'-') && bytes.get(to + 1).is_some_and(u8::is_ascii_digit));
    let address = Ipv4Addr::from(parts);
    let hosted = text[to..].starts_with(".edge") || text[..at].ends_with("ip-");
    let plain = address.is_loopback() || parts[0] == 0 || address.is_broadcast();
    if to > end || more || plain || (mark == b'-' && !hosted) || is_version(text, at, to, parts) {
        return None;
    }
    Some((at..to, Identifier { kind: Kind::Ip, value: address.to_string() }))
}

/// Whether four numbers are rather a version: a word says so, or they look like one of the SDK's.
fn is_version(text: &str, at: usize, to: usize, parts: [u8; 4]) -> bool {
    let bytes = text.as_bytes();
    let gap = bytes[..at].iter().rev().take(4).take_while(|b| b" :=\"'/([".contains(b)).count();
    let word = value::word_before(text, at - gap, 0).to_ascii_lowercase();
    let word = word.trim_end_matches(['.', '-', '_', '$']);
    let names = ["version", "sdk", "build", "release", "firmware"];
    let said = names.iter().any(|n| word.ends_with(n)) || matches!(word, "v" | "ver" | "rev") || word.ends_with("-v");
    let joined = gap == 0 && at > 0 && matches!(bytes[at - 1], b'-' | b'_') && !word.ends_with("ip");
    let host = ["ip", "addr", "address", "host", "remote", "server", "from", "to", "peer", "client", "gw"];
    let placed = bytes.get(to) == Some(&b':') || host.contains(&word) || text[..at].ends_with("://");
    let small = parts[0] <= 4 && parts[1..].iter().all(|p| *p <= 25);
    said || joined || (small && !placed)
}

/// An IPv6 or hardware address inside `from..end`.
fn colons(text: &str, mut from: usize, mut end: usize) -> Option<Found<Identifier>> {
    let bytes = text.as_bytes();
    while from < end && matches!(bytes[from], b'.' | b'-') {
        from += 1;
    }
    while from < end && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    if end - from > 6 && bytes[end - 1] == b':' && bytes[end - 2] != b':' {
        end -= 1;
    }
    let run = text.get(from..end)?;
    let word = bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    if word || !starts_word(bytes, from) || run.matches(':').count() < 2 {
        return None;
    }
    if is_hardware(run) {
        let value = run.to_ascii_lowercase();
        return Some((from..end, Identifier { kind: Kind::Device, value }));
    }
    let (address, length) = ipv6(run)?;
    let loopback = address.is_loopback() || address.is_unspecified();
    let mapped = address.to_ipv4_mapped().is_some();
    (!loopback && !mapped).then(|| (from..from + length, Identifier { kind: Kind::Ip, value: address.to_string() }))
}

/// Six pairs of hexadecimal digits, at least one of them a letter.
fn is_hardware(run: &str) -> bool {
    let pair = |p: &str| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit());
    run.len() == 17 && run.split([':', '-']).all(pair) && run.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The IPv6 address that `run` is, and its length; short forms must begin as real addresses do.
fn ipv6(run: &str) -> Option<(Ipv6Addr, usize)> {
    let address: Ipv6Addr = run.parse().ok()?;
    let first = run.split(':').next().unwrap_or_default();
    let wide = run.split(':').any(|part| part.len() >= 3);
    let real = first.len() >= 3
        && run.bytes().any(|b| b.is_ascii_digit())
        && (first.starts_with(['f', 'F']) || first.bytes().any(|b| b.is_ascii_digit()));
    (wide && (real || !run.contains("::"))).then_some((address, run.len()))
}

/// An e-mail address around the `@` (or `%40`) at `at..after`.
pub(super) fn email(text: &str, at: usize, after: usize, floor: usize) -> Option<Found<Identifier>> {
    let bytes = text.as_bytes();
    let low = at.saturating_sub(64).max(floor);
    let local = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
    let before = bytes[low..at].iter().rev().take_while(local).count();
    let from = at - before;
    let domain = run(bytes, after, 255, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let name = text.get(after..after + domain)?.trim_end_matches(['.', '-']);
    let end = after + name.len();
    let last = name.rsplit_once('.').map(|(_, last)| last.to_ascii_lowercase())?;
    let letters = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    let file = FILE_ENDS.contains(&last.as_str());
    if before == 0 || !letters || file || name.starts_with('.') || bytes.get(end) == Some(&b'_') {
        return None;
    }
    let local = text.get(from..at)?;
    let value = format!("{local}@{name}").to_ascii_lowercase();
    Some((from..end, Identifier { kind: Kind::Email, value }))
}

/// The user's name behind a home root (`/Users`, `/home`, `\Users`) at `start..end`.
pub(super) fn home(text: &str, start: usize, end: usize) -> Option<Found<Identifier>> {
    let bytes = text.as_bytes();
    let before = separator_before(bytes, start)?;
    let name = separator(bytes, end)?;
    let word = text.get(start..end)?;
    let windows = before == b'\\' || bytes[..start].iter().rev().skip(1).take(2).any(|b| *b == b':');
    let exact = matches!(word, "Users" | "home");
    if !(windows || exact) || is_route(text, start) {
        return None;
    }
    let length = name_length(bytes, name, windows);
    let user = text.get(name..name + length)?;
    let shared = SHARED.contains(&user.to_ascii_lowercase().as_str());
    (!user.is_empty() && !shared).then(|| (name..name + length, Identifier { kind: Kind::User, value: user.to_owned() }))
}

/// The path separator that ends at `at`.
fn separator_before(bytes: &[u8], at: usize) -> Option<u8> {
    let last = *bytes.get(at.checked_sub(1)?)?;
    let escaped = at >= 3 && (bytes[at - 3..at].eq_ignore_ascii_case(b"%2f") || bytes[at - 3..at].eq_ignore_ascii_case(b"%5c"));
    (matches!(last, b'/' | b'\\') || escaped).then_some(if escaped { b'/' } else { last })
}

/// The end of the path separator at `at`: `/`, up to four `\`, `%2F` or `%5C`.
fn separator(bytes: &[u8], at: usize) -> Option<usize> {
    let slashes = run(bytes, at, 4, |b| matches!(b, b'/' | b'\\'));
    if slashes > 0 {
        return Some(at + slashes);
    }
    let code = bytes.get(at..at + 3)?;
    (code.eq_ignore_ascii_case(b"%2f") || code.eq_ignore_ascii_case(b"%5c")).then_some(at + 3)
}

/// Whether the path is one of a web address, not of a file.
fn is_route(text: &str, start: usize) -> bool {
    let bytes = text.as_bytes();
    let low = start.saturating_sub(80);
    let length = bytes[low..start].iter().rev().take_while(|b| !b" \"'<>()[],".contains(b)).count();
    let head = &bytes[start - length..start];
    let scheme = memchr::memmem::find(head, b"://").is_some_and(|at| !head[..at].ends_with(b"file"));
    scheme && memchr::memmem::find(head, b":///").is_none()
}

/// Length of a directory name; on Windows it may hold blanks when a separator follows.
fn name_length(bytes: &[u8], at: usize, windows: bool) -> usize {
    let word = |b: &u8| *b > b' ' && !b"/\\\"'`<>|:;,()[]{}*?&%=".contains(b);
    let plain = run(bytes, at, 64, word);
    let wide = run(bytes, at, 64, |b| *b >= b' ' && !b"/\\\"'`<>|:;,()[]{}*?&%=".contains(b));
    let closed = matches!(bytes.get(at + wide), Some(b'\\' | b'/'));
    if windows && closed { wide } else { plain }
}
