//! Flags in, report out, exit code; nothing else.

use agora_logscan::{app, cli::Cli};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => app::run(&cli),
        Err(usage) => app::usage(&usage),
    }
}
