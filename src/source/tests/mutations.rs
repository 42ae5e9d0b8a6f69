//! Thousands of damaged inputs, the same ones every time: no panic, bounded output, same answer twice.

use super::build::{self, Member, deflate, stored};
use super::{Got, read_with, sample};
use crate::source::Options;

/// A small generator, so that every run sees the same damage.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high % sides.max(1)
    }

    fn byte(&mut self) -> u8 {
        const EDGES: [u8; 8] = [0, 1, 0x7F, 0x80, 0xFF, 0xFE, b'9', 8];
        let any = u8::try_from(self.roll(256)).unwrap_or(0);
        if self.roll(2) == 0 { any } else { EDGES[self.roll(EDGES.len())] }
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len());
            let early = self.roll(bytes.len().min(64));
            match self.roll(7) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, self.byte()),
                2 if !bytes.is_empty() => drop(bytes.drain(at..(at + 1 + early).min(bytes.len()))),
                3 => bytes.extend_from_within(at..),
                4 if !bytes.is_empty() => bytes[early] = self.byte(),
                _ if !bytes.is_empty() => bytes[at] = self.byte(),
                _ => {}
            }
        }
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let text = sample(60);
    let packed = deflate(&text);
    let member = |name, flags| Member { name, method: 8, flags, data: &packed, text: &text };
    let mixed = [member("a.log", 0), member("dir/b.log", 8), stored("c.log", b"c\n")];
    let tar = build::tar(&[("a.log", &text), (&"n".repeat(150), b"long\n"), ("c", &build::gzip(&text))]);
    let utf16 = [b"\xFF\xFE".to_vec(), b"line\n".iter().flat_map(|byte| [*byte, 0]).collect()].concat();
    vec![
        build::gzip(&text),
        [build::gzip(b"one\n"), build::gzip(&text)].concat(),
        build::bzip2(&text),
        build::zstd(&text),
        build::XZ.to_vec(),
        build::zip(&mixed),
        build::zip_members(&mixed).0,
        build::zip(&[stored("in.zip", &build::zip(&mixed)), stored("t.tar", &tar)]),
        build::gzip(&tar),
        tar,
        utf16,
    ]
}

fn run(bytes: &[u8]) -> Vec<Got> {
    let options = Options { free_bytes: 256 * 1024, max_ratio: 20, max_members: 50, ..Options::default() };
    read_with("m", bytes, &options)
}

#[test]
fn damaged_inputs_neither_panic_nor_swell() {
    let mut dice = Dice(7);
    for seed in seeds() {
        for round in 0..400 {
            let mut bytes = seed.clone();
            dice.damage(&mut bytes);
            let got = run(&bytes);
            let size: usize = got.iter().map(|got| if let Got::Log { text, .. } = got { text.len() } else { 0 }).sum();
            let most = 3 * (256 * 1024 + 20 * bytes.len()) + 256 * 1024;
            assert!(size <= most && got.len() <= 110, "round {round}: {size} bytes in {} items", got.len());
        }
    }
}

#[test]
fn every_cut_of_every_kind_of_input_is_read_as_far_as_it_goes() {
    for seed in seeds() {
        for length in (0..seed.len()).step_by(1 + seed.len() / 150) {
            let got = run(&seed[..length]);
            assert_eq!(got, run(&seed[..length]));
        }
    }
}
