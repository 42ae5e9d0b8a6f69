//! Planted secrets never leave: not in a line, a file name, a member or an error, in any format or on standard error.

use super::{Folder, common};
use agora_logscan::redact::Level;
use agora_logscan::{Options, scan_bytes, scan_paths};
use std::fmt::Write as _;

const FORMATS: [&str; 13] =
    ["table", "json", "ndjson", "plain", "csv", "markdown", "html", "sarif", "junit", "github", "gitlab", "azure", "teamcity"];

/// Spellings with the part that must not come out.
fn planted() -> Vec<(String, String)> {
    let base = "Zq9Lm2XwKp4Rt7Yb".repeat(8);
    let (t7, t6) = (format!("007eJxT{base}"), format!("006{}IACV{}", "0a1b2c3d".repeat(4), &base[..68]));
    let t5 = format!("005AQAoAE{}==", &base[..96]);
    let t4 = format!("004{}{}1600000000{}1600086400", "1a2b3c4d".repeat(5), "0a1b2c3d".repeat(4), "deadbeef");
    let signaling = format!("1:{}:1600086400:{}", "0a1b2c3d".repeat(4), "9f8e7d6c".repeat(4));
    let spelled = |frame: &str, secret: &str| (frame.replace("{}", secret), secret[secret.len() / 3..secret.len() / 3 + 20].to_owned());
    let mut all = vec![
        spelled("token={}", &t7),
        spelled("\"token\":\"{}\",\"uid\":0", &t7),
        spelled("{\\\"token\\\":\\\"{}\\\"}", &t6),
        spelled("renewToken({})", &t6),
        spelled("joinChannel {} failed", &t5),
        spelled("?token={}&uid=7", &t4),
        spelled("rtm login {}", &signaling),
        spelled("令牌：{}，错误", &t7),
        spelled("token: {}", &t7.replace('4', "%2B")),
        (format!("cut {}", &t7[..60]), t7[10..40].to_owned()),
    ];
    let named = [
        ("Authorization: Basic ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQ6MDEyMzQ1Njc=", "ZTNiMGM0"),
        ("Authorization: Bearer ya29.a0AfH6SMBx-1234567890_abcd", "a0AfH6SMBx"),
        ("Authorization: agora token=abc123def456ghi7", "abc123def456"),
        ("appCertificate: 5cfd2fd1755d40ecb72977518be15d3b", "5cfd2fd1755d"),
        ("{\"encryptionKey\":\"s3cr3tk3y\",\"encryptionKdfSalt\":[12,34,56,78]}", "s3cr3tk3y"),
        ("setEncryptionSecret(l3tm31n)", "l3tm31n"),
        ("password=hunter2x", "hunter2x"),
        ("\"pwd\":\"hun\\\"ter2x\"", "ter2x"),
        ("密码：hunter2x，", "hunter2x"),
        ("client_secret=0f0f0f0f1e1e1e1e", "0f0f0f0f1e1e"),
        ("api_key=abcd1234efgh", "abcd1234efgh"),
        ("channelKey:\"1c0ffee1c0ffee1c\"", "1c0ffee1"),
        ("stream key: 1a2b-3c4d-5e6f", "1a2b-3c4d"),
        ("rtmp://push.example.com/live/stream-k3y-0001?auth=77", "k3y-0001"),
        ("srt://in.example.com:10080?streamid=#!::r=live/abcd1,passphrase=pp99pp", "pp99pp"),
        ("https://bob:hunt3r2@example.com/a", "hunt3r2"),
        ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123456", "eyJzdWIi"),
        ("appId: 2a7f0c9d8e7b6a5f4c3d2e1f0a9b8c7d", "2a7f0c9d8e7b"),
        ("mail bob.lee@corp-mail.example", "bob.lee"),
        ("remote 203.0.113.77:4433", "203.0.113.77"),
        ("open /home/robertlee/logs", "robertlee"),
        ("C:\\Users\\robertlee\\x", "robertlee"),
        ("device_id=ab12-cd34-ef56", "ab12-cd34"),
    ];
    all.extend(named.map(|(line, secret)| (line.to_owned(), secret.to_owned())));
    all
}

#[test]
fn no_secret_of_a_line_comes_out() {
    let planted = planted();
    assert!(planted.len() >= 27, "{}", planted.len());
    let folder = Folder::new();
    let mut log = String::new();
    for (line, _) in &planted {
        // Each line is shown: it holds an event of a code of its own, behind its secret and before it.
        let _ = writeln!(log, "AgoraRtcException(-{}, null) {line}", 5_000_000 + log.len());
        let _ = writeln!(log, "agora {line} AgoraRtcException(-{}, null)", 5_000_000 + log.len());
        let _ = writeln!(log, "\u{1b}[31mAgoraRtcException(-{}, null) {line}\u{1b}[0m", 5_000_000 + log.len());
    }
    folder.write("a.log", log);
    let mut complaints = String::new();
    for format in FORMATS {
        let output = folder.run(&["-f", format, "--width", "400", "a.log"]);
        let shown = format!("{}{}", common::stdout(&output), common::stderr(&output));
        for (line, secret) in planted.iter().filter(|(_, secret)| shown.contains(secret.as_str())) {
            let _ = writeln!(complaints, "{format}: {secret} of {line}");
        }
    }
    for (line, secret) in &planted {
        let why = common::stdout(&folder.run(&["--why", &format!("AgoraRtcException(-110, null) {line}")]));
        if why.contains(secret.as_str()) {
            let _ = writeln!(complaints, "--why: {secret} of {line}");
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn no_secret_of_a_name_comes_out() {
    let folder = Folder::new();
    let mut secrets = Vec::new();
    for (line, secret) in planted() {
        let name = line.replace('/', "_");
        if line.contains('/') || line.contains("Users") || name.len() > 200 {
            continue; // a path of folders; these have names of their own below
        }
        folder.write(&format!("in/{name}.log"), "AgoraRtcException(-110, null)\n");
        secrets.push(secret);
    }
    assert!(secrets.len() >= 20, "{}", secrets.len());
    folder.write("in/home/robertlee/bob.lee@corp-mail.example/203.0.113.77.log", "AgoraRtcException(-110, null)\n");
    secrets.extend(["bob.lee", "203.0.113.77"].map(str::to_owned));
    let broken = "/home/robertlee/missing 203.0.113.77 token=Zq9Lm2XwKp4Rt7Yb.log";
    secrets.extend(["robertlee/missing", "Zq9Lm2XwKp4Rt7Yb"].map(str::to_owned));
    let mut complaints = String::new();
    for format in FORMATS {
        let output = folder.run(&["-f", format, "in", broken]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        let shown = format!("{}{}", common::stdout(&output), common::stderr(&output));
        for secret in secrets.iter().filter(|secret| shown.contains(secret.as_str())) {
            let _ = writeln!(complaints, "{format}: {secret}");
        }
    }
    for arguments in [["--config", broken, "in"], ["--baseline", broken, "in"], ["--output", broken, "in"], ["--files-from", broken, "in"]]
    {
        let said = common::stderr(&folder.run(&arguments));
        if said.contains("robertlee") || said.contains("Zq9Lm2Xw") || said.is_empty() {
            let _ = writeln!(complaints, "{arguments:?}: {said}");
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn a_path_in_the_repository_stays_exact_for_build_servers() {
    let folder = Folder::new();
    folder.write("src/home/screen/app.log", "AgoraRtcException(-110, null)\n");
    let absolute = std::fs::canonicalize(folder.path("src")).expect("a folder").join("home/screen/app.log");
    for path in ["src/home/screen/app.log", absolute.to_str().expect("text")] {
        for format in ["github", "gitlab", "sarif", "azure", "plain", "json", "ndjson"] {
            let shown = common::stdout(&folder.run(&["-f", format, path]));
            assert!(shown.contains("src/home/screen/app.log"), "{format}: {shown}");
        }
    }
}

#[test]
fn redaction_changes_no_event() {
    let mut events = 0;
    for log in common::files("fixtures", ".log") {
        let at = |redact: Level| {
            let mut found = Vec::new();
            let options = Options { redact, ..Options::default() };
            let mut report = scan_paths(&[common::root().join(&log)], &options, &mut |_, event| found.push(event.clone()));
            report.redaction = agora_logscan::model::Redaction::default();
            (found, report)
        };
        let (plain, report) = at(Level::Off);
        events += plain.len();
        for level in [Level::Secrets, Level::Default, Level::Strict] {
            let (hidden, other) = at(level);
            assert_eq!(plain, hidden, "{log} at {level:?}");
            let counts = |report: &agora_logscan::report::Report| {
                report.findings.iter().map(|finding| (finding.id.clone(), finding.count, finding.incidents)).collect::<Vec<_>>()
            };
            assert_eq!((report.totals, counts(&report)), (other.totals, counts(&other)), "{log} at {level:?}");
        }
        // A log that was redacted before gives the same events again, as far as it is text.
        let Ok(text) = String::from_utf8(std::fs::read(common::root().join(&log)).expect("a fixture")) else { continue };
        let redactor = Options::default().redactor();
        let mut ids = agora_logscan::redact::Identifiers::new();
        let hidden: Vec<String> = text.split('\n').map(|line| redactor.text(&mut ids, line)).collect();
        let codes = |text: &str| {
            let report = scan_bytes("x", text.as_bytes(), &Options::default());
            report.findings.into_iter().map(|finding| (finding.id, finding.count)).collect::<Vec<_>>()
        };
        assert_eq!(codes(&text), codes(&hidden.join("\n")), "{log}");
    }
    assert!(events > 300, "{events}");
}

#[test]
fn reports_say_how_much_was_taken_out() {
    let folder = Folder::new();
    folder.write("a.log", "AgoraRtcException(-110, null) from 203.0.113.77 password=hunter2x\n");
    for (level, secrets, identifiers) in [("off", false, false), ("secrets", true, false), ("default", true, true), ("strict", true, true)]
    {
        let report = folder.json(&["--redact", level, "a.log"]);
        let redaction = &report.json["redaction"];
        let some = |what: &str| redaction[what].as_u64().expect("a number") > 0;
        assert_eq!((redaction["level"].as_str(), some("secrets"), some("identifiers")), (Some(level), secrets, identifiers), "{level}");
    }
}
