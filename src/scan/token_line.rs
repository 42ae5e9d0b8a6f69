//! Tokens on a line, with what the same line says of the call they were used in.
//!
//! One rule: the work on a line is bounded: only lines with one of the words in `evidence.toml` are looked at, and of
//! these so many bytes and so many places.

use super::fact::Fact;
use super::parts::Parts;
use crate::pattern::data;
use crate::pattern::fact::{FactNeeds, Kind};
use crate::text::Expression;
use crate::text::expressions::{TOKEN_APP, TOKEN_CALL, TOKEN_CHANNEL, TOKEN_KEY, TOKEN_MEDIA, TOKEN_MESSAGING, TOKEN_USER};
use crate::token::{self, Reading};

/// How much of a line is looked at, in bytes.
const MAX_LOOK: usize = 16 * 1024;
/// How many places that start like a token are read.
const MAX_TRIES: usize = 8;
/// A longer front of a token is no mask.
const MASK_HEAD: usize = 40;
/// How many tokens of a line are kept.
const MAX_TOKENS: usize = 4;
/// Longest text kept of a line.
const MAX_TEXT: usize = 1024;
/// Longest name kept of a channel or user; longer ones are no names.
const MAX_NAME: usize = 1024;

/// The tokens of a line, whole, damaged or masked, and the empty ones of calls that should have one.
pub fn of_line(clean: &str, parts: &Parts<'_>) -> Vec<Fact> {
    if !parts.sifted().may_match(&data::TOKEN_WORDS) {
        return Vec::new();
    }
    let message = front(parts.message(), MAX_LOOK);
    let places = token::find_most(message, MAX_TRIES);
    if places.is_empty() && !TOKEN_KEY.is_match(message) {
        return Vec::new();
    }
    let call = TOKEN_CALL.is_match(message);
    let mut tokens = keyed(message, call);
    for place in places {
        let text = &message[place];
        if !tokens.iter().any(|known| known == text || known.contains(text)) {
            tokens.push(text.to_owned());
        }
    }
    let channel = name(&TOKEN_CHANNEL, message);
    if call {
        // Swapped arguments: the channel is the token, and the call has no other.
        tokens.retain(|token| channel.as_deref() != Some(token.as_str()) || tokens_elsewhere(message, token));
    }
    tokens.truncate(MAX_TOKENS);
    let around = around(message, call, channel);
    tokens.into_iter().map(|token| fact(token, &around, clean, parts.all())).collect()
}

/// The same token stands in the line a second time: as the token too.
fn tokens_elsewhere(message: &str, token: &str) -> bool {
    message.matches(token).count() > 1
}

/// Values under the name of a token. In a call also those that are none; elsewhere only what reads as one.
fn keyed(message: &str, call: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for groups in TOKEN_KEY.captures_iter(message).take(MAX_TRIES) {
        let Some(value) = groups.name("quoted").or_else(|| groups.name("mask")).map(|value| uncut(value.as_str())) else { continue };
        let reads = || !matches!(token::read(value), Reading::NotAToken);
        let wanted = value.len() <= token::MAX_INPUT && (call || (!value.is_empty() && reads()));
        if wanted && !found.iter().any(|known| known == value) {
            found.push(value.to_owned());
        }
    }
    found
}

/// A value without the dots of a log that cuts long values; a mask keeps them.
fn uncut(value: &str) -> &str {
    let bare = value.trim_end_matches(['…', '.']);
    if bare.len() > MASK_HEAD { bare } else { value }
}

/// What the line says of the call, as values of a fact.
fn around(message: &str, call: bool, channel: Option<String>) -> Vec<(&'static str, String)> {
    let mut values = Vec::new();
    if call {
        values.push(("call", "yes".to_owned()));
    }
    values.extend(channel.map(|channel| ("channel", channel)));
    if let Some(groups) = TOKEN_USER.captures(message) {
        let text = groups.name("text").filter(|text| text.as_str().len() <= MAX_NAME);
        values.extend(text.map(|text| ("account", text.as_str().to_owned())));
        values.extend(groups.name("number").map(|number| ("uid", number.as_str().to_owned())));
    }
    values.extend(name(&TOKEN_APP, message).map(|app| ("app", app)));
    let service = match (TOKEN_MEDIA.is_match(message), TOKEN_MESSAGING.is_match(message)) {
        (true, false) => Some("rtc"),
        (false, true) => Some("rtm"),
        _ => None,
    };
    values.extend(service.filter(|_| call).map(|service| ("service", service.to_owned())));
    values
}

fn name(expression: &Expression, message: &str) -> Option<String> {
    let value = expression.captures(message)?.name("value")?.as_str();
    (!value.is_empty() && value.len() <= MAX_NAME).then(|| value.to_owned())
}

fn fact(token: String, around: &[(&'static str, String)], clean: &str, unwrapped: &crate::envelope::Unwrapped<'_>) -> Fact {
    let mut values = vec![("token", token)];
    values.extend_from_slice(around);
    Fact {
        line: 0,
        time: unwrapped.time(),
        pid: unwrapped.pid,
        kind: Kind::Token,
        values,
        sdk: "",
        pattern: "token",
        needs: FactNeeds::Session,
        text: front(clean, MAX_TEXT).to_owned(),
    }
}

/// The front of a text, at most so many bytes.
fn front(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::{Parts, of_line};

    /// Tokens and what stands beside them, as `name=value`.
    fn seen(line: &str) -> Vec<String> {
        let shown = |(name, value): &(&str, String)| format!("{name}={}", value.get(..12).unwrap_or(value));
        of_line(line, &Parts::new(line, false)).iter().map(|fact| fact.values.iter().map(shown).collect::<Vec<_>>().join(" ")).collect()
    }

    const SEVEN: &str = "007eJxTYDj9qrjrhMWRacHniqs41sv6XGxW35OsEvQ0JNfIVo1R+48Cg7lBcmqSaVKqebJxolGieXKyoUFSiplRSmqagWViampKw0ubDAE+BobN/XWsjAyMDCwMjAwgPhOYZAaTLGCSjaEoPz9X14CBAQCU1h+H";

    #[test]
    fn every_way_in_which_logs_show_tokens() {
        let whole = "token=007eJxTYDj9q call=yes channel=room-0 uid=7 service=rtc";
        for (line, want) in [
            (format!(r#"RtcEngineImpl::joinChannel(this:0x1, token:"{SEVEN}", channelId:"room-0", uid:7)"#), whole),
            (format!(r#"api name RtcEngine_joinChannel params {{"token":"{SEVEN}","channelId":"room-0","uid":7}}"#), whole),
            (
                format!(r#"CallApi api_type 4 params {{\"token\":\"{}\",\"channelId\":\"room-0\",\"uid\":7}}"#, SEVEN.replace('/', "\\/")),
                whole,
            ),
            (format!("I/flutter: rtc token is {SEVEN}"), "token=007eJxTYDj9q"),
            (format!("curl -d 'token={}' https://e.example", SEVEN.replace('+', "%2B")), "token=007eJxTYDj9q"),
            (
                r#"api name RtcEngine_joinChannel_1 params {"token":"006c***************AWpk","channelId":"r","uid":"5"}"#.to_owned(),
                "token=006c******** call=yes channel=r account=5 service=rtc",
            ),
            (
                r#"RtcEngineImpl::joinChannel(this:0x1, token:"0****=", channelId:"r", uid:-5)"#.to_owned(),
                "token=0****= call=yes channel=r uid=-5 service=rtc",
            ),
            (
                r#"RtcEngineImpl::joinChannel(this:0x1, token:"", channelId:"r", uid:5)"#.to_owned(),
                "token= call=yes channel=r uid=5 service=rtc",
            ),
            (
                format!(r#"api name RtmClient_login_1 params {{"token":"{SEVEN}","userId":"ann"}}"#),
                "token=007eJxTYDj9q call=yes account=ann service=rtm",
            ),
        ] {
            assert_eq!(seen(&line), [want], "{line}");
        }
    }

    #[test]
    fn other_values_are_no_tokens() {
        for line in [
            r#"POST /login {"token":"eyJhbGciOiJIUzI1NiJ9","user":"x"}"#.replace("login", "sign-in"),
            "token refreshed".to_owned(),
            r#"token:"""#.to_owned(),
            "addr 007e 006 token".to_owned(),
        ] {
            assert_eq!(seen(&line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn a_hostile_line_gives_few_tokens() {
        let line = "token 007eJx".repeat(200_000);
        assert!(of_line(&line, &Parts::new(&line, true)).len() <= super::MAX_TOKENS);
        let line = format!("token {}", format!("{SEVEN} ").repeat(50));
        assert_eq!(seen(&line).len(), 1, "the same one counts once");
    }
}
