//! Puts the events and facts of one source into sessions, in the order of the lines.
//!
//! One rule: a new session begins where a process is first seen and where an engine is created after one was released.

use super::clock::{Moment, millis};
use super::tokens::{Certificate, Sightings};
use super::values::{era, keep, masked_app};
use super::zone::Zones;
use super::{Ask, Attempt, Failure, MAX_ALIKE, MAX_ATTEMPTS, MAX_SESSIONS, MAX_STEPS, Session, Step, What};
use crate::catalogue::Id;
use crate::model::Severity;
use crate::pattern::Via;
use crate::pattern::fact::Kind;
use crate::scan::Event;
use crate::scan::fact::Fact;
use std::collections::btree_map::Entry;
use std::collections::{HashMap, HashSet};

/// A result on a later line belongs to a call this close, in lines.
const RESULT_LINES: u64 = 40;
/// One call told by two writers, such as Iris and the app, in milliseconds.
const SAME_CALL_MS: i64 = 1_500;

/// What the user knows and the log may not say.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Product and era of the SDK, such as `rtc3`.
    pub sdk: Option<&'static str>,
    /// Zone of times without one.
    pub zone: Option<jiff::tz::TimeZone>,
    /// What signatures of tokens are checked with.
    pub certificate: Certificate,
}

/// Builds the sessions of one source.
pub struct Builder {
    known: Known,
    tokens: Sightings,
    zones: Zones,
    source: String,
    sessions: Vec<Session>,
    open: HashMap<Option<u32>, usize>,
    /// Engines that the log tells apart by their address, with their sessions.
    engines: HashMap<(Option<u32>, String), usize>,
    /// Sessions that such an engine has.
    owned: HashSet<usize>,
    /// The process of the last line that named one.
    current: Option<u32>,
    steps: usize,
    last_ms: Option<i64>,
    /// Lines of the pieces of a rotated log that were read before.
    before: u64,
}

impl Builder {
    /// For a source of this name.
    pub fn new(source: &str) -> Builder {
        Builder::with(source, &Known::default())
    }

    /// The same, with what the user knows.
    pub fn with(source: &str, known: &Known) -> Builder {
        Builder {
            known: known.clone(),
            tokens: Sightings::default(),
            zones: Zones::new(known.zone.clone()),
            source: source.to_owned(),
            sessions: Vec::new(),
            open: HashMap::new(),
            engines: HashMap::new(),
            owned: HashSet::new(),
            current: None,
            steps: 0,
            last_ms: None,
            before: 0,
        }
    }

    /// Goes on with the next piece of a rotated log. Lines of sessions are counted over all pieces.
    pub fn go_on(&mut self, lines_before: u64) {
        self.before = lines_before;
    }

    /// Adds an event and tells it what the session knows: the version of the SDK, and which SDK when it does not say that itself.
    pub fn event(&mut self, event: &mut Event) {
        let at = self.moment(event.line, event.time.as_deref());
        let given = self.known.sdk;
        let Some(session) = self.session(event.pid, false) else { return };
        session.see(&at);
        if let Some(sdk) = given.filter(|_| event.domain.starts_with("rtc.")) {
            event.sdk = sdk;
        } else if event.sdk.is_empty() {
            event.sdk = session.sdk;
        } else {
            session.sdk = event.sdk;
        }
        event.sdk_version.clone_from(&session.version);
        if event.echo_of.is_some() {
            return;
        }
        session.blame(event, &at);
        let what = What::Code { domain: event.domain, id: event.id.clone() };
        let (severity, via) = (event.severity, event.via);
        let step = |what| Step { at, what, api: event.api.clone(), via, severity, value: String::new(), text: event.text.clone() };
        self.step(event.pid, what, step);
    }

    /// Adds a fact.
    pub fn fact(&mut self, fact: Fact) {
        let at = self.moment(fact.line, fact.time.as_deref());
        match fact.kind {
            Kind::Token => return self.token(fact, at),
            Kind::Clock => return self.zones.vote(fact.time.as_deref(), fact.value("epoch").unwrap_or_default()),
            _ => {}
        }
        let starts = fact.kind == Kind::Init;
        if let Some(engine) = engine(&fact) {
            self.turn_to(fact.pid, engine, starts);
        }
        let Some(session) = self.session(fact.pid, starts) else { return };
        session.see(&at);
        session.learn(&fact);
        session.act(&fact, &at);
        let value = ["state", "code", "library", "what"].iter().find_map(|name| fact.value(name)).unwrap_or("").to_owned();
        let repeats = fact.kind == Kind::State && session.facts(Kind::State).next_back().is_some_and(|step| step.value == value);
        let tells =
            !matches!(fact.kind, Kind::Version | Kind::Platform | Kind::App | Kind::Init | Kind::Join | Kind::Leave | Kind::Release);
        if tells && !repeats {
            let (severity, via) = (Severity::Info, Via::Callback);
            self.step(fact.pid, What::Fact(fact.kind), |what| Step { at, what, api: None, via, severity, value, text: fact.text });
        } else if fact.kind == Kind::Release {
            self.turn_back(fact.pid);
        }
    }

    /// A call names its engine: its session goes on. An engine that is created beside another one has a session of its own.
    fn turn_to(&mut self, pid: Option<u32>, engine: &str, starts: bool) {
        let pid = self.process(pid);
        let key = (pid, engine.to_owned());
        if let Some(at) = self.engines.get(&key).copied().filter(|at| !(starts && self.released(*at))) {
            self.open.insert(pid, at);
            return;
        }
        if self.sessions.len() >= MAX_SESSIONS {
            return;
        }
        let present = self.open.get(&pid).copied();
        let other = present.filter(|at| starts && (self.owned.contains(at) || self.released(*at)));
        let at = if other.is_some() { Some(self.start(pid, other)) } else { self.session_at(pid, starts) };
        if let Some(at) = at {
            self.engines.insert(key, at);
            self.owned.insert(at);
        }
    }

    /// An engine is gone: lines that name none belong to the one that was created last of those that are left.
    fn turn_back(&mut self, pid: Option<u32>) {
        let pid = self.process(pid);
        let left = self.engines.iter().filter(|((process, _), at)| *process == pid && !self.released(**at)).map(|(_, at)| *at).max();
        if let Some(at) = left.filter(|_| self.open.get(&pid).is_some_and(|at| self.released(*at))) {
            self.open.insert(pid, at);
        }
    }

    fn released(&self, at: usize) -> bool {
        self.sessions[at].asked(Ask::Release).next().is_some()
    }

    /// A token belongs to the session of its process.
    fn token(&mut self, fact: Fact, at: Moment) {
        if let Some(session) = self.session_at(fact.pid, false) {
            self.tokens.add(session, fact, at);
        }
    }

    /// Ends the source: its last line and its format.
    pub fn finish(mut self, end: u64, format: &str) -> Vec<Session> {
        self.tokens.read(&self.known.certificate, &mut self.sessions);
        for session in &mut self.sessions {
            session.end = end;
            session.end_ms = self.last_ms;
            session.zones = self.zones.clone();
            format.clone_into(&mut session.format);
        }
        self.sessions
    }

    fn moment(&mut self, line: u64, time: Option<&str>) -> Moment {
        let ms = time.and_then(millis);
        self.last_ms = ms.or(self.last_ms);
        Moment::new(self.before + line, time)
    }

    /// The open session of a process. After the last that is kept, all go on in the last.
    fn session(&mut self, pid: Option<u32>, starts: bool) -> Option<&mut Session> {
        let at = self.session_at(pid, starts)?;
        self.sessions.get_mut(at)
    }

    fn session_at(&mut self, pid: Option<u32>, starts: bool) -> Option<usize> {
        let pid = self.process(pid);
        let known = self.open.get(&pid).copied();
        let at = match known {
            Some(at) if !(starts && self.released(at)) || self.sessions.len() >= MAX_SESSIONS => at,
            None if self.sessions.len() >= MAX_SESSIONS => MAX_SESSIONS - 1,
            before => self.start(pid, before),
        };
        (at < self.sessions.len()).then_some(at)
    }

    /// A line without a process belongs to the last one named; lines before the first named one belong to that.
    fn process(&mut self, pid: Option<u32>) -> Option<u32> {
        if pid.is_some()
            && self.open.len() == 1
            && !self.open.contains_key(&pid)
            && let Some(at) = self.open.remove(&None)
        {
            self.sessions[at].pid = pid;
            self.open.insert(pid, at);
        }
        self.current = pid.or(self.current);
        self.current
    }

    fn start(&mut self, pid: Option<u32>, before: Option<usize>) -> usize {
        let mut session = Session { source: self.source.clone(), pid, ..Session::default() };
        if let Some(before) = before {
            session.sdk = self.sessions[before].sdk;
            session.version.clone_from(&self.sessions[before].version);
            session.versions.clone_from(&self.sessions[before].versions);
            session.platforms.clone_from(&self.sessions[before].platforms);
        }
        self.sessions.push(session);
        self.open.insert(pid, self.sessions.len() - 1);
        self.sessions.len() - 1
    }

    fn step(&mut self, pid: Option<u32>, what: What, step: impl FnOnce(What) -> Step) {
        let full = self.steps >= MAX_STEPS;
        let Some(session) = self.session(pid, false) else { return };
        let count = match session.counts.entry(what.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            // A log may name more codes than anybody will ask for.
            Entry::Vacant(_) if full && !what.is_known() => return,
            Entry::Vacant(new) => new.insert(0),
        };
        *count += 1;
        if *count <= MAX_ALIKE as u64 && !full {
            session.steps.push(step(what));
            self.steps += 1;
        }
    }
}

impl Session {
    fn see(&mut self, at: &Moment) {
        if self.first.is_none() {
            self.first = Some(at.clone());
        }
        let last = self.last.get_or_insert_default();
        (last.line, last.ms) = (at.line, at.ms);
        last.time.clone_from(&at.time);
    }

    fn learn(&mut self, fact: &Fact) {
        if let Some(version) = fact.value("version") {
            keep(&mut self.versions, version);
            self.version = Some(version.into());
            self.sdk = era(version).filter(|_| self.sdk != "web").unwrap_or(self.sdk);
        }
        if !fact.sdk.is_empty() {
            self.sdk = fact.sdk;
        }
        if let Some(app) = fact.value("app").and_then(masked_app) {
            keep(&mut self.apps, &app);
        }
        for (name, set) in [("platform", &mut self.platforms), ("channel", &mut self.channels), ("uid", &mut self.uids)] {
            if let Some(value) = fact.value(name).filter(|value| name != "uid" || *value != "0") {
                keep(set, value);
            }
        }
    }

    /// What a fact does to the calls.
    fn act(&mut self, fact: &Fact, at: &Moment) {
        let ask = match fact.kind {
            Kind::Init => Ask::Init,
            Kind::Join => Ask::Join,
            Kind::Leave => Ask::Leave,
            Kind::Release => Ask::Release,
            Kind::Joined => return self.done(Ask::Join, at),
            Kind::State if fact.value("state") == Some("3") => return self.done(Ask::Join, at),
            Kind::Left => return self.done(Ask::Leave, at),
            _ => return,
        };
        let accepted = fact.value("result").is_some();
        if let Some(call) = self.attempts.last_mut().filter(|call| call.same(ask, accepted, at)) {
            call.accepted |= accepted;
            return;
        }
        let channel = fact.value("channel").map(str::to_owned);
        self.ask(Attempt { ask, at: at.clone(), text: fact.text.clone(), channel, accepted, done: None, failed: None });
    }

    fn ask(&mut self, attempt: Attempt) {
        self.attempt_count += 1;
        if self.attempts.len() < MAX_ATTEMPTS {
            self.attempts.push(attempt);
        }
    }

    /// A callback says that the last such call worked.
    fn done(&mut self, ask: Ask, at: &Moment) {
        let full = self.attempt_count > MAX_ATTEMPTS as u64;
        if let Some(call) = self.attempts.iter_mut().rev().find(|call| call.ask == ask).filter(|_| !full) {
            call.done.get_or_insert(at.line);
        }
    }

    /// An event that a call returned, or that came while a join was under way.
    fn blame(&mut self, event: &Event, at: &Moment) {
        if event.severity != Severity::Error {
            return;
        }
        let failure = Failure { domain: event.domain, id: event.id.clone(), line: at.line };
        let asked = event.api.as_deref().filter(|_| event.via == Via::Return).and_then(ask_of);
        let Some(ask) = asked else { return self.blame_join(failure) };
        let open = |call: &Attempt| {
            call.ask == ask
                && !call.accepted
                && call.failed.is_none()
                && call.done.is_none()
                && at.line.abs_diff(call.at.line) <= RESULT_LINES
        };
        if let Some(call) = self.attempts.last_mut().filter(|call| open(call)) {
            call.failed.get_or_insert(failure);
            return;
        }
        let text = event.text.clone();
        self.ask(Attempt { ask, at: at.clone(), text, channel: None, accepted: false, done: None, failed: Some(failure) });
    }

    fn blame_join(&mut self, failure: Failure) {
        let fatal =
            matches!(failure.domain, "rtc.error" | "rtc.connection-reason" | "web.error") && !matches!(failure.id, Id::Number(1000..2000));
        let last = self.attempts.iter_mut().rev().find(|call| call.ask != Ask::Init);
        if let Some(call) = last.filter(|call| fatal && call.ask == Ask::Join && call.done.is_none()) {
            call.failed.get_or_insert(failure);
        }
    }
}

impl Attempt {
    /// A line that tells of the same call again: its result, or the app's word about it.
    fn same(&self, ask: Ask, result: bool, at: &Moment) -> bool {
        let close = at.line.abs_diff(self.at.line) <= RESULT_LINES && self.at.until(at).is_none_or(|ms| ms.abs() <= SAME_CALL_MS);
        self.ask == ask
            && self.failed.is_none()
            && close
            && ((result && self.done.is_none()) || ask == Ask::Release || self.at.line == at.line)
    }
}

/// The address of the engine that a call of its own log names: `RtcEngineImpl::initialize(this:0x7a1c, ...)`.
fn engine(fact: &Fact) -> Option<&str> {
    let call = matches!(fact.kind, Kind::Init | Kind::Join | Kind::Leave | Kind::Release);
    let (_, rest) = fact.text.split_once("RtcEngineImpl::").filter(|_| call)?;
    let rest = rest.split_once("(this:")?.1.trim_start();
    let address = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
    address.trim_start_matches("0x").bytes().any(|digit| digit != b'0').then_some(address)
}

/// The call that a method's name stands for.
fn ask_of(api: &str) -> Option<Ask> {
    match api {
        "initialize" | "create" | "createRtcEngine" => Some(Ask::Init),
        "leave" => Some(Ask::Leave),
        "join" => Some(Ask::Join),
        "release" | "destroy" => Some(Ask::Release),
        api if api.starts_with("joinChannel") => Some(Ask::Join),
        api if api.starts_with("leaveChannel") => Some(Ask::Leave),
        _ => None,
    }
}
