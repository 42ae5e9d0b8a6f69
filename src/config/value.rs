//! The values that settings have: how each is written, read and printed.
//!
//! One rule: a value has the same meaning in a file and in a variable; whether a word is known is for the room that uses it.

use crate::gate::{Condition, Mistake, quoted};
use std::path::PathBuf;

/// What may be written for a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A word.
    Text,
    /// A file name. In a file it is relative to the folder of that file, in a variable to the current folder.
    Path,
    /// A whole number within these bounds.
    Number(u64, u64),
    /// Bytes: a whole number, or a text such as `64M`.
    Size,
    /// Texts. In a file a list, or one text; in a variable separated by semicolons or line breaks.
    List,
}

impl Shape {
    /// What to write, for messages.
    pub fn wanted(self) -> String {
        match self {
            Self::Text => "a text in quotes".into(),
            Self::Path => "a file name in quotes".into(),
            Self::Number(low, high) => format!("a whole number from {low} to {high}"),
            Self::Size => "a number of bytes, or a text such as \"64M\"".into(),
            Self::List => "a list of texts, such as [\"a\", \"b\"]".into(),
        }
    }
}

/// A value before it becomes a field of [`Settings`](super::Settings).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word.
    Text(String),
    /// A file name.
    Path(PathBuf),
    /// A number, or bytes.
    Number(u64),
    /// Texts.
    List(Vec<String>),
}

/// A type that a setting can have.
pub trait Field: Sized {
    /// Reads a value of the setting's shape.
    ///
    /// # Errors
    /// When the value does not fit the type.
    fn of(value: Value) -> Result<Self, Mistake>;
    /// The value to print.
    fn value(&self) -> Value;
}

fn misfit(value: &Value) -> Mistake {
    Mistake::new(format!("{value:?} is not of the wanted kind"), "")
}

impl Field for String {
    fn of(value: Value) -> Result<Self, Mistake> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(misfit(&other)),
        }
    }
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Field for PathBuf {
    fn of(value: Value) -> Result<Self, Mistake> {
        match value {
            Value::Path(path) => Ok(path),
            other => Err(misfit(&other)),
        }
    }
    fn value(&self) -> Value {
        Value::Path(self.clone())
    }
}

impl Field for u64 {
    fn of(value: Value) -> Result<Self, Mistake> {
        match value {
            Value::Number(number) => Ok(number),
            other => Err(misfit(&other)),
        }
    }
    fn value(&self) -> Value {
        Value::Number(*self)
    }
}

impl Field for u8 {
    fn of(value: Value) -> Result<Self, Mistake> {
        let number = u64::of(value)?;
        Self::try_from(number).map_err(|_| Mistake::new(format!("{number} is more than 255"), ""))
    }
    fn value(&self) -> Value {
        Value::Number(u64::from(*self))
    }
}

impl Field for Vec<String> {
    fn of(value: Value) -> Result<Self, Mistake> {
        match value {
            Value::List(list) => Ok(list),
            other => Err(misfit(&other)),
        }
    }
    fn value(&self) -> Value {
        Value::List(self.clone())
    }
}

impl Field for Vec<Condition> {
    fn of(value: Value) -> Result<Self, Mistake> {
        Vec::<String>::of(value)?.iter().map(|text| text.parse()).collect()
    }
    fn value(&self) -> Value {
        Value::List(self.iter().map(Condition::to_string).collect())
    }
}

/// Reads what stands in a variable.
///
/// # Errors
/// When the text does not have the shape.
pub fn from_text(shape: Shape, text: &str) -> Result<Value, Mistake> {
    match shape {
        Shape::Text => Ok(Value::Text(text.to_owned())),
        Shape::Path => Ok(Value::Path(text.into())),
        Shape::Size => size(text).map(Value::Number),
        Shape::List => {
            let items = text.split([';', '\n']).map(str::trim).filter(|item| !item.is_empty());
            Ok(Value::List(items.map(str::to_owned).collect()))
        }
        Shape::Number(low, high) => {
            let number = digits(text.trim()).filter(|number| (low..=high).contains(number));
            number.map(Value::Number).ok_or_else(|| Mistake::new(format!("{} is not {}", quoted(text), shape.wanted()), ""))
        }
    }
}

/// Reads bytes: `4096`, or with a factor of 1024 (`K`, `M`, `G`, `T`, each also with `iB`), in either case.
///
/// # Errors
/// When the text is something else, or more than 2^63 - 1 bytes.
pub fn size(text: &str) -> Result<u64, Mistake> {
    let lower = text.trim().to_ascii_lowercase();
    let stem = lower.strip_suffix("ib").unwrap_or(&lower);
    let factor = ["k", "m", "g", "t"].iter().zip(1_u32..).find(|(letter, _)| stem.ends_with(**letter));
    let number = match factor {
        Some((letter, power)) => {
            stem.strip_suffix(letter).map(str::trim).and_then(digits).and_then(|number| number.checked_mul(1 << (10 * power)))
        }
        None => digits(&lower),
    };
    let hint = "write a number of bytes, or one with K, M, G or T, such as 64M";
    number.filter(|bytes| i64::try_from(*bytes).is_ok()).ok_or_else(|| Mistake::new(format!("{} is not a size", quoted(text)), hint))
}

fn digits(text: &str) -> Option<u64> {
    let only = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| only)
}

#[cfg(test)]
mod tests {
    use super::{Field, Shape, Value, from_text, size};
    use crate::gate::Condition;

    #[test]
    fn sizes_have_factors_of_1024() {
        let cases = [
            ("0", 0),
            ("4096", 4096),
            ("1k", 1024),
            ("64M", 64 << 20),
            (" 2 GiB ", 2 << 30),
            ("3T", 3 << 40),
            ("9223372036854775807", i64::MAX.unsigned_abs()),
        ];
        for (text, bytes) in cases {
            assert_eq!(size(text).unwrap(), bytes, "{text}");
        }
    }

    #[test]
    fn other_sizes_are_refused() {
        for text in
            ["", "M", "1.5M", "-1", "+1", "64MB", "1KK", "iB", "5iB", "9223372036854775808", "8388608T", "99999999999999999999", "1 2"]
        {
            assert_eq!(size(text).unwrap_err().reason, format!("`{text}` is not a size"));
        }
    }

    #[test]
    fn lists_in_variables_are_split_at_semicolons_and_line_breaks() {
        let list = from_text(Shape::List, "a,b; c d ;\n\ne\n").unwrap();
        assert_eq!(list, Value::List(vec!["a,b".into(), "c d".into(), "e".into()]));
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let shape = Shape::Number(1, 8);
        assert_eq!(from_text(shape, " 8 ").unwrap(), Value::Number(8));
        for text in ["0", "9", "", "x", "-1", "+1", "1.0", "18446744073709551617"] {
            let mistake = from_text(shape, text).unwrap_err();
            assert_eq!(mistake.reason, format!("`{text}` is not a whole number from 1 to 8"));
        }
    }

    #[test]
    fn fields_refuse_what_they_cannot_hold() {
        assert!(u8::of(Value::Number(256)).is_err());
        assert!(u64::of(Value::Text("1".into())).is_err());
        assert!(Vec::<Condition>::of(Value::List(vec!["eror".into()])).is_err());
        let conditions = Vec::<Condition>::of(Value::List(vec!["error".into(), "count>3".into()])).unwrap();
        assert_eq!(conditions.value(), Value::List(vec!["error".into(), "count>3".into()]));
    }
}
