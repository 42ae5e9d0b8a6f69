//! Where reports go.
//!
//! One rule: a file is the old one or the new one, never half of one: it is written beside its place and then renamed.

use super::Stop;
use super::settings::Plan;
use crate::output::{self, Format};
use crate::report::Report;
use crate::source::Identity;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;

/// An output that is complete only after [`Sink::done`].
pub enum Sink {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file under its temporary name, and its own.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe: nothing to replace, and never to be replaced by a file.
    Special(BufWriter<File>, PathBuf),
}

impl Sink {
    fn to(path: Option<&Path>) -> Result<Sink, Stop> {
        let Some(path) = path else { return Ok(Sink::Stdout(BufWriter::new(io::stdout()))) };
        let path = &behind_links(path);
        if std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
            let file = std::fs::OpenOptions::new().write(true).open(path).map_err(|error| fault(path, &error))?;
            return Ok(Sink::Special(BufWriter::new(file), path.to_owned()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path
            .file_name()
            .ok_or_else(|| Stop::new(format!("{}: is no file name", path.display()), Some("name a file in that folder")))?;
        let file = tempfile::Builder::new().prefix(&format!(".{}.", name.to_string_lossy())).tempfile_in(folder);
        let file = file.map_err(|error| fault(path, &error))?;
        Ok(Sink::File(BufWriter::new(file), path.to_owned()))
    }

    /// The file under its temporary name.
    pub fn unfinished(&self) -> Option<Identity> {
        let Sink::File(out, _) = self else { return None };
        let file = out.get_ref();
        Some(Identity::of(file.path(), &file.as_file().metadata().ok()?))
    }

    /// Ends the output; a file takes its place now.
    pub fn done(self) -> Result<(), Stop> {
        match self {
            Sink::Stdout(mut out) => Ok(out.flush()?),
            Sink::Special(mut out, path) => match out.flush() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(fault(&path, &error)),
                _ => Ok(()),
            },
            Sink::File(out, path) => {
                let file = out.into_inner().map_err(|error| fault(&path, error.error()))?;
                open_to_readers(&file).map_err(|error| fault(&path, &error))?;
                file.as_file().sync_all().map_err(|error| fault(&path, &error))?;
                file.persist(&path).map(|_| ()).map_err(|error| fault(&path, &error.error))
            }
        }
    }
}

/// What a link leads to: the link stays, its target is replaced.
fn behind_links(path: &Path) -> PathBuf {
    let linked = path.is_symlink().then(|| path.canonicalize().ok()).flatten();
    linked.unwrap_or_else(|| path.to_owned())
}

/// A temporary file is private; a report is as readable as any file its user makes.
#[cfg(unix)]
fn open_to_readers(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_readers(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn fault(path: &Path, error: &io::Error) -> Stop {
    Stop::new(
        format!("{}: cannot be written: {error}", path.display()),
        Some("check the folder, its permissions and the free space; an older file is unchanged"),
    )
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::File(out, _) => out.write(bytes),
            Sink::Special(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(out) => out.flush(),
            Sink::File(out, _) => out.flush(),
            Sink::Special(out, _) => out.flush(),
        }
    }
}

/// The output of events as they come.
pub fn stream(plan: &Plan) -> Result<Sink, Stop> {
    Sink::to(plan.output.as_deref())
}

/// Writes the main report and all others.
pub fn reports(plan: &Plan, report: &Report) -> Result<(), Stop> {
    for other in &plan.reports {
        one(plan, other.format, Some(&other.file), report)?;
    }
    step_summary(plan, report)?;
    if plan.format == Format::Ndjson {
        return Ok(());
    }
    one(plan, plan.format, plan.output.as_deref(), report)
}

fn one(plan: &Plan, format: Format, path: Option<&Path>, report: &Report) -> Result<(), Stop> {
    let mut sink = Sink::to(path)?;
    let look = if path.is_some() { output::Look { colour: false, ..plan.look.clone() } } else { plan.look.clone() };
    match output::write(format, report, &look, &mut sink) {
        Ok(()) => sink.done(),
        Err(error) => Err(path.map_or_else(|| Stop::from(io::Error::new(error.kind(), error.to_string())), |path| fault(path, &error))),
    }
}

/// Largest step summary that a build server takes; more and it drops all of it.
const MAX_SUMMARY: u64 = 900_000;

/// In a GitHub step the Markdown report is added to its summary, or its first sentence when there is no room for more.
fn step_summary(plan: &Plan, report: &Report) -> Result<(), Stop> {
    let wanted = plan.format == Format::Github || plan.reports.iter().any(|other| other.format == Format::Github);
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| wanted && !path.is_empty()) else {
        return Ok(());
    };
    let path = PathBuf::from(path);
    let mut text = Vec::new();
    output::write(Format::Markdown, report, &plan.look, &mut text)?;
    let present = std::fs::metadata(&path).map_or(0, |data| data.len());
    let room = MAX_SUMMARY.saturating_sub(present);
    if text.len() as u64 > room {
        super::tell("the step summary has no room left for the report; only its first sentence is added", None);
        text = format!("\n{}. The step summary has no room left for the report itself.\n", report.verdict()).into_bytes();
    }
    if text.len() as u64 > room {
        return Ok(());
    }
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(&text)).map_err(|error| fault(&path, &error))
}

/// What the scan took, on standard error.
pub fn stats(report: &Report, took: Duration) {
    let totals = report.totals;
    let seconds = took.as_secs_f64();
    #[allow(clippy::cast_precision_loss)] // a figure for people
    let rate = if seconds > 0.0 { totals.bytes as f64 / 1e9 / seconds } else { 0.0 };
    let peak = peak_memory().map_or_else(|| "unknown".to_owned(), |kib| format!("{:.1} MiB", f64::from(kib) / 1024.0));
    let _ = writeln!(
        io::stderr(),
        "bytes {} lines {} candidates {} events {} seconds {seconds:.3} GB/s {rate:.2} peak memory {peak}",
        totals.bytes,
        totals.lines,
        report.candidates,
        totals.events
    );
}

/// Largest resident size so far, in KiB, where the system tells.
fn peak_memory() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
