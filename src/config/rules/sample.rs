//! Lines that a pattern must find and lines that it must not, tried when the file is read.
//!
//! One rule: a sample is read by the very function that reads the lines of a log.

use super::field::Fields;
use crate::catalogue::Id;
use crate::config::file::Fault;
use crate::gate::{Mistake, quoted};
use crate::scan::observe::{self, Line, Observation};
use crate::scan::rules::Rules;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const HIT: &str = "write { line = \"...\", code = 110 }, with api = \"joinChannel\" if that is wanted too";
const WHY: &str = "`--rules FILE --why LINE` shows what becomes of a line";

/// The samples of one pattern.
pub struct Samples {
    id: &'static str,
    hits: Vec<Hit>,
    misses: Vec<(usize, String)>,
}

struct Hit {
    at: usize,
    line: String,
    code: Option<String>,
    api: Option<String>,
}

impl Samples {
    /// Takes `hits` and `misses` of a pattern.
    pub fn read(id: &'static str, fields: &Fields<'_>) -> Result<Samples, Fault> {
        let hits = fields.items("hits").into_iter().map(|item| hit(item, fields)).collect::<Result<_, _>>()?;
        let miss = |item: &Spanned<DeValue<'_>>| Ok((item.span().start, fields.text_of(item, "misses")?));
        let misses = fields.items("misses").into_iter().map(miss).collect::<Result<_, Fault>>()?;
        Ok(Samples { id, hits, misses })
    }

    /// Tries them.
    pub fn check(&self, rules: &'static Rules) -> Result<(), Fault> {
        self.hits.iter().try_for_each(|hit| match wrong(hit, found(self.id, &hit.line, rules).as_ref()) {
            None => Ok(()),
            Some(what) => Err(self.fault(hit.at, &format!("`hits`: in {} it finds {what}", quoted(&hit.line)))),
        })?;
        self.misses.iter().try_for_each(|(at, line)| match found(self.id, line, rules) {
            None => Ok(()),
            Some(_) => Err(self.fault(*at, &format!("`misses`: it finds something in {}", quoted(line)))),
        })
    }

    fn fault(&self, at: usize, reason: &str) -> Fault {
        (Some(at), Mistake::new(format!("[[pattern]] `{}`: {reason}", self.id), WHY))
    }
}

/// What a pattern finds in place of what is wanted, if it does.
fn wrong(hit: &Hit, found: Option<&Observation>) -> Option<String> {
    let Some(found) = found else { return Some("nothing".to_owned()) };
    let code = match &found.id {
        Id::Number(number) => number.to_string(),
        Id::Name(name) => name.to_string(),
    };
    if hit.code.as_ref().is_some_and(|wanted| wanted.trim_start_matches('-') != code) {
        return Some(format!("the code {}", quoted(&code)));
    }
    let other = hit.api.as_ref().is_some_and(|wanted| found.api.as_ref() != Some(wanted));
    other.then(|| found.api.as_deref().map_or_else(|| "no API".to_owned(), |api| format!("the API {}", quoted(api))))
}

/// What a pattern finds on a line.
fn found(id: &str, line: &str, rules: &'static Rules) -> Option<Observation> {
    let line = Line {
        bytes: line.as_bytes(),
        before: &[],
        after: &[],
        closed_source: false,
        evidence: false,
        anchored: true,
        every: true,
        piece: None,
        rules: Some(rules),
    };
    observe::line(&line).observations.into_iter().find(|found| found.pattern.id == id)
}

fn hit(item: &Spanned<DeValue<'_>>, fields: &Fields<'_>) -> Result<Hit, Fault> {
    let wrong = |reason: &str| fields.wrong_at(Some(item), "hits", Mistake::new(reason, HIT));
    let table = item.get_ref().as_table().ok_or_else(|| wrong("is no table"))?;
    if !table.keys().all(|name| ["line", "code", "api"].contains(&name.get_ref().as_ref())) {
        return Err(wrong("has a key that is not known"));
    }
    let text = |table: &DeTable<'_>, name: &str| match table.get(name).map(Spanned::get_ref) {
        None => Ok(None),
        Some(DeValue::String(text)) => Ok(Some(text.to_string())),
        Some(DeValue::Integer(number)) if name == "code" => Ok(Some(number.as_str().to_owned())),
        Some(_) => Err(wrong("has something that is no text")),
    };
    let line = text(table, "line")?.ok_or_else(|| wrong("has no line"))?;
    Ok(Hit { at: item.span().start, line, code: text(table, "code")?, api: text(table, "api")? })
}
