//! Logs that grow, are renamed and cut back in the pauses of whoever follows them: no clock, no chance.

use super::*;
use crate::output::{self, Format, Look};
use crate::pipeline::scan_paths;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::sync::Mutex;

const LOGS: [&str; 3] = [
    include_str!("../../../fixtures/flutter/flutter-3-ios.log"),
    include_str!("../../../fixtures/flutter/caught-exceptions.log"),
    include_str!("../../../fixtures/flutter/flutter-5-android.log"),
];

/// Does the next of some things each time somebody waits.
struct Script<F>(Mutex<F>, AtomicBool);

impl<F: FnMut() -> bool + Send> Patience for Script<F> {
    fn wait(&self) {
        let mut next = self.0.lock().unwrap();
        if !self.1.load(Ordering::SeqCst) && !next() {
            self.1.store(true, Ordering::SeqCst);
        }
    }

    fn is_over(&self) -> bool {
        self.1.load(Ordering::SeqCst)
    }
}

fn options() -> Options {
    Options { mergeable: true, ..Options::default() }
}

fn json(report: &Report) -> String {
    let mut out = Vec::new();
    output::write(Format::Json, report, &Look::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Follows while `next` is `true`; the report and the news.
fn followed(paths: &[PathBuf], wanted: Wanted, next: impl FnMut() -> bool + Send) -> (Report, Vec<News>) {
    let mut news = Vec::new();
    let script = Script(Mutex::new(next), AtomicBool::new(false));
    let report = follow(paths, &options(), wanted, &script, &mut |item| {
        news.push(item);
        true
    });
    (report, news)
}

fn add(path: &Path, bytes: &[u8]) {
    OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(bytes).unwrap();
}

/// The steps of a log that is written in pieces, and rotated after so many bytes.
fn steps(text: &[u8], piece: usize, rotate: usize) -> Vec<(Vec<u8>, bool)> {
    let mut steps = Vec::new();
    let mut since = 0;
    for part in text.chunks(piece) {
        since += part.len();
        let rotates = since >= rotate;
        since = if rotates { 0 } else { since };
        steps.push((part.to_vec(), rotates));
    }
    steps
}

fn rotate(path: &Path) {
    let numbered = |n: u32| PathBuf::from(format!("{}.{n}", path.display()));
    for n in (1..100).rev().filter(|n| numbered(*n).exists()) {
        fs::rename(numbered(n), numbered(n + 1)).unwrap();
    }
    fs::rename(path, numbered(1)).unwrap();
}

/// All pieces of a log that are there.
fn pieces(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn a_log_that_grew_and_was_rotated_reads_as_its_files_do() {
    let text = LOGS.concat().repeat(3);
    for (piece, every, at_a_time) in [(1_000, usize::MAX, 1), (777, 9_000, 1), (3_001, 9_000, 1), (3_001, 6_000, 4), (500, 2_000, 5)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let mut steps = steps(text.as_bytes(), piece, every).into_iter();
        let mut renamed = false;
        if at_a_time > 1 {
            add(&path, b""); // What was renamed before it was ever seen is no piece of the log that is followed.
        }
        let (report, _) = followed(std::slice::from_ref(&path), Wanted::Codes, || {
            for _ in 0..at_a_time {
                let Some((bytes, rotates)) = steps.next() else { return false };
                if std::mem::take(&mut renamed) {
                    rotate(&path);
                }
                add(&path, &bytes);
                renamed = rotates;
            }
            true
        });
        let whole = scan_paths(&pieces(folder.path()), &options(), &mut |_, _| {});
        assert!(whole.totals.events > 20, "{:?}", whole.totals);
        assert_eq!(pieces(folder.path()).len() > 1, every < usize::MAX);
        assert!(json(&report) == json(&whole), "pieces of {piece}, rotated after {every}, {at_a_time} at a time");
    }
}

#[test]
fn a_log_that_was_cut_back_goes_on_from_its_beginning() {
    for again in [LOGS[1].to_owned(), LOGS[1].repeat(40)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        fs::write(&path, LOGS[0]).unwrap();
        let mut steps = [Some(again.as_str()), None].into_iter();
        let (report, _) = followed(std::slice::from_ref(&path), Wanted::Codes, || {
            let Some(step) = steps.next() else { return false };
            if let Some(text) = step {
                fs::write(&path, text).unwrap();
            }
            true
        });
        let (first, second) = (folder.path().join("app.log.1"), &path);
        fs::write(&first, LOGS[0]).unwrap();
        let whole = scan_paths(&[first, second.clone()], &options(), &mut |_, _| {});
        assert_eq!(report.totals, whole.totals);
        assert_eq!(report.findings.len(), whole.findings.len());
        let names: Vec<_> = report.inputs.iter().map(|input| input.source.rsplit('/').next().unwrap_or_default()).collect();
        assert_eq!(names, ["app.log", "app.log~2"]);
    }
}

#[test]
fn several_logs_and_one_that_is_not_there_yet() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = ["a.log", "b.log", "c.log"].iter().map(|name| folder.path().join(name)).collect();
    fs::write(&paths[0], LOGS[0]).unwrap();
    fs::write(&paths[1], LOGS[1]).unwrap();
    let mut left = 8;
    let (report, _) = followed(&paths, Wanted::Codes, || {
        left -= 1;
        if left == 4 {
            add(&paths[2], LOGS[2].as_bytes());
            add(&paths[0], LOGS[1].as_bytes());
        }
        left > 0
    });
    let whole = scan_paths(&paths, &options(), &mut |_, _| {});
    assert!(json(&report) == json(&whole), "{:?}", report.totals);
    let never = folder.path().join("never.log");
    let (report, _) = followed(std::slice::from_ref(&never), Wanted::Codes, || false);
    assert_eq!(report.inputs[0].status, crate::report::Status::Failed);
}

#[test]
fn news_come_with_the_line_and_once_for_an_incident() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.log");
    let line = |time: &str| format!("12-01 {time}  100  200 E AgoraRtcEngine: agora onError 110, \n");
    fs::write(&path, [line("10:00:00.000"), line("10:00:09.000")].concat()).unwrap();
    let mut steps = ["10:00:10.000", "10:00:20.000", "10:00:20.500", "10:00:40.000"].map(line).into_iter();
    let (report, news) =
        followed(std::slice::from_ref(&path), Wanted::Codes, || steps.next().map(|step| add(&path, step.as_bytes())).is_some());
    let told: Vec<(u64, u64, Option<u64>)> = news
        .iter()
        .filter_map(|news| match news {
            News::Found(report) => Some((report.findings[0].first.line, report.findings[0].count, None)),
            News::Again(report, incident) => Some((report.findings[0].first.line, report.findings[0].count, Some(*incident))),
            News::Event(..) => None,
        })
        .collect();
    assert_eq!(told, [(1, 2, None), (4, 1, Some(3)), (6, 1, Some(4))], "{:?}", report.findings);
    let mut once = true;
    let (_, news) = followed(std::slice::from_ref(&path), Wanted::Events, || std::mem::take(&mut once));
    assert_eq!(news.len(), 6);
}

#[test]
fn what_does_not_grow_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        refusal(&[path], &options()).map(|(_, error)| error)
    };
    assert_eq!(refused("a.log", b""), None);
    assert_eq!(refused("a.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]), Some(Error::NeverGrows));
    assert_eq!(refused("r.json", json(&Report::default()).as_bytes()), Some(Error::NeverGrows));
    assert_eq!(refusal(&[folder.path().to_owned()], &options()).map(|(_, error)| error), Some(Error::FollowedFolder));
    assert_eq!(refusal(&[folder.path().join("no/such.log")], &options()).map(|(_, error)| error), Some(Error::NotFound));
    assert_eq!(refusal(&[folder.path().join("coming.log"), "-".into()], &options()), None);
}
