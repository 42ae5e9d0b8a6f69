//! Rows of the frames protocol: what each file of a stream held, as soon as it is read.
//!
//! One rule: one JSON object a line. A reader that has seen the `end` row has seen everything; without it, nothing counts.
//!
//! | row | says |
//! |---|---|
//! | `start` | which tool and which catalogue made the rows |
//! | `event` | one event, as `--format ndjson` writes it, with the number of its `file` |
//! | `input` | what became of one file, with its number in the stream |
//! | `part` | what a log contributes to a report |
//! | `end` | how many files came, and how many of them could be read |
//!
//! `input` rows come in the order of arrival. The events and the part of a rotated log may come after the rows of its pieces.

use super::json::{SCHEMA_VERSION, ToolView, break_commands, safe, tool};
use crate::part;
use crate::part::Part;
use crate::redact::{Identifiers, Names, Redactor};
use crate::report::{Input, Status};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct StartView {
    #[serde(rename = "type")]
    kind: &'static str,
    schema_version: &'static str,
    tool: ToolView,
    catalogue: String,
}

#[derive(Serialize)]
struct InputView {
    #[serde(rename = "type")]
    kind: &'static str,
    number: u64,
    source: String,
    status: &'static str,
    note: Option<String>,
    logs: usize,
    bytes: u64,
    lines: u64,
    recognised_lines: u64,
    events: u64,
}

#[derive(Serialize)]
struct PartView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    part: &'a Part,
}

#[derive(Serialize)]
struct EndView {
    #[serde(rename = "type")]
    kind: &'static str,
    files: u64,
    ok: u64,
    failed: u64,
}

/// Writes rows and counts files.
pub struct Rows<W> {
    out: W,
    redactor: Redactor,
    ok: u64,
    failed: u64,
}

impl<W: Write> Rows<W> {
    /// Writes the first row to `out`.
    ///
    /// # Errors
    /// What the writer says; so with all rows.
    pub fn start(out: W, redactor: Redactor, rules: Option<&str>) -> io::Result<Self> {
        let mut rows = Rows { out, redactor, ok: 0, failed: 0 };
        rows.row(&StartView { kind: "start", schema_version: SCHEMA_VERSION, tool: tool(), catalogue: part::agreement(rules) })?;
        Ok(rows)
    }

    /// Writes what became of the next file, then the parts that are done, and hands all of it on at once.
    ///
    /// # Errors
    /// What the writer says.
    pub fn file(&mut self, name: &str, events: u64, logs: &[Input], parts: &[Part]) -> io::Result<()> {
        let status = status(logs);
        *(if status == Status::Failed { &mut self.failed } else { &mut self.ok }) += 1;
        let sum = |of: fn(&Input) -> u64| logs.iter().map(of).sum();
        let mut ids = Identifiers::new();
        let mut names = Names::new();
        let row = InputView {
            kind: "input",
            number: self.files(),
            source: safe(&names.show(&self.redactor, &mut ids, name)),
            status: status.word(),
            note: note(logs).map(|note| safe(&self.redactor.text(&mut ids, &note))),
            logs: logs.len(),
            bytes: sum(|log| log.bytes),
            lines: sum(|log| log.lines),
            recognised_lines: sum(|log| log.recognised_lines),
            events,
        };
        self.row(&row)?;
        self.parts(parts)?;
        self.out.flush()
    }

    /// Writes parts that are done.
    ///
    /// # Errors
    /// What the writer says.
    pub fn parts(&mut self, parts: &[Part]) -> io::Result<()> {
        parts.iter().try_for_each(|part| self.row(&PartView { kind: "part", part }))
    }

    /// Writes the last row.
    ///
    /// # Errors
    /// What the writer says.
    pub fn end(mut self) -> io::Result<()> {
        self.row(&EndView { kind: "end", files: self.files(), ok: self.ok, failed: self.failed })?;
        self.out.flush()
    }

    /// Files answered so far.
    pub fn files(&self) -> u64 {
        self.ok + self.failed
    }

    fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        let line = serde_json::to_string(row)?;
        writeln!(self.out, "{}", break_commands(&line))
    }
}

/// What became of a file with these logs in it: what became of all of them, or how far it could be read as a whole.
fn status(logs: &[Input]) -> Status {
    let faulty = |log: &Input| matches!(log.status, Status::Failed | Status::Partial);
    match logs {
        [] => Status::Skipped,
        [first, rest @ ..] if rest.iter().all(|log| log.status == first.status) => first.status,
        _ if logs.iter().any(faulty) => Status::Partial,
        _ => Status::Complete,
    }
}

/// The first thing worth saying.
fn note(logs: &[Input]) -> Option<String> {
    match logs {
        [] => Some("holds no log".to_owned()),
        [log] => log.note.clone(),
        _ => logs.iter().find_map(|log| Some(format!("{}: {}", log.source, log.note.as_deref()?))),
    }
}
