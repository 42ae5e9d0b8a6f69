//! The front of an expression that is enough to read its groups from a text that the whole expression is known to match.
//!
//! One rule: the front reads the same. It has one way to go on at each byte (it is "one-pass") and ends with something that has
//! to stand behind the last group; so where the whole expression matches, the front went the same way.

use regex_automata::dfa::onepass;
use regex_syntax::hir::{Hir, HirKind};

/// The groups that are read.
const READ: [&str; 4] = ["time", "pid", "tid", "tag"];

/// An expression for the groups alone: a front if there is one, or the whole.
pub fn front(regex: &str) -> String {
    shorter(regex).unwrap_or_else(|| regex.to_owned())
}

fn shorter(regex: &str) -> Option<String> {
    let hir = regex_syntax::parse(regex).unwrap_or_else(|e| panic!("{regex}: {e}"));
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let last = parts.iter().rposition(has_group)?;
    let behind = parts[last + 1..].iter().position(|part| part.properties().minimum_len().is_some_and(|least| least > 0))?;
    let front = Hir::concat(parts[..=last + 1 + behind].to_vec()).to_string();
    onepass::DFA::new(&front).is_ok().then_some(front)
}

fn has_group(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Capture(capture) => capture.name.as_deref().is_some_and(|name| READ.contains(&name)) || has_group(&capture.sub),
        HirKind::Repetition(repetition) => has_group(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(has_group),
        _ => false,
    }
}
