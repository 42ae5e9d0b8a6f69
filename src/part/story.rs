//! Sessions to what a part says of them: facts, diagnoses, lanes.
//!
//! One rule: bounded, and what is not kept is counted; what is merged is merged by values, never by who came first.

use super::Cleaner;
use crate::diagnose;
use crate::model::{Confidence, Diagnosis, MarkKind, Severity};
use crate::session::{Ask, Attempt, Moment, Session};
use crate::tally::{Spot, Word, words};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How many values of a fact are named.
pub const MAX_VALUES: usize = 20;
/// How many marks the lanes of one part keep together.
pub const MAX_MARKS: usize = 5_000;

/// The names of facts.
const FACTS: [&str; 7] = ["sdk versions", "platforms", "app ids", "channels", "uids", "products", "time zones"];

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    words::one_of(deserializer, diagnose::KINDS)
}

fn facts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<&'static str, BTreeSet<String>>, D::Error> {
    let rows = BTreeMap::<String, BTreeSet<String>>::deserialize(deserializer)?;
    let row = |(name, values): (String, BTreeSet<String>)| {
        let known = FACTS.into_iter().find(|known| *known == name);
        known.map(|name| (name, values)).ok_or_else(|| D::Error::custom(format!("unknown fact `{name}`")))
    };
    rows.into_iter().map(row).collect()
}

/// What the sessions of one log tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Facts by name, at most [`MAX_VALUES`] values each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "facts")]
    pub facts: BTreeMap<Word, BTreeSet<String>>,
    /// Diagnoses, one of each kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnoses: Vec<Told>,
    /// Sessions with at least one call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// Sessions with calls that are not among the lanes.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub more_lanes: u64,
}

/// A diagnosis, put together from all sessions that show it: the worst, surest and earliest of them speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which.
    #[serde(deserialize_with = "kind")]
    pub id: Word,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// How many sessions show it.
    pub sessions: u64,
    /// Its first line, if it names any.
    pub first: Option<Spot>,
    /// What happened; empty in a part that does not speak in its report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What to do; as the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
    /// The lines that show it; as the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<(Spot, String)>,
    /// The codes that are this failure itself, as `domain/code`, the first seen in front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Events that are only its consequence: `domain/code` and how many, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explains: Vec<(String, u64)>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// What tells it from others.
    pub label: String,
    /// Its first line.
    pub first: Spot,
    /// Its last line.
    pub last: Spot,
    /// What happened in it, in order.
    pub marks: Vec<LaneMark>,
}

/// Something that happened in a session. In JSON: `[kind, what, place]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneMark(pub MarkKind, pub Box<str>, pub Spot);

impl Told {
    /// The order in which diagnoses of one kind speak: worst, surest, earliest.
    pub fn before(&self, other: &Told) -> Ordering {
        let place = match (&self.first, &other.first) {
            (Some(mine), Some(theirs)) => mine.earlier(theirs),
            (mine, theirs) => mine.is_some().cmp(&theirs.is_some()),
        };
        (self.severity, self.confidence).cmp(&(other.severity, other.confidence)).then(place)
    }

    /// Leaves out what only the diagnosis that speaks needs.
    pub fn silence(&mut self) {
        (self.title, self.fixes, self.evidence) = (String::new(), Vec::new(), Vec::new());
    }

    /// Adds the same diagnosis from elsewhere.
    pub fn merge(&mut self, mut other: Told) {
        if other.before(self).is_lt() {
            std::mem::swap(self, &mut other);
        }
        self.sessions += other.sessions;
        for code in other.codes {
            if !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
        for (id, count) in other.explains {
            match self.explains.iter_mut().find(|(known, _)| *known == id) {
                Some((_, sum)) => *sum += count,
                None => self.explains.push((id, count)),
            }
        }
        self.explains.sort();
    }

    /// Every place in it.
    pub fn spots(&mut self) -> impl Iterator<Item = &mut Spot> {
        self.first.iter_mut().chain(self.evidence.iter_mut().map(|(spot, _)| spot))
    }
}

impl Lane {
    /// Every place in it.
    pub fn spots(&mut self) -> impl Iterator<Item = &mut Spot> {
        [&mut self.first, &mut self.last].into_iter().chain(self.marks.iter_mut().map(|mark| &mut mark.2))
    }
}

/// Turns a line counted over all pieces of a log into the line of a piece.
pub(super) type Locate<'a> = dyn Fn(u64, Option<&str>) -> Spot + 'a;

impl Story {
    /// Nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.diagnoses.is_empty() && self.lanes.is_empty() && self.more_lanes == 0
    }

    /// Adds a session. A diagnosis counts when one of its lines stands in the time asked for. Texts are not clean yet.
    pub(super) fn add(&mut self, session: &Session, name: &str, wanted: &dyn Fn(Option<&str>) -> bool, locate: &Locate<'_>) {
        let shown = |diagnosis: &Diagnosis| diagnosis.evidence.iter().any(|sample| wanted(sample.place.time.as_deref()));
        for diagnosis in diagnose::session(session).into_iter().filter(shown) {
            self.tell(told(diagnosis, locate));
        }
        self.learn("sdk versions", &session.versions);
        self.learn("platforms", &session.platforms);
        self.learn("app ids", &session.apps);
        self.learn("channels", &session.channels);
        self.learn("uids", &session.uids);
        self.learn("products", &product(session.sdk));
        self.learn("time zones", &session.zones.word().into_iter().collect());
        if !session.attempts.is_empty() {
            self.lane(session, name, locate);
        }
    }

    /// Adds a diagnosis.
    pub fn tell(&mut self, told: Told) {
        match self.diagnoses.iter_mut().find(|known| known.id == told.id) {
            Some(known) => known.merge(told),
            None => self.diagnoses.push(told),
        }
    }

    /// Adds values of a fact; the first by their bytes are kept.
    pub fn learn(&mut self, name: &'static str, values: &BTreeSet<String>) {
        if !values.is_empty() {
            let known = self.facts.entry(name).or_default();
            known.extend(values.iter().cloned());
            while known.len() > MAX_VALUES {
                known.pop_last();
            }
        }
    }

    fn lane(&mut self, session: &Session, name: &str, locate: &Locate<'_>) {
        let marks: Vec<LaneMark> = session.attempts.iter().flat_map(|call| marks(call, locate)).collect();
        let kept: usize = self.lanes.iter().map(|lane| lane.marks.len() + 1).sum();
        if kept + marks.len() > MAX_MARKS {
            self.more_lanes += 1;
            return;
        }
        let place =
            |moment: &Option<Moment>| moment.as_ref().map_or_else(|| locate(1, None), |moment| locate(moment.line, moment.time.as_deref()));
        self.lanes.push(Lane { label: label(session, name), first: place(&session.first), last: place(&session.last), marks });
    }

    /// Cleans all texts but those of evidence, which are cleaned in the order of lines.
    ///
    /// `names` are the names of the logs, as they were and as they are shown.
    pub(super) fn clean(&mut self, cleaner: &mut Cleaner<'_>, names: &[(String, String)]) {
        for told in &mut self.diagnoses {
            let log = told.first.as_ref().map_or(0, |spot| spot.log);
            told.title = cleaner.line(log, &told.title);
            told.fixes.iter_mut().for_each(|fix| *fix = super::clean::own(fix));
            told.codes.iter_mut().for_each(|code| *code = cleaner.line(log, code));
            told.explains.iter_mut().for_each(|(id, _)| *id = cleaner.line(log, id));
        }
        for (name, values) in &mut self.facts {
            *values = std::mem::take(values).iter().map(|value| cleaner.value(name, value)).collect();
        }
        for lane in &mut self.lanes {
            let shown = names.iter().find(|(name, _)| *name == lane.label).map(|(_, shown)| shown.clone());
            lane.label = shown.unwrap_or_else(|| clean_label(cleaner, &lane.label));
            lane.marks.iter_mut().for_each(|mark| mark.1 = cleaner.line(0, &mark.1).into());
        }
    }
}

/// The SDK in words.
fn product(sdk: &str) -> BTreeSet<String> {
    let word = match sdk {
        "rtc4" => "RTC SDK 4.x",
        "rtc3" => "RTC SDK 3.x",
        "rtc2" => "RTC SDK 2.x",
        "web" => "Web SDK",
        "rtm1" => "RTM SDK 1.x",
        "rtm2" => "RTM SDK 2.x",
        "recording" => "On-Premise Recording SDK",
        "python" => "Python Server SDK",
        _ => return BTreeSet::new(),
    };
    BTreeSet::from([word.to_owned()])
}

fn told(diagnosis: Diagnosis, locate: &Locate<'_>) -> Told {
    let evidence: Vec<(Spot, String)> =
        diagnosis.evidence.into_iter().map(|sample| (locate(sample.place.line, sample.place.time.as_deref()), sample.text)).collect();
    Told {
        id: diagnosis.id,
        severity: diagnosis.severity,
        confidence: diagnosis.confidence,
        sessions: 1,
        first: evidence.first().map(|(spot, _)| spot.clone()),
        title: diagnosis.title,
        fixes: diagnosis.fixes,
        evidence,
        codes: diagnosis.codes,
        explains: diagnosis.explains,
    }
}

/// Parts of a label stand behind these words.
const CHANNEL: &str = "channel ";
const UID: &str = "uid ";

fn label(session: &Session, name: &str) -> String {
    let mut parts = Vec::new();
    if let Some(channel) = session.channels.first() {
        parts.push(format!("{CHANNEL}{channel}"));
    }
    if let Some(uid) = session.uids.first() {
        parts.push(format!("{UID}{uid}"));
    }
    if let Some(pid) = session.pid {
        parts.push(format!("process {pid}"));
    }
    if parts.is_empty() { name.to_owned() } else { parts.join(", ") }
}

fn clean_label(cleaner: &mut Cleaner<'_>, label: &str) -> String {
    let part = |part: &str, cleaner: &mut Cleaner<'_>| {
        for (word, fact) in [(CHANNEL, "channels"), (UID, "uids")] {
            if let Some(value) = part.strip_prefix(word) {
                return format!("{word}{}", cleaner.value(fact, value));
            }
        }
        cleaner.line(0, part)
    };
    let parts: Vec<String> = label.split(", ").map(|one| part(one, cleaner)).collect();
    parts.join(", ")
}

fn marks(call: &Attempt, locate: &Locate<'_>) -> Vec<LaneMark> {
    let at = |kind: MarkKind, what: &str| LaneMark(kind, what.into(), locate(call.at.line, call.at.time.as_deref()));
    let mut marks = match call.ask {
        Ask::Join => vec![at(MarkKind::Join, call.ask.word())],
        Ask::Leave | Ask::Release => vec![at(MarkKind::Leave, call.ask.word())],
        Ask::Init => Vec::new(),
    };
    match &call.failed {
        Some(failure) => marks.push(at(MarkKind::Error, &format!("{}/{}", failure.domain, failure.id))),
        None if call.ask == Ask::Join && call.done.is_some() => marks.push(at(MarkKind::Joined, "onJoinChannelSuccess")),
        None => {}
    }
    marks
}
