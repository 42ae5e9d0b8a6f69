use super::{Got, complete};
use crate::source::{Discovery, Error, Globs, Kind, Options, Problem, Status, discover, visit};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.as_bytes()).unwrap();
    }
    root
}

/// Names below the root.
fn names(found: &Discovery, root: &Path) -> Vec<String> {
    let below = |name: &str| Path::new(name).strip_prefix(root).unwrap_or(Path::new(name)).display().to_string();
    found.sources.iter().map(|source| below(&source.name)).collect()
}

fn all(root: &Path, options: &Options) -> Vec<String> {
    let found = discover(&[root.to_owned()], options);
    assert_eq!(found.problems, []);
    names(&found, root)
}

#[test]
fn folders_are_read_by_the_bytes_of_names_depth_first_with_hidden_and_ignored_files() {
    let root = folder(&["b.log", "a/z.log", "a/.hidden", "B.log", "a.log", ".gitignore", "c/d/e", "a/b/c"]);
    fs::write(root.path().join(".gitignore"), "*.log").unwrap();
    let wanted = [".gitignore", "B.log", "a/.hidden", "a/b/c", "a/z.log", "a.log", "b.log", "c/d/e"];
    assert_eq!(all(root.path(), &Options::default()), wanted);
}

#[test]
fn arguments_keep_their_order_and_a_file_is_listed_once() {
    let root = folder(&["a.log", "b.log"]);
    let path = |name: &str| root.path().join(name);
    fs::hard_link(path("a.log"), path("hard.log")).unwrap();
    let arguments = [path("b.log"), "-".into(), root.path().into(), "-".into(), path("hard.log"), root.path().into()];
    let found = discover(&arguments, &Options::default());
    assert_eq!(names(&found, root.path()), ["b.log", "-", "a.log"]);
    assert_eq!(found.problems, []);
    assert_eq!(found.sources[1].kind, Kind::Stdin);
    let named: Vec<bool> = found.sources.iter().map(|source| source.named).collect();
    assert_eq!(named, [true, true, false]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_end() {
    use std::os::unix::fs::symlink;
    let outside = folder(&["out.log", "deep/in.log"]);
    let root = folder(&["a/x.log", "b/y.log"]);
    let path = |name: &str| root.path().join(name);
    symlink("..", path("a/up")).unwrap();
    symlink("../b", path("a/b")).unwrap();
    symlink("../a", path("b/a")).unwrap();
    symlink(outside.path().join("out.log"), path("linked.log")).unwrap();
    symlink(outside.path().join("deep"), path("linked")).unwrap();
    symlink("nowhere", path("broken")).unwrap();
    let found = discover(&[root.path().to_owned()], &Options::default());
    assert_eq!(names(&found, root.path()), ["a/b/y.log", "a/x.log", "linked/in.log", "linked.log"]);
    let name = path("broken").display().to_string();
    assert_eq!(found.problems, [Problem { name, status: Status::Skipped, size: None, error: Error::DanglingLink }]);
}

#[test]
fn many_crossing_links_take_little_time() {
    #[cfg(unix)]
    {
        let root = folder(&[]);
        let names: Vec<String> = (0..14).map(|n| format!("d{n:02}")).collect();
        for name in &names {
            fs::create_dir(root.path().join(name)).unwrap();
            for other in names.iter().filter(|other| *other != name) {
                std::os::unix::fs::symlink(root.path().join(other), root.path().join(name).join(other)).unwrap();
            }
        }
        fs::write(root.path().join("d05/x.log"), "x").unwrap();
        assert_eq!(all(root.path(), &Options::default()).len(), 1);
    }
}

#[cfg(unix)]
#[test]
fn special_files_are_read_only_when_named() {
    let root = folder(&["a.log"]);
    let fifo = root.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    assert_eq!(all(root.path(), &Options::default()), ["a.log"]);
    let found = discover(std::slice::from_ref(&fifo), &Options::default());
    let writer = std::thread::spawn(move || fs::write(fifo, "through a pipe\n").unwrap());
    let mut got = Vec::new();
    visit(&found.sources[0], &Options::default(), &mut |item| {
        got.push(Got::of(item));
    });
    writer.join().unwrap();
    assert_eq!(complete(&got)[0].1, "through a pipe\n");
}

#[cfg(target_os = "linux")]
#[test]
fn kernel_files_without_a_length_are_read() {
    let found = discover(&["/proc/self/status".into()], &Options::default());
    let mut got = Vec::new();
    visit(&found.sources[0], &Options::default(), &mut |item| {
        got.push(Got::of(item));
    });
    assert!(complete(&got)[0].1.starts_with("Name:"));
}

#[test]
fn missing_things_are_reported_in_place_of_a_source() {
    let root = folder(&["a/b.log"]);
    fs::create_dir(root.path().join("empty")).unwrap();
    let path = |name: &str| root.path().join(name);
    let flat = Options { recursive: false, ..Options::default() };
    let one = |path: PathBuf, options: &Options| {
        let mut found = discover(&[path], options);
        assert_eq!((found.sources.len(), found.problems.len()), (0, 1));
        found.problems.remove(0)
    };
    let missing = one(path("none.log"), &flat);
    assert_eq!((missing.status, &missing.error), (Status::Failed, &Error::NotFound));
    assert_eq!(one(path("a"), &flat).error, Error::Folder);
    let empty = one(path("empty"), &Options::default());
    assert_eq!((empty.status, empty.error), (Status::Skipped, Error::EmptyFolder));
    assert_eq!(missing.error.to_string(), "no such file or folder");
}

#[test]
fn a_file_that_vanishes_after_listing_is_reported() {
    let root = folder(&["a.log"]);
    let found = discover(&[root.path().to_owned()], &Options::default());
    fs::remove_file(root.path().join("a.log")).unwrap();
    let mut got = Vec::new();
    visit(&found.sources[0], &Options::default(), &mut |item| {
        got.push(Got::of(item));
    });
    assert!(matches!(&got[..], [Got::Problem { status: Status::Failed, error: Error::NotFound, .. }]));
}

#[test]
fn patterns_choose_files_in_folders() {
    let root = folder(&["a.log", "b.txt", "old/c.log", "old/d.log.gz", "node/x.log"]);
    let with = |include: &[&str], exclude: &[&str]| {
        let (include, exclude) = (Globs::new(include).unwrap(), Globs::new(exclude).unwrap());
        all(root.path(), &Options { include, exclude, ..Options::default() })
    };
    assert_eq!(with(&["*.log"], &[]), ["a.log", "node/x.log", "old/c.log"]);
    assert_eq!(with(&["*.log"], &["node"]), ["a.log", "old/c.log"]);
    assert_eq!(with(&["*.log"], &["node/"]), ["a.log", "old/c.log"]);
    assert_eq!(with(&["old/*"], &[]), ["old/c.log", "old/d.log.gz"]);
    assert_eq!(with(&["**/*.{log,txt}"], &["old/**"]), ["a.log", "b.txt", "node/x.log"]);
    let none = Options { include: Globs::new(&["*.none"]).unwrap(), ..Options::default() };
    assert_eq!(discover(&[root.path().to_owned()], &none).problems[0].error, Error::EmptyFolder);
    let named = discover(&[root.path().join("b.txt")], &none);
    assert_eq!(named.sources.len(), 1);
    let (pattern, error) = Globs::new(&["a{b"]).unwrap_err();
    assert_eq!(pattern, "a{b");
    assert!(matches!(error, Error::Glob(_)));
}
