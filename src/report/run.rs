//! One run: logs that lie in one folder and are of several kinds, and the incidents of which several of them tell.
//!
//! One rule: all clocks of a run are set by the file that tells most; how far each is off is asked of the incidents themselves.

use crate::catalogue::Id;
use crate::model::Input;
use crate::session::Moment;
use crate::source;
use crate::tally::{Burst, INCIDENT_MS};
use std::collections::BTreeMap;

/// How many bursts of a code and file are compared to find out how far two clocks are apart.
const MAX_COMPARED: usize = 64;
/// Clocks of one run differ by zones, which lie half hours apart. (`log-formats`: SDK files may be in UTC beside local ones.)
const ZONE_MS: i64 = 1_800_000;
/// No two zones are further apart, in half hours.
const MAX_ZONES: i64 = 28;
const DAY_MS: i64 = 86_400_000;

/// Kinds of files that one run writes once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Sdk,
    Api,
    Iris,
    App,
}

/// What tells of a run: a file, or all pieces of a rotated one.
#[derive(Debug, Clone)]
struct Voice {
    kind: Kind,
    /// Timed bursts of all codes.
    told: usize,
    /// Milliseconds to add to its times.
    shift: i64,
}

/// Which log is which voice, and how far its clock is off.
pub(super) struct Run {
    voices: Vec<Voice>,
    /// The voice of each log, by the log's number.
    of_log: Vec<(u32, usize)>,
    /// How much of a time all logs have: its length up to the clock.
    form: Form,
}

/// How complete the times of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Clock,
    Day,
    Date,
}

fn form(time: &str) -> Form {
    match time.find('T') {
        Some(10) => Form::Date,
        Some(_) => Form::Day,
        None => Form::Clock,
    }
}

/// Milliseconds of a time of which only so much is used.
fn millis(time: &str, wanted: Form) -> Option<i64> {
    let (is, start) = (form(time), time.find('T'));
    let cut = match (is, wanted) {
        (_, Form::Clock) => start.map_or(0, |at| at + 1),
        (Form::Date, Form::Day) => 5,
        _ => 0,
    };
    Moment::new(0, time.get(cut..)).ms
}

/// Bursts by code, in the order of logs and lines.
type Bursts = BTreeMap<(&'static str, Id), Vec<Burst>>;

impl Run {
    /// Reads the voices off the names of logs, and the clocks off the bursts.
    pub fn of(inputs: &[Input], logs: &[u32], bursts: &Bursts) -> Run {
        let mut run = Run { voices: Vec::new(), of_log: Vec::new(), form: Form::Date };
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for log in logs {
            let file = file(&inputs[*log as usize]);
            let kind = kind(&file);
            let voice = *known.entry(file).or_insert_with(|| {
                run.voices.push(Voice { kind, told: 0, shift: 0 });
                run.voices.len() - 1
            });
            run.of_log.push((*log, voice));
        }
        let timed = || bursts.values().flatten().filter_map(|burst| Some((burst, burst.first.time.as_deref()?)));
        for (burst, time) in timed() {
            let voice = run.voice(burst);
            run.form = run.form.min(form(time));
            run.voices[voice].told += 1;
        }
        run.set_clocks(bursts);
        run
    }

    fn voice(&self, burst: &Burst) -> usize {
        let at = self.of_log.binary_search_by_key(&burst.first.log, |(log, _)| *log).unwrap_or_default();
        self.of_log[at].1
    }

    fn set_clocks(&mut self, bursts: &Bursts) {
        let most = self.voices.iter().map(|voice| voice.told).max();
        let Some(leader) = self.voices.iter().position(|voice| Some(voice.told) == most) else { return };
        let mut votes: BTreeMap<usize, BTreeMap<i64, u64>> = BTreeMap::new();
        for bursts in bursts.values() {
            self.vote(bursts, leader, &mut votes);
        }
        for (voice, votes) in votes {
            let best = votes.into_iter().max_by_key(|(zones, votes)| (*votes, -zones.abs(), *zones));
            self.voices[voice].shift = best.map_or(0, |(zones, _)| zones * ZONE_MS);
        }
    }

    /// For each file, how many half hours its clock would have to be moved to agree with the leader's on this code.
    fn vote(&self, bursts: &[Burst], leader: usize, votes: &mut BTreeMap<usize, BTreeMap<i64, u64>>) {
        let mut by_voice: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for burst in bursts {
            let times = by_voice.entry(self.voice(burst)).or_default();
            if times.len() < MAX_COMPARED {
                times.extend(self.raw(burst));
            }
        }
        let Some(led) = by_voice.remove(&leader) else { return };
        for (voice, times) in &by_voice {
            for off in led.iter().flat_map(|a| times.iter().map(move |b| a - b)) {
                let off = if self.form == Form::Clock { (off + DAY_MS / 2).rem_euclid(DAY_MS) - DAY_MS / 2 } else { off };
                let zones = (off + ZONE_MS / 2).div_euclid(ZONE_MS);
                if zones.abs() <= MAX_ZONES && (off - zones * ZONE_MS).unsigned_abs() <= INCIDENT_MS {
                    *votes.entry(*voice).or_default().entry(zones).or_default() += 1;
                }
            }
        }
    }

    /// The time of a burst by its own clock.
    fn raw(&self, burst: &Burst) -> Option<i64> {
        burst.first.time.as_deref().and_then(|time| millis(time, self.form))
    }

    /// The time of a burst by the clock of the run.
    fn time(&self, burst: &Burst) -> Option<i64> {
        let time = self.raw(burst)? + self.voices[self.voice(burst)].shift;
        Some(if self.form == Form::Clock { time.rem_euclid(DAY_MS) } else { time })
    }

    /// Bursts of one code close in time, at most one of each kind of file; each incident with the earliest in front.
    pub fn incidents(&self, bursts: Vec<Burst>) -> Vec<Vec<Burst>> {
        let mut order: Vec<(Option<i64>, Burst)> = bursts.into_iter().map(|burst| (self.time(&burst), burst)).collect();
        order.sort_by_key(|(time, burst)| (*time, burst.first.log, burst.first.line));
        let mut clusters: Vec<Cluster> = Vec::new();
        for (time, burst) in order {
            let kind = self.voices[self.voice(&burst)].kind;
            let near = |cluster: &&mut Cluster| cluster.end.zip(time).is_some_and(|(end, time)| time <= end + INCIDENT_MS.cast_signed());
            let mut latest = clusters.iter_mut().rev().take(MAX_COMPARED).filter(near);
            let end = time.map(|time| time + i64::try_from(burst.lasts).unwrap_or(i64::MAX / 2));
            match latest.find(|cluster| !cluster.kinds.contains(&kind)) {
                Some(cluster) => {
                    cluster.kinds.push(kind);
                    cluster.bursts.push(burst);
                    cluster.end = cluster.end.max(end);
                }
                None => clusters.push(Cluster { end, kinds: vec![kind], bursts: vec![burst] }),
            }
        }
        let sorted = clusters.into_iter().map(|mut cluster| {
            cluster.bursts.sort_by(|a, b| a.first.earlier(&b.first));
            cluster.bursts
        });
        sorted.collect()
    }
}

struct Cluster {
    end: Option<i64>,
    kinds: Vec<Kind>,
    bursts: Vec<Burst>,
}

/// The file's name without what its rotation added.
fn file(input: &Input) -> String {
    let set = source::rotation(&input.source).set;
    let start = set.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
    set[start..].to_owned()
}

/// What kind of file a log is.
pub(super) fn kind_of(input: &Input) -> Kind {
    kind(&file(input))
}

/// Which of the files that the SDK writes by default this is. Any other name is the app's.
fn kind(file: &str) -> Kind {
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    match stem {
        "agorasdk" => Kind::Sdk,
        "agoraapi" => Kind::Api,
        "agora-iris" | "agora-iris-rtc" | "agora-iris-rtm" => Kind::Iris,
        _ => Kind::App,
    }
}
