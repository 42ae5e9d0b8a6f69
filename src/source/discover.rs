//! From arguments to sources. One rule: the same arguments and the same files give the same sources in the same order.

use super::{Error, Kind, Options, Problem, Source, Status};
use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What the arguments led to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// In the order of the arguments; inside a folder by the bytes of the names, depth first.
    pub sources: Vec<Source>,
    /// Arguments and files that lead to no source.
    pub problems: Vec<Problem>,
}

/// Lists what is to be read; `-` is standard input. Nothing is opened yet.
///
/// A file named itself is always a source, be it a pipe or a device. In folders only regular files are (hidden ones too, and links
/// to regular files). The same file is listed once, where it is met first, and a folder is entered once, so that links cannot loop.
#[must_use]
pub fn discover(paths: &[PathBuf], options: &Options) -> Discovery {
    let mut search = Search { options, found: Discovery::default(), seen: HashSet::new(), met: 0 };
    for path in paths {
        search.argument(path);
    }
    search.found
}

struct Search<'o> {
    options: &'o Options,
    found: Discovery,
    seen: HashSet<Identity>,
    /// Files and folders met so far that are to be read, also those seen before.
    met: usize,
}

impl Search<'_> {
    fn argument(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            if self.seen.insert(Identity::Stdin) {
                self.source(path, Kind::Stdin, true);
            }
            return;
        }
        match std::fs::metadata(path) {
            Err(e) => self.problem(path, Status::Failed, Error::of_os(&e)),
            Ok(data) if !data.is_dir() => self.file(path, &data, true),
            Ok(_) if self.options.recursive => self.folder(path),
            Ok(_) => self.problem(path, Status::Failed, Error::Folder),
        }
    }

    fn folder(&mut self, root: &Path) {
        let before = (self.met, self.found.problems.len());
        let mut walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if !self.enters(root, &entry) {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => self.inside(root, &entry),
                Err(e) => self.unreadable(root, &e),
            }
        }
        if before == (self.met, self.found.problems.len()) {
            self.problem(root, Status::Skipped, Error::EmptyFolder);
        }
    }

    /// Whether a folder is entered: for the first time, and not excluded. The folder that was named is entered always.
    fn enters(&mut self, root: &Path, entry: &DirEntry) -> bool {
        let excluded = entry.depth() > 0 && self.options.exclude.matches(&relative(root, entry.path()));
        let identity = entry.metadata().ok().map(|data| Identity::of(entry.path(), &data));
        let new = identity.is_none_or(|identity| self.seen.insert(identity));
        self.met += usize::from(!excluded && !new && entry.depth() > 0);
        !excluded && (new || entry.depth() == 0)
    }

    /// A file in a folder.
    fn inside(&mut self, root: &Path, entry: &DirEntry) {
        let name = relative(root, entry.path());
        let included = self.options.include.is_empty() || self.options.include.matches(&name);
        if !entry.file_type().is_file() || !included || self.options.exclude.matches(&name) {
            return;
        }
        match entry.metadata() {
            Ok(data) if self.options.leave_out.contains(&Identity::of(entry.path(), &data)) => {}
            Ok(data) => self.file(entry.path(), &data, false),
            Err(e) => self.unreadable(root, &e),
        }
    }

    fn file(&mut self, path: &Path, data: &Metadata, named: bool) {
        self.met += 1;
        if self.seen.insert(Identity::of(path, data)) {
            self.source(path, Kind::Path(path.to_owned()), named);
        }
    }

    fn source(&mut self, path: &Path, kind: Kind, named: bool) {
        self.found.sources.push(Source { name: path.to_string_lossy().into_owned(), kind, named });
    }

    /// Something in a folder that cannot be listed. A link that leads back up is no problem: what it leads to is read anyway.
    fn unreadable(&mut self, root: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(root);
        let Some(io) = error.io_error() else { return };
        let dangling = io.kind() == std::io::ErrorKind::NotFound && path.is_symlink();
        if dangling {
            self.problem(path, Status::Skipped, Error::DanglingLink);
        } else {
            self.problem(path, Status::Failed, Error::of_os(io));
        }
    }

    fn problem(&mut self, path: &Path, status: Status, error: Error) {
        self.found.problems.push(Problem { name: path.to_string_lossy().into_owned(), status, size: None, error });
    }
}

/// The path below `root`, as patterns see it.
fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// What makes two paths the same file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// Standard input.
    Stdin,
    /// Device and number of a file.
    #[cfg(unix)]
    Inode(u64, u64),
    /// A path without links.
    #[cfg(not(unix))]
    Path(PathBuf),
}

impl Identity {
    /// Of what a path leads to, with what the system says of it.
    #[cfg(unix)]
    pub fn of(_path: &Path, data: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self::Inode(data.dev(), data.ino())
    }

    /// Of what a path leads to, with what the system says of it.
    #[cfg(not(unix))]
    pub fn of(path: &Path, _data: &Metadata) -> Self {
        Self::Path(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
}
