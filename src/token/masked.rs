//! Tokens whose middle was replaced by stars, as the SDK's own logs write them.
//!
//! One rule: only what the visible characters prove is said.
//! The engine keeps the first and last character (`0****=`), Iris four on each side (`006c***************AWpk`).

use std::ops::RangeInclusive;

use super::base64;
use super::model::Version;

/// Most visible characters on one side.
const MOST_VISIBLE: usize = 40;

/// Ends that tokens of this version can have: 2013 to 2100. Others come from masks of something else.
const YEARS: RangeInclusive<u64> = 1_356_998_400..=4_102_444_800;
/// Smaller ends are numbers of seconds by mistake: three years.
const LONGEST_LIFE: u64 = 100_000_000;

/// A masked value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Characters before the stars. The same head and tail twice: the same token, most likely.
    pub head: String,
    /// Characters after the stars.
    pub tail: String,
    /// Format, where the visible characters show it.
    pub version: Option<Version>,
    /// The version is written out; otherwise it is told from one character on each side.
    pub sure: bool,
    /// 006 with four characters at the end: when its last privilege ends, to 256 seconds. Epoch seconds.
    pub expires: Option<RangeInclusive<u64>>,
    /// 006 with more than three characters at the start: how its App ID begins.
    pub app_id_start: String,
}

impl Masked {
    /// No known token starts with these characters.
    #[must_use]
    pub fn foreign(&self) -> bool {
        let head = self.head.as_bytes();
        match head {
            [b'0', b'0', b'7', next, ..] => *next != b'e',
            [] | [b'0' | b'1'] | [b'0', b'0'] | [b'1', b':', ..] | [b'0', b'0', b'3'..=b'7', ..] => false,
            // 001 and 002 start with the signature, any hexadecimal digits; nobody uses them any more.
            _ => true,
        }
    }
}

/// Reads a value with stars in the middle; `None` when there are none.
pub(super) fn read(text: &str) -> Option<Masked> {
    let start = text.find(['*', '…', '.'])?;
    let (head, rest) = text.split_at(start);
    let tail = rest.trim_start_matches(['*', '…', '.']);
    let hidden = &rest[..rest.len() - tail.len()];
    let enough = hidden.contains('…') || hidden.len() >= 3;
    let visible =
        |part: &str| part.len() <= MOST_VISIBLE && part.bytes().all(|b| base64::is_digit(b) || matches!(b, b'=' | b':' | b'-' | b'_'));
    if !enough || !visible(head) || !visible(tail) {
        return None;
    }
    let (version, sure) = version(head, tail);
    let six = version == Some(Version::V006);
    Some(Masked {
        head: head.to_owned(),
        tail: tail.to_owned(),
        version,
        sure,
        expires: six.then(|| expiry(tail)).flatten(),
        app_id_start: if six { head[3..].to_ascii_lowercase() } else { String::new() },
    })
}

fn version(head: &str, tail: &str) -> (Option<Version>, bool) {
    let written = match head.get(..3) {
        Some("007") => Some(Version::V007),
        Some("006") => Some(Version::V006),
        Some("005") => Some(Version::V005),
        Some("004") => Some(Version::V004),
        Some("003") => Some(Version::V003),
        _ => None,
    };
    if written.is_some() {
        return (written, true);
    }
    match head {
        "0" | "00" if tail.ends_with('=') => (Some(Version::V007), false),
        "1" => (Some(Version::Signaling), false),
        _ => (head.starts_with("1:").then_some(Version::Signaling), true),
    }
}

/// The last four characters of a 006 token are the upper three bytes of the last privilege's end.
fn expiry(tail: &str) -> Option<RangeInclusive<u64>> {
    let last = tail.get(tail.len().checked_sub(4)?..)?;
    let bytes = base64::decode(last).bytes;
    let [low, middle, high] = bytes.try_into().ok()?;
    let start = u64::from(u32::from_le_bytes([0, low, middle, high]));
    let seconds = start < LONGEST_LIFE;
    (start > 0 && (seconds || YEARS.contains(&start))).then_some(start..=start + 255)
}

#[cfg(test)]
mod tests {
    use super::{Version, read};

    #[test]
    fn every_way_sdks_mask() {
        for (text, version, sure, foreign) in [
            ("006c***************AWpk", Some(Version::V006), true, false),
            ("007e***************f458", Some(Version::V007), true, false),
            ("007x***************f458", Some(Version::V007), true, true),
            ("0****=", Some(Version::V007), false, false),
            ("0****x", None, true, false),
            ("1****x", Some(Version::Signaling), false, false),
            ("2a7***445", None, true, true),
            ("2a7***…445", None, true, true),
            ("006***", Some(Version::V006), true, false),
            ("****", None, true, false),
            ("007eJx...f458", Some(Version::V007), true, false),
        ] {
            let masked = read(text).unwrap_or_else(|| panic!("{text} is masked"));
            let seen = (masked.version, masked.sure, masked.foreign());
            assert_eq!(seen, (version, sure, foreign), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_masked() {
        for text in ["", "007eJx", "a.b", "a**b", "the ... end of it", "** *", "*** Error 7"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn expiry_to_256_seconds() {
        // AWpk = 01 6a 64: between 0x646a0100 and 0x646a01ff.
        let masked = read("006c***************AWpk").expect("masked");
        assert_eq!(masked.expires, Some(0x646a_0100..=0x646a_01ff));
        assert_eq!(masked.app_id_start, "c");
        assert_eq!(read("006c***AAAA").and_then(|masked| masked.expires), None);
        assert_eq!(read("006c***7f4f").and_then(|masked| masked.expires), None);
        assert_eq!(read("006c***pk").and_then(|masked| masked.expires), None);
    }
}
