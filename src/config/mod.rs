//! Settings from files and the environment, and where each of them comes from.
//!
//! One rule: flags before environment before project file before user file before defaults, for every key alike.

mod error;
mod file;
mod place;
mod print;
pub mod rules;
mod settings;
mod suppression;
#[cfg(test)]
mod tests;
mod value;

pub use error::ConfigError;
pub use place::PROJECT;
pub use print::print;
pub use settings::{KEYS, Key, Settings, merge};
pub use value::{Shape, size};

use crate::gate::Mistake;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The variable that stands for `--config FILE`.
const CONFIG: &str = "AGORA_LOGSCAN_CONFIG";

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag on the command line.
    Flag,
    /// An environment variable, by its name.
    Variable(String),
    /// A configuration file.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("command line"),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Where each setting comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<&'static str, Origin>);

impl Origins {
    /// Where a setting comes from, by its key; nothing when it is not set.
    pub fn of(&self, key: &str) -> Option<&Origin> {
        self.0.get(key)
    }

    /// The error for a value that its user cannot work with, such as a format that does not exist: names the place that set it.
    pub fn refuse(&self, key: &str, mistake: Mistake) -> ConfigError {
        let file = match self.of(key) {
            Some(Origin::Variable(name)) => name.clone(),
            Some(Origin::File(path)) => path.to_string_lossy().into_owned(),
            Some(Origin::Flag | Origin::Default) | None => "command line".to_owned(),
        };
        ConfigError { file, reason: format!("`{key}`: {}", mistake.reason), hint: mistake.hint }
    }
}

/// Settings of all places together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The value of each key from the first place that has it.
    pub settings: Settings,
    /// Which place that was.
    pub origins: Origins,
    /// The files that were read, the one that counts more in front.
    pub used: Vec<PathBuf>,
}

impl Loaded {
    /// Puts the flags of the command line over everything.
    #[must_use]
    pub fn with_flags(self, flags: Settings) -> Self {
        let used = self.used.clone();
        let upper = Self::default().under(flags, |_| Origin::Flag);
        let mut origins = self.origins.0;
        origins.extend(upper.origins.0);
        Self { settings: merge(upper.settings, self.settings), origins: Origins(origins), used }
    }

    /// Puts defaults under everything.
    #[must_use]
    pub fn with_defaults(self, defaults: Settings) -> Self {
        self.under(defaults, |_| Origin::Default)
    }

    /// Adds a place that counts less than all so far.
    fn under(mut self, lower: Settings, origin: impl Fn(&str) -> Origin) -> Self {
        for name in settings::names().into_iter().filter(|name| lower.has(name)) {
            self.origins.0.entry(name).or_insert_with(|| origin(name));
        }
        self.settings = merge(self.settings, lower);
        self
    }
}

/// Reads variables and files. `explicit` (`--config FILE`, else `AGORA_LOGSCAN_CONFIG`) is then the only file; with `none`
/// (`--no-config`) no file is read. `cwd` is where the search for the project file begins; `env` looks a variable up, and an
/// empty one counts as not set.
///
/// # Errors
/// When a file or variable has something that is not understood, or when `explicit` cannot be read.
pub fn load(explicit: Option<&Path>, none: bool, cwd: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Loaded, ConfigError> {
    let env = |name: &str| env(name).filter(|value| !value.trim().is_empty());
    let mut loaded = Loaded::default().under(variables(&env)?, |name| Origin::Variable(variable(name)));
    let named = explicit.map(Path::to_path_buf).or_else(|| env(CONFIG).map(PathBuf::from));
    let files = match named {
        _ if none => Vec::new(),
        Some(file) => vec![cwd.join(file)],
        None => [place::project(cwd), place::user(&env)].into_iter().flatten().collect(),
    };
    for path in files {
        loaded = loaded.under(file::read(&path)?, |_| Origin::File(path.clone()));
        loaded.used.push(path);
    }
    Ok(loaded)
}

fn variable(name: &str) -> String {
    settings::key(name).map(Key::variable).unwrap_or_default()
}

fn variables(env: &dyn Fn(&str) -> Option<String>) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    for key in KEYS {
        let name = key.variable();
        let Some(text) = env(&name) else { continue };
        let read = value::from_text(key.shape, text.trim()).and_then(|value| (key.set)(&mut settings, value));
        read.map_err(|mistake| ConfigError { file: name, reason: mistake.reason, hint: mistake.hint })?;
    }
    Ok(settings)
}
