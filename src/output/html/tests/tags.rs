//! A reader of tags, strict on purpose: what it cannot read, the page must not contain.

/// A start or an end tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub name: &'a str,
    pub end: bool,
    /// Closed by itself, as SVG allows.
    pub alone: bool,
    /// Names and raw values.
    pub attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// All tags of a page. What stands inside `style` and `script` is skipped.
pub(super) fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").expect("doctype");
    while let Some(at) = rest.find('<') {
        let (tag, after) = one(&rest[at + 1..]);
        rest = after;
        if !tag.end && matches!(tag.name, "style" | "script") {
            rest = &rest[rest.find("</").expect("end of style or script")..];
        }
        found.push(tag);
    }
    found
}

fn one(text: &str) -> (Tag<'_>, &str) {
    let (end, text) = text.strip_prefix('/').map_or((false, text), |rest| (true, rest));
    let split = text.find(|c: char| !c.is_ascii_alphanumeric()).expect("end of name");
    let (name, mut rest) = text.split_at(split);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\n']);
        if let Some(after) = rest.strip_prefix("/>") {
            return (Tag { name, end, alone: true, attributes }, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (Tag { name, end, alone: false, attributes }, after);
        }
        let split = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).expect("end of attribute");
        assert!(split > 0, "no attribute at {:?}", &rest[..rest.len().min(60)]);
        let attribute = &rest[..split];
        let (value, after) = match rest[split..].strip_prefix("=\"") {
            Some(value) => value.split_once('"').expect("end of value"),
            None => ("", &rest[split..]),
        };
        attributes.push((attribute, value));
        rest = after;
    }
}

/// Tags that have no end.
pub(super) const VOID: [&str; 2] = ["meta", "br"];
