//! The tiles: how much was read and how much was found, and what the logs say of themselves.
//!
//! One rule: a number never stands without its unit and what it is out of.

use super::markup::{Html, Limit, and_more, list, rest};
use super::page::Page;
use crate::report::Status;
use crate::report::verdict::{count, grouped};

const FACTS: Limit = Limit { items: 30, bytes: 16_000 };
const VALUES: Limit = Limit { items: 8, bytes: 4_000 };

/// The section's body.
pub(super) fn body(page: &Page) -> Html {
    let mut h = Html::default();
    h.raw("<dl class=\"tiles\">\n");
    incidents(&mut h, page);
    sources(&mut h, page);
    lines(&mut h, page);
    sessions(&mut h, page);
    h.raw("</dl>\n");
    facts(&mut h, page);
    h
}

fn tile(h: &mut Html, name: &'static str, number: u64, note: impl FnOnce(&mut Html)) {
    h.raw("<div class=\"tile\"><dt>").say(name).raw("</dt><dd class=\"big\">").num(number).raw("</dd><dd>");
    note(h);
    h.raw("</dd></div>\n");
}

fn incidents(h: &mut Html, page: &Page) {
    let totals = &page.report.totals;
    tile(h, "Incidents", totals.incidents, |h| {
        let events = count(totals.events, "event", "events");
        let (errors, warnings) = (count(totals.errors, "error", "errors"), count(totals.warnings, "warning", "warnings"));
        h.fill("from {events}: {errors}, {warnings}", &[("events", &events), ("errors", &errors), ("warnings", &warnings)]);
    });
}

fn sources(h: &mut Html, page: &Page) {
    let complete = page.report.inputs.iter().filter(|input| input.status == Status::Complete).count() as u64;
    tile(h, "Sources", page.report.totals.sources, |h| {
        h.fill("{n} read in full", &[("n", &grouped(complete))]).raw(", ").bytes(page.report.totals.bytes);
    });
}

fn lines(h: &mut Html, page: &Page) {
    tile(h, "Lines", page.report.totals.lines, |h| {
        h.fill("{n} recognised as Agora", &[("n", &grouped(page.report.recognised_lines()))]);
    });
}

fn sessions(h: &mut Html, page: &Page) {
    use crate::report::MarkKind;
    let sessions = &page.report.sessions;
    if sessions.is_empty() {
        return;
    }
    let failed = sessions.iter().filter(|lane| lane.marks.iter().any(|mark| mark.kind == MarkKind::Error)).count();
    tile(h, "Sessions", sessions.len() as u64, |h| {
        h.fill("{n} with errors", &[("n", &grouped(failed as u64))]);
    });
}

/// Versions, platforms, channels.
fn facts(h: &mut Html, page: &Page) {
    let facts = &page.report.facts;
    if facts.is_empty() {
        return;
    }
    h.raw("<dl class=\"facts\">\n");
    let shown = list(h, facts, FACTS, |h, _, (name, values)| {
        h.raw("<div><dt>").short(name, 80).raw("</dt><dd>");
        let shown = list(h, values, VALUES, |h, at, value| {
            h.raw(if at > 0 { ", " } else { "" }).short(value, 120);
        });
        if values.len() > shown {
            and_more(h, values.len() - shown);
        }
        h.raw("</dd></div>\n");
    });
    h.raw("</dl>\n");
    rest(h, shown, facts.len(), "more fact", "more facts");
}
