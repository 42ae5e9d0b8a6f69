//! Observations in the order of a source to events: what had to wait for proof, and what only repeats another line.
//!
//! One rule: it sees a source's items once, in order, and keeps a bounded number of them; so the answer is the same
//! however the source was cut and whoever scanned it.

use super::evidence::{self, Evidence, Mark, Strength};
use super::fact::Fact;
use super::list::Sifted;
use super::observe::Observation;
use super::window::{Item, Scanned};
use super::{Echo, Event, Found};
use crate::model::Severity;
use crate::pattern::fact::FactNeeds;
use crate::pattern::{Needs, Via};
use std::collections::VecDeque;

/// How many observations may wait for proof of a session.
const MAX_WAITING: usize = 50_000;
/// How many facts may wait behind them; more are left out.
const MAX_FACTS: usize = 10_000;
/// How many originals a new echo is compared with.
const MAX_RECENT: usize = 64;
/// Longest time between an event and its echo, in milliseconds, when both have one.
const MAX_ECHO_MS: u64 = 2_000;

/// What was left out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Lines that look like errors in a source or process that shows no Agora session.
    pub no_session: u64,
    /// Lines that became events only through the evidence of other lines.
    pub proven: u64,
}

/// Turns one source's items into events.
#[derive(Default)]
pub struct Resolver {
    evidence: Evidence,
    waiting: VecDeque<Waiting>,
    recent: VecDeque<Original>,
    facts: VecDeque<Box<Fact>>,
    lines: u64,
    left_out: LeftOut,
}

struct Waiting {
    line: u64,
    key: Key,
    observation: Box<Observation>,
    echo: Option<u64>,
}

/// An emitted event that later lines may repeat.
struct Original {
    line: u64,
    key: Key,
}

/// What an echo shares with its original.
struct Key {
    group: &'static str,
    layer: u8,
    reach: u32,
    ahead: bool,
    domain: &'static str,
    id: crate::catalogue::Id,
    api: Option<String>,
    pid: Option<u32>,
    time: Option<u64>,
}

impl Resolver {
    /// A source's resolver; `closed`: it is a file of the SDK itself, which proves every session in it.
    pub fn new(closed: bool) -> Resolver {
        Resolver { evidence: Evidence::new(closed), ..Resolver::default() }
    }

    /// Takes the next stretch of the source and hands on the events that are settled.
    pub fn push(&mut self, scanned: Scanned, sink: &mut dyn FnMut(Found)) {
        for (line_feeds, item) in scanned.items {
            let line = self.lines + line_feeds + 1;
            match item {
                Item::Mark(mark) => {
                    self.evidence.add(&mark);
                }
                Item::Observation(observation) => self.observation(line, observation),
                Item::Fact(fact) => self.fact(line, fact),
            }
            self.settle(line, sink);
        }
        self.lines += scanned.line_feeds;
    }

    /// Ends the source.
    pub fn finish(mut self, sink: &mut dyn FnMut(Found)) -> LeftOut {
        self.settle(u64::MAX, sink);
        self.left_out
    }

    /// Hands on every event that is proven by now, for somebody who watches: a later line may still turn out to be its original.
    pub fn pause(&mut self, sink: &mut dyn FnMut(Found)) {
        for waiting in std::mem::take(&mut self.waiting) {
            if proven(&self.evidence, &waiting.observation) {
                self.emit(waiting, sink);
            } else {
                self.waiting.push_back(waiting);
            }
        }
        self.facts.clear();
    }

    fn fact(&mut self, line: u64, mut fact: Box<Fact>) {
        if self.facts.len() < MAX_FACTS {
            fact.line = line;
            self.facts.push_back(fact);
        }
    }

    /// Hands on the facts of lines before this one whose process shows a session.
    fn tell(&mut self, before: u64, sink: &mut dyn FnMut(Found)) {
        while self.facts.front().is_some_and(|fact| fact.line < before) {
            let Some(fact) = self.facts.pop_front() else { return };
            if fact.needs != FactNeeds::Session || self.evidence.session(fact.pid) {
                sink(Found::Fact(*fact));
            }
        }
    }

    fn observation(&mut self, line: u64, observation: Box<Observation>) {
        let strength = match observation.needs {
            Needs::Nothing => Some(Strength::Hard),
            // The names of methods are the vocabulary, which a rival may share.
            Needs::Api => Some(Strength::Soft),
            _ => None,
        };
        if strength.is_some() {
            let (pid, tag) = (observation.pid, observation.tag.clone());
            self.evidence.add(&Mark { strength, messaging: observation.domain.starts_with("rtm"), pid, tag });
        }
        let key = Key::of(&observation);
        let echo = self.original_of(line, &key);
        self.claim_echoes(line, echo.unwrap_or(line), &key);
        self.waiting.push_back(Waiting { line, key, observation, echo });
    }

    /// The line that this one repeats, among what came before.
    fn original_of(&self, line: u64, key: &Key) -> Option<u64> {
        let near = |other: u64| line.abs_diff(other) <= u64::from(key.reach);
        let mut waiting = self.waiting.iter().rev().take(MAX_RECENT).take_while(|other| near(other.line));
        let waiting = waiting.find(|other| repeats(key, line, &other.key, other.line));
        let emitted = self.recent.iter().rev().take_while(|original| near(original.line));
        let mut emitted = emitted.filter(|original| repeats(key, line, &original.key, original.line));
        waiting.map(|other| other.echo.unwrap_or(other.line)).or_else(|| emitted.next().map(|original| original.line))
    }

    /// Lines before this one that turn out to repeat it.
    fn claim_echoes(&mut self, line: u64, root: u64, key: &Key) {
        let mut claimed = Vec::new();
        for other in self.waiting.iter_mut().rev().take(MAX_RECENT).filter(|other| other.echo.is_none()) {
            if repeats(&other.key, other.line, key, line) {
                other.echo = Some(root);
                claimed.push(other.line);
            }
        }
        if claimed.is_empty() {
            return;
        }
        for other in self.waiting.iter_mut().rev().take(MAX_RECENT) {
            if other.echo.is_some_and(|echo| claimed.contains(&echo)) {
                other.echo = Some(root);
            }
        }
    }

    /// Hands on everything in front that no later line can change.
    fn settle(&mut self, line: u64, sink: &mut dyn FnMut(Found)) {
        self.settle_events(line, sink);
        let next = self.waiting.front().map_or(u64::MAX, |first| first.line);
        self.tell(next, sink);
    }

    fn settle_events(&mut self, line: u64, sink: &mut dyn FnMut(Found)) {
        while let Some(first) = self.waiting.front() {
            let ready = line > first.line + u64::from(first.observation.pattern.reach);
            let proven = proven(&self.evidence, &first.observation);
            let last_chance = line == u64::MAX || self.waiting.len() > MAX_WAITING;
            if !(last_chance || (ready && proven)) {
                return;
            }
            let Some(first) = self.waiting.pop_front() else { return };
            if proven {
                self.left_out.proven += u64::from(!first.observation.recognised);
                self.tell(first.line, sink);
                self.emit(first, sink);
            } else {
                self.left_out.no_session += 1;
            }
        }
    }

    fn emit(&mut self, Waiting { line, key, observation, echo }: Waiting, sink: &mut dyn FnMut(Found)) {
        if echo.is_none() {
            self.recent.push_back(Original { line, key });
            if self.recent.len() > MAX_RECENT {
                self.recent.pop_front();
            }
        }
        sink(Found::Event(event(line, *observation, echo)));
    }
}

fn event(line: u64, observation: Observation, echo: Option<u64>) -> Event {
    let Observation { pattern, domain, id, severity, api, via, time, pid, sdk, text, .. } = observation;
    Event {
        line,
        time,
        domain,
        id,
        severity,
        via,
        api,
        sdk,
        sdk_version: None,
        pid,
        echo_of: echo.map(|line| Echo { source: None, line }),
        pattern: pattern.id,
        rule: pattern.own.then_some(pattern.id),
        text,
    }
}

/// Whether the evidence so far is what the observation needs.
fn proven(evidence: &Evidence, observation: &Observation) -> bool {
    let tag = observation.tag.as_deref().filter(|tag| !tag.is_empty());
    let said = |tag: &str| evidence.tag(observation.pid, tag) || evidence::is_runtime_tag(tag) || evidence::is_own_tag(&Sifted::new(tag));
    match observation.needs {
        Needs::Nothing | Needs::Words | Needs::Own | Needs::Opened => true,
        Needs::Api => !evidence.of_rival(observation.pid),
        Needs::Messaging if !evidence.messaging(observation.pid) => false,
        Needs::Session | Needs::Messaging => {
            evidence.session(observation.pid)
                && tag.is_none_or(|tag| said(tag) || (!evidence::is_foreign_tag(&Sifted::new(tag)) && plausible(observation)))
        }
        Needs::Tag => evidence.session(observation.pid) && tag.is_none_or(said),
    }
}

/// In a process that runs the SDK, a callback with one of the numbers that few other libraries use.
fn plausible(observation: &Observation) -> bool {
    let rare = match observation.id {
        crate::catalogue::Id::Number(n) => (100..200).contains(&n) || n >= 10_000,
        crate::catalogue::Id::Name(_) => true,
    };
    rare && observation.pid.is_some() && observation.pattern.via == Via::Callback || observation.domain.starts_with("rtm2")
}

impl Key {
    fn of(observation: &Observation) -> Key {
        Key {
            group: observation.pattern.group,
            layer: observation.pattern.layer,
            reach: observation.pattern.reach,
            ahead: observation.pattern.ahead,
            domain: observation.domain,
            id: observation.id.clone(),
            api: observation.api.clone(),
            pid: observation.pid,
            time: observation.time.as_deref().and_then(millis),
        }
    }
}

/// A line of a higher layer repeats one of a lower layer close by: same code, no other API, no other process.
fn repeats(echo: &Key, echo_line: u64, original: &Key, line: u64) -> bool {
    let near = echo_line.abs_diff(line) <= u64::from(echo.reach) && !(echo.ahead && line < echo_line);
    let same = !echo.group.is_empty()
        && echo.group == original.group
        && echo.layer > original.layer
        && echo.domain == original.domain
        && echo.id == original.id;
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b || echo.group != "return";
    let process = echo.pid.is_none() || original.pid.is_none() || echo.pid == original.pid;
    let moment = match (echo.time, original.time) {
        (Some(a), Some(b)) => a.abs_diff(b) <= MAX_ECHO_MS || a.abs_diff(b) % HOUR_MS <= MAX_ECHO_MS,
        _ => true,
    };
    same && near && process && moment && agree(&echo.api, &original.api)
}

/// Two clocks of one machine may differ by whole hours (zones).
const HOUR_MS: u64 = 3_600_000;

/// Milliseconds since midnight of a time in the report's form.
pub fn millis(time: &str) -> Option<u64> {
    let clock = time.split_once('T').map_or(time, |(_, clock)| clock);
    let field = |range: std::ops::Range<usize>| clock.get(range).and_then(|text| text.parse::<u64>().ok());
    let (hours, minutes, seconds) = (field(0..2)?, field(3..5)?, field(6..8)?);
    let fraction = clock.get(8..9).filter(|dot| *dot == ".").and_then(|_| field(9..12)).unwrap_or(0);
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction)
}

/// Whether an event adds to the totals.
pub fn counts(event: &Event) -> bool {
    event.echo_of.is_none() && event.severity != Severity::Info
}
