//! One line to observations: envelope off, patterns on, names looked up.
//!
//! One rule: the answer depends on the line and a bounded stretch of text around it, never on what was scanned before;
//! what needs more than that is left to [`super::resolve`].

use super::api_name::{self, Around, is_constant};
use super::callback;
use super::evidence::{self, Mark};
use super::fact::{self, Fact};
use super::list::Sifted;
use super::number::{alone, number, zero_fails};
use super::parts::Parts;
use super::proof;
use super::rules::Rules;
use super::token_line;
use crate::catalogue::{self, Entry, Id, Kind};
use crate::model::Severity;
use crate::pattern::{self, Needs, Pattern, Via, bits};
use crate::text::{self, Captures};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// Something a line says that may become an event.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The pattern that found it.
    pub pattern: &'static Pattern,
    /// Domain of the code.
    pub domain: &'static str,
    /// The code.
    pub id: Id,
    /// How bad.
    pub severity: Severity,
    /// Method or callback, if known.
    pub api: Option<String>,
    /// How it reached the app.
    pub via: Via,
    /// What else must hold.
    pub needs: Needs,
    /// Time in the report's form.
    pub time: Option<String>,
    /// Process.
    pub pid: Option<u32>,
    /// Tag.
    pub tag: Option<String>,
    /// The line counts as recognised even if the observation is left out.
    pub recognised: bool,
    /// Product and era the line proves, or empty.
    pub sdk: &'static str,
    /// The line as it stands, terminal sequences removed, cut at [`MAX_TEXT`] bytes.
    pub text: String,
}

/// Most lines give one, if any.
pub type Observations = SmallVec<[Observation; 1]>;

/// What one line gave.
#[derive(Debug, Default)]
pub struct Seen {
    /// What may become events.
    pub observations: Observations,
    /// Evidence of a session.
    pub mark: Option<Mark>,
    /// What the line tells when it holds no error.
    pub fact: Option<Box<Fact>>,
    /// Tokens on the line.
    pub tokens: Vec<Fact>,
}

/// A line with what stands around it.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is asked on its own")]
pub struct Line<'a> {
    /// The line without its end.
    pub bytes: &'a [u8],
    /// What stands before it, as far as it is at hand.
    pub before: &'a [u8],
    /// What stands after it.
    pub after: &'a [u8],
    /// The source is a file of the SDK itself.
    pub closed_source: bool,
    /// Whether the line is asked for evidence of a session, beside errors and facts.
    pub evidence: bool,
    /// It holds an anchor: without one it is evidence at most.
    pub anchored: bool,
    /// It is read to its end even without an anchor.
    pub every: bool,
    /// Part of a line too long to be read whole: which bytes of it own the codes that stand there.
    pub piece: Option<Range<usize>>,
    /// The user's own patterns.
    pub rules: Option<&'static Rules>,
}

/// Longest text kept of a line; more than any output shows, so that redaction sees whole secrets.
pub const MAX_TEXT: usize = 2048;

/// How often one pattern is tried on a line.
pub(super) const MAX_TRIES: usize = 8;
/// Codes closer than this, in bytes, are one event under two patterns.
const MIN_GAP: usize = 4;
/// How many found events a new one is compared with.
const MAX_NEAR: usize = 4096;

/// Reads one line.
pub fn line(line: &Line<'_>) -> Seen {
    let raw = text::lossy(line.bytes);
    let clean = text::legible(raw.trim_end_matches('\0'));
    let parts = Parts::new(&clean, line.piece.is_some());
    let mut seen = Seen::default();
    let asked = line.evidence && !line.closed_source;
    if !(line.anchored || line.every) {
        seen.mark = asked.then(|| evidence::of_line(&parts.for_marks())).flatten();
        return seen;
    }
    if asked && (line.anchored || evidence::next_word(clean.as_bytes(), 0, clean.len()).is_some()) {
        seen.mark = evidence::of_line(&parts);
    }
    let context = Context::new(line, &parts, &clean);
    let may_be = !(parts.foreign || (line.closed_source && !parts.closed));
    let mut settled = context.observe(may_be, &mut seen.observations);
    if !may_be {
        return seen;
    }
    if !settled && line.piece.is_none() && line.anchored {
        settled = context.of_object(&mut seen.observations);
    }
    if !settled && line.piece.is_none() {
        seen.fact = fact::of_line(&clean, &parts).map(Box::new);
    }
    if line.piece.is_none() && line.anchored {
        seen.tokens = token_line::of_line(&clean, &parts);
    }
    seen
}

/// A line under examination, without its envelopes.
pub(super) struct Context<'a> {
    pub(super) line: &'a Line<'a>,
    pub(super) parts: &'a Parts<'a>,
    pub(super) clean: &'a str,
    /// The whole piece of an overlong line names the SDK, once somebody has asked.
    hard: OnceCell<bool>,
}

/// Text on both sides of a code, in bytes, that may speak for or against it in a piece of an overlong line. It is at hand wherever
/// the pieces are cut.
const NEAR: usize = 400;

/// A match that names a code.
pub(super) struct Named {
    pub(super) domain: &'static str,
    id: Id,
    pub(super) entry: Option<&'static Entry>,
    callback: Option<&'static str>,
    /// The line itself says that the state is a failed one.
    failed: bool,
    pub(super) start: usize,
}

impl<'a> Context<'a> {
    /// Nothing asked yet.
    pub(super) fn new(line: &'a Line<'a>, parts: &'a Parts<'a>, clean: &'a str) -> Self {
        Context { line, parts, clean, hard: OnceCell::new() }
    }
}

impl Context<'_> {
    /// What speaks for or against a code: the message, or what stands near it in a piece of an overlong line; and where in that it is.
    fn around<'m>(&self, message: &'m str, code: usize) -> (&'m str, usize) {
        if self.line.piece.is_none() {
            return (message, code);
        }
        let start = message.floor_char_boundary(code.saturating_sub(NEAR));
        (&message[start..message.ceil_char_boundary(code + NEAR)], code - start)
    }

    /// Tries the user's patterns, and those that are built in where these may count. True when something settled the line.
    fn observe(&self, built_in: bool, out: &mut Observations) -> bool {
        let message = self.parts.message();
        let settled = match &self.line.piece {
            None => self.own(out),
            Some(own) => {
                let mut found = self.own_of_piece(own);
                if built_in {
                    self.every(message, own, &mut found);
                }
                found.sort_by_key(|(at, _)| *at);
                out.extend(found.into_iter().map(|(_, observation)| observation));
                true
            }
        };
        if !settled && built_in {
            out.extend(self.first(message, None));
        }
        settled || !out.is_empty()
    }

    /// The first pattern, in the order tried, that finds an event in the message, or in a part of it.
    pub(super) fn first(&self, message: &str, own: Option<&Range<usize>>) -> Option<Observation> {
        let (minus, ascii, sdk) = (has_minus(message), message.is_ascii(), OnceCell::new());
        for at in bits(self.parts.may().patterns) {
            let (pattern, regex) = pattern::set().get(at);
            let proof = || pattern.needs != Needs::Own || !pattern.inside.is_empty() || *sdk.get_or_init(|| self.parts.may_name_sdk());
            if !self.allowed(pattern) || (pattern.minus && !minus) || (pattern.beyond && ascii) || !proof() {
                continue;
            }
            for groups in regex.captures_iter(message).take(MAX_TRIES) {
                if pattern.domain == "none" {
                    return None;
                }
                let named = name(pattern, message, &groups).filter(|named| own.is_none_or(|own| own.contains(&named.start)));
                let found = named.and_then(|named| self.accept(pattern, message, &groups, &named));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Every event in a piece of an overlong line, one for each code, by where the code stands.
    fn every(&self, message: &str, own: &Range<usize>, found: &mut Vec<(usize, Observation)>) {
        for at in bits(self.parts.may().patterns) {
            let (pattern, regex) = pattern::set().get(at);
            if !self.allowed(pattern) || pattern.domain == "none" {
                continue;
            }
            for groups in regex.captures_iter(message) {
                let Some(named) = name(pattern, message, &groups) else { continue };
                let near = |(seen, _): &(usize, Observation)| seen.abs_diff(named.start) < MIN_GAP;
                if !own.contains(&named.start) || found.iter().rev().take(MAX_NEAR).any(near) {
                    continue;
                }
                found.extend(self.accept(pattern, message, &groups, &named).map(|observation| (named.start, observation)));
            }
        }
    }

    /// The piece of an overlong line names the SDK somewhere.
    fn piece_is_hard(&self) -> bool {
        self.line.piece.is_some() && *self.hard.get_or_init(|| evidence::is_hard(&self.parts.sifted()))
    }

    pub(super) fn allowed(&self, pattern: &Pattern) -> bool {
        if pattern.inside.is_empty() {
            return !self.parts.closed;
        }
        pattern.inside.contains(&self.parts.inside)
    }

    pub(super) fn accept(&self, pattern: &'static Pattern, message: &str, groups: &Captures<'_>, named: &Named) -> Option<Observation> {
        let unwrapped = self.parts.all();
        let (message, number) = self.around(message, named.start);
        let sifted = if std::ptr::eq(message, self.parts.message()) { self.parts.sifted() } else { Sifted::new(message) };
        let around = Around { message, number, before: self.line.before, after: self.line.after, tid: unwrapped.tid };
        let (severity, found) = (severity(pattern, named)?, OnceCell::new());
        let api = || found.get_or_init(|| api_name::find(pattern, groups, named.callback, named.domain, &around)).as_ref();
        let place = proof::Place { tag: unwrapped.tag.as_deref(), before: self.line.before, sdk: self.piece_is_hard() };
        let needs = proof::needs(pattern, &sifted, named.domain, named.entry, &api, &place)?;
        Some(Observation {
            pattern,
            domain: named.domain,
            id: named.id.clone(),
            severity,
            api: api().map(|found| found.name.clone()),
            via: pattern.via,
            recognised: needs == Needs::Nothing,
            needs,
            time: unwrapped.time(),
            pid: unwrapped.pid,
            tag: unwrapped.tag.as_deref().map(str::to_owned),
            sdk: if pattern.sdk.is_empty() { unwrapped.sdk } else { pattern.sdk },
            text: excerpt(self.clean, named.start, self.line.piece.is_some()),
        })
    }
}

/// A minus sign stands right before a digit.
fn has_minus(message: &str) -> bool {
    let bytes = message.as_bytes();
    memchr::memchr_iter(b'-', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
}

/// The line, cut; of a piece, what stands around the code.
fn excerpt(text: &str, code: usize, piece: bool) -> String {
    let mut start = if piece { code.saturating_sub(200) } else { 0 };
    let mut end = if piece { text.len().min(code + 200) } else { text.len().min(MAX_TEXT) };
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[start..end].to_owned()
}

/// Which code a match names, if any that can be an event.
pub(super) fn name(pattern: &'static Pattern, message: &str, groups: &Captures<'_>) -> Option<Named> {
    match pattern.domain {
        "callback" => by_callback(message, groups),
        "type" => by_type(pattern, message, groups),
        "constant" => by_constant(message, groups),
        domain => by_group(pattern, domain, message, groups),
    }
}

fn by_callback(message: &str, groups: &Captures<'_>) -> Option<Named> {
    let name = groups.name("callback")?;
    let args = &message[name.end()..];
    let found = callback::read(name.as_str(), args)?;
    if found.entry.id == Id::Number(0) && !zero_fails(found.family.domain) {
        return None;
    }
    Some(Named {
        domain: found.family.domain,
        id: found.entry.id.clone(),
        entry: Some(found.entry),
        callback: Some(found.callback),
        failed: found.failed,
        start: name.end() + found.at,
    })
}

/// A constant that stands for itself, whatever its family.
fn by_constant(message: &str, groups: &Captures<'_>) -> Option<Named> {
    let name = groups.name("name")?;
    let (family, entry) = catalogue::all_by_name(name.as_str()).into_iter().find(|(family, _)| callback::reportable(family.domain))?;
    let failed = callback::says_failed(message);
    Some(Named { domain: family.domain, id: entry.id.clone(), entry: Some(entry), callback: None, failed, start: name.start() })
}

fn by_type(pattern: &Pattern, message: &str, groups: &Captures<'_>) -> Option<Named> {
    let domain = catalogue::domain_of_type(groups.name("type")?.as_str())?;
    if !callback::reportable(domain) {
        return None;
    }
    let named = by_group(pattern, domain, message, groups)?;
    let has_states = catalogue::family(domain).is_some_and(|family| !family.failed_states.is_empty());
    Some(Named { failed: named.failed || (has_states && callback::says_failed(message)), ..named })
}

fn by_group(pattern: &Pattern, domain: &'static str, message: &str, groups: &Captures<'_>) -> Option<Named> {
    let code = ["code", "code2", "code3", "code4", "code5", "code6"].iter().find_map(|group| groups.name(group));
    let (id, entry, span) = if let Some(code) = code {
        let id = number(code.as_str(), pattern.sign, domain)?;
        if !pattern.own && !alone(message, code.start(), code.end()) {
            return None;
        }
        let entry = catalogue::entry(domain, &id);
        (id, entry, code)
    } else if let Some(name) = groups.name("name") {
        let entry = catalogue::by_name(domain, name.as_str());
        let id = match (entry, domain) {
            (Some(entry), _) => entry.id.clone(),
            (None, "web.error") if !pattern.own || is_constant(name.as_str()) => Id::Name(Cow::Owned(name.as_str().to_owned())),
            _ => return None,
        };
        (id, entry, name)
    } else {
        let text = groups.name("text")?;
        let entry = catalogue::by_text(domain, text.as_str())?;
        (entry.id.clone(), Some(entry), text)
    };
    let failed = match (groups.name("state"), catalogue::family(domain)) {
        (Some(state), Some(family)) => callback::is_failed_state(family, state.as_str()),
        _ => false,
    };
    if groups.name("state").is_some() && !failed && entry.is_none_or(|entry| entry.kind == Kind::Failure) {
        return None;
    }
    Some(Named { domain, id, entry, callback: None, failed, start: span.start() })
}

/// How bad the event is. A call that failed and an error that was delivered are errors; other callbacks go by the kind of
/// the code, unless they say themselves that they failed. Success is no event.
pub(super) fn severity(pattern: &Pattern, named: &Named) -> Option<Severity> {
    let kind = named.entry.map_or(Kind::Failure, |entry| entry.kind);
    let failed = pattern.via == Via::Return || named.failed || matches!(named.domain, "rtc.error" | "web.error" | "recording.error");
    match kind {
        Kind::Ok => None,
        _ if failed => Some(Severity::Error),
        // The result of a call: what the SDK may settle by itself, this call was not granted.
        Kind::Transient if named.domain.split('.').next_back() == Some("error") => Some(Severity::Error),
        Kind::Warning => Some(Severity::Warning),
        Kind::Info | Kind::Transient => Some(Severity::Info),
        Kind::Failure => Some(Severity::Error),
    }
}
