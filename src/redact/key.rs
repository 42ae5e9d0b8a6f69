//! Secrets that only the name of their key gives away.
//!
//! Rule of the room: error codes, API names and words of prose stay; when a key cannot mean
//! anything but a secret (a password), its value goes whatever it looks like.

use super::span::{Found, OTHER, PASSWORD, Secret, is_tag, tag_at};
use super::token;
use super::value::{self, Join, Stop, Value};

/// Words that end the name of a secret's key and what follows them in longer forms.
const WORDS: [(&str, &[&str]); 10] = [
    ("token", &["str", "string", "value"]),
    ("secret", &["str", "string", "value"]),
    ("cert", &["ificate"]),
    ("salt", &[]),
    ("pass", &["word", "wd", "phrase", "code"]),
    ("pwd", &[]),
    ("key", &["id", "_id"]),
    ("credential", &["s"]),
    ("signature", &[]),
    ("密码", &[]),
];

/// Kinds of key that hold a secret, as the end of their name in letters and digits only.
const KEYS: [&str; 16] = [
    "apikey",
    "streamkey",
    "channelkey",
    "encryptionkey",
    "dynamickey",
    "accesskey",
    "accesskeyid",
    "secretkey",
    "privatekey",
    "customerkey",
    "aeskey",
    "authkey",
    "secretaccesskey",
    "signkey",
    "subscriptionkey",
    "joinkey",
];

/// Bytes in one piece that are no code, name or word any more.
const LONG: usize = 512;

/// Values that say something about a secret but are none.
const NEUTRAL: [&str; 30] = [
    "null",
    "(null)",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "void",
    "unknown",
    "empty",
    "invalid",
    "expired",
    "valid",
    "ok",
    "error",
    "failed",
    "failure",
    "success",
    "missing",
    "required",
    "incorrect",
    "wrong",
    "yes",
    "no",
    "string",
    "token",
    "rejected",
    "revoked",
    "bearer",
    "basic",
];

/// Parts of a name that belongs to an error constant or a method, not to a value.
const CODE_LIKE: [&str; 10] = ["err", "invalid", "illegal", "changed", "expire", "bytoken", "missing", "renew", "kicked", "duplicate"];

/// The words, for the trigger list.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(word, _)| *word)
}

/// A secret whose key has a trigger word at `start..end`; `floor` is where free text begins.
pub(super) fn find(text: &str, start: usize, end: usize, floor: usize) -> Option<Found<Secret>> {
    let end = key_end(text, start, end)?;
    let name = value::word_before(text, end, floor.min(start));
    let is_password = password(text.get(start..end)?);
    if text.as_bytes()[start..end].eq_ignore_ascii_case(b"key") || ends_key_id(name) {
        let low = start.saturating_sub(24).max(floor);
        let near = text.get(text.ceil_char_boundary(low)..end).unwrap_or(name);
        let wide = value::compact(near.rsplit('>').next().unwrap_or(near)); // a tag of ours is no part of a name
        if !KEYS.iter().any(|key| wide.ends_with(key)) {
            return None;
        }
    }
    let value = value::after_key(text, end, Stop::Word).or_else(|| bare_argument(text, end, name))?;
    let content = text.get(value.place.clone())?;
    if !is_secret(text, content, &value, name, is_password) {
        return None;
    }
    let kind = if is_password { PASSWORD } else { OTHER };
    Some((value.place.clone(), token::classify(content, kind)))
}

/// Whether the key is `...key id`.
fn ends_key_id(name: &str) -> bool {
    value::compact(name).ends_with("keyid")
}

/// Whether a trigger names a password.
fn password(word: &str) -> bool {
    let word = value::compact(word);
    word.starts_with("pass") || word.starts_with("pwd") || word.is_empty()
}

/// The end of the key word that begins at `start`; `None` when another word only contains it.
fn key_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let word = text.get(start..end)?.to_ascii_lowercase();
    let (_, tails) = WORDS.iter().find(|(trigger, _)| *trigger == word)?;
    let rest = &text.as_bytes()[end..];
    let tail = tails.iter().map(|t| t.len()).find(|n| {
        let head = rest.get(..*n).unwrap_or_default().to_ascii_lowercase();
        tails.iter().any(|t| t.as_bytes() == head)
    });
    let mut end = end + tail.unwrap_or(0);
    if word == "cert" && tail.is_none() && text.as_bytes().get(end) == Some(&b'i') {
        return None;
    }
    end += token::run(text.as_bytes(), end, 2, u8::is_ascii_digit);
    let next = text.as_bytes().get(end);
    let goes_on = next.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (!goes_on).then_some(end)
}

/// `setEncryptionSecret VALUE`, as the 2.x SDK logs the call.
fn bare_argument(text: &str, end: usize, name: &str) -> Option<Value> {
    let bytes = text.as_bytes();
    if !value::compact(name).ends_with("setencryptionsecret") || bytes.get(end) != Some(&b' ') {
        return None;
    }
    let from = end + 1;
    let to = from + token::run(bytes, from, usize::MAX, |b| !b.is_ascii_whitespace() && *b != b',');
    Some(Value { place: from..to, join: Join::Arrow, enclosed: false })
}

/// Whether `content` is worth hiding under the key `name`.
fn is_secret(text: &str, content: &str, value: &Value, name: &str, is_password: bool) -> bool {
    let unescaped = content.trim_end_matches('\\');
    if unescaped.trim().is_empty() || holds_nothing(unescaped) || is_number(unescaped, is_password) {
        return false;
    }
    if content.len() > LONG && !value.enclosed {
        return true;
    }
    if tag_at(text, value.place.end) {
        return false;
    }
    if value.join == Join::Call {
        return is_setter(name) && !content.starts_with("this") && !content.ends_with(':');
    }
    let called = text.as_bytes().get(value.place.end) == Some(&b'(');
    if !value.enclosed && (called || content.starts_with("0x")) && !is_password {
        return false;
    }
    if is_code_like(name) {
        return is_strong(content);
    }
    if is_password {
        return !(content.starts_with('/') && value::compact(name).ends_with("pwd"));
    }
    match value.join {
        Join::Tight => content.len() >= 4 && !content.contains("://"),
        Join::Prose => looks_made(content) || value::compact(name).ends_with("secret"),
        Join::Arrow => is_strong(content),
        Join::Call => false,
    }
}

/// A value that is masked, a tag of ours, a placeholder or a word about the secret.
fn holds_nothing(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    NEUTRAL.contains(&lower.as_str())
        || value::is_masked(content)
        || is_tag(content)
        || (content.starts_with("${") && content.ends_with('}'))
        || (content.starts_with('<') && content.ends_with('>') && !content.bytes().any(|b| b.is_ascii_digit()))
        || content.contains("<token:")
        || content.contains("<secret")
}

/// A number that is a code or a count: signed, or of few digits.
fn is_number(content: &str, is_password: bool) -> bool {
    let digits = content.strip_prefix(['-', '+']);
    let most = match (digits, is_password) {
        (Some(_), _) | (_, false) => 6,
        _ => 3,
    };
    let digits = digits.unwrap_or(content).trim_end_matches('.');
    digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `name` is a method that takes the secret as its argument.
fn is_setter(name: &str) -> bool {
    let method = name.rsplit(['.', ':']).next().unwrap_or(name);
    let lower = method.to_ascii_lowercase();
    ["set", "renew", "update"].iter().any(|verb| lower.starts_with(verb))
}

/// Whether `name` is an error constant or a callback.
fn is_code_like(name: &str) -> bool {
    let callback = name.strip_prefix("on").is_some_and(|n| n.starts_with(|c: char| c.is_ascii_uppercase()));
    let lower = value::compact(name);
    callback || CODE_LIKE.iter().any(|part| lower.contains(part))
}

/// Long, in one piece and with a digit: no word of prose.
fn is_strong(content: &str) -> bool {
    let piece = |b: u8| b.is_ascii_alphanumeric() || b"+/=_-.\\%".contains(&b);
    content.len() >= 8
        && content.bytes().all(piece)
        && content.bytes().any(|b| b.is_ascii_digit())
        && content.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Not a plain word: has a digit, or is long, or mixes cases inside.
fn looks_made(content: &str) -> bool {
    let mixed = content.bytes().skip(1).any(|b| b.is_ascii_uppercase()) && content.bytes().any(|b| b.is_ascii_lowercase());
    content.len() >= 6 && (content.bytes().any(|b| b.is_ascii_digit()) || content.len() >= 16 || mixed)
}
