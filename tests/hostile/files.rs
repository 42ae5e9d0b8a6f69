//! Files that cannot be read, change while they are read, or are no files.

use super::{Folder, LINE, feed, skipped, until, wait};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

#[test]
fn a_read_error_in_the_middle_costs_what_lies_behind_it() {
    let folder = Folder::new();
    let log = LINE.repeat(60_000);
    folder.write("bad.log", &log);
    folder.write("good.log", LINE);
    let mut tried = 0;
    for call in ["read", "pread64"] {
        let inject = format!("inject={call}:error=EIO:when=3+");
        let bad = folder.path("bad.log");
        let mut traced = Command::new("strace");
        traced.args(["-f", "-o", "trace", "-P"]).arg(&bad).args(["-e", &inject]);
        traced.arg(env!("CARGO_BIN_EXE_agora-logscan")).args(["--no-config", "-f", "json", "bad.log", "good.log"]);
        let Ok(output) = traced.current_dir(folder.path("")).output() else { return skipped("there is no strace") };
        if output.stdout.is_empty() {
            return skipped("strace may not trace here");
        }
        let report = super::report(&output);
        let (events, failed) = (report.count("rtc.error/110"), report.code == Some(2));
        if failed {
            tried += 1;
            assert_eq!(report.statuses(), [("bad.log", "partial"), ("good.log", "complete")], "{}", report.stderr);
            assert!((2..60_000).contains(&events), "{events}");
            assert!(report.stderr.contains("bad.log: "), "{}", report.stderr);
        }
    }
    assert!(tried > 0, "neither call reads the file");
}

#[test]
fn permission_denied_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let shut = folder.write("shut.log", LINE);
    folder.write("open.log", LINE);
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o0)).expect("own file");
    let program = env!("CARGO_BIN_EXE_agora-logscan");
    let output = if fs::read(&shut).is_err() {
        folder.run(&["-f", "json", "shut.log", "open.log"])
    } else {
        // Permissions mean nothing to root: become nobody, who must be able to reach the files and the program.
        fs::set_permissions(folder.path(""), fs::Permissions::from_mode(0o755)).expect("own folder");
        let copy = folder.path("program");
        fs::copy(program, &copy).expect("a copy");
        let arguments =
            ["--reuid", "65534", "--clear-groups", copy.to_str().expect("text"), "--no-config", "-f", "json", "shut.log", "open.log"];
        match folder.tool("setpriv", &arguments) {
            Some(output) if !output.stdout.is_empty() => output,
            _ => return skipped("there is no setpriv"),
        }
    };
    let report = super::report(&output);
    assert_eq!((report.code, report.statuses()), (Some(2), vec![("open.log", "complete"), ("shut.log", "failed")]));
    assert!(report.stderr.contains("shut.log: permission denied"), "{}", report.stderr);
}

#[test]
fn files_that_vanish_before_their_turn() {
    let folder = Folder::new();
    let Some(pipe) = folder.pipe("first") else { return skipped("there is no mkfifo") };
    let gone = folder.write("gone.log", LINE);
    folder.write("last.log", LINE);
    let child = folder.program().args(["-f", "json", "first", "gone.log", "last.log"]).spawn().expect("the program starts");
    // Opening succeeds only when the program reads the pipe: by then it has listed the files and opened none of them.
    let writer = fs::OpenOptions::new().write(true).open(pipe).expect("the pipe");
    fs::remove_file(gone).expect("own file");
    feed(writer, LINE.into()).join().expect("written");
    let report = super::report(&wait(child));
    assert_eq!(report.code, Some(2), "{}", report.stderr);
    assert_eq!(report.statuses(), [("first", "complete"), ("gone.log", "failed"), ("last.log", "complete")]);
}

#[test]
fn files_that_shrink_while_they_are_read() {
    let folder = Folder::new();
    let log = LINE.repeat(400_000);
    let path = folder.write("shrinks.log", &log);
    let child = folder.program().args(["-f", "json", "-j", "1", "shrinks.log"]).spawn().expect("the program starts");
    let file = fs::OpenOptions::new().write(true).open(&path).expect("own file");
    std::thread::sleep(std::time::Duration::from_millis(30));
    file.set_len(1000).expect("own file");
    let report = super::report(&wait(child));
    // Whether the program was done before is chance; that it ends with a report that says which it was is not.
    let whole = report.count("rtc.error/110") == 400_000 || report.json["totals"]["bytes"] == 1000;
    let said = if whole { "complete" } else { "partial" };
    assert_eq!(report.statuses(), [("shrinks.log", said)], "{}", report.stderr);
    assert_eq!(report.code, Some(if whole { 0 } else { 2 }));
}

#[test]
fn what_is_no_regular_file() {
    let folder = Folder::new();
    folder.write("logs/a.log", LINE);
    let Some(pipe) = folder.pipe("logs/pipe") else { return skipped("there is no mkfifo") };
    let _socket = UnixListener::bind(folder.path("logs/socket")).expect("a socket");
    let report = folder.json(&["logs"]);
    assert_eq!((report.code, report.statuses()), (Some(0), vec![("logs/a.log", "complete")]), "nobody waits for a pipe in a folder");
    let child = folder.program().args(["-f", "json", "logs/pipe"]).spawn().expect("the program starts");
    feed(fs::OpenOptions::new().write(true).open(pipe).expect("the pipe"), LINE.repeat(3000).into()).join().expect("written");
    let report = super::report(&wait(child));
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(0), 3000), "one that is named is read");
    let report = folder.json(&["logs/socket", "logs/a.log"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(2), 1), "{}", report.stderr);
    let report = folder.json(&["/dev/null"]);
    assert_eq!(report.code, Some(0));
    if fs::metadata("/proc/self/status").is_ok() {
        let report = folder.json(&["/proc/self/status", "/proc/cpuinfo"]);
        assert!(report.json["inputs"][0]["bytes"].as_u64().is_some_and(|bytes| bytes > 100), "files that say they are empty are read");
        assert_eq!(report.code, Some(0), "{}", report.stderr);
    }
}

#[test]
fn one_file_on_many_ways_counts_once() {
    let folder = Folder::new();
    let log = folder.write("logs/a.log", LINE);
    symlink(&log, folder.path("logs/link.log")).expect("a link");
    fs::hard_link(&log, folder.path("logs/twin.log")).expect("a link");
    symlink(folder.path("logs"), folder.path("logs/up")).expect("a link");
    symlink(folder.path("logs/nowhere"), folder.path("logs/dangling.log")).expect("a link");
    symlink(folder.path("round"), folder.path("round")).expect("a link");
    let report = folder.json(&["logs", "logs/a.log", "./logs/../logs/a.log", "logs/link.log"]);
    assert_eq!(report.count("rtc.error/110"), 1, "{:?}", report.statuses());
    assert_eq!(report.code, Some(0), "a link that leads nowhere is skipped: {}", report.stderr);
    assert_eq!(folder.json(&["round", "logs/a.log"]).code, Some(2), "a link to itself cannot be read");
}

#[test]
fn a_file_that_grows_is_read_as_it_was() {
    let folder = Folder::new();
    let path = folder.write("grows.log", LINE.repeat(1000));
    let mut file = fs::OpenOptions::new().append(true).open(&path).expect("own file");
    let child = folder.program().args(["-f", "json", "grows.log"]).spawn().expect("the program starts");
    let writer = std::thread::spawn(move || (0..200).try_for_each(|_| std::io::Write::write_all(&mut file, LINE.as_bytes())));
    let report = super::report(&wait(child));
    writer.join().expect("a thread").expect("room");
    assert!((1000..=1200).contains(&report.count("rtc.error/110")), "{}", report.count("rtc.error/110"));
    assert_eq!(report.code, Some(0));
    until("the file has grown", || fs::metadata(&path).is_ok_and(|data| data.len() == 1200 * LINE.len() as u64));
}
