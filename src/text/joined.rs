//! Tables of texts without addresses: all of them in one text, told by where each ends.
//!
//! One rule: starting the tool costs nothing for them, whereas every address in a static table is written anew at each start.

use std::ops::Range;

/// Many texts, by number.
#[derive(Debug)]
pub struct Joined {
    /// All of them, one behind the other.
    pub all: &'static str,
    /// Where each ends, in bytes.
    pub ends: &'static [u32],
}

impl Joined {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of this number.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn get(&self, at: usize) -> &'static str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[at] as usize]
    }

    /// The numbers of those that are this text, when they are sorted.
    pub fn find(&self, text: &str) -> Range<usize> {
        let start = first(self.len(), |at| self.get(at) >= text);
        let same = (start..self.len()).take_while(|at| self.get(*at) == text).count();
        start..start + same
    }
}

/// A few texts, one a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines(pub &'static str);

impl Lines {
    /// Each of them.
    pub fn iter(self) -> std::str::Lines<'static> {
        self.0.lines()
    }

    /// How many they are.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Lines {
    type Item = &'static str;
    type IntoIter = std::str::Lines<'static>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl serde::Serialize for Lines {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

/// Pairs of texts, sorted by the first of each.
#[derive(Debug)]
pub struct Pairs {
    /// The first of a pair, then the second.
    pub texts: Joined,
}

impl Pairs {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.texts.len() / 2
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The pair of this number.
    ///
    /// # Panics
    /// When there are not so many.
    pub fn get(&self, at: usize) -> (&'static str, &'static str) {
        (self.texts.get(2 * at), self.texts.get(2 * at + 1))
    }

    /// What stands beside this text.
    pub fn find(&self, text: &str) -> Option<&'static str> {
        let at = first(self.len(), |at| self.get(at).0 >= text);
        (at < self.len()).then(|| self.get(at)).filter(|(key, _)| *key == text).map(|(_, value)| value)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// The first number that holds, when all behind it do, or the number of all.
fn first(all: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, all);
    while from < to {
        let middle = usize::midpoint(from, to);
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::{Joined, Pairs};

    #[test]
    fn texts_are_found_by_number_and_by_what_they_are() {
        let texts = Joined { all: "aéccb", ends: &[1, 3, 3, 5, 6] };
        assert_eq!((0..texts.len()).map(|at| texts.get(at)).collect::<Vec<_>>(), ["a", "é", "", "cc", "b"]);
        let sorted = Joined { all: "abbcé", ends: &[1, 2, 3, 4, 6] };
        assert_eq!((sorted.find("b"), sorted.find("é"), sorted.find("bb"), sorted.find("zz")), (1..3, 4..5, 3..3, 4..4));
        assert_eq!(sorted.find(""), 0..0);
    }

    #[test]
    fn pairs_are_found_by_their_first() {
        let pairs = Pairs { texts: Joined { all: "aXbYYc", ends: &[1, 2, 3, 5, 6, 6] } };
        assert_eq!(pairs.iter().collect::<Vec<_>>(), [("a", "X"), ("b", "YY"), ("c", "")]);
        assert_eq!((pairs.find("b"), pairs.find("c"), pairs.find("bb"), pairs.find("d")), (Some("YY"), Some(""), None, None));
    }
}
