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

/// Backslashes before one character, where JSON stands in JSON in JSON.
pub(super) const MOST_BACKSLASHES: usize = 7;

/// More blanks at the end than this are only blanks.
const MOST_LAST_BLANKS: usize = 3;

/// A text without its encodings, except blanks.
#[derive(Debug)]
pub(super) struct Undone<'a> {
    pub text: Cow<'a, str>,
    /// Blanks taken off the end: each may stand for a `+`.
    pub last_blanks: usize,
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
    let end = raw.trim_end();
    let blanks = raw[end.len()..].bytes().all(|byte| byte == b' ') && end.ends_with(bare);
    let last_blanks = if blanks { raw.len() - end.len() } else { 0 };
    Undone { text, last_blanks, notes }
}

fn replace(text: &mut Cow<'_, str>, change: impl FnOnce(&str) -> String, note: Spelling, notes: &mut Vec<Spelling>) {
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

/// `\/`, `\"` and `\u00XX`, each also with several backslashes.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let after = rest[at..].trim_start_matches('\\');
        let slashes = &rest[at..rest.len() - after.len()];
        let code = after.strip_prefix(['u', 'U']).and_then(|code| code.get(..4));
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        rest = after;
        if let Some(byte) = byte.filter(u8::is_ascii_graphic) {
            plain.push(char::from(byte));
            rest = &after[5..];
        } else if !after.starts_with(['/', '"']) || slashes.len() > MOST_BACKSLASHES {
            plain.push_str(slashes);
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
        rest = &escape[1..];
        if let Some(byte) = code.filter(|byte| byte.is_ascii_graphic() || *byte == b' ') {
            plain.push(char::from(byte));
            rest = &escape[3..];
        } else {
            plain.push('%');
        }
    }
    plain + rest
}

fn is_url_safe(text: &str) -> bool {
    let versioned = ["005", "006", "007"].iter().any(|version| text.starts_with(version));
    versioned && text.contains(['-', '_']) && !text.contains(['+', '/'])
}

/// A text to try, with all notes on it.
pub(super) type Try<'a> = (Cow<'a, str>, Vec<Spelling>);

/// The texts to try: as it is; with white space inside: with `+` for each blank, and without it; with a blank at the
/// end: with `+` for it.
pub(super) fn tries<'a>(undone: &'a Undone<'_>) -> Vec<Try<'a>> {
    let mut all = inner_blanks(&undone.text);
    for (_, notes) in &mut all {
        notes.splice(0..0, undone.notes.iter().copied());
    }
    if (1..=MOST_LAST_BLANKS).contains(&undone.last_blanks) {
        let notes = undone.notes.iter().copied().filter(|note| *note != Spelling::OuterSpace);
        let notes = notes.chain([Spelling::BlankForPlus]).collect();
        all.push((Cow::Owned(undone.text.replace(' ', "+") + &"+".repeat(undone.last_blanks)), notes));
    }
    all
}

fn inner_blanks(text: &str) -> Vec<Try<'_>> {
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
