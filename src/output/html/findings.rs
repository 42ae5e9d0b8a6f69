//! The table of findings: how often, since when, through which API.
//!
//! One rule: every row links to its card; the script may sort and hide rows, the table is whole without it.

use super::super::short::Short;
use super::markup::{Html, Limit, and_more, list, rest};
use super::page::{Page, badge, class, full_name, place, scroll};
use super::{svg, timeline};
use crate::report::{ByApi, Finding};

const ROWS: Limit = Limit { items: 200, bytes: 320_000 };
const APIS: Limit = Limit { items: 3, bytes: 1_500 };

/// The section's body; nothing when nothing was found.
pub(super) fn body(page: &Page) -> Html {
    let mut h = Html::default();
    let findings = &page.report.findings;
    if findings.is_empty() {
        return h;
    }
    let sparks = page.report.timeline.as_ref().is_some_and(|timeline| timeline.buckets.len() > 1);
    if findings.iter().any(|finding| finding.incidents != finding.count) {
        h.raw("<p class=\"note\">").say("Events of one code close together count as one incident.").raw("</p>\n");
    }
    tools(&mut h);
    scroll(&mut h, "Table of findings");
    let short = Short::of(page.report);
    heading(&mut h, &short, sparks);
    let whole = findings.iter().map(|finding| finding.count).max().unwrap_or(0);
    let shown = list(&mut h, findings, ROWS, |h, at, finding| {
        row(h, page, &short, at, finding, whole, sparks);
    });
    h.raw("</tbody></table></div>\n");
    rest(&mut h, shown, findings.len(), "more code", "more codes");
    h
}

fn heading(h: &mut Html, short: &Short, sparks: bool) {
    h.raw("<table id=\"findings-table\"><caption>").say("Codes found, the one to fix first on top").short(&short.says(), 300);
    h.raw("</caption>\n<thead><tr>");
    let column = |h: &mut Html, name| {
        h.raw("<th scope=\"col\">").say(name).raw("</th>");
    };
    for name in ["Severity", "Finding", "Events"] {
        column(h, name);
    }
    if sparks {
        h.raw("<th scope=\"col\" class=\"x\">").say("Over time").raw("</th>");
    }
    for name in ["First", "Last", "API"] {
        column(h, name);
    }
    h.raw("</tr></thead>\n<tbody>\n");
}

/// Where the script puts its tools, and their words.
fn tools(h: &mut Html) {
    h.raw("<div id=\"findings-tools\" data-filter=\"").say("Filter").raw("\" data-severity=\"").say("Severity");
    h.raw("\" data-all=\"").say("all").raw("\" data-error=\"").say("error").raw("\" data-warning=\"").say("warning");
    h.raw("\" data-info=\"").say("info").raw("\" data-shown=\"").say("{n} of {all} shown").raw("\"></div>\n");
}

fn row(h: &mut Html, page: &Page, short: &Short, at: usize, finding: &Finding, whole: u64, sparks: bool) {
    let kind = class(finding.severity);
    h.raw("<tr class=\"").raw(kind).raw("\" data-card=\"").int(at as u64 + 1).raw("\"><td data-v=\"");
    h.int(finding.severity as u64).raw("\">");
    badge(h, finding.severity);
    h.raw("</td>");
    name(h, page, at, finding);
    h.raw("<td class=\"events\" data-label=\"").say("Events").raw("\" data-v=\"").int(finding.count).raw("\">").num(finding.count);
    svg::share(h, finding.count, whole, kind);
    if finding.incidents != finding.count {
        h.raw("<span class=\"sub\">").count(finding.incidents, "incident", "incidents").raw("</span>");
    }
    h.raw("</td>");
    if sparks {
        spark(h, page, finding);
    }
    h.raw("<td class=\"from\" data-label=\"").say("First").raw("\">");
    place(h, &short.bare(&finding.first));
    h.raw("</td><td class=\"to\" data-label=\"").say("Last").raw("\">");
    if finding.last != finding.first {
        place(h, &short.bare(&finding.last));
    }
    h.raw("</td><td class=\"apis\">");
    apis(h, &finding.by_api, APIS, "");
    h.raw("</td></tr>\n");
}

fn name(h: &mut Html, page: &Page, at: usize, finding: &Finding) {
    h.raw("<th scope=\"row\">");
    if at < page.cards {
        h.raw("<a href=\"#f-").int(at as u64 + 1).raw("\">").short(&finding.title, 120).raw("</a> ");
    } else {
        h.short(&finding.title, 120).raw(" ");
    }
    full_name(h, finding);
    h.raw("</th>");
}

fn spark(h: &mut Html, page: &Page, finding: &Finding) {
    h.raw("<td class=\"x\">");
    if let Some(timeline) = page.report.timeline.as_ref().filter(|_| finding.timeline.iter().any(|count| *count > 0)) {
        let mut about = Html::default();
        timeline::peak(&mut about, timeline, &finding.timeline);
        svg::spark(h, &finding.timeline, &about);
    }
    h.raw("</td>");
}

/// APIs with their counts, with a literal between each two.
pub(super) fn apis(h: &mut Html, apis: &[ByApi], limit: Limit, between: &'static str) {
    let shown = list(h, apis, limit, |h, at, by| {
        h.raw(if at > 0 { between } else { "" }).raw("<span class=\"api\">");
        match &by.api {
            Some(api) => h.raw("<code>").short(api, 80).raw("</code>"),
            None => h.say("not named"),
        };
        h.raw(" (").say(by.via).raw(") ").num(by.count).raw("</span>");
    });
    if apis.len() > shown {
        h.raw(between);
        and_more(h, apis.len() - shown);
    }
}
