//! Through the members of a zip archive. One rule: by its directory where there is one, else from its beginning.

use super::body::Note;
use super::inflate::Pump;
use super::peek::{Buffered, Input, Peeked};
use super::sniff::Codec;
use super::walk::{Place, Walk};
use super::zip::{Expected, Held, fault, packing, unpack};
use super::zip_local::Local;
use super::{Error, Status};
use rawzip::{RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipLocator};
use std::io::{self, Read};

/// What the directory says of a member.
struct Listed {
    name: String,
    way: ZipArchiveEntryWayfinder,
    packing: Result<Option<Codec>, Error>,
    expected: Expected,
}

impl Listed {
    /// Nothing for folders and links.
    fn of(entry: &ZipFileHeaderRecord<'_>) -> Option<Self> {
        let file = !entry.is_dir() && !entry.mode().is_symlink();
        file.then(|| Self {
            name: String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned(),
            way: entry.wayfinder(),
            packing: packing(entry.compression_method().as_u16(), entry.flags().is_encrypted()),
            expected: Expected { size: entry.uncompressed_size_hint(), crc: entry.crc32() },
        })
    }
}

impl Walk<'_> {
    /// An archive that is not a file itself is held in memory, unless it is too long for that.
    pub(super) fn zip(&mut self, place: &Place<'_>, mut input: Peeked<'_>) {
        if let Some(file) = place.file {
            return self.held_zip(place, &Held::File(file));
        }
        let most = self.options.zip_memory_bytes;
        let mut bytes = Vec::new();
        let read = input.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
        if read.is_ok() && bytes.len() as u64 <= most {
            return self.held_zip(place, &Held::Memory(bytes));
        }
        let all = Peeked::resume(bytes, read.err(), Box::new(input));
        let before = self.members;
        if let Err(e) = self.locals(place, Box::new(all)) {
            self.cut_short(place, before, e);
        }
    }

    fn held_zip(&mut self, place: &Place<'_>, held: &Held<'_>) {
        let before = self.members;
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let end = match ZipLocator::new().locate_in_reader(held, &mut buffer, held.len()) {
            Ok(archive) if reaches_back(&archive, &mut buffer) => self.directory(place, &archive, &mut buffer),
            Ok(_) => self.without_directory(place, held, Error::Truncated("zip")),
            Err((_, e)) => self.without_directory(place, held, fault(&e)),
        };
        if let Err(e) = end {
            self.cut_short(place, before, e);
        }
    }

    /// A missing directory means that the end is missing, however many members can still be read.
    fn without_directory(&mut self, place: &Place<'_>, held: &Held<'_>, why: Error) -> Result<(), Error> {
        self.locals(place, held.reader())?;
        Err(if matches!(why, Error::Corrupt { .. }) { Error::Truncated("zip") } else { why })
    }

    fn directory(&mut self, place: &Place<'_>, archive: &ZipArchive<&Held<'_>>, buffer: &mut [u8]) -> Result<(), Error> {
        let mut entries = archive.entries(buffer);
        while let Some(entry) = entries.next_entry().map_err(|e| fault(&e))? {
            if let Some(listed) = Listed::of(&entry) {
                self.listed(place, archive, listed);
            }
            self.stop().map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    fn listed(&mut self, place: &Place<'_>, archive: &ZipArchive<&Held<'_>>, listed: Listed) {
        let Some(member) = self.member(place, &listed.name, Some(listed.expected.size)) else {
            return;
        };
        let codec = match listed.packing {
            Ok(codec) => codec,
            Err(e) => return self.unreadable(&member, e),
        };
        match archive.get_entry(listed.way) {
            Ok(entry) => {
                let note = Note::default();
                let data = unpack(Box::new(entry.reader()), codec, Some(listed.expected), note, self.meter);
                self.enter(member, data);
            }
            Err(e) => self.problem(&member, Status::Failed, fault(&e)),
        }
    }

    fn unreadable(&mut self, place: &Place<'_>, error: Error) {
        let status = if error == Error::ZipEncrypted { Status::Encrypted } else { Status::Skipped };
        self.problem(place, status, error);
    }

    /// Walks the member headers from the beginning.
    fn locals(&mut self, place: &Place<'_>, input: Input<'_>) -> Result<(), Error> {
        let mut input = Buffered::new(input);
        while let Some(local) = Local::next(&mut input)? {
            let member = if local.name.ends_with('/') { None } else { self.member(place, &local.name, None) };
            input = match local.packed {
                Some(packed) => self.local_of_length(input, member, &local, packed)?,
                None => self.local_of_any_length(input, member, &local)?,
            };
            self.stop().map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    fn local_of_length<'b>(
        &mut self,
        mut input: Buffered<'b>,
        member: Option<Place<'_>>,
        local: &Local,
        packed: u64,
    ) -> Result<Buffered<'b>, Error> {
        let mut data = input.by_ref().take(packed);
        match (member, packing(local.method, local.encrypted)) {
            (Some(member), Ok(codec)) => {
                let unpacked = unpack(Box::new(&mut data), codec, local.expected, Note::default(), self.meter);
                self.enter(member, unpacked);
            }
            (Some(member), Err(e)) => self.unreadable(&member, e),
            (None, _) => {}
        }
        let left = data.limit();
        input.skip(left).map_err(|e| Error::of_decoder("zip", &e))?;
        Ok(input)
    }

    /// Deflate data end by themselves; other data whose length is unknown cannot be passed.
    fn local_of_any_length<'b>(&mut self, input: Buffered<'b>, member: Option<Place<'_>>, local: &Local) -> Result<Buffered<'b>, Error> {
        let codec = packing(local.method, local.encrypted);
        if codec != Ok(Some(Codec::Deflate)) {
            if let Some(member) = member {
                self.unreadable(&member, codec.err().unwrap_or(Error::ZipLength));
            }
            return Err(Error::ZipLength);
        }
        let mut pump = Pump::deflate(input);
        if let Some(member) = member {
            let data = unpack(Box::new(&mut pump), None, None, Note::default(), self.meter);
            self.enter(member, data);
        }
        io::copy(&mut pump, &mut io::sink()).map_err(|e| Error::of_decoder("zip", &e))?;
        let mut input = pump.into_input();
        Local::skip_descriptor(&mut input)?;
        Ok(input)
    }
}

/// Whether a directory is about the archive that begins the data. In a cut archive, the last directory may be that of an
/// archive stored inside it.
fn reaches_back(archive: &ZipArchive<&Held<'_>>, buffer: &mut [u8]) -> bool {
    let mut start = [0; 4];
    let known = archive.get_ref().read_at(&mut start, 0).is_ok();
    let mut entries = archive.entries(buffer);
    let mut found = !known || start != *b"PK\x03\x04";
    while let (false, Ok(Some(entry))) = (found, entries.next_entry()) {
        found = entry.local_header_offset() == 0;
    }
    found
}
