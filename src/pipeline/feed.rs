//! Files that come one after the other and cannot be asked for again.
//!
//! One rule: what a file gave is handed on when it ends; only a piece of a rotated log waits for the pieces after it, which have to
//! come next.

use super::run::{Run, refused};
use super::{OnEvent, Options};
use crate::model::{Input, Status};
use crate::part::Part;
use crate::redact::Redactor;
use crate::source::{self, Problem, RotationKind};
use std::io::Read;

/// How much found text of the pieces of one rotated log may wait, in bytes.
const MAX_HELD: usize = 64 << 20;

/// Scans files as they come.
pub struct Feed<'a> {
    run: Run<'a>,
    /// The rotated log whose pieces wait.
    set: Option<String>,
}

/// What is known of a file as soon as it is read.
#[derive(Debug, Default)]
pub struct Fed {
    /// The logs in it, their names and notes not yet redacted when they wait for others.
    pub logs: Vec<Input>,
    /// Events that wait with them.
    pub waiting: u64,
}

impl<'a> Feed<'a> {
    /// Nothing read yet.
    pub fn new(options: &'a Options, redactor: &'a Redactor) -> Feed<'a> {
        Feed { run: Run::new(options, redactor).holding(MAX_HELD), set: None }
    }

    /// Whether pieces wait for others.
    pub fn waits(&self) -> bool {
        self.set.is_some()
    }

    /// Settles what waits, unless a file of this name belongs to it.
    pub fn make_way(&mut self, name: &str, on_event: &mut OnEvent<'_>) {
        if self.set.as_ref().is_some_and(|set| *set != source::rotation(name).set) {
            self.settle(on_event);
        }
    }

    /// Reads a file, after [`Feed::make_way`].
    pub fn file<R: Read + Send>(&mut self, name: &str, reader: R, on_event: &mut OnEvent<'_>) -> Fed {
        let rotation = source::rotation(name);
        let before = self.run.parts.len();
        if !self.waits() && rotation.kind == RotationKind::Current {
            self.run.visit_reader(name, reader, on_event);
            return Fed { logs: self.logs_since(before), waiting: 0 };
        }
        self.set = Some(rotation.set);
        let held = self.run.hold_reader(name, reader, on_event);
        let logs = self.logs_since(before).into_iter().chain(held.logs).collect();
        Fed { logs, waiting: held.waiting }
    }

    /// Takes note of a file that could not be read where it lies.
    pub fn unread(&mut self, name: &str, reason: &str) -> Fed {
        let before = self.run.parts.len();
        let error = source::Error::Read(reason.to_owned());
        self.run.refuse(refused(Problem { name: name.to_owned(), status: Status::Failed, size: None, error }));
        Fed { logs: self.logs_since(before), waiting: 0 }
    }

    /// Makes parts of the pieces that wait.
    pub fn settle(&mut self, on_event: &mut OnEvent<'_>) {
        self.set = None;
        self.run.settle(on_event);
    }

    /// The parts that are done.
    pub fn take(&mut self) -> Vec<Part> {
        self.run.parts.drain()
    }

    fn logs_since(&self, before: usize) -> Vec<Input> {
        (before..self.run.parts.len()).flat_map(|part| self.run.parts.logs(part).iter().cloned()).collect()
    }
}
