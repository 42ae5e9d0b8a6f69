//! Agora tokens, read without a network: what one says, and what is wrong with it.
//!
//! One rule: what cannot be known offline is left open (`None`, or a [`Certainty`] below `Certain`), and no
//! [`Problem`] text holds a channel, a user id, an App ID or a secret.
//!
//! ```text
//! text ─find─> ranges ─read─> Reading ─check(Call)─> Problems ─explain─> text for people
//!                                └─verify(certificate)─> does the signature fit?
//! ```

mod base64;
mod bytes;
mod check;
mod check_fits;
mod check_names;
mod check_own;
mod check_time;
mod explain;
mod find;
mod masked;
mod model;
mod old;
mod spelling;
mod v006;
mod v007;
mod verify;
mod when;

#[cfg(test)]
mod tests;

pub use check::{Certainty, Problem, ProblemKind, check};
pub use check_fits::{Fit, fits};
pub use check_time::{Moment, Zone};
pub use explain::explain;
pub use find::{find, find_most};
pub use masked::Masked;
pub use model::{Call, Damage, Privilege, Reading, Service, ServiceKind, Token, Uid, Version};
pub use spelling::Spelling;
pub use verify::verify;

/// Longest text looked at, in bytes. A token with one service has about 200, the Web SDK takes at most 2047.
pub const MAX_INPUT: usize = 4096;

/// Reads one token. The text may be percent-encoded, JSON-escaped, quoted, have blanks for `+` or stray white
/// space; each of these is noted in [`Token::spelling`].
///
/// Anything that does not start like a token or a masked token is [`Reading::NotAToken`].
#[must_use]
pub fn read(token: &str) -> Reading {
    if token.len() > MAX_INPUT {
        return too_long(token);
    }
    let undone = spelling::undo(token);
    if let Some(masked) = masked::read(&undone.text) {
        return Reading::Masked(masked);
    }
    let mut best = Reading::NotAToken;
    for (text, notes) in spelling::tries(&undone) {
        let mut reading = read_plain(&text);
        if let Reading::Decoded(token) | Reading::Broken { token, .. } = &mut reading {
            token.length = text.len();
            token.spelling.splice(0..0, notes);
        }
        if matches!(reading, Reading::Decoded(_)) {
            return reading;
        }
        if matches!(best, Reading::NotAToken) {
            best = reading;
        }
    }
    best
}

/// Reads a token in its plain spelling.
fn read_plain(text: &str) -> Reading {
    match text.get(..3) {
        Some("007") => v007::read(text),
        Some("006") => v006::read(text),
        _ => old::read(text),
    }
}

fn too_long(text: &str) -> Reading {
    let head: String = text.trim_start().chars().take(64).collect();
    match read(&head) {
        Reading::Broken { token, .. } | Reading::Decoded(token) => {
            let token = Token { length: text.len(), ..Token::new(token.version) };
            Reading::Broken { why: Damage::TooLong, token }
        }
        Reading::Masked(_) | Reading::NotAToken => Reading::NotAToken,
    }
}
