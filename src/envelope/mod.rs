//! What wraps a message: time, level, tag, process; envelopes may be nested.
//!
//! One rule: formats live in the TOML files of this folder; a new log format is one `[[envelope]]` with lines it must unwrap.
//! Files are read in the order of their names, envelopes in the order written; the first that fits is taken off, then the next.

mod json;
mod peel;
mod time;

pub use peel::{Peeled, peel};

use crate::text::{Captures, Expression};
use std::borrow::Cow;
use std::sync::LazyLock;

#[allow(clippy::unreadable_literal, reason = "written by the build script")]
mod data {
    use super::Envelope;
    include!(concat!(env!("OUT_DIR"), "/envelope_data.rs"));
}

/// A log format, as data.
#[derive(Debug)]
pub struct Envelope {
    /// Unique name, shown as the format of a source.
    pub id: &'static str,
    /// What writes it.
    pub about: &'static str,
    /// Bytes a line may start with; empty: any.
    pub first: &'static str,
    /// Anchored expression; the message is what follows the match.
    pub regex: &'static str,
    /// Bytes that may stand at the first places of a match, each set as 256 bits.
    pub head: &'static [[u128; 2]],
    /// A file of the SDK itself: only patterns made for it count inside.
    pub closed: bool,
    /// Product and era it proves, or empty.
    pub sdk: &'static str,
    /// Other software: nothing inside counts.
    pub foreign: bool,
}

/// How deep envelopes may be nested.
const MAX_DEPTH: usize = 6;

/// A line without its envelopes.
#[derive(Debug, Default)]
pub struct Unwrapped<'a> {
    /// The message inside.
    pub message: Cow<'a, str>,
    /// Time in the report's form, from the innermost envelope that has one.
    pub time: Option<String>,
    /// Process, from the outermost envelope that has one.
    pub pid: Option<u32>,
    /// Thread or process of the innermost envelope, to tell interleaved writers apart.
    pub tid: Option<u64>,
    /// Tag, logger or program name.
    pub tag: Option<Cow<'a, str>>,
    /// Names of the envelopes, outermost first.
    pub chain: Vec<&'static str>,
    /// The message stands in a file of the SDK itself.
    pub closed: bool,
    /// The message belongs to other software.
    pub foreign: bool,
    /// Product and era proved by an envelope, or empty.
    pub sdk: &'static str,
}

/// An expression and which groups it has.
#[allow(clippy::struct_excessive_bools)] // one field a group
struct Compiled {
    expression: Expression,
    time: bool,
    pid: bool,
    tid: bool,
    tag: bool,
}

struct Formats {
    compiled: Vec<LazyLock<Compiled, Box<dyn FnOnce() -> Compiled + Send>>>,
    /// For each first byte, the envelopes that may start with it, in order.
    by_first: Vec<Vec<u16>>,
}

static FORMATS: LazyLock<Formats> = LazyLock::new(|| {
    let mut by_first = vec![Vec::new(); 256];
    let mut compiled: Vec<LazyLock<Compiled, Box<dyn FnOnce() -> Compiled + Send>>> = Vec::new();
    for (at, envelope) in data::ENVELOPES.iter().enumerate() {
        compiled.push(LazyLock::new(Box::new(move || compile(envelope))));
        let at = u16::try_from(at).expect("a few dozen envelopes");
        for (byte, slot) in by_first.iter_mut().enumerate() {
            let listed = envelope.first.bytes().any(|first| usize::from(first) == byte);
            if envelope.first.is_empty() || listed {
                slot.push(at);
            }
        }
    }
    Formats { compiled, by_first }
});

fn compile(envelope: &Envelope) -> Compiled {
    let expression = Expression::new(envelope.regex);
    let has = |name: &str| expression.names().flatten().any(|group| group == name);
    Compiled { time: has("time"), pid: has("pid"), tid: has("tid"), tag: has("tag"), expression }
}

impl Envelope {
    /// Whether its expression may match, as far as the first bytes tell.
    fn may_wrap(&self, text: &str) -> bool {
        let fits = |(set, byte): (&[u128; 2], &u8)| set[usize::from(*byte) / 128] & (1 << (*byte % 128)) != 0;
        text.len() >= self.head.len() && self.head.iter().zip(text.as_bytes()).all(fits)
    }
}

/// Every envelope, in the order tried.
pub fn all() -> &'static [Envelope] {
    data::ENVELOPES
}

/// Takes all envelopes off a line.
pub fn unwrap(line: &str) -> Unwrapped<'_> {
    match inside(line) {
        Some((text, mut found)) => {
            let at = read(&text, &peel(&text), &mut found);
            found.message = Cow::Owned(text[at..].to_owned());
            found
        }
        None => fields(line, &peel(line)),
    }
}

/// What stands in the envelopes of a line that [`peel`] took off.
pub fn fields<'a>(line: &'a str, peeled: &Peeled) -> Unwrapped<'a> {
    let mut found = Unwrapped::default();
    let at = read(line, peeled, &mut found);
    found.message = Cow::Borrowed(&line[at..]);
    found
}

/// Whether the line is JSON around a line.
pub fn is_json(line: &str) -> bool {
    json::may_wrap(line)
}

fn inside(line: &str) -> Option<(String, Unwrapped<'static>)> {
    let inner = json::message(line)?;
    let mut found = Unwrapped::default();
    Some((inside_json(inner, &mut found), found))
}

/// The text inside JSON in JSON, as deep as envelopes may be nested.
fn inside_json(mut inner: json::Inner, found: &mut Unwrapped<'_>) -> String {
    loop {
        found.chain.push(inner.format);
        found.time = inner.time.map(|raw| time::normal(&raw)).or_else(|| found.time.take());
        match json::message(&inner.text) {
            Some(next) if found.chain.len() < MAX_DEPTH => inner = next,
            _ => return inner.text,
        }
    }
}

/// Reads the fields of the layers and tells where the message begins.
fn read(line: &str, peeled: &Peeled, found: &mut Unwrapped<'_>) -> usize {
    let mut at = 0;
    for (index, (envelope, end)) in peeled.indices().zip(peeled.layers()) {
        if found.chain.len() == MAX_DEPTH {
            break;
        }
        let compiled = &FORMATS.compiled[usize::from(index)];
        if let Some(groups) = compiled.expression.captures(&line[at..]) {
            record(envelope, compiled, &groups, found);
        }
        at = end;
    }
    at
}

fn record(envelope: &Envelope, compiled: &Compiled, groups: &Captures<'_>, found: &mut Unwrapped<'_>) {
    found.chain.push(envelope.id);
    found.closed |= envelope.closed;
    found.foreign |= envelope.foreign;
    if !envelope.sdk.is_empty() {
        found.sdk = envelope.sdk;
    }
    let text = |name: &str| groups.name(name).map(|group| group.as_str());
    if compiled.time
        && let Some(raw) = text("time")
    {
        found.time = Some(time::normal(raw));
    }
    if compiled.pid && found.pid.is_none() {
        found.pid = text("pid").and_then(|raw| raw.parse().ok());
    }
    if compiled.pid && envelope.closed {
        found.tid = text("pid").and_then(|raw| raw.parse().ok());
    }
    if compiled.tid {
        found.tid = text("tid").and_then(|raw| raw.parse().ok());
    }
    if compiled.tag
        && let Some(tag) = text("tag")
    {
        found.tag = Some(Cow::Owned(tag.trim().to_owned()));
    }
}

/// The format most lines of a head are written in, outermost envelopes joined by `>`; `plain` when there is none.
pub fn format_of(head: &str) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for line in head.lines().filter(|line| !line.trim().is_empty()).take(200) {
        let chain = chain(line).join(">");
        match counts.iter_mut().find(|(seen, _)| *seen == chain) {
            Some((_, count)) => *count += 1,
            None => counts.push((chain, 1)),
        }
    }
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    best.map(|(chain, _)| chain).filter(|chain| !chain.is_empty()).unwrap_or_else(|| "plain".to_owned())
}

/// The envelopes of a line, outermost first.
fn chain(line: &str) -> Vec<&'static str> {
    if is_json(line) { unwrap(line).chain } else { peel(line).layers().map(|(envelope, _)| envelope.id).collect() }
}

/// Whether a format is a file of the SDK itself.
pub fn is_closed(format: &str) -> bool {
    data::ENVELOPES.iter().any(|envelope| envelope.closed && envelope.id == format)
}
