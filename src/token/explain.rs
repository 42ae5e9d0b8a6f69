//! A token in words, for a person who asked about it.
//!
//! One rule: App ID, channel and user are hidden unless asked for; the signature is never shown.

use std::fmt::Write as _;

use super::check::{Certainty, Problem};
use super::masked::Masked;
use super::model::{Damage, Privilege, Reading, Service, ServiceKind, Token, Version};
use super::when::{span, utc};

/// Several lines about a token, ending in a line break. `show_values` shows App ID, channel and user in full; control
/// characters in them are escaped.
#[must_use]
///
/// `signed` is what [`super::verify`] says of the signature.
pub fn explain(reading: &Reading, problems: &[Problem], signed: Option<bool>, show_values: bool) -> String {
    let mut page = Page { text: String::new(), show: show_values };
    match reading {
        Reading::NotAToken => page.line("token", "not an Agora token of any known version"),
        Reading::Masked(masked) => page.masked(masked),
        Reading::Broken { why, token } => {
            page.line("token", &format!("damaged: {}", damage(*why)));
            page.token(token);
        }
        Reading::Decoded(token) => {
            page.token(token);
            page.line("signature", signature(signed, token));
        }
    }
    if *reading != Reading::NotAToken || !problems.is_empty() {
        page.problems(problems);
    }
    page.text
}

fn signature(signed: Option<bool>, token: &Token) -> &'static str {
    match signed {
        Some(true) => "fits the certificate in AGORA_APP_CERTIFICATE",
        Some(false) => "does not fit the certificate in AGORA_APP_CERTIFICATE",
        None if token.version == Version::V007 => "can be checked when AGORA_APP_CERTIFICATE holds the App Certificate",
        None => "cannot be checked here",
    }
}

struct Page {
    text: String,
    show: bool,
}

impl Page {
    fn line(&mut self, label: &str, text: &str) {
        let _ = writeln!(self.text, "{label:<11}{text}");
    }

    fn token(&mut self, token: &Token) {
        self.line("version", &version(token.version));
        if let Some(app_id) = &token.app_id {
            let shown = self.app_id(app_id);
            self.line("App ID", &shown);
        }
        if let Some(issued) = token.issued {
            self.line("issued", &utc(issued));
        }
        self.line("expires", &expires(token));
        for service in &token.services {
            self.service(service, token);
        }
        if token.channel_crc.is_some() {
            let user = if token.uid_crc == Some(0) { "any user" } else { "one user" };
            self.line("names", &format!("only checksums of the channel and the user id; for {user}"));
        }
    }

    fn service(&mut self, service: &Service, token: &Token) {
        let mut parts = vec![service.kind.name()];
        if let Some(channel) = &service.channel {
            parts.push(format!("channel {}", self.value(channel, "any")));
        }
        if let Some(user) = &service.user {
            let hidden = self.value(user, "any");
            let integer = !user.is_empty() && user.parse::<u32>().is_ok();
            let kind = if integer && !self.show { " (an integer)" } else { "" };
            parts.push(format!("user {hidden}{kind}"));
        }
        self.line("service", &parts.join(", "));
        for privilege in &service.privileges {
            self.line("", &privilege_text(*privilege, service.kind, token));
        }
    }

    fn value(&self, value: &str, empty: &str) -> String {
        match (value.is_empty(), self.show) {
            (true, _) => empty.to_owned(),
            (false, true) => value.escape_debug().collect(),
            (false, false) => "<hidden>".to_owned(),
        }
    }

    fn app_id(&self, app_id: &str) -> String {
        if self.show {
            return app_id.escape_debug().collect();
        }
        match (app_id.get(..4), app_id.get(app_id.len().saturating_sub(4)..)) {
            (Some(head), Some(tail)) if app_id.len() >= 16 => format!("{head}…{tail}"),
            _ => "<hidden>".to_owned(),
        }
    }

    fn masked(&mut self, masked: &Masked) {
        self.line("token", "masked by the SDK that wrote the log");
        match (masked.version, masked.sure) {
            (Some(known), true) => self.line("version", &version(known)),
            (Some(known), false) => {
                self.line("version", &format!("{}, most likely", version(known)));
            }
            (None, _) => self.line("version", "not visible"),
        }
        if let Some(range) = &masked.expires {
            let text = format!("between {} and {}", utc(*range.start()), utc(*range.end()));
            self.line("expires", &text);
        }
    }

    fn problems(&mut self, problems: &[Problem]) {
        if problems.is_empty() {
            return self.line("problems", "none seen");
        }
        self.line("problems", &problems.len().to_string());
        for problem in problems {
            let certainty = match problem.certainty {
                Certainty::Certain => "certain",
                Certainty::Likely => "likely",
                Certainty::Possible => "possible",
            };
            let _ = writeln!(self.text, "  {certainty:<9}{}", problem.text);
        }
    }
}

fn version(version: Version) -> String {
    let about = match version {
        Version::V007 => " (AccessToken2)",
        Version::V006 => " (AccessToken, replaced by 007)",
        Version::Signaling => " token (obsolete)",
        _ => " (dynamic key, obsolete)",
    };
    version.name().to_owned() + about
}

fn expires(token: &Token) -> String {
    match (token.expires, token.issued) {
        (None, None) => "not readable or not written".to_owned(),
        (None, Some(_)) => "no end is written in it".to_owned(),
        (Some(end), None) => utc(end),
        (Some(end), Some(issued)) => match end.checked_sub(issued) {
            Some(life) => format!("{} ({} after issue)", utc(end), span(life)),
            None => format!("{} (before issue)", utc(end)),
        },
    }
}

fn privilege_text(privilege: Privilege, kind: ServiceKind, token: &Token) -> String {
    let name = privilege.name(kind).map_or_else(|| format!("privilege {}", privilege.number), str::to_owned);
    match privilege.expires {
        None => name,
        Some(end) if Some(end) == token.expires => name,
        Some(end) => format!("{name} until {}", utc(end)),
    }
}

fn damage(why: Damage) -> String {
    match why {
        Damage::Cut(None) => "it ends too early".to_owned(),
        Damage::Cut(Some(missing)) => {
            format!("it ends too early, {missing} characters are missing")
        }
        Damage::Altered => "its parts do not fit together".to_owned(),
        Damage::Surplus(extra) => format!("{extra} characters follow its end"),
        Damage::Foreign(at) => format!("character {} does not belong in a token", at + 1),
        Damage::TooLong => "it is too long to be read".to_owned(),
    }
}
