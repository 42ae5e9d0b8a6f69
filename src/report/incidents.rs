//! Bursts of several logs to incidents: one failure of one run is told by the files of the SDK, by Iris and by the app at once.
//!
//! One rule: an incident has at most one burst of each kind of file. Two apps side by side in one folder may be two devices, so
//! what both say at the same second stays two incidents.

use super::Names;
use super::run::{self, Run};
use crate::catalogue::Id;
use crate::model::{Few, Incident, Input};
use crate::tally::{Burst, Count};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

/// How many incidents of a finding are listed.
const MAX_LISTED: usize = 10;

type Key = (&'static str, Id);

/// The incidents of all codes, put together folder by folder.
///
/// Bursts wait only where logs of several kinds lie in one folder, and only until the last of these logs was added.
#[derive(Default)]
pub(super) struct Incidents {
    /// All logs by folder, and in each by number.
    logs: Vec<u32>,
    /// The folder of each log.
    of_log: Vec<u32>,
    folders: Vec<Folder>,
    waiting: BTreeMap<u32, BTreeMap<Key, Vec<Burst>>>,
    codes: BTreeMap<Key, Told>,
}

/// A folder, or an archive: what lies in it may be of one run.
struct Folder {
    /// Where its logs begin in the list.
    start: u32,
    /// How many there are, and how many are still to come.
    count: u32,
    left: u32,
    /// All are of one kind, or of runs that nobody can tell apart: no burst has anything to do with another.
    is_plain: bool,
}

/// What is known of one code.
#[derive(Default)]
struct Told {
    /// Bursts that were compared, and the incidents that they are.
    bursts: u64,
    incidents: u64,
    /// The first incidents, each as its bursts.
    first: Vec<Vec<Burst>>,
}

impl Told {
    fn add(&mut self, incident: Vec<Burst>) {
        self.bursts += incident.len() as u64;
        self.incidents += 1;
        let Some(burst) = incident.first() else { return };
        let at = self.first.partition_point(|known| !known[0].first.earlier(&burst.first).is_gt());
        if at < MAX_LISTED {
            self.first.truncate(MAX_LISTED - 1);
            self.first.insert(at, incident);
        }
    }
}

/// Leaves those that a report may list.
pub(super) fn shorten(bursts: &mut Few<Burst>) {
    if bursts.len() > MAX_LISTED {
        bursts.sort_by(|a, b| a.first.earlier(&b.first));
        bursts.truncate(MAX_LISTED);
    }
}

impl Incidents {
    /// Of these logs, which are in order; nothing added yet.
    pub fn over(inputs: &[Input]) -> Incidents {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut logs: Vec<u32> = (0..small(inputs.len())).collect();
        logs.sort_by(|a, b| folder(&inputs[*a as usize]).cmp(folder(&inputs[*b as usize])).then_with(|| a.cmp(b)));
        let strange = strangers(inputs);
        let mut all = Incidents { of_log: vec![0; inputs.len()], ..Incidents::default() };
        for own in logs.chunk_by(|a, b| folder(&inputs[*a as usize]) == folder(&inputs[*b as usize])) {
            let mut kinds = own.iter().map(|log| run::kind_of(&inputs[*log as usize]));
            let first = kinds.next();
            let is_plain = kinds.all(|kind| Some(kind) == first) || strange.contains(folder(&inputs[own[0] as usize]));
            let start = all.folders.last().map_or(0, |last| last.start + last.count);
            for log in own {
                all.of_log[*log as usize] = small(all.folders.len());
            }
            all.folders.push(Folder { start, count: small(own.len()), left: small(own.len()), is_plain });
        }
        Incidents { logs, ..all }
    }

    /// Takes those bursts of a code in one part that have to be compared with others; each of those left is an incident by itself.
    pub fn take(&mut self, key: &Key, bursts: &mut Few<Burst>) {
        let folder = |burst: &Burst| self.of_log[burst.first.log as usize];
        if bursts.iter().all(|burst| self.folders[folder(burst) as usize].is_plain) {
            return;
        }
        for burst in std::mem::take(bursts) {
            let folder = self.of_log[burst.first.log as usize];
            if self.folders[folder as usize].is_plain {
                bursts.push(burst);
            } else {
                let waiting = self.waiting.entry(folder).or_default();
                waiting.entry(key.clone()).or_default().push(burst);
            }
        }
    }

    /// Takes note that everything of these logs was added, and settles what waited for them.
    pub fn end(&mut self, inputs: &[Input], logs: &[u32]) {
        for log in logs {
            let at = self.of_log[*log as usize];
            let folder = &mut self.folders[at as usize];
            folder.left = folder.left.saturating_sub(1);
            let (start, count) = (folder.start as usize, folder.count as usize);
            let Some(mut waiting) = (folder.left == 0).then(|| self.waiting.remove(&at)).flatten() else { continue };
            for bursts in waiting.values_mut() {
                bursts.sort_by_key(|burst| (burst.first.log, burst.first.line));
            }
            let run = Run::of(inputs, &self.logs[start..start + count], &waiting);
            for (key, bursts) in waiting {
                let told = told(&mut self.codes, &key);
                run.incidents(bursts).into_iter().for_each(|incident| told.add(incident));
            }
        }
    }

    /// The incidents of a code: how many, and the first of them with their places.
    pub fn of(&self, key: &Key, count: &Count, names: &Names<'_>) -> (u64, Vec<Incident>) {
        let told = self.codes.get(key);
        let all = told.map_or(count.incidents, |told| told.incidents + (count.incidents - told.bursts.min(count.incidents)));
        if count.events == 1 {
            return (all, Vec::new());
        }
        let compared = told.iter().flat_map(|told| &told.first).map(Vec::as_slice);
        let mut first: Vec<&[Burst]> = compared.chain(count.bursts.chunks(1)).collect();
        first.sort_by(|a, b| a[0].first.earlier(&b[0].first));
        first.truncate(MAX_LISTED);
        let listed = first.into_iter().map(|bursts| Incident {
            count: bursts.iter().fold(0, |sum: u64, burst| sum.saturating_add(burst.events)),
            places: bursts.iter().map(|burst| names.place(burst.first.clone())).collect(),
        });
        (all, listed.collect())
    }
}

fn told<'a>(codes: &'a mut BTreeMap<Key, Told>, key: &Key) -> &'a mut Told {
    match codes.entry(key.clone()) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(Told::default()),
    }
}

/// The folder in which a log lies, with what stands behind it.
fn folder(input: &Input) -> &str {
    let start = input.source.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
    &input.source[..start]
}

/// Folders with several logs of the same name: nobody can say which files beside them belong to which, so each is a run of its own.
fn strangers(inputs: &[Input]) -> HashSet<&str> {
    let numbered = |input: &'_ Input| {
        let (name, number) = input.source.rsplit_once('~')?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(name.len())
    };
    let doubles = || inputs.iter().filter_map(|input| Some((input, &input.source[..numbered(input)?])));
    let wanted: HashSet<&str> = doubles().map(|(_, name)| name).collect();
    let there: HashSet<&str> = inputs.iter().map(|input| input.source.as_str()).filter(|name| wanted.contains(name)).collect();
    doubles().filter(|(_, name)| there.contains(name)).map(|(input, _)| folder(input)).collect()
}
