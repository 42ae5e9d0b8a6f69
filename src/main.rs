//! Flags in, report out, exit code; nothing else.

use agora_logscan::{app, cli::Cli};
use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// What one thread found another puts in order and frees: the allocator of the system makes them wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => app::run(&cli),
        Err(usage) => app::usage(&usage),
    }
}
