//! A range of time, compared with times as logs write them.
//!
//! One rule: what cannot be compared is kept and counted, never dropped in silence.

use jiff::civil::DateTime;
use jiff::{Span, ToSpan};

/// Which times count; both ends belong to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range {
    /// Earliest time, as `YYYY-MM-DDTHH:MM:SS` or `HH:MM:SS`.
    pub since: Option<String>,
    /// Latest time.
    pub until: Option<String>,
}

impl Range {
    /// Reads a bound: `2025-12-01`, `2025-12-01T14:30[:05]`, `14:30`, or relative to `now` such as `-2h`, `-30m`, `-7d`.
    pub fn bound(text: &str, now: DateTime) -> Option<String> {
        let text = text.trim();
        if let Some(back) = text.strip_prefix('-') {
            let moment = now.checked_sub(span(back)?).ok()?;
            return Some(moment.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        }
        let full = text.replace(' ', "T");
        match full.len() {
            5 | 8 if full.contains(':') => valid_clock(&full),
            10 => full.parse::<jiff::civil::Date>().ok().map(|date| format!("{date}")),
            16 | 19 => {
                let padded = if full.len() == 16 { format!("{full}:00") } else { full.clone() };
                padded.parse::<DateTime>().ok().map(|_| full)
            }
            _ => None,
        }
    }

    /// Whether every time is inside.
    pub fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Whether a time is inside; nothing when it cannot be compared. Without bounds every time is inside.
    pub fn holds(&self, time: Option<&str>) -> Option<bool> {
        let since = compare(time, self.since.as_deref())?;
        let until = compare(time, self.until.as_deref())?;
        Some(since.is_none_or(std::cmp::Ordering::is_ge) && until.is_none_or(std::cmp::Ordering::is_le))
    }
}

fn valid_clock(text: &str) -> Option<String> {
    let padded = if text.len() == 5 { format!("{text}:00") } else { text.to_owned() };
    padded.parse::<jiff::civil::Time>().ok().map(|_| text.to_owned())
}

fn span(text: &str) -> Option<Span> {
    let unit = text.chars().last()?;
    let count: i32 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    match unit {
        's' => Some(count.seconds()),
        'm' => Some(count.minutes()),
        'h' => Some(count.hours()),
        'd' => Some(count.days()),
        'w' => Some(count.weeks()),
        _ => None,
    }
}

/// How a time stands to a bound: the outer nothing when they cannot be compared, the inner when there is no bound.
/// A bound stands for all the time it names: `2025-12-01` as a whole day.
#[allow(clippy::option_option)] // "no bound" and "no answer" are different
fn compare(time: Option<&str>, bound: Option<&str>) -> Option<Option<std::cmp::Ordering>> {
    let Some(bound) = bound else { return Some(None) };
    let time = time?;
    let (date, clock) = time.split_once('T').map_or((None, time), |(date, clock)| (Some(date), clock));
    let told = match (bound.contains('-'), date) {
        (false, _) => clock.get(..8)?.to_owned(),
        (true, Some(date)) if date.len() == 10 => format!("{date}T{}", clock.get(..8)?),
        (true, Some(date)) if date.len() == 5 => format!("{}{date}T{}", bound.get(..5)?, clock.get(..8)?),
        _ => return None,
    };
    let told = &told[..told.len().min(bound.len())];
    Some(Some(told.cmp(bound)))
}

#[cfg(test)]
mod tests {
    use super::Range;
    use jiff::civil::date;

    fn bound(text: &str) -> Option<String> {
        Range::bound(text, date(2025, 12, 1).at(1, 30, 0, 0))
    }

    #[test]
    fn bounds_are_absolute_or_relative() {
        assert_eq!(bound("-2h").as_deref(), Some("2025-11-30T23:30:00"));
        assert_eq!(bound("-7d").as_deref(), Some("2025-11-24T01:30:00"));
        assert_eq!(bound("2025-12-01").as_deref(), Some("2025-12-01"));
        assert_eq!(bound("2025-12-01 14:30").as_deref(), Some("2025-12-01T14:30"));
        assert_eq!(bound("14:30").as_deref(), Some("14:30"));
        for wrong in ["", "-", "-5", "-5y", "2025-13-01", "25:00", "yesterday", "-h", "-2ä"] {
            assert_eq!(bound(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_compared_as_far_as_both_go() {
        let range = |since: &str, until: &str| Range { since: bound(since), until: bound(until) };
        let day = range("2025-12-01", "2025-12-01");
        assert_eq!(day.holds(Some("2025-12-01T23:59:59.999")), Some(true));
        assert_eq!(day.holds(Some("2025-12-02T00:00:00")), Some(false));
        assert_eq!(day.holds(Some("12-01T10:00:00.000")), Some(true));
        assert_eq!(day.holds(Some("11-30T10:00:00.000")), Some(false));
        assert_eq!(day.holds(Some("10:00:00")), None);
        assert_eq!(day.holds(None), None);
        let hours = range("14:30", "15:00");
        assert_eq!(hours.holds(Some("2025-12-02T14:30:00.5")), Some(true));
        assert_eq!(hours.holds(Some("15:00:59")), Some(true));
        assert_eq!(hours.holds(Some("15:01:00")), Some(false));
        assert_eq!(Range::default().holds(None), Some(true));
    }
}
