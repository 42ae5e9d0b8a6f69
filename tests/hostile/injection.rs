//! Nothing from a log, a name or a flag is obeyed: on standard output and standard error, in every format.

use super::{Folder, wait};
use std::fmt::Write as _;
use std::process::Output;

/// What a terminal or a build server would act on. Every piece is tried in every place.
const EVIL: [&str; 12] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{9b}31m\u{85}\u{90}",
    "\u{202e}evil\u{2066}\u{200b}\u{feff}",
    "\r::set-output name=owned::yes",
    "::set-output name=owned::yes",
    "##[set-env name=owned]yes",
    "##[error]owned",
    "##vso[task.setvariable variable=owned]yes",
    "##teamcity[buildStop comment='owned']",
    "--- owned",
    "section_start:1:owned[[ATTACHMENT|/etc/passwd]]",
    "<script>alert('owned')</script>\"'><img src=x onerror=owned>",
];

const FORMATS: [&str; 13] =
    ["table", "json", "ndjson", "plain", "csv", "markdown", "html", "sarif", "junit", "github", "gitlab", "azure", "teamcity"];

/// The two lines between which GitHub takes no commands: the first line, and the one that ends it, each there once.
fn guards(text: &str) -> Vec<String> {
    let token = text.lines().next().and_then(|line| line.strip_prefix("::stop-commands::agora-logscan-"));
    let token = token.filter(|token| token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let lines = token.map(|token| [format!("::stop-commands::agora-logscan-{token}"), format!("::agora-logscan-{token}::")]);
    lines.into_iter().flatten().filter(|line| text.lines().filter(|other| other == line).count() == 1).collect()
}

/// Lines of these bytes that a terminal or a build server would act on, beyond what the format itself says.
fn obeyed(format: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let guards = guards(&text);
    let own = |line: &str| match format {
        "github" => {
            ["::error ", "::warning ", "::notice "].iter().any(|own| line.starts_with(own)) || guards.iter().any(|guard| guard == line)
        }
        "azure" => line.starts_with("##vso[task.logissue ") || line.starts_with("##vso[task.complete "),
        "teamcity" => {
            line.starts_with("##teamcity[inspection") || line.starts_with("##teamcity[build") || line.starts_with("##teamcity[message")
        }
        "markdown" | "html" => line == "---",
        _ => false,
    };
    let bad = |line: &&str| {
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
        };
        if line.chars().any(hidden) {
            return true;
        }
        let rest = if own(line) { &line[10..] } else { line };
        let low = rest.to_lowercase();
        let v1 = rest.match_indices("##[").any(|(at, _)| rest[at + 3..].starts_with(|c: char| c.is_ascii_alphabetic()));
        let start =
            !own(line) && (rest.trim_start().starts_with("::") || ["--- ", "+++ ", "~~~ ", "^^^ +++"].iter().any(|g| rest.starts_with(g)));
        let html = matches!(format, "html" | "junit" | "markdown") && (low.contains("<script>alert") || low.contains("<img src=x"));
        v1 || start || html || ["##vso[", "##teamcity[", "section_start:", "[[attachment|"].iter().any(|word| low.contains(word))
    };
    text.split('\n').filter(bad).map(str::to_owned).collect()
}

fn check(format: &str, what: &str, output: &Output, complaints: &mut String) {
    for (stream, bytes, format) in [("stdout", &output.stdout, format), ("stderr", &output.stderr, "")] {
        for line in obeyed(format, bytes) {
            let _ = writeln!(complaints, "{what}, {format} on {stream}: {line:?}");
        }
    }
}

/// Names that a file may have: no slash and no NUL.
fn as_name(evil: &str) -> String {
    format!("{}.log", evil.replace('/', "_"))
}

#[test]
fn lines_file_names_and_members() {
    let folder = Folder::new();
    let mut lines = String::new();
    for evil in EVIL {
        let _ = writeln!(lines, "{evil} AgoraRtcException(-110, null) {evil}\n{evil}\nagora joinChannel ret: -2 {evil}");
        // A wrapped table must not begin a line with what stood in the middle of one.
        let _ = writeln!(lines, "I/flutter: AgoraRtcException(-17, null) {} {evil}", "word ".repeat(17));
        folder.write(&format!("names/{}", as_name(evil)), format!("AgoraRtcException(-110, null) {evil}\n"));
    }
    folder.write("lines.log", lines);
    folder.write("names/cut.gz", &b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01"[..]);
    let mut complaints = String::new();
    for format in FORMATS {
        for width in ["40", "77", "100"] {
            let output = folder.run(&["-f", format, "--width", width, "lines.log", "names"]);
            assert!(output.stdout.len() > 100, "{format}");
            check(format, "lines and names", &output, &mut complaints);
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn members_of_archives() {
    let folder = Folder::new();
    let mut builder = tar::Builder::new(Vec::new());
    for evil in EVIL {
        let text = format!("{evil} AgoraRtcException(-110, null)\n");
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("d/{}", as_name(evil)), text.as_bytes()).expect("memory");
    }
    let mut bytes = builder.into_inner().expect("memory");
    bytes.truncate(bytes.len() - 1100); // the end is missing: an error that names the archive
    folder.write("::error::x##[error]y.tar", bytes);
    let mut complaints = String::new();
    for format in FORMATS {
        let output = folder.run(&["-f", format, "."]);
        check(format, "members", &output, &mut complaints);
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn errors_that_quote_what_they_were_given() {
    let folder = Folder::new();
    folder.write("a.log", "x\n");
    let mut complaints = String::new();
    for evil in EVIL.map(|evil| format!("{evil}\n{evil}")) {
        let bad_toml = folder.write("bad.toml", format!("format = {evil:?}\n"));
        let broken_toml = folder.write("broken.toml", format!("\"{evil}\" = [\n"));
        let list = folder.write("list", format!("{evil}\nmissing {evil}\n"));
        let (bad_toml, broken_toml, list) = (bad_toml.display().to_string(), broken_toml.display().to_string(), list.display().to_string());
        let file = format!("json={evil}/x");
        for arguments in [
            &[&*evil][..],
            &["--", &evil],
            &["--fail-on", &evil, "a.log"],
            &["--format", &evil, "a.log"],
            &["--report", &evil, "a.log"],
            &["--report", &file, "a.log"],
            &["--encoding", &evil, "a.log"],
            &["--since", &evil, "a.log"],
            &["--include", &format!("[{evil}"), "a.log"],
            &["--output", &format!("{evil}/x"), "a.log"],
            &["--baseline", &evil, "a.log"],
            &["--config", &evil, "a.log"],
            &["--config", &bad_toml, "a.log"],
            &["--config", &broken_toml, "a.log"],
            &["--files-from", &list],
            &["--files-from", &evil],
            &["--explain", &evil],
            &["--why", &evil],
            &["--token", &evil],
            &["--list-codes", "--domain", &evil],
            &[&format!("--{evil}")],
            &["--width", &evil],
        ] {
            let mut command = folder.program();
            let output = wait(command.args(arguments).spawn().expect("the program starts"));
            assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {:?}", output.status);
            check("", &format!("{arguments:?}"), &output, &mut complaints);
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}
