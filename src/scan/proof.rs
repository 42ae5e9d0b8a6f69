//! What a match needs before it counts: names, words, callbacks and objects around it.
//!
//! One rule: a doubt is settled against the match here, or left to the evidence of the whole source.

use super::api_name;
use super::evidence;
use super::list::Sifted;
use crate::catalogue::{self, Entry, Id};
use crate::pattern::{Needs, Pattern, Via};
use crate::text;
use crate::text::expressions::{CALLBACK, STATE};

/// What the match still needs, or nothing when it cannot count at all.
pub fn needs<'a>(
    pattern: &Pattern,
    message: &Sifted<'_>,
    domain: &str,
    entry: Option<&Entry>,
    api: &dyn Fn() -> Option<&'a api_name::ApiName>,
    place: &Place<'_>,
) -> Option<Needs> {
    if !pattern.inside.is_empty() {
        return Some(Needs::Nothing);
    }
    if pattern.own {
        return Some(pattern.needs);
    }
    let (sifted, message) = (message, message.text());
    let tag = place.tag.map(Sifted::new);
    let tag = tag.as_ref();
    let hard = place.sdk || evidence::is_hard(sifted) || tag.is_some_and(evidence::is_hard);
    let rival = evidence::is_rival(sifted) || tag.is_some_and(evidence::is_rival);
    if (rival && !hard) || evidence::is_quoted(sifted) {
        return None;
    }
    if is_of_messaging(sifted, tag, domain) {
        return None;
    }
    if pattern.needs == Needs::Nothing {
        return Some(Needs::Nothing);
    }
    let known = entry?;
    if evidence::is_foreign(sifted) {
        return None;
    }
    // Constants of messaging without their prefix are anybody's words.
    let constant = pattern.needs != Needs::Messaging && says_constant(known, message);
    // Looked for only where it decides: it costs more than all the rest.
    let method = || api().filter(|api| api.known);
    match pattern.needs {
        Needs::Words if constant => Some(Needs::Nothing),
        // The engine's own frame below proves the line; then a short description is enough.
        Needs::Words if says_text(known, message, 1) && by_frame(pattern, method()) => Some(Needs::Nothing),
        Needs::Words => says_text(known, message, MIN_TEXT).then_some(if rare(known) { Needs::Nothing } else { Needs::Tag }),
        Needs::Own if is_other(pattern, message, place.tag) => None,
        Needs::Own => (hard || tag.is_some_and(evidence::is_own_tag)).then_some(Needs::Nothing),
        Needs::Opened => opened(place.before).then_some(Needs::Nothing),
        Needs::Api if !hard => method().map(|api| if api.distinctive { Needs::Api } else { Needs::Tag }),
        Needs::Api => method().map(|_| Needs::Nothing),
        _ if constant || hard => Some(Needs::Nothing),
        // A number and the SDK's own sentence for it, on a line that names an error of the SDK or messaging.
        _ if says_text(known, message, MIN_TEXT) && (evidence::names_error(message) || evidence::names_messaging(sifted)) => {
            Some(Needs::Nothing)
        }
        // Nobody else numbers his errors in five digits beside the name of messaging.
        _ if five_digits(known) && evidence::names_messaging(sifted) => Some(Needs::Nothing),
        _ if pattern.via == Via::Return && method().is_some_and(|api| api.distinctive && api.on_line) => Some(Needs::Api),
        Needs::Messaging if messaging(sifted, tag) => Some(Needs::Session),
        needs => Some(needs),
    }
}

/// A reason of messaging's connection, which is none of RTC's: its callback has the same name.
pub(super) fn is_of_messaging(message: &Sifted<'_>, tag: Option<&Sifted<'_>>, domain: &str) -> bool {
    domain == catalogue::CONNECTION_REASON && messaging(message, tag)
}

/// The message or its tag names messaging.
pub(super) fn messaging(message: &Sifted<'_>, tag: Option<&Sifted<'_>>) -> bool {
    evidence::names_messaging(message) || tag.is_some_and(evidence::names_messaging)
}

/// The method was read off a frame of the engine.
fn by_frame(pattern: &Pattern, method: Option<&api_name::ApiName>) -> bool {
    pattern.api.contains(&"stack") && method.is_some_and(|api| !api.on_line)
}

/// What stands around a message.
pub struct Place<'a> {
    /// The tag, if there is one.
    pub tag: Option<&'a str>,
    /// The text before the line.
    pub before: &'a [u8],
    /// The SDK is named further away in the same line.
    pub sdk: bool,
}

/// The code's own constant stands on the line, and is more than a common word.
fn says_constant(entry: &Entry, message: &str) -> bool {
    let constant = |name: &str| name.len() >= 12 && message.contains(name);
    constant(entry.name) || entry.spellings.iter().any(constant)
}

/// A description text of the code stands on the line, of at least that many bytes and more than one word.
fn says_text(entry: &Entry, message: &str, least: usize) -> bool {
    let message = message.to_lowercase();
    entry.texts.iter().any(|text| text.contains(' ') && text.len() >= least && message.contains(text))
}

/// A number that few programs give an error; beside the SDK's own sentence for it, nobody else's.
fn rare(entry: &Entry) -> bool {
    matches!(entry.id, Id::Number(number) if number >= 100)
}

fn five_digits(entry: &Entry) -> bool {
    matches!(entry.id, Id::Number(number) if (10_000..100_000).contains(&number))
}

/// Shortest description that proves a number; "invalid token" stands in anybody's log.
const MIN_TEXT: usize = 20;

/// The line is about another callback than the one for errors, or it or its tag about another product.
fn is_other(pattern: &Pattern, message: &str, tag: Option<&str>) -> bool {
    other_callback(message) || other_product(pattern, message) || tag.is_some_and(|tag| other_product(pattern, tag))
}

/// The line is about messaging or the Web SDK, whose numbers are not those of native calls.
fn other_product(pattern: &Pattern, message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    pattern.domain == "rtc.error" && ["rtm", "agora-sdk ["].iter().any(|name| message.contains(name))
}

/// The line is about another callback than the one for errors: it names it, or tells of a state, which no error has.
fn other_callback(message: &str) -> bool {
    let mut named = CALLBACK.find_iter(message).filter_map(|name| catalogue::api::callback(name.as_str()));
    named.any(|name| !matches!(name, "onError" | "onWarning")) || STATE.is_match(message)
}

/// How many lines above a field its object may begin.
const MAX_OBJECT: usize = 5;

/// One of the lines just above opens an object and names an error of the SDK.
fn opened(before: &[u8]) -> bool {
    let start = before.len().saturating_sub(4096);
    let lines = before[start..].strip_suffix(b"\n").unwrap_or(&before[start..]).rsplit(|byte| *byte == b'\n').take(MAX_OBJECT);
    let texts = lines.map(|line| text::strip_ansi(text::lossy(line).trim_end()).into_owned());
    // An object that ended above is another one.
    let mut around = texts.take_while(|line| !line.trim_start().starts_with(['}', ']', ')']));
    around.any(|line| {
        let opens = line.ends_with(['{', '[', '(', ':', ',']);
        opens && evidence::names_error(&line) && !evidence::is_foreign(&Sifted::new(&line))
    })
}
