//! Finds out which four bytes of each anchor the search asks first, and which anchors it asks as one group.
//!
//! ```text
//! cargo run --release --example fronts -- LOG... >src/scan/fronts.rs
//! ```
//!
//! The logs say what is common: places where a group lets something through cost time. Anchors are placed one after the
//! other, then moved as long as that helps. Only speed depends on the outcome.

use agora_logscan::scan::anchor::{ANCHORS, Front, LETTERS, places};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

/// How often every anchor may move.
const ROUNDS: usize = 8;

/// What passes the wider search counts so much more: there it takes the larger share of the time.
const WIDE: u64 = 2;

/// Four bytes as they stand in logs, and how often.
struct Gram {
    bytes: [u8; 4],
    count: u64,
}

/// An anchor in a group: which one, and which of its places.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Member {
    anchor: usize,
    place: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<[u8; 4], u64> = BTreeMap::new();
    for path in std::env::args().skip(1) {
        let text = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
        text.windows(4).for_each(|gram| *counts.entry([gram[0], gram[1], gram[2], gram[3]]).or_default() += 1);
    }
    let all: u64 = counts.values().sum();
    let grams = counts.into_iter().map(|(bytes, count)| Gram { bytes, count }).collect();
    let mut groups = Groups { grams, fronts: ANCHORS.iter().map(|anchor| places(anchor)).collect(), sets: vec![Vec::new(); LETTERS] };
    groups.place();
    let passed: u64 = groups.sets.iter().map(|group| groups.cost(group)).sum();
    eprintln!("{all} places cost {passed}");
    print!("{}", groups.text()?);
    Ok(())
}

struct Groups {
    grams: Vec<Gram>,
    /// The places that each anchor may be asked at.
    fronts: Vec<Vec<Front>>,
    sets: Vec<Vec<Member>>,
}

impl Groups {
    fn place(&mut self) {
        let mut order: Vec<(u64, usize)> = (0..self.fronts.len()).map(|anchor| (self.rarest(anchor), anchor)).collect();
        order.sort_by_key(|(cost, anchor)| (std::cmp::Reverse(*cost), *anchor));
        for (_, anchor) in &order {
            self.settle(*anchor);
        }
        for _ in 0..ROUNDS {
            let before = self.sets.clone();
            for anchor in 0..self.fronts.len() {
                self.sets.iter_mut().for_each(|group| group.retain(|member| member.anchor != anchor));
                self.settle(anchor);
            }
            if before == self.sets {
                break;
            }
        }
        self.sets.iter_mut().for_each(|group| group.sort_by_key(|member| member.anchor));
    }

    /// Places of the logs that let the anchor through where it is rarest.
    fn rarest(&self, anchor: usize) -> u64 {
        (0..self.fronts[anchor].len()).map(|place| self.cost(&[Member { anchor, place }])).min().unwrap_or_default()
    }

    /// Puts an anchor where it costs least.
    fn settle(&mut self, anchor: usize) {
        let mut best = (u64::MAX, 0, 0);
        for (at, group) in self.sets.iter().enumerate() {
            let before = self.cost(group);
            for place in 0..self.fronts[anchor].len() {
                let with: Vec<Member> = group.iter().copied().chain([Member { anchor, place }]).collect();
                best = best.min((self.cost(&with) - before, at, place));
            }
        }
        self.sets[best.1].push(Member { anchor, place: best.2 });
    }

    /// How many places of the logs the group lets through, the two vector searches together.
    fn cost(&self, group: &[Member]) -> u64 {
        if group.is_empty() {
            return 0;
        }
        let mut halves = [[0_u16; 2]; 4];
        let mut sevens = [0_u128; 4];
        for member in group {
            for ((half, seven), bytes) in halves.iter_mut().zip(&mut sevens).zip(&self.fronts[member.anchor][member.place].bytes) {
                for byte in bytes {
                    half[0] |= 1 << (byte & 15);
                    half[1] |= 1 << (byte >> 4);
                    *seven |= 1 << (byte & 127);
                }
            }
        }
        let by_halves =
            |gram: &Gram| gram.bytes.iter().zip(&halves).all(|(byte, [low, high])| low >> (byte & 15) & high >> (byte >> 4) & 1 == 1);
        let by_seven = |gram: &Gram| gram.bytes.iter().zip(&sevens).all(|(byte, seven)| seven >> (byte & 127) & 1 == 1);
        self.grams.iter().map(|gram| gram.count * (u64::from(by_halves(gram)) + WIDE * u64::from(by_seven(gram)))).sum()
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut out = String::from(HEAD);
        for group in &self.sets {
            out.push_str("    &[");
            for (index, member) in group.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                write!(out, "{comma}({:?}, {})", ANCHORS[member.anchor], self.fronts[member.anchor][member.place].at)?;
            }
            out.push_str("],\n");
        }
        out.push_str("];\n");
        Ok(out)
    }
}

const HEAD: &str = "\
//! Which bytes of an anchor are asked first, and which anchors are asked as one group.
//!
//! One rule: nobody writes here; the command that does is in benches/README.md. Only speed depends on what it says.

/// For each group, its anchors with the place of the four bytes that are asked first.
#[rustfmt::skip]
pub const FRONTS: &[&[(&str, usize)]] = &[
";
