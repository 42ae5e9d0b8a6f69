//! The page in a real browser: it says nothing on the console, asks for nothing, and log text stays text.
//!
//! Needs a Chromium: `CHROMIUM` names it, else it is looked for under its usual names. Without one the tests say that they
//! were skipped; what can be checked without a browser is checked beside the page's own code.

mod common;

use common::{files, program, read, root};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A page that takes longer waits for a person, as a dialog does.
const PATIENCE: Duration = Duration::from_secs(90);
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// One browser at a time is enough for a small machine.
static ONE: Mutex<()> = Mutex::new(());

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let folders: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let known = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = named.into_iter().chain(known).find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: no Chromium; CHROMIUM may name one");
    }
    found
}

/// What a browser made of a page.
struct Seen {
    /// The document after its scripts have run.
    dom: String,
    /// Everything on the console.
    console: Vec<String>,
}

fn wait(mut child: Child, page: &Path) {
    let started = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if started.elapsed() > PATIENCE {
            child.kill().expect("a child");
            child.wait().expect("a child");
            panic!("{}: waits for something, such as a dialog", page.display());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn open(browser: &Path, page: &Path) -> Seen {
    start(browser, page, &[])
}

fn start(browser: &Path, page: &Path, flags: &[&str]) -> Seen {
    let guard = ONE.lock();
    let work = tempfile::tempdir().expect("a folder");
    let (out, err) = (work.path().join("out"), work.path().join("err"));
    let file = |path: &Path| Stdio::from(fs::File::create(path).expect("a file"));
    let child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-extensions"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom"])
        .arg("--window-size=1400,900")
        .args(flags)
        .arg(format!("--user-data-dir={}", work.path().join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .stdout(file(&out))
        .stderr(file(&err))
        .spawn()
        .expect("the browser starts");
    wait(child, page);
    drop(guard);
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
    let console = text(&err).lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    let seen = Seen { dom: text(&out), console };
    assert!(seen.dom.contains("</html>"), "{}: {}", page.display(), text(&err));
    seen
}

/// The page that the program makes of these inputs.
fn page_of(inputs: &[&Path], folder: &Path, name: &str) -> PathBuf {
    let page = folder.join(name);
    let done = program().args(["--no-config", "--quiet", "--format", "html", "--output"]).arg(&page).arg("--").args(inputs).output();
    assert_eq!(done.expect("the program starts").status.code(), Some(0), "{name}");
    page
}

/// A log in which every error carries an attack on the page.
fn hostile(folder: &Path, port: u16) -> PathBuf {
    let logs = folder.join("<img src=x onerror=document.title=1>");
    fs::create_dir(&logs).expect("a folder");
    let attacks = [
        "<script>document.title='owned'</script>".to_owned(),
        format!("\"><img src=http://localhost:{port}/img onerror=\"document.title='owned'\">"),
        format!("</pre></style><style>*{{background:url(http://localhost:{port}/css)}}</style>"),
        format!("<meta http-equiv=refresh content='0;url=http://localhost:{port}/meta'>"),
        "<svg/onload=alert(1)> <details open ontoggle=alert(2)>".to_owned(),
        "' autofocus onfocus='alert(3)' x='".to_owned(),
    ];
    let line = |at: usize, attack: &String| {
        format!("12-01 08:{at:02}:00.000  6310  6310 I flutter : [onError] err: ErrorCodeType.errInvalidToken, msg: {attack}\n")
    };
    let text: String = attacks.iter().enumerate().map(|(at, attack)| line(at, attack)).collect();
    fs::write(logs.join("a'b\"c&d.log"), text).expect("a file");
    logs
}

/// A server on this machine that answers nothing and counts who came.
struct Watcher {
    port: u16,
    visits: Arc<AtomicUsize>,
}

impl Watcher {
    fn new() -> Self {
        let listener = TcpListener::bind("localhost:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let visits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&visits);
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                seen.fetch_add(1, Ordering::SeqCst);
            }
        });
        Watcher { port, visits }
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

/// A log with many codes over two days.
fn many(folder: &Path) -> PathBuf {
    let line = |at: usize| {
        let (day, hour, minute) = (1 + at / 200, at / 10 % 24, at % 10 * 6);
        format!("12-{day:02} {hour:02}:{minute:02}:00.000  6310  6310 I flutter : [onError] err: {}, msg: \n", 1 + at % 180)
    };
    let path = folder.join("many.log");
    let start = "12-01 00:00:00.000  6310  6310 I flutter : [RtcEngine] initialize appId: x\n".to_owned();
    fs::write(&path, start + &(0..400).map(line).collect::<String>()).expect("a file");
    path
}

#[test]
fn pages_run_their_own_script_and_nothing_else() {
    let Some(browser) = browser() else { return };
    let work = tempfile::tempdir().expect("a folder");
    let watcher = Watcher::new();
    let fixture = root().join("fixtures/ios/swift-console.log");
    let healthy = root().join("fixtures/flutter/healthy-session.log");
    let cases = [
        ("healthy", healthy, false),
        ("fixture", fixture, true),
        ("hostile", hostile(work.path(), watcher.port), false),
        ("many", many(work.path()), true),
    ];
    for (name, input, sorts) in cases {
        let page = page_of(&[&input], work.path(), &format!("{name}.html"));
        let seen = open(&browser, &page);
        assert_eq!(seen.console, Vec::<String>::new(), "{name}");
        assert_eq!(seen.dom.contains("class=\"tools\""), sorts, "{name}: the script adds its tools when there is something to sort");
        assert!(seen.dom.contains(" - agora-logscan</title>") && !seen.dom.contains("<img"), "{name}");
        assert_eq!(watcher.visits(), 0, "{name}: the page asked for something");
    }
    let text = fs::read_to_string(work.path().join("hostile.html")).expect("a page");
    assert!(text.contains("onerror="), "the attack is in the page, as text");
}

#[test]
fn an_attack_that_got_through_would_be_seen() {
    let Some(browser) = browser() else { return };
    let work = tempfile::tempdir().expect("a folder");
    let watcher = Watcher::new();
    let port = watcher.port;
    let bare = work.path().join("bare.html");
    let attack = format!("<!DOCTYPE html><html><title>x</title><img src=http://localhost:{port}/x><script>console.log(1)</script></html>");
    fs::write(&bare, &attack).expect("a file");
    let seen = open(&browser, &bare);
    assert!(watcher.visits() > 0 && !seen.console.is_empty(), "without a policy: {:?}", seen.console);
    let page = page_of(&[&root().join("fixtures/flutter/healthy-session.log")], work.path(), "page.html");
    let text = fs::read_to_string(&page).expect("a page").replace("<h1", "<script>document.title='owned'</script><h1");
    fs::write(&page, text).expect("a file");
    let seen = open(&browser, &page);
    assert!(seen.console.iter().any(|line| line.contains("Content Security Policy")), "{:?}", seen.console);
    assert!(!seen.dom.contains("<title>owned"), "the policy holds even where a script got in");
}

#[test]
fn nothing_runs_over_the_edge_on_a_phone_or_a_desk() {
    let Some(browser) = browser() else { return };
    let work = tempfile::tempdir().expect("a folder");
    let logs: Vec<PathBuf> = files("fixtures/flutter", ".log").iter().map(|name| root().join(name)).collect();
    let several = page_of(&logs.iter().map(PathBuf::as_path).collect::<Vec<_>>(), work.path(), "several.html");
    for page in [several, page_of(&[&many(work.path())], work.path(), "many.html")] {
        // Measured in a frame, since a browser window has a least width; a frame of this page may be read by its own script.
        let text = fs::read_to_string(&page).expect("a page");
        let policy = text.find("<meta http-equiv").expect("a policy");
        let end = policy + text[policy..].find('>').expect("an end") + 1;
        let measure = "<script>onload = () => { document.title = innerWidth + ' ' + document.documentElement.scrollWidth; }</script>";
        fs::write(&page, format!("{}{measure}{}", &text[..policy], &text[end..])).expect("a file");
        for width in [390, 1280] {
            let frame = page.with_file_name("frame.html");
            let name = page.file_name().expect("a name").to_string_lossy();
            let outer = format!(
                "<!DOCTYPE html><html><iframe id=f src='{name}' width={width} height=800 style='border:0'></iframe><script>\
                 onload = () => setTimeout(() => {{ console.log('measured ' + f.contentDocument.title); }}, 500)</script></html>"
            );
            fs::write(&frame, outer).expect("a file");
            let seen = open_frame(&browser, &frame);
            let sizes: Vec<u32> = seen.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            assert_eq!(sizes.len(), 2, "{name} {width}: {seen}");
            assert!(sizes[1] <= sizes[0] && sizes[0] <= width, "{name}: at {width} the page is {} wide", sizes[1]);
        }
    }
}

/// What the outer page measured.
fn open_frame(browser: &Path, frame: &Path) -> String {
    let seen = start(browser, frame, &["--allow-file-access-from-files"]);
    let line = seen.console.iter().find(|line| line.contains("measured ")).unwrap_or_else(|| panic!("{:?}", seen.console));
    line.split("measured ").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[test]
fn the_screenshots_are_small_and_shown() {
    let page = read("README.md");
    for name in ["report-light.png", "report-dark.png", "terminal.png"] {
        let path = format!("docs/images/{name}");
        let bytes = fs::read(root().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() <= 300_000, "{path}: {} bytes", bytes.len());
        assert!(page.contains(&path), "{path} is not shown");
    }
}
