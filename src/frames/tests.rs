use super::{Error, Frames, MAX_LENGTH, MAX_NAME, Record, START};
use std::io::{self, Read};

/// A stream put together by hand, so that the tests do not share the reader's idea of it.
#[derive(Default)]
struct Stream(Vec<u8>);

impl Stream {
    fn new() -> Self {
        Stream(START.to_vec())
    }

    fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.0.push(b'F');
        self.text(name);
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend(bytes);
        self
    }

    fn unread(mut self, name: &str, reason: &str) -> Self {
        self.0.push(b'U');
        self.text(name);
        self.text(reason);
        self
    }

    fn end(mut self, count: u64) -> Vec<u8> {
        self.0.push(b'E');
        self.0.extend(count.to_le_bytes());
        self.0
    }

    fn text(&mut self, text: &str) {
        self.0.extend(u32::try_from(text.len()).expect("short").to_le_bytes());
        self.0.extend(text.as_bytes());
    }
}

/// Hands out one byte at a time, as a slow pipe may.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = buf.len().min(1);
        self.0.read(&mut buf[..most])
    }
}

/// Everything on a stream, each file read to its end.
fn all(input: impl Read) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut frames = Frames::new(input)?;
    let mut found = Vec::new();
    while let Some(record) = frames.next_record()? {
        found.push(match record {
            Record::File(name, mut bytes) => {
                let mut read = Vec::new();
                bytes.read_to_end(&mut read).expect("never an error");
                (name, read)
            }
            Record::Unread(name, reason) => (name, reason.into_bytes()),
        });
        frames.end_file()?;
    }
    Ok(found)
}

fn error(bytes: &[u8]) -> String {
    all(bytes).expect_err("refused").to_string()
}

fn good() -> Vec<u8> {
    Stream::new().file("a b\n.log", b"one").file("\u{65e5}.log", b"").unread("gone.log", "too long").file("c", &vec![7; 70_000]).end(4)
}

#[test]
fn files_come_out_as_they_went_in() {
    let long = vec![7; 70_000];
    let expected = [("a b\n.log", &b"one"[..]), ("\u{65e5}.log", b""), ("gone.log", b"too long"), ("c", &long)];
    let expected: Vec<(String, Vec<u8>)> = expected.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
    assert_eq!(all(&good()[..]).expect("good"), expected);
    assert_eq!(all(Slow(&good())).expect("good"), expected);
    assert_eq!(all(&Stream::new().end(0)[..]).expect("empty"), []);
}

#[test]
fn what_is_not_read_of_a_file_is_passed_over() {
    let bytes = good();
    let mut frames = Frames::new(&bytes[..]).expect("good");
    let mut names = Vec::new();
    while let Some(record) = frames.next_record().expect("good") {
        match record {
            Record::File(name, mut bytes) => {
                let _ = bytes.read(&mut [0; 2]);
                names.push(name);
            }
            Record::Unread(name, _) => names.push(name),
        }
    }
    assert_eq!(names, ["a b\n.log", "\u{65e5}.log", "gone.log", "c"]);
    assert_eq!(frames.records(), 4);
}

#[test]
fn a_stream_cut_anywhere_is_refused() {
    let bytes = Stream::new().file("a.log", b"one\n").unread("b", "no").end(2);
    for length in 0..bytes.len() {
        let error = all(&bytes[..length]).expect_err("cut");
        assert!(matches!(error, Error::Start | Error::Short { .. }), "{length}: {error}");
    }
    assert_eq!(error(&bytes[..START.len() + 20]), "cut short in the bytes of record 1");
    assert_eq!(error(&bytes[..START.len()]), "cut short before the end of record 1");
    assert_eq!(all(&bytes[..]).expect("whole").len(), 2);
}

#[test]
fn a_wrong_count_is_refused() {
    assert_eq!(error(&Stream::new().file("a", b"x").end(2)), "the sender counts 2 records, 1 came");
    assert_eq!(error(&Stream::new().file("a", b"x").file("b", b"").end(1)), "the sender counts 1 records, 2 came");
    let mut more = Stream::new().end(0);
    more.push(b'F');
    assert_eq!(error(&more), "bytes follow the end of the stream");
}

#[test]
fn names_and_lengths_have_limits() {
    let long = "n".repeat(MAX_NAME as usize);
    assert_eq!(all(&Stream::new().file(&long, b"x").end(1)[..]).expect("just short enough")[0].0, long);
    assert!(error(&Stream::new().file(&format!("{long}n"), b"x").end(1)).starts_with("the name of record 1 has 65537 bytes"));
    assert!(error(&Stream::new().file("", b"x").end(1)).starts_with("the name of record 1 has 0 bytes"));
    assert!(error(&Stream::new().unread("a", "").end(1)).starts_with("the reason of record 1 has 0 bytes"));
    let mut huge = Stream::new();
    huge.0.push(b'F');
    huge.text("a");
    huge.0.extend((MAX_LENGTH + 1).to_le_bytes());
    assert!(error(&huge.0).starts_with("record 1 says it has 17592186044417 bytes"));
    let mut name = START.to_vec();
    name.extend([b'F', 0xff, 0xff, 0xff, 0xff]);
    assert!(error(&name).starts_with("the name of record 1 has 4294967295 bytes"), "no memory is taken for it");
}

#[test]
fn what_is_no_stream_of_frames_is_refused() {
    assert_eq!(error(b""), "not a stream of frames: it does not begin with `ALSFRM1`");
    assert_eq!(error(b"12-01 14:42:03.707  6310  6310 I flutter : hello\n"), "not a stream of frames: it does not begin with `ALSFRM1`");
    assert_eq!(error(b"ALSFRM1\nx"), "record 1 begins with byte 0x78, which is neither F, U nor E");
}

#[test]
fn a_stream_that_fails_says_why() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let bytes = Stream::new().file("a", &[1; 100]).0;
    let error = all(bytes[..60].chain(Fails)).expect_err("fails");
    assert_eq!(error.to_string(), "cannot be read: the disk is gone");
}

#[test]
fn changed_bytes_never_panic() {
    let good = Stream::new().file("a.log", b"one\n").unread("b", "no").file("c", b"").end(3);
    for at in 0..good.len() {
        for byte in [0, 1, b'E', b'F', 0x7f, 0xff] {
            let mut bad = good.clone();
            bad[at] = byte;
            let _ = all(&bad[..]);
        }
    }
}
