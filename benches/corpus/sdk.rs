//! Files that the SDK and its wrapper write.
//!
//! One rule: each function writes one grammar.

use super::Rng;
use super::template::{Facts, digits, fill};

/// Entries of `agoraapi.log` when all is well.
const API: &[&str] = &[
    "ChannelProxy::onRemoteVideoStats->onRemoteVideoStats(this:%p, stats:(uid:%l, delay:%n, width:640, height:360, receivedBitrate:%n, decoderOutputFrameRate:%b))",
    "ChannelProxy::onRtcStats->onRtcStats(this:%p, stats:(duration:%l, txBytes:%h, rxBytes:%h, txKBitRate:%n, rxKBitRate:%n, userCount:%b, cpuAppUsage:%b))",
    "ChannelProxy::onNetworkQuality->onNetworkQuality(this:%p, uid:%l, txQuality:%b, rxQuality:%b)",
    "ChannelProxy::onRemoteAudioStats->onRemoteAudioStats(this:%p, stats:(uid:%l, quality:1, networkTransportDelay:%n, jitterBufferDelay:%n, audioLossRate:0))",
    "  RtcEngineImpl::setVideoEncoderConfiguration(this:%p, config: (codecType:1, dimensions:(width:1280, height:720), frameRate:15, bitrate:0, orientationMode:0))",
    "  RtcEngineImpl::muteLocalAudioStream(this:%p, mute:0), caller thread %l, user %l, channel \"%c\", engine %p",
    "ChannelProxy::onUserJoined->onUserJoined(this:%p, userId:\"%l\", elapsed:%l), channel \"%c\", connection %b of %b",
    "RtcEngineEventHandlerCallback::onLocalVideoStateChanged->onLocalVideoStateChanged(this:%p, source: 0, state: 1, reason: 0)",
    "LegacyEventProxy::onConnectionStateChanged->onConnected(this:%p, channel:\"%c\", userId:\"%l\", reason:1)",
];

/// Each is one event.
const API_EVENTS: &[&str] = &[
    "ChannelProxy::onError->onError(this:%p, error:110, msg:\"\"), channel \"%c\", connection %b of %b",
    "ChannelProxy::onError->onError(this:%p, error:109, msg:\"\"), channel \"%c\", connection %b of %b",
    "  ChannelProxy::emitConnStateChanged->onConnectionStateChanged(this:%p, state:5, reason:9)",
    "RtcEngineEventHandlerCallback::onLocalVideoStateChanged->onLocalVideoStateChanged(this:%p, source: 0, state: 3, reason: 3)",
];

/// Entries of `agorasdk.log` when all is well: thread, level and module stand in front.
const SDK: &[(&str, &str)] = &[
    ("I", "[CONN-0][ap-%n] send message to: 203.******.%b:8443 with opid: %h, transport type = %b, send ts = %h"),
    ("I", "[BWE]: estimate %l bps, rtt %n ms, loss 0, target %l bps, pacer queue %b, probe cluster %n, network type %b"),
    ("I", "VideoEncoder: stream %b target %l kbps actual %l kbps fps in %b out %b qp %b keyframes %b, codec h264 hw=1"),
    ("W", "[BW]: (long time task) [AgMajor --> AgMedia] rtc_engine.cpp:%n: pickup time %n, execute time %n, overall time %n"),
    ("I", "AudioDevice: playout delay %n ms, record delay %n ms, underrun %b, route %b, mixing buffer %l, session id %n"),
    ("I", "[ConfigUtil] on set parameters doc='{\"che.video.minimum_bitrate\":%n,\"rtc.report_level\":%b}', ret=0"),
    ("I", "[remote:203.******.%b:8443] set congestion control type: BBRv1 pacing: true, window %l, in flight %l"),
    ("D", "[JB] uid %l target level %n ms, current %n ms, expand %b, accelerate %b, merge %b, packets %l, late %b"),
    ("W", "[CONN-0][vocs/u] responsed from 198.51.******.%b:8130 slowly, elapsed: %n, server ts: %h, next try in %n ms"),
    ("W", "[net] request to edge 203.******.%b:443 failed, code: 2010015, elapsed %n ms, next server %b of %b"),
];

/// Each is one event.
const SDK_EVENTS: &[&str] =
    &["[CONN-0][CM]: connection state changed from 2 to 5 caused by reason[8], channel \"%c\", elapsed %n ms since the last change"];

/// Records of the wrapper when all is well.
const IRIS: &[&str] = &[
    "iris_rtc_api_engine.cc:436] api name RtcEngine_setupRemoteVideoEx_522a409 params \"{\"canvas\":{\"uid\":%l,\"view\":%h},\"connection\":{\"channelId\":\"%c\"}}\"",
    "iris_rtc_api_engine.cc:504] api name RtcEngine_setupRemoteVideoEx_522a409 result 0 outdata {\"result\":0}",
    "iris_rtc_api_engine.cc:504] api name MediaPlayer_getPlayPosition result 0 outdata {\"pos\":%l,\"result\":0}",
    "iris_rtc_api_engine.cc:436] api name RtcEngine_adjustPlaybackSignalVolume_46f8ab7 params \"{\"volume\":%b}\"",
    "iris_rtc_api_engine.cc:504] api name RtcEngine_getNativeHandle result 0 outdata {\"result\":%h}",
];

/// Each is one event.
const IRIS_EVENTS: &[(&str, &str)] = &[
    ("I", "iris_rtc_api_engine.cc:504] api name RtcEngine_joinChannelEx_a3cd08c result 0 outdata {\"result\":-%r}"),
    ("I", "iris_rtc_api_engine.cc:504] api name RtcEngine_enableVideo result 0 outdata {\"result\":-7}"),
    ("E", "iris_rtc_api_engine.cc:498] api name RtcEngine_startPreview_4fd718e result -%r outdata null"),
];

/// `agoraapi.log`.
pub fn api(rng: &mut Rng, facts: &mut Facts, event: bool, out: &mut Vec<u8>) {
    let entry = if event { rng.pick(API_EVENTS) } else { rng.front(API) };
    native_head(rng, facts, "A", out);
    out.extend_from_slice(b"(");
    facts.sequence(out);
    out.extend_from_slice(b"): ");
    fill(entry, rng, facts, out);
    out.push(b'\n');
}

/// `agorasdk.log` as long as it was text.
pub fn sdk(rng: &mut Rng, facts: &mut Facts, event: bool, out: &mut Vec<u8>) {
    let (level, entry) = if event { ("I", *rng.pick(SDK_EVENTS)) } else { *rng.front(SDK) };
    native_head(rng, facts, level, out);
    fill(entry, rng, facts, out);
    out.push(b'\n');
}

/// `[03/05/25 07:12:09:004][4123][I]:`.
fn native_head(rng: &mut Rng, facts: &Facts, level: &str, out: &mut Vec<u8>) {
    out.push(b'[');
    facts.date(b'/', out);
    out.extend_from_slice(b"/25 ");
    facts.time(b':', out);
    out.extend_from_slice(b"][");
    digits(facts.pid + rng.below(24), 1, out);
    out.extend_from_slice(b"][");
    out.extend_from_slice(level.as_bytes());
    out.extend_from_slice(b"]:");
}

/// The wrapper's log, generation 4.5.
pub fn iris(rng: &mut Rng, facts: &mut Facts, event: bool, out: &mut Vec<u8>) {
    let (level, entry) = if event { *rng.pick(IRIS_EVENTS) } else { ("I", *rng.front(IRIS)) };
    out.extend_from_slice(b"[2025-");
    facts.date(b'-', out);
    out.push(b' ');
    facts.time(b'.', out);
    out.extend_from_slice(b"][");
    digits(facts.pid + rng.below(24), 1, out);
    out.extend_from_slice(b"][");
    out.extend_from_slice(level.as_bytes());
    out.extend_from_slice(b"][");
    fill(entry, rng, facts, out);
    out.push(b'\n');
}
