//! What is wrong with a value that a user wrote, and what to write instead.
//!
//! One rule: the reason is one printable line that names the value.

use crate::text::sanitise::{cut, sanitise};
use std::fmt;

/// Most characters of a user's value that a message repeats.
const SHOWN: usize = 80;

/// A value that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong: one line, without a final period.
    pub reason: String,
    /// What to write instead, where that is known.
    pub hint: Option<String>,
}

impl Mistake {
    /// A mistake with advice.
    pub fn new(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        Self { reason: reason.into(), hint }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Mistake {}

/// A user's value as a message repeats it: one printable line between back quotes, cut when long.
pub fn quoted(value: &str) -> String {
    format!("`{}`", cut(&sanitise(value), SHOWN))
}

#[cfg(test)]
mod tests {
    use super::{Mistake, quoted};

    #[test]
    fn quoted_values_stay_on_one_line() {
        assert_eq!(quoted("a\nb"), "`a\\u{a}b`");
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), 82);
    }

    #[test]
    fn an_empty_hint_is_none() {
        assert_eq!(Mistake::new("bad", "").hint, None);
        assert_eq!(Mistake::new("bad", "do").hint.as_deref(), Some("do"));
        assert_eq!(Mistake::new("bad", "do").to_string(), "bad");
    }
}
