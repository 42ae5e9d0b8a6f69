//! Where an expression may begin to match, told by the first bytes of a match.
//!
//! One rule: no place at which the expression matches is left out; what is left in costs a try.

use super::Automaton;
use memchr::memchr3;

/// What the build script worked out of one expression that never matches nothing.
#[derive(Debug)]
pub struct Finder {
    /// It matches at the start of a text only.
    pub first: bool,
    /// For each byte, the places from the front of a match where it may stand, as bits.
    pub head: [u8; 256],
    /// How many places are told, from 1 to 8: every match is as long.
    pub places: u8,
    /// The bytes of one of these places that are rarest in logs, up to three, and which place that is.
    pub rare: Option<([u8; 3], u8)>,
    /// A smaller automaton that lets through all that the expression matches, and more, where its own is large or missing.
    pub gate: Option<Automaton>,
    /// What tells where a match ends, where the expression is small enough.
    pub automaton: Option<Automaton>,
}

impl Finder {
    /// The first place at or behind `from` where a match may begin.
    pub fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        match self.rare {
            _ if self.first => (from == 0 && self.is_at(text, 0)).then_some(0),
            Some((bytes, place)) => self.jump(text, from, bytes, usize::from(place)),
            None => self.walk(text, from),
        }
    }

    /// The bytes here may be the front of a match.
    fn is_at(&self, text: &[u8], start: usize) -> bool {
        let front = text.get(start..start + usize::from(self.places));
        front.is_some_and(|front| front.iter().enumerate().all(|(at, byte)| self.head[usize::from(*byte)] >> at & 1 == 1))
    }

    /// By the rare bytes.
    fn jump(&self, text: &[u8], from: usize, [a, b, c]: [u8; 3], place: usize) -> Option<usize> {
        let mut at = from + place;
        loop {
            at += memchr3(a, b, c, text.get(at..)?)?;
            if self.is_at(text, at - place) {
                return Some(at - place);
            }
            at += 1;
        }
    }

    /// Byte by byte: the lowest bits of `seen` are the starts of the last places that fit so far.
    fn walk(&self, text: &[u8], from: usize) -> Option<usize> {
        let whole = 1 << (self.places - 1);
        let mut seen = 0;
        let end = text.get(from..)?.iter().position(|byte| {
            seen = (seen << 1 | 1) & self.head[usize::from(*byte)];
            seen & whole != 0
        })?;
        Some(from + end + 1 - usize::from(self.places))
    }
}

#[cfg(test)]
mod tests {
    use crate::pattern::data::{EVIDENCE, EVIDENCE_FINDERS, FACT_FINDERS, FACTS, PATTERN_FINDERS, PATTERNS};
    use crate::text::{Expression, Finder, expressions};

    /// All expressions that have a finder, each with it and without.
    fn all() -> Vec<(Expression, Expression)> {
        let patterns = PATTERNS.iter().map(|pattern| pattern.regex).zip(PATTERN_FINDERS);
        let facts = FACTS.iter().map(|fact| fact.regex).zip(FACT_FINDERS);
        let evidence = EVIDENCE.iter().copied().zip(EVIDENCE_FINDERS);
        let named = expressions::ALL.iter().map(|one| (one.source(), one.finder()));
        let data = patterns.chain(facts).chain(evidence).map(|(regex, finder)| (regex, finder.as_ref()));
        let both = |(regex, finder): (&'static str, Option<&'static Finder>)| {
            finder.map(|finder| (Expression::found(regex, Some(finder)), Expression::new(regex)))
        };
        data.chain(named).filter_map(both).collect()
    }

    /// Every text of these data files, line by line.
    fn texts() -> Vec<String> {
        fn add(value: &toml::Value, texts: &mut Vec<String>) {
            match value {
                toml::Value::String(text) => texts.extend(text.lines().map(str::to_owned)),
                toml::Value::Array(all) => all.iter().for_each(|one| add(one, texts)),
                toml::Value::Table(table) => table.values().for_each(|one| add(one, texts)),
                _ => {}
            }
        }
        let files = [
            include_str!("../pattern/agora_files.toml"),
            include_str!("../pattern/callbacks.toml"),
            include_str!("../pattern/evidence.toml"),
            include_str!("../pattern/facts.toml"),
            include_str!("../pattern/returns.toml"),
            include_str!("../pattern/rtm.toml"),
            include_str!("../pattern/web.toml"),
            include_str!("../pattern/java.toml"),
            include_str!("../pattern/flutter.toml"),
            include_str!("../pattern/recording.toml"),
        ];
        let mut texts = Vec::new();
        for file in files {
            add(&toml::Value::Table(file.parse().expect("TOML")), &mut texts);
        }
        texts
    }

    /// Where the groups of each match are.
    fn places(expression: &Expression, text: &str) -> Vec<Vec<Option<(usize, usize)>>> {
        let place = |group: crate::text::Hit<'_>| (group.start(), group.end());
        let groups = expression.names().count();
        expression.captures_iter(text).map(|found| (0..groups).map(|at| found.get(at).map(place)).collect()).collect()
    }

    fn assert_same((found, plain): &(Expression, Expression), text: &str) -> usize {
        let wanted = places(plain, text);
        assert_eq!(places(found, text), wanted, "{} on {text:?}", plain.source());
        assert_eq!(found.is_match(text), !wanted.is_empty(), "{} on {text:?}", plain.source());
        let late = text.ceil_char_boundary(text.len() / 3);
        let at = |expression: &Expression| expression.find_at(text, late).map(|hit| (hit.start(), hit.end()));
        assert_eq!(at(found), at(plain), "{} from {late} in {text:?}", plain.source());
        wanted.len()
    }

    #[test]
    fn expressions_find_the_same_with_a_finder_and_without() {
        let (all, texts) = (all(), texts());
        let matches: usize = texts.iter().flat_map(|text| all.iter().map(|both| assert_same(both, text))).sum();
        assert!(all.len() > 150 && matches > 3000, "{} expressions, {matches} matches", all.len());
    }

    #[test]
    fn they_do_on_texts_that_are_cut_joined_and_beyond_ascii() {
        let (all, texts) = (all(), texts());
        for (at, (text, next)) in texts.iter().zip(texts.iter().cycle().skip(1)).enumerate() {
            let cut = text.floor_char_boundary(at % (text.len() + 1));
            let mixed = [&text[cut..], &format!("{}{next}", &text[..cut]), &text.replace(' ', "声"), &format!("é{next}\r{text}\n")];
            for both in all.iter().skip(at % 8).step_by(8) {
                for text in mixed {
                    assert_same(both, text);
                }
            }
        }
    }

    #[test]
    fn a_text_in_which_a_match_seems_to_begin_everywhere_is_searched_in_the_end() {
        let (all, texts) = (all(), texts());
        for text in texts.iter().step_by(97) {
            let front = &text[..text.floor_char_boundary(12)];
            let many = front.repeat(200) + text;
            for both in &all {
                assert_same(both, &many);
            }
        }
    }
}
