//! A report in another language: titles, causes, fixes, diagnoses and notes.
//!
//! One rule: what logs say, names, numbers and identifiers stay as they are; a text without a translation stays English.

use crate::catalogue::{self, When};
use crate::lang;
use crate::model::{Diagnosis, Finding, Report};
use crate::text::Lines;
use std::borrow::Cow;

/// The same report in the language spoken now.
pub fn translated(report: &Report) -> Report {
    let mut report = report.clone();
    report.findings.iter_mut().for_each(|one| finding(one));
    report.diagnoses.iter_mut().for_each(diagnosis);
    for warning in &mut report.warnings {
        *warning = lang::sentence(warning);
    }
    for (name, _) in &mut report.facts {
        *name = lang::sentence(name);
    }
    for note in report.inputs.iter_mut().filter_map(|input| input.note.as_mut()) {
        *note = lang::sentence(note);
    }
    report
}

fn diagnosis(diagnosis: &mut Diagnosis) {
    diagnosis.title = lang::sentence(&diagnosis.title);
    for fix in &mut diagnosis.fixes {
        *fix = lang::sentence(fix);
    }
}

fn finding(finding: &mut Finding) {
    let known = lang::entry(finding.domain, &finding.code.to_string());
    let english = catalogue::entry(finding.domain, &finding.code);
    finding.title = known.map_or_else(|| Cow::Owned(lang::sentence(&finding.title)), |known| Cow::Borrowed(known.title));
    let (Some(known), Some(english)) = (known, english) else {
        for texts in [&mut finding.causes, &mut finding.fixes] {
            *texts = texts.iter().map(|text| lang::sentence(text)).collect();
        }
        return;
    };
    finding.causes = finding.causes.iter().map(|cause| told(english.causes, known.causes, english.when, cause)).collect();
    finding.fixes = finding.fixes.iter().map(|fix| told(english.fixes, known.fixes, english.when, fix)).collect();
}

/// A cause or a fix in the other language, as far as it is known there.
fn told(english: Lines, other: Lines, when: &[When], text: &str) -> String {
    listed(english, other, text).or_else(|| narrower(when, text)).unwrap_or_else(|| text.to_owned())
}

/// The text at the same place of the other list.
fn listed(english: Lines, other: Lines, text: &str) -> Option<String> {
    let at = english.iter().position(|known| known == text)?;
    other.iter().nth(at).filter(|_| english.len() == other.len()).map(str::to_owned)
}

/// `method: meaning` of a narrower meaning, or its fix.
fn narrower(english: &[When], text: &str) -> Option<String> {
    english.iter().find_map(|when| {
        let prefix = if when.method.is_empty() { String::new() } else { format!("{}: ", when.method) };
        let body = text.strip_prefix(&prefix).filter(|body| [when.meaning, when.fix].contains(body))?;
        Some(prefix + &lang::sentence(body))
    })
}
