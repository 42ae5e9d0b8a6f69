//! Texts put aside until they are read again: a few in memory, many in a file without a name.
//!
//! One rule: what was put in comes out as it was, or as an error. Where no file can be had, memory serves for it.

use std::fmt::{self, Debug, Formatter};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that wait in memory before they are written.
const MOST_WAITING: usize = 4 << 20;
/// Bytes that are copied at once.
const MOST_COPIED: u64 = 1 << 20;

/// Texts put aside.
#[derive(Default)]
pub struct Spool {
    file: Option<Mutex<File>>,
    /// Bytes in the file.
    filed: u64,
    /// What comes behind them.
    waiting: Vec<u8>,
    /// A file was asked for in vain.
    no_file: bool,
}

/// Where a text lies in its spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    at: u64,
    length: u64,
}

impl Slot {
    /// The same text behind so many bytes.
    #[must_use]
    pub fn behind(self, bytes: u64) -> Slot {
        Slot { at: self.at + bytes, ..self }
    }
}

impl Spool {
    /// Puts a text aside.
    pub fn put(&mut self, text: &[u8]) -> Slot {
        let slot = Slot { at: self.len(), length: text.len() as u64 };
        self.waiting.extend_from_slice(text);
        if self.waiting.len() > MOST_WAITING && !self.no_file {
            self.no_file = self.file().is_err();
        }
        slot
    }

    /// Bytes of all texts.
    pub fn len(&self) -> u64 {
        self.filed + self.waiting.len() as u64
    }

    /// Whether nothing was put in.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes all texts of another spool and tells by how much their slots move.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn append(&mut self, other: &Spool) -> io::Result<u64> {
        let (moved, mut at) = (self.len(), 0);
        // Few spools have a file; the others need no buffer for it.
        let mut piece = vec![0; usize::try_from(other.filed).unwrap_or(usize::MAX).min(MOST_WAITING)];
        while at < other.filed {
            let length = (other.filed - at).min(piece.len() as u64);
            let some = piece.get_mut(..usize::try_from(length).unwrap_or_default()).unwrap_or_default();
            other.read_file(at, some)?;
            self.put(some);
            at += length;
        }
        self.put(&other.waiting);
        Ok(moved)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// What the file says.
    pub fn get(&self, slot: Slot) -> io::Result<Vec<u8>> {
        let lost = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let length = usize::try_from(slot.length).map_err(|_| lost())?;
        let mut text = vec![0; length];
        // What was taken over from another spool may begin in the file and end in memory.
        let filed = usize::try_from(self.filed.saturating_sub(slot.at)).map_or(length, |filed| filed.min(length));
        let (front, back) = text.split_at_mut(filed);
        if !front.is_empty() {
            self.read_file(slot.at, front)?;
        }
        let at = usize::try_from((slot.at + filed as u64).saturating_sub(self.filed)).map_err(|_| lost())?;
        back.copy_from_slice(self.waiting.get(at..).and_then(|rest| rest.get(..back.len())).ok_or_else(lost)?);
        Ok(text)
    }

    /// Copies a text, piece by piece.
    ///
    /// # Errors
    /// What the file or the writer says.
    pub fn copy(&self, slot: Slot, out: &mut dyn Write) -> io::Result<()> {
        let (mut at, end) = (slot.at, slot.at + slot.length);
        while at < end {
            let length = (end - at).min(MOST_COPIED);
            out.write_all(&self.get(Slot { at, length })?)?;
            at += length;
        }
        Ok(())
    }

    fn read_file(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(into)
    }

    /// Moves what waits into the file.
    fn file(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(Mutex::new(own_file()?));
        }
        let file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.filed))?;
        file.write_all(&self.waiting)?;
        self.filed += self.waiting.len() as u64;
        self.waiting = Vec::new();
        Ok(())
    }
}

/// A file without a name that only the user may open, be it by way of this process.
fn own_file() -> io::Result<File> {
    let file = tempfile::tempfile()?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Bytes behind all others; whoever writes them knows the slot.
impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Debug for Spool {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Spool({} bytes)", self.len())
    }
}

/// A list of texts that is written once and read from its beginning.
#[derive(Debug, Clone, Default)]
pub struct Texts(Arc<List>);

#[derive(Debug, Default)]
struct List {
    spool: Spool,
    slots: Vec<Slot>,
}

impl Texts {
    /// One text, put aside while it is written.
    ///
    /// # Errors
    /// What the one who writes it says.
    pub fn written<E>(write: impl FnOnce(&mut Spool) -> Result<(), E>) -> Result<Texts, E> {
        let mut spool = Spool::default();
        write(&mut spool)?;
        let slots = vec![Slot { at: 0, length: spool.len() }];
        Ok(Texts(Arc::new(List { spool, slots })))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.slots.is_empty()
    }

    /// Copies one of them.
    ///
    /// # Errors
    /// When it cannot be read, or what the writer says.
    pub fn copy(&self, at: usize, out: &mut dyn Write) -> io::Result<()> {
        self.0.slots.get(at).map_or(Ok(()), |slot| self.0.spool.copy(*slot, out))
    }

    /// The texts in their order; an error instead of one that cannot be read.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<String>> + '_ {
        let text = |slot: &Slot| String::from_utf8(self.0.spool.get(*slot)?).map_err(io::Error::other);
        self.0.slots.iter().map(text)
    }
}

impl FromIterator<String> for Texts {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Texts {
        let mut list = List::default();
        for text in texts {
            list.slots.push(list.spool.put(text.as_bytes()));
        }
        Texts(Arc::new(list))
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Texts) -> bool {
        let same = |(a, b): (io::Result<String>, io::Result<String>)| a.is_ok_and(|a| b.is_ok_and(|b| a == b));
        self.0.slots.len() == other.0.slots.len() && self.iter().zip(other.iter()).all(same)
    }
}

impl Eq for Texts {}

#[cfg(test)]
mod tests {
    use super::{MOST_WAITING, Slot, Spool};
    #[cfg(target_os = "linux")]
    use std::sync::Mutex;

    fn text(at: usize) -> Vec<u8> {
        format!("{at} ").repeat(1 + at * 37 % 5_000).into_bytes()
    }

    fn filled(from: usize, until: usize, no_file: bool) -> (Spool, Vec<Slot>) {
        let mut spool = Spool { no_file, ..Spool::default() };
        let slots = (from..until).map(|at| spool.put(&text(at))).collect();
        (spool, slots)
    }

    #[test]
    fn what_was_put_in_comes_out_from_file_and_from_memory() {
        for no_file in [false, true] {
            let (spool, slots) = filled(0, 2_000, no_file);
            assert!(spool.len() > 3 * MOST_WAITING as u64, "several files' worth");
            assert_eq!((spool.filed > 0, spool.waiting.len() > MOST_WAITING), (!no_file, no_file));
            for at in (0..2_000).rev() {
                assert_eq!(spool.get(slots[at]).ok(), Some(text(at)), "{at}");
                let mut copy = Vec::new();
                assert!(spool.copy(slots[at], &mut copy).is_ok_and(|()| copy == text(at)), "{at}");
            }
        }
    }

    #[test]
    fn what_is_taken_over_only_moves() {
        let ((mut all, mut slots), (other, others)) = (filled(0, 700, false), filled(700, 2_000, false));
        let moved = all.append(&other).expect("it can be read");
        slots.extend(others.iter().map(|slot| slot.behind(moved)));
        for (at, slot) in slots.into_iter().enumerate() {
            assert!(all.get(slot).is_ok_and(|is| is == text(at)), "{at}");
        }
    }

    #[test]
    fn little_makes_no_file_and_much_makes_one_that_nobody_else_can_open() {
        let (few, _) = filled(0, 100, false);
        assert!(few.file.is_none() && !few.is_empty());
        let (much, _) = filled(0, 2_000, false);
        let file = much.file.as_ref().expect("there is one").lock().expect("nobody failed");
        let about = file.metadata().expect("it is open");
        assert_eq!(about.len(), much.filed);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            assert_eq!((about.mode() & 0o077, about.nlink()), (0, 0), "it is the user's alone and has no name");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn on_a_full_disk_memory_serves_for_the_file() {
        let full = std::fs::OpenOptions::new().read(true).write(true).open("/dev/full").expect("a disk that is always full");
        let mut spool = Spool { file: Some(Mutex::new(full)), ..Spool::default() };
        let slots: Vec<Slot> = (0..2_000).map(|at| spool.put(&text(at))).collect();
        assert!(spool.no_file && spool.filed == 0);
        for (at, slot) in slots.into_iter().enumerate() {
            assert!(spool.get(slot).is_ok_and(|is| is == text(at)), "{at}");
        }
    }

    #[test]
    fn a_place_that_is_none_is_an_error() {
        let (spool, slots) = filled(0, 3, false);
        let last = slots[2];
        assert!(spool.get(Slot { at: last.at + 1, ..last }).is_err());
        assert!(spool.get(Slot { at: u64::MAX, length: 1 }).is_err());
    }
}
