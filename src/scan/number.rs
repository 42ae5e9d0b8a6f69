//! Which numbers of a message can be codes.
//!
//! One rule: a number beyond the range or inside a longer token is no code.

use super::mark;
use crate::catalogue::Id;
use crate::pattern::Sign;

/// Families in which zero is a failure.
pub(super) fn zero_fails(domain: &str) -> bool {
    matches!(domain, "rtc.encryption-error" | "rtc.permission")
}

/// The absolute number, when its sign counts; numbers beyond the range are no codes.
pub(super) fn number(text: &str, sign: Sign, domain: &str) -> Option<Id> {
    let value: i64 = text.parse().ok()?;
    let counts = match sign {
        Sign::Any => value != 0,
        Sign::Negative => value < 0,
        Sign::Positive => value > 0,
        Sign::Zero => value != 0 || zero_fails(domain),
    };
    let absolute = u32::try_from(value.unsigned_abs()).ok()?;
    counts.then_some(Id::Number(absolute))
}

/// The number behind this text is a line of a file: `(Engine.java:-1)`.
fn is_place(before: &str) -> bool {
    let name = before.strip_suffix(':').unwrap_or_default();
    let letters = name.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    (1..=5).contains(&letters) && name[..name.len() - letters].ends_with('.')
}

/// The number is not a part of a longer token: `110ms`, `110:5`, `110.2`, `worker-3`.
pub(super) fn alone(message: &str, start: usize, end: usize) -> bool {
    let bytes = message.as_bytes();
    let next = bytes.get(end).copied().unwrap_or(b' ');
    let after = bytes.get(end + 1).copied().unwrap_or(b' ');
    let tail = next.is_ascii_alphabetic()
        || next == b'_'
        || next == b'%'
        || next == b'?'
        || (matches!(next, b'.' | b':' | b'/') && after.is_ascii_digit());
    let behind = message[end..].trim_start();
    let (unit, rest) = behind.split_at(behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len()));
    // `bytes=1104` is a field of its own.
    let is_unit = matches!(unit, "ms" | "msec" | "sec" | "secs" | "seconds" | "fps" | "bytes" | "kbps" | "Hz" | "px")
        && next == b' '
        && !rest.starts_with(['=', ':']);
    let before = start.checked_sub(1).map_or(b' ', |at| bytes[at]);
    let glued = bytes[start] == b'-' && (before == b'_' || !mark::minus(bytes, start));
    !(tail || is_unit || glued || before.is_ascii_digit() || before == b'.' || is_place(&message[..start]))
}

#[cfg(test)]
mod tests {
    use super::alone;

    #[test]
    fn a_number_in_a_place_or_a_name_is_not_alone() {
        let number =
            |text: &str| text.find('-').map(|at| alone(text, at, at + text[at + 1..].bytes().take_while(u8::is_ascii_digit).count() + 1));
        for (text, wanted) in [
            ("joinChannel: -17", true),
            ("leave(Engine.java:-1)", false),
            ("room_-10002", false),
            ("worker-3", false),
            ("took -5 bytes", false),
            ("ret=-5 bytes=1104", true),
        ] {
            assert_eq!(number(text), Some(wanted), "{text}");
        }
    }
}
