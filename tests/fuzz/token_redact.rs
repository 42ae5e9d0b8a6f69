//! Tokens are read without a panic; planted secrets never come out of the redactor.

use agora_logscan::redact::{Identifiers, Level, Redactor};
use agora_logscan::token;
use std::sync::LazyLock;

static LEVELS: LazyLock<[Redactor; 3]> = LazyLock::new(|| [Level::Secrets, Level::Default, Level::Strict].map(Redactor::new));

/// Secrets with what stands around each in a log; none of them opens a session anywhere.
const PLANTED: [(&str, &str, &str); 12] = [
    (" ", TOKEN_007, " "),
    ("token=", TOKEN_007, "&uid=0"),
    ("\"token\":\"", TOKEN_006, "\","),
    ("joinChannel(", TOKEN_006, ")"),
    ("Authorization: Basic ", "ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQ6MDEyMzQ1Njc=", ""),
    ("Authorization: Bearer ", "ya29.a0AfH6SMBx-1234567890_abcd", " "),
    ("password=", "hunter2hunter2", " "),
    ("\"appCertificate\":\"", "5cfd2fd1755d40ecb72977518be15d3b", "\""),
    ("client_secret=", "ab1cd2ef3gh4ij5kl6", ";"),
    (" https://", "bob:hunter2hunter2", "@example.com/x "),
    (" rtmp://push.example.com/live/", "abcd-1234-efgh-5678", " "),
    (" ", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123456", " "),
];

const TOKEN_007: &str =
    "007eJxTYPlrxHAPQmZwZ0YWGQtmK3b2Vh5Lq8dTNpYJ6uRkWfL1zT3cV8nD5oXu0tKaBhYfGgmZqlXeWbRjUcYvHiTdPsEoMnlKzAhIjZwxQ1rOk/w9=";
const TOKEN_006: &str =
    "006970ca35de60c44645bbae8a215061b33IACV0fZUBw+72cVoL9eyGGh3Q6Poi8bgjwVLnyKSJyOXR7dIfRBXoFHlEAABAAAAR/QQAAEAAQCvKDdW";

/// One input: its first byte says what is planted where in the text behind it.
pub fn run(data: &[u8]) {
    let (choice, data) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest));
    let text = String::from_utf8_lossy(data);
    if choice.is_multiple_of(4) {
        tokens(&text);
    }
    let text = text.replace(['\n', '\r'], " ");
    let redactor = &LEVELS[choice % LEVELS.len()];
    let once = redactor.text(&mut Identifiers::new(), &text);
    assert_eq!(redactor.secrets(&once).0, once, "secrets are left after one pass over {text:?}");
    assert!(once.len() <= 16 * text.len(), "{text:?}");
    planted(&text, choice, redactor);
}

/// Reading and explaining a token never stops and never shows what it hides.
fn tokens(text: &str) {
    for place in token::find(text).into_iter().chain(std::iter::once(0..text.len())) {
        let reading = token::read(&text[place]);
        let problems = token::check(&reading, &token::Call::default(), Some(1_700_000_000), token::Zone::default());
        let page = token::explain(&reading, &problems, None, false);
        assert!(page.len() <= 64 * 1024, "a page of {} bytes", page.len());
    }
}

/// A secret between blanks inside the text is gone from what comes out.
fn planted(text: &str, choice: usize, redactor: &Redactor) {
    let (before, secret, after) = PLANTED[choice / LEVELS.len() % PLANTED.len()];
    let at = text.char_indices().map(|(at, _)| at).nth(choice % 7).unwrap_or(text.len());
    let line = format!("{} {before}{secret}{after} {}", &text[..at], &text[at..]);
    let shown = redactor.text(&mut Identifiers::new(), &line);
    if !text.contains(secret) {
        assert!(!shown.contains(secret), "a secret came out\n of {line:?}\n as {shown:?}");
    }
}
