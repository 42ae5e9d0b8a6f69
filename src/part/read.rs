//! Parts out of a report that this tool, or somebody else, wrote.
//!
//! One rule: a report is untrusted input like a log; it is taken as a whole or not at all, and all its text is cleaned again.

use super::{Part, check};
use crate::catalogue;
use crate::redact::{Identifiers, Redactor};
use crate::text::sanitise::{cut, sanitise};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Formatter};
use std::io::{BufReader, Read};

/// The major version of reports that can be read.
const MAJOR: &str = "1";
/// Longest foreign text in a reason, in characters.
const MAX_REASON: usize = 200;

/// Why a report is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub hint: &'static str,
}

impl Refusal {
    fn new(reason: impl Into<String>, hint: &'static str) -> Refusal {
        Refusal { reason: reason.into(), hint }
    }
}

const AGAIN: &str = "scan the logs again with one version of the tool, then merge";
const SAME: &str = "scan and merge with the same `--rules FILE`, or always without";
const DAMAGED: &str = "write the report again with `--format json` or `--format partial`";

/// What a report says of itself.
#[derive(Default)]
struct Document {
    schema_version: Option<String>,
    tool: Option<Tool>,
    /// The catalogue of its parts.
    catalogue: Option<String>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

/// The patterns of a user with which a report must have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeWith<'a> {
    /// Any: it is compared with, never added to.
    Any,
    /// Those with this digest, or none.
    Rules(Option<&'a str>),
}

/// Reads the parts of a report and gives each away as soon as it is read. Everything else in it follows from them and is passed over.
///
/// # Errors
/// When it is damaged, of another version, or says something that cannot be. Then no part of it counts, not even those given away.
pub fn parts(reader: impl Read, wanted: MadeWith<'_>, redactor: &Redactor, give: &mut dyn FnMut(Part)) -> Result<(), Refusal> {
    let mut wrong = Ok(());
    let mut believe = |mut part: Part| {
        if wrong.is_ok() {
            wrong = check(&part);
        }
        if wrong.is_ok() {
            part.clean(redactor);
            give(part);
        }
    };
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(reader));
    let document = Report(&mut believe).deserialize(&mut json).and_then(|document| json.end().map(|()| document));
    agreed(document.map_err(|error| Refusal::new(reason(&error, redactor), DAMAGED))?, wanted, redactor)?;
    wrong.map_err(|wrong| Refusal::new(format!("is a report that cannot be merged: {wrong}"), DAMAGED))
}

/// Counts are added up only when the same rules made them.
fn agreed(document: Document, wanted: MadeWith<'_>, redactor: &Redactor) -> Result<(), Refusal> {
    let shown = |text: &str| clean(text, redactor);
    let schema = document.schema_version.unwrap_or_default();
    if schema.split('.').next() != Some(MAJOR) {
        return Err(Refusal::new(format!("has schema_version {}; {MAJOR}.x is wanted", shown(&schema)), AGAIN));
    }
    let tool = document.tool.filter(|tool| tool.name == env!("CARGO_PKG_NAME"));
    let Some(tool) = tool else { return Err(Refusal::new("does not name the tool that wrote it", DAMAGED)) };
    let own = env!("CARGO_PKG_VERSION");
    if tool.version != own {
        return Err(Refusal::new(format!("was written by version {}; this is {own}", shown(&tool.version)), AGAIN));
    }
    let Some(catalogue) = document.catalogue else {
        return Err(Refusal::new("is a report without the parts that merging needs", AGAIN));
    };
    let (catalogue, made_with) = catalogue.split_once('+').map_or((&*catalogue, None), |(first, rest)| (first, Some(rest)));
    if catalogue != catalogue::fingerprint() {
        return Err(Refusal::new(format!("was made with another catalogue ({})", shown(catalogue)), AGAIN));
    }
    let MadeWith::Rules(rules) = wanted else { return Ok(()) };
    match (made_with, rules) {
        (made_with, rules) if made_with == rules => Ok(()),
        (None, _) => Err(Refusal::new("was made without `--rules`", SAME)),
        (Some(_), None) => Err(Refusal::new("was made with `--rules`", SAME)),
        (Some(_), Some(_)) => Err(Refusal::new("was made with other rules", SAME)),
    }
}

/// What reports must have in common to be put together: the catalogue and the user's own patterns, by their digest.
pub fn agreement(rules: Option<&str>) -> String {
    let catalogue = catalogue::fingerprint();
    rules.map_or_else(|| catalogue.to_owned(), |rules| format!("{catalogue}+{rules}"))
}

fn reason(error: &serde_json::Error, redactor: &Redactor) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "is a report that ends too early",
        serde_json::error::Category::Syntax => "is a report that is not JSON",
        _ => "is a report that cannot be merged",
    };
    format!("{what}: {}", clean(&error.to_string(), redactor))
}

fn clean(text: &str, redactor: &Redactor) -> String {
    cut(&sanitise(&redactor.text(&mut Identifiers::new(), text)), MAX_REASON).into_owned()
}

/// Where parts go.
type Give<'a> = &'a mut dyn FnMut(Part);

/// The document.
struct Report<'a>(Give<'a>);
/// Its `merge`.
struct Merge<'a>(Give<'a>);
/// The list in it.
struct List<'a>(Give<'a>);

/// Takes a value that may stand once in its object.
fn once<T, E: Error>(slot: &mut Option<T>, field: &'static str, value: Result<T, E>) -> Result<(), E> {
    if slot.is_some() {
        return Err(E::duplicate_field(field));
    }
    *slot = Some(value?);
    Ok(())
}

macro_rules! seed {
    ($seed:ident, $value:ty, $wanted:ident) => {
        impl<'de> DeserializeSeed<'de> for $seed<'_> {
            type Value = $value;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                deserializer.$wanted(self)
            }
        }
    };
}

seed!(Report, Document, deserialize_map);
seed!(Merge, Option<String>, deserialize_option);
seed!(List, (), deserialize_seq);

impl<'de> Visitor<'de> for Report<'_> {
    type Value = Document;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let (mut document, mut merge) = (Document::default(), None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "schema_version" => once(&mut document.schema_version, "schema_version", map.next_value())?,
                "tool" => once(&mut document.tool, "tool", map.next_value())?,
                "merge" => once(&mut merge, "merge", map.next_value_seed(Merge(&mut *self.0)))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Document { catalogue: merge.flatten(), ..document })
    }
}

impl<'de> Visitor<'de> for Merge<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("what merging needs")
    }

    fn visit_none<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let (mut catalogue, mut parts) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "catalogue" => once(&mut catalogue, "catalogue", map.next_value())?,
                "parts" => once(&mut parts, "parts", map.next_value_seed(List(&mut *self.0)))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        parts.ok_or_else(|| A::Error::missing_field("parts"))?;
        catalogue.map(Some).ok_or_else(|| A::Error::missing_field("catalogue"))
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a list of parts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(part) = list.next_element()? {
            (self.0)(part);
        }
        Ok(())
    }
}
