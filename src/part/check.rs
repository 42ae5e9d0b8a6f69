//! A part that somebody else may have written: what must hold before it is believed.
//!
//! One rule: nothing that this program would not write itself is taken; the first thing that is wrong is named.

use super::{Lane, Part, Story, Told};
use crate::catalogue::Id;
use crate::tally::{Burst, Count, MAX_BURSTS, MAX_COARSE, MAX_SAMPLES, MAX_TIMES, Spot, Times, is_time};

/// Longest name of a method or callback, in bytes.
const MAX_API: usize = 200;
/// Longest time of any form, in bytes.
const MAX_TIME: usize = 1_000;
/// Most pieces of one rotated log.
const MAX_LOGS: usize = 10_000;
/// Largest number of anything: what every reader of JSON takes for a whole number.
const MAX_COUNT: u64 = (1 << 53) - 1;

type Checked = Result<(), String>;

fn ensure(holds: bool, wrong: &str) -> Checked {
    if holds { Ok(()) } else { Err(wrong.to_owned()) }
}

/// Makes sure of a part, and makes sums such that they cannot overflow.
///
/// # Errors
/// What is wrong.
pub fn check(part: &Part) -> Checked {
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    ensure(part.content.len() == 32 && part.content.bytes().all(hexadecimal), "`content` is no digest")?;
    ensure((1..=MAX_LOGS).contains(&part.logs.len()), "a part has no log, or too many")?;
    for log in &part.logs {
        numbers(&[log.bytes, log.lines, log.recognised_lines])?;
        let word = |text: &str| text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic());
        ensure(log.format.as_deref().is_none_or(word) && word(&log.encoding), "a format or an encoding is no word")?;
    }
    ensure(part.weight().is_some(), "its numbers are too large to be added up")?;
    numbers(&[part.no_session, part.unplaced, part.secrets, part.identifiers])?;
    for ((_, id), found) in &part.tally.counts {
        code(id)?;
        count(found, part.logs.len())?;
    }
    story(&part.story, part.logs.len())
}

fn numbers(list: &[u64]) -> Checked {
    ensure(list.iter().all(|number| *number <= MAX_COUNT), "a number is larger than any log can be")
}

fn code(id: &Id) -> Checked {
    let fits = match id {
        Id::Number(_) => true,
        Id::Name(name) => !name.is_empty() && name.len() <= MAX_API && name.bytes().all(|byte| byte.is_ascii_graphic()),
    };
    ensure(fits, "a code is neither a number nor a word")
}

fn spot(spot: &Spot, logs: usize) -> Checked {
    ensure((spot.log as usize) < logs && spot.line > 0, "a place is in no log")?;
    numbers(&[spot.line])?;
    ensure(spot.time.as_deref().is_none_or(|time| time.len() <= MAX_TIME), "a time is too long")
}

fn count(count: &Count, logs: usize) -> Checked {
    numbers(&[count.events])?;
    spot(&count.first, logs)?;
    spot(&count.last, logs)?;
    ensure(count.events > 0 && (1..=count.events).contains(&count.incidents), "`events` and `incidents` do not agree")?;
    let by_api = sum(count.by_api.iter().map(|(_, _, events)| *events));
    let by_log = sum(count.by_log.iter().map(|(_, events)| *events));
    ensure(by_api == Some(count.events) && by_log == Some(count.events), "`by_api`, `by_log` and `events` do not agree")?;
    ensure(sum(count.by_sdk.iter().map(|(_, events)| *events)).is_some_and(|sum| sum <= count.events), "`by_sdk` counts too much")?;
    ensure(count.by_api.is_sorted_by(|a, b| (&a.0, a.1) < (&b.0, b.1)), "`by_api` is out of order")?;
    ensure(count.by_sdk.is_sorted_by(|a, b| a.0 < b.0) && count.by_log.is_sorted_by(|a, b| a.0 < b.0), "a list is out of order")?;
    ensure(count.by_log.iter().all(|(log, _)| (*log as usize) < logs), "a place is in no log")?;
    let api = |api: &str| api.len() <= MAX_API && api.bytes().all(|byte| byte.is_ascii_graphic());
    ensure(count.by_api.iter().all(|(name, ..)| name.as_deref().is_none_or(api)), "an API is no name")?;
    ensure(count.samples.len() <= MAX_SAMPLES, "too many samples")?;
    count.samples.iter().try_for_each(|(place, _)| spot(place, logs))?;
    times(&count.times, count.events)?;
    bursts(&count.bursts, count, logs)
}

fn sum(mut numbers: impl Iterator<Item = u64>) -> Option<u64> {
    numbers.try_fold(0_u64, u64::checked_add)
}

fn times(times: &Times, events: u64) -> Checked {
    let fits = |key: &str| !key.is_empty() && key.len() <= 19 && key.is_ascii() && is_time(key);
    ensure(times.coarse <= MAX_COARSE && times.counts.len() <= MAX_TIMES.max(usize::from(times.coarse) << 20), "too many times")?;
    ensure(times.counts.iter().all(|(key, _)| fits(key)), "a time is none")?;
    ensure(times.counts.is_sorted_by(|a, b| a.0 < b.0), "times are out of order")?;
    ensure(sum(times.counts.iter().map(|(_, events)| *events)).is_some_and(|sum| sum <= events), "times count too much")
}

fn bursts(bursts: &[Burst], count: &Count, logs: usize) -> Checked {
    let listed = bursts.len() as u64;
    let fits = listed <= MAX_BURSTS as u64 && (listed == count.incidents || listed == MAX_BURSTS as u64 && listed < count.incidents);
    ensure(fits, "`bursts` and `incidents` do not agree")?;
    ensure(sum(bursts.iter().map(|burst| burst.events)).is_some_and(|sum| sum <= count.events), "bursts count too much")?;
    bursts.iter().try_for_each(|burst| {
        numbers(&[burst.lasts])?;
        spot(&burst.first, logs)
    })
}

fn story(story: &Story, logs: usize) -> Checked {
    ensure(story.facts.values().all(|values| values.len() <= super::story::MAX_VALUES), "too many values of a fact")?;
    ensure(story.diagnoses.len() <= crate::diagnose::KINDS.len(), "too many diagnoses")?;
    numbers(&[story.more_lanes])?;
    story.diagnoses.iter().try_for_each(|one| told(one, logs))?;
    let marks: usize = story.lanes.iter().map(|lane| lane.marks.len() + 1).sum();
    ensure(marks <= super::story::MAX_MARKS, "too many lanes")?;
    story.lanes.iter().try_for_each(|one| lane(one, logs))
}

fn told(told: &Told, logs: usize) -> Checked {
    numbers(&[told.sessions])?;
    told.explains.iter().try_for_each(|(_, count)| numbers(&[*count]))?;
    ensure(
        told.evidence.len() <= 20 && told.fixes.len() <= 20 && told.codes.len().max(told.explains.len()) <= 1_000,
        "a diagnosis says too much",
    )?;
    told.first.iter().chain(told.evidence.iter().map(|(place, _)| place)).try_for_each(|place| spot(place, logs))
}

fn lane(lane: &Lane, logs: usize) -> Checked {
    [&lane.first, &lane.last].into_iter().chain(lane.marks.iter().map(|mark| &mark.2)).try_for_each(|place| spot(place, logs))
}
