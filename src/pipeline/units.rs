//! Which sources are read together: the pieces of a rotated log one after the other, small ones side by side.
//!
//! One rule: it looks at names and at the beginnings of files; what it decides is the same for the same files.

use super::first_time;
use crate::source::{self, Item, Kind, Source};
use std::fs::{self, Metadata};
use std::io::Read;
use std::path::Path;

/// How many small logs are scanned side by side before their events are handed on.
pub const AT_ONCE: usize = 64;
/// Longest source that is scanned beside others, in bytes; longer ones are cut and use all cores by themselves.
const SMALL: u64 = 1 << 20;

/// Sources that are one log, the oldest first; most often one.
pub type Unit<'a> = Vec<&'a Source>;

/// Puts sources together, each set where its first piece stands.
pub fn units<'a>(sources: &'a [Source], options: &source::Options) -> Vec<Unit<'a>> {
    let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
    let mut units = Vec::new();
    for set in source::rotation_sets(&names) {
        let unit: Unit<'a> = set.into_iter().map(|at| &sources[at]).collect();
        units.extend(if unit.len() == 1 { vec![unit] } else { pieces(&unit, options) });
    }
    units
}

/// The pieces in order, or each as a log of its own. What is no regular file cannot be looked into and read again.
fn pieces<'a>(unit: &Unit<'a>, options: &source::Options) -> Vec<Unit<'a>> {
    let apart = || unit.iter().map(|source| vec![*source]).collect();
    if unit.iter().any(|source| length(source).is_none()) {
        return apart();
    }
    let times: Vec<Option<String>> = unit.iter().map(|source| first_time_in(source, options)).collect();
    let named: Vec<(&str, Option<&str>)> = unit.iter().zip(&times).map(|(source, time)| (source.name.as_str(), time.as_deref())).collect();
    source::rotation_by_time(&named).map_or_else(apart, |order| vec![order.into_iter().map(|at| unit[at]).collect()])
}

fn first_time_in(source: &Source, options: &source::Options) -> Option<String> {
    let mut time = None;
    source::visit(source, options, &mut |item| {
        if let (None, Item::Log(log)) = (&time, item) {
            time = first_time(log.body.head());
        }
    });
    time
}

fn length(source: &Source) -> Option<u64> {
    let Kind::Path(path) = &source.kind else { return None };
    fs::metadata(path).ok().filter(Metadata::is_file).map(|data| data.len())
}

/// A plain file short enough that its events may wait for their turn. What may be packed can hold more than it shows.
pub fn is_small(unit: &Unit<'_>) -> bool {
    unit.iter().all(|source| {
        let Kind::Path(path) = &source.kind else { return false };
        length(source).is_some_and(|length| length <= SMALL) && !is_packed(path)
    })
}

/// What cannot be opened counts as packed: it is left to whoever reads it to say why.
fn is_packed(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_err() || PACKED.iter().any(|magic| head.starts_with(magic))
}

/// How packed data begins: gzip, zip, xz, zstd, bzip2.
const PACKED: [&[u8]; 5] = [&[0x1f, 0x8b], b"PK", &[0xfd, b'7', b'z'], &[0x28, 0xb5, 0x2f, 0xfd], b"BZh"];
