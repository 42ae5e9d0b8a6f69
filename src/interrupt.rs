//! SIGINT and SIGTERM end the reading, not the report: what was read so far is still reported.
//!
//! One rule: a flag that is only ever raised; whoever reads looks at it between two reads.

use std::sync::atomic::{AtomicBool, Ordering};

static RAISED: AtomicBool = AtomicBool::new(false);

/// Catches the signals from now on. A second signal ends the program at once.
pub fn catch() {
    let _ = ctrlc::set_handler(|| {
        if RAISED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
}

/// A signal has come.
pub fn raised() -> bool {
    RAISED.load(Ordering::SeqCst)
}
