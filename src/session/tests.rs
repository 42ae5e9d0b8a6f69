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

fn api(second: u32, message: &str) -> String {
    format!("[12/01/25 06:42:{second:02}:100][4711][A]:(00000001): {message}\n")
}

#[test]
fn engines_that_stand_beside_each_other_in_one_process_are_kept_apart() {
    let log = api(0, "RtcEngineImpl::initialize(this:0x7a1c, context:(eventHandler:0x1, appId:\"4d0f****************a3c7\"))")
        + &api(1, "RtcEngineImpl::initialize(this:0x9b00, context:(eventHandler:0x1, appId:\"5e1f****************b4d8\"))")
        + &api(2, "RtcEngineImpl::joinChannel(this:0x7a1c, token:\"\", channelId:\"alpha\", uid:7, options:())")
        + &api(3, "ChannelProxy::onJoinChannelSuccess->onJoinChannelSuccess(this:0x01, channel:\"alpha\", uid:7, elapsed:480)")
        + &api(4, "RtcEngineImpl::joinChannel(this:0x9b00, token:\"\", channelId:\"beta\", uid:8, options:())")
        + &api(5, "ChannelProxy::onError->onError(this:0x02, error:110, msg:\"\")")
        + &api(6, "RtcEngineImpl::release(this:0x7a1c, sync:1)")
        + &api(7, "ChannelProxy::onError->onError(this:0x02, error:109, msg:\"\")")
        + &api(8, "RtcEngineImpl::leaveChannel(this:0x9b00)");
    let found = sessions(&log);
    let told: Vec<_> = found
        .iter()
        .map(|session| {
            let calls: Vec<Ask> = session.attempts.iter().map(|call| call.ask).collect();
            let codes: Vec<u32> = session.events_of("rtc.error").map(super::Step::number).collect();
            (session.apps.first().map_or("", |app| &app[..4]), session.channels.iter().cloned().collect::<String>(), calls, codes)
        })
        .collect();
    assert_eq!(told[0], ("4d0f", "alpha".to_owned(), vec![Ask::Init, Ask::Join, Ask::Release], vec![]));
    assert_eq!(told[1], ("5e1f", "beta".to_owned(), vec![Ask::Init, Ask::Join, Ask::Leave], vec![110, 109]));
    assert_eq!(told.len(), 2);
}

#[test]
fn an_app_that_was_killed_and_started_again_has_two_sessions() {
    let start = |second, address: &str| api(second, &format!("RtcEngineImpl::initialize(this:{address}, context:(eventHandler:0x1))"));
    let twice = start(0, "0x7a1c") + &start(5, "0x7a1c");
    assert_eq!(sessions(&(start(0, "0x7a1c") + &start(5, "0x9b00"))).len(), 2);
    assert_eq!(sessions(&twice).len(), 1, "one engine initialised twice");
    assert_eq!(sessions(&(0..MAX_SESSIONS + 20).map(|at| start(0, &format!("0x7a{at:x}"))).collect::<String>()).len(), MAX_SESSIONS);
}
