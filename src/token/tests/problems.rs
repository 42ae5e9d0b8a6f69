//! Each kind of problem, in the situation it is for.

use super::{Vector, vector};
use crate::token::{Call, Certainty, Problem, ProblemKind, Reading, ServiceKind, Uid, Zone, check, read};
use Certainty::{Certain, Likely, Possible};

pub(super) fn of(vector: &Vector, change: impl FnOnce(&mut Call)) -> Vec<Problem> {
    let mut call = vector.call();
    change(&mut call);
    check(&read(&vector.token), &call, None, Zone::Unknown)
}

pub(super) fn one(problems: &[Problem], kind: ProblemKind) -> Option<&Problem> {
    problems.iter().find(|problem| problem.kind == kind)
}

pub(super) fn sure(problems: &[Problem], kind: ProblemKind) -> Option<Certainty> {
    one(problems, kind).map(|problem| problem.certainty)
}

#[test]
fn token_in_the_channel_argument() {
    for name in ["005-media", "006-uid-1", "rtc-uid-0"] {
        let token = vector(name).token.clone();
        let call = Call { channel: Some(token), ..Call::default() };
        let problems = check(&read("room-1"), &call, None, Zone::Unknown);
        let problem = one(&problems, ProblemKind::TokenAsChannel).expect("seen");
        assert!(problem.text.ends_with("the two are swapped."), "{}", problem.text);
        let other = vector("rtc-uid-1");
        let problems = of(other, |own| own.channel.clone_from(&call.channel));
        assert_eq!(sure(&problems, ProblemKind::TokenAsChannel), Some(Certain));
        assert_eq!(one(&problems, ProblemKind::Channel), None);
    }
    let call = Call { channel: Some("room 7".to_owned()), ..Call::default() };
    assert_eq!(check(&Reading::NotAToken, &call, None, Zone::Unknown), []);
}

#[test]
fn user_ids() {
    let uid = |vector: &Vector, uid: Uid| {
        let problems = of(vector, |call| call.uid = Some(uid));
        let kinds = [ProblemKind::Uid, ProblemKind::UidType];
        problems.iter().find(|p| kinds.contains(&p.kind)).map(|p| (p.kind, p.certainty))
    };
    let text = |text: &str| Uid::Str(text.to_owned());
    for name in ["rtc-uid-12345", "006-uid-12345"] {
        let vector = vector(name);
        assert_eq!(uid(vector, Uid::Int(12345)), None, "{name}");
        assert_eq!(uid(vector, text("12345")), None, "{name}");
        assert_eq!(uid(vector, Uid::Int(12346)), Some((ProblemKind::Uid, Certain)), "{name}");
        assert_eq!(uid(vector, Uid::Int(0)), Some((ProblemKind::Uid, Likely)), "{name}");
    }
    let numbered = vector("rtc-uid-12345");
    assert_eq!(uid(numbered, text("bob")), Some((ProblemKind::UidType, Certain)));
    assert_eq!(uid(vector("rtc-account-0"), Uid::Int(5)), Some((ProblemKind::UidType, Certain)));
    assert_eq!(uid(vector("rtc-account-2"), Uid::Int(42)), Some((ProblemKind::UidType, Certain)));
    assert_eq!(uid(vector("rtc-account-0"), text("Alice")), Some((ProblemKind::Uid, Certain)));
    // Java and Dart print large user ids as negative numbers.
    for name in ["rtc-uid-4294967295", "006-uid-4294967295"] {
        assert_eq!(uid(vector(name), Uid::Int(-1)), None, "{name}");
        assert_eq!(uid(vector(name), Uid::Int(4_294_967_295)), None, "{name}");
    }
    // The text "0" is a user of its own.
    assert_eq!(uid(vector("rtc-account-1"), Uid::Int(0)), Some((ProblemKind::UidType, Likely)));
    assert_eq!(uid(vector("006-account-1"), Uid::Int(0)), Some((ProblemKind::UidType, Certain)));
    for name in ["rtc-uid-0", "006-uid-0", "rtc-wildcard", "003-uid-0"] {
        assert_eq!(uid(vector(name), Uid::Int(99)), None, "{name}");
        assert_eq!(uid(vector(name), text("anyone")), None, "{name}");
    }
    assert_eq!(uid(vector("006-rtm-0"), text("judy")), None);
    assert_eq!(uid(vector("006-rtm-0"), text("jude")), Some((ProblemKind::Uid, Certain)));
}

#[test]
fn reasons_for_a_wrong_name() {
    let channel = |name: &str, channel: &str| {
        let problems = of(vector(name), |call| call.channel = Some(channel.to_owned()));
        one(&problems, ProblemKind::Channel).map(|problem| problem.text.clone()).unwrap_or_default()
    };
    for name in ["rtc-uid-1", "006-uid-1"] {
        let own = vector(name).channel.clone().expect("rtc");
        assert!(channel(name, &own).is_empty());
        assert!(channel(name, &format!("{own} ")).contains("white space"), "{name}");
        assert!(channel(name, &own.to_uppercase()).contains("upper and lower"), "{name}");
        let encoded = own.replace('-', "%2D");
        assert!(channel(name, &encoded).contains("percent-encoded"), "{name}");
        assert!(channel(name, "elsewhere").ends_with("the one joined."), "{name}");
    }
    let problems = of(vector("rtc-account-6"), |call| call.uid = Some(Uid::Int(5)));
    let problem = one(&problems, ProblemKind::UidType).expect("text for integer");
    assert!(problem.text.contains("variable was empty"), "{}", problem.text);
    for name in ["rtc-uid-12345", "006-uid-12345"] {
        let other = vector(name);
        let problems = of(other, |call| {
            call.channel = Some("12345".to_owned());
            call.uid = other.channel.clone().map(Uid::Str);
        });
        let problem = one(&problems, ProblemKind::Channel).expect("swapped");
        assert!(problem.text.contains("swapped") || problem.text.contains("in the channel's place"));
    }
}

#[test]
fn case_is_seen_in_both_directions() {
    for call in ["LIVE", "Live"] {
        let problems = of(vector("rtc-week"), |own| {
            own.channel = Some(call.to_owned());
        });
        let problem = one(&problems, ProblemKind::Channel).expect("another channel");
        assert!(problem.text.contains("upper and lower"), "{call}: {}", problem.text);
    }
    let problems = of(vector("rtc-account-0"), |own| {
        own.uid = Some(Uid::Str("ALICE".to_owned()));
    });
    assert!(one(&problems, ProblemKind::Uid).is_some_and(|p| p.text.contains("upper and lower")));
}

#[test]
fn what_the_log_hides_is_not_compared() {
    for name in ["rtc-uid-12345", "006-uid-12345"] {
        for hidden in ["", "****", "ro***m1"] {
            let problems = of(vector(name), |call| {
                call.channel = Some(hidden.to_owned());
                call.uid = Some(Uid::Str(hidden.to_owned()));
                call.app_id = Some(String::new());
            });
            assert_eq!(problems, [], "{name}: {hidden}");
        }
    }
}

#[test]
fn hashes_as_channel_names_are_not_tokens() {
    for channel in [
        "0061234567890abcdef1234567890abc",
        "0061234567890abcdef12",
        "007",
        "0079f3c1d2e4b5a697887766554433221100ffeeddccbbaa99887766554433221100ffeeddccbbaa9988",
    ] {
        let call = Call { channel: Some(channel.to_owned()), ..Call::default() };
        assert_eq!(check(&Reading::NotAToken, &call, None, Zone::Unknown), [], "{channel}");
    }
    assert_eq!(read("0061234567890abcdef1234567890abc"), Reading::NotAToken);
}

#[test]
fn a_damaged_token_proves_less() {
    let token = &vector("rtc-rtm").token;
    let call = Call { app_id: Some("0".repeat(32)), service: Some(ServiceKind::Rtm), ..Call::default() };
    let seen = |text: &str| check(&read(text), &call, None, Zone::Unknown);
    assert_eq!(sure(&seen(token), ProblemKind::AppId), Some(Certain));
    let cut = seen(&token[..token.len() - 20]);
    assert_eq!(sure(&cut, ProblemKind::AppId), Some(Certain));
    assert_ne!(sure(&cut, ProblemKind::Service), Some(Certain), "the rest may hold it");
    assert_eq!(one(&cut, ProblemKind::Privilege), None);
    let middle = if &token[150..152] == "zz" { "yy" } else { "zz" };
    let changed = format!("{}{middle}{}", &token[..150], &token[152..]);
    assert_eq!(sure(&seen(&changed), ProblemKind::AppId), Some(Likely));
}

#[test]
fn wildcards_fit_every_channel() {
    for name in ["rtc-wildcard", "rtc-empty-channel"] {
        let problems = of(vector(name), |call| {
            call.channel = Some("anywhere".to_owned());
        });
        assert_eq!(one(&problems, ProblemKind::Channel), None, "{name}");
    }
    let problems = of(vector("rtc-twice"), |call| {
        call.channel = Some("one".to_owned());
        call.uid = Some(Uid::Int(3));
    });
    assert_eq!(problems.iter().filter(|p| p.certainty == Certain).count(), 0, "{problems:?}");
    let problems = of(vector("rtc-twice"), |call| {
        call.channel = Some("one".to_owned());
        call.uid = Some(Uid::Int(4));
    });
    assert_eq!(sure(&problems, ProblemKind::Uid), Some(Certain), "the user of the other channel");
}

#[test]
fn products() {
    let service = |name: &str, kind| {
        let problems = of(vector(name), |call| call.service = Some(kind));
        one(&problems, ProblemKind::Service).map(|problem| problem.text.clone())
    };
    let want = "The token was made for rtm and is used for rtc.";
    for name in ["rtm-0", "006-rtm-0", "signaling-0"] {
        assert_eq!(service(name, ServiceKind::Rtc).as_deref(), Some(want), "{name}");
        assert_eq!(service(name, ServiceKind::Rtm2), None, "{name}: both forms of RTM are one product");
    }
    assert!(service("chat-user", ServiceKind::Rtc).is_some());
    assert!(service("rtc-uid-1", ServiceKind::Rtm).is_some());
    assert_eq!(service("rtc-rtm", ServiceKind::Rtm), None);
    assert_eq!(service("rtm2-0", ServiceKind::Rtm), None);
    let problems = of(vector("unknown-service"), |call| {
        call.service = Some(ServiceKind::Chat);
    });
    assert_eq!(sure(&problems, ProblemKind::Service), Some(Possible), "the rest cannot be read");
}

#[test]
fn privileges() {
    let privilege = |name: &str| sure(&of(vector(name), |_| {}), ProblemKind::Privilege);
    assert_eq!(privilege("rtc-uid-1"), None);
    assert_eq!(privilege("rtc-no-join"), Some(Certain));
    assert_eq!(privilege("rtc-no-privilege"), Some(Certain));
    assert_eq!(privilege("rtc-subscriber"), Some(Possible));
    assert_eq!(privilege("006-subscriber"), Some(Possible));
    for name in ["rtc-audio-only", "rtc-video-only", "rtc-data-only"] {
        assert_eq!(privilege(name), None, "{name}");
    }
    assert_eq!(privilege("chat-app"), Some(Likely));
    assert_eq!(privilege("chat-user"), None);
    assert_eq!(privilege("003"), None, "there were no privileges then");
}

#[test]
fn console_tokens_old_versions_and_durations() {
    let seen = |name: &str, kind| sure(&of(vector(name), |_| {}), kind);
    assert_eq!(seen("rtc-console-shape", ProblemKind::ConsoleToken), Some(Likely));
    assert_eq!(seen("rtc-console-shape", ProblemKind::Privilege), None);
    assert_eq!(seen("rtc-day", ProblemKind::ConsoleToken), None);
    for name in ["001", "002", "003", "004-media", "005-media", "signaling-0"] {
        assert_eq!(seen(name, ProblemKind::Obsolete), Some(Certain), "{name}");
    }
    assert_eq!(seen("006-uid-1", ProblemKind::Obsolete), None);
    for (name, certainty) in [
        ("006-seconds-as-timestamp", Some(Likely)),
        ("rtc-timestamp-as-duration", Some(Likely)),
        ("rtc-week", Some(Possible)),
        ("006-year", Some(Possible)),
        ("rtc-minute", Some(Possible)),
        ("rtc-day", None),
        ("rtc-uid-1", None),
        ("006-uid-1", None),
        ("006-no-expiry", None),
    ] {
        assert_eq!(seen(name, ProblemKind::Duration), certainty, "{name}");
    }
}
