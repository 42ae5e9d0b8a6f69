//! How far the envelopes of a line reach, without reading what stands in them.
//!
//! One rule: the first bytes of a line tell which expressions are tried at all; what they take off is what they would take
//! off if all were tried in turn.

use super::{EXPRESSIONS, Envelope, MAX_DEPTH, data};
use crate::pattern::bits;

/// The envelopes around a message, outermost first, with the place behind each.
#[derive(Debug, Default, PartialEq)]
pub struct Peeled {
    taken: [(u16, u32); MAX_DEPTH],
    depth: usize,
}

impl Peeled {
    /// The envelopes, outermost first, each with where it ends.
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = (&'static Envelope, usize)> {
        self.taken[..self.depth].iter().map(|(at, end)| (&data::ENVELOPES[usize::from(*at)], *end as usize))
    }

    /// Where the message begins.
    pub fn message(&self) -> usize {
        self.layers().next_back().map_or(0, |(_, end)| end)
    }

    /// The envelope right around the message.
    pub fn innermost(&self) -> Option<&'static Envelope> {
        self.layers().next_back().map(|(envelope, _)| envelope)
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = u16> {
        self.taken[..self.depth].iter().map(|(at, _)| *at)
    }
}

/// Takes off what wraps the message of a line that is no JSON.
pub fn peel(line: &str) -> Peeled {
    peel_by(line, next)
}

fn peel_by(line: &str, next: impl Fn(&str, &Peeled) -> Option<(u16, usize)>) -> Peeled {
    let mut peeled = Peeled::default();
    while peeled.depth < MAX_DEPTH && !peeled.innermost().is_some_and(|envelope| envelope.closed || envelope.foreign) {
        let at = peeled.message();
        let Some((envelope, length)) = next(&line[at..], &peeled).filter(|(_, length)| *length > 0) else { break };
        peeled.taken[peeled.depth] = (envelope, u32::try_from(at + length).unwrap_or(u32::MAX));
        peeled.depth += 1;
    }
    peeled
}

/// The first envelope that fits, and how far it reaches. One is never taken off twice.
fn next(text: &str, peeled: &Peeled) -> Option<(u16, usize)> {
    let fresh = peeled.indices().fold(u64::MAX, |fresh, taken| fresh & !(1 << taken));
    bits(u128::from(likely(text.as_bytes()) & fresh)).find_map(|at| Some((u16::try_from(at).ok()?, end(at, text)?)))
}

/// The envelopes that may be at the start of a text, as far as its first bytes tell, as bits.
fn likely(text: &[u8]) -> u64 {
    let ended = data::ENDS.get(text.len()).copied().unwrap_or(u64::MAX);
    data::HEADS.iter().zip(text).fold(ended, |likely, (place, byte)| likely & place[usize::from(*byte)])
}

/// Where this envelope ends at the start of a text, if it is there.
fn end(at: usize, text: &str) -> Option<usize> {
    match &data::ENVELOPES[at].automaton {
        Some(automaton) => automaton.end(text.as_bytes(), 0).0,
        None => EXPRESSIONS[at].find(text).map(|hit| hit.end()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Peeled, data, peel, peel_by};
    use crate::envelope::{fields, taken};
    use crate::text::Expression;
    use std::sync::LazyLock;

    static WHOLE: LazyLock<Vec<Expression>> = LazyLock::new(|| data::ENVELOPES.iter().map(|one| Expression::new(one.regex)).collect());

    /// Every expression in turn, without a look at the first bytes and without the tables of the build script.
    fn slow(line: &str) -> Peeled {
        peel_by(line, |text, peeled| {
            let first = *text.as_bytes().first()?;
            let members = data::ENVELOPES.iter().zip(0..).filter(|(one, _)| one.first.is_empty() || one.first.as_bytes().contains(&first));
            let mut fresh = members.map(|(_, at)| at).filter(|at| !peeled.indices().any(|taken| taken == *at));
            fresh.find_map(|at| WHOLE[usize::from(at)].find(text).map(|hit| (at, hit.end())))
        })
    }

    /// Groups are read from what an envelope takes off alone.
    fn what_follows_changes_nothing(text: &str, peeled: &Peeled) -> bool {
        let mut at = 0;
        peeled.indices().zip(peeled.layers()).all(|(index, (_, end))| {
            let whole = &WHOLE[usize::from(index)];
            let group = |text, name| whole.captures(text)?.name(name).map(|hit| (hit.start(), hit.end()));
            let (alone, followed) = (&text[at..end], &text[at..]);
            at = end;
            ["time", "pid", "tid", "tag"].iter().all(|name| group(alone, name) == group(followed, name))
        })
    }

    /// The samples of a data file.
    fn samples(toml: &str) -> impl Iterator<Item = String> {
        let table: toml::Table = toml.parse().expect("TOML");
        let envelopes = table["envelope"].as_array().expect("envelopes").clone();
        let hits = envelopes.into_iter().flat_map(|envelope| envelope["hits"].as_array().expect("hits").clone());
        hits.map(|hit| hit["line"].as_str().expect("a line").to_owned())
    }

    #[test]
    fn what_is_tried_takes_off_and_reads_what_all_expressions_would() {
        let files = [
            include_str!("android.toml"),
            include_str!("apple.toml"),
            include_str!("ci.toml"),
            include_str!("desktop.toml"),
            include_str!("frameworks.toml"),
            include_str!("sdk.toml"),
            include_str!("server.toml"),
            include_str!("timestamps.toml"),
        ];
        let lines: Vec<String> = files.into_iter().flat_map(samples).collect();
        let mut layers = 0;
        for (line, next) in lines.iter().zip(lines.iter().cycle().skip(1)) {
            for cut in (0..line.len()).filter(|cut| line.is_char_boundary(*cut)) {
                // Longer by characters of two, three and four bytes, cut short, and one line in another.
                let wide = format!("{}é声😀{}", &line[..cut], &line[cut..]);
                let many = format!("{}{}{}", &line[..cut], "声".repeat(70), &line[cut..]);
                for text in [line.as_str(), &line[..cut], &line[cut..], &wide, &many, &format!("{}{next}", &line[..cut])] {
                    let peeled = peel(text);
                    assert_eq!(peeled, slow(text), "{text}");
                    let (read, whole) = (fields(text, &peeled), taken(text, &peeled, true, &WHOLE));
                    assert_eq!(format!("{read:?}"), format!("{whole:?}"), "{text}");
                    assert!(what_follows_changes_nothing(text, &peeled), "{text}");
                    layers += peeled.layers().count();
                }
            }
        }
        assert!(layers > 1000, "only {layers} envelopes");
    }
}
