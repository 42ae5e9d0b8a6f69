//! Report to bytes: one file per format.
//!
//! One rule: an output sees only the [`Report`] (or one event at a time), and every text it prints passes the one
//! sanitiser. A new format is one file here and one variant of [`Format`].

pub mod docs;
pub mod explain;
mod grid;
pub mod json;
pub mod ndjson;
pub mod table;
mod words;

use crate::report::Report;
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
    /// One JSON object a line for every event.
    Ndjson,
}

/// How a format for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { width: 100, colour: false }
    }
}

/// Writes a report in a format that is made from the whole report.
///
/// # Errors
/// What the writer says.
pub fn write(format: Format, report: &Report, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Ndjson => Ok(()),
    }
}
