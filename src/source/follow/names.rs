//! Where the pieces of a log lie once it was rotated.
//!
//! One rule: a piece is known by what it is, not by its name, since every rotation gives it another one; a piece that was
//! deleted is let go, so that its room on the disk is free.

use super::super::rotation::{RotationKind, rotation};
use super::super::{Identity, open};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Most pieces whose names are looked up at the end.
const MOST: usize = 64;

/// A piece that was read.
pub(super) struct Piece {
    /// The name under which it was read.
    path: PathBuf,
    /// Kept open as long as it lies in a folder: the number of a deleted file is soon that of another one.
    file: Option<File>,
}

impl Piece {
    pub(super) fn new(path: PathBuf, file: Option<File>) -> Self {
        Self { path, file }
    }

    fn identity(&self) -> Option<Identity> {
        Some(Identity::of(&self.path, &self.file.as_ref()?.metadata().ok()?))
    }

    /// Its present name; the one it had when it lies nowhere any more.
    pub(super) fn name(&self) -> PathBuf {
        let found = self.identity().and_then(|identity| {
            let stays = std::fs::metadata(&self.path).is_ok_and(|data| Identity::of(&self.path, &data) == identity);
            if stays { None } else { beside(&self.path).into_iter().find(|(_, other)| *other == identity) }
        });
        found.map_or_else(|| self.path.clone(), |(path, _)| path)
    }
}

/// Lets go of pieces that were deleted, and of the oldest when there are very many.
pub(super) fn tidy(pieces: &mut [Piece]) {
    let oldest = pieces.len().saturating_sub(MOST);
    for (at, piece) in pieces.iter_mut().enumerate() {
        if at < oldest || piece.file.as_ref().is_some_and(is_deleted) {
            piece.file = None;
        }
    }
}

#[cfg(unix)]
fn is_deleted(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|data| data.nlink() == 0)
}

#[cfg(not(unix))]
fn is_deleted(_: &File) -> bool {
    true
}

/// Pieces that came and were renamed since a log was last looked at, the oldest first: those between the piece that was read last
/// and the file that has its name now.
pub(super) fn missed(path: &Path, last: &Identity) -> Vec<(PathBuf, File)> {
    let set = rotation(&path.to_string_lossy()).set;
    let mut rotated: Vec<(u32, PathBuf, Identity)> = beside(path)
        .into_iter()
        .map(|(path, identity)| (rotation(&path.to_string_lossy()), path, identity))
        .filter(|(rotation, ..)| rotation.set == set && rotation.kind == RotationKind::HighestOldest)
        .map(|(rotation, path, identity)| (rotation.index, path, identity))
        .collect();
    rotated.sort_by_key(|(index, ..)| std::cmp::Reverse(*index));
    let read = rotated.iter().position(|(_, _, identity)| identity == last);
    let newer = read.map_or(rotated.len(), |read| read + 1);
    rotated.drain(newer..).filter_map(|(_, path, _)| open(&path).ok().map(|(file, _)| (path, file))).collect()
}

/// Regular files in the folder of a path, named as the path is.
fn beside(path: &Path) -> Vec<(PathBuf, Identity)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else { return Vec::new() };
    let mut files: Vec<(PathBuf, Identity)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            let path = path.with_file_name(entry.file_name());
            let identity = Identity::of(&path, &data);
            Some((path, identity))
        })
        .collect();
    files.sort();
    files
}
