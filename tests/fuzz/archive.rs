//! Bytes that may be archives: every cap holds, and what is packed comes out as it went in.

use agora_logscan::source::{self, Item, Options};
use std::io::{Cursor, Read, Write};

/// Caps so low that small inputs reach them.
const FREE: u64 = 1 << 14;
const RATIO: u64 = 10;
const MEMBERS: u64 = 12;
const DEPTH: usize = 3;
/// A decoder may hand out one more buffer before it is asked again.
const LAST_BUFFER: u64 = 1 << 18;

/// One input: its first byte says whether the rest is read as it is, or packed first.
pub fn run(data: &[u8]) {
    let Some((&choice, data)) = data.split_first() else { return };
    let found = read(data);
    assert!(found.logs.len() as u64 <= MEMBERS, "{} logs", found.logs.len());
    let total: u64 = found.logs.iter().map(|(_, text)| text.len() as u64).sum();
    let allowed = FREE + RATIO * data.len() as u64 + LAST_BUFFER;
    assert!(total <= allowed.max(data.len() as u64 * 3), "{total} bytes from {}", data.len());
    for name in found.logs.iter().map(|(name, _)| name).chain(&found.problems) {
        assert!(name.starts_with("fuzz"), "{name}");
    }
    let plain = found.problems.is_empty() && matches!(&found.logs[..], [(_, text)] if text == data);
    if choice.is_multiple_of(16) && data.len() < 4096 && plain {
        let packed = read(&gzip(data));
        assert_eq!(packed.logs.first().map(|(_, text)| text.as_slice()), Some(data), "gzip changes the text");
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(text).expect("memory");
    writer.finish().expect("memory")
}

#[derive(Default)]
struct Found {
    logs: Vec<(String, Vec<u8>)>,
    problems: Vec<String>,
}

fn read(data: &[u8]) -> Found {
    let options = Options {
        max_member_bytes: FREE,
        free_bytes: FREE,
        max_ratio: RATIO,
        max_depth: DEPTH,
        max_members: MEMBERS,
        zip_memory_bytes: FREE,
        ..Options::default()
    };
    let mut found = Found::default();
    source::visit_reader("fuzz", Cursor::new(data), &options, &mut |item| match item {
        Item::Log(mut log) => {
            let mut text = Vec::new();
            log.body.read_to_end(&mut text).expect("reading a body never fails");
            found.logs.push((log.name, text));
        }
        Item::Problem(problem) => found.problems.push(problem.name),
    });
    found
}
