//! What a price test writes: `price.json`, `price.csv`, `summary.json` of the scenario as staffed, the scenario, pictures, manifest.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::PriceArgs;
use super::cases::Read;
use crate::cli::console::Console;
use crate::cli::manifest;
use crate::cli::pictures::Drawn;
use crate::experiment;
use crate::report::price::Test;
use crate::report::{files, summary};

/// Writes all of it.
pub(super) fn results(
    args: &PriceArgs,
    read: &Read,
    test: &Test,
    json: &str,
    rows: &str,
    folder: &Path,
    (stop, began, _console): (&AtomicBool, Instant, &Console),
) -> anyhow::Result<()> {
    crate::cli::folder::clear(folder, "price", [args.file.as_str()], &[])?;
    files::write(&folder.join("price.json"), json.as_bytes())?;
    files::write(&folder.join("price.csv"), rows.as_bytes())?;
    let first = &read.cases[0];
    let plan = experiment::Plan {
        replications: args.replications as usize,
        seed: args.common.seed,
        threads: args.common.threads,
        precision: Vec::new(),
        most: args.replications as usize,
    };
    // the same callers as the figures as staffed
    let results = experiment::run(&first.scenario.model, &plan, stop, &mut |_| {})?;
    if results.replications > 0 {
        let summary = summary::summary(&first.scenario.model, &results, read.warnings.clone());
        files::write(&folder.join("summary.json"), format!("{}\n", serde_json::to_string_pretty(&summary)?).as_bytes())?;
    } else {
        files::remove(&folder.join("summary.json"))?;
    }
    files::resolved(folder, &first.scenario.resolved)?;
    let drawn = pictures(args, test, folder)?;
    super::report::write(args, read, test, &drawn, folder)?;
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "scenario": args.file,
        "scenario_hash": manifest::hash(&first.scenario.resolved.toml),
        "inputs": read.cases.iter().flat_map(|case| manifest::inputs(&case.scenario)).collect::<serde_json::Map<_, _>>(),
        "set": args.set,
        "seed": args.common.seed,
        "replications": test.tried.iter().map(|tried| tried.found.replications).sum::<usize>(),
        "partial": test.tried.iter().any(|tried| tried.found.partial) || test.tried.len() < read.cases.len(),
        "threads": manifest::threads(args.common.threads),
        "seconds": (began.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    });
    files::write(&folder.join("manifest.json"), format!("{value:#}\n").as_bytes())?;
    Ok(())
}

#[cfg(feature = "charts")]
fn pictures(args: &PriceArgs, test: &Test, folder: &Path) -> anyhow::Result<Drawn> {
    use crate::report::price::pictures;
    let drawings = if args.no_charts { Vec::new() } else { pictures::draw(test) };
    crate::cli::pictures::write(folder, &pictures::NAMES, drawings, args.common.threads)
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &PriceArgs, _: &Test, _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}
