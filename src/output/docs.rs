//! Pages of documentation made from the data.
//!
//! One rule: nothing is written here that the data does not say; the tests compare the committed pages with these.

use crate::catalogue;
use crate::pattern;
use std::io::{self, Write};

/// The page of all codes.
///
/// # Errors
/// What the writer says.
pub fn codes(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Codes\n\nMade from `src/catalogue/*.toml` by `agora-logscan --generate codes`.")?;
    for family in catalogue::families() {
        writeln!(out, "\n## {} - {}\n\n{}\n", family.domain, family.title, family.about)?;
        writeln!(out, "| code | name | what went wrong | versions |\n|---|---|---|---|")?;
        for entry in family.entries {
            writeln!(out, "| {} | `{}` | {} | {} |", entry.id, entry.name, cell(entry.title), cell(entry.era))?;
        }
    }
    Ok(())
}

/// The page of all patterns.
///
/// # Errors
/// What the writer says.
pub fn patterns(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Patterns\n\nMade from `src/pattern/*.toml` by `agora-logscan --generate patterns`, in the order tried.\n")?;
    writeln!(out, "| pattern | what the line is | domain | via | inside | needs |\n|---|---|---|---|---|---|")?;
    for pattern in pattern::all() {
        let inside = if pattern.inside.is_empty() { "any message".to_owned() } else { pattern.inside.join(", ") };
        let needs = format!("{:?}", pattern.needs).to_lowercase();
        writeln!(out, "| `{}` | {} | {} | {} | {inside} | {needs} |", pattern.id, cell(pattern.about), pattern.domain, pattern.via.word())?;
    }
    Ok(())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
