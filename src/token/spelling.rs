//! Spellings of one token: percent-encoded, JSON-escaped, quoted, with blanks for `+`.
//!
//! One rule: every change made to the text is noted.

use std::borrow::Cow;

/// How a text differed from the plain token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// White space before or after it.
    OuterSpace,
    /// Quotation marks around it.
    Quoted,
    /// `%2B`, `%2F`, `%3D`, once or twice encoded.
    PercentEncoded,
    /// `\/` or `\u003d`, as JSON writers put it.
    JsonEscaped,
    /// A blank where a `+` belongs.
    BlankForPlus,
    /// White space inside it.
    InnerSpace,
    /// `-` and `_` for `+` and `/`.
    UrlSafe,
    /// The `=` at the end are missing or too few.
    Unpadded,
}

/// A text without its encodings, except blanks.
#[derive(Debug)]
pub(super) struct Undone<'a> {
    pub text: Cow<'a, str>,
    pub notes: Vec<Spelling>,
}

/// Undoes everything that can be undone without knowing the content.
pub(super) fn undo(raw: &str) -> Undone<'_> {
    let mut notes = Vec::new();
    let bare = strip(raw, &mut notes);
    let mut text = Cow::Borrowed(bare);
    if text.contains('\\') {
        replace(&mut text, unescape, Spelling::JsonEscaped, &mut notes);
        replace(&mut text, |text| strip(text, &mut Vec::new()).to_owned(), Spelling::Quoted, &mut notes);
    }
    for _ in 0..2 {
        if text.contains('%') {
            replace(&mut text, unpercent, Spelling::PercentEncoded, &mut notes);
        }
    }
    if is_url_safe(&text) {
        let plain = |text: &str| text.replace('-', "+").replace('_', "/");
        replace(&mut text, plain, Spelling::UrlSafe, &mut notes);
    }
    Undone { text, notes }
}

fn replace(
    text: &mut Cow<'_, str>,
    change: impl FnOnce(&str) -> String,
    note: Spelling,
    notes: &mut Vec<Spelling>,
) {
    let changed = change(text);
    if changed != **text {
        *text = Cow::Owned(changed);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}

/// Takes white space and quotation marks off both ends.
fn strip<'a>(raw: &'a str, notes: &mut Vec<Spelling>) -> &'a str {
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let trimmed = raw.trim();
    let bare = trimmed.trim_matches(QUOTES);
    if bare.len() < trimmed.len() {
        notes.push(Spelling::Quoted);
    }
    let inner = bare.trim();
    if trimmed.len() < raw.len() || inner.len() < bare.len() {
        notes.push(Spelling::OuterSpace);
    }
    inner
}

/// `\/`, `\"` and `\u00XX`.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at..];
        let code = escape.get(2..6).filter(|_| escape.starts_with("\\u"));
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok())
            && byte.is_ascii_graphic()
        {
            plain.push(char::from(byte));
            rest = &escape[6..];
        } else if escape.starts_with("\\/") || escape.starts_with("\\\"") {
            plain.push_str(&escape[1..2]);
            rest = &escape[2..];
        } else {
            plain.push('\\');
            rest = &escape[1..];
        }
    }
    plain + rest
}

/// `%XX` of printable characters.
pub(super) fn unpercent(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at..];
        let code = escape.get(1..3).and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.filter(|byte| byte.is_ascii_graphic() || *byte == b' ') {
            Some(byte) => {
                plain.push(char::from(byte));
                rest = &escape[3..];
            }
            None => {
                plain.push('%');
                rest = &escape[1..];
            }
        }
    }
    plain + rest
}

fn is_url_safe(text: &str) -> bool {
    let versioned = ["005", "006", "007"].iter().any(|version| text.starts_with(version));
    versioned && text.contains(['-', '_']) && !text.contains(['+', '/'])
}

/// The texts to try when white space stands inside: without it, and with `+` for each blank.
pub(super) fn blanks(text: &str) -> Vec<(Cow<'_, str>, Vec<Spelling>)> {
    if !text.contains(char::is_whitespace) {
        return vec![(Cow::Borrowed(text), Vec::new())];
    }
    let joined: String = text.split_whitespace().collect();
    let kept: String = text.chars().filter(|c| *c == ' ' || !c.is_whitespace()).collect();
    let mut notes = vec![Spelling::BlankForPlus];
    if kept.len() < text.len() {
        notes.push(Spelling::InnerSpace);
    }
    let mut tries = Vec::new();
    if kept.contains(' ') {
        tries.push((Cow::Owned(kept.replace(' ', "+")), notes));
    }
    tries.push((Cow::Owned(joined), vec![Spelling::InnerSpace]));
    tries
}
