//! `--frames`: files off standard input, rows to standard output, until the sender says that it is done.
//!
//! One rule: the last row is written only when everything the sender counted was read and answered; all else is exit code 2,
//! and whoever started the program sends the files again.

use super::Stop;
use super::settings::Plan;
use crate::frames::{Error, Frames, Record};
use crate::output::{ndjson, rows::Rows};
use crate::pipeline::{Fed, Feed};
use crate::scan::rules::Rules as Own;
use std::cell::RefCell;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

/// Bytes taken off standard input at once.
const INPUT: usize = 256 << 10;

/// Reads all frames and answers them. A file that cannot be read is a row like any other, and no failure of the run.
pub fn run(plan: &Plan) -> Result<ExitCode, Stop> {
    let frames = Frames::new(BufReader::with_capacity(INPUT, io::stdin())).map_err(|error| refuse(&error))?;
    answer(frames, plan, BufWriter::new(io::stdout().lock()))?;
    Ok(ExitCode::SUCCESS)
}

fn answer<R: Read + Send, W: Write>(mut frames: Frames<R>, plan: &Plan, out: W) -> Result<(), Stop> {
    let out = RefCell::new(out);
    let (mut rows_out, mut events_out) = (Shared(&out), Shared(&out));
    let redactor = plan.options.redactor();
    let mut rows = Rows::start(&mut rows_out, plan.options.redactor(), plan.options.rules.map(Own::digest)).map_err(gone)?;
    let mut writer = ndjson::Writer::new(&mut events_out, plan.options.redactor());
    let mut feed = Feed::new(&plan.options, &redactor);
    // Files whose events may still come, by name.
    let mut open: Vec<(String, u64)> = Vec::new();
    while let Some(record) = frames.next_record().map_err(|error| refuse(&error))? {
        let name = record.name().to_owned();
        feed.make_way(&name, &mut |source, event| {
            writer.file(number(&open, source));
            writer.event(source, event);
        });
        rows.parts(&feed.take()).map_err(gone)?;
        if !feed.waits() {
            open.clear();
        }
        open.push((name.clone(), rows.files() + 1));
        let mut events = 0;
        let Fed { logs, waiting } = match record {
            Record::Unread(name, reason) => feed.unread(&name, &reason),
            Record::File(name, bytes) => feed.file(&name, bytes, &mut |source, event| {
                events += 1;
                writer.file(number(&open, source));
                writer.event(source, event);
            }),
        };
        // Only now is it known whether the bytes were all there.
        frames.end_file().map_err(|error| refuse(&error))?;
        rows.file(&name, events + waiting, &logs, &feed.take()).map_err(gone)?;
    }
    feed.settle(&mut |source, event| {
        writer.file(number(&open, source));
        writer.event(source, event);
    });
    rows.parts(&feed.take()).map_err(gone)?;
    writer.finish().map_err(gone)?;
    rows.end().map_err(gone)
}

/// The number of the file that a log is, or lies in.
fn number(open: &[(String, u64)], log: &str) -> u64 {
    let holds = |name: &str| log.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('!'));
    open.iter().rev().find(|(name, _)| holds(name)).map_or(0, |(_, number)| *number)
}

/// One output for two writers that take turns.
struct Shared<'a, W>(&'a RefCell<W>);

impl<W: Write> Write for Shared<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}

fn refuse(error: &Error) -> Stop {
    let hint = match error {
        Error::Start => "`--frames` is for programs that send many files; a log is scanned with `agora-logscan FILE`",
        _ => "send all files again; what was answered so far does not count",
    };
    Stop::new(format!("standard input: {error}"), Some(hint))
}

/// A reader that goes away before the last row has not got its answer: no success, unlike everywhere else.
#[allow(clippy::needless_pass_by_value)] // `map_err` hands it over
fn gone(error: io::Error) -> Stop {
    Stop::new(format!("cannot write the rows: {error}"), Some("send all files again"))
}
