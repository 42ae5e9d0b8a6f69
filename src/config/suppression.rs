//! The `[[ignore]]` tables of a configuration file.
//!
//! One rule: without a reason nothing is suppressed.

use super::file::{Fault, Origin, article, unknown};
use crate::gate::{Codes, Date, Ignore, Mistake, Target, diagnosis_id};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 6] = ["code", "diagnosis", "api", "message", "reason", "until"];
const FORM: &str = "write [[ignore]] with code = \"110\" and reason = \"...\"";

/// Reads all `[[ignore]]` tables.
pub(super) fn read(value: &Spanned<DeValue<'_>>, origin: &Origin<'_>) -> Result<Vec<Ignore>, Fault> {
    let wrong = |found: &DeValue<'_>| (None, Mistake::new(format!("`ignore` is {}, not a list of tables", article(found)), FORM));
    let tables = value.get_ref().as_array().ok_or_else(|| wrong(value.get_ref()))?;
    let one = |item: &Spanned<DeValue<'_>>| {
        let at = item.span().start;
        let table = item.get_ref().as_table().ok_or_else(|| (Some(at), Mistake::new("an `ignore` is not a table", FORM)))?;
        ignore(table, at, origin.place(at))
    };
    tables.iter().map(one).collect()
}

fn ignore(table: &DeTable<'_>, at: usize, place: String) -> Result<Ignore, Fault> {
    let mut names: Vec<_> = table.keys().collect();
    names.sort_by_key(|name| name.span().start);
    if let Some(name) = names.into_iter().find(|name| !KEYS.contains(&name.get_ref().as_ref())) {
        let mistake = unknown(name.get_ref(), &KEYS);
        return Err((Some(name.span().start), Mistake { reason: format!("[[ignore]]: {}", mistake.reason), ..mistake }));
    }
    let reason = text(table, "reason")?;
    let until = until(table)?;
    let target = target(table, at)?;
    let reason = reason.ok_or_else(|| fault(at, "`reason` is missing", "say why it may be ignored: reason = \"...\""))?;
    Ok(Ignore { target, reason, until, place })
}

fn target(table: &DeTable<'_>, at: usize) -> Result<Target, Fault> {
    let (api, message) = (text(table, "api")?, text(table, "message")?);
    match (text(table, "code")?, text(table, "diagnosis")?) {
        (Some(code), None) => {
            let codes = Codes::parse(&code).map_err(|mistake| in_key(table, "code", mistake))?;
            Ok(Target::Code { codes, api, message })
        }
        (None, Some(_)) if api.is_some() || message.is_some() => {
            Err(fault(at, "`api` and `message` need a `code`", "a diagnosis is ignored as a whole"))
        }
        (None, Some(id)) => diagnosis_id(&id).map(Target::Diagnosis).map_err(|mistake| in_key(table, "diagnosis", mistake)),
        (Some(_), Some(_)) => Err(fault(at, "has both `code` and `diagnosis`", "write one [[ignore]] for each")),
        (None, None) => Err(fault(at, "`code` is missing", "say what to ignore: code = \"110\" or diagnosis = \"invalid-app-id\"")),
    }
}

/// The text of a key; nothing when the key is not there. A code may also be written as a number.
fn text(table: &DeTable<'_>, name: &str) -> Result<Option<String>, Fault> {
    let Some(value) = table.get(name) else {
        return Ok(None);
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if name == "code" && number.radix() == 10 => number.as_str().to_owned(),
        other => {
            return Err(in_key(table, name, Mistake::new(format!("is {}, not a text", article(other)), "write it in quotes")));
        }
    };
    if text.trim().is_empty() {
        return Err(in_key(table, name, Mistake::new("is empty", "")));
    }
    Ok(Some(text))
}

/// The last day, as a text or as a date of TOML.
fn until(table: &DeTable<'_>) -> Result<Option<Date>, Fault> {
    let Some(value) = table.get("until") else {
        return Ok(None);
    };
    let text = match value.get_ref() {
        DeValue::Datetime(day) => day.to_string(),
        _ => text(table, "until")?.unwrap_or_default(),
    };
    Date::parse(&text).map(Some).map_err(|mistake| in_key(table, "until", mistake))
}

fn fault(at: usize, reason: &str, hint: &str) -> Fault {
    (Some(at), Mistake::new(format!("[[ignore]]: {reason}"), hint))
}

fn in_key(table: &DeTable<'_>, name: &str, mistake: Mistake) -> Fault {
    let at = table.get(name).map(|value| value.span().start);
    (at, Mistake { reason: format!("[[ignore]]: `{name}`: {}", mistake.reason), ..mistake })
}
