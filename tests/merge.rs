//! Reports are put together exactly: any shards of the logs, merged in any order and any grouping, give byte for byte the report of
//! one scan, in every format. What a damaged or hostile report says is refused as a whole, in one line.

mod common;

use agora_logscan::output::{self, Format, Look};
use agora_logscan::report::Report;
use agora_logscan::{Options, scan_paths};
use clap::ValueEnum;
use common::{Random, files, root, stderr, stdout};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use tempfile::TempDir;

fn mergeable() -> Options {
    Options { mergeable: true, ..Options::default() }
}

fn scan(paths: &[PathBuf]) -> Report {
    scan_paths(paths, &mergeable(), &mut |_, _| {})
}

/// The report in every format that is made from a whole report.
fn every_format(report: &Report) -> Vec<(String, String)> {
    let format = |format: &Format| {
        let mut out = Vec::new();
        output::write(*format, report, &Look::default(), &mut out).expect("memory can always be written");
        (format!("{format:?}"), String::from_utf8(out).expect("outputs are UTF-8"))
    };
    Format::value_variants().iter().map(format).collect()
}

fn same(what: &str, wanted: &Report, is: &Report) {
    for ((format, wanted), (_, is)) in every_format(wanted).iter().zip(&every_format(is)) {
        let line = wanted.lines().zip(is.lines()).position(|(a, b)| a != b);
        let shown = |text: &str| text.lines().nth(line.unwrap_or(0)).unwrap_or_default().chars().take(2000).collect::<String>();
        assert!(wanted == is, "{what}: {format} differs at line {line:?}\nwanted {}\nis     {}", shown(wanted), shown(is));
    }
}

/// Every log of the fixtures, as paths from the root.
fn logs() -> Vec<PathBuf> {
    files("fixtures", ".log").into_iter().map(PathBuf::from).collect()
}

/// Writes a report, as a whole or only what merging needs.
fn write(report: &Report, path: &Path, format: Format) {
    let mut out = Vec::new();
    output::write(format, report, &Look::default(), &mut out).expect("memory can always be written");
    fs::write(path, out).expect("a file");
}

fn shuffled<T>(mut list: Vec<T>, random: &mut Random) -> Vec<T> {
    for at in (1..list.len()).rev() {
        list.swap(at, random.below(at + 1));
    }
    list
}

/// Cuts a list into at most so many lists, some of them perhaps empty.
fn cut<T>(list: Vec<T>, most: usize, random: &mut Random) -> Vec<Vec<T>> {
    let mut shards: Vec<Vec<T>> = (0..=random.below(most)).map(|_| Vec::new()).collect();
    for item in list {
        let at = random.below(shards.len());
        shards[at].push(item);
    }
    shards
}

/// Merges reports step by step in a random tree until one is left, and returns its path.
fn merge_in_any_grouping(mut reports: Vec<PathBuf>, folder: &Path, random: &mut Random) -> PathBuf {
    let mut step = 0;
    while reports.len() > 1 {
        reports = shuffled(reports, random);
        let some = reports.split_off(reports.len().saturating_sub(2 + random.below(3)));
        let path = folder.join(format!("merged-{step}.json"));
        write(&scan(&some), &path, *random.pick(&[Format::Json, Format::Partial]));
        reports.push(path);
        step += 1;
    }
    reports.pop().expect("one is left")
}

#[test]
fn any_shards_in_any_order_and_grouping_give_the_report_of_one_scan() {
    std::env::set_current_dir(root()).expect("the crate has a root");
    let whole = scan(&logs());
    assert!(whole.findings.len() > 50 && whole.diagnoses.len() > 10 && whole.sessions.len() > 10, "the fixtures tell something");
    for seed in 0..3 {
        let mut random = Random::new(7_000 + seed);
        let folder = tempfile::tempdir().expect("a folder");
        let nothing = folder.path().join("nothing.json");
        write(&scan(&[]), &nothing, Format::Json);
        let mut reports = vec![nothing];
        for (at, shard) in cut(shuffled(logs(), &mut random), 9, &mut random).into_iter().enumerate() {
            let path = folder.path().join(format!("shard-{at}.json"));
            write(&scan(&shard), &path, *random.pick(&[Format::Json, Format::Partial]));
            reports.push(path);
        }
        same(&format!("seed {seed}: all at once"), &whole, &scan(&shuffled(reports.clone(), &mut random)));
        let last = merge_in_any_grouping(reports.clone(), folder.path(), &mut random);
        same(&format!("seed {seed}: step by step"), &whole, &scan(std::slice::from_ref(&last)));
        let again: Vec<PathBuf> = reports.into_iter().chain([last]).collect();
        same(&format!("seed {seed}: everything twice"), &whole, &scan(&again));
    }
}

#[test]
fn logs_and_reports_may_be_mixed() {
    std::env::set_current_dir(root()).expect("the crate has a root");
    let whole = scan(&logs());
    let folder = tempfile::tempdir().expect("a folder");
    let (some, mut rest) = (logs().split_off(30), logs());
    rest.truncate(35);
    let path = folder.path().join("some.json");
    write(&scan(&some), &path, Format::Json);
    rest.insert(7, path);
    same("five logs are in both", &whole, &scan(&rest));
}

/// A scan as the command does it, in a folder with these files.
fn command(folder: &Path, arguments: &[&str]) -> Output {
    common::program().current_dir(folder).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

const TOKEN: &str = "[onError] err: ErrorCodeType.errInvalidToken, msg: \n";
const OTHER: &str = "[onError] err: ErrorCodeType.errInvalidAppId, msg: \n";

/// A folder with two logs and their reports `a.json` and `b.json`.
fn two() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (log, text, report) in [("a.log", TOKEN, "a.json"), ("b.log", OTHER, "b.json")] {
        fs::write(folder.path().join(log), text).expect("a file");
        let made = command(folder.path(), &["--no-config", "-f", "json", "-o", report, log]);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    }
    folder
}

#[test]
fn the_command_merges_reports_into_any_format() {
    let folder = two();
    for format in ["markdown", "json", "table", "csv", "sarif", "junit", "partial"] {
        let merged = command(folder.path(), &["--no-config", "-f", format, "b.json", "a.json"]);
        let whole = command(folder.path(), &["--no-config", "-f", format, "a.log", "b.log"]);
        assert_eq!((stdout(&merged), merged.status.code()), (stdout(&whole), Some(0)), "{format}");
    }
}

/// The report of two logs with something replaced in it, and what must be said of it.
const DAMAGES: &[(&str, &str, &str)] = &[
    ("\"schema_version\": \"1.1\"", "\"schema_version\": \"2.0\"", "has schema_version 2.0; 1.x is wanted"),
    ("\"version\": \"", "\"version\": \"9", "was written by version 9"),
    ("\"catalogue\": \"", "\"catalogue\": \"zz", "was made with another catalogue (zz"),
    ("\"events\":1", "\"events\":0", "`events` and `incidents` do not agree"),
    ("\"events\":1", "\"events\":2", "do not agree"),
    ("\"events\":1", "\"events\":18446744073709551615", "its numbers are too large to be added up"),
    ("\"events\":1", "\"events\":9007199254740992", "a number is larger than any log can be"),
    ("\"events\":1", "\"events\":-1", "cannot be merged: invalid value"),
    ("\"events\":1", "\"events\":\"many\"", "cannot be merged: invalid type"),
    ("\"rtc.error\",110", "\"rtc.nonsense\",110", "unknown domain `rtc.nonsense`"),
    ("\"rtc.error\",110", "\"rtc.error\",\"a b\"", "a code is neither a number nor a word"),
    ("\"rtc.error\",110", "\"rtc.error\",[[[[[[[[[[]]]]]]]]]]", "cannot be merged"),
    ("\"first\":[0,1,null]", "\"first\":[7,1,null]", "a place is in no log"),
    ("\"first\":[0,1,null]", "\"first\":[0,0,null]", "a place is in no log"),
    ("\"content\":\"", "\"content\":\"x", "`content` is no digest"),
    ("\"severity\":\"error\"", "\"severity\":\"fatal\"", "unknown variant `fatal`"),
    ("\"onError\"", "\"on Error\"", "an API is no name"),
];

#[test]
fn a_report_that_cannot_be_believed_is_refused_in_one_line_and_all_else_is_reported() {
    let folder = two();
    let report = fs::read_to_string(folder.path().join("a.json")).expect("a report");
    let mut complaints = Vec::new();
    for (is, bad, said) in DAMAGES {
        assert!(report.contains(is), "{is} is in {report}");
        fs::write(folder.path().join("bad.json"), report.replace(is, bad)).expect("a file");
        let output = command(folder.path(), &["--no-config", "-f", "json", "bad.json", "b.json"]);
        let (out, err) = (stdout(&output), stderr(&output));
        let lines: Vec<&str> = err.lines().collect();
        let one = lines.len() == 2 && lines[0].starts_with("agora-logscan: bad.json: ") && lines[1].starts_with("hint: ");
        if output.status.code() != Some(2) || !one || !lines[0].contains(said) {
            complaints.push(format!("{bad}: {:?} {err}", output.status.code()));
        }
        let ids: Vec<_> = out.lines().filter(|line| line.contains("\"id\": ")).collect();
        if ids.len() != 2 || !ids[0].contains("rtc.error/101") {
            complaints.push(format!("{bad}: the other report gives {ids:?}"));
        }
    }
    common::no_complaints("damaged reports", &complaints);
}

#[test]
fn reports_that_end_early_nest_deeply_or_hold_no_parts_are_refused() {
    let folder = two();
    let report = fs::read_to_string(folder.path().join("a.json")).expect("a report");
    let plain = report.split(",\n  \"merge\"").next().expect("a report").to_owned() + "\n}\n";
    let nested = |deep: usize| format!("\"rtc.error\",{}{}", "[".repeat(deep), "]".repeat(deep));
    let deep = report.replace("\"rtc.error\",110", &nested(5_000));
    for (text, said) in [
        (&report[..report.len() - 40], "is a report that ends too early"),
        (plain.as_str(), "without the parts that merging needs"),
        (deep.as_str(), "recursion limit"),
        (&format!("{report}x"), "trailing characters"),
    ] {
        fs::write(folder.path().join("bad.json"), text).expect("a file");
        let output = command(folder.path(), &["--no-config", "-f", "json", "bad.json"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(said), "{said}: {}", stderr(&output));
    }
    for ending in 400..report.len() {
        if report.is_char_boundary(ending) && ending % 37 == 0 {
            fs::write(folder.path().join("bad.json"), &report[..ending]).expect("a file");
            let left = scan(&[folder.path().join("bad.json")]);
            assert!(left.findings.is_empty() && left.inputs.len() == 1, "cut at {ending}");
        }
    }
}

#[test]
fn texts_of_a_foreign_report_are_cleaned_again() {
    let folder = two();
    let report = fs::read_to_string(folder.path().join("a.json")).expect("a report");
    let token = format!("007eJx{}", "Zq9Lm2Xw".repeat(14));
    let evil = format!("joinChannel token={token} \\u001b[31m \\u202e ##[error]x <script>alert(1)</script>");
    fs::write(folder.path().join("evil.json"), report.replace("[onError] err: ErrorCodeType.errInvalidToken, msg: ", &evil))
        .expect("a file");
    for format in ["json", "table", "markdown", "html", "github", "partial"] {
        let output = command(folder.path(), &["--no-config", "-f", format, "evil.json"]);
        let out = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(out.contains("token:007#") || format == "github", "{format}: {out}");
        for bad in [&token[..20], "\u{1b}", "\u{202e}", "##[error]x"] {
            assert!(!out.contains(bad), "{format} shows {bad}");
        }
    }
}

#[test]
fn a_report_cannot_be_cut_by_time() {
    let folder = two();
    let output = command(folder.path(), &["--no-config", "--since", "2025-01-01", "a.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("a report cannot be cut by time"), "{}", stderr(&output));
}

#[test]
fn logs_of_one_name_from_several_machines_all_count() {
    let (one, other) = (two(), two());
    fs::write(other.path().join("a.log"), format!("\n\n{TOKEN}")).expect("a file");
    let made = command(other.path(), &["--no-config", "-f", "partial", "-o", "a.json", "a.log"]);
    assert_eq!(made.status.code(), Some(0));
    let report = scan(&[one.path().join("a.json"), other.path().join("a.json"), one.path().join("a.json")]);
    let names: Vec<&str> = report.inputs.iter().map(|input| input.source.as_str()).collect();
    assert_eq!((names, report.findings[0].count), (vec!["a.log", "a.log~2"], 2));
}

/// Files of folders, by name.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// How many events and incidents of 110 are in these files, and the places of the first incident.
fn incidents(files: &[(&str, &str)]) -> (u64, u64, Vec<String>) {
    let folder = folder(files);
    let report = scan(&[folder.path().to_owned()]);
    let finding = report.findings.iter().find(|finding| finding.id == "rtc.error/110").expect("the code is found");
    let name =
        |source: &str| source.strip_prefix(folder.path().to_str().expect("UTF-8")).unwrap_or(source).trim_start_matches('/').to_owned();
    let places = finding.incident_list.first().map_or(&[][..], |incident| &incident.places);
    (finding.count, finding.incidents, places.iter().map(|place| format!("{}:{}", name(&place.source), place.line)).collect())
}

/// One failure as the files of one run tell it: in UTC, in local time, and in the app's log without a year.
const API: &str = "[12/01/25 06:42:03:700][4711][A]:(00000318): ChannelProxy::onError->onError(this:0x01, error:110, msg:\"\")\n\
    [12/01/25 06:42:03:760][4711][A]:(00000319): ChannelProxy::onError->onError(this:0x01, error:110, msg:\"\")\n";
const IRIS: &str = "[2025-12-01 14:42:03.702] [4711] [error] [rtc_engine_event_handler.cc:100] err 110 msg \n";
const APP: &str = "12-01 14:42:03.710  4711  4733 I flutter : [onError] err: ErrorCodeType.errInvalidToken, msg: \n";

#[test]
fn what_several_files_of_one_run_tell_at_once_is_one_incident() {
    let (count, all, places) = incidents(&[("agoraapi.log", API), ("agora-iris.log", IRIS), ("app.log", APP)]);
    assert_eq!((count, all), (4, 1));
    assert_eq!(places, ["agoraapi.log:1", "agora-iris.log:1", "app.log:1"]);
    let later = APP.replace("14:42", "14:43");
    assert_eq!(incidents(&[("agoraapi.log", API), ("agora-iris.log", IRIS), ("app.log", &later)]).1, 2, "a minute later it is another");
    let clock = "14:42:03.710 [onError] err: ErrorCodeType.errInvalidToken, msg: \n";
    assert_eq!(incidents(&[("agoraapi.log", API), ("app.log", clock)]).1, 1, "a clock alone");
}

#[test]
fn failures_of_different_devices_stay_apart() {
    assert_eq!(incidents(&[("one.log", APP), ("two.log", APP), ("three.log", APP)]).1, 3, "apps side by side");
    assert_eq!(incidents(&[("one/agoraapi.log", API), ("two/app.log", APP)]).1, 2, "folders of two devices");
    let both = [("one/agoraapi.log", API), ("one/app.log", APP), ("two/agoraapi.log", API), ("two/app.log", APP)];
    assert_eq!(incidents(&both).1, 2);
    assert_eq!(incidents(&[("agoraapi.log", API), ("one.log", APP), ("two.log", APP)]).1, 2, "the files of the SDK belong to one of them");
}

#[test]
fn an_incident_over_several_files_is_the_same_after_merging() {
    let folder = folder(&[("agoraapi.log", API), ("agora-iris.log", IRIS), ("app.log", APP)]);
    let at = |name: &str| folder.path().join(name);
    let whole = scan(&[at("agoraapi.log"), at("agora-iris.log"), at("app.log")]);
    let reports = ["app.log", "agora-iris.log", "agoraapi.log"].map(|log| {
        let path = at(&format!("{log}.json"));
        write(&scan(&[at(log)]), &path, Format::Partial);
        path
    });
    same("three files", &whole, &scan(&reports));
}

/// A log of the SDK cut in two: a session that begins in the first piece ends in the second.
fn pieces() -> (String, String, usize) {
    let log = common::read("fixtures/sdk/agoraapi-healthy-session.log");
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let half = lines.len() / 2;
    (lines[..half].concat(), lines[half..].concat(), half)
}

fn lanes(report: &Report) -> Vec<Vec<(String, u64)>> {
    let place = |source: &str, line: u64| (source.rsplit(['/', '!']).next().unwrap_or_default().to_owned(), line);
    let marks =
        |lane: &agora_logscan::model::SessionLane| lane.marks.iter().map(|mark| place(&mark.place.source, mark.place.line)).collect();
    report.sessions.iter().map(marks).collect()
}

#[test]
fn a_session_goes_on_in_the_next_piece_of_a_rotated_log() {
    let (old, new, half) = pieces();
    let one = folder(&[("agoraapi.log", &format!("{old}{new}"))]);
    let alone = lanes(&scan(&[one.path().to_owned()]));
    let half = half as u64;
    let piece = |line: u64| if line > half { ("agoraapi.log".to_owned(), line - half) } else { ("agoraapi.1.log".to_owned(), line) };
    let expected: Vec<Vec<(String, u64)>> = alone.iter().map(|lane| lane.iter().map(|(_, line)| piece(*line)).collect()).collect();
    let crosses = |lane: &Vec<(String, u64)>| {
        lane.iter().any(|place| place.0 == "agoraapi.log") && lane.iter().any(|place| place.0 != "agoraapi.log")
    };
    assert!(expected.iter().any(crosses), "a session lies in both pieces: {expected:?}");
    let two = folder(&[("agoraapi.log", &new), ("agoraapi.1.log", &old)]);
    assert_eq!(lanes(&scan(&[two.path().to_owned()])), expected);
    let apart = folder(&[("a/agoraapi.log", &new), ("b/agoraapi.1.log", &old)]);
    assert_ne!(lanes(&scan(&[apart.path().to_owned()])), expected);
}

#[test]
fn pieces_in_an_archive_are_one_log_in_whatever_order_they_lie() {
    let (old, new, _) = pieces();
    let alone = folder(&[("agoraapi.log", &new), ("agoraapi.1.log", &old)]);
    let wanted = lanes(&scan(&[alone.path().to_owned()]));
    assert!(!wanted.is_empty(), "there are sessions");
    for order in [[("agoraapi.log", &new), ("agoraapi.1.log", &old)], [("agoraapi.1.log", &old), ("agoraapi.log", &new)]] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bundle.tar");
        let mut tar = tar::Builder::new(fs::File::create(&path).expect("a file"));
        for (name, text) in order {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_cksum();
            tar.append_data(&mut header, format!("logs/{name}"), text.as_bytes()).expect("a member");
        }
        tar.finish().expect("an archive");
        drop(tar);
        assert_eq!(lanes(&scan(&[path])), wanted);
    }
}

#[test]
fn old_pieces_whose_numbers_do_not_tell_are_put_in_order_by_time() {
    let (old, new, _) = pieces();
    let named = |first: &str, second: &str| lanes(&scan(&[folder(&[(first, &old), (second, &new)]).path().to_owned()]));
    let swapped = |lanes: Vec<Vec<(String, u64)>>| -> Vec<Vec<(String, u64)>> {
        let other = |name: String| if name.contains("_1") { name.replace("_1", "_2") } else { name.replace("_2", "_1") };
        lanes.into_iter().map(|lane| lane.into_iter().map(|(name, line)| (other(name), line)).collect()).collect()
    };
    assert_eq!(named("agorasdk_1.log", "agorasdk_2.log"), swapped(named("agorasdk_2.log", "agorasdk_1.log")));
}

#[test]
fn a_partial_report_is_a_baseline_too() {
    let folder = two();
    let made = command(folder.path(), &["--no-config", "-f", "partial", "-o", "before.json", "a.log"]);
    assert_eq!(made.status.code(), Some(0));
    let gate = ["--no-config", "--baseline", "before.json", "--fail-on", "new"];
    assert_eq!(command(folder.path(), &[&gate[..], &["a.log"]].concat()).status.code(), Some(0));
    assert_eq!(command(folder.path(), &[&gate[..], &["a.log", "b.log"]].concat()).status.code(), Some(1));
}

#[test]
fn many_parts_give_the_report_of_one_scan_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut reports = Vec::new();
    for at in 0..1_300 {
        let path = folder.path().join(format!("{:03}/app-{at}.log", at % 7));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let minute = at * 17 % 60;
        let text =
            format!("2025-12-01 08:{minute:02}:01.100 I/flutter (  {}): [onError] err: ErrorCodeType.errInvalidToken, msg: \n", at % 90);
        fs::write(&path, text.repeat(1 + at % 4)).expect("a file");
        reports.push(path);
    }
    let whole = scan(&[folder.path().to_owned()]);
    let shards: Vec<PathBuf> = reports
        .chunks(150)
        .enumerate()
        .map(|(at, shard)| {
            let path = folder.path().join(format!("shard-{at}.json"));
            write(&scan(shard), &path, Format::Partial);
            path
        })
        .collect();
    let again: Vec<PathBuf> = shards.iter().rev().chain(&shards).cloned().collect();
    same("1,300 logs", &whole, &scan(&again));
}

/// More than waits in memory goes into a file; without a folder for it the report is the same.
#[cfg(unix)]
#[test]
fn a_folder_for_temporary_files_is_of_use_but_not_needed() {
    let folder = tempfile::tempdir().expect("a folder");
    for at in 0..1_100 {
        let line = |code: usize| {
            format!("12-01 14:{:02}:{:02}.100  6310  6341 I agora.io: AgoraRtcEngine joinChannel ret: -{}\n", at % 60, code % 60, 1 + code)
        };
        fs::write(
            folder.path().join(format!("app-{at}.log")),
            "Agora SDK ver 4.3.0 build 1\n".to_owned() + &(0..50).map(line).collect::<String>(),
        )
        .expect("a file");
    }
    let temporary = folder.path().join("temporary");
    fs::create_dir(&temporary).expect("a folder");
    let report = |place: &Path| {
        let mut command = common::program();
        command.current_dir(folder.path()).env("TMPDIR", place).args(["--no-config", "-q", "-f", "partial"]);
        let made = command.args([".", "--exclude", "temporary"]).stdin(Stdio::null()).output().expect("the program starts");
        (stdout(&made), made.status.code())
    };
    let usual = report(&temporary);
    assert!(usual.0.len() > 6 << 20, "more than waits in memory: {}", usual.0.len());
    assert_eq!(fs::read_dir(&temporary).expect("a folder").count(), 0, "nothing is left");
    assert!(usual == report(&folder.path().join("not there")), "and without the folder");
}
