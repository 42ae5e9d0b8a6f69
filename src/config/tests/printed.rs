//! `--print-config`: valid TOML that says the same again.

use super::{Folder, load_with};
use crate::config::file::parse;
use crate::config::{Loaded, Origins, Settings, print};
use std::path::Path;

fn again(text: &str) -> Settings {
    parse(Path::new("/printed/agora-logscan.toml"), text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Suppressions without the place where they stand, which a copy cannot share.
fn placeless(mut settings: Settings) -> Settings {
    settings.ignore.iter_mut().flatten().for_each(|ignore| ignore.place.clear());
    settings
}

#[test]
fn each_value_is_printed_with_its_origin() {
    let folder = Folder::new("print");
    let file =
        folder.write("agora-logscan.toml", "include = ['*.log']\n[[ignore]]\ncode = 110\nreason = 'say \"why\"'\nuntil = 2027-01-31");
    let env = [("AGORA_LOGSCAN_FAIL_ON", "error;count>=3")];
    let flags = Settings { threads: Some(2), ..Settings::default() };
    let defaults = Settings { format: Some("table".into()), ..Settings::default() };
    let loaded = load_with(None, false, &folder.0, &env).unwrap().with_flags(flags).with_defaults(defaults);
    let file = file.display();
    assert_eq!(
        print(&loaded.settings, &loaded.origins),
        format!(
            "fail-on = [\"error\", \"count>=3\"] # variable AGORA_LOGSCAN_FAIL_ON\n\
             format = \"table\" # default\n\
             include = [\"*.log\"] # file {file}\n\
             threads = 2 # command line\n\
             # not set: exit-code, baseline, color, lang, redact, sdk, tz, encoding, rules, exclude, max-filesize, max-ratio, max-depth, max-members\n\
             \n[[ignore]] # file {file}\ncode = \"110\"\nreason = \"say \\\"why\\\"\"\nuntil = \"2027-01-31\"\n"
        )
    );
}

#[test]
fn what_is_printed_reads_back_the_same() {
    let text = r#"
        fail-on = ["error", "count>10", "diagnosis=banned,log-gap"]
        exit-code = 0
        baseline = "/x/base \"1\".json"
        include = []
        exclude = ["a\\b", "tab\there", "line\nbreak", "\u007f\u0000", "日本", "\u202e", "x ##[error]x", "::error::", "it's", "\U0001f600\u200d"]
        max-filesize = "1G"
        [[ignore]]
        code = "rtc.error/110"
        api = "joinChannel"
        message = "a \\ \" \r\n b"
        reason = "r"
        until = "2027-12-31"
        [[ignore]]
        diagnosis = "invalid-app-id"
        reason = "do ##vso[task.x]"
    "#;
    let settings = again(text);
    let printed = print(&settings, &Origins::default());
    assert_eq!(placeless(again(&printed)), placeless(settings));
    for line in printed.lines() {
        assert!(!line.chars().any(char::is_control) && !line.contains('\u{202e}'), "{line:?}");
        assert!(!line.contains("##[error]") && !line.contains("##vso["), "{line:?}");
    }
}

#[test]
fn empty_settings_and_empty_suppressions_are_valid() {
    let nothing = Settings::default();
    assert_eq!(again(&print(&nothing, &Origins::default())), nothing);
    let empty = Settings { ignore: Some(Vec::new()), threads: Some(1), ..Settings::default() };
    assert_eq!(again(&print(&empty, &Origins::default())), empty);
}

#[test]
fn a_hostile_folder_name_stays_in_its_comment() {
    let folder = Folder::new("hostile\nthreads = 7\n#\u{1b}[2J");
    folder.write("agora-logscan.toml", "threads = 3");
    let loaded = load_with(None, false, &folder.0, &[]).unwrap();
    let Loaded { settings, origins, .. } = loaded;
    assert_eq!(again(&print(&settings, &origins)), settings);
}

/// Pieces from which random files are put together.
const PIECES: [&str; 24] = [
    "threads = ",
    "format = ",
    "fail-on = ",
    "include = ",
    "max-filesize = ",
    "baseline = ",
    "[[ignore]]\n",
    "code = ",
    "reason = ",
    "until = ",
    "110\n",
    "3\n",
    "\"error\"\n",
    "'a b'\n",
    "['any']\n",
    "\"\\u0000##[x]\"\n",
    "'\u{202e}'\n",
    "2027-01-31\n",
    "\"64M\"\n",
    "#",
    "\n",
    "\"",
    "[",
    "\\",
];

#[test]
fn random_files_are_read_or_refused_and_print_back_the_same() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..10_000 {
        let text: String = (0..random(9)).map(|_| PIECES[random(PIECES.len())]).collect();
        match parse(Path::new("/printed/agora-logscan.toml"), &text) {
            Ok(settings) if settings == Settings::default() => {}
            Ok(settings) => {
                read += 1;
                let printed = print(&settings, &Origins::default());
                assert_eq!(placeless(again(&printed)), placeless(settings), "{text:?}");
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().chars().any(char::is_control), "{text:?}");
                assert!(!error.reason.is_empty());
            }
        }
    }
    assert!(read > 20 && refused > 1000, "{read} {refused}");
}
