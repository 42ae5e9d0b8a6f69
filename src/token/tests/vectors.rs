//! What the builders put in comes out.

use super::{ALL, Vector, decoded, service};
use crate::token::bytes::crc32;
use crate::token::{
    Certainty, Moment, Privilege, Problem, ProblemKind, Reading, ServiceKind, Uid, Zone, check, explain, find, read, verify,
};

#[test]
fn enough_vectors_of_every_version() {
    assert!(ALL.len() >= 60, "{}", ALL.len());
    for version in ["001", "002", "003", "004", "005", "006", "007", "signaling"] {
        assert!(ALL.iter().any(|vector| vector.version == version), "{version}");
    }
}

#[test]
fn fields() {
    for vector in ALL.iter() {
        let token = decoded(&vector.token);
        let name = &vector.name;
        assert_eq!(token.version, vector.version(), "{name}");
        assert_eq!(token.app_id.as_deref(), Some(vector.app_id.as_str()), "{name}");
        assert_eq!(token.issued, vector.issued, "{name}");
        assert_eq!(token.expires, vector.expires, "{name}");
        assert_eq!(token.length, vector.token.len(), "{name}");
        assert!(token.spelling.is_empty(), "{name}: {:?}", token.spelling);
        assert_eq!(token.services.len(), vector.service.len(), "{name}");
        for (seen, expected) in token.services.iter().zip(&vector.service) {
            assert_eq!(seen.kind.name(), expected.kind, "{name}");
            assert_eq!(seen.channel, expected.channel, "{name}");
            assert_eq!(seen.user.as_ref(), expected.user.as_ref().or(expected.uid.as_ref()), "{name}");
            let numbers = expected
                .privileges
                .iter()
                .map(|(number, expires)| Privilege { number: *number, expires: Some(*expires).filter(|expires| *expires > 0) });
            assert_eq!(seen.privileges, numbers.collect::<Vec<_>>(), "{name}");
        }
    }
}

#[test]
fn checksums_of_006() {
    for vector in ALL.iter().filter(|vector| vector.version == "006") {
        let token = decoded(&vector.token);
        let uid = vector.uid.clone().unwrap_or_default();
        let (channel, uid) = match &vector.channel {
            Some(channel) => (channel.clone(), uid),
            None => (uid, String::new()),
        };
        assert_eq!(token.channel_crc, Some(crc32(channel.as_bytes())), "{}", vector.name);
        assert_eq!(token.uid_crc, Some(crc32(uid.as_bytes())), "{}", vector.name);
    }
}

#[test]
fn signatures() {
    for vector in ALL.iter() {
        let reading = read(&vector.token);
        let fits = matches!(vector.version.as_str(), "006" | "007").then_some(true);
        let name = &vector.name;
        assert_eq!(verify(&reading, &vector.certificate, &vector.call()), fits, "{name}");
        let wrong = vector.certificate.chars().rev().collect::<String>();
        assert_eq!(verify(&reading, &wrong, &vector.call()), fits.map(|_| false), "{name}");
        assert_eq!(verify(&reading, "not a certificate", &vector.call()), None, "{name}");
        let mut call = vector.call();
        call.channel = Some("another".to_owned());
        call.uid = Some(Uid::Str("another".to_owned()));
        let unknown = fits.filter(|_| vector.version == "007");
        assert_eq!(verify(&reading, &vector.certificate, &call), unknown, "{name}");
    }
}

#[test]
fn found_in_text() {
    for vector in ALL.iter() {
        for (before, after) in [
            ("", ""),
            ("joinChannel token:", ", channelId:x"),
            ("{\"token\":\"", "\",\"uid\":0}"),
            ("日志 token=", "&channel=日志"),
            ("token ", " is invalid"),
            ("(", ")"),
            ("[token: ", "]\n next line"),
            ("wss://host/rtc?token=", "&uid=1"),
        ] {
            let text = format!("{before}{}{after}", vector.token);
            let place = before.len()..before.len() + vector.token.len();
            assert_eq!(find(&text), [place], "{}: {before}…{after}", vector.name);
        }
        let twice = format!("{} {}", vector.token, vector.token);
        assert_eq!(find(&twice).len(), 2, "{}", vector.name);
    }
}

/// When the token is good: a minute after it was made, or a minute before its end.
fn good_time(vector: &Vector) -> Option<u64> {
    let token = decoded(&vector.token);
    let soon = vector.issued.map(|issued| issued + 30);
    soon.or_else(|| token.usable_until().map(|end| end - 60))
}

fn serious(problems: &[Problem]) -> Vec<&Problem> {
    let own = [ProblemKind::Obsolete, ProblemKind::ConsoleToken, ProblemKind::Duration];
    problems.iter().filter(|problem| problem.certainty < Certainty::Possible && !own.contains(&problem.kind)).collect()
}

#[test]
fn nothing_wrong_where_nothing_is() {
    for vector in ALL.iter() {
        let mut call = vector.call();
        call.at = good_time(vector).map(Moment::Utc);
        let problems = check(&read(&vector.token), &call, None, Zone::Unknown);
        let missing = matches!(vector.name.as_str(), "rtc-no-join" | "rtc-no-privilege" | "chat-app");
        let expected = usize::from(missing);
        assert_eq!(serious(&problems).len(), expected, "{}: {problems:?}", vector.name);
    }
}

#[test]
fn every_mismatch_is_seen() {
    for vector in ALL.iter() {
        let reading = read(&vector.token);
        let token = decoded(&vector.token);
        let name = &vector.name;
        let has = |call: &super::Call, kind| {
            let problems = check(&reading, call, None, Zone::Unknown);
            problems.iter().any(|p| p.kind == kind && p.certainty == Certainty::Certain)
        };
        let mut call = vector.call();
        call.app_id = Some("0".repeat(32));
        assert!(has(&call, ProblemKind::AppId), "{name}");
        let wild = matches!(vector.channel.as_deref(), None | Some("" | "*"));
        let knows_channel = token.channel_crc.is_some() || token.services.iter().any(|s| s.channel.is_some());
        if !wild && knows_channel && vector.kind() == Some(ServiceKind::Rtc) {
            let mut call = vector.call();
            call.channel = Some("somewhere else".to_owned());
            assert!(has(&call, ProblemKind::Channel), "{name}");
        }
        let any = vector.uid.as_deref().unwrap_or_default().is_empty();
        let knows_user = token.channel_crc.is_some() || service_of(vector).is_some_and(|u| !u.is_empty());
        if !any && knows_user && vector.kind().is_some() {
            let mut call = vector.call();
            call.uid = Some(Uid::Int(777_777));
            let seen = has(&call, ProblemKind::Uid) || has(&call, ProblemKind::UidType);
            assert!(seen, "{name}");
        }
        let mut call = vector.call();
        call.service = Some(ServiceKind::Streaming);
        assert_eq!(has(&call, ProblemKind::Service), !matches!(name.as_str(), "streaming" | "unknown-service"), "{name}");
    }
}

fn service_of(vector: &Vector) -> Option<String> {
    let token = decoded(&vector.token);
    vector.kind().and_then(|kind| service(&token, kind).user.clone())
}

#[test]
fn no_problem_text_and_no_debug_text_holds_a_value() {
    for vector in ALL.iter() {
        let reading = read(&vector.token);
        let mut call = vector.call();
        call.channel = Some("the-called-channel".to_owned());
        call.uid = Some(Uid::Str("the-calling-user".to_owned()));
        call.app_id = Some("abcdefabcdefabcdefabcdefabcdefab".to_owned());
        let problems = check(&reading, &call, Some(2_000_000_000), Zone::Unknown);
        let hidden = explain(&reading, &problems, None, false);
        let all = format!("{problems:?} {hidden} {reading:?} {call:?}");
        let secrets = [&vector.token, &vector.app_id, &vector.certificate];
        for secret in secrets {
            assert!(!all.contains(secret.as_str()), "{}: {secret} in {all}", vector.name);
        }
        for value in [&vector.channel, &vector.uid].into_iter().flatten() {
            // Short words stand in the texts anyway, and `undefined` is a mistake that is named.
            let plain = value.chars().all(char::is_alphanumeric) && value.len() < 6;
            let plain = plain || value == "undefined";
            assert!(plain || !all.contains(value.as_str()), "{}: {value} in {all}", vector.name);
        }
        assert!(!all.contains("the-call") && !all.contains("abcdef"), "{}: {all}", vector.name);
    }
}

#[test]
fn values_are_shown_when_asked_for() {
    for vector in ALL.iter() {
        let reading = read(&vector.token);
        let text = explain(&reading, &[], None, true);
        assert!(text.contains(&vector.app_id), "{}", vector.name);
        if let Reading::Decoded(token) = &reading {
            for service in &token.services {
                let channel = service.channel.as_deref().unwrap_or_default();
                let shown: String = channel.escape_debug().collect();
                assert!(text.contains(&shown), "{}: {text}", vector.name);
            }
        }
        assert!(text.lines().all(|line| !line.contains(char::is_control)), "{}", vector.name);
    }
}
