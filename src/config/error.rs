//! Why a configuration cannot be used.
//!
//! One rule: one line that names the file or variable and the reason, and a hint where there is something to do.

use crate::gate::Mistake;
use crate::text::sanitise::sanitise;
use std::fmt;
use std::path::Path;

/// A configuration that cannot be used, shown as `<file>: <reason>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, the variable or `command line`.
    pub file: String,
    /// What is wrong there, with the line where it is known; one line.
    pub reason: String,
    /// What to do.
    pub hint: Option<String>,
}

impl ConfigError {
    /// An error in a file; `line` is 1-based.
    pub fn in_file(path: &Path, line: Option<usize>, mistake: Mistake) -> Self {
        let file = path.to_string_lossy().into_owned();
        let reason = match line {
            Some(line) => format!("line {line}: {}", mistake.reason),
            None => mistake.reason,
        };
        Self { file, reason, hint: mistake.hint }
    }

    /// The next step a user can take, where there is one.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", sanitise(&self.file), sanitise(&self.reason))
    }
}

impl std::error::Error for ConfigError {}
