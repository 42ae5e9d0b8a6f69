//! What has to stand behind the letters of an anchor, and before a negative number.
//!
//! One rule: everything here looks at a bounded stretch of text, or at a run of bytes that no other anchor looks at.

use crate::pattern::bits;

/// A digit.
const DIGIT: char = '#';
/// Neither a letter nor `_`.
const NO_LETTER: char = '~';
/// Up to sixteen bytes that are no letters and no digits, then a digit.
const NUMBER: char = '…';
/// Any bytes that are no letters and no digits, then a number that is not zero.
const CODE: char = '№';
/// Any run of bytes that are no letters and no digits and of the words of [`GLUE`], then a number that is not zero.
const GLUED_CODE: char = '»';
/// Up to sixteen bytes that are no letters and no digits, then the seconds since 1970 of our days.
const EPOCH: char = '¹';
/// Any bytes that are no letters and no digits, then a constant: a capital letter and one more, a digit or `_`.
const CAPITALS: char = '↑';
/// Any bytes that are no letters and no digits, then a letter.
const LETTER: char = 'ª';
/// Up to nineteen characters that are no digits, then three digits.
const NEAR_CODE: char = '‡';
/// Any `-`, then the end of a text, a line or a quotation.
const END: char = '¶';
/// A capital letter.
const CAPITAL: char = '△';

/// All of them.
pub const MARKS: [char; 11] = [DIGIT, NO_LETTER, NUMBER, CODE, GLUED_CODE, EPOCH, CAPITALS, LETTER, NEAR_CODE, END, CAPITAL];

/// Words that may stand between an error and its number.
pub const GLUE: &[&str] = &[
    "o", "or", "ore", "eur", "ing", "code", "err", "error", "event", "sdk", "rtc", "agora", "callback", "handler", "cb", "number", "id",
    "is", "with", "value", "args", "data", "payload", "result", "called", "fired", "received", "happened", "occurred", "thrown", "raised",
    "reported",
];
/// Words before a negative number that make it worth a look whatever stands behind it; so does a byte beyond ASCII.
pub const LOUD: &[&str] =
    &["ret", "res", "err", "cod", "fai", "got", "tatus", "val", "nab", "oul", "rc", "evol", "evuel", "efer", "envo", "estit", "ject", ">"];
/// How far behind such a word the number may stand, in bytes that are no spaces.
pub const LOUD_REACH: u8 = 60;

/// Words of results that may stand before a number without a space: `ret-3`.
const GLUED: &[&[u8]] = &[b"ret", b"return", b"result", b"code", b"failed", b"err", b"error"];

/// What a mark stands for follows.
pub fn follows(text: &[u8], mark: char) -> bool {
    match mark {
        NO_LETTER => text.first().is_none_or(|byte| !byte.is_ascii_alphabetic() && *byte != b'_'),
        DIGIT => text.first().is_some_and(u8::is_ascii_digit),
        CAPITAL => text.first().is_some_and(u8::is_ascii_uppercase),
        NUMBER => behind_gap(text, GAP).first().is_some_and(u8::is_ascii_digit),
        CODE => is_code(behind_gap(text, usize::MAX)),
        GLUED_CODE => glued_code(text),
        NEAR_CODE => near_code(text),
        EPOCH => is_epoch(behind_gap(text, GAP)),
        // In JSON the letter behind `\` may be one as well as not.
        LETTER => text.iter().find(|byte| byte.is_ascii_alphanumeric() || **byte == b'\n').is_some_and(u8::is_ascii_alphabetic),
        CAPITALS => matches!(behind_gap(text, usize::MAX), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9' | b'_', ..]),
        _ => matches!(text.iter().find(|byte| **byte != b'-'), None | Some(b'\r' | b'\n' | b'"' | b'\\')),
    }
}

/// The ASCII bytes with which a text may begin that [`follows`] takes, as bits.
pub fn firsts(mark: char) -> u128 {
    let gap = |byte: u8| !byte.is_ascii_alphanumeric() && byte != b'\n';
    let may = |byte: u8| match mark {
        NO_LETTER => !byte.is_ascii_alphabetic() && byte != b'_',
        DIGIT => byte.is_ascii_digit(),
        CAPITAL => byte.is_ascii_uppercase(),
        NUMBER | CODE | EPOCH => gap(byte) || byte.is_ascii_digit(),
        GLUED_CODE => gap(byte) || byte.is_ascii_digit() || GLUE.iter().any(|word| word.as_bytes()[0] == byte.to_ascii_lowercase()),
        LETTER => gap(byte) || byte.is_ascii_alphabetic(),
        CAPITALS => gap(byte) || byte.is_ascii_uppercase(),
        NEAR_CODE => byte != b'\n',
        _ => matches!(byte, b'-' | b'\r' | b'\n' | b'"' | b'\\'),
    };
    (0..128).filter(|byte| may(*byte)).map(|byte| 1 << byte).sum()
}

/// Longest gap between a word and any number, in bytes.
const GAP: usize = 16;

/// What stands behind so many bytes that are no letters and no digits. In JSON a letter behind `\` is one of them.
fn behind_gap(text: &[u8], most: usize) -> &[u8] {
    let mut at = 0;
    while at < most {
        at += match text[at..] {
            [b'\\', b'a'..=b'z', ..] => 2,
            [byte, ..] if !byte.is_ascii_alphanumeric() && byte != b'\n' => 1,
            _ => break,
        }
    }
    &text[at..]
}

/// Seconds or milliseconds since 1970, of the years from 2017 on.
fn is_epoch(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    matches!(digits, 10 | 13) && matches!(text, [b'1', b'5'..=b'9', ..])
}

/// A number other than zero begins here.
fn is_code(text: &[u8]) -> bool {
    matches!(text, [b'1'..=b'9', ..] | [b'0', b'0'..=b'9', ..])
}

/// Three digits stand near.
fn near_code(text: &[u8]) -> bool {
    let begins = |byte: &u8| !(0x80..0xc0).contains(byte);
    let starts = text.iter().enumerate().filter(|(_, byte)| begins(byte));
    let number = starts.take(20).find(|(_, byte)| byte.is_ascii_digit() || **byte == b'\n');
    number.is_some_and(|(at, _)| text[at..].iter().take(3).filter(|byte| byte.is_ascii_digit()).count() == 3)
}

/// Longest run of [`GLUE`], in bytes: as many as a number has bits.
const MAX_GLUE: usize = 128;

/// A place as a bit, if there is one for it.
fn bit(at: usize) -> u128 {
    if at < MAX_GLUE { 1 << at } else { 0 }
}

/// Behind a run of [`GLUE`] stands a number other than zero. No glue holds a digit, so it is the first number, or none.
fn glued_code(text: &[u8]) -> bool {
    // The places that the run may reach, as bits.
    let mut reached = 1_u128;
    for (at, byte) in text.iter().take(MAX_GLUE).enumerate() {
        let here = reached >> at;
        if byte.is_ascii_digit() {
            return here & 1 == 1 && is_code(&text[at..]);
        }
        if here == 0 || *byte == b'\n' {
            return false;
        }
        if here & 1 == 1 {
            reached |= glue(&text[at..], at);
        }
    }
    false
}

/// Where the words and other bytes end that may go on a run of [`GLUE`] here, as bits.
fn glue(rest: &[u8], at: usize) -> u128 {
    let byte = rest[0];
    if byte.is_ascii_alphabetic() {
        let words = bits(GLUE_BY_LETTER[usize::from(byte.to_ascii_lowercase() - b'a')].into()).map(|word| GLUE[word].as_bytes());
        let words = words.filter(|word| rest.get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word)));
        return words.fold(0, |ends, word| ends | bit(at + word.len()));
    }
    let escaped = byte == b'\\' && rest.get(1).is_some_and(u8::is_ascii_lowercase);
    bit(at + 1) | if escaped { bit(at + 2) } else { 0 }
}

/// The words of [`GLUE`] that begin with a letter, as bits.
static GLUE_BY_LETTER: [u32; 26] = {
    let (mut words, mut at) = ([0; 26], 0);
    while at < GLUE.len() {
        words[(GLUE[at].as_bytes()[0] - b'a') as usize] |= 1 << at;
        at += 1;
    }
    words
};

/// A negative number is worth a look when it ends a clause, when it is as long as codes of messaging are, or when a word of
/// [`LOUD`] stands before it.
pub fn loud_minus(text: &[u8], at: usize) -> bool {
    let rest = &text[at + 1..];
    if !is_code(rest) || !minus(text, at) {
        return false;
    }
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ends = || {
        let behind = rest[digits..].iter().find(|byte| **byte == b'\n' || !is_space(**byte));
        behind.is_none_or(|byte| !byte.is_ascii_alphanumeric())
    };
    let messaging = || digits == 5 && matches!(rest, [b'1', b'0'..=b'5', b'0', ..]);
    ends() || messaging() || is_loud(&text[..at])
}

/// Bytes before a minus sign in which a loud word is looked for: the longest word, and how far it may be.
const LOUD_WINDOW: usize = 5 + LOUD_REACH as usize;

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// The last so many bytes that are no spaces hold a word of [`LOUD`], or a byte beyond ASCII. One walk without a guess: what stands
/// before a number cannot be foreseen.
fn is_loud(text: &[u8]) -> bool {
    let begins =
        |at: usize| LOUD.iter().any(|word| text[at..].get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word.as_bytes())));
    let (mut left, mut second) = (LOUD_WINDOW, u32::MAX);
    for (at, byte) in text.iter().enumerate().rev() {
        if LOUD_PAIRS[usize::from(*byte)] & second != 0 && (!byte.is_ascii() || begins(at)) {
            return true;
        }
        second = 1 << (byte & 31);
        left -= usize::from(!is_space(*byte));
        if left == 0 {
            break;
        }
    }
    false
}

/// By the byte with which loud words begin, the low bits of what stands second in them, as bits; all behind a byte beyond ASCII.
static LOUD_PAIRS: [u32; 256] = {
    let (mut pairs, mut at) = ([0; 256], 0x80);
    while at < 256 {
        pairs[at] = u32::MAX;
        at += 1;
    }
    at = 0;
    while at < LOUD.len() {
        let word = LOUD[at].as_bytes();
        let second = if word.len() > 1 { 1 << (word[1] & 31) } else { u32::MAX };
        pairs[word[0] as usize] |= second;
        pairs[word[0].to_ascii_uppercase() as usize] |= second;
        at += 1;
    }
    pairs
};

/// A minus sign counts only where a number can start: not inside dates, identifiers and ranges.
pub fn minus(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let Some(last) = before.last() else { return true };
    let small = last.to_ascii_lowercase();
    let ends = |word: &&[u8]| before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word);
    !last.is_ascii_alphanumeric() || GLUED.iter().filter(|word| word[word.len() - 1] == small).any(ends)
}

#[cfg(test)]
mod tests {
    use super::{MARKS, firsts, follows};

    #[test]
    fn a_mark_follows_only_behind_its_first_bytes() {
        let rests = ["", "7", " 7", "12 345", "code 110", "500000000,", " 1735000000", "BC_D", "bc", "\"", "-\r", "\n", "\u{e9} 110"];
        for mark in MARKS {
            let (mut some, firsts) = (false, firsts(mark));
            for first in 0..128_u8 {
                let texts = rests.map(|rest| [&[first], rest.as_bytes()].concat());
                let taken = texts.iter().any(|text| follows(text, mark));
                assert!(!taken || firsts >> first & 1 == 1, "{mark} behind {first:#x}");
                some |= taken;
            }
            assert!(some, "no text that {mark} takes");
        }
    }
}
