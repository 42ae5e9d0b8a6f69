//! Files of rules that hold, and those that do not.

use super::parse;
use std::path::Path;

const GOOD: &str = r#"
[[pattern]]
id = "acme.join"
about = "the app's own wrapper says that a join failed"
keywords = ["AcmeRtc"]
regex = 'AcmeRtc: (?P<api>\w+) failed \(code (?P<code>-?\d+)\)'
domain = "rtc.error"
via = "return"
hits = [{ line = "AcmeRtc: joinChannel failed (code -17)", code = -17, api = "joinChannel" }]
misses = ["AcmeRtc: joinChannel failed (code none)", "AcmeRtc: joinChannel failed (code 0)"]
"#;

fn refused(text: &str) -> (String, String) {
    let error = parse(Path::new("my.toml"), text).expect_err(text);
    (error.to_string(), error.hint.unwrap_or_default())
}

/// The good file with something else in the place of one text.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn a_file_that_holds_gives_its_patterns() {
    let one = parse(Path::new("my.toml"), GOOD).expect("a good file");
    let same = parse(Path::new("other/name.toml"), GOOD).expect("a good file");
    let other = parse(Path::new("my.toml"), &with("(code ", "(code  ?")).expect("a good file");
    assert_eq!(one.digest(), same.digest());
    assert_ne!(one.digest(), other.digest());
    let spare = with("misses = [", "misses = [\"something else\", ");
    assert_eq!(one.digest(), parse(Path::new("my.toml"), &spare).expect("a good file").digest(), "samples find nothing in logs");
}

#[test]
fn what_is_wrong_is_said_with_file_line_pattern_and_hint() {
    for (text, reason, hint) in [
        (String::new(), "line 1: holds no pattern", "[[pattern]]"),
        ("rule = 1\n".to_owned(), "line 1: unknown key `rule`", "pattern"),
        ("pattern = 3\n".to_owned(), "line 1: `pattern` is a whole number, not a table", "[[pattern]]"),
        ("[[pattern]\n".to_owned(), "line 1: is not TOML: ", "[[pattern]]"),
        (with("id = \"acme.join\"\n", ""), "line 2: [[pattern]]: `id` is missing", "acme.join"),
        (with("acme.join", "Acme join"), "line 3: [[pattern]]: `id`: `Acme join` is no name", "lower-case"),
        (
            with("acme.join", "return.bare"),
            "line 3: [[pattern]] `return.bare`: `id`: is the name of a pattern that is built in",
            "of its own",
        ),
        (format!("{GOOD}{GOOD}"), "line 13: [[pattern]] `acme.join`: `id`: stands in the file twice", "of its own"),
        (with("about =", "abuot ="), "line 4: [[pattern]]: unknown key `abuot`", "did you mean `about`?"),
        (with("the app's", "\\u001b[31mthe app's"), "line 4: [[pattern]] `acme.join`: `about`: is no short line of text", "printed"),
        (with("[\"AcmeRtc\"]", "[]"), "line 2: [[pattern]] `acme.join`: `keywords` is missing", "keywords = "),
        (with("[\"AcmeRtc\"]", "[\"ok\"]"), "line 5: [[pattern]] `acme.join`: `keywords`: `ok` is shorter than 3 bytes", "name a text"),
        (with("[\"AcmeRtc\"]", "[110]"), "line 5: [[pattern]] `acme.join`: `keywords`: is a whole number, not a text", "quotes"),
        (with("rtc.error", "rtc.eror"), "line 7: [[pattern]] `acme.join`: `domain`: `rtc.eror` is no domain", "did you mean `rtc.error`?"),
        (
            with("rtc.error", "rtc.connection-state"),
            "line 7: [[pattern]] `acme.join`: `domain`: `rtc.connection-state` is a domain of states",
            "reason",
        ),
        (with("\"return\"", "\"retrun\""), "line 8: [[pattern]] `acme.join`: `via`: `retrun` is not known", "did you mean `return`?"),
        (
            with("via =", "api = \"nowhere\"\nvia ="),
            "line 8: [[pattern]] `acme.join`: `api`: `nowhere` is no place of a name",
            "=joinChannel",
        ),
        (
            with("via =", "needs = \"words\"\nvia ="),
            "line 8: [[pattern]] `acme.join`: `needs`: `words` is not known",
            "nothing, session, tag",
        ),
        (
            with("code = -17", "code = 18"),
            "line 9: [[pattern]] `acme.join`: `hits`: in `AcmeRtc: joinChannel failed (code -17)` it finds the code `17`",
            "--why",
        ),
        (
            with("api = \"joinChannel\"", "api = \"leave\""),
            "line 9: [[pattern]] `acme.join`: `hits`: in `AcmeRtc: joinChannel failed (code -17)` it finds the API `joinChannel`",
            "--why",
        ),
        (
            with("(code none)", "(code 3)"),
            "line 10: [[pattern]] `acme.join`: `misses`: it finds something in `AcmeRtc: joinChannel failed (code 3)`",
            "--why",
        ),
        (
            with("AcmeRtc: joinChannel failed (code -17)", "nothing"),
            "line 9: [[pattern]] `acme.join`: `hits`: in `nothing` it finds nothing",
            "--why",
        ),
    ] {
        let (said, advice) = refused(&text);
        assert!(said.starts_with(&format!("my.toml: {reason}")), "{said}\nwanted {reason}");
        assert!(advice.contains(hint), "{said}\n{advice}\nwanted {hint}");
    }
}

#[test]
fn expressions_that_could_cost_too_much_or_find_nothing_are_refused() {
    let regex = r"'AcmeRtc: (?P<api>\w+) failed \(code (?P<code>-?\d+)\)'";
    for (to, reason, hint) in [
        ("'(?P<code>\\d*)'", "matches the empty text", "put a word"),
        ("'x*|(?P<code>1)'", "matches the empty text", "put a word"),
        ("'(?P<code>[a&&b])'", "can match no text at all", "class"),
        ("'(?P<code>\\d'", "is no expression: ", "regex crate"),
        ("'(?=x)(?P<code>\\d)'", "is no expression: ", "no look-around"),
        ("'(?P<code>\\d)\\1'", "is no expression: ", "no back references"),
        ("'(?P<code>\\d{1,1000}){1,1000}'", "is too large", "shorter"),
        ("'(?P<code>(((a{1,200}){1,200}){1,200}){1,200})'", "is too large", "shorter"),
        ("'(?P<kode>\\d+)'", "`kode` is no group", "did you mean `code`?"),
        ("'AcmeRtc (\\d+)'", "has no group `code`", "(?P<code>"),
    ] {
        let (said, advice) = refused(&with(regex, to));
        assert!(said.contains(&format!("line 6: [[pattern]] `acme.join`: `regex`: {reason}")), "{said}");
        assert!(advice.contains(hint), "{advice}");
    }
    let deep = format!("'{}(?P<code>1){}'", "(".repeat(300), ")".repeat(300));
    assert!(refused(&with(regex, &deep)).0.contains("is no expression: "));
    let long = format!("'(?P<code>1){}'", "x".repeat(5000));
    assert!(refused(&with(regex, &long)).0.contains("is longer than 4096 bytes"));
}

#[test]
fn there_is_an_end_to_how_many() {
    let many = |count: usize| (0..count).map(|at| GOOD.replace("acme.join", &format!("acme.n{at}"))).collect::<String>();
    let samples = |text: String| {
        text.lines()
            .filter(|line| !line.starts_with("hits") && !line.starts_with("misses"))
            .fold(String::new(), |all, line| all + line + "\n")
    };
    assert!(parse(Path::new("my.toml"), &samples(many(256))).is_ok());
    let (said, hint) = refused(&samples(many(257)));
    assert!(said.contains("holds more than 256 patterns") && hint.contains("alternatives"), "{said} {hint}");
}

#[test]
fn no_file_stops_the_program() {
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    for _ in 0..2_000 {
        let mut bytes = GOOD.as_bytes().to_vec();
        for _ in 0..=next(3) {
            let (from, length) = (next(bytes.len()), next(12));
            let to = (from + length).min(bytes.len());
            let piece: Vec<u8> = bytes[from..to].to_vec();
            match next(4) {
                0 => drop(bytes.drain(from..to)),
                1 => drop(bytes.splice(from..from, piece)),
                2 => bytes[from] = u8::try_from(next(128)).expect("a byte"),
                _ => bytes.insert(from, b"[]{}()\"'\\*+?.\n=<>"[next(17)]),
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if let Err(error) = parse(Path::new("my.toml"), &text) {
            assert!(!error.reason.contains('\n') || !error.to_string().contains('\n'), "{error}");
            assert!(error.hint.is_some(), "{error}");
        }
    }
}
