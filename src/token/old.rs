//! Versions 001 to 005 and the signaling token: no longer made, still found in old apps.
//!
//! One rule: 001 and 002 have no prefix, so they need a plausible time to count as tokens.
//! Layouts after the public builders (`DynamicKey` to `DynamicKey5`, `SignalingToken`).

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::base64;
use super::bytes::Reader;
use super::model::{Damage, Reading, Service, ServiceKind, Token, Version};
use super::spelling::Spelling;

/// Versions 001 to 004: fixed columns. The first two have no prefix.
static COLUMNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let common = "(?<sig>[0-9A-Fa-f]{40})(?<app>[0-9A-Fa-f]{32})(?<ts>[0-9]{10})[0-9A-Fa-f]{8}";
    Regex::new(&format!("^(?<version>00[34])?{common}(?<rest>(?:[0-9]{{10}}){{0,2}})$")).ok()
});

static SIGNALING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^1:(?<app>[0-9A-Fa-f]{32}):(?<expires>[0-9]{1,10}):(?<sig>[0-9A-Fa-f]{32})$").ok());

/// Reads a text that starts with neither `006` nor `007`.
pub(super) fn read(text: &str) -> Reading {
    if let Some(groups) = SIGNALING.as_ref().and_then(|regex| regex.captures(text)) {
        return Reading::Decoded(signaling(&groups));
    }
    if let Some(token) = COLUMNS.as_ref().and_then(|regex| regex.captures(text)).and_then(|groups| columns(&groups)) {
        return Reading::Decoded(token);
    }
    match text.get(..3) {
        Some("005") => binary(text),
        Some("004") => cut_columns(text, Version::V004, 103),
        Some("003") => cut_columns(text, Version::V003, 113),
        _ => Reading::NotAToken,
    }
}

fn signaling(groups: &Captures<'_>) -> Token {
    Token {
        app_id: Some(groups["app"].to_owned()),
        expires: seconds(&groups["expires"]),
        services: vec![Service::new(ServiceKind::Rtm)],
        signature: hex(&groups["sig"]),
        ..Token::new(Version::Signaling)
    }
}

/// 001: nothing after the salt. 002: user id, expiry. 003: the same with a prefix. 004: expiry only.
fn columns(groups: &Captures<'_>) -> Option<Token> {
    let rest = &groups["rest"];
    let prefix = groups.name("version").map(|version| version.as_str());
    let (version, uid, expires) = match (prefix, rest.len()) {
        (None, 0) => (Version::V001, None, None),
        (None, 20) => (Version::V002, Some(&rest[..10]), Some(&rest[10..])),
        (Some("003"), 20) => (Version::V003, Some(&rest[..10]), Some(&rest[10..])),
        (Some("004"), 10) => (Version::V004, None, Some(rest)),
        _ => return None,
    };
    let issued = seconds(&groups["ts"]);
    if prefix.is_none() && issued.is_none_or(|issued| issued < 1_000_000_000) {
        return None;
    }
    let mut service = Service::new(ServiceKind::Rtc);
    service.user = uid.map(|uid| uid.trim_start_matches('0').to_owned());
    Some(Token {
        app_id: Some(groups["app"].to_owned()),
        issued,
        expires: expires.and_then(seconds),
        services: vec![service],
        signature: hex(&groups["sig"]),
        ..Token::new(version)
    })
}

/// Decimal seconds; 0 means none.
fn seconds(text: &str) -> Option<u64> {
    text.parse().ok().filter(|seconds| *seconds > 0)
}

fn hex(text: &str) -> Vec<u8> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map_while(pair).collect()
}

/// A 003 or 004 token that is not whole: it must start with enough hexadecimal digits to be one.
fn cut_columns(text: &str, version: Version, whole: usize) -> Reading {
    let good = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    if good < 75 {
        return Reading::NotAToken;
    }
    let mut token = Token::new(version);
    token.app_id = text.get(43..75).map(str::to_owned);
    let why = if good < text.len() {
        Damage::Foreign(good)
    } else if good < whole {
        Damage::Cut(Some(whole - good))
    } else if good > whole {
        Damage::Surplus(good - whole)
    } else {
        Damage::Altered
    };
    Reading::Broken { why, token }
}

/// Version 005: base64 of binary fields, the signature and the App ID first.
fn binary(text: &str) -> Reading {
    let body = base64::decode(&text[3..]);
    let mut token = Token::new(Version::V005);
    let mut reader = Reader::new(&body.bytes);
    let (Some(service), Some(40)) = (reader.u16(), reader.u16()) else {
        return Reading::NotAToken;
    };
    if text.len() < 20 || !(1..=4).contains(&service) {
        return Reading::NotAToken;
    }
    let filled = fill_binary(&mut token, service, &mut reader);
    let why = match (filled, body.foreign) {
        (Filled::Wrong, _) => Damage::Altered,
        (_, Some(at)) => Damage::Foreign(3 + at),
        (Filled::Cut, None) => Damage::Cut(None),
        (Filled::Whole, None) if !reader.rest().is_empty() => Damage::Surplus((reader.rest().len() * 4).div_ceil(3)),
        (Filled::Whole, None) if body.spare_bits => Damage::Altered,
        (Filled::Whole, None) => {
            token.spelling.extend((!body.padded()).then_some(Spelling::Unpadded));
            return Reading::Decoded(token);
        }
    };
    Reading::Broken { why, token }
}

enum Filled {
    Whole,
    Cut,
    Wrong,
}

fn fill_binary(token: &mut Token, service: u16, reader: &mut Reader<'_>) -> Filled {
    let Some(signature) = reader.take(40) else {
        return Filled::Cut;
    };
    let signature = String::from_utf8_lossy(signature);
    token.signature = hex(&signature);
    match reader.u16() {
        None => return Filled::Cut,
        Some(16) if token.signature.len() == 20 => {}
        Some(_) => return Filled::Wrong,
    }
    let Some(app_id) = reader.take(16) else {
        return Filled::Cut;
    };
    token.app_id = Some(lower_hex(app_id));
    token.services.push(Service::new(match service {
        1 => ServiceKind::Rtc,
        2 => ServiceKind::Recording,
        3 => ServiceKind::Sharing,
        _ => ServiceKind::InChannel,
    }));
    fill_times(token, reader).map_or(Filled::Cut, |()| Filled::Whole)
}

fn lower_hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Times and the list of extras; `None` when the bytes end before.
fn fill_times(token: &mut Token, reader: &mut Reader<'_>) -> Option<()> {
    token.issued = Some(u64::from(reader.u32()?));
    token.salt = reader.u32()?;
    let expires = u64::from(reader.u32()?);
    token.expires = (expires > 0).then_some(expires);
    for _ in 0..reader.u16()? {
        reader.u16()?;
        reader.block()?;
    }
    Some(())
}
