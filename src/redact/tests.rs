//! Hostile lines: what must never come out again.

use super::tests_identifiers::identifiers;
use super::*;

/// Deterministic characters of `alphabet`.
fn noise(alphabet: &str, length: usize, mut seed: u64) -> String {
    let letters = alphabet.as_bytes();
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(letters[usize::try_from(seed >> 33).unwrap_or(0) % letters.len()])
    };
    (0..length).map(|_| next()).collect()
}

const HEX: &str = "0123456789abcdef";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A token of `version` that obeys the published grammar (its signature means nothing).
fn token(version: &str) -> String {
    let app = noise(HEX, 32, 11);
    let base = |n| noise(BASE64, n, 12);
    let sig = noise(HEX, 40, 13);
    let salt = noise(HEX, 8, 14);
    match version {
        "001" => format!("{sig}{app}1600000000{salt}"),
        "002" => format!("{sig}{app}1600000000{salt}00001234561600086400"),
        "003" => format!("003{sig}{app}1600000000{salt}00001234561600086400"),
        "004" => format!("004{sig}{app}1600000000{salt}1600086400"),
        "005" => format!("005AQAoAE{}==", base(96)),
        "006" => format!("006{app}IAC{}", base(69)),
        "007" => format!("007eJxT{}+/w9=", base(110)),
        _ => format!("1:{app}:1600086400:{}", noise(HEX, 32, 15)),
    }
}

const VERSIONS: [&str; 8] = ["001", "002", "003", "004", "005", "006", "007", "signaling"];

fn secrets(text: &str) -> String {
    let redactor = Redactor::new(Level::Secrets);
    let (once, count) = redactor.secrets(text);
    assert_eq!(count > 0, once != text, "{text}");
    assert_eq!(redactor.secrets(&once).0, once, "not idempotent: {text}");
    once.into_owned()
}

#[test]
fn every_token_version_goes_in_every_frame() {
    let frames = [
        "{}",
        "joinChannel token={} uid=0",
        r#"params {"token":"{}","uid":0}"#,
        "renewToken({})",
        r#"{\"log\":\"{\\\"token\\\":\\\"{}\\\",\\\"uid\\\":0}\"}"#,
        "invalid token: {}, error 110",
        "channelId:{}, uid: 0",
        "GET /join?token={}&uid=7 HTTP/1.1",
        "令牌：{}，错误 110",
    ];
    for version in VERSIONS {
        let token = token(version);
        let tag = secrets(&token);
        assert!(tag.starts_with(&format!("<token:{version}#")) && tag.len() < 28, "{tag}");
        for frame in frames {
            let want = frame.replace("{}", &tag);
            assert_eq!(secrets(&frame.replace("{}", &token)), want, "{version}");
        }
    }
}

#[test]
fn one_secret_has_one_tag() {
    let token = token("007");
    let tag = secrets(&token);
    assert_eq!(tag, secrets(&token));
    let percent = token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    for spelled in [
        percent.clone(),
        percent.replace('%', "%25"),
        percent.to_lowercase().replace(&percent.to_lowercase(), &percent.replace("%2B", "%2b").replace("%2F", "%2f")),
        token.replace('/', "\\/"),
        token.replace('/', "\\\\/"),
        token.replace('+', "\\u002b").replace('=', "\\u003d"),
    ] {
        assert_eq!(secrets(&spelled), tag);
        assert_eq!(secrets(&format!("token={spelled}&x=1")), format!("token={tag}&x=1"));
        assert_eq!(secrets(&format!(r#""token":"{spelled}","#)), format!(r#""token":"{tag}","#));
    }
    let plain = secrets("client_secret=ab+cd/ef0123456789zz==");
    assert!(plain.starts_with("client_secret=<secret#"), "{plain}");
    assert_eq!(secrets("client_secret=ab%2Bcd%2Fef0123456789zz%3D%3D"), plain);
    assert_eq!(secrets("client_secret=ab+cd\\/ef0123456789zz=="), plain);
}

#[test]
fn cut_tokens_go() {
    for version in ["003", "004", "005", "006", "007"] {
        let whole = token(version);
        for length in [20, 24, 30, 34, 35, 36, 37, 38, 60, 90] {
            let part = &whole[..length];
            let line = format!("joinChannel failed 110 with {part}");
            assert!(!secrets(&line).contains(part), "{version} {length}: {line}");
            assert!(!secrets(&format!("{line}...")).contains(part), "{version} {length}");
        }
    }
    let jwt = format!("eyJ{}.eyJ{}", noise(BASE64, 30, 3).replace(['+', '/'], "x"), "zz1");
    assert!(secrets(&format!("x {jwt}")).starts_with("x <jwt#"));
}

/// Lines and the part that must not survive stage one.
const HOSTILE: &[(&str, &str)] = &[
    ("Authorization: Basic ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQ6MDEyMzQ1Njc=", "ZTNiMGM0"),
    ("curl -H 'authorization: basic dXNlcjpodW50ZXIy' https://api.agora.io", "dXNlcjpodW50ZXIy"),
    ("Authorization: Bearer ya29.a0AfH6SMBx-1234567890_abcd", "ya29"),
    ("headers {Authorization=Bearer abcdefgh12345678}", "abcdefgh12345678"),
    (r#""authorization":"Bearer 9f8e7d6c5b4a39281706""#, "9f8e7d6c5b4a39281706"),
    (r#"{"Authorization":"5f2a9c81d7e64b03"}"#, "5f2a9c81d7e64b03"),
    ("Authorization: agora token=abc123def456ghi7", "abc123def456ghi7"),
    ("startPublish rtmp://push.example.com/live/stream-k3y-0001?auth=77", "k3y"),
    ("url:rtmps://a.rtmp.example.com:443/app/abcd-1234, state:4", "abcd-1234"),
    (r#""url":"rtmp:\/\/push.example.com\/live\/abcd-1234""#, "abcd-1234"),
    ("rtmp%3A%2F%2Fpush.example.com%2Flive%2Fabcd-1234", "abcd-1234"),
    ("srt://in.example.com:10080?streamid=#!::r=live/abcd1,m=publish,passphrase=pp99 ok", "pp99"),
    ("fetch https://bob:hunter2@example.com/a failed", "hunter2"),
    ("fetch https://bob:hun/ter2@example.com/a failed", "ter2"),
    ("git clone https://x0ab9tok@example.com/r.git", "x0ab9tok"),
    ("proxy socks5://u1:p%40ss@10.0.0.1:1080", "p%40ss"),
    (r#"login {"user":"bob","password":"hun\"ter2","code":110}"#, "ter2"),
    (r#"{"msg":"{\"password\":\"hunter2\",\"code\":110}"}"#, "hunter2"),
    ("POST /login?user=bob&pwd=hunter2&code=110", "hunter2"),
    ("password: hunter2", "hunter2"),
    ("  db_password: 'hunter 2x'", "hunter 2x"),
    ("passwd=12345678 ret=-7", "12345678"),
    ("Password is swordfish", "swordfish"),
    ("PASSPHRASE=correct-horse", "correct-horse"),
    ("密码：hunter2，错误 110", "hunter2"),
    ("<password>hunter2</password>", "hunter2"),
    ("%7B%22password%22%3A%22hunter2%22%2C%22code%22%3A110%7D", "hunter2"),
    (r#"mRtcEngine.setEncryptionSecret("letmein")"#, "letmein"),
    (r#"api name RtcEngine_setEncryptionSecret params {"secret":"letmein1"}"#, "letmein1"),
    ("API call to setEncryptionSecret letmein1", "letmein1"),
    ("setEncryptionSecret(letmein), ret 0", "letmein"),
    ("appCertificate: 5cfd2fd1755d40ecb72977518be15d3b", "5cfd2fd1"),
    ("App Certificate = 5cfd2fd1755d40ecb72977518be15d3b", "5cfd2fd1"),
    ("AGORA_APP_CERTIFICATE=5cfd2fd1755d40ecb72977518be15d3b", "5cfd2fd1"),
    (r#"{"encryptionMode":7,"encryptionKey":"s3cr3tkey","encryptionKdfSalt":[12,34,56,78]}"#, "s3cr3tkey"),
    (r#"{"encryptionMode":7,"encryptionKey":"s3cr3tkey","encryptionKdfSalt":[12,34,56,78]}"#, "34,56"),
    ("encryptionSalt: 'X9f2aQ=='", "X9f2aQ"),
    ("aws key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7"),
    ("aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "wJalrX"),
    (r#""accessKey":"ABCDEFGH1234","secretKey":"zyxw9876""#, "zyxw9876"),
    ("X-Amz-Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400", "5d672d79"),
    ("api_key=abcd1234efgh", "abcd1234efgh"),
    ("x-api-key: 7f6e5d4c3b2a", "7f6e5d4c3b2a"),
    ("stream key: 1a2b-3c4d-5e6f", "1a2b-3c4d"),
    ("pass= \"appCertificate\":\"5cfd2fd1755d40ecb72977518be15d3b\" x", "5cfd2fd1"),
    ("channelKey:\"1c0ffee1c0ffee1c\"", "1c0ffee"),
    (r#""refresh_token" : "r-abc.def""#, "r-abc.def"),
    ("access_token=zzzz-yyyy;expires=110", "zzzz-yyyy"),
    ("rtmToken='ab12cd34'", "ab12cd34"),
    ("token: Optional(\"ab12cd34ef\")", "ab12cd34ef"),
    ("customer_secret=0f0f0f0f0f0f0f0f", "0f0f0f0f"),
    ("openai key sk-proj-abc123def456ghi789jkl", "abc123def456"),
    ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123456 end", "eyJzdWIi"),
    ("-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0\\n-----END PRIVATE KEY-----", "MIIEv"),
];

#[test]
fn hostile_lines_lose_their_secret() {
    for (line, secret) in HOSTILE {
        let shown = secrets(line);
        assert!(!shown.contains(secret), "{line}\n -> {shown}");
        assert_eq!(line.contains("110"), shown.contains("110"), "{line}\n -> {shown}");
        for level in [Level::Default, Level::Strict] {
            assert!(!identifiers(level, line).contains(secret), "{line}");
        }
    }
}

#[test]
fn text_in_any_alphabet_may_stand_before_the_name_of_a_secret() {
    for (key, secret) in [("-----BEGIN PRIVATE KEY-----\\n", "MIIEvQIBADANBgkqhkiG9w0"), ("stream key: ", "1a2b-3c4d-5e6f")] {
        for before in ["密钥密钥密钥", "clé privée ", "🔑🔑🔑🔑"] {
            for blanks in 0..30 {
                let line = format!("{before}{}{key}{secret}", " ".repeat(blanks));
                assert!(!secrets(&line).contains(secret), "{line}");
            }
        }
    }
}

#[test]
fn guessable_secrets_get_no_hash() {
    assert_eq!(secrets("password=averylongpasswordthatpeoplechose"), "password=<secret>");
    assert_eq!(secrets("api_key=abcd1234"), "api_key=<secret>");
    assert_eq!(secrets("https://u:p@h/"), "https://<secret>@h/");
}
