//! Progress of long work: a bar on a terminal, nothing elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use relance::engine::Progress;
use relance::stage::Stage;

/// The bar of one command; `indicatif` hides it if standard error is not a terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// Counts items; a spinner without `total`.
    pub fn counting(what: &'static str, total: Option<u64>) -> Self {
        Self::new(
            total,
            if total.is_some() {
                "{msg} {bar:40} {human_pos}/{human_len} {eta}"
            } else {
                "{spinner} {msg} {human_pos}"
            },
            what,
        )
    }

    /// Counts the bytes of a file.
    pub fn reading(what: &'static str, bytes: u64) -> Self {
        Self::new(Some(bytes), "{msg} {bar:40} {decimal_bytes}/{decimal_total_bytes} {eta}", what)
    }

    fn new(total: Option<u64>, template: &str, what: &'static str) -> Self {
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar.set_message(what);
        Self(bar)
    }

    pub fn reached(&self, position: u64) {
        self.0.set_position(position);
    }

    /// Prints a line above the bar.
    pub fn print(&self, line: impl FnOnce()) {
        self.0.suspend(line);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn reached(&self, stage: Stage, done: u64, total: Option<u64>) {
        self.0.set_message(match stage {
            Stage::Analyse => "analysing",
            Stage::Generate => "writing",
            Stage::Reconcile => "settling",
            Stage::Send => "sending",
            Stage::Attribute => "measuring",
            Stage::Maintain => "tidying",
        });
        if let Some(total) = total {
            self.0.set_length(total);
        }
        self.0.set_position(done);
    }
}
