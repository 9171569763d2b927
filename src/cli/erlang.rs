//! `helpline erlang`: what the formulas say, from flags.

use clap::Args;

use super::console::Console;
use super::{Format, WRONG_INPUT};
use crate::analysis::erlang::{ErlangA, ErlangC, Goal, Load, MOST_AGENTS, ServiceLevel, erlang_b, least_agents};
use crate::report::number;
use crate::units;

/// Flags of `erlang`.
#[derive(Debug, Args)]
pub struct ErlangArgs {
    /// Calls: 120/h, 2000/d
    #[arg(long)]
    calls: String,
    /// Mean handling time, wrap-up included: 7m 30s
    #[arg(long)]
    handle: String,
    /// Agents; leave it out to find the least number for --target
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_AGENTS)))]
    agents: Option<u32>,
    /// Mean patience (exponential): Erlang A. Without it, callers never leave: Erlang C
    #[arg(long)]
    patience: Option<String>,
    /// Share to be answered within --within, to find the agents: 90%
    #[arg(long)]
    target: Option<String>,
    /// The time for --target and for the service level
    #[arg(long, default_value = "60s")]
    within: String,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Answers from the formulas.
///
/// # Errors
/// None of its own.
pub fn erlang(args: &ErlangArgs, console: &Console) -> anyhow::Result<u8> {
    if args.format == Format::Xlsx {
        console.failure(&anyhow::anyhow!(
            "--format xlsx: this command writes no files; --format csv prints a table that spreadsheets open"
        ));
        return Ok(WRONG_INPUT);
    }
    match answer(args) {
        Ok(rows) => {
            console.answer(&show(&rows, args.format));
            Ok(0)
        }
        Err(message) => {
            console.failure(&anyhow::anyhow!(message));
            Ok(WRONG_INPUT)
        }
    }
}

type Row = (&'static str, f64, String);

fn answer(args: &ErlangArgs) -> Result<Vec<Row>, String> {
    let named = |flag: &str, error: String| format!("--{flag}: {error}");
    let calls = units::rate(&args.calls).map_err(|e| named("calls", e))?;
    let handle = units::duration(&args.handle).map_err(|e| named("handle", e))?;
    let within = units::duration(&args.within).map_err(|e| named("within", e))?;
    let patience = args.patience.as_deref().map(units::duration).transpose().map_err(|e| named("patience", e))?;
    let load = Load { calls_per_hour: calls, handle_seconds: handle };
    let mut rows: Vec<Row> = vec![("offered load, Erlangs", load.erlangs(), number::fixed(load.erlangs(), 2))];
    let agents = match (args.agents, &args.target) {
        (Some(agents), None) => agents,
        (None, Some(target)) => {
            let share = units::share(target).map_err(|e| named("target", e))?;
            let goal = Goal::ServiceLevel { share, seconds: within, definition: ServiceLevel::OfOffered };
            least_agents(load, patience, goal).map_err(|e| e.to_string())?
        }
        _ => return Err("give either --agents, or --target to find them".to_owned()),
    };
    rows.push(("agents", f64::from(agents), agents.to_string()));
    let share = |x: f64| number::share(x);
    rows.push(("Erlang B: lost if nobody may wait", erlang_b(load.erlangs(), agents), share(erlang_b(load.erlangs(), agents))));
    let level: &'static str = "answered within the time, of offered";
    if let Some(patience) = patience {
        let a = ErlangA::new(load, patience, agents).map_err(|e| e.to_string())?;
        rows.push(("chance to wait", a.wait_probability(), share(a.wait_probability())));
        rows.push(("give up", a.abandonment(), share(a.abandonment())));
        rows.push(("mean wait, all callers", a.mean_wait(), number::duration(a.mean_wait())));
        rows.push(("average speed to answer", a.mean_speed_of_answer(), number::duration(a.mean_speed_of_answer())));
        let (offered, answered) =
            (a.service_level(within, ServiceLevel::OfOffered), a.service_level(within, ServiceLevel::OfAnswered));
        rows.push((level, offered, share(offered)));
        rows.push(("answered within the time, of answered", answered, share(answered)));
        rows.push(("occupancy", a.utilisation(), share(a.utilisation())));
    } else {
        let c = ErlangC::new(load, agents).map_err(|e| e.to_string())?;
        rows.push(("chance to wait", c.wait_probability(), share(c.wait_probability())));
        rows.push(("mean wait", c.mean_wait(), number::duration(c.mean_wait())));
        rows.push((level, c.service_level(within), share(c.service_level(within))));
        rows.push(("95th centile wait", c.wait_quantile(0.95), number::duration(c.wait_quantile(0.95))));
        rows.push(("occupancy", c.utilisation(), share(c.utilisation())));
    }
    Ok(rows)
}

fn show(rows: &[Row], format: Format) -> String {
    match format {
        Format::Json => {
            let map: serde_json::Map<String, serde_json::Value> =
                rows.iter().map(|(k, v, _)| ((*k).to_owned(), (*v).into())).collect();
            format!("{}\n", serde_json::Value::Object(map))
        }
        Format::Csv | Format::Xlsx => {
            format!("measure,value\n{}", rows.iter().map(|(k, v, _)| format!("\"{k}\",{v}\n")).collect::<String>())
        }
        Format::Md => format!(
            "| measure | value |\n|---|---:|\n{}",
            rows.iter().map(|(k, _, t)| format!("| {k} | {t} |\n")).collect::<String>()
        ),
        Format::Table => rows.iter().map(|(k, _, t)| format!("{k:<42} {t:>12}\n")).collect(),
    }
}
