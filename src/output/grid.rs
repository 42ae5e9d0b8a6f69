//! Lines and columns of human output, fitted to a width.
//!
//! One rule: widths are display widths as comfy-table counts them, so wide characters never push a line over the edge.
//! Colour travels as characters of width zero that the sanitiser never lets through, and becomes real at the very end.

use std::borrow::Cow;

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width};

use crate::text::sanitise::sanitise;

/// Where a line may be broken; the sanitiser removes it from foreign text.
const BREAK: char = '\u{200b}';
/// Ends the last [`Ink`].
const END: char = '\u{2060}';
/// Blanks between columns.
const GAP: usize = 2;

/// What stands out on a terminal; the meaning is always in the words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Headings.
    Bold,
    /// Errors.
    Red,
    /// Warnings.
    Yellow,
    /// Links and names.
    Cyan,
    /// What can be skipped.
    Dim,
}

/// Mark and terminal code of every ink.
const INKS: [(Ink, char, &str); 5] = [
    (Ink::Bold, '\u{2061}', "\u{1b}[1m"),
    (Ink::Red, '\u{2062}', "\u{1b}[1;31m"),
    (Ink::Yellow, '\u{2063}', "\u{1b}[33m"),
    (Ink::Cyan, '\u{2064}', "\u{1b}[36m"),
    (Ink::Dim, '\u{206a}', "\u{1b}[2m"),
];

/// Marks every line of `text` with an ink, leading blanks apart.
pub(super) fn ink(ink: Ink, text: &str) -> String {
    let mark = INKS.iter().find(|row| row.0 == ink).map_or(END, |row| row.1);
    let lines = text.lines().map(|line| {
        let line = line.trim_end_matches(' ');
        let body = line.trim_start_matches(' ');
        format!("{}{mark}{body}{END}", &line[..line.len() - body.len()])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Turns the marks into terminal codes, or drops them, and drops blanks at line ends.
pub(super) fn paint(text: &str, colour: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(guarded) {
        let from = out.len();
        for c in line.chars() {
            let code = INKS.iter().find(|row| row.1 == c).map(|row| row.2);
            match code.or((c == END).then_some("\u{1b}[0m")) {
                Some(code) if colour => out.push_str(code),
                Some(_) => {}
                None if c == BREAK => {}
                None => out.push(c),
            }
        }
        out.truncate(from + out[from..].trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// Puts a backslash in front of a line that a build server would obey because a wrap made foreign text begin there.
///
/// It takes the place of a blank, or of the first sign where there is none, so the line does not grow.
fn guarded(line: &str) -> Cow<'_, str> {
    let mark = |c: char| c == BREAK || c == END || INKS.iter().any(|row| row.1 == c);
    let body = line.trim_start_matches(|c: char| c.is_whitespace() || mark(c));
    let visible: String = body.chars().filter(|c| !mark(*c)).collect();
    if visible.starts_with('\\') || !sanitise(&visible).starts_with('\\') {
        return Cow::Borrowed(line);
    }
    let head = &line[..line.len() - body.len()];
    Cow::Owned(match head.rfind(' ') {
        Some(at) => format!("{}{}\\{body}", &head[..at], &head[at + 1..]),
        None => format!("{head}\\{}", body.get(1..).unwrap_or_default()),
    })
}

/// Allows breaks after blanks, and inside words longer than `room` where their parts meet: behind a sign that joins them, or
/// before a capital letter.
fn soft(text: &str, room: usize) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for word in text.split_inclusive([' ', '\n']) {
        let long = word.trim_end().chars().count() > room;
        let mut small = false;
        for c in word.chars() {
            if long && small && c.is_ascii_uppercase() {
                out.push(BREAK);
            }
            small = c.is_ascii_lowercase();
            out.push(c);
            if c == ' ' || (long && matches!(c, '_' | '/' | '\\' | '!' | '&')) {
                out.push(BREAK);
            }
        }
    }
    out
}

/// A label so many columns wide, which begins behind a margin.
pub(super) fn tag(margin: usize, text: &str, width: usize) -> String {
    let label = " ".repeat(margin) + text;
    let rest = width.saturating_sub(display_width(&label)).max(1);
    label + &" ".repeat(rest)
}

/// A paragraph: `label` in front of the first line, the others indented below the text.
pub(super) fn paragraph(label: &str, text: &str, width: usize) -> String {
    labelled(label, text, width, usize::MAX)
}

/// A paragraph of at most `height` lines; a cut shows as `…`.
pub(super) fn labelled(label: &str, text: &str, width: usize, height: usize) -> String {
    let indent = display_width(label);
    let room = width.saturating_sub(indent);
    let text = if height == 1 { text.to_owned() } else { soft(text, room) };
    let (cells, widths) = if indent == 0 { (vec![text], vec![room]) } else { (vec![label.to_owned(), text], vec![indent, room]) };
    let mut table = bare();
    let mut row = Row::from(cells);
    row.max_height(height);
    table.add_row(row);
    fitted(table, &widths, 0)
}

/// A table with a rule below its header and a thin one between rows; `widths` include the gap between columns.
pub(super) fn grid(headers: &[&str], widths: &[usize], rows: &[Vec<String>]) -> String {
    let rule = LineStyle::none().fill('─');
    let thin = LineStyle::none().fill('╌');
    let mut table = bare();
    table.load_style(TableStyle::new().header_separator(rule).row_separator(thin));
    let cells =
        |texts: &[String]| -> Vec<String> { texts.iter().zip(widths).map(|(text, width)| soft(text, width.saturating_sub(GAP))).collect() };
    table.set_header(cells(&headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>()));
    for row in rows {
        table.add_row(cells(row));
    }
    let dim = |line: &str| if line.starts_with('╌') { ink(Ink::Dim, line) } else { line.to_owned() };
    fitted(table, widths, GAP).lines().map(dim).collect::<Vec<_>>().join("\n")
}

/// A table without lines.
fn bare() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_delimiter(BREAK).set_truncation_indicator("…");
    table
}

/// The text of a table whose columns have exactly these widths, `gap` blanks at the end of all but the last included.
fn fitted(mut table: Table, widths: &[usize], gap: usize) -> String {
    table.set_width(narrow(widths.iter().sum()));
    let last = widths.len().saturating_sub(1);
    for (at, width) in widths.iter().enumerate() {
        if let Some(column) = table.column_mut(at) {
            column.set_padding((0, if at == last { 0 } else { narrow(gap) }));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(narrow(*width))));
        }
    }
    table.to_string()
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// How many columns of a terminal a text takes.
pub(super) fn display_width(text: &str) -> usize {
    if text.is_empty() {
        return 0;
    }
    let mut table = bare();
    table.add_row([text]);
    table.column_max_content_widths().iter().map(|width| usize::from(*width)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_no_room_and_become_colour_only_when_asked() {
        let text = ink(Ink::Red, "  one\n  two");
        assert_eq!(display_width(&text), 5);
        assert_eq!(paint(&text, true), "  \u{1b}[1;31mone\u{1b}[0m\n  \u{1b}[1;31mtwo\u{1b}[0m\n");
        assert_eq!(paint(&text, false), "  one\n  two\n");
    }

    #[test]
    fn long_names_break_at_underscores_and_wide_text_keeps_the_width() {
        let name = paint(&paragraph("", "LOCAL_VIDEO_STREAM_REASON_OK", 14), false);
        assert_eq!(name, "LOCAL_VIDEO_\nSTREAM_\nREASON_OK\n");
        let name = paint(&paragraph("", "onRtmpStreamingStateChanged", 22), false);
        assert_eq!(name, "onRtmpStreamingState\nChanged\n");
        for text in ["测试频道测试频道测试频道测试频道", "👩👩👩👩👩👩👩👩👩👩👩👩", "e\u{301}e\u{301}e\u{301} ⚠\u{fe0f}⚠\u{fe0f}"]
        {
            for width in 5..20 {
                let block = paragraph(" - ", text, width);
                assert!(block.lines().all(|line| display_width(line) <= width), "{width}: {block}");
                assert_eq!(block.matches('👩').count(), text.matches('👩').count());
            }
        }
    }

    #[test]
    fn a_wrap_makes_no_command() {
        for (line, want) in [
            ("   ::error::x", "  \\::error::x\n"),
            ("::error::x", "\\:error::x\n"),
            (" - ::error::x", " - ::error::x\n"),
            ("  \u{a0}::error::x", " \u{a0}\\::error::x\n"),
            ("\u{3000}::error::x", "\u{3000}\\:error::x\n"),
            ("  --- group", " \\--- group\n"),
            (" \u{2061}::x::", "\\::x::\n"),
        ] {
            assert_eq!(paint(line, false), want);
        }
    }

    #[test]
    fn a_cut_is_marked_and_fits() {
        let line = labelled("> ", "测试频道 joined and left", 12, 1);
        assert_eq!(line.trim_end(), "> 测试频道 …");
        assert_eq!(labelled("> ", "short", 12, 1).trim_end(), "> short");
    }

    #[test]
    fn columns_have_the_widths_asked_for() {
        let rows = vec![vec!["a b c d e f".to_owned(), "x".repeat(30)]];
        let text = grid(&["One", "Two"], &[6, 10], &rows);
        assert!(text.lines().all(|line| display_width(line) <= 16), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with('─')).count(), 1);
    }
}
