//! Bytes as they come to text, without waiting for more.
//!
//! One rule: it is for showing what is new; a log is scanned as a whole by the same means as any other.

use super::super::encoding::Charset;
use encoding_rs::{Decoder, Encoding};

/// Decodes the bytes of one piece.
#[derive(Default)]
pub struct LiveText {
    chosen: Option<&'static Encoding>,
    began: bool,
    decoder: Option<Decoder>,
}

impl LiveText {
    /// With the encoding that the user chose, if any.
    #[must_use]
    pub fn new(chosen: Option<&'static Encoding>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// Adds the text of these bytes. The first ones decide the encoding.
    pub fn decode(&mut self, mut bytes: &[u8], text: &mut Vec<u8>) {
        if !self.began {
            let charset = Charset::of(bytes, self.chosen);
            bytes = &bytes[charset.mark..];
            self.began = true;
            self.decoder = (!charset.as_is()).then(|| charset.encoding.new_decoder_without_bom_handling());
        }
        match &mut self.decoder {
            None => text.extend_from_slice(bytes),
            Some(decoder) => {
                let mut fresh = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
                let _ = decoder.decode_to_string(bytes, &mut fresh, false);
                text.extend_from_slice(fresh.as_bytes());
            }
        }
    }
}
