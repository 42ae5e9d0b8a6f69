//! A field on a line of its own, read together with the object in which it stands.
//!
//! One rule: the object is put on one line, as a logger that breaks no lines would have printed it, and read as any other line;
//! only a code on the line that was asked about counts.

use super::observe::{Context, Line, Observations};
use super::parts::Parts;
use crate::envelope;
use crate::text::{self, expressions::FIELD};
use std::ops::Range;

/// Lines on either side of a field that are looked at.
const MAX_FIELDS: usize = 5;
/// Text on either side of a field that is looked at, in bytes.
const MAX_AROUND: usize = 4096;

/// An object on one line, and where in it the field is.
struct Object {
    text: String,
    own: Range<usize>,
}

impl Context<'_> {
    /// Reads the object around the line, if the line is a field of one; true when its code is found to be an event.
    pub(super) fn of_object(&self, out: &mut Observations) -> bool {
        let Some(object) = object(self.parts.message(), self.line.before, self.line.after) else { return false };
        let parts = Parts::new(&object.text, false);
        let Some(front) = object.text.strip_suffix(parts.message()) else { return false };
        let line = Line { bytes: object.text.as_bytes(), before: &[], after: &[], ..self.line.clone() };
        let in_message = |at: usize| at.saturating_sub(front.len());
        let own = in_message(object.own.start)..in_message(object.own.end);
        out.extend(Context::new(&line, &parts, &object.text).first(parts.message(), Some(&own)));
        !out.is_empty()
    }
}

fn object(field: &str, before: &[u8], after: &[u8]) -> Option<Object> {
    if !FIELD.is_match(field) {
        return None;
    }
    let before = &before[before.len().saturating_sub(MAX_AROUND)..];
    let (mut above, mut head) = (Vec::new(), None);
    for line in before.strip_suffix(b"\n")?.rsplit(|byte| *byte == b'\n').take(MAX_FIELDS) {
        let line = plain(line);
        let message = message(&line);
        if opens(message) {
            head = Some(line.trim_end().to_owned());
            break;
        }
        if !FIELD.is_match(message) || closes(message) {
            return None;
        }
        above.push(message.trim().to_owned());
    }
    let mut text = head?;
    for field in above.iter().rev() {
        add(&mut text, field);
    }
    let from = add(&mut text, field.trim());
    let own = from..text.len();
    if !closes(field) {
        let below = after[..after.len().min(MAX_AROUND)].split(|byte| *byte == b'\n').take(MAX_FIELDS).map(plain);
        for line in below.take_while(|line| FIELD.is_match(message(line))) {
            add(&mut text, message(&line).trim());
            if closes(&line) {
                break;
            }
        }
    }
    Some(Object { text, own })
}

/// Puts a field behind the others; where it begins.
fn add(text: &mut String, field: &str) -> usize {
    text.push(' ');
    text.push_str(field);
    text.len() - field.len()
}

fn plain(line: &[u8]) -> String {
    text::legible(&text::lossy(text::trim_line_end(line))).into_owned()
}

/// The line without its envelopes.
fn message(line: &str) -> &str {
    &line[envelope::peel(line).message()..]
}

/// An object begins on the line and does not end there.
fn opens(message: &str) -> bool {
    let last = message.rfind(['{', '(', '}', ')']);
    last.is_some_and(|at| matches!(message.as_bytes()[at], b'{' | b'('))
}

/// The object ends with this field.
fn closes(field: &str) -> bool {
    field.trim_end().trim_end_matches(',').ends_with(['}', ')'])
}

#[cfg(test)]
mod tests {
    use super::object;

    #[test]
    fn an_object_becomes_one_line_and_anything_else_is_none() {
        let before = b"old\nI/x(7): changed {\nI/x(7):   'state': 5,\n";
        let found = object("  'reason': 9,", before, b"I/x(7):   'text': 'a b'\nI/x(7): }\nmore: 1\n").expect("an object");
        assert_eq!(found.text, "I/x(7): changed { 'state': 5, 'reason': 9, 'text': 'a b'");
        assert_eq!(&found.text[found.own], "'reason': 9,");
        let ended = object("code: 8 }", b"failed { state: 5,\n", b"next: 1\n").expect("an object");
        assert_eq!(ended.text, "failed { state: 5, code: 8 }");
        for (field, before) in [
            ("reason: 9", &b"no object\n"[..]),
            ("reason: 9", b"changed {\nstate: 5 }\n"),
            ("reason: 9", b"changed {\nother text\n"),
            ("reason: 9", b"changed { }\n"),
            ("reason: 9", b"cut {"),
            ("the reason: 9 of 10", b"changed {\n"),
            ("reason: 9", b"changed {\na: 1,\nb: 1,\nc: 1,\nd: 1,\ne: 1,\n"),
        ] {
            assert!(object(field, before, b"").is_none(), "{field} behind {}", String::from_utf8_lossy(before));
        }
    }
}
