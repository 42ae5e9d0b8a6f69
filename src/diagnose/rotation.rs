//! A rotated file is missing between others: `agorasdk.1.log` and `agorasdk.3.log`, but no `agorasdk.2.log`.
//!
//! One rule: only names that the SDK and Iris use count, and only holes, never an end.

use crate::model::{Confidence, Diagnosis, Place, Sample, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The most files of one name that the SDK keeps.
const MOST: u32 = 20;

/// Looks at the names of all sources.
pub fn missing<'a>(names: impl Iterator<Item = &'a str>) -> Option<Diagnosis> {
    let mut groups: BTreeMap<String, BTreeMap<u32, &str>> = BTreeMap::new();
    for name in names {
        if let Some((stem, number)) = numbered(name) {
            groups.entry(stem).or_default().insert(number, name);
        }
    }
    let holes: Vec<(String, &str)> = groups.iter().flat_map(|(stem, files)| holes(stem, files)).collect();
    let (first, beside) = holes.first()?;
    let names: BTreeSet<&str> = holes.iter().map(|(name, _)| name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().take(5).collect();
    let place = Place { source: (*beside).into(), line: 0, time: None };
    Some(Diagnosis {
        id: "missing-rotated-file",
        title: if holes.len() == 1 {
            format!("The rotated file {first} is missing")
        } else {
            format!("Rotated files are missing: {}", names.join(", "))
        },
        confidence: Confidence::Likely,
        severity: Severity::Info,
        fixes: vec!["Add the missing file and scan again; what stands in it is not in this report.".to_owned()],
        evidence: vec![Sample { place, text: "the next file of the same name is here".to_owned() }],
        codes: Vec::new(),
        explains: Vec::new(),
    })
}

/// Names between the first and the last number, with the file behind each hole.
fn holes<'a>(stem: &str, files: &BTreeMap<u32, &'a str>) -> Vec<(String, &'a str)> {
    let (Some(&first), Some(&last)) = (files.keys().next(), files.keys().last()) else { return Vec::new() };
    let open = (first..=last.min(first + MOST)).filter(|number| !files.contains_key(number));
    let behind = |number: u32| files.range(number..).next().map(|(_, name)| *name);
    open.filter_map(|number| Some((stem.replace('#', &number.to_string()), behind(number)?))).collect()
}

/// `agorasdk.2.log` as (`agorasdk.#.log`, 2); the folder belongs to the stem.
fn numbered(name: &str) -> Option<(String, u32)> {
    let file = name.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
    let (base, rest) = name[file..].split_once(['.', '_'])?;
    if !["agorasdk", "agoraapi", "agora-iris", "agora-iris-rtc", "agora"].contains(&base) {
        return None;
    }
    let digits: &str = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
    let number: u32 = digits.parse().ok()?;
    let sign = &name[file + base.len()..=file + base.len()];
    Some((format!("{}{base}{sign}#{}", &name[..file], &rest[digits.len()..]), number))
}

#[cfg(test)]
mod tests {
    use super::missing;

    fn title(names: &[&str]) -> Option<String> {
        missing(names.iter().copied()).map(|diagnosis| diagnosis.title)
    }

    #[test]
    fn a_hole_between_numbers_is_named_and_an_end_is_not() {
        let hole = ["a/agorasdk.log", "a/agorasdk.1.log", "a/agorasdk.3.log"];
        assert_eq!(title(&hole).as_deref(), Some("The rotated file a/agorasdk.2.log is missing"));
        assert_eq!(title(&["agorasdk_1.log", "agorasdk_2.log", "agorasdk.log"]), None);
        assert_eq!(
            title(&["x.zip!agoraapi.1.log", "x.zip!agoraapi.4.log"]).as_deref(),
            Some("Rotated files are missing: x.zip!agoraapi.2.log, x.zip!agoraapi.3.log")
        );
        assert_eq!(title(&["app.1.log", "app.3.log"]), None);
    }
}
