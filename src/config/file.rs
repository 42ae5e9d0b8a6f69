//! A configuration file to settings.
//!
//! One rule: a key that is not known is an error, never passed over; a misspelt suppression must not look like one.

use super::error::ConfigError;
use super::settings::{IGNORE, Settings, key, names};
use super::suppression;
use super::value::{Shape, Value, size};
use crate::gate::{Mistake, nearest, quoted};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Reads a configuration file.
///
/// # Errors
/// When it cannot be read, is longer than 1 MiB, or is not a configuration.
pub fn read(path: &Path) -> Result<Settings, ConfigError> {
    parse(path, &text(path)?)
}

/// The text of a file that a user wrote.
pub(super) fn text(path: &Path) -> Result<String, ConfigError> {
    let bytes = bytes(path).map_err(|mistake| ConfigError::in_file(path, None, mistake))?;
    String::from_utf8(bytes).map_err(|_| ConfigError::in_file(path, None, Mistake::new("is not UTF-8 text", "")))
}

/// Reads the text of a configuration file; `path` is for messages and for file names relative to it.
///
/// # Errors
/// When it is not TOML, or has a key or value that is not known.
pub fn parse(path: &Path, text: &str) -> Result<Settings, ConfigError> {
    let table = table(path, text)?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let mut settings = Settings::default();
    for (name, value) in entries {
        set(&mut settings, name.get_ref(), value, &Origin { path, text })
            .map_err(|(at, mistake)| ConfigError::in_file(path, Some(line(text, at.unwrap_or(name.span().start))), mistake))?;
    }
    Ok(settings)
}

/// The tables and values of a text.
pub(super) fn table<'t>(path: &Path, text: &'t str) -> Result<Spanned<DeTable<'t>>, ConfigError> {
    DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line(text, span.start));
        ConfigError::in_file(path, line, Mistake::new(format!("is not TOML: {}", error.message()), ""))
    })
}

/// A mistake, with the byte where it stands when that is not the key's.
pub(super) type Fault = (Option<usize>, Mistake);

/// The file that is being read.
pub(super) struct Origin<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Origin<'_> {
    /// A place in the file as reports show it: the file name without folders, and the line.
    pub(super) fn place(&self, at: usize) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        format!("{} line {}", name.to_string_lossy(), line(self.text, at))
    }
}

fn set(settings: &mut Settings, name: &str, value: &Spanned<DeValue<'_>>, origin: &Origin<'_>) -> Result<(), Fault> {
    if name == IGNORE {
        settings.ignore = Some(suppression::read(value, origin)?);
        return Ok(());
    }
    let key = key(name).ok_or_else(|| (None, unknown(name, &names())))?;
    let at = |mistake: Mistake| (Some(value.span().start), Mistake { reason: format!("`{name}`: {}", mistake.reason), ..mistake });
    let value = convert(key.shape, value.get_ref(), origin.path).map_err(at)?;
    (key.set)(settings, value).map_err(at)
}

/// What to say of a key that is not known.
pub(super) fn unknown(name: &str, known: &[&str]) -> Mistake {
    let hint = match nearest(&name.replace('_', "-"), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known keys: {}", known.join(", ")),
    };
    Mistake::new(format!("unknown key {}", quoted(name)), hint)
}

fn convert(shape: Shape, value: &DeValue<'_>, path: &Path) -> Result<Value, Mistake> {
    let wrong = || Mistake::new(format!("is {}, not {}", article(value), shape.wanted()), "");
    match (shape, value) {
        (Shape::Text, DeValue::String(text)) if !text.is_empty() => Ok(Value::Text(text.to_string())),
        (Shape::Path, DeValue::String(text)) if !text.is_empty() => {
            Ok(Value::Path(path.parent().unwrap_or(Path::new("")).join(text.as_ref())))
        }
        (Shape::Text | Shape::Path, DeValue::String(_)) => Err(Mistake::new("is empty", "leave the key out")),
        (Shape::Size, DeValue::String(text)) => size(text).map(Value::Number),
        (Shape::Size, DeValue::Integer(_)) => whole(value).map(Value::Number).ok_or_else(wrong),
        (Shape::Number(low, high), DeValue::Integer(_)) => {
            let number = whole(value).filter(|number| (low..=high).contains(number));
            number.map(Value::Number).ok_or_else(|| Mistake::new(format!("is not {}", shape.wanted()), ""))
        }
        (Shape::List, DeValue::String(text)) => Ok(Value::List(vec![text.to_string()])),
        (Shape::List, DeValue::Array(items)) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            texts.map(Value::List).ok_or_else(|| Mistake::new("holds something that is not a text", format!("write {}", shape.wanted())))
        }
        _ => Err(wrong()),
    }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().and_then(|number| u64::try_from(number).ok())
}

/// A TOML type with its article.
pub(super) fn article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The line of a byte, counted from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

fn bytes(path: &Path) -> Result<Vec<u8>, Mistake> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LONGEST {
        return Err(Mistake::new("is longer than 1 MiB", "a configuration file is a short TOML text"));
    }
    Ok(bytes)
}

fn unreadable(error: &std::io::Error) -> Mistake {
    let reason = match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Mistake::new(reason, "")
}
