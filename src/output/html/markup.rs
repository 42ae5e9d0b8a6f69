//! The text of a page while it grows.
//!
//! One rule: nothing but literals of this program gets in unescaped. [`Html::raw`] takes `&'static str` for that reason;
//! all other text goes through [`Html::text`], which sanitises first and escapes then.

use crate::report::verdict::count as counted;
use crate::text::sanitise::{cut, sanitise};
use std::fmt::Display;

/// Growing HTML.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// Literal markup.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text of the page, in the language spoken now.
    pub fn say(&mut self, text: &'static str) -> &mut Self {
        self.raw(crate::lang::say(text))
    }

    /// A text of the page with values where it has `{name}`, in the language spoken now.
    pub fn fill(&mut self, text: &str, values: &[(&str, &dyn Display)]) -> &mut Self {
        self.text(&crate::lang::fill(text, values))
    }

    /// Foreign text, safe between tags and inside a quoted attribute value.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&sanitise(text), &mut self.0);
        self
    }

    /// Foreign text of at most `max` characters; a cut is shown by an ellipsis.
    pub fn short(&mut self, text: &str, max: usize) -> &mut Self {
        escape_into(&cut(&sanitise(text), max), &mut self.0);
        self
    }

    /// A number for readers: `12,345`.
    pub fn num(&mut self, number: u64) -> &mut Self {
        let digits = number.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                self.0.push(',');
            }
            self.0.push(digit);
        }
        self
    }

    /// A number for machines: `12345`.
    pub fn int(&mut self, number: u64) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// `1 line`, `2,000 lines`.
    pub fn count(&mut self, number: u64, one: &'static str, many: &'static str) -> &mut Self {
        self.0.push_str(&crate::report::verdict::count(number, one, many));
        self
    }

    /// A share as `12.5%`, rounded down; `0%` of nothing.
    pub fn percent(&mut self, part: u64, whole: u64) -> &mut Self {
        let tenths = (u128::from(part) * 1000).checked_div(u128::from(whole)).unwrap_or(0);
        self.0.push_str(&(tenths / 10).to_string());
        if !tenths.is_multiple_of(10) {
            self.0.push('.');
            self.0.push_str(&(tenths % 10).to_string());
        }
        self.raw("%")
    }

    /// Bytes as `12 B`, `3.4 MB`.
    pub fn bytes(&mut self, bytes: u64) -> &mut Self {
        let units = [(1_000_000_000, " GB"), (1_000_000, " MB"), (1000, " kB")];
        match units.into_iter().find(|(size, _)| bytes >= *size) {
            Some((size, unit)) => {
                let tenths = bytes % size / (size / 10);
                self.num(bytes / size).raw(".").int(tenths).raw(unit)
            }
            None => self.num(bytes).raw(" B"),
        }
    }

    /// Markup that was made elsewhere.
    pub fn add(&mut self, other: &Html) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The one escape function.
fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

/// How much of a list a page may show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Items at most.
    pub items: usize,
    /// Bytes of markup at most.
    pub bytes: usize,
}

/// Writes items until the list or a limit ends; returns how many were written.
pub(super) fn list<T>(h: &mut Html, items: &[T], limit: Limit, mut write: impl FnMut(&mut Html, usize, &T)) -> usize {
    let mut used = 0;
    for (at, item) in items.iter().take(limit.items).enumerate() {
        let mut one = Html::default();
        write(&mut one, at, item);
        used += one.len();
        if used > limit.bytes {
            return at;
        }
        h.add(&one);
    }
    items.len().min(limit.items)
}

/// Says how much was left out of a list; nothing when all is there.
pub(super) fn rest(h: &mut Html, shown: usize, total: usize, one: &'static str, many: &'static str) {
    let left = total.saturating_sub(shown);
    if left > 0 {
        h.raw("<p class=\"rest\">").fill("And {what}, left out to keep the page small.", &[("what", &counted(left as u64, one, many))]);
        h.raw("</p>\n");
    }
}

/// What is left out of a list inside a line.
pub(super) fn and_more(h: &mut Html, left: usize) {
    h.raw(" ").fill("and {n} more", &[("n", &left)]);
}

/// A paragraph with a link; nothing when the address is not plain http or https.
pub(super) fn link(h: &mut Html, url: &str, label: impl FnOnce(&mut Html)) {
    if is_web(url) {
        h.raw("<p><a rel=\"noreferrer noopener\" href=\"").text(url).raw("\">");
        label(h);
        h.raw("</a></p>\n");
    }
}

/// Whether an address is http or https with nothing in it that does not belong there.
pub(super) fn is_web(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&b);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.bytes().all(fits))
}

/// A time for readers: the `T` between date and clock becomes a space.
pub(super) fn time(h: &mut Html, time: &str) {
    match time.split_once('T') {
        Some((date, clock)) if date.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            h.short(date, 12).raw(" ").short(clock, 28);
            // A bar of whole hours.
            h.raw(if clock.len() == 2 { ":00" } else { "" });
        }
        _ => {
            h.short(time, 40);
        }
    }
}
