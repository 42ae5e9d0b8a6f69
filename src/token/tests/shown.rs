//! Damaged and masked tokens as problems, and the words for them.

use super::problems::{of, one, sure};
use super::vector;
use crate::token::{Call, Certainty, ProblemKind, Zone, check, explain, read};
use Certainty::{Certain, Likely};

#[test]
fn damage() {
    let damaged = |text: &str| {
        let problems = check(&read(text), &Call::default(), None, Zone::Unknown);
        one(&problems, ProblemKind::Damaged).map_or_else(|| panic!("{text}"), |p| (p.certainty, p.text.clone()))
    };
    for name in ["rtc-uid-1", "006-uid-1", "005-media"] {
        let token = &vector(name).token;
        assert_eq!(damaged(&token[..token.len() - 9]).0, Likely, "{name}");
        let (certainty, text) = damaged(&format!("{}!{}", &token[..70], &token[70..]));
        assert_eq!((certainty, text.contains("Character 71")), (Certain, true), "{name}: {text}");
    }
    let six = &vector("006-uid-1").token;
    assert!(damaged(&six[..six.len() - 5]).1.contains("by 5 characters"));
    let (certainty, text) = damaged(&format!("{}A{}", &six[..60], &six[60..]));
    assert_eq!(certainty, Certain);
    assert!(text.contains("Its length of 140 characters is none"), "{text}");
    assert!(damaged(&format!("{six}AB")).1.contains("2 characters after its end"));
    let seven = &vector("rtc-uid-1").token;
    let seven = seven.trim_end_matches('=');
    assert!(damaged(&format!("{seven}AAAA")).1.contains("after its end"));
}

#[test]
fn masked_values() {
    let masked = |text: &str, app_id: Option<&str>| {
        let call = Call { app_id: app_id.map(str::to_owned), ..Call::default() };
        let problems = check(&read(text), &call, None, Zone::Unknown);
        problems.iter().map(|problem| (problem.kind, problem.certainty)).collect::<Vec<_>>()
    };
    let iris = "006c***************AWpk";
    assert_eq!(masked(iris, Some("c0000000000000000000000000000000")), []);
    assert_eq!(masked(iris, Some("c0a***445")), []);
    assert_eq!(masked(iris, Some("2a7***445")), [(ProblemKind::AppId, Certain)]);
    assert_eq!(masked("0****=", Some("2a7***445")), []);
    assert_eq!(masked("1****x", None), [(ProblemKind::Obsolete, Likely)]);
    assert_eq!(masked("2a7***445", None), [(ProblemKind::OtherValue, Likely)]);
    assert_eq!(masked("007x***f458", None), [(ProblemKind::OtherValue, Certain)]);
    assert_eq!(masked("006c***EA4A", None), [(ProblemKind::Duration, Likely)]);
}

#[test]
fn a_masked_app_id_of_the_call() {
    let own = &vector("rtc-uid-1").app_id;
    let mask = format!("{}***{}", &own[..3], &own[29..]);
    assert_eq!(one(&of(vector("rtc-uid-1"), |c| c.app_id = Some(mask)), ProblemKind::AppId), None);
    let other = of(vector("rtc-uid-1"), |c| {
        c.app_id = Some("zzz***zzz".to_owned());
    });
    assert_eq!(sure(&other, ProblemKind::AppId), Some(Certain));
}

#[test]
fn an_explanation() {
    let vector = vector("rtc-uid-1");
    let reading = read(&vector.token);
    let call = Call { channel: Some("elsewhere".to_owned()), ..vector.call() };
    let text = explain(&reading, &check(&reading, &call, None, Zone::Unknown), None, false);
    let app_id = format!("{}…{}", &vector.app_id[..4], &vector.app_id[28..]);
    let want = format!(
        "version    007 (AccessToken2)\n\
         App ID     {app_id}\n\
         issued     2025-06-03 00:00:13 UTC\n\
         expires    2025-06-03 01:00:13 UTC (1 h after issue)\n\
         service    rtc, channel <hidden>, user <hidden> (an integer)\n\
         \x20          join\n\
         \x20          publish audio\n\
         \x20          publish video\n\
         \x20          publish data\n\
         signature  can be checked when AGORA_APP_CERTIFICATE holds the App Certificate\n\
         problems   1\n\
         \x20 certain  The token was made for another channel than the one joined.\n"
    );
    assert_eq!(text, want);
    assert!(explain(&reading, &[], None, true).contains("channel room-1, user 1\n"));
    let nothing = explain(&read("nothing"), &[], None, false);
    assert_eq!(nothing, "token      not an Agora token of any known version\n");
    assert!(explain(&read("0****="), &[], None, false).contains("most likely"));
}
