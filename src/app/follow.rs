//! `--follow`: findings as they come, and the report when the user has seen enough.
//!
//! One rule: standard output carries either lines for people, or the one document that was asked for; then the lines for
//! people go to standard error.

use super::settings::Plan;
use super::{Stop, tell, write};
use crate::interrupt;
use crate::output::{Format, live, ndjson};
use crate::pipeline::follow::{self, News, Wanted};
use crate::report::Report;
use crate::source::UntilAsked;
use std::io::{self, Write};
use std::path::PathBuf;

/// Follows the logs until a signal comes, or until all of them were streams that ended.
pub fn run(plan: &Plan, paths: &[PathBuf]) -> Result<Report, Stop> {
    if let Some((name, error)) = follow::refusal(paths, &plan.options) {
        return Err(Stop::new(format!("{name}: {error}"), error.hint()));
    }
    interrupt::catch_kindly();
    if !plan.quiet {
        let missing = paths.iter().filter(|path| path.as_os_str() != "-" && !path.exists());
        missing.for_each(|path| tell(&format!("{}: is not there yet; waiting for it", path.display()), None));
        tell("following; Ctrl-C ends it with the report", None);
    }
    if plan.format == Format::Ndjson { events(plan, paths) } else { lines(plan, paths) }
}

/// Every event as it comes.
fn events(plan: &Plan, paths: &[PathBuf]) -> Result<Report, Stop> {
    let mut out = write::stream(plan)?;
    let mut writer = ndjson::Writer::new(&mut out, plan.options.redactor());
    let report = follow::follow(paths, &plan.options, Wanted::Events, &UntilAsked, &mut |news| {
        if let News::Event(source, event) = &news {
            writer.event(source, event);
        }
        writer.flush()
    });
    writer.finish()?;
    out.done()?;
    Ok(report)
}

/// A line for every code and incident.
fn lines(plan: &Plan, paths: &[PathBuf]) -> Result<Report, Stop> {
    let for_people = plan.output.is_some() || matches!(plan.format, Format::Table | Format::Plain);
    let mut out: Box<dyn Write> = if for_people {
        Box::new(io::stdout())
    } else if plan.quiet {
        Box::new(io::sink())
    } else {
        Box::new(io::stderr())
    };
    let (mut fault, mut told) = (None, false);
    let report = follow::follow(paths, &plan.options, Wanted::Codes, &UntilAsked, &mut |news| {
        let written = match &news {
            News::Found(report) => live::write(report, None, &plan.look, &mut out),
            News::Again(report, incident) => live::write(report, Some(*incident), &plan.look, &mut out),
            News::Event(..) => Ok(()),
        };
        told = true;
        fault = written.err();
        fault.is_none()
    });
    match fault {
        Some(fault) => Err(fault.into()),
        None if told && for_people && plan.output.is_none() => writeln!(out).map_or_else(|error| Err(error.into()), |()| Ok(report)),
        None => Ok(report),
    }
}
