//! Progress of a search, on standard error: what it is at, replications done, time gone. How much is left nobody knows before it ends, so
//! nothing is said of it. It speaks by itself now and then, however long a stage takes.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::ProgressStyle;
use super::console::Console;
use crate::report::number;

/// Between plain lines; a line on a terminal is renewed more often.
const SILENCE: Duration = Duration::from_secs(5);
const RENEWED: Duration = Duration::from_millis(200);
/// How often it looks whether it is over.
const STEP: Duration = Duration::from_millis(50);

/// What is searched, and how far it has come.
#[derive(Debug)]
struct State {
    name: Mutex<String>,
    stage: Mutex<String>,
    /// Replications of parts that are over, and of the one that goes on.
    before: AtomicUsize,
    now: AtomicUsize,
    /// Replications that somebody else counts.
    counted: Mutex<Vec<Arc<AtomicUsize>>>,
    over: AtomicBool,
    began: Instant,
}

impl State {
    fn done(&self) -> usize {
        let counted = self.counted.lock().map_or(0, |all| all.iter().map(|one| one.load(Ordering::Relaxed)).sum());
        self.before.load(Ordering::Relaxed) + self.now.load(Ordering::Relaxed) + counted
    }

    fn line(&self) -> String {
        let text = |held: &Mutex<String>| held.lock().map_or_else(|_| String::new(), |text| text.clone());
        let (name, stage) = (text(&self.name), text(&self.stage));
        line(&name, &stage, self.done(), self.began.elapsed().as_secs_f64())
    }
}

fn line(name: &str, stage: &str, done: usize, seconds: f64) -> String {
    let stage = if stage.is_empty() { String::new() } else { format!("{stage}, ") };
    format!(
        "{name}: {stage}{} so far, {}",
        number::plural(done as u64, "replication", "replications"),
        number::duration(seconds.round())
    )
}

/// The progress of one search.
#[derive(Debug)]
pub(super) struct Searching {
    state: Arc<State>,
    speaker: Option<JoinHandle<()>>,
}

impl Searching {
    /// Begins to show it.
    pub(super) fn new(style: ProgressStyle, console: &Console, name: &str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let shown = |own: ProgressStyle, auto: bool| !console.quiet && (style == own || (style == ProgressStyle::Auto && auto));
        let bar = shown(ProgressStyle::Bar, terminal).then(ProgressBar::new_spinner);
        let plain = shown(ProgressStyle::Plain, !terminal);
        let state = Arc::new(State {
            name: Mutex::new(name.to_owned()),
            stage: Mutex::new(String::new()),
            before: AtomicUsize::new(0),
            now: AtomicUsize::new(0),
            counted: Mutex::default(),
            over: AtomicBool::new(false),
            began: Instant::now(),
        });
        let (seen, console) = (Arc::clone(&state), *console);
        let speaker = (bar.is_some() || plain).then(|| std::thread::spawn(move || speak(&seen, bar.as_ref(), &console)));
        Self { state, speaker }
    }

    /// Goes on with what bears another name, some of whose replications are counted elsewhere.
    pub(super) fn of(&self, name: &str, counted: Arc<AtomicUsize>) {
        if let Ok(mut held) = self.state.name.lock() {
            name.clone_into(&mut held);
        }
        if let Ok(mut held) = self.state.counted.lock() {
            held.push(counted);
        }
        self.stage("");
    }

    /// What it is at.
    pub(super) fn stage(&self, stage: &str) {
        if let Ok(mut held) = self.state.stage.lock() {
            stage.clone_into(&mut held);
        }
    }

    /// Replications of the part that goes on; fewer than before begin another part.
    pub(super) fn done(&self, replications: usize) {
        let before = self.state.now.swap(replications, Ordering::Relaxed);
        if replications < before {
            self.state.before.fetch_add(before, Ordering::Relaxed);
        }
    }
}

impl Drop for Searching {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        if let Some(speaker) = self.speaker.take() {
            // a speaker that failed has nothing more to say
            let _ = speaker.join();
        }
    }
}

fn speak(state: &State, bar: Option<&ProgressBar>, console: &Console) {
    let every = if bar.is_some() { RENEWED } else { SILENCE };
    let mut said = Instant::now();
    if let Some(bar) = bar
        && let Ok(style) = indicatif::ProgressStyle::with_template("{spinner} {msg}")
    {
        bar.set_style(if console.unicode { style } else { style.tick_chars("|/-\\ ") });
    }
    while !state.over.load(Ordering::Relaxed) {
        std::thread::sleep(STEP);
        if said.elapsed() < every || state.over.load(Ordering::Relaxed) {
            continue;
        }
        said = Instant::now();
        match bar {
            Some(bar) => {
                bar.set_message(console.signs(&state.line()).into_owned());
                bar.tick();
            }
            None => console.say(&state.line()),
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_is_known_and_no_end() {
        assert_eq!(line("desk", "", 0, 0.0), "desk: 0 replications so far, 0 s");
        assert_eq!(line("desk", "verifying", 1, 65.2), "desk: verifying, 1 replication so far, 1 m 05 s");
        assert_eq!(
            line("bid", "assumptions varied, 3 of 9", 16_850, 20.0),
            "bid: assumptions varied, 3 of 9, 16,850 replications so far, 20 s"
        );
    }

    #[test]
    fn replications_never_go_back() {
        let console = Console::new(crate::cli::ColorChoice::Never, true, false);
        let shown = Searching::new(ProgressStyle::None, &console, "desk");
        let done = || shown.state.done();
        let mut last = 0;
        for (now, all) in [(10, 10), (40, 40), (5, 45), (30, 70), (0, 70)] {
            shown.done(now);
            assert_eq!(done(), all);
            assert!(done() >= last);
            last = done();
        }
        let counted = Arc::new(AtomicUsize::new(0));
        shown.of("other", Arc::clone(&counted));
        counted.store(7, Ordering::Relaxed);
        assert_eq!(done(), 77);
    }
}
