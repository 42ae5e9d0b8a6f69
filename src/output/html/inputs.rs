//! What was read: every source with its status, and the notes a reader needs to judge the report.
//!
//! One rule: what could not be read stands above what could.

use super::markup::{Html, Limit, list, rest};
use super::page::{Page, scroll};
use crate::lang::say;
use crate::report::verdict::{count, grouped};
use crate::report::{Input, Status};

const NOTES: Limit = Limit { items: 50, bytes: 40_000 };
/// Inputs read in full that are listed without being asked for.
const IN_SIGHT: usize = 12;
const INPUTS: Limit = Limit { items: 200, bytes: 130_000 };

/// The section's body; nothing when there was no input and nothing to note.
pub(super) fn body(page: &Page) -> Html {
    let mut h = Html::default();
    notes(&mut h, &page.report.warnings);
    let inputs = &page.report.inputs;
    if inputs.is_empty() {
        return h;
    }
    let (mut sight, mut fold): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(|input| rank(input.status) > 0);
    sight.sort_by_key(|input| std::cmp::Reverse(rank(input.status)));
    if fold.len() <= IN_SIGHT {
        sight.append(&mut fold);
    }
    if !sight.is_empty() {
        table(&mut h, "Inputs", caption(&sight), &sight);
    }
    if !fold.is_empty() {
        h.raw("<details class=\"numbers\"><summary>").count(fold.len() as u64, "input read in full", "inputs read in full");
        h.raw("</summary>\n");
        table(&mut h, "Inputs read in full", "Inputs read in full", &fold);
        h.raw("</details>\n");
    }
    h
}

fn table(h: &mut Html, label: &'static str, caption: &'static str, inputs: &[&Input]) {
    scroll(h, label);
    h.raw("<table class=\"inputs\"><caption>").say(caption).raw("</caption>\n<thead><tr>");
    for (name, number) in [("Source", false), ("Status", false), ("Lines", true), ("Agora lines", true), ("Size", true), ("Format", false)]
    {
        h.raw(if number { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" }).say(name).raw("</th>");
    }
    h.raw("</tr></thead>\n<tbody>\n");
    let shown = list(h, inputs, INPUTS, |h, _, input| row(h, input));
    h.raw("</tbody></table></div>\n");
    left_out(h, &inputs[shown..]);
}

fn caption(inputs: &[&Input]) -> &'static str {
    let rank = |input: Option<&&Input>| input.map_or(0, |input| rank(input.status));
    match (rank(inputs.first()), rank(inputs.last())) {
        (0, _) => "Inputs, all read in full",
        (_, 0) => "Inputs, those not read in full on top",
        _ => "Inputs that were not read in full",
    }
}

fn notes(h: &mut Html, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    h.raw("<div id=\"notes\" class=\"notes\"><h3>").say("Notes on this report").raw("</h3>\n<ul>");
    let shown = list(h, notes, NOTES, |h, _, note| {
        h.raw("<li>").short(note, 500).raw("</li>");
    });
    h.raw("</ul>\n");
    rest(h, shown, notes.len(), "more note", "more notes");
    h.raw("</div>\n");
}

/// How much a status needs attention.
fn rank(status: Status) -> u8 {
    match status {
        Status::Failed => 4,
        Status::Encrypted => 3,
        Status::Partial => 2,
        Status::Skipped => 1,
        Status::Complete => 0,
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::Failed => "error",
        Status::Encrypted | Status::Partial => "warning",
        Status::Skipped => "info",
        Status::Complete => "good",
    }
}

fn row(h: &mut Html, input: &Input) {
    h.raw("<tr><th scope=\"row\"><span class=\"place\">").short(&input.source, 200).raw("</span>");
    if let Some(note) = &input.note {
        h.raw("<span class=\"why\">").short(note, 300).raw("</span>");
    }
    h.raw("</th><td><span class=\"badge ").raw(class(input.status)).raw("\">").say(input.status.word());
    h.raw("</span></td><td class=\"n\">").num(input.lines).raw("</td><td class=\"n\">").num(input.recognised_lines);
    h.raw("</td><td class=\"n\">").bytes(input.bytes).raw("</td><td>");
    if let Some(format) = &input.format {
        h.short(format, 80).raw(", ");
    }
    h.short(&input.encoding, 30).raw("</td></tr>\n");
}

/// What the table does not list, counted by status.
fn left_out(h: &mut Html, inputs: &[&Input]) {
    if inputs.is_empty() {
        return;
    }
    let counts = inputs.chunk_by(|a, b| a.status == b.status);
    let counts: Vec<String> = counts.map(|same| format!("{} {}", grouped(same.len() as u64), say(same[0].status.word()))).collect();
    let what = format!("{} ({})", count(inputs.len() as u64, "more input", "more inputs"), counts.join(", "));
    h.raw("<p class=\"rest\">").fill("And {what}, left out to keep the page small.", &[("what", &what)]).raw("</p>\n");
}
