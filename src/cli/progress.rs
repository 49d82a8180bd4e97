//! A bar on standard error for runs that take their time; only on a terminal.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run shorter than this shows no bar.
const DELAY: Duration = Duration::from_millis(500);

/// The bar, once there is one.
pub(super) struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
    enabled: bool,
}

impl Progress {
    pub(super) fn new(enabled: bool) -> Self {
        let enabled = enabled && io::stderr().is_terminal();
        Self { start: Instant::now(), bar: None, enabled }
    }

    /// Whether it is time to show something.
    pub(super) fn is_due(&self) -> bool {
        self.enabled && self.start.elapsed() >= DELAY
    }

    /// Show how far the run has come.
    pub(super) fn update(&mut self, done: u64, total: Option<u64>) {
        if !self.is_due() {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            let template = if total.is_some() {
                "{bar:30} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left"
            } else {
                "{spinner} {decimal_bytes}, {decimal_bytes_per_sec}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        bar.set_position(done);
    }

    /// Do something with the bar out of the way.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    /// Take the bar away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
