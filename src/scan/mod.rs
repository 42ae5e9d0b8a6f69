//! Bytes to events, on every core.
//!
//! One rule: scanning never fails; invalid bytes, cut lines and unknown codes are data. A stretch of bytes is scanned
//! alone ([`window`]), what it gives is resolved in the order of the source ([`resolve`]).

pub mod anchor;
mod api_name;
mod callback;
pub mod evidence;
pub mod explain;
pub mod fact;
mod fronts;
pub mod kernel;
mod list;
pub mod live;
pub mod mark;
mod number;
mod object;
pub mod observe;
mod ordered;
mod own;
pub mod parts;
mod positions;
pub mod prefilter;
mod proof;
pub mod resolve;
pub mod rules;
pub mod stream;
mod token_line;
pub mod window;

use crate::catalogue::Id;
use crate::model::Severity;
use crate::pattern::Via;
use std::sync::Arc;

/// One occurrence read off one line or one multi-line record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// 1-based line after decoding.
    pub line: u64,
    /// Time in the report's form.
    pub time: Option<String>,
    /// Domain of the code.
    pub domain: &'static str,
    /// The code.
    pub id: Id,
    /// How bad.
    pub severity: Severity,
    /// How it reached the app.
    pub via: Via,
    /// Method or callback, if known.
    pub api: Option<String>,
    /// Product and era, or empty.
    pub sdk: &'static str,
    /// Version of the SDK that its session named last, when it has named one.
    pub sdk_version: Option<Arc<str>>,
    /// Process.
    pub pid: Option<u32>,
    /// The line that this one only repeats.
    pub echo_of: Option<Echo>,
    /// The pattern that found it.
    pub pattern: &'static str,
    /// The same, when the user wrote it.
    pub rule: Option<&'static str>,
    /// The line, not yet redacted.
    pub text: String,
}

/// What a scan hands on, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// An occurrence of a code.
    Event(Event),
    /// A line that is no error but tells the story.
    Fact(fact::Fact),
}

/// The original of an echo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// Its source, when it is another one.
    pub source: Option<String>,
    /// Its line.
    pub line: u64,
}

/// What is known of a source when its scan ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Bytes scanned.
    pub bytes: u64,
    /// Lines scanned.
    pub lines: u64,
    /// Lines looked at closely.
    pub candidates: u64,
    /// Lines that are recognisably about the SDK.
    pub recognised: u64,
    /// Format of most lines.
    pub format: String,
    /// What was left out.
    pub left_out: resolve::LeftOut,
}
