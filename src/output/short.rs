//! What all places of a report share.
//!
//! One rule: what is left out of the places is said once, in the heading.

use super::words::{clean, place};
use crate::lang::fill;
use crate::model::{Place, Report};

/// What all places of a report have in common and a table therefore leaves out.
pub(super) struct Short {
    folder: String,
    day: String,
}

impl Short {
    pub(super) fn of(report: &Report) -> Self {
        let places = report.findings.iter().flat_map(|finding| [&finding.first, &finding.last]);
        let places: Vec<&Place> = places.collect();
        let folder = shared_folder(places.iter().map(|place| &*place.source));
        let day = common(places.iter().filter_map(|place| place.time.as_deref()).map(day));
        Short { folder, day }
    }

    /// A place without the common parts, its texts as they were.
    pub(super) fn bare(&self, at: &Place) -> Place {
        let source = at.source.strip_prefix(&self.folder).unwrap_or(&at.source).into();
        let time = at.time.as_deref().map(|time| time.strip_prefix(&self.day).unwrap_or(time).to_owned());
        Place { source, time, line: at.line }
    }

    /// Time (empty when the log has none), then source and line, without the common parts.
    pub(super) fn parts(&self, at: &Place) -> [String; 2] {
        let bare = self.bare(at);
        [clean(bare.time.as_deref().unwrap_or_default()), place(&bare)]
    }

    /// The parts in one line.
    pub(super) fn place(&self, at: &Place) -> String {
        self.parts(at).join(" ").trim_start().to_owned()
    }

    /// The common parts in words, for the heading of the table.
    pub(super) fn says(&self) -> String {
        let mut text = String::new();
        if !self.folder.is_empty() {
            text += &fill("; sources in {folder}", &[("folder", &clean(&self.folder))]);
        }
        if !self.day.is_empty() {
            text += &fill("; all on {day}", &[("day", &clean(self.day.trim_end_matches(['T', ' '])))]);
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
mod tests {
    use super::*;

    #[test]
    fn shared_folders_end_at_a_separator() {
        let shared = |sources: &[&str]| shared_folder(sources.iter().copied());
        assert_eq!(shared(&["a/b/c.log", "a/b/d.log"]), "a/b/");
        assert_eq!(shared(&["a/bc/c.log", "a/b/d.log"]), "a/");
        assert_eq!(shared(&["/x.log", "/y.log"]), "/");
        assert_eq!(shared(&["x.log", "/y.log"]), "");
        assert_eq!(shared(&["z.zip!a.log", "z.zip!b/c.log"]), "z.zip!");
        assert_eq!(shared(&["日/a", "本/a"]), "");
    }

    #[test]
    fn only_dates_are_days() {
        for (time, want) in [
            ("2026-11-20T14:42:03.707", "2026-11-20T"),
            ("11-20 14:42:03", "11-20 "),
            ("2026/11/20 14:42", "2026/11/20 "),
            ("14:42:03", ""),
            ("14:42:03 PM", ""),
            ("", ""),
        ] {
            assert_eq!(day(time), want);
        }
    }

    #[test]
    fn a_place_without_a_time_is_just_a_place() {
        let short = Short { folder: "a b/".to_owned(), day: String::new() };
        let at = Place { source: "a b/c d.log".into(), line: 7, time: None };
        assert_eq!(short.place(&at), "c d.log:7");
        assert_eq!(short.parts(&at), ["", "c d.log:7"]);
    }
}
