//! Times as logs write them, brought to one form.
//!
//! One rule: nothing is added that the log does not say: no date, no year, no zone.

use std::fmt::Write as _;

/// Brings a time to `YYYY-MM-DDTHH:MM:SS.mmm` with its zone if it has one; what the log leaves out stays out
/// (`MM-DDTHH:MM:SS.mmm`, `HH:MM:SS.mmm`). Fractions are cut at milliseconds. A text of another shape is kept.
pub fn normal(raw: &str) -> String {
    let raw = raw.trim();
    clock(raw).unwrap_or_else(|| raw.to_owned())
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Longest time in the report's form, with its zone.
const LONGEST: usize = 32;

fn clock(raw: &str) -> Option<String> {
    let mut text = String::with_capacity(LONGEST);
    let rest = date(raw, &mut text)?;
    if !text.is_empty() {
        text.push('T');
    }
    let zone = time_of_day(rest, &mut text)?;
    text.push_str(zone);
    Some(text)
}

/// Writes the date in front, and gives what follows it.
fn date<'a>(raw: &'a str, text: &mut String) -> Option<&'a str> {
    let bytes = raw.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let separator = bytes.get(digits).copied();
    let mut write = |parts: [&str; 4]| parts.into_iter().for_each(|part| text.push_str(part));
    match (digits, separator) {
        (4, Some(b'-' | b'/' | b'.')) => {
            write([&raw[..4], "-", raw.get(5..7)?, "-"]);
            text.push_str(raw.get(8..10)?);
            raw.get(11..)
        }
        (2, Some(b'/')) => {
            write(["20", raw.get(6..8)?, "-", raw.get(..2)?]);
            write(["-", raw.get(3..5)?, "", ""]);
            raw.get(9..)
        }
        (2, Some(b'-')) => {
            text.push_str(raw.get(..5)?);
            raw.get(6..)
        }
        (0..=2, _) if raw.trim_start().starts_with(|c: char| c.is_ascii_digit()) => Some(raw),
        _ => word_date(raw, text),
    }
}

/// `Dec  1 14:42:03` or `Mon Oct 04 2021 09:41:12.647`.
fn word_date<'a>(raw: &'a str, text: &mut String) -> Option<&'a str> {
    let mut words = raw.split_whitespace();
    let mut word = words.next()?;
    if !MONTHS.contains(&word) {
        word = words.next()?;
    }
    let month = MONTHS.iter().position(|name| *name == word)? + 1;
    let day: u32 = words.next()?.parse().ok()?;
    let next = words.next()?;
    if next.contains(':') {
        write!(text, "{month:02}-{day:02}").ok()?;
        return Some(next);
    }
    let year: u32 = next.parse().ok()?;
    write!(text, "{year:04}-{month:02}-{day:02}").ok()?;
    words.next()
}

/// Writes `HH:MM:SS` with a fraction after `.`, `,` or `:`, and gives the zone; fields may be padded with spaces.
fn time_of_day<'a>(raw: &'a str, text: &mut String) -> Option<&'a str> {
    let mut rest = raw;
    for at in 0..3 {
        rest = rest.trim_start_matches(' ');
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 2 {
            return None;
        }
        text.push_str(if digits == 1 { "0" } else { "" });
        text.push_str(&rest[..digits]);
        rest = &rest[digits..];
        if at < 2 {
            rest = rest.strip_prefix([':', '.'])?;
            text.push(':');
        }
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',', ':']) {
        let padded = fraction.bytes().take_while(|b| *b == b' ').count();
        let digits = fraction[padded..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            text.push('.');
            (0..padded.min(3)).for_each(|_| text.push('0'));
            text.push_str(&fraction[padded..padded + digits.min(3_usize.saturating_sub(padded))]);
            rest = &fraction[padded + digits..];
        }
    }
    Some(rest.trim())
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn every_form_a_log_uses() {
        for (raw, want) in [
            ("2024-07-03 11:09:21.852", "2024-07-03T11:09:21.852"),
            ("2025-12-01T14:42:03.707676626+00:00", "2025-12-01T14:42:03.707+00:00"),
            ("07/03/24 15:18:18:448", "2024-07-03T15:18:18.448"),
            ("12-14 10:07:31.620", "12-14T10:07:31.620"),
            (" 8:16: 6: 71", "08:16:06.071"),
            ("15:54:58:9", "15:54:58.9"),
            ("Mon Oct 04 2021 09:41:12.647", "2021-10-04T09:41:12.647"),
            ("Dec  1 14:42:03", "12-01T14:42:03"),
            ("2021.08.02-13.41.08:017", "2021-08-02T13:41:08.017"),
            ("2025/12/01 14:42:05", "2025-12-01T14:42:05"),
            ("12.00000001", "12.00000001"),
            ("", ""),
        ] {
            assert_eq!(normal(raw), want, "{raw}");
        }
    }
}
