//! The shape of a pattern or envelope file as it is written.
//!
//! One rule: this file knows only serde, because the build script reads the data through it too.

use serde::Deserialize;
use std::collections::BTreeMap;

/// One pattern file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPatterns {
    /// Files with a lower number are read first; patterns are tried in that order.
    #[serde(default)]
    pub order: u32,
    /// Named pieces of regular expressions, used as `{NAME}`.
    #[serde(default)]
    pub fragment: BTreeMap<String, String>,
    /// The patterns, tried in the order written.
    #[serde(rename = "pattern", default)]
    pub patterns: Vec<RawPattern>,
}

/// One spelling of an error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPattern {
    /// Name of the pattern, unique over all files.
    pub id: String,
    /// What the line is, in a few words.
    pub about: String,
    /// The message must hold one of these, in lower case; compared without regard to ASCII case.
    pub keywords: Vec<String>,
    /// The expression, over the message inside all envelopes.
    pub regex: String,
    /// The domain the number or name belongs to.
    pub domain: String,
    /// `callback` or `return`.
    pub via: String,
    /// Which numbers count: `negative`, `positive`, `any` (never zero) or `zero` (any, zero too).
    #[serde(default)]
    pub sign: String,
    /// Where the API name comes from, in this order: a fixed name as `=onError`, `group`, `function` (the group as it stands), `line`, `previous`, `stack`,
    /// `web` (wordings of the Web SDK), `rtm` (the constant's first words).
    #[serde(default)]
    pub api: Vec<String>,
    /// What else must hold: `nothing`, `words` (the line says the code's text or constant), `own` (the line or its tag
    /// names the SDK), `opened` (a field of an object that began just above), `api`, `session`, `tag`.
    pub needs: String,
    /// Envelopes inside which alone it counts; empty: any but those with a closed grammar.
    #[serde(default)]
    pub inside: Vec<String>,
    /// Product and era the line proves.
    #[serde(default)]
    pub sdk: String,
    /// Echo group: a line of a higher layer repeats one of a lower layer.
    #[serde(default)]
    pub group: String,
    /// Layer in the group, 0 is the original.
    #[serde(default)]
    pub layer: u8,
    /// How many lines an echo may be away from its original.
    #[serde(default)]
    pub reach: u32,
    /// The original stands after the echo, never before it.
    #[serde(default)]
    pub ahead: bool,
    /// Lines it must find.
    pub hits: Vec<RawHit>,
    /// Lines it must not find.
    pub misses: Vec<String>,
}

/// A line a pattern must find.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawHit {
    /// The line, or several separated by line feeds; the event is on the first line that matches.
    pub line: String,
    /// The code expected.
    pub code: toml::Value,
    /// The API expected.
    #[serde(default)]
    pub api: String,
}

/// The file of facts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFacts {
    /// The facts, tried in the order written.
    #[serde(rename = "fact")]
    pub facts: Vec<RawFact>,
}

/// A line that is no error but tells the story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFact {
    /// Name, unique in the file.
    pub id: String,
    /// What the line is, in a few words.
    pub about: String,
    /// What it tells, one of the kinds named in the file's head.
    pub kind: String,
    /// The message must hold one of these, in lower case; compared without regard to ASCII case.
    pub keywords: Vec<String>,
    /// The expression, over the message inside all envelopes; its groups are the values, a digit after a name is ignored.
    pub regex: String,
    /// What else must hold: `nothing`, `hard` (the line names the SDK), `session`, `any` (kept, used near an error only).
    pub needs: String,
    /// Product and era the line proves.
    #[serde(default)]
    pub sdk: String,
    /// Lines it must find.
    pub hits: Vec<RawFactHit>,
    /// Lines it must not find.
    pub misses: Vec<String>,
}

/// A line a fact must find.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFactHit {
    /// The line.
    pub line: String,
    /// The values expected, all of them.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// What shows that a line or a source belongs to an Agora session, and what shows that it does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEvidence {
    /// Expressions that only the SDK, its wrappers or its users' names for it match.
    pub hard: Vec<String>,
    /// Expressions of the SDK's vocabulary that a rival SDK may share.
    pub soft: Vec<String>,
    /// Other real-time SDKs.
    pub vendor: Vec<String>,
    /// Names of messaging.
    pub messaging: Vec<String>,
    /// Words of software whose numbers are not the SDK's.
    pub foreign: Vec<String>,
    /// Source code and documentation that quote the SDK's words.
    pub quoted: Vec<String>,
    /// Words in tags of other software.
    pub foreign_tag_words: Vec<String>,
    /// Tags of platform software.
    pub foreign_tags: Vec<String>,
    /// Tags under which a runtime prints everything an app says.
    pub runtime_tags: Vec<String>,
    /// Words near a token or its place, in their own case: only lines that hold one are looked at for tokens.
    pub token_words: Vec<String>,
    /// Families whose numbers are never events; families of states are left out anyway.
    pub never: Vec<String>,
    /// Wordings of the Web SDK and the method they mean.
    pub web_api: BTreeMap<String, String>,
    /// First words of RTM 1 constants and the method they mean.
    pub rtm_api: BTreeMap<String, String>,
}

/// One envelope file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEnvelopes {
    /// The envelopes, tried in the order written.
    #[serde(rename = "envelope", default)]
    pub envelopes: Vec<RawEnvelope>,
}

/// What wraps a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEnvelope {
    /// Name, unique over all files.
    pub id: String,
    /// What writes it.
    pub about: String,
    /// Bytes a line may start with; empty: any.
    #[serde(default)]
    pub first: String,
    /// Anchored expression with groups `time`, `pid`, `tid`, `level`, `tag`; the message is what follows the match.
    pub regex: String,
    /// The line comes from an Agora SDK or wrapper file: only patterns made for it count inside.
    #[serde(default)]
    pub closed: bool,
    /// Product and era it proves.
    #[serde(default)]
    pub sdk: String,
    /// Software that has nothing to do with the SDK: nothing inside counts.
    #[serde(default)]
    pub foreign: bool,
    /// Lines it must unwrap, with the message that must be left.
    pub hits: Vec<RawUnwrapped>,
}

/// An envelope sample.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawUnwrapped {
    /// The line.
    pub line: String,
    /// The message inside.
    pub message: String,
    /// The time in the report's form.
    #[serde(default)]
    pub time: String,
    /// The process.
    #[serde(default)]
    pub pid: String,
    /// The tag.
    #[serde(default)]
    pub tag: String,
}
