//! How far the envelopes of a line reach, without reading what stands in them.
//!
//! One rule: the first bytes of a line tell which expressions are tried at all; what they take off is what they would take
//! off if all were tried in turn.

use super::{Envelope, FORMATS, MAX_DEPTH, data};

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
    let members = FORMATS.by_first[usize::from(*text.as_bytes().first()?)].iter().copied();
    let mut likely = members.filter(|at| data::ENVELOPES[usize::from(*at)].may_wrap(text) && !peeled.indices().any(|taken| taken == *at));
    likely.find_map(|at| FORMATS.compiled[usize::from(at)].expression.find(text).map(|hit| (at, hit.end())))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Peeled, peel, peel_by};

    /// Every expression in turn, without a look at the first bytes.
    fn slow(line: &str) -> Peeled {
        peel_by(line, |text, peeled| {
            let members = FORMATS.by_first[usize::from(*text.as_bytes().first()?)].iter().copied();
            let mut fresh = members.filter(|at| !peeled.indices().any(|taken| taken == *at));
            fresh.find_map(|at| FORMATS.compiled[usize::from(at)].expression.find(text).map(|hit| (at, hit.end())))
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
    fn what_is_tried_takes_off_what_all_expressions_would() {
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
                    layers += peeled.layers().count();
                }
            }
        }
        assert!(layers > 1000, "only {layers} envelopes");
    }
}
