//! Small readers of XML and HTML, strict where text could break out.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Panics unless the text is one well-formed XML document.
pub fn assert_well_formed(text: &str) {
    let rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("a declaration");
    let forbidden = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    assert!(!rest.contains(forbidden), "a character that XML forbids");
    let (mut open, mut roots) = (Vec::new(), 0);
    for tag in tags(rest) {
        match tag {
            Tag::Open(name, _, true) => roots += usize::from(open.is_empty() && !name.is_empty()),
            Tag::Open(name, _, false) => {
                roots += usize::from(open.is_empty());
                open.push(name);
            }
            Tag::Close(name) => assert_eq!(open.pop(), Some(name), "closed out of order"),
            Tag::Text(text) => entities(text),
        }
    }
    assert!(open.is_empty() && roots == 1, "{roots} roots, {open:?} left open");
}

/// What pages of harmless reports are made of.
#[derive(Default)]
struct Known {
    /// Elements with the names of their attributes.
    elements: HashSet<String>,
    /// Texts of styles and scripts.
    raw: HashSet<String>,
}

/// Panics when a page has an element, an attribute, a style or a script that pages of harmless reports do not have; these are made
/// once. What is left without styles and scripts is for others to look at.
pub fn only_ours(page: &str, harmless: fn() -> Vec<String>) -> Vec<&str> {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known = KNOWN.get_or_init(|| known(&harmless()));
    let mut rest = vec![page];
    shapes(page, |shape| match shape {
        Shape::Element(element) => assert!(known.elements.contains(element), "the page has {element}"),
        Shape::Raw(text) => {
            assert!(known.raw.contains(text), "the page has {text}");
            let whole = rest.pop().unwrap_or_default();
            let at = text.as_ptr() as usize - whole.as_ptr() as usize;
            rest.extend([&whole[..at], &whole[at + text.len()..]]);
        }
    });
    rest
}

fn known(pages: &[String]) -> Known {
    let mut known = Known::default();
    for page in pages {
        shapes(page, |shape| match shape {
            Shape::Element(element) => drop(known.elements.insert(element.to_owned())),
            Shape::Raw(text) => drop(known.raw.insert(text.to_owned())),
        });
    }
    known
}

/// A piece of which a page is made.
enum Shape<'a, 'page> {
    /// An element with the names of its attributes.
    Element(&'a str),
    /// The text of a style or script.
    Raw(&'page str),
}

fn shapes<'page>(page: &'page str, mut found: impl FnMut(Shape<'_, 'page>)) {
    let (mut raw, mut element) = (false, String::new());
    for tag in tags(page.trim_start_matches("<!doctype html>").trim_start_matches("<!DOCTYPE html>")) {
        match tag {
            Tag::Open(name, attributes, _) => {
                raw = matches!(name, "style" | "script");
                element.clear();
                element.push_str(name);
                for attribute in attributes {
                    element.push(' ');
                    element.push_str(attribute);
                }
                found(Shape::Element(&element));
            }
            Tag::Close(_) => raw = false,
            Tag::Text(text) if raw && !text.is_empty() => found(Shape::Raw(text)),
            Tag::Text(_) => {}
        }
    }
}

enum Tag<'a> {
    /// Name, names of attributes, whether it closes itself.
    Open(&'a str, Vec<&'a str>, bool),
    Close(&'a str),
    Text(&'a str),
}

/// The tags and texts in order; styles and scripts end only at their own end.
fn tags(mut text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    while let Some(at) = text.find('<') {
        found.push(Tag::Text(&text[..at]));
        let rest = &text[at + 1..];
        let end = tag_end(rest);
        let (inside, after) = (&rest[..end], &rest[end + 1..]);
        text = after;
        if let Some(name) = inside.strip_prefix('/') {
            found.push(Tag::Close(name));
            continue;
        }
        let (name, attributes) = opened(inside.trim_end_matches('/'));
        found.push(Tag::Open(name, attributes, inside.ends_with('/')));
        if matches!(name, "style" | "script") {
            let end = text.find(&format!("</{name}>")).expect("a style or script ends");
            found.push(Tag::Text(&text[..end]));
            text = &text[end..];
        }
    }
    assert!(text.trim().is_empty(), "text after the end: {text:?}");
    found
}

/// Where a tag ends: at the first `>` outside of quotes.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('>', None) => return at,
            ('<', None) => panic!("a `<` inside a tag: {tag:.80}"),
            _ => {}
        }
    }
    panic!("a tag without an end: {tag:.80}");
}

/// The name of an element and of its attributes, all of whose values stand in quotes.
fn opened(tag: &str) -> (&str, Vec<&str>) {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c));
    let (name, mut rest) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
    assert!(is_name(name), "an element named {name:?}");
    let mut names = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name, names);
        }
        let length = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let attribute = &rest[..length];
        assert!(is_name(attribute), "an attribute named {attribute:?}");
        names.push(attribute);
        rest = &rest[length..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let end = value.find('"').expect("a value ends");
            assert!(!value[..end].contains('<'), "a `<` in a value");
            entities(&value[..end]);
            rest = &value[end + 1..];
        } else {
            assert!(!rest.starts_with('='), "a value without quotes: {tag:.80}");
        }
    }
}

/// Every `&` begins one of the entities that we write.
fn entities(text: &str) {
    for (at, _) in text.match_indices('&') {
        let end = text[at..].find(';').expect("an entity ends");
        let name = &text[at + 1..at + end];
        let number = name.strip_prefix('#').is_some_and(|digits| digits.trim_start_matches('x').bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(number || ["amp", "lt", "gt", "quot", "apos"].contains(&name), "an entity named {name:?}");
    }
}
