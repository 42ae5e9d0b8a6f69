//! What a line says and why: envelopes, the pattern that matched, what else was needed.
//!
//! One rule: the answer comes from the very functions that scan.

use crate::pattern;
use crate::redact::{Identifiers, Redactor};
use crate::scan::observe::{self, Line};
use crate::text::sanitise::sanitise;
use crate::text::strip_ansi;
use std::io::{self, Write};

/// Explains a line of text, or line N of a file written as `FILE:N`.
///
/// # Errors
/// What the writer says.
pub fn write(query: &str, redactor: &Redactor, out: &mut dyn Write) -> io::Result<()> {
    let line = from_file(query).unwrap_or_else(|| query.to_owned());
    let unwrapped = crate::envelope::unwrap(&line);
    let mut ids = Identifiers::new();
    let mut shown = |text: &str| sanitise(&redactor.text(&mut ids, &strip_ansi(text))).into_owned();
    writeln!(out, "line      {}", shown(&line))?;
    let chain = if unwrapped.chain.is_empty() { "none".to_owned() } else { unwrapped.chain.join(" > ") };
    writeln!(out, "envelopes {chain}")?;
    for (name, value) in [
        ("time", unwrapped.time.clone()),
        ("process", unwrapped.pid.map(|pid| pid.to_string())),
        ("tag", unwrapped.tag.as_deref().map(str::to_owned)),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name:<9} {}", shown(&value))?;
        }
    }
    writeln!(out, "message   {}", shown(&unwrapped.message))?;
    matched(&line, out)
}

fn matched(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let seen = observe::line(&Line { bytes: line.as_bytes(), before: &[], after: &[], closed_source: false, evidence: true, piece: None });
    if let Some(mark) = &seen.mark {
        writeln!(out, "evidence  {:?}: shows what the process runs", mark.strength)?;
    }
    for found in &seen.observations {
        let api = found.api.as_deref().unwrap_or("not named");
        writeln!(out, "pattern   {}: {}", found.pattern.id, found.pattern.about)?;
        writeln!(
            out,
            "event     {}/{} via {}, API {}, {}",
            found.domain,
            found.id,
            found.via.word(),
            sanitise(api),
            found.severity.word()
        )?;
        writeln!(out, "needs     {}", needs(found.needs))?;
    }
    if seen.observations.is_empty() {
        writeln!(out, "pattern   none counts on this line")?;
    }
    Ok(())
}

fn needs(needs: pattern::Needs) -> &'static str {
    match needs {
        pattern::Needs::Nothing | pattern::Needs::Words | pattern::Needs::Own | pattern::Needs::Opened | pattern::Needs::Api => {
            "nothing more: the line is proof enough"
        }
        pattern::Needs::Session => "some line of the same process must show an Agora session",
        pattern::Needs::Tag => "some line of the same tag (without tags: of the source) must show an Agora session",
    }
}

fn from_file(query: &str) -> Option<String> {
    let (path, number) = query.rsplit_once(':')?;
    let number: usize = number.parse().ok()?;
    let bytes = std::fs::read(path).ok()?;
    let line = bytes.split(|byte| *byte == b'\n').nth(number.checked_sub(1)?)?;
    Some(String::from_utf8_lossy(line).trim_end_matches('\r').to_owned())
}
