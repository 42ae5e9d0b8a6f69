//! Writes a made-up log for measuring.
//!
//! ```text
//! cargo run --release --example generate -- --size 1G --seed 7 --share 1 --kind mixed --out mixed.log
//! ```
//!
//! `--share` is in per cent of all lines. Lines and events made are printed to standard error.

mod corpus;

use corpus::{Corpus, Kind, Recipe};
use std::error::Error;
use std::fs::File;
use std::io::{self, Write};

/// Bytes made before they are written.
const BLOCK: usize = 1 << 20;
/// Room that the longest message needs.
const MARGIN: usize = 4 << 10;

struct Wanted {
    size: u64,
    recipe: Recipe,
    out: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = arguments(std::env::args().skip(1))?;
    let mut out: Box<dyn Write> = match &wanted.out {
        Some(path) => Box::new(File::create(path).map_err(|error| format!("{path}: {error}"))?),
        None => Box::new(io::stdout().lock()),
    };
    let mut corpus = Corpus::new(wanted.recipe);
    let bytes = write(&mut corpus, wanted.size, &mut out)?;
    eprintln!("{bytes} bytes, {} lines, {} events", corpus.lines, corpus.events);
    Ok(())
}

/// Writes whole lines, at most `size` bytes.
fn write(corpus: &mut Corpus, size: u64, out: &mut dyn Write) -> io::Result<u64> {
    let mut block = Vec::with_capacity(BLOCK + MARGIN);
    let mut written = 0;
    loop {
        let left = usize::try_from(size - written).unwrap_or(usize::MAX);
        let mut more = true;
        while more && block.len() < BLOCK {
            more = corpus.fill(&mut block, left);
        }
        out.write_all(&block)?;
        written += block.len() as u64;
        block.clear();
        if !more {
            out.flush()?;
            return Ok(written);
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted { size: 1 << 20, recipe: Recipe { seed: 1, share: 0.01, kind: Kind::Mixed }, out: None };
    while let Some(name) = given.next() {
        let value = given.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--size" => wanted.size = size(&value)?,
            "--seed" => wanted.recipe.seed = value.parse().map_err(|_| format!("--seed {value}: not a whole number"))?,
            "--share" => wanted.recipe.share = share(&value)?,
            "--kind" => wanted.recipe.kind = kind(&value)?,
            "--out" => wanted.out = Some(value),
            _ => return Err(format!("{name}: known are --size, --seed, --share, --kind and --out")),
        }
    }
    Ok(wanted)
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        unit => return Err(format!("--size {text}: `{unit}` is no unit; known are K, M and G")),
    };
    let number: u64 = digits.parse().map_err(|_| format!("--size {text}: not a number"))?;
    number.checked_mul(unit).ok_or_else(|| format!("--size {text}: too large"))
}

fn share(text: &str) -> Result<f64, String> {
    let per_cent: f64 = text.parse().map_err(|_| format!("--share {text}: not a number"))?;
    if (0.0..=50.0).contains(&per_cent) { Ok(per_cent / 100.0) } else { Err(format!("--share {text}: 0 to 50 per cent")) }
}

fn kind(text: &str) -> Result<Kind, String> {
    match text {
        "mixed" => Ok(Kind::Mixed),
        "noise" => Ok(Kind::Noise),
        _ => Err(format!("--kind {text}: mixed or noise")),
    }
}
