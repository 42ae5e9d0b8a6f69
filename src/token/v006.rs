//! Version 006: App ID in clear, then base64 of signature, two CRC-32 and a list of privileges.
//!
//! One rule: a whole token has 107 + 8n characters and never ends in `=`; every other length is damage.
//! Layout and lengths after the public builders (`AccessToken`).

use std::cmp::Ordering;

use super::base64;
use super::bytes::{Reader, is_hex32};
use super::model::{Damage, Privilege, Reading, Service, ServiceKind, Token, Version};

/// Characters before the base64 part: version and App ID.
const HEAD: usize = 35;
/// Bytes before the message: signature with its length, two CRC-32, the message's length.
const FIXED: usize = 44;
/// The builders write the time of making plus one day.
const DAY: u64 = 86_400;
/// The builders know 15 privileges.
const MOST_PRIVILEGES: usize = 40;
/// Number of the RTM login privilege.
const RTM_LOGIN: u16 = 1000;

/// Reads a text that starts with `006`.
pub(super) fn read(text: &str) -> Reading {
    let mut token = Token::new(Version::V006);
    let Some(app_id) = text.get(3..HEAD).filter(|id| is_hex32(id)) else {
        return headless(text, token);
    };
    token.app_id = Some(app_id.to_owned());
    let body = base64::decode(&text[HEAD..]);
    let why = fill(&mut token, &body.bytes).or_else(|| damage(&body));
    match why {
        None => Reading::Decoded(token),
        Some(why) => Reading::Broken { why: locate(why, &body, text.len()), token },
    }
}

/// A text that ends or goes wrong within the App ID: a token only if it is long enough to be one.
fn headless(text: &str, token: Token) -> Reading {
    let hex = text[3..].bytes().take_while(u8::is_ascii_hexdigit).count();
    // Exactly 32 hexadecimal digits are an App ID or a hash.
    if hex + 3 == text.len() && (17..32).contains(&hex) && hex != 29 {
        return Reading::Broken { why: Damage::Cut(None), token };
    }
    let foreign = hex + 3;
    let long = text.len() >= 100 && text.is_ascii() && !text.contains(' ');
    if long { Reading::Broken { why: Damage::Foreign(foreign), token } } else { Reading::NotAToken }
}

/// Fills the fields; `None` when the bytes are exactly a token.
fn fill(token: &mut Token, bytes: &[u8]) -> Option<Damage> {
    let mut reader = Reader::new(bytes);
    if let Some(length) = reader.u16()
        && length != 32
    {
        return Some(Damage::Altered);
    }
    let Some(length) = fill_fixed(token, &mut reader) else {
        return Some(Damage::Cut(None));
    };
    let count = usize::from(length).saturating_sub(10) / 6;
    let message = &reader.rest()[..reader.rest().len().min(usize::from(length))];
    let plausible = count <= MOST_PRIVILEGES && usize::from(length) == 10 + 6 * count;
    if !plausible || !fill_message(token, message, count) {
        *token = Token { app_id: token.app_id.take(), ..Token::new(Version::V006) };
        return Some(Damage::Altered);
    }
    token.signed = message.to_vec();
    match bytes.len().cmp(&(FIXED + usize::from(length))) {
        Ordering::Less => Some(Damage::Cut(Some(0))),
        Ordering::Equal => None,
        Ordering::Greater => Some(Damage::Surplus(0)),
    }
}

/// Fills what stands before the message, and gives the message's length; `None` when the bytes end before.
fn fill_fixed(token: &mut Token, reader: &mut Reader<'_>) -> Option<u16> {
    token.signature = reader.take(32)?.to_vec();
    token.channel_crc = Some(reader.u32()?);
    token.uid_crc = Some(reader.u32()?);
    reader.u16()
}

/// Fills what the message says; `false` when its own count of privileges contradicts its length.
fn fill_message(token: &mut Token, message: &[u8], count: usize) -> bool {
    let mut reader = Reader::new(message);
    token.salt = reader.u32().unwrap_or_default();
    let Some(stamp) = reader.u32() else {
        return true;
    };
    token.issued = u64::from(stamp).checked_sub(DAY);
    let Some(written) = reader.u16() else {
        return true;
    };
    let (mut rtc, mut rtm) = (Service::new(ServiceKind::Rtc), Service::new(ServiceKind::Rtm));
    while let (Some(number), Some(expires)) = (reader.u16(), reader.u32()) {
        let expires = (expires != 0).then_some(u64::from(expires));
        let service = if number == RTM_LOGIN { &mut rtm } else { &mut rtc };
        service.privileges.push(Privilege { number, expires });
    }
    token.services.extend([rtc, rtm].into_iter().filter(|service| !service.privileges.is_empty()));
    token.expires = token.services.iter().find_map(Service::entry).and_then(|entry| entry.expires);
    usize::from(written) == count
}

/// Damage that the bytes do not show.
fn damage(body: &base64::Decoded) -> Option<Damage> {
    if body.foreign.is_some() {
        return Some(Damage::Foreign(0));
    }
    (body.padding > 0 || body.spare_bits).then_some(Damage::Altered)
}

/// Puts places and counts of characters in.
fn locate(why: Damage, body: &base64::Decoded, length: usize) -> Damage {
    match (why, body.foreign) {
        (Damage::Altered, None) => Damage::Altered,
        (_, Some(at)) => Damage::Foreign(HEAD + at),
        (Damage::Surplus(_), None) => Damage::Surplus(length.saturating_sub(whole(body))),
        (Damage::Cut(Some(_)), None) => Damage::Cut(Some(whole(body).saturating_sub(length))),
        (other, None) => other,
    }
}

/// Characters of the whole token, by the message's length in it.
fn whole(body: &base64::Decoded) -> usize {
    let message = body.bytes.get(FIXED - 2..FIXED).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]));
    HEAD + (FIXED + usize::from(message)) / 3 * 4
}
