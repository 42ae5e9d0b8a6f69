//! Standard base64, read as far as it goes.
//!
//! One rule: nothing is refused; what does not fit is reported beside the bytes.

/// What a base64 text holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    /// All whole bytes before the first character that does not belong.
    pub bytes: Vec<u8>,
    /// Place of the first character that does not belong (also one after the padding).
    pub foreign: Option<usize>,
    /// The last group has left-over bits that are not 0: not what an encoder writes.
    pub spare_bits: bool,
    /// Number of `=` at the end.
    pub padding: usize,
    /// Number of characters that carry content.
    pub digits: usize,
}

impl Decoded {
    /// The padding is the one an encoder writes.
    pub fn padded(&self) -> bool {
        (self.digits + self.padding).is_multiple_of(4)
    }
}

/// Decodes the standard alphabet.
pub(super) fn decode(text: &str) -> Decoded {
    let mut found = Decoded::default();
    let (mut bits, mut held) = (0u32, 0u32);
    for (at, byte) in text.bytes().enumerate() {
        let digit = digit(byte);
        match digit {
            Some(value) if found.padding == 0 => {
                bits = (bits << 6) | value;
                held += 6;
                found.digits += 1;
            }
            None if byte == b'=' && found.padding < 2 => found.padding += 1,
            _ => {
                found.foreign = Some(at);
                break;
            }
        }
        if held >= 8 {
            held -= 8;
            found.bytes.push(u8::try_from((bits >> held) & 0xff).unwrap_or_default());
            bits &= (1 << held) - 1;
        }
    }
    found.spare_bits = bits != 0 || held == 6;
    found
}

fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Whether a byte carries content in the standard alphabet.
pub(super) fn is_digit(byte: u8) -> bool {
    digit(byte).is_some()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn whole_cut_and_foreign() {
        assert_eq!(decode("aGVsbG8=").bytes, b"hello");
        assert!(decode("aGVsbG8=").padded());
        assert_eq!(decode("aGVsbG8").bytes, b"hello");
        assert!(!decode("aGVsbG8").padded());
        assert!(!decode("aGVsbG8").spare_bits);
        assert!(decode("aGVsbG9=").spare_bits);
        assert!(decode("aGVsb").spare_bits);
        assert_eq!(decode("aGVs?G8=").foreign, Some(4));
        assert_eq!(decode("aGVs?G8=").bytes, b"hel");
        assert_eq!(decode("aGVsbG8=x").foreign, Some(8));
        assert_eq!(decode("aGVsbA===").foreign, Some(8));
        assert_eq!(decode("").bytes, b"");
    }
}
