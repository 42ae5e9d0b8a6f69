//! The first lines of the page: what is wrong, in one sentence, and what limits that answer.
//!
//! One rule: the sentence comes from the report; this file only gives it its place.

use super::super::words::SCAN_HINT;
use super::markup::Html;
use super::page::{Page, class};
use crate::lang::{self, Lang};
use crate::report::{Report, Severity, Status};

/// Writes the verdict.
pub(super) fn write(h: &mut Html, page: &Page) {
    let (kind, word) = mood(page.report);
    h.raw("<section class=\"verdict ").raw(kind).raw("\" aria-labelledby=\"verdict\">\n<p class=\"mood\">").say(word);
    h.raw("</p>\n<h1 id=\"verdict\">");
    let counts = sentence(&page.report.verdict());
    if let Some(first) = worst(page.report) {
        h.short(&sentence(first), 300).raw("</h1>\n<p class=\"counts\">").short(&counts, 600).raw("</p>\n");
    } else {
        h.short(&counts, 600).raw("</h1>\n");
    }
    span(h, page.report);
    unread(h, page.report);
    nothing_recognised(h, page.report);
    h.raw("</section>\n");
}

/// What to fix first, in words: the first diagnosis, else the first finding that is a problem.
fn worst(report: &Report) -> Option<&str> {
    let told = report.diagnoses.iter().filter(|diagnosis| diagnosis.severity != Severity::Info).map(|diagnosis| diagnosis.title.as_str());
    let found = report.findings.iter().filter(|finding| finding.is_problem()).map(|finding| &*finding.title);
    told.chain(found).next()
}

/// A sentence with a capital letter in front and a full stop behind.
pub(super) fn sentence(text: &str) -> String {
    let stop = if lang::current() == Lang::Zh { '。' } else { '.' };
    let mut chars = text.trim_end_matches(['.', '。']).chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).chain([stop]).collect())
}

/// The colour of the verdict and the word beside it.
fn mood(report: &Report) -> (&'static str, &'static str) {
    let found = report.findings.iter().map(|finding| finding.severity);
    match found.chain(report.diagnoses.iter().map(|diagnosis| diagnosis.severity)).min() {
        Some(Severity::Error) => (class(Severity::Error), "Errors found"),
        Some(Severity::Warning) => (class(Severity::Warning), "Warnings found"),
        _ if report.recognised_lines() == 0 => (class(Severity::Warning), "Nothing to judge"),
        _ if incomplete(report) > 0 => (class(Severity::Warning), "No errors in what could be read"),
        Some(Severity::Info) => (class(Severity::Info), "No errors found"),
        None if report.known > 0 => ("good", "Nothing new"),
        None => ("good", "No errors found"),
    }
}

/// Which stretch of time the report is about.
fn span(h: &mut Html, report: &Report) {
    let Some(timeline) = &report.timeline else { return };
    let Some(last) = timeline.buckets.last() else { return };
    h.raw("<p class=\"span\">").say("Events from").raw(" ");
    super::markup::time(h, &timeline.start);
    h.raw(" ").say("to").raw(" ");
    super::markup::time(h, &last.label);
    if timeline.untimed > 0 {
        h.raw("; ").count(timeline.untimed, "event has no time", "events have no time");
    }
    h.raw("</p>\n");
}

/// Inputs that were not read to the end, other than those left out on purpose.
fn incomplete(report: &Report) -> u64 {
    report.inputs.iter().filter(|input| !matches!(input.status, Status::Complete | Status::Skipped)).count() as u64
}

fn unread(h: &mut Html, report: &Report) {
    let (unread, notes) = (incomplete(report), report.warnings.len() as u64);
    if unread == 0 && notes == 0 {
        return;
    }
    h.raw("<p class=\"limits\">").say("What limits this answer:").raw(" ");
    if unread > 0 {
        h.raw("<a href=\"#inputs\">").count(unread, "input could not be read in full", "inputs could not be read in full").raw("</a>");
    }
    if unread > 0 && notes > 0 {
        h.raw(", ");
    }
    if notes > 0 {
        h.raw("<a href=\"#notes\">").count(notes, "note", "notes").raw("</a>");
    }
    h.raw("</p>\n");
}

fn nothing_recognised(h: &mut Html, report: &Report) {
    if !report.is_foreign() || !report.findings.is_empty() {
        return;
    }
    h.raw("<p>").say("No line of these inputs looks as if an Agora SDK or an app that uses it had written it.").raw(" ");
    h.say(SCAN_HINT).raw("</p>\n");
}
