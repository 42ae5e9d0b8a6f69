//! The fast way of scanning finds what the slow one finds.
//!
//! The slow one is the same code with every short cut left out: every line is a candidate and is read to its end, in one
//! stretch. The fast one is cut into small stretches. Events, facts and the summary must be the same.

mod common;
#[allow(dead_code)]
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use agora_logscan::scan::stream::{self, Cut};
use agora_logscan::scan::{Found, Summary};
use common::{Random, files, root};
use corpus::{Corpus, Kind, Recipe};
use std::fs;
use std::path::Path;

/// Everything that a scan finds; how many lines it looked at is its own affair.
fn found(text: &[u8], cut: Cut) -> (Vec<Found>, Summary) {
    let mut all = Vec::new();
    let (summary, error) = stream::scan_all(&mut &*text, cut, &mut |found| all.push(found));
    assert!(error.is_none(), "memory can always be read");
    (all, Summary { candidates: 0, ..summary })
}

/// Every line to its end, in one stretch.
fn slow(text: &[u8]) -> (Vec<Found>, Summary) {
    found(text, Cut { stretch: text.len().max(1), at_once: 1, every_line: true })
}

fn compare(name: &str, text: &[u8], stretches: &[usize]) -> usize {
    let slow = slow(text);
    for stretch in stretches {
        let fast = found(text, Cut { stretch: *stretch, at_once: 2, every_line: false });
        for (slow, fast) in slow.0.iter().zip(&fast.0) {
            assert_eq!(slow, fast, "{name}, stretches of {stretch}");
        }
        assert_eq!(
            slow.0.len(),
            fast.0.len(),
            "{name}, stretches of {stretch}: {:?}",
            slow.0.get(fast.0.len()).or(fast.0.get(slow.0.len()))
        );
        assert_eq!(slow.1, fast.1, "{name}, stretches of {stretch}");
    }
    slow.0.len()
}

#[test]
fn fixtures() {
    let mut total = 0;
    for name in files("fixtures", ".log").into_iter().chain(files("fixtures", ".txt")) {
        let text = fs::read(root().join(&name)).expect("a fixture");
        total += compare(&name, &text, &[97, 4096, 1 << 20]);
    }
    assert!(total > 500, "only {total} findings in all fixtures");
}

/// Real logs that are not part of the repository.
#[test]
fn specimens() {
    let folder = root().join("../shared/specimens");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: no specimens at hand");
        return;
    };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| is_log(path)) {
        let text = fs::read(&path).expect("a specimen");
        compare(&path.display().to_string(), &text, &[997, 1 << 20]);
    }
}

fn is_log(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "log" || ext == "txt")
}

#[test]
fn made_up_logs() {
    let mut total = 0;
    for (seed, share, kind) in [(1, 0.3, Kind::Mixed), (2, 0.02, Kind::Mixed), (3, 0.0, Kind::Noise)] {
        let mut corpus = Corpus::new(Recipe { seed, share, kind });
        let mut text = Vec::new();
        while corpus.fill(&mut text, 1_500_000) {}
        total += compare(&format!("{kind:?} {share}"), &text, &[5_003, 1 << 20]);
    }
    assert!(total > 1000, "only {total} findings in made-up logs");
}

/// All lines of all fixtures in a random order, whole, cut short, with bytes changed, or glued together.
#[test]
fn lines_put_to_the_test() {
    let logs = files("fixtures", ".log");
    let bytes = logs.iter().map(|log| fs::read(root().join(log)).expect("a fixture"));
    let lines: Vec<Vec<u8>> = bytes.flat_map(|bytes| bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>()).collect();
    for seed in 0..12 {
        let mut random = Random::new(seed);
        let mut text = Vec::new();
        for _ in 0..400 {
            text.extend(damaged(&mut random, &lines));
            if random.below(40) > 0 {
                text.push(b'\n');
            }
        }
        compare(&format!("seed {seed}"), &text, &[1 + random.below(3000), 1 << 20]);
    }
}

fn damaged(random: &mut Random, lines: &[Vec<u8>]) -> Vec<u8> {
    let mut line = random.pick(lines).clone();
    line.truncate(4096);
    for _ in 0..random.below(3) {
        let at = random.below(line.len().max(1));
        match random.below(4) {
            0 => line.truncate(at),
            1 if !line.is_empty() => line[at] = u8::try_from(random.below(256)).expect("a byte"),
            2 => drop(line.splice(at..at, b"\x1b[31m".iter().copied())),
            _ => line.make_ascii_uppercase(),
        }
    }
    line
}
