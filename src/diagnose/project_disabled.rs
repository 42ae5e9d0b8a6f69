//! The project behind the App ID is switched off: no token and no code of the app can help.
//!
//! One rule: only the server's own words show it.

use super::case::{Case, Draft};

const FIXES: &[&str] = &[
    "Look in Agora Console whether the project is enabled, and whether the account is suspended; then switch the project on again.",
    "Make sure that the App ID is that of the project you mean.",
    "Leave tokens and code as they are: this answer does not depend on them.",
];

/// Looks for a project that the servers refuse as a whole.
pub fn disabled(case: &Case<'_>) -> Option<Draft> {
    let roots = case.web(&["no active status", "no_active_status"]);
    roots.first()?;
    let samples = roots.iter().take(2).map(|step| case.session.sample(step));
    Some(Draft::new("project-disabled", "The project is not active, so every join is refused").fixes(FIXES).shows(samples).is(&roots))
}
