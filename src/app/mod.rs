//! One run of the command: settings, scan, outputs, verdict, exit code.
//!
//! One rule: what the user is told goes to standard error through [`tell`], sanitised and in one form; standard output
//! carries only what was asked for.

mod follow;
mod frames;
mod inputs;
mod look_up;
mod progress;
mod settings;
mod write;

use crate::cli::Cli;
use crate::gate::{self, Baseline, Policy};
use crate::output::Format;
use crate::pipeline;
use crate::redact::{Identifiers, Redactor};
use crate::report::{Report, Status};
use crate::text::sanitise::sanitise;
use settings::Plan;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{LazyLock, OnceLock};
use std::time::Instant;

/// What stops a run.
#[derive(Debug)]
pub enum Stop {
    /// The reader of the output went away: that is success.
    Pipe,
    /// A fault, with what to do about it.
    Fault {
        /// What is wrong, with the name of what it is about in front.
        text: String,
        /// The next step.
        hint: Option<String>,
    },
}

impl Stop {
    fn new(text: impl Into<String>, hint: Option<&str>) -> Stop {
        Stop::Fault { text: text.into(), hint: hint.map(str::to_owned) }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Stop::Pipe;
        }
        Stop::new(format!("cannot write the report: {error}"), None)
    }
}

/// What hides secrets on standard error, once the settings are known.
static REDACTOR: OnceLock<Redactor> = OnceLock::new();
/// The same before.
static FIRST: LazyLock<Redactor> = LazyLock::new(Redactor::default);

/// A foreign text as standard error and look-ups show it: one line, without secrets.
fn shown(text: &str) -> String {
    let hidden = REDACTOR.get().unwrap_or(&FIRST).text(&mut Identifiers::new(), text);
    sanitise(&hidden).into_owned()
}

/// A page of our own that may quote foreign words, each line without secrets.
fn hidden(page: &str) -> String {
    page.lines().map(|line| shown(line) + "\n").collect()
}

/// Tells the user something on standard error.
pub fn tell(text: &str, hint: Option<&str>) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "agora-logscan: {}", shown(text));
    if let Some(hint) = hint {
        let _ = writeln!(err, "hint: {}", shown(hint));
    }
}

/// Says what is wrong with the flags, or shows what they ask for (help, version). A mistake quotes words that need not be
/// the user's own: a shell puts the names of files in place of `*`.
pub fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let _ = io::stderr().write_all(hidden(&error.render().to_string()).as_bytes());
    ExitCode::from(2)
}

/// Runs the command.
pub fn run(cli: &Cli) -> ExitCode {
    match try_run(cli) {
        Ok(code) => code,
        Err(Stop::Pipe) => ExitCode::SUCCESS,
        Err(Stop::Fault { text, hint }) => {
            tell(&text, hint.as_deref());
            ExitCode::from(2)
        }
    }
}

fn try_run(cli: &Cli) -> Result<ExitCode, Stop> {
    if let Some(code) = look_up::answer(cli)? {
        return Ok(code);
    }
    let mut plan = settings::plan(cli)?;
    let _ = REDACTOR.set(plan.options.redactor());
    if let Some(printed) = &plan.printed {
        io::stdout().write_all(hidden(printed).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    if cli.frames {
        return frames::run(&plan);
    }
    let Some(paths) = inputs::paths(cli)? else {
        inputs::short_help();
        return Ok(ExitCode::from(2));
    };
    plan.options.source.leave_out = inputs::outputs(&paths, &plan)?;
    let baseline = baseline(&plan)?;
    let started = Instant::now();
    let report = if cli.follow { follow::run(&plan, &paths)? } else { scan(&plan, &paths)? };
    progress::clear(cli.quiet);
    let judged = judge(report, &plan, baseline.as_ref());
    write::reports(&plan, &judged.report)?;
    if cli.stats {
        write::stats(&judged.report, started.elapsed());
    }
    Ok(finish(&plan, &judged))
}

fn baseline(plan: &Plan) -> Result<Option<Baseline>, Stop> {
    let Some(path) = &plan.baseline else {
        return if plan.policy.needs_baseline() {
            Err(Stop::new("`--fail-on new` has nothing to compare with", Some("name an earlier JSON report with `--baseline REPORT.json`")))
        } else {
            Ok(None)
        };
    };
    let bytes = std::fs::read(path)
        .map_err(|error| Stop::new(format!("{}: {error}", path.display()), Some("a baseline is a report written with `--format json`")))?;
    let parsed = Baseline::parse(&bytes);
    parsed.map(Some).map_err(|mistake| Stop::new(format!("{}: {}", path.display(), mistake.reason), mistake.hint.as_deref()))
}

fn scan(plan: &Plan, paths: &[std::path::PathBuf]) -> Result<Report, Stop> {
    crate::interrupt::catch();
    if plan.format != Format::Ndjson {
        return Ok(pipeline::scan_paths(paths, &plan.options, &mut |_, _| {}));
    }
    let mut out = write::stream(plan)?;
    let mut options = plan.options.clone();
    options.source.leave_out.extend(out.unfinished());
    let mut writer = crate::output::ndjson::Writer::new(&mut out, plan.options.redactor());
    let report = pipeline::scan_paths(paths, &options, &mut |source, event| writer.event(source, event));
    writer.finish()?;
    out.done()?;
    Ok(report)
}

/// A report after suppressions and baseline, and what the policy says of it.
struct Judged {
    report: Report,
    notes: Vec<String>,
    verdict: gate::Verdict,
}

fn judge(report: Report, plan: &Plan, baseline: Option<&Baseline>) -> Judged {
    let (report, notes) = if plan.ignores.is_empty() { (report, Vec::new()) } else { gate::apply(report, &plan.ignores, plan.today) };
    let report = match baseline {
        Some(baseline) => gate::only_new(report, baseline),
        None => report,
    };
    let policy: &Policy = &plan.policy;
    let verdict = gate::verdict(&report, policy, baseline);
    Judged { report, notes, verdict }
}

/// How many reasons to fail are told; the report has all findings.
const MAX_REASONS: usize = 10;

/// Names what could not be read and what made the run fail, and gives the exit code.
fn finish(plan: &Plan, judged: &Judged) -> ExitCode {
    let mut failed = false;
    for input in &judged.report.inputs {
        if matches!(input.status, Status::Failed | Status::Partial) {
            failed = true;
            let note = input.note.as_deref().unwrap_or(input.status.word());
            let (reason, hint) = note.split_once("; hint: ").map_or((note, None), |(reason, hint)| (reason, Some(hint)));
            tell(&format!("{}: {reason}", input.source), hint);
        }
    }
    if !plan.quiet {
        let reasons = &judged.verdict.reasons;
        judged.notes.iter().chain(reasons.iter().take(MAX_REASONS)).for_each(|note| tell(note, None));
        if reasons.len() > MAX_REASONS {
            tell(&format!("and {} more reasons to fail", reasons.len() - MAX_REASONS), None);
        }
    }
    match (failed, judged.verdict.failed) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(plan.exit_code),
        (false, false) => ExitCode::SUCCESS,
    }
}
