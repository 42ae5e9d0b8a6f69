//! Which known word a mistyped one was meant to be.
//!
//! One rule: a guess is made only when at most a third of the letters differ.

/// Letters of the longest word worth a guess.
const LONGEST: usize = 64;

/// The known word nearest to `word`; the first of several equally near ones.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.chars().count() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(&word, &name.to_lowercase()), name))
        .filter(|(steps, _)| *steps <= limit)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// Letters to insert, delete, replace or swap with their neighbour to make one word of the other.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut older = Vec::new();
    let mut old: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = old[j] + usize::from(a[i] != b[j]);
            let mut steps = replaced.min(old[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                steps = steps.min(older[j - 1] + 1);
            }
            row.push(steps);
        }
        older = std::mem::replace(&mut old, row);
    }
    old[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_single_letters() {
        let cases = [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "", 3),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("treads", "threads", 1),
            ("cuont", "count", 1),
            ("ba", "ab", 1),
        ];
        for (a, b, steps) in cases {
            assert_eq!(distance(a, b), steps, "{a} {b}");
        }
    }

    #[test]
    fn only_near_words_are_guessed() {
        let known = ["error", "warning", "any"];
        assert_eq!(nearest("eror", known), Some("error"));
        assert_eq!(nearest("WARNINGS", known), Some("warning"));
        assert_eq!(nearest("an", known), Some("any"));
        assert_eq!(nearest("everything", known), None);
        assert_eq!(nearest("", ["abc"]), None);
        assert_eq!(nearest(&"a".repeat(65), ["a".repeat(64).as_str()]), None, "not a word");
    }
}
