//! What the fuzzers run, over the kept inputs and over mutations of them made here.
//!
//! `fuzz/` runs the same functions for as long as one likes; every input that once broke one is kept in `corpus/`.

mod archive;
mod decode;
mod render;
mod sanitise;
mod scan;
mod token_redact;

#[path = "../common/mod.rs"]
mod common;

use common::Random;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Mutations of each kept input that one run of the tests tries.
const MUTATIONS: usize = 60;
/// Longest input made by a mutation.
const LONGEST: usize = 4096;

/// Runs a target over its kept inputs, then over mutations of them; a failure prints the input that makes it again.
fn all(target: &str, run: fn(&[u8])) {
    let folder = common::root().join("tests/fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let kept: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("a kept input")).collect();
    assert!(kept.len() >= 5, "{} kept inputs for {target}", kept.len());
    for (path, input) in paths.iter().zip(&kept) {
        once(&path.to_string_lossy(), run, input);
    }
    let seed = target.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut random = Random::new(seed);
    for round in 0..kept.len() * MUTATIONS {
        let input = mutated(&mut random, &kept);
        once(&format!("{target}, mutation {round}"), run, &input);
    }
}

fn once(name: &str, run: fn(&[u8]), input: &[u8]) {
    let ran = catch_unwind(AssertUnwindSafe(|| run(input)));
    assert!(ran.is_ok(), "{name}: the input is {:?}", String::from_utf8_lossy(input));
}

/// One kept input with a few changes: bytes flipped, pieces cut out, doubled or taken from another input.
fn mutated(random: &mut Random, kept: &[Vec<u8>]) -> Vec<u8> {
    let mut input = random.pick(kept).clone();
    for _ in 0..=random.below(4) {
        let from = random.below(input.len() + 1);
        let to = (from + random.below(40)).min(input.len());
        match random.below(5) {
            0 if !input.is_empty() => input[from.min(to.saturating_sub(1))] = u8::try_from(random.below(256)).expect("a byte"),
            1 => drop(input.drain(from..to)),
            2 => {
                let piece = input[from..to].to_vec();
                input.splice(from..from, piece);
            }
            3 => {
                let other = random.pick(kept);
                let start = random.below(other.len() + 1);
                let piece = other[start..(start + random.below(60)).min(other.len())].to_vec();
                input.splice(from..to, piece);
            }
            _ => input.insert(from, u8::try_from(random.below(256)).expect("a byte")),
        }
    }
    input.truncate(LONGEST);
    input
}

#[test]
fn scanning_is_whole() {
    all("scan", scan::run);
}

#[test]
fn decoding_never_stops() {
    all("decode", decode::run);
}

#[test]
fn tokens_are_read_and_secrets_stay_in() {
    all("token-redact", token_redact::run);
}

#[test]
fn sanitised_text_is_inert() {
    all("sanitise", sanitise::run);
}

#[test]
fn every_format_keeps_its_form() {
    all("render", render::run);
}

#[test]
fn archives_keep_to_their_caps() {
    all("archive", archive::run);
}
