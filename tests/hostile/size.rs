//! Inputs that are too long, too many, too deep or too well packed.

use super::{Folder, LINE, full, scaled, skipped, sparse};
use std::fmt::Write as _;
use std::io::Write as _;

const MIB: u64 = 1 << 20;
/// What the program may take for a plain input of any size, beyond what it finds.
const PLAIN: f64 = 96.0;

/// A line without an end, of filler with an event at its start, middle and end.
fn one_line(path: &std::path::Path, length: u64, event: &[u8]) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let filler = b"abcdefgh ijklmnop, ".repeat(1724);
    let mut written = 0;
    for part in [length / 2, length] {
        out.write_all(event).expect("room");
        written += event.len() as u64;
        while written < part {
            out.write_all(&filler).expect("room");
            written += filler.len() as u64;
        }
    }
    out.write_all(event).expect("room");
}

#[test]
fn one_line_without_an_end() {
    let folder = Folder::new();
    let (call, callback) = (b" AgoraRtcException(-17, null) ", b" agora onError 110, ");
    for (name, length, event, id) in [
        ("short", scaled(64, 2) * MIB, &call[..], "rtc.error/17"),
        ("short-callback", scaled(64, 2) * MIB, &callback[..], "rtc.error/110"),
        ("long", scaled(1024, 8) * MIB, &call[..], "rtc.error/17"),
    ] {
        one_line(&folder.path(name), length, event);
        let report = folder.json(&[name]);
        assert_eq!((report.code, report.count(id)), (Some(0), 3), "{}", report.stderr);
        assert_eq!(report.json["totals"]["lines"], 1);
        report.assert_memory_below(PLAIN);
        eprintln!("one line of {} MiB: {}", length / MIB, report.stderr.trim());
    }
}

#[test]
fn very_many_different_codes() {
    let folder = Folder::new();
    let codes = scaled(450_000, 6_000);
    let mut log = String::new();
    for code in 0..codes {
        let _ = writeln!(log, "I/flutter ( 6310): AgoraRtcException(-{}, null)", 5_000_000 + code);
    }
    folder.write("many.log", &log);
    let report = folder.json(&["many.log"]);
    assert_eq!(report.json["findings"].as_array().map(Vec::len), usize::try_from(codes).ok(), "{}", report.stderr);
    assert_eq!(report.json["totals"]["events"], codes);
    eprintln!("{codes} codes: {}", report.stderr.trim());
}

#[test]
fn very_many_files_and_deep_folders() {
    let folder = Folder::new();
    let files = scaled(5_000, 400);
    for n in 0..files {
        folder.write(&format!("many/{}/{n}.log", n % 50), LINE);
    }
    let report = folder.json(&["many"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(0), files));
    eprintln!("{files} files: {}", report.stderr.trim());
    let deep = "d/".repeat(usize::try_from(scaled(1_000, 200)).expect("small"));
    folder.write(&format!("deep/{deep}x.log"), LINE);
    let report = folder.json(&["deep"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(0), 1), "{}", report.stderr);
}

#[test]
fn more_than_four_gibibytes() {
    let folder = Folder::new();
    let edge = if full() { 1_u64 << 32 } else { 1 << 25 };
    let event = b"\nI/flutter: AgoraRtcException(-110, null)\n";
    sparse(&folder.path("sparse.log"), edge + 4 * MIB, &[(0, b"io.agora.rtc\n"), (edge - 14, event), (edge + 2 * MIB, event)]);
    let report = folder.json(&["sparse.log"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(0), 2), "{}", report.stderr);
    assert_eq!(report.json["totals"]["bytes"], edge + 4 * MIB);
    report.assert_memory_below(PLAIN);
    eprintln!("across offset {edge}: {}", report.stderr.trim());
}

#[test]
fn numbers_beyond_the_range_are_no_codes() {
    let folder = Folder::new();
    // 2^32 + 110, 2^64 + 110, 2^32 - 17 and their like, as calls and callbacks.
    let numbers =
        ["4294967406", "-4294967406", "18446744073709551726", "-18446744073709551633", "99999999999999999999999999", "-4294967313"];
    let lines = numbers.map(|n| format!("agora onError {n}\nagora joinChannel ret: {n}\nagora AgoraRtcException({n}, null)\n"));
    folder.write("a.log", lines.concat());
    let report = folder.json(&["a.log"]);
    assert_eq!((report.code, report.json["totals"]["events"].as_u64()), (Some(0), Some(0)), "{}", report.json["findings"]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

/// Gzip of so many zeros, made without holding them.
fn gzip_of_zeros(mib: u64) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    (0..mib).for_each(|_| writer.write_all(&zeros).expect("memory"));
    writer.finish().expect("memory")
}

#[test]
fn bombs_end_at_their_caps_and_the_rest_is_read() {
    let folder = Folder::new();
    let bomb = gzip(&gzip(&gzip_of_zeros(scaled(10_240, 200))));
    folder.write("bomb.gz", &bomb);
    folder.write("good.log", LINE);
    let report = folder.json(&["bomb.gz", "good.log"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(2), 1), "{}", report.stderr);
    assert!(report.note().contains("1000"), "{}", report.note());
    assert!(report.json["totals"]["bytes"].as_u64().expect("bytes") < 80 * MIB);
    report.assert_memory_below(PLAIN);
    eprintln!("a bomb of {} bytes: {}", bomb.len(), report.stderr.trim());
    let capped = folder.json(&["--max-filesize", "1M", "bomb.gz"]);
    assert_eq!(capped.code, Some(2));
    assert!(capped.json["totals"]["bytes"].as_u64().expect("bytes") < 3 * MIB);
}

/// Names of members that lead out of any folder.
const NAMES: &str = r"['../../up.log', '/tmp/abs.log', 'C:\\\\x.log', 'a/../../b.log', '..\\\\win.log', 'deep/' * 300 + 'c.log']";

#[test]
fn zip_names_that_climb_write_nothing() {
    let folder = Folder::new();
    folder.write("in/x", "");
    let script = format!("import zipfile\nz = zipfile.ZipFile('in/evil.zip', 'w')\nfor name in {NAMES}: z.writestr(name, {LINE:?} + name)");
    let made = folder.tool("python3", &["-c", &script]);
    if !made.is_some_and(|made| made.status.success()) {
        return skipped("there is no python3 to write the archive");
    }
    let report = folder.json(&["in/evil.zip"]);
    assert_eq!((report.code, report.count("rtc.error/110")), (Some(0), 6), "{}", report.stderr);
    assert!(report.statuses().iter().any(|(name, _)| *name == "in/evil.zip!../../up.log"), "{:?}", report.statuses());
    let left: Vec<_> = std::fs::read_dir(folder.path("")).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["in"], "nothing was unpacked");
}
