use super::build::{Member, deflate, gzip, stored, tar, zip};
use super::{Got, complete, problem, read_with, single};
use crate::source::{Error, Globs, Options, Status};

fn zeros(count: usize) -> Vec<u8> {
    vec![b'0'; count]
}

fn tight() -> Options {
    Options { free_bytes: 100_000, max_ratio: 10, ..Options::default() }
}

#[test]
fn a_bomb_stops_at_the_ratio() {
    let got = read_with("b.gz", &gzip(&zeros(2_000_000)), &tight());
    let (out, outcome) = single(&got);
    assert_eq!((outcome.status, &outcome.fault), (Status::Partial, &Some(Error::Ratio(10))));
    assert!(out.len() < 1_000_000, "{} bytes", out.len());
}

#[test]
fn the_ratio_counts_over_all_layers_and_members() {
    let nested = gzip(&gzip(&zeros(2_000_000)));
    let got = read_with("n", &nested, &tight());
    assert_eq!(single(&got).1.fault, Some(Error::Ratio(10)));
    let data = deflate(&zeros(90_000));
    let names: Vec<String> = (0..50).map(|n| format!("m{n}")).collect();
    let member = |name: &'static str| Member { name, method: 8, flags: 0, data: &data, text: b"" };
    let members: Vec<_> = names.iter().map(|_| member("m")).collect();
    let got = read_with("z", &zip(&members), &tight());
    assert!(got.len() < 10, "{} items", got.len());
    assert_eq!(got.last(), Some(&problem("z", Status::Partial, Error::Ratio(10))));
}

#[test]
fn ordinary_logs_pass_the_default_limits() {
    let got = read_with("b.gz", &gzip(&zeros(2_000_000)), &Options::default());
    assert_eq!(single(&got).1.status, Status::Complete);
}

#[test]
fn a_long_member_stops_at_its_size_and_the_next_one_is_read() {
    let options = Options { max_member_bytes: 1000, ..Options::default() };
    let big = zeros(200_000);
    for packed in [tar(&[("big", &big), ("small", b"s\n")]), zip(&[stored("big", &big), stored("small", b"s\n")])] {
        let got = read_with("x", &packed, &options);
        let (out, outcome) = single(&got[..1]);
        assert_eq!((out.len(), outcome.status, &outcome.fault), (1000, Status::Partial, &Some(Error::Size(1000))));
        assert_eq!(complete(&got[1..]), [("x!small".into(), "s\n".into())]);
    }
    let exact = read_with("x", &gzip(&zeros(1000)), &options);
    assert_eq!(single(&exact).1.status, Status::Complete);
    let plain = read_with("x", &big, &options);
    assert_eq!(single(&plain).1.status, Status::Complete);
}

#[test]
fn nesting_ends_at_the_depth() {
    let options = Options { max_depth: 3, ..Options::default() };
    let pack = |times: usize| (0..times).fold(b"text\n".to_vec(), |inner, _| gzip(&inner));
    assert_eq!(complete(&read_with("g", &pack(3), &options))[0].1, "text\n");
    assert_eq!(read_with("g", &pack(4), &options), [problem("g", Status::Skipped, Error::Depth(3))]);
}

#[test]
fn members_end_at_their_number() {
    let options = Options { max_members: 2, ..Options::default() };
    let files: [(&str, &[u8]); 4] = [("a", b"a"), ("b", b"b"), ("c", b"c"), ("d", b"d")];
    for packed in [tar(&files), zip(&files.map(|(name, text)| stored(name, text)))] {
        let got = read_with("x", &packed, &options);
        assert_eq!(complete(&got[..2]).len(), 2);
        assert_eq!(got[2..], [problem("x", Status::Partial, Error::Members(2))]);
    }
}

#[test]
fn a_tar_header_cannot_ask_for_much_memory() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(8 << 30);
    header.set_cksum();
    let got = read_with("t", &[header.as_bytes().as_slice(), &zeros(4096)].concat(), &Options::default());
    assert!(matches!(&got[..], [Got::Problem { status: Status::Failed, error: Error::Corrupt { what: "tar", .. }, .. }]));
}

#[test]
fn patterns_choose_members() {
    let inner = tar(&[("deep/app.log", b"1\n"), ("deep/app.txt", b"2\n")]);
    let packed = zip(&[stored("logs/a.log", b"a\n"), stored("logs/a.bin", b"b\n"), stored("in.tar", &inner)]);
    let names = |include: &[&str], exclude: &[&str]| -> Vec<String> {
        let (include, exclude) = (Globs::new(include).unwrap(), Globs::new(exclude).unwrap());
        let options = Options { include, exclude, ..Options::default() };
        complete(&read_with("z", &packed, &options)).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(&["*.log"], &[]), ["z!logs/a.log", "z!in.tar!deep/app.log"]);
    assert_eq!(names(&["in.tar"], &[]), ["z!in.tar!deep/app.log", "z!in.tar!deep/app.txt"]);
    assert_eq!(names(&[], &["*.log", "*.bin"]), ["z!in.tar!deep/app.txt"]);
    assert_eq!(names(&["logs/*"], &["*.tar"]), ["z!logs/a.log", "z!logs/a.bin"]);
}
