//! Times of the stages of a scan, each alone, on a made-up log.
//!
//! One rule: nothing is measured that a scan does not do. Run with `cargo bench --bench stages`.

mod corpus;

use agora_logscan::scan::anchor::{ANCHORS, Anchors};
use agora_logscan::scan::kernel::{self, Way};
use agora_logscan::scan::{observe, prefilter};
use agora_logscan::{Options, envelope, scan_bytes};
use corpus::{Corpus, Kind, Recipe};
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use std::hint::black_box;

/// Enough for every kind of section, small enough to stay in the caches that a scan has.
const SIZE: usize = 4 << 20;

fn log(kind: Kind, share: f64) -> Vec<u8> {
    let mut corpus = Corpus::new(Recipe { seed: 7, share, kind });
    let mut bytes = Vec::with_capacity(SIZE);
    while corpus.fill(&mut bytes, SIZE) {}
    bytes
}

fn logs() -> [(&'static str, Vec<u8>); 4] {
    [
        ("0.01 %", log(Kind::Mixed, 0.0001)),
        ("1 %", log(Kind::Mixed, 0.01)),
        ("10 %", log(Kind::Mixed, 0.1)),
        ("noise", log(Kind::Noise, 0.0)),
    ]
}

/// The lines that a scan looks at.
fn candidates(bytes: &[u8]) -> Vec<&[u8]> {
    let search = prefilter::Prefilter::default();
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.filter(|line| search.next(line, 0).is_some()).collect()
}

fn total(lines: &[&[u8]]) -> Throughput {
    Throughput::Bytes(lines.iter().map(|line| line.len() as u64 + 1).sum())
}

/// All bytes to candidate positions, one a line as in a scan.
fn prefilter(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("prefilter");
    for (name, bytes) in logs() {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| count_candidates(black_box(&bytes))));
    }
    group.finish();
}

fn count_candidates(bytes: &[u8]) -> usize {
    let search = prefilter::Prefilter::default();
    let (mut at, mut count) = (0, 0);
    while let Some(hit) = search.next(bytes, at) {
        count += 1;
        at = bytes[hit..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| hit + length + 1);
    }
    count
}

/// The ways of looking for anchors, over everything that holds none.
fn kernel(criterion: &mut Criterion) {
    let anchors = Anchors::new(ANCHORS);
    let bytes = log(Kind::Noise, 0.0);
    let quiet: Vec<u8> =
        bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| kernel::find(&anchors, line, 0).is_none()).flatten().copied().collect();
    let mut group = criterion.benchmark_group("kernel");
    group.throughput(Throughput::Bytes(quiet.len() as u64));
    for way in Way::ALL.into_iter().filter(|way| way.is_here()) {
        let name = format!("{way:?}").to_lowercase();
        group.bench_function(name, |bencher| bencher.iter(|| way.find(&anchors, black_box(&quiet), 0)));
    }
    group.finish();
}

/// Candidate lines to messages.
fn unwrap(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("envelope");
    for (name, bytes) in logs() {
        let lines = candidates(&bytes);
        group.throughput(total(&lines));
        let texts: Vec<_> = lines.iter().map(|line| String::from_utf8_lossy(line)).collect();
        group.bench_function(name, |bencher| bencher.iter(|| texts.iter().map(|text| depth(black_box(text))).sum::<usize>()));
    }
    group.finish();
}

fn depth(line: &str) -> usize {
    envelope::unwrap(line).chain.len()
}

/// Candidate lines to observations.
fn observe(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("observe");
    for (name, bytes) in logs() {
        let lines = candidates(&bytes);
        group.throughput(total(&lines));
        group.bench_function(name, |bencher| bencher.iter(|| lines.iter().map(|line| observations(black_box(line))).sum::<usize>()));
    }
    group.finish();
}

fn observations(bytes: &[u8]) -> usize {
    observe::line(&observe::Line {
        bytes,
        before: &[],
        after: &[],
        closed_source: false,
        evidence: true,
        anchored: true,
        every: false,
        piece: None,
        rules: None,
    })
    .observations
    .len()
}

/// Bytes to a report, on one thread and on all.
fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan_bytes");
    group.sample_size(20);
    for (name, bytes) in logs() {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        on_threads(&mut group, "1 thread", name, &bytes, 1);
        on_threads(&mut group, "all threads", name, &bytes, 0);
    }
    group.finish();
}

fn on_threads(group: &mut BenchmarkGroup<'_, WallTime>, label: &str, name: &str, bytes: &[u8], threads: usize) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let scan = || scan_bytes("made-up.log", black_box(bytes), &Options::default()).findings.len();
    group.bench_function(BenchmarkId::new(label, name), |bencher| pool.install(|| bencher.iter(scan)));
}

criterion_group!(stages, kernel, prefilter, unwrap, observe, whole);
criterion_main!(stages);
