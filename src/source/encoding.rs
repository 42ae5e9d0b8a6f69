//! From the bytes of a log to text that is UTF-8 as far as the log allows. One rule: decided once, on the head.

use super::Error;
use super::peek::Input;
use encoding_rs::{CoderResult, Decoder, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Pairs of bytes looked at to recognise UTF-16 without a byte order mark.
const PAIRS: usize = 4096;

/// How the bytes of a log are turned into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charset {
    pub(super) encoding: &'static Encoding,
    /// Length of the byte order mark at the beginning.
    pub(super) mark: usize,
}

impl Charset {
    /// A byte order mark wins over `chosen`, which wins over guessing.
    pub(super) fn of(head: &[u8], chosen: Option<&'static Encoding>) -> Self {
        if let Some((encoding, mark)) = Encoding::for_bom(head) {
            return Self { encoding, mark };
        }
        let encoding = chosen.or_else(|| bare_utf16(head)).or_else(|| chinese(head)).unwrap_or(UTF_8);
        Self { encoding, mark: 0 }
    }

    /// Whether the bytes are passed on as they are.
    pub(super) fn as_is(self) -> bool {
        self.encoding == UTF_8
    }

    /// Lower-case name, such as `utf-16le`.
    pub(super) fn name(self) -> String {
        self.encoding.name().to_ascii_lowercase()
    }
}

/// Finds an encoding by any of its WHATWG labels (`gbk`, `latin1`, `utf-16le`, ...).
///
/// # Errors
/// [`Error::Encoding`] when no encoding has this label.
pub fn encoding_named(label: &str) -> Result<&'static Encoding, Error> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or(Error::Encoding)
}

/// UTF-16 shows as NULs in every second byte, nearly none in the others, and a line end.
fn bare_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let pairs = &pairs[..pairs.len().min(PAIRS)];
    let count = |wanted: fn(&[u8; 2]) -> bool| pairs.iter().filter(|pair| wanted(pair)).count();
    let first = count(|pair| pair[0] == 0);
    let second = count(|pair| pair[1] == 0);
    let (many, few) = (pairs.len() / 2, pairs.len() / 50 + 1);
    if pairs.len() < 4 {
        None
    } else if second > many && first <= few && count(|pair| is_line_end(*pair)) > 0 {
        Some(UTF_16LE)
    } else if first > many && second <= few && count(|pair| is_line_end([pair[1], pair[0]])) > 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Fewest pairs of bytes that show a Chinese text.
const CHINESE_PAIRS: usize = 6;

/// GBK without a mark: bytes above ASCII come in pairs, nearly all of them the common characters and punctuation, and
/// hardly any are UTF-8. Other text with a few bad bytes stays UTF-8, and what is UTF-8 throughout (Hebrew looks alike) too.
fn chinese(head: &[u8]) -> Option<&'static Encoding> {
    let cut_or_whole = std::str::from_utf8(head).map_or_else(|fault| fault.error_len().is_none(), |_| true);
    if cut_or_whole {
        return None;
    }
    let (mut pairs, mut common, mut at) = (0, 0, 0);
    while at < head.len() {
        if head[at].is_ascii() {
            at += 1;
            continue;
        }
        let trail = head.get(at + 1).copied().unwrap_or(0xa1);
        pairs += 1;
        common += usize::from(matches!(head[at], 0xa1 | 0xa3 | 0xb0..=0xd7) && trail >= 0xa1);
        at += 2;
    }
    let utf8: usize = head.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| c.len_utf8() > 2).count()).sum();
    let convincing = pairs >= CHINESE_PAIRS && common * 10 >= pairs * 9 && utf8 * 10 <= pairs;
    convincing.then_some(GBK)
}

fn is_line_end(unit: [u8; 2]) -> bool {
    matches!(unit, [b'\n' | b'\r', 0])
}

/// Whether lines end in CR alone. A CR at the very end says nothing: its LF may follow.
pub(super) fn only_cr(head: &[u8]) -> bool {
    let inner = &head[..head.len().saturating_sub(1)];
    memchr::memchr(b'\r', inner).is_some() && memchr::memchr(b'\n', head).is_none()
}

/// Decodes a stream to UTF-8; what cannot be decoded becomes U+FFFD.
pub(super) struct Transcoder<'a> {
    raw: Input<'a>,
    decoder: Decoder,
    input: Vec<u8>,
    input_at: usize,
    output: Vec<u8>,
    output_at: usize,
    stage: Stage,
}

enum Stage {
    Reading,
    /// No more input; what the decoder holds back is still to come, then the fault.
    Ending(Option<io::Error>),
    Ended(Option<io::Error>),
}

impl<'a> Transcoder<'a> {
    /// `raw` begins after the byte order mark.
    pub(super) fn new(raw: Input<'a>, encoding: &'static Encoding) -> Self {
        Self {
            raw,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: Vec::new(),
            input_at: 0,
            output: Vec::new(),
            output_at: 0,
            stage: Stage::Reading,
        }
    }

    fn read_input(&mut self) {
        self.input.resize(32 * 1024, 0);
        self.input_at = 0;
        let read = self.raw.read(&mut self.input);
        self.input.truncate(read.as_ref().map_or(0, |count| *count));
        match read {
            Ok(0) => self.stage = Stage::Ending(None),
            Ok(_) => {}
            Err(fault) => self.stage = Stage::Ending(Some(fault)),
        }
    }

    fn decode(&mut self) {
        self.output.resize(64 * 1024, 0);
        self.output_at = 0;
        let last = !matches!(self.stage, Stage::Reading);
        let input = &self.input[self.input_at..];
        let (result, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.output, last);
        self.input_at += read;
        self.output.truncate(written);
        if let (CoderResult::InputEmpty, Stage::Ending(fault)) = (result, &mut self.stage) {
            self.stage = Stage::Ended(fault.take());
        }
    }
}

impl Read for Transcoder<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.output_at == self.output.len() {
            match &mut self.stage {
                Stage::Ended(fault) => return fault.take().map_or(Ok(0), Err),
                Stage::Reading if self.input_at == self.input.len() => self.read_input(),
                _ => self.decode(),
            }
        }
        let ready = &self.output[self.output_at..];
        let count = ready.len().min(buf.len());
        buf[..count].copy_from_slice(&ready[..count]);
        self.output_at += count;
        Ok(count)
    }
}

/// Turns CR into LF, and CRLF into one LF.
pub(super) struct CrToLf<'a> {
    inner: Input<'a>,
    after_cr: bool,
}

impl<'a> CrToLf<'a> {
    pub(super) fn new(inner: Input<'a>) -> Self {
        Self { inner, after_cr: false }
    }

    /// Rewrites in place and returns the new length.
    fn convert(&mut self, bytes: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            if !(byte == b'\n' && self.after_cr) {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.after_cr = byte == b'\r';
        }
        kept
    }
}

impl Read for CrToLf<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.inner.read(buf)?;
            let kept = self.convert(&mut buf[..count]);
            if kept > 0 || count == 0 {
                return Ok(kept);
            }
        }
    }
}
