//! The invariants of docs/architecture.md, so that nothing is left to memory.
//!
//! Sources are read as text: `code` is a file of `src/` without its tests.

mod common;

use agora_logscan::output::{self, Format, Look};
use agora_logscan::redact::Redactor;
use agora_logscan::{Options, scan_bytes, scan_paths};
use clap::ValueEnum;
use common::{files, no_complaints, read};
use regex::Regex;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Longest file and longest function, in lines.
const MOST_FILE_LINES: usize = 400;
const MOST_FUNCTION_LINES: usize = 60;

/// Files that may hold `unsafe` code, each with the argument for it in its first comment.
const UNSAFE: &[&str] = &["src/scan/kernel.rs"];

fn regex(expression: &str) -> Regex {
    Regex::new(expression).expect("valid")
}

/// Sources by path, without tests: without files that only tests use and without what follows `#[cfg(test)]`.
fn code() -> BTreeMap<String, String> {
    let test_module = regex(r"#\[cfg\(test\)\]\s+(?:pub(?:\([a-z]+\))? )?mod (\w+);");
    let paths = files("src", ".rs");
    let mut tests: Vec<String> = Vec::new();
    for path in &paths {
        let folder = path.strip_suffix("mod.rs").map_or_else(|| path.replace(".rs", "/"), str::to_owned);
        let folder = if path == "src/lib.rs" { "src/".to_owned() } else { folder };
        for module in test_module.captures_iter(&read(path)) {
            tests.extend([format!("{folder}{}.rs", &module[1]), format!("{folder}{}/", &module[1])]);
        }
    }
    let is_test = |path: &String| tests.iter().any(|test| path == test || (test.ends_with('/') && path.starts_with(test.as_str())));
    let cut = |path: &String| read(path).split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    paths.iter().filter(|path| !is_test(path)).map(|path| (path.clone(), cut(path))).collect()
}

/// Lines of code with their numbers, without comments.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The modules in the order of the table in src/lib.rs.
fn order() -> Vec<String> {
    let row = regex(r"(?m)^//! \| \[?`(\w+)`\]? \|");
    row.captures_iter(&read("src/lib.rs")).map(|row| row[1].to_owned()).collect()
}

fn room(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split(['/', '.']).next().unwrap_or(rest)
}

#[test]
fn every_module_stands_in_the_list() {
    let order = order();
    let declared = regex(r"(?m)^(?:pub )?mod (\w+);");
    let missing: Vec<String> =
        declared.captures_iter(&read("src/lib.rs")).map(|module| module[1].to_owned()).filter(|module| !order.contains(module)).collect();
    no_complaints("modules that the list in src/lib.rs does not name", &missing);
}

#[test]
fn invariant_1_a_module_imports_only_modules_above_it() {
    let order = order();
    assert!(order.len() > 10, "the list is read: {order:?}");
    let place = |name: &str| order.iter().position(|module| module == name);
    let path_in_code = regex(r"\bcrate::(?:(\w+)|\{)");
    let in_braces = regex(r"(?:^|[{,])\s*(\w+)");
    let mut complaints = Vec::new();
    for (path, text) in code() {
        let Some(here) = place(room(&path)) else { continue };
        for (number, line) in lines(&text) {
            for import in path_in_code.captures_iter(line) {
                let names: Vec<String> = match import.get(1) {
                    Some(name) => vec![name.as_str().to_owned()],
                    None => in_braces.captures_iter(line).map(|name| name[1].to_owned()).collect(),
                };
                for name in names.iter().filter(|name| place(name).is_some_and(|there| there > here)) {
                    complaints.push(format!("{path}:{number}: uses {name}, which stands below {}", room(&path)));
                }
            }
        }
    }
    no_complaints("imports", &complaints);
}

#[test]
fn invariant_2_scanning_never_fails() {
    let trap = regex(r"\.unwrap\(\)|\b(?:panic|todo|unimplemented|unreachable|dbg)!|\.expect\((?:\x22\x22|[^\x22])");
    let result = regex(r"\bpub(?:\(\w+\))? fn .*-> (?:io::)?Result<");
    let mut complaints = Vec::new();
    for (path, text) in code() {
        for (number, line) in lines(&text) {
            if trap.is_match(line) {
                complaints.push(format!("{path}:{number}: may stop the program: {}", line.trim()));
            }
            if path.starts_with("src/scan") && result.is_match(line) {
                complaints.push(format!("{path}:{number}: a scan that may fail: {}", line.trim()));
            }
        }
    }
    no_complaints("traps", &complaints);
}

#[test]
fn invariant_3_outputs_see_the_report_and_nothing_else_prints() {
    // Pages made from data are no reports, and one format shows events as they come.
    let exceptions = ["src/output/docs.rs", "src/output/explain.rs", "src/output/why.rs"];
    let prints = regex(r"\b(?:print|println|eprint|eprintln)!|\bstd(?:out|err)\(\)");
    let knows = regex(r"crate::(?:source|envelope|pattern|tally|scan(?:::(?:[a-z]\w*|\{))?)\b");
    let mut complaints = Vec::new();
    for (path, text) in code() {
        let may_print = ["src/main.rs", "src/app/", "src/output/"].iter().any(|room| path.starts_with(room));
        let is_output = path.starts_with("src/output/") && !exceptions.contains(&path.as_str());
        for (number, line) in lines(&text) {
            if prints.is_match(line) && !may_print {
                complaints.push(format!("{path}:{number}: prints: {}", line.trim()));
            }
            if is_output && knows.is_match(line) && !line.contains("crate::scan::Event") {
                complaints.push(format!("{path}:{number}: knows how scanning works: {}", line.trim()));
            }
        }
    }
    no_complaints("outputs", &complaints);
}

#[test]
fn invariant_5_every_data_file_is_of_a_known_kind() {
    let known = regex(r"^src/(?:catalogue/(?:zh/)?\w+|pattern/\w+|envelope/\w+|diagnose/\w+|text/expressions)\.toml$");
    let unknown: Vec<String> = files("src", ".toml").into_iter().filter(|path| !known.is_match(path)).collect();
    no_complaints("data files that no test reads", &unknown);
    let script = read("build.rs");
    for room in ["src/catalogue", "src/pattern", "src/envelope", "src/text"] {
        assert!(script.contains(room), "build.rs does not read {room}");
    }
}

#[test]
fn invariant_7_unsafe_code_is_where_it_is_argued_for() {
    assert!(read("Cargo.toml").contains("unsafe_code = \"deny\""));
    let unsafe_code = regex(r"\bunsafe\s*(?:\{|fn\b|impl\b|extern\b|trait\b)|allow\(unsafe_code\)");
    let mut complaints = Vec::new();
    for path in files("src", ".rs").into_iter().chain(["build.rs".to_owned()]).filter(|path| !UNSAFE.contains(&path.as_str())) {
        for (number, line) in lines(&read(&path)) {
            if unsafe_code.is_match(line) {
                complaints.push(format!("{path}:{number}: {}", line.trim()));
            }
        }
    }
    no_complaints("unsafe code", &complaints);
}

/// A token that a log must never pass on, and characters that a terminal or a build server would obey.
fn evil() -> (String, String) {
    let token = format!("007eJx{}", "Zq9Lm2Xw".repeat(14));
    let log = format!(
        "io.agora.rtc joinChannel token={token} ret: -2 \u{1b}[31m\u{202e}\u{7} ##[error]x ##vso[task.setvariable]y\n\
         ::error::agora onError 110 <script>alert(1)</script> {token}\n"
    );
    (token, log)
}

#[test]
fn invariant_8_no_format_passes_on_secrets_or_commands() {
    let (token, log) = evil();
    let options = Options { mergeable: true, ..Options::default() };
    let report = scan_bytes("a\u{1b}[2J.log", log.as_bytes(), &options);
    assert!(report.findings.len() >= 2, "{report:?}");
    let mut complaints = Vec::new();
    for format in Format::value_variants() {
        let mut out = Vec::new();
        output::write(*format, &report, &Look::default(), &mut out).expect("memory can always be written");
        if *format == Format::Ndjson {
            out = ndjson(&log);
        }
        let text = String::from_utf8(out).expect("outputs are UTF-8");
        let name = format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        assert!(text.contains("110"), "{name} says what was found: {text}");
        for (what, bad) in [
            ("a token", &token[..30]),
            ("an escape", "\u{1b}"),
            ("a bell", "\u{7}"),
            ("a direction mark", "\u{202e}"),
            ("a command of a build server", "##[error]x"),
            ("a command of a build server", "##vso[task.setvariable"),
        ] {
            if text.contains(bad) {
                complaints.push(format!("{name}: {what} came out"));
            }
        }
        if matches!(name.as_str(), "html" | "junit") && text.contains("<script>alert") {
            complaints.push(format!("{name}: a script came out"));
        }
    }
    no_complaints("texts of logs", &complaints);
}

/// The events of a log as the streaming format writes them.
fn ndjson(log: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("app.log");
    std::fs::write(&path, log).expect("a file");
    let options = Options::default();
    let mut out = Vec::new();
    let mut writer = output::ndjson::Writer::new(&mut out, Redactor::new(options.redact));
    scan_paths(&[path], &options, &mut |source, event| writer.event(source, event));
    writer.finish().expect("memory can always be written");
    out
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let sources = code().into_keys().chain(["build.rs".to_owned()]);
    let long = sources.map(|path| (read(&path).lines().count(), path)).filter(|(lines, _)| *lines > MOST_FILE_LINES);
    no_complaints("long files", &long.map(|(lines, path)| format!("{path}: {lines} lines")).collect::<Vec<_>>());
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let head = regex(r"^(\s*)(?:pub(?:\(\w+\))? )?(?:const |unsafe )?fn (\w+)");
    let mut complaints = Vec::new();
    for (path, text) in code() {
        let all: Vec<&str> = text.lines().collect();
        for (at, line) in all.iter().enumerate() {
            let Some(found) = head.captures(line) else { continue };
            let end = format!("{}}}", &found[1]);
            let length = all[at..].iter().position(|line| *line == end).map_or(1, |length| length + 1);
            if length > MOST_FUNCTION_LINES && !line.trim_end().ends_with('}') {
                complaints.push(format!("{path}:{}: {} has {length} lines", at + 1, &found[2]));
            }
        }
    }
    no_complaints("long functions", &complaints);
}

#[test]
fn every_room_says_what_it_is_for_and_its_rule() {
    let mut complaints = Vec::new();
    for (path, text) in code() {
        let comment: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let is_room = path.ends_with("/mod.rs") || path.matches('/').count() == 1;
        if comment.is_empty() {
            complaints.push(format!("{path}: no comment at its head"));
        } else if is_room && !comment.to_lowercase().contains("rule") && !["src/lib.rs", "src/main.rs"].contains(&path.as_str()) {
            complaints.push(format!("{path}: does not say its rule"));
        }
    }
    no_complaints("rooms", &complaints);
}

#[test]
fn every_dependency_has_its_reason_in_the_architecture_page() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).expect("Cargo.toml is TOML");
    let page = read("docs/architecture.md");
    let page = page.split("\n## Dependencies\n").nth(1).expect("the page has a section of dependencies");
    let mut complaints = Vec::new();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for name in manifest.get(section).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys) {
            if !page.contains(&format!("| `{name}` |")) {
                complaints.push(format!("{section}: {name}"));
            }
        }
    }
    let row = regex(r"(?m)^\| `([\w-]+)` \|");
    for name in row.captures_iter(page).map(|row| row[1].to_owned()) {
        let used = ["dependencies", "dev-dependencies", "build-dependencies"]
            .iter()
            .any(|section| manifest.get(*section).is_some_and(|table| table.get(&name).is_some()));
        if !used {
            complaints.push(format!("the page explains {name}, which is not used"));
        }
    }
    no_complaints("dependencies without a reason", &complaints);
}
