//! `--rules FILE`: what a user's own patterns find, in every way in which a log can be read, and what they may not do.

mod common;

use common::{Random, program, read, root, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::process::{Output, Stdio};
use tempfile::TempDir;

const RULES: &str = "docs/examples/rules.toml";
/// A line that only a rule of the example finds.
const CALL: &str = "acme-rtc: joinChannel gave up, E17";

/// A folder with the rules of the example beside logs.
fn folder(members: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in members.iter().copied().chain([("rules.toml", read(RULES).as_str())]) {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

fn run_in(folder: &TempDir, arguments: &[&str]) -> Output {
    program().current_dir(folder.path()).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|error| panic!("{error}: {}{}", stdout(output), stderr(output)))
}

/// The codes of a report with their counts and APIs.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.map(|one| format!("{} x{} {}", one["id"].as_str().expect("an id"), one["count"], one["by_api"][0]["api"])).collect()
}

#[test]
fn rules_find_what_nothing_else_finds() {
    let folder = folder(&[("app.log", &read("docs/examples/acme.log"))]);
    let without = json(&run_in(&folder, &["app.log", "-f", "json"]));
    assert_eq!(found(&without), ["rtc.error/110 x1 \"onError\""]);
    let with = json(&run_in(&folder, &["app.log", "-f", "json", "--rules", "rules.toml"]));
    assert_eq!(found(&with), ["rtc.connection-reason/8 x1 null", "rtc.error/17 x1 \"joinChannel\""], "and the drill is silent");
}

#[test]
fn the_rule_is_named_by_events_and_by_why() {
    let folder = folder(&[("app.log", CALL)]);
    let lines = stdout(&run_in(&folder, &["app.log", "-f", "ndjson", "--rules", "rules.toml"]));
    let event: Value = serde_json::from_str(lines.lines().next().expect("an event")).expect("JSON");
    assert_eq!((event["rule"].as_str(), event["api"].as_str()), (Some("acme.call"), Some("joinChannel")));
    let built_in = stdout(&run_in(&folder, &["../nothing", "-f", "ndjson"]));
    assert!(!built_in.contains("\"rule\""), "{built_in}");
    let why = stdout(&run_in(&folder, &["--rules", "rules.toml", "--why", "app.log:1"]));
    assert!(why.contains("rule      acme.call: the wrapper says that a call of the SDK failed\n"), "{why}");
    assert!(why.contains("counts    yes\n"), "{why}");
    assert_eq!(stdout(&run_in(&folder, &["--rules", "rules.toml", "--why", "1", "app.log"])), why);
    let drill = stdout(&run_in(&folder, &["--rules", "rules.toml", "--why", "drill: agora onError code: 110"]));
    assert!(drill.contains("acme.drill") && drill.contains("counts    no: known to be no error"), "{drill}");
}

#[test]
fn rules_count_in_every_envelope_and_file() {
    let wrapped = [
        format!("12-01 10:00:00.000  77  78 E AcmeLog : {CALL}"),
        format!("{{\"log\":\"{CALL}\\n\",\"stream\":\"stderr\",\"time\":\"2025-12-01T10:00:00.000000000Z\"}}"),
        format!("\u{1b}[31m{CALL}\u{1b}[0m"),
        format!("E/NERtcSDK( 88): {CALL}"),
        format!("[02/11/25 09:00:01:120][4410][E]: {CALL}"),
        "{\"log\":\"\\u003cb\\u003e acme-rtc: joinChannel gave up\\u002c E17\\n\",\"stream\":\"stderr\"}".to_owned(),
        format!("{} {CALL}", "x".repeat(60_000)),
        format!("{} {CALL} {}", "x".repeat(100_000), "y".repeat(100_000)),
    ];
    let folder = folder(&[]);
    for line in wrapped {
        fs::write(folder.path().join("app.log"), format!("one\n{line}\nthree\n")).expect("a file");
        let report = json(&run_in(&folder, &["app.log", "-f", "json", "--rules", "rules.toml"]));
        let shown: String = line.chars().take(200).collect();
        assert_eq!(found(&report), ["rtc.error/17 x1 \"joinChannel\""], "{shown}");
        assert_eq!(report["findings"][0]["first"]["line"], 2, "{shown}");
    }
}

#[test]
fn the_configuration_may_name_the_file() {
    let folder = folder(&[("app.log", CALL), ("agora-logscan.toml", "rules = \"rules.toml\"\n")]);
    assert_eq!(found(&json(&run_in(&folder, &["app.log", "-f", "json"]))).len(), 1);
    assert!(stdout(&run_in(&folder, &["--why", CALL])).contains("acme.call"));
    assert_eq!(found(&json(&run_in(&folder, &["app.log", "-f", "json", "--no-config"]))).len(), 0);
    fs::write(folder.path().join("rules.toml"), "[[pattern]]\nid = \"a\"\n").expect("a file");
    let refused = run_in(&folder, &["app.log"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = stderr(&refused);
    assert!(
        said.contains("rules.toml: line 1: [[pattern]] `a`: `regex` is missing\nhint: ") || said.contains("`domain` is missing\nhint: "),
        "{said}"
    );
    assert_eq!(stdout(&refused), "");
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_one_line_and_a_hint() {
    let folder = folder(&[("app.log", CALL), ("log", "\u{1b}[31mno\n"), ("long", &"#".repeat(2 << 20))]);
    fs::write(folder.path().join("bytes"), [0xff, 0xfe, 0]).expect("a file");
    for (name, reason) in [
        ("gone.toml", "gone.toml: no such file"),
        (".", ".: is a folder"),
        ("log", "log: line 1: is not TOML"),
        ("long", "long: is longer than 1 MiB"),
        ("bytes", "bytes: is not UTF-8 text"),
    ] {
        let output = run_in(&folder, &["app.log", "--rules", name]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{name}");
        let said = stderr(&output);
        let lines: Vec<&str> = said.lines().collect();
        assert!(said.contains(reason) && lines.len() == 2 && lines[1].starts_with("hint: "), "{said}");
    }
}

#[test]
fn no_output_takes_the_place_of_the_rules() {
    let folder = folder(&[("app.log", CALL)]);
    let output = run_in(&folder, &["app.log", "--rules", "rules.toml", "--report", "json=./rules.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("rules.toml: is an input and an output\nhint: "), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("rules.toml")).expect("a file"), read(RULES));
}

/// A log of a rotating mixture of lines, long enough to be cut.
fn mixture(lines: usize) -> String {
    let mut random = Random::new(11);
    let line = |kind: usize| match kind {
        0 => CALL.to_owned(),
        1 => "会议断开 R8".to_owned(),
        2 => "drill: agora onError code: 110".to_owned(),
        3 => "I/flutter ( 77): [onError] err: ErrorCodeType.errInvalidToken, msg: ".to_owned(),
        4 => "acme-rtc: muteAll gave up, E0".to_owned(),
        _ => format!("nothing {}", "z".repeat(kind)),
    };
    (0..lines).fold(String::new(), |all, _| all + &line(random.below(12)) + "\n")
}

#[test]
fn neither_threads_nor_shards_change_a_report() {
    let text = mixture(60_000);
    let folder = folder(&[("a.log", &text), ("b.log", &mixture(50))]);
    let whole = run_in(&folder, &["a.log", "b.log", "-f", "json", "--rules", "rules.toml", "-j", "1"]);
    let threads = run_in(&folder, &["a.log", "b.log", "-f", "json", "--rules", "rules.toml", "-j", "8"]);
    assert_eq!(stdout(&whole), stdout(&threads));
    let calls = text.lines().filter(|line| *line == CALL).count() + mixture(50).lines().filter(|line| *line == CALL).count();
    assert!(found(&json(&whole)).contains(&format!("rtc.error/17 x{calls} \"joinChannel\"")), "{:?}", found(&json(&whole)));
    for (log, part) in [("a.log", "a.json"), ("b.log", "b.json")] {
        let made = run_in(&folder, &[log, "-f", "partial", "-o", part, "--rules", "rules.toml"]);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    }
    let merged = run_in(&folder, &["b.json", "a.json", "-f", "json", "--rules", "rules.toml"]);
    assert_eq!(stdout(&whole), stdout(&merged));
}

#[test]
fn reports_made_with_other_rules_are_not_put_together() {
    let folder = folder(&[("app.log", CALL), ("other.toml", &read(RULES).replace("acme.drill", "acme.test"))]);
    for (with, file) in [(Some("rules.toml"), "own.json"), (None, "without.json")] {
        let flags = with.map(|rules| vec!["--rules", rules]).unwrap_or_default();
        run_in(&folder, &[&["app.log", "-f", "json", "-o", file][..], &flags].concat());
    }
    for (file, flags, reason) in [
        ("own.json", vec![], "was made with `--rules`"),
        ("without.json", vec!["--rules", "rules.toml"], "was made without `--rules`"),
        ("own.json", vec!["--rules", "other.toml"], "was made with other rules"),
    ] {
        let refused = run_in(&folder, &[&[file][..], &flags].concat());
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            stderr(&refused).contains(&format!("{file}: {reason}\nhint: scan and merge with the same `--rules FILE`")),
            "{}",
            stderr(&refused)
        );
    }
    let compared = run_in(&folder, &["app.log", "-f", "json", "--baseline", "own.json", "--fail-on", "new", "--rules", "other.toml"]);
    assert_eq!(compared.status.code(), Some(0), "a baseline is compared with: {}", stderr(&compared));
}

#[test]
fn frames_and_followed_logs_know_the_rules() {
    let folder = folder(&[("app.log", &format!("{CALL}\n"))]);
    let mut stream = b"ALSFRM1\nF".to_vec();
    for text in ["s/app.log", CALL] {
        let length = text.len() as u64;
        stream.extend(if text == CALL { length.to_le_bytes().to_vec() } else { length.to_le_bytes()[..4].to_vec() });
        stream.extend(text.as_bytes());
    }
    stream.push(b'E');
    stream.extend(1_u64.to_le_bytes());
    fs::write(folder.path().join("stream"), stream).expect("a file");
    let input = fs::File::open(folder.path().join("stream")).expect("a file");
    let output = program().current_dir(folder.path()).args(["--frames", "--rules", "rules.toml"]).stdin(input).output().expect("rows");
    let rows: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    assert!(rows.iter().any(|row| row["type"] == "event" && row["rule"] == "acme.call"), "{rows:?}");
    let partial = run_in(&folder, &["app.log", "-f", "json", "--rules", "rules.toml"]);
    assert_eq!(rows[0]["catalogue"], json(&partial)["merge"]["catalogue"], "what must agree is the same in both");

    let input = fs::File::open(folder.path().join("app.log")).expect("a file");
    let followed = program().current_dir(folder.path()).args(["--follow", "--rules", "rules.toml", "-f", "ndjson"]).stdin(input).output();
    assert!(stdout(&followed.expect("the program ends")).contains("\"rule\":\"acme.call\""));
}

#[test]
fn what_rules_catch_is_redacted_and_harmless() {
    const GREEDY: &str = r#"
[[pattern]]
id = "greedy"
about = "takes whatever stands there"
keywords = ["gimme"]
regex = 'gimme (?P<api>\S+) (?P<code>-?\d+)'
domain = "rtc.error"
[[pattern]]
id = "greedy.name"
about = "takes whatever stands there for a constant"
keywords = ["gimme"]
regex = 'gimme (?P<name>\S+)$'
domain = "web.error"
"#;
    let caught = [
        "970ca35de60c44645bbae8a215061b33",
        "007eJxTYPlrxHAPQmZwZ0YWGQtmK3b2Vh5Lq8dTNpYJ6uRkWfL1zT3cV8nD5oXu0tKaBhYfGgmZqlXeWbRjUcYvHiTdPsEoMnlKzAhIjZwxQ1rOk",
        "bob@example.com",
        "password=hunter2hunter2",
        "\u{1b}]0;title\u{7}-x",
        "</script><script>alert(1)</script>",
        "=cmd|calc",
        "##vso[task.complete]",
    ];
    let log = caught.iter().fold(String::new(), |log, text| log + "gimme " + text + " -17\ngimme " + text + "\n");
    let folder = folder(&[("app.log", &log), ("greedy.toml", GREEDY)]);
    for format in [
        "table", "json", "ndjson", "html", "csv", "sarif", "junit", "markdown", "plain", "github", "azure", "teamcity", "partial", "ticket",
    ] {
        let output = run_in(&folder, &["app.log", "--rules", "greedy.toml", "-f", format]);
        let text = stdout(&output);
        assert!(format == "ticket" || text.contains("17"), "{format}: {text}");
        for secret in [&caught[1][..40], &caught[1][60..], "hunter2hunter2", "bob@example.com", "\u{1b}]", "##vso[task.complete]"] {
            assert!(!text.contains(secret), "{format} shows {secret}\n{text}");
        }
        assert!(format != "html" || !text.contains("<script>alert"), "{text}");
    }
    let report = json(&run_in(&folder, &["app.log", "--rules", "greedy.toml", "-f", "json"]));
    assert_eq!(found(&report), [format!("rtc.error/17 x{} null", caught.len())], "none of them is the name of a method or a constant");
    let why = stdout(&run_in(&folder, &["--rules", "greedy.toml", "--why", "gimme password=hunter2hunter2 -17"]));
    assert!(!why.contains("hunter2"), "{why}");
}

#[test]
fn the_page_shows_the_file_of_the_example() {
    let page = read("docs/rules.md");
    assert!(page.contains(&read(RULES)), "docs/rules.md shows {RULES} as it is");
    assert!(page.contains(&read("docs/examples/acme.log")), "and the log");
    assert!(root().join(RULES).is_file());
}
