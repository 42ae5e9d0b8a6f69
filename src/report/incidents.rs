//! Bursts of several logs to incidents: one failure of one run is told by the files of the SDK, by Iris and by the app at once.
//!
//! One rule: an incident has at most one burst of each kind of file. Two apps side by side in one folder may be two devices, so
//! what both say at the same second stays two incidents.

use super::Names;
use crate::model::{Incident, Input};
use crate::session::Moment;
use crate::source;
use crate::tally::{Burst, Count, INCIDENT_MS, Tally};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How many incidents of a finding are listed.
const MAX_LISTED: usize = 10;
/// How many bursts of a code and file are compared to find out how far two clocks are apart.
const MAX_COMPARED: usize = 64;
/// Clocks of one run differ by zones, which lie half hours apart. (`log-formats`: SDK files may be in UTC beside local ones.)
const ZONE_MS: i64 = 1_800_000;
/// No two zones are further apart, in half hours.
const MAX_ZONES: i64 = 28;
const DAY_MS: i64 = 86_400_000;

/// Kinds of files that one run writes once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Sdk,
    Api,
    Iris,
    App,
}

/// What tells of a run: a file, or all pieces of a rotated one.
#[derive(Debug, Clone)]
struct Voice {
    run: usize,
    kind: Kind,
    /// Milliseconds to add to its times.
    shift: i64,
}

/// Which log tells of which run, and how far its clock is off.
pub(super) struct Runs {
    voices: Vec<Voice>,
    /// The voice of each log.
    of_log: Vec<usize>,
    /// How much of a time all logs of a run have: its length up to the clock.
    forms: Vec<Form>,
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

impl Runs {
    /// Reads runs off the names of logs, and clocks off the bursts.
    pub fn of(inputs: &[Input], tally: &Tally) -> Runs {
        let mut runs = Runs::named(inputs);
        for count in tally.counts.values() {
            for time in count.bursts.iter().filter_map(|burst| burst.first.time.as_deref().map(|time| (burst, time))) {
                let run = runs.voice(time.0).run;
                runs.forms[run] = runs.forms[run].min(form(time.1));
            }
        }
        runs.set_clocks(tally);
        runs
    }

    fn named(inputs: &[Input]) -> Runs {
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut folders: BTreeMap<String, usize> = BTreeMap::new();
        let mut runs = Runs { voices: Vec::new(), of_log: Vec::new(), forms: Vec::new() };
        for input in inputs {
            let set = source::rotation(&input.source).set;
            let start = set.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
            let (folder, file) = set.split_at(start);
            let next = folders.len();
            let run = *folders.entry(folder.to_owned()).or_insert(next);
            let voice = *known.entry((folder.to_owned(), file.to_owned())).or_insert_with(|| {
                runs.voices.push(Voice { run, kind: kind(file), shift: 0 });
                runs.voices.len() - 1
            });
            runs.of_log.push(voice);
        }
        runs.forms = vec![Form::Date; folders.len()];
        runs.part_strangers(inputs);
        runs
    }

    /// Where several logs have the same name, nobody can say which files beside them belong to which: each is a run of its own.
    fn part_strangers(&mut self, inputs: &[Input]) {
        let names: HashSet<&str> = inputs.iter().map(|input| input.source.as_str()).collect();
        let is_double = |name: &str| {
            let numbered = name.rsplit_once('~').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
            numbered.is_some_and(|(name, _)| names.contains(name))
        };
        let doubled = inputs.iter().enumerate().filter(|(_, input)| is_double(&input.source));
        let strange: BTreeSet<usize> = doubled.map(|(log, _)| self.voices[self.of_log[log]].run).collect();
        for log in 0..inputs.len() {
            let voice = &self.voices[self.of_log[log]];
            if strange.contains(&voice.run) {
                self.voices.push(Voice { run: self.forms.len(), ..voice.clone() });
                self.forms.push(Form::Date);
                self.of_log[log] = self.voices.len() - 1;
            }
        }
    }

    fn voice(&self, burst: &Burst) -> &Voice {
        &self.voices[self.of_log[burst.first.log as usize]]
    }

    /// In every run with several kinds of files, all clocks are set by the file that tells most.
    fn set_clocks(&mut self, tally: &Tally) {
        let mut told: Vec<usize> = vec![0; self.voices.len()];
        for burst in tally.counts.values().flat_map(|count| &count.bursts) {
            told[self.of_log[burst.first.log as usize]] += usize::from(burst.first.time.is_some());
        }
        let mut leaders: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, voice) in self.voices.iter().enumerate() {
            let leader = leaders.entry(voice.run).or_insert(at);
            if told[at] > told[*leader] {
                *leader = at;
            }
        }
        let mut votes: BTreeMap<usize, BTreeMap<i64, u64>> = BTreeMap::new();
        for count in tally.counts.values() {
            self.vote(count, &leaders, &mut votes);
        }
        for (voice, votes) in votes {
            let best = votes.into_iter().max_by_key(|(zones, votes)| (*votes, -zones.abs(), *zones));
            self.voices[voice].shift = best.map_or(0, |(zones, _)| zones * ZONE_MS);
        }
    }

    /// For each file, how many half hours its clock would have to be moved to agree with the leader's on this code.
    fn vote(&self, count: &Count, leaders: &BTreeMap<usize, usize>, votes: &mut BTreeMap<usize, BTreeMap<i64, u64>>) {
        let mut by_voice: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for burst in &count.bursts {
            let voice = self.of_log[burst.first.log as usize];
            let times = by_voice.entry(voice).or_default();
            if times.len() < MAX_COMPARED {
                times.extend(self.raw(burst));
            }
        }
        for (voice, times) in &by_voice {
            let run = self.voices[*voice].run;
            let leader = leaders.get(&run).copied().filter(|leader| leader != voice);
            let Some(led) = leader.and_then(|leader| by_voice.get(&leader)) else { continue };
            for off in led.iter().flat_map(|a| times.iter().map(move |b| a - b)) {
                let off = if self.forms[run] == Form::Clock { (off + DAY_MS / 2).rem_euclid(DAY_MS) - DAY_MS / 2 } else { off };
                let zones = (off + ZONE_MS / 2).div_euclid(ZONE_MS);
                if zones.abs() <= MAX_ZONES && (off - zones * ZONE_MS).unsigned_abs() <= INCIDENT_MS {
                    *votes.entry(*voice).or_default().entry(zones).or_default() += 1;
                }
            }
        }
    }

    /// The time of a burst by its own clock.
    fn raw(&self, burst: &Burst) -> Option<i64> {
        burst.first.time.as_deref().and_then(|time| millis(time, self.forms[self.voice(burst).run]))
    }

    /// The time of a burst by the clock of its run.
    fn time(&self, burst: &Burst) -> Option<i64> {
        let (voice, raw) = (self.voice(burst), self.raw(burst)?);
        let time = raw + voice.shift;
        Some(if self.forms[voice.run] == Form::Clock { time.rem_euclid(DAY_MS) } else { time })
    }

    /// The incidents of a code: how many, and the first of them with their places.
    pub fn incidents(&self, count: &Count, names: &Names<'_>) -> (u64, Vec<Incident>) {
        let unlisted = count.incidents - (count.bursts.len() as u64).min(count.incidents);
        let clusters = self.clusters(&count.bursts);
        let all = clusters.len() as u64 + unlisted;
        if count.events == 1 {
            return (all, Vec::new());
        }
        let listed = clusters.into_iter().take(MAX_LISTED).map(|cluster| Incident {
            count: cluster.bursts.iter().fold(0, |sum: u64, burst| sum.saturating_add(burst.events)),
            places: cluster.bursts.iter().map(|burst| names.place(&burst.first)).collect(),
        });
        (all, listed.collect())
    }

    /// Bursts of one run close in time, at most one of each kind of file; in the order of first places.
    fn clusters<'a>(&self, bursts: &'a [Burst]) -> Vec<Cluster<'a>> {
        let mut order: Vec<(usize, Option<i64>, &Burst)> =
            bursts.iter().map(|burst| (self.voice(burst).run, self.time(burst), burst)).collect();
        order.sort_by_key(|(run, time, burst)| (*run, *time, burst.first.log, burst.first.line));
        let mut clusters: Vec<Cluster<'a>> = Vec::new();
        let mut run_starts = 0;
        for (run, time, burst) in order {
            if clusters.last().is_some_and(|last| last.run != run) {
                run_starts = clusters.len();
            }
            let kind = self.voice(burst).kind;
            let near =
                |cluster: &&mut Cluster<'_>| cluster.end.zip(time).is_some_and(|(end, time)| time <= end + INCIDENT_MS.cast_signed());
            let open =
                clusters[run_starts..].iter_mut().rev().take(MAX_COMPARED).filter(near).find(|cluster| !cluster.kinds.contains(&kind));
            let end = time.map(|time| time + i64::try_from(burst.lasts).unwrap_or(i64::MAX / 2));
            match open {
                Some(cluster) => {
                    cluster.kinds.push(kind);
                    cluster.bursts.push(burst);
                    cluster.end = cluster.end.max(end);
                }
                None => clusters.push(Cluster { run, end, kinds: vec![kind], bursts: vec![burst] }),
            }
        }
        for cluster in &mut clusters {
            cluster.bursts.sort_by(|a, b| a.first.earlier(&b.first));
        }
        clusters.sort_by(|a, b| a.bursts[0].first.earlier(&b.bursts[0].first));
        clusters
    }
}

struct Cluster<'a> {
    run: usize,
    end: Option<i64>,
    kinds: Vec<Kind>,
    bursts: Vec<&'a Burst>,
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
