//! Whether a token was valid at the time of a call.
//!
//! One rule: a local time of unknown zone gives three answers: in every zone, in some, in none.

use std::ops::RangeInclusive;

use super::check::{Certainty, DAY, FIRST_TIME, ProblemKind, Problems};
use super::model::{Service, Token, Version};
use super::when::{offset, span, utc};

/// When a call was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Epoch seconds.
    Utc(u64),
    /// What a clock on the wall showed, as seconds since 1970-01-01 00:00:00 on the same clock.
    Local(i64),
}

/// Zone of local times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Not known: anything from 12 hours behind UTC to 14 hours ahead.
    #[default]
    Unknown,
    /// Minutes ahead of UTC; negative: behind.
    Offset(i32),
}

/// Zones in use reach from UTC-12 to UTC+14, in seconds.
const ZONES: RangeInclusive<i64> = -12 * 3600..=14 * 3600;
/// Clocks of devices differ by this much, in seconds.
const CLOCKS: u64 = 300;

/// The time of a call as far as it is known, epoch seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    earliest: i64,
    latest: i64,
    /// The local time, when its zone is not known.
    local: Option<i64>,
    /// Otherwise it is the time of looking at it.
    call: bool,
}

impl Window {
    fn exact(&self) -> bool {
        self.local.is_none()
    }
}

pub(super) fn window(at: Option<Moment>, now: Option<u64>, zone: Zone) -> Option<Window> {
    let exact = |time: i64, call| Window { earliest: time, latest: time, local: None, call };
    match (at, zone) {
        (Some(Moment::Utc(time)), _) => Some(exact(signed(time), true)),
        (Some(Moment::Local(time)), Zone::Offset(minutes)) => Some(exact(time.saturating_sub(i64::from(minutes) * 60), true)),
        (Some(Moment::Local(time)), Zone::Unknown) => Some(Window {
            earliest: time.saturating_sub(*ZONES.end()),
            latest: time.saturating_sub(*ZONES.start()),
            local: Some(time),
            call: true,
        }),
        (None, _) => now.map(|now| exact(signed(now), false)),
    }
}

fn signed(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// Checks the beginning of a token and its end for these services.
pub(super) fn token(token: &Token, services: &[&Service], window: &Window, found: &mut Problems) {
    let end = token.usable_for(services).filter(|end| *end >= FIRST_TIME);
    let cap = token.issued.map(|issued| issued + DAY);
    if let Some(end) = end {
        expired(end..=end, token.issued, window, Certainty::Certain, found);
    }
    let later = end.is_none_or(|end| cap.is_some_and(|cap| cap < end));
    if let Some(cap) = cap.filter(|_| later && !token.version.obsolete())
        && !found.has(ProblemKind::Expired)
        && signed(cap) < window.earliest
    {
        let age = span(window.earliest.abs_diff(signed(cap)).saturating_add(DAY));
        let text = if window.call {
            format!("The token was made {age} before the call; the service ends tokens after 24 h.")
        } else {
            format!("The token was made {age} before now; the service ends tokens after 24 h.")
        };
        found.add(ProblemKind::Expired, Certainty::Likely, text);
    }
    if let Some(issued) = token.issued.filter(|_| !found.has(ProblemKind::Expired)) {
        // In 006 the time of making is a convention of the builders.
        let six = token.version == Version::V006;
        let most = if six { Certainty::Likely } else { Certainty::Certain };
        not_yet_valid(issued, window, most, found);
    }
}

/// Checks the end of a masked token, which is known to 256 seconds.
pub(super) fn masked(ends: RangeInclusive<u64>, window: &Window, found: &mut Problems) {
    expired(ends, None, window, Certainty::Likely, found);
}

fn expired(ends: RangeInclusive<u64>, issued: Option<u64>, window: &Window, most: Certainty, found: &mut Problems) {
    let (first, last) = (signed(*ends.start()), signed(*ends.end()));
    if window.latest <= first {
        return;
    }
    let (certainty, text) = if window.earliest > last {
        let age = window.earliest.abs_diff(last);
        let close = if age <= CLOCKS && window.exact() { Certainty::Likely } else { most };
        (close.max(most), expired_text(*ends.end(), age, window))
    } else if let Some(local) = window.local {
        (Certainty::Possible, zones_text(local, Some(first), issued.map(signed)))
    } else {
        let text = "The token ended within minutes of the call.".to_owned();
        (Certainty::Possible, text)
    };
    found.add(ProblemKind::Expired, certainty, text);
}

fn expired_text(end: u64, age: u64, window: &Window) -> String {
    match (window.exact(), window.call) {
        (false, _) => {
            format!("The token had expired (at {}) before the call in every time zone.", utc(end))
        }
        (true, true) => {
            format!("The token had expired (at {}) {} before the call.", utc(end), span(age))
        }
        (true, false) => format!("The token expired at {}, {} ago.", utc(end), span(age)),
    }
}

fn not_yet_valid(issued: u64, window: &Window, most: Certainty, found: &mut Problems) {
    let start = signed(issued);
    if window.earliest >= start {
        return;
    }
    let (certainty, text) = if window.latest < start {
        let gap = window.latest.abs_diff(start);
        let close = if gap <= CLOCKS { Certainty::Possible } else { most };
        (close, early_text(issued, gap, window))
    } else {
        let local = window.local.unwrap_or(start);
        (Certainty::Possible, zones_text(local, None, Some(start)))
    };
    found.add(ProblemKind::NotYetValid, certainty, text);
}

fn early_text(issued: u64, gap: u64, window: &Window) -> String {
    let made = utc(issued);
    match (window.exact(), window.call) {
        (false, _) => {
            format!("The token was made (at {made}) after the call in every time zone.")
        }
        (true, true) => {
            format!("The token was made (at {made}) {} after the call: a clock is wrong, on the token server or on the device.", span(gap))
        }
        (true, false) => format!("The token becomes valid at {made}, in {}.", span(gap)),
    }
}

/// In which zones the token was valid at a local time: offset = local time - UTC.
fn zones_text(local: i64, end: Option<i64>, issued: Option<i64>) -> String {
    let lowest = end.map(|end| offset(local.saturating_sub(end).saturating_add(59).div_euclid(60)));
    let highest = issued
        .map(|issued| local.saturating_sub(issued))
        .filter(|seconds| seconds < ZONES.end())
        .map(|seconds| offset(seconds.div_euclid(60)));
    let zones = match (lowest, highest) {
        (Some(low), Some(high)) => format!("between {low} and {high}"),
        (Some(low), None) => format!("at {low} or ahead of it"),
        (None, Some(high)) => format!("at {high} or behind it"),
        (None, None) => return "The time zone decides whether the token was valid.".to_owned(),
    };
    format!("The log does not name its time zone: the token was valid at the call only if the clock ran {zones}.")
}
