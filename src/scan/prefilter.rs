//! Which lines are worth a look: one cheap search over all bytes.
//!
//! One rule: it may let too much through, never too little. What a line must hold is the list in [`super::anchor`]; a
//! test proves that no expression in the data can match without it.

use super::anchor::{ANCHORS, Anchors};
use super::kernel;
use super::mark;
use aho_corasick::{AhoCorasick, Input};
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Anchors> = LazyLock::new(|| Anchors::new(ANCHORS));

/// The search: the anchors of what is built in, and words that somebody adds.
#[derive(Debug, Clone, Default)]
pub struct Prefilter {
    more: Option<AhoCorasick>,
}

impl Prefilter {
    /// The search for everything built in, and for lines that hold one of these words in any ASCII case. A slower way:
    /// the words are looked for in a second pass.
    pub fn with_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Prefilter {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&words).ok();
        Prefilter { more: search.filter(|_| !words.is_empty()) }
    }

    /// The first position at or after `from` that makes its line a candidate.
    pub fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        self.anchor(text, from).into_iter().chain(self.word(text, from)).min()
    }

    /// The first anchor of what is built in, at or after `from`.
    pub fn anchor(&self, text: &[u8], from: usize) -> Option<usize> {
        if starts_with_number(text, from) { Some(from) } else { kernel::find(&BUILT_IN, text, from) }
    }

    /// The first of the words that were added, at or after `from`. Whoever walks through a text asks for words and anchors one by
    /// one and keeps both answers: words on every line must not make the anchors be looked for on every line anew.
    pub fn word(&self, text: &[u8], from: usize) -> Option<usize> {
        self.more.as_ref()?.find(Input::new(text).range(from.min(text.len())..)).map(|hit| hit.start())
    }
}

/// The kernel knows a minus sign by the byte before it, where its search began there may be none.
fn starts_with_number(text: &[u8], from: usize) -> bool {
    let front = text.get(from..from + 2);
    front.is_some_and(|front| front[0] == b'-' && front[1].is_ascii_digit()) && mark::loud_minus(text, from)
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Prefilter};
    use crate::scan::kernel::{self, Way};

    #[test]
    fn dates_and_identifiers_are_no_candidates() {
        let search = Prefilter::default();
        for quiet in [
            "2024-12-14 10:07:31",
            "a1b2-3c4d",
            "port 8080-9",
            "plain words",
            "decoder 5",
            "thread-7",
            "rssi -87 tx",
            "result code=0",
            "err: at x 5",
        ] {
            assert_eq!(search.next(quiet.as_bytes(), 0), None, "{quiet}");
        }
        for loud in ["ret -7", "-7", "x:-4", "Stop return-3", "onError 110", "reason: 8", "错误码：110", "code 5", "a\\u9519"] {
            assert!(search.next(loud.as_bytes(), 0).is_some(), "{loud}");
        }
    }

    #[test]
    fn words_may_join() {
        let search = Prefilter::with_words(["quux", ""]);
        assert_eq!(search.next(b"a QUUX -7", 0), Some(2));
        assert_eq!(search.next(b"ret -7 quux", 0), Some(4));
        assert_eq!(search.next(b"a quu", 0), None);
    }

    /// Texts of bytes and pieces of anchors that look random.
    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).expect("small")
        };
        (0..400).map(move |_| {
            let mut text = Vec::new();
            for _ in 0..next(30) {
                let anchor = super::ANCHORS[next(super::ANCHORS.len())].as_bytes();
                match next(4) {
                    0 => text.extend_from_slice(&anchor[..next(anchor.len() + 1)]),
                    1 => text.extend_from_slice(&[b' ', b'-', b'0' + u8::try_from(next(20)).expect("small"), b'\n'][..next(5)]),
                    2 => text.extend((0..next(40)).map(|_| u8::try_from(next(256)).expect("a byte"))),
                    _ => text.extend(std::iter::repeat_n(b"aZ-0\n"[next(5)], next(40))),
                }
            }
            text
        })
    }

    #[test]
    fn all_ways_of_looking_find_the_same() {
        for text in texts() {
            let mut at = 0;
            loop {
                // The last byte has no byte behind it: no anchor is that short.
                let plain = (at..text.len().saturating_sub(1)).find_map(|at| BUILT_IN.hit(&text, at));
                for way in Way::ALL {
                    assert_eq!(way.find(&BUILT_IN, &text, at), plain, "{way:?} from {at} in {text:?}");
                }
                assert_eq!(kernel::find(&BUILT_IN, &text, at), plain, "from {at} in {text:?}");
                let Some(hit) = plain else { break };
                at = hit + 1;
            }
        }
    }
}
