//! Which files and variables count, and in which order.

use super::{Folder, load_with};
use crate::config::place::project;
use crate::config::{Origin, Settings, merge};
use crate::gate::Mistake;
use std::path::Path;

#[test]
fn the_nearest_project_file_counts() {
    let folder = Folder::new("nearest");
    let top = folder.write("agora-logscan.toml", "threads = 1");
    let low = folder.write("a/b/agora-logscan.toml", "threads = 2");
    std::fs::create_dir_all(folder.0.join("a/b/c/d")).unwrap();
    assert_eq!(project(&folder.0.join("a/b/c/d")), Some(low));
    assert_eq!(project(&folder.0.join("a")), Some(top.clone()));
    assert_eq!(project(&folder.0), Some(top));
}

#[test]
fn the_search_ends_at_the_repository() {
    let folder = Folder::new("repository");
    folder.write("agora-logscan.toml", "");
    folder.write("inner/.git", "gitdir: elsewhere");
    std::fs::create_dir_all(folder.0.join("inner/src")).unwrap();
    assert_eq!(project(&folder.0.join("inner/src")), None, "`.git` may be a file");
    let own = folder.write("inner/agora-logscan.toml", "");
    assert_eq!(project(&folder.0.join("inner/src")), Some(own), "the root itself is looked at");
}

#[test]
fn a_folder_of_that_name_is_no_file() {
    let folder = Folder::new("folder");
    let file = folder.write("agora-logscan.toml", "");
    std::fs::create_dir_all(folder.0.join("a/agora-logscan.toml")).unwrap();
    assert_eq!(project(&folder.0.join("a")), Some(file));
}

#[test]
fn nothing_set_is_nothing_loaded() {
    let folder = Folder::new("nothing");
    let loaded = load_with(None, false, &folder.0, &[("AGORA_LOGSCAN_THREADS", ""), ("AGORA_LOGSCAN_FORMAT", "  ")]).unwrap();
    assert_eq!(loaded, super::Loaded::default());
}

/// A project file, a user file and the variables to find it.
fn both(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    folder.write("agora-logscan.toml", "format = 'project'\nlang = 'project'\nsdk = 'project'\ninclude = ['project']");
    folder.write(
        "home/.config/agora-logscan/config.toml",
        "format = 'home'\nlang = 'home'\nsdk = 'home'\ntz = 'home'\ninclude = ['home', 'more']",
    );
    let home = folder.0.join("home").to_string_lossy().into_owned();
    (folder, home)
}

#[test]
fn flags_then_environment_then_project_then_user_then_defaults() {
    let (folder, home) = both("order");
    let text = |text: &str| Some(text.to_owned());
    let env = [("HOME", home.as_str()), ("AGORA_LOGSCAN_FORMAT", "env"), ("AGORA_LOGSCAN_LANG", "env")];
    let flags = Settings { format: text("flag"), ..Settings::default() };
    let defaults = Settings { format: text("default"), tz: text("default"), color: text("default"), ..Settings::default() };
    let loaded = load_with(None, false, &folder.0, &env).unwrap().with_flags(flags).with_defaults(defaults);
    let found = &loaded.settings;
    let texts = [&found.format, &found.lang, &found.sdk, &found.tz, &found.color];
    assert_eq!(texts.map(|text| text.as_deref().unwrap()), ["flag", "env", "project", "home", "default"]);
    assert_eq!(found.include.as_deref(), Some(&["project".to_owned()][..]), "lists are not joined");
    let project = folder.0.join("agora-logscan.toml");
    let user = folder.0.join("home/.config/agora-logscan/config.toml");
    let origins = ["format", "lang", "sdk", "tz", "color", "redact"].map(|key| loaded.origins.of(key).cloned());
    let variable = Origin::Variable("AGORA_LOGSCAN_LANG".into());
    let expected = [Origin::Flag, variable, Origin::File(project.clone()), Origin::File(user.clone()), Origin::Default];
    assert_eq!(origins[..5], expected.map(Some));
    assert_eq!(origins[5], None);
    assert_eq!(loaded.used, [project, user]);
}

#[test]
fn the_user_file_is_below_xdg_config_home_when_that_is_absolute() {
    let (folder, home) = both("xdg");
    folder.write("xdg/agora-logscan/config.toml", "tz = 'xdg'");
    let xdg = folder.0.join("xdg").to_string_lossy().into_owned();
    let tz = |env: &[(&str, &str)]| load_with(None, false, &folder.0, env).unwrap().settings.tz;
    assert_eq!(tz(&[("HOME", &home), ("XDG_CONFIG_HOME", &xdg)]).as_deref(), Some("xdg"));
    assert_eq!(tz(&[("HOME", &home), ("XDG_CONFIG_HOME", "xdg")]).as_deref(), Some("home"));
    assert_eq!(tz(&[("USERPROFILE", &home)]).as_deref(), Some("home"));
    assert_eq!(tz(&[("HOME", "relative")]), None);
    assert_eq!(tz(&[]), None);
}

#[test]
fn a_named_file_is_the_only_one() {
    let (folder, home) = both("named");
    let named = folder.write("other.toml", "lang = 'other'");
    let env = [("HOME", home.as_str()), ("AGORA_LOGSCAN_TZ", "env")];
    let loaded = load_with(Some(Path::new("other.toml")), false, &folder.0, &env).unwrap();
    assert_eq!((loaded.settings.lang.as_deref(), loaded.settings.tz.as_deref()), (Some("other"), Some("env")));
    assert_eq!((loaded.settings.sdk, loaded.used), (None, vec![named.clone()]));
    let by_env = [("AGORA_LOGSCAN_CONFIG", "other.toml")];
    assert_eq!(load_with(None, false, &folder.0, &by_env).unwrap().used, [named]);
    let error = load_with(Some(Path::new("none.toml")), false, &folder.0, &by_env).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: no such file", folder.0.join("none.toml").display()));
}

#[test]
fn without_files_only_the_environment_counts() {
    let (folder, home) = both("none");
    let env = [("HOME", home.as_str()), ("AGORA_LOGSCAN_CONFIG", "none.toml"), ("AGORA_LOGSCAN_TZ", "env")];
    let loaded = load_with(None, true, &folder.0, &env).unwrap();
    assert_eq!(loaded.settings, Settings { tz: Some("env".into()), ..Settings::default() });
    assert!(loaded.used.is_empty());
}

#[test]
fn variables_are_read_by_kind() {
    let folder = Folder::new("variables");
    let env = [
        ("AGORA_LOGSCAN_FAIL_ON", "error; code=110,17\ncount>3"),
        ("AGORA_LOGSCAN_EXIT_CODE", "7"),
        ("AGORA_LOGSCAN_MAX_FILESIZE", "1M"),
        ("AGORA_LOGSCAN_BASELINE", "base.json"),
        ("AGORA_LOGSCAN_EXCLUDE", "*.tmp"),
    ];
    let settings = load_with(None, false, &folder.0, &env).unwrap().settings;
    let fail_on: Vec<String> = settings.fail_on.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(fail_on, ["error", "code=110,17", "count>3"]);
    assert_eq!((settings.exit_code, settings.max_filesize), (Some(7), Some(1 << 20)));
    assert_eq!(settings.baseline.as_deref(), Some(Path::new("base.json")));
    assert_eq!(settings.exclude.unwrap(), ["*.tmp"]);
}

#[test]
fn faults_in_variables_name_the_variable() {
    let folder = Folder::new("faults");
    let cases = [
        ("AGORA_LOGSCAN_THREADS", "many", "`many` is not a whole number from 1 to 1024"),
        ("AGORA_LOGSCAN_EXIT_CODE", "256", "`256` is not a whole number from 0 to 255"),
        ("AGORA_LOGSCAN_FAIL_ON", "eror", "`eror` is not a condition"),
        ("AGORA_LOGSCAN_MAX_FILESIZE", "1MB", "`1MB` is not a size"),
    ];
    for (name, value, reason) in cases {
        let error = load_with(None, false, &folder.0, &[(name, value)]).unwrap_err();
        assert_eq!(error.to_string(), format!("{name}: {reason}"));
    }
}

#[test]
fn a_fault_in_any_used_file_is_told() {
    let (folder, home) = both("broken");
    let user = folder.write("home/.config/agora-logscan/config.toml", "\nthread = 3");
    let error = load_with(None, false, &folder.0, &[("HOME", &home)]).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: line 2: unknown key `thread`", user.display()));
    assert_eq!(error.hint(), Some("did you mean `threads`?"));
}

#[test]
fn a_value_refused_later_names_its_place() {
    let (folder, home) = both("refuse");
    let loaded = load_with(None, false, &folder.0, &[("HOME", &home), ("AGORA_LOGSCAN_LANG", "xx")]).unwrap();
    let no = || Mistake::new("`x` is not known", "write y");
    let told = |key: &str| loaded.origins.refuse(key, no()).to_string();
    assert_eq!(told("format"), format!("{}: `format`: `x` is not known", folder.0.join("agora-logscan.toml").display()));
    assert_eq!(told("lang"), "AGORA_LOGSCAN_LANG: `lang`: `x` is not known");
    assert_eq!(told("redact"), "command line: `redact`: `x` is not known");
    assert_eq!(loaded.origins.refuse("lang", no()).hint(), Some("write y"));
}

#[test]
fn merge_takes_the_upper_value_of_each_key() {
    let upper = Settings { threads: Some(1), ..Settings::default() };
    let lower = Settings { threads: Some(2), exit_code: Some(3), ignore: Some(Vec::new()), ..Settings::default() };
    let merged = merge(upper.clone(), lower.clone());
    assert_eq!((merged.threads, merged.exit_code, merged.ignore), (Some(1), Some(3), Some(Vec::new())));
    assert_eq!(merge(lower.clone(), Settings::default()), lower);
    assert_eq!(merge(Settings::default(), upper.clone()), upper);
}
