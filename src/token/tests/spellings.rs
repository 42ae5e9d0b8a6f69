//! One token in every spelling logs use.

use super::{ALL, Vector, decoded, vector};
use crate::token::{Call, Certainty, ProblemKind, Reading, Spelling, Zone, check, find, read};

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// The spellings of a token, with the note each must give.
fn spelled(token: &str) -> Vec<(String, Spelling)> {
    let mut all = vec![
        (format!(" {token}"), Spelling::OuterSpace),
        (format!("{token}\r\n"), Spelling::OuterSpace),
        (format!("\"{token}\""), Spelling::Quoted),
        (format!("{}\n{}", &token[..60], &token[60..]), Spelling::InnerSpace),
    ];
    if token.contains(['+', '/', '=']) {
        all.push((percent(token), Spelling::PercentEncoded));
        all.push((percent(&percent(token)), Spelling::PercentEncoded));
        all.push((percent(token).to_lowercase_escapes(), Spelling::PercentEncoded));
    }
    if token.contains('/') {
        all.push((token.replace('/', "\\/"), Spelling::JsonEscaped));
        all.push((token.replace('/', "\\\\\\/"), Spelling::JsonEscaped));
    }
    if token.contains('=') {
        all.push((token.replace('=', "\\u003d"), Spelling::JsonEscaped));
        all.push((token.replace('=', "\\\\u003D"), Spelling::JsonEscaped));
        all.push((token.trim_end_matches('=').to_owned(), Spelling::Unpadded));
    }
    if token.contains('+') {
        all.push((token.replace('+', "\\u002B"), Spelling::JsonEscaped));
        all.push((token.replace('+', " "), Spelling::BlankForPlus));
    }
    if token.contains(['+', '/']) {
        all.push((token.replace('+', "-").replace('/', "_"), Spelling::UrlSafe));
    }
    all
}

trait LowerEscapes {
    fn to_lowercase_escapes(&self) -> String;
}

impl LowerEscapes for String {
    fn to_lowercase_escapes(&self) -> String {
        self.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d")
    }
}

fn base64_vectors() -> impl Iterator<Item = &'static Vector> {
    ALL.iter().filter(|vector| matches!(vector.version.as_str(), "005" | "006" | "007"))
}

#[test]
fn every_spelling_reads_as_the_same_token() {
    let mut count = 0;
    for vector in base64_vectors() {
        let plain = decoded(&vector.token);
        for (text, note) in spelled(&vector.token) {
            let mut token = decoded(&text);
            assert_eq!(token.spelling, [note], "{}: {text}", vector.name);
            token.spelling.clear();
            token.length = plain.length;
            assert_eq!(token, plain, "{}", vector.name);
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn every_spelling_is_found_whole() {
    for vector in base64_vectors() {
        for (text, note) in spelled(&vector.token) {
            if matches!(note, Spelling::OuterSpace | Spelling::Quoted | Spelling::InnerSpace) {
                continue; // the marks around a token are not part of it; a token is not searched over lines
            }
            let line = format!("token: {text}, uid: 0 and more");
            let found = find(&line);
            assert_eq!(found.len(), 1, "{}: {line}", vector.name);
            assert_eq!(&line[found[0].clone()], text, "{}", vector.name);
        }
    }
}

#[test]
fn spellings_that_break_the_call_are_problems() {
    for vector in base64_vectors() {
        for (text, note) in spelled(&vector.token) {
            let problems = check(&read(&text), &Call::default(), None, Zone::Unknown);
            let seen = problems.iter().find(|problem| problem.kind == ProblemKind::Spelling);
            let want = match note {
                Spelling::JsonEscaped | Spelling::Quoted => None,
                Spelling::OuterSpace | Spelling::Unpadded => Some(Certainty::Possible),
                _ => Some(Certainty::Likely),
            };
            assert_eq!(seen.map(|problem| problem.certainty), want, "{}: {text}", vector.name);
        }
    }
}

/// Starts and ends.
fn pairs(ranges: &[std::ops::Range<usize>]) -> Vec<(usize, usize)> {
    ranges.iter().map(|range| (range.start, range.end)).collect()
}

#[test]
fn blanks_at_the_end_may_be_pluses() {
    // Any last characters give a whole 006 token: they are a part of the last privilege's end.
    let six = &vector("006-uid-1").token;
    for count in 1..=3 {
        let text = six[..six.len() - count].to_owned() + &"+".repeat(count);
        let plain = decoded(&text);
        let spaced = text.replace('+', " ");
        assert_eq!(decoded(&spaced).spelling, [Spelling::BlankForPlus]);
        assert_eq!(decoded(&spaced).services, plain.services);
        let line = format!("token {spaced} and more");
        assert_eq!(pairs(&find(&line)), [(6, 6 + text.len())]);
    }
}

#[test]
fn words_after_a_token_are_not_part_of_it() {
    let token = &vector("rtc-uid-0").token;
    for after in [" is wrong", " a b c d", "/uid/5", " ", "  x", "|x", "\\n", "\\\\", "%20x", "%"] {
        let text = format!("x {token}{after}");
        let found = find(&text);
        assert_eq!(pairs(&found), [(2, 2 + token.len())], "{text}");
    }
}

#[test]
fn cut_and_masked_tokens_are_found() {
    let token = &vector("rtc-uid-0").token;
    let text = format!("token={} end", &token[..90]);
    assert_eq!(pairs(&find(&text)), [(6, 96)]);
    for (text, place) in [
        ("{\"token\":\"006c***************AWpk\"}", (10, 33)),
        ("token: 007e***************f458, uid", (7, 30)),
        ("token 006*** x", (6, 12)),
        ("token 007eJx…", (6, 15)),
    ] {
        assert_eq!(pairs(&find(text)), [place], "{text}");
    }
}

#[test]
fn noise_holds_no_token() {
    let mut numbers = super::Numbers(3);
    let mut hex = String::new();
    let mut letters = String::new();
    for _ in 0..40_000 {
        let bytes = numbers.next().to_le_bytes();
        hex.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
        letters += &super::mutations::encode(&bytes);
    }
    assert!(find(&hex).is_empty());
    assert!(find(&letters).is_empty());
    for text in [
        "",
        "007",
        "006",
        "0070: 12",
        "at 007eJx",
        "sha1 006f3c1b2a9d8e7f6a5b4c3d2e1f00112233445566",
        "md5=0069d5c3e1f2a4b6c8d0e2f4a6b8c0d2 IA",
        "***** Error 17 *****",
        "price 1:2",
        "00:07:12.345",
        "d41d8cd98f00b204e9800998ecf8427e:1:2",
    ] {
        assert!(find(text).is_empty(), "{text}");
    }
}

#[test]
fn other_texts_are_no_tokens() {
    for text in [
        "",
        " ",
        "null",
        "007",
        "hello",
        "d41d8cd98f00b204e9800998ecf8427e",
        "006",
        "007 is a film",
        "room-17",
        "006 and some more words in a row that are long enough to be a token, but are not one at all",
    ] {
        assert_eq!(read(text), Reading::NotAToken, "{text}");
    }
}
