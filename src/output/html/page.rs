//! What the parts of a page share: the report, the anchors, and how a place, a badge and a section look.
//!
//! One rule: a word, a badge or an anchor is written in one way everywhere.

use std::collections::HashMap;

use super::HtmlLook;
use super::markup::{Html, time};
use crate::report::{Finding, Place, Report, Severity};

/// Everything a part of the page may ask for.
pub(super) struct Page<'a> {
    /// The report.
    pub report: &'a Report,
    /// The run.
    pub look: &'a HtmlLook,
    /// Findings that have a card, in the order of the report.
    pub cards: usize,
    anchors: HashMap<&'a str, usize>,
}

impl<'a> Page<'a> {
    /// A page on which the first `cards` findings are explained.
    pub fn new(report: &'a Report, look: &'a HtmlLook, cards: usize) -> Self {
        Page { report, look, cards, anchors: anchors(report, cards) }
    }

    /// A code, as a link to its card when it has one.
    pub fn code(&self, h: &mut Html, id: &str) {
        code_link(h, &self.anchors, id);
    }
}

/// Where the cards of the first `cards` findings are.
pub(super) fn anchors(report: &Report, cards: usize) -> HashMap<&str, usize> {
    report.findings.iter().take(cards).enumerate().map(|(at, finding)| (finding.id.as_str(), at)).collect()
}

/// A code, as a link when it has an anchor.
pub(super) fn code_link(h: &mut Html, anchors: &HashMap<&str, usize>, id: &str) {
    match anchors.get(id) {
        Some(at) => {
            h.raw("<a class=\"code\" href=\"#f-").int(*at as u64 + 1).raw("\">").short(id, 80).raw("</a>");
        }
        None => {
            h.raw("<span class=\"code\">").short(id, 80).raw("</span>");
        }
    }
}

/// One part of the page under its own heading.
pub(super) struct Section {
    /// Anchor.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What stands under it; nothing means that the section is left out.
    pub body: Html,
}

impl Section {
    /// A section.
    pub fn new(id: &'static str, title: &'static str, body: Html) -> Self {
        Section { id, title, body }
    }

    /// Writes heading and body.
    pub fn write(&self, h: &mut Html) {
        h.raw("<section id=\"").raw(self.id).raw("\" aria-labelledby=\"").raw(self.id).raw("-h\">\n<h2 id=\"");
        h.raw(self.id).raw("-h\">").say(self.title).raw("</h2>\n").add(&self.body).raw("</section>\n");
    }
}

/// The class that colours a severity; the word always stands beside the colour.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A severity in words.
pub(super) fn badge(h: &mut Html, severity: Severity) {
    h.raw("<span class=\"badge ").raw(class(severity)).raw("\">").say(severity.word()).raw("</span>");
}

/// `app.log:7` and the time, if the log has one.
pub(super) fn place(h: &mut Html, place: &Place) {
    h.raw("<span class=\"place\">").short(&place.source, 160).raw(":").int(place.line).raw("</span>");
    if let Some(at) = &place.time {
        h.raw(" <span class=\"time\">");
        time(h, at);
        h.raw("</span>");
    }
}

/// `rtc.error/17 ERR_JOIN_CHANNEL_REJECTED`; a code without a constant stands alone.
pub(super) fn full_name(h: &mut Html, finding: &Finding) {
    h.raw("<span class=\"code\">").short(&finding.id, 80);
    if finding.name != finding.code.to_string() {
        h.raw(" ").short(&finding.name, 80);
    }
    h.raw("</span>");
}

/// Opens a region that can be scrolled by keyboard.
pub(super) fn scroll(h: &mut Html, label: &'static str) {
    h.raw("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"").say(label).raw("\">\n");
}
