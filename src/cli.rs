//! Flags to options, in one place.
//!
//! One rule: the comment of a field is its help text; nothing is decided here that the pipeline could decide. A flag that
//! can also be set elsewhere is an option without a default, so that "not given" can be told apart.

use crate::config::{Settings, size};
use crate::gate::{Condition, Mistake};
use crate::output::Format;
use clap::{ArgAction, Parser, ValueEnum};
use std::path::PathBuf;
use std::str::FromStr;

/// Finds Agora SDK errors in logs, explains each code and says what to fix first.
#[derive(Debug, Parser)]
#[allow(clippy::struct_excessive_bools)] // one field a flag
#[command(
    name = "agora-logscan",
    version,
    about,
    after_help = "Examples:\n  agora-logscan app.log\n  agora-logscan logs/ bundle.zip --report html=report.html\n  adb logcat -d | agora-logscan\n  agora-logscan --follow app.log\n  agora-logscan crash.log --fail-on error --format github\n  agora-logscan --explain -17\n\nExit codes: 0 scan done, 1 a --fail-on condition holds, 2 usage, configuration or input/output error."
)]
pub struct Cli {
    /// Logs, folders, archives, or `-` for standard input.
    #[arg(value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,

    /// Format of the report on standard output [default: table]
    #[arg(short, long, value_enum, help_heading = "Output")]
    pub format: Option<Format>,

    /// Write the report to FILE; the file is replaced as a whole or not at all.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Write another report of the same scan, such as sarif=out.sarif; may be repeated.
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    pub report: Vec<Report>,

    /// When to use colour: auto, always or never [default: auto]
    #[arg(long, value_name = "WHEN", help_heading = "Output")]
    pub color: Option<String>,

    /// Language of titles, causes, fixes and report words: en or zh [default: en]
    #[arg(long, value_name = "LANG", help_heading = "Output")]
    pub lang: Option<String>,

    /// Put a histogram of events over time below the table.
    #[arg(long, help_heading = "Output")]
    pub timeline: bool,

    /// Columns of the table; the terminal's width when left out.
    #[arg(long, value_name = "COLUMNS", help_heading = "Output")]
    pub width: Option<usize>,

    /// How much is taken out of quoted lines: secrets, default, strict or off [default: default]
    #[arg(long, value_name = "LEVEL", help_heading = "Output")]
    pub redact: Option<String>,

    /// Allow `--redact off` in a build server.
    #[arg(long, help_heading = "Output")]
    pub yes_show_secrets: bool,

    /// No progress and no notes on standard error; errors stay.
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Print bytes, lines, candidates, events, seconds, GB/s and peak memory to standard error.
    #[arg(long, help_heading = "Output")]
    pub stats: bool,

    /// Exit with 1 when this holds: never, any, warning, error, new, code=110,rtc.connection-reason/8, count>N, diagnosis=ID; may be repeated.
    #[arg(long, value_name = "CONDITION", value_parser = condition, help_heading = "Gate")]
    pub fail_on: Vec<Condition>,

    /// Exit code in place of 1 when a condition holds.
    #[arg(long, value_name = "N", help_heading = "Gate")]
    pub exit_code: Option<u8>,

    /// An earlier JSON report: show and judge only what is new or has grown.
    #[arg(long, value_name = "REPORT.json", help_heading = "Gate")]
    pub baseline: Option<PathBuf>,

    /// Leave out events before TIME: 2025-12-01, 2025-12-01T14:30, 14:30, or relative such as -2h, -30m, -7d.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = "Input")]
    pub since: Option<String>,

    /// Leave out events after TIME, written as for --since.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = "Input")]
    pub until: Option<String>,

    /// Read only matching files of folders and archives; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub include: Vec<String>,

    /// Leave matching files and folders out; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub exclude: Vec<String>,

    /// Read the names of inputs from FILE, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// Read files in frames from standard input and answer each with rows of JSON, for engines that run many scans.
    #[arg(long, help_heading = "Input", conflicts_with_all = ["paths", "files_from", "format", "output", "report", "fail_on", "baseline"])]
    pub frames: bool,

    /// Go on reading logs that are being written, tell findings as they come, and end with the report on Ctrl-C.
    #[arg(long, help_heading = "Input", conflicts_with = "frames")]
    pub follow: bool,

    /// Do not enter folders.
    #[arg(long, help_heading = "Input")]
    pub no_recurse: bool,

    /// Encoding of logs without a byte order mark, such as gbk or latin1.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub encoding: Option<String>,

    /// Generation of the SDK that decides what a code means: 2, 3 or 4; told by the log when left out.
    #[arg(long, value_name = "VERSION", help_heading = "Input")]
    pub sdk: Option<String>,

    /// Zone of times without one: +08:00, UTC or a name such as Asia/Shanghai; used where tokens are checked against times.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help_heading = "Input")]
    pub tz: Option<String>,

    /// Also find the errors that the patterns in FILE describe, such as what the app's own wrapper prints.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub rules: Option<PathBuf>,

    /// Threads; all cores when left out.
    #[arg(short = 'j', long, value_name = "N", help_heading = "Input")]
    pub threads: Option<u64>,

    /// Most text read of one packed log, such as 500M.
    #[arg(long, value_name = "SIZE", value_parser = |text: &str| size(text).map_err(|mistake| mistake.to_string()), help_heading = "Input")]
    pub max_filesize: Option<u64>,

    /// Read settings from FILE alone.
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Read no configuration file.
    #[arg(long, help_heading = "Configuration")]
    pub no_config: bool,

    /// Print the settings in force and where each comes from.
    #[arg(long, help_heading = "Configuration")]
    pub print_config: bool,

    /// Explain a code: 110, -17, `ERR_INVALID_TOKEN`, rtc.connection-reason/8, joinChannel:-17.
    #[arg(long, value_name = "CODE", allow_hyphen_values = true, help_heading = "Look-ups")]
    pub explain: Option<String>,

    /// List every code, in all domains or in one.
    #[arg(long, help_heading = "Look-ups")]
    pub list_codes: bool,

    /// Domain for --list-codes.
    #[arg(long, value_name = "DOMAIN", help_heading = "Look-ups")]
    pub domain: Option<String>,

    /// Show what a line says and why: a line of text, <FILE:LINE>, or a number and the file.
    #[arg(long, value_name = "LINE|FILE:LINE", allow_hyphen_values = true, help_heading = "Look-ups")]
    pub why: Option<String>,

    /// Read an Agora token without any network: what it allows, for whom and until when.
    #[arg(long, value_name = "STRING", help_heading = "Look-ups")]
    pub token: Option<String>,

    /// Print something made from the program itself.
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Look-ups")]
    pub generate: Option<Generate>,

    /// Say which configuration files are in use.
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
}

/// What `--generate` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Generate {
    /// The manual page.
    Man,
    /// Completions for bash.
    CompleteBash,
    /// Completions for zsh.
    CompleteZsh,
    /// Completions for fish.
    CompleteFish,
    /// Completions for `PowerShell`.
    CompletePowershell,
    /// The JSON Schema of `--format json`.
    Schema,
    /// The Markdown page of all codes.
    Codes,
    /// The Markdown page of all patterns.
    Patterns,
}

/// One `--report FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The format.
    pub format: Format,
    /// The file.
    pub file: PathBuf,
}

impl FromStr for Report {
    type Err = String;

    fn from_str(text: &str) -> Result<Report, String> {
        let (format, file) =
            text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("wanted FORMAT=FILE, such as sarif=out.sarif")?;
        let format = Format::from_str(format, true).map_err(|_| format!("`{format}` is no format; `--help` lists them"))?;
        Ok(Report { format, file: PathBuf::from(file) })
    }
}

/// A condition, or why it is none and which are.
fn condition(text: &str) -> Result<Condition, String> {
    text.parse().map_err(|mistake: Mistake| match mistake.hint {
        Some(hint) => format!("{}\nhint: {hint}", mistake.reason),
        None => mistake.reason,
    })
}

impl Cli {
    /// What the flags set of what can also be set elsewhere.
    pub fn settings(&self) -> Settings {
        let list = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        Settings {
            fail_on: (!self.fail_on.is_empty()).then(|| self.fail_on.clone()),
            exit_code: self.exit_code,
            baseline: self.baseline.clone(),
            format: self.format.and_then(|format| Some(format.to_possible_value()?.get_name().to_owned())),
            color: self.color.clone(),
            lang: self.lang.clone(),
            sdk: self.sdk.clone(),
            tz: self.tz.clone(),
            redact: self.redact.clone(),
            encoding: self.encoding.clone(),
            rules: self.rules.clone(),
            include: list(&self.include),
            exclude: list(&self.exclude),
            threads: self.threads,
            max_filesize: self.max_filesize,
            ..Settings::default()
        }
    }
}
