//! What merging needs, at the end of a document.
//!
//! One rule: it is copied piece by piece and never held as a whole, since it may be longer than all else of a report.

use crate::part;
use crate::report::Report;
use serde::Serialize;
use std::io::{self, Write};

/// How an object of the outermost level ends.
const END: [u8; 2] = *b"\n}";

/// Writes a document whose last entry is `merge`, the parts of the report, each on one line; `missing` is written in its place when the
/// report has none.
pub(super) fn write(document: &impl Serialize, report: &Report, missing: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut open = Open { out, held: Vec::with_capacity(2 * END.len()) };
    serde_json::to_writer_pretty(&mut open, document)?;
    let Open { out, held } = open;
    debug_assert_eq!(held, END);
    match &report.parts {
        None => out.write_all(missing.as_bytes())?,
        Some(parts) => {
            let catalogue = serde_json::to_string(&part::agreement(report.rules.as_deref()))?;
            write!(out, ",\n  \"merge\": {{\n    \"catalogue\": {catalogue},\n    \"parts\": [")?;
            for at in 0..parts.len() {
                out.write_all(if at == 0 { b"\n      " } else { b",\n      " })?;
                parts.copy(at, out)?;
            }
            out.write_all(if parts.is_empty() { b"]\n  }" } else { b"\n    ]\n  }" })?;
        }
    }
    out.write_all(&held)
}

/// Takes a document and leaves it open: its last bytes are held back.
struct Open<'a> {
    out: &'a mut dyn Write,
    held: Vec<u8>,
}

impl Write for Open<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let ready = (self.held.len() + bytes.len()).saturating_sub(END.len());
        let old = ready.min(self.held.len());
        self.out.write_all(&self.held[..old])?;
        self.held.drain(..old);
        let (new, last) = bytes.split_at(ready - old);
        self.out.write_all(new)?;
        self.held.extend_from_slice(last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
