//! One JSON object a line for every event, as soon as it is settled.
//!
//! One rule: events come in the order of sources and lines; echoes and infos are there too, marked as such.

use super::json::{CodeView, break_commands, code, quoted, safe};
use crate::catalogue;
use crate::redact::{Identifiers, Names, Redactor};
use crate::scan::Event;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct EventView<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<u64>,
    source: &'a str,
    line: u64,
    time: Option<String>,
    domain: &'a str,
    code: CodeView,
    name: String,
    via: &'static str,
    api: Option<String>,
    sdk: &'a str,
    sdk_version: Option<String>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    echo_of: Option<EchoView>,
    text: String,
}

#[derive(Serialize)]
struct EchoView {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    line: u64,
}

/// Writes events; identifiers are numbered anew for every source, in the order of its events.
pub struct Writer<'a> {
    out: &'a mut dyn Write,
    redactor: Redactor,
    ids: Identifiers,
    names: Names,
    /// The source whose identifiers are numbered.
    source: String,
    /// The number of its file, when files have numbers.
    file: Option<u64>,
    error: Option<io::Error>,
}

impl<'a> Writer<'a> {
    /// Writes to `out`.
    pub fn new(out: &'a mut dyn Write, redactor: Redactor) -> Self {
        Writer { out, redactor, ids: Identifiers::new(), names: Names::new(), source: String::new(), file: None, error: None }
    }

    /// Says of which file the next events are. They do not depend on files before it.
    pub fn file(&mut self, number: u64) {
        if self.file != Some(number) {
            self.file = Some(number);
            self.names = Names::new();
            self.source.clear();
        }
    }

    /// Writes one event; after an error it writes nothing more.
    pub fn event(&mut self, source: &str, event: &Event) {
        if self.source != source {
            self.ids = Identifiers::new();
            source.clone_into(&mut self.source);
        }
        if self.error.is_none() {
            self.error = self.write(source, event).err();
        }
    }

    /// Hands on what was written so far; whether it still can.
    pub fn flush(&mut self) -> bool {
        if self.error.is_none() {
            self.error = self.out.flush().err();
        }
        self.error.is_none()
    }

    /// The first error, if there was one.
    ///
    /// # Errors
    /// What the writer said.
    pub fn finish(self) -> io::Result<()> {
        self.error.map_or(Ok(()), Err)
    }

    fn write(&mut self, source: &str, event: &Event) -> io::Result<()> {
        let entry = catalogue::entry(event.domain, &event.id);
        let source = self.names.show(&self.redactor, &mut self.ids, source);
        let text = self.redactor.text(&mut self.ids, &event.text);
        let echo_of = event.echo_of.as_ref().map(|echo| {
            let source = echo.source.as_deref().map(|source| safe(&self.names.show(&self.redactor, &mut self.ids, source)));
            EchoView { source, line: echo.line }
        });
        let view = EventView {
            kind: "event",
            file: self.file,
            source: &safe(&source),
            line: event.line,
            time: event.time.as_deref().map(safe),
            domain: event.domain,
            code: code(&event.id),
            name: entry.map_or_else(|| safe(&event.id.to_string()), |entry| entry.name.to_owned()),
            via: event.via.word(),
            api: event.api.as_deref().map(safe),
            sdk: if event.sdk.is_empty() { "unknown" } else { event.sdk },
            sdk_version: event.sdk_version.as_deref().map(safe),
            severity: event.severity.word(),
            rule: event.rule,
            echo_of,
            text: quoted(&text),
        };
        let line = serde_json::to_string(&view)?;
        writeln!(self.out, "{}", break_commands(&line))
    }
}
