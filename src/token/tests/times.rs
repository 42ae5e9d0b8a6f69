//! Expired, not yet valid, and the three answers when the zone is unknown.

use super::vector;
use crate::token::{Call, Certainty, Moment, Problem, ProblemKind, ServiceKind, Zone, check, read};
use Certainty::{Certain, Likely, Possible};
use ProblemKind::{Expired, NotYetValid};

/// Made 2025-06-02 00:00 UTC, valid for one hour.
const ISSUED: i64 = 1_748_822_400;
const HOUR: i64 = 3600;

fn problems(token: &str, at: Option<Moment>, now: Option<u64>, zone: Zone) -> Vec<Problem> {
    let call = Call { at, ..Call::default() };
    let mut all = check(&read(token), &call, now, zone);
    all.retain(|problem| matches!(problem.kind, Expired | NotYetValid));
    all
}

fn kinds(at: Moment, zone: Zone) -> Vec<(ProblemKind, Certainty)> {
    let all = problems(&vector("rtc-uid-0").token, Some(at), None, zone);
    all.iter().map(|problem| (problem.kind, problem.certainty)).collect()
}

fn at(seconds: i64) -> Moment {
    Moment::Utc(u64::try_from(ISSUED + seconds).expect("after 1970"))
}

#[test]
fn in_utc() {
    for (seconds, want) in [
        (-HOUR, vec![(NotYetValid, Certain)]),
        (-60, vec![(NotYetValid, Possible)]),
        (0, vec![]),
        (HOUR, vec![]),
        (HOUR + 60, vec![(Expired, Likely)]),
        (HOUR + 301, vec![(Expired, Certain)]),
        (HOUR * 24 * 365, vec![(Expired, Certain)]),
    ] {
        assert_eq!(kinds(at(seconds), Zone::Unknown), want, "{seconds}");
    }
}

#[test]
fn in_a_known_zone() {
    let local = |seconds| Moment::Local(ISSUED + 330 * 60 + seconds);
    assert_eq!(kinds(local(60), Zone::Offset(330)), []);
    assert_eq!(kinds(local(2 * HOUR), Zone::Offset(330)), [(Expired, Certain)]);
    assert_eq!(kinds(local(-HOUR), Zone::Offset(330)), [(NotYetValid, Certain)]);
    assert_eq!(kinds(Moment::Local(ISSUED), Zone::Offset(-60)), []);
}

#[test]
fn in_an_unknown_zone() {
    let local = |hours: i64| kinds(Moment::Local(ISSUED + hours * HOUR), Zone::Unknown);
    assert_eq!(local(16), [(Expired, Certain)], "two hours after it began at UTC+14 already");
    assert_eq!(local(15), [(Expired, Possible)], "just at its end at UTC+14");
    assert_eq!(local(3), [(Expired, Possible)]);
    assert_eq!(local(-11), [(NotYetValid, Possible)], "good at UTC-12, too early elsewhere");
    assert_eq!(local(-13), [(NotYetValid, Certain)]);
}

#[test]
fn the_zones_are_named() {
    let text = |hours: i64, minutes: i64| {
        let local = Moment::Local(ISSUED + hours * HOUR + minutes * 60);
        problems(&vector("rtc-uid-0").token, Some(local), None, Zone::Unknown)[0].text.clone()
    };
    assert!(text(6, 0).ends_with("only if the clock ran between UTC+5 and UTC+6."), "{}", text(6, 0));
    assert!(text(5, 45).ends_with("between UTC+4:45 and UTC+5:45."), "{}", text(5, 45));
    assert!(text(14, 30).ends_with("ran at UTC+13:30 or ahead of it."), "{}", text(14, 30));
    assert!(text(-11, -30).ends_with("ran at UTC-11:30 or behind it."), "{}", text(-11, -30));
}

#[test]
fn now_is_used_only_without_a_time_of_the_call() {
    let token = &vector("rtc-uid-0").token;
    let later = u64::try_from(ISSUED + 3 * HOUR).ok();
    let seen = problems(token, None, later, Zone::Unknown);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].text, "The token expired at 2025-06-02 01:00:00 UTC, 2 h ago.");
    assert_eq!(problems(token, Some(at(60)), later, Zone::Unknown), []);
    assert_eq!(problems(token, None, None, Zone::Unknown), []);
}

#[test]
fn the_privilege_may_end_first() {
    let vector = vector("rtc-privilege-shorter");
    let issued = vector.issued.expect("007");
    let at = |seconds| problems(&vector.token, Some(Moment::Utc(issued + seconds)), None, Zone::Unknown);
    assert_eq!(at(500), []);
    assert_eq!(at(5000)[0].kind, Expired);
}

#[test]
fn the_token_may_end_first() {
    let vector = vector("rtc-privilege-longer");
    let issued = vector.issued.expect("007");
    let at = |seconds| problems(&vector.token, Some(Moment::Utc(issued + seconds)), None, Zone::Unknown);
    assert_eq!(at(599), []);
    assert_eq!(at(1000)[0].kind, Expired);
}

#[test]
fn the_services_of_a_006_token_end_apart() {
    let vector = vector("006-upper-case-app-id");
    let issued = vector.issued.expect("006");
    let seen = |kind, seconds| {
        let at = Some(Moment::Utc(issued + seconds));
        let call = Call { at, service: Some(kind), ..Call::default() };
        let all = check(&read(&vector.token), &call, None, Zone::Unknown);
        all.iter().any(|problem| problem.kind == Expired)
    };
    assert!(seen(ServiceKind::Rtc, 80) && !seen(ServiceKind::Rtm, 80) && seen(ServiceKind::Rtm, 91));
}

#[test]
fn each_service_has_its_own_end() {
    let vector = vector("rtc-rtm2");
    let issued = vector.issued.expect("007");
    let seen = |kind, seconds| {
        let at = Some(Moment::Utc(issued + seconds));
        let call = Call { at, service: Some(kind), ..Call::default() };
        let all = check(&read(&vector.token), &call, None, Zone::Unknown);
        all.iter().any(|problem| problem.kind == Expired)
    };
    assert!(!seen(ServiceKind::Rtc, 599) && seen(ServiceKind::Rtc, 601));
    assert!(!seen(ServiceKind::Rtm, 899) && seen(ServiceKind::Rtm, 901));
}

#[test]
fn the_service_ends_tokens_after_a_day() {
    for name in ["rtc-week", "rtc-timestamp-as-duration", "rtc-expire-0", "006-year", "006-no-expiry"] {
        let vector = vector(name);
        let issued = vector.issued.expect("both have one");
        let at = |seconds| problems(&vector.token, Some(Moment::Utc(issued + seconds)), None, Zone::Unknown);
        assert_eq!(at(86_000), [], "{name}");
        assert_eq!(at(90_000).iter().map(|p| p.certainty).collect::<Vec<_>>(), [Likely], "{name}");
    }
}

#[test]
fn a_masked_006_token_expires_to_256_seconds() {
    let vector = vector("006-uid-1");
    let token = &vector.token;
    let mask = format!("{}***************{}", &token[..4], &token[token.len() - 4..]);
    let end = vector.expires.expect("written");
    let at = |time| problems(&mask, Some(Moment::Utc(time)), None, Zone::Unknown);
    assert_eq!(at(end - 600), []);
    assert_eq!(at(end + 1000)[0].certainty, Likely);
    let local = i64::try_from(end).expect("small");
    let seen = problems(&mask, Some(Moment::Local(local + 20 * HOUR)), None, Zone::Unknown);
    assert_eq!(seen[0].certainty, Likely);
    let seen = problems(&mask, Some(Moment::Local(local)), None, Zone::Unknown);
    assert_eq!(seen[0].certainty, Possible);
}

#[test]
fn every_masked_006_token_gives_its_end() {
    for vector in super::ALL.iter().filter(|vector| vector.version == "006") {
        let token = &vector.token;
        let mask = format!("{}***************{}", &token[..4], &token[token.len() - 4..]);
        let crate::token::Reading::Masked(masked) = read(&mask) else { panic!("not masked") };
        let last = vector.service.last().and_then(|service| service.privileges.last());
        let (_, end) = last.expect("every 006 vector has privileges");
        match masked.expires {
            Some(range) => assert!(range.contains(end), "{}", vector.name),
            None => assert_eq!(*end, 0, "{}", vector.name),
        }
        let start = vector.app_id[..1].to_lowercase();
        assert_eq!(masked.app_id_start, start, "{}", vector.name);
    }
}
