//! Tests over tokens made with the public builders.
//!
//! One rule: every vector goes through every test; nothing is left out by name unless the test says why.

mod mutations;
mod problems;
mod shown;
mod spellings;
mod times;
mod vectors;

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Call, Reading, Service, ServiceKind, Token, Uid, Version, read};

const VECTORS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tokens/vectors.toml"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vector: Vec<Vector>,
}

/// One token and what its builder was given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    #[serde(rename = "builder")]
    _builder: String,
    version: String,
    token: String,
    app_id: String,
    certificate: String,
    issued: Option<u64>,
    expires: Option<u64>,
    channel: Option<String>,
    uid: Option<String>,
    service: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    kind: String,
    channel: Option<String>,
    uid: Option<String>,
    user: Option<String>,
    privileges: Vec<(u16, u64)>,
}

static ALL: LazyLock<Vec<Vector>> = LazyLock::new(|| {
    let file: File = toml::from_str(VECTORS).expect("the vectors are TOML of this shape");
    file.vector
});

fn vector(name: &str) -> &'static Vector {
    ALL.iter().find(|vector| vector.name == name).unwrap_or_else(|| panic!("no vector {name}"))
}

impl Vector {
    fn version(&self) -> Version {
        match self.version.as_str() {
            "001" => Version::V001,
            "002" => Version::V002,
            "003" => Version::V003,
            "004" => Version::V004,
            "005" => Version::V005,
            "006" => Version::V006,
            "007" => Version::V007,
            "signaling" => Version::Signaling,
            other => panic!("version {other}"),
        }
    }

    /// The call the token was made for.
    fn call(&self) -> Call {
        Call {
            app_id: Some(self.app_id.clone()),
            channel: self.channel.clone(),
            uid: self.uid.clone().map(Uid::Str),
            service: self.kind(),
            at: None,
        }
    }

    fn kind(&self) -> Option<ServiceKind> {
        Some(match self.service[0].kind.as_str() {
            "rtc" => ServiceKind::Rtc,
            "rtm" => ServiceKind::Rtm,
            "rtm2" => ServiceKind::Rtm2,
            "chat" => ServiceKind::Chat,
            _ => return None,
        })
    }
}

fn decoded(text: &str) -> Token {
    match read(text) {
        Reading::Decoded(token) => token,
        other => panic!("not decoded: {other:?}"),
    }
}

fn service(token: &Token, kind: ServiceKind) -> &Service {
    token.services.iter().find(|service| service.kind == kind).expect("the service")
}

/// Numbers for tests, the same in every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).expect("small")).expect("small")
    }
}
