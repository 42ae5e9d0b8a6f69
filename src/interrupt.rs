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

static ASKED: AtomicBool = AtomicBool::new(false);

/// Catches the signals from now on, where the first one only asks for an end: what is there is still read. A second one ends the
/// reading, a third the program.
pub fn catch_kindly() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) && RAISED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
}

/// The user wants an end.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// A signal has come.
pub fn raised() -> bool {
    RAISED.load(Ordering::SeqCst)
}
