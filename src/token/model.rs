//! What a token says, as data.
//!
//! One rule: the names of channels and users never appear in a `Debug` text.

use std::fmt;

use super::Moment;
use super::masked::Masked;
use super::spelling::Spelling;

/// Format of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Dynamic key of 90 characters, without a prefix.
    V001,
    /// Dynamic key of 110 characters, without a prefix.
    V002,
    /// Dynamic key with the user id in it.
    V003,
    /// Dynamic key of one service.
    V004,
    /// Binary dynamic key.
    V005,
    /// `AccessToken`: CRC-32 of channel and user id.
    V006,
    /// `AccessToken2`: channel and user id in clear, compressed.
    V007,
    /// `1:<App ID>:<expiry>:<md5>` of the old signaling SDK.
    Signaling,
}

impl Version {
    /// The prefix the token starts with, or the word for those without one.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V001 => "001",
            Self::V002 => "002",
            Self::V003 => "003",
            Self::V004 => "004",
            Self::V005 => "005",
            Self::V006 => "006",
            Self::V007 => "007",
            Self::Signaling => "signaling",
        }
    }

    /// Older than `AccessToken`: current SDKs and servers are not made for it.
    #[must_use]
    pub fn obsolete(self) -> bool {
        !matches!(self, Self::V006 | Self::V007)
    }
}

/// What became of a text that was read as a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Complete and consistent. Whether the signature is right is another question: [`super::verify`].
    Decoded(Token),
    /// Stars where the secret part was: written by an SDK that hides tokens in its log.
    Masked(Masked),
    /// It starts like a token, but is not a whole one.
    Broken {
        /// What is wrong.
        why: Damage,
        /// What could still be read. After [`Damage::Altered`] only the fields before the damage are kept.
        token: Token,
    },
    /// Not a token of any known version.
    NotAToken,
}

/// Why a token is not a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It ends too early; the number of missing characters where it can be told.
    Cut(Option<usize>),
    /// Checksum, lengths or fields do not fit together.
    Altered,
    /// The content is whole, but this many characters too many follow.
    Surplus(usize),
    /// A character that no token has, at this place (counted from 0, in the plain spelling).
    Foreign(usize),
    /// More than [`super::MAX_INPUT`] bytes: not looked at.
    TooLong,
}

/// A token that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// Format.
    pub version: Version,
    /// App ID as the token writes it; `None` when the damage comes before it.
    pub app_id: Option<String>,
    /// When it was made, epoch seconds. In 006 the builders write that time plus one day, which is undone here.
    pub issued: Option<u64>,
    /// When the whole token ends, epoch seconds; `None`: no end is written in it. In 006 this is the end of the
    /// join privilege, or of the RTM login where there is no join privilege.
    pub expires: Option<u64>,
    /// What it opens. Empty when the damage comes before.
    pub services: Vec<Service>,
    /// 006: CRC-32 of the channel name (of the user account in an RTM token).
    pub channel_crc: Option<u32>,
    /// 006: CRC-32 of the user id as text; 0 means any user.
    pub uid_crc: Option<u32>,
    /// The signature's bytes.
    pub signature: Vec<u8>,
    /// How the text differed from the plain spelling.
    pub spelling: Vec<Spelling>,
    /// Length of the plain spelling in bytes.
    pub length: usize,
    /// The bytes the signature is made over (007), or the message at their end (006).
    pub(super) signed: Vec<u8>,
    /// Random number that went into the signature.
    pub(super) salt: u32,
}

impl Token {
    pub(super) fn new(version: Version) -> Self {
        Self {
            version,
            app_id: None,
            issued: None,
            expires: None,
            services: Vec::new(),
            channel_crc: None,
            uid_crc: None,
            signature: Vec::new(),
            spelling: Vec::new(),
            length: 0,
            signed: Vec::new(),
            salt: 0,
        }
    }

    /// When the right to join (RTC) or to log in (others) ends: the end of the token or of that privilege,
    /// whichever comes first. Epoch seconds. With several services the first one counts.
    #[must_use]
    pub fn usable_until(&self) -> Option<u64> {
        let first = self.services.iter().find(|service| service.entry().is_some());
        self.usable_for(&first.into_iter().collect::<Vec<_>>())
    }

    /// The same for some of its services: the latest of their ends.
    pub(super) fn usable_for(&self, services: &[&Service]) -> Option<u64> {
        let mut ends = Vec::new();
        for entry in services.iter().filter_map(|service| service.entry()) {
            ends.push(entry.expires.or(self.expires)?);
        }
        let last = ends.into_iter().max().or(self.expires)?;
        // In 006 the whole token has no end of its own.
        let whole = self.expires.filter(|_| self.version != Version::V006);
        Some(whole.map_or(last, |whole| whole.min(last)))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("version", &self.version)
            .field("issued", &self.issued)
            .field("expires", &self.expires)
            .field("services", &self.services)
            .field("spelling", &self.spelling)
            .finish_non_exhaustive()
    }
}

/// The product a token or a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// Real-time communication: `joinChannel`.
    Rtc,
    /// Real-time messaging; in 007 the first form of it.
    Rtm,
    /// Media streaming.
    Streaming,
    /// Full-path acceleration.
    Fpa,
    /// Chat.
    Chat,
    /// Fusion CDN.
    Fcdn,
    /// Flexible classroom and other ready-made rooms.
    Apaas,
    /// Real-time messaging with permissions per channel.
    Rtm2,
    /// Conversational AI.
    ConvoAi,
    /// Speech to text.
    Stt,
    /// 005: recording.
    Recording,
    /// 005: public sharing.
    Sharing,
    /// 005: permission inside a channel.
    InChannel,
    /// A number this program does not know; nothing after it can be read.
    Other(u16),
}

impl ServiceKind {
    /// Name as used in texts.
    #[must_use]
    pub fn name(self) -> String {
        let name = match self {
            Self::Rtc => "rtc",
            Self::Rtm => "rtm",
            Self::Streaming => "streaming",
            Self::Fpa => "fpa",
            Self::Chat => "chat",
            Self::Fcdn => "fcdn",
            Self::Apaas => "apaas",
            Self::Rtm2 => "rtm2",
            Self::ConvoAi => "convoai",
            Self::Stt => "stt",
            Self::Recording => "recording",
            Self::Sharing => "sharing",
            Self::InChannel => "in-channel permission",
            Self::Other(number) => return format!("service {number}"),
        };
        name.to_owned()
    }

    /// The same product: both forms of RTM count as one.
    #[must_use]
    pub fn same_product(self, other: Self) -> bool {
        let rtm = |kind| matches!(kind, Self::Rtm | Self::Rtm2);
        self == other || (rtm(self) && rtm(other))
    }
}

/// One product a token opens.
#[derive(Clone, PartialEq, Eq)]
pub struct Service {
    /// Which one.
    pub kind: ServiceKind,
    /// Channel or room in clear (007); empty or `*`: any.
    pub channel: Option<String>,
    /// User id or user account in clear; empty: any.
    pub user: Option<String>,
    /// What may be done.
    pub privileges: Vec<Privilege>,
}

impl Service {
    pub(super) fn new(kind: ServiceKind) -> Self {
        Self { kind, channel: None, user: None, privileges: Vec::new() }
    }

    /// The privilege to get in at all: join a channel, log in.
    pub(super) fn entry(&self) -> Option<&Privilege> {
        self.privileges.iter().find(|privilege| matches!(privilege.number, 1 | 1000))
    }

    pub(super) fn has(&self, number: u16) -> bool {
        self.privileges.iter().any(|privilege| privilege.number == number)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("kind", &self.kind).field("privileges", &self.privileges).finish_non_exhaustive()
    }
}

/// A right inside a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Privilege {
    /// Number in the token; what it means depends on the service, see [`Privilege::name`].
    pub number: u16,
    /// Its own end, epoch seconds; `None`: it ends with the token.
    pub expires: Option<u64>,
}

impl Privilege {
    /// What the number means in a service, as the public builders name it.
    #[must_use]
    pub fn name(self, kind: ServiceKind) -> Option<&'static str> {
        use ServiceKind::{Apaas, Chat, Fcdn, Fpa, Rtc, Rtm, Rtm2, Streaming};
        Some(match (kind, self.number) {
            (Rtc, 1) => "join",
            (Rtc, 2) => "publish audio",
            (Rtc, 3) => "publish video",
            (Rtc, 4) => "publish data",
            (Rtc, 101) => "administrate",
            (Rtm, 1 | 1000) | (Rtm2 | Fpa, 1) => "log in",
            (Chat, 1) | (Apaas, 2) => "user",
            (Chat, 2) | (Apaas, 3) => "app",
            (Apaas, 1) => "room user",
            (Streaming, 1) => "publish mix",
            (Streaming, 2) => "publish raw",
            (Fcdn, 1) => "publish",
            (Fcdn, 2) => "play",
            _ => return None,
        })
    }
}

/// What a log says about the call a token was used in. Everything may be unknown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// App ID the SDK was started with; may be masked (`2a7***445`).
    pub app_id: Option<String>,
    /// Channel name passed.
    pub channel: Option<String>,
    /// User passed.
    pub uid: Option<Uid>,
    /// Product called.
    pub service: Option<ServiceKind>,
    /// When.
    pub at: Option<Moment>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("service", &self.service).field("at", &self.at).finish_non_exhaustive()
    }
}

/// User id of a call.
#[derive(Clone, PartialEq, Eq)]
pub enum Uid {
    /// A number. Negative numbers stand for those above 2^31, as Java and Dart logs print them. 0: the server picks.
    Int(i64),
    /// A user account or RTM/chat user id.
    Str(String),
}

impl Uid {
    /// The text a builder signs for this user; empty for 0 (any).
    pub(super) fn text(&self) -> String {
        match self {
            Self::Int(0) => String::new(),
            Self::Int(number) => match i32::try_from(*number) {
                Ok(small) => small.cast_unsigned().to_string(),
                Err(_) => number.to_string(),
            },
            Self::Str(text) => text.clone(),
        }
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Int(_) => "Int(..)",
            Self::Str(_) => "Str(..)",
        })
    }
}
