//! The report for a person at a terminal: what to fix first, then every code, then what to know about the inputs.
//!
//! One rule: no line is wider than the look allows, and colour only repeats what the words say.

use std::io;

use super::Look;
use super::grid::{Ink, grid, ink, labelled, paint, paragraph};
use super::words::{
    SCAN_HINT, answer, apis, brief, clean, counted, explained_by, id_and_name, incomplete, input_state, often, place, silent,
};
use crate::report::model::{Diagnosis, Finding, Place, Report, Severity};

/// Findings that get a block of their own below the table.
const BLOCKS: usize = 5;
/// Causes and fixes shown in a block.
const REASONS: usize = 3;
/// Lines of evidence shown per diagnosis.
const EVIDENCE: usize = 4;
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
    let page = Page { report, width: look.width.max(NARROWEST), short: Short::of(report) };
    let sections = [
        page.verdict(),
        page.diagnoses(),
        page.codes(),
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
}

impl Page<'_> {
    fn text_width(&self) -> usize {
        self.width.min(TEXT)
    }

    fn verdict(&self) -> Vec<String> {
        let verdict = clean(&self.report.verdict());
        let mut lines = vec![ink(Ink::Bold, &paragraph("", &verdict, self.text_width()))];
        let Some(answer) = answer(self.report) else { return lines };
        if !verdict.to_lowercase().contains(&answer.to_lowercase()) {
            lines.push(paragraph("", &format!("Answer: {answer}."), self.text_width()));
        }
        if self.report.recognised_lines() == 0 {
            lines.push(paragraph("", SCAN_HINT, self.text_width()));
        }
        lines
    }

    fn diagnoses(&self) -> Vec<String> {
        if self.report.diagnoses.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![ink(Ink::Bold, "What happened, and what to fix first")];
        for (at, diagnosis) in self.report.diagnoses.iter().enumerate() {
            lines.extend(self.diagnosis(at + 1, diagnosis));
        }
        lines
    }

    fn diagnosis(&self, number: usize, diagnosis: &Diagnosis) -> Vec<String> {
        let width = self.text_width();
        let title = format!("{} ({}, {})", clean(&diagnosis.title), diagnosis.severity.word(), diagnosis.confidence.word());
        let mut lines = vec![ink(colour_of(diagnosis.severity), &paragraph(&format!(" {number}. "), &title, width))];
        lines.extend(points("    do   ", "-", &diagnosis.fixes, usize::MAX, width));
        for sample in diagnosis.evidence.iter().take(EVIDENCE) {
            lines.push(self.quote("    line ", &sample.place, &sample.text));
        }
        let rest = diagnosis.evidence.len().saturating_sub(EVIDENCE);
        if rest > 0 {
            lines.push(ink(Ink::Dim, &format!("         and {rest} more")));
        }
        if !diagnosis.explains.is_empty() {
            let ids: Vec<String> = diagnosis.explains.iter().map(|(id, count)| format!("{} ({count}x)", brief(id))).collect();
            lines.push(paragraph("         ", &format!("Only a consequence: {}", listed(&ids)), width));
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
        let indent = " ".repeat(label.len());
        let below = labelled(&indent, &text, self.width, 2);
        ink(Ink::Dim, &format!("{}\n{below}", paragraph(label, &place, self.width)))
    }

    fn codes(&self) -> Vec<String> {
        let rows: Vec<&Finding> = self.report.findings.iter().filter(|finding| finding.severity != Severity::Info).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let width = self.width.min(WIDEST);
        let (headers, widths) = layout(width);
        let rows: Vec<Vec<String>> = rows.into_iter().map(|finding| self.row(finding, headers.len())).collect();
        let title = format!("{}, the one to fix first on top{}", counted(rows.len() as u64, "code"), self.short.says());
        vec![ink(Ink::Bold, &paragraph("", &title, self.text_width())), grid(&headers, &widths, &rows)]
    }

    /// The cells of a finding, merged into as many columns as the layout has.
    fn row(&self, finding: &Finding, columns: usize) -> Vec<String> {
        let severity = ink(colour_of(finding.severity), finding.severity.word());
        let code = lines(&[brief(&finding.id), name(finding)]);
        let times = often(finding).replace(" in ", "\n");
        let (first, last) = (self.short.place(&finding.first), self.short.place(&finding.last));
        let seen = if finding.count == 1 { first.clone() } else { format!("first {first}\nlast  {last}") };
        let api = apis(finding).join("\n");
        let what = clean(&finding.title);
        let todo = self.todo(finding);
        let below = |place: &str| place.replacen(' ', "\n", 1);
        match columns {
            8 => vec![severity, code, times, below(&first), below(&last), api, what, todo],
            5 => vec![lines(&[severity, times]), lines(&[code, api]), seen, what, todo],
            3 => vec![lines(&[severity, times]), lines(&[code, api]), lines(&[what, todo, seen])],
            _ => vec![lines(&[format!("{severity}, {}", often(finding)), code, apis(finding).join(", "), what, todo, seen])],
        }
    }

    /// What to do about a finding: nothing by itself when a diagnosis explains all of it.
    fn todo(&self, finding: &Finding) -> String {
        match explained_by(self.report, finding) {
            Some((number, count)) if count >= finding.count => format!("Follows from {number} above, fix that first."),
            _ => finding.fixes.first().map(|fix| clean(fix)).unwrap_or_default(),
        }
    }

    fn also_seen(&self) -> Vec<String> {
        let rows = self.report.findings.iter().filter(|finding| finding.severity == Severity::Info);
        let rows: Vec<String> = rows
            .map(|finding| {
                let (title, first) = (clean(&finding.title), self.short.place(&finding.first));
                let text = format!("{}: {title}, {}, first {first}", brief(&finding.id), often(finding));
                ink(Ink::Dim, &labelled("  ", &text, self.width, 1))
            })
            .collect();
        headed("Also seen, mends itself or needs nothing", rows)
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
        lines.extend(points("  why  ", "-", &finding.causes, REASONS, width));
        lines.extend(points("  do   ", "-", &finding.fixes, REASONS, width));
        if finding.causes.len().max(finding.fixes.len()) > REASONS {
            lines.push(ink(Ink::Dim, &paragraph("  more ", &format!("agora-logscan --explain {}", brief(&finding.id)), width)));
        }
        if !finding.url.is_empty() {
            lines.push(ink(Ink::Cyan, &paragraph("  page ", &clean(&finding.url), self.width)));
        }
        if let Some(sample) = finding.samples.first() {
            lines.push(self.quote("  line ", &sample.place, &sample.text));
        }
        lines.join("\n")
    }

    fn facts(&self) -> Vec<String> {
        let row = |(name, values): &(String, Vec<String>)| {
            let values: Vec<String> = values.iter().map(|value| clean(value)).collect();
            paragraph("  ", &format!("{}: {}", clean(name), listed(&values)), self.text_width())
        };
        headed("The logs say", self.report.facts.iter().map(row).collect())
    }

    fn inputs(&self) -> Vec<String> {
        let row = |input| {
            let input: &crate::report::model::Input = input;
            paragraph("  ", &format!("{}: {}", clean(&input.source), input_state(input)), self.text_width())
        };
        let mut lines = headed("Not read to the end", incomplete(self.report).map(row).collect());
        let quiet: Vec<String> = silent(self.report).map(|input| clean(&input.source)).collect();
        if !quiet.is_empty() && self.report.recognised_lines() > 0 {
            let text = format!("No Agora lines recognised in {}: {}", counted(quiet.len() as u64, "source"), listed(&quiet));
            lines.push(paragraph("", &text, self.text_width()));
        }
        lines
    }

    fn warnings(&self) -> Vec<String> {
        let rows = self.report.warnings.iter();
        headed("Notes", rows.map(|warning| paragraph("  ", &clean(warning), self.text_width())).collect())
    }
}

/// Headers and column widths of the table: fewer columns, with more lines each, when there is less room.
fn layout(width: usize) -> (Vec<&'static str>, Vec<usize>) {
    let (headers, mut widths): (Vec<&str>, Vec<usize>) = match width {
        ..60 => (vec!["Codes"], vec![]),
        60..110 => (vec!["Severity", "Code, API", "What it is, what to do, where"], vec![13, 27]),
        110..160 => (vec!["Severity", "Code, API", "Seen", "What it is", "What to do"], vec![13, 28, 26, 20]),
        _ => (
            vec!["Severity", "Code", "Count", "First seen", "Last seen", "API", "What it is", "What to do"],
            vec![10, 28, 13, 24, 24, 28, 26],
        ),
    };
    widths.push(width - widths.iter().sum::<usize>());
    (headers, widths)
}

/// The first `most` texts as points, the label in front of the first.
fn points(label: &str, mark: &str, texts: &[String], most: usize, width: usize) -> Vec<String> {
    let blank = " ".repeat(label.len());
    let point = |(at, text): (usize, &String)| {
        let label = if at == 0 { label } else { &blank };
        paragraph(&format!("{label}{mark} "), &clean(text), width)
    };
    texts.iter().take(most).enumerate().map(point).collect()
}

/// The constant, or nothing when the catalogue does not have the code.
fn name(finding: &Finding) -> String {
    if finding.name == finding.code.to_string() { String::new() } else { brief(&finding.name) }
}

/// Non-empty texts below one another.
fn lines(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The first names, and how many are left out.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let rest = names.len().saturating_sub(NAMES);
    if rest > 0 { format!("{shown} and {rest} more") } else { shown }
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

/// What all places of a report have in common and the table therefore leaves out.
struct Short {
    folder: String,
    day: String,
}

impl Short {
    fn of(report: &Report) -> Self {
        let places = report.findings.iter().flat_map(|finding| [&finding.first, &finding.last]);
        let places: Vec<&Place> = places.collect();
        let folder = shared_folder(places.iter().map(|place| place.source.as_str()));
        let day = common(places.iter().filter_map(|place| place.time.as_deref()).map(day));
        Short { folder, day }
    }

    /// Time, source and line without the common parts.
    fn place(&self, at: &Place) -> String {
        let source = at.source.strip_prefix(&self.folder).unwrap_or(&at.source).to_owned();
        let text = place(&Place { source, ..at.clone() });
        match &at.time {
            Some(time) => format!("{} {text}", clean(time.strip_prefix(&self.day).unwrap_or(time))),
            None => text,
        }
    }

    /// The common parts in words, for the heading of the table.
    fn says(&self) -> String {
        let mut text = String::new();
        if !self.folder.is_empty() {
            text.push_str(&format!("; sources in {}", clean(&self.folder)));
        }
        if !self.day.is_empty() {
            text.push_str(&format!("; all on {}", clean(self.day.trim_end_matches(['T', ' ']))));
        }
        text
    }
}

/// The one text that all share, or nothing.
fn common<'a>(mut texts: impl Iterator<Item = &'a str>) -> String {
    let first = texts.next().unwrap_or_default();
    if texts.all(|text| text == first) { first.to_owned() } else { String::new() }
}

/// The longest run of folders that all sources begin with, with the last separator.
fn shared_folder<'a>(mut sources: impl Iterator<Item = &'a str>) -> String {
    let folder = |source: &'a str| source.rfind(['/', '\\', '!']).map_or("", |at| &source[..=at]);
    let mut shared = sources.next().map_or("", folder);
    for source in sources {
        while !source.starts_with(shared) {
            let parent = shared.trim_end_matches(['/', '\\', '!']);
            shared = folder(parent);
        }
    }
    shared.to_owned()
}

/// The date of a time, with the sign behind it; nothing when it has none.
fn day(time: &str) -> &str {
    let date = time.find(['T', ' ']).map_or("", |at| &time[..=at]);
    if date.contains('-') || date.contains('/') { date } else { "" }
}

#[cfg(test)]
mod tests;
