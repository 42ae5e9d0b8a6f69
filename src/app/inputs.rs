//! Which inputs a run has.
//!
//! One rule: an output never replaces an input.

use super::Stop;
use super::settings::Plan;
use crate::cli::Cli;
use crate::part;
use crate::source::{self, Identity};
use clap::CommandFactory;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// How much of an earlier output is looked at, in bytes.
const HEAD: u64 = 4_096;

/// What to scan: the arguments and listed files, or standard input when something is piped in.
pub fn paths(cli: &Cli) -> Result<Option<Vec<PathBuf>>, Stop> {
    let mut paths = cli.paths.clone();
    if let Some(list) = &cli.files_from {
        paths.extend(listed(list)?);
        return Ok(Some(paths));
    }
    if paths.is_empty() && !io::stdin().is_terminal() {
        paths.push(PathBuf::from("-"));
    }
    Ok((!paths.is_empty()).then_some(paths))
}

fn listed(list: &Path) -> Result<Vec<PathBuf>, Stop> {
    let fault = |error: io::Error| Stop::new(format!("{}: {error}", list.display()), Some("wanted a file with one path a line"));
    let reader: Box<dyn BufRead> = if list.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(io::BufReader::new(std::fs::File::open(list).map_err(fault)?))
    };
    let mut paths = Vec::new();
    for line in reader.split(b'\n') {
        let line = line.map_err(fault)?;
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if !line.is_empty() {
            paths.push(path(line));
        }
    }
    Ok(paths)
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Which files are outputs: those of an earlier run that lie in a folder are not read. Makes sure that no output replaces a log, be it named
/// or in a folder, nor anything else that was named.
pub fn outputs(paths: &[PathBuf], plan: &Plan) -> Result<Vec<Identity>, Stop> {
    let files = plan.output.iter().chain(plan.reports.iter().map(|report| &report.file));
    let (ours, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.filter(|path| path.is_file()).partition(|path| is_ours(path));
    let identity = |path: &&PathBuf| Some(Identity::of(path, &path.metadata().ok()?));
    let outputs: Vec<Identity> = ours.iter().filter_map(identity).chain(standard_output()).collect();
    let others: Vec<Identity> = others.iter().filter_map(identity).collect();
    for path in paths.iter().chain(&plan.rules) {
        let is = path.metadata().ok().map(|data| Identity::of(path, &data));
        refuse(path, is.is_some_and(|is| outputs.contains(&is) || others.contains(&is)))?;
    }
    if !others.is_empty() {
        for source in source::discover(paths, &plan.options.source).sources {
            let source::Kind::Path(path) = &source.kind else { continue };
            refuse(path, path.metadata().is_ok_and(|data| others.contains(&Identity::of(path, &data))))?;
        }
    }
    Ok(outputs)
}

fn refuse(path: &Path, both: bool) -> Result<(), Stop> {
    let hint = "write the report to another file, or leave this one out with --exclude";
    if both { Err(Stop::new(format!("{}: is an input and an output", path.display()), Some(hint))) } else { Ok(()) }
}

/// Whether a file is empty or an output of an earlier run.
fn is_ours(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && (head.is_empty() || part::recognise(&head).is_some())
}

/// The file to which standard output goes, if it is one.
#[cfg(unix)]
fn standard_output() -> Option<Identity> {
    use std::os::fd::AsFd;
    let file = std::fs::File::from(io::stdout().as_fd().try_clone_to_owned().ok()?);
    let data = file.metadata().ok()?;
    data.is_file().then(|| Identity::of(Path::new("-"), &data))
}

#[cfg(not(unix))]
fn standard_output() -> Option<Identity> {
    None
}

/// The short help on standard error.
pub fn short_help() {
    let _ = write!(io::stderr(), "{}", crate::cli::Cli::command().render_help());
}
