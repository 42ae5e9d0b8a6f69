use super::{Got, build, complete, read};
use crate::source::{Error, Status, is_encrypted_sdk_log};

fn header(length: usize) -> Vec<u8> {
    let mut record = b"\xFE\x12\x08aB3$xyz9".to_vec();
    record.extend(u16::try_from(length).unwrap().to_be_bytes());
    record.extend((0..length).map(|n| u8::try_from(n * 37 % 251).unwrap()));
    record
}

fn data(length: usize) -> Vec<u8> {
    let mut record = b"\xFE\x11".to_vec();
    record.extend(u16::try_from(length).unwrap().to_be_bytes());
    record.extend((0..length).map(|n| u8::try_from(n * 91 % 253).unwrap()));
    record
}

#[test]
fn encrypted_sdk_logs_are_recognised_by_their_records() {
    for bytes in [
        [header(64), data(128), data(40)].concat(),
        header(64),
        header(64)[..20].to_vec(),
        [data(128), data(40)].concat(),
        [data(40), header(16)].concat(),
        data(40),
        [data(40), data(400)[..30].to_vec()].concat(),
    ] {
        assert!(is_encrypted_sdk_log(&bytes), "{bytes:02x?}");
    }
}

#[test]
fn other_data_are_not_taken_for_encrypted_logs() {
    let mut salt = header(64);
    salt[5] = 7;
    for bytes in [
        Vec::new(),
        b"\xFE".to_vec(),
        b"\xFE\x12\x08".to_vec(),
        b"\xFE\x11\x00\x08".to_vec(),
        b"\xFE\x11 the rest of a text that happens to begin so".to_vec(),
        [data(40), b"text".to_vec()].concat(),
        [data(42), data(40)].concat(),
        [data(0), data(40)].concat(),
        data(400)[..100].to_vec(),
        salt,
        b"\xFE\xFF\0a\0\n".to_vec(),
    ] {
        assert!(!is_encrypted_sdk_log(&bytes), "{bytes:02x?}");
    }
}

#[test]
fn encrypted_logs_are_a_problem_of_their_own_also_in_archives() {
    let log = [header(64), data(128)].concat();
    let packed = build::zip(&[build::stored("agorasdk.log", &log), build::stored("agoraapi.log", b"text\n")]);
    let got = read("z", &packed);
    let Got::Problem { name, status, error } = &got[0] else { panic!("{got:?}") };
    assert_eq!((name.as_str(), *status, error), ("z!agorasdk.log", Status::Encrypted, &Error::EncryptedSdkLog));
    assert!(error.hint().is_some_and(|hint| hint.contains("agoraapi.log")));
    assert_eq!(complete(&got[1..])[0].1, "text\n");
}

#[test]
fn text_that_resembles_an_archive_is_text() {
    for text in ["BZh9 is a magic number\n", "PK\n", "BZhello\n", "7z a archive\n", "Rar!\n"] {
        assert_eq!(complete(&read("a", text.as_bytes()))[0].1, text);
    }
    assert_eq!(complete(&read("a", &[b' '; 2000]))[0].1.len(), 2000);
    assert_eq!(complete(&read("a", &[0; 2000]))[0].1.len(), 2000);
}

#[test]
fn the_name_plays_no_part() {
    assert_eq!(complete(&read("a.gz", b"plain text\n"))[0].1, "plain text\n");
    assert_eq!(complete(&read("a.log", &build::gzip(b"packed\n")))[0].1, "packed\n");
}
