//! `helpline trace`: what happens in one replication, event by event.

use std::io::BufWriter;

use clap::{Args, ValueEnum};

use super::WRONG_INPUT;
use super::console::Console;
use crate::engine::{Inputs, Workspace, simulate_observed};
use crate::experiment::fresh::fresh_share;
use crate::model::{Model, Tick};
use crate::report::trace::{Style, Tracer, Wanted};
use crate::scenario::problem::nearest;
use crate::scenario::{self, Civil};
use crate::tally::Ledger;

/// Names that an error lists at most.
const LISTED: usize = 12;

/// Flags of `trace`.
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// Scenario file, or builtin:NAME
    #[arg(value_name = "FILE")]
    file: String,
    /// Change a value: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Which replication, the first being 1
    #[arg(short, long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    replication: u64,
    /// Seed of all randomness
    #[arg(long, default_value_t = 111)]
    seed: u64,
    /// From this moment on: "2025-12-05 08:30", "08:30" on the first day, "day 3 08:30", or 36h after the start
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// Up to this moment
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
    /// Only this person, as rows name them, for instance town#17
    #[arg(long, value_name = "PERSON")]
    caller: Option<String>,
    /// Only callers of this area
    #[arg(long)]
    area: Option<String>,
    /// Only callers of this class
    #[arg(long)]
    class: Option<String>,
    /// Only what happens at this step
    #[arg(long)]
    step: Option<String>,
    /// Only what this group of agents does
    #[arg(long)]
    group: Option<String>,
    /// How rows are written
    #[arg(long, value_enum, default_value_t = TraceFormat::Text)]
    format: TraceFormat,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TraceFormat {
    /// Columns for people
    Text,
    /// CSV
    Csv,
}

/// Traces a scenario.
///
/// # Errors
/// That something outside the program failed.
pub fn trace(args: &TraceArgs, console: &Console) -> anyhow::Result<u8> {
    let mut scenario = match scenario::load(&args.file, &args.set) {
        Ok(scenario) => scenario,
        Err(problems) => {
            console.problems(&problems);
            return Ok(WRONG_INPUT);
        }
    };
    // callers who give up are then seen when they do so, not when somebody next looks; the figures are the same
    scenario.model.conventions.time_every_patience = true;
    let model = &scenario.model;
    let wanted = match wanted(args, model, &scenario.civil) {
        Ok(wanted) => wanted,
        Err(message) => {
            console.failure(&anyhow::anyhow!(message));
            return Ok(WRONG_INPUT);
        }
    };
    let style = match args.format {
        TraceFormat::Text => Style::Text,
        TraceFormat::Csv => Style::Csv,
    };
    let inputs = Inputs::new(model, fresh_share(model)?).in_order_of_time();
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut tracer = Tracer::new(model, &scenario.civil, wanted, style, out).within(console.stated_width());
    tracer.head();
    simulate_observed(&inputs, args.seed, args.replication - 1, &mut Workspace::new(model), &mut ledger, &mut tracer)?;
    tracer.finish()?;
    Ok(0)
}

/// Which events are of interest; an error names the flag, and the nearest name there is.
fn wanted(args: &TraceArgs, model: &Model, civil: &Civil) -> Result<Wanted, String> {
    let moment = |flag: &str, text: &Option<String>, otherwise: Tick| {
        text.as_ref().map_or(Ok(otherwise), |text| civil.moment(text).map_err(|error| format!("{flag}: {error}")))
    };
    let (from, until) = (moment("--from", &args.from, 0)?, moment("--until", &args.until, Tick::MAX)?);
    if from >= until {
        return Err("--until is not after --from: there is nothing to show".to_owned());
    }
    let names = |list: Vec<&str>, flag: &str, wish: &Option<String>| place(&list, flag, wish.as_deref());
    let classes = model.classes.iter().map(|c| c.name.as_str()).filter(|name| !name.is_empty()).collect();
    let step = names(model.steps.iter().map(|s| s.name.as_str()).collect(), "--step", &args.step)?;
    Ok(Wanted {
        from,
        until,
        area: names(model.areas.iter().map(|a| a.name.as_str()).collect(), "--area", &args.area)?,
        class: names(classes, "--class", &args.class)?,
        person: args.caller.clone(),
        step: step.map(|step| step as u8),
        group: names(model.groups.iter().map(|g| g.name.as_str()).collect(), "--group", &args.group)?,
    })
}

/// The place of a name among those there are.
fn place(names: &[&str], flag: &str, wish: Option<&str>) -> Result<Option<u16>, String> {
    let Some(wish) = wish else { return Ok(None) };
    match names.iter().position(|name| *name == wish) {
        Some(place) => Ok(Some(place as u16)),
        None => {
            let said = match nearest(wish, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "this scenario names none".to_owned(),
                None => {
                    let more = names.len().saturating_sub(LISTED);
                    let listed = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                    format!("there are {listed}{rest}")
                }
            };
            Err(format!("{flag}: there is nothing called `{wish}`; {said}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_there_earns_the_nearest_or_all_there_are() {
        let said = |names: &[&str], wish| place(names, "--group", Some(wish)).unwrap_err();
        assert!(said(&["advisors", "nurses"], "advisers").ends_with("did you mean `advisors`?"));
        assert!(said(&["advisors", "nurses"], "zz").ends_with("; there are `advisors`, `nurses`"));
        assert!(said(&[], "general").ends_with("; this scenario names none"));
        let many: Vec<String> = (0..14).map(|n| format!("area-{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(said(&many, "zz").ends_with("`area-11` and 2 more"));
        assert_eq!(place(&["a", "b"], "--group", Some("b")), Ok(Some(1)));
    }
}
