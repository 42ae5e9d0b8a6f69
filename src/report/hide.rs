//! Takes secrets and identifiers out of every foreign text of a report.
//!
//! One rule: names of sources first, then texts, each in the order of the report, so that numbers are the same in every run.

use super::{Place, Redaction, Report, Sample};
use crate::redact::{Identifiers, Level, Names, Redactor};

/// Redacts a whole report, and notes in it how much was taken out.
pub fn all(report: &mut Report, redactor: &Redactor) {
    let mut hide = Hide { redactor, ids: Identifiers::new(), names: Names::new() };
    hide.names(report);
    hide.texts(report);
    hide.sessions(report);
    report.redaction = Redaction { level: redactor.level().name(), secrets: hide.ids.secrets(), identifiers: hide.ids.identifiers() };
}

struct Hide<'r> {
    redactor: &'r Redactor,
    ids: Identifiers,
    names: Names,
}

impl Hide<'_> {
    fn name(&mut self, name: &mut String) {
        *name = self.names.show(self.redactor, &mut self.ids, name);
    }

    fn text(&mut self, text: &mut String) {
        *text = self.redactor.text(&mut self.ids, text);
    }

    fn place(&mut self, place: &mut Place) {
        self.name(&mut place.source);
    }

    fn sample(&mut self, sample: &mut Sample) {
        self.place(&mut sample.place);
        self.text(&mut sample.text);
    }

    fn names(&mut self, report: &mut Report) {
        for input in &mut report.inputs {
            self.name(&mut input.source);
            if let Some(note) = &mut input.note {
                self.text(note);
            }
        }
        for finding in &mut report.findings {
            self.place(&mut finding.first);
            self.place(&mut finding.last);
            finding.by_source.iter_mut().for_each(|row| self.name(&mut row.source));
        }
    }

    fn texts(&mut self, report: &mut Report) {
        for diagnosis in &mut report.diagnoses {
            self.text(&mut diagnosis.title);
            diagnosis.evidence.iter_mut().for_each(|sample| self.sample(sample));
        }
        for finding in &mut report.findings {
            finding.samples.iter_mut().for_each(|sample| self.sample(sample));
        }
        report.warnings.iter_mut().for_each(|warning| self.text(warning));
        for (name, values) in &mut report.facts {
            values.iter_mut().for_each(|value| *value = self.fact(name, value));
        }
    }

    fn sessions(&mut self, report: &mut Report) {
        for (at, lane) in report.sessions.iter_mut().enumerate() {
            if lane.label == lane.first.source {
                self.name(&mut lane.label);
            } else if self.redactor.level() == Level::Strict {
                lane.label = format!("session {}", at + 1);
            } else {
                self.text(&mut lane.label);
            }
            self.place(&mut lane.first);
            self.place(&mut lane.last);
            lane.marks.iter_mut().for_each(|mark| self.place(&mut mark.place));
        }
    }

    /// A fact's value; channels and users are told by their key, which only the strictest level takes out.
    fn fact(&mut self, name: &str, value: &str) -> String {
        let key = match name {
            "channels" => "channel: ",
            "uids" => "uid: ",
            _ => return self.redactor.text(&mut self.ids, value),
        };
        if self.redactor.level() < Level::Strict {
            return self.redactor.text(&mut self.ids, value);
        }
        let shown = self.redactor.text(&mut self.ids, &format!("{key}{value}"));
        let shown = shown.strip_prefix(key).filter(|shown| *shown != value);
        shown.map_or_else(|| "<hidden>".to_owned(), str::to_owned)
    }
}
