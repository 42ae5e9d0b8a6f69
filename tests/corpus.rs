//! The logs made for measuring are what they claim to be. No test here looks at a clock.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use agora_logscan::{Options, scan_paths};
use corpus::{Corpus, Kind, Recipe};
use std::fs;

const MIB: usize = 1 << 20;

/// A log of at most `size` bytes with its numbers of lines and events.
fn made(recipe: Recipe, size: usize) -> (Vec<u8>, u64, u64) {
    let mut corpus = Corpus::new(recipe);
    let mut bytes = Vec::new();
    while corpus.fill(&mut bytes, size) {}
    (bytes, corpus.lines, corpus.events)
}

fn mixed(seed: u64, share: f64) -> Recipe {
    Recipe { seed, share, kind: Kind::Mixed }
}

/// Events that a scan finds, echoes too, and lines that it counts.
fn scanned(bytes: &[u8]) -> (u64, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("made-up.log");
    fs::write(&path, bytes).expect("a file");
    let mut events = 0;
    let report = scan_paths(&[path], &Options::default(), &mut |_, _| events += 1);
    (events, report.inputs[0].lines)
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_another_seed_others() {
    for kind in [Kind::Mixed, Kind::Noise] {
        let recipe = Recipe { seed: 3, share: 0.01, kind };
        let (bytes, ..) = made(recipe, MIB);
        assert!(bytes == made(recipe, MIB).0, "{kind:?}: two runs differ");
        assert!(bytes != made(Recipe { seed: 4, ..recipe }, MIB).0, "{kind:?}: the seed changes nothing");
    }
}

/// Catches a change of the generator, after which earlier results cannot be compared.
#[test]
fn the_bytes_are_those_of_earlier_runs() {
    let digest =
        |bytes: &[u8]| bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = digest(&made(mixed(7, 0.01), MIB).0);
    let noise = digest(&made(Recipe { seed: 7, share: 0.0, kind: Kind::Noise }, MIB).0);
    assert_eq!((mixed, noise), (0x764b_1542_3e34_b478, 0x56b6_1792_c67d_1820), "write these here and run UPDATE=1 benches/instructions.sh");
}

#[test]
fn a_small_log_is_the_beginning_of_a_large_one() {
    let (large, ..) = made(mixed(3, 0.01), MIB);
    let (small, ..) = made(mixed(3, 0.01), MIB / 3);
    assert!(small.len() > MIB / 3 - 2_000 && small.len() <= MIB / 3, "{}", small.len());
    assert!(large.starts_with(&small));
}

#[test]
fn as_many_lines_hold_an_event_as_were_asked_for() {
    for (share, size) in [(0.0001, 16 * MIB), (0.01, 2 * MIB), (0.1, MIB)] {
        let (bytes, lines, events) = made(mixed(7, share), size);
        let (found, counted) = scanned(&bytes);
        assert_eq!(counted, lines, "{share}: lines");
        let wanted = share * to_float(lines);
        assert!((to_float(found) - wanted).abs() <= (0.1 * wanted).max(1.0), "{share}: {found} found, {events} made, {wanted} wanted");
    }
}

#[test]
fn without_events_nothing_is_found() {
    for kind in [Kind::Mixed, Kind::Noise] {
        let (bytes, ..) = made(Recipe { seed: 7, share: 0.0, kind }, MIB);
        assert_eq!(scanned(&bytes).0, 0, "{kind:?}");
    }
}

#[test]
fn lines_are_as_long_as_in_real_logs_and_every_grammar_occurs() {
    let (bytes, lines, _) = made(mixed(7, 0.1), 4 * MIB);
    let text = String::from_utf8(bytes).expect("the templates are UTF-8");
    let usual = text.lines().filter(|line| (80..=250).contains(&line.len())).count();
    assert!(to_float(usual as u64) >= 0.95 * to_float(lines), "{usual} of {lines} lines have 80 to 250 bytes");
    for sign in ["ViewRootImpl@", "I/flutter (", "][A]:(0000", "[BWE]: ", "api name RtcEngine_", "Agora-SDK [INFO]"] {
        assert!(text.contains(sign), "no line with {sign}");
    }
    let (noise, ..) = made(Recipe { seed: 7, share: 0.0, kind: Kind::Noise }, MIB);
    assert!(!String::from_utf8_lossy(&noise).to_lowercase().contains("agora"));
}

#[allow(clippy::cast_precision_loss)] // counts of lines are far below 2^52
fn to_float(count: u64) -> f64 {
    count as f64
}
