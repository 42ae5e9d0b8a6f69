//! Into archives and out with logs. One rule: logs and problems come in the order in which the data lie in the source.

use super::body::{Body, Note};
use super::decode::Decoder;
use super::encoding::Charset;
use super::meter::Meter;
use super::peek::{Input, Peeked};
use super::sniff::{Codec, Format};
use super::tar::TarReader;
use super::{Error, Item, Opened, Options, PlainFile, Problem, Status};

/// One walk through one source.
pub(super) struct Walk<'w> {
    pub(super) options: &'w Options,
    pub(super) meter: &'w Meter,
    pub(super) members: u64,
    pub(super) sink: &'w mut dyn FnMut(Item<'_>),
}

/// Where in a source the walk is.
#[derive(Clone, Default)]
pub(super) struct Place<'p> {
    pub(super) name: String,
    /// Layers of archives and compression around it.
    pub(super) depth: usize,
    /// Whether a log here is read.
    pub(super) included: bool,
    /// Whether members of an archive here are read without matching an include pattern.
    pub(super) whole: bool,
    /// The file itself, when nothing is around it.
    pub(super) file: Option<PlainFile<'p>>,
    pub(super) size: Option<u64>,
    pub(super) note: Option<Note>,
}

impl<'p> Place<'p> {
    /// The source itself.
    pub(super) fn root(name: &str, whole: bool, file: Option<PlainFile<'p>>) -> Self {
        let size = file.map(|file| file.len());
        Self { name: name.to_owned(), included: true, whole, file, size, ..Self::default() }
    }
}

impl<'w> Walk<'w> {
    /// Finds out what `input` holds, and goes on accordingly.
    pub(super) fn enter<'a>(&mut self, place: Place<'a>, input: Input<'a>)
    where
        'w: 'a,
    {
        let mut input = Peeked::new(input);
        if let Some(fault) = input.fault_at_once() {
            return self.problem(&place, Status::Failed, Error::of_io(&fault));
        }
        let format = Format::of(input.head());
        let container = matches!(format, Format::Compressed(_) | Format::Tar | Format::Zip);
        if container && place.depth >= self.options.max_depth {
            return self.problem(&place, Status::Skipped, Error::Depth(self.options.max_depth));
        }
        match format {
            Format::Compressed(codec) => self.compressed(place, codec, input),
            Format::Tar => self.tar(&place, input),
            Format::Zip => self.zip(&place, input),
            Format::Unsupported(what) => {
                self.problem(&place, Status::Skipped, Error::Unsupported(what));
            }
            Format::EncryptedSdkLog => {
                self.problem(&place, Status::Encrypted, Error::EncryptedSdkLog);
            }
            Format::Text => self.log(place, input),
        }
    }

    pub(super) fn problem(&mut self, place: &Place<'_>, status: Status, error: Error) {
        let (name, size) = (place.name.clone(), place.size);
        (self.sink)(Item::Problem(Problem { name, status, size, error }));
    }

    fn log<'a>(&mut self, place: Place<'a>, input: Peeked<'a>) {
        if !place.included {
            return;
        }
        let charset = Charset::of(input.head(), self.options.encoding);
        let limit = if place.depth == 0 { u64::MAX } else { self.options.max_member_bytes };
        let prepared = Body::prepare(input, charset, place.file, limit, place.note);
        (self.sink)(Item::Log(Opened {
            name: place.name,
            size: place.size,
            plain: prepared.plain,
            encoding: prepared.encoding,
            body: prepared.body,
        }));
    }

    fn compressed<'a>(&mut self, place: Place<'a>, codec: Codec, input: Peeked<'a>)
    where
        'w: 'a,
    {
        let note = Note::default();
        let unpacked = Decoder::metered(codec, Box::new(input), note.clone(), self.meter);
        self.enter(Place { depth: place.depth + 1, file: None, size: None, note: Some(note), ..place }, unpacked);
    }

    /// The place of a member, unless the patterns or the number of members forbid it.
    pub(super) fn member<'a>(&mut self, of: &Place<'_>, name: &str, size: Option<u64>) -> Option<Place<'a>> {
        self.members += 1;
        let whole = of.whole || self.options.include.matches(name);
        let wanted = self.members <= self.options.max_members && !self.options.exclude.matches(name);
        wanted.then(|| Place { name: format!("{}!{name}", of.name), depth: of.depth + 1, included: whole, whole, size, ..Place::default() })
    }

    /// Why no further member may be read, if so.
    pub(super) fn stop(&self) -> Option<Error> {
        let too_many = self.members > self.options.max_members;
        let members = too_many.then_some(Error::Members(self.options.max_members));
        members.or_else(|| self.meter.check().err())
    }

    fn tar(&mut self, place: &Place<'_>, input: Peeked<'_>) {
        let before = self.members;
        let mut tar = TarReader::new(Box::new(input));
        let end = loop {
            match tar.next_file() {
                Ok(Some(file)) => {
                    if let Some(member) = self.member(place, &file.name, Some(file.size)) {
                        self.enter(member, Box::new(&mut tar));
                    }
                }
                Ok(None) => break None,
                Err(e) => break Some(e),
            }
            if let Some(e) = self.stop() {
                break Some(e);
            }
        };
        if let Some(e) = end.or_else(|| tar.finish().err()) {
            self.cut_short(place, before, e);
        }
    }

    /// An archive ended before its end, having held `before` members when it began.
    pub(super) fn cut_short(&mut self, place: &Place<'_>, before: u64, error: Error) {
        let status = if self.members > before { Status::Partial } else { Status::Failed };
        self.problem(place, status, error);
    }
}
