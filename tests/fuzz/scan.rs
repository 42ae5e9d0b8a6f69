//! Bytes to events: the cuts, the line ends and the rest of the source change nothing, and no number is invented.

use agora_logscan::catalogue::{self, Id};
use agora_logscan::scan::stream::{self, Cut};
use agora_logscan::scan::{Event, Found, Summary};
use std::io::Cursor;

/// The whole of any input in one stretch.
const WHOLE: Cut = Cut { stretch: 64 << 20, at_once: 1, every_line: false };
/// Longer than any line that is read as one.
const OVERLONG: usize = 70_000;

/// One input: its first byte says how the rest is cut, whether its line ends are changed, and whether a line is made overlong.
pub fn run(data: &[u8]) {
    checked(data, data.first() == Some(&0xff), true);
}

/// The same for long runs, with one comparison for each input. An overlong line costs as much as a hundred others, so only one in 64
/// that ask for it is made.
#[allow(dead_code)] // cargo-fuzz calls it
pub fn run_long(data: &[u8]) {
    let sum = data.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
    checked(data, data.first() == Some(&0xff) && (sum >> 8).is_multiple_of(64), false);
}

fn checked(data: &[u8], long: bool, every: bool) {
    let Some((&choice, data)) = data.split_first() else { return };
    let text = if long { overlong(data) } else { data.to_vec() };
    let whole = scan(&text, WHOLE);
    for event in &whole.0 {
        plausible(event, &text);
    }
    let ends = !long && choice & 0x80 != 0 && data.len() < 4096 && !data.contains(&b'\r');
    if every || !ends {
        let cut = if long { 30_000 + usize::from(choice) } else { 1 + usize::from(choice & 0x7f) };
        let parts = scan(&text, Cut { stretch: cut.max(text.len() / 64), at_once: 1, every_line: false });
        assert_eq!(whole, parts, "stretches of {cut} bytes give other events");
    }
    if ends {
        let windows: Vec<u8> = data.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
        let other = scan(&windows, WHOLE);
        assert_eq!(whole.0, other.0, "line ends of Windows give other events");
        assert_eq!(whole.1.lines, other.1.lines);
    }
}

/// The same text with a stretch of nothing in its first line.
fn overlong(data: &[u8]) -> Vec<u8> {
    let middle = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len()) / 2;
    let filler = b"abcdefgh ijkl; ".iter().copied().cycle().take(OVERLONG);
    data[..middle].iter().copied().chain(filler).chain(data[middle..].iter().copied()).collect()
}

/// A number that is in no catalogue must stand in the text: nothing wraps around into a code.
fn plausible(event: &Event, text: &[u8]) {
    let Id::Number(number) = &event.id else { return };
    let digits = number.to_string();
    let written = text.windows(digits.len()).any(|window| window == digits.as_bytes());
    assert!(written || catalogue::entry(event.domain, &event.id).is_some(), "{event:?} is not in the text");
    let lines = text.split(|byte| *byte == b'\n').count() as u64;
    assert!((1..=lines).contains(&event.line), "line {} of {lines}", event.line);
}

fn scan(text: &[u8], cut: Cut) -> (Vec<Event>, Summary) {
    let mut events = Vec::new();
    let (summary, error) = stream::scan_all(&mut Cursor::new(text), cut, &mut |found| {
        if let Found::Event(event) = found {
            events.push(event);
        }
    });
    assert!(error.is_none(), "memory can always be read");
    assert_eq!(summary.bytes, text.len() as u64);
    (events, summary)
}
