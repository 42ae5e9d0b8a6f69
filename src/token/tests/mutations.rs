//! Damaged tokens: never a panic, never a good signature on changed content.

use super::{ALL, Numbers, Vector};
use crate::token::base64;
use crate::token::{Damage, MAX_INPUT, Moment, ProblemKind, Reading, Zone, check, explain, find, read, verify};

/// Runs everything on one text.
fn exercise(text: &str, vector: &Vector) -> Reading {
    let reading = read(text);
    let mut call = vector.call();
    let (utc, local) = (Moment::Utc, Moment::Local);
    for (at, zone) in [
        (None, Zone::Unknown),
        (Some(utc(u64::MAX)), Zone::Unknown),
        (Some(local(i64::MIN)), Zone::Offset(i32::MIN)),
        (Some(local(1_750_000_000)), Zone::Unknown),
    ] {
        call.at = at;
        let problems = check(&reading, &call, Some(u64::MAX), zone);
        assert!(problems.is_sorted_by_key(|problem| problem.certainty));
        let page = explain(&reading, &problems, None, true);
        assert!(page.ends_with('\n'));
    }
    for place in find(text) {
        assert!(text.get(place).is_some());
    }
    reading
}

/// A signature may fit only when every field is the same as before.
fn refused(text: &str, reading: &Reading, vector: &Vector) {
    if verify(reading, &vector.certificate, &vector.call()) == Some(true) {
        let (Reading::Decoded(seen), Reading::Decoded(original)) = (reading, read(&vector.token)) else {
            panic!("{}: a damaged token with a good signature", vector.name);
        };
        let same = (&seen.app_id, &seen.services, seen.issued, seen.expires, &seen.signature)
            == (&original.app_id, &original.services, original.issued, original.expires, &original.signature);
        assert!(same, "{}: {text}", vector.name);
    }
}

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

fn mutate(token: &str, numbers: &mut Numbers) -> String {
    let mut bytes = token.as_bytes().to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len());
        let middle = bytes.len() / 2;
        let letter = LETTERS[numbers.below(LETTERS.len())];
        match numbers.below(7) {
            0 => bytes.insert(at, letter),
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at.max(1)),
            3 => bytes.swap(at, middle),
            4 => bytes[at] ^= 0x20,
            5 => bytes.extend_from_slice(&[letter; 3]),
            _ => bytes[at] = letter,
        }
        if bytes.is_empty() {
            bytes.push(b'0');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn thousands_of_mutations() {
    let mut numbers = Numbers(7);
    for vector in ALL.iter() {
        for _ in 0..80 {
            let text = mutate(&vector.token, &mut numbers);
            let reading = exercise(&text, vector);
            refused(&text, &reading, vector);
        }
    }
}

#[test]
fn one_changed_character_of_a_007_token_is_always_seen() {
    for vector in ALL.iter().filter(|vector| vector.version == "007") {
        for at in 3..vector.token.len() {
            let mut bytes = vector.token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'Q' { b'R' } else { b'Q' };
            let text = String::from_utf8(bytes).expect("ASCII");
            let reading = read(&text);
            let seen = !matches!(reading, Reading::Decoded(_)) || verify(&reading, &vector.certificate, &vector.call()) == Some(false);
            let same_content = matches!(&reading, Reading::Decoded(token)
                if *token == super::decoded(&vector.token));
            assert!(seen || same_content, "{} at {at}", vector.name);
        }
    }
}

#[test]
fn every_cut_is_a_cut() {
    for vector in ALL.iter() {
        let whole = super::decoded(&vector.token);
        for end in 0..vector.token.len() {
            let text = &vector.token[..end];
            let reading = exercise(text, vector);
            match &reading {
                // Only the padding is gone: nothing is lost.
                Reading::Decoded(token) => {
                    let padding = vector.token[end..].bytes().all(|byte| byte == b'=');
                    let shorter = vector.version == "002" && token.version.name() == "001" || vector.version == "signaling";
                    assert!(padding || shorter, "{} at {end}", vector.name);
                }
                Reading::Broken { why, token } => {
                    let cut = matches!(why, Damage::Cut(_));
                    assert!(cut, "{} at {end}: {why:?}", vector.name);
                    if let Damage::Cut(Some(missing)) = why {
                        assert_eq!(end + missing, vector.token.len(), "{} at {end}", vector.name);
                    }
                    assert!(token.app_id.is_none() || token.app_id == whole.app_id);
                    assert!(token.issued.is_none() || token.issued == whole.issued);
                    assert!(token.expires.is_none() || token.expires == whole.expires);
                }
                Reading::NotAToken | Reading::Masked(_) => {}
            }
        }
    }
}

#[test]
fn a_cut_007_token_keeps_app_id_and_times() {
    for vector in ALL.iter().filter(|vector| vector.version == "007" && vector.token.len() > 130) {
        // A long token starts with the code tables of its stream.
        let end = if vector.token.len() > 300 { 250 } else { 130 };
        let Reading::Broken { token, .. } = read(&vector.token[..end]) else {
            panic!("{}: not cut", vector.name);
        };
        assert_eq!(token.app_id.as_deref(), Some(vector.app_id.as_str()), "{}", vector.name);
        assert_eq!(token.issued, vector.issued, "{}", vector.name);
        assert_eq!(token.expires, vector.expires, "{}", vector.name);
    }
}

#[test]
fn any_bytes() {
    let mut numbers = Numbers(11);
    let vector = &ALL[0];
    let heads = ["", "006", "007", "007eJx", "005AQAoA", "004", "1:", "0***", "\\u00", "%", "007 "];
    for round in 0..2000 {
        let length = numbers.below(300);
        let bytes: Vec<u8> = (0..length).map(|_| numbers.next().to_le_bytes()[0]).collect();
        let text = format!("{}{}", heads[round % heads.len()], String::from_utf8_lossy(&bytes));
        exercise(&text, vector);
    }
}

#[test]
fn long_texts_are_not_looked_at() {
    let vector = &ALL[0];
    let text = vector.token.clone() + &"A".repeat(MAX_INPUT);
    let Reading::Broken { why, token } = read(&text) else { panic!("not broken") };
    assert_eq!((why, token.length), (Damage::TooLong, text.len()));
    let problems = check(&read(&text), &vector.call(), None, Zone::Unknown);
    assert!(problems.iter().any(|problem| problem.kind == ProblemKind::Damaged));
    assert_eq!(read(&"x".repeat(MAX_INPUT + 1)), Reading::NotAToken);
    assert_eq!(read(&"日".repeat(MAX_INPUT)), Reading::NotAToken);
    let blob = "A".repeat(3 * MAX_INPUT) + &vector.token + &"B".repeat(3 * MAX_INPUT);
    for place in find(&blob) {
        assert!(place.len() <= MAX_INPUT);
    }
}

#[test]
fn a_bomb_stays_small() {
    use std::io::Write as _;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&[32u8; 4]).and_then(|()| packer.write_all(&vec![0u8; 2_000_000])).expect("in memory");
    let bytes = packer.finish().expect("in memory");
    assert!(bytes.len() < 3000);
    let text = "007".to_owned() + &encode(&bytes);
    assert!(matches!(read(&text), Reading::Broken { .. }));
}

#[test]
fn left_over_bits_are_an_alteration() {
    let mut count = 0;
    for vector in ALL.iter().filter(|vector| vector.token.ends_with('=')) {
        let plain = vector.token.trim_end_matches('=');
        let last = plain.bytes().next_back().expect("not empty");
        let at = LETTERS.iter().position(|letter| *letter == last).expect("base64");
        let next = char::from(LETTERS[at + 1]);
        let padding = &vector.token[plain.len()..];
        let text = format!("{}{next}{padding}", &plain[..plain.len() - 1]);
        let Reading::Broken { why, .. } = read(&text) else { panic!("{}", vector.name) };
        assert_eq!(why, Damage::Altered, "{}", vector.name);
        count += 1;
    }
    assert!(count > 10, "{count}");
}

#[test]
fn a_006_token_counts_its_privileges() {
    for vector in ALL.iter().filter(|vector| vector.version == "006") {
        let (head, body) = vector.token.split_at(35);
        let mut bytes = base64::decode(body).bytes;
        bytes[52] += 1;
        let text = head.to_owned() + &encode(&bytes);
        assert_eq!(text.len(), vector.token.len());
        let Reading::Broken { why, token } = read(&text) else { panic!("{}", vector.name) };
        assert_eq!(why, Damage::Altered, "{}", vector.name);
        assert!(token.services.is_empty() && token.channel_crc.is_none(), "{}", vector.name);
    }
}

/// Base64 without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0u8; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(group);
        for place in 0..=chunk.len() {
            let digit = (bits >> (18 - 6 * place)) & 63;
            text.push(char::from(LETTERS[usize::try_from(digit).expect("below 64")]));
        }
    }
    text
}
