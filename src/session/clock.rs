//! Where and when something happened, and how far apart two such moments are.
//!
//! One rule: a distance in time exists only between two times of the same completeness.

use crate::model::Place;

/// A line with its time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// 1-based line.
    pub line: u64,
    /// Time in the report's form.
    pub time: Option<String>,
    /// Milliseconds since 1970 when the time has a full date, else since midnight.
    pub ms: Option<i64>,
}

impl Moment {
    /// The moment of a line.
    pub fn new(line: u64, time: Option<&str>) -> Moment {
        Moment { line, ms: time.and_then(millis), time: time.map(str::to_owned) }
    }

    /// The place of the moment in a source.
    pub fn place(&self, source: &str) -> Place {
        Place { source: source.into(), line: self.line, time: self.time.clone() }
    }

    /// Milliseconds to a later moment, when both have a time.
    pub fn until(&self, later: &Moment) -> Option<i64> {
        Some(later.ms? - self.ms?)
    }

    /// The other moment is near: within so many seconds, or lines when there are no times.
    pub fn near(&self, other: &Moment, seconds: i64, lines: u64) -> bool {
        self.until(other).map_or_else(|| self.line.abs_diff(other.line) <= lines, |ms| ms.abs() <= seconds * 1000)
    }
}

/// Milliseconds of `YYYY-MM-DDTHH:MM:SS.mmm` or `HH:MM:SS.mmm`; a month and day without a year count as days of a leap year.
pub fn millis(time: &str) -> Option<i64> {
    let (date, clock) = time.split_once('T').map_or(("", time), |(date, clock)| (date, clock));
    let clock = i64::try_from(crate::scan::resolve::millis(clock)?).ok()?;
    let mut numbers = date.split('-').filter(|part| !part.is_empty()).map(str::parse::<i64>);
    let days = match date.len() {
        0 => 0,
        5 => days(1972, numbers.next()?.ok()?, numbers.next()?.ok()?),
        10 => days(numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?),
        _ => return None,
    };
    Some(days * 86_400_000 + clock)
}

/// Days since 1970-01-01 in the Gregorian calendar, with years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{Moment, millis};

    #[test]
    fn times_become_milliseconds() {
        assert_eq!(millis("1970-01-01T00:00:01.250"), Some(1_250));
        assert_eq!(millis("2024-03-01T00:00:00"), Some(1_709_251_200_000));
        assert_eq!(millis("00:01:00.007"), Some(60_007));
        assert_eq!(millis("03-01T00:00:00").zip(millis("02-28T00:00:00")).map(|(a, b)| a - b), Some(2 * 86_400_000));
        assert_eq!(millis("yesterday"), None);
    }

    #[test]
    fn moments_without_times_are_compared_by_lines() {
        let (a, b) = (Moment::new(5, None), Moment::new(30, Some("10:00:00")));
        assert!(a.near(&b, 1, 25) && !a.near(&b, 1, 24));
        let c = Moment::new(9_000, Some("10:00:02"));
        assert!(b.near(&c, 2, 0) && !b.near(&c, 1, 0));
    }
}
