//! The user's own patterns, from a file in the form of those that are built in.
//!
//! One rule: a file is taken as a whole or not at all, and what is wrong with it is one line that names file, line and pattern.

mod expression;
mod field;
mod sample;
#[cfg(test)]
mod tests;

use super::error::ConfigError;
use super::file::{self, Fault, article, unknown};
use crate::catalogue;
use crate::gate::{Mistake, nearest, quoted};
use crate::pattern::{self, Needs, Pattern, Sign, Via};
use crate::scan::rules::{self, MAX_RULES, Rules};
use crate::text::Expression;
use crate::text::sanitise::sanitise;
use field::{Fields, leak};
use sample::Samples;
use std::collections::BTreeSet;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a file holds.
const FORM: &str = "write [[pattern]] with id, about, keywords, regex and domain";
/// Keys of a pattern.
const KEYS: [&str; 11] = ["id", "about", "keywords", "regex", "domain", "via", "sign", "api", "needs", "hits", "misses"];
/// Domains that are none: by the callback, by the enum, by the constant on the line; and a line that is said to be harmless.
const DOMAINS: [&str; 4] = ["callback", "type", "constant", "none"];
/// Places of an API name, beside a fixed one.
const PLACES: [&str; 8] = ["group", "function", "line", "word", "previous", "stack", "web", "rtm"];

/// Longest name of a pattern, in bytes.
const MAX_ID: usize = 64;
/// Longest description, in bytes.
const MAX_ABOUT: usize = 200;
/// Most keywords of a pattern.
const MAX_KEYWORDS: usize = 64;
/// Shortest and longest keyword, in bytes. Shorter ones stand on every line.
const KEYWORD: std::ops::RangeInclusive<usize> = 3..=200;

/// Reads the user's patterns. They are kept to the end of the run.
///
/// # Errors
/// When the file cannot be read, is longer than 1 MiB, or holds something that is no pattern or fails its own samples.
pub fn read(path: &Path) -> Result<&'static Rules, ConfigError> {
    let text = file::text(path).map_err(|error| ConfigError { hint: error.hint.or_else(|| Some(FORM.to_owned())), ..error })?;
    parse(path, &text)
}

/// The same from text; `path` is for messages.
fn parse(path: &Path, text: &str) -> Result<&'static Rules, ConfigError> {
    let table = file::table(path, text).map_err(|error| ConfigError { hint: Some(FORM.to_owned()), ..error })?;
    all(table.get_ref()).map_err(|(at, mistake)| ConfigError::in_file(path, Some(file::line(text, at.unwrap_or(0))), mistake))
}

fn all(table: &DeTable<'_>) -> Result<&'static Rules, Fault> {
    if let Some(name) = table.keys().find(|name| name.get_ref() != "pattern") {
        return Err((Some(name.span().start), unknown(name.get_ref(), &["pattern"])));
    }
    let Some(list) = table.get("pattern") else { return Err((None, Mistake::new("holds no pattern", FORM))) };
    let wrong = |at: &Spanned<DeValue<'_>>| {
        (Some(at.span().start), Mistake::new(format!("`pattern` is {}, not a table", article(at.get_ref())), FORM))
    };
    let list = list.get_ref().as_array().ok_or_else(|| wrong(list))?;
    if let Some(more) = list.get(MAX_RULES) {
        let hint = "spellings of one kind can share a pattern: its expression may have alternatives";
        return Err((Some(more.span().start), Mistake::new(format!("holds more than {MAX_RULES} patterns"), hint)));
    }
    let mut read = Read::default();
    for item in list {
        let table = item.get_ref().as_table().ok_or_else(|| wrong(item))?;
        read.add(&Fields::new(table, item.span().start))?;
    }
    let rules: &'static Rules = Box::leak(Box::new(Rules::new(Box::leak(read.patterns.into_boxed_slice()), read.expressions)));
    read.samples.iter().try_for_each(|samples| samples.check(rules))?;
    Ok(rules)
}

/// The patterns read so far.
#[derive(Default)]
struct Read {
    ids: BTreeSet<String>,
    patterns: Vec<Pattern>,
    expressions: Vec<Expression>,
    samples: Vec<Samples>,
}

impl Read {
    fn add(&mut self, fields: &Fields<'_>) -> Result<(), Fault> {
        fields.only(&KEYS)?;
        let id = id(fields)?;
        let fields = &fields.of(&id);
        let known = pattern::all().iter().any(|pattern| pattern.id == id);
        if known || !self.ids.insert(id.clone()) {
            let reason = if known { "is the name of a pattern that is built in" } else { "stands in the file twice" };
            return Err(
                fields.wrong("id", Mistake::new(reason, "give it a name of its own, such as one that begins with that of your app"))
            );
        }
        let domain = domain(fields)?;
        let text = fields.required("regex", "write the expression in single quotes: regex = 'join failed: (?P<code>-?\\d+)'")?;
        let expression = expression::compile(&text, domain).map_err(|mistake| fields.wrong("regex", mistake))?;
        self.samples.push(Samples::read(leak(id.clone()), fields)?);
        self.patterns.push(Pattern {
            id: leak(id),
            about: leak(about(fields)?),
            keywords: keywords(fields)?,
            regex: leak(text),
            domain,
            via: fields.choice("via", &[("callback", Via::Callback), ("return", Via::Return)])?.unwrap_or(Via::Callback),
            sign: fields.choice("sign", &SIGNS)?.unwrap_or(Sign::Any),
            api: api(fields, expression.names().flatten().any(|name| name == "api"))?,
            needs: fields.choice("needs", &NEEDS)?.unwrap_or(Needs::Nothing),
            inside: &[],
            sdk: "",
            group: "",
            layer: 0,
            reach: 0,
            ahead: false,
            minus: false,
            beyond: false,
            own: true,
        });
        self.expressions.push(expression);
        Ok(())
    }
}

const SIGNS: [(&str, Sign); 4] = [("any", Sign::Any), ("negative", Sign::Negative), ("positive", Sign::Positive), ("zero", Sign::Zero)];
const NEEDS: [(&str, Needs); 3] = [("nothing", Needs::Nothing), ("session", Needs::Session), ("tag", Needs::Tag)];

fn id(fields: &Fields<'_>) -> Result<String, Fault> {
    let id = fields.required("id", "name the pattern: id = \"acme.join\"")?;
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
    if id.len() > MAX_ID || !id.bytes().all(letter) || !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        let hint = format!("lower-case letters, digits, points and hyphens, a letter first, at most {MAX_ID} of them: id = \"acme.join\"");
        return Err(fields.wrong("id", Mistake::new(format!("{} is no name", quoted(&id)), hint)));
    }
    Ok(id)
}

fn about(fields: &Fields<'_>) -> Result<String, Fault> {
    let about = fields.required("about", "say what the line is: about = \"the app's own wrapper says that a join failed\"")?;
    if about.len() > MAX_ABOUT || *sanitise(&about) != *about {
        return Err(
            fields.wrong("about", Mistake::new("is no short line of text", format!("at most {MAX_ABOUT} bytes that can be printed")))
        );
    }
    Ok(about)
}

fn keywords(fields: &Fields<'_>) -> Result<&'static [&'static str], Fault> {
    let hint = "name a text of which the line holds one: keywords = [\"acme rtc\"]";
    let words = fields.list("keywords")?.unwrap_or_default();
    let wrong = |reason: String| Err(fields.wrong("keywords", Mistake::new(reason, hint)));
    if words.is_empty() {
        return Err(fields.missing("keywords", hint));
    }
    if words.len() > MAX_KEYWORDS {
        return wrong(format!("holds more than {MAX_KEYWORDS} texts"));
    }
    if let Some(word) = words.iter().find(|word| !KEYWORD.contains(&word.trim().len())) {
        return wrong(format!("{} is shorter than {} bytes or longer than {}", quoted(word), KEYWORD.start(), KEYWORD.end()));
    }
    if let Some(word) = words.iter().find(|word| word.contains(['\n', '\r', '\0'])) {
        return wrong(format!("{} cannot stand on one line", quoted(word)));
    }
    Ok(field::leak_list(words))
}

fn domain(fields: &Fields<'_>) -> Result<&'static str, Fault> {
    let name = fields.required("domain", "say whose number it is: domain = \"rtc.error\"; `--list-codes` lists the domains")?;
    let known = DOMAINS.into_iter().chain(catalogue::families().iter().map(|family| family.domain));
    let wrong = |reason: String, hint: String| Err(fields.wrong("domain", Mistake::new(reason, hint)));
    let Some(domain) = known.clone().find(|domain| *domain == name) else {
        let near = nearest(&name, known).map(|near| format!("did you mean `{near}`? "));
        return wrong(format!("{} is no domain", quoted(&name)), near.unwrap_or_default() + "`--list-codes` lists the domains");
    };
    if !DOMAINS.contains(&domain) && !rules::takes(domain) {
        return wrong(format!("{} is a domain of states, which are no errors", quoted(&name)), "write that of the reason".to_owned());
    }
    Ok(domain)
}

/// Where the API name comes from; when nothing is said, from the group of that name, else from the line.
fn api(fields: &Fields<'_>, has_group: bool) -> Result<&'static [&'static str], Fault> {
    let Some(places) = fields.list("api")? else {
        return Ok(if has_group { &["group", "function", "line"] } else { &["line"] });
    };
    let fits = |place: &str| place.strip_prefix('=').map_or(PLACES.contains(&place), rules::is_method);
    if let Some(place) = places.iter().find(|place| !fits(place)) {
        let hint = format!("write a method as \"=joinChannel\", or one of {}", PLACES.join(", "));
        return Err(fields.wrong("api", Mistake::new(format!("{} is no place of a name", quoted(place)), hint)));
    }
    if !has_group && places.iter().any(|place| matches!(place.as_str(), "group" | "function")) {
        let hint = "write it into the expression: (?P<api>\\w+)";
        return Err(fields.wrong("api", Mistake::new("asks for a group that the expression does not have", hint)));
    }
    Ok(field::leak_list(places))
}
