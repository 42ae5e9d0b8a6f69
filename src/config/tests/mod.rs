//! Folders and environments for the tests of the configuration.

mod files;
mod ignores;
mod places;
mod printed;

use super::{ConfigError, Loaded, load};
use std::path::{Path, PathBuf};

/// A folder that is removed at the end of its test.
struct Folder(PathBuf);

impl Folder {
    /// `name` must be another one in each test.
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("agora-logscan-config-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join(".git")).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Loads with these variables and nothing else.
fn load_with(explicit: Option<&Path>, none: bool, cwd: &Path, env: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let look_up = |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    load(explicit, none, cwd, &look_up)
}
