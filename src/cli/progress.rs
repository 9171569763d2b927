//! Progress on standard error: a bar on a terminal, else a line now and then.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::ProgressBar;

use super::console::Console;
use super::{ColorChoice, ProgressStyle};
use crate::experiment::Progress;

/// The progress of one experiment.
#[derive(Debug)]
pub struct Shown {
    bar: Option<ProgressBar>,
    plain: bool,
    name: String,
    began: Instant,
    last: Instant,
}

impl Shown {
    /// Begins to show the progress of what bears a name.
    pub fn new(style: ProgressStyle, console: &Console, name: &str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = !console.quiet && (style == ProgressStyle::Bar || (style == ProgressStyle::Auto && terminal));
        let plain = !console.quiet && (style == ProgressStyle::Plain || (style == ProgressStyle::Auto && !terminal));
        let now = Instant::now();
        Self { bar: bar.then(|| ProgressBar::new(0)), plain, name: name.to_owned(), began: now, last: now }
    }

    /// Shows how far it has come.
    pub fn update(&mut self, progress: Progress) {
        let width =
            progress.half_width.map_or_else(String::new, |(now, wanted)| format!(", half-width {now:.4} (wanted {wanted:.4})"));
        let left = self.began.elapsed().as_secs_f64() / progress.done.max(1) as f64
            * progress.planned.saturating_sub(progress.done) as f64;
        if let Some(bar) = &self.bar {
            bar.set_length(progress.planned as u64);
            bar.set_position(progress.done as u64);
            if let Ok(style) = indicatif::ProgressStyle::with_template("{prefix} {bar:30} {pos} of {len} replications{msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(self.name.clone());
            bar.set_message(format!("{width}, {left:.0} s left"));
        } else if self.plain && (self.last.elapsed().as_secs_f64() > 5.0) {
            self.last = Instant::now();
            let line =
                format!("{}: {} of {} replications{width}, about {left:.0} s left", self.name, progress.done, progress.planned);
            Console::new(ColorChoice::Never, false, false).say(&line);
        }
    }

    /// Clears what is shown.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
