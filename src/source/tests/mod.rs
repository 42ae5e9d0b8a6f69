//! Tests of reading, with inputs built on the spot.

mod archives;
mod build;
mod damage;
mod discovery;
mod limits;
mod mutations;
mod rotations;
mod sniffing;
mod text;

use super::{Error, Item, Options, Outcome, Status, visit_reader};
use std::io::{Cursor, Read};

/// What came out of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Got {
    Log { name: String, text: Vec<u8>, outcome: Outcome },
    Problem { name: String, status: Status, error: Error },
}

impl Got {
    pub(super) fn of(item: Item<'_>) -> Self {
        match item {
            Item::Log(mut log) => {
                let mut text = Vec::new();
                assert!(log.body.read_to_end(&mut text).is_ok());
                let outcome = log.body.outcome();
                assert!(text.starts_with(log.body.head()) || outcome.fault.is_some());
                assert_eq!(outcome.bytes, text.len() as u64);
                Self::Log { name: log.name, text, outcome }
            }
            Item::Problem(p) => Self::Problem { name: p.name, status: p.status, error: p.error },
        }
    }
}

pub(super) fn read_with(name: &str, bytes: &[u8], options: &Options) -> Vec<Got> {
    let mut got = Vec::new();
    visit_reader(name, Cursor::new(bytes.to_vec()), options, &mut |item| {
        got.push(Got::of(item));
    });
    got
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Vec<Got> {
    read_with(name, bytes, &Options::default())
}

/// The same bytes as a regular file.
pub(super) fn read_file(bytes: &[u8]) -> Vec<Got> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("input");
    std::fs::write(&path, bytes).expect("a file");
    let source = super::Source { name: "f".into(), kind: super::Kind::Path(path), named: true };
    let mut got = Vec::new();
    super::visit(&source, &Options::default(), &mut |item| {
        got.push(Got::of(item));
    });
    got
}

/// Names and texts of all logs that were read to their end; anything else fails the test.
pub(super) fn complete(got: &[Got]) -> Vec<(String, String)> {
    got.iter()
        .map(|got| match got {
            Got::Log { name, text, outcome } => {
                assert_eq!((outcome.status, &outcome.fault), (Status::Complete, &None), "{name}");
                (name.clone(), String::from_utf8_lossy(text).into_owned())
            }
            Got::Problem { .. } => panic!("{got:?}"),
        })
        .collect()
}

/// The only log, its text and how it ended.
pub(super) fn single(got: &[Got]) -> (&[u8], &Outcome) {
    match got {
        [Got::Log { text, outcome, .. }] => (text, outcome),
        other => panic!("{} items, not one log: {other:?}", other.len()),
    }
}

pub(super) fn problem(name: &str, status: Status, error: Error) -> Got {
    Got::Problem { name: name.into(), status, error }
}

/// Log text that packs, but not to nothing.
pub(super) fn sample(lines: usize) -> Vec<u8> {
    let mut seed = 1_u32;
    let mut text = Vec::new();
    for line in 0..lines {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.extend_from_slice(format!("I/app ({line}): tick {seed:08x} ret -{}\n", seed >> 27).as_bytes());
    }
    text
}

#[test]
fn logs_may_be_handed_to_other_threads() {
    fn sent<T: Send>() {}
    fn shared<T: Send + Sync>() {}
    sent::<super::Opened<'_>>();
    sent::<Item<'_>>();
    shared::<super::PlainFile<'_>>();
    shared::<Options>();
    shared::<super::Source>();
    shared::<Error>();
}

#[test]
fn reasons_fit_behind_a_name_and_hints_are_sentences_without_end() {
    let errors = [
        Error::NotFound,
        Error::Denied,
        Error::Read("Input/output error".into()),
        Error::Folder,
        Error::EmptyFolder,
        Error::DanglingLink,
        Error::Shrunk,
        Error::Truncated("zip"),
        Error::corrupt("gzip", "its checksum does not match"),
        Error::Ratio(1000),
        Error::Size(9),
        Error::Depth(8),
        Error::Members(5),
        Error::ZipMethod("lzma".into()),
        Error::ZipLength,
        Error::ZipEncrypted,
        Error::Unsupported("7z"),
        Error::EncryptedSdkLog,
    ];
    for error in errors {
        let texts = [Some(error.to_string()), error.hint().map(str::to_owned)];
        for text in texts.into_iter().flatten() {
            let first = text.chars().next().unwrap();
            assert!(first.is_lowercase() || first.is_ascii_digit() || first == '`', "{text}");
            assert!(!text.ends_with('.') && !text.contains('\n'), "{text}");
        }
    }
}
