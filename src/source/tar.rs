//! Tar archives as a stream. One rule: member data pass straight through, and headers take bounded memory.

use super::Error;
use super::peek::Input;
use super::sniff::{tar_checksum_fits, tar_number};
use std::io::{self, Read};

const BLOCK: usize = 512;

/// Longest extended header that is believed, in bytes.
const MAX_HEADER: u64 = 1024 * 1024;

/// A file in the archive.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) size: u64,
}

/// Walks the archive; between two calls of [`TarReader::next_file`] it reads as the data of one file.
pub(super) struct TarReader<'a> {
    input: Input<'a>,
    left: u64,
    padding: u64,
    /// What went wrong while a member was read: nothing can follow it.
    fault: Option<Error>,
}

/// What extended headers say of the file after them.
#[derive(Default)]
struct Extra {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl<'a> TarReader<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, left: 0, padding: 0, fault: None }
    }

    /// Goes to the next regular file, whatever is left of the one before.
    pub(super) fn next_file(&mut self) -> Result<Option<Member>, Error> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut extra = Extra::default();
        while let Some(header) = self.header()? {
            let size = tar_number(&header[124..136]).ok_or_else(|| corrupt("a size is not a number"))?;
            match header[156] {
                b'L' => extra.name = Some(self.text(size)?),
                b'K' | b'g' => self.enter(&header, size)?,
                b'x' => extra.records(&self.text(size)?),
                kind => {
                    let extra = std::mem::take(&mut extra);
                    self.enter(&header, extra.size.unwrap_or(size))?;
                    let member = Member::of(&header, extra.name, self.left);
                    if matches!(kind, 0 | b'0' | b'7' | b'S') && !member.name.ends_with('/') {
                        return Ok(Some(member));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Reads what follows the archive, so that damage to the data around it shows.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        io::copy(&mut self.input, &mut io::sink()).map(drop).map_err(|e| Error::of_decoder("tar", &e))
    }

    /// The next header, or nothing at the end: a block of NULs, or no more data.
    fn header(&mut self) -> Result<Option<[u8; BLOCK]>, Error> {
        self.skip_rest()?;
        let mut header = [0; BLOCK];
        match self.fill(&mut header)? {
            0 => return Ok(None),
            BLOCK => {}
            _ => return Err(Error::Truncated("tar")),
        }
        if header.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        if tar_checksum_fits(&header) { Ok(Some(header)) } else { Err(corrupt("the checksum of a header does not match")) }
    }

    /// Makes ready to read `size` bytes of data, after the continued headers of a sparse file.
    fn enter(&mut self, header: &[u8; BLOCK], size: u64) -> Result<(), Error> {
        let mut more = header[156] == b'S' && header[482] == 1;
        while more {
            let mut block = [0; BLOCK];
            if self.fill(&mut block)? < BLOCK {
                return Err(Error::Truncated("tar"));
            }
            more = block[504] == 1;
        }
        let has_data = !matches!(header[156], b'1'..=b'6');
        self.left = if has_data { size } else { 0 };
        self.padding = (BLOCK as u64 - self.left % BLOCK as u64) % BLOCK as u64;
        Ok(())
    }

    /// The data of an extended header.
    fn text(&mut self, size: u64) -> Result<Vec<u8>, Error> {
        if size > MAX_HEADER {
            return Err(corrupt("an extended header is too long"));
        }
        (self.left, self.padding) = (size, (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64);
        let mut text = Vec::new();
        self.read_to_end(&mut text).map_err(|e| Error::of_decoder("tar", &e))?;
        Ok(text)
    }

    fn skip_rest(&mut self) -> Result<(), Error> {
        let wanted = self.left.saturating_add(self.padding);
        let skipped = io::copy(&mut self.input.by_ref().take(wanted), &mut io::sink());
        let skipped = skipped.map_err(|e| Error::of_decoder("tar", &e))?;
        let cut = skipped < self.left;
        (self.left, self.padding) = (0, 0);
        if cut { Err(Error::Truncated("tar")) } else { Ok(()) }
    }

    /// Fills a block as far as the data go.
    fn fill(&mut self, block: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while filled < block.len() {
            match self.input.read(&mut block[filled..]).map_err(|e| Error::of_decoder("tar", &e))? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }
}

impl Read for TarReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.input.read(&mut buf[..most]).map_err(|e| Error::of_decoder("tar", &e));
        let count = read.and_then(|count| if count == 0 { Err(Error::Truncated("tar")) } else { Ok(count) });
        let count = count.inspect_err(|e| self.fault = Some(e.clone()))?;
        self.left -= count as u64;
        Ok(count)
    }
}

impl Extra {
    /// Takes `path` and `size` out of records of the form `<length> <key>=<value>\n`.
    fn records(&mut self, mut text: &[u8]) {
        while let Some((record, rest)) = split_record(text) {
            let mut parts = record.splitn(2, |byte| *byte == b'=');
            match (parts.next(), parts.next()) {
                (Some(b"path"), Some(path)) => self.name = Some(path.to_vec()),
                (Some(b"size"), Some(size)) => {
                    self.size = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok());
                }
                _ => {}
            }
            text = rest;
        }
    }
}

/// One record without its length and line end, and what follows it.
fn split_record(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = text.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(&text[..blank]).ok()?.parse().ok()?;
    let record = text.get(blank + 1..length)?;
    Some((record.strip_suffix(b"\n").unwrap_or(record), &text[length..]))
}

impl Member {
    fn of(header: &[u8; BLOCK], long_name: Option<Vec<u8>>, size: u64) -> Self {
        let name = long_name.unwrap_or_else(|| {
            let (name, prefix) = (until_nul(&header[..100]), until_nul(&header[345..500]));
            let posix = &header[257..263] == b"ustar\0" && !prefix.is_empty();
            if posix { [prefix, b"/", name].concat() } else { name.to_vec() }
        });
        Self { name: String::from_utf8_lossy(until_nul(&name)).into_owned(), size }
    }
}

fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or(field)
}

fn corrupt(why: &str) -> Error {
    Error::corrupt("tar", why)
}
