//! The envelopes as code, with what can be worked out of their expressions beforehand.
//!
//! One rule: nothing here changes what an expression takes off; it is only found faster.

use super::ascii::ascii;
use super::pattern::RawEnvelopes;
use super::{automaton, groups, head, load};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The code of a table of envelopes, in the order tried, and of the tables of their first bytes.
pub fn code(paths: &[PathBuf], tables: &mut automaton::Tables) -> String {
    let mut code = String::from("pub static ENVELOPES: &[Envelope] = &[\n");
    let mut heads = Vec::new();
    for file in paths.iter().map(|path| load::<RawEnvelopes>(path)) {
        for envelope in &file.envelopes {
            let regex = ascii(&envelope.regex);
            heads.push(head::head(&envelope.first, &automaton::parsed(&regex)));
            let _ = writeln!(
                code,
                "Envelope {{ id: {:?}, about: {:?}, first: {:?}, regex: {regex:?}, groups: {:?}, automaton: {}, who: {}, closed: {}, sdk: {:?}, foreign: {} }},",
                envelope.id,
                envelope.about,
                envelope.first,
                groups::front(&regex),
                tables.code(&regex),
                ["pid", "tid", "tag"].iter().any(|name| regex.contains(&format!("(?P<{name}>"))),
                envelope.closed,
                envelope.sdk,
                envelope.foreign
            );
        }
    }
    code + "];\n" + &head::code(&heads)
}
