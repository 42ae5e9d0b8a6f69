//! Times as logs write them, brought to one form.
//!
//! One rule: nothing is added that the log does not say: no date, no year, no zone.

/// Brings a time to `YYYY-MM-DDTHH:MM:SS.mmm` with its zone if it has one; what the log leaves out stays out
/// (`MM-DDTHH:MM:SS.mmm`, `HH:MM:SS.mmm`). Fractions are cut at milliseconds. A text of another shape is kept.
pub fn normal(raw: &str) -> String {
    let raw = raw.trim();
    clock(raw).map_or_else(|| raw.to_owned(), |(date, clock, zone)| if date.is_empty() { clock + zone } else { date + "T" + &clock + zone })
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn clock(raw: &str) -> Option<(String, String, &str)> {
    let (date, rest) = date(raw)?;
    let (clock, zone) = time_of_day(rest)?;
    Some((date, clock, zone))
}

/// The date in front, and what follows it.
fn date(raw: &str) -> Option<(String, &str)> {
    let bytes = raw.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let separator = bytes.get(digits).copied();
    match (digits, separator) {
        (4, Some(b'-' | b'/' | b'.')) => {
            let (month, day) = (raw.get(5..7)?, raw.get(8..10)?);
            Some((format!("{}-{month}-{day}", &raw[..4]), raw.get(11..)?))
        }
        (2, Some(b'/')) => {
            let (month, day, year) = (raw.get(..2)?, raw.get(3..5)?, raw.get(6..8)?);
            Some((format!("20{year}-{month}-{day}"), raw.get(9..)?))
        }
        (2, Some(b'-')) => Some((raw.get(..5)?.to_owned(), raw.get(6..)?)),
        (0..=2, _) if raw.trim_start().starts_with(|c: char| c.is_ascii_digit()) => Some((String::new(), raw)),
        _ => word_date(raw),
    }
}

/// `Dec  1 14:42:03` or `Mon Oct 04 2021 09:41:12.647`.
fn word_date(raw: &str) -> Option<(String, &str)> {
    let mut words = raw.split_whitespace();
    let mut word = words.next()?;
    if !MONTHS.contains(&word) {
        word = words.next()?;
    }
    let month = MONTHS.iter().position(|name| *name == word)? + 1;
    let day: u32 = words.next()?.parse().ok()?;
    let next = words.next()?;
    if next.contains(':') {
        return Some((format!("{month:02}-{day:02}"), next));
    }
    let year: u32 = next.parse().ok()?;
    Some((format!("{year:04}-{month:02}-{day:02}"), words.next()?))
}

/// `HH:MM:SS` with a fraction after `.`, `,` or `:`; fields may be padded with spaces. Then the zone.
fn time_of_day(raw: &str) -> Option<(String, &str)> {
    let mut fields = [0u32; 3];
    let mut rest = raw;
    for (at, field) in fields.iter_mut().enumerate() {
        rest = rest.trim_start_matches(' ');
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 2 {
            return None;
        }
        *field = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        if at < 2 {
            rest = rest.strip_prefix([':', '.'])?;
        }
    }
    let mut text = format!("{:02}:{:02}:{:02}", fields[0], fields[1], fields[2]);
    if let Some(fraction) = rest.strip_prefix(['.', ',', ':']) {
        let padded = fraction.bytes().take_while(|b| *b == b' ').count();
        let digits = fraction[padded..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let value = "0".repeat(padded) + &fraction[padded..padded + digits];
            text = text + "." + value.get(..3).unwrap_or(&value);
            rest = &fraction[padded + digits..];
        }
    }
    Some((text, rest.trim()))
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
