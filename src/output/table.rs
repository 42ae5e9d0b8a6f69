//! The report for a person at a terminal: what to fix first, then every code, then what to know about the inputs.
//!
//! One rule: no line is wider than the look allows, but for an address, which is of use only as a whole; and colour only
//! repeats what the words say.

mod columns;
mod histogram;

use std::fmt::Display;
use std::io;

use columns::{cells, layout};
use histogram::histogram;

use super::Look;
use super::grid::{Ink, display_width, grid, ink, labelled, paint, paragraph, tag};
use super::short::Short;
use super::spark;
use super::words::{SCAN_HINT, brief, clean, counted, explained_by, id_and_name, incomplete, input_state, often, place, silent, verdict};
use crate::lang::{fill, say};
use crate::model::{Diagnosis, Finding, Place, Report, Severity, Status};

/// Findings that get a row of the table; the others get one line each.
const ROWS: usize = 20;
/// Findings behind those that get one line each; the others are only counted.
const LINES: usize = 1000;
/// Findings that get a block of their own below the table.
const BLOCKS: usize = 5;
/// Causes and fixes shown in a block.
const REASONS: usize = 3;
/// Lines of evidence shown per diagnosis.
const EVIDENCE: usize = 4;
/// Reasons why sources were not read to the end; failed ones are all named on standard error.
const UNREAD: usize = 12;
/// Names listed before the rest is only counted.
const NAMES: usize = 8;
/// Running text is not set wider than this.
const TEXT: usize = 120;
/// Below and above these widths the table is not set.
const NARROWEST: usize = 40;
const WIDEST: usize = 220;

/// Writes the report for a person.
///
/// # Errors
/// Fails when `out` fails.
pub fn write(report: &Report, look: &Look, out: &mut dyn io::Write) -> io::Result<()> {
    let page = Page { report, width: look.width.max(NARROWEST), short: Short::of(report), unicode: look.unicode };
    let sections = [
        page.verdict(),
        page.diagnoses(),
        page.codes(),
        page.timeline(look.timeline),
        page.also_seen(),
        page.blocks(),
        page.facts(),
        page.inputs(),
        page.warnings(),
    ];
    let sections: Vec<String> = sections.into_iter().filter(|section| !section.is_empty()).map(|lines| lines.join("\n")).collect();
    out.write_all(paint(&sections.join("\n\n"), look.colour).as_bytes())
}

/// One report on its way to paper.
struct Page<'a> {
    report: &'a Report,
    width: usize,
    short: Short,
    unicode: bool,
}

impl Page<'_> {
    fn text_width(&self) -> usize {
        self.width.min(TEXT)
    }

    fn verdict(&self) -> Vec<String> {
        let mut lines = vec![ink(Ink::Bold, &paragraph("", &verdict(self.report), self.text_width()))];
        if self.report.is_foreign() {
            lines.push(paragraph("", say(SCAN_HINT), self.text_width()));
        }
        lines
    }

    fn diagnoses(&self) -> Vec<String> {
        if self.report.diagnoses.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![ink(Ink::Bold, say("What happened, and what to fix first"))];
        for (at, diagnosis) in self.report.diagnoses.iter().enumerate() {
            lines.extend(self.diagnosis(at + 1, diagnosis));
        }
        lines
    }

    fn diagnosis(&self, number: usize, diagnosis: &Diagnosis) -> Vec<String> {
        let width = self.text_width();
        let title = format!("{} ({}, {})", clean(&diagnosis.title), say(diagnosis.severity.word()), say(diagnosis.confidence.word()));
        let mut lines = vec![ink(colour_of(diagnosis.severity), &paragraph(&format!(" {number}. "), &title, width))];
        lines.extend(points(&tag(4, say("do"), 9), "-", &diagnosis.fixes, usize::MAX, width));
        for sample in diagnosis.evidence.iter().take(EVIDENCE) {
            lines.push(self.quote(&tag(4, say("line"), 9), &sample.place, &sample.text));
        }
        let rest = diagnosis.evidence.len().saturating_sub(EVIDENCE);
        if rest > 0 {
            lines.push(ink(Ink::Dim, &format!("         {}", fill("and {n} more", &[("n", &rest)]))));
        }
        if !diagnosis.explains.is_empty() {
            let ids: Vec<String> = diagnosis.explains.iter().map(|(id, count)| format!("{} ({count}x)", brief(id))).collect();
            lines.push(paragraph("         ", &fill("Only a consequence: {codes}", &[("codes", &listed(&ids))]), width));
        }
        lines
    }

    /// One quoted log line: beside its place when there is room, else below it on at most two lines.
    fn quote(&self, label: &str, at: &Place, text: &str) -> String {
        let (place, text) = (place(at), clean(text));
        let beside = paragraph(label, &format!("{place}  {text}"), self.width);
        if beside.lines().count() == 1 {
            return ink(Ink::Dim, &beside);
        }
        let indent = " ".repeat(display_width(label));
        let below = labelled(&indent, &text, self.width, 2);
        ink(Ink::Dim, &format!("{}\n{below}", paragraph(label, &place, self.width)))
    }

    fn codes(&self) -> Vec<String> {
        let rows: Vec<&Finding> =
            self.report.findings.iter().map(Box::as_ref).filter(|finding| finding.severity != Severity::Info).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let width = self.width.min(WIDEST);
        let (headers, widths) = layout(width, spark::possible(self.report));
        let codes = counted(rows.len() as u64, "code");
        let title = fill("{codes}, the one to fix first on top", &[("codes", &codes)]) + &self.short.says();
        let (full, rest) = rows.split_at(rows.len().min(ROWS));
        let full = full.iter().map(|finding| cells(self.report, &self.short, finding, headers.len(), self.unicode));
        let full: Vec<Vec<String>> = full.collect();
        let mut lines = vec![ink(Ink::Bold, &paragraph("", &title, self.text_width())), grid(&headers, &widths, &full)];
        if !rest.is_empty() {
            let more = fill("And {codes}", &[("codes", &counted(rest.len() as u64, "more code"))]);
            lines.push(ink(Ink::Bold, &paragraph("", &more, self.text_width())));
            lines.extend(rest.iter().take(LINES).map(|finding| self.line(finding, colour_of(finding.severity))));
            if rest.len() > LINES {
                lines.push(paragraph(
                    "",
                    &fill("and {n} more, listed by --format json", &[("n", &(rest.len() - LINES))]),
                    self.text_width(),
                ));
            }
        }
        lines
    }

    /// A finding on one line.
    fn line(&self, finding: &Finding, colour: Ink) -> String {
        let (title, first) = (clean(&finding.title), self.short.place(&finding.first));
        let (id, often) = (brief(&finding.id), often(finding));
        let values: [(&str, &dyn Display); 4] = [("id", &id), ("title", &title), ("often", &often), ("place", &first)];
        ink(colour, &labelled("  ", &fill("{id}: {title}, {often}, first {place}", &values), self.width, 1))
    }

    /// Events over time, when asked for.
    fn timeline(&self, wanted: bool) -> Vec<String> {
        if !wanted {
            return Vec::new();
        }
        histogram(self.report, self.width.min(TEXT), self.unicode)
    }

    fn also_seen(&self) -> Vec<String> {
        let rows = self.report.findings.iter().filter(|finding| finding.severity == Severity::Info);
        let rows: Vec<String> = rows.map(|finding| self.line(finding, Ink::Dim)).collect();
        headed(say("Also seen, mends itself or needs nothing"), rows)
    }

    fn blocks(&self) -> Vec<String> {
        let consequence = |finding: &Finding| explained_by(self.report, finding).is_some_and(|(_, n)| n >= finding.count);
        let findings = self.report.findings.iter().filter(|finding| finding.severity != Severity::Info);
        let blocks = findings.filter(|finding| !consequence(finding)).take(BLOCKS).map(|finding| self.block(finding));
        let blocks: Vec<String> = blocks.collect();
        if blocks.is_empty() { Vec::new() } else { vec![blocks.join("\n\n")] }
    }

    fn block(&self, finding: &Finding) -> String {
        let width = self.text_width();
        let title = format!("{}: {}", id_and_name(finding), clean(&finding.title));
        let mut lines = vec![ink(Ink::Bold, &paragraph("", &title, width))];
        lines.extend(points(&tag(2, say("why"), 7), "-", &finding.causes, REASONS, width));
        // What a diagnosis is about has its remedy and its lines there.
        let told = self.report.diagnoses.iter().any(|diagnosis| diagnosis.codes.contains(&finding.id));
        if !told {
            lines.extend(points(&tag(2, say("do"), 7), "-", &finding.fixes, REASONS, width));
        }
        if finding.causes.len().max(finding.fixes.len()) > REASONS {
            lines.push(ink(
                Ink::Dim,
                &paragraph(&tag(2, say("more"), 7), &format!("agora-logscan --explain {}", brief(&finding.id)), width),
            ));
        }
        if !finding.url.is_empty() {
            lines.push(ink(Ink::Cyan, &format!("{}{}", tag(2, say("page"), 7), clean(&finding.url))));
        }
        if let Some(sample) = finding.samples.first().filter(|_| !told) {
            lines.push(self.quote(&tag(2, say("line"), 7), &sample.place, &sample.text));
        }
        if let Some(incident) = finding.told_by_several() {
            let places: Vec<String> = incident.places.iter().map(place).collect();
            lines.push(ink(Ink::Dim, &paragraph("  same ", &format!("one failure, told by {}", listed(&places)), self.text_width())));
        }
        lines.join("\n")
    }

    fn facts(&self) -> Vec<String> {
        let row = |(name, values): &(String, Vec<String>)| {
            let values: Vec<String> = values.iter().map(|value| clean(value)).collect();
            paragraph("  ", &format!("{}: {}", clean(name), listed(&values)), self.text_width())
        };
        headed(say("The logs say"), self.report.facts.iter().map(row).collect())
    }

    fn inputs(&self) -> Vec<String> {
        let mut lines = headed(say("Not read to the end"), self.unread());
        let quiet: Vec<String> = silent(self.report).map(|input| clean(&input.source)).collect();
        if !quiet.is_empty() && self.report.recognised_lines() > 0 {
            let values: [(&str, &dyn Display); 2] = [("sources", &counted(quiet.len() as u64, "source")), ("list", &listed(&quiet))];
            let text = fill("No Agora lines recognised in {sources}: {list}", &values);
            lines.push(paragraph("", &text, self.text_width()));
        }
        lines
    }

    /// Sources that were not read to the end, by the reason, what was left out by decision last.
    fn unread(&self) -> Vec<String> {
        let mut reasons: Vec<(bool, String, Vec<String>)> = Vec::new();
        for input in incomplete(self.report) {
            let (name, state) = (clean(&input.source), input_state(input));
            match reasons.iter_mut().find(|(_, known, _)| *known == state) {
                Some((.., names)) => names.push(name),
                None => reasons.push((input.status == Status::Skipped, state, vec![name])),
            }
        }
        reasons.sort_by_key(|(skipped, ..)| *skipped);
        let row =
            |(_, state, names): &(bool, String, Vec<String>)| paragraph("  ", &format!("{}: {state}", listed(names)), self.text_width());
        let mut rows: Vec<String> = reasons.iter().take(UNREAD).map(row).collect();
        let rest: usize = reasons.iter().skip(UNREAD).map(|(.., names)| names.len()).sum();
        if rest > 0 {
            rows.push(ink(Ink::Dim, &format!("  {}", fill("and {n} more, listed by --format json", &[("n", &rest)]))));
        }
        rows
    }

    fn warnings(&self) -> Vec<String> {
        let rows = self.report.warnings.iter();
        headed(say("Notes"), rows.map(|warning| paragraph("  ", &clean(warning), self.text_width())).collect())
    }
}

/// The first `most` texts as points, the label in front of the first.
fn points(label: &str, mark: &str, texts: &[String], most: usize, width: usize) -> Vec<String> {
    let blank = " ".repeat(display_width(label));
    let point = |(at, text): (usize, &String)| {
        let label = if at == 0 { label } else { blank.as_str() };
        paragraph(&format!("{label}{mark} "), &clean(text), width)
    };
    texts.iter().take(most).enumerate().map(point).collect()
}

/// The first names, and how many are left out.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let rest = names.len().saturating_sub(NAMES);
    if rest > 0 { fill("{list} and {n} more", &[("list", &shown), ("n", &rest)]) } else { shown }
}

/// Rows below a heading; nothing when there are no rows.
fn headed(heading: &str, mut rows: Vec<String>) -> Vec<String> {
    if !rows.is_empty() {
        rows.insert(0, ink(Ink::Bold, heading));
    }
    rows
}

fn colour_of(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Red,
        Severity::Warning => Ink::Yellow,
        Severity::Info => Ink::Cyan,
    }
}

#[cfg(test)]
mod tests;
