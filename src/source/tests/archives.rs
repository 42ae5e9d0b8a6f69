use super::build::{Member, Pack, XZ, bzip2, deflate, gzip, stored, tar, xz_text, zip, zstd};
use super::{Got, complete, problem, read, read_file, sample, single};
use crate::source::{Error, Status};

#[test]
fn one_compressed_log_keeps_the_name_of_its_file() {
    let text = sample(5000);
    for packed in [gzip(&text), bzip2(&text), zstd(&text)] {
        for got in [read("app.log.x", &packed), read_file(&packed)] {
            let (out, outcome) = single(&got);
            assert_eq!((out, outcome.status), (text.as_slice(), Status::Complete));
        }
    }
    let got = read("app.log.xz", XZ);
    assert_eq!(complete(&got), [("app.log.xz".into(), String::from_utf8(xz_text()).unwrap())]);
}

#[test]
fn several_members_are_one_log() {
    let parts: [Pack; 3] = [gzip, bzip2, zstd];
    for pack in parts {
        let got = read("a", &[pack(b"one\n"), pack(b""), pack(b"two\n")].concat());
        assert_eq!(complete(&got), [("a".into(), "one\ntwo\n".into())]);
    }
    let got = read("a", &[XZ, &[0; 8], XZ].concat());
    assert!(single(&got).0 == xz_text().repeat(2));
}

#[test]
fn zstd_frames_without_content_are_passed() {
    let skip = [b"\x53\x2A\x4D\x18\x05\0\0\0".as_slice(), b"hello"].concat();
    let got = read("a", &[skip.clone(), zstd(b"one\n"), skip, zstd(b"two\n")].concat());
    assert_eq!(complete(&got), [("a".into(), "one\ntwo\n".into())]);
}

#[test]
fn garbage_after_the_last_member_is_said_and_padding_is_not() {
    let text = sample(10);
    let got = read("a", &[gzip(&text), b"garbage".to_vec()].concat());
    let (out, outcome) = single(&got);
    assert_eq!((out, outcome.status), (text.as_slice(), Status::Complete));
    assert_eq!(outcome.note.as_deref(), Some("7 bytes after the end of the gzip data ignored"));
    let got = read("a", &[gzip(&text), vec![0; 512]].concat());
    assert_eq!(single(&got).1.note, None);
}

#[test]
fn gzip_headers_may_carry_name_comment_and_extra_fields() {
    let mut writer =
        flate2::GzBuilder::new().filename("x.log").comment("c").extra(vec![7; 300]).write(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut writer, b"text\n").unwrap();
    assert_eq!(complete(&read("a", &writer.finish().unwrap())), [("a".into(), "text\n".into())]);
}

#[test]
fn tar_members_in_order_with_long_and_hostile_names() {
    let long = format!("{}/app.log", "d".repeat(180));
    let packed = tar(&[("b.log", b"b\n"), (&long, b"long\n"), ("empty", b""), ("a.log", b"a\n")]);
    let got = complete(&read("t.tar", &packed));
    let names: Vec<_> = got.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["t.tar!b.log", &format!("t.tar!{long}"), "t.tar!empty", "t.tar!a.log"]);
    assert_eq!(got[1].1, "long\n");
    let slip = zip(&[stored("../../etc/passwd", b"x\n")]);
    assert_eq!(complete(&read("z", &slip)), [("z!../../etc/passwd".into(), "x\n".into())]);
}

#[test]
fn tar_names_and_sizes_from_pax_records() {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", b"logs/pax name.log".as_slice()), ("size", b"4")]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_path("short").unwrap();
    header.set_size(4);
    header.set_cksum();
    builder.append(&header, b"pax\n".as_slice()).unwrap();
    let got = read("t", &builder.into_inner().unwrap());
    assert_eq!(complete(&got), [("t!logs/pax name.log".into(), "pax\n".into())]);
}

#[test]
fn tar_links_and_folders_are_no_logs() {
    let mut builder = tar::Builder::new(Vec::new());
    let kinds = [tar::EntryType::Directory, tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Fifo];
    for kind in kinds {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(0);
        builder.append_data(&mut header, "thing", std::io::empty()).unwrap();
    }
    assert_eq!(read("t", &builder.into_inner().unwrap()), []);
}

#[test]
fn zip_members_of_every_supported_method() {
    let text = sample(300);
    let methods = [(0, text.clone()), (8, deflate(&text)), (12, bzip2(&text)), (93, zstd(&text))];
    for (method, data) in &methods {
        for flags in [0, 8] {
            let member = Member { name: "logs/app.log", method: *method, flags, data, text: &text };
            let packed = zip(&[stored("first", b"1\n"), member, stored("last", b"2\n")]);
            for got in [read("f", &packed), read_file(&packed)] {
                let got = complete(&got);
                assert_eq!(got[1], ("f!logs/app.log".into(), String::from_utf8(text.clone()).unwrap()));
                assert_eq!((got.len(), got[2].1.as_str()), (3, "2\n"));
            }
        }
    }
}

#[test]
fn zip_members_that_cannot_be_read_are_named_and_the_others_are_read() {
    let packed = zip(&[
        Member { name: "secret", method: 8, flags: 1, data: b"????", text: b"" },
        Member { name: "old", method: 9, flags: 0, data: b"????", text: b"" },
        Member { name: "odd", method: 77, flags: 0, data: b"????", text: b"" },
        stored("app.log", b"ok\n"),
    ]);
    let got = read("z", &packed);
    assert_eq!(got[0], problem("z!secret", Status::Encrypted, Error::ZipEncrypted));
    assert_eq!(got[1], problem("z!old", Status::Skipped, Error::ZipMethod("deflate64".into())));
    assert_eq!(got[2], problem("z!odd", Status::Skipped, Error::ZipMethod("77".into())));
    assert_eq!(complete(&got[3..]), [("z!app.log".into(), "ok\n".into())]);
}

#[test]
fn archives_inside_archives() {
    let inner = tar(&[("app.log", b"deep\n"), ("old.log.gz", &gzip(b"older\n"))]);
    let packed = gzip(&inner);
    let bundle = zip(&[stored("a/logs.tgz", &packed), stored("b.zip", &zip(&[stored("c.log", b"c\n")]))]);
    let wanted = [("f!a/logs.tgz!app.log", "deep\n"), ("f!a/logs.tgz!old.log.gz", "older\n"), ("f!b.zip!c.log", "c\n")];
    for got in [read("f", &bundle), read_file(&bundle)] {
        assert_eq!(complete(&got), wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    let cases: [(&[u8], &str); 3] = [(b"7z\xBC\xAF\x27\x1C\0\x04", "7z"), (b"Rar!\x1A\x07\x01\0", "rar"), (b"\x04\x22\x4D\x18d@", "lz4")];
    for (bytes, what) in cases {
        assert!(
            matches!(&read("x", bytes)[..], [Got::Problem { status: Status::Skipped, error: Error::Unsupported(said), .. }] if *said == what)
        );
    }
}

#[test]
fn an_empty_zip_and_an_empty_file_are_no_fault() {
    assert_eq!(read("z", &zip(&[])), []);
    assert_eq!(complete(&read("e", b"")), [("e".into(), String::new())]);
    assert_eq!(complete(&read_file(b"")), [("f".into(), String::new())]);
    assert_eq!(complete(&read("g", &gzip(b""))), [("g".into(), String::new())]);
}
