//! What every page must keep, whatever is in the report.

pub(crate) mod extremes;
mod hostile;
pub(crate) mod sample;
mod size;
mod structure;
mod tags;

use super::{HtmlLook, write};
use crate::report::Report;

/// The page of a report.
fn page(report: &Report) -> String {
    let look = HtmlLook { command: "agora-logscan --format html app.log".to_owned(), version: "1.2.3".to_owned() };
    rendered(report, &look)
}

fn rendered(report: &Report, look: &HtmlLook) -> String {
    let mut out = Vec::new();
    write(report, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Every sample with its name.
fn samples() -> Vec<(&'static str, Report)> {
    vec![
        ("ordinary", sample::ordinary()),
        ("largest", extremes::largest()),
        ("hostile", extremes::hostile()),
        ("clean", sample::clean()),
        ("nothing", sample::nothing()),
        ("default", Report::default()),
    ]
}

#[test]
fn a_failing_writer_is_reported() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let look = HtmlLook { command: String::new(), version: String::new() };
    let kind = write(&sample::clean(), &look, &mut Full).map_err(|error| error.kind());
    assert_eq!(kind, Err(std::io::ErrorKind::StorageFull));
}
