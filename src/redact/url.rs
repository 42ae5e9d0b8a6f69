//! Secrets inside addresses: user and password before the host, stream keys after it.
//!
//! Rule of the room: scheme and host stay; own tags end an address, so a second pass finds nothing.

use super::span::{Found, PASSWORD, Secret};
use super::token;

/// Schemes whose path names and opens a live stream.
const STREAMS: [&str; 5] = ["rtmp", "rtmps", "rtmpt", "rtmpe", "srt"];

/// Percent forms of a quote, a blank and a further address end an address.
const ENDS: [&[u8]; 3] = [b"%22", b"%20", b"%3A%2F%2F"];

/// What is found behind `://` (or an escaped form) that begins at `at`: credentials and stream key.
pub(super) fn find(text: &str, at: usize) -> Vec<Found<Secret>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let Some(host) = authority(bytes, at) else {
        return found;
    };
    let scheme = bytes[..at].iter().rev().take(8).take_while(|b| b.is_ascii_alphanumeric()).count();
    let scheme = text.get(at - scheme..at).unwrap_or_default().to_ascii_lowercase();
    let end = host + address_length(bytes, host, &scheme);
    let mut path = path_start(bytes, host, end);
    if let Some(sign) = userinfo_end(&bytes[host..end], path.map_or(end, |p| p.0) - host) {
        let plain = text.get(host..host + sign).unwrap_or_default().to_owned();
        found.push((host..host + sign, Secret { kind: PASSWORD, plain }));
        path = path_start(bytes, host + sign, end);
    }
    if let Some((_, from)) = path.filter(|(_, from)| *from < end && STREAMS.contains(&scheme.as_str())) {
        let plain = token::plain(text.get(from..end).unwrap_or_default());
        found.push((from..end, Secret { kind: "stream-key", plain }));
    }
    found
}

/// Where the host part begins, behind a colon and two slashes in any spelling.
fn authority(bytes: &[u8], at: usize) -> Option<usize> {
    let colon = if bytes.get(at) == Some(&b':') { 1 } else { 3 };
    let first = slash(bytes, at + colon)?;
    slash(bytes, first)
}

/// The end of the slash (plain, `\/`, `%2F`) at `at`.
fn slash(bytes: &[u8], at: usize) -> Option<usize> {
    token::unit(bytes, at).filter(|(b, _)| *b == b'/').map(|(_, n)| at + n)
}

/// Length of the address from its host on.
fn address_length(bytes: &[u8], host: usize, scheme: &str) -> usize {
    let mut at = host;
    while let Some(&byte) = bytes.get(at) {
        let ends = match byte {
            b'\\' => token::unit(bytes, at).is_none(),
            b':' => authority(bytes, at).is_some(),
            b',' => scheme != "srt" || bytes.get(at + 1).is_none_or(|b| *b <= b' ' || *b == b'"'),
            b'%' => ENDS.iter().any(|end| bytes[at..].starts_with(end)),
            0x80.. => ["，", "。", "；", "）"].iter().any(|s| bytes[at..].starts_with(s.as_bytes())),
            _ => byte <= b' ' || b"\"'`<>()[]{};|\x7f".contains(&byte),
        };
        if ends {
            break;
        }
        at += if byte == b'\\' { token::unit(bytes, at).map_or(1, |(_, n)| n) } else { 1 };
    }
    at - host
}

/// Where the path (or query) begins: the place of its first mark and the place behind it.
fn path_start(bytes: &[u8], host: usize, end: usize) -> Option<(usize, usize)> {
    let mut at = host;
    while at < end {
        if let Some(after) = slash(bytes, at) {
            return Some((at, after));
        }
        if matches!(bytes[at], b'?' | b'#') {
            return Some((at, at + 1));
        }
        at += 1;
    }
    None
}

/// Length of the part before `@`, when the address has one.
///
/// A password may hold a slash: then the port before it is no number.
fn userinfo_end(address: &[u8], authority: usize) -> Option<usize> {
    let head = address.get(..authority)?;
    if let Some(sign) = memchr::memrchr(b'@', head) {
        return (sign > 0).then_some(sign);
    }
    let colon = memchr::memchr(b':', head)?;
    let port = head.get(colon + 1..)?;
    let number = port.iter().all(u8::is_ascii_digit);
    memchr::memchr(b'@', address).filter(|_| !number)
}
