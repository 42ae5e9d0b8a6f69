//! Which inputs a run has.
//!
//! One rule: an output never replaces an input.

use super::Stop;
use super::settings::Plan;
use crate::cli::Cli;
use crate::source;
use clap::CommandFactory;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

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

/// The paths again, after making sure that no output is one of the inputs.
pub fn checked(paths: Vec<PathBuf>, plan: &Plan) -> Result<Vec<PathBuf>, Stop> {
    let outputs = plan.output.iter().chain(plan.reports.iter().map(|report| &report.file));
    let outputs: Vec<PathBuf> = outputs.filter_map(|path| path.canonicalize().ok()).collect();
    if outputs.is_empty() {
        return Ok(paths);
    }
    for source in source::discover(&paths, &plan.options.source).sources {
        if let source::Kind::Path(path) = &source.kind
            && path.canonicalize().is_ok_and(|path| outputs.contains(&path))
        {
            return Err(Stop::new(
                format!("{}: is an input and an output", source.name),
                Some("write the report to another file, or leave this one out with --exclude"),
            ));
        }
    }
    Ok(paths)
}

/// The short help on standard error.
pub fn short_help() {
    let _ = write!(io::stderr(), "{}", crate::cli::Cli::command().render_help());
}
