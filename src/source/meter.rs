//! How much went in and how much came out. One rule: output never exceeds a free amount plus a multiple of the input.

use super::{Error, Options};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts the bytes of one source over all its layers.
#[derive(Debug)]
pub(super) struct Meter {
    taken: AtomicU64,
    made: AtomicU64,
    free: u64,
    ratio: u64,
}

impl Meter {
    /// `known` is the length of the source when it has one; otherwise input counts as it is read.
    pub(super) fn new(options: &Options, known: u64) -> Self {
        let (taken, made) = (AtomicU64::new(known), AtomicU64::new(0));
        Self { taken, made, free: options.free_bytes, ratio: options.max_ratio }
    }

    /// Notes bytes read from a source of unknown length.
    pub(super) fn took(&self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Relaxed);
    }

    /// Notes bytes that a layer produced.
    fn made(&self, bytes: usize) -> Result<(), Error> {
        self.made.fetch_add(bytes as u64, Relaxed);
        self.check()
    }

    /// Fails once the source has produced more than it may.
    pub(super) fn check(&self) -> Result<(), Error> {
        let allowed = self.taken.load(Relaxed).saturating_mul(self.ratio).saturating_add(self.free);
        if self.made.load(Relaxed) > allowed { Err(Error::Ratio(self.ratio)) } else { Ok(()) }
    }
}

/// A layer whose output is counted.
pub(super) struct Metered<'a, R> {
    inner: R,
    meter: &'a Meter,
}

impl<'a, R: Read> Metered<'a, R> {
    pub(super) fn new(inner: R, meter: &'a Meter) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.meter.check()?;
        let count = self.inner.read(buf)?;
        self.meter.made(count)?;
        Ok(count)
    }
}

/// The bottom of a source that is a stream: counts input, retries interrupted reads, gives reasons.
pub(super) struct Stream<'a, R> {
    inner: R,
    meter: &'a Meter,
}

impl<'a, R: Read> Stream<'a, R> {
    pub(super) fn new(inner: R, meter: &'a Meter) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Stream<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(buf) {
                Ok(count) => {
                    self.meter.took(count);
                    return Ok(count);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::of_os(&e).into()),
            }
        }
    }
}
