//! Consoles of apps: what `flutter run` shows, and what a browser shows.
//!
//! One rule: each function writes one grammar.

use super::Rng;
use super::template::{Facts, column, fill};

/// Tag and message.
const FLUTTER: &[(&str, &str)] = &[
    ("I/flutter ", "[call] onRemoteVideoStats uid: %l bitrate: %n fps: %b width: 640 height: 360 loss: 0 delay: %n"),
    ("D/BufferQueueProducer", "[SurfaceTexture-0-%a-%b](id:%p,api:1,p:%a,c:%a) queueBuffer: fps=%b dur=%n max=%b min=%b"),
    ("I/flutter ", "[state] %wCubit -> %wState(items: %b, selected: %l, loading: false, page: %b, revision: %x)"),
    (
        "I/spdlog  ",
        "[2025-%D %t][%l][I][iris_rtc_api_engine.cc:504] api name RtcEngine_setupRemoteVideo_acc9c38 result 0 outdata {\"result\":0}",
    ),
    ("D/CCodecBufferChannel", "[c2.android.avc.encoder#%n] PipelineWatcher: elapsed %l us, output pending %b of %b, pts %h"),
    ("I/flutter ", "[http] GET https://api.example.com/v2/%w/%l -> 200 in %n ms, %l bytes, etag %i"),
    ("W/Choreographer", "OPENGL frame %l took %n ms, doFrame is late by %b ms, jank level %b, screen %w, input pending %b"),
    (
        "I/flutter ",
        "[call] onConnectionStateChanged RtcConnection(channelId: %c, localUid: %l) ConnectionStateType.connectionStateConnected",
    ),
    ("I/flutter ", "[db] query %w where room = %c took %b ms, rows %n, cached %b, watchers %b, transaction %x"),
    ("E/BufferItemConsumer", "[SurfaceTexture-1-%a-%b](id:%p) releaseBuffer: slot %b is stale, frame %l, generation %b, ignored"),
];

/// Each is one event; lines after the first belong to it.
const FLUTTER_EVENTS: &[&str] = &[
    "[onError] err: ErrorCodeType.errTokenExpired, msg: , channel %c, screen %w, attempt %b, engine is kept alive",
    "[call] joining %c on screen %w failed: AgoraRtcException(-%r, null)\n#0      RtcEngineImpl.joinChannel (package:agora_rtc_engine/src/impl/agora_rtc_engine_impl.dart:%n:7)\n#1      CallController.enter (package:talk/call/call_controller.dart:%n:11)",
    "[call] preview on screen %w failed: AgoraRtcException(-%r, null), camera %b, channel %c, user %l",
];

/// Level, with what follows the client's name.
const WEB: &[(&str, &str)] = &[
    ("DEBUG", "[pc-%b] stats: bitrate sent %l received %l, rtt %n ms, packets lost 0, frame rate %b, quality limited by none"),
    ("INFO", "remote user %l published video, track %x-%i, codec vp8, simulcast layers %b, waiting for the first frame"),
    ("DEBUG", "send message {\"_id\":\"%x\",\"_type\":\"stats_report\",\"_message\":{\"uid\":%l,\"ts\":%h}} over gateway %b"),
    ("INFO", "subscribe user %l, mediaType: video, stream %b of %b, took %n ms, received first frame after %n ms"),
    ("INFO", "network quality uplink %b downlink %b, candidate pair %x, local udp, remote udp, switch count %b"),
    ("WARNING", "[track-mic-%x] volume of %b is low for %n seconds, device %i, processing chain %b nodes"),
];

/// Each is one event.
const WEB_EVENTS: &[&str] = &[
    "join number: %b, Joining channel failed, rollback AgoraRTCException: AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: dynamic key expired",
    "subscribe user %l, mediaType: video failed AgoraRTCException: AgoraRTCError INVALID_REMOTE_USER: user is not in the channel",
];

/// A console in the brief form, as `flutter run` shows it.
pub fn flutter(rng: &mut Rng, facts: &mut Facts, event: bool, out: &mut Vec<u8>) {
    let (tag, message) = if event { ("I/flutter ", *rng.pick(FLUTTER_EVENTS)) } else { *rng.front(FLUTTER) };
    for line in message.split('\n') {
        out.extend_from_slice(tag.as_bytes());
        out.push(b'(');
        column(facts.pid, 5, out);
        out.extend_from_slice(b"): ");
        fill(line, rng, facts, out);
        out.push(b'\n');
    }
}

/// The console of a browser.
pub fn web(rng: &mut Rng, facts: &mut Facts, event: bool, out: &mut Vec<u8>) {
    let (level, message) = if event { ("ERROR", *rng.pick(WEB_EVENTS)) } else { *rng.front(WEB) };
    out.extend_from_slice(b"AgoraRTC_N-4.22.1.js:7 ");
    facts.time(b':', out);
    out.extend_from_slice(b" Agora-SDK [");
    out.extend_from_slice(level.as_bytes());
    out.extend_from_slice(b"]: [client-7c01f] ");
    fill(message, rng, facts, out);
    out.push(b'\n');
}
