//! Flags in, report out, exit code; nothing else.

use agora_logscan::cli::{Cli, FailOn, Generate};
use agora_logscan::output::{self, Format, Look, explain, ndjson};
use agora_logscan::redact::Redactor;
use agora_logscan::report::{Report, Severity, Status};
use agora_logscan::text::sanitise::sanitise;
use agora_logscan::{Options, scan_paths, source};
use clap::{ColorChoice, CommandFactory, Parser};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What stops the program before or after the scan.
struct Fault {
    text: String,
    hint: Option<String>,
}

impl Fault {
    fn new(text: impl Into<String>, hint: Option<&str>) -> Fault {
        Fault { text: text.into(), hint: hint.map(str::to_owned) }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(Done::Pipe) => ExitCode::SUCCESS,
        Err(Done::Fault(fault)) => {
            complain(&fault.text, fault.hint.as_deref());
            ExitCode::from(2)
        }
    }
}

/// Why the run ended early.
enum Done {
    /// The reader of the output went away: that is success.
    Pipe,
    /// It could not go on.
    Fault(Fault),
}

impl From<Fault> for Done {
    fn from(fault: Fault) -> Done {
        Done::Fault(fault)
    }
}

impl From<io::Error> for Done {
    fn from(error: io::Error) -> Done {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Done::Pipe;
        }
        Done::Fault(Fault::new(format!("cannot write the report: {error}"), None))
    }
}

fn complain(text: &str, hint: Option<&str>) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "agora-logscan: {}", sanitise(text));
    if let Some(hint) = hint {
        let _ = writeln!(err, "hint: {}", sanitise(hint));
    }
}

fn run(cli: Cli) -> Result<ExitCode, Done> {
    if cli.explain.is_some() || cli.list_codes || cli.generate.is_some() {
        return look_up(&cli);
    }
    let Some(paths) = inputs(&cli) else {
        let _ = Cli::command().write_help(&mut io::stderr());
        return Ok(ExitCode::from(2));
    };
    let options = options(&cli)?;
    let mut out = open_output(&cli)?;
    let report = scan(&cli, &paths, &options, &mut *out)?;
    out.flush()?;
    Ok(finish(&cli, &report))
}

/// What to scan: the arguments, or standard input when something is piped in.
fn inputs(cli: &Cli) -> Option<Vec<PathBuf>> {
    if !cli.paths.is_empty() {
        return Some(cli.paths.clone());
    }
    (!io::stdin().is_terminal()).then(|| vec![PathBuf::from("-")])
}

fn options(cli: &Cli) -> Result<Options, Fault> {
    let globs = |list: &[String]| {
        source::Globs::new(list).map_err(|(glob, error)| Fault::new(format!("{glob}: {error}"), error.hint()))
    };
    let encoding = cli.encoding.as_deref().map(|name| {
        source::encoding_named(name).map_err(|error| Fault::new(format!("{name}: {error}"), error.hint()))
    });
    if let Some(threads) = cli.threads {
        let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        built.map_err(|error| Fault::new(format!("--threads {threads}: {error}"), None))?;
    }
    let mut options = Options { redact: cli.redact.into(), ..Options::default() };
    options.source.include = globs(&cli.include)?;
    options.source.exclude = globs(&cli.exclude)?;
    options.source.encoding = encoding.transpose()?;
    Ok(options)
}

fn open_output(cli: &Cli) -> Result<Box<dyn Write>, Fault> {
    match &cli.output {
        Some(path) if path.as_os_str() != "-" => {
            let file = File::create(path).map_err(|error| Fault::new(format!("{}: {error}", path.display()), Some("check the folder and its permissions")))?;
            Ok(Box::new(BufWriter::new(file)))
        }
        _ => Ok(Box::new(BufWriter::new(io::stdout().lock()))),
    }
}

fn scan(cli: &Cli, paths: &[PathBuf], options: &Options, out: &mut dyn Write) -> Result<Report, Done> {
    if cli.format == Format::Ndjson {
        let mut writer = ndjson::Writer::new(out, Redactor::new(options.redact));
        let report = scan_paths(paths, options, &mut |source, event| writer.event(source, event));
        writer.finish()?;
        return Ok(report);
    }
    let report = scan_paths(paths, options, &mut |_, _| {});
    output::write(cli.format, &report, &look(cli), out)?;
    Ok(report)
}

fn look(cli: &Cli) -> Look {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let colour = match cli.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => cli.output.is_none() && io::stdout().is_terminal() && !plain,
    };
    let columns = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Look { width: cli.width.or_else(terminal).or_else(columns).unwrap_or(100).clamp(40, 400), colour }
}

/// Names the inputs that could not be read, and the exit code.
fn finish(cli: &Cli, report: &Report) -> ExitCode {
    let mut failed = false;
    for input in &report.inputs {
        if matches!(input.status, Status::Failed | Status::Partial) {
            failed = true;
            let note = input.note.as_deref().unwrap_or(input.status.word());
            let (reason, hint) = note.split_once("; hint: ").map_or((note, None), |(reason, hint)| (reason, Some(hint)));
            complain(&format!("{}: {reason}", input.source), hint);
        }
    }
    if failed {
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(holds(cli.fail_on, report)))
}

fn holds(condition: FailOn, report: &Report) -> bool {
    let least = match condition {
        FailOn::Never => return false,
        FailOn::Any => Severity::Info,
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    report.findings.iter().any(|finding| finding.severity <= least)
}

fn look_up(cli: &Cli) -> Result<ExitCode, Done> {
    let mut out = BufWriter::new(io::stdout().lock());
    if let Some(query) = &cli.explain {
        return match explain::look_up(query) {
            explain::Answer::Found(found, method) => {
                explain::write(&found, method.as_deref(), &mut out)?;
                out.flush()?;
                Ok(ExitCode::SUCCESS)
            }
            explain::Answer::Nearest(names) => {
                let hint = if names.is_empty() { "`--list-codes` lists all of them".to_owned() } else { format!("did you mean {}?", names.join(", ")) };
                Err(Fault::new(format!("`{query}` is not in the catalogue"), Some(&hint)).into())
            }
        };
    }
    match cli.generate {
        Some(Generate::Schema) => out.write_all(output::SCHEMA.as_bytes())?,
        Some(Generate::Codes) => output::docs::codes(&mut out)?,
        Some(Generate::Patterns) => output::docs::patterns(&mut out)?,
        None => explain::list_codes(cli.domain.as_deref(), cli.format == Format::Json, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
