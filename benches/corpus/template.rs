//! Messages with gaps, and what fills them.
//!
//! One rule: a gap is `%` and a letter; [`fill`] lists them.

use super::Rng;

/// What stays the same in a log, or only moves forward.
pub struct Facts {
    /// Process of the app.
    pub pid: u64,
    /// Milliseconds since the first day.
    clock: u64,
    /// Number of the next entry in the API log of the SDK.
    sequence: u64,
}

/// Lengths of the months of the year in which all logs play.
const MONTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/// The first day, counted from the first of January.
const FIRST_DAY: u64 = 61;
const DAY_MS: u64 = 86_400_000;

const WORDS: &[&str] = &[
    "lobby",
    "profile",
    "gallery",
    "checkout",
    "session",
    "thumbnail",
    "metrics",
    "inbox",
    "timeline",
    "search",
    "avatar",
    "settings",
    "playlist",
    "calendar",
    "contacts",
    "player",
    "cover",
    "feed",
    "preview",
    "upload",
];
const CHANNELS: &[&str] = &["live_110", "room-17", "class_2024", "q7-live", "ward_3_bed_2", "standup-112", "karaoke_8", "demo"];

impl Facts {
    /// The beginning of a log.
    pub fn new(rng: &mut Rng) -> Self {
        Facts { pid: 4_000 + rng.below(26_000), clock: 7 * 3_600_000 + rng.below(3_600_000), sequence: 1 }
    }

    /// Time goes on, by 8 ms in the mean.
    pub fn tick(&mut self, rng: &mut Rng) {
        self.clock += rng.below(17);
    }

    fn month_and_day(&self) -> (u64, u64) {
        let mut day = (FIRST_DAY + self.clock / DAY_MS) % 365;
        for (month, length) in (1..).zip(MONTHS) {
            if day < length {
                return (month, day + 1);
            }
            day -= length;
        }
        (12, 31)
    }

    /// `03-03`.
    pub fn date(&self, separator: u8, out: &mut Vec<u8>) {
        let (month, day) = self.month_and_day();
        digits(month, 2, out);
        out.push(separator);
        digits(day, 2, out);
    }

    /// `07:12:09.004`, with a separator before the milliseconds.
    pub fn time(&self, separator: u8, out: &mut Vec<u8>) {
        let of_day = self.clock % DAY_MS;
        for (unit, most) in [(3_600_000, 24), (60_000, 60), (1_000, 60)] {
            digits(of_day / unit % most, 2, out);
            out.push(if unit == 1_000 { separator } else { b':' });
        }
        digits(of_day % 1_000, 3, out);
    }

    /// The number of an entry in the API log.
    pub fn sequence(&mut self, out: &mut Vec<u8>) {
        digits(self.sequence, 8, out);
        self.sequence += 1;
    }
}

/// A number with at least `width` digits.
pub fn digits(mut value: u64, width: usize, out: &mut Vec<u8>) {
    let mut text = [b'0'; 20];
    let mut at = text.len();
    while value > 0 || text.len() - at < width {
        at -= 1;
        text[at] = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
    out.extend_from_slice(&text[at..]);
}

/// A number to the right in `width` columns.
pub fn column(value: u64, width: usize, out: &mut Vec<u8>) {
    let taken = value.max(1).ilog10() as usize + 1;
    out.extend(std::iter::repeat_n(b' ', width.saturating_sub(taken)));
    digits(value, 1, out);
}

fn hex(mut value: u64, width: usize, out: &mut Vec<u8>) {
    for _ in 0..width {
        out.push(b"0123456789abcdef"[(value & 15) as usize]);
        value >>= 4;
    }
}

fn pointer(value: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b"0x7");
    hex(value, 9, out);
}

/// Appends the text with its gaps filled.
pub fn fill(text: &str, rng: &mut Rng, facts: &Facts, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.extend_from_slice(before.as_bytes());
        gap(after.bytes().next().unwrap_or(b'%'), rng, facts, out);
        rest = after.get(1..).unwrap_or_default();
    }
    out.extend_from_slice(rest.as_bytes());
}

fn gap(what: u8, rng: &mut Rng, facts: &Facts, out: &mut Vec<u8>) {
    match what {
        b'b' => digits(rng.below(100), 1, out),            // below a hundred
        b'n' => digits(rng.below(1_000), 1, out),          // below a thousand
        b'l' => digits(1_000 + rng.below(90_000), 1, out), // line, size, uid
        b'h' => digits(rng.bits() >> 28, 1, out),          // handle
        b'x' => hex(rng.bits(), 7, out),                   // short hash
        b'i' => hex(rng.bits(), 16, out),                  // long id
        b'p' => pointer(rng.bits(), out),
        b'w' => out.extend_from_slice(rng.pick(WORDS).as_bytes()),
        b'c' => out.extend_from_slice(rng.pick(CHANNELS).as_bytes()),
        b'r' => out.extend_from_slice(rng.pick(&["2", "7", "8", "17", "3", "5"]).as_bytes()), // code of a failed call
        b'a' => digits(facts.pid, 1, out),
        b'D' => facts.date(b'-', out),
        b't' => facts.time(b'.', out),
        _ => out.push(b'%'),
    }
}
