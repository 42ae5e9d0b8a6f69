//! Which names are read. One rule: a pattern without `/` is about the last part of a path, one with `/` about the whole.

use super::Error;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of glob patterns, such as `*.log` or `logs/**`. The default set is empty.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    names: GlobSet,
    paths: GlobSet,
}

impl Globs {
    /// Compiles patterns. `*` and `?` stop at `/`, `**` does not; `{a,b}` and `[a-z]` work.
    ///
    /// # Errors
    /// The first pattern that cannot be understood, with [`Error::Glob`].
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, (String, Error)> {
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in patterns.iter().map(AsRef::as_ref) {
            let fail = |e: globset::Error| (pattern.to_owned(), Error::Glob(e.kind().to_string()));
            let bare = pattern.trim_start_matches("./").trim_end_matches('/');
            let glob = GlobBuilder::new(bare).literal_separator(true).build().map_err(fail)?;
            if bare.contains('/') { &mut paths } else { &mut names }.add(glob);
        }
        let build = |set: GlobSetBuilder| set.build().map_err(|e| (String::new(), Error::Glob(e.to_string())));
        Ok(Self { names: build(names)?, paths: build(paths)? })
    }

    /// Whether there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }

    /// Whether a path (relative, `/` or `\` between its parts) matches any pattern.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
        self.names.is_match(last) || self.paths.is_match(path)
    }
}
