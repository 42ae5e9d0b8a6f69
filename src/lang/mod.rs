//! The language in which a report speaks: English as it stands in the code, other languages as data beside the catalogue.
//!
//! One rule: an English text is its own key; a text that a language does not have stays English. Whoever writes a report
//! says once, with [`within`], in which language; no function needs to know.

mod sentence;

use crate::text::{Joined, Lines, Pairs};
use std::cell::Cell;
use std::fmt::Display;

mod data {
    use crate::text::{Joined, Lines, Pairs};
    include!(concat!(env!("OUT_DIR"), "/lang_data.rs"));
}

/// A language of reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The language's name on the web.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        }
    }
}

/// What a language says of one code; empty lists where it has nothing.
#[derive(Debug)]
pub struct Entry {
    /// Domain.
    pub domain: &'static str,
    /// The code as text.
    pub code: &'static str,
    /// What went wrong.
    pub title: &'static str,
    /// Why, in the order of the English causes.
    pub causes: Lines,
    /// What to do, in the order of the English fixes.
    pub fixes: Lines,
}

thread_local! {
    static CURRENT: Cell<Lang> = const { Cell::new(Lang::En) };
}

/// Does something in a language, on this thread.
pub fn within<T>(lang: Lang, work: impl FnOnce() -> T) -> T {
    struct Back(Lang);
    impl Drop for Back {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _back = Back(CURRENT.replace(lang));
    work()
}

/// The language spoken now.
pub fn current() -> Lang {
    CURRENT.get()
}

/// All texts of a language by their English ones, sorted; English has none.
pub fn texts(lang: Lang) -> &'static Pairs {
    static NONE: Pairs = Pairs { texts: Joined { all: "", ends: &[] } };
    match lang {
        Lang::En => &NONE,
        Lang::Zh => &data::ZH,
    }
}

/// All entries of a language, sorted by domain and code; English has none.
pub fn entries(lang: Lang) -> &'static [Entry] {
    match lang {
        Lang::En => &[],
        Lang::Zh => data::ZH_ENTRIES,
    }
}

fn known(text: &str) -> Option<&'static str> {
    texts(current()).find(text)
}

/// A fixed text in the language spoken now.
pub fn say(text: &'static str) -> &'static str {
    known(text).unwrap_or(text)
}

/// A text with `{name}` where values go.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    sentence::fill(known(text).unwrap_or(text), values)
}

/// A finished English sentence, its values filled in already, in the language spoken now.
pub fn sentence(text: &str) -> String {
    if current() == Lang::En { text.to_owned() } else { sentence::translated(text).unwrap_or_else(|| text.to_owned()) }
}

/// What the language spoken now says of a code.
pub fn entry(domain: &str, code: &str) -> Option<&'static Entry> {
    let entries = entries(current());
    entries.binary_search_by(|entry| (entry.domain, entry.code).cmp(&(domain, code))).ok().map(|at| &entries[at])
}

/// The title of a family of codes, when the language has one.
pub fn family(domain: &str) -> Option<&'static str> {
    let families = if current() == Lang::Zh { data::ZH_FAMILIES } else { &[] };
    families.iter().find(|row| row.0 == domain).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::{Lang, current, fill, say, sentence, within};

    #[test]
    fn a_language_holds_for_the_work_and_no_longer() {
        assert_eq!(say("error"), "error");
        within(Lang::Zh, || {
            assert_eq!(say("error"), "错误");
            within(Lang::En, || assert_eq!(say("error"), "error"));
            assert_eq!(say("error"), "错误");
        });
        assert_eq!(current(), Lang::En);
        assert_eq!(std::thread::spawn(current).join().expect("a thread"), Lang::En);
    }

    #[test]
    fn texts_without_a_translation_stay_english() {
        within(Lang::Zh, || {
            assert_eq!(say("no such text anywhere"), "no such text anywhere");
            assert_eq!(fill("{n} unheard-of things", &[("n", &3)]), "3 unheard-of things");
            assert_eq!(sentence("Some sentence that nobody wrote."), "Some sentence that nobody wrote.");
        });
    }

    #[test]
    fn finished_sentences_are_found_by_their_fixed_parts() {
        within(Lang::Zh, || {
            let found = sentence("The native library libagora-rtc-sdk.so could not be loaded; shown by 3 sessions");
            assert!(found.contains("libagora-rtc-sdk.so") && found.contains("3 个会话") && !found.contains("could not"), "{found}");
            let two = sentence("The token was made for another channel than the one joined. The two differ only in upper and lower case.");
            assert!(!two.contains("The "), "{two}");
        });
    }
}
