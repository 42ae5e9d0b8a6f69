//! Every setting that a configuration file can have.
//!
//! One rule: one line per setting, named like the long flag; the struct, the keys and the merge come from that line.

use super::value::{Field, Shape, Value};
use crate::gate::{Condition, Ignore, Mistake};
use std::path::PathBuf;

/// The key of the suppressions, which are tables and no simple values.
pub const IGNORE: &str = "ignore";

/// One setting: its key and how to reach its field.
pub struct Key {
    /// The key in a file: the long flag without its hyphens in front.
    pub name: &'static str,
    /// What may be written.
    pub shape: Shape,
    pub(super) set: fn(&mut Settings, Value) -> Result<(), Mistake>,
    pub(super) get: fn(&Settings) -> Option<Value>,
}

impl Key {
    /// The environment variable: `AGORA_LOGSCAN_FAIL_ON` for `fail-on`.
    pub fn variable(&self) -> String {
        format!("AGORA_LOGSCAN_{}", self.name.replace('-', "_").to_uppercase())
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $kind:ty, $name:literal, $shape:expr;)*) => {
        /// What a user has set, in one place or in all of them together; `None` is not set.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Settings {
            $($(#[$doc])* pub $field: Option<$kind>,)*
            /// Suppressions (`[[ignore]]`).
            pub ignore: Option<Vec<Ignore>>,
        }

        /// The settings with simple values, in the order in which they are printed.
        pub const KEYS: &[Key] = &[$(Key {
            name: $name,
            shape: $shape,
            set: |settings, value| { settings.$field = Some(<$kind as Field>::of(value)?); Ok(()) },
            get: |settings| settings.$field.as_ref().map(Field::value),
        },)*];

        /// What is set in `upper`, and the rest from `lower`. Lists are not joined: the upper one counts.
        pub fn merge(upper: Settings, lower: Settings) -> Settings {
            Settings {
                $($field: upper.$field.or(lower.$field),)*
                ignore: upper.ignore.or(lower.ignore),
            }
        }
    };
}

settings! {
    /// What makes the scan count as failed.
    fail_on: Vec<Condition>, "fail-on", Shape::List;
    /// Exit code when a condition holds.
    exit_code: u8, "exit-code", Shape::Number(0, 255);
    /// An earlier report to compare with.
    baseline: PathBuf, "baseline", Shape::Path;
    /// Output format on standard output.
    format: String, "format", Shape::Text;
    /// When to use colour.
    color: String, "color", Shape::Text;
    /// Language of titles, causes and fixes.
    lang: String, "lang", Shape::Text;
    /// How much of quoted lines is redacted.
    redact: String, "redact", Shape::Text;
    /// SDK generation that decides the meaning of codes.
    sdk: String, "sdk", Shape::Text;
    /// Time zone of times without one.
    tz: String, "tz", Shape::Text;
    /// Character encoding of logs without a byte order mark.
    encoding: String, "encoding", Shape::Text;
    /// The user's own patterns.
    rules: PathBuf, "rules", Shape::Path;
    /// Only these files of folders and archives.
    include: Vec<String>, "include", Shape::List;
    /// Not these files and folders.
    exclude: Vec<String>, "exclude", Shape::List;
    /// Threads that scan.
    threads: u64, "threads", Shape::Number(1, 1024);
    /// Most bytes read of one log.
    max_filesize: u64, "max-filesize", Shape::Size;
    /// How many times its size a packed source may unpack to.
    max_ratio: u64, "max-ratio", Shape::Number(1, 1_000_000);
    /// Most layers of archives and compression around a log.
    max_depth: u64, "max-depth", Shape::Number(0, 64);
    /// Most members read from one archive.
    max_members: u64, "max-members", Shape::Number(1, 1_000_000_000);
}

/// Every key of a file.
pub fn names() -> Vec<&'static str> {
    KEYS.iter().map(|key| key.name).chain([IGNORE]).collect()
}

/// The key of a name.
pub fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

impl Settings {
    /// Whether a key is set.
    pub fn has(&self, name: &str) -> bool {
        match key(name) {
            Some(key) => (key.get)(self).is_some(),
            None => name == IGNORE && self.ignore.is_some(),
        }
    }
}
