//! The cost grows with the length of a log and no faster, counted in instructions and not by a clock.

use super::{Folder, scaled, skipped};

/// Texts that nearly match, again and again: each is looked at and none is an event.
const NEAR: &[&str] = &[
    "agora onError code: 110ms ",
    "onError err error code errcode id is ",
    "joinChannel ret: 0 ret: 4294967406 ",
    "AgoraRtcException(-, null) ERR_OK ",
    "reason: 8:5 state: failed -3x error=-7.1 ",
    "errerrerr is code error event, rssi -87 dB warn code= 0 -1     x ",
];

/// A line may be this long before it is read in pieces.
const MAX_LINE: usize = 64 << 10;

/// All of them in full size, else the first: counting takes fifty times as long as running.
fn near() -> impl Iterator<Item = &'static &'static str> {
    NEAR.iter().take(usize::try_from(scaled(NEAR.len() as u64, 1)).expect("few"))
}

/// Instructions of a scan of this log on one thread, when there is a tool to count them. The rules are those of the file of that
/// name, if it is there.
fn instructions(folder: &Folder, text: &str) -> Option<u64> {
    folder.write("a.log", text);
    let program = env!("CARGO_BIN_EXE_agora-logscan");
    let arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--no-config", "-j", "1", "-f", "json", "a.log"];
    let rules: &[&str] = if folder.path("rules.toml").exists() { &["--rules", "rules.toml"] } else { &[] };
    let run = folder.tool("valgrind", &[&arguments, rules].concat())?;
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).expect("a report");
    assert_eq!(report["totals"]["bytes"], text.len(), "{said}");
    let (_, counted) = said.split_once("Collected :")?;
    counted.split_whitespace().next()?.parse().ok()
}

/// Twice as much text may cost twice as much, and an eighth for chance.
fn assert_linear(folder: &Folder, what: &str, text: impl Fn(usize) -> String) -> bool {
    let [Some(none), Some(one), Some(two)] = [0, 3 * MAX_LINE, 6 * MAX_LINE].map(|length| instructions(folder, &text(length))) else {
        skipped("there is no valgrind to count instructions");
        return false;
    };
    let (single, double) = (one - none, two - none);
    assert!(double * 8 <= single * 2 * 9, "{what}: {single} instructions for once the text, {double} for twice");
    true
}

#[test]
fn one_long_line_of_near_matches() {
    let folder = Folder::new();
    for near in near() {
        if !assert_linear(&folder, near, |length| near.repeat(length / near.len())) {
            return;
        }
    }
}

#[test]
fn many_near_matches_on_each_line() {
    let folder = Folder::new();
    for near in near() {
        let line = near.repeat(100) + "\n";
        if !assert_linear(&folder, near, |length| line.repeat(length / line.len())) {
            return;
        }
    }
}

/// Rules whose expressions begin to match at every word and never come to an end.
const COSTLY: &str = r#"
[[pattern]]
id = "costly.all"
about = "reads to the end of the line for each beginning"
keywords = ["acme", "xxx"]
regex = 'acme.*z(?P<code>\d+)!|acme'
domain = "rtc.error"
[[pattern]]
id = "costly.nested"
about = "could begin anywhere in a run of one letter"
keywords = ["xxx"]
regex = '(x+x+)+y(?P<code>\d+)'
domain = "rtc.error"
[[pattern]]
id = "costly.zero"
about = "matches again and again, and none is a code"
keywords = ["code=0"]
regex = '\bcode=(?P<code>0+)\b'
domain = "rtc.error"
"#;

#[test]
fn rules_that_nearly_match_everywhere() {
    let folder = Folder::new();
    folder.write("rules.toml", COSTLY);
    let near = "acme xxxxxxxxxxxxxxxx fail code=0 ";
    let line = near.repeat(100) + "\n";
    let one = assert_linear(&folder, "one line", |length| near.repeat(length / near.len()));
    assert!(!one || assert_linear(&folder, "many lines", |length| line.repeat(length / line.len())));
}
