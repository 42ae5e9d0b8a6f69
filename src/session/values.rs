//! Values of facts as a report may show them.
//!
//! One rule: an App ID never leaves this room whole, and no set grows without end.

use std::collections::BTreeSet;

/// How many values of one kind a session keeps.
const MAX_VALUES: usize = 20;

/// Adds a value unless the set is full.
pub fn keep(set: &mut BTreeSet<String>, value: &str) {
    if set.len() < MAX_VALUES && !value.is_empty() && !set.contains(value) {
        set.insert(value.to_owned());
    }
}

/// The first and last four characters of an App ID. The SDK itself masks it so.
pub fn masked_app(app: &str) -> Option<String> {
    let plain = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (head, tail) = (app.get(..4)?, app.get(app.len().checked_sub(4)?..)?);
    (app.len() >= 12 && plain(head) && plain(tail)).then(|| format!("{head}****{tail}"))
}

/// The era that a version belongs to.
pub fn era(version: &str) -> Option<&'static str> {
    match version.split('.').next()? {
        "4" => Some("rtc4"),
        "3" => Some("rtc3"),
        "1" | "2" => Some("rtc2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{era, masked_app};

    #[test]
    fn an_app_id_is_masked_or_nothing() {
        assert_eq!(masked_app("0123456789abcdef0123456789abcdef").as_deref(), Some("0123****cdef"));
        assert_eq!(masked_app("4d0f************a3c7").as_deref(), Some("4d0f****a3c7"));
        assert_eq!(masked_app("4d0f"), None);
        assert_eq!(masked_app("0b1***************9e2"), None);
    }

    #[test]
    fn a_version_has_an_era() {
        assert_eq!(era("4.2.2"), Some("rtc4"));
        assert_eq!(era("2.9.3"), Some("rtc2"));
        assert_eq!(era("14.1"), None);
    }
}
