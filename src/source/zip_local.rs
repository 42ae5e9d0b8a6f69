//! Member headers in a zip archive that lost its directory. One rule: nothing is trusted that the next header contradicts.

use super::Error;
use super::peek::Buffered;
use super::zip::Expected;
use std::io::{self, Read};

/// A member met while walking a zip archive from its beginning, without a directory.
pub(super) struct Local {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// Packed bytes, when the header says so.
    pub(super) packed: Option<u64>,
    /// What the unpacked data must be, when the header says so.
    pub(super) expected: Option<Expected>,
}

impl Local {
    /// The next member, or nothing where the members end.
    pub(super) fn next(input: &mut Buffered<'_>) -> Result<Option<Self>, Error> {
        let broken = |e: io::Error| Error::of_decoder("zip", &e);
        match input.ahead(4).map_err(broken)? {
            [b'P', b'K', 3, 4, ..] => Self::parse(input).map(Some).map_err(broken),
            [b'P', b'K', 1, 2, ..] | [b'P', b'K', 5, 6, ..] => Ok(None),
            bytes if bytes.len() < 4 => Err(Error::Truncated("zip")),
            _ => Err(Error::corrupt("zip", "a member header is missing")),
        }
    }

    fn parse(input: &mut Buffered<'_>) -> io::Result<Self> {
        let header = input.array::<30>()?;
        let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let long = |at: usize| u64::from(short(at)) | u64::from(short(at + 2)) << 16;
        let mut name = vec![0; usize::from(short(26))];
        input.read_exact(&mut name)?;
        let mut extra = vec![0; usize::from(short(28))];
        input.read_exact(&mut extra)?;
        let flags = short(6);
        let packed = if long(18) == u64::from(u32::MAX) { zip64_packed(&extra) } else { Some(long(18)) };
        let crc = u32::from_le_bytes([header[14], header[15], header[16], header[17]]);
        let expected = Some(Expected { size: long(22), crc });
        Ok(Self {
            name: String::from_utf8_lossy(&name).into_owned(),
            method: short(8),
            encrypted: flags & 1 != 0,
            packed: packed.filter(|_| flags & 8 == 0),
            expected: expected.filter(|_| flags & 8 == 0 && long(22) != u64::from(u32::MAX)),
        })
    }

    /// Goes past the sizes that follow a member whose header has none, to the next header.
    pub(super) fn skip_descriptor(input: &mut Buffered<'_>) -> Result<(), Error> {
        let ahead = input.ahead(28).map_err(|e| Error::of_decoder("zip", &e))?;
        let is_header = |four: &[u8]| matches!(four, [b'P', b'K', 3 | 1 | 5, 2 | 4 | 6]);
        let found = ahead.windows(4).take(25).position(is_header);
        let length = found.unwrap_or(ahead.len().min(24));
        input.skip(length as u64).map_err(|e| Error::of_decoder("zip", &e))
    }
}

/// The packed size in the zip64 extra field: the second of its 8-byte numbers.
fn zip64_packed(mut extra: &[u8]) -> Option<u64> {
    while let [id0, id1, size0, size1, rest @ ..] = extra {
        let (field, next) = rest.split_at_checked(usize::from(u16::from_le_bytes([*size0, *size1])))?;
        if [*id0, *id1] == [1, 0] {
            return field.get(8..16)?.try_into().ok().map(u64::from_le_bytes);
        }
        extra = next;
    }
    None
}
