//! One line to a fact: what it tells of the session when it holds no error.
//!
//! One rule: the answer depends on the line alone; whether its process runs the SDK is left to [`super::resolve`].

use super::evidence;
use super::list::Sifted;
use super::parts::Parts;
use super::proof;
use crate::pattern::fact::{self, FactNeeds, FactPattern, Kind, VALUES, Values};

/// A line that is no error but tells the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// 1-based line after decoding; 0 before the line is known.
    pub line: u64,
    /// Time in the report's form.
    pub time: Option<String>,
    /// Process.
    pub pid: Option<u32>,
    /// What it tells.
    pub kind: Kind,
    /// Values by name, such as `channel`.
    pub values: Vec<(&'static str, String)>,
    /// Product and era the line proves, or empty.
    pub sdk: &'static str,
    /// The pattern that found it.
    pub pattern: &'static str,
    /// What else must hold.
    pub needs: FactNeeds,
    /// The line, not yet redacted.
    pub text: String,
}

impl Fact {
    /// A value by its name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Longest text kept of a line.
const MAX_TEXT: usize = 1024;
/// Longest value kept.
const MAX_VALUE: usize = 128;

/// The fact of a line, if it has one. `clean` is the whole line.
pub fn of_line(clean: &str, parts: &Parts<'_>) -> Option<Fact> {
    let message = parts.message();
    let (pattern, groups) = fact::candidates(message, parts.may().facts).find(|(pattern, groups)| counts(pattern, groups, parts))?;
    let unwrapped = parts.all();
    Some(Fact {
        line: 0,
        time: unwrapped.time(),
        pid: unwrapped.pid,
        kind: pattern.kind,
        values: values(&groups, pattern),
        sdk: if pattern.sdk.is_empty() { unwrapped.sdk } else { pattern.sdk },
        pattern: pattern.id,
        needs: pattern.needs,
        text: cut(clean, MAX_TEXT).to_owned(),
    })
}

/// A rival's line, a quotation, an unknown state: no fact.
fn counts(pattern: &FactPattern, groups: &Values<'_>, parts: &Parts<'_>) -> bool {
    if matches!(pattern.needs, FactNeeds::Nothing | FactNeeds::Any) {
        return pattern.kind != Kind::State || state(groups).is_some();
    }
    let (message, unwrapped) = (&parts.sifted(), parts.all());
    let tag = unwrapped.tag.as_deref().map(Sifted::new);
    let tag = tag.as_ref();
    let hard = || unwrapped.closed || unwrapped.sdk == "web" || evidence::is_hard(message) || tag.is_some_and(evidence::is_hard);
    let rival = || evidence::is_rival(message) || tag.is_some_and(evidence::is_rival);
    let clear = match pattern.needs {
        FactNeeds::Hard => hard() && !rival(),
        _ => !rival() && !evidence::is_quoted(message) && !tag.is_some_and(evidence::is_foreign_tag),
    };
    // The connection of messaging has states of its own.
    clear && (pattern.kind != Kind::State || (state(groups).is_some() && !proof::messaging(message, tag)))
}

fn values(groups: &Values<'_>, pattern: &FactPattern) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for name in VALUES {
        if let Some(value) = groups.get(name).filter(|value| !value.is_empty()) {
            found.push((name, cut(value, MAX_VALUE).to_owned()));
        }
    }
    if pattern.kind == Kind::State
        && let Some(number) = state(groups)
    {
        found.retain(|(name, _)| *name != "state");
        found.push(("state", number.to_string()));
    }
    found
}

/// The number of a connection state, from 1 to 5.
fn state(groups: &Values<'_>) -> Option<u8> {
    let value = groups.get("state")?.to_ascii_lowercase();
    match value.as_str() {
        "disconnected" => Some(1),
        "connecting" => Some(2),
        "connected" => Some(3),
        "reconnecting" => Some(4),
        "failed" => Some(5),
        number => number.parse().ok().filter(|number| (1..=5).contains(number)),
    }
}

/// The front of a text, at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
