//! Which bytes a match of an expression may begin with, place by place; used by the build script alone.
//!
//! One rule: it may let too many texts through, never too few.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Places looked at.
pub const PLACES: u32 = 24;

/// A set of bytes.
pub type Bytes = [u128; 2];

/// Sets of bytes for the first places, as many as every match has: the expression matches at the start of a text only.
pub fn head(regex: &str) -> Vec<Bytes> {
    let hir = regex_syntax::parse(regex).unwrap_or_else(|e| panic!("{regex}: {e}"));
    let mut found = [[0; 2]; PLACES as usize];
    let ends = follow(&hir, 1, &mut found);
    let least = ends.trailing_zeros().min(PLACES);
    found[..least as usize].to_vec()
}

/// Adds what may stand at the places where this part may begin, given as bits, and gives the places where it may end.
fn follow(hir: &Hir, starts: u32, found: &mut [Bytes; PLACES as usize]) -> u32 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => starts,
        HirKind::Literal(literal) => literal.0.iter().fold(starts, |starts, byte| step(starts, &mut |set| insert(set, *byte), found)),
        HirKind::Class(class) => follow_class(class, starts, found),
        HirKind::Capture(capture) => follow(&capture.sub, starts, found),
        HirKind::Concat(parts) => parts.iter().fold(starts, |starts, part| follow(part, starts, found)),
        HirKind::Alternation(parts) => parts.iter().fold(0, |ends, part| ends | follow(part, starts, found)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min + PLACES);
            let (mut ends, mut here) = (0, starts);
            for round in 0..=most {
                if round >= repetition.min {
                    ends |= here;
                }
                if here == 0 {
                    break;
                }
                here = follow(&repetition.sub, here, found);
            }
            ends
        }
    }
}

fn follow_class(class: &Class, starts: u32, found: &mut [Bytes; PLACES as usize]) -> u32 {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (u32::from(range.start()), u32::from(range.end()))).collect(),
        Class::Bytes(class) => class.iter().map(|range| (u32::from(range.start()), u32::from(range.end()))).collect(),
    };
    let within = |byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&u32::from(byte)));
    let ascii = step(starts, &mut |set| (0..0x80).filter(|byte| within(*byte)).for_each(|byte| insert(set, byte)), found);
    if ranges.iter().all(|(_, to)| *to < 0x80) {
        return ascii;
    }
    let wide = &mut |set: &mut Bytes| (0x80..=0xff).for_each(|byte| insert(set, byte));
    (1..=4)
        .fold((ascii, starts), |(ends, here), _| {
            let next = step(here, wide, found);
            (ends | next, next)
        })
        .0
}

/// One byte at each of the places.
fn step(starts: u32, add: &mut dyn FnMut(&mut Bytes), found: &mut [Bytes; PLACES as usize]) -> u32 {
    (0..PLACES).filter(|at| starts & (1 << at) != 0).for_each(|at| add(&mut found[at as usize]));
    // Places behind the last are of no interest, but a match that reaches them has not ended before.
    let reach = (1_u32 << PLACES) | ((1 << PLACES) - 1);
    ((starts << 1) | (starts & (1 << PLACES))) & reach
}

fn insert(set: &mut Bytes, byte: u8) {
    set[usize::from(byte) / 128] |= 1 << (byte % 128);
}
