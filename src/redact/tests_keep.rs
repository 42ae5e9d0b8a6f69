//! Lines that must not change: what an engineer needs is no secret.

use super::*;

const KEEP: &[&str] = &[
    "",
    r#"[2023-10-08 09:36:05.604] [38897] [debug] [iris_rtc_engine_impl.cc:112] api name RtcEngine_joinChannel params {"channelId":"c-alpha","info":"","token":"007e***************f458","uid":0}"#,
    r#"params {"context":{"appId":"5ddc***************ea8c","areaCode":4294967295,"license":""}}"#,
    r#"renewToken params {"token":"006c***************7f4f"} ret -7"#,
    "joinChannel(token: 0****=, appId:2a7***…445, bf****…7f)",
    "token:\"****\", userId:\"\", reason:0",
    "[2024-07-03 11:09:21.863] [17849] [warning] [iris_rtc_engine_impl.cc:106] error code : -7",
    "[08/27/23 20:04:18:447][26005][W]:[CONN-0][ap-17] response from 144.******.133:8443 failed, code: 2010015, terminated, opid: 2054067895",
    "[5149196426532293077|remote:135.******.95:8443] create session 0000015D63CD4970",
    "LegacyEventProxy::onRequestToken->onTokenPrivilegeDidExpire(this:050E1E41EAE21582, void)",
    "ChannelProxy::onTokenPrivilegeDidExpire->onRequestToken(this:DAD6F3A127B97A8F, void)",
    "ChannelProxy::onError->onError(this:050E, error:110, msg:\"\")",
    "onConnectionStateChanged(this:DAD6F3A127B97A8F, state:5, reason:8)",
    "ERR_INVALID_TOKEN: 110",
    "ErrInvalidToken(110)",
    "errInvalidToken = -110",
    "CONNECTION_CHANGED_INVALID_TOKEN(8)",
    "RENEW_TOKEN_INVALID_TOKEN=3",
    "LOGIN_ERR_INVALID_TOKEN: 5",
    "RTM_ERROR_STORAGE_INVALID_KEY=-12003",
    "INVALID_PASSWORD: -5",
    "USER_KICKED_BY_CHANGE_PASSWORD = 216",
    "onError code 110 message The Token is invalid",
    "Token is expired",
    "token expired, error: 109",
    "renewToken: -2",
    "renewToken ret = -2",
    "renewToken(ret: -7)",
    "token = null, uid = 17",
    "{\"token\":\"\",\"channelId\":\"room-a1\",\"info\":\"\",\"uid\":0}",
    "token=%s",
    "token: ${TOKEN}",
    "AgoraRTCError OPERATION_ABORTED: cancel token canceled",
    "CAN_NOT_GET_GATEWAY_SERVER: flag: 4096, message: dynamic use static key",
    "Agora SDK ver 3.1.2 build 102, built on Sep  4 2020 10:20:01",
    "SDK version 4.1.1.16",
    "sdkVersion:4.5.0.3",
    "agora_rtc_engine-4.1.1.16/lib",
    "v4.2.6.1 iris 4.3.2.11",
    "Chrome/96.0.4664.110 Safari/537.36",
    "md5=d41d8cd98f00b204e9800998ecf8427e sid 0063A1DD3C4B5A69788796A5B4C3D2E1",
    "sha256 006a4a9f0c1b2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbc",
    "(00000229): LocalUserImpl::publishVideo(this:E93C9E78AC9E3D22, videoTrack:0000015DB5CF1760)",
    "<lambda_2b7ebd1e6e1aada42e2c10d4e85e8e41>::operator ->CallbackOnRoutingChanged",
    "agora::iris::rtc::IrisRtcEngine::CallApi api_type 4",
    "face::feed dead::beef",
    "ab::cd::ef",
    "[agora_ab12cd] E onError@rtc_connection.cc:455 [agora_rtc_extension] onError, err: 110, msg: ",
    "on_start@main.py:30 image@2x.png npm agora-rtc-sdk-ng@4.20.0",
    "10:20:30:400 08:16: 6: 71",
    "[USB] search-Key = USB__, result = failed",
    "type 2 bytes_per_row 2 id 0 key ",
    "GET https://api.example.com/token (110ms)",
    "[agora-token] issued ttl=3600",
    "Basic authentication failed 101",
    "Basic information",
    "bearer changed from LTE to WIFI",
    "Camera authorization: authorized",
    "authorization status: 3",
    "network 'LAN' ipv4/v6 '127.0.0.1'/'::1' gw ''/'' ssid '' bssid '' rssi 110",
    "deviceId:-1 deviceId: 0, deviceType: 165",
    "deviceId:\"default\"",
    "https://www.example.com/home/index.html https://x.org/Users/list /api/users/110",
    "appId is invaild",
    "appId: <YOUR APP ID>",
    "App ID: \"\"",
    "invalid app id 101",
    "all tests pass: 12",
    "keyword=error keyboard: on compass: 110",
    "certified: 17",
    "Compat change id reported: 171979766; UID 10432; state: ENABLED",
    "<token:007#683cf6> <ip#1> <secret> password=<secret> rtmp://h/<stream-key#0a1b2c>",
];

#[test]
fn useful_lines_stay() {
    let redactor = Redactor::new(Level::Default);
    let mut bad = Vec::new();
    for line in KEEP {
        let shown = redactor.text(&mut Identifiers::new(), line);
        if shown != *line || redactor.secrets(line).1 > 0 {
            bad.push(format!("{line}\n  {shown}"));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn off_changes_nothing() {
    let redactor = Redactor::new(Level::Off);
    let line = "password=hunter2 10.0.0.8";
    assert_eq!(redactor.secrets(line), (Cow::Borrowed(line), 0));
    assert_eq!(redactor.text(&mut Identifiers::new(), line), line);
}

/// Random joins of the pieces that the grammars react to never panic and settle after one pass.
#[test]
fn random_joins_settle() {
    const PARTS: [&str; 40] = [
        "token",
        "password",
        "=",
        ":",
        "\"",
        "\\",
        "'",
        " ",
        "007eJxT",
        "006",
        "0123456789abcdef",
        "IAA",
        "://",
        "@",
        "rtmp",
        "/",
        "%2F",
        "%3D",
        "<secret>",
        "<token:007#683cf6>",
        "[",
        "]",
        "eyJ",
        "Basic ",
        "Bearer ",
        "Authorization",
        "key",
        "api_",
        "é",
        "，",
        "1:",
        "10.0.0.8",
        "fe80::1",
        "/Users/",
        "appId",
        "deviceId",
        "channel",
        "uid",
        ",",
        "abc123",
    ];
    let redactor = Redactor::new(Level::Strict);
    let mut bad = Vec::new();
    let mut seed = 1_u64;
    for _ in 0..60_000 {
        let mut text = String::new();
        for _ in 0..10 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(PARTS[usize::try_from(seed >> 33).unwrap_or(0) % PARTS.len()]);
        }
        let once = redactor.text(&mut Identifiers::new(), &text);
        assert!(once.len() <= text.len() * 8 + 32);
        let twice = redactor.text(&mut Identifiers::new(), &once);
        if twice != once {
            bad.push(format!("{text}\n 1 {once}\n 2 {twice}"));
        }
    }
    assert!(bad.is_empty(), "{}\n{}", bad.len(), bad[..bad.len().min(12)].join("\n"));
}

/// Time grows with the length, not with its square.
#[test]
fn long_lines_stay_cheap() {
    let redactor = Redactor::new(Level::Strict);
    for part in [
        "token:",
        "password=",
        "\"token\":\"",
        "007eJx",
        "006a",
        "0063",
        "rtmp://",
        "://a",
        "http://a:b",
        "eyJ",
        "1:",
        "@",
        "key ",
        "a@",
        "/home/",
        "1.2.3.4",
        "[",
        "appid:[",
        "::",
        "Basic A",
        "salt[",
        "a:",
        "<secret",
        "uid 1",
        "\\",
        "token\\\"",
        "abc123",
        "%22token%22:%22",
        "Users/",
        "://@",
        "errtoken=",
        "appid=",
        "uid=",
        "uid:",
        "onToken->",
    ] {
        let long = part.repeat(60_000 / part.len()) + "(<secret>";
        let start = std::time::Instant::now();
        let _ = redactor.text(&mut Identifiers::new(), &long);
        assert!(start.elapsed().as_millis() < 1500, "{part}: {:?}", start.elapsed());
    }
}
