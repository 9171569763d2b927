//! One programme rolled out: for `rollout`, and for `compare` where programmes are compared.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::cli::console::Console;
use crate::cli::flags::CommonArgs;
use crate::cli::progress::Shown;
use crate::experiment::{RollOut, roll_out};
use crate::programme::{Carried, Setup, Tables};
use crate::report::rollout::{Summary, summary};
use crate::scenario::Scenario;

/// How calls are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DetailArg {
    /// Each interval by Erlang A: fast, for hundreds of replications
    Reduced,
    /// Each call through the engine: redials, transfers and call-backs, queues over midnight
    Full,
    /// Each in turn on the same luck, and what reduced detail says otherwise
    Both,
}

/// How calls are carried where one way is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OneDetail {
    /// Each interval by Erlang A: fast, for hundreds of replications
    Reduced,
    /// Each call through the engine: redials, transfers and call-backs, queues over midnight
    Full,
}

impl From<OneDetail> for DetailArg {
    fn from(detail: OneDetail) -> Self {
        match detail {
            OneDetail::Reduced => Self::Reduced,
            OneDetail::Full => Self::Full,
        }
    }
}

impl DetailArg {
    /// What is to be done, one after the other.
    pub(in crate::cli) fn each(self) -> &'static [Self] {
        match self {
            Self::Reduced => &[Self::Reduced],
            Self::Full => &[Self::Full],
            Self::Both => &[Self::Full, Self::Reduced],
        }
    }
}

/// In how much detail a programme is rolled out.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct DetailArgs {
    /// How the calls of a programme are carried: by formula, or each simulated
    #[arg(long, value_enum, default_value_t = DetailArg::Reduced)]
    pub(in crate::cli) detail: DetailArg,
}

/// What came out.
pub(in crate::cli) struct Rolled<'s> {
    /// The programme.
    pub(in crate::cli) setup: Setup<'s>,
    /// By replication.
    pub(in crate::cli) courses: RollOut,
    /// What is said of it.
    pub(in crate::cli) summary: Summary,
    /// Fewer replications than asked for.
    pub(in crate::cli) partial: bool,
    /// It took so long.
    pub(in crate::cli) seconds: f64,
}

/// What the scenario cannot be asked.
#[derive(Debug)]
pub(in crate::cli) struct Wrong(pub(in crate::cli) anyhow::Error);

/// Rolls a scenario out.
///
/// # Errors
/// That something outside the program failed. Inside: what the scenario cannot be asked.
pub(in crate::cli) fn rolled<'s>(
    scenario: &'s Scenario,
    replications: u64,
    detail: DetailArg,
    common: &CommonArgs,
    stop: &AtomicBool,
    console: &Console,
) -> anyhow::Result<Result<Rolled<'s>, Wrong>> {
    let began = Instant::now();
    let Some(programme) = &scenario.programme else {
        let said = anyhow::anyhow!("it states no [programme] with a deadline, so there is nothing to roll out");
        return Ok(Err(Wrong(said)));
    };
    let setup = Setup::new(&scenario.model, programme);
    let tables = match Tables::new(&setup) {
        Ok(tables) => tables,
        Err(endless) => return Ok(Err(Wrong(endless.into()))),
    };
    let carried = match (detail != DetailArg::Reduced).then(|| Carried::new(&setup)).transpose() {
        Ok(carried) => carried,
        Err(uncarried) => return Ok(Err(Wrong(uncarried.into()))),
    };
    let mut shown = Shown::new(common.progress, console, &scenario.model.name, "replications");
    let plan = (common.seed, replications, common.threads);
    let courses = roll_out(&setup, &tables, carried.as_ref(), plan, stop, &mut |progress| shown.update(progress))?;
    shown.done();
    if courses.courses.is_empty() {
        anyhow::bail!("stopped before a replication was finished; nothing was written");
    }
    let partial = courses.courses.len() < replications as usize;
    let summary = summary(&setup, &courses, common.seed, scenario.warnings.clone());
    Ok(Ok(Rolled { setup, courses, summary, partial, seconds: began.elapsed().as_secs_f64() }))
}
