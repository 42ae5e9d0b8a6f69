//! The page of one catalogue entry, and the list of all codes.
//!
//! One rule: a number that means several things is shown with all of them, the likeliest first.

use super::near;
use crate::catalogue::{self, Entry, Family, Id};
use crate::lang::{self, fill, say};
use crate::text::Lines;
use std::io::{self, Write};

/// What a query for a code leads to.
#[derive(Debug)]
pub enum Answer {
    /// Entries, the likeliest first, and the method that was asked about.
    Found(Vec<(&'static Family, &'static Entry)>, Option<String>),
    /// Nothing; the nearest names.
    Nearest(Vec<String>),
}

/// Domains in the order in which a bare number is most likely meant.
const LIKELY: &[&str] =
    &["rtc.error", "rtc.connection-reason", "rtc.warning", "rtm1.error", "rtm2.error", "web.gateway", "recording.error", "python.wrapper"];

/// Looks a code up: a number of either sign, a constant in any language, `domain/code`, `method:number`.
pub fn look_up(query: &str) -> Answer {
    let query = query.trim();
    if let Some((domain, code)) = query.split_once('/')
        && let Some(family) = catalogue::family(domain)
        && let Some(found) = in_family(family, code)
    {
        return Answer::Found(vec![found], None);
    }
    if let Some((method, code)) = query.split_once(':')
        && let Some((method, _)) = catalogue::api::method(method)
        && let Some(found) = catalogue::family("rtc.error").and_then(|family| in_family(family, code))
    {
        return Answer::Found(vec![found], Some(method.to_owned()));
    }
    let found = query.parse::<i64>().map_or_else(|_| by_word(query), by_number);
    if found.is_empty() { Answer::Nearest(near::names(query, LIKELY)) } else { Answer::Found(found, None) }
}

fn in_family(family: &'static Family, code: &str) -> Option<(&'static Family, &'static Entry)> {
    let entry = match code.trim().parse::<i64>() {
        Ok(number) => catalogue::entry(family.domain, &Id::Number(u32::try_from(number.unsigned_abs()).ok()?)),
        Err(_) => catalogue::by_name(family.domain, code),
    };
    entry.map(|entry| (family, entry))
}

fn by_number(number: i64) -> Vec<(&'static Family, &'static Entry)> {
    let Ok(absolute) = u32::try_from(number.unsigned_abs()) else { return Vec::new() };
    let mut found: Vec<_> = catalogue::families()
        .iter()
        .filter_map(|family| catalogue::entry(family.domain, &Id::Number(absolute)).map(|entry| (family, entry)))
        .collect();
    found.sort_by_key(|(family, _)| (LIKELY.iter().position(|domain| *domain == family.domain).unwrap_or(LIKELY.len()), family.domain));
    found
}

fn by_word(word: &str) -> Vec<(&'static Family, &'static Entry)> {
    let mut found = catalogue::all_by_name(word);
    found.sort_by_key(|(family, _)| (LIKELY.iter().position(|domain| *domain == family.domain).unwrap_or(LIKELY.len()), family.domain));
    if found.is_empty() {
        found
            .extend(catalogue::families().iter().filter_map(|family| catalogue::by_text(family.domain, word).map(|entry| (family, entry))));
    }
    found
}

/// Writes the page of the first entry and names the others.
///
/// # Errors
/// What the writer says.
pub fn write(found: &[(&'static Family, &'static Entry)], method: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let Some((family, entry)) = found.first() else { return Ok(()) };
    page(family, entry, method, out)?;
    if found.len() > 1 {
        writeln!(out, "\n{}", say("The same code elsewhere (read it with `--explain DOMAIN/CODE`):"))?;
        for (family, entry) in &found[1..] {
            writeln!(out, "  {}/{}  {} - {}", family.domain, entry.id, entry.name, title(family, entry))?;
        }
    }
    Ok(())
}

fn page(family: &Family, entry: &Entry, method: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}/{}  {}", family.domain, entry.id, entry.name)?;
    writeln!(out, "{}", title(family, entry))?;
    about(family, out)?;
    if !entry.era.is_empty() {
        writeln!(out, "{}", fill("SDK versions: {versions}", &[("versions", &entry.era)]))?;
    }
    if entry.deprecated {
        let text = if entry.replaced_by.is_empty() {
            say("Deprecated by the vendor, still seen in logs").to_owned()
        } else {
            fill("Deprecated by the vendor, still seen in logs; see {code}", &[("code", &entry.replaced_by)])
        };
        writeln!(out, "{text}")?;
    }
    if !entry.replaces.is_empty() {
        writeln!(out, "{}", fill("Takes the place of {code}", &[("code", &entry.replaces)]))?;
    }
    let (asked, other): (Vec<_>, Vec<_>) = entry.when.iter().partition(|when| method.is_some_and(|method| when.method == method));
    if let Some(method) = method {
        narrower(&fill("In {method}", &[("method", &method)]), &asked, out)?;
    }
    let other_words = lang::entry(family.domain, &entry.id.to_string());
    list(say("Causes"), other_words.map_or(entry.causes, |words| words.causes), out)?;
    list(say("Fixes"), other_words.map_or(entry.fixes, |words| words.fixes), out)?;
    narrower(say("By method, version and platform"), &other, out)?;
    list(say("Spellings"), entry.spellings, out)?;
    list(say("See also"), entry.see, out)?;
    writeln!(out, "\n{}", entry.page(family))
}

/// The title in the language spoken now.
fn title(family: &Family, entry: &Entry) -> &'static str {
    lang::entry(family.domain, &entry.id.to_string()).map_or(entry.title, |words| words.title)
}

/// What the family is, and in English where its codes show up.
fn about(family: &Family, out: &mut dyn Write) -> io::Result<()> {
    match lang::family(family.domain) {
        Some(title) => writeln!(out, "\n{title}"),
        None => writeln!(out, "\n{}: {}", family.title, family.about),
    }
}

fn list(title: &str, items: Lines, out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}:")?;
    items.iter().try_for_each(|item| writeln!(out, "  - {item}"))
}

fn narrower(title: &str, items: &[&catalogue::When], out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}:")?;
    for when in items {
        let scope: Vec<&str> = [when.method, when.era, when.platform].into_iter().filter(|part| !part.is_empty()).collect();
        let fix = if when.fix.is_empty() { String::new() } else { format!(" {}", lang::sentence(when.fix)) };
        let scope = if scope.is_empty() { String::new() } else { format!("{}: ", scope.join(", ")) };
        writeln!(out, "  - {scope}{}{fix}", lang::sentence(when.meaning))?;
    }
    Ok(())
}

/// Writes every code, of one domain or of all.
///
/// # Errors
/// What the writer says.
pub fn list_codes(domain: Option<&str>, as_json: bool, out: &mut dyn Write) -> io::Result<()> {
    let families = catalogue::families().iter().filter(|family| domain.is_none_or(|domain| family.domain == domain));
    if as_json {
        let rows: Vec<serde_json::Value> = families.flat_map(|family| family.entries.iter().map(|entry| row(family, entry))).collect();
        return writeln!(out, "{}", serde_json::to_string_pretty(&rows)?);
    }
    for family in families {
        writeln!(out, "{} - {}", family.domain, lang::family(family.domain).unwrap_or(family.title))?;
        for entry in family.entries {
            writeln!(out, "  {:<6} {:<56} {}", entry.id.to_string(), entry.name, title(family, entry))?;
        }
    }
    Ok(())
}

fn row(family: &Family, entry: &Entry) -> serde_json::Value {
    let code = match &entry.id {
        Id::Number(n) => serde_json::json!(n),
        Id::Name(name) => serde_json::json!(name),
    };
    serde_json::json!({
        "domain": family.domain, "code": code, "name": entry.name, "title": entry.title,
        "kind": format!("{:?}", entry.kind).to_lowercase(), "era": entry.era, "spellings": entry.spellings,
        "causes": entry.causes, "fixes": entry.fixes, "url": entry.page(family), "deprecated": entry.deprecated,
    })
}
