//! What a run writes into its folder: summary, tables, the scenario it was, pictures, and how it was made.

use std::path::Path;

use super::RunArgs;
use crate::cli::manifest;
use crate::cli::pictures::Drawn;
use crate::engine::observe::CallRow;
use crate::engine::{CallLog, Inputs, Workspace, simulate_observed};
use crate::experiment::Results;
use crate::model::Model;
use crate::plan::Requirement;
use crate::report::{files, tables};
use crate::scenario::Scenario;
use crate::tally::Ledger;

/// Writes everything but the manifest.
pub(super) fn results(
    args: &RunArgs,
    scenario: &Scenario,
    requirement: &Requirement,
    results: &Results,
    summary: &str,
    folder: &Path,
) -> anyhow::Result<Drawn> {
    let model = &scenario.model;
    crate::cli::folder::clear(folder, "run", args.scenario.files.iter().map(String::as_str), &[])?;
    files::write(&folder.join("summary.json"), summary.as_bytes())?;
    files::write(&folder.join("results.csv"), &tables::results(model, results))?;
    files::write(&folder.join("intervals.csv"), &tables::intervals(model, &scenario.civil, results))?;
    files::resolved(folder, &scenario.resolved)?;
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
) -> anyhow::Result<Drawn> {
    use crate::experiment::flows;
    use crate::report::figures;
    let drawings = if args.no_charts {
        Vec::new()
    } else {
        let model = &scenario.model;
        let threads = rayon::ThreadPoolBuilder::new().num_threads(args.common.threads).build()?;
        let flows = threads.install(|| flows(model, &results.fresh, results.seed, results.replications, results.calls))?;
        figures::draw(scenario, requirement, results, &flows)
    };
    crate::cli::pictures::write(folder, &figures::NAMES, drawings, args.common.threads)
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &RunArgs, _: &Scenario, _: &Requirement, _: &Results, _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}

/// The calls of the first replication.
fn first_replication(model: &Model, results: &Results) -> anyhow::Result<Vec<CallRow>> {
    let inputs = Inputs::new(model, results.fresh.clone());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut log = CallLog::default();
    simulate_observed(&inputs, results.seed, 0, &mut Workspace::new(model), &mut ledger, &mut log)?;
    log.rows.sort_by_key(|row| (row.arrived, row.source, row.ended));
    Ok(log.rows)
}

/// What was run, with what, and how long it took.
pub(super) fn manifest(args: &RunArgs, file: &str, scenario: &Scenario, results: &Results, seconds: f64) -> String {
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": file,
        "scenario_hash": manifest::hash(&scenario.resolved.toml),
        "inputs": manifest::inputs(scenario),
        "set": args.scenario.set,
        "seed": results.seed,
        "replications": results.replications,
        "partial": results.partial,
        "threads": manifest::threads(args.common.threads),
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "calls": results.calls,
        "events": results.events,
    });
    format!("{value:#}\n")
}
