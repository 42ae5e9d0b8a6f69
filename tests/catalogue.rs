//! The catalogue is complete, and every spelling of a code leads to it.

mod common;

use agora_logscan::catalogue::raw::{RawFamily, RawId};
use agora_logscan::catalogue::{self, Entry, Family, Id, Kind};
use common::{data, files, no_complaints, run, stderr, stdout};
use std::collections::BTreeSet;

/// The codes of the vendor's page of SDK error codes, from which this tool started.
const SEED: &[u32] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 18, 19, 20, 21, 22, 101, 102, 103, 109, 110, 111, 112, 113, 114, 115, 116, 117, 119, 120, 121, 123,
    130, 134, 1001, 1005, 1008, 1009, 1010, 1011, 1012, 1013, 1501,
];

/// Domains outside the callback families, each with the least number of codes it must hold.
const PRODUCTS: &[(&str, usize)] = &[
    ("rtc.error", 183),
    ("rtc.warning", 45),
    ("rtc.snapshot", 3),
    ("web.error", 115),
    ("web.gateway", 134),
    ("rtm1.error", 15),
    ("rtm2.error", 120),
    ("python.wrapper", 10),
    ("recording.error", 110),
];

/// The callback reason families of the SDK's headers, each with its number of distinct values.
const FAMILIES: &[(&str, usize)] = &[
    ("rtc.audio-file-info", 2),
    ("rtc.audio-mixing-reason", 11),
    ("rtc.audio-mixing-state", 6),
    ("rtc.connection-reason", 25),
    ("rtc.connection-state", 5),
    ("rtc.content-inspect", 3),
    ("rtc.device-state", 7),
    ("rtc.direct-cdn-reason", 6),
    ("rtc.direct-cdn-state", 5),
    ("rtc.encryption-error", 5),
    ("rtc.exclude-window", 2),
    ("rtc.experience", 5),
    ("rtc.h265-transcode", 11),
    ("rtc.inject-stream", 11),
    ("rtc.lastmile", 3),
    ("rtc.license-error", 6),
    ("rtc.local-audio-reason", 11),
    ("rtc.local-audio-state", 4),
    ("rtc.local-transcoder", 7),
    ("rtc.local-video-event", 4),
    ("rtc.local-video-reason", 32),
    ("rtc.local-video-state", 4),
    ("rtc.media-player-event", 20),
    ("rtc.media-player-reason", 18),
    ("rtc.media-player-state", 16),
    ("rtc.media-relay-error", 12),
    ("rtc.media-relay-event", 16),
    ("rtc.media-relay-state", 4),
    ("rtc.music-center", 8),
    ("rtc.music-preload", 4),
    ("rtc.permission", 3),
    ("rtc.pip-state", 3),
    ("rtc.player-preload-event", 3),
    ("rtc.proxy-type", 7),
    ("rtc.publish-state", 4),
    ("rtc.quality", 9),
    ("rtc.rdt-state", 5),
    ("rtc.recorder-reason", 6),
    ("rtc.recorder-state", 3),
    ("rtc.remote-audio-reason", 10),
    ("rtc.remote-audio-state", 5),
    ("rtc.remote-video-reason", 14),
    ("rtc.remote-video-state", 5),
    ("rtc.renew-token", 7),
    ("rtc.rhythm-reason", 5),
    ("rtc.rhythm-state", 5),
    ("rtc.role-change-failed", 4),
    ("rtc.rte-error", 7),
    ("rtc.rte-player-state", 8),
    ("rtc.rtmp-connection-err", 4),
    ("rtc.rtmp-connection-state", 6),
    ("rtc.rtmp-event", 4),
    ("rtc.rtmp-reason", 18),
    ("rtc.rtmp-state", 6),
    ("rtc.streaming-source-err", 22),
    ("rtc.streaming-source-state", 7),
    ("rtc.subscribe-state", 4),
    ("rtc.super-resolution", 5),
    ("rtc.sync-client", 13),
    ("rtc.upload-log", 3),
    ("rtc.user-offline-reason", 3),
    ("rtc.virtual-background", 5),
    ("rtc.wlacc", 2),
];

fn number(domain: &str, code: u32) -> &'static Entry {
    catalogue::entry(domain, &Id::Number(code)).unwrap_or_else(|| panic!("no {domain}/{code}"))
}

fn every_entry() -> impl Iterator<Item = (&'static Family, &'static Entry)> {
    catalogue::families().iter().flat_map(|family| family.entries.iter().map(move |entry| (family, entry)))
}

fn id(family: &Family, entry: &Entry) -> String {
    format!("{}/{}", family.domain, entry.id)
}

/// The entry that `domain/code` names.
fn by_reference(reference: &str) -> Option<&'static Entry> {
    let (domain, code) = reference.split_once('/')?;
    let id = code.parse().map_or_else(|_| Id::Name(code.to_owned().into()), Id::Number);
    catalogue::entry(domain, &id)
}

#[test]
fn every_code_of_the_seed_page_says_why_and_what_to_do() {
    assert_eq!(SEED.len(), 43);
    for code in SEED {
        let entry = number("rtc.error", *code);
        assert_eq!(entry.kind, Kind::Failure, "{code}");
        assert!(!entry.title.is_empty() && !entry.causes.is_empty() && !entry.fixes.is_empty(), "{code}");
        assert!(entry.era.contains("4.x"), "{code}: the page is about 4.x, the entry says {:?}", entry.era);
    }
}

#[test]
fn what_the_seed_page_states_is_in_the_entries() {
    let facts: &[(u32, &[&str])] = &[
        (3, &["rate", "audio", "initial"]),
        (4, &["encryption", "library"]),
        (5, &["channel", "empty"]),
        (10, &["10 seconds"]),
        (17, &["onConnectionStateChanged", "startEchoTest", "stopEchoTest"]),
        (18, &["leaveChannel"]),
        (21, &["firewall"]),
        (109, &["renewToken"]),
        (110, &["App Certificate", "uid"]),
        (111, &["4 seconds"]),
        (112, &["10 seconds"]),
        (114, &["1024", "1 KB"]),
        (115, &["6 KB"]),
        (116, &["5", "five"]),
        (117, &["5 seconds", "five seconds"]),
        (1501, &["camera"]),
    ];
    let mut complaints = Vec::new();
    for (code, words) in facts {
        let entry = number("rtc.error", *code);
        let text = [entry.title].into_iter().chain(entry.causes).chain(entry.fixes).collect::<Vec<_>>().join(" ").to_lowercase();
        let all_needed = !matches!(code, 114 | 116 | 117);
        let has = |word: &&str| text.contains(&word.to_lowercase());
        let holds = if all_needed { words.iter().all(has) } else { words.iter().any(has) };
        if !holds {
            complaints.push(format!("{code}: {words:?} not in: {text}"));
        }
    }
    no_complaints("facts of the seed page", &complaints);
}

#[test]
fn every_domain_is_there_with_all_its_codes() {
    let mut complaints = Vec::new();
    for (domain, least) in PRODUCTS.iter().chain(FAMILIES) {
        let codes = catalogue::family(domain).map_or(0, |family| family.entries.len());
        if codes < *least {
            complaints.push(format!("{domain}: {codes} codes of {least}"));
        }
    }
    no_complaints("domains", &complaints);
}

#[test]
fn the_files_are_named_after_their_domains_and_all_built_in() {
    let words = ["src/catalogue/apis.toml", "src/catalogue/types.toml"];
    let paths = files("src/catalogue", ".toml");
    let paths: Vec<&String> = paths.iter().filter(|path| !words.contains(&path.as_str()) && !path.contains("/zh/")).collect();
    let mut domains = BTreeSet::new();
    for path in &paths {
        let raw: RawFamily = data(path);
        let name = raw.domain.replace(['.', '-'], "_");
        assert_eq!(**path, format!("src/catalogue/{name}.toml"));
        let built = catalogue::family(&raw.domain).unwrap_or_else(|| panic!("{} is not built in", raw.domain));
        assert_eq!(built.entries.len(), raw.entries.len(), "{path}: the same codes, none twice");
        domains.insert(raw.domain);
    }
    assert_eq!(domains.len(), catalogue::families().len());
}

#[test]
fn a_code_and_a_spelling_mean_one_entry_of_a_domain() {
    let mut complaints = Vec::new();
    for family in catalogue::families() {
        let ids: BTreeSet<&Id> = family.entries.iter().map(|entry| &entry.id).collect();
        if ids.len() != family.entries.len() {
            complaints.push(format!("{}: a code stands twice", family.domain));
        }
        for entry in family.entries {
            match catalogue::entry(family.domain, &entry.id) {
                Some(found) if std::ptr::eq(found, entry) => {}
                _ => complaints.push(format!("{}: the code does not lead back", id(family, entry))),
            }
            if catalogue::by_name(family.domain, entry.name).is_none() {
                complaints.push(format!("{}: {} leads nowhere", id(family, entry), entry.name));
            }
        }
    }
    no_complaints("codes", &complaints);
}

#[test]
fn every_spelling_of_every_file_finds_its_domain() {
    let mut complaints = Vec::new();
    for path in files("src/catalogue", ".toml").iter().filter(|path| path.contains("/rtc_") || path.contains("/rtm")) {
        if path.contains("/zh/") {
            continue;
        }
        let raw: RawFamily = data(path);
        for entry in &raw.entries {
            for name in entry.spellings.iter().chain([&entry.name]) {
                let same = |found: &Entry| match &entry.code {
                    RawId::Number(code) => found.id == Id::Number(*code),
                    RawId::Name(code) => found.id == Id::Name(code.clone().into()),
                };
                let shared =
                    raw.entries.iter().filter(|other| other.spellings.iter().chain([&other.name]).any(|other| other == name)).count() > 1;
                match catalogue::by_name(&raw.domain, name) {
                    Some(found) if same(found) || shared => {}
                    found => complaints.push(format!("{} {name}: leads to {:?}", raw.domain, found.map(|entry| &entry.id))),
                }
            }
        }
    }
    no_complaints("spellings", &complaints);
}

#[test]
fn invalid_token_is_found_in_every_language() {
    for name in [
        "ERR_INVALID_TOKEN",                 // C++ and Java
        "Constants.ERR_INVALID_TOKEN",       // Java
        "AgoraErrorCodeInvalidToken",        // Objective-C
        ".invalidToken",                     // Swift
        "AgoraErrorCode.invalidToken",       // Swift
        "ErrorCodeType.errInvalidToken",     // Dart
        "errInvalidToken",                   // Dart
        "ErrInvalidToken",                   // TypeScript
        "ErrorCodeType.ErrInvalidToken",     // TypeScript
        "ERROR_CODE_TYPE.ERR_INVALID_TOKEN", // C#
        "ErrorCode.InvalidToken",            // React Native and Flutter 3.x
        "ERR_INVALID_CHANNEL_KEY",           // before 2.1
    ] {
        let entry = catalogue::by_name("rtc.error", name).unwrap_or_else(|| panic!("{name} leads nowhere"));
        assert_eq!(entry.id, Id::Number(110), "{name}");
    }
    assert!(catalogue::by_name("rtc.error", "invalidTokens").is_none());
}

#[test]
fn deprecations_are_linked_both_ways() {
    for (old, new) in [(109, 9), (110, 8)] {
        assert!(number("rtc.error", old).deprecated);
        assert_eq!(number("rtc.error", old).replaced_by, format!("rtc.connection-reason/{new}"));
        assert_eq!(number("rtc.connection-reason", new).replaces, format!("rtc.error/{old}"));
    }
    let mut complaints = Vec::new();
    for (family, entry) in every_entry() {
        let here = id(family, entry);
        if !entry.replaced_by.is_empty() && by_reference(entry.replaced_by).is_none_or(|successor| successor.replaces != here) {
            complaints.push(format!("{here}: {} does not say that it replaces it", entry.replaced_by));
        }
        if !entry.replaces.is_empty() && by_reference(entry.replaces).is_none_or(|old| old.replaced_by != here || !old.deprecated) {
            complaints.push(format!("{here}: {} does not say that it was replaced", entry.replaces));
        }
    }
    no_complaints("deprecations", &complaints);
}

#[test]
fn every_reference_leads_somewhere() {
    let mut complaints = Vec::new();
    for (family, entry) in every_entry() {
        for reference in entry.see {
            match by_reference(reference) {
                None => complaints.push(format!("{}: {reference} leads nowhere", id(family, entry))),
                Some(found) if std::ptr::eq(found, entry) => complaints.push(format!("{}: names itself", id(family, entry))),
                Some(_) => {}
            }
        }
    }
    no_complaints("references", &complaints);
}

#[test]
fn failures_and_warnings_have_causes_and_fixes() {
    let bare: Vec<String> = every_entry()
        .filter(|(_, entry)| !matches!(entry.kind, Kind::Ok | Kind::Info))
        .filter(|(_, entry)| entry.causes.is_empty() || entry.fixes.is_empty())
        .map(|(family, entry)| id(family, entry))
        .collect();
    no_complaints("entries without advice", &bare);
}

#[test]
fn titles_and_sentences_are_fit_to_read() {
    let mut complaints = Vec::new();
    for (family, entry) in every_entry() {
        let mut complain = |text: &str| complaints.push(format!("{}: {text}", id(family, entry)));
        if entry.title.is_empty() || entry.title.chars().count() > 60 || entry.title.ends_with('.') {
            complain(&format!("title {:?}", entry.title));
        }
        let meanings = entry.when.iter().map(|when| when.meaning);
        for sentence in entry.causes.iter().chain(entry.fixes).chain(meanings) {
            if sentence.trim() != sentence || !sentence.ends_with(['.', '!', '?', ')', '"']) {
                complain(&format!("not a sentence: {sentence:?}"));
            }
        }
        if entry.causes.iter().collect::<BTreeSet<_>>().len() < entry.causes.len() {
            complain("a cause stands twice");
        }
        if entry.fixes.iter().collect::<BTreeSet<_>>().len() < entry.fixes.len() {
            complain("a fix stands twice");
        }
    }
    no_complaints("wording", &complaints);
}

#[test]
fn pages_are_https_and_scopes_are_known() {
    const PLATFORMS: &[&str] =
        &["", "android", "ios", "macos", "windows", "linux", "electron", "unity", "flutter", "react-native", "web", "python", "harmony"];
    let mut complaints = Vec::new();
    for (family, entry) in every_entry() {
        let page = entry.page(family);
        if !page.starts_with("https://") || page.contains(char::is_whitespace) || page.len() < 16 {
            complaints.push(format!("{}: page {page:?}", id(family, entry)));
        }
        for when in entry.when {
            if !["", "3.x", "4.x"].contains(&when.era) || !PLATFORMS.contains(&when.platform) {
                complaints.push(format!("{}: scope {:?} {:?}", id(family, entry), when.era, when.platform));
            }
        }
    }
    no_complaints("pages and scopes", &complaints);
}

#[test]
fn the_same_number_means_different_things_for_different_methods() {
    let joined = number("rtc.error", 17).when.iter().find(|when| when.method == "joinChannel").expect("joinChannel -17");
    let preview = number("rtc.error", 8).when.iter().find(|when| when.method == "startPreview").expect("startPreview -8");
    assert_ne!(joined.meaning, preview.meaning);
    assert!(joined.meaning.to_lowercase().contains("join"));
}

#[test]
fn android_screen_share_has_its_own_meaning() {
    let own = |code| number("rtc.local-video-reason", code).when.iter().any(|when| when.platform == "android");
    assert!(own(2) || own(3) || catalogue::entry("rtc.local-video-reason", &Id::Number(16)).is_some());
}

/// The page printed for a query, and the exit code.
fn explain(query: &str) -> (String, String, Option<i32>) {
    let output = run(&["--explain", query]);
    (stdout(&output), stderr(&output), output.status.code())
}

#[test]
fn look_ups_lead_to_the_likeliest_entry_first() {
    for (query, first) in [
        ("110", "rtc.error/110"),
        ("-110", "rtc.error/110"),
        ("-17", "rtc.error/17"),
        ("ERR_INVALID_TOKEN", "rtc.error/110"),
        ("errInvalidToken", "rtc.error/110"),
        ("AgoraErrorCodeInvalidToken", "rtc.error/110"),
        ("joinChannel:-17", "rtc.error/17"),
        ("CAN_NOT_GET_GATEWAY_SERVER", "web.error/CAN_NOT_GET_GATEWAY_SERVER"),
        ("rtc.connection-reason/8", "rtc.connection-reason/8"),
        ("CONNECTION_CHANGED_TOKEN_EXPIRED", "rtc.connection-reason/9"),
        ("-10005", "rtm2.error/10005"),
        ("1031", "rtc.warning/1031"),
    ] {
        let (page, _, code) = explain(query);
        assert_eq!(code, Some(0), "{query}");
        assert!(page.starts_with(&format!("{first}  ")), "{query} leads to {:?}", page.lines().next());
    }
}

#[test]
fn a_page_says_why_what_to_do_and_where_else_the_number_stands() {
    let (page, _, _) = explain("110");
    for words in ["Causes:", "Fixes:", "Spellings:", "rtc.connection-reason/8", "https://", "web.gateway/110", "recording.error/110"] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    let (method, _, _) = explain("joinChannel:-17");
    let (plain, _, _) = explain("rtc.error/17");
    assert!(method.contains("In joinChannel:") && !plain.contains("In joinChannel:"));
    let other = |page: &str| page.split("Causes:").next().unwrap_or_default().contains("joinChannelEx");
    assert!(!other(&method), "only the method asked about stands in front");
}

#[test]
fn a_meaning_without_a_scope_is_printed_without_one() {
    let other = |entry: &&Entry| entry.when.iter().any(|when| when.method.is_empty() && when.era.is_empty() && when.platform.is_empty());
    let (family, entry) = every_entry().find(|(_, entry)| other(entry)).expect("numbers with several meanings in one domain");
    let (page, _, code) = explain(&id(family, entry));
    assert_eq!(code, Some(0));
    assert!(!page.contains("- : "), "{page}");
}

#[test]
fn an_unknown_code_gets_the_nearest_names() {
    let (page, error, code) = explain("ERR_INVALID_TOKNE");
    assert_eq!((page.as_str(), code), ("", Some(2)));
    assert!(error.contains("ERR_INVALID_TOKNE") && error.contains("ERR_INVALID_TOKEN"), "{error}");
    for query in ["qqqqqqqqqqqqqqqqqqqqqqqqq", "999999", "joinChannel:-99999", "rtc.error/99999", ""] {
        let (page, error, code) = explain(query);
        assert_eq!((page.as_str(), code), ("", Some(2)), "{query:?}");
        assert!(error.contains("hint: "), "{query:?}: {error}");
    }
}
