//! Calendar days, for suppressions that end.
//!
//! One rule: a day that the Gregorian calendar does not have is an error, never moved to the next one.

use super::mistake::{Mistake, quoted};
use std::fmt;

const DAY_SECONDS: u64 = 24 * 60 * 60;
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A day of the Gregorian calendar, years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When the text has another form, or when there is no such day.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let wrong = || Mistake::new(format!("{} is not a date", quoted(text)), "write YYYY-MM-DD, such as 2027-01-31");
        let (year, month, day) = fields(text).ok_or_else(wrong)?;
        let date = Self { year, month: u8::try_from(month).unwrap_or(0), day: u8::try_from(day).unwrap_or(0) };
        date.check().map_err(|why| Mistake::new(format!("{} is not a date: {why}", quoted(text)), ""))
    }

    /// The day in UTC of a number of seconds since 1970; days after the year 9999 count as its last one.
    pub fn of_unix_seconds(seconds: u64) -> Self {
        let mut left = seconds / DAY_SECONDS;
        let mut date = Self { year: 1970, month: 1, day: 1 };
        while left >= date.year_days() {
            if date.year == 9999 {
                return Self { year: 9999, month: 12, day: 31 };
            }
            left -= date.year_days();
            date.year += 1;
        }
        while left >= u64::from(date.month_days()) {
            left -= u64::from(date.month_days());
            date.month += 1;
        }
        date.day += u8::try_from(left).unwrap_or(0);
        date
    }

    fn check(self) -> Result<Self, String> {
        if self.year == 0 {
            return Err("there is no year 0".into());
        }
        if !(1..=12).contains(&self.month) {
            return Err("a year has 12 months".into());
        }
        let days = self.month_days();
        if !(1..=days).contains(&self.day) {
            let month = MONTHS[usize::from(self.month) - 1];
            return Err(format!("{month} {} has {days} days", self.year));
        }
        Ok(self)
    }

    fn leap(self) -> bool {
        self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400))
    }

    fn year_days(self) -> u64 {
        365 + u64::from(self.leap())
    }

    fn month_days(self) -> u8 {
        match self.month {
            2 => 28 + u8::from(self.leap()),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The three numbers of `dddd-dd-dd`, whatever their values.
fn fields(text: &str) -> Option<(u16, u16, u16)> {
    let digits = |part: &str, length: usize| {
        let fits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| fits)
    };
    let mut parts = text.split('-');
    let found = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn real_days_are_read_and_written_back() {
        for text in ["2026-11-23", "0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29", "2026-04-30"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2026",
            "2026-1-1",
            "26-01-01",
            "2026-01-01-01",
            "2026/01/01",
            "2026-01-01T00:00:00Z",
            " 2026-01-01",
            "+026-01-01",
            "2026-+1-01",
            "-2026-01-01",
            "2026-01-0١",
            "2026--01",
        ] {
            let mistake = Date::parse(text).unwrap_err();
            assert!(mistake.reason.ends_with("is not a date"), "{text}: {mistake}");
            assert!(mistake.hint.unwrap().contains("YYYY-MM-DD"));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused_with_the_reason() {
        let cases = [
            ("2025-02-29", "February 2025 has 28 days"),
            ("1900-02-29", "February 1900 has 28 days"),
            ("2024-02-30", "February 2024 has 29 days"),
            ("2026-04-31", "April 2026 has 30 days"),
            ("2026-12-32", "December 2026 has 31 days"),
            ("2026-01-00", "January 2026 has 31 days"),
            ("2026-13-01", "a year has 12 months"),
            ("2026-00-10", "a year has 12 months"),
            ("0000-01-01", "there is no year 0"),
        ];
        for (text, why) in cases {
            assert_eq!(Date::parse(text).unwrap_err().reason, format!("`{text}` is not a date: {why}"));
        }
    }

    #[test]
    fn seconds_give_the_day() {
        let cases = [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_735_689_599, "2024-12-31"),
            (1_735_689_600, "2025-01-01"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
            (u64::MAX, "9999-12-31"),
        ];
        for (seconds, day) in cases {
            assert_eq!(Date::of_unix_seconds(seconds).to_string(), day, "{seconds}");
        }
    }

    #[test]
    fn days_are_ordered() {
        let days = ["2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01"].map(|text| Date::parse(text).unwrap());
        assert!(days.is_sorted());
    }
}
