//! Version 007: base64 of a zlib stream with everything in clear.
//!
//! One rule: at most 64 KiB come out of a stream, and a token counts as whole only with its Adler-32.
//! Layout after the public builders (`AccessToken2`).

use flate2::{Decompress, FlushDecompress, Status};

use super::base64;
use super::bytes::{Reader, is_hex32};
use super::model::{Damage, Privilege, Reading, Service, ServiceKind, Token, Version};
use super::spelling::Spelling;

/// Most bytes taken out of one stream.
const MAX_INFLATED: usize = 64 * 1024;
/// Characters before the base64 part.
const HEAD: usize = 3;
/// Fewest characters that are called a cut token instead of some other text.
const SHORTEST: usize = 20;

/// Reads a text that starts with `007`.
pub(super) fn read(text: &str) -> Reading {
    let body = base64::decode(&text[HEAD..]);
    if !plausible(text, &body) {
        return Reading::NotAToken;
    }
    let inflated = inflate(&body.bytes);
    let mut token = Token::new(Version::V007);
    let filled = fill(&mut token, &inflated.bytes);
    let why = damage(&body, &inflated, filled);
    match why {
        None => {
            token.spelling.extend((!body.padded()).then_some(Spelling::Unpadded));
            Reading::Decoded(token)
        }
        Some(Damage::Altered) => Reading::Broken { why: Damage::Altered, token: head_only(token) },
        Some(why) => Reading::Broken { why, token },
    }
}

/// Long enough, and for the greater part base64.
fn plausible(text: &str, body: &base64::Decoded) -> bool {
    let zlib = body.bytes.first() == Some(&0x78);
    (zlib && text.len() >= SHORTEST && body.foreign.is_none_or(|at| at >= SHORTEST - HEAD))
        || (text.len() >= 80 && body.foreign.is_none_or(|at| at >= 40))
}

/// After an alteration only what stands before the services is kept, and that only if it looks right.
fn head_only(token: Token) -> Token {
    let mut kept = Token::new(Version::V007);
    if token.app_id.as_deref().is_some_and(is_hex32) {
        kept.app_id = token.app_id;
    }
    kept
}

struct Inflated {
    bytes: Vec<u8>,
    /// Bytes of input that belong to the stream.
    used: usize,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Cut,
    Wrong,
}

/// Inflates in small steps, so that what comes before damage is kept.
fn inflate(packed: &[u8]) -> Inflated {
    const STEP: usize = 8;
    let mut stream = Decompress::new(true);
    let mut bytes = Vec::new();
    let mut buffer = [0u8; 2048];
    let mut end = End::Cut;
    let mut used = 0;
    while used < packed.len() {
        let chunk = &packed[used..packed.len().min(used + STEP)];
        let (before_in, before_out) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(chunk, &mut buffer, FlushDecompress::None);
        let taken = usize::try_from(stream.total_in() - before_in).unwrap_or(0);
        let made = usize::try_from(stream.total_out() - before_out).unwrap_or(0);
        bytes.extend_from_slice(&buffer[..made.min(buffer.len())]);
        used += taken.min(chunk.len());
        match status {
            Ok(Status::StreamEnd) => {
                end = End::Whole;
                break;
            }
            Err(_) => {
                end = End::Wrong;
                break;
            }
            Ok(_) if bytes.len() > MAX_INFLATED || (taken == 0 && made == 0) => {
                end = End::Wrong;
                break;
            }
            Ok(_) => {}
        }
    }
    bytes.truncate(MAX_INFLATED);
    Inflated { bytes, used, end }
}

fn damage(body: &base64::Decoded, inflated: &Inflated, filled: Filled) -> Option<Damage> {
    let spare = body.bytes.len() - inflated.used.min(body.bytes.len());
    match (inflated.end, body.foreign, filled) {
        (End::Wrong, ..) | (_, _, Filled::Wrong) | (End::Whole, _, Filled::Cut) => Some(Damage::Altered),
        (_, Some(at), _) => Some(Damage::Foreign(HEAD + at)),
        (End::Cut, ..) => Some(Damage::Cut(None)),
        (End::Whole, None, Filled::Whole) if spare > 0 => Some(Damage::Surplus(body.digits - (inflated.used * 4).div_ceil(3))),
        (End::Whole, None, Filled::Whole) => body.spare_bits.then_some(Damage::Altered),
    }
}

/// How far the fields could be filled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filled {
    Whole,
    Cut,
    Wrong,
}

fn fill(token: &mut Token, bytes: &[u8]) -> Filled {
    let mut reader = Reader::new(bytes);
    match reader.u16() {
        None => return Filled::Cut,
        Some(32) => {}
        Some(_) => return Filled::Wrong,
    }
    let Some(signature) = reader.take(32) else {
        return Filled::Cut;
    };
    token.signature = signature.to_vec();
    token.signed = reader.rest().to_vec();
    let Some(app_id) = reader.text() else {
        return length_of_app_id(token);
    };
    if !is_hex32(&app_id) {
        return Filled::Wrong;
    }
    token.app_id = Some(app_id);
    fill_rest(token, &mut reader).map_or(Filled::Cut, |()| Filled::Whole)
}

/// An App ID that is not all there: cut, if its length is right as far as it is there.
fn length_of_app_id(token: &Token) -> Filled {
    match token.signed.get(..2) {
        None | Some([32, 0]) => Filled::Cut,
        Some(_) => Filled::Wrong,
    }
}

/// Times and services; `None` when the bytes end before.
fn fill_rest(token: &mut Token, reader: &mut Reader<'_>) -> Option<()> {
    let issued = u64::from(reader.u32()?);
    token.issued = Some(issued);
    let lifetime = u64::from(reader.u32()?);
    token.expires = (lifetime > 0).then_some(issued + lifetime);
    token.salt = reader.u32()?;
    for _ in 0..reader.u16()? {
        let service = service(reader, issued)?;
        let known = !matches!(service.kind, ServiceKind::Other(_));
        token.services.push(service);
        if !known {
            break;
        }
    }
    Some(())
}

fn service(reader: &mut Reader<'_>, issued: u64) -> Option<Service> {
    let mut service = Service::new(kind(reader.u16()?));
    if matches!(service.kind, ServiceKind::Other(_)) {
        return Some(service);
    }
    for _ in 0..reader.u16()? {
        let (number, offset) = (reader.u16()?, reader.u32()?);
        let expires = (offset > 0).then_some(issued + u64::from(offset));
        service.privileges.push(Privilege { number, expires });
    }
    match service.kind {
        ServiceKind::Rtc | ServiceKind::Streaming | ServiceKind::Fcdn => {
            service.channel = Some(reader.text()?);
            service.user = Some(reader.text()?);
        }
        ServiceKind::Apaas => {
            service.channel = Some(reader.text()?);
            service.user = Some(reader.text()?);
            reader.u16()?; // the role
        }
        ServiceKind::Rtm | ServiceKind::Chat => service.user = Some(reader.text()?),
        ServiceKind::Rtm2 => {
            service.user = Some(reader.text()?);
            skip_permissions(reader)?;
        }
        _ => {}
    }
    Some(service)
}

/// RTM permissions: resource type, then permission type, then names. Nothing here needs them.
fn skip_permissions(reader: &mut Reader<'_>) -> Option<()> {
    for _ in 0..reader.u16()? {
        reader.u16()?;
        for _ in 0..reader.u16()? {
            reader.u16()?;
            for _ in 0..reader.u16()? {
                reader.block()?;
            }
        }
    }
    Some(())
}

fn kind(number: u16) -> ServiceKind {
    match number {
        1 => ServiceKind::Rtc,
        2 => ServiceKind::Rtm,
        3 => ServiceKind::Streaming,
        4 => ServiceKind::Fpa,
        5 => ServiceKind::Chat,
        6 => ServiceKind::Fcdn,
        7 => ServiceKind::Apaas,
        8 => ServiceKind::Rtm2,
        9 => ServiceKind::ConvoAi,
        10 => ServiceKind::Stt,
        other => ServiceKind::Other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::{End, MAX_INFLATED, inflate};

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).expect("in memory");
        packer.finish().expect("in memory")
    }

    #[test]
    fn no_more_than_the_cap_comes_out() {
        for (size, whole) in [(0, true), (3000, true), (MAX_INFLATED, true), (2_000_000, false)] {
            let inflated = inflate(&pack(&vec![7; size]));
            assert_eq!(inflated.end == End::Whole, whole, "{size}");
            assert_eq!(inflated.bytes.len(), size.min(MAX_INFLATED), "{size}");
        }
    }
}
