//! Reports of this tool that nobody named, but that lie in a folder or an archive that was.
//!
//! One rule: a log counts once, and what lies beside logs by chance stops nothing.

use super::run::{note, unread};
use crate::model::{Input, Status};
use crate::report::Parts;
use crate::source::{Kind, Source};
use std::collections::HashSet;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

/// A report that was come across.
pub struct Stray {
    /// The argument of the command line that led to it.
    pub argument: PathBuf,
    /// The file in which it lies: itself, or an archive.
    pub file: PathBuf,
    /// Its name.
    pub name: String,
    /// Which parts are its own, or why it cannot be merged.
    pub is: Result<Range<usize>, String>,
}

impl Stray {
    /// The same where so many other parts stand before its own.
    pub fn behind(self, parts: usize) -> Stray {
        Stray { is: self.is.map(|own| own.start + parts..own.end + parts), ..self }
    }
}

/// What a run has scanned itself.
pub struct Scanned {
    folder: PathBuf,
    files: HashSet<PathBuf>,
    texts: HashSet<u128>,
    /// Arguments that led to lines of Agora.
    arguments: HashSet<PathBuf>,
}

const OLDER: (&str, &str) = ("a report of logs that are scanned here; they count once", "name the report itself to merge it all the same");

impl Scanned {
    /// Of a run in this folder over these sources.
    pub fn new(folder: &Path, sources: &[Source], parts: &Parts, arguments: HashSet<PathBuf>) -> Scanned {
        let files = sources.iter().filter_map(|source| match &source.kind {
            Kind::Path(path) => Some(plain(&folder.join(path))),
            Kind::Stdin => None,
        });
        let texts = (0..parts.len()).map(|part| parts.content(part)).collect();
        Scanned { folder: folder.to_owned(), files: files.collect(), texts, arguments }
    }

    /// What a report adds to this run: which of the parts that wait are new, or a note.
    pub fn settle(&self, stray: Stray, waiting: &Parts) -> (Vec<usize>, Option<Input>) {
        let beside_logs = self.arguments.contains(&stray.argument);
        let status = if beside_logs { Status::Skipped } else { Status::Failed };
        let own = match stray.is {
            Ok(own) => own,
            Err(reason) => return (Vec::new(), Some(unread(stray.name, status, reason))),
        };
        let folder = plain(&self.folder.join(&stray.file)).parent().map(Path::to_owned).unwrap_or_default();
        let is_known = |part: usize| {
            self.texts.contains(&waiting.content(part)) || waiting.logs(part).iter().all(|log| self.has(&log.source, &folder))
        };
        let new: Vec<usize> = own.clone().filter(|part| !is_known(*part)).collect();
        let older = new.is_empty() && !own.is_empty();
        (new, older.then(|| unread(stray.name, Status::Skipped, note(OLDER.0, Some(OLDER.1)))))
    }

    /// Whether a report in a folder means a file of this run by a name. Nobody knows where the command ran that wrote it: here, beside the
    /// report, or further up, where a name without a folder says too little.
    fn has(&self, name: &str, folder: &Path) -> bool {
        let name = plain(Path::new(name.split('!').next().unwrap_or(name)));
        let up = if name.components().count() > 1 { usize::MAX } else { 1 };
        let places = folder.ancestors().take(up).chain([self.folder.as_path()]);
        places.into_iter().any(|place| self.files.contains(&plain(&place.join(&name))))
    }
}

/// A path without `.` and `..`, as it is written.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The argument that led to a source: itself, or a folder above it.
pub fn argument(source: &str, arguments: &HashSet<PathBuf>) -> PathBuf {
    let path = Path::new(source);
    path.ancestors().find(|above| arguments.contains(*above)).unwrap_or(path).to_owned()
}
