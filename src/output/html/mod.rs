//! `--format html`: one page that needs nothing else, to be read, printed, sent on.
//!
//! One rule: the page is complete without a network and without JavaScript, and log text can do nothing in it.
//! Each file here writes one part of the page; `markup` is the only way text gets into it.

mod about;
mod axis;
mod details;
mod findings;
mod first;
mod inputs;
mod lanes;
mod markup;
mod numbers;
mod page;
mod policy;
mod svg;
#[cfg(test)]
pub(crate) mod tests;
mod timeline;
mod verdict;
mod zoom;

use std::io;

use crate::report::Report;
use markup::Html;
use page::{Page, Section};

/// What a page says of the run that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlLook {
    /// The command line, secrets already taken out.
    pub command: String,
    /// Version of the tool.
    pub version: String,
}

/// Writes the page.
///
/// # Errors
/// What `out` reports.
pub fn write(report: &Report, look: &HtmlLook, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(document(report, look).as_str().as_bytes())
}

fn document(report: &Report, look: &HtmlLook) -> Html {
    let cards = details::cards(report);
    let page = Page::new(report, look, cards.shown);
    let sections = [
        Section::new("fix-first", "What to fix first", first::body(&page)),
        Section::new("numbers", "In numbers", numbers::body(&page)),
        Section::new("timeline", "Over time", timeline::body(&page)),
        Section::new("findings", "Findings", findings::body(&page)),
        Section::new("details", "Each finding", cards.body),
        Section::new("sessions", "Sessions", lanes::body(&page)),
        Section::new("inputs", "Inputs", inputs::body(&page)),
    ];
    let mut h = Html::default();
    policy::head(&mut h, &report.verdict());
    top(&mut h, &sections);
    h.raw("<main>\n");
    verdict::write(&mut h, &page);
    for section in sections.iter().filter(|section| !section.body.is_empty()) {
        section.write(&mut h);
    }
    h.raw("</main>\n");
    about::write(&mut h, &page);
    policy::foot(&mut h);
    h
}

/// The bar above the verdict: whose page this is, and where its parts are.
fn top(h: &mut Html, sections: &[Section]) {
    h.raw("<header class=\"top\"><p class=\"brand\">").say("agora-logscan report").raw("</p>\n<nav aria-label=\"Sections\"><ul>");
    for section in sections.iter().filter(|section| !section.body.is_empty()) {
        h.raw("<li><a href=\"#").raw(section.id).raw("\">").say(section.title).raw("</a></li>");
    }
    h.raw("</ul></nav></header>\n");
}
