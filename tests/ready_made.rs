//! The ready-made files for build servers say nothing that the program does not know, and do what they say.
//!
//! What needs a build server cannot be run here; what it would be told can be read, and its scripts can be started.

mod common;

use agora_logscan::gate::Condition;
use agora_logscan::output::Format;
use clap::ValueEnum;
use common::{no_complaints, read, root, run, stderr, stdout};
use regex::Regex;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Files that call the program or are called by a build server.
const FILES: [&str; 12] = [
    "action.yml",
    ".pre-commit-hooks.yaml",
    "Dockerfile",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    "contrib/ci/action.sh",
    "contrib/ci/install.sh",
    "contrib/ci/pack.sh",
    "contrib/ci/agora-logscan.gitlab-ci.yml",
    "contrib/ci/azure-pipelines.yml",
    "contrib/ci/Jenkinsfile",
    "docs/ci.md",
];

fn regex(expression: &str) -> Regex {
    Regex::new(expression).expect("valid")
}

/// Commands that call the program, a line each: continued lines and folded blocks are joined.
fn commands(text: &str) -> Vec<String> {
    let joined = regex(r"\\\n\s*|\n\s+(--)").replace_all(text, " $1").into_owned();
    let calls = regex(r"agora-logscan(?:\.exe)?(?:\x22)? +-|^\s*each --|entry: |each '?--|args:");
    joined.lines().filter(|line| calls.is_match(line) && !line.contains("cargo ")).map(str::to_owned).collect()
}

#[test]
fn every_flag_format_and_condition_in_them_exists() {
    let help = stdout(&run(&["--help"]));
    let flag = regex(r"(?:^|[\s'\x22`])(--[a-z][a-z-]+)");
    let format = regex(r"--(?:report|format)[ =]([a-z]+)\b");
    let condition = regex(r"--fail-on[ =]([a-z][^\s'\x22`]*)");
    let (mut flags, mut formats, mut conditions) = (0, 0, 0);
    let mut complaints = Vec::new();
    for file in FILES.into_iter().chain(["README.md"]) {
        for line in commands(&read(file)) {
            for name in flag.captures_iter(&line) {
                flags += 1;
                if !regex(&format!(r"(?m)^\s+(?:-\w, )?{}\b", &name[1])).is_match(&help) {
                    complaints.push(format!("{file}: {} is no flag: {line}", &name[1]));
                }
            }
            for name in format.captures_iter(&line) {
                formats += 1;
                complaints.extend(Format::from_str(&name[1], false).err().map(|error| format!("{file}: {error}: {line}")));
            }
            for word in condition.captures_iter(&line) {
                conditions += 1;
                complaints.extend(word[1].parse::<Condition>().err().map(|mistake| format!("{file}: {}: {line}", mistake.reason)));
            }
        }
    }
    assert!(flags > 30 && formats > 12 && conditions > 4, "{flags} flags, {formats} formats, {conditions} conditions");
    no_complaints("ready-made files", &complaints);
}

#[test]
fn the_address_and_the_version_are_those_of_the_manifest() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).expect("Cargo.toml is TOML");
    let value = |key: &str| manifest["package"][key].as_str().expect("a text").to_owned();
    let (repository, version) = (value("repository"), value("version"));
    let name = repository.trim_start_matches("https://github.com/").to_owned();
    let address = regex(r"(?:https://(?:raw\.githubusercontent|github)\.com/|uses: |- repo: )([\w-]+/agora-logscan)\b");
    let tag = regex(r"(?:agora-logscan[@/]|--tag |_VERSION: |rev: )(v\d+\.\d+\.\d+)");
    let mut complaints = Vec::new();
    let mut seen = 0;
    for file in FILES.into_iter().chain(["README.md"]) {
        let text = read(file);
        for found in address.captures_iter(&text) {
            seen += 1;
            if !found[1].ends_with(&name) {
                complaints.push(format!("{file}: {} is not {name}", &found[1]));
            }
        }
        for found in tag.captures_iter(&text).filter(|found| found[1] != format!("v{version}")) {
            complaints.push(format!("{file}: {} is not v{version}", &found[1]));
        }
    }
    assert!(seen > 4, "{seen}");
    no_complaints("addresses", &complaints);
}

/// Every script of a workflow: what stands under `run:`, with its line.
fn scripts(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let key = line.trim_start().trim_start_matches("- ");
        let Some(first) = key.strip_prefix("run:") else { continue };
        let block = lines[at + 1..].iter().take_while(|next| next.trim().is_empty() || depth(next) > line.len() - key.len());
        found.push((at + 1, block.fold(first.to_owned(), |script, line| script + "\n" + line)));
    }
    found
}

#[test]
fn no_value_of_a_caller_becomes_part_of_a_script() {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for file in ["action.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        for (line, script) in scripts(&read(file)) {
            seen += 1;
            if script.contains("${{") {
                complaints.push(format!("{file}:{line}: {script}"));
            }
        }
    }
    assert!(seen >= 8, "{seen}");
    assert_eq!(scripts("- run: |\n    a ${{ x }}\n  env: y\n")[0].1, " |\n    a ${{ x }}", "a script would be seen");
    no_complaints("scripts", &complaints);
}

#[test]
fn every_input_of_the_action_is_used_and_every_file_is_there() {
    let action = read("action.yml");
    let inputs = action.split("\ninputs:\n").nth(1).and_then(|rest| rest.split("\noutputs:\n").next()).expect("inputs");
    for name in regex(r"(?m)^  ([a-z-]+):$").captures_iter(inputs) {
        assert!(action.contains(&format!("${{{{ inputs.{} }}}}", &name[1])), "{}", &name[1]);
    }
    let path = regex(r"contrib/ci/[\w.-]+|\.ci/run");
    for file in FILES.into_iter().chain(["README.md"]) {
        for found in path.find_iter(&read(file)) {
            assert!(root().join(found.as_str()).is_file(), "{file}: {}", found.as_str());
        }
    }
}

#[test]
fn the_problem_matcher_reads_every_line_that_it_should() {
    let matcher: serde_json::Value = serde_json::from_str(&read("contrib/ci/github-problem-matcher.json")).expect("JSON");
    let pattern = &matcher["problemMatcher"][0]["pattern"][0];
    let line = regex(pattern["regexp"].as_str().expect("an expression"));
    let group = |name: &str| usize::try_from(pattern[name].as_u64().expect(name)).expect("small");
    let text = stdout(&run(&["--no-config", "--format", "plain", "fixtures/ios/swift-console.log", "fixtures/flutter"]));
    let (mut read, mut errors) = (0, 0);
    for shown in text.lines() {
        let problem = regex(r"^\S+\.log:\d+: (?:error|warning): ").is_match(shown);
        let Some(found) = line.captures(shown) else {
            assert!(!problem, "{shown}");
            continue;
        };
        assert!(problem, "{shown}");
        read += 1;
        errors += usize::from(&found[group("severity")] == "error");
        assert!(root().join(&found[group("file")]).is_file(), "{shown}");
        assert!(found[group("line")].parse::<u64>().is_ok_and(|line| line > 0), "{shown}");
        assert!(found[group("code")].contains('/') && !found[group("code")].contains(' '), "{shown}");
        assert!(!found[group("message")].ends_with(']'), "{shown}");
    }
    assert!(read > 10 && errors > 5 && errors < read, "{read} lines, {errors} errors: {text}");
}

#[test]
fn the_hook_of_pre_commit_fails_on_a_log_with_an_error() {
    let hook = read(".pre-commit-hooks.yaml");
    let entry = regex(r"(?m)^  entry: agora-logscan (.+)$").captures(&hook).expect("an entry")[1].to_owned();
    let with = |file: &str| run(&entry.split(' ').chain([file]).collect::<Vec<_>>()).status.code();
    assert_eq!(with("fixtures/flutter/flutter-3-ios.log"), Some(1));
    assert_eq!(with("fixtures/flutter/healthy-session.log"), Some(0));
}

/// Whether these programs can be started; says so when not.
fn there(programs: &[&str]) -> bool {
    let missing =
        |program: &&&str| !Command::new("bash").args(["-c", "command -v \"$0\"", program]).output().is_ok_and(|o| o.status.success());
    let missing: Vec<&&str> = programs.iter().filter(missing).collect();
    if cfg!(windows) || !missing.is_empty() {
        println!("skipped: needs a Unix shell with {missing:?}");
        return false;
    }
    true
}

fn bash(script: &str, arguments: &[&Path], folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new("bash");
    command.arg(root().join(script)).args(arguments).current_dir(folder).env_remove("CI").env_remove("GITHUB_STEP_SUMMARY");
    command.envs(variables.iter().copied()).output().expect("bash starts")
}

#[test]
fn the_action_passes_every_line_on_as_data() {
    if !there(&["bash", "sed"]) {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let program = Path::new(env!("CARGO_BIN_EXE_agora-logscan")).parent().expect("a folder");
    let logs = work.path().join("my logs");
    fs::create_dir(&logs).expect("a folder");
    for name in ["a $(touch pwned).log", "b `touch pwned`;touch pwned.log", "[c].log"] {
        fs::copy(root().join("fixtures/flutter/flutter-3-ios.log"), logs.join(name)).expect("a file");
    }
    let out = work.path().join("out");
    let temp = work.path().to_string_lossy().into_owned();
    let scan = |paths: &str, fail_on: &str| {
        let variables = [
            ("INPUT_PATHS", paths),
            ("INPUT_FAIL_ON", fail_on),
            ("INPUT_FORMAT", "github"),
            ("INPUT_REPORTS", "\n sarif=agora.sarif\n\n"),
            ("INPUT_ARGS", "--no-config\n--redact=strict"),
            ("INPUT_BASELINE", ""),
            ("RUNNER_TEMP", &temp),
            ("GITHUB_OUTPUT", out.to_str().expect("a name")),
        ];
        bash("contrib/ci/action.sh", &[program], work.path(), &variables)
    };
    let done = scan("  my logs/*.log\nmy logs/[c].log\n", "count>100\nany");
    assert_eq!(done.status.code(), Some(1), "{}{}", stdout(&done), stderr(&done));
    assert!(stdout(&done).contains("12 errors and 3 warnings of 5 codes in 15 incidents, 3 sources"), "{}", stdout(&done));
    assert!(work.path().join("agora.sarif").is_file());
    let told = fs::read_to_string(&out).expect("outputs");
    assert!(told.contains("exit-code=1\n") && told.contains("errors=12\nwarnings=3\n"), "{told}");
    let hostile = scan("$(touch pwned)\n`touch pwned`\n--version\n; touch pwned", "$(touch pwned)");
    assert_eq!(hostile.status.code(), Some(2), "{}", stdout(&hostile));
    assert_eq!(scan(" \n", "").status.code(), Some(2));
    assert!(!work.path().join("pwned").exists() && !logs.join("pwned").exists(), "something was run");
}

#[test]
fn a_release_is_installed_only_when_it_fits_its_checksum() {
    if !there(&["bash", "curl", "tar", "awk", "sed", "sha256sum"]) || !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let version = env!("CARGO_PKG_VERSION");
    let name = format!("agora-logscan-{version}-x86_64-unknown-linux-musl");
    let release = work.path().join(format!("v{version}"));
    let packed = work.path().join("target/x86_64-unknown-linux-musl/release");
    fs::create_dir_all(&packed).expect("a folder");
    fs::copy(env!("CARGO_BIN_EXE_agora-logscan"), packed.join("agora-logscan")).expect("a program");
    let target = work.path().join("target").to_string_lossy().into_owned();
    let pack =
        bash("contrib/ci/pack.sh", &[Path::new("x86_64-unknown-linux-musl"), &release], work.path(), &[("CARGO_TARGET_DIR", &target)]);
    assert!(pack.status.success(), "{}", stderr(&pack));
    let sums = Command::new("sha256sum").arg(format!("{name}.tar.gz")).current_dir(&release).output().expect("sums").stdout;
    let listed = Command::new("tar").arg("-tzf").arg(release.join(format!("{name}.tar.gz"))).output().expect("a list").stdout;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    for file in ["agora-logscan", "man/agora-logscan.1", "completions/_agora-logscan", "completions/agora-logscan.fish", "LICENSE-MIT"] {
        assert!(listed.contains(&format!("{name}/{file}\n")), "{file}: {listed}");
    }
    let downloads = format!("file://{}", work.path().display());
    let install = |folder: &str, sums: &[u8]| {
        fs::write(release.join("SHA256SUMS"), sums).expect("a file");
        let folder = work.path().join(folder);
        let done = bash("contrib/ci/install.sh", &[&folder, Path::new("")], work.path(), &[("AGORA_LOGSCAN_DOWNLOADS", &downloads)]);
        (done, folder.join("agora-logscan").exists())
    };
    let (good, there) = install("good", &sums);
    assert!(good.status.success() && there, "{}", stderr(&good));
    assert!(stdout(&good).contains(version));
    for wrong in [format!("{}  {name}.tar.gz\n", "0".repeat(64)), String::new()] {
        let (bad, there) = install("bad", wrong.as_bytes());
        assert_eq!((bad.status.code(), there), (Some(2), false), "{}", stderr(&bad));
        assert!(stderr(&bad).contains("does not fit its checksum") && stderr(&bad).contains("hint: "));
    }
}

/// What a build server's variables change.
fn with(variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = common::program();
    command.args(["--no-config", "--quiet"]).args(arguments);
    command.envs(variables.iter().copied()).output().expect("the program starts")
}

#[test]
fn the_summary_of_a_step_is_added_to_and_never_overfilled() {
    let work = tempfile::tempdir().expect("a folder");
    let summary = work.path().join("summary.md");
    let path = summary.to_str().expect("a name");
    let annotations = format!("github={}", work.path().join("annotations.txt").display());
    let log = "fixtures/flutter/flutter-3-ios.log";
    let size = |arguments: &[&str]| {
        let done = with(&[("GITHUB_STEP_SUMMARY", path)], arguments);
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
        fs::read_to_string(&summary).map_or(0, |text| text.len())
    };
    assert_eq!(size(&["--format", "plain", log]), 0, "nobody asked for GitHub's formats");
    let once = size(&["--format", "github", log]);
    assert!(fs::read_to_string(&summary).expect("a summary").contains("What happened, and what to fix first"));
    assert_eq!(size(&["--report", &annotations, log]), 2 * once, "a second scan adds its own part");
    fs::write(&summary, "x".repeat(899_500)).expect("a file");
    let crowded = size(&["--format", "github", log]);
    assert!(crowded > 899_500 && crowded < 900_000, "{crowded}");
    assert!(fs::read_to_string(&summary).expect("a summary").ends_with("has no room left for the report itself.\n"));
    fs::write(&summary, "x".repeat(899_999)).expect("a file");
    assert_eq!(size(&["--format", "github", log]), 899_999);
}

#[test]
fn test_cases_name_their_file_in_gitlab_alone() {
    let arguments = ["--format", "junit", "fixtures/flutter/flutter-3-ios.log"];
    let cases = |variables: &[(&str, &str)]| {
        let text = stdout(&with(variables, &arguments));
        text.lines().filter(|line| line.contains("<testcase ") && line.contains(" file=\"fixtures/flutter/flutter-3-ios.log\"")).count()
    };
    assert_eq!(cases(&[]), 0);
    assert!(cases(&[("GITLAB_CI", "true")]) > 5);
}
