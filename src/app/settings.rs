//! From flags, environment and files to the plan of one run.
//!
//! One rule: a word that is not understood is refused with the name of the place that set it.

use super::Stop;
use crate::cli::{Cli, Report};
use crate::config::{self, ConfigError, Loaded, Settings};
use crate::gate::{Date, Ignore, Mistake, Policy};
use crate::lang::Lang;
use crate::output::{Format, Look};
use crate::pipeline::Options;
use crate::range::Range;
use crate::redact::Level;
use crate::scan::rules::Rules;
use crate::scan::stream::Cut;
use crate::session::{Certificate, Known};
use crate::source;
use clap::ValueEnum;
use jiff::tz::TimeZone;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Everything one run needs to know.
pub struct Plan {
    /// How to scan.
    pub options: Options,
    /// Format on standard output or in `--output`.
    pub format: Format,
    /// Where that goes; nothing is standard output.
    pub output: Option<PathBuf>,
    /// Further reports of the same scan.
    pub reports: Vec<Report>,
    /// How tables look.
    pub look: Look,
    /// What fails the run.
    pub policy: Policy,
    /// What to compare with.
    pub baseline: Option<PathBuf>,
    /// The file of the user's own patterns.
    pub rules: Option<PathBuf>,
    /// What to leave out, with reasons.
    pub ignores: Vec<Ignore>,
    /// Today, for suppressions that end.
    pub today: Date,
    /// Exit code when the policy is broken.
    pub exit_code: u8,
    /// No notes.
    pub quiet: bool,
    /// The settings in force, as text, if that is wanted.
    pub printed: Option<String>,
}

fn refuse(error: &ConfigError) -> Stop {
    Stop::new(error.to_string(), error.hint())
}

fn defaults() -> Settings {
    Settings {
        format: Some("table".to_owned()),
        color: Some("auto".to_owned()),
        lang: Some("en".to_owned()),
        redact: Some("default".to_owned()),
        exit_code: Some(1),
        ..Settings::default()
    }
}

/// The language that is set, for look-ups.
pub fn language(cli: &Cli) -> Result<Lang, Stop> {
    let loaded = load(cli)?;
    word(&loaded, "lang", loaded.settings.lang.as_deref(), lang)
}

/// The user's own patterns, for look-ups.
pub fn own_rules(cli: &Cli) -> Result<Option<&'static Rules>, Stop> {
    rules(&load(cli)?)
}

fn rules(loaded: &Loaded) -> Result<Option<&'static Rules>, Stop> {
    let Some(path) = &loaded.settings.rules else { return Ok(None) };
    config::rules::read(path).map(Some).map_err(|error| refuse(&error))
}

fn folder() -> Result<PathBuf, Stop> {
    std::env::current_dir().map_err(|error| Stop::new(format!("current folder: {error}"), None))
}

fn load(cli: &Cli) -> Result<Loaded, Stop> {
    let cwd = folder()?;
    let env = |name: &str| std::env::var(name).ok();
    let loaded = config::load(cli.config.as_deref(), cli.no_config, &cwd, &env).map_err(|error| refuse(&error))?;
    Ok(loaded.with_flags(cli.settings()).with_defaults(defaults()))
}

/// Brings all settings together.
pub fn plan(cli: &Cli) -> Result<Plan, Stop> {
    let loaded = load(cli)?;
    if cli.verbose > 0 {
        loaded.used.iter().for_each(|path| super::tell(&format!("settings from {}", path.display()), None));
    }
    let settings = &loaded.settings;
    let format = word(&loaded, "format", settings.format.as_deref(), |text| Format::from_str(text, true).ok())?;
    threads(settings.threads)?;
    let mergeable =
        [Format::Json, Format::Partial].iter().any(|wanted| format == *wanted || cli.report.iter().any(|one| one.format == *wanted));
    Ok(Plan {
        options: Options { mergeable, folder: Some(folder()?), ..options(cli, &loaded)? },
        format,
        output: cli.output.clone().filter(|path| path.as_os_str() != "-"),
        reports: cli.report.clone(),
        look: look(cli, &loaded)?,
        policy: Policy { conditions: settings.fail_on.clone().unwrap_or_default() },
        baseline: settings.baseline.clone(),
        rules: settings.rules.clone(),
        ignores: settings.ignore.clone().unwrap_or_default(),
        today: today(),
        exit_code: settings.exit_code.unwrap_or(1),
        quiet: cli.quiet,
        printed: cli.print_config.then(|| config::print(settings, &loaded.origins)),
    })
}

/// What the user knows and the logs may not say.
fn known(loaded: &Loaded) -> Result<Known, Stop> {
    let settings = &loaded.settings;
    let wrong =
        |key: &str, value: &str, hint: &str| refuse(&loaded.origins.refuse(key, Mistake::new(format!("`{value}` is not known"), hint)));
    let sdk = settings.sdk.as_deref().map(|text| era(text).ok_or_else(|| wrong("sdk", text, "wanted 2, 3 or 4"))).transpose()?;
    let zone = settings.tz.as_deref().map(|text| {
        zone(text).ok_or_else(|| wrong("tz", text, "wanted an offset such as +08:00, UTC, or the name of a zone such as Asia/Shanghai"))
    });
    let certificate = Certificate::new(std::env::var("AGORA_APP_CERTIFICATE").ok());
    Ok(Known { sdk, zone: zone.transpose()?, certificate })
}

/// `4`, `4.x`, `v4.2.1` or `rtc4`.
fn era(text: &str) -> Option<&'static str> {
    let number = text.trim().to_ascii_lowercase();
    let number = number.trim_start_matches("rtc").trim_start_matches('v');
    match number.split('.').next()? {
        "4" => Some("rtc4"),
        "3" => Some("rtc3"),
        "1" | "2" => Some("rtc2"),
        _ => None,
    }
}

/// An offset from UTC, or the name of a zone.
fn zone(text: &str) -> Option<TimeZone> {
    let offset = text.trim().trim_start_matches("UTC").trim_start_matches("GMT");
    if offset.is_empty() || offset.eq_ignore_ascii_case("z") {
        return Some(TimeZone::UTC);
    }
    let Some(sign) = ['+', '-'].into_iter().find(|sign| offset.starts_with(*sign)) else { return TimeZone::get(text.trim()).ok() };
    let digits = offset[1..].replace(':', "");
    let (hours, minutes) = if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (digits.as_str(), "0") };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = (hours * 60 + minutes) * 60;
    let within = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    let offset = jiff::tz::Offset::from_seconds(if sign == '-' { -seconds } else { seconds }).ok()?;
    within.then(|| TimeZone::fixed(offset))
}

/// A setting that is one of a few words.
fn word<T>(loaded: &Loaded, key: &str, value: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<T, Stop> {
    let value = value.unwrap_or_default();
    parse(value)
        .ok_or_else(|| refuse(&loaded.origins.refuse(key, Mistake::new(format!("`{value}` is not known"), "`--help` lists the words"))))
}

fn options(cli: &Cli, loaded: &Loaded) -> Result<Options, Stop> {
    let settings = &loaded.settings;
    let globs = |list: &Option<Vec<String>>| {
        let list = list.as_deref().unwrap_or_default();
        source::Globs::new(list).map_err(|(glob, error)| Stop::new(format!("{glob}: {error}"), error.hint()))
    };
    let encoding = settings
        .encoding
        .as_deref()
        .map(|name| source::encoding_named(name).map_err(|error| Stop::new(format!("{name}: {error}"), error.hint())));
    let base = source::Options::default();
    let source = source::Options {
        recursive: !cli.no_recurse,
        include: globs(&settings.include)?,
        exclude: globs(&settings.exclude)?,
        encoding: encoding.transpose()?,
        max_member_bytes: settings.max_filesize.unwrap_or(base.max_member_bytes),
        max_ratio: settings.max_ratio.unwrap_or(base.max_ratio),
        max_depth: settings.max_depth.and_then(|depth| usize::try_from(depth).ok()).unwrap_or(base.max_depth),
        max_members: settings.max_members.unwrap_or(base.max_members),
        ..base
    };
    Ok(Options {
        source,
        redact: redact(cli, loaded)?,
        range: range(cli)?,
        known: known(loaded)?,
        rules: rules(loaded)?,
        cut: cut(settings.threads),
        on_source: super::progress::teller(cli.quiet),
        ..Options::default()
    })
}

fn redact(cli: &Cli, loaded: &Loaded) -> Result<Level, Stop> {
    let level = word(loaded, "redact", loaded.settings.redact.as_deref(), Level::named)?;
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    if level == Level::Off && in_ci && !cli.yes_show_secrets {
        return Err(Stop::new("`--redact off` would print secrets into a build log", Some("add `--yes-show-secrets` if that is wanted")));
    }
    Ok(level)
}

fn range(cli: &Cli) -> Result<Range, Stop> {
    let bound = |flag: &str, text: &Option<String>| {
        let now = jiff::Zoned::now().datetime();
        text.as_deref().map(|text| {
            Range::bound(text, now).ok_or_else(|| {
                Stop::new(format!("{flag} `{text}`: not a time"), Some("2025-12-01, 2025-12-01T14:30, 14:30, or relative such as -2h"))
            })
        })
    };
    Ok(Range { since: bound("--since", &cli.since).transpose()?, until: bound("--until", &cli.until).transpose()? })
}

/// Most threads that are started.
const MOST_THREADS: usize = 1024;

fn at_most(threads: u64) -> usize {
    usize::try_from(threads).unwrap_or(usize::MAX).min(MOST_THREADS)
}

fn cut(threads: Option<u64>) -> Cut {
    let at_once = threads.map(|threads| at_most(threads).max(1));
    let cut = Cut::default();
    Cut { at_once: at_once.unwrap_or(cut.at_once), ..cut }
}

fn threads(threads: Option<u64>) -> Result<(), Stop> {
    let Some(threads) = threads else { return Ok(()) };
    let built = rayon::ThreadPoolBuilder::new().num_threads(at_most(threads)).build_global();
    built.map_err(|error| Stop::new(format!("--threads {threads}: {error}"), None))
}

fn look(cli: &Cli, loaded: &Loaded) -> Result<Look, Stop> {
    let flag = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let plain = flag("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let forced = flag("CLICOLOR_FORCE") || flag("FORCE_COLOR");
    let auto = cli.output.is_none() && !plain && (forced || io::stdout().is_terminal());
    let colour = word(loaded, "color", loaded.settings.color.as_deref(), |text| match text {
        "auto" => Some(auto),
        "always" => Some(true),
        "never" => Some(false),
        _ => None,
    })?;
    let columns = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = cli.width.or_else(terminal).or_else(columns).unwrap_or(100).clamp(40, 400);
    Ok(Look {
        width,
        colour,
        command: command(),
        case_files: flag("GITLAB_CI"),
        lang: word(loaded, "lang", loaded.settings.lang.as_deref(), lang)?,
        unicode: cli.output.is_some() || unicode(),
        timeline: cli.timeline,
    })
}

/// `en` or `zh`, also as a locale writes it: `zh-CN`, `en_US`.
fn lang(text: &str) -> Option<Lang> {
    match text.split(['-', '_', '.']).next()?.to_ascii_lowercase().as_str() {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

/// The locale names UTF-8. Without a locale a terminal shows it nearly everywhere; the C locale asks for ASCII.
fn unicode() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// The command line as the user gave it, its secrets taken out.
fn command() -> String {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let line = format!("agora-logscan {}", words.join(" "));
    let redactor = crate::redact::Redactor::new(Level::Default);
    redactor.text(&mut crate::redact::Identifiers::new(), line.trim_end())
}

fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::of_unix_seconds(seconds)
}
