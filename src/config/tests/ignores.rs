//! Suppressions in a file.

use crate::catalogue::Id;
use crate::config::ConfigError;
use crate::config::file::parse;
use crate::gate::{Date, Ignore, Target};
use std::path::Path;

fn read(text: &str) -> Result<Vec<Ignore>, ConfigError> {
    parse(Path::new("p/agora-logscan.toml"), text).map(|settings| settings.ignore.unwrap_or_default())
}

#[test]
fn every_key_is_read() {
    let text = "format = 'json'\n[[ignore]]\ncode = 'ERR_INVALID_TOKEN'\napi = 'joinChannel'\nmessage = 'probe'\nreason = 'a probe'\nuntil = '2027-02-28'\n\
        [[ignore]]\ndiagnosis = 'invalid-app-id'\nreason = 'test id'\n";
    let ignores = read(text).unwrap();
    let Target::Code { codes, api, message } = &ignores[0].target else { panic!() };
    assert!(codes.holds("rtc.error", &Id::Number(110)));
    assert_eq!((api.as_deref(), message.as_deref()), (Some("joinChannel"), Some("probe")));
    assert_eq!((ignores[0].reason.as_str(), ignores[0].until), ("a probe", Some(Date::parse("2027-02-28").unwrap())));
    assert_eq!(ignores[0].place, "agora-logscan.toml line 2");
    assert_eq!(ignores[1].target, Target::Diagnosis("invalid-app-id".into()));
    assert_eq!((ignores[1].place.as_str(), ignores[1].until), ("agora-logscan.toml line 8", None));
}

#[test]
fn numbers_and_dates_need_no_quotes() {
    let ignores = read("[[ignore]]\ncode = 110\nreason = 'x'\nuntil = 2027-02-28").unwrap();
    let Target::Code { codes, .. } = &ignores[0].target else { panic!() };
    assert!(codes.holds("rtc.error", &Id::Number(110)));
    assert_eq!(ignores[0].until, Some(Date::parse("2027-02-28").unwrap()));
    assert_eq!(read("ignore = [{ code = -17, reason = 'x' }]").unwrap().len(), 1);
    assert_eq!(read("ignore = []").unwrap(), []);
}

#[test]
fn faults_are_told_with_line_and_hint() {
    let cases = [
        ("[[ignore]]\ncode = 110", "line 1: [[ignore]]: `reason` is missing"),
        ("[[ignore]]\ncode = 110\nreason = ''", "line 3: [[ignore]]: `reason`: is empty"),
        ("[[ignore]]\ncode = 110\nreason = \" \\t\"", "line 3: [[ignore]]: `reason`: is empty"),
        ("[[ignore]]\ncode = 110\nreason = 3", "line 3: [[ignore]]: `reason`: is a whole number, not a text"),
        ("[[ignore]]\nreason = 'x'", "line 1: [[ignore]]: `code` is missing"),
        ("[[ignore]]", "line 1: [[ignore]]: `code` is missing"),
        ("[[ignore]]\ncode = 1\ndiagnosis = 'a'\nreason = 'x'", "line 1: [[ignore]]: has both `code` and `diagnosis`"),
        ("[[ignore]]\napi = 'a'\ndiagnosis = 'a'\nreason = 'x'", "line 1: [[ignore]]: `api` and `message` need a `code`"),
        ("[[ignore]]\ncode = 'ERR_NOPE_NOPE'\nreason = 'x'", "line 2: [[ignore]]: `code`: `ERR_NOPE_NOPE` is not a code of the catalogue"),
        ("[[ignore]]\ncode = 'rtc.eror/1'\nreason = 'x'", "line 2: [[ignore]]: `code`: `rtc.eror/1`: there is no domain `rtc.eror`"),
        ("[[ignore]]\ncode = 1\napi = ''\nreason = 'x'", "line 3: [[ignore]]: `api`: is empty"),
        (
            "[[ignore]]\ncode = 1\nuntil = '2027-02-29'\nreason = 'x'",
            "line 3: [[ignore]]: `until`: `2027-02-29` is not a date: February 2027 has 28 days",
        ),
        (
            "[[ignore]]\ncode = 1\nuntil = 2027-02-01T00:00:00Z\nreason = 'x'",
            "line 3: [[ignore]]: `until`: `2027-02-01T00:00:00Z` is not a date",
        ),
        ("[[ignore]]\ncode = 1\nuntil = 5\nreason = 'x'", "line 3: [[ignore]]: `until`: is a whole number, not a text"),
        ("[[ignore]]\ncode = 1\nreason = 'x'\nuntill = 5", "line 4: [[ignore]]: unknown key `untill`"),
        ("[ignore]\ncode = 1", "line 1: `ignore` is a table, not a list of tables"),
        ("ignore = 'all'", "line 1: `ignore` is a text, not a list of tables"),
        ("ignore = [\n'all']", "line 2: an `ignore` is not a table"),
        ("[[ignore]]\ncode = 1\nreason = 'x'\n[[ignore]]\ncode = 1", "line 4: [[ignore]]: `reason` is missing"),
    ];
    for (text, reason) in cases {
        assert_eq!(read(text).unwrap_err().to_string(), format!("p/agora-logscan.toml: {reason}"));
    }
    let hint = |text: &str| read(text).unwrap_err().hint.unwrap();
    assert_eq!(hint("[[ignore]]\ncode = 1\nreason = 'x'\nuntill = 5"), "did you mean `until`?");
    assert_eq!(hint("[[ignore]]\nxxxxxxxxxxx = 1"), "known keys: code, diagnosis, api, message, reason, until");
}
