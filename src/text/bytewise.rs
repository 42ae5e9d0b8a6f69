//! Expressions over the bytes of text that is known to be UTF-8.
//!
//! One rule: what matches stays the same, but that the two characters beyond ASCII which are letters of ASCII in another case
//! count as others beyond ASCII do. A class with all of these needs to tell where a character begins, not which one it is, which
//! takes two states and no more.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// Characters beyond ASCII that are letters of ASCII in another case: the long s, and the sign of kelvin.
const FOLDED: [(char, char); 2] = [('s', '\u{17f}'), ('k', '\u{212a}')];

/// The same expression over bytes.
pub(super) fn bytewise(hir: Hir) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(bytewise).collect();
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => of_class(class),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition { sub: Box::new(bytewise(*repetition.sub)), ..repetition }),
        HirKind::Capture(capture) => Hir::capture(Capture { sub: Box::new(bytewise(*capture.sub)), ..capture }),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
    }
}

fn of_class(mut class: ClassUnicode) -> Hir {
    if class.is_ascii() {
        return Hir::class(Class::Unicode(class));
    }
    let mut whole = class.clone();
    whole.union(&ClassUnicode::new(FOLDED.map(|(_, folded)| ClassUnicodeRange::new(folded, folded))));
    if whole.ranges().last().is_some_and(|range| range.start() <= '\u{80}' && range.end() == char::MAX) {
        return open(&whole);
    }
    for (letter, folded) in FOLDED {
        if class.ranges().iter().any(|range| range.start() <= letter && letter <= range.end()) {
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new(folded, folded)]));
        }
    }
    Hir::class(Class::Unicode(class))
}

/// A class with every character beyond ASCII.
fn open(class: &ClassUnicode) -> Hir {
    let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
    let ascii = ascii.map(|range| ClassBytesRange::new(range.start() as u8, range.end().min('\u{7f}') as u8));
    let bytes = |class| Hir::class(Class::Bytes(class));
    let run = |from, to| bytes(ClassBytes::new([ClassBytesRange::new(from, to)]));
    let rest = Repetition { min: 1, max: None, greedy: true, sub: Box::new(run(0x80, 0xbf)) };
    Hir::alternation(vec![bytes(ClassBytes::new(ascii)), Hir::concat(vec![run(0xc2, 0xf4), Hir::repetition(rest)])])
}
