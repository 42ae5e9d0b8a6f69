//! Which texts an expression cannot match without.
//!
//! One rule: what it says is true of every match, compared without regard to case; it may say less than it could. The
//! build script makes word lists with it.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look, Repetition};

/// Stands for any digit.
const DIGIT: char = '\u{1}';
/// Stands for up to [`RUN`] characters that are no letters, digits or `_`.
const GAP: char = '\u{2}';
/// Stands for the edge of a word.
const EDGE: char = '\u{3}';
/// Stands for any number of characters that are no letters, digits or `_`.
const STRETCH: char = '\u{4}';
/// Longest run that is one [`GAP`].
const RUN: u32 = 4;
/// Most texts that stand for one part of an expression.
const MOST: usize = 96;

/// Takes an expression apart.
fn parse(regex: &str) -> Hir {
    regex_syntax::parse(regex).unwrap_or_else(|e| panic!("{regex}: {e}"))
}

/// Words of which every match holds one, in lower case; nothing when there are none of two letters and more.
pub fn words(regex: &str) -> Option<Vec<String>> {
    let mut found = best(&parse(regex))?;
    found.sort();
    found.dedup();
    Some(found)
}

/// Sets of words, the longest first: every match holds a word of each set.
pub fn sets(regex: &str, most: usize) -> Vec<Vec<String>> {
    let hir = parse(regex);
    let mut found: Vec<Vec<String>> = match peeled(&hir).kind() {
        HirKind::Concat(parts) => runs(parts).into_iter().filter_map(plain).chain(parts.iter().filter_map(best)).collect(),
        _ => best(&hir).into_iter().collect(),
    };
    for set in &mut found {
        set.sort();
        set.dedup();
    }
    found.sort_by_key(|set| std::cmp::Reverse(worth(set)));
    found.dedup();
    found.truncate(most);
    found
}

fn peeled(hir: &Hir) -> &Hir {
    match hir.kind() {
        HirKind::Capture(capture) => peeled(&capture.sub),
        _ => hir,
    }
}

fn worth(texts: &[String]) -> (Option<usize>, std::cmp::Reverse<usize>) {
    (texts.iter().map(|text| text.chars().count().min(6)).min(), std::cmp::Reverse(texts.len()))
}

/// Whether every match holds a minus sign right before a digit.
pub fn has_minus(regex: &str) -> bool {
    let minus = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(2).any(|pair| pair[0] == '-' && (pair[1] == DIGIT || pair[1].is_ascii_digit()))
    };
    always(&parse(regex), &minus)
}

/// Whether every match holds a character beyond ASCII.
pub fn is_beyond_ascii(regex: &str) -> bool {
    beyond(&parse(regex))
}

fn beyond(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => !literal.0.is_ascii(),
        HirKind::Class(Class::Unicode(class)) => class.iter().all(|range| !range.start().is_ascii()),
        HirKind::Alternation(branches) => branches.iter().all(beyond),
        HirKind::Concat(parts) => parts.iter().any(beyond),
        HirKind::Capture(capture) => beyond(&capture.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && beyond(&repetition.sub),
        _ => false,
    }
}

/// Whether every match holds a text that passes, of each list of texts of which it must hold one.
fn always(hir: &Hir, passes: &dyn Fn(&str) -> bool) -> bool {
    let all = |texts: &Vec<String>| !texts.is_empty() && texts.iter().all(|text| passes(text));
    match hir.kind() {
        HirKind::Alternation(branches) => branches.iter().all(|branch| always(branch, passes)),
        HirKind::Concat(parts) => runs(parts).iter().any(all) || parts.iter().any(|part| always(part, passes)),
        HirKind::Capture(capture) => always(&capture.sub, passes),
        HirKind::Repetition(repetition) => repetition.min > 0 && always(&repetition.sub, passes),
        _ => exact(hir).is_some_and(|texts| all(&texts)),
    }
}

fn best(hir: &Hir) -> Option<Vec<String>> {
    let better = |a: Vec<String>, b: Vec<String>| if worth(&b) > worth(&a) { b } else { a };
    let alone = exact(hir).and_then(plain);
    let inside = match hir.kind() {
        HirKind::Alternation(branches) => branches.iter().map(best).collect::<Option<Vec<_>>>().map(|found| found.concat()),
        HirKind::Concat(parts) => runs(parts).into_iter().filter_map(plain).chain(parts.iter().filter_map(best)).reduce(better),
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => best(&repetition.sub),
        _ => None,
    };
    alone.into_iter().chain(inside).reduce(better)
}

/// The longest pieces without marks, unless one is too short to say anything.
fn plain(texts: Vec<String>) -> Option<Vec<String>> {
    let piece = |text: String| text.split([DIGIT, GAP, EDGE, STRETCH]).max_by_key(|piece| piece.len()).unwrap_or_default().to_owned();
    let pieces: Vec<String> = texts.into_iter().map(piece).collect();
    (!pieces.is_empty() && pieces.iter().all(|piece| piece.chars().count() > 1)).then_some(pieces)
}

/// The texts of neighbouring parts, as far as they can be told; a part that repeats is there once and ends the run.
fn runs(parts: &[Hir]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut run = vec![String::new()];
    for part in parts {
        if let Some(texts) = exact(part).filter(|texts| texts.len() * run.len() <= MOST) {
            run = product(&run, &texts);
            continue;
        }
        if let Some(texts) = head(part).filter(|texts| texts.len() * run.len() <= MOST) {
            run = product(&run, &texts);
        }
        found.push(run);
        run = exact(part).filter(|texts| texts.len() <= MOST).unwrap_or_else(|| vec![String::new()]);
    }
    found.push(run);
    found
}

/// How a part begins that is there at least once.
fn head(part: &Hir) -> Option<Vec<String>> {
    match part.kind() {
        HirKind::Capture(capture) => head(&capture.sub),
        HirKind::Concat(parts) => runs(parts).into_iter().next(),
        HirKind::Alternation(branches) => {
            branches.iter().map(|branch| exact(branch).or_else(|| head(branch))).collect::<Option<Vec<_>>>().map(|found| found.concat())
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => exact(&repetition.sub),
        _ => None,
    }
}

fn product(left: &[String], right: &[String]) -> Vec<String> {
    left.iter().flat_map(|left| right.iter().map(move |right| format!("{left}{right}"))).collect()
}

/// All texts that a part may match, in lower case and with marks, when they are few.
fn exact(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Look(Look::WordAscii | Look::WordUnicode) => Some(vec![EDGE.to_string()]),
        HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![String::from_utf8_lossy(&literal.0).to_ascii_lowercase()]),
        HirKind::Class(Class::Unicode(class)) => letters(class),
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Repetition(repetition) => repeated(repetition),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .try_fold(vec![String::new()], |run, part| exact(part).map(|texts| product(&run, &texts)).filter(|run| run.len() <= MOST)),
        HirKind::Alternation(branches) => {
            let found = branches.iter().map(exact).collect::<Option<Vec<_>>>()?.concat();
            (found.len() <= MOST).then_some(found)
        }
    }
}

fn repeated(repetition: &Repetition) -> Option<Vec<String>> {
    let texts = exact(&repetition.sub)?;
    if texts == [GAP.to_string()] {
        let run = if repetition.max.is_some_and(|most| most <= RUN) { GAP } else { STRETCH };
        return Some(vec![if repetition.min > 0 { format!("{EDGE}{run}") } else { run.to_string() }]);
    }
    match (repetition.min, repetition.max) {
        (0, Some(1)) => Some(texts.into_iter().chain([String::new()]).collect()),
        (least, Some(most)) if least == most && least <= 4 => {
            (1..least).try_fold(texts.clone(), |run, _| Some(product(&run, &texts)).filter(|run| run.len() <= MOST))
        }
        _ => None,
    }
}

/// The members of a class, ASCII in lower case, when they are few; a mark for digits and for what is no part of a word.
fn letters(class: &ClassUnicode) -> Option<Vec<String>> {
    let has = |c: char| class.iter().any(|range| range.start() <= c && c <= range.end());
    let word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    if class.iter().all(|range| range.start().is_ascii_digit() && range.end().is_ascii_digit()) {
        return Some(vec![DIGIT.to_string()]);
    }
    let members: usize = class.iter().map(|range| range.end() as usize - range.start() as usize + 1).sum();
    if members > 3 && !(' '..='~').any(|c| has(c) && word(&c)) {
        return Some(vec![GAP.to_string()]);
    }
    if members > 12 {
        return None;
    }
    let all: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).collect();
    // The long s and the Kelvin sign fold to letters; no log writes its words with them.
    let ascii = all.iter().any(char::is_ascii_alphabetic);
    let mut found: Vec<String> =
        all.iter().filter(|c| !(ascii && matches!(c, '\u{17f}' | '\u{212a}'))).map(|c| c.to_ascii_lowercase().to_string()).collect();
    found.sort();
    found.dedup();
    Some(found)
}
