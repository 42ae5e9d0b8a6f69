//! Reports are put together exactly: any shards of the logs, merged in any order and any grouping, give byte for byte the report of
//! one scan, in every format. What a damaged or hostile report says is refused as a whole, in one line.

mod common;

use agora_logscan::output::{self, Format, Look};
use agora_logscan::report::Report;
use agora_logscan::{Options, scan_paths};
use clap::ValueEnum;
use common::{Random, files, root};
use std::fs;
use std::path::{Path, PathBuf};

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
        same(&format!("seed {seed}: step by step"), &whole, &scan(&[last.clone()]));
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
