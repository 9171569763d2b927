//! The scenario that a calibration writes: one that `run` takes, with every parameter graded, and where each comes from.
//!
//! Its heads repeat every week and vary from day to day as was found, with the memory that was found; that staff follow calls in part is not in it. So
//! that the scenario as written serves as was observed on days of each name, its heads are corrected by simulating it, on the same callers each time.

use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use super::bench::kind;
use super::fit::shares;
use super::job::{Calibrated, Failure, Work};
use super::start::{PLAIN, PROFILE, Start, counts, dates, filled};
use super::surface::log_odds;
use crate::analysis::daily::Spread;
use crate::experiment::daily::{Task, by_day};
use crate::records::day::AreaDays;
use crate::scenario::resolved::Resolved;
use crate::scenario::{self, Scenario};

/// Rounds of correction, replications of each, log-odds of service that a rise of staff brings (a start; it need not be exact).
const ROUNDS: usize = 4;
/// See above.
pub const REPLICATIONS: u64 = 24;
const SLOPE: f64 = 7.0;
const MOST: f64 = 0.25;
const KINDS: [&str; 8] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "holiday"];

/// A scenario to be written.
#[derive(Debug)]
pub struct Written {
    /// Its text.
    pub toml: String,
    /// Files beside it: name, text.
    pub files: Vec<(String, String)>,
    /// By kind of day: observed and simulated share answered in 60 s; none where there was no such day.
    pub service: [Option<(f64, f64)>; 8],
    /// Observed and simulated over all days: answered in 60 s, abandoned.
    pub overall: [(f64, f64); 2],
    /// Hours of presence in a week.
    pub hours_a_week: f64,
    /// Hours due by kind of day.
    pub due: [f64; 8],
}

impl Written {
    /// One file in place of what is laid over a start.
    fn merge(&mut self, done: &Calibrated, data: &str, resolved: &Resolved) {
        let text = resolved.toml.split_once("\n\n").map_or(resolved.toml.as_str(), |(_, text)| text);
        self.toml = heading(done, data) + text;
        self.files = resolved.files.iter().map(|(file, text)| (format!("inputs/{file}"), text.clone())).collect();
        self.files.extend(resolved.beside.iter().cloned());
    }
}

/// Writes the scenario of a fit.
///
/// # Errors
/// As [`Failure`].
pub fn write(
    done: &Calibrated,
    area: &AreaDays,
    start: &Start,
    data: &str,
    work: Work,
    stop: &AtomicBool,
) -> Result<Written, Failure> {
    let mut levels: [f64; 8] = std::array::from_fn(|kind| done.fit.level(kind).value);
    let mut best: Option<(f64, Written)> = None;
    for _ in 0..ROUNDS {
        let mut written = compose(done, area, start, data, &levels);
        let scenario = scenario::from_held(&area.name, &written.toml, &written.files)?;
        if let Start::File(..) = start {
            written.merge(done, data, &scenario.resolved);
        }
        simulate(&mut written, &scenario, area, work, stop)?;
        let mut off = 0.0;
        for (level, service) in levels.iter_mut().zip(written.service) {
            let Some((observed, simulated)) = service else { continue };
            let apart = log_odds(observed) - log_odds(simulated);
            off += apart.abs();
            *level += (apart / SLOPE).clamp(-MOST, MOST);
        }
        if best.as_ref().is_none_or(|b| off < b.0) {
            best = Some((off, written));
        }
    }
    best.map(|b| b.1).ok_or_else(|| Failure::Records("no scenario was made".to_owned()))
}

/// Simulates it as written, and compares.
fn simulate(written: &mut Written, scenario: &Scenario, area: &AreaDays, work: Work, stop: &AtomicBool) -> Result<(), Failure> {
    let tasks: Vec<Task> = (0..REPLICATIONS).map(|replication| Task { configuration: 0, replication }).collect();
    let days = by_day(&tasks, work.seed, work.threads, &|_| scenario.model.clone(), stop)?;
    let clock = &scenario.model.clock;
    let kinds: Vec<usize> = clock.reported_days().map(|d| kind(clock.days[d].weekday, clock.days[d].holiday)).collect();
    let mut sums = [[0.0; 4]; 8];
    let mut lost = [0.0; 4];
    for (index, day) in area.days.iter().enumerate() {
        let Some((answered, within, abandoned)) =
            day.and_then(|d| Some((f64::from(d.answered?), f64::from(d.answered_60s?), f64::from(d.abandoned?))))
        else {
            continue;
        };
        let sum = &mut sums[kinds[index]];
        (sum[0], sum[1]) = (sum[0] + within, sum[1] + answered);
        (lost[0], lost[1]) = (lost[0] + abandoned, lost[1] + answered + abandoned);
        for simulated in days.iter().filter_map(|d| d.get(index)) {
            (sum[2], sum[3]) = (sum[2] + simulated.within, sum[3] + simulated.answered);
            (lost[2], lost[3]) = (lost[2] + simulated.abandoned, lost[3] + simulated.answered + simulated.abandoned);
        }
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    written.service = sums.map(|s| (s[1] > 0.0 && s[3] > 0.0).then(|| (share(s[0], s[1]), share(s[2], s[3]))));
    let all = sums.iter().fold([0.0; 4], |a, s| [a[0] + s[0], a[1] + s[1], a[2] + s[2], a[3] + s[3]]);
    written.overall = [(share(all[0], all[1]), share(all[2], all[3])), (share(lost[0], lost[1]), share(lost[2], lost[3]))];
    Ok(())
}

/// The text with heads at some levels.
fn compose(done: &Calibrated, area: &AreaDays, start: &Start, data: &str, levels: &[f64; 8]) -> Written {
    let known = &done.fit.known;
    let name = &area.name;
    let model = &done.bench.model;
    let (cv, memory) = varies(done);
    let (heads, hours, due) = heads_of(done, levels);
    let received = filled(area, |day| Some(day.received));
    let mut files = vec![
        (format!("{name}-counts.csv"), with_heading(area, &counts(&dates(area.first, area.last()), &received))),
        (format!("{name}-advisors.csv"), heads),
    ];
    let mut toml = heading(done, data);
    let _ = writeln!(toml, "title = \"{}, calibrated\"", known.title.replace('"', "'"));
    let group = model.groups[done.bench.group].name.split('@').next().unwrap_or("advisors").to_owned();
    let step = model.steps[done.bench.step].name.clone();
    let (queued, triaged) = shares(area);
    let class = model.classes.first().map_or("", |c| c.name.as_str());
    let callers = if class.is_empty() { "defaults.callers".to_owned() } else { format!("callers.{class}") };
    let patience = format!(
        "patience = {{ weibull = {{ mean = \"{:.0}s\", shape = {} }} }}\nhang-up-at-once = \"{:.3}%\"\n",
        known.log_patience.value.exp(),
        known.patience_shape,
        known.at_once.value * 100.0
    );
    let area_name = model.areas[0].name.clone();
    match start {
        Start::Plain => {
            files.push(("hour-of-week-england.csv".to_owned(), PROFILE.to_owned()));
            let _ = write!(
                toml,
                "\n[calendar]\nstart = {}\nlasts = \"{}d\"\nwarm-up = \"1d\"\ntime-zone = \"Europe/London\"\nholidays = \"england-and-wales\"\ninterval = \"30m\"\n\n\
                 [areas.{name}]\ncounts = \"{name}-counts.csv#received\"\nprofile = \"hour-of-week-england.csv\"\n\
                 [areas.{name}.variation]\nwithin = {{ cv = 0.046, memory = \"2h\" }}\n\n",
                area.first,
                area.days.len()
            );
            let plain = PLAIN.replace("patience = { weibull = { mean = \"26m\", shape = 0.91 } }\n", &patience).replace(
                "message = { lasts = \"25s\" }",
                &format!("message = {{ lasts = \"25s\", hang-up = \"{:.3}%\" }}", (1.0 - queued) * 100.0),
            );
            toml.push_str(&plain);
            let rest = if triaged < 0.9999 { "\", not-triaged = \"rest\"" } else { "\"" };
            let _ = write!(
                toml,
                "then = {{ triaged = \"{:.3}%{rest} }}\n[outcomes]\ntriaged = {{}}\nnot-triaged = {{ triaged = false }}\n\n",
                triaged.min(1.0) * 100.0
            );
            let _ = write!(toml, "[groups.{group}]\nserves = [\"{step}\"]\n");
        }
        Start::File(..) => {
            let resolved = &done.scenario.resolved;
            files.push(("start.toml".to_owned(), resolved.toml.clone()));
            files.extend(resolved.beside.iter().cloned());
            files.extend(resolved.files.iter().map(|(file, text)| (format!("inputs/{file}"), text.clone())));
            let replaced = replaced(resolved, &group);
            let drop = if replaced.is_empty() { String::new() } else { format!("drop = [{}]\n", replaced.join(", ")) };
            toml = toml.replacen("title = ", &format!("extends = \"start.toml\"\n{drop}title = "), 1);
            let _ = write!(
                toml,
                "\n[areas.{area_name}]\ncounts = \"{name}-counts.csv#received\"\n[{callers}]\n{patience}[groups.{group}]\n"
            );
        }
    }
    let _ = write!(
        toml,
        "headcount = \"{name}-advisors.csv#advisors\"\nheads-are = \"due\"\nvariation.day = {{ cv = {cv:.3}, memory = {memory:.2} }}\n"
    );
    if *start == Start::Plain {
        toml.push_str("\n[targets]\nset = \"iuc-adc\"\nanswered-within-60s = { at-least = \"95%\", basis = \"fitted\" }\nabandonment-of-received = { basis = \"fitted\" }\n");
    }
    toml.push_str(&sources(done, data, start, (&area_name, &group, &step, &callers)));
    Written { toml, files, service: [None; 8], overall: [(0.0, 0.0); 2], hours_a_week: hours, due }
}

/// How staff vary from day to day, as the language states it: coefficient of variation, correlation with the day before.
fn varies(done: &Calibrated) -> (f64, f64) {
    let sd = done.fit.staff.of_spread(Spread::total).value;
    ((sd * sd).exp_m1().sqrt(), done.fit.staff.of_spread(Spread::next_day).value.clamp(0.0, 1.0))
}

/// What the group of the start says of its people that what was found stands in for.
fn replaced(start: &Resolved, group: &str) -> Vec<String> {
    const KEYS: [&str; 8] = ["shifts", "roster", "people", "absence", "lateness", "new-staff", "during", "variation"];
    let keys = start.keys(&["groups", group]);
    let stated = KEYS.iter().filter(|key| keys.iter().any(|stated| stated == *key));
    stated.map(|key| format!("\"groups.{group}.{key}\"")).collect()
}

fn heading(done: &Calibrated, data: &str) -> String {
    let known = &done.fit.known;
    format!(
        "# {}: calibrated by helpline {} on {} days of {data}, {} to {}.\n\
         # What was fitted, how sure it is, and what these figures cannot tell: fit.md. What predictions need beside this file: fit.json.\n\
         # Heads are people at work on a mean day; `variation` makes them more on some days than on others. They explain the service that was\n\
         # observed at the handling time and the hours of the day below, both assumptions: a longer handling time would be met by more\n\
         # people. So the file can say what a change would do, not how many are employed.\n\n",
        known.title,
        env!("CARGO_PKG_VERSION"),
        known.days,
        known.from,
        known.until
    )
}

/// Every parameter with its grade and, where it was fitted, its standard error.
fn sources(done: &Calibrated, data: &str, start: &Start, (area, group, step, callers): (&str, &str, &str, &str)) -> String {
    let known = &done.fit.known;
    let level = done.fit.level(0);
    let spread = done.fit.staff.of_spread(Spread::total);
    let memory = done.fit.staff.of_spread(Spread::next_day);
    let mean = known.log_patience.value.exp() / 60.0;
    let mut rows = vec![
        (format!("areas.{area}.counts"), format!("published: {data}, calls received")),
        (
            format!("groups.{group}.headcount"),
            format!(
                "calibrated: to answered within 60 s by day, through the simulator; hours, standard error {:.1} %; by half-hour assumed (load plus {} square roots of it)",
                level.se * 100.0,
                super::bench::SAFETY
            ),
        ),
        (
            format!("groups.{group}.variation"),
            format!(
                "calibrated: staff vary from day to day by {:.1} % (standard error {:.1} points), correlation with the day before {:.2} ({:.2})",
                spread.value * 100.0,
                spread.se * 100.0,
                memory.value,
                memory.se
            ),
        ),
        (
            format!("{callers}.patience"),
            format!(
                "calibrated: mean {mean:.0} min, standard error {:.0} %, from abandonment given service by day; the shape is assumed",
                known.log_patience.se * 100.0
            ),
        ),
        (
            format!("{callers}.hang-up-at-once"),
            format!("calibrated: {:.2} %, standard error {:.2} points", known.at_once.value * 100.0, known.at_once.se * 100.0),
        ),
    ];
    if *start == Start::Plain {
        rows.extend([
            (format!("areas.{area}.profile"), "judged: no hour-of-day count of NHS 111 calls is published (scenarios/data/README.md)".to_owned()),
            (format!("areas.{area}.variation"), "judged: 5- to 60-minute counts of a North American bank vary by 4.6 % beyond Poisson".to_owned()),
            ("steps.menu.message.lasts".to_owned(), "default: messages of 20 to 40 s".to_owned()),
            ("steps.menu.message.hang-up".to_owned(), format!("published: {data}, received less answered less abandoned")),
            (
                format!("steps.{step}.handle"),
                "judged: 6.3 minutes of call handlers per answered call, England, NHS 111 Minimum Data Set, Apr-Dec 2015 (areas 3.5 to 9.9); cv of Bradford calls, 2021".to_owned(),
            ),
            (format!("steps.{step}.then"), format!("published: {data}, triaged of answered")),
        ]);
    }
    let mut text = String::from("\n[sources]\n");
    for (path, words) in rows {
        let _ = writeln!(text, "\"{path}\" = \"{}\"", words.replace('"', "'"));
    }
    text
}

/// Heads by half-hour of the week and of a holiday, and their hours a week.
fn heads_of(done: &Calibrated, levels: &[f64; 8]) -> (String, f64, [f64; 8]) {
    let mut text = String::from("# people at work on a mean day; fitted: see fit.md\nwhen,advisors\n");
    let (mut hours, mut due) = (0.0, [0.0; 8]);
    for (kind, name) in KINDS.iter().enumerate() {
        let source = if done.bench.has(kind) {
            kind
        } else if kind == 7 {
            6
        } else {
            0
        };
        let heads = done.bench.heads(source, levels[source].exp());
        let minutes = 24 * 60 / heads.len().max(1);
        for (slot, heads) in heads.iter().enumerate() {
            let minute = slot * minutes;
            let _ = writeln!(text, "{name} {:02}:{:02},{heads}", minute / 60, minute % 60);
        }
        due[kind] = f64::from(heads.iter().sum::<u32>()) * minutes as f64 / 60.0;
        if kind < 7 {
            hours += due[kind];
        }
    }
    (text, hours, due)
}

/// The counts, with a word on days that have none of their own.
fn with_heading(area: &AreaDays, counts: &str) -> String {
    let gaps: Vec<String> = area.gaps().iter().map(|(first, last)| format!("{first} to {last}")).collect();
    if gaps.is_empty() {
        counts.to_owned()
    } else {
        format!("# no figures from {}: the mean of the weekday stands in\n{counts}", gaps.join(", "))
    }
}
