//! Names of files, as outputs show them: paths, and members of archives behind `!`.
//!
//! Rule of the room: two names never become one, and a name without a secret or an identifier stays as it is, so that an
//! editor or a code host still finds the file.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::{Identifiers, Level, Redactor};

/// The names of one report, each with what is shown of it.
#[derive(Debug, Default)]
pub struct Names {
    shown: HashMap<String, String>,
    taken: HashSet<String>,
}

impl Names {
    /// No name yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is shown of a name; the same for the same name.
    pub fn show(&mut self, redactor: &Redactor, ids: &mut Identifiers, name: &str) -> String {
        if redactor.level() == Level::Off {
            return name.to_owned();
        }
        if let Some(known) = self.shown.get(name) {
            return known.clone();
        }
        let hidden = redactor.name(ids, name);
        let shown = self.free(name, hidden);
        self.taken.insert(shown.clone());
        self.shown.insert(name.to_owned(), shown.clone());
        shown
    }

    /// Two names that differ only in what is hidden are told apart by a number.
    fn free(&self, name: &str, hidden: String) -> String {
        let changed = hidden != name;
        if !changed || !self.taken.contains(&hidden) {
            return hidden;
        }
        let numbered = (2_u64..).map(|number| format!("{hidden}~{number}"));
        numbered.into_iter().find(|name| !self.taken.contains(name)).unwrap_or(hidden)
    }
}

impl Redactor {
    /// Names below this folder may be shown relative to it.
    #[must_use]
    pub fn below(mut self, folder: Option<&Path>) -> Self {
        self.folder = folder.map(|folder| folder.to_string_lossy().into_owned()).filter(|folder| folder.len() > 1);
        self
    }

    /// A name without its secrets and identifiers. One that stands below the current folder is shown relative to it
    /// instead, when that is enough: so it hides the user's home and still leads to the file.
    fn name(&self, ids: &mut Identifiers, name: &str) -> String {
        let relative = self.folder.as_deref().and_then(|folder| name.strip_prefix(folder)?.strip_prefix(['/', '\\']));
        if let Some(relative) = relative.filter(|relative| !relative.is_empty() && self.changes(name)) {
            return self.text_of_name(ids, relative);
        }
        self.text_of_name(ids, name)
    }

    fn changes(&self, name: &str) -> bool {
        self.text_of_name(&mut Identifiers::new(), name) != name
    }

    /// The text of a name. Homes stand below a root: that of the disk, or that of an archive, so `home/bob` is one in a
    /// bundle; on disk `src/home/screen.log` is none.
    fn text_of_name(&self, ids: &mut Identifiers, name: &str) -> String {
        let mut parts = name.split('!');
        let file = parts.next().unwrap_or_default();
        let rooted = file.starts_with(['/', '\\', '~', '.']) && !file.starts_with("./") || file.as_bytes().get(1) == Some(&b':');
        let (stem, ending) = split_ending(file);
        let mut shown = self.both(ids, stem, rooted) + ending;
        for member in parts {
            let (stem, ending) = split_ending(member);
            let below_root = self.text(ids, &format!("/{stem}"));
            shown.push('!');
            shown.push_str(below_root.strip_prefix('/').unwrap_or(&below_root));
            shown.push_str(ending);
        }
        shown
    }
}

/// Endings of logs and of what packs them.
const ENDINGS: [&str; 16] =
    ["log", "txt", "out", "json", "ndjson", "csv", "xml", "html", "gz", "zst", "xz", "bz2", "zip", "tar", "tgz", "bak"];

/// A name without its endings (`bob@example.com` of `bob@example.com.log.gz`), and the endings.
fn split_ending(name: &str) -> (&str, &str) {
    let mut stem = name;
    while let Some((rest, _)) = stem.rsplit_once('.').filter(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str())) {
        stem = rest;
    }
    name.split_at(stem.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(level: Level, folder: Option<&str>, names: &[&str]) -> Vec<String> {
        let redactor = Redactor::new(level).below(folder.map(Path::new));
        let (mut all, mut ids) = (Names::new(), Identifiers::new());
        names.iter().map(|name| all.show(&redactor, &mut ids, name)).collect()
    }

    #[test]
    fn a_name_without_a_secret_stays() {
        let names = [
            "logs/app.log",
            "./src/home/screen/app.log",
            "home/bob.log",
            "src/users/list.log",
            "/var/log/app/agorasdk.1.log",
            "C:\\logs\\app.log",
            "bundle.zip!logs/app.log.gz",
            "build/1.2.3/out-2024-12-14.log",
            "node_modules/@agora/x/log.txt",
            "-",
            "a b/é/日本.log",
            "tests/token/renewToken.log",
        ];
        assert_eq!(shown(Level::Strict, Some("/work"), &names), names);
    }

    #[test]
    fn users_mails_addresses_and_tokens_go() {
        let token = format!("006{}IACV0fZUBw+72cVoL9eyGGh3Q6Poi8bgjwVLnyKSJyOXR7dIfRBXoFHlEAABAAAAR/QQAAEAAQCvKDdW", "0a".repeat(16));
        let names = [
            "/home/bob/logs/app.log",
            "/home/eve/logs/app.log",
            "C:\\Users\\Bob Lee\\app.log",
            "x.zip!Users/bob/app.log",
            "x.zip!home/eve/y.zip!home/eve/app.log",
            "logs/bob@example.com/192.168.7.31.log",
            "logs/bob@example.com.log.gz",
            &format!("logs/{token}.log"),
        ];
        let all = shown(Level::Default, None, &names);
        assert_eq!(all[0], "/home/<user#1>/logs/app.log");
        assert_eq!(all[1], "/home/<user#2>/logs/app.log");
        assert_eq!(all[2], "C:\\Users\\<user#3>\\app.log");
        assert_eq!(all[3], "x.zip!Users/<user#1>/app.log");
        assert_eq!(all[4], "x.zip!home/<user#2>/y.zip!home/<user#2>/app.log");
        assert_eq!(all[5], "logs/<email#1>/<ip#1>.log");
        assert_eq!(all[6], "logs/<email#1>.log.gz");
        assert!(all[7].starts_with("logs/<token:006#") && !all[7].contains("IACV0"), "{}", all[7]);
        assert_eq!(shown(Level::Off, None, &names), names);
        assert_eq!(shown(Level::Secrets, None, &names[..7]), names[..7]);
    }

    #[test]
    fn what_differs_only_in_secrets_stays_apart() {
        let all = shown(Level::Default, None, &["a?password=x1y2z3", "a?password=q9w8e7", "a?password=x1y2z3"]);
        assert_eq!(all, ["a?password=<secret>", "a?password=<secret>~2", "a?password=<secret>"]);
    }

    #[test]
    fn names_below_the_current_folder_still_lead_to_the_file() {
        let names = ["/home/runner/src/app/logs/a.log", "/home/runner/other.log", "/home/runner/src/app2/a.log"];
        let all = shown(Level::Default, Some("/home/runner/src/app"), &names);
        assert_eq!(all[0], "logs/a.log");
        assert_eq!(all[1], "/home/<user#1>/other.log");
        assert_eq!(all[2], "/home/<user#1>/src/app2/a.log");
    }
}
