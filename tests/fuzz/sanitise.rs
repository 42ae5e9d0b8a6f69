//! Any text to text that is safe to print anywhere.

use agora_logscan::text::lossy;
use agora_logscan::text::sanitise::{cut, sanitise};
use agora_logscan::text::strip_ansi;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Words that a build server obeys wherever they stand, in either case.
static COMMANDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["##vso[", "##teamcity[", "section_start:", "section_end:", "[[attachment|"];
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("a few short words")
});

/// One input: what comes out holds nothing that hides, moves or commands.
pub fn run(data: &[u8]) {
    let text = lossy(data);
    let shown = sanitise(&text);
    assert_inert(&shown);
    assert!(shown.len() <= 10 * text.len(), "grew from {} to {} bytes", text.len(), shown.len());
    assert_eq!(sanitise(&shown), shown, "a second pass changes something");
    let most = data.first().map_or(0, |byte| usize::from(*byte));
    let short = cut(&shown, most);
    assert!(short.chars().count() <= most);
    assert!(short == shown || most == 0 || short.ends_with('…'));
    let bare = strip_ansi(&text);
    assert!(bare.len() <= text.len() && !bare.contains('\u{1b}'));
}

/// Nothing in a line of output that a terminal or a build server would act on.
pub fn assert_inert(line: &str) {
    assert_inert_inside(line);
    let start = line.trim_start();
    assert!(!start.starts_with("::"), "a command in {line:?}");
    for group in ["--- ", "+++ ", "~~~ ", "^^^ +++"] {
        assert!(!start.starts_with(group), "a group in {line:?}");
    }
}

/// The same for what does not stand at the start of its line.
pub fn assert_inert_inside(line: &str) {
    let plain = |byte: u8| (0x20..0x7f).contains(&byte);
    assert!(line.bytes().all(plain) || !line.chars().any(hidden), "a hidden character in {line:?}");
    assert!(!COMMANDS.is_match(line), "a command in {line:?}");
    for (at, mark) in line.match_indices("##[") {
        assert!(!line[at + mark.len()..].starts_with(|c: char| c.is_ascii_alphabetic()), "a command in {line:?}");
    }
}

/// Controls, direction marks and characters without width.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
