//! Every folder of `fixtures/diagnose` is a diagnosis: `shows-*.txt` must give it, `not-*.txt` must not.

use crate::model::{Confidence, Report};
use crate::{Options, scan_bytes};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diagnose")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).expect("the folder is there").filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn report(path: &Path) -> Report {
    scan_bytes(&name(path), &fs::read(path).expect("the file is there"), &Options::default())
}

fn fixture(path: &str) -> Report {
    report(&fixtures().join(path))
}

#[test]
fn every_fixture_gives_its_diagnosis_in_front_or_does_not_give_it() {
    let mut complaints = Vec::new();
    for folder in entries(&fixtures()) {
        for path in entries(&folder) {
            let ids: Vec<&str> = report(&path).diagnoses.iter().map(|diagnosis| diagnosis.id).collect();
            let wanted = name(&folder);
            let shows = name(&path).starts_with("shows-");
            let right = if shows { ids.first() == Some(&wanted.as_str()) } else { !ids.contains(&wanted.as_str()) };
            if !right {
                complaints.push(format!("{wanted}/{}: {ids:?}", name(&path)));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_diagnosis_has_fixtures_of_both_kinds_evidence_and_fixes() {
    let mut complaints = Vec::new();
    for folder in entries(&fixtures()) {
        let names: Vec<String> = entries(&folder).iter().map(|path| name(path)).collect();
        for kind in ["shows-", "not-"] {
            if !names.iter().any(|name| name.starts_with(kind)) {
                complaints.push(format!("{}: no {kind}*.txt", name(&folder)));
            }
        }
        for path in entries(&folder) {
            for diagnosis in report(&path).diagnoses {
                if diagnosis.evidence.is_empty() || diagnosis.evidence.len() > 5 || diagnosis.fixes.is_empty() {
                    complaints.push(format!("{}: {} has {} lines", name(&path), diagnosis.id, diagnosis.evidence.len()));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn consequences_are_folded_under_the_root_with_their_counts() {
    let cascade = fixture("invalid-app-id/shows-cascade.txt");
    assert_eq!(cascade.diagnoses[0].explains, [("rtc.error/7".to_owned(), 4)]);
    assert_eq!(cascade.diagnoses.len(), 1, "the cascade is no diagnosis of its own");
    let retry = fixture("token-invalid/shows-retry.txt");
    assert_eq!(retry.diagnoses[0].explains, [("rtc.connection-reason/8".to_owned(), 1), ("rtc.error/17".to_owned(), 1)]);
    assert_eq!(retry.diagnoses.len(), 1);
}

#[test]
fn the_text_of_the_wrapper_is_believed_against_its_number() {
    let found = fixture("call-before-initialize/shows-wrong-number.txt");
    assert!(found.diagnoses[0].title.contains("code 20"), "{}", found.diagnoses[0].title);
    assert_eq!(found.diagnoses[0].confidence, Confidence::Certain);
}

#[test]
fn evidence_is_redacted() {
    let log = "I/flutter ( 77): agora rtc onError: 110 appId: 0123456789abcdef0123456789abcdef\n";
    let found = scan_bytes("app.log", log.as_bytes(), &Options::default());
    let shown = format!("{:?} {:?}", found.diagnoses, found.facts);
    assert!(!shown.contains("0123456789abcdef") && found.diagnoses.len() == 1, "{shown}");
}

#[test]
fn the_list_has_every_diagnosis_with_fixtures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diagnose");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut found: Vec<String> = entries.map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned()).collect();
    // This one comes from the names of sources, not from a session.
    found.push("missing-rotated-file".to_owned());
    found.sort();
    found.dedup();
    let mut known = super::KINDS.to_vec();
    known.sort_unstable();
    assert_eq!(found, known);
}
