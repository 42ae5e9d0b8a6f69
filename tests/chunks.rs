//! The answer does not depend on how a source is cut, read, or spread over threads.
//!
//! Inputs are made from fixture lines and from bytes that look random; a failure names the seed that makes it again.

mod common;

use agora_logscan::scan::stream::{self, Cut};
use agora_logscan::scan::{Event, Summary};
use agora_logscan::tally::{Counter, Tally};
use common::{Random, files, root, scan};
use std::fs;
use std::io::{self, Read};

/// One stretch for the whole of any input made here.
const WHOLE: Cut = Cut { stretch: 64 << 20, at_once: 1, every_line: false };

/// All lines of all fixtures, without line ends; lines of the long-line fixture are left out, they have their own test.
fn fixture_lines() -> Vec<Vec<u8>> {
    let logs = files("fixtures", ".log");
    let bytes = logs.iter().map(|log| fs::read(root().join(log)).expect("a fixture"));
    let lines = bytes.flat_map(|bytes| bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>());
    lines.filter(|line| line.len() < 16 * 1024).collect()
}

/// Pieces of lines that put a parser to the test.
const SHARDS: &[&[u8]] = &[
    b"onError",
    b" 110",
    b"-17",
    b"err:",
    b"ret ",
    b"code=",
    b"{",
    b"}",
    b"\"result\":",
    b"io.agora.rtc",
    b"api name RtcEngine_x",
    b"\r",
    b"\r\n",
    b"\n",
    b"\n\n",
    b"\0",
    b"\0\0\0\0",
    b"\xff",
    b"\xfe\x12",
    b"\xe5\xa3",
    "声网".as_bytes(),
    "错误码：".as_bytes(),
    b"\x1b[31m",
    b"\x1b]0;",
    b"#0      RtcEngineImpl.joinChannel",
    b"[08/27/23 20:04:18:448][29793][A]:",
    b"I/flutter (12345): ",
    b"AgoraRtcException(-17, null)",
    b"99999999999999999999",
];

fn random_line(random: &mut Random, lines: &[Vec<u8>]) -> Vec<u8> {
    match random.below(10) {
        0 => (0..random.below(200)).map(|_| u8::try_from(random.below(256)).expect("a byte")).collect(),
        1 => (0..random.below(12)).flat_map(|_| random.pick(SHARDS).to_vec()).collect(),
        2 => {
            let mut line = random.pick(lines).clone();
            line.truncate(random.below(line.len() + 1));
            line
        }
        3 => {
            let mut line = random.pick(lines).clone();
            if !line.is_empty() {
                let at = random.below(line.len());
                line[at] = u8::try_from(random.below(256)).expect("a byte");
            }
            line
        }
        _ => random.pick(lines).clone(),
    }
}

/// A text of some lines: neighbours from one fixture more often than not, so that lines that belong together meet.
fn random_text(random: &mut Random, lines: &[Vec<u8>]) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..=random.below(12) {
        let start = random.below(lines.len());
        for line in lines.iter().skip(start).take(random.below(12)) {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        text.extend_from_slice(&random_line(random, lines));
        if random.below(8) > 0 {
            text.push(b'\n');
        }
    }
    text
}

fn random_cut(random: &mut Random, length: usize) -> Cut {
    let stretch = match random.below(4) {
        0 => 1 + random.below(3),
        1 => 1 + random.below(300),
        2 => 1 + random.below(5000),
        _ => 1 + random.below(length + 2),
    };
    // A stretch of a few bytes costs as much as one of many; long texts are cut less finely.
    Cut { stretch: stretch.max(length / 300), at_once: 1 + random.below(5), every_line: false }
}

fn same(seed: u64, cut: Cut, whole: &(Vec<Event>, Summary), parts: &(Vec<Event>, Summary)) {
    assert_eq!(whole.0, parts.0, "seed {seed}, {cut:?}: other events");
    assert_eq!(whole.1, parts.1, "seed {seed}, {cut:?}: another summary");
}

#[test]
fn any_cut_gives_the_events_of_the_whole() {
    let lines = fixture_lines();
    let mut found = 0;
    for seed in 0..120 {
        let mut random = Random::new(seed);
        let text = random_text(&mut random, &lines);
        let whole = scan(&text, WHOLE);
        found += whole.0.len();
        for _ in 0..4 {
            let cut = random_cut(&mut random, text.len());
            same(seed, cut, &whole, &scan(&text, cut));
        }
    }
    assert!(found > 500, "the texts hold events: {found}");
}

#[test]
fn every_single_byte_can_be_an_edge() {
    let text = b"[2023-10-08 09:36:05.814] [38897] [debug] [iris_rtc_engine_impl.cc:114] api name RtcEngine_joinChannel params {}\r\n\
        [2023-10-08 09:36:05.815] [38897] [debug] [iris_rtc_engine_impl.cc:132] ret 0 result {\"result\":-8}\n\
        \n\xffI/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \n";
    let whole = scan(text, WHOLE);
    assert!(!whole.0.is_empty());
    for stretch in 1..=text.len() {
        let cut = Cut { stretch, at_once: 2, every_line: false };
        same(0, cut, &whole, &scan(text, cut));
    }
}

const CODES: &[&[u8]] = &[b" agora onError 110, ", b" AgoraRtcException(-17, null) ", b" \xff\xff ", b" joinChannel ret: -2, "];

/// A line far longer than is read as one, with codes near every edge at which it may be cut.
fn long_line(random: &mut Random, length: usize) -> Vec<u8> {
    let mut line = b"{\"app\":\"io.agora.rtc\",\"text\":\"".to_vec();
    while line.len() < length {
        let gap = random.below(9000);
        line.extend((0..gap).map(|_| b"abcdefghij klmnop,.:;qrstuvwxyz"[random.below(31)]));
        let code: &&[u8] = random.pick(CODES);
        line.extend_from_slice(code);
    }
    line
}

#[test]
fn long_lines_are_the_same_for_every_cut() {
    let mut found = 0;
    for seed in 0..2 {
        let mut random = Random::new(1000 + seed);
        let mut text = b"before: agora onError 110\n".to_vec();
        for length in [60_000, 66_000, 200_000] {
            text.extend(long_line(&mut random, length));
            text.extend_from_slice(b"\nI/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \n");
        }
        let whole = scan(&text, WHOLE);
        found += whole.0.len();
        for stretch in [8191, 32 * 1024 - 1, 32 * 1024, 64 * 1024 + 1, 200_000] {
            let cut = Cut { stretch, at_once: 1 + random.below(4), every_line: false };
            same(1000 + seed, cut, &whole, &scan(&text, cut));
        }
    }
    assert!(found > 20, "the long lines hold events: {found}");
}

#[test]
fn a_line_without_an_end_is_a_line() {
    let (events, summary) = scan(b"x\nagora onError 110", WHOLE);
    assert_eq!((events.len(), summary.lines), (1, 2));
    assert_eq!(events[0].line, 2);
    let (events, summary) = scan(b"", WHOLE);
    assert_eq!((events.len(), summary.lines, summary.bytes), (0, 0, 0));
    assert_eq!(scan(b"\n\n", WHOLE).1.lines, 2);
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let mut found = 0;
    for log in files("fixtures", ".log") {
        let bytes = fs::read(root().join(&log)).expect("a fixture");
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            continue;
        }
        let unix: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != b'\r').collect();
        let windows: Vec<u8> = unix.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
        if unix.split(|byte| *byte == b'\n').any(|line| line.len() > 60_000) {
            continue; // such lines are read in pieces at fixed offsets of the source
        }
        let (a, b) = (scan(&unix, WHOLE), scan(&windows, WHOLE));
        assert_eq!(a.0, b.0, "{log}");
        assert_eq!((a.1.lines, a.1.recognised, &a.1.format), (b.1.lines, b.1.recognised, &b.1.format), "{log}");
        found += a.0.len();
    }
    assert!(found > 200, "{found}");
}

/// Gives a few bytes at a time and is interrupted now and then, like a pipe.
struct Trickle<'a> {
    rest: &'a [u8],
    random: Random,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.random.below(4) == 0 {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        let most = (1 + self.random.below(700)).min(buffer.len()).min(self.rest.len());
        buffer[..most].copy_from_slice(&self.rest[..most]);
        self.rest = &self.rest[most..];
        Ok(most)
    }
}

#[test]
fn a_slow_pipe_gives_the_events_of_a_file() {
    let lines = fixture_lines();
    for seed in 2000..2040 {
        let mut random = Random::new(seed);
        let text = random_text(&mut random, &lines);
        let cut = random_cut(&mut random, text.len());
        let mut events = Vec::new();
        let (summary, error) = stream::scan(&mut Trickle { rest: &text, random }, cut, &mut |event| events.push(event));
        assert!(error.is_none());
        same(seed, cut, &scan(&text, WHOLE), &(events, summary));
    }
}

/// Fails after some bytes.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the disk is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn what_was_read_before_a_fault_is_kept() {
    let mut events = Vec::new();
    let (summary, error) =
        stream::scan(&mut Broken(b"agora onError 110\nagora onErr"), Cut { stretch: 5, at_once: 2, every_line: false }, &mut |event| {
            events.push(event);
        });
    assert_eq!(error.map(|error| error.to_string()).as_deref(), Some("the disk is gone"));
    assert_eq!((events.len(), summary.lines, summary.bytes), (1, 2, 29));
}

#[test]
fn threads_do_not_change_the_order() {
    let lines = fixture_lines();
    let text: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads");
        pool.install(|| scan(&text, Cut { stretch: 3000, at_once: threads * 2, every_line: false }))
    };
    let whole = scan(&text, WHOLE);
    for threads in [1, 2, 8] {
        same(0, Cut { stretch: 3000, at_once: threads * 2, every_line: false }, &whole, &run(threads));
    }
    assert!(whole.0.is_sorted_by_key(|event| event.line));
}

/// Counts of random texts, as if they were sources of their own.
fn tallies(seed: u64) -> Vec<Tally> {
    let lines = fixture_lines();
    let mut random = Random::new(seed);
    let tally = |log: u32, random: &mut Random| {
        let mut counter = Counter::default();
        scan(&random_text(random, &lines), WHOLE).0.iter().for_each(|event| counter.add(event));
        let mut tally = counter.finish();
        tally.counts.values_mut().for_each(|count| count.renumber(&[log]));
        tally
    };
    (0..5).map(|log| tally(log, &mut random)).collect()
}

fn merged<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Tally {
    tallies.into_iter().fold(Tally::default(), |mut sum, tally| {
        sum.merge(tally.clone());
        sum
    })
}

#[test]
fn tallies_add_up_in_any_order_and_grouping() {
    let mut codes = 0;
    for seed in 3000..3030 {
        let parts = tallies(seed);
        let whole = merged(&parts);
        codes += whole.counts.len();
        assert_eq!(whole, merged(parts.iter().rev()), "seed {seed}: another order");
        let mut random = Random::new(seed);
        for _ in 0..5 {
            let mut shuffled: Vec<&Tally> = parts.iter().collect();
            for at in (1..shuffled.len()).rev() {
                shuffled.swap(at, random.below(at + 1));
            }
            let split = random.below(shuffled.len() + 1);
            let (left, right) = shuffled.split_at(split);
            let (left, right) = (merged(left.iter().copied()), merged(right.iter().copied()));
            assert_eq!(whole, merged([&left, &right]), "seed {seed}: another grouping");
            assert_eq!(whole, merged([&right, &left]), "seed {seed}: another order of groups");
        }
    }
    assert!(codes > 100, "the texts hold codes: {codes}");
}

#[test]
fn nothing_added_changes_nothing() {
    let whole = merged(&tallies(4000));
    assert_eq!(whole, merged([&whole, &Tally::default()]));
    assert_eq!(whole, merged([&Tally::default(), &whole]));
}
