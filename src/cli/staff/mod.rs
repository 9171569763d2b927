//! `helpline staff`: the cheapest staffing that meets the targets, and the cheapest that is no worse than the scenario as it stands.

mod more;
mod page;
mod report;
mod words;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::console::Console;
use super::flags::CommonArgs;
use super::searching::Searching;
use super::{Format, WRONG_INPUT, stop, workbook};
use crate::experiment::staffing::relief::relief;
use crate::experiment::staffing::{Aim, Desk, Found, Plan, Relief, Search, StaffingError, Stage, aims};
use crate::finance::Counted;
use crate::model::Staffing;
use crate::report::files;
use crate::report::staffing::{Answer, More};
use crate::scenario::staffing::Template;
use crate::units;

/// Flags of `staff`.
#[derive(Debug, Args)]
pub struct StaffArgs {
    /// Scenario file, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: String,
    /// Change a value: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Replications of a verification, on callers that the search has not met
    #[arg(short = 'n', long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(20..=1_000_000))]
    replications: u64,
    /// Replications on which the search decides
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(20..=100_000))]
    search_replications: u64,
    /// How sure targets must hold
    #[arg(long, value_enum, default_value_t = Confidence::Stated)]
    confidence: Confidence,
    /// Which question is answered
    #[arg(long = "answer", value_enum, default_value_t = Which::Both)]
    which: Which,
    /// Instead: the best service that this sum buys: £1.2M, 1,500h, or 88% of what the scenario as it stands costs
    #[arg(long, value_name = "SUM")]
    budget: Option<String>,
    /// Also: the staffing with the largest surplus under the contract, beside the one that meets the targets
    #[arg(long = "for", value_enum, value_name = "WHOM", conflicts_with = "budget")]
    whom: Option<Whom>,
    /// Stop after so long with the best found so far: 90s, 10m
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    time_limit: Option<f64>,
    #[command(flatten)]
    common: CommonArgs,
    /// Folder inside it; the scenario's name if not given
    #[arg(long)]
    name: Option<String>,
    /// Exit with 1 if the targets are out of reach
    #[arg(long)]
    require: bool,
    /// Draw no pictures
    #[arg(long)]
    no_charts: bool,
}

/// How sure targets must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Confidence {
    /// As each target says
    Stated,
    /// The value over all replications decides, by its interval
    LongRun,
}

/// Which question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The targets, and no worse than the scenario as it stands
    Both,
    /// The targets
    Targets,
    /// No worse than the scenario as it stands
    NoWorse,
}

/// Whose interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// The provider's: the largest surplus
    Provider,
}

fn duration(text: &str) -> Result<f64, String> {
    units::duration(text).and_then(|s| if s > 0.0 { Ok(s) } else { Err("above zero".to_owned()) })
}

/// Part of a time limit that is left for verifying.
const FOR_VERIFYING: f64 = 0.15;

/// Searches.
///
/// # Errors
/// That something outside the program failed.
pub fn staff(args: &StaffArgs, console: &Console) -> anyhow::Result<u8> {
    let began = Instant::now();
    let template = match Template::load(&args.file, &args.set) {
        Ok(template) => template,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    let long_run = args.confidence == Confidence::LongRun;
    let model = &template.base.model;
    let (published, fixed) = aims::published(model, long_run);
    if let Err(message) = sound(&template, &published) {
        console.failure(&anyhow::anyhow!("{}: {message}", args.file));
        return Ok(WRONG_INPUT);
    }
    let folder = args.common.out.join(args.name.as_deref().unwrap_or(&model.name));
    files::prepare(&folder)?;
    let (stop, hurry) = (stop::flag(), Arc::new(AtomicBool::new(false)));
    if let Some(seconds) = args.time_limit {
        limit(seconds, &stop, &hurry);
    }
    let desk = Desk::new(model, template.choices.clone());
    let lower = |s: &Staffing| template.scenario(s, write::HEADS).map(|s| s.model).map_err(|p| p.render(false));
    let plan = Plan {
        seed: args.common.seed,
        threads: args.common.threads,
        replications: args.replications as usize,
        search: args.search_replications as usize,
        ..Plan::default()
    };
    let sum = args.budget.as_deref().map(|text| sum(text, &desk)).transpose();
    let money = args.whom.map_or(Ok(()), |_| has_a_contract(&desk));
    let sum = match (sum, money) {
        (Ok(sum), Ok(())) => sum,
        (Err(message), _) | (_, Err(message)) => {
            console.failure(&anyhow::anyhow!(message));
            return Ok(WRONG_INPUT);
        }
    };
    let mut search = Search::new(&desk, &lower, plan, (&stop, &hurry))?;
    let shown = Searching::new(args.common.progress, console, &model.name);
    let mut said = |stage: Stage| {
        shown.stage(stage.what);
        shown.done(stage.spent);
    };
    let mut answers: Vec<Answer> = Vec::new();
    let mut lifted = |aims: &[Aim], said: &mut dyn FnMut(Stage)| relief(&desk, &lower, (plan, aims), (&stop, &hurry), said);
    let found =
        answer(args, (&mut search, &mut lifted), (&published, aims::no_worse(model, long_run)), sum, &mut answers, &mut said);
    match found {
        Ok(()) | Err(Failure::Search(StaffingError::Stopped)) => {}
        Err(Failure::Search(other)) => return Err(other.into()),
        Err(Failure::TooLittle(message)) => {
            console.failure(&anyhow::anyhow!(message));
            return Ok(WRONG_INPUT);
        }
    }
    drop(shown);
    if answers.is_empty() {
        anyhow::bail!("stopped before any staffing was found that seems to meet the targets; nothing was written");
    }
    let written = write::Written { args, template: &template, desk: &desk, answers: &answers, fixed: &fixed, folder: &folder };
    let (json, pictures) = written.all(began.elapsed().as_secs_f64())?;
    report::write(&written, &pictures)?;
    workbook::clear(&folder, "staff", args.common.format)?;
    match args.common.format {
        Format::Table | Format::Md => {
            let page = page::Page { written: &written, console, markdown: args.common.format == Format::Md };
            let text = page.text(began.elapsed().as_secs_f64());
            if page.markdown { console.answer(&text) } else { console.page(&text) }
        }
        Format::Json => console.answer(&json),
        Format::Csv => console.answer(&String::from_utf8_lossy(&written.rows())),
        Format::Xlsx => workbook::answer(&folder, "staff", ("roster", &written.rows()), &[], console)?,
    }
    let missed = answers.first().is_some_and(|a| !a.found.met());
    Ok(u8::from(args.require && missed))
}

/// Why there is no answer.
enum Failure {
    Search(StaffingError),
    TooLittle(String),
}

impl From<StaffingError> for Failure {
    fn from(error: StaffingError) -> Self {
        Self::Search(error)
    }
}

/// Searches with the bounds lifted.
type Lifted<'a> = dyn FnMut(&[Aim], &mut dyn FnMut(Stage)) -> Result<Option<Relief>, StaffingError> + 'a;

/// Answers what was asked, one answer after the other: those that are there when it stops are kept.
fn answer(
    args: &StaffArgs,
    (search, lifted): (&mut Search, &mut Lifted),
    (published, no_worse): (&[Aim], Vec<Aim>),
    sum: Option<f64>,
    answers: &mut Vec<Answer>,
    said: &mut dyn FnMut(Stage),
) -> Result<(), Failure> {
    let mut add = |search: &Search, key: &'static str, title: String, found: Found, more: More| -> Result<(), Failure> {
        let model = search.bench.model(&Some(found.staffing.clone()))?;
        answers.push(Answer { title, key, file: write::file(key).to_owned(), found, model, more });
        Ok(())
    };
    if let Some(sum) = sum {
        let Some(bought) = search.best_for(sum, published, said)? else {
            return Err(Failure::TooLittle(
                "--budget: the sum does not even pay for the fewest people that are allowed".to_owned(),
            ));
        };
        let title = format!("the best service for the sum of {}", args.budget.as_deref().unwrap_or(""));
        let more = More::Sum { sum, harms: bought.harms, counts: bought.counts };
        return add(search, "budget", title, bought.found, more);
    }
    let mut meeting = None;
    for (key, title, aims) in questions(args.which, published.to_vec(), no_worse) {
        let found = search.cheapest(&aims, None, said)?;
        if key == "targets" && found.met() {
            meeting = Some(found.staffing.clone());
        }
        // what it would take is said where there is time for it
        let relief = if found.hopeless.is_empty() { Ok(None) } else { lifted(&aims, said) };
        let more = match relief {
            Ok(relief) => relief.map_or(More::Nothing, |relief| More::Beyond(Box::new(relief))),
            Err(StaffingError::Stopped) => More::Unfinished,
            Err(other) => return Err(other.into()),
        };
        add(search, key, title.to_owned(), found, more)?;
    }
    if args.whom.is_some() {
        let rewarded = search.most_surplus(published, meeting.as_ref(), said)?;
        let own = (rewarded.surplus.mean, rewarded.deductions.mean);
        let more = More::Surplus { own, meeting: rewarded.meeting.map(|m| (m.0.mean, m.1.mean)), times: rewarded.times };
        add(search, "provider", "the provider's largest surplus".to_owned(), rewarded.found, more)?;
    }
    Ok(())
}

/// A sum of the command line, in what the desk counts in.
fn sum(text: &str, desk: &Desk) -> Result<f64, String> {
    let expected = match desk.counted {
        Counted::Pounds => {
            "pounds of scheduled labour (\"£60,000\") or a share of what the scenario costs as it stands (\"88%\")"
        }
        _ => {
            "hours (\"1,500h\") or a share of what the scenario costs as it stands (\"88%\"); pounds need pay for every chosen group"
        }
    };
    let plain = text.trim();
    let found = if plain.ends_with('%') {
        units::share(plain).ok().map(|share| share * desk.base_cost())
    } else if desk.counted == Counted::Pounds {
        units::pounds(plain, units::Per::Sum).ok()
    } else {
        plain.strip_suffix('h').and_then(|hours| units::number(hours).ok())
    };
    found.filter(|s| *s > 0.0).ok_or_else(|| format!("--budget cannot be `{text}`: expected {expected}"))
}

/// A surplus needs a contract, and a cost of everybody.
fn has_a_contract(desk: &Desk) -> Result<(), String> {
    let model = desk.model;
    if model.money.contracts.is_empty() {
        return Err(
            "--for provider: the scenario has no contract, so nobody has a surplus: state one under [contracts]".to_owned()
        );
    }
    if desk.counted != Counted::Pounds {
        return Err("--for provider: pay is not stated for every chosen group, so nobody knows the surplus".to_owned());
    }
    Ok(())
}

/// There must be something to choose and something to reach.
fn sound(template: &Template, aims: &[Aim]) -> Result<(), &'static str> {
    if template.choices.all.is_empty() {
        return Err("no group has a headcount or shifts, so there is nothing to choose");
    }
    if aims.is_empty() {
        return Err(
            "the scenario has no targets that staffing decides, so there is nothing to reach: state some under [targets]",
        );
    }
    Ok(())
}

type Question = (&'static str, &'static str, Vec<Aim>);

/// The questions in order. Where all targets are held against the base, both are the same.
fn questions(which: Which, published: Vec<Aim>, no_worse: Vec<Aim>) -> Vec<Question> {
    let same = published == no_worse;
    let first = ("targets", "the targets", published);
    let second = ("no-worse", "no worse than the scenario as it stands", no_worse);
    match which {
        Which::Both if same => vec![second],
        Which::Both => vec![first, second],
        Which::Targets => vec![first],
        Which::NoWorse => vec![second],
    }
}

/// Presses when most of the time is up, and stops when it is.
fn limit(seconds: f64, stop: &Arc<AtomicBool>, hurry: &Arc<AtomicBool>) {
    let (stop, hurry) = (Arc::clone(stop), Arc::clone(hurry));
    // ends with the program
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs_f64(seconds * (1.0 - FOR_VERIFYING)));
        hurry.store(true, Ordering::Relaxed);
        std::thread::sleep(Duration::from_secs_f64(seconds * FOR_VERIFYING));
        stop.store(true, Ordering::Relaxed);
    });
}
