//! What the tests share: where the data lies, events without a report, numbers that look random and are not.
#![allow(dead_code)] // every test program uses its own part

pub mod schema;

use agora_logscan::pattern::raw::{RawEnvelopes, RawEvidence, RawPatterns};
use agora_logscan::scan::stream::{self, Cut};
use agora_logscan::scan::{Event, Summary};
use serde::de::DeserializeOwned;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the crate.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A text file of the crate, by its path from the root.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder of the crate with this ending, sorted, as paths from the root with `/`.
pub fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let mut names: Vec<String> = found
        .iter()
        .filter_map(|path| path.strip_prefix(root()).ok())
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a listed file").path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// A data file, read through the shape that the build script reads it through.
pub fn data<T: DeserializeOwned>(path: &str) -> T {
    toml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The expressions of all lists of evidence.
pub fn evidence_expressions() -> Vec<String> {
    let evidence: RawEvidence = data("src/pattern/evidence.toml");
    [evidence.hard, evidence.soft, evidence.vendor, evidence.messaging, evidence.foreign, evidence.quoted, evidence.foreign_tag_words]
        .concat()
}

/// The pattern files in the order in which the build script takes them.
pub fn pattern_files() -> Vec<(String, RawPatterns)> {
    let names =
        files("src/pattern", ".toml").into_iter().filter(|name| !name.ends_with("/evidence.toml") && !name.ends_with("/facts.toml"));
    let mut loaded: Vec<(String, RawPatterns)> = names.map(|name| (name.clone(), data(&name))).collect();
    loaded.sort_by_key(|(_, file)| file.order);
    loaded
}

/// The envelope files in order.
pub fn envelope_files() -> Vec<(String, RawEnvelopes)> {
    files("src/envelope", ".toml").into_iter().map(|name| (name.clone(), data(&name))).collect()
}

/// Every event of a text, and the summary of its scan.
pub fn scan(text: &[u8], cut: Cut) -> (Vec<Event>, Summary) {
    let mut events = Vec::new();
    let (summary, error) = stream::scan(&mut Cursor::new(text), cut, &mut |event| events.push(event));
    assert!(error.is_none(), "memory can always be read");
    (events, summary)
}

/// Every event of a text that is read in one stretch.
pub fn events(text: &str) -> Vec<Event> {
    scan(text.as_bytes(), Cut::default()).0
}

/// The real program, started in the root of the crate, with no terminal and a plain environment.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agora-logscan"));
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let plain = ["PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP"];
        if !name.to_str().is_some_and(|name| plain.contains(&name)) {
            command.env_remove(name);
        }
    }
    command.env("HOME", root().join("target/nobody")).env("XDG_CONFIG_HOME", root().join("target/nobody"));
    command
}

/// Runs the program with these arguments and nothing on standard input.
pub fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(std::process::Stdio::null()).output().expect("the program starts")
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the program prints UTF-8")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("the program prints UTF-8")
}

/// Whether files made from data are to be written anew instead of compared.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares a committed file with what it must hold, or writes it when asked to.
pub fn same_as_file(path: &str, text: &str) -> Result<(), String> {
    let full = root().join(path);
    if update() {
        fs::write(&full, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        return Ok(());
    }
    let committed = fs::read_to_string(&full).map_err(|error| format!("{path}: {error}; `UPDATE=1 cargo test` writes it"))?;
    if committed == text {
        return Ok(());
    }
    let at = committed.lines().zip(text.lines()).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| committed.lines().count().min(text.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end of file)").to_owned();
    Err(format!("{path}:{}: `UPDATE=1 cargo test` writes it\n  committed {}\n  now       {}", at + 1, line(&committed), line(text)))
}

/// Fails with all complaints at once, so that one run shows the whole work.
pub fn no_complaints(what: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{what}: {} complaints\n{}", complaints.len(), complaints.join("\n"));
}

/// A generator of numbers that are the same in every run (xorshift64*).
pub struct Random(u64);

impl Random {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("64 bits");
        usize::try_from(self.next() % end).expect("below a usize")
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
