//! Questions that need no scan: `--explain`, `--list-codes`, `--why`, `--token`, `--generate`.
//!
//! One rule: every answer is made from the same data as a scan.

use super::{Stop, settings};
use crate::cli::{Cli, Generate};
use crate::lang;
use crate::output::why::{self, Asked, Missing};
use crate::output::{self, Format, explain};
use crate::redact::{Level, Redactor};
use crate::session::Certificate;
use crate::token;
use clap::CommandFactory;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Answers a question, if one was asked.
pub fn answer(cli: &Cli) -> Result<Option<ExitCode>, Stop> {
    let mut out = BufWriter::new(io::stdout().lock());
    if let Some(query) = &cli.explain {
        let lang = settings::language(cli)?;
        lang::within(lang, || explained(query, &mut out))?;
    } else if let Some(line) = &cli.why {
        why::write(&asked(line, cli)?, settings::own_rules(cli)?, &Redactor::new(level(cli)), &mut out)?;
    } else if let Some(text) = &cli.token {
        token_page(text, cli.redact.as_deref() == Some("off"), &mut out)?;
    } else if let Some(kind) = cli.generate {
        generate(kind, &mut out)?;
    } else if cli.list_codes {
        let lang = settings::language(cli)?;
        lang::within(lang, || list_codes(cli, &mut out))?;
    } else {
        return Ok(None);
    }
    out.flush()?;
    Ok(Some(ExitCode::SUCCESS))
}

/// How much is taken out of a line that is shown; settings files have no say in look-ups.
fn level(cli: &Cli) -> Level {
    cli.redact.as_deref().and_then(Level::named).unwrap_or_default()
}

/// What `--why` is about: `--why 20 app.log` is line 20 of the file, as `app.log:20` would be; else a line of text.
fn asked(line: &str, cli: &Cli) -> Result<Asked, Stop> {
    let number = line.parse().ok().filter(|_| line.bytes().all(|byte| byte.is_ascii_digit()));
    let place = match (cli.paths.as_slice(), number) {
        ([path], Some(number)) => Some((path.as_path(), number)),
        _ => why::named(line),
    };
    let Some((path, number)) = place else { return Ok(Asked::text(line)) };
    Asked::of_file(path, number).map_err(|missing| {
        let (reason, hint) = match &missing {
            Missing::File(error) => (error.to_string(), error.hint()),
            Missing::Line(lines) => (format!("has {lines} lines, none is line {number}"), Some("lines are counted from 1")),
        };
        Stop::new(format!("{}: {reason}", path.display()), hint)
    })
}

fn explained(query: &str, out: &mut dyn Write) -> Result<(), Stop> {
    match explain::look_up(query) {
        explain::Answer::Found(found, method) => Ok(explain::write(&found, method.as_deref(), out)?),
        explain::Answer::Nearest(names) => {
            let hint = if names.is_empty() {
                "`--list-codes` lists all of them".to_owned()
            } else {
                format!("did you mean {}?", names.join(", "))
            };
            Err(Stop::new(format!("`{query}` is not in the catalogue"), Some(&hint)))
        }
    }
}

fn list_codes(cli: &Cli, out: &mut dyn Write) -> Result<(), Stop> {
    if let Some(domain) = &cli.domain
        && crate::catalogue::family(domain).is_none()
    {
        return Err(Stop::new(format!("`{domain}` is no domain"), Some("`--list-codes` without `--domain` shows them all")));
    }
    Ok(explain::list_codes(cli.domain.as_deref(), cli.format == Some(Format::Json), out)?)
}

/// What a token says; its values are hidden unless nothing is to be redacted. With a certificate the signature is checked.
fn token_page(text: &str, show: bool, out: &mut dyn Write) -> Result<(), Stop> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs());
    let reading = token::read(text);
    let problems = token::check(&reading, &token::Call::default(), now, token::Zone::default());
    let signed = Certificate::new(std::env::var("AGORA_APP_CERTIFICATE").ok()).fits(&reading, &token::Call::default());
    Ok(out.write_all(token::explain(&reading, &problems, signed, show).as_bytes())?)
}

fn generate(kind: Generate, out: &mut dyn Write) -> Result<(), Stop> {
    let mut command = Cli::command();
    let mut made = Vec::new();
    let shell = match kind {
        Generate::Schema => return Ok(out.write_all(output::SCHEMA.as_bytes())?),
        Generate::Codes => return Ok(output::docs::codes(out)?),
        Generate::Patterns => return Ok(output::docs::patterns(out)?),
        Generate::Man => {
            clap_mangen::Man::new(command).render(&mut made)?;
            return Ok(out.write_all(&made)?);
        }
        Generate::CompleteBash => clap_complete::Shell::Bash,
        Generate::CompleteZsh => clap_complete::Shell::Zsh,
        Generate::CompleteFish => clap_complete::Shell::Fish,
        Generate::CompletePowershell => clap_complete::Shell::PowerShell,
    };
    clap_complete::generate(shell, &mut command, "agora-logscan", &mut made);
    Ok(out.write_all(&made)?)
}
