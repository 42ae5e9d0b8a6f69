//! The keys of one pattern in a file.
//!
//! One rule: whatever is wrong is said with the name of the pattern and of the key, at the place of the value.

use crate::config::file::{Fault, article, unknown};
use crate::gate::{Mistake, nearest, quoted};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A pattern as it stands in the file.
pub struct Fields<'a> {
    table: &'a DeTable<'a>,
    at: usize,
    /// `[[pattern]]`, with its name once that is known.
    name: String,
}

impl<'a> Fields<'a> {
    /// A table and where it begins.
    pub fn new(table: &'a DeTable<'a>, at: usize) -> Self {
        Fields { table, at, name: "[[pattern]]".to_owned() }
    }

    /// The same, once its name is known.
    pub fn of(&self, id: &str) -> Self {
        Fields { table: self.table, at: self.at, name: format!("[[pattern]] `{id}`") }
    }

    /// Refuses keys that are not known.
    pub fn only(&self, known: &[&str]) -> Result<(), Fault> {
        let mut names: Vec<_> = self.table.keys().collect();
        names.sort_by_key(|name| name.span().start);
        match names.into_iter().find(|name| !known.contains(&name.get_ref().as_ref())) {
            None => Ok(()),
            Some(name) => Err((Some(name.span().start), self.told(unknown(name.get_ref(), known)))),
        }
    }

    fn told(&self, mistake: Mistake) -> Mistake {
        Mistake { reason: format!("{}: {}", self.name, mistake.reason), ..mistake }
    }

    /// A key that must be there and is not.
    pub fn missing(&self, key: &str, hint: &str) -> Fault {
        (Some(self.at), self.told(Mistake::new(format!("`{key}` is missing"), hint)))
    }

    /// A value that cannot be used.
    pub fn wrong(&self, key: &str, mistake: Mistake) -> Fault {
        self.wrong_at(self.table.get(key), key, mistake)
    }

    /// The same at a place inside the value.
    pub fn wrong_at(&self, value: Option<&Spanned<DeValue<'_>>>, key: &str, mistake: Mistake) -> Fault {
        let at = value.map_or(self.at, |value| value.span().start);
        (Some(at), self.told(Mistake { reason: format!("`{key}`: {}", mistake.reason), ..mistake }))
    }

    /// A text that must be there.
    pub fn required(&self, key: &str, hint: &str) -> Result<String, Fault> {
        self.text(key)?.ok_or_else(|| self.missing(key, hint))
    }

    fn text(&self, key: &str) -> Result<Option<String>, Fault> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        self.text_of(value, key).map(Some)
    }

    /// A value that must be a text.
    pub fn text_of(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<String, Fault> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(text.to_string()),
            DeValue::String(_) => Err(self.wrong_at(Some(value), key, Mistake::new("is empty", "write a text, or leave the key out"))),
            other => {
                let mistake = Mistake::new(format!("is {}, not a text", article(other)), "write it in quotes");
                Err(self.wrong_at(Some(value), key, mistake))
            }
        }
    }

    /// The values of a list; a single value counts as a list of one.
    pub fn items(&self, key: &str) -> Vec<&'a Spanned<DeValue<'a>>> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        value.get_ref().as_array().map_or_else(|| vec![value], |items| items.iter().collect())
    }

    /// A list of texts, or one text.
    pub fn list(&self, key: &str) -> Result<Option<Vec<String>>, Fault> {
        if self.table.get(key).is_none() {
            return Ok(None);
        }
        self.items(key).into_iter().map(|item| self.text_of(item, key)).collect::<Result<_, _>>().map(Some)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, key: &str, known: &[(&str, T)]) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let words = || known.iter().map(|(word, _)| *word);
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| {
            let near = nearest(&text, words()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let hint = format!("{near}wanted {}", words().collect::<Vec<_>>().join(", "));
            self.wrong(key, Mistake::new(format!("{} is not known", quoted(&text)), hint))
        })
    }
}

/// Keeps a text to the end of the run.
pub fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Keeps texts to the end of the run.
pub fn leak_list(texts: Vec<String>) -> &'static [&'static str] {
    Box::leak(texts.into_iter().map(leak).collect::<Vec<_>>().into_boxed_slice())
}
