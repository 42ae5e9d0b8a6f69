//! Places in a text and what stands there.
//!
//! Rule of the room: places never overlap in the result; the first one wins.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

/// Fewest characters of a secret whose hash cannot be turned back by guessing.
const HASHED: usize = 16;

/// A secret, with its plain spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    pub kind: &'static str,
    pub plain: String,
}

impl Secret {
    /// What is shown instead of it.
    pub fn tag(self) -> String {
        if self.kind == PASSWORD || self.plain.chars().count() < HASHED {
            return "<secret>".to_owned();
        }
        let mut tag = format!("<{}#", self.kind);
        for byte in Sha256::digest(self.plain.as_bytes()).iter().take(3) {
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('>');
        tag
    }
}

/// Kind of a secret that people choose and others can guess; it never gets a hash.
pub(super) const PASSWORD: &str = "password";

/// Kind of a secret of unknown make.
pub(super) const OTHER: &str = "secret";

/// Something found at a place.
pub(super) type Found<T> = (Range<usize>, T);

/// Replaces every found place by what `tag` says; returns the number of places.
pub(super) fn replace<T>(text: &str, mut found: Vec<Found<T>>, mut tag: impl FnMut(T) -> String) -> (Cow<'_, str>, u64) {
    if found.is_empty() {
        return (Cow::Borrowed(text), 0);
    }
    found.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
    let mut out = String::with_capacity(text.len());
    let (mut done, mut count) = (0, 0);
    for (place, thing) in found {
        let Some(before) = text.get(done..place.start) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&tag(thing));
        done = place.end;
        count += 1;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (Cow::Owned(out), count)
}

/// Names of the tags of ours.
const TAGS: [&str; 19] = [
    OTHER,
    "jwt",
    "aws-key",
    "stream-key",
    "token:001",
    "token:002",
    "token:003",
    "token:004",
    "token:005",
    "token:006",
    "token:007",
    "token:signaling",
    "ip",
    "email",
    "user",
    "device",
    "app",
    "channel",
    "uid",
];

/// Whether `text` is a tag of ours, such as `<ip#1>`, `<secret>` or `<token:007#683cf6>`.
pub(super) fn is_tag(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) else {
        return false;
    };
    let (name, number) = inner.split_once('#').unwrap_or((inner, ""));
    TAGS.contains(&name) && (number.is_empty() == (inner == OTHER)) && number.len() <= 10 && number.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether the word at `start` stands inside a tag of ours.
pub(super) fn in_tag(text: &str, start: usize) -> bool {
    let low = start.saturating_sub(12);
    let Some(open) = memchr::memrchr(b'<', &text.as_bytes()[low..start]) else {
        return false;
    };
    let rest = &text[low + open..];
    let shown = rest.as_bytes().iter().take(32).position(|b| *b == b'>');
    shown.is_some_and(|end| is_tag(&rest[..=end]))
}

/// Whether a tag of ours begins at `at`.
pub(super) fn tag_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at) == Some(&b'<') && in_tag(text, at + 1)
}
