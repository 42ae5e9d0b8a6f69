//! What kind of data this is. One rule: the content decides, never the name.

/// A compression format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Bzip2,
    Zstd,
    Xz,
    /// Bare deflate, only inside zip archives.
    Deflate,
}

impl Codec {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Deflate => "deflate",
        }
    }

    /// Whether these bytes begin a member of this format.
    pub(super) fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Gzip => bytes.starts_with(&[0x1F, 0x8B, 8]),
            Self::Bzip2 => {
                let level = bytes.get(3).is_some_and(|level| (b'1'..=b'9').contains(level));
                let block = bytes.get(4..10);
                bytes.starts_with(b"BZh") && level && (block == Some(b"1AY&SY") || block == Some(b"\x17\x72\x45\x38\x50\x90"))
            }
            Self::Zstd => bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || skippable(bytes),
            Self::Xz => bytes.starts_with(b"\xFD7zXZ\0"),
            Self::Deflate => false,
        }
    }
}

/// Whether these bytes begin a zstd frame without content.
pub(super) fn skippable(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// What a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Compressed(Codec),
    Zip,
    Tar,
    /// Recognised, but it cannot be read.
    Unsupported(&'static str),
    EncryptedSdkLog,
    /// A log, or whatever may be scanned as one.
    Text,
}

impl Format {
    pub(super) fn of(head: &[u8]) -> Self {
        let codecs = [Codec::Gzip, Codec::Bzip2, Codec::Zstd, Codec::Xz];
        if let Some(codec) = codecs.into_iter().find(|codec| codec.begins(head)) {
            Self::Compressed(codec)
        } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if is_tar(head) {
            Self::Tar
        } else if is_encrypted_sdk_log(head) {
            Self::EncryptedSdkLog
        } else {
            unsupported(head).map_or(Self::Text, Self::Unsupported)
        }
    }
}

fn unsupported(head: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &'static str); 5] = [
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"Rar!\x1A\x07", "rar"),
        (b"\x04\x22\x4D\x18", "lz4"),
        (b"LZIP\x01", "lzip"),
        (b"\x1F\x9D\x90", "compress (.Z)"),
    ];
    known.into_iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| name)
}

/// A tar header is known by its checksum; the magic is missing in old archives.
fn is_tar(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(tar_checksum_fits)
}

/// Whether the checksum in a tar header is right; it counts its own field as blanks.
pub(super) fn tar_checksum_fits(header: &[u8; 512]) -> bool {
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let real = sum(&header[..148]) + 8 * u64::from(b' ') + sum(&header[156..]);
    tar_number(&header[148..156]) == Some(real)
}

/// An octal number field, padded with blanks or NULs; or a big-endian binary one (first bit set).
pub(super) fn tar_number(field: &[u8]) -> Option<u64> {
    if let Some((first, rest)) = field.split_first().filter(|(first, _)| **first & 0x80 != 0) {
        let start = u64::from(first & 0x7F);
        return rest.iter().try_fold(start, |sum, byte| Some(sum.checked_mul(256)? + u64::from(*byte)));
    }
    let digits = field.trim_ascii_start();
    let end = digits.iter().position(|byte| matches!(byte, 0 | b' ')).unwrap_or(digits.len());
    let octal = |sum: u64, byte: &u8| (b'0'..=b'7').contains(byte).then(|| sum * 8 + u64::from(byte - b'0'));
    if end == 0 { None } else { digits[..end].iter().try_fold(0, octal) }
}

/// Whether this is the beginning of a log that an Agora SDK wrote encrypted.
///
/// Such a file is a chain of records: `FE 12 08`, 8 printable salt bytes, a length, data; or `FE 11`,
/// a length, data. Lengths are 16-bit big-endian and multiples of 4 (seen in every real file of SDK 4.4 and later).
/// One header record, or two records in a chain, are enough; a rotated file may begin with either kind.
#[must_use]
pub fn is_encrypted_sdk_log(head: &[u8]) -> bool {
    let Some(first) = Record::at(head) else {
        return false;
    };
    if first.header {
        return true;
    }
    match head.get(first.length..) {
        None => false,
        Some([] | [0xFE]) => true,
        Some(next) => Record::at(next).is_some(),
    }
}

struct Record {
    header: bool,
    /// All bytes of the record.
    length: usize,
}

impl Record {
    fn at(bytes: &[u8]) -> Option<Self> {
        let (header, start) = match bytes {
            [0xFE, 0x12, 8, rest @ ..] => {
                let salt = rest.first_chunk::<8>()?;
                salt.iter().all(u8::is_ascii_graphic).then_some((true, 11))?
            }
            [0xFE, 0x11, ..] => (false, 2),
            _ => return None,
        };
        let field = bytes.get(start..start + 2)?;
        let length = usize::from(u16::from_be_bytes([field[0], field[1]]));
        (length > 0 && length.is_multiple_of(4)).then_some(Self { header, length: start + 2 + length })
    }
}
