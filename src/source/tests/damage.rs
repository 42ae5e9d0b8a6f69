use super::build::{Member, Pack, XZ, bzip2, deflate, gzip, stored, tar, xz_text, zip, zip_members, zstd};
use super::{Got, complete, problem, read, read_file, sample, single};
use crate::source::{Error, Item, Kind, Options, Source, Status, visit, visit_reader};
use std::io::{self, Read};

#[test]
fn cut_compressed_data_give_what_came_before() {
    let text = sample(12_000);
    let cases: [(Pack, &str, usize); 3] = [(gzip, "gzip", 40), (bzip2, "bzip2", 60), (zstd, "zstd", 60)];
    for (pack, name, percent) in cases {
        let packed = pack(&text);
        let got = read("a", &packed[..packed.len() * 3 / 4]);
        let (out, outcome) = single(&got);
        assert_eq!(outcome.status, Status::Partial, "{name}");
        assert!(matches!(outcome.fault, Some(Error::Truncated(what)) if what == name), "{outcome:?}");
        assert!(text.starts_with(out) && out.len() > text.len() * percent / 100, "{name}: {} bytes", out.len());
    }
}

#[test]
fn one_missing_byte_is_noticed_and_costs_nothing_else() {
    let text = sample(50);
    for packed in [gzip(&text), bzip2(&text), zstd(&text)] {
        let got = read("a", &packed[..packed.len() - 1]);
        let (out, outcome) = single(&got);
        assert!(outcome.status == Status::Partial && out == text);
    }
    let got = read("a", &XZ[..XZ.len() - 1]);
    let (out, outcome) = single(&got);
    assert_eq!((out, &outcome.fault), (xz_text().as_slice(), &Some(Error::Truncated("xz"))));
}

#[test]
fn damage_costs_nothing_that_came_before_it() {
    let text = sample(12_000);
    // What is decoded of a block of zstd, 128 KiB of text, is given when all of it is.
    let cases: [(Pack, usize); 2] = [(gzip, 40), (zstd, 20)];
    for (pack, percent) in cases {
        let mut packed = pack(&text);
        let middle = packed.len() / 2;
        packed[middle..middle + 40].fill(0xFF);
        let got = read("a", &packed);
        let (out, outcome) = single(&got);
        assert_eq!(outcome.status, Status::Partial);
        let same = out.iter().zip(&text).take_while(|(out, text)| out == text).count();
        assert!(same > text.len() * percent / 100, "{same} of {}", text.len());
    }
}

#[test]
fn wrong_checksums_are_said_after_the_text() {
    let text = sample(20);
    let mut packed = gzip(&text);
    let at = packed.len() - 6;
    packed[at] ^= 1;
    let got = read("a", &packed);
    let (out, outcome) = single(&got);
    assert_eq!((out, outcome.status), (text.as_slice(), Status::Partial));
    assert_eq!(outcome.fault, Some(Error::corrupt("gzip", "its checksum does not match")));
    let mut packed = zstd(&text);
    *packed.last_mut().expect("a checksum") ^= 1;
    let got = read("a", &packed);
    let (out, outcome) = single(&got);
    assert_eq!((out, outcome.status), (text.as_slice(), Status::Partial));
    assert!(matches!(&outcome.fault, Some(Error::Corrupt { .. })), "{outcome:?}");
    let packed = zip(&[Member { name: "a", method: 8, flags: 0, data: &deflate(&text), text: b"other" }]);
    let got = read("z", &packed);
    let (out, outcome) = single(&got);
    assert_eq!((out, outcome.status), (text.as_slice(), Status::Partial));
}

#[test]
fn nothing_at_all_is_a_failure() {
    let got = read("a", &gzip(b"text")[..10]);
    assert_eq!(got, [problem("a", Status::Failed, Error::Truncated("gzip"))]);
    assert_eq!(Error::Truncated("gzip").to_string(), "the gzip data is cut off");
}

#[test]
fn a_zstd_frame_that_looks_back_too_far_is_not_called_damaged() {
    // A frame with a window of 2 GiB and one empty block.
    let got = read("a", &[0x28, 0xB5, 0x2F, 0xFD, 0, 21 << 3, 1, 0, 0]);
    assert_eq!(got, [problem("a", Status::Failed, Error::Unsupported("long-range zstd"))]);
}

#[test]
fn a_cut_tar_gives_the_members_before_the_cut() {
    let text = sample(100);
    let packed = tar(&[("a", &text), ("b", &text), ("c", &text)]);
    let got = read("t", &packed[..512 * 3 + text.len() + 1000]);
    assert_eq!(complete(&got[..1])[0].0, "t!a");
    let Got::Log { text: out, outcome, .. } = &got[1] else { panic!("{got:?}") };
    assert!(text.starts_with(out) && out.len() > 500);
    assert_eq!((outcome.status, &outcome.fault), (Status::Partial, &Some(Error::Truncated("tar"))));
    assert_eq!(got[2..], [problem("t", Status::Partial, Error::Truncated("tar"))]);
}

#[test]
fn a_cut_tgz_names_the_gzip_data_as_the_reason() {
    let text = sample(20_000);
    let packed = gzip(&tar(&[("a", &text), ("b", &text)]));
    let got = read("t", &packed[..packed.len() * 3 / 4]);
    assert_eq!(complete(&got[..1])[0].0, "t!a");
    let Got::Log { outcome, .. } = &got[1] else { panic!("{got:?}") };
    assert_eq!((outcome.status, &outcome.fault), (Status::Partial, &Some(Error::Truncated("gzip"))));
    assert_eq!(got[2..], [problem("t", Status::Partial, Error::Truncated("gzip"))]);
}

#[test]
fn damage_behind_the_end_of_a_tar_is_noticed() {
    let mut packed = gzip(&tar(&[("a", b"a\n")]));
    let at = packed.len() - 6;
    packed[at] ^= 1;
    let got = read("t", &packed);
    assert!(matches!(&got[1], Got::Problem { status: Status::Partial, error: Error::Corrupt { what: "gzip", .. }, .. }));
}

#[test]
fn a_zip_without_its_directory_is_read_from_the_beginning() {
    let text = sample(3000);
    let data = deflate(&text);
    for flags in [0, 8] {
        let packed = |name| Member { name, method: 8, flags, data: &data, text: &text };
        let (bytes, _) = zip_members(&[packed("a"), stored("dir/", b""), stored("b", b"b\n"), packed("c")]);
        for bytes in [bytes.as_slice(), &bytes[..bytes.len() - data.len() / 4]] {
            for got in [read("f", bytes), read_file(bytes)] {
                let wanted = [("f!a".into(), String::from_utf8(text.clone()).unwrap()), ("f!b".into(), "b\n".into())];
                assert_eq!(complete(&got[..2]), wanted);
                let Got::Log { text: out, .. } = &got[2] else { panic!("{got:?}") };
                assert!(text.starts_with(out) && out.len() > text.len() / 2);
                let cut = |what| problem("f", Status::Partial, Error::Truncated(what));
                assert!(got[3..] == [cut("zip")] || got[3..] == [cut("deflate")], "{:?}", &got[3..]);
            }
        }
    }
}

#[test]
fn the_directory_of_an_inner_zip_is_not_taken_for_that_of_a_cut_outer_one() {
    let inner = zip(&[stored("deep.log", b"deep\n")]);
    let (bytes, _) = zip_members(&[stored("a.log", b"a\n"), stored("in.zip", &inner)]);
    let got = read("z", &bytes);
    let wanted = [("z!a.log", "a\n"), ("z!in.zip!deep.log", "deep\n")];
    assert_eq!(complete(&got[..2]), wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert_eq!(got[2..], [problem("z", Status::Partial, Error::Truncated("zip"))]);
}

#[test]
fn a_long_zip_from_a_pipe_is_streamed() {
    let text = sample(3000);
    let data = deflate(&text);
    let member = |name, flags| Member { name, method: 8, flags, data: &data, text: &text };
    let packed = zip(&[member("a", 8), member("b", 0), stored("c", b"c\n")]);
    let options = Options { zip_memory_bytes: 100, ..Options::default() };
    let got = complete(&super::read_with("z", &packed, &options));
    assert_eq!(got.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["z!a", "z!b", "z!c"]);
    assert!(got[0].1.as_bytes() == text && got[1].1.as_bytes() == text);
}

/// Gives some bytes, then an error as of a bad disk.
struct Failing(io::Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buf)? {
            0 => Err(io::Error::other("Input/output error (os error 5)")),
            count => Ok(count),
        }
    }
}

#[test]
fn read_errors_end_every_kind_of_source_with_their_own_reason() {
    let text = sample(12_000);
    let reason = Error::Read("Input/output error".into());
    let zipped = zip(&[Member { name: "m", method: 8, flags: 0, data: &deflate(&text), text: &text }]);
    let inputs = [text.clone(), gzip(&text), bzip2(&text), zstd(&text), tar(&[("m", &text)]), zipped];
    for mut bytes in inputs {
        bytes.truncate(bytes.len() * 3 / 4);
        let mut got = Vec::new();
        let failing = Failing(io::Cursor::new(bytes));
        visit_reader("x", failing, &Options::default(), &mut |item| {
            got.push(Got::of(item));
        });
        let Got::Log { text: out, outcome, .. } = &got[0] else { panic!("{got:?}") };
        assert!(text.starts_with(out) && out.len() > text.len() / 3);
        assert_eq!((outcome.status, &outcome.fault), (Status::Partial, &Some(reason.clone())));
        assert!(got[1..].iter().all(|got| *got == problem("x", Status::Partial, reason.clone())));
    }
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_partial() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let text = sample(20_000);
    std::fs::write(&path, &text).unwrap();
    let source = Source { name: "a.log".into(), kind: Kind::Path(path.clone()), named: true };
    let mut checked = false;
    visit(&source, &Options::default(), &mut |item| {
        let Item::Log(mut log) = item else { panic!("a log") };
        std::fs::write(&path, &text[..200_000]).unwrap();
        let mut buf = vec![0; text.len()];
        let plain = log.plain.unwrap();
        assert_eq!(plain.read_at(&mut buf, 100_000), (100_000, Some(Error::Shrunk)));
        let outcome = log.body.finish();
        assert_eq!((outcome.status, outcome.bytes, outcome.fault), (Status::Partial, 200_000, Some(Error::Shrunk)));
        checked = true;
    });
    assert!(checked);
}

#[test]
fn a_file_that_grows_ends_where_it_ended_when_it_was_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    std::fs::write(&path, b"one\n").unwrap();
    let source = Source { name: "a.log".into(), kind: Kind::Path(path.clone()), named: true };
    visit(&source, &Options::default(), &mut |item| {
        let Item::Log(mut log) = item else { panic!("a log") };
        std::fs::write(&path, b"one\ntwo\n").unwrap();
        assert_eq!(log.body.finish().bytes, 4);
    });
}
