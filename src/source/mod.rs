//! Reading: from paths to the text of logs, through folders, archives, compression and encodings.
//!
//! The only stage that reads, and the only one that may fail. One rule: a fault costs what lies behind it, never what lies
//! before it, and is always reported with its reason. Nothing is ever written to disk and no other program is started.
//!
//! [`discover`] turns the arguments of a command line into [`Source`]s in a fixed order; [`visit`] hands every log in a
//! source to a function, one after the other, each as an [`Opened`] stream:
//!
//! ```no_run
//! use agora_logscan::source::{Item, Options, discover, visit};
//! use std::io::Read;
//!
//! let options = Options::default();
//! let found = discover(&["logs".into(), "bundle.zip".into()], &options);
//! for source in &found.sources {
//!     visit(source, &options, &mut |item| match item {
//!         Item::Log(mut log) => {
//!             let mut text = Vec::new();
//!             let _ = log.body.read_to_end(&mut text);
//!             println!("{}: {} bytes, {:?}", log.name, text.len(), log.body.outcome().status);
//!         }
//!         Item::Problem(problem) => eprintln!("{}: {}", problem.name, problem.error),
//!     });
//! }
//! ```

mod body;
mod decode;
mod discover;
mod encoding;
mod error;
mod follow;
mod globs;
mod inflate;
mod meter;
mod peek;
mod plain;
mod rotation;
mod sniff;
mod tar;
#[cfg(test)]
mod tests;
mod waiting;
mod walk;
mod walk_zip;
mod zip;
mod zip_local;

pub use body::{Body, Outcome};
pub use discover::{Discovery, Identity, discover};
pub use encoding::encoding_named;
pub use encoding_rs::Encoding;
pub use error::Error;
pub use follow::{Growing, LiveText, Patience, Tap, UntilAsked};
pub(crate) use follow::{head, refusal};
pub use globs::Globs;
pub use plain::PlainFile;
pub use rotation::{Rotation, RotationKind, rotation, rotation_by_time, rotation_sets};
pub use sniff::is_encrypted_sdk_log;

use meter::{Meter, Stream};
use peek::Input;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use waiting::Waiting;
use walk::{Place, Walk};

/// What to read and how far to go. Sizes are in bytes.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether named folders are entered, with all folders below them.
    pub recursive: bool,
    /// When not empty, only matching files in folders and matching members of archives are read. Files named themselves always are.
    pub include: Globs,
    /// Matching files and folders in folders, and matching members of archives, are left out.
    pub exclude: Globs,
    /// Files that folders may hold and that are not read: what this run writes.
    pub leave_out: Vec<Identity>,
    /// Encoding of logs without a byte order mark. Without it: UTF-16 is recognised, everything else is taken as UTF-8.
    pub encoding: Option<&'static Encoding>,
    /// Most text read of one log that was packed.
    pub max_member_bytes: u64,
    /// How many times its size a source may unpack to, beyond [`Options::free_bytes`].
    pub max_ratio: u64,
    /// What any source may unpack to, however small it is.
    pub free_bytes: u64,
    /// Most layers of archives and compression around a log.
    pub max_depth: usize,
    /// Most members read from one source.
    pub max_members: u64,
    /// Longest zip archive held in memory when it is not a file itself (standard input, or inside an archive).
    pub zip_memory_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            recursive: true,
            include: Globs::default(),
            exclude: Globs::default(),
            leave_out: Vec::new(),
            encoding: None,
            max_member_bytes: 64 << 30,
            max_ratio: 1000,
            free_bytes: 64 << 20,
            max_depth: 8,
            max_members: 100_000,
            zip_memory_bytes: 64 << 20,
        }
    }
}

/// One thing named on the command line or found in a folder. It may hold one log, or many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as given, with what was found below it appended; `-` for standard input.
    pub name: String,
    /// Where its bytes come from.
    pub kind: Kind,
    /// Whether it was chosen by itself, so that the include patterns are about its members.
    pub named: bool,
}

/// Where the bytes of a source come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Standard input.
    Stdin,
    /// A path that can be opened: a regular file, a pipe, a device.
    Path(PathBuf),
}

/// How far a log could be read. The words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// To its end.
    Complete,
    /// Up to a fault.
    Partial,
    /// Not at all, because of a fault.
    Failed,
    /// Not at all, because it is encrypted.
    Encrypted,
    /// Not at all, by decision: a limit, an unsupported format, nothing to read.
    Skipped,
}

/// Something that was not read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is about, named as a source or a log is.
    pub name: String,
    /// Never [`Status::Complete`]. [`Status::Partial`] is about an archive of which members are missing.
    pub status: Status,
    /// Bytes it takes up, as far as known.
    pub size: Option<u64>,
    /// The reason; shown as `<name>: <error>`, with [`Error::hint`].
    pub error: Error,
}

/// What [`visit`] comes across.
pub enum Item<'a> {
    /// A log, open for reading.
    Log(Opened<'a>),
    /// Something that cannot be read.
    Problem(Problem),
}

/// A log, open for reading.
pub struct Opened<'a> {
    /// Name of the source, and for members of archives what leads to it: `bundle.zip!logs/app.log`.
    pub name: String,
    /// Bytes before decoding, as far as known: the length of the file, or what the archive says.
    pub size: Option<u64>,
    /// The file itself, when [`Opened::body`] is byte for byte the same: read ranges of it instead, on several threads.
    pub plain: Option<PlainFile<'a>>,
    /// Encoding of the bytes as they lie: `utf-8`, `utf-16le`, `gbk`, ...
    pub encoding: String,
    /// The text.
    pub body: Body<'a>,
}

/// Hands every log in a source to `sink`, in the order in which they lie there. Faults come as [`Item::Problem`], or as the
/// [`Outcome`] of a body that was read. Never fails and never panics, whatever the source holds.
pub fn visit(source: &Source, options: &Options, sink: &mut dyn FnMut(Item<'_>)) {
    match &source.kind {
        Kind::Stdin => visit_reader(&source.name, Waiting::start(|| Ok(std::io::stdin())), options, sink),
        Kind::Path(path) if may_wait(path) => {
            let path = path.clone();
            visit_reader(&source.name, Waiting::start(move || File::open(path)), options, sink);
        }
        Kind::Path(path) => match open(path) {
            Ok((file, len)) => visit_file(source, &file, len, options, sink),
            Err(error) => {
                let name = source.name.clone();
                sink(Item::Problem(Problem { name, status: Status::Failed, size: None, error }));
            }
        },
    }
}

/// [`visit`] for bytes that come from anywhere else, such as a test.
pub fn visit_reader<R: Read + Send>(name: &str, reader: R, options: &Options, sink: &mut dyn FnMut(Item<'_>)) {
    let meter = Meter::new(options, 0);
    let place = Place::root(name, options.include.is_empty(), None);
    Walk { options, meter: &meter, members: 0, sink }.enter(place, Box::new(Stream::new(reader, &meter)));
}

fn visit_file(source: &Source, file: &File, len: u64, options: &Options, sink: &mut dyn FnMut(Item<'_>)) {
    let meter = Meter::new(options, len);
    let plain = (len > 0).then(|| PlainFile::new(file, len));
    let place = Place::root(&source.name, !source.named || options.include.is_empty(), plain);
    let input: Input<'_> = match plain {
        Some(plain) => Box::new(plain.reader()),
        None => Box::new(Stream::new(file, &meter)),
    };
    Walk { options, meter: &meter, members: 0, sink }.enter(place, input);
}

/// A pipe or a device: there, opening may take as long as reading.
fn may_wait(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir())
}

/// Opens a path; the length is 0 for everything whose length is unknown: pipes, devices, kernel files.
fn open(path: &Path) -> Result<(File, u64), Error> {
    let file = File::open(path).map_err(|e| Error::of_os(&e))?;
    let data = file.metadata().map_err(|e| Error::of_os(&e))?;
    Ok((file, if data.is_file() { data.len() } else { 0 }))
}
