//! Whether a token was made for the App ID, product, channel and user of a call.
//!
//! One rule: values are compared and never quoted.

use super::bytes::crc32;
use super::check::{Certainty, ProblemKind, Problems};
use super::masked::{self, Masked};
use super::model::{Call, Service, ServiceKind, Token, Uid};
use super::spelling::unpercent;

const OTHER_APP_ID: &str = "The token was made for another App ID than the one the SDK was started with. \
                            App ID and certificate on the token server must be those of the app's project.";

pub(super) fn app_id(token: &Token, call: &Call, most: Certainty, found: &mut Problems) {
    if let (Some(token), Some(call)) = (&token.app_id, &call.app_id)
        && !app_ids_fit(token, call.trim())
    {
        found.add(ProblemKind::AppId, most, OTHER_APP_ID);
    }
}

/// The App ID of a masked 006 token is known by its first characters.
pub(super) fn masked_app_id(masked: &Masked, call: &Call, found: &mut Problems) {
    let Some(call) = call.app_id.as_deref().map(str::trim) else {
        return;
    };
    let start = &masked.app_id_start;
    let seen = masked::read(call).map_or(call.to_owned(), |masked| masked.head).to_ascii_lowercase();
    let shared = start.len().min(seen.len());
    if start.as_bytes()[..shared] != seen.as_bytes()[..shared] {
        found.add(ProblemKind::AppId, Certainty::Certain, OTHER_APP_ID);
    }
}

/// A name the log shows: not empty, not masked.
pub(super) fn known(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty() && masked::read(name).is_none())
}

/// The user of a call, if the log shows it.
pub(super) fn known_user(call: &Call) -> Option<&Uid> {
    let shown = |uid: &&Uid| match uid {
        Uid::Int(_) => true,
        Uid::Str(text) => known(Some(text)).is_some(),
    };
    call.uid.as_ref().filter(shown)
}

/// Equal, or equal in what a masked App ID shows.
fn app_ids_fit(token: &str, call: &str) -> bool {
    let token = token.to_ascii_lowercase();
    let call = call.to_ascii_lowercase();
    match masked::read(&call) {
        Some(masked) => token.starts_with(&masked.head) && token.ends_with(&masked.tail),
        None => call.is_empty() || token == call,
    }
}

/// The services that matter for the call. A problem when the product called is not among them; only possible when the
/// list of services is not `whole`.
pub(super) fn services<'a>(token: &'a Token, call: &Call, whole: bool, found: &mut Problems) -> Vec<&'a Service> {
    let of = |kind: ServiceKind| token.services.iter().filter(move |s| s.kind.same_product(kind)).collect::<Vec<_>>();
    let Some(kind) = call.service else {
        let rtc = of(ServiceKind::Rtc);
        return if rtc.is_empty() { token.services.iter().collect() } else { rtc };
    };
    let fitting = of(kind);
    if fitting.is_empty() && !token.services.is_empty() {
        let unread = token.services.iter().any(|s| matches!(s.kind, ServiceKind::Other(_)));
        let certainty = if unread || !whole { Certainty::Possible } else { Certainty::Certain };
        let made: Vec<String> = token.services.iter().map(|service| service.kind.name()).collect();
        let (made, called) = (made.join(", "), kind.name());
        let text = format!("The token was made for {made} and is used for {called}.");
        found.add(ProblemKind::Service, certainty, text);
    }
    fitting
}

pub(super) fn channel_and_user(token: &Token, services: &[&Service], call: &Call, found: &mut Problems) {
    let rtc = services.iter().any(|service| service.kind == ServiceKind::Rtc);
    if token.channel_crc.is_some() {
        if rtc {
            crc_channel(token, call, found);
            crc_user(token.uid_crc, call, found);
        } else if !services.is_empty() {
            crc_user(token.channel_crc, call, found);
        }
        return;
    }
    let fitting = clear_channel(services, call, found);
    clear_user(&fitting, call, found);
}

// ---- 007 and 003: names in clear

/// The services whose channel is the call's. A problem when there are channels and none fits.
fn clear_channel<'a>(services: &[&'a Service], call: &Call, found: &mut Problems) -> Vec<&'a Service> {
    let Some(channel) = known(call.channel.as_deref()) else {
        return services.to_vec();
    };
    let names: Vec<&str> = services.iter().filter_map(|s| s.channel.as_deref()).collect();
    let any = |name: &str| name.is_empty() || name.ends_with('*');
    if names.is_empty() || names.iter().any(|name| any(name) || *name == channel) {
        let fits = |s: &&&Service| s.channel.as_deref().is_none_or(|name| any(name) || name == channel);
        return services.iter().filter(fits).copied().collect();
    }
    let why = swapped(services, call).or_else(|| near(channel, &|text| one_of(&names, channel, text))).unwrap_or_default();
    let text = format!("The token was made for another channel than the one joined.{why}");
    found.add(ProblemKind::Channel, Certainty::Certain, text);
    services.to_vec()
}

/// Channel and user given to the builder the wrong way round.
fn swapped(services: &[&Service], call: &Call) -> Option<&'static str> {
    let user = call.uid.as_ref().map(Uid::text).filter(|text| !text.is_empty())?;
    let both = |service: &&Service| service.channel.as_deref() == Some(&user) && service.user.as_deref() == call.channel.as_deref();
    services.iter().any(both).then_some(" Channel and user id were swapped when it was made.")
}

fn clear_user(services: &[&Service], call: &Call, found: &mut Problems) {
    let Some(uid) = known_user(call) else { return };
    let users: Vec<&str> = services.iter().filter_map(|s| s.user.as_deref()).collect();
    let same = uid.text();
    if users.is_empty() || users.iter().any(|user| user.is_empty() || *user == same) {
        return;
    }
    let user = users[0];
    let (kind, certainty, text) = match uid {
        Uid::Int(0) if user == "0" => (ProblemKind::UidType, Certainty::Likely, TEXT_ZERO),
        Uid::Int(0) => (ProblemKind::Uid, Certainty::Likely, NO_UID),
        Uid::Int(_) if !is_integer(user) => (ProblemKind::UidType, Certainty::Certain, ACCOUNT_FOR_INTEGER),
        Uid::Str(text) if is_integer(user) && !is_integer(text) => (ProblemKind::UidType, Certainty::Certain, INTEGER_FOR_ACCOUNT),
        _ => (ProblemKind::Uid, Certainty::Certain, OTHER_USER),
    };
    let why = near(&same, &|text| one_of(&users, &same, text)).filter(|_| !same.is_empty());
    found.add(kind, certainty, format!("{text}{}", why.unwrap_or_default()));
}

/// A changed name is one of the token's; in upper case, when the two differ in case only.
fn one_of(names: &[&str], original: &str, changed: &str) -> bool {
    let upper = || original != changed && original.to_uppercase() == changed;
    names.iter().any(|name| *name == changed || (upper() && name.to_uppercase() == changed))
}

const OTHER_USER: &str = "The token was made for another user id than the one of the call.";
const NO_UID: &str = "The token was made for one user id, and the call leaves the user id to the server (0).";
const TEXT_ZERO: &str = "The token was made for the text \"0\", which is not the number 0 (any user): \
                         the builder was given a string.";
const ACCOUNT_FOR_INTEGER: &str = "The token was made for a user account (text), and the call uses an integer user id.";
const INTEGER_FOR_ACCOUNT: &str = "The token was made for an integer user id, and the call uses a user account (text).";

/// An integer user id as builders write it.
fn is_integer(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|number| number > 0 && number.to_string() == text)
}

// ---- 006: names as CRC-32

fn crc_channel(token: &Token, call: &Call, found: &mut Problems) {
    let Some(channel) = known(call.channel.as_deref()) else {
        return;
    };
    let fits = |text: &str| token.channel_crc == Some(crc32(text.as_bytes()));
    if fits(channel) {
        return;
    }
    let user = call.uid.as_ref().map(Uid::text).filter(|text| !text.is_empty());
    let why = user
        .filter(|user| fits(user))
        .map(|_| " It was made for the user id in the channel's place.")
        .or_else(|| near(channel, &fits))
        .unwrap_or_default();
    let text = format!("The token was made for another channel than the one joined.{why}");
    found.add(ProblemKind::Channel, Certainty::Certain, text);
}

fn crc_user(crc: Option<u32>, call: &Call, found: &mut Problems) {
    let (Some(crc), Some(uid)) = (crc, known_user(call)) else {
        return;
    };
    let fits = |text: &str| crc == crc32(text.as_bytes());
    let same = uid.text();
    if crc == 0 || fits(&same) {
        return;
    }
    if fits("0") {
        return found.add(ProblemKind::UidType, Certainty::Certain, TEXT_ZERO);
    }
    if same.is_empty() {
        return found.add(ProblemKind::Uid, Certainty::Likely, NO_UID);
    }
    let why = near(&same, &fits).unwrap_or_default();
    found.add(ProblemKind::Uid, Certainty::Certain, format!("{OTHER_USER}{why}"));
}

/// What a small change of the call's name that fits the token says about the mistake.
fn near(name: &str, fits: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    const SPACE: &str = " The two differ only in white space at the ends.";
    let changes = [
        (name.trim().to_owned(), SPACE),
        (format!("{name}\n"), SPACE),
        (format!("{name} "), SPACE),
        (format!(" {name}"), SPACE),
        (name.to_lowercase(), " The two differ only in upper and lower case."),
        (name.to_uppercase(), " The two differ only in upper and lower case."),
        (unpercent(name), " The name in the call is percent-encoded."),
        (format!("\"{name}\""), " The token's name stands in quotation marks."),
        ("undefined".to_owned(), " It was made for the text `undefined`: a variable was empty."),
        ("null".to_owned(), " It was made for the text `null`: a variable was empty."),
        ("None".to_owned(), " It was made for the text `None`: a variable was empty."),
    ];
    changes.into_iter().find(|(text, _)| fits(text)).map(|(_, why)| why)
}
