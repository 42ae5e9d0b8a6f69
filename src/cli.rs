//! Flags to options, in one place.
//!
//! One rule: the comment of a field is its help text; nothing is decided here that the pipeline could decide.

use crate::output::Format;
use crate::redact::Level;
use clap::{ColorChoice, Parser, ValueEnum};
use std::path::PathBuf;

/// Finds Agora SDK errors in logs, explains each code and says what to fix first.
#[derive(Debug, Parser)]
#[command(
    name = "agora-logscan",
    version,
    about,
    arg_required_else_help = false,
    after_help = "Examples:\n  agora-logscan app.log\n  agora-logscan logs/ bundle.zip --format json --output report.json\n  adb logcat -d | agora-logscan\n  agora-logscan --explain -17\n\nExit codes: 0 scan done, 1 the --fail-on condition holds, 2 usage or input/output error."
)]
pub struct Cli {
    /// Logs, folders, archives, or `-` for standard input.
    #[arg(value_name = "FILE|DIR|-")]
    pub paths: Vec<PathBuf>,

    /// Format of the report.
    #[arg(short, long, value_enum, default_value_t = Format::Table, help_heading = "Output")]
    pub format: Format,

    /// Write the report to FILE instead of standard output; `-` is standard output.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// When to use colour.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, help_heading = "Output")]
    pub color: ColorChoice,

    /// Columns of the table; the terminal's width when left out.
    #[arg(long, value_name = "COLUMNS", help_heading = "Output")]
    pub width: Option<usize>,

    /// No progress and no notes on standard error; errors stay.
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// How much is taken out of quoted lines.
    #[arg(long, value_enum, default_value_t = RedactLevel::Default, help_heading = "Output")]
    pub redact: RedactLevel,

    /// Fail with exit code 1 when this holds: never, any, warning or error.
    #[arg(long, value_enum, default_value_t = FailOn::Never, help_heading = "Gate")]
    pub fail_on: FailOn,

    /// Read only matching files of folders and archives; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub include: Vec<String>,

    /// Leave matching files and folders out; may be repeated.
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub exclude: Vec<String>,

    /// Encoding of logs without a byte order mark, such as gbk or latin1.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub encoding: Option<String>,

    /// Threads; all cores when left out.
    #[arg(short = 'j', long, value_name = "N", help_heading = "Input")]
    pub threads: Option<usize>,

    /// Explain a code: 110, -17, ERR_INVALID_TOKEN, rtc.connection-reason/8, joinChannel:-17.
    #[arg(long, value_name = "CODE", allow_hyphen_values = true, help_heading = "Look-ups")]
    pub explain: Option<String>,

    /// List every code, in all domains or in one.
    #[arg(long, help_heading = "Look-ups")]
    pub list_codes: bool,

    /// Domain for --list-codes.
    #[arg(long, value_name = "DOMAIN", help_heading = "Look-ups")]
    pub domain: Option<String>,

    /// Print something made from the program itself.
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Look-ups")]
    pub generate: Option<Generate>,
}

/// What `--generate` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Generate {
    /// The JSON Schema of `--format json`.
    Schema,
    /// The Markdown page of all codes.
    Codes,
    /// The Markdown page of all patterns.
    Patterns,
}

/// `--redact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RedactLevel {
    /// Nothing is taken out; refused when `CI` is set.
    Off,
    /// Tokens, keys and passwords.
    Secrets,
    /// Secrets, App IDs, addresses and names of people and devices.
    Default,
    /// All of that, and channel names and user ids.
    Strict,
}

impl From<RedactLevel> for Level {
    fn from(level: RedactLevel) -> Level {
        match level {
            RedactLevel::Off => Level::Off,
            RedactLevel::Secrets => Level::Secrets,
            RedactLevel::Default => Level::Default,
            RedactLevel::Strict => Level::Strict,
        }
    }
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Never.
    Never,
    /// Any finding, infos too.
    Any,
    /// A finding of severity warning or error.
    Warning,
    /// A finding of severity error.
    Error,
}
