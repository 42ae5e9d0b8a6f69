//! Every folder of `fixtures/diagnose` is a diagnosis: `shows-*.txt` must give it, `not-*.txt` must not.

use crate::model::{Confidence, Report};
use crate::{Options, scan_bytes};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diagnose")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).expect("the folder is there").filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn report(path: &Path) -> Report {
    scan_bytes(&name(path), &fs::read(path).expect("the file is there"), &Options::default())
}

fn fixture(path: &str) -> Report {
    report(&fixtures().join(path))
}

#[test]
fn every_fixture_gives_its_diagnosis_in_front_or_does_not_give_it() {
    let mut complaints = Vec::new();
    for folder in entries(&fixtures()) {
        for path in entries(&folder) {
            let ids: Vec<&str> = report(&path).diagnoses.iter().map(|diagnosis| diagnosis.id).collect();
            let wanted = name(&folder);
            let shows = name(&path).starts_with("shows-");
            let right = if shows { ids.first() == Some(&wanted.as_str()) } else { !ids.contains(&wanted.as_str()) };
            if !right {
                complaints.push(format!("{wanted}/{}: {ids:?}", name(&path)));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_diagnosis_has_fixtures_of_both_kinds_evidence_and_fixes() {
    let mut complaints = Vec::new();
    for folder in entries(&fixtures()) {
        let names: Vec<String> = entries(&folder).iter().map(|path| name(path)).collect();
        for kind in ["shows-", "not-"] {
            if !names.iter().any(|name| name.starts_with(kind)) {
                complaints.push(format!("{}: no {kind}*.txt", name(&folder)));
            }
        }
        for path in entries(&folder) {
            for diagnosis in report(&path).diagnoses {
                if diagnosis.evidence.is_empty() || diagnosis.evidence.len() > 5 || diagnosis.fixes.is_empty() {
                    complaints.push(format!("{}: {} has {} lines", name(&path), diagnosis.id, diagnosis.evidence.len()));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn consequences_are_folded_under_the_root_with_their_counts() {
    let cascade = fixture("invalid-app-id/shows-cascade.txt");
    assert_eq!(cascade.diagnoses[0].explains, [("rtc.error/7".to_owned(), 4)]);
    assert_eq!(cascade.diagnoses.len(), 1, "the cascade is no diagnosis of its own");
    let retry = fixture("token-invalid/shows-retry.txt");
    assert_eq!(retry.diagnoses[0].explains, [("rtc.connection-reason/8".to_owned(), 1), ("rtc.error/17".to_owned(), 1)]);
    assert_eq!(retry.diagnoses.len(), 1);
}

#[test]
fn the_text_of_the_wrapper_is_believed_against_its_number() {
    let found = fixture("call-before-initialize/shows-wrong-number.txt");
    assert!(found.diagnoses[0].title.contains("code 20"), "{}", found.diagnoses[0].title);
    assert_eq!(found.diagnoses[0].confidence, Confidence::Certain);
}

#[test]
fn the_token_in_the_log_names_the_cause() {
    for (name, want, confidence) in [
        ("token-invalid/shows-other-app-id.txt", "was made for another App ID", Confidence::Certain),
        ("token-invalid/shows-other-channel.txt", "was made for another channel", Confidence::Certain),
        ("token-invalid/shows-other-uid-006.txt", "was made for another user id", Confidence::Certain),
        ("token-invalid/shows-account-for-integer.txt", "was made for a user account (text)", Confidence::Certain),
        ("token-invalid/shows-rtm-token.txt", "was made for rtm and is used for rtc", Confidence::Certain),
        ("token-invalid/shows-rtm-login.txt", "was made for rtc and is used for rtm", Confidence::Certain),
        ("token-invalid/shows-web-other-channel.txt", "was made for another channel", Confidence::Certain),
        ("token-invalid/shows-no-join-privilege.txt", "no privilege to join", Confidence::Certain),
        ("token-invalid/shows-altered.txt", "was altered after it was made", Confidence::Certain),
        ("token-invalid/shows-percent-encoded.txt", "came percent-encoded", Confidence::Likely),
        ("token-invalid/shows-no-token.txt", "The join had no token", Confidence::Certain),
        ("token-invalid/shows-all-fits.txt", "although its App ID, channel and uid fit", Confidence::Certain),
        ("token-expired/shows-masked-and-zone.txt", "had expired", Confidence::Certain),
        ("token-expired/shows-old-token.txt", "had expired (at 2025-06-02 01:00:00 UTC) 2 d 8 h before", Confidence::Certain),
        ("token-as-channel/shows-swapped.txt", "the two are swapped", Confidence::Certain),
        ("token-unfit/shows-other-channel.txt", "was made for another channel", Confidence::Likely),
    ] {
        let found = fixture(name);
        let first = &found.diagnoses[0];
        assert!(first.title.contains(want) && first.confidence == confidence, "{name}: {} ({:?})", first.title, first.confidence);
        let text = format!("{:?} {:?}", found.diagnoses, found.findings);
        assert!(!text.contains("007eJ") && !text.contains("0060f1e"), "{name}: a token comes out: {text}");
    }
}

#[test]
fn what_fits_is_ruled_out_and_the_certificate_decides() {
    use crate::session::{Certificate, Known};
    let path = fixtures().join("token-invalid/shows-all-fits.txt");
    let bytes = fs::read(&path).expect("the file is there");
    let with = |certificate: &str| {
        let known = Known { certificate: Certificate::new(Some(certificate.to_owned())), ..Known::default() };
        scan_bytes("app.log", &bytes, &Options { known, ..Options::default() }).diagnoses.remove(0)
    };
    let fixes = fixture("token-invalid/shows-all-fits.txt").diagnoses.remove(0).fixes.join(" ");
    assert!(fixes.contains("Not the cause") && fixes.contains("App ID, channel, uid"), "{fixes}");
    let right = "c0ffee00c0ffee00c0ffee00c0ffee00";
    assert!(with(right).title.contains("was signed with the right certificate"), "{}", with(right).title);
    let wrong = with("badbadbadbadbadbadbadbadbadbad00");
    assert!(wrong.title.contains("was not signed with the certificate"), "{}", wrong.title);
    assert!(!format!("{wrong:?}").contains("badbadbad"));
}

#[test]
fn the_zone_decides_whether_a_token_had_expired() {
    use crate::session::Known;
    let log = fs::read_to_string(fixtures().join("token-invalid/shows-other-uid-006.txt")).expect("the file is there");
    // The token is for 78 and valid from 00:00 to 01:00 UTC; let it be the right user at another hour.
    let log = log.replace("\"optionalUid\":77", "\"optionalUid\":78").replace("2025-06-02 00:10", "2025-06-02 08:10");
    let title = |zone: Option<i32>| {
        let zone = zone.map(|hours| jiff::tz::TimeZone::fixed(jiff::tz::offset(i8::try_from(hours).expect("small"))));
        let options = Options { known: Known { zone, ..Known::default() }, ..Options::default() };
        let first = scan_bytes("app.log", log.as_bytes(), &options).diagnoses.remove(0);
        (first.title, first.fixes.join(" "))
    };
    assert!(title(Some(8)).0.contains("fit the call"), "{:?}", title(Some(8)));
    assert!(title(Some(0)).0.contains("had expired"), "{:?}", title(Some(0)));
    let (open, fixes) = title(None);
    assert!(!open.contains("expired") && fixes.contains("only if the clock ran between UTC+7") && fixes.contains("--tz"), "{open} {fixes}");
}

#[test]
fn a_call_that_came_after_the_audio_had_failed_is_not_its_cause() {
    let call = |time: &str| format!("2025-07-01 {time} Talk[77:901] AVAudioSession interruption began\n");
    let failure = "2025-07-01 10:01:00.000 Talk[77:901] AgoraRtc rtcEngine didOccurError: 1009\n\
        2025-07-01 10:01:00.200 Talk[77:901] AgoraRtc rtcEngine didOccurError: 1011\n";
    let title = |log: &str| scan_bytes("app.log", log.as_bytes(), &Options::default()).diagnoses.remove(0).title;
    let caused = "A phone call or another app took the audio device";
    for (log, is) in [
        (call("10:00:20.000") + failure, true),
        (failure.to_owned() + &call("10:01:02.000"), true),
        (failure.to_owned() + &call("10:01:30.000"), false),
        (call("09:50:00.000") + failure, false),
    ] {
        assert_eq!(title(&log) == caused, is, "{log}");
    }
}

#[test]
fn a_temporary_token_of_the_console_is_named_in_logs() {
    let text = fs::read_to_string(fixtures().join("../tokens/vectors.toml")).expect("the vectors are there");
    let vector = text.split("name = \"rtc-console-shape\"").nth(1).and_then(|rest| rest.split("token = \"").nth(1)).expect("the vector");
    let token = vector.split('"').next().expect("a token");
    for (code, id) in [("errTokenExpired", "token-expired"), ("errInvalidToken", "token-invalid")] {
        let log = format!(
            "I/flutter ( 77): agora joinChannel token: {token}, channelId: demo, uid: 5\n\
             I/flutter ( 77): [onError] err: ErrorCodeType.{code}, msg: \n"
        );
        let first = scan_bytes("app.log", log.as_bytes(), &Options::default()).diagnoses.remove(0);
        assert_eq!(first.id, id);
        assert!(first.fixes[0].starts_with("The token looks like a temporary token from the Agora Console"), "{:?}", first.fixes);
    }
}

#[test]
fn a_login_that_is_refused_is_no_join() {
    let log = "03-19 10:00:02.555  9110  9110 E RtmChat : RTM login onFailure: RTM ERROR 6 LOGIN_ERR_TOKEN_EXPIRED\n";
    let first = scan_bytes("app.log", log.as_bytes(), &Options::default()).diagnoses.remove(0);
    assert_eq!((first.id, first.title.as_str()), ("token-expired", "The token had already run out at the login"));
    assert!(!first.fixes.join(" ").contains("leaveChannel"), "{:?}", first.fixes);
}

/// A loader's complaint, and a word of the advice that fits it.
#[test]
fn advice_for_a_library_fits_what_the_loader_says() {
    for (line, word) in [
        (r#"java.lang.UnsatisfiedLinkError: dlopen failed: library "libagora-rtc-sdk.so" not found"#, "is there for the device's"),
        (r#"dlopen failed: cannot locate symbol "aosl_x" referenced by "/data/app/libagora-rtc-sdk.so"..."#, "whose versions go together"),
        (
            "ImportError: /lib64/libm.so.6: version `GLIBC_2.27' not found, cannot open shared object (required by /x/libagora_uap.so)",
            "(glibc)",
        ),
        (
            "UnsatisfiedLinkError: No implementation found for int io.agora.rtc.internal.RtcEngineImpl.nativeLog(int)",
            "is there for the device's",
        ),
    ] {
        let diagnoses = scan_bytes("app.log", format!("{line}\n").as_bytes(), &Options::default()).diagnoses;
        let first = diagnoses.first().expect("a diagnosis");
        assert_eq!(first.id, "native-library-missing");
        assert!(first.fixes[0].contains(word), "{line}: {:?}", first.fixes);
    }
}

#[test]
fn evidence_is_redacted() {
    let log = "I/flutter ( 77): agora rtc onError: 110 appId: 0123456789abcdef0123456789abcdef\n";
    let found = scan_bytes("app.log", log.as_bytes(), &Options::default());
    let shown = format!("{:?} {:?}", found.diagnoses, found.facts);
    assert!(!shown.contains("0123456789abcdef") && found.diagnoses.len() == 1, "{shown}");
}

#[test]
fn the_list_has_every_diagnosis_with_fixtures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/diagnose");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut found: Vec<String> = entries.map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned()).collect();
    // This one comes from the names of sources, not from a session.
    found.push("missing-rotated-file".to_owned());
    found.sort();
    found.dedup();
    let mut known = super::KINDS.to_vec();
    known.sort_unstable();
    assert_eq!(found, known);
}
