//! What a file may hold, and what is said when it holds something else.

use crate::config::file::{parse, read};
use crate::config::{KEYS, Settings};
use std::path::Path;

const FILE: &str = "/p/agora-logscan.toml";

fn parsed(text: &str) -> Settings {
    parse(Path::new(FILE), text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> (String, Option<String>) {
    let error = parse(Path::new(FILE), text).unwrap_err();
    let line = error.to_string();
    let reason = line.strip_prefix("/p/agora-logscan.toml: ").unwrap_or_else(|| panic!("{line}"));
    assert!(!line.contains('\n'));
    (reason.to_owned(), error.hint().map(str::to_owned))
}

#[test]
fn every_setting_is_read() {
    let settings = parsed(
        r#"
        fail-on = ["error", "count>10", "code=110,ERR_JOIN_CHANNEL_REJECTED"]
        exit-code = 9
        baseline = "ci/base.json"
        format = "json"
        color = "never"
        lang = "zh"
        redact = "strict"
        sdk = "rtc3"
        tz = "+08:00"
        encoding = "gbk"
        rules = "ci/rules.toml"
        include = ["*.log", "a b/{c,d}"]
        exclude = "*.tmp"
        threads = 4
        max-filesize = "2GiB"
        max-ratio = 1_000
        max-depth = 0x8
        max-members = 7
        "#,
    );
    let fail_on: Vec<String> = settings.fail_on.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(fail_on, ["error", "count>10", "code=110,ERR_JOIN_CHANNEL_REJECTED"]);
    assert_eq!(settings.baseline.as_deref(), Some(Path::new("/p/ci/base.json")), "relative to the file");
    assert_eq!(settings.rules.as_deref(), Some(Path::new("/p/ci/rules.toml")));
    assert_eq!(settings.include.as_deref(), Some(&["*.log".to_owned(), "a b/{c,d}".to_owned()][..]));
    assert_eq!(settings.exclude.as_deref(), Some(&["*.tmp".to_owned()][..]));
    assert_eq!((settings.exit_code, settings.threads), (Some(9), Some(4)));
    assert_eq!((settings.max_filesize, settings.max_ratio), (Some(2 << 30), Some(1000)));
    assert_eq!((settings.max_depth, settings.max_members), (Some(8), Some(7)));
    let texts = [&settings.format, &settings.color, &settings.lang, &settings.redact, &settings.sdk, &settings.tz, &settings.encoding];
    assert_eq!(texts.map(|text| text.as_deref().unwrap()), ["json", "never", "zh", "strict", "rtc3", "+08:00", "gbk"]);
    assert!(KEYS.iter().all(|key| settings.has(key.name)), "this test sets every key");
}

#[test]
fn an_empty_file_sets_nothing() {
    for text in ["", "\n# only a comment\n", "\r\n"] {
        assert_eq!(parsed(text), Settings::default());
    }
}

#[test]
fn an_empty_list_is_set() {
    assert_eq!(parsed("fail-on = []").fail_on, Some(Vec::new()));
}

#[test]
fn unknown_keys_are_named_with_the_nearest_known_one() {
    let cases = [
        ("fail_on = 'error'", "line 1: unknown key `fail_on`", "did you mean `fail-on`?"),
        ("\n\nthread = 3", "line 3: unknown key `thread`", "did you mean `threads`?"),
        ("colour = 'never'", "line 1: unknown key `colour`", "did you mean `color`?"),
        ("[[ignores]]", "line 1: unknown key `ignores`", "did you mean `ignore`?"),
        ("format = 'json'\n[gate]\nfail-on = 'any'", "line 2: unknown key `gate`", "known keys: fail-on, exit-code, "),
        ("'a\\nb' = 1", "line 1: unknown key `a\\nb`", "known keys: "),
        ("\"a\\nb\" = 1", "line 1: unknown key `a\\u{a}b`", "known keys: "),
    ];
    for (text, reason, hint) in cases {
        let (found, advice) = refused(text);
        assert_eq!(found, reason);
        assert!(advice.as_deref().unwrap().starts_with(hint), "{text}: {advice:?}");
    }
}

#[test]
fn the_first_fault_in_the_file_is_told() {
    assert_eq!(refused("zzz = 1\naaa = 1").0, "line 1: unknown key `zzz`");
}

#[test]
fn wrong_values_name_key_and_kind() {
    let cases = [
        ("threads = 0", "line 1: `threads`: is not a whole number from 1 to 1024"),
        ("threads = -4", "line 1: `threads`: is not a whole number from 1 to 1024"),
        ("threads = 9223372036854775808", "line 1: `threads`: is not a whole number from 1 to 1024"),
        ("threads = '4'", "line 1: `threads`: is a text, not a whole number from 1 to 1024"),
        ("threads = 4.0", "line 1: `threads`: is a number with a fraction, not a whole number from 1 to 1024"),
        ("exit-code = 256", "line 1: `exit-code`: is not a whole number from 0 to 255"),
        ("format = true", "line 1: `format`: is true or false, not a text in quotes"),
        ("format = ''", "line 1: `format`: is empty"),
        ("baseline = 3", "line 1: `baseline`: is a whole number, not a file name in quotes"),
        ("max-filesize = '64MB'", "line 1: `max-filesize`: `64MB` is not a size"),
        ("max-filesize = -1", "line 1: `max-filesize`: is a whole number, not a number of bytes, or a text such as \"64M\""),
        ("max-filesize = 2026-01-01", "line 1: `max-filesize`: is a date, not a number of bytes, or a text such as \"64M\""),
        ("include = ['a', 3]", "line 1: `include`: holds something that is not a text"),
        ("include = 3", "line 1: `include`: is a whole number, not a list of texts, such as [\"a\", \"b\"]"),
        ("[include]", "line 1: `include`: is a table, not a list of texts, such as [\"a\", \"b\"]"),
        ("\nfail-on = ['eror']", "line 2: `fail-on`: `eror` is not a condition"),
        ("fail-on = ''", "line 1: `fail-on`: `` is not a condition"),
    ];
    for (text, reason) in cases {
        assert_eq!(refused(text).0, reason, "{text}");
    }
    assert!(refused("fail-on = 'eror'").1.unwrap().starts_with("did you mean `error`?"));
}

#[test]
fn text_that_is_not_toml_is_refused_with_its_line() {
    for (text, line) in [("a b", 1), ("\n\nformat = json", 3), ("format = 'json", 1), ("threads = 1\nthreads = 2", 2), ("\u{0}", 1)] {
        let reason = refused(text).0;
        assert!(reason.starts_with(&format!("line {line}: is not TOML: ")), "{text:?}: {reason}");
    }
    let deep = format!("include = {}", "[".repeat(100_000));
    assert!(refused(&deep).0.starts_with("line 1: is not TOML: "));
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let folder = super::Folder::new("unusable");
    let reason = |path: &Path| {
        let error = read(path).unwrap_err().to_string();
        error.strip_prefix(&format!("{}: ", path.display())).unwrap().to_owned()
    };
    assert_eq!(reason(&folder.0.join("none.toml")), "no such file");
    assert_eq!(reason(&folder.0), "is a folder");
    let long = folder.write("long.toml", &"#".repeat((1 << 20) + 1));
    assert_eq!(reason(&long), "is longer than 1 MiB");
    let latin = folder.0.join("latin.toml");
    std::fs::write(&latin, b"format = '\xe9'").unwrap();
    assert_eq!(reason(&latin), "is not UTF-8 text");
    let marked = folder.write("marked.toml", "\u{feff}format = 'json'");
    assert_eq!(read(&marked).unwrap().format.as_deref(), Some("json"));
}
