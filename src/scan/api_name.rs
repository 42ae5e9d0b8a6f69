//! Which method or callback an observation belongs to.
//!
//! One rule: the pattern says where to look (`group`, `line`, `previous`, `stack`, ...) and this room looks, nowhere else.

use super::evidence;
use super::list::Sifted;
use crate::catalogue::api;
use crate::pattern::{Pattern, data};
use crate::text::expressions::{AFTER_NUMBER, CALL, CALLBACK, FRAME, OPERATION, OWN_WORD};
use crate::text::{self, Captures};
use std::sync::LazyLock;

/// An API name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiName {
    /// C++ or TypeScript spelling.
    pub name: String,
    /// Nobody else is likely to use it.
    pub distinctive: bool,
    /// It stands on the line of the code.
    pub on_line: bool,
    /// The vocabulary has it.
    pub known: bool,
}

/// Where to look.
pub struct Around<'a> {
    /// The message.
    pub message: &'a str,
    /// Where the code stands in it.
    pub number: usize,
    /// Text before the line.
    pub before: &'a [u8],
    /// Text after the line.
    pub after: &'a [u8],
    /// Writer of the line, to tell interleaved processes apart.
    pub tid: Option<u64>,
}

/// Looks in the pattern's places, in order.
pub fn find(pattern: &Pattern, groups: &Captures<'_>, callback: Option<&str>, domain: &str, around: &Around<'_>) -> Option<ApiName> {
    let named = groups.name("api").filter(|name| !pattern.own || is_method(name.as_str()));
    pattern.api.iter().find_map(|place| match *place {
        "group" => named.and_then(|name| known(name.as_str(), pattern)).map(|found| in_rtc(found, domain)),
        "line" => on_line(around, domain),
        "word" => own_word(around, true),
        "function" => named.map(|name| fixed(name.as_str())),
        "previous" => previous(around),
        "stack" => stack(around.after),
        "web" => phrase(data::WEB_API, around.message),
        "rtm" => groups.name("api").or_else(|| groups.name("name")).and_then(|name| by_prefix(name.as_str())),
        "rtm-line" => rtm_method(around).or_else(|| on_line(around, domain)),
        "type" if domain.starts_with("rtm") => rtm_method(around),
        "type" => callback_of(domain, around.message),
        "=callback" => callback.map(fixed),
        place => place.strip_prefix('=').map(fixed),
    })
}

fn fixed(name: &str) -> ApiName {
    ApiName { name: name.to_owned(), distinctive: true, on_line: false, known: true }
}

/// Files of the SDK may name methods that the vocabulary lacks; elsewhere an unknown word is no API.
fn known(name: &str, pattern: &Pattern) -> Option<ApiName> {
    let overload = || api::method(name.trim_end_matches(|last: char| last.is_ascii_digit()));
    let vocabulary = api::method(name).or_else(overload).or_else(|| api::nearest(name).map(|found| (found.name, found.distinctive)));
    match vocabulary {
        Some((canonical, distinctive)) => Some(ApiName { name: canonical.to_owned(), distinctive, on_line: true, known: true }),
        None if pattern.needs == crate::pattern::Needs::Nothing => {
            Some(ApiName { name: lower_first(name), distinctive: true, on_line: true, known: true })
        }
        None => None,
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The method nearest before the number, else one named after it (`-2 from joinChannel`), else the word before the result.
fn on_line(around: &Around<'_>, domain: &str) -> Option<ApiName> {
    let before = &around.message[..around.number];
    let window = &before[ceil(before, before.len().saturating_sub(160))..];
    let rest = &around.message[around.number..];
    let after = || AFTER_NUMBER.captures(rest).and_then(|groups| groups.name("api")).and_then(|name| api::nearest(name.as_str()));
    // Behind the number a method is named surely only where the line names the SDK, or right behind the object that holds the number.
    let later = || {
        let near = &rest[..rest.floor_char_boundary(BEHIND_OBJECT)];
        let sure = |found: &api::Found| found.distinctive && evidence::is_hard(&Sifted::new(around.message));
        api::nearest(rest).filter(sure).or_else(|| {
            let found = api::nearest(near).filter(|found| near[..found.end].contains(['}', '）']))?;
            Some(api::Found { distinctive: false, ..found })
        })
    };
    let found = api::nearest(window).or_else(after).or_else(later).map(|found| ApiName {
        name: plain_name(found.name, domain).to_owned(),
        distinctive: found.distinctive,
        on_line: true,
        known: true,
    });
    if found.as_ref().is_some_and(|found| found.distinctive) {
        return found;
    }
    own_word(around, false).or(found)
}

/// How far behind the number in an object the method may end, in bytes.
const BEHIND_OBJECT: usize = 80;

/// Identifiers with these ends are values, types and handlers, not methods.
const NO_METHOD: &[&str] =
    &["error", "exception", "code", "errno", "result", "value", "clicked", "pressed", "reason", "state", "status", "uid", "id"];

/// The identifier in front of the result, if it looks like a method: `addEffect ret: `, `push_audio_pcm_data returned `.
fn own_word(around: &Around<'_>, snake: bool) -> Option<ApiName> {
    let before = &around.message[..around.number];
    let window = &before[ceil(before, before.len().saturating_sub(100))..];
    let word = OWN_WORD.captures(window)?.name("api")?.as_str();
    let word = word.strip_suffix("ret").unwrap_or(word);
    if !is_method(word) || NO_METHOD.iter().any(|tail| word.to_ascii_lowercase().ends_with(tail)) {
        return None;
    }
    let inner_capital = word.chars().skip(1).any(|c| c.is_ascii_uppercase()) && word.chars().any(|c| c.is_ascii_lowercase());
    let camel = inner_capital && !word.contains('_') && word.len() >= 6;
    let method = camel || (snake && word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
    let name = if camel { lower_first(word) } else { word.to_owned() };
    method.then_some(ApiName { name, distinctive: false, on_line: true, known: false })
}

fn in_rtc(mut found: ApiName, domain: &str) -> ApiName {
    found.name = plain_name(&found.name, domain).to_owned();
    found
}

/// In the RTC SDKs the short names of the Web SDK stand for the long ones.
fn plain_name<'a>(name: &'a str, domain: &str) -> &'a str {
    match name {
        "join" if domain.starts_with("rtc.") => "joinChannel",
        "leave" if domain.starts_with("rtc.") => "leaveChannel",
        "create" if domain.starts_with("rtc.") => "initialize",
        name => name,
    }
}

fn ceil(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// How many earlier lines may stand between a call and its result.
const MAX_LINES_BACK: usize = 64;

/// The last call that the same writer began and that has no result yet.
fn previous(around: &Around<'_>) -> Option<ApiName> {
    let mut end = around.before.len();
    for _ in 0..MAX_LINES_BACK {
        let line_end = end.checked_sub(1)?;
        let start = memchr::memrchr(b'\n', &around.before[..line_end]).map_or(0, |at| at + 1);
        let line = text::trim_line_end(&around.before[start..line_end]);
        let head = text::lossy(&line[..line.len().min(400)]);
        if let Some(groups) = CALL.captures(&head)
            && around.tid.is_none_or(|tid| groups["tid"].parse() == Ok(tid))
        {
            return matches!(&groups["rest"], "params" | "").then(|| known(&groups["api"], &CLOSED)).flatten();
        }
        end = start;
    }
    None
}

/// Stands for any pattern of a closed file, where unknown methods keep their own name.
static CLOSED: LazyLock<&'static Pattern> =
    LazyLock::new(|| crate::pattern::all().iter().find(|pattern| pattern.id == "iris.result").expect("built in"));

/// The first frame of the engine in the stack that follows, within twelve lines.
fn stack(after: &[u8]) -> Option<ApiName> {
    let text = &after[..after.len().min(4096)];
    text.split(|b| *b == b'\n').take(12).find_map(|line| {
        let line = text::lossy(text::trim_line_end(&line[..line.len().min(600)]));
        let groups = FRAME.captures(&line)?;
        Some(ApiName { name: lower_first(&groups["api"]), distinctive: true, on_line: false, known: true })
    })
}

const RTM_WORDS: &[(&str, &str)] = &[
    ("login", "login"),
    ("logout", "logout"),
    ("unsubscribe", "unsubscribe"),
    ("subscribe", "subscribe"),
    ("publish", "publish"),
    ("join", "join"),
    ("join channel", "joinChannel"),
    ("cannot join the channel", "join"),
    ("joinchannel", "joinChannel"),
    ("leave", "leave"),
    ("renewtoken", "renewToken"),
    ("sendmessage", "sendMessage"),
    ("sendmessagetopeer", "sendMessageToPeer"),
    ("querypeersonlinestatus", "queryPeersOnlineStatus"),
    ("channel members", "getMembers"),
    ("peers online status", "queryPeersOnlineStatus"),
    ("setstate", "setState"),
    ("getstate", "getState"),
    ("removestate", "removeState"),
    ("acquirelock", "acquireLock"),
    ("releaselock", "releaseLock"),
    ("setlock", "setLock"),
    ("createstreamchannel", "createStreamChannel"),
    ("setchannelmetadata", "setChannelMetadata"),
    ("setusermetadata", "setUserMetadata"),
    ("whonow", "whoNow"),
    ("getonlineusers", "getOnlineUsers"),
];

/// The longest wording on the line.
fn phrase(table: &[(&'static str, &'static str)], message: &str) -> Option<ApiName> {
    let message = message.to_lowercase();
    let best = table.iter().filter(|(words, _)| message.contains(words)).max_by_key(|(words, _)| words.len());
    best.map(|(_, name)| fixed(name))
}

/// The field that names the call, else the wording that stands last before the code, else the first after it.
fn rtm_method(around: &Around<'_>) -> Option<ApiName> {
    if let Some((name, _)) = OPERATION.captures(around.message).and_then(|groups| api::method(groups.name("api")?.as_str())) {
        return Some(fixed(name));
    }
    let before = around.message[..around.number].to_lowercase();
    let last = RTM_WORDS.iter().filter_map(|(words, name)| before.rfind(words).map(|at| ((at + words.len(), words.len()), *name))).max();
    let after = || {
        let after = around.message[around.number..].to_lowercase();
        RTM_WORDS.iter().filter_map(|(words, name)| after.find(words).map(|at| ((at, usize::MAX - words.len()), *name))).min()
    };
    last.or_else(after).map(|(_, name)| fixed(name))
}

fn by_prefix(constant: &str) -> Option<ApiName> {
    data::RTM_API
        .iter()
        .filter(|(prefix, _)| constant.starts_with(prefix))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, name)| fixed(name))
}

/// The callback named on the line, else the one that carries the domain.
fn callback_of(domain: &str, message: &str) -> Option<ApiName> {
    let named = CALLBACK.find_iter(message).find_map(|name| api::callback(name.as_str()));
    let family = crate::catalogue::family(domain)?;
    let name = named.or_else(|| family.callback.split(',').next()).filter(|name| !name.is_empty())?;
    Some(fixed(name))
}

/// A name of a method as programs write it. What else a group may have caught, such as an identifier or a key, is no name.
pub fn is_method(name: &str) -> bool {
    is_name(name, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
}

/// A constant of code.
pub(super) fn is_constant(name: &str) -> bool {
    is_name(name, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_name(name: &str, letter: fn(u8) -> bool) -> bool {
    let first = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    first && name.len() <= MAX_NAME && digits <= MAX_DIGITS && name.bytes().all(letter)
}

/// Longest name taken off a line, and most digits in it: more are those of a key.
const MAX_NAME: usize = 64;
const MAX_DIGITS: usize = 4;
