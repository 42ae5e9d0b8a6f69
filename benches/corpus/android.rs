//! Device logs of Android: the system, other apps, and the app that uses the SDK.
//!
//! One rule: a line is the date, the time, process, thread, level, tag and message of `logcat -v threadtime`.

use super::Rng;
use super::template::{Facts, column, fill};

/// A writer, its level and tag in eight columns, and a message.
type Noise = (Process, &'static str, &'static str);

/// Who writes.
#[derive(Clone, Copy)]
enum Process {
    System,
    Hardware,
    App,
    Other,
}
use Process::{App, Hardware, Other, System};

/// Often first.
const NOISE: &[Noise] = &[
    (System, "D BatteryStatsService", "noteScreenBrightness level=%b sensor=%n charge counter %l updated for display 0 in %b us"),
    (App, "D ViewRootImpl@%x[%w]", "reportDrawn seqId=%n frame=%l surface=Surface(name=com.example.talk/.MainActivity)/@%p"),
    (App, "D BufferQueueProducer", "[SurfaceTexture-0-%a-%b](id:%p,api:1,p:%a,c:%a) queueBuffer: fps=%b dur=%n max=%b min=%b"),
    (System, "I ActivityTaskManager", "START u0 {act=android.intent.action.VIEW cmp=com.example.talk/.%w} from uid 10%n result code=0"),
    (Hardware, "D audio_hw_primary", "out_set_parameters: enter: usecase(%b: low-latency-playback) kvpairs: routing=%b volume=%n"),
    (App, "D OpenGLRenderer", "RenderProxy::drawFrame pipeline=%p dirty=[%n,%n][%n,%n] swap took %b us, queued %b buffers"),
    (Other, "V ChromeCast", "discovery tick %l: known devices %b, last answer %n ms ago, cache entry %i kept for %w"),
    (System, "D WifiHAL", "link layer stats: beacon_rx %l rssi -%b tx_rate %n rx_rate %n retries %b channel busy %n ms of %l"),
    (System, "V InputDispatcher", "dispatchMotion conn=com.example.talk/.MainActivity(%x) action=MOVE x=%n y=%n eventTime=%h"),
    (Other, "I GmsCore", "task scheduled tag=%w period=%l flex=%n persisted=true requiredNetwork=UNMETERED id=%i"),
    (Hardware, "I CameraProvider", "request %l: 3A settled af=%b ae=%b awb=%b exposure %l ns, gain %n, lens %b, stream %w"),
    (App, "I Choreographer", "Skipped %b frames!  The application may be doing too much work on its main thread. vsync id %l"),
    (System, "I PowerManagerService", "acquireWakeLock uid=10%n tag=*job*/com.example.%w/.SyncService flags=0x%x ws=WorkSource{%l}"),
    (App, "D OkHttp", "<-- 200 https://api.example.com/v2/%w/%l (%n ms, %l-byte body) cache=HIT trace=%i"),
    (Other, "D FitnessSync", "bucket %l merged: steps=%l distance=%n floors=%b heart=%b source=watch session=%i"),
    (
        System,
        "D ConnectivityService",
        "NetworkAgentInfo [WIFI () - %n] EVENT_NETWORK_INFO_CHANGED, going from CONNECTED to CONNECTED, score %b",
    ),
    (App, "D CCodecBufferChannel", "[c2.android.avc.encoder#%n] PipelineWatcher: elapsed %l us, output pending %b of %b, pts %h"),
    (Hardware, "D thermal-engine", "sensor skin_therm reading %l mC trend stable; cpu cluster %b limit %l kHz; gpu limit %n MHz"),
    (App, "I Glide", "Loaded https://img.example.net/%w/%l.webp from DATA_DISK_CACHE with dimensions [%nx%n] in %b ms"),
    (System, "I SurfaceFlinger", "layer com.example.talk/.MainActivity#%n: present %h, latch %b us, desired %h, refresh %b Hz"),
    (Other, "I WorkManager", "Worker result SUCCESS for Work [ id=%i-%x, tags={ com.example.%w.RefreshWorker } ] after %n ms"),
    (App, "W System.err", "\tat com.example.talk.%w.Repository.load(Repository.kt:%n) ~[app:2.14.%b] via dispatcher worker-%b"),
    (System, "W ActivityManager", "Slow operation: %nms so far, now at startProcess: returned from zygote! process com.example.%w/u0a%n"),
    (Hardware, "I ThermalHal", "get_temperature sensor=skin value=%n throttling=NONE zone=%b cooling=[fan:%b,cpu:%b] poll=%l"),
    (App, "D AnalyticsQueue", "flush batch=%b events=%n bytes=%l endpoint=https://stats.example.com/v1/%w took=%nms queue=%b"),
    (Other, "V Sensors", "accelerometer batch fifo=%n latency=%n us timestamp=%h handle=%b listener=com.example.%w.Motion"),
    (App, "I chatty", "uid=10%n(com.example.talk) RenderThread identical %b lines were folded while the buffer was %b per cent full"),
    (System, "W PackageManager", "Failed to resolve intent filter for com.example.%w, using default handler with order %n (user %b)"),
    (App, "W AudioTrack", "createTrack_l(%n): AUDIO_OUTPUT_FLAG_FAST denied by server; frameCount %l -> %l, session %n"),
    (Hardware, "E QCOM_ADSP", "q6asm_set_param: payload of module %x rejected, retry %b scheduled, topology %l kept as it was"),
    (System, "W wificond", "Received error for scheduled scan on wlan0, plan %b of %b, flags 0x%x, will use previous results %n"),
    (Other, "E GoogleApiManager", "Failed to get service from broker for client com.example.%w, statusCode=DEVELOPER, attempt %b of %b"),
    (App, "W Parcel", "Expecting binder but got null! while reading extras of com.example.talk.%w, descriptor %l, size %n"),
    (App, "E libprocessgroup", "set_timerslack_ns write failed for thread %l: Operation not permitted, policy %b, group top-app %n"),
    (System, "D LocationManager", "provider gps interval %l ms min distance %b m, fix age %n ms, accuracy %b m, satellites used %b/%b"),
    (Other, "W ExoPlayerImpl", "buffered %n ms, target %l ms, bitrate %l, dropped %b frames, error count 0 since start of %w"),
    (Hardware, "W audio_hw_utils", "platform_get_delay: no entry for device %b, returned default of %n us, usecase %b sample rate 48000"),
    (App, "D InsetsController", "show(ime(), fromIme=false) types=0x%x animating=%b host=com.example.talk/com.example.talk.%w.Screen"),
    (Other, "E SpeechRecognizer", "no speech for %n ms, session %i closed, partial results kept=%b, language tag en-US, model %w"),
    (System, "I am_pss", "[%l,10%n,com.example.%w,%h,%h,%l,0,%b,%b,%n] collected in %b ms by the statistics collector thread"),
    (App, "W DynamiteModule", "Local module descriptor class for com.google.android.gms.%w not found, remote version %l is used"),
    (Hardware, "E gralloc4", "Format allocation info not found for format: %x, using fallback path, stride %l, usage 0x%i"),
];

/// What the app says of the SDK when all is well.
const CALLS: &[(&str, &str)] = &[
    (
        "I spdlog  ",
        "[2025-%D %t][%l][I][iris_rtc_api_engine.cc:436] api name RtcEngine_muteLocalAudioStream_5039d15 params \"{\"mute\":false}\"",
    ),
    (
        "I spdlog  ",
        "[2025-%D %t][%l][I][iris_rtc_api_engine.cc:504] api name RtcEngine_setVideoEncoderConfiguration_89677d8 result 0 outdata {\"result\":0}",
    ),
    ("I CallService", "onRtcStats duration=%l tx=%n rx=%n users=%b cpuApp=%b cpuTotal=%b memory=%n lastmile delay %n ms"),
    ("D CallService", "onNetworkQuality uid=%l tx=%b rx=%b, showing bars for %w, channel %c, elapsed since join %l ms"),
    ("I flutter ", "[call] onRemoteVideoStats uid: %l width: 640 height: 360 bitrate: %n decoder fps: %b render fps: %b loss: 0"),
    ("I CallService", "onJoinChannelSuccess channel=%c uid=%l elapsed=%n, io.agora.rtc2 engine %p is up, role broadcaster"),
    ("I flutter ", "[call] onUserJoined connection: RtcConnection(channelId: %c, localUid: %l) remoteUid: %l elapsed: %n"),
];

/// Each is one event; lines after the first belong to it.
const EVENTS: &[(&str, &str)] = &[
    ("I flutter ", "[onError] err: ErrorCodeType.errInvalidToken, msg: , channel %c, screen %w, attempt %b, engine is kept"),
    (
        "E flutter ",
        "joining %c failed for %w with AgoraRtcException(-%r, null)\n#0      RtcEngineImpl.joinChannel (package:agora_rtc_engine/src/impl/agora_rtc_engine_impl.dart:%n:7)\n#1      CallController.enter (package:talk/call/call_controller.dart:%n:11)",
    ),
    ("E CallService", "onError code 110 message The Token is invalid, io.agora.rtc2 callback on thread %l, screen %w, retry %b"),
    (
        "I spdlog  ",
        "[2025-%D %t][%l][I][iris_rtc_api_engine.cc:504] api name RtcEngine_joinChannel_cdbb747 result 0 outdata {\"result\":-%r}",
    ),
    (
        "E CallService",
        "Agora RtcEngine call joinChannel failed: ret=-%r, screen %w, channel %c, user %l, will ask the server for a new token",
    ),
    (
        "I spdlog  ",
        "[2025-%D %t][%l][I][iris_rtc_api_engine.cc:504] api name RtcEngine_startPreview_4fd718e result 0 outdata {\"result\":-%r}",
    ),
];

/// A line of the system or of another app.
pub fn noise(rng: &mut Rng, facts: &Facts, out: &mut Vec<u8>) {
    let (process, tag, message) = rng.front(NOISE);
    let pid = match process {
        System => 1_488,
        Hardware => 902,
        App => facts.pid,
        Other => 5_120 + rng.below(24) * 311,
    };
    write(pid, tag, message, rng, facts, out);
}

/// A line of a device log in which the app's own lines stand.
pub fn app(rng: &mut Rng, facts: &Facts, event: bool, out: &mut Vec<u8>) {
    let calls = event || rng.below(100) < 18;
    if !calls {
        return noise(rng, facts, out);
    }
    let (tag, message) = if event { rng.pick(EVENTS) } else { rng.front(CALLS) };
    write(facts.pid, tag, message, rng, facts, out);
}

fn write(pid: u64, tag: &str, message: &str, rng: &mut Rng, facts: &Facts, out: &mut Vec<u8>) {
    let tid = pid + rng.below(40);
    for line in message.split('\n') {
        facts.date(b'-', out);
        out.push(b' ');
        facts.time(b'.', out);
        out.push(b' ');
        column(pid, 5, out);
        out.push(b' ');
        column(tid, 5, out);
        out.push(b' ');
        fill(tag, rng, facts, out);
        out.extend_from_slice(b": ");
        fill(line, rng, facts, out);
        out.push(b'\n');
    }
}
