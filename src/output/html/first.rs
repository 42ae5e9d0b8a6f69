//! What to fix first: the diagnoses with their evidence, then the worst errors that no diagnosis explains.
//!
//! One rule: each item says what happened, what to do and which lines show it, in this order.

use std::collections::HashSet;

use super::markup::{Html, Limit, list, rest};
use super::page::{Page, badge, class, full_name, place};
use crate::lang::say;
use crate::report::{Diagnosis, Finding, Sample, Severity};

const DIAGNOSES: Limit = Limit { items: 20, bytes: 120_000 };
const FINDINGS: Limit = Limit { items: 3, bytes: 30_000 };
const FIXES: Limit = Limit { items: 8, bytes: 8_000 };
const CAUSES: Limit = Limit { items: 2, bytes: 2_000 };
const EXPLAINS: Limit = Limit { items: 12, bytes: 4_000 };
const EVIDENCE: Limit = Limit { items: 12, bytes: 20_000 };
/// Things to fix that are open from the start.
const OPEN: usize = 3;
/// Lines of evidence that are shown without being asked for.
const IN_SIGHT: usize = 3;
/// Characters of a log line.
pub(super) const LINE: usize = 400;

/// The section's body; nothing when there is nothing to fix.
pub(super) fn body(page: &Page) -> Html {
    let (diagnoses, findings) = (&page.report.diagnoses, unexplained(page));
    let mut h = Html::default();
    if diagnoses.is_empty() && findings.is_empty() {
        return h;
    }
    h.raw("<ol class=\"first\">\n");
    let shown = list(&mut h, diagnoses, DIAGNOSES, |h, at, diagnosis| {
        item(h, at, diagnosis.severity, |h| head_of_diagnosis(h, at, diagnosis), |h| body_of_diagnosis(h, page, diagnosis));
    });
    list(&mut h, &findings, FINDINGS, |h, at, finding| {
        let at = at + shown;
        item(h, at, finding.severity, |h| head_of_finding(h, at, finding), |h| body_of_finding(h, page, finding));
    });
    h.raw("</ol>\n");
    rest(&mut h, shown, diagnoses.len(), "more diagnosis", "more diagnoses");
    h
}

/// Errors, or warnings when there is no error, that are neither a diagnosis nor the consequence of one.
fn unexplained<'a>(page: &Page<'a>) -> Vec<&'a Finding> {
    let report = page.report;
    let told = |diagnosis: &'a Diagnosis| diagnosis.codes.iter().chain(diagnosis.explains.iter().map(|(id, _)| id)).map(String::as_str);
    let explained: HashSet<&str> = report.diagnoses.iter().flat_map(told).collect();
    let worst = if report.diagnoses.is_empty() {
        report.findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Error)
    } else {
        Severity::Error
    };
    let open = |finding: &&Finding| finding.severity == worst && !explained.contains(finding.id.as_str());
    if worst == Severity::Info { Vec::new() } else { report.findings.iter().map(Box::as_ref).filter(open).collect() }
}

/// One thing to fix: the first ones open, the others folded under their title.
fn item(h: &mut Html, at: usize, severity: Severity, head: impl FnOnce(&mut Html), body: impl FnOnce(&mut Html)) {
    h.raw("<li class=\"card ").raw(class(severity)).raw("\">\n");
    if at < OPEN {
        h.raw("<div class=\"head\">");
        head(h);
        h.raw("</div>\n");
        body(h);
    } else {
        h.raw("<details><summary>");
        head(h);
        h.raw("</summary>\n");
        body(h);
        h.raw("</details>\n");
    }
    h.raw("</li>\n");
}

/// The number, the title and how sure it is.
fn head_of_diagnosis(h: &mut Html, at: usize, diagnosis: &Diagnosis) {
    heading(h, at, &diagnosis.title);
    badge(h, diagnosis.severity);
    h.raw(" <span class=\"sure\">").fill("Confidence: {word}", &[("word", &say(diagnosis.confidence.word()))]).raw("</span>");
}

fn body_of_diagnosis(h: &mut Html, page: &Page, diagnosis: &Diagnosis) {
    h.raw("<div class=\"two\">\n<div>");
    steps(h, "Do this", &diagnosis.fixes);
    explains(h, page, diagnosis);
    h.raw("</div>\n<div>");
    evidence(h, &diagnosis.evidence);
    h.raw("</div>\n</div>\n");
}

fn heading(h: &mut Html, at: usize, title: &str) {
    h.raw("<h3><span class=\"nr\">").int(at as u64 + 1).raw("</span> ").short(title, 300).raw("</h3> ");
}

fn head_of_finding(h: &mut Html, at: usize, finding: &Finding) {
    heading(h, at, &finding.title);
    badge(h, finding.severity);
    h.raw(" ");
    full_name(h, finding);
    h.raw(" <span class=\"sum\">").count(finding.count, "event", "events").raw("</span>");
}

fn body_of_finding(h: &mut Html, page: &Page, finding: &Finding) {
    h.raw("<div class=\"two\">\n<div>");
    steps(h, "Do this", &finding.fixes);
    h.raw("<p class=\"meta\">").say("Details: ");
    page.code(h, &finding.id);
    h.raw("</p></div>\n<div>");
    likely(h, &finding.causes);
    evidence(h, finding.samples.get(..1).unwrap_or_default());
    h.raw("</div>\n</div>\n");
}

fn likely(h: &mut Html, causes: &[String]) {
    if let [cause] = causes {
        h.raw("<p class=\"lead\">").say("Likely cause").raw("</p>\n<p>").short(cause, 600).raw("</p>\n");
    } else if !causes.is_empty() {
        h.raw("<p class=\"lead\">").say("Likely causes").raw("</p>\n<ul>");
        list(h, causes, CAUSES, |h, _, cause| {
            h.raw("<li>").short(cause, 600).raw("</li>");
        });
        h.raw("</ul>\n");
    }
}

/// What to do, in order.
pub(super) fn steps(h: &mut Html, title: &'static str, fixes: &[String]) {
    if fixes.is_empty() {
        return;
    }
    h.raw("<p class=\"lead\">").say(title).raw("</p>\n<ol class=\"steps\">");
    let shown = list(h, fixes, FIXES, |h, _, fix| {
        h.raw("<li>").short(fix, 600).raw("</li>");
    });
    h.raw("</ol>\n");
    rest(h, shown, fixes.len(), "more step", "more steps");
}

/// The lines that show it, the first few in sight.
fn evidence(h: &mut Html, samples: &[Sample]) {
    if samples.is_empty() {
        return;
    }
    let (sight, more) = samples.split_at(samples.len().min(IN_SIGHT));
    h.raw("<p class=\"lead\">").say("Seen in the log").raw("</p>\n");
    for sample in sight {
        line(h, sample);
    }
    if !more.is_empty() {
        h.raw("<details><summary>").count(more.len() as u64, "more line", "more lines").raw("</summary>\n");
        let shown = list(h, more, EVIDENCE, |h, _, sample| line(h, sample));
        rest(h, shown, more.len(), "more line", "more lines");
        h.raw("</details>\n");
    }
}

/// A log line with its place.
pub(super) fn line(h: &mut Html, sample: &Sample) {
    h.raw("<figure class=\"line\"><figcaption>");
    place(h, &sample.place);
    h.raw("</figcaption><pre>").short(&sample.text, LINE).raw("</pre></figure>\n");
}

fn explains(h: &mut Html, page: &Page, diagnosis: &Diagnosis) {
    if diagnosis.explains.is_empty() {
        return;
    }
    h.raw("<p class=\"meta\">").say("Only its consequence: ");
    let shown = list(h, &diagnosis.explains, EXPLAINS, |h, at, (id, count)| {
        h.raw(if at > 0 { ", " } else { "" });
        page.code(h, id);
        h.raw(" (").count(*count, "event", "events").raw(")");
    });
    h.raw(".</p>\n");
    rest(h, shown, diagnosis.explains.len(), "more code", "more codes");
}
