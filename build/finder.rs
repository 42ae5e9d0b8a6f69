//! The code of a `Finder`: the first bytes of what an expression matches, and its automaton.
//!
//! One rule: an expression that may begin with nearly anything has none: to look for its beginnings would help nobody.

use super::ascii::ascii;
use super::sieve::Samples;
use super::{automaton, head};
use regex_syntax::hir::Look;
use std::collections::BTreeMap;

/// Places that are told at most: a byte has a bit for each.
const PLACES: usize = 8;
/// A finder lets through less than one of so many places of a text that looks random.
const FEW: u128 = 16;

/// What finders are made with.
pub struct Maker<'a> {
    pub samples: &'a Samples,
    pub tables: &'a mut automaton::Tables,
}

impl Maker<'_> {
    /// The code of a table of `Option<Finder>`, one for each expression.
    pub fn code(&mut self, name: &str, regexes: &[String]) -> String {
        let finders: Vec<String> = regexes.iter().map(|regex| self.one(regex).unwrap_or_else(|| "None".to_owned())).collect();
        format!("pub static {name}: &[Option<Finder>] = &[{}];\n", finders.join(","))
    }

    /// The code of a static `Expression` for each of these.
    pub fn statics(&mut self, named: &BTreeMap<String, String>) -> String {
        let one = |(name, regex): (&String, &String)| {
            let regex = ascii(regex);
            let finder = self.one(&regex).unwrap_or_else(|| "None".to_owned());
            format!(
                "/// `{name}` of `expressions.toml`.\npub static {name}: Expression = Expression::found({regex:?}, {{\n\
                 static FINDER: Option<Finder> = {finder};\nFINDER.as_ref()\n}});\n"
            )
        };
        let all: Vec<String> = named.keys().map(|name| format!("&{name}")).collect();
        let all = format!("/// All of them.\n#[cfg(test)]\npub static ALL: &[&Expression] = &[{}];\n", all.join(","));
        named.iter().map(one).collect::<String>() + &all
    }

    fn one(&mut self, regex: &str) -> Option<String> {
        let hir = automaton::parsed(regex);
        let first = hir.properties().look_set_prefix().contains(Look::Start);
        let sets = head::head("", &hir);
        let sets = &sets[..sets.len().min(PLACES)];
        let fronts: u128 = sets.iter().map(|set| members(set).count() as u128).product();
        if sets.is_empty() || (!first && fronts * FEW > 1 << (8 * sets.len())) {
            return None;
        }
        let places = |byte: u8| sets.iter().enumerate().map(|(at, set)| u32::from(holds(set, byte)) << at).sum::<u32>();
        let head: Vec<u32> = (0..=255).map(places).collect();
        let (rare, (automaton, gate)) = (self.rare(sets), self.tables.with_gate(&hir));
        let places = sets.len();
        Some(format!(
            "Some(Finder {{ first: {first}, head: {head:?}, places: {places}, rare: {rare:?}, gate: {gate}, automaton: {automaton} }})"
        ))
    }

    fn rare(&self, sets: &[head::Bytes]) -> Option<([u8; 3], usize)> {
        let few = sets.iter().enumerate().filter(|(_, set)| members(set).count() <= 3);
        let often = |set: &head::Bytes| members(set).map(|byte| self.samples.often(byte)).sum::<usize>();
        let (at, set) = few.min_by_key(|(_, set)| often(set))?;
        let bytes: Vec<u8> = members(set).collect();
        Some((std::array::from_fn(|at| bytes[at.min(bytes.len() - 1)]), at))
    }
}

fn holds(set: &head::Bytes, byte: u8) -> bool {
    set[usize::from(byte) / 128] >> (byte % 128) & 1 == 1
}

fn members(set: &head::Bytes) -> impl Iterator<Item = u8> {
    (0..=u8::MAX).filter(|byte| holds(set, *byte))
}
