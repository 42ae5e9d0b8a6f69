//! Arguments of a callback that stand there as bare numbers: `onConnectionStateChanged { channelId: 'a' } 5 8`.
//!
//! One rule: nothing but these numbers may stand behind the name, beside objects, quotations and signs; a word makes it prose. Only
//! behind a selector, `-[Call rtcEngine:connectionChangedToState:reason:]`, which a method prints of itself, words of any language may.

use super::callback::{is_failed_state, value_entry};
use crate::catalogue::{Entry, Family};
use smallvec::SmallVec;

/// Most numbers that a callback with a reason has.
const MOST: usize = 3;

/// A reason, where it stands, whether the callback failed and whether it says so itself.
pub(super) type Reason = (&'static Entry, usize, (bool, bool));

/// Reads the reason, and the state before it where the family has one.
pub(super) fn read(family: &'static Family, callback: &str, args: &str, spoken: bool) -> Option<Reason> {
    let numbers = numbers(args, spoken)?;
    let (state, reason) = match (family.failed_states.is_empty(), numbers.as_slice()) {
        (true, [reason] | [reason, _]) => (None, reason),
        // Delegates on Apple platforms give the source last, all others first.
        (false, [state, reason, _]) if callback.ends_with("OfState") => (Some(state), reason),
        (false, [state, reason] | [_, state, reason]) => (Some(state), reason),
        _ => return None,
    };
    let entry = value_entry(family, &args[reason.0..reason.1])?;
    let failed = state.map_or((true, false), |(from, to)| (is_failed_state(family, &args[*from..*to]), true));
    Some((entry, reason.0, failed))
}

/// The places of all numbers, if nothing else stands there; words too when the callback speaks.
fn numbers(args: &str, spoken: bool) -> Option<SmallVec<[(usize, usize); MOST]>> {
    let bytes = args.as_bytes();
    let (mut found, mut at) = (SmallVec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'{' => at = behind(args, at, '}')?,
            // What the app says of the numbers: `0 (0=mic, 1=camera)`.
            b'(' if !found.is_empty() => at = behind(args, at, ')')?,
            // Of a quotation that ends here.
            b'\'' | b'"' if at == 0 || !found.is_empty() => at += 1,
            quote @ (b'\'' | b'"') => at = behind(args, at + 1, char::from(quote)).unwrap_or(at + 1),
            b'0'..=b'9' => {
                let end = (at..bytes.len()).find(|end| !bytes[*end].is_ascii_digit()).unwrap_or(bytes.len());
                let open = bytes.get(end).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'.' | b'-' | b'_' | b'%'));
                if open || end - at > 4 || found.len() == MOST {
                    return None;
                }
                found.push((at, end));
                at = end;
            }
            b'-' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => return None,
            // Where the line was printed follows.
            b'a' if args[at..].starts_with("at ") && !found.is_empty() => break,
            byte if spoken && (byte.is_ascii_alphabetic() || !byte.is_ascii()) => at = word(bytes, at),
            byte if byte.is_ascii_alphabetic() => at = group(args, at)?,
            byte if byte.is_ascii() => at += 1,
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Behind the rest of a selector: `:reason:sourceType: 3 30 2`. Its words label nothing.
pub(super) fn selector(args: &str) -> usize {
    let letters = |byte: u8| byte.is_ascii_alphabetic() || byte == b':';
    let end = args.bytes().position(|byte| !letters(byte)).unwrap_or(args.len());
    if end > 1 && args.starts_with(':') && args[..end].ends_with(':') { end } else { 0 }
}

/// Behind an object with a name, `RtcConnection(channelId: a)`, or an address; any other word ends the search.
fn group(args: &str, at: usize) -> Option<usize> {
    let bytes = args.as_bytes();
    let end = (at..bytes.len()).find(|end| !bytes[*end].is_ascii_alphanumeric())?;
    if args[end..].starts_with("://") {
        return behind(args, end, ' ');
    }
    let (open, close) = (*bytes.get(end)?, if bytes[end] == b'(' { ')' } else { '}' });
    if matches!(open, b'(' | b'{') { behind(args, end, close) } else { None }
}

/// Behind a word in any language, with the digits in it.
fn word(bytes: &[u8], at: usize) -> usize {
    (at..bytes.len()).find(|end| bytes[*end].is_ascii() && !bytes[*end].is_ascii_alphanumeric()).unwrap_or(bytes.len())
}

fn behind(args: &str, at: usize, close: char) -> Option<usize> {
    Some(at + args[at..].find(close)? + 1)
}

#[cfg(test)]
mod tests {
    use super::{numbers, selector};

    #[test]
    fn bare_numbers_are_read_and_prose_is_not() {
        let all = |args: &str, spoken: bool| {
            numbers(args, spoken).map(|found| found.iter().map(|(from, to)| &args[*from..*to]).collect::<Vec<_>>().join(" "))
        };
        let found = |args: &str| all(args, false);
        for (args, wanted) in [
            (": { channelId: 'room-110', localUid: 17 } 5 8", "5 8"),
            ("', { channelId: 'room-110', localUid: 17 }, 5, 8", "5 8"),
            (", \"rtmp://push.example/live/17\", 4, 2 at pages/live.nvue:166", "4 2"),
            (" RtcConnection(channelId: a1, localUid: 3) 5 8", "5 8"),
            ("[3,2]", "3 2"),
            ("(5, 8)", "5 8"),
            (": 0 (0=mic, 1=camera)", "0"),
            (": 1", "1"),
            (" rtmps://push.example.com:443/rtmp/k 4 3", "4 3"),
        ] {
            assert_eq!(found(args).as_deref(), Some(wanted), "{args}");
        }
        assert_eq!(selector(":reason:sourceType: 3 30 2"), 19);
        for prose in ["", " 5 of 8 hosts", " took 5 ms", " -3", " 5 8 3 1", " 3.5", " state", ": 12345", " 5%", " 错误 5"] {
            assert_eq!(found(prose), None, "{prose}");
        }
        for (said, wanted) in [("] état 5, raison 8", "5 8"), (") 状态 3 错误 2", "3 2"), ("] Kanal q7: 5, 8", "5 8")] {
            assert_eq!((found(said), all(said, true).as_deref()), (None, Some(wanted)), "{said}");
        }
        assert_eq!(all("] 12345 bytes in state 5", true), None);
    }
}
