//! Head and foot of the document: style, script, and the policy that allows nothing else.
//!
//! One rule: the policy names the hash of exactly what stands between the tags, computed when the first page is made.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::markup::Html;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| hash(STYLE));
static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hash(SCRIPT));

/// From the doctype to the start of the body.
pub(super) fn head(h: &mut Html, verdict: &str) {
    h.raw("<!DOCTYPE html>\n<html lang=\"").raw(crate::lang::current().tag()).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    h.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
    h.text(&STYLE_HASH).raw("'; script-src 'sha256-").text(&SCRIPT_HASH);
    h.raw("'; base-uri 'none'; form-action 'none'\">\n");
    h.raw("<meta name=\"generator\" content=\"agora-logscan\">\n");
    h.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    h.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    h.raw("<title>").short(verdict, 120).raw(" - agora-logscan</title>\n<style>");
    lines(h, STYLE);
    h.raw("</style>\n</head>\n<body>\n");
}

/// From the script to the end.
pub(super) fn foot(h: &mut Html) {
    h.raw("<script>");
    lines(h, SCRIPT);
    h.raw("</script>\n</body>\n</html>\n");
}

/// Writes a file of this folder with plain line feeds: a browser drops carriage returns before it computes the hash.
fn lines(h: &mut Html, file: &'static str) {
    for part in file.split('\r') {
        h.raw(part);
    }
}

/// SHA-256 of a file of this folder as the browser sees it, in base 64.
fn hash(file: &str) -> String {
    base64(&Sha256::digest(file.replace('\r', "").as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |sum, at| sum << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = char::from(DIGITS[number >> (18 - 6 * at) & 63]);
            out.push(if at > three.len() { '=' } else { digit });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT, STYLE, base64, hash};

    #[test]
    fn base64_of_known_texts() {
        let known = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, expected) in known {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn hash_of_a_known_text_whatever_its_line_ends() {
        assert_eq!(hash("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        assert_eq!(hash("a\r\nb"), hash("a\nb"));
    }

    #[test]
    fn style_and_script_cannot_end_their_tags_early_or_load_anything() {
        for file in [STYLE, SCRIPT] {
            assert!(file.is_ascii() && !file.contains("</") && !file.contains("<!--"));
            for word in ["url(", "@import", "http:", "https:", "fetch(", "innerHTML", "eval("] {
                assert!(!file.contains(word), "{word}");
            }
        }
    }
}
