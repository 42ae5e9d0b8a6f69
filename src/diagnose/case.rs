//! One session under examination, and the draft of a diagnosis.
//!
//! One rule: a code that a closed draft explains is hidden from the rules that come after it.

use crate::catalogue::Id;
use crate::model::{Confidence, Diagnosis, Sample, Severity};
use crate::session::{Session, Step, What};

/// Lines of evidence kept per diagnosis.
const MAX_EVIDENCE: usize = 5;

/// Events of a code in a stretch of lines that a diagnosis explains.
struct Claim {
    what: What,
    from: u64,
    until: u64,
}

/// One session under examination.
pub struct Case<'a> {
    /// The session.
    pub session: &'a Session,
    claims: Vec<Claim>,
    /// What was found so far.
    pub diagnoses: Vec<Diagnosis>,
}

impl<'a> Case<'a> {
    /// Opens a case.
    pub fn new(session: &'a Session) -> Case<'a> {
        Case { session, claims: Vec::new(), diagnoses: Vec::new() }
    }

    /// Events of some codes of a domain that nothing explains yet, in order.
    pub fn codes(&self, domain: &str, numbers: &[u32]) -> Vec<&'a Step> {
        self.steps(|found, id| found == domain && matches!(id, Id::Number(number) if numbers.contains(number)))
    }

    /// Events of the Web SDK whose line holds one of these texts, which are in lower case.
    pub fn web(&self, texts: &[&str]) -> Vec<&'a Step> {
        let mut found = self.steps(|domain, _| domain.starts_with("web."));
        found.retain(|step| {
            let line = step.text.to_lowercase();
            texts.iter().any(|text| line.contains(text))
        });
        found
    }

    fn steps(&self, wanted: impl Fn(&str, &Id) -> bool) -> Vec<&'a Step> {
        let steps = self.session.steps.iter().filter(|step| match &step.what {
            What::Code { domain, id } => wanted(domain, id),
            What::Fact(_) => false,
        });
        steps.filter(|step| !self.claimed(step)).collect()
    }

    fn claimed(&self, step: &Step) -> bool {
        self.claims.iter().any(|claim| claim.what == step.what && (claim.from..claim.until).contains(&step.at.line))
    }

    /// Takes a finished draft.
    pub fn close(&mut self, draft: Draft) {
        self.claims.extend(draft.claims);
        self.diagnoses.push(draft.diagnosis);
    }
}

/// A diagnosis in the making.
pub struct Draft {
    diagnosis: Diagnosis,
    claims: Vec<Claim>,
}

impl Draft {
    /// An error that the log proves, until told otherwise.
    pub fn new(id: &'static str, title: impl Into<String>) -> Draft {
        let diagnosis = Diagnosis {
            id,
            title: title.into(),
            confidence: Confidence::Certain,
            severity: Severity::Error,
            fixes: Vec::new(),
            evidence: Vec::new(),
            codes: Vec::new(),
            explains: Vec::new(),
        };
        Draft { diagnosis, claims: Vec::new() }
    }

    /// How sure.
    pub fn sure(mut self, confidence: Confidence) -> Draft {
        self.diagnosis.confidence = confidence;
        self
    }

    /// How bad.
    pub fn bad(mut self, severity: Severity) -> Draft {
        self.diagnosis.severity = severity;
        self
    }

    /// What to do, in order.
    pub fn fixes(mut self, fixes: &[&str]) -> Draft {
        self.diagnosis.fixes.extend(fixes.iter().map(|&fix| fix.to_owned()));
        self
    }

    /// Lines that show it; the same line only once, in the order of the log.
    pub fn shows(mut self, samples: impl IntoIterator<Item = Sample>) -> Draft {
        let evidence = &mut self.diagnosis.evidence;
        for sample in samples {
            if evidence.len() < MAX_EVIDENCE && !evidence.iter().any(|known| known.place.line == sample.place.line) {
                evidence.push(sample);
            }
        }
        evidence.sort_by_key(|sample| sample.place.line);
        self
    }

    /// The events that are this failure itself: no later rule needs to see them.
    pub fn is(mut self, steps: &[&Step]) -> Draft {
        for step in steps {
            if !self.claims.iter().any(|claim| claim.what == step.what) {
                self.claims.push(Claim { what: step.what.clone(), from: step.at.line, until: u64::MAX });
                self.diagnosis.codes.extend(step.what.code());
            }
        }
        self
    }

    /// Events of some codes from a line on are only its consequence.
    pub fn explains(self, case: &Case<'_>, domain: &'static str, numbers: &[u32], from: u64) -> Draft {
        self.explains_until(case, domain, numbers, from, u64::MAX)
    }

    /// The same up to a line; what the session did not keep is not counted then.
    pub fn explains_until(mut self, case: &Case<'_>, domain: &'static str, numbers: &[u32], from: u64, until: u64) -> Draft {
        for number in numbers {
            let id = Id::Number(*number);
            let what = What::Code { domain, id: id.clone() };
            if case.claims.iter().any(|claim| claim.what == what) {
                continue;
            }
            let kept = || case.session.events(domain, *number).filter(|step| (from..until).contains(&step.at.line)).count() as u64;
            let count = if until == u64::MAX { case.session.count_from(domain, &id, from) } else { kept() };
            if count > 0 {
                self.diagnosis.explains.push((format!("{domain}/{id}"), count));
                self.claims.push(Claim { what, from, until });
            }
        }
        self
    }
}
