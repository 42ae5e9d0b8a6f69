//! Outputs: the old report or the new one, never half of one, and never in place of an input.

use super::{Folder, LINE, skipped, wait};
use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::{Command, Output, Stdio};

fn sh(folder: &Folder, script: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_agora-logscan");
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", program]).current_dir(folder.path("")).env("AGORA_LOGSCAN_NO_CONFIG", "1").env_remove("CI");
    command.stdin(Stdio::null()).output().expect("a shell")
}

/// A log whose report is long.
fn many_codes(codes: u32) -> String {
    let lines: Vec<String> = (0..codes).map(|n| format!("AgoraRtcException(-{}, null)\n", 5_000_000 + n)).collect();
    lines.concat()
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path("")).expect("a folder");
    let mut names: Vec<String> = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_output_never_replaces_an_input() {
    let folder = Folder::new();
    let log = folder.write("a.log", LINE);
    symlink(&log, folder.path("link.log")).expect("a link");
    fs::hard_link(&log, folder.path("twin.log")).expect("a link");
    for out in ["a.log", "./a.log", "link.log"] {
        for arguments in [&["a.log", "-f", "json", "-o", out][..], &[".", "--report", &format!("csv={out}")]] {
            let output = folder.run(arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert_eq!(fs::read_to_string(&log).expect("the log"), LINE, "{arguments:?}");
        }
    }
    assert_eq!(names(&folder), ["a.log", "link.log", "twin.log"]);
}

#[test]
fn a_link_stays_a_link_and_a_device_a_device() {
    let folder = Folder::new();
    folder.write("a.log", LINE);
    folder.write("real.json", "old");
    symlink("real.json", folder.path("report.json")).expect("a link");
    assert_eq!(folder.run(&["a.log", "-f", "json", "-o", "report.json"]).status.code(), Some(0));
    assert!(folder.path("report.json").is_symlink());
    assert!(fs::read_to_string(folder.path("real.json")).expect("the report").starts_with('{'));
    let shown = folder.run(&["a.log", "-f", "json", "-o", "/dev/stdout"]);
    assert!(shown.stdout.starts_with(b"{"), "{:?}", shown.stderr);
    let Some(pipe) = folder.pipe("pipe") else { return skipped("there is no mkfifo") };
    let child = folder.program().args(["a.log", "-f", "json", "-o", "pipe"]).spawn().expect("the program starts");
    assert!(fs::read_to_string(pipe).expect("the pipe").starts_with('{'));
    assert_eq!(wait(child).status.code(), Some(0));
    assert!(fs::metadata(folder.path("pipe")).expect("the pipe").file_type().is_fifo(), "it is still a pipe");
}

#[test]
fn a_full_disk_is_said_and_the_old_report_stays() {
    let folder = Folder::new();
    folder.write("a.log", LINE);
    folder.write("old.json", "old");
    if fs::metadata("/dev/full").is_ok() {
        for format in ["table", "json", "ndjson", "html"] {
            let output = sh(&folder, &format!("\"$1\" -f {format} a.log >/dev/full"));
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(2) && said.contains("cannot write the report"), "{format}: {said}");
        }
    }
    // With signals of the limit ignored, writing fails in the middle; otherwise the program dies in the middle.
    folder.write("big.log", many_codes(4000));
    for (trap, code) in [("trap '' XFSZ; ", Some(2)), ("", None)] {
        let output = sh(&folder, &format!("ulimit -c 0; ulimit -f 16; {trap}\"$1\" -f json -o old.json big.log"));
        if code.is_some() {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == code && said.contains("old.json: cannot be written"), "{said}");
            assert_eq!(names(&folder), ["a.log", "big.log", "old.json"], "nothing half is left");
        }
        assert_ne!(output.status.code(), Some(0));
        assert_eq!(fs::read_to_string(folder.path("old.json")).expect("the report"), "old");
    }
}

#[test]
fn a_full_file_system_of_its_own() {
    let folder = Folder::new();
    folder.write("a.log", many_codes(4000));
    fs::create_dir(folder.path("small")).expect("a folder");
    let program = env!("CARGO_BIN_EXE_agora-logscan");
    let script = format!(
        "mount -t tmpfs -o size=64k none small || exit 77; echo old > small/report.json; \
         '{program}' --no-config -f json -o small/report.json a.log; code=$?; \
         test \"$(cat small/report.json)\" = old && test \"$(ls -A small)\" = report.json || exit 99; exit $code"
    );
    let Some(output) = folder.tool("unshare", &["-m", "sh", "-c", &script]) else { return skipped("there is no unshare") };
    match output.status.code() {
        Some(2) => assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written")),
        Some(99) => panic!("a torn report or a left-over file"),
        Some(0) => panic!("the report does not fit and is said to be written"),
        _ => skipped("no file system can be mounted here"),
    }
}

#[test]
fn killed_while_writing() {
    let folder = Folder::new();
    folder.write("a.log", many_codes(4000));
    folder.write("report.json", "old");
    for when in ["1", "3", "9"] {
        let inject = format!("inject=write:signal=SIGKILL:when={when}");
        let program = env!("CARGO_BIN_EXE_agora-logscan");
        let arguments = ["-f", "-o", "trace", "-e", &inject, program, "--no-config", "-f", "json", "-o", "report.json", "a.log"];
        if folder.tool("strace", &arguments).is_none() {
            return skipped("there is no strace");
        }
        let text = fs::read_to_string(folder.path("report.json")).expect("the report");
        let new = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        assert!(text == "old" || new, "torn: {text:.100}");
    }
}

#[test]
fn readers_that_go_away() {
    let folder = Folder::new();
    folder.write("a.log", many_codes(9000));
    for format in ["table", "json", "ndjson", "csv", "html", "plain", "sarif"] {
        let output = sh(&folder, &format!("{{ \"$1\" -f {format} a.log; echo code $? >&2; }} | head -c 10"));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "code 0\n", "{format}");
    }
    let closed = sh(&folder, "\"$1\" -f json a.log missing.log 2>&- >/dev/null");
    assert_eq!(closed.status.code(), Some(2), "nobody hears the error, the code says it");
}

#[test]
fn places_that_cannot_be_written() {
    let folder = Folder::new();
    folder.write("a.log", LINE);
    fs::create_dir(folder.path("dir")).expect("a folder");
    for out in ["dir", "no/such/x.json", "a.log/x.json", ".."] {
        let output = folder.run(&["a.log", "-f", "json", "-o", out]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(out) && said.contains("hint: "), "{out}: {said}");
    }
    assert_eq!(names(&folder), ["a.log", "dir"]);
}
