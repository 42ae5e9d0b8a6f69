//! Why something could not be read. One rule: every text fits `<name>: <reason>`, and a reader may act on the hint.

use std::error::Error as StdError;
use std::io;

/// A reason, without the name of the thing it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path does not exist, or went away between listing and reading.
    #[error("no such file or folder")]
    NotFound,
    /// The operating system refused access.
    #[error("permission denied")]
    Denied,
    /// Any other failure reported by the operating system, in its own words.
    #[error("cannot be read: {0}")]
    Read(String),
    /// A folder was named and folders are not to be entered.
    #[error("is a folder")]
    Folder,
    /// A folder cannot be followed.
    #[error("is a folder, which cannot be followed")]
    FollowedFolder,
    /// What was named is packed, or a report: it does not grow.
    #[error("is no log that is being written, so it cannot be followed")]
    NeverGrows,
    /// More logs are to be followed than can be.
    #[error("no more than {0} logs can be followed")]
    Followed(usize),
    /// A folder was named and no file in it is to be read.
    #[error("no file to read in this folder")]
    EmptyFolder,
    /// A link inside a folder leads nowhere.
    #[error("link to a missing file")]
    DanglingLink,
    /// A glob pattern cannot be understood.
    #[error("not a valid glob pattern: {0}")]
    Glob(String),
    /// No text encoding has this name.
    #[error("not a known text encoding")]
    Encoding,
    /// A regular file lost bytes between opening it and reading its end.
    #[error("became shorter while it was read")]
    Shrunk,
    /// Compressed or archived data stops before its own end; the field names the format.
    #[error("the {0} data is cut off")]
    Truncated(&'static str),
    /// Compressed or archived data contradicts its format.
    #[error("the {what} data is damaged: {why}")]
    Corrupt {
        /// The format, such as `gzip`.
        what: &'static str,
        /// What exactly is wrong.
        why: String,
    },
    /// Far more bytes came out than went in.
    #[error("expands to more than {0} times its size")]
    Ratio(u64),
    /// One log inside an archive is longer than allowed (bytes).
    #[error("unpacks to more than {0} bytes")]
    Size(u64),
    /// Archives inside archives, too many levels.
    #[error("archives are nested more than {0} deep")]
    Depth(usize),
    /// An archive lists more members than allowed.
    #[error("holds more than {0} members")]
    Members(u64),
    /// A zip member uses a compression method that cannot be read.
    #[error("zip compression method `{0}` is not supported")]
    ZipMethod(String),
    /// A stored zip member whose length is unknown, in a zip without its directory.
    #[error("the zip directory is missing and the length of this member is unknown")]
    ZipLength,
    /// A zip member that needs a password.
    #[error("encrypted zip member")]
    ZipEncrypted,
    /// A compressed format that is recognised but cannot be read.
    #[error("{0} data is not supported")]
    Unsupported(&'static str),
    /// An SDK log that the SDK wrote encrypted; it holds no text.
    #[error("encrypted Agora SDK log")]
    EncryptedSdkLog,
}

impl Error {
    /// The next step a user can take, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound => "check the path",
            Self::Denied => "check the permissions of the file and of the folders above it",
            Self::Folder => "name the files in it, or allow folders to be entered",
            Self::FollowedFolder => "name the logs in it that are being written",
            Self::NeverGrows => "leave `--follow` out to scan it as it is",
            Self::Followed(_) => "name the logs that are being written; all others can be scanned",
            Self::EmptyFolder => "check the include and exclude patterns",
            Self::Glob(_) => "`*.log` matches names, `logs/**` matches paths",
            Self::Encoding => "common names are utf-8, utf-16le, gbk, gb18030, big5, shift_jis, latin1",
            Self::Shrunk => "scan a copy of the file, or scan again when nothing writes to it",
            Self::Truncated(_) | Self::Corrupt { .. } => "fetch or pack the file again",
            Self::Ratio(_) | Self::Size(_) | Self::Depth(_) | Self::Members(_) => "if you trust it, unpack it and scan the folder",
            Self::ZipMethod(_) | Self::ZipLength | Self::Unsupported(_) => "unpack it and scan the logs",
            Self::ZipEncrypted => "unpack it with its password and scan the logs",
            Self::EncryptedSdkLog => "only Agora can read it; scan agoraapi.log, agora-iris.log or the console log of the same run",
            Self::Read(_) | Self::DanglingLink => return None,
        })
    }

    /// An operating system error as a reason.
    pub(crate) fn of_os(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Read(without_number(&error.to_string())),
        }
    }

    /// A decoder's error as a reason: a reason from further down wins, an early end is [`Error::Truncated`].
    pub(super) fn of_decoder(what: &'static str, error: &(dyn StdError + 'static)) -> Self {
        let mut early_end = false;
        let mut next = Some(error);
        while let Some(cause) = next {
            if let Some(reason) = cause.downcast_ref::<Self>() {
                return reason.clone();
            }
            let io = cause.downcast_ref::<io::Error>();
            early_end |= io.is_some_and(|e| e.kind() == io::ErrorKind::UnexpectedEof);
            next = match io.and_then(io::Error::get_ref) {
                Some(inner) => Some(inner as &(dyn StdError + 'static)),
                None => cause.source(),
            };
        }
        if early_end { Self::Truncated(what) } else { Self::corrupt(what, &error.to_string()) }
    }

    /// Data that contradicts its format, with the reason in words.
    pub(super) fn corrupt(what: &'static str, why: &str) -> Self {
        Self::Corrupt { what, why: why.to_owned() }
    }

    /// The reason inside an I/O error made by this module, or the operating system's words.
    pub(super) fn of_io(error: &io::Error) -> Self {
        let inner = error.get_ref().and_then(|e| e.downcast_ref::<Self>());
        inner.cloned().unwrap_or_else(|| Self::of_os(error))
    }
}

/// The standard library appends ` (os error 5)` to the words of the operating system.
fn without_number(text: &str) -> String {
    text.split(" (os error").next().unwrap_or(text).to_owned()
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}
