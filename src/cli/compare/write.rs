//! What a comparison writes into its folder.

use std::path::Path;

use super::CompareArgs;
use super::alternatives::Read;
use crate::cli::manifest;
use crate::cli::pictures::Drawn;
use crate::experiment::Compared;
use crate::report::comparison::{self, Comparison, Configuration};
use crate::report::{files, tables};

/// Writes everything, the manifest last.
#[expect(clippy::too_many_arguments, reason = "everything that is known goes into the folder")]
pub(super) fn all(
    args: &CompareArgs,
    read: &[Read],
    configurations: &[Configuration],
    compared: &Compared,
    found: &Comparison,
    summary: &str,
    folder: &Path,
    seconds: f64,
) -> anyhow::Result<Drawn> {
    files::write(&folder.join("summary.json"), summary.as_bytes())?;
    let simulated = || configurations.iter().zip(read).filter_map(|(c, one)| Some((c.model, one, c.results?)));
    let results: Vec<Vec<u8>> = simulated().map(|(model, _, results)| tables::results(model, results)).collect();
    files::write(&folder.join("results.csv"), &tables::under_each_other(&results))?;
    let intervals: Vec<Vec<u8>> =
        simulated().map(|(model, one, results)| tables::intervals(model, &one.scenario.civil, results)).collect();
    files::write(&folder.join("intervals.csv"), &tables::under_each_other(&intervals))?;
    let base = &read[0].scenario.model.name;
    files::write(&folder.join("differences.csv"), &comparison::differences(base, found))?;
    for one in read {
        files::resolved(&folder.join("scenarios").join(&one.scenario.model.name), &one.scenario.resolved)?;
    }
    let drawn = pictures(args, read, configurations, found, folder)?;
    files::write(&folder.join("manifest.json"), manifest(args, read, compared, seconds).as_bytes())?;
    Ok(drawn)
}

#[cfg(feature = "charts")]
fn pictures(
    args: &CompareArgs,
    read: &[Read],
    configurations: &[Configuration],
    found: &Comparison,
    folder: &Path,
) -> anyhow::Result<Drawn> {
    use crate::report::comparison::pictures;
    let drawings = if args.no_charts { Vec::new() } else { pictures::draw(&read[0].scenario, configurations, found) };
    crate::cli::pictures::write(folder, &pictures::NAMES, drawings, args.common.threads)
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &CompareArgs, _: &[Read], _: &[Configuration], _: &Comparison, _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}

/// What was compared, with what, and how long it took.
fn manifest(args: &CompareArgs, read: &[Read], compared: &Compared, seconds: f64) -> String {
    let own = |one: &Read| {
        serde_json::json!({
            "name": one.scenario.model.name,
            "scenario": one.file,
            "set": one.set,
            "identical": one.identical,
            "scenario_hash": manifest::hash(&one.scenario.resolved.toml),
            "inputs": manifest::inputs(&one.scenario),
        })
    };
    let value = serde_json::json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "base": own(&read[0]),
        "alternatives": read[1..].iter().map(own).collect::<Vec<_>>(),
        "set": args.set,
        "seed": args.common.seed,
        "replications": compared.replications,
        "partial": compared.partial,
        "threads": manifest::threads(args.common.threads),
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "calls": compared.results.iter().map(|r| r.calls).sum::<u64>(),
        "events": compared.results.iter().map(|r| r.events).sum::<u64>(),
    });
    format!("{value:#}\n")
}
