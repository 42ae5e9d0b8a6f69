//! Outputs of earlier runs that lie among logs: they count nothing twice, stop nothing, and are named when they are passed over.

mod common;

use agora_logscan::output::Format;
use clap::ValueEnum;
use common::{stderr, stdout};
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

const TOKEN: &str = "[onError] err: ErrorCodeType.errInvalidToken, msg: \n";

/// A folder that holds `logs/app.log`.
fn logs() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("logs")).expect("a folder");
    put(folder.path(), "logs/app.log", TOKEN);
    folder
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn run(folder: &Path, arguments: &str) -> Output {
    let arguments = arguments.split_whitespace();
    common::program().current_dir(folder).arg("--no-config").args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

/// Exit code, events, and `name: status` of all inputs.
fn told(folder: &Path, arguments: &str) -> (Option<i32>, u64, Vec<String>) {
    let output = run(folder, &format!("--format json {arguments}"));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments}: {}", stderr(&output)));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let inputs = report["inputs"].as_array().expect("inputs");
    let inputs = inputs.iter().map(|input| format!("{}: {}", text(&input["source"]), text(&input["status"])));
    (output.status.code(), report["totals"]["events"].as_u64().expect("a number"), inputs.collect())
}

#[test]
fn the_same_command_twice_writes_the_same_report() {
    for format in ["json", "partial", "html", "ndjson", "table"] {
        let folder = logs();
        let once = format!("logs --format {format} --output logs/report.out --report json=logs/other.json");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a report");
        assert_eq!(run(folder.path(), &once).status.code(), Some(0), "{format}");
        let first = (read("logs/report.out"), read("logs/other.json"));
        let again = run(folder.path(), &once);
        assert_eq!((again.status.code(), stderr(&again)), (Some(0), String::new()), "{format}");
        assert!((read("logs/report.out"), read("logs/other.json")) == first, "{format} changed");
    }
}

#[test]
fn an_output_never_replaces_a_log() {
    let folder = logs();
    for arguments in ["logs/app.log --output logs/app.log", "logs --report csv=logs/app.log"] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("logs/app.log: is an input and an output\nhint: "), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(folder.path().join("logs/app.log")).expect("the log"), TOKEN);
    }
}

#[cfg(unix)]
#[test]
fn the_file_behind_standard_output_is_not_read() {
    let folder = logs();
    for _ in 0..2 {
        let file = fs::OpenOptions::new().append(true).create(true).open(folder.path().join("logs/out.txt")).expect("a file");
        let arguments = ["--no-config", "--format", "plain", "logs"];
        let status = common::program().current_dir(folder.path()).args(arguments).stdin(Stdio::null()).stdout(file).status();
        assert_eq!(status.expect("the program starts").code(), Some(0));
    }
    let text = fs::read_to_string(folder.path().join("logs/out.txt")).expect("the output");
    assert!(text.contains("logs/app.log:1: ") && !text.contains("out.txt"), "{text}");
}

#[test]
fn a_log_counts_once_beside_reports_of_it() {
    let folder = logs();
    for (at, arguments) in ["logs", "logs/app.log", "./logs/app.log"].into_iter().enumerate() {
        run(folder.path(), &format!("{arguments} --format json --output logs/{at}.json"));
    }
    put(folder.path(), "logs/deep/empty.txt", "");
    run(&folder.path().join("logs"), "app.log --format partial --output within.json");
    run(folder.path(), "logs/app.log --format partial --output logs/deep/below.json");
    for arguments in ["logs", ".", "logs logs/app.log"] {
        assert_eq!(told(folder.path(), arguments).1, 1, "{arguments}");
    }
    let grown = format!("{TOKEN}\n\n{TOKEN}");
    put(folder.path(), "logs/app.log", &grown);
    for (place, arguments) in [("", "logs"), ("", "."), ("logs", "."), ("logs/deep", ".. ../app.log")] {
        let (code, events, inputs) = told(&folder.path().join(place), arguments);
        let skipped = inputs.iter().filter(|input| input.ends_with(": skipped")).count();
        assert_eq!((code, events), (Some(0), 2), "{place} {arguments}: {inputs:?}");
        assert_eq!(skipped, 5, "{place} {arguments}: {inputs:?}");
    }
}

#[test]
fn what_a_report_in_a_folder_knows_alone_is_merged() {
    let folder = logs();
    put(folder.path(), "gone/old.log", &TOKEN.replace("Token", "AppId"));
    run(folder.path(), "gone logs --format json --output logs/both.json");
    let (code, events, inputs) = told(folder.path(), "logs");
    assert_eq!((code, events), (Some(0), 2));
    assert_eq!(inputs, ["gone/old.log: complete", "logs/app.log: complete"]);
    let (.., inputs) = told(folder.path(), "logs/app.log logs/both.json");
    assert_eq!(inputs, ["gone/old.log: complete", "logs/app.log: complete"]);
}

#[test]
fn shards_in_folders_are_told_apart_although_their_logs_have_one_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, lines) in [1, 2, 3].into_iter().enumerate() {
        put(folder.path(), &format!("job{at}/app.log"), &format!("{}{TOKEN}", "\n".repeat(lines)));
        let job = folder.path().join(format!("job{at}"));
        assert_eq!(run(&job, "app.log --format json --output report.json").status.code(), Some(0));
        fs::create_dir_all(folder.path().join(format!("shards/{at}"))).expect("a folder");
        fs::rename(job.join("report.json"), folder.path().join(format!("shards/{at}/report.json"))).expect("a report");
    }
    assert_eq!(told(folder.path(), "shards").1, 3, "reports alone");
    put(folder.path(), "shards/app.log", &format!("{}{TOKEN}", "\n".repeat(9)));
    assert_eq!(told(folder.path(), "shards").1, 4, "and a log of the same name above them");
}

#[test]
fn a_report_that_cannot_be_merged_is_skipped_beside_logs_and_fails_where_it_is_all_there_is() {
    let folder = logs();
    run(folder.path(), "logs --format json --output good.json");
    let good = fs::read_to_string(folder.path().join("good.json")).expect("a report");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    for (bad, said) in [
        (good.replace(&version, "\"version\": \"0.0.1\""), "was written by version 0.0.1"),
        (good[..good.len() / 2].to_owned(), "ends too early"),
        (good.replace("\"merge\"", "\"other\""), "without the parts"),
    ] {
        put(folder.path(), "logs/bad.json", &bad);
        let table = run(folder.path(), "logs");
        assert_eq!((table.status.code(), stderr(&table)), (Some(0), String::new()));
        assert!(
            stdout(&table).contains("logs/bad.json: skipped: ") && stdout(&table).replace("\n  ", " ").contains(said),
            "{}",
            stdout(&table)
        );
        let (code, events, inputs) = told(folder.path(), "logs");
        assert_eq!((code, events, inputs), (Some(0), 1, vec!["logs/app.log: complete".to_owned(), "logs/bad.json: skipped".to_owned()]));

        for arguments in ["logs/bad.json logs/app.log", "logs logs/bad.json"] {
            let named = run(folder.path(), arguments);
            let lines: Vec<String> = stderr(&named).lines().map(str::to_owned).collect();
            assert_eq!((named.status.code(), lines.len()), (Some(2), 2), "{lines:?}");
            assert!(lines[0].starts_with("agora-logscan: logs/bad.json: ") && lines[0].contains(said) && lines[1].starts_with("hint: "));
        }

        put(folder.path(), "shards/1.json", &good);
        put(folder.path(), "shards/2.json", &bad);
        put(folder.path(), "shards/README.txt", "what these are\n");
        let (code, events, inputs) = told(folder.path(), "shards");
        assert_eq!((code, events), (Some(2), 1), "a missing shard must not pass a gate: {inputs:?}");
    }
    let (code, _, inputs) = told(folder.path(), "--since 2025-01-01 logs");
    assert_eq!((code, inputs), (Some(0), vec!["logs/app.log: complete".to_owned(), "logs/bad.json: skipped".to_owned()]));
}

#[test]
fn every_output_is_known_again_and_never_scanned() {
    let mut complaints = Vec::new();
    let logs = [
        "flutter/flutter-3-ios.log",
        "diagnose/camera-permission.log",
        "sdk/agoraapi-healthy-session.log",
        "noise/java-business-codes.log",
    ];
    for (format, lang) in Format::value_variants().iter().flat_map(|format| ["en", "zh"].map(|lang| (format, lang))) {
        let format = format.to_possible_value().expect("a name").get_name().to_owned();
        for log in logs {
            let folder = tempfile::tempdir().expect("a folder");
            let log = common::root().join("fixtures").join(log);
            run(folder.path(), &format!("--format {format} --lang {lang} --output pages/page {}", log.display()));
            put(folder.path(), "pages/x", "");
            run(folder.path(), &format!("--format {format} --lang {lang} --output pages/page {}", log.display()));
            if ["json", "partial"].contains(&format.as_str()) {
                continue;
            }
            let (code, events, inputs) = told(folder.path(), "pages");
            if (code, events) != (Some(0), 0) {
                complaints.push(format!("{format} {lang} {}: {code:?} {events} {inputs:?}", log.display()));
            }
        }
    }
    common::no_complaints("outputs that were scanned", &complaints);
}

#[test]
fn a_page_that_is_named_is_refused_with_what_to_name() {
    let folder = logs();
    run(folder.path(), "logs --format html --output page.html");
    let output = run(folder.path(), "page.html");
    assert_eq!(output.status.code(), Some(2));
    let wanted =
        "agora-logscan: page.html: an output of this tool, not a log\nhint: scan the log itself; only reports in JSON can be merged\n";
    assert_eq!(stderr(&output), wanted);
}
