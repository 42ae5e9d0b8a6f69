//! Report to bytes: one file per format.
//!
//! One rule: an output sees only the [`Report`] (or one event at a time), and every text it prints passes the one
//! sanitiser. A new format is one file here and one variant of [`Format`].

pub mod azure;
pub mod csv;
pub mod docs;
pub mod explain;
pub mod github;
pub mod gitlab;
mod grid;
pub mod html;
mod issue;
pub mod json;
pub mod junit;
pub mod live;
pub mod markdown;
pub mod ndjson;
mod near;
pub mod plain;
pub mod rows;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
mod short;
mod spark;
pub mod table;
pub mod teamcity;
pub mod ticket;
pub mod why;
mod words;
mod xml;

use crate::lang::{self, Lang};
use crate::report::{self, Report};
use std::io::{self, Write};

/// The JSON Schema of the JSON format.
pub const SCHEMA: &str = include_str!("../../docs/report.schema.json");

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One JSON document.
    Json,
    /// Only what merging needs, as JSON.
    Partial,
    /// One JSON object a line for every event.
    Ndjson,
    /// `file:line: severity: text [code]`, for editors.
    Plain,
    /// Comma-separated values.
    Csv,
    /// What technical support asks for, ready to paste into a form.
    Ticket,
    /// A Markdown page.
    Markdown,
    /// One page for a browser.
    Html,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// GitHub annotations.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// Azure Pipelines messages.
    Azure,
    /// `TeamCity` messages.
    Teamcity,
}

/// How a format for people looks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // independent choices of a reader, not states
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// The command line, secrets taken out.
    pub command: String,
    /// Whether test cases name their file: GitLab shows it, the schema of Jenkins does not know it.
    pub case_files: bool,
    /// Language of formats for people.
    pub lang: Lang,
    /// The terminal shows more than ASCII.
    pub unicode: bool,
    /// A histogram stands below the table.
    pub timeline: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { width: 100, colour: false, command: String::new(), case_files: false, lang: Lang::En, unicode: true, timeline: false }
    }
}

impl Format {
    /// A person reads it, so it speaks the language asked for; what machines read is always English.
    pub fn for_people(self) -> bool {
        matches!(self, Format::Table | Format::Markdown | Format::Html | Format::Ticket)
    }
}

/// Writes a report in a format that is made from the whole report.
///
/// # Errors
/// What the writer says.
pub fn write(format: Format, report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if look.lang == Lang::En || !format.for_people() {
        return written(format, report, look, out);
    }
    lang::within(look.lang, || written(format, &report::translated(report), look, out))
}

fn written(format: Format, report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Partial => json::write_partial(report, out),
        Format::Ndjson => Ok(()),
        Format::Plain => plain::write(report, look, out),
        Format::Csv => csv::write(report, look, out),
        Format::Ticket => ticket::write(report, look, out),
        Format::Markdown => markdown::write(report, look, out),
        Format::Html => {
            html::write(report, &html::HtmlLook { command: look.command.clone(), version: env!("CARGO_PKG_VERSION").to_owned() }, out)
        }
        Format::Sarif => sarif::write(report, look, out),
        Format::Junit => junit::write(report, look, out),
        Format::Github => github::write(report, look, out),
        Format::Gitlab => gitlab::write(report, look, out),
        Format::Azure => azure::write(report, look, out),
        Format::Teamcity => teamcity::write(report, look, out),
    }
}
