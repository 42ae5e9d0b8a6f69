//! Settings as a configuration file, for `--print-config`.
//!
//! One rule: what is printed is valid TOML that means the same when it is read again.

use super::settings::{IGNORE, KEYS, Settings};
use super::value::Value;
use super::{Origin, Origins};
use crate::gate::{Ignore, Target};
use crate::text::sanitise::sanitise;
use std::fmt::Write as _;

/// Writes the settings in force, each with a comment that says where it comes from.
pub fn print(settings: &Settings, origins: &Origins) -> String {
    let mut out = String::new();
    let mut unset = Vec::new();
    for key in KEYS {
        match (key.get)(settings) {
            Some(value) => {
                let _ = writeln!(out, "{} = {} {}", key.name, toml(&value), comment(origins.of(key.name)));
            }
            None => unset.push(key.name),
        }
    }
    if !unset.is_empty() {
        let _ = writeln!(out, "# not set: {}", unset.join(", "));
    }
    for ignore in settings.ignore.iter().flatten() {
        let _ = write!(out, "\n[[ignore]] {}\n{}", comment(origins.of(IGNORE)), table(ignore));
    }
    if settings.ignore.as_ref().is_some_and(Vec::is_empty) {
        out = format!("ignore = [] {}\n{out}", comment(origins.of(IGNORE)));
    }
    out
}

fn table(ignore: &Ignore) -> String {
    let mut rows = Vec::new();
    match &ignore.target {
        Target::Diagnosis(id) => rows.push(("diagnosis", id.clone())),
        Target::Code { codes, api, message } => {
            rows.push(("code", codes.to_string()));
            rows.extend(api.clone().map(|api| ("api", api)));
            rows.extend(message.clone().map(|message| ("message", message)));
        }
    }
    rows.push(("reason", ignore.reason.clone()));
    rows.extend(ignore.until.map(|day| ("until", day.to_string())));
    rows.into_iter().fold(String::new(), |out, (name, text)| out + name + " = " + &quoted(&text) + "\n")
}

fn comment(origin: Option<&Origin>) -> String {
    match origin {
        Some(origin) => format!("# {}", sanitise(&origin.to_string())),
        None => "# set by the program".to_owned(),
    }
}

fn toml(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Path(path) => quoted(&path.to_string_lossy()),
        Value::Number(number) => number.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")),
    }
}

/// A TOML basic string. In a text that is not safe to print, everything but letters and digits is written by its number.
fn quoted(text: &str) -> String {
    let safe = *sanitise(text) == *text;
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' if safe => out.extend(['\\', c]),
            c if safe || c.is_ascii_alphanumeric() => out.push(c),
            c => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out + "\""
}
