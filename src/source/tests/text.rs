use super::{complete, read, read_with, single};
use crate::source::{Item, Kind, Options, Source, Status, encoding_named, visit};

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn text_of(bytes: &[u8]) -> String {
    complete(&read("a", bytes)).remove(0).1
}

/// Encoding as reported, text of the body, text of the file read by ranges.
fn as_file(bytes: &[u8], options: &Options) -> (String, Vec<u8>, Option<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    std::fs::write(&path, bytes).unwrap();
    let source = Source { name: "a.log".into(), kind: Kind::Path(path), named: true };
    let mut seen = None;
    visit(&source, options, &mut |item| {
        let Item::Log(mut log) = item else { panic!("a log") };
        let mut body = Vec::new();
        std::io::Read::read_to_end(&mut log.body, &mut body).unwrap();
        let ranges = log.plain.map(|plain| {
            let mut all = Vec::new();
            let mut piece = [0; 7];
            while (all.len() as u64) < plain.len() {
                let (count, fault) = plain.read_at(&mut piece, all.len() as u64);
                assert_eq!(fault, None);
                all.extend_from_slice(&piece[..count]);
            }
            assert_eq!(plain.read_at(&mut piece, plain.len()), (0, None));
            all
        });
        seen = Some((log.encoding, body, ranges));
    });
    seen.unwrap()
}

#[test]
fn plain_bytes_pass_through_and_may_be_read_by_ranges() {
    for bytes in [b"one\r\ntwo \xFF\xFE\0 three\n".as_slice(), "gr\u{fc}n \u{4e2d}\n".as_bytes(), b"x"] {
        let (encoding, body, ranges) = as_file(bytes, &Options::default());
        assert_eq!((encoding.as_str(), body.as_slice()), ("utf-8", bytes));
        assert_eq!(ranges.as_deref(), Some(bytes));
    }
}

#[test]
fn a_utf8_mark_is_left_out_of_body_and_ranges() {
    let (encoding, body, ranges) = as_file(b"\xEF\xBB\xBFtext\n", &Options::default());
    assert_eq!((encoding.as_str(), body.as_slice(), ranges.as_deref()), ("utf-8", &b"text\n"[..], Some(&b"text\n"[..])));
}

#[test]
fn utf16_with_and_without_a_mark() {
    let text = "ERROR ret -17 \u{1F600}\u{4e2d}\r\nsecond line\r\n";
    for mark in ["\u{FEFF}", ""] {
        let marked = format!("{mark}{text}");
        let (encoding, body, ranges) = as_file(&utf16(&marked, u16::to_le_bytes), &Options::default());
        assert_eq!((encoding.as_str(), body.as_slice(), ranges), ("utf-16le", text.as_bytes(), None));
        let (encoding, body, _) = as_file(&utf16(&marked, u16::to_be_bytes), &Options::default());
        assert_eq!((encoding.as_str(), body.as_slice()), ("utf-16be", text.as_bytes()));
    }
}

#[test]
fn long_utf16_logs_survive_every_buffer_edge() {
    let text = "line \u{4e2d}\u{6587} \u{1F600} ret -7\n".repeat(40_000);
    assert!(text_of(&utf16(&format!("\u{FEFF}{text}"), u16::to_le_bytes)) == text);
}

#[test]
fn an_odd_byte_at_the_end_of_utf16_costs_one_character() {
    let mut bytes = utf16("\u{FEFF}ab\n", u16::to_le_bytes);
    bytes.push(0x41);
    assert_eq!(text_of(&bytes), "ab\n\u{FFFD}");
}

#[test]
fn nuls_in_a_byte_log_do_not_make_it_utf16() {
    let cases: [&[u8]; 3] = [b"I/x: a\0\0\0\0b\n\0c ret -7\n", &[0; 4096], b"a\0b\0"];
    for bytes in cases {
        assert_eq!(single(&read("a", bytes)).0, bytes);
    }
}

#[test]
fn a_named_encoding_is_used_unless_a_mark_says_otherwise() {
    let gbk = Options { encoding: Some(encoding_named("gbk").unwrap()), ..Options::default() };
    let (encoding, body, ranges) = as_file(b"\xD6\xD0\xCE\xC4 ret -7\n", &gbk);
    assert_eq!((encoding.as_str(), body.as_slice(), ranges), ("gbk", "\u{4e2d}\u{6587} ret -7\n".as_bytes(), None));
    let marked = [b"\xEF\xBB\xBF".as_slice(), "\u{4e2d}".as_bytes()].concat();
    assert_eq!(complete(&read_with("a", &marked, &gbk))[0].1, "\u{4e2d}");
    let latin1 = Options { encoding: Some(encoding_named("latin1").unwrap()), ..Options::default() };
    assert_eq!(complete(&read_with("a", b"gr\xFCn\n", &latin1))[0].1, "gr\u{fc}n\n");
    assert!(encoding_named("klingon").is_err());
}

#[test]
fn lines_that_end_in_cr_get_lf_and_crlf_stays() {
    assert_eq!(text_of(b"one\rtwo\rthree"), "one\ntwo\nthree");
    assert_eq!(text_of(b"one\r\ntwo\r\n"), "one\r\ntwo\r\n");
    assert_eq!(text_of(b"50%\r60%\r\ndone\n"), "50%\r60%\r\ndone\n");
    assert_eq!(text_of(b"only\r"), "only\r");
    assert_eq!(text_of(&utf16("\u{FEFF}one\rtwo\r", u16::to_le_bytes)), "one\ntwo\n");
    assert_eq!(as_file(b"one\rtwo", &Options::default()).2, None);
}

#[test]
fn in_a_cr_log_a_late_crlf_is_one_line_end() {
    let early = b"progress\r".repeat(8000);
    let got = text_of(&[early.as_slice(), b"end\r\nnext\n\nlast"].concat());
    assert!(got.ends_with("progress\nend\nnext\n\nlast"));
}

#[test]
fn the_head_is_decoded_text_and_stays() {
    let mut seen = Vec::new();
    let bytes = utf16(&format!("\u{FEFF}{}", "abc\n".repeat(50_000)), u16::to_le_bytes);
    crate::source::visit_reader("a", std::io::Cursor::new(bytes), &Options::default(), &mut |item| {
        let Item::Log(mut log) = item else { panic!("a log") };
        assert_eq!(log.body.head().len(), 64 * 1024);
        assert!(log.body.head().starts_with(b"abc\nabc\n"));
        let outcome = log.body.finish();
        seen.push((outcome.status, outcome.bytes, log.body.head().len()));
    });
    assert_eq!(seen, [(Status::Complete, 200_000, 64 * 1024)]);
}
