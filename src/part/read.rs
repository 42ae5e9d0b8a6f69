//! Parts out of a report that this tool, or somebody else, wrote.
//!
//! One rule: a report is untrusted input like a log; it is taken as a whole or not at all, and all its text is cleaned again.

use super::{Part, check};
use crate::catalogue;
use crate::redact::{Identifiers, Redactor};
use crate::text::sanitise::{cut, sanitise};
use serde::Deserialize;
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

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    schema_version: String,
    tool: Option<Tool>,
    merge: Option<Merge>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Merge {
    catalogue: String,
    parts: Vec<Part>,
}

/// The patterns of a user with which a report must have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeWith<'a> {
    /// Any: it is compared with, never added to.
    Any,
    /// Those with this digest, or none.
    Rules(Option<&'a str>),
}

/// Reads the parts of a report. Everything else in it follows from them and is passed over.
///
/// # Errors
/// When it is damaged, of another version, or says something that cannot be.
pub fn parts(reader: impl Read, wanted: MadeWith<'_>, redactor: &Redactor) -> Result<Vec<Part>, Refusal> {
    let document: Document =
        serde_json::from_reader(BufReader::new(reader)).map_err(|error| Refusal::new(reason(&error, redactor), DAMAGED))?;
    let merge = agreed(document, wanted, redactor)?;
    let mut parts = merge.parts;
    for part in &mut parts {
        check(part).map_err(|wrong| Refusal::new(format!("is a report that cannot be merged: {wrong}"), DAMAGED))?;
        part.clean(redactor);
        part.tally.counts.values_mut().for_each(|count| count.logs = count.by_log.len() as u64);
    }
    Ok(parts)
}

/// Counts are added up only when the same rules made them.
fn agreed(document: Document, wanted: MadeWith<'_>, redactor: &Redactor) -> Result<Merge, Refusal> {
    let shown = |text: &str| clean(text, redactor);
    if document.schema_version.split('.').next() != Some(MAJOR) {
        return Err(Refusal::new(format!("has schema_version {}; {MAJOR}.x is wanted", shown(&document.schema_version)), AGAIN));
    }
    let tool = document.tool.filter(|tool| tool.name == env!("CARGO_PKG_NAME"));
    let Some(tool) = tool else { return Err(Refusal::new("does not name the tool that wrote it", DAMAGED)) };
    let own = env!("CARGO_PKG_VERSION");
    if tool.version != own {
        return Err(Refusal::new(format!("was written by version {}; this is {own}", shown(&tool.version)), AGAIN));
    }
    let Some(merge) = document.merge else {
        return Err(Refusal::new("is a report without the parts that merging needs", AGAIN));
    };
    let (catalogue, made_with) = merge.catalogue.split_once('+').map_or((&*merge.catalogue, None), |(first, rest)| (first, Some(rest)));
    if catalogue != catalogue::fingerprint() {
        return Err(Refusal::new(format!("was made with another catalogue ({})", shown(catalogue)), AGAIN));
    }
    let MadeWith::Rules(rules) = wanted else { return Ok(merge) };
    match (made_with, rules) {
        (made_with, rules) if made_with == rules => Ok(merge),
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
