//! What a line says and why: envelopes, the pattern that matched or those that did not, what else is needed.
//!
//! One rule: the answer comes from the very functions that scan.

use crate::envelope::{self, Unwrapped};
use crate::pattern;
use crate::redact::{Identifiers, Redactor};
use crate::scan::evidence::Strength;
use crate::scan::explain::{self, Refusal, Whole};
use crate::scan::observe::{self, Line, Seen};
use crate::scan::rules::Rules;
use crate::source::Error;
use crate::text::sanitise::sanitise;
use crate::text::strip_ansi;
use crate::token;
use std::io::{self, Write};
use std::path::Path;

/// The line asked about, with what stands around it when it comes from a file.
pub struct Asked {
    bytes: Vec<u8>,
    line: std::ops::Range<usize>,
    closed: bool,
}

/// How much text before and after a line is looked at.
const AROUND: usize = 64 * 1024;

/// Why there is no such line.
#[derive(Debug)]
pub enum Missing {
    /// The file cannot be read.
    File(Error),
    /// It has only so many lines.
    Line(usize),
}

impl Asked {
    /// A line that was given as text.
    pub fn text(line: &str) -> Asked {
        Asked { bytes: line.as_bytes().to_vec(), line: 0..line.len(), closed: false }
    }

    /// A line of a file, the first being line 1.
    ///
    /// # Errors
    /// A file that cannot be read or has no such line.
    pub fn of_file(path: &Path, number: usize) -> Result<Asked, Missing> {
        let bytes = std::fs::read(path).map_err(|error| Missing::File(Error::of_os(&error)))?;
        let format = envelope::format_of(&bytes[..bytes.len().min(AROUND)]);
        let (mut start, mut lines) = (0, 0);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            lines += 1;
            if lines == number {
                let end = start + crate::text::trim_line_end(line.strip_suffix(b"\n").unwrap_or(line)).len();
                return Ok(Asked { line: start..end, closed: envelope::is_closed(&format), bytes });
            }
            start += line.len();
        }
        Err(Missing::Line(lines))
    }
}

/// The file and the number of a line, when the query is `FILE:N`: there is such a file, or the name is that of a log.
pub fn named(query: &str) -> Option<(&Path, usize)> {
    let (path, number) = query.rsplit_once(':')?;
    let (path, number) = (Path::new(path), number.parse().ok()?);
    let log =
        || !query.contains(char::is_whitespace) && path.extension().is_some_and(|end| ["log", "txt"].iter().any(|known| end == *known));
    (path.is_file() || log()).then_some((path, number))
}

/// Explains a line.
///
/// # Errors
/// What the writer says.
pub fn write(asked: &Asked, rules: Option<&'static Rules>, redactor: &Redactor, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = (asked.line.start, asked.line.end);
    let line = Line {
        bytes: &asked.bytes[start..end],
        before: &asked.bytes[start.saturating_sub(AROUND)..start],
        after: &asked.bytes[(end + 1).min(asked.bytes.len())..(end + 1 + AROUND).min(asked.bytes.len())],
        closed_source: asked.closed,
        evidence: true,
        anchored: true,
        every: true,
        piece: None,
        rules,
    };
    let text = String::from_utf8_lossy(line.bytes).into_owned();
    let unwrapped = envelope::unwrap(&text);
    let mut ids = Identifiers::new();
    let mut shown = |text: &str| sanitise(&redactor.text(&mut ids, &strip_ansi(text))).into_owned();
    row(out, "line", &shown(&text))?;
    envelopes(&unwrapped, out)?;
    for (name, value) in [
        ("time", unwrapped.time()),
        ("process", unwrapped.pid.map(|pid| pid.to_string())),
        ("tag", unwrapped.tag.as_deref().map(str::to_owned)),
    ] {
        if let Some(value) = value {
            row(out, name, &shown(&value))?;
        }
    }
    row(out, "message", &shown(&unwrapped.message))?;
    let seen = observe::line(&line);
    told(&seen, out)?;
    found(&seen, &line, out)
}

fn row(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "{label:<9} {text}")
}

fn envelopes(unwrapped: &Unwrapped<'_>, out: &mut dyn Write) -> io::Result<()> {
    if unwrapped.chain.is_empty() {
        return row(out, "envelope", "none: the whole line is the message");
    }
    unwrapped.chain.iter().try_for_each(|id| {
        let about = envelope::all().iter().find(|envelope| envelope.id == *id).map_or("", |envelope| envelope.about);
        row(out, "envelope", &format!("{id}: {about}"))
    })
}

/// What the line tells beside errors.
fn told(seen: &Seen, out: &mut dyn Write) -> io::Result<()> {
    if let Some(mark) = &seen.mark {
        let text = match mark.strength {
            Some(Strength::Hard) => "names the Agora SDK: errors of the same process count",
            Some(Strength::Soft) => "speaks the SDK's words: with others like it, errors of the same process count",
            Some(Strength::Rival) => "names another real-time SDK: doubtful errors of the same process do not count",
            None => "names messaging (RTM): errors of its login in the same process count, once some line shows an Agora session",
        };
        row(out, "evidence", text)?;
    }
    if let Some(fact) = &seen.fact {
        let about = pattern::fact::all().iter().find(|known| known.id == fact.pattern).map_or("", |known| known.about);
        row(out, "fact", &format!("{}: {about}; no error, but part of the story of a session", fact.pattern))?;
    }
    seen.tokens.iter().try_for_each(|fact| row(out, "token", token_text(fact.value("token").unwrap_or_default())))
}

/// What the token on a line is; never its text.
fn token_text(token: &str) -> &'static str {
    match token::read(token) {
        _ if token.is_empty() => "the call passes none",
        token::Reading::Decoded(_) => "a whole token: it is checked against App ID, channel, uid and time of the call",
        token::Reading::Masked(_) => "a masked token: what it still shows is checked against the call",
        token::Reading::Broken { .. } => "a damaged token",
        token::Reading::NotAToken => "something else stands in a token's place",
    }
}

fn found(seen: &Seen, line: &Line<'_>, out: &mut dyn Write) -> io::Result<()> {
    let refused = explain::refused(line);
    let whole = explain::whole(line);
    if matches!(whole, Whole::Tried) || !seen.observations.is_empty() {
        let quiet = |refusal: &Refusal| matches!(refusal, Refusal::Shape | Refusal::Elsewhere);
        for (pattern, refusal) in refused.iter().filter(|(_, refusal)| !quiet(refusal)) {
            row(out, "not", &format!("{} ({}): {}", pattern.id, pattern.about, reason(*refusal)))?;
        }
        for silent in [Refusal::Shape, Refusal::Elsewhere] {
            let ids: Vec<&str> = refused.iter().filter(|(_, refusal)| *refusal == silent).map(|(pattern, _)| pattern.id).collect();
            if !ids.is_empty() {
                row(out, "not", &format!("{}: {}", ids.join(", "), reason(silent)))?;
            }
        }
    }
    for found in &seen.observations {
        let api = found.api.as_deref().unwrap_or("not named on the line");
        let label = if found.pattern.own { "rule" } else { "pattern" };
        row(out, label, &format!("{}: {}", found.pattern.id, found.pattern.about))?;
        let (domain, id, via, word) = (found.domain, &found.id, found.via.word(), found.severity.word());
        row(out, "event", &format!("{domain}/{id} via {via}, API {}, {word}", sanitise(api)))?;
        row(out, "needs", needs(found.needs))?;
    }
    if !seen.observations.is_empty() {
        return row(out, "counts", yes(seen));
    }
    let worst = refused.iter().map(|(_, refusal)| *refusal).min_by_key(|refusal| TELLING.iter().position(|known| known == refusal));
    row(out, "counts", &format!("no: {}", no(whole, seen, worst)))
}

/// Refusals, the most telling first.
const TELLING: &[Refusal] = &[
    Refusal::Rival,
    Refusal::Foreign,
    Refusal::Quoted,
    Refusal::Messaging,
    Refusal::Harmless,
    Refusal::Success,
    Refusal::Unknown,
    Refusal::Unproven,
    Refusal::NoCode,
    Refusal::Shape,
    Refusal::Elsewhere,
];

fn yes(seen: &Seen) -> &'static str {
    if seen.observations.iter().all(|found| needs(found.needs) == PROVEN) { "yes" } else { "yes, when what it needs is there" }
}

fn no(whole: Whole, seen: &Seen, worst: Option<Refusal>) -> &'static str {
    match (whole, worst) {
        (Whole::PassedOver, None | Some(Refusal::Shape)) if seen.mark.is_some() => {
            "it names the SDK, but nothing on it is spelt like an error"
        }
        (Whole::PassedOver, None | Some(Refusal::Shape)) => {
            "nothing on it is spelt like an error or like a step of a session, so it is passed over unread"
        }
        (Whole::Foreign, _) => "its envelope belongs to other software",
        (Whole::NotOfTheFile, _) => "in a file of the SDK only lines written like the SDK's own count, and this one is not",
        _ if seen.fact.is_some() => "it is no error, but a step of a session that explains the errors around it",
        (_, None) => "it holds no word that a known spelling of an error begins with",
        (_, Some(Refusal::Shape | Refusal::Elsewhere)) => "it has words of an error, but no known spelling of one",
        (_, Some(Refusal::NoCode)) => {
            "the number or name on it is no code: zero, the other sign, a part of a longer number, a normal state or an unknown name"
        }
        (_, Some(Refusal::Unknown)) => {
            "the catalogue does not have the code, and nothing else on the line proves it (docs/adding-a-code.md adds one)"
        }
        (_, Some(refusal)) => reason(refusal),
    }
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Elsewhere => "counts only inside other envelopes",
        Refusal::Shape => "its words are there, its shape is not",
        Refusal::Harmless => "known to be no error; nothing further is tried",
        Refusal::NoCode => {
            "what stands there is no code: zero, the other sign, a part of a longer number, a normal state or an unknown name"
        }
        Refusal::Success => "the code stands for success",
        Refusal::Rival => "the line names another real-time SDK",
        Refusal::Quoted => "the line reads like source code or documentation",
        Refusal::Messaging => "the line is about messaging (RTM), whose reasons have other numbers than those of RTC",
        Refusal::Foreign => "the words around the number belong to other software",
        Refusal::Unknown => "the catalogue does not have the code, and nothing else on the line proves it",
        Refusal::Unproven => "nothing on the line or beside it proves that the SDK says so",
    }
}

const PROVEN: &str = "nothing more: the line is proof enough";

fn needs(needs: pattern::Needs) -> &'static str {
    match needs {
        pattern::Needs::Nothing | pattern::Needs::Words | pattern::Needs::Own | pattern::Needs::Opened => PROVEN,
        pattern::Needs::Api => "nothing more, unless the same process shows a rival SDK alone: the method's name is proof enough",
        pattern::Needs::Session => "some line of the same process must show an Agora session",
        pattern::Needs::Messaging => "some lines of the same process must show an Agora session and name messaging (RTM)",
        pattern::Needs::Tag => "some line of the same tag (without tags: of the source) must show an Agora session",
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Missing, named, write};
    use crate::redact::{Level, Redactor};

    fn why(line: &str) -> String {
        of(&Asked::text(line))
    }

    fn of(asked: &Asked) -> String {
        let mut out = Vec::new();
        write(asked, None, &Redactor::new(Level::Default), &mut out).expect("memory can always be written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_line_says_why_it_counts_or_why_not() {
        for (line, want) in [
            ("I/flutter ( 77): [onError] err: ErrorCodeType.errInvalidToken, msg: ", "event     rtc.error/110 via callback"),
            ("I/flutter ( 77): [onError] err: ErrorCodeType.errInvalidToken, msg: ", "counts    yes\n"),
            ("nothing to see here", "passed over unread"),
            (
                "[02/11/25 09:00:01:120][4410][U]:(00000311): RtcEngineImpl::joinChannel(this:0x1, token:\"\", channelId:\"q7\", uid:0, options:())",
                "fact      join.api4",
            ),
            (
                "[02/11/25 09:00:01:120][4410][U]:(00000311): RtcEngineImpl::joinChannel(this:0x1, token:\"\", channelId:\"q7\", uid:0, options:())",
                "token     the call passes none",
            ),
            ("joinChannel ret: 0", "return.bare: its words are there, its shape is not"),
            ("E/NERtcSDK( 88): onError code 110", "counts    no: the line names another real-time SDK\n"),
            ("I/flutter ( 77): [onError] err: ErrorCodeType.errOk, msg: ", "counts    no: the code stands for success\n"),
            ("agora onError: 99999", "counts    no: the catalogue does not have the code"),
            ("agora onError: 0", "counts    no: the number or name on it is no code"),
            ("Agora initialised fine", "counts    no: nothing on it is spelt like an error or like a step of a session"),
            ("E/OkHttp( 9): HTTP FAILED: error 110 timed out", "counts    no: nothing on the line or beside it proves"),
            ("E/App( 9): upload failed: 3 of 4", "counts    no: it has words of an error, but no known spelling"),
            (
                "[02/11/25 09:00:01:120][4410][U]:(00000311): RtcEngineImpl::joinChannel(this:0x1, token:\"\", channelId:\"q7\", uid:0, options:())",
                "counts    no: it is no error, but a step of a session",
            ),
        ] {
            assert!(why(line).contains(want), "{line}\n{}", why(line));
        }
    }

    #[test]
    fn a_line_of_a_file_is_read_with_what_stands_around_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("app.log");
        std::fs::write(&path, "one\nI/flutter ( 77): agora rtc onError: 110\r\n").expect("a file");
        let query = |number: usize| format!("{}:{number}", path.display());
        let read = |number| named(&query(number)).map(|(path, number)| Asked::of_file(path, number));
        assert!(read(2).is_some_and(|asked| of(&asked.expect("a line")).contains("rtc.error/110")));
        for number in [0, 3] {
            assert!(matches!(read(number), Some(Err(Missing::Line(2)))), "line {number}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_told_from_a_line_of_text() {
        assert!(named("gone.log:20").is_some_and(|(path, number)| matches!(Asked::of_file(path, number), Err(Missing::File(_)))));
        for text in ["onError:110", "E/App: see app.log:17", "joinChannel ret: -17", "engine.onError:110"] {
            assert!(named(text).is_none(), "{text}");
        }
    }
}
