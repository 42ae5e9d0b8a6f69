//! Events to counts that add up in any grouping.
//!
//! One rule: [`Tally::merge`] is associative and commutative, and first, last and samples are chosen by place and time
//! alone; so it does not matter which thread or machine counted what.

mod burst;
mod count;
mod counter;
mod spot;
mod times;
pub mod words;

pub use burst::Burst;
pub use count::{Count, MAX_BURSTS, MAX_LOGS, MAX_SAMPLES};
pub use counter::{Counter, INCIDENT_MS};
pub use spot::{Spot, is_time};
pub use times::{MAX_COARSE, MAX_TIMES, Times};
pub use words::Word;

use crate::catalogue::Id;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Counts of all codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// By domain and code.
    pub counts: BTreeMap<(&'static str, Id), Box<Count>>,
}

impl Tally {
    /// Adds the counts of other logs. Logs must be numbered alike in both.
    pub fn merge(&mut self, other: Tally) {
        for (key, count) in other.counts {
            self.add(key, count);
        }
    }

    /// Adds the count of a code; gives what is counted of it now.
    pub fn add(&mut self, key: (&'static str, Id), count: Box<Count>) -> &mut Count {
        match self.counts.entry(key) {
            Entry::Occupied(known) => {
                let mine = known.into_mut();
                mine.merge(*count);
                mine
            }
            Entry::Vacant(new) => new.insert(count),
        }
    }
}

impl Count {
    /// The same counts where logs have other numbers: log `n` becomes `numbers[n]`.
    pub fn renumber(&mut self, numbers: &[u32]) {
        let renumber = |log: &mut u32| *log = numbers.get(*log as usize).copied().unwrap_or(*log);
        renumber(&mut self.first.log);
        renumber(&mut self.last.log);
        self.by_log.iter_mut().for_each(|(log, _)| renumber(log));
        self.by_log.sort_unstable();
        self.samples.iter_mut().for_each(|(spot, _)| renumber(&mut spot.log));
        self.samples.sort_by(|a, b| a.0.earlier(&b.0));
        self.bursts.iter_mut().for_each(|burst| renumber(&mut burst.first.log));
    }

    /// Every place in it.
    pub fn spots(&mut self) -> impl Iterator<Item = &mut Spot> {
        let samples = self.samples.iter_mut().map(|(spot, _)| spot);
        let bursts = self.bursts.iter_mut().map(|burst| &mut burst.first);
        [&mut self.first, &mut self.last].into_iter().chain(samples).chain(bursts)
    }
}

/// In JSON: a list of `[domain, code, counts]`.
impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.counts.iter().map(|((domain, id), count)| (domain, id, count)))
    }
}

#[derive(serde::Deserialize)]
struct Domain(#[serde(deserialize_with = "words::domain")] Word);

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut tally = Tally::default();
        for (Domain(domain), id, mut count) in Vec::<(Domain, Id, Box<Count>)>::deserialize(deserializer)? {
            count.logs = count.by_log.len() as u64;
            if tally.counts.insert((domain, id), count).is_some() {
                return Err(D::Error::custom("a code is counted twice"));
            }
        }
        Ok(tally)
    }
}
