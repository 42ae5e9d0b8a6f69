//! A writer of small XML documents.
//!
//! One rule: the document is well-formed whatever the text; characters that XML 1.0 forbids are dropped.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Elements are opened and closed in order; the indentation follows.
pub(super) struct Xml<'a> {
    out: &'a mut dyn Write,
    open: Vec<&'static str>,
}

/// Attributes in the order they are written.
pub(super) type Attributes<'a> = &'a [(&'static str, String)];

impl<'a> Xml<'a> {
    /// Writes the declaration.
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        Ok(Xml { out, open: Vec::new() })
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes) -> io::Result<()> {
        let tag = self.tag(name, attributes);
        self.open.push(name);
        writeln!(self.out, "{tag}>")
    }

    /// Writes an element that holds text, or nothing.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes, text: &str) -> io::Result<()> {
        let tag = self.tag(name, attributes);
        if text.is_empty() {
            return writeln!(self.out, "{tag}/>");
        }
        writeln!(self.out, "{tag}>{}</{name}>", escaped(text, false))
    }

    /// Closes the innermost open element.
    pub(super) fn close(&mut self) -> io::Result<()> {
        match self.open.pop() {
            Some(name) => writeln!(self.out, "{}</{name}>", "  ".repeat(self.open.len())),
            None => Ok(()),
        }
    }

    fn tag(&self, name: &str, attributes: Attributes) -> String {
        let mut tag = format!("{}<{name}", "  ".repeat(self.open.len()));
        for (key, value) in attributes {
            let _ = write!(tag, " {key}=\"{}\"", escaped(value, true));
        }
        tag
    }
}

/// Escapes text; in an attribute also what a reader would normalise.
fn escaped(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' if attribute => out.push_str(if c == '\n' { "&#10;" } else { "&#9;" }),
            '\n' | '\t' => out.push(c),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_nest_and_escape() {
        let mut out = Vec::new();
        let mut written = || {
            let mut xml = Xml::new(&mut out)?;
            xml.open("a", &[("k", "1\"<\n".to_owned())])?;
            xml.leaf("b", &[], "x ]]> & \u{0}\u{b}\u{fffe}'y'\u{1f600}")?;
            xml.leaf("c", &[], "")?;
            xml.close()?;
            xml.close()
        };
        assert!(written().is_ok());
        let text = String::from_utf8(out).unwrap_or_default();
        let want = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a k=\"1&quot;&lt;&#10;\">\n  \
                    <b>x ]]&gt; &amp; &apos;y&apos;\u{1f600}</b>\n  <c/>\n</a>\n";
        assert_eq!(text, want);
    }
}
