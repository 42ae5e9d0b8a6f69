//! Logs that are being written: they grow, are renamed and begun anew, or are cut back to nothing.
//!
//! One rule: every byte that was seen at the end of a log is read once and in order; a piece ends where its log was rotated, the
//! last one only when reading is to end.

mod growing;
mod names;
mod text;

pub use growing::Growing;
pub use text::LiveText;

use super::sniff::Format;
use super::{Error, Kind, Options, Source, open};
use crate::interrupt;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// How often a file that does not grow is looked at.
const PAUSE: Duration = Duration::from_millis(100);

/// Told of the bytes of a log as they come.
pub trait Tap: Send {
    /// Bytes of the present piece.
    fn bytes(&mut self, bytes: &[u8]);
    /// Nothing more is there for now.
    fn quiet(&mut self);
    /// The present piece has come to its end.
    fn end(&mut self);
}

/// Decides how long to wait for more, and when to end.
pub trait Patience: Sync {
    /// Waits a moment.
    fn wait(&self);
    /// Whether reading is to end at what is there now.
    fn is_over(&self) -> bool;
}

/// Waits until the user ends it.
pub struct UntilAsked;

impl Patience for UntilAsked {
    fn wait(&self) {
        std::thread::sleep(PAUSE);
    }

    fn is_over(&self) -> bool {
        interrupt::asked()
    }
}

/// Why a source cannot be followed, if so, judged by these first bytes of it. A file that does not exist yet can, when its folder does.
#[must_use]
pub fn refusal(source: &Source, options: &Options) -> Option<Error> {
    let Kind::Path(path) = &source.kind else { return None };
    let head = match head(path) {
        Ok(head) => head,
        Err(Error::NotFound) if is_expected(path) => return None,
        Err(error) => return Some(error),
    };
    match Format::of(&head) {
        _ if options.encoding.is_some() => None,
        Format::Text => None,
        Format::EncryptedSdkLog => Some(Error::EncryptedSdkLog),
        Format::Unsupported(what) => Some(Error::Unsupported(what)),
        Format::Compressed(_) | Format::Tar | Format::Zip => Some(Error::NeverGrows),
    }
}

/// The first bytes of a regular file; nothing of others, which would be lost to whoever reads them.
pub fn head(path: &Path) -> Result<Vec<u8>, Error> {
    let data = std::fs::metadata(path).map_err(|error| Error::of_os(&error))?;
    let mut head = Vec::new();
    if data.is_dir() {
        return Err(Error::FollowedFolder);
    }
    if data.is_file() {
        let (file, _) = open(path)?;
        file.take(super::peek::HEAD as u64).read_to_end(&mut head).map_err(|error| Error::of_os(&error))?;
    }
    Ok(head)
}

/// A file may still come into being in a folder that is there.
fn is_expected(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.is_none_or(Path::is_dir)
}
