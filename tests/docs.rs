//! Documents made from data, and every output shown in a document, are what the program really says.
//!
//! `UPDATE=1 cargo test` writes them anew. In a page, `<!-- output of: agora-logscan ... -->` stands before a block that
//! holds the output of that command, run in the root of the crate; `(first N lines)` at its end cuts it.

mod common;

use agora_logscan::{Options, output, scan_bytes};
use common::{files, no_complaints, read, root, run, same_as_file, schema, stderr, stdout, update};
use regex::Regex;
use serde_json::Value;

fn regex(expression: &str) -> Regex {
    Regex::new(expression).expect("valid")
}

/// All pages of the project.
fn pages() -> Vec<String> {
    let own = ["README.md", "CHANGELOG.md"].map(str::to_owned);
    own.into_iter().chain(files("docs", ".md")).collect()
}

#[test]
fn pages_made_from_data_are_what_the_program_prints() {
    let mut complaints = Vec::new();
    for (kind, path) in [("codes", "docs/codes.md"), ("patterns", "docs/patterns.md")] {
        let output = run(&["--generate", kind]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        complaints.extend(same_as_file(path, &stdout(&output)).err());
    }
    no_complaints("pages", &complaints);
}

#[test]
fn the_page_of_codes_has_every_code() {
    let page = read("docs/codes.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains("| `")).count();
    let codes: usize = agora_logscan::catalogue::families().iter().map(|family| family.entries.len()).sum();
    assert_eq!(rows, codes);
}

/// A command shown in a page, the most lines shown, and its output.
struct Shown {
    command: String,
    most: usize,
    from: usize,
    to: usize,
}

/// The blocks of a page that show an output.
fn shown(page: &str) -> Vec<Shown> {
    let mark = regex(r"(?m)^<!-- output of: agora-logscan(.*?)(?: \(first (\d+) lines\))? -->\n```\w*\n");
    let found = mark.captures_iter(page).map(|found| {
        let from = found.get(0).expect("the whole match").end();
        let to = page[from..].find("```").map_or(page.len(), |length| from + length);
        let most = found.get(2).map_or(usize::MAX, |most| most.as_str().parse().expect("a number"));
        Shown { command: found[1].trim().to_owned(), most, from, to }
    });
    found.collect()
}

fn output_of(shown: &Shown) -> String {
    let arguments: Vec<&str> = shown.command.split_whitespace().collect();
    let output = run(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {}", shown.command, stderr(&output));
    let text = stdout(&output);
    text.lines().take(shown.most).fold(String::new(), |page, line| page + line.trim_end() + "\n")
}

#[test]
fn every_output_shown_in_a_page_is_real() {
    let mut complaints = Vec::new();
    let mut blocks = 0;
    for path in pages() {
        let page = read(&path);
        let mut fresh = page.clone();
        for shown in shown(&page).iter().rev() {
            blocks += 1;
            let output = output_of(shown);
            if page[shown.from..shown.to] != output {
                complaints.push(format!("{path}: agora-logscan {} now prints\n{output}", shown.command));
            }
            fresh.replace_range(shown.from..shown.to, &output);
        }
        if update() && fresh != page {
            std::fs::write(root().join(&path), fresh).expect("a page");
        }
    }
    assert!(blocks >= 4, "{blocks} outputs are shown");
    if !update() {
        no_complaints("outputs", &complaints);
    }
}

#[test]
fn a_wrong_output_in_a_page_would_be_seen() {
    let page = "x\n<!-- output of: agora-logscan --version -->\n```text\nagora-logscan 0.0.0-wrong\n```\n";
    let blocks = shown(page);
    assert_eq!(blocks.len(), 1);
    assert_eq!(&page[blocks[0].from..blocks[0].to], "agora-logscan 0.0.0-wrong\n");
    assert_eq!(output_of(&blocks[0]), format!("agora-logscan {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_two_commands_of_the_readme_are_there_and_name_a_fixture() {
    let page = read("README.md");
    let main = regex(r"(?m)^cargo run --release -- (fixtures/\S+)$").captures(&page).expect("the command that does the main job");
    assert!(root().join(&main[1]).is_file(), "{}", &main[1]);
    assert!(regex(r"(?m)^cargo test$").is_match(&page), "the command that runs all tests");
    assert!(read(".ci/run").contains("cargo test"), "the build server runs the same tests");
}

#[test]
fn every_flag_in_a_page_exists() {
    let help = stdout(&run(&["--help"]));
    let flag = regex(r"agora-logscan[^\n`]*");
    let word = regex(r"(?:^|\s)(--[a-z][a-z-]+)");
    let mut complaints = Vec::new();
    let mut seen = 0;
    for path in pages() {
        let page = read(&path);
        for command in flag.find_iter(&page) {
            for name in word.captures_iter(command.as_str()) {
                seen += 1;
                if !regex(&format!(r"{}\b", &name[1])).is_match(&help) {
                    complaints.push(format!("{path}: {} does not exist", &name[1]));
                }
            }
        }
    }
    assert!(seen > 5);
    no_complaints("flags", &complaints);
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let link = regex(r"\]\(([^)#\s]+)(?:#[^)]*)?\)");
    let mut complaints = Vec::new();
    for path in pages() {
        let folder = root().join(&path).parent().expect("a folder").to_owned();
        for target in link.captures_iter(&read(&path)).map(|found| found[1].to_owned()) {
            if !target.contains("://") && !folder.join(&target).exists() {
                complaints.push(format!("{path}: {target} is not there"));
            }
        }
    }
    no_complaints("links", &complaints);
}

#[test]
fn the_changelog_knows_this_version() {
    let page = read("CHANGELOG.md");
    assert!(page.contains(&format!("## {}", env!("CARGO_PKG_VERSION"))) || page.contains("## Unreleased"));
}

#[test]
fn licences_are_those_of_the_manifest() {
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("license = \"MIT OR Apache-2.0\""));
    assert!(read("LICENSE-MIT").contains("Permission is hereby granted, free of charge"));
    assert!(read("LICENSE-APACHE").contains("Apache License") && read("LICENSE-APACHE").contains("END OF TERMS AND CONDITIONS"));
}

fn schema_value() -> Value {
    serde_json::from_str(output::SCHEMA).expect("the schema is JSON")
}

/// A report with something in every list that a scan fills.
fn document() -> Value {
    let log = b"I/flutter ( 6310): [onError] err: ErrorCodeType.errInvalidToken, msg: \nagora error 17 in another product\n";
    let mut out = Vec::new();
    output::json::write(&scan_bytes("app.log", log, &Options::default()), &mut out).expect("memory can always be written");
    serde_json::from_slice(&out).expect("a report is JSON")
}

#[test]
fn the_program_prints_the_committed_schema() {
    assert_eq!(stdout(&run(&["--generate", "schema"])), read("docs/report.schema.json"));
    assert_eq!(schema::complaints(&schema_value(), &document()), Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let schema = schema_value();
    let good = document();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut bad = good.clone();
        change(&mut bad);
        !schema::complaints(&schema, &bad).is_empty()
    };
    for name in ["schema_version", "tool", "inputs", "totals", "findings", "diagnoses", "facts", "warnings"] {
        assert!(refused(&|bad| drop(bad.as_object_mut().expect("an object").remove(name))), "without {name}");
    }
    assert!(refused(&|bad| bad["schema_version"] = "2.0".into()));
    assert!(refused(&|bad| bad["totals"]["events"] = (-1).into()));
    assert!(refused(&|bad| bad["findings"][0]["severity"] = "fatal".into()));
    assert!(refused(&|bad| bad["findings"][0]["count"] = 0.into()));
    assert!(refused(&|bad| bad["findings"][0]["first"]["line"] = 0.into()));
    assert!(refused(&|bad| bad["findings"][0]["url"] = "http://example.com".into()));
    assert!(refused(&|bad| bad["findings"][0]["samples"][0]["text"] = "x".repeat(513).into()));
    assert!(refused(&|bad| bad["inputs"][0]["status"] = "fine".into()));
    assert!(refused(&|bad| bad["findings"][0]["by_api"] = Value::Array(Vec::new())));
    assert!(refused(&|bad| bad["new"] = 1.into()), "the tests see what the schema does not describe");
}
