//! Which bytes a match of an expression may begin with, place by place; used by the build script alone.
//!
//! One rule: it may let too many texts through, never too few.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Places looked at.
const PLACES: u32 = 24;

/// A set of bytes.
pub type Bytes = [u128; 2];

/// What may stand at each place.
type Places = [Bytes; PLACES as usize];

/// Sets of bytes for the first places, as many as every match has: the expression matches at the start of a text only. The
/// first byte is one of these, if there are any.
pub fn head(first: &str, hir: &Hir) -> Vec<Bytes> {
    let mut found = Places::default();
    let ends = follow(hir, 1, &mut found);
    let least = ends.trailing_zeros().min(PLACES);
    if !first.is_empty() {
        let wanted = set(|byte| first.bytes().any(|first| first == byte));
        found[0].iter_mut().zip(wanted).for_each(|(known, wanted)| *known &= wanted);
    }
    found[..least as usize].to_vec()
}

/// The code of two tables of bits, one an expression: by place and byte, those of which a match may have the byte there; by
/// place, those that a text may match which ends there.
pub fn code(heads: &[Vec<Bytes>]) -> String {
    assert!(heads.len() <= 64, "expressions are kept as the bits of one number");
    let bits = |holds: &dyn Fn(&Vec<Bytes>) -> bool| heads.iter().enumerate().map(|(at, head)| u64::from(holds(head)) << at).sum::<u64>();
    let may = |place: usize, byte: usize| bits(&|head| head.get(place).is_none_or(|set| set[byte / 128] >> (byte % 128) & 1 == 1));
    let places = 0..PLACES as usize;
    let heads_code: Vec<Vec<u64>> = places.clone().map(|place| (0..256).map(|byte| may(place, byte)).collect()).collect();
    let ends: Vec<u64> = places.map(|place| bits(&|head| head.len() <= place)).collect();
    format!("pub static HEADS: &[[u64; 256]; {PLACES}] = &{heads_code:?};\npub static ENDS: &[u64; {PLACES}] = &{ends:?};\n")
}

/// Adds what may stand at the places where this part may begin, given as bits, and gives the places where it may end. The bit
/// behind the last place stands for all that follow.
fn follow(hir: &Hir, starts: u32, found: &mut Places) -> u32 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => starts,
        HirKind::Literal(literal) => literal.0.iter().fold(starts, |starts, byte| step(starts, set(|other| other == *byte), found)),
        HirKind::Class(class) => follow_class(class, starts, found),
        HirKind::Capture(capture) => follow(&capture.sub, starts, found),
        HirKind::Concat(parts) => parts.iter().fold(starts, |starts, part| follow(part, starts, found)),
        HirKind::Alternation(parts) => parts.iter().fold(0, |ends, part| ends | follow(part, starts, found)),
        HirKind::Repetition(repetition) => {
            let least = (0..repetition.min.min(PLACES)).fold(starts, |starts, _| follow(&repetition.sub, starts, found));
            let more = repetition.max.unwrap_or(u32::MAX).saturating_sub(repetition.min).min(PLACES);
            (0..more).fold(least, |ends, _| ends | follow(&repetition.sub, ends, found))
        }
    }
}

/// A character beyond ASCII is up to four bytes of any kind.
fn follow_class(class: &Class, starts: u32, found: &mut Places) -> u32 {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
        Class::Bytes(class) => class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let within = |byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte.into()));
    let ascii = step(starts, set(|byte| byte.is_ascii() && within(byte)), found);
    if ranges.iter().all(|(_, to)| *to < 0x80) {
        return ascii;
    }
    let (mut ends, mut here) = (ascii, starts);
    for _ in 0..4 {
        here = step(here, set(|byte| !byte.is_ascii()), found);
        ends |= here;
    }
    ends
}

fn step(starts: u32, bytes: Bytes, found: &mut Places) -> u32 {
    for at in (0..PLACES).filter(|at| starts & (1 << at) != 0) {
        found[at as usize].iter_mut().zip(bytes).for_each(|(known, more)| *known |= more);
    }
    let behind = 1 << PLACES;
    ((starts << 1) | (starts & behind)) & (2 * behind - 1)
}

fn set(holds: impl Fn(u8) -> bool) -> Bytes {
    let mut bytes = [0; 2];
    (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| bytes[usize::from(byte) / 128] |= 1 << (byte % 128));
    bytes
}
