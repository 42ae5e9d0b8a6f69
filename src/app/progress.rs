//! What a waiting user sees: which source is being read, on a terminal's standard error, when a scan lasts.
//!
//! One rule: it shows nothing when standard error is no terminal, and nothing of it stays.

use crate::text::sanitise::cut;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::LazyLock;
use std::time::Duration;

/// A scan shorter than this shows nothing.
const DELAY: Duration = Duration::from_millis(500);

static BAR: LazyLock<ProgressBar> = LazyLock::new(|| {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {elapsed} reading {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
});

/// The function to tell of every source, when there is somebody to show it to.
pub fn teller(quiet: bool) -> Option<fn(&str)> {
    (!quiet && io::stderr().is_terminal()).then_some(tell as fn(&str))
}

fn tell(source: &str) {
    BAR.set_message(cut(&super::shown(source), 60).into_owned());
    if BAR.elapsed() >= DELAY {
        BAR.tick();
        BAR.enable_steady_tick(Duration::from_millis(200));
    } else {
        BAR.enable_steady_tick(DELAY);
    }
}

/// Takes the display away.
pub fn clear(quiet: bool) {
    if teller(quiet).is_some() {
        BAR.finish_and_clear();
    }
}
