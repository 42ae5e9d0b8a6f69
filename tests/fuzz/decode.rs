//! Bytes in any encoding to text: nothing stops the decoder, and however the bytes arrive the text is the same.

use agora_logscan::source::{self, Encoding, Item, Options, Outcome};
use std::io::{Cursor, Read};

/// Encodings that users name, and none.
const NAMES: [Option<&str>; 6] = [None, Some("utf-8"), Some("gbk"), Some("latin1"), Some("utf-16le"), Some("shift_jis")];

/// One input: its first byte chooses the encoding and the size of the pieces in which the rest arrives.
pub fn run(data: &[u8]) {
    let Some((&choice, data)) = data.split_first() else { return };
    let encoding = NAMES[usize::from(choice) % NAMES.len()].and_then(|name| source::encoding_named(name).ok());
    let options = options(encoding);
    let whole = read(data, usize::MAX, &options);
    let pieces = read(data, 1 + usize::from(choice / 8), &options);
    assert_eq!(whole, pieces, "other text in pieces");
    for (text, outcome) in &whole {
        assert_eq!(text.len() as u64, outcome.bytes, "{outcome:?}");
    }
    // NULs between letters look like UTF-16 without its mark.
    if let Some(text) = std::str::from_utf8(data).ok().filter(|text| !text.contains('\0')) {
        same_in_utf_16(text, choice.is_multiple_of(2));
    }
}

fn options(encoding: Option<&'static Encoding>) -> Options {
    Options { encoding, max_member_bytes: 1 << 16, free_bytes: 1 << 16, max_ratio: 10, max_depth: 3, max_members: 20, ..Options::default() }
}

/// Gives at most so many bytes at a time.
struct Slow<'a>(Cursor<&'a [u8]>, usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(self.1);
        self.0.read(&mut buffer[..most])
    }
}

/// Every log found in the bytes, with how its reading ended.
fn read(data: &[u8], piece: usize, options: &Options) -> Vec<(Vec<u8>, Outcome)> {
    let mut found = Vec::new();
    source::visit_reader("fuzz", Slow(Cursor::new(data), piece), options, &mut |item| {
        if let Item::Log(mut log) = item {
            let mut text = Vec::new();
            log.body.read_to_end(&mut text).expect("reading a body never fails");
            found.push((text, log.body.outcome()));
        }
    });
    found
}

/// The same text in UTF-16 behind its mark reads the same.
fn same_in_utf_16(text: &str, little: bool) {
    let text = format!("log: {text}");
    let bytes: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect();
    let (plain, wide) = (read(text.as_bytes(), usize::MAX, &options(None)), read(&bytes, usize::MAX, &options(None)));
    assert_eq!(plain.len(), 1);
    assert_eq!(plain, wide, "UTF-16 reads otherwise: {text:?}");
}
