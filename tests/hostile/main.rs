//! Hostile inputs of every class, given to the real program.
//!
//! `HOSTILE=full cargo test --release --test hostile` builds them in full size; without it they are small enough for every
//! run. A check whose tool is not there says so and passes.
#![cfg(unix)]
#![allow(missing_docs)] // helpers of tests

#[path = "../common/mod.rs"]
mod common;
mod files;
mod injection;
mod linear;
mod output;
mod secrets;
mod signals;
mod size;

use serde_json::Value;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A line with one event.
pub(crate) const LINE: &str = "I/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \n";

/// Longer than any of these runs takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(10);

/// Whether inputs are built in full size.
pub(crate) fn full() -> bool {
    std::env::var_os("HOSTILE").is_some_and(|size| size == "full")
}

/// A number for the full size, or a smaller one.
pub(crate) fn scaled(full_size: u64, small: u64) -> u64 {
    if full() { full_size } else { small }
}

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// The program, started here, with no settings of anybody.
    pub(crate) fn program(&self) -> Command {
        let mut command = common::program();
        command.current_dir(self.0.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        wait(self.program().args(arguments).spawn().expect("the program starts"))
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Report {
        report(&self.run(&[&["-f", "json", "--stats"], arguments].concat()))
    }

    /// Runs another program here; `None` when it is not there.
    pub(crate) fn tool(&self, name: &str, arguments: &[&str]) -> Option<Output> {
        Command::new(name).args(arguments).current_dir(self.0.path()).stdin(Stdio::null()).output().ok()
    }

    /// A named pipe; `None` when there is no tool to make one.
    pub(crate) fn pipe(&self, name: &str) -> Option<PathBuf> {
        self.tool("mkfifo", &[name]).filter(|made| made.status.success()).map(|_| self.path(name))
    }
}

/// Says that a check did not run, and why.
pub(crate) fn skipped(what: &str) {
    eprintln!("skipped: {what}");
}

/// Waits for the end, but not for ever.
pub(crate) fn wait(mut child: Child) -> Output {
    let mut streams: Vec<Option<Box<dyn Read + Send>>> =
        vec![child.stdout.take().map(|out| Box::new(out) as _), child.stderr.take().map(|err| Box::new(err) as _)];
    let readers: Vec<_> = streams.drain(..).map(|stream| std::thread::spawn(move || read_all(stream))).collect();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut read = readers.into_iter().map(|reader| reader.join().expect("a reader"));
    Output { status, stdout: read.next().unwrap_or_default(), stderr: read.next().unwrap_or_default() }
}

fn read_all(stream: Option<Box<dyn Read + Send>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        let _ = stream.read_to_end(&mut bytes);
    }
    bytes
}

/// Waits until something holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A JSON report with what the program said beside it.
pub(crate) struct Report {
    pub json: Value,
    pub stderr: String,
    pub code: Option<i32>,
}

pub(crate) fn report(output: &Output) -> Report {
    let stderr = common::stderr(output);
    let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    Report { json, stderr, code: output.status.code() }
}

impl Report {
    /// Events of a finding.
    pub(crate) fn count(&self, id: &str) -> u64 {
        let all = self.json["findings"].as_array().expect("findings");
        all.iter().find(|finding| finding["id"] == id).and_then(|finding| finding["count"].as_u64()).unwrap_or(0)
    }

    pub(crate) fn statuses(&self) -> Vec<(&str, &str)> {
        let inputs = self.json["inputs"].as_array().expect("inputs");
        inputs.iter().map(|input| (input["source"].as_str().expect("a name"), input["status"].as_str().expect("a status"))).collect()
    }

    /// The note of the only input that has one.
    pub(crate) fn note(&self) -> &str {
        let inputs = self.json["inputs"].as_array().expect("inputs");
        inputs.iter().find_map(|input| input["note"].as_str()).unwrap_or_default()
    }

    /// Peak memory in MiB, from `--stats`.
    pub(crate) fn memory(&self) -> Option<f64> {
        let figure = self.stderr.rsplit("peak memory ").next()?;
        figure.split(' ').next()?.parse().ok()
    }

    pub(crate) fn assert_memory_below(&self, mib: f64) {
        if let Some(memory) = self.memory() {
            assert!(memory < mib, "{memory} MiB: {}", self.stderr);
        }
    }
}

/// A file of a length that takes no room, with texts at some offsets.
pub(crate) fn sparse(path: &Path, length: u64, texts: &[(u64, &[u8])]) {
    use std::os::unix::fs::FileExt;
    let file = std::fs::File::create(path).expect("a file");
    file.set_len(length).expect("room for the length");
    for (offset, text) in texts {
        file.write_all_at(text, *offset).expect("a text in place");
    }
}

/// Writes to the end of a pipe or file, from another thread.
pub(crate) fn feed(mut to: impl Write + Send + 'static, bytes: Vec<u8>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let _ = to.write_all(&bytes);
    })
}
