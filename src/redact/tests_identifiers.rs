//! Identifiers: what is numbered, in which order, at which level.

use super::*;

pub(super) fn identifiers(level: Level, text: &str) -> String {
    let redactor = Redactor::new(level);
    let once = redactor.text(&mut Identifiers::new(), text);
    assert_eq!(redactor.text(&mut Identifiers::new(), &once), once, "not idempotent: {text}");
    once
}

#[test]
fn identifiers_are_numbered_by_first_appearance() {
    let redactor = Redactor::new(Level::Default);
    let mut ids = Identifiers::new();
    let mut show = |text: &str| redactor.text(&mut ids, text);
    assert_eq!(show("from 10.0.0.8:80 to 10.0.0.9:80"), "from <ip#1>:80 to <ip#2>:80");
    assert_eq!(show("again 10.0.0.9, not 127.0.0.1 or 0.0.0.0"), "again <ip#2>, not 127.0.0.1 or 0.0.0.0");
    assert_eq!(show("[2001:DB8::17]:443 2001:db8:0::17 ::1"), "[<ip#3>]:443 <ip#3> ::1");
    assert_eq!(show("mail bob@example.com, BOB@example.com"), "mail <email#1>, <email#1>");
    assert_eq!(show("/Users/bob/a /home/eve/b"), "/Users/<user#1>/a /home/<user#2>/b");
    assert_eq!(show(r"C:\Users\bob\AppData"), r"C:\Users\<user#1>\AppData");
    assert_eq!(show(r#""C:\\Users\\Bob Roe\\x.log""#), r#""C:\\Users\\<user#3>\\x.log""#);
    assert_eq!((ids.identifiers(), ids.secrets()), (11, 0));
}

#[test]
fn identifiers_by_shape_and_key() {
    for (line, want) in [
        ("peer fe80::1ff:fe23:4567:890a up", "peer <ip#1> up"),
        ("wss://148-153-126-227.edge.agora.io:4703", "wss://<ip#1>.edge.agora.io:4703"),
        ("ipv4/v6 '192.0.2.14'/'' gw '192.0.2.1'/''", "ipv4/v6 '<ip#1>'/'' gw '<ip#2>'/''"),
        (r"text\n203.0.113.9\n", r"text\n<ip#1>\n"),
        ("addr203.0.113.5", "addr<ip#1>"),
        ("server 3.9.14.7:8000", "server <ip#1>:8000"),
        ("file:///Users/jo/x", "file:///Users/<user#1>/x"),
        ("/mnt/c/Users/jo/x", "/mnt/c/Users/<user#1>/x"),
        ("user=jo%40example.com", "user=<email#1>"),
        (r#""appId":"0123456789abcdef0123456789abcdef""#, r#""appId":"<app#1>""#),
        ("App ID is: 0123456789abcdef0123456789abcdef", "App ID is: <app#1>"),
        ("/v1/apps/0123456789abcdef0123456789abcdef/cloud_recording", "/v1/apps/<app#1>/cloud_recording"),
        ("deviceId:{0.0.1.00000000}.{a693-d01}, deviceType:1", "deviceId:<device#1>, deviceType:1"),
        (r#"{"deviceId":"7f-1","volume":20}"#, r#"{"deviceId":"<device#1>","volume":20}"#),
        (r"DeviceId: \\?\usb#vid_0bda&mi_00#{d3}\global Count: 1", "DeviceId: <device#1> Count: 1"),
        ("bssid 'aa:bb:cc:00:11:22' rssi -61", "bssid '<device#1>' rssi -61"),
    ] {
        assert_eq!(identifiers(Level::Default, line), want);
        assert_eq!(identifiers(Level::Secrets, line), line);
    }
}

#[test]
fn strict_hides_channels_and_users() {
    for (line, want) in [
        (r#"{"channelId":"room-a1","uid":17}"#, r#"{"channelId":"<channel#1>","uid":<uid#1>}"#),
        ("join channel 'class_110' uid 17, SDK", "join channel '<channel#1>' uid <uid#1>, SDK"),
        ("onJoinChannelSuccess channel live_110 uid 1101", "onJoinChannelSuccess channel <channel#1> uid <uid#1>"),
        ("onUserJoined(channel:room-1, uid:0)", "onUserJoined(channel:<channel#1>, uid:0)"),
        ("userAccount: bob7, channelName=a", "userAccount: <uid#1>, channelName=<channel#1>"),
        ("join channel: -17", "join channel: -17"),
        ("leaveChannel: 17", "leaveChannel: 17"),
        ("channel error 110", "channel error 110"),
    ] {
        assert_eq!(identifiers(Level::Strict, line), want);
        assert_eq!(identifiers(Level::Default, line), line);
    }
}
