//! Little-endian fields and CRC-32, the two byte-level things tokens are made of.
//!
//! One rule: reading past the end gives `None`, never a made-up value.

/// A place in a row of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(head)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// Bytes with their length before them.
    pub fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    /// A block read as text.
    pub fn text(&mut self) -> Option<String> {
        self.block().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

/// CRC-32 as zlib computes it.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let odd = crc & 1 == 1;
            crc >>= 1;
            if odd {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}

/// Whether a text is 32 hexadecimal digits: an App ID or a certificate.
pub(super) fn is_hex32(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Reader, crc32, is_hex32};

    #[test]
    fn fields_end_where_the_bytes_end() {
        let mut reader = Reader::new(&[2, 0, b'h', b'i', 1, 2, 3]);
        assert_eq!(reader.text().as_deref(), Some("hi"));
        assert_eq!(reader.u32(), None);
        assert_eq!(reader.u16(), Some(0x0201));
        assert_eq!(reader.rest(), [3]);
    }

    #[test]
    fn crc_of_the_standard_check_text() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn thirty_two_hex() {
        assert!(is_hex32("0123456789abcdefABCDEF0123456789"));
        assert!(!is_hex32("0123456789abcdefABCDEF012345678g"));
        assert!(!is_hex32("0123"));
    }
}
