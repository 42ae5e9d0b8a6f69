//! The expression of a pattern that a user wrote.
//!
//! One rule: what is compiled here can be tried on any text at a cost that its size bounds, and says with its groups what it finds.

use crate::gate::{Mistake, nearest, quoted};
use crate::text::Expression;
use crate::text::ascii::ascii;
use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

/// Longest expression, in bytes.
const MAX_LENGTH: usize = 4096;
/// Largest program that an expression may become, in bytes.
const MAX_SIZE: usize = 256 * 1024;
/// Deepest nesting.
const MAX_NEST: u32 = 50;

/// Groups that mean something.
const GROUPS: [&str; 12] = ["code", "code2", "code3", "code4", "code5", "code6", "name", "text", "api", "callback", "type", "state"];
/// Groups of which one names the code.
const CODES: &[&str] = &["code", "code2", "code3", "code4", "code5", "code6", "name", "text"];

const SHORTER: &str = "write a shorter expression, with smaller numbers of repetitions, or two patterns";

/// Compiles an expression for a domain; `\w`, `\d`, `\s` and `\b` mean ASCII.
///
/// # Errors
/// When it is none, is too large, can match nothing at all or the empty text, or lacks the group that its domain asks for.
pub fn compile(text: &str, domain: &str) -> Result<Expression, Mistake> {
    if text.len() > MAX_LENGTH {
        return Err(Mistake::new(format!("is longer than {MAX_LENGTH} bytes"), SHORTER));
    }
    let ascii = ascii(text);
    let wrong = |error: &dyn ToString| {
        let told = error.to_string();
        let last = told.lines().last().unwrap_or_default().trim();
        let hint = "the syntax is that of Rust's regex crate: no look-around, no back references";
        Mistake::new(format!("is no expression: {}", last.strip_prefix("error: ").unwrap_or(last)), hint)
    };
    let parsed = ParserBuilder::new().nest_limit(MAX_NEST).build().parse(&ascii).map_err(|error| wrong(&error))?;
    match parsed.properties().minimum_len() {
        None => return Err(Mistake::new("can match no text at all", "look for a class or an anchor that contradicts itself")),
        Some(0) => return Err(Mistake::new("matches the empty text", "put a word of the line into it")),
        Some(_) => {}
    }
    let built = RegexBuilder::new(&ascii).size_limit(MAX_SIZE).nest_limit(MAX_NEST).build();
    let regex = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Mistake::new("is too large", SHORTER),
        other => wrong(&other),
    })?;
    groups(&regex, domain)?;
    Ok(Expression::ascii(text))
}

/// Makes sure that every group means something and that those are there which name the code.
fn groups(regex: &Regex, domain: &str) -> Result<(), Mistake> {
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    if let Some(name) = names.iter().find(|name| !GROUPS.contains(name)) {
        let near = nearest(name, GROUPS).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        return Err(Mistake::new(format!("{} is no group", quoted(name)), format!("{near}groups are {}", GROUPS.join(", "))));
    }
    let wanted: &[&[&str]] = match domain {
        "none" => &[],
        "callback" => &[&["callback"]],
        "type" => &[&["type"], CODES],
        "constant" => &[&["name"]],
        _ => &[CODES],
    };
    match wanted.iter().find(|any| !any.iter().any(|name| names.contains(name))) {
        None => Ok(()),
        Some(any) => {
            let hint = "write it around the number: (?P<code>-?\\d+), or around a constant: (?P<name>\\w+)";
            Err(Mistake::new(format!("has no group `{}`", any[0]), hint))
        }
    }
}
