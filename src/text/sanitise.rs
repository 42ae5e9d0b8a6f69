//! The one sanitiser: foreign text in, text that is safe to print anywhere out.
//!
//! Rule of the room: every output passes each piece of foreign text (log lines, file names, error
//! texts) through [`sanitise`] exactly before it escapes it for its own format. The result holds no
//! control, direction or invisible character and no sequence that a build server would obey.

use std::borrow::Cow;

use super::Expression;

/// Longest quoted line in a report, in characters.
pub const MAX_QUOTE: usize = 512;
/// Mark that stands for the part [`cut`] took away.
const ELLIPSIS: char = '\u{2026}';

/// Sequences that a build server obeys anywhere in a line.
///
/// GitHub reads `##[`, Azure `##vso[`, `TeamCity` `##teamcity[`, GitLab the section markers and the
/// attachment marker of its test reports. Letters count in either case.
static ANYWHERE: Expression =
    Expression::new(r"(?i-u:##\[|##vso\[|##teamcity\[|section_(?:start|end)(?::|$)|(?:\[|^)\[ATTACHMENT(?:\||$))");

/// Returns `text` as one printable line.
///
/// * A tab becomes one space.
/// * Every other character that controls, hides or reorders text becomes `\u{..}` with its number
///   in hexadecimal: C0, DEL, C1, line and paragraph separators, direction marks, zero-width
///   characters, other invisible format characters and code points that are no characters.
/// * Words that a build server obeys get one backslash inside (`##[\error]`, `##vso\[`) or, when
///   they count only at the start of a line, in front (`\::error::`, `\--- `). Words that become
///   such with a colon behind them (`:`, `section_start` at the end), or between brackets and bars
///   (`[attachment|` at the start), count too: places and names are printed so.
///
/// The result is never longer than ten times the input (in bytes), applying it twice changes
/// nothing more, and clean text is returned as it is, without a copy.
#[must_use]
pub fn sanitise(text: &str) -> Cow<'_, str> {
    let visible = show_hidden(text);
    match break_commands(&visible) {
        Some(broken) => Cow::Owned(broken),
        None => visible,
    }
}

/// Cuts `text` to at most `max_chars` characters (Unicode scalar values).
///
/// When something is taken away, the last of the `max_chars` characters is one `…`. With
/// `max_chars` 0 the result is empty.
#[must_use]
pub fn cut(text: &str, max_chars: usize) -> Cow<'_, str> {
    if text.len() <= max_chars || text.chars().nth(max_chars).is_none() {
        return Cow::Borrowed(text);
    }
    let Some(kept) = max_chars.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut short: String = text.chars().take(kept).collect();
    short.push(ELLIPSIS);
    Cow::Owned(short)
}

/// Replaces tabs and hidden characters.
fn show_hidden(text: &str) -> Cow<'_, str> {
    let plain = |b: &u8| (0x20..0x7f).contains(b);
    if text.as_bytes().iter().all(plain) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 32);
    for c in text.chars() {
        if c == '\t' {
            out.push(' ');
        } else if is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether `c` must not reach a terminal, a page or a build log as it is.
///
/// Variation selectors U+FE00-FE0F stay: they only choose the look of the character before them,
/// and emoji in app logs use them.
fn is_hidden(c: char) -> bool {
    match u32::from(c) {
        0x20..=0x7e => false,
        0x00..=0x1f
        | 0x7f..=0x9f
        | 0xad
        | 0x034f
        | 0x061c
        | 0x115f..=0x1160
        | 0x17b4..=0x17b5
        | 0x180b..=0x180f
        | 0x200b..=0x200f
        | 0x2028..=0x202e
        | 0x2060..=0x206f
        | 0x3164
        | 0xfdd0..=0xfdef
        | 0xfeff
        | 0xffa0
        | 0xfff0..=0xfffb
        | 0x1_bca0..=0x1_bca3
        | 0x1_d173..=0x1_d17a
        | 0xe_0000..=0xe_0fff => true,
        n => n & 0xfffe == 0xfffe,
    }
}

/// Puts a backslash into every build-server command; `None` when there is none.
fn break_commands(text: &str) -> Option<String> {
    let mut points = Vec::new();
    points.extend(start_command(text));
    // The last letter of a word that is whole only with a colon or a bar, which may follow.
    let opens = text.ends_with(['t', 'T', 'd', 'D']);
    if opens || text.bytes().any(|b| matches!(b, b'#' | b'[' | b':')) {
        inner_commands(text, &mut points);
    }
    if points.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len() + points.len());
    let mut done = 0;
    for point in points {
        out.push_str(&text[done..point]);
        out.push('\\');
        done = point;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// Where a command begins that counts only at the start of a line.
///
/// Leading white space is skipped because GitHub skips it and because a renderer may trim it.
fn start_command(text: &str) -> Option<usize> {
    let rest = text.trim_start();
    let group = |mark: &str| rest.strip_prefix(mark).is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace));
    let found =
        rest.starts_with("::") || rest.trim_end() == ":" || rest.starts_with("^^^ +++") || ["---", "+++", "~~~"].into_iter().any(group);
    found.then_some(text.len() - rest.len())
}

/// Adds, in ascending order, the places where a command inside the line gets its backslash.
fn inner_commands(text: &str, points: &mut Vec<usize>) {
    let mut from = 0;
    while let Some(found) = ANYWHERE.find_at(text, from) {
        from = found.start() + 1;
        let point = match found.as_str() {
            "##[" => found.end(),
            word if word.starts_with('[') => found.start() + 1,
            word if word.ends_with(['[', ':']) => found.end() - 1,
            _ => found.end(),
        };
        let broken = text[point..].starts_with('\\');
        if !broken && points.last().is_none_or(|last| *last < point) {
            points.push(point);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_borrowed() {
        for line in [
            "",
            "[2024-07-03 11:09:21.852] [17849] [info] api name RtcEngine_initialize ret 0",
            "agora::iris::rtc::IrisRtcEngine::CallApi api_type 4",
            "--------- beginning of main",
            "加入频道失败 error ⚠\u{fe0f} 110",
            "# heading [x] key: value",
        ] {
            assert!(matches!(sanitise(line), Cow::Borrowed(same) if same == line), "{line}");
        }
    }

    #[test]
    fn hidden_characters_become_visible() {
        for (text, want) in [
            ("\u{1b}[31mred\u{1b}[0m", r"\u{1b}[31mred\u{1b}[0m"),
            ("a\tb", "a b"),
            ("a\r\nb\0", r"a\u{d}\u{a}b\u{0}"),
            ("\u{7f}\u{85}\u{9b}", r"\u{7f}\u{85}\u{9b}"),
            ("x\u{202e}y\u{2066}z\u{61c}", r"x\u{202e}y\u{2066}z\u{61c}"),
            ("\u{feff}\u{200b}\u{200d}\u{180e}", r"\u{feff}\u{200b}\u{200d}\u{180e}"),
            ("\u{2028}\u{2029}\u{2061}\u{2062}", r"\u{2028}\u{2029}\u{2061}\u{2062}"),
            ("\u{ffff}\u{10fffe}\u{fdd0}", r"\u{ffff}\u{10fffe}\u{fdd0}"),
        ] {
            assert_eq!(sanitise(text), want);
        }
    }

    #[test]
    fn commands_are_broken() {
        for (text, want) in [
            ("x ##[error]boom", r"x ##[\error]boom"),
            ("##VSO[task.setvariable variable=a]b", r"##VSO\[task.setvariable variable=a]b"),
            ("##TeamCity[buildProblem]", r"##TeamCity\[buildProblem]"),
            ("::set-output name=a::b", r"\::set-output name=a::b"),
            ("\t \u{3000}::error::x", "  \u{3000}\\::error::x"),
            ("section_start:1:a section_END:1:a", r"section_start\:1:a section_END\:1:a"),
            ("[[ATTACHMENT|/etc/passwd]]", r"[\[ATTACHMENT|/etc/passwd]]"),
            ("[attachment|x", r"[\attachment|x"),
            ("[[Attachment", r"[\[Attachment"),
            ("a [attachment|x", "a [attachment|x"),
            ("section_start", r"section_start\"),
            ("section_end is no end", "section_end is no end"),
            (" :", r" \:"),
            (": no name", ": no name"),
            ("--- group", r"\--- group"),
            ("+++\tgroup", r"\+++ group"),
            ("~~~", r"\~~~"),
            ("^^^ +++", r"\^^^ +++"),
            ("##vso[[ATTACHMENT|x", r"##vso\[\[ATTACHMENT|x"),
            ("##[[ATTACHMENT|x", r"##[\[ATTACHMENT|x"),
            ("##[##[error]", r"##[\##[\error]"),
            ("##[\u{1b}error]", r"##[\u{1b}error]"),
            ("##\u{200b}[error]", r"##\u{200b}[error]"),
        ] {
            assert_eq!(sanitise(text), want);
        }
    }

    /// A small deterministic generator, so that a failure can be repeated.
    fn pieces(seed: &mut u64) -> String {
        const PARTS: [&str; 24] = [
            "##",
            "[",
            "vso[",
            "teamcity[",
            "error]",
            "::",
            ":",
            "---",
            "+++",
            "~~~",
            "^^^",
            " ",
            "\t",
            "\\",
            "section_start:",
            "[[ATTACHMENT|",
            "\u{1b}",
            "\u{200b}",
            "\r",
            "\n",
            "é",
            "\u{10ffff}",
            "x",
            "#",
        ];
        let mut text = String::new();
        for _ in 0..12 {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PARTS[usize::try_from(*seed >> 33).unwrap_or(0) % PARTS.len()]);
        }
        text
    }

    #[test]
    fn twice_is_once_and_growth_is_bounded() {
        let mut seed = 7;
        for _ in 0..50_000 {
            let text = pieces(&mut seed);
            let once = sanitise(&text).into_owned();
            assert!(matches!(sanitise(&once), Cow::Borrowed(_)), "{text:?} -> {once:?}");
            assert!(once.len() <= 10 * text.len(), "{text:?}");
            assert!(!once.chars().any(is_hidden), "{text:?}");
            assert!(!once.trim_start().starts_with("::"), "{text:?}");
            for word in ["##vso[", "##teamcity[", "section_start:", "[[ATTACHMENT|"] {
                assert!(!once.contains(word), "{text:?} -> {once:?}");
            }
            let mut rest = once.as_str();
            while let Some(at) = rest.find("##[") {
                rest = &rest[at + 3..];
                assert!(rest.starts_with('\\'), "{text:?} -> {once:?}");
            }
        }
    }

    #[test]
    fn cut_counts_characters() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 5), "abcd…");
        assert_eq!(cut("日本語テキスト", 3), "日本…");
        assert_eq!(cut("日本語", 3), "日本語");
        assert_eq!(cut("ab", 1), "…");
        assert_eq!(cut("ab", 0), "");
        assert_eq!(cut("", 0), "");
    }
}
