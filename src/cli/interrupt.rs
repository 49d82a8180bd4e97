//! Ctrl-C: the run stops after the batches at hand, tells what it knows, and exits with 130.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long a run has to come to its end: one that waits for its input never would.
const GRACE: Duration = Duration::from_millis(700);

/// Watch for Ctrl-C from now on.
pub(super) fn watch() {
    // Without the handler Ctrl-C kills the program, which will do.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            exit();
        }
        std::thread::sleep(GRACE);
        exit();
    });
}

/// Whether Ctrl-C was pressed.
pub(super) fn happened() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

#[allow(clippy::exit)] // The threads of the run cannot be reached while they wait for input.
fn exit() {
    std::process::exit(130);
}
