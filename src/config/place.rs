//! Where configuration files are.
//!
//! One rule: the nearest project file counts, and the search ends at the root of the repository.

use std::path::{Path, PathBuf};

/// The project file.
pub const PROJECT: &str = "agora-logscan.toml";
/// The user file, below the folder for configurations.
const USER: [&str; 2] = ["agora-logscan", "config.toml"];

/// The project file that counts for a folder: the first one in it or above it. The folder that holds `.git` is the last one looked at.
pub fn project(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    for folder in folder.ancestors() {
        let file = folder.join(PROJECT);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").symlink_metadata().is_ok() {
            return None;
        }
    }
    None
}

/// The user file, if it exists: below `$XDG_CONFIG_HOME` when that is an absolute path, else below `.config` in the home folder.
pub fn user(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let folder = |name: &str| env(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || folder("HOME").or_else(|| folder("USERPROFILE")).map(|home| home.join(".config"));
    let file = folder("XDG_CONFIG_HOME").or_else(home)?.join(USER[0]).join(USER[1]);
    file.is_file().then_some(file)
}
