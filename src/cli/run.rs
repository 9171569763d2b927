//! `helpline run`: simulates, prints the target table, writes results and pictures.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anstyle::AnsiColor;
use anyhow::Context;
use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use sha2::{Digest, Sha256};

use super::console::Console;
use super::{Format, ProgressStyle, ScenarioArgs, WRONG_INPUT};
use crate::analysis::proportion::Verdict;
use crate::engine::{CallLog, Inputs, Workspace, simulate_observed};
use crate::experiment::fresh::fresh_share;
use crate::experiment::{self, Plan, Precision, Progress, Results};
use crate::model::clock::SECOND;
use crate::model::{Basis, Bound, Measure, MeasureKind, Model, Scope};
use crate::plan::Requirement;
use crate::report::number::{self, Unit};
use crate::report::summary::{self, Summary};
use crate::report::{files, money, tables, warnings};
use crate::scenario::problem::nearest;
use crate::scenario::{self, Scenario, units};
use crate::tally::{Ledger, names};

/// Flags of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Replications
    #[arg(short = 'n', long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    replications: u64,
    /// Add replications until a measure's 95 % interval is this narrow: MEASURE=HALF-WIDTH, for instance
    /// answered-within-60s=0.5pt or mean-wait=2s (repeatable)
    #[arg(long, value_name = "MEASURE=HALF-WIDTH")]
    precision: Vec<String>,
    /// The most replications that --precision may take
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    max_replications: u64,
    /// Seed of all randomness
    #[arg(long, default_value_t = 111)]
    seed: u64,
    /// Threads; 0 for all cores
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Folder of results
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// Folder inside it; the scenario's name if not given
    #[arg(long)]
    name: Option<String>,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Exit with 1 if a target is missed
    #[arg(long)]
    require: bool,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
    /// Also write calls.csv: each call of the first replication
    #[arg(long)]
    calls: bool,
    /// How progress is shown
    #[arg(long, value_enum, default_value_t = ProgressStyle::Auto)]
    progress: ProgressStyle,
}

/// Runs each scenario.
///
/// # Errors
/// That something outside the program failed.
pub fn run(args: &RunArgs, console: &Console) -> anyhow::Result<u8> {
    let mut scenarios = Vec::new();
    let mut wrong = false;
    for file in &args.scenario.files {
        match scenario::load(file, &args.scenario.set) {
            Ok(scenario) => scenarios.push((file, scenario)),
            Err(problems) => {
                console.problems(&problems);
                wrong = true;
            }
        }
    }
    if wrong {
        return Ok(WRONG_INPUT);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // without a handler Ctrl-C would still end the program, only less tidily
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    let mut code = 0;
    let mut used: Vec<PathBuf> = Vec::new();
    for (file, scenario) in &mut scenarios {
        let precision = match precision(args, &scenario.model) {
            Ok(precision) => precision,
            Err(message) => {
                console.failure(&anyhow::anyhow!(message));
                return Ok(WRONG_INPUT);
            }
        };
        scenario.model.count_at(precision.iter().map(|wish| wish.measure.kind));
        let mut folder = args.out.join(args.name.as_deref().unwrap_or(&scenario.model.name));
        if used.contains(&folder) {
            folder = args.out.join(format!("{}-{}", scenario.model.name, used.len() + 1));
        }
        used.push(folder.clone());
        files::prepare(&folder)?;
        let missed = one(args, file, scenario, precision, &folder, &stop, console)?;
        if args.require && missed {
            code = 1;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(code)
}

/// `MEASURE=HALF-WIDTH` as a wish.
fn precision(args: &RunArgs, model: &Model) -> Result<Vec<Precision>, String> {
    let mut wishes = Vec::new();
    for text in &args.precision {
        let Some((name, width)) = text.split_once('=') else {
            return Err(format!("--precision {text}: expected MEASURE=HALF-WIDTH, for instance answered-within-60s=0.5pt"));
        };
        let Some(kind) = names::parse(name.trim(), model) else {
            let known = names::all(model);
            let near = nearest(name.trim(), known.iter().map(String::as_str))
                .map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            return Err(format!("--precision: there is no measure called `{name}`{near}"));
        };
        let width = width.trim();
        let half_width = match names::unit(kind) {
            names::Unit::Share => width
                .strip_suffix("pt")
                .or_else(|| width.strip_suffix('%'))
                .and_then(|p| p.parse::<f64>().ok())
                .map(|p| p / 100.0),
            names::Unit::Seconds => units::duration(width).ok(),
            names::Unit::Count => units::number(width).ok(),
            names::Unit::Pounds => units::pounds(width, units::Per::Sum).ok(),
        };
        match half_width.filter(|w| *w > 0.0) {
            Some(half_width) => wishes.push(Precision { measure: Measure { kind, scope: Scope::All }, half_width }),
            None => {
                return Err(format!(
                    "--precision {text}: `{width}` is no half-width for it (shares in points: 0.5pt; waits: 2s; money: £0.10)"
                ));
            }
        }
    }
    Ok(wishes)
}

/// Runs one scenario. True if a target is missed.
fn one(
    args: &RunArgs,
    file: &str,
    scenario: &Scenario,
    precision: Vec<Precision>,
    folder: &Path,
    stop: &AtomicBool,
    console: &Console,
) -> anyhow::Result<bool> {
    let began = Instant::now();
    let model = &scenario.model;
    let plan = Plan {
        replications: args.replications as usize,
        seed: args.seed,
        threads: args.threads,
        precision,
        most: args.max_replications as usize,
    };
    let mut shown = Shown::new(args.progress, console, &model.name);
    let results = experiment::run(model, &plan, stop, &mut |p| shown.update(p))?;
    shown.done();
    let simulated = began.elapsed();
    if results.replications == 0 {
        anyhow::bail!("stopped before the first replication was finished; nothing was written");
    }
    let requirement = Requirement::new(model);
    let warnings = warnings::all(scenario, &requirement, &results);
    let summary = summary::summary(model, &results, warnings.clone());
    write(args, scenario, &requirement, &results, &summary, folder)?;
    files::write(
        &folder.join("manifest.json"),
        manifest(args, file, scenario, &results, began.elapsed().as_secs_f64()).as_bytes(),
    )?;
    match args.format {
        Format::Table => {
            let page = Page { args, file, scenario, results: &results, warnings: &warnings, folder, console };
            console.answer(&page.text(simulated.as_secs_f64(), began.elapsed().as_secs_f64()));
        }
        Format::Json => console.answer(&format!("{}\n", serde_json::to_string_pretty(&summary)?)),
        Format::Csv => console.answer(&csv_rows(&summary)),
        Format::Md => {
            let page = Page { args, file, scenario, results: &results, warnings: &warnings, folder, console };
            console.answer(&page.markdown());
        }
    }
    if args.format != Format::Table {
        for warning in warnings.iter().take(3) {
            console.say(&format!("! {warning}"));
        }
    }
    Ok(summary::judged(model, &results).iter().any(|j| j.verdict == Verdict::Missed))
}

/// Writes everything but the manifest.
fn write(
    args: &RunArgs,
    scenario: &Scenario,
    requirement: &Requirement,
    results: &Results,
    summary: &Summary,
    folder: &Path,
) -> anyhow::Result<()> {
    let model = &scenario.model;
    files::write(&folder.join("summary.json"), format!("{}\n", serde_json::to_string_pretty(summary)?).as_bytes())?;
    files::write(&folder.join("results.csv"), &tables::results(model, results))?;
    files::write(&folder.join("intervals.csv"), &tables::intervals(model, &scenario.civil, results))?;
    files::write(&folder.join("resolved.toml"), scenario.resolved.toml.as_bytes())?;
    for (name, text) in &scenario.resolved.files {
        files::write(&folder.join("inputs").join(name), text.as_bytes())?;
    }
    let books = folder.join("books.csv");
    if results.books.replications > 0 {
        files::write(&books, &tables::books(model, results))?;
    } else {
        files::remove(&books)?;
    }
    let calls = folder.join("calls.csv");
    if args.calls {
        files::write(&calls, &tables::calls(model, &scenario.civil, &first_replication(model, results)?))?;
    } else {
        files::remove(&calls)?;
    }
    pictures(args, scenario, requirement, results, folder)
}

#[cfg(feature = "charts")]
fn pictures(
    args: &RunArgs,
    scenario: &Scenario,
    requirement: &Requirement,
    results: &Results,
    folder: &Path,
) -> anyhow::Result<()> {
    use crate::report::figures;
    let drawings = if args.no_charts { Vec::new() } else { figures::draw(scenario, requirement, results) };
    for name in figures::NAMES.iter().filter(|name| !drawings.iter().any(|d| d.0 == **name)) {
        files::remove(&folder.join("figures").join(format!("{name}.png")))?;
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(args.threads).build().context("threads could not be started")?;
    for (name, png) in threads.install(|| figures::pngs(&drawings))? {
        files::write(&folder.join("figures").join(format!("{name}.png")), &png)?;
    }
    Ok(())
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &RunArgs, _: &Scenario, _: &Requirement, _: &Results, _: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// The calls of the first replication.
fn first_replication(model: &Model, results: &Results) -> anyhow::Result<Vec<crate::engine::observe::CallRow>> {
    let inputs = Inputs::new(model, fresh_share(model)?);
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut log = CallLog::default();
    simulate_observed(&inputs, results.seed, 0, &mut Workspace::new(model), &mut ledger, &mut log)?;
    log.rows.sort_by_key(|row| (row.arrived, row.source, row.ended));
    Ok(log.rows)
}

fn manifest(args: &RunArgs, file: &str, scenario: &Scenario, results: &Results, seconds: f64) -> String {
    let hash = |text: &str| Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let inputs: serde_json::Map<String, serde_json::Value> = scenario
        .texts
        .iter()
        .filter(|(place, _)| place != "--set")
        .map(|(place, text)| (place.clone(), hash(text).into()))
        .collect();
    let threads = if args.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { args.threads };
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": file,
        "scenario_hash": hash(&scenario.resolved.toml),
        "inputs": inputs,
        "set": args.scenario.set,
        "seed": results.seed,
        "replications": results.replications,
        "partial": results.partial,
        "threads": threads,
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "calls": results.calls,
        "events": results.events,
    });
    format!("{value:#}\n")
}

fn csv_rows(summary: &Summary) -> String {
    let mut text = String::from("scenario,measure,scope,mean,sd,low,high,level,basis,target,probability_met,verdict\n");
    let number = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
    for row in &summary.measures {
        text.push_str(&format!(
            "{},{},{},{},{},{},{},{},{},{},{},{}\n",
            summary.scenario,
            row.measure,
            row.scope,
            number(row.mean),
            number(row.sd),
            number(row.low),
            number(row.high),
            row.level,
            row.basis,
            row.target.as_deref().unwrap_or(""),
            number(row.probability_met),
            row.verdict.unwrap_or("")
        ));
    }
    text
}

/// Progress on standard error.
struct Shown {
    bar: Option<indicatif::ProgressBar>,
    plain: bool,
    name: String,
    began: Instant,
    last: Instant,
}

impl Shown {
    fn new(style: ProgressStyle, console: &Console, name: &str) -> Self {
        use std::io::IsTerminal;
        let terminal = std::io::stderr().is_terminal();
        let bar = !console.quiet && (style == ProgressStyle::Bar || (style == ProgressStyle::Auto && terminal));
        let plain = !console.quiet && (style == ProgressStyle::Plain || (style == ProgressStyle::Auto && !terminal));
        let now = Instant::now();
        Self { bar: bar.then(|| indicatif::ProgressBar::new(0)), plain, name: name.to_owned(), began: now, last: now }
    }

    fn update(&mut self, progress: Progress) {
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
            Console::new(super::ColorChoice::Never, false, false).say(&line);
        }
    }

    fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The page a person sees.
struct Page<'a> {
    args: &'a RunArgs,
    file: &'a str,
    scenario: &'a Scenario,
    results: &'a Results,
    warnings: &'a [String],
    folder: &'a Path,
    console: &'a Console,
}

impl Page<'_> {
    fn text(&self, simulated: f64, total: f64) -> String {
        let model = &self.scenario.model;
        let mut page = format!("{}\n{}\n\n", self.console.bold(&model.title), self.header());
        page.push_str(&self.table(false));
        if let Some((chance, interval)) = self.results.all_targets().filter(|_| model.targets.len() > 1) {
            page.push_str(&format!(
                "All targets at once: {} of replications ({} to {}).\n",
                number::chance(chance),
                number::chance(interval.low),
                number::chance(interval.high)
            ));
        }
        page.push_str(&self.money(false));
        page.push_str("Intervals are 95 % and cover simulation error alone: the inputs are taken as stated.\n");
        let limit = if self.console.verbose { usize::MAX } else { 3 };
        if !self.warnings.is_empty() && !self.console.quiet {
            page.push('\n');
            for warning in self.warnings.iter().take(limit) {
                page.push_str(&format!("{} {warning}\n", self.console.paint("!", AnsiColor::Yellow)));
            }
            if self.warnings.len() > limit {
                page.push_str(&format!("  ({} more: -v shows them)\n", self.warnings.len() - limit));
            }
        }
        let what = if self.args.no_charts || !cfg!(feature = "charts") { "Tables" } else { "Tables and pictures" };
        page.push_str(&format!(
            "\n{what}: {}\nTook {total:.1} s, {simulated:.1} s of it for {} calls.\n",
            self.folder.display(),
            number::count(self.results.calls as f64)
        ));
        page.push_str(&format!("Next: helpline check {} --explain\n", self.file));
        page
    }

    fn header(&self) -> String {
        let model = &self.scenario.model;
        let clock = &model.clock;
        let days = clock.reported_length_days();
        let length =
            if days >= 1.0 { number::plural(days.round() as u64, "day", "days") } else { units::duration_text(days * 86_400.0) };
        let from = if clock.dated { format!(" from {}", &self.scenario.civil.label(clock.start)[..10]) } else { String::new() };
        let partial = if self.results.partial { " (stopped early)" } else { "" };
        format!("{}: {length}{from}, {} replications{partial}, seed {}", model.name, self.results.replications, self.results.seed)
    }

    fn rows(&self) -> Vec<[String; 6]> {
        let model = &self.scenario.model;
        let judged = summary::judged(model, self.results);
        let mut rows = Vec::new();
        for (target, judged) in model.targets.iter().zip(&judged) {
            let words = names::words(target.measure, model);
            let name = target.official.as_ref().map_or_else(|| words.clone(), |o| format!("{words}\n{o}"));
            let (estimate, interval) = self.estimate(target.measure);
            let unit = unit(target.measure.kind);
            let bound = match target.bound {
                Bound::AtMost(x) => format!("at most {}", unit.value(x)),
                Bound::AtLeast(x) => format!("at least {}", unit.value(x)),
                Bound::Below(x) => format!("below {}", unit.value(x)),
            };
            let chance = judged.chance.map_or_else(|| "-".to_owned(), |c| number::chance(c.0));
            let basis = match target.basis {
                Basis::Simulated => "",
                Basis::Assumed => "\n(assumed)",
                Basis::Fitted => "\n(fitted)",
            };
            rows.push([name, estimate, interval, bound, chance, format!("{}{basis}", self.verdict(judged.verdict))]);
        }
        let limit = 60 * SECOND;
        let more = [
            MeasureKind::AnsweredWithin(limit),
            MeasureKind::Abandonment,
            MeasureKind::MeanSpeedOfAnswer,
            MeasureKind::WaitQuantile(950),
            MeasureKind::Occupancy,
            MeasureKind::CallsOffered,
        ];
        for kind in more {
            let measure = Measure { kind, scope: Scope::All };
            let idle = kind == MeasureKind::Abandonment && !model.callers_may_leave();
            if idle || model.targets.iter().any(|t| t.measure == measure) {
                continue;
            }
            let (estimate, interval) = self.estimate(measure);
            let words = names::words(measure, model);
            let name = names::official(measure).map_or_else(|| words.clone(), |o| format!("{words}\n{o}"));
            rows.push([name, estimate, interval, String::new(), String::new(), String::new()]);
        }
        rows
    }

    fn verdict(&self, verdict: Verdict) -> String {
        let (symbol, plain, colour) = match verdict {
            Verdict::Met => ("✓", "+", AnsiColor::Green),
            Verdict::Missed => ("✗", "x", AnsiColor::Red),
            Verdict::AtRisk => ("!", "!", AnsiColor::Yellow),
            Verdict::CannotTell => ("?", "?", AnsiColor::Cyan),
        };
        let symbol = if self.console.unicode { symbol } else { plain };
        self.console.paint(&format!("{symbol} {}", summary::word(verdict)), colour)
    }

    fn estimate(&self, measure: Measure) -> (String, String) {
        let unit = unit(measure.kind);
        let Some(found) = self.results.estimate(measure) else { return ("-".to_owned(), String::new()) };
        let interval = found.interval.map_or_else(String::new, |i| unit.range(i.low, i.high));
        (unit.value(found.mean), interval)
    }

    fn empty_table(&self, markdown: bool) -> Table {
        let mut table = Table::new();
        let preset = match (markdown, self.console.unicode) {
            (true, _) => presets::ASCII_MARKDOWN,
            (false, true) => presets::UTF8_HORIZONTAL_ONLY,
            (false, false) => presets::ASCII_HORIZONTAL_ONLY,
        };
        table.load_style(preset);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(if markdown { 400 } else { self.console.width().clamp(60, 120) as u16 });
        table
    }

    fn table(&self, markdown: bool) -> String {
        let mut table = self.empty_table(markdown);
        table.set_header(["Measure", "Estimate", "95 % interval", "Target", "Chance", "Verdict"]);
        for row in self.rows() {
            table.add_row(row.map(|cell| if markdown { cell.replace('\n', ", ") } else { cell }));
        }
        for column in [1, 2, 4] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        format!("{table}\n")
    }

    /// The table of money; nothing where the scenario states none.
    fn money(&self, markdown: bool) -> String {
        let lines = money::lines(&self.scenario.model, self.results);
        if lines.is_empty() {
            return String::new();
        }
        let mut table = self.empty_table(markdown);
        table.set_header(["Money over the horizon", "Estimate", "95 % interval", "Of it"]);
        for line in lines {
            table.add_row([line.name, line.estimate, line.interval, line.note]);
        }
        for column in [1, 2] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        format!("\n{table}\n")
    }

    fn markdown(&self) -> String {
        let (table, money) = (self.table(true), self.money(true));
        format!("## {}\n\n{}\n\n{table}{money}", self.scenario.model.title, self.header())
    }
}

fn unit(kind: MeasureKind) -> Unit {
    match names::unit(kind) {
        names::Unit::Share => Unit::Share,
        names::Unit::Seconds => Unit::Seconds,
        names::Unit::Count => Unit::Count,
        names::Unit::Pounds => Unit::Pounds,
    }
}
