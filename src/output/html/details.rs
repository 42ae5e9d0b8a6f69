//! One card per finding: why, what to do, where to read on, which lines, which sources.
//!
//! One rule: a card stands alone; a part without data is left out of it.

use std::collections::HashMap;

use super::findings::apis;
use super::first::{line, steps};
use super::markup::{Html, Limit, link, list, rest};
use super::page::{anchors, badge, class, code_link, full_name, place};
use crate::report::verdict::count;
use crate::report::{Finding, Report};
use std::fmt::Display;

const CARDS: Limit = Limit { items: 200, bytes: 850_000 };
const CAUSES: Limit = Limit { items: 8, bytes: 8_000 };
const SAMPLES: Limit = Limit { items: 3, bytes: 12_000 };
const SOURCES: Limit = Limit { items: 10, bytes: 8_000 };
const APIS: Limit = Limit { items: 10, bytes: 4_000 };
const SEE: Limit = Limit { items: 8, bytes: 2_000 };
/// Most findings whose cards are open from the start; among more, a reader looks for the one in mind.
const OPEN: usize = 3;

/// The cards, and how many findings have one.
pub(super) struct Cards {
    /// The section's body; nothing when nothing was found.
    pub body: Html,
    /// Findings with a card, from the first on.
    pub shown: usize,
}

/// Writes the cards. When the bytes run out early it writes them again, without links to cards that do not exist.
pub(super) fn cards(report: &Report) -> Cards {
    let most = report.findings.len().min(CARDS.items);
    let (mut body, mut shown) = write(report, most);
    if shown < most {
        (body, shown) = write(report, shown);
    }
    rest(&mut body, shown, report.findings.len(), "more code", "more codes");
    Cards { body, shown }
}

/// Writes `most` cards that link to one another, or fewer when the bytes run out.
fn write(report: &Report, most: usize) -> (Html, usize) {
    let mut body = Html::default();
    let anchors = anchors(report, most);
    let limit = Limit { items: most, bytes: CARDS.bytes };
    let shown = list(&mut body, &report.findings, limit, |h, at, finding| {
        card(h, &anchors, at, finding, report.findings.len() <= OPEN);
    });
    (body, shown)
}

fn card(h: &mut Html, anchors: &HashMap<&str, usize>, at: usize, finding: &Finding, open: bool) {
    h.raw("<details class=\"card ").raw(class(finding.severity)).raw("\" data-card=\"").int(at as u64 + 1).raw("\"");
    h.raw(if open { " open" } else { "" }).raw(">\n<summary><h3>").short(&finding.title, 200).raw("</h3> ");
    badge(h, finding.severity);
    h.raw(" ");
    full_name(h, finding);
    h.raw(" <span class=\"sum\">").count(finding.count, "event", "events").raw("</span></summary>\n");
    // The anchor stands inside the fold: a browser that follows a link to it opens the fold.
    h.raw("<div class=\"inside\" id=\"f-").int(at as u64 + 1).raw("\">\n");
    when_and_where(h, finding);
    h.raw("<div class=\"two\">\n");
    causes(h, &finding.causes);
    if !finding.fixes.is_empty() {
        h.raw("<div>");
        steps(h, "What to do", &finding.fixes);
        h.raw("</div>\n");
    }
    h.raw("</div>\n");
    read_on(h, anchors, finding);
    samples(h, finding);
    sources(h, finding);
    h.raw("<p class=\"print\">").say("Fingerprint").raw(" <span class=\"code\">").short(&finding.fingerprint, 80).raw("</span></p>\n");
    h.raw("</div></details>\n");
}

fn when_and_where(h: &mut Html, finding: &Finding) {
    let events = count(finding.count, "event", "events");
    let (incidents, sources) = (count(finding.incidents, "incident", "incidents"), count(finding.sources, "source", "sources"));
    let values: [(&str, &dyn Display); 3] = [("events", &events), ("incidents", &incidents), ("sources", &sources)];
    h.raw("<p>").fill("Counted: {events}, {incidents}, {sources}.", &values).raw(" ").say("First:").raw(" ");
    place(h, &finding.first);
    if finding.last != finding.first {
        h.raw("; ").say("last:").raw(" ");
        place(h, &finding.last);
    }
    h.raw("</p>\n");
    if !finding.by_api.is_empty() {
        h.raw("<p>").say("Reported by:").raw(" ");
        apis(h, &finding.by_api, APIS, ", ");
        h.raw("</p>\n");
    }
    if let Some(incident) = finding.told_by_several() {
        h.raw("<p>").say("Several files tell of the same failure:").raw(" ");
        list(h, &incident.places, SOURCES, |h, at, one| {
            h.raw(if at > 0 { ", " } else { "" });
            place(h, one);
        });
        h.raw("</p>\n");
    }
}

fn causes(h: &mut Html, causes: &[String]) {
    if causes.is_empty() {
        return;
    }
    h.raw("<div><p class=\"lead\">").say("Why it happens").raw("</p>\n<ul>");
    let shown = list(h, causes, CAUSES, |h, _, cause| {
        h.raw("<li>").short(cause, 600).raw("</li>");
    });
    h.raw("</ul>\n");
    rest(h, shown, causes.len(), "more cause", "more causes");
    h.raw("</div>\n");
}

fn read_on(h: &mut Html, anchors: &HashMap<&str, usize>, finding: &Finding) {
    link(h, &finding.url, |h| {
        h.fill("Documentation of {name}", &[("name", &finding.name)]);
    });
    if finding.see.is_empty() {
        return;
    }
    h.raw("<p>").say("See also:").raw(" ");
    list(h, &finding.see, SEE, |h, at, id| {
        h.raw(if at > 0 { ", " } else { "" });
        code_link(h, anchors, id);
    });
    h.raw("</p>\n");
}

fn samples(h: &mut Html, finding: &Finding) {
    if finding.samples.is_empty() {
        return;
    }
    h.raw("<p class=\"lead\">").say("Seen in the log").raw("</p>\n");
    list(h, &finding.samples, SAMPLES, |h, _, sample| line(h, sample));
}

fn sources(h: &mut Html, finding: &Finding) {
    if finding.by_source.len() < 2 {
        return;
    }
    h.raw("<p class=\"lead\">").say("Affected sources").raw("</p>\n<ul class=\"sources\">");
    let shown = list(h, &finding.by_source, SOURCES, |h, _, by| {
        h.raw("<li><span class=\"place\">").short(&by.source, 160).raw("</span> ").num(by.count).raw("</li>");
    });
    h.raw("</ul>\n");
    let total = usize::try_from(finding.sources).unwrap_or(usize::MAX).max(finding.by_source.len());
    rest(h, shown, total, "more source", "more sources");
}
