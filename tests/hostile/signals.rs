//! A signal ends the reading, not the report.

use super::{Folder, LINE, skipped, until, wait};
use std::fs;
use std::io::{BufRead, Write};
use std::process::{Child, Command, Stdio};

fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().expect("a shell");
    assert!(sent.success());
}

#[test]
fn what_was_read_before_a_signal_is_reported() {
    for name in ["INT", "TERM"] {
        let folder = Folder::new();
        folder.write("a.log", LINE);
        let Some(pipe) = folder.pipe("slow") else { return skipped("there is no mkfifo") };
        let child = folder.program().args(["-f", "json", "a.log", "slow"]).spawn().expect("the program starts");
        let mut writer = fs::OpenOptions::new().write(true).open(pipe).expect("the pipe");
        writer.write_all(LINE.repeat(20).as_bytes()).expect("the program reads");
        // The program has taken what was sent once a second write of a pipe's length has room.
        writer.write_all(&b"x".repeat(65_536)).expect("the program reads");
        signal(&child, name);
        let report = super::report(&wait(child));
        assert_eq!(report.code, Some(2), "{name}: {}", report.stderr);
        assert_eq!(report.statuses(), [("a.log", "complete"), ("slow", "partial")], "{name}");
        assert!(
            report.count("rtc.error/110") >= 1 && report.stderr.contains("slow: cannot be read: interrupted"),
            "{name}: {}",
            report.stderr
        );
    }
}

#[test]
fn a_pipe_that_nobody_opens_can_be_given_up() {
    let folder = Folder::new();
    let Some(_) = folder.pipe("never") else { return skipped("there is no mkfifo") };
    folder.write("a.log", LINE.repeat(200_000));
    let mut child = folder.program().args(["-f", "ndjson", "a.log", "never"]).spawn().expect("the program starts");
    let mut lines = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    lines.read_line(&mut String::new()).expect("an event");
    let rest = std::thread::spawn(move || lines.lines().count());
    until("the signal handler is there", || true);
    signal(&child, "INT");
    assert_eq!(wait(child).status.code(), Some(2));
    assert!(rest.join().expect("a reader") <= 200_000);
}

#[test]
fn standard_input_that_stays_open_can_be_given_up() {
    let folder = Folder::new();
    let mut child = folder.program().args(["-f", "json", "-"]).stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(LINE.repeat(2000).as_bytes()).expect("the program reads");
    input.write_all(&b"x".repeat(65_536)).expect("the program reads");
    signal(&child, "TERM");
    let report = super::report(&wait(child));
    assert_eq!((report.code, report.statuses()), (Some(2), vec![("-", "partial")]), "{}", report.stderr);
    drop(input);
}

#[test]
fn a_log_that_is_followed_ends_with_its_report() {
    let folder = Folder::new();
    let log = folder.write("app.log", LINE);
    let mut child = folder.program().args(["--follow", "app.log", "late.log"]).spawn().expect("the program starts");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = |expected: &str| {
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        assert!(line.starts_with(expected) && line.trim_end().ends_with(']'), "{line}");
        line
    };
    assert!(line("app.log:1: error: Invalid token (once, onError (callback)). Why: ").contains(" Do: "));
    fs::rename(&log, folder.path("app.log.1")).expect("a rename");
    folder.write("app.log", "\n".repeat(30) + LINE);
    line("app.log:31: error: Invalid token (again, incident 2, onError (callback))");
    folder.write("late.log", LINE);
    line("late.log:1: error: Invalid token (once, onError (callback)). Why: ");
    signal(&child, "INT");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut out, &mut rest).expect("a report");
    let ended = wait(child);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(rest.contains("3 times") && rest.contains("app.log.1"), "{rest}");
}

#[test]
fn a_pipe_that_is_followed_tells_before_it_ends() {
    let folder = Folder::new();
    let mut child = folder.program().args(["--follow", "-f", "ndjson"]).stdin(Stdio::piped()).spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    for _ in 0..3 {
        input.write_all(LINE.as_bytes()).expect("the program reads");
        let mut line = String::new();
        out.read_line(&mut line).expect("an event");
        assert!(line.contains("\"code\":110"), "{line}");
    }
    drop(input);
    assert_eq!(wait(child).status.code(), Some(0));
}

#[test]
fn what_cannot_be_followed_is_refused_with_a_hint() {
    let folder = Folder::new();
    folder.write("a.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);
    for name in ["a.gz", ".", "no/such.log"] {
        let ended = folder.run(&["--follow", name]);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.code() == Some(2) && ended.stdout.is_empty(), "{name}: {said}");
        assert!(said.starts_with(&format!("agora-logscan: {name}: ")) && said.contains("\nhint: "), "{said}");
    }
    assert_eq!(folder.run(&["--follow", "--frames"]).status.code(), Some(2));
}
