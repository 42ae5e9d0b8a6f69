//! What wraps a message: time, level, tag, process; envelopes may be nested.
//!
//! One rule: formats live in the TOML files of this folder; a new log format is one `[[envelope]]` with lines it must unwrap.
//! Files are read in the order of their names, envelopes in the order written; the first that fits is taken off, then the next.

mod json;
mod peel;
mod time;

pub use peel::{Peeled, peel};

use crate::text::{self, Automaton, Captures, Expression};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::sync::LazyLock;

#[allow(clippy::unreadable_literal, reason = "written by the build script")]
mod data {
    use super::Envelope;
    use crate::text::Automaton;
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
    /// An expression that reads the groups of a text that `regex` matches; the front of it if that is enough.
    pub groups: &'static str,
    /// What tells where a match ends, where the expression is small enough.
    pub automaton: Option<Automaton>,
    /// It names a process, a thread or a tag.
    pub who: bool,
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
    /// Time as it stands in the innermost envelope that has one; see [`Unwrapped::time`].
    pub(crate) written: Option<Cow<'a, str>>,
    /// Process, from the outermost envelope that has one.
    pub pid: Option<u32>,
    /// Thread or process of the innermost envelope, to tell interleaved writers apart.
    pub tid: Option<u64>,
    /// Tag, logger or program name.
    pub tag: Option<Cow<'a, str>>,
    /// Names of the envelopes, outermost first.
    pub chain: SmallVec<[&'static str; 4]>,
    /// The message stands in a file of the SDK itself.
    pub closed: bool,
    /// The message belongs to other software.
    pub foreign: bool,
    /// Product and era proved by an envelope, or empty.
    pub sdk: &'static str,
}

impl Unwrapped<'_> {
    /// Time in the report's form.
    pub fn time(&self) -> Option<String> {
        self.written.as_deref().map(time::normal)
    }

    /// The same, on its own.
    fn owned(self) -> Unwrapped<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Unwrapped { message: own(self.message), written: self.written.map(own), tag: self.tag.map(own), ..self }
    }
}

static EXPRESSIONS: LazyLock<Vec<Expression>> = LazyLock::new(|| {
    let expression = |envelope: &Envelope| match envelope.automaton {
        Some(_) => Expression::known(envelope.groups),
        None => Expression::new(envelope.regex),
    };
    data::ENVELOPES.iter().map(expression).collect()
});

/// Every envelope, in the order tried.
pub fn all() -> &'static [Envelope] {
    data::ENVELOPES
}

/// Takes all envelopes off a line.
pub fn unwrap(line: &str) -> Unwrapped<'_> {
    match inside(line) {
        Some((text, found)) => {
            let mut found: Unwrapped<'_> = found;
            let at = read(&text, &peel(&text), true, &EXPRESSIONS, &mut found);
            found.message = Cow::Borrowed(&text[at..]);
            found.owned()
        }
        None => fields(line, &peel(line)),
    }
}

/// What stands in the envelopes of a line that [`peel`] took off.
pub fn fields<'a>(line: &'a str, peeled: &Peeled) -> Unwrapped<'a> {
    taken(line, peeled, true, &EXPRESSIONS)
}

/// The same without the time: who wrote the line.
pub fn who<'a>(line: &'a str, peeled: &Peeled) -> Unwrapped<'a> {
    taken(line, peeled, false, &EXPRESSIONS)
}

fn taken<'a>(line: &'a str, peeled: &Peeled, time: bool, expressions: &'a [Expression]) -> Unwrapped<'a> {
    let mut found = Unwrapped::default();
    let at = read(line, peeled, time, expressions, &mut found);
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
        found.written = inner.time.map(Cow::Owned).or_else(|| found.written.take());
        match json::message(&inner.text) {
            Some(next) if found.chain.len() < MAX_DEPTH => inner = next,
            _ => return inner.text,
        }
    }
}

/// Reads the fields of the layers and tells where the message begins.
fn read<'a>(line: &'a str, peeled: &Peeled, time: bool, expressions: &'a [Expression], found: &mut Unwrapped<'a>) -> usize {
    let mut at = 0;
    for (index, (envelope, end)) in peeled.indices().zip(peeled.layers()) {
        if found.chain.len() == MAX_DEPTH {
            break;
        }
        found.chain.push(envelope.id);
        found.closed |= envelope.closed;
        found.foreign |= envelope.foreign;
        if !envelope.sdk.is_empty() {
            found.sdk = envelope.sdk;
        }
        if (time || envelope.who)
            && let Some(groups) = expressions[usize::from(index)].captures(&line[at..end])
        {
            record(envelope, &groups, found);
        }
        at = end;
    }
    at
}

fn record<'a>(envelope: &Envelope, groups: &Captures<'a>, found: &mut Unwrapped<'a>) {
    let text = |name: &str| groups.name(name).map(|group| group.as_str());
    if let Some(raw) = text("time") {
        found.written = Some(Cow::Borrowed(raw));
    }
    let pid = text("pid");
    found.pid = found.pid.or_else(|| pid?.parse().ok());
    if envelope.closed && pid.is_some() {
        found.tid = pid.and_then(|raw| raw.parse().ok());
    }
    if let Some(raw) = text("tid") {
        found.tid = raw.parse().ok();
    }
    if let Some(tag) = text("tag") {
        found.tag = Some(Cow::Borrowed(tag.trim()));
    }
}

/// The format most lines of a head are written in, outermost envelopes joined by `>`; `plain` when there is none.
pub fn format_of(head: &[u8]) -> String {
    const MOST: usize = 200;
    let mut counts: Vec<(Vec<&str>, usize)> = Vec::new();
    for line in head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(MOST) {
        let chain = chain(&text::lossy(line.strip_suffix(b"\r").unwrap_or(line)));
        match counts.iter_mut().find(|(seen, _)| *seen == chain) {
            Some((_, count)) if *count == MOST / 2 => return named(&chain),
            Some((_, count)) => *count += 1,
            None => counts.push((chain, 1)),
        }
    }
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.join(">").cmp(&a.0.join(">"))));
    named(&best.map(|(chain, _)| chain).unwrap_or_default())
}

fn named(chain: &[&str]) -> String {
    if chain.is_empty() { "plain".to_owned() } else { chain.join(">") }
}

/// The envelopes of a line, outermost first.
fn chain(line: &str) -> Vec<&'static str> {
    if is_json(line) { unwrap(line).chain.into_vec() } else { peel(line).layers().map(|(envelope, _)| envelope.id).collect() }
}

/// Whether a format is a file of the SDK itself.
pub fn is_closed(format: &str) -> bool {
    data::ENVELOPES.iter().any(|envelope| envelope.closed && envelope.id == format)
}
