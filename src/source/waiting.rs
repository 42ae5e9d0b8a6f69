//! Sources that may keep a reader waiting: standard input, pipes, devices.
//!
//! One rule: a signal ends the wait, for what was read so far is still to be reported. So a thread of its own waits for
//! bytes, or for somebody to open the other end, and the reader looks for signals in between.

use crate::interrupt;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::Duration;

/// Bytes asked for at once; a pipe gives no more.
const PART: usize = 64 << 10;
/// Parts read ahead.
const AHEAD: usize = 4;
/// How often the reader looks for a signal.
const PAUSE: Duration = Duration::from_millis(50);

/// A stream that ends when a signal comes.
pub(super) struct Waiting {
    parts: Receiver<io::Result<Vec<u8>>>,
    part: Vec<u8>,
    at: usize,
}

impl Waiting {
    /// Opens and reads elsewhere; what goes wrong comes out as a read error.
    pub(super) fn start<R: Read>(open: impl FnOnce() -> io::Result<R> + Send + 'static) -> Self {
        let (give, parts) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut reader = match open() {
                Ok(reader) => reader,
                Err(error) => return drop(give.send(Err(error))),
            };
            loop {
                let part = read_part(&mut reader);
                let last = !matches!(&part, Ok(part) if !part.is_empty());
                if give.send(part).is_err() || last {
                    return;
                }
            }
        });
        Self { parts, part: Vec::new(), at: 0 }
    }

    /// The next part; empty at the end and after a signal.
    fn next(&self) -> io::Result<Vec<u8>> {
        loop {
            match self.parts.recv_timeout(PAUSE) {
                Ok(part) => return part,
                Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
                Err(RecvTimeoutError::Timeout) if interrupt::raised() => return Ok(Vec::new()),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Waiting {
    /// What is there now, without waiting; `None` when nothing is, 0 bytes at the end.
    pub(super) fn ready(&mut self, buf: &mut [u8]) -> io::Result<Option<usize>> {
        if self.at == self.part.len() {
            self.part = match self.parts.try_recv() {
                Ok(part) => part?,
                Err(TryRecvError::Disconnected) => Vec::new(),
                Err(TryRecvError::Empty) => return Ok(None),
            };
            self.at = 0;
        }
        Ok(Some(self.take(buf)))
    }

    fn take(&mut self, buf: &mut [u8]) -> usize {
        let ready = &self.part[self.at..];
        let count = ready.len().min(buf.len());
        buf[..count].copy_from_slice(&ready[..count]);
        self.at += count;
        count
    }
}

fn read_part(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut part = vec![0; PART];
    loop {
        match reader.read(&mut part) {
            Ok(length) => {
                part.truncate(length);
                return Ok(part);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Read for Waiting {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at == self.part.len() {
            self.part = self.next()?;
            self.at = 0;
        }
        Ok(self.take(buf))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(u32);

    impl Read for Broken {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => Err(io::ErrorKind::Interrupted.into()),
                2 | 3 => {
                    buf[..2].copy_from_slice(b"ab");
                    Ok(2)
                }
                _ => Err(io::Error::other("gone")),
            }
        }
    }

    #[test]
    fn bytes_come_before_the_fault() {
        let mut reader = Waiting::start(|| Ok(Broken(0)));
        let mut text = Vec::new();
        let error = reader.read_to_end(&mut text).unwrap_err();
        assert_eq!((text.as_slice(), error.to_string().as_str()), (&b"abab"[..], "gone"));
        let mut reader = Waiting::start(|| Err::<io::Empty, _>(io::Error::other("shut")));
        assert_eq!(reader.read(&mut [0; 4]).unwrap_err().to_string(), "shut");
        assert_eq!(reader.read(&mut [0; 4]).unwrap(), 0);
    }

    #[test]
    fn a_long_stream_comes_whole() {
        let text: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251).to_le_bytes()[0]).collect();
        let (sent, mut got) = (text.clone(), Vec::new());
        Waiting::start(move || Ok(io::Cursor::new(sent))).read_to_end(&mut got).unwrap();
        assert!(text == got);
    }
}
