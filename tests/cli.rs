//! The real program: what it prints where, and with which exit code.

mod common;

use common::{files, program, run, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::process::{Output, Stdio};
use tempfile::TempDir;

const TOKEN: &str = "I/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \n";
const WARNING: &str = "LogTemp: Warning: agora RtcEngine onWarning warn: 104\n";
const QUIET: &str = "I/flutter ( 6310): io.agora.rtc: joined\n";

fn folder(members: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in members {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

/// Runs the program inside a folder.
fn run_in(folder: &TempDir, arguments: &[&str]) -> Output {
    program().current_dir(folder.path()).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        program().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input).expect("the program reads");
    child.wait_with_output().expect("the program ends")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().expect("findings").iter().filter_map(|finding| finding["id"].as_str()).collect()
}

#[test]
fn findings_alone_are_no_failure() {
    let folder = folder(&[("app.log", TOKEN.as_bytes())]);
    let output = run_in(&folder, &["app.log"]);
    assert_eq!(output.status.code(), Some(0));
    let page = stdout(&output);
    for words in ["rtc.error/110", "ERR_INVALID_TOKEN", "app.log:1", "https://"] {
        assert!(page.contains(words), "no {words} in\n{page}");
    }
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_condition_decides_between_0_and_1() {
    let folder = folder(&[("error.log", TOKEN.as_bytes()), ("warning.log", WARNING.as_bytes()), ("quiet.log", QUIET.as_bytes())]);
    for (condition, file, code) in [
        ("never", "error.log", 0),
        ("error", "error.log", 1),
        ("error", "warning.log", 0),
        ("error", "quiet.log", 0),
        ("warning", "warning.log", 1),
        ("warning", "error.log", 1),
        ("warning", "quiet.log", 0),
        ("any", "warning.log", 1),
        ("any", "quiet.log", 0),
    ] {
        let output = run_in(&folder, &["--fail-on", condition, file]);
        assert_eq!(output.status.code(), Some(code), "--fail-on {condition} {file}: {}", stdout(&output));
    }
}

#[test]
fn a_missing_file_is_named_and_the_rest_is_reported() {
    let folder = folder(&[("a.log", TOKEN.as_bytes()), ("b.log", WARNING.as_bytes())]);
    let output = run_in(&folder, &["--format", "json", "--fail-on", "error", "a.log", "gone.log", "b.log"]);
    assert_eq!(output.status.code(), Some(2), "2 outranks 1");
    let errors = stderr(&output);
    assert!(errors.contains("agora-logscan: gone.log: no such file or folder\n"), "{errors}");
    assert!(errors.contains("\nhint: "), "{errors}");
    let report = json(&output);
    assert_eq!(ids(&report), ["rtc.error/110", "rtc.warning/104"]);
    let inputs = report["inputs"].as_array().expect("inputs");
    let status = |name: &str| inputs.iter().find(|input| input["source"] == name).map(|input| input["status"].clone());
    assert_eq!(status("gone.log"), Some("failed".into()));
    assert_eq!((status("a.log"), status("b.log")), (Some("complete".into()), Some("complete".into())));
}

#[test]
fn several_files_and_folders_are_one_report_in_a_fixed_order() {
    let folder = folder(&[
        ("one.log", TOKEN.as_bytes()),
        ("logs/deep/two.log", TOKEN.as_bytes()),
        ("logs/a.log", WARNING.as_bytes()),
        ("logs/b.txt", b"x\n"),
    ]);
    let output = run_in(&folder, &["--format", "json", "one.log", "logs"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = json(&output);
    let sources: Vec<&str> = report["inputs"].as_array().expect("inputs").iter().filter_map(|input| input["source"].as_str()).collect();
    assert_eq!(sources, ["logs/a.log", "logs/b.txt", "logs/deep/two.log", "one.log"], "by name");
    assert_eq!(report["totals"]["sources"], 4);
    assert_eq!((&report["findings"][0]["count"], &report["findings"][0]["sources"]), (&Value::from(2), &Value::from(2)));
}

#[test]
fn a_minus_and_a_pipe_are_standard_input() {
    for arguments in [&["--format", "json", "-"][..], &["--format", "json"]] {
        let output = piped(arguments, TOKEN.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        let report = json(&output);
        assert_eq!(ids(&report), ["rtc.error/110"]);
        assert_eq!(report["findings"][0]["first"]["source"], "-");
    }
}

#[test]
fn nothing_recognised_and_nothing_wrong_are_different_answers() {
    let folder = folder(&[("other.log", b"GET /index.html 110\nerror 17\n"), ("quiet.log", QUIET.as_bytes())]);
    let other = stdout(&run_in(&folder, &["other.log"])).to_lowercase();
    let quiet = stdout(&run_in(&folder, &["quiet.log"])).to_lowercase();
    assert!(other.contains("no agora lines recognised"), "{other}");
    assert!(!quiet.contains("no agora lines recognised") && quiet.contains("no errors in 1 recognised line"), "{quiet}");
}

#[test]
fn usage_mistakes_exit_with_2_and_say_what_is_wrong() {
    for (arguments, words) in [
        (&["--no-such-flag"][..], "--no-such-flag"),
        (&["--format", "yml", "x"], "yml"),
        (&["--fail-on", "sometimes", "x"], "sometimes"),
        (&["--encoding", "klingon", "fixtures/unreal/output-log.log"], "klingon"),
        (&["--threads", "many", "x"], "many"),
        (&["--list-codes", "--domain", "rtc.nothing"], "rtc.nothing"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn help_and_version_are_success_on_standard_output() {
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    for words in ["Exit codes", "--explain", "--fail-on", "FILE|DIR|-"] {
        assert!(stdout(&help).contains(words), "no {words}");
    }
    let version = stdout(&run(&["--version"]));
    assert_eq!(version, format!("agora-logscan {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn colour_only_where_it_is_wanted() {
    let colour = |command: &mut std::process::Command| {
        let output = command.arg("fixtures/unreal/output-log.log").output().expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).contains('\u{1b}')
    };
    assert!(colour(program().args(["--color", "always"])), "asked for");
    assert!(!colour(&mut program()), "not on a pipe");
    assert!(!colour(program().env("NO_COLOR", "1")), "NO_COLOR");
    assert!(!colour(program().args(["--color", "never"])), "never");
}

/// Columns that a line takes.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

#[test]
fn the_table_fits_its_width() {
    let logs = files("fixtures", ".log");
    for (width, most) in [("40", 40), ("80", 80), ("132", 132), ("200", 200)] {
        let mut arguments = vec!["--width", width];
        arguments.extend(logs.iter().map(String::as_str));
        let page = stdout(&run(&arguments));
        assert!(page.lines().count() > 50);
        let wide: Vec<&str> = page.lines().filter(|line| columns(line) > most && !line.contains("https://")).collect();
        assert_eq!(wide, Vec::<&str>::new(), "wider than {width}");
    }
}

/// East Asian characters take two columns.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f9ff)
}

#[test]
fn ndjson_is_one_event_a_line_as_the_contract_says() {
    let output = run(&["--format", "ndjson", "fixtures/flutter/flutter-6-ios.log", "fixtures/sdk/agorasdk-4.2-android.log"]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    let events: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    assert!(events.len() > 8 && text.ends_with('\n'));
    let keys =
        ["type", "source", "line", "time", "domain", "code", "name", "via", "api", "sdk", "sdk_version", "severity", "echo_of", "text"];
    let mut last = (String::new(), 0);
    for (event, line) in events.iter().zip(text.lines()) {
        let object = event.as_object().expect("an object");
        assert_eq!(object.len(), keys.len(), "{event}");
        let places: Vec<usize> =
            keys.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("no {key} in {line}"))).collect();
        assert!(places.is_sorted(), "the keys in their order: {line}");
        assert_eq!(event["type"], "event");
        assert!(["callback", "return"].contains(&event["via"].as_str().expect("via")));
        assert!(["error", "warning", "info"].contains(&event["severity"].as_str().expect("severity")));
        assert!(
            ["rtc4", "rtc3", "rtc2", "web", "rtm1", "rtm2", "recording", "python", "unknown"]
                .contains(&event["sdk"].as_str().expect("sdk"))
        );
        assert!(event["echo_of"].is_null() || event["echo_of"]["line"].is_u64());
        assert!(event["text"].as_str().expect("text").chars().count() <= 512);
        let here = (event["source"].as_str().expect("source").to_owned(), event["line"].as_u64().expect("line"));
        assert!(here >= last || here.0 != last.0, "in the order of lines");
        last = here;
    }
    assert!(events.iter().any(|event| !event["echo_of"].is_null()), "echoes are there, marked");
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    for format in ["json", "ndjson"] {
        let with = |threads: &str| run(&["--format", format, "--threads", threads, "fixtures"]).stdout;
        let one = with("1");
        assert!(one.len() > 1000);
        for threads in ["2", "7"] {
            assert!(one == with(threads), "{format} with {threads} threads");
        }
    }
}

#[test]
fn an_output_file_holds_what_standard_output_would() {
    let folder = folder(&[("app.log", TOKEN.as_bytes()), ("out/old.json", b"old")]);
    for format in ["table", "json", "ndjson"] {
        let shown = run_in(&folder, &["--format", format, "app.log"]);
        let written = run_in(&folder, &["--format", format, "--output", "out/old.json", "app.log"]);
        assert_eq!((written.status.code(), stdout(&written).as_str()), (Some(0), ""));
        assert_eq!(fs::read_to_string(folder.path().join("out/old.json")).expect("the file"), stdout(&shown), "{format}");
    }
    let bad = run_in(&folder, &["--output", "no/such/folder/x.json", "app.log"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(stderr(&bad).contains("no/such/folder/x.json"), "{}", stderr(&bad));
}

#[test]
fn a_closed_pipe_is_success() {
    let log = TOKEN.repeat(40_000);
    let folder = folder(&[("app.log", log.as_bytes())]);
    let mut child = program()
        .current_dir(folder.path())
        .args(["--format", "ndjson", "app.log"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 10];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut first).expect("the first bytes");
    drop(out);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "", "a reader that goes away is no reason to complain");
}

/// Bytes in the frame that the SDK writes encrypted logs in, made up.
fn encrypted() -> Vec<u8> {
    let mut bytes = b"\xfe\x12\x08k3Jd9QzP\x00\x10".to_vec();
    bytes.extend((0..16_u8).map(|n| n.wrapping_mul(37)));
    for record in 0..40_u8 {
        bytes.extend_from_slice(b"\xfe\x11\x00\x20");
        bytes.extend((0..32_u8).map(|n| n.wrapping_mul(91).wrapping_add(record) ^ 0xa5));
    }
    bytes
}

#[test]
fn an_encrypted_sdk_log_is_named_and_never_clean() {
    let folder = folder(&[("agorasdk.log", &encrypted()), ("app.log", TOKEN.as_bytes())]);
    let page = stdout(&run_in(&folder, &["agorasdk.log"]));
    assert!(page.contains("encrypted") && page.contains("agoraapi.log"), "{page}");
    assert!(!page.to_lowercase().contains("no errors"), "{page}");
    let report = json(&run_in(&folder, &["--format", "json", "agorasdk.log", "app.log"]));
    assert_eq!(report["inputs"][0]["status"], "encrypted");
    assert_eq!(ids(&report), ["rtc.error/110"], "the rest is reported");
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn utf_16_with_its_mark_is_read_like_utf_8() {
    let text = format!("{QUIET}声网 onError: 110\r\n{TOKEN}");
    let folder = folder(&[("plain.log", text.as_bytes()), ("le.log", &utf16(&text, true)), ("be.log", &utf16(&text, false))]);
    let report = |name: &str| json(&run_in(&folder, &["--format", "json", name]));
    let plain = report("plain.log");
    for (name, encoding) in [("le.log", "utf-16le"), ("be.log", "utf-16be")] {
        let other = report(name);
        assert_eq!(other["inputs"][0]["encoding"], encoding);
        assert_eq!(other["totals"], plain["totals"]);
        assert_eq!(other["findings"][0]["count"], plain["findings"][0]["count"]);
    }
    assert_eq!(plain["totals"]["lines"], 3);
}

#[test]
fn an_encoding_can_be_named() {
    let output = run(&["--format", "json", "--encoding", "gbk", "fixtures/windows/live-assistant-gbk.log"]);
    let report = json(&output);
    assert_eq!(report["inputs"][0]["encoding"], "gbk");
    assert!(!ids(&report).is_empty());
    let text = report["findings"].to_string();
    assert!(text.chars().any(is_wide) && !text.contains('\u{fffd}'), "the Chinese words can be read");
}

#[test]
fn secrets_and_control_characters_do_not_come_out() {
    let token = format!("007eJx{}", "A1b2C3d4".repeat(12));
    let log = format!("agora joinChannel token={token} ret: -2 \x1b[31m\x07\u{202e}\n");
    let folder = folder(&[("app.log", log.as_bytes())]);
    for format in ["table", "json", "ndjson"] {
        let page = stdout(&run_in(&folder, &["--format", format, "app.log"]));
        assert!(page.contains("joinChannel"), "{format}: {page}");
        assert!(!page.contains(&token[..40]), "{format}: a token came out");
        assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: a control character came out");
    }
}

#[test]
fn a_file_name_cannot_break_the_output() {
    if cfg!(windows) {
        return;
    }
    let folder = folder(&[("a\u{1b}[31m\nb.log", TOKEN.as_bytes())]);
    for format in ["table", "json", "ndjson"] {
        let output = run_in(&folder, &["--format", format, "."]);
        assert_eq!(output.status.code(), Some(0));
        assert!(!stdout(&output).contains('\u{1b}'), "{format}");
    }
    let gone = run_in(&folder, &["x\u{1b}[31m"]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(!stderr(&gone).contains('\u{1b}'));
}

#[test]
fn lists_of_codes_are_tables_or_json() {
    let all = stdout(&run(&["--list-codes"]));
    let one = stdout(&run(&["--list-codes", "--domain", "rtc.warning"]));
    assert!(all.contains(&one) && all.len() > 10 * one.len());
    assert!(one.starts_with("rtc.warning") && one.contains("WARN_LOOKUP_CHANNEL_TIMEOUT"));
    let list = json(&run(&["--list-codes", "--domain", "web.error", "--format", "json"]));
    let list = list.as_array().expect("a list");
    assert!(list.len() > 100 && list.iter().all(|entry| entry["domain"] == "web.error" && entry["code"].is_string()));
}

#[test]
fn starting_is_quick() {
    let started = std::time::Instant::now();
    for _ in 0..10 {
        assert_eq!(run(&["--explain", "110"]).status.code(), Some(0));
    }
    assert!(started.elapsed().as_secs() < 5, "ten starts took {:?}", started.elapsed());
}

#[test]
fn a_report_given_as_an_input_stands_for_the_logs_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let log = "fixtures/flutter/flutter-3-ios.log";
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_agora-logscan")).args(["--no-config", "-f", "json", log]).output().unwrap();
    std::fs::write(&report, &made.stdout).unwrap();
    let read =
        std::process::Command::new(env!("CARGO_BIN_EXE_agora-logscan")).args(["--no-config", "-f", "json"]).arg(&report).output().unwrap();
    assert_eq!(String::from_utf8(read.stdout).unwrap(), String::from_utf8(made.stdout).unwrap());
}

#[test]
fn many_small_sources_give_what_they_give_one_by_one() {
    let run = |args: &[&str]| {
        let made = std::process::Command::new(env!("CARGO_BIN_EXE_agora-logscan"))
            .args(["--no-config", "-f", "ndjson"])
            .args(args)
            .output()
            .unwrap();
        String::from_utf8(made.stdout).unwrap()
    };
    let logs = ["fixtures/flutter/flutter-3-ios.log", "fixtures/android/java-crash.log", "fixtures/iris/iris-4.2-error-code-lines.log"];
    let apart: String = logs.iter().map(|log| run(&[log])).collect();
    assert_eq!(run(&logs).lines().count(), apart.lines().count());
    let strip = |text: &str| text.lines().map(|line| line.split("\"text\"").next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(strip(&run(&logs)), strip(&apart));
}

#[test]
fn a_named_zone_knows_summer_and_winter() {
    // The token of this log is valid from 00:00 to 01:00 UTC.
    let log = common::read("fixtures/diagnose/token-invalid/shows-other-uid-006.txt").replace("\"optionalUid\":77", "\"optionalUid\":78");
    let expired = |zone: &str, clock: &str| {
        let folder = folder(&[("app.log", log.replace("2025-06-02 00:10", clock).as_bytes())]);
        let report = json(&run_in(&folder, &["--format", "json", "--tz", zone, "app.log"]));
        report["diagnoses"][0]["title"].as_str().expect("a title").contains("had expired")
    };
    for (zone, inside, after) in [
        ("Asia/Shanghai", "2025-06-02 08:10", "2025-06-02 09:10"),
        ("America/New_York", "2025-06-01 20:10", "2025-06-01 21:10"),
        ("Europe/Berlin", "2025-06-02 02:10", "2025-06-02 03:10"),
        ("Asia/Kolkata", "2025-06-02 05:40", "2025-06-02 06:40"),
        ("-03:30", "2025-06-01 20:40", "2025-06-01 21:40"),
    ] {
        assert!(!expired(zone, inside) && expired(zone, after), "{zone}");
    }
}

#[test]
fn the_version_that_is_given_decides_what_a_code_means() {
    let folder = folder(&[
        ("plain.log", b"I/flutter ( 77): agora enableInEarMonitoring ret: -8\n"),
        ("four.log", b"I/flutter ( 77): agora sdk version 4.3.2\nI/flutter ( 77): agora enableInEarMonitoring ret: -8\n"),
    ]);
    let read = |arguments: &[&str]| {
        let report = json(&run_in(&folder, &[&["--format", "json"], arguments].concat()));
        let events = stdout(&run_in(&folder, &[&["--format", "ndjson"], arguments].concat()));
        let event: serde_json::Value = serde_json::from_str(events.lines().next().expect("an event")).expect("JSON");
        (report["findings"][0]["fixes"][0].as_str().expect("a fix").to_owned(), event["sdk"].as_str().expect("an SDK").to_owned())
    };
    let (old, new) = ("Read it as rtc.warning/8.".to_owned(), "enableInEarMonitoring: Connect a headset first.".to_owned());
    for (given, sdk, fix) in
        [("3", "rtc3", &old), ("2", "rtc2", &old), ("4", "rtc4", &new), ("v3.7.2", "rtc3", &old), ("4.x", "rtc4", &new)]
    {
        for log in ["plain.log", "four.log"] {
            assert_eq!(read(&["--sdk", given, log]), (fix.clone(), sdk.to_owned()), "{given} {log}");
        }
    }
    assert_eq!(read(&["four.log"]), (new, "rtc4".to_owned()), "the log itself");
}

#[test]
fn a_word_that_no_setting_knows_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("agora-logscan.toml");
    for (line, hint) in [("tz = \"Mars/Olympus\"", "+08:00"), ("sdk = \"7\"", "2, 3 or 4"), ("lang = \"tlh\"", "--help")] {
        std::fs::write(&config, format!("{line}\n")).unwrap();
        let made = std::process::Command::new(env!("CARGO_BIN_EXE_agora-logscan"))
            .arg("--config")
            .arg(&config)
            .arg("fixtures/android/java-crash.log")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&made.stderr).into_owned();
        assert_eq!(made.status.code(), Some(2), "{told}");
        assert!(told.contains("agora-logscan.toml") && told.contains(hint), "{told}");
    }
}

#[test]
fn what_could_not_be_read_is_not_called_foreign() {
    let nothing = run(&["no-such.log"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stdout(&nothing).starts_with("nothing could be read of 1 source\n"), "{}", stdout(&nothing));
    let empty = piped(&["-"], b"");
    assert_eq!((empty.status.code(), stdout(&empty).as_str()), (Some(0), "nothing to scan in 1 source: no text\n"));
    let half = piped(&["no-such.log", "-"], b"hello\n");
    let said = "no Agora lines recognised in 1 line of 2 sources (1 not read to the end)\n";
    assert!(stdout(&half).starts_with(said), "{}", stdout(&half));
}

#[test]
fn a_mistyped_condition_is_answered_with_the_nearest_one() {
    let refused = run(&["--fail-on", "eror", "-"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("hint: did you mean `error`?"), "{}", stderr(&refused));
}
