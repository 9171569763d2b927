//! Progress on standard error: a bar on a terminal, else a line now and then.

use std::io::IsTerminal;
use std::time::Instant;

use indicatif::ProgressBar;

use super::ProgressStyle;
use super::console::Console;
use crate::experiment::Progress;

/// Seconds between plain lines, at least.
const SILENCE: f64 = 5.0;

/// The progress of one experiment.
#[derive(Debug)]
pub struct Shown {
    bar: Option<ProgressBar>,
    plain: bool,
    console: Console,
    name: String,
    what: &'static str,
    clock: Clock,
    said: Instant,
}

impl Shown {
    /// Begins to show the progress of what bears a name, counted in `what`.
    pub fn new(style: ProgressStyle, console: &Console, name: &str, what: &'static str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = !console.quiet && (style == ProgressStyle::Bar || (style == ProgressStyle::Auto && terminal));
        let plain = !console.quiet && (style == ProgressStyle::Plain || (style == ProgressStyle::Auto && !terminal));
        let now = Instant::now();
        let bar = bar.then(|| ProgressBar::new(0));
        Self { bar, plain, console: *console, name: name.to_owned(), what, clock: Clock::new(now), said: now }
    }

    /// Shows how far it has come.
    pub fn update(&mut self, progress: Progress) {
        let left = self.clock.left(progress.done, progress.planned, Instant::now());
        let width =
            progress.half_width.map_or_else(String::new, |(now, wanted)| format!(", half-width {now:.4} (wanted {wanted:.4})"));
        let (name, what) = (&self.name, self.what);
        if let Some(bar) = &self.bar {
            bar.set_length(progress.planned as u64);
            bar.set_position(progress.done as u64);
            let template = format!("{{prefix}} {{bar:30}} {{pos}} of {{len}} {what}{{msg}}");
            if let Ok(style) = indicatif::ProgressStyle::with_template(&template) {
                bar.set_style(if self.console.unicode { style } else { style.progress_chars("#>-") });
            }
            bar.set_prefix(name.clone());
            bar.set_message(format!("{width}, {left:.0} s left"));
        } else if self.plain && self.said.elapsed().as_secs_f64() > SILENCE {
            self.said = Instant::now();
            self.console.say(&format!("{name}: {} of {} {what}{width}, about {left:.0} s left", progress.done, progress.planned));
        }
    }

    /// Clears what is shown.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// How long the rest takes, if it goes on as since it began. Where the work has stages, each begins when the one before ends.
#[derive(Debug)]
struct Clock {
    began: Instant,
    heard: Instant,
    done: usize,
    planned: usize,
}

impl Clock {
    fn new(now: Instant) -> Self {
        Self { began: now, heard: now, done: 0, planned: 0 }
    }

    /// Seconds until all that is planned is done.
    fn left(&mut self, done: usize, planned: usize, now: Instant) -> f64 {
        // after the end of a stage the count starts again
        if self.done >= self.planned && done <= self.done {
            self.began = self.heard;
        }
        (self.heard, self.done, self.planned) = (now, done, planned);
        (now - self.began).as_secs_f64() / done.max(1) as f64 * planned.saturating_sub(done) as f64
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_what_was_done_of_its_stage() {
        let start = Instant::now();
        let mut clock = Clock::new(start);
        let mut left = |done, planned, seconds| clock.left(done, planned, start + Duration::from_secs(seconds));
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        close(left(10, 40, 2), 6.0);
        // several configurations share a count, so it may stand still
        close(left(10, 40, 4), 12.0);
        close(left(40, 40, 8), 0.0);
        // a plan that grows is no new stage
        close(left(50, 100, 10), 10.0);
        close(left(100, 100, 20), 0.0);
        close(left(10, 30, 21), 2.0);
        close(left(30, 30, 23), 0.0);
        // a stage whose first count is the last of the one before
        close(left(30, 60, 29), 6.0);
    }
}
