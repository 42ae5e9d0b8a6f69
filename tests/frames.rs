//! `--frames`: every file of a stream is answered, a stream that is not whole is refused, and the parts make the report of one scan.

mod common;

use common::{Random, program, read, root, stderr, stdout};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Output, Stdio};

const TOKEN: &str = "I/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \n";

/// A stream put together by hand: the shape as documented, not as the program's own code has it.
struct Stream(Vec<u8>, u64);

impl Stream {
    fn new() -> Stream {
        Stream(b"ALSFRM1\n".to_vec(), 0)
    }

    fn file(mut self, name: &str, bytes: &[u8]) -> Stream {
        self.0.extend(frame(name, bytes));
        self.1 += 1;
        self
    }

    fn unread(mut self, name: &str, reason: &str) -> Stream {
        self.0.push(b'U');
        self.0.extend(text(name));
        self.0.extend(text(reason));
        self.1 += 1;
        self
    }

    fn end(self) -> Vec<u8> {
        let count = self.1;
        self.end_with(count)
    }

    fn end_with(mut self, count: u64) -> Vec<u8> {
        self.0.push(b'E');
        self.0.extend(count.to_le_bytes());
        self.0
    }
}

fn frame(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = vec![b'F'];
    all.extend(text(name));
    all.extend((bytes.len() as u64).to_le_bytes());
    all.extend(bytes);
    all
}

fn text(text: &str) -> Vec<u8> {
    let mut all = u32::try_from(text.len()).expect("short").to_le_bytes().to_vec();
    all.extend(text.as_bytes());
    all
}

fn started() -> Child {
    let mut command = program();
    command.args(["--frames", "--no-config"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn answer(stream: &[u8]) -> Output {
    let mut child = started();
    let mut input = child.stdin.take().expect("a pipe");
    let stream = stream.to_vec();
    // A program that refuses the stream goes away before it has read all of it.
    let sender = std::thread::spawn(move || drop(input.write_all(&stream)));
    let output = child.wait_with_output().expect("the program ends");
    sender.join().expect("the sender ends");
    output
}

fn rows(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn of<'a>(rows: &'a [Value], kind: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["type"] == kind).collect()
}

/// The document that whoever collected the rows makes of these parts.
fn document(rows: &[Value], parts: &[&Value]) -> String {
    let (version, tool, catalogue) = (&rows[0]["schema_version"], &rows[0]["tool"], &rows[0]["catalogue"]);
    let parts: Vec<String> = parts.iter().map(|row| row["part"].to_string()).collect();
    format!(r#"{{"schema_version":{version},"tool":{tool},"merge":{{"catalogue":{catalogue},"parts":[{}]}}}}"#, parts.join(","))
}

#[test]
fn every_file_is_answered_in_the_order_of_arrival() {
    let stream = Stream::new()
        .file("a b.log", TOKEN.as_bytes())
        .file("empty.log", b"")
        .unread("gone.log", "the store says 403")
        .file("\u{65e5}\n.log", &TOKEN.repeat(2).into_bytes())
        .file("cut.log.gz", &[0x1f, 0x8b, 8, 0, 0])
        .end();
    let output = answer(&stream);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "a file that cannot be read is a row");
    let rows = rows(&output);
    let kinds: Vec<&str> = rows.iter().filter_map(|row| row["type"].as_str()).collect();
    assert_eq!(
        kinds,
        ["start", "event", "input", "part", "input", "part", "input", "part", "event", "event", "input", "part", "input", "part", "end"]
    );
    let inputs = of(&rows, "input");
    let column = |key: &str| inputs.iter().map(|row| row[key].clone()).collect::<Vec<_>>();
    assert_eq!(column("number"), [1, 2, 3, 4, 5]);
    assert_eq!(column("status"), ["complete", "complete", "failed", "complete", "failed"]);
    assert_eq!(column("events"), [1, 0, 0, 2, 0]);
    assert_eq!(inputs[0]["source"], "a b.log");
    assert!(!inputs[3]["source"].as_str().expect("a name").contains('\n'), "names are safe to show");
    assert!(inputs[2]["note"].as_str().expect("a reason").contains("the store says 403"));
    assert!(inputs[4]["note"].as_str().expect("a reason").contains("hint:"));
    assert_eq!(rows[rows.len() - 1], json!({"type": "end", "files": 5, "ok": 3, "failed": 2}));
    assert_eq!(rows[1]["source"], "a b.log");
    assert_eq!(rows[1]["code"], 110);
}

#[test]
fn no_file_is_an_answer_too() {
    let rows = rows(&answer(&Stream::new().end()));
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1], json!({"type": "end", "files": 0, "ok": 0, "failed": 0}));
}

#[test]
fn the_parts_make_the_report_of_one_scan() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs =
        ["flutter/flutter-6-ios", "sdk/agorasdk-4.2-android", "web/chrome-console-export", "noise/android-system", "unity/editor-log"];
    let paths: Vec<PathBuf> = logs.iter().map(|log| root().join(format!("fixtures/{log}.log"))).collect();
    let bundle = folder.path().join("bundle.tar");
    let mut tar = tar::Builder::new(fs::File::create(&bundle).expect("a file"));
    for path in &paths[..2] {
        tar.append_path_with_name(path, path.file_name().expect("a name")).expect("a member");
    }
    tar.finish().expect("an archive");
    let paths: Vec<PathBuf> = paths.into_iter().chain([bundle]).collect();
    let mut stream = Stream::new();
    for path in paths.iter().rev() {
        stream = stream.file(path.to_str().expect("a name"), &fs::read(path).expect("a log"));
    }
    let rows = rows(&answer(&stream.end()));
    assert_eq!(of(&rows, "input")[0]["logs"], 2, "an archive holds several logs");
    let found = of(&rows, "part");
    let halves = found.split_at(found.len() / 2);
    let parts = ["part-1.json", "part-2.json"].map(|name| folder.path().join(name));
    fs::write(&parts[0], document(&rows, halves.0)).expect("a file");
    fs::write(&parts[1], document(&rows, halves.1)).expect("a file");
    for format in ["json", "sarif", "table"] {
        let report =
            |inputs: &[PathBuf]| program().args(["--no-config", "--format", format]).args(inputs).output().expect("the program starts");
        let (whole, merged) = (report(&paths), report(&parts));
        assert!(stdout(&whole).contains("110"), "{}", stderr(&whole));
        assert!(stdout(&merged) == stdout(&whole), "{format}: {}", stderr(&merged));
    }
}

#[test]
fn pieces_of_a_rotated_log_are_one_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = read("fixtures/sdk/agorasdk-4.2-android.log");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut stream = Stream::new();
    let pieces = [("agorasdk.2.log", 0..30), ("agorasdk.1.log", 30..60), ("agorasdk.log", 60..lines.len()), ("other.log", 0..3)];
    for (name, range) in pieces {
        let path = folder.path().join(name);
        fs::write(&path, lines[range.clone()].concat()).expect("a file");
        stream = stream.file(path.to_str().expect("a name"), lines[range].concat().as_bytes());
    }
    let rows = rows(&answer(&stream.end()));
    let inputs: Vec<u64> = of(&rows, "input").iter().map(|row| row["lines"].as_u64().expect("a number")).collect();
    assert_eq!(inputs, [30, 30, lines.len() as u64 - 60, 3]);
    for input in of(&rows, "input") {
        let events = of(&rows, "event").iter().filter(|event| event["file"] == input["number"]).count();
        assert_eq!(input["events"], events, "{input}");
    }
    let parts = of(&rows, "part");
    assert_eq!(parts.iter().map(|part| part["part"]["logs"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>(), [3, 1]);
    let merged = folder.path().join("merged.json");
    fs::write(&merged, document(&rows, &parts)).expect("a file");
    let report =
        |arguments: &[&str]| program().args(["--no-config", "--format", "json"]).args(arguments).output().expect("the program starts");
    let whole = report(&[folder.path().to_str().expect("a name"), "--exclude", "merged.json"]);
    assert!(stdout(&whole).contains("agorasdk.1.log"));
    assert!(stdout(&report(&[merged.to_str().expect("a name")])) == stdout(&whole));
}

#[test]
fn events_are_those_of_the_streaming_format() {
    let log = "fixtures/flutter/flutter-6-ios.log";
    let rows = stdout(&answer(&Stream::new().file(log, read(log).as_bytes()).end()));
    let events: Vec<&str> = rows.lines().filter(|line| line.starts_with("{\"type\":\"event\"")).collect();
    let output = program().args(["--no-config", "--format", "ndjson", log]).output().expect("the program starts");
    assert!(events.len() > 3);
    let numbered: Vec<String> = stdout(&output).lines().map(|line| line.replacen("\"event\",", "\"event\",\"file\":1,", 1)).collect();
    assert_eq!(events, numbered, "and they name their file");
}

#[test]
fn events_name_the_version_that_their_log_names() {
    let log = read("fixtures/sdk/agorasdk-4.2-android.log");
    let rows = rows(&answer(&Stream::new().file("agorasdk.log", log.as_bytes()).file("app.log", TOKEN.as_bytes()).end()));
    let events = of(&rows, "event");
    let version = events[0]["sdk_version"].as_str().unwrap_or_else(|| panic!("{}", events[0]));
    assert!(version.starts_with("4.") && log.contains(version), "{version}");
    assert_eq!(events[events.len() - 1]["sdk_version"], Value::Null, "another log says nothing of it");
}

#[test]
fn what_is_not_whole_is_refused_and_has_no_last_row() {
    let whole = Stream::new().file("a.log", TOKEN.as_bytes()).file("b.log", TOKEN.as_bytes());
    let cut = whole.0[..whole.0.len() - 10].to_vec();
    let long = "n".repeat(70_000);
    let mut huge = Stream::new().0;
    huge.extend([&b"F"[..], &text("a"), &u64::MAX.to_le_bytes()].concat());
    for (what, stream, words) in [
        ("nothing", Vec::new(), "not a stream of frames"),
        ("a log", TOKEN.as_bytes().to_vec(), "not a stream of frames"),
        ("cut in a file", cut, "cut short in the bytes of record 2"),
        ("cut before the end", whole.0.clone(), "cut short before the end of record 2"),
        ("a count too high", Stream::new().file("a.log", b"x").end_with(2), "the sender counts 2 records, 1 came"),
        ("a count too low", Stream::new().file("a.log", b"x").end_with(0), "the sender counts 0 records, 1 came"),
        ("a long name", Stream::new().file(&long, b"x").end(), "the name of record 1 has 70000 bytes"),
        ("a long length", huge, "record 1 says it has 18446744073709551615 bytes"),
        ("more after the end", [Stream::new().end(), b"x".to_vec()].concat(), "bytes follow the end"),
    ] {
        let output = answer(&stream);
        let errors = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{what}: {errors}");
        assert!(errors.starts_with(&format!("agora-logscan: standard input: {words}")), "{what}: {errors}");
        assert!(errors.contains("\nhint: ") && errors.lines().count() == 2, "{what}: {errors}");
        assert!(!stdout(&output).contains("\"type\":\"end\""), "{what}");
    }
}

#[test]
fn a_file_that_is_cut_has_no_row() {
    let whole = Stream::new().file("a.log", TOKEN.as_bytes()).file("b.log", TOKEN.repeat(9).as_bytes()).0;
    let rows = rows(&answer(&whole[..whole.len() - 1]));
    let inputs = of(&rows, "input");
    assert_eq!(inputs.len(), 1);
    assert_eq!(inputs[0]["source"], "a.log");
    assert_eq!(of(&rows, "part").len(), 1, "what came of the second counts for nothing");
}

#[test]
fn rows_come_as_soon_as_a_file_is_read() {
    let mut child = started();
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut next_input = || loop {
        let line = output.next().expect("a row").expect("a row");
        if line.contains("\"type\":\"input\"") {
            return line;
        }
    };
    input.write_all(b"ALSFRM1\n").expect("the program reads");
    for name in ["a.log", "b.log", "c.log"] {
        input.write_all(&frame(name, TOKEN.as_bytes())).expect("the program reads");
        input.flush().expect("the program reads");
        assert!(next_input().contains(name), "before the next file is sent");
    }
    drop(input);
    assert_eq!(child.wait().expect("the program ends").code(), Some(2), "the end never came");
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_file_streams_through() {
    const LENGTH: u64 = 192 << 20;
    let mut child = started();
    let mut input = child.stdin.take().expect("a pipe");
    let block = "12-01 14:42:03.707  6310  6310 D Choreographer: nothing to see here at all\n".repeat(14_000).into_bytes();
    input.write_all(&[&b"ALSFRM1\n"[..], b"F", &text("long.log"), &LENGTH.to_le_bytes()].concat()).expect("the program reads");
    let mut left = LENGTH;
    while left > 0 {
        let now = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
        input.write_all(&block[..now]).expect("the program reads");
        left -= now as u64;
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    let peak: u64 = peak.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("a number");
    assert!(peak * 1024 < LENGTH / 2, "{peak} KiB for a file of {LENGTH} bytes");
    input.write_all(&[&b"E"[..], &1_u64.to_le_bytes()].concat()).expect("the program reads");
    drop(input);
    let mut rows = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut rows).expect("rows");
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
    assert!(rows.contains(&format!("\"bytes\":{LENGTH}")), "{rows}");
}

#[test]
fn hostile_streams_end_with_an_answer_or_a_reason() {
    let good = Stream::new().file("a.log", TOKEN.as_bytes()).unread("b", "no").file("c.zip", b"PK\x03\x04\x14\0\0\0").end();
    let mut random = Random::new(11);
    for _ in 0..60 {
        let mut bad = good.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bad.len());
            bad[at] = u8::try_from(random.below(256)).expect("a byte");
        }
        bad.truncate(bad.len() - random.below(2) * random.below(30));
        let output = answer(&bad);
        assert!(matches!(output.status.code(), Some(0 | 2)), "{:?}: {}", output.status, stderr(&output));
        assert_eq!(output.status.code() == Some(0), stdout(&output).contains("\"type\":\"end\""));
    }
}

#[test]
fn frames_and_files_do_not_go_together() {
    for other in [&["a.log"][..], &["--format", "json"], &["--output", "x"], &["--report", "json=x"], &["--files-from", "-"]] {
        let output = program().arg("--frames").args(other).stdin(Stdio::null()).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{other:?}");
        assert!(stderr(&output).contains("cannot be used with"), "{}", stderr(&output));
    }
}
