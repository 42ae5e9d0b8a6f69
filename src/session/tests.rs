//! What sessions hold, from log lines as they are written.

use super::{Ask, Builder, MAX_ATTEMPTS, MAX_SESSIONS, Session};
use crate::scan::Found;
use crate::scan::stream::{self, Cut};
use std::fmt::Write as _;
use std::io::Cursor;

/// The sessions of a text.
fn sessions(text: &str) -> Vec<Session> {
    let mut builder = Builder::new("app.log");
    let (summary, _) = stream::scan_all(&mut Cursor::new(text.as_bytes()), Cut::default(), &mut |found| match found {
        Found::Event(mut event) => builder.event(&mut event),
        Found::Fact(fact) => builder.fact(fact),
    });
    builder.finish(summary.lines, &summary.format)
}

fn iris(pid: u32, second: u32, message: &str) -> String {
    format!("[2024-07-03 11:09:{second:02}.000] [{pid}] [info] [iris_rtc_engine_impl.cc:112] {message}\n")
}

#[test]
fn a_call_its_result_and_its_failure_are_one_attempt() {
    let log = iris(1, 1, r#"api name RtcEngine_initialize params {"context":{"appId":"91aa***************0c2e"}}"#)
        + &iris(1, 1, r#"api name RtcEngine_initialize ret 0 result {"result":0}"#)
        + &iris(1, 2, r#"api name RtcEngine_joinChannel params {"token":"","channelId":"room","info":"","uid":7}"#)
        + &iris(1, 2, r#"api name RtcEngine_joinChannel ret 0 result {"result":-17}"#);
    let found = sessions(&log);
    assert_eq!(found.len(), 1);
    let session = &found[0];
    assert_eq!(
        session.attempts.iter().map(|call| (call.ask, call.accepted, call.failed.is_some())).collect::<Vec<_>>(),
        [(Ask::Init, true, false), (Ask::Join, false, true)]
    );
    assert_eq!(session.apps.iter().collect::<Vec<_>>(), ["91aa****0c2e"]);
    assert_eq!(session.channels.iter().collect::<Vec<_>>(), ["room"]);
    assert_eq!(session.uids.iter().collect::<Vec<_>>(), ["7"]);
    assert_eq!(session.sdk, "rtc4");
}

#[test]
fn an_engine_created_after_a_release_starts_a_session_and_processes_are_kept_apart() {
    let log = iris(1, 1, "api name RtcEngine_initialize params {}")
        + &iris(2, 1, "api name RtcEngine_initialize params {}")
        + &iris(1, 2, "api name RtcEngine_release params {}")
        + &iris(1, 3, "api name RtcEngine_initialize params {}");
    let pids: Vec<Option<u32>> = sessions(&log).iter().map(|session| session.pid).collect();
    assert_eq!(pids.len(), 3, "{pids:?}");
}

#[test]
fn memory_is_bounded_and_counts_go_on() {
    let mut log = String::new();
    for second in 0..u32::try_from(MAX_ATTEMPTS).expect("small") + 50 {
        log += &iris(1, second % 60, r#"api name RtcEngine_joinChannel_cdbb747 ret 0 result {"result":-17}"#);
    }
    let found = sessions(&log);
    assert_eq!(found[0].attempts.len(), MAX_ATTEMPTS);
    assert_eq!(found[0].attempt_count, MAX_ATTEMPTS as u64 + 50);
    assert_eq!(found[0].count_from("rtc.error", &crate::catalogue::Id::Number(17), 0), MAX_ATTEMPTS as u64 + 50);
    let mut log = String::new();
    for _ in 0..MAX_SESSIONS + 20 {
        let _ =
            write!(log, "{}{}", iris(1, 1, "api name RtcEngine_initialize params {}"), iris(1, 1, "api name RtcEngine_release params {}"));
    }
    assert_eq!(sessions(&log).len(), MAX_SESSIONS);
}

#[test]
fn the_version_found_decides_the_era_of_later_codes() {
    let log = "I/flutter ( 9031): agora sdk version 3.7.0\nI/flutter ( 9031): AgoraRtcEngine.onError 18\n";
    let mut builder = Builder::new("app.log");
    let mut eras = Vec::new();
    stream::scan_all(&mut Cursor::new(log.as_bytes()), Cut::default(), &mut |found| match found {
        Found::Event(mut event) => {
            builder.event(&mut event);
            eras.push(event.sdk);
        }
        Found::Fact(fact) => builder.fact(fact),
    });
    assert_eq!(eras, ["rtc3"]);
}
