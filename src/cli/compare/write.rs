//! What a comparison writes into its folder.

use std::path::Path;

use super::CompareArgs;
use super::alternatives::Read;
use super::manifest::{self, Ended};
use crate::cli::pictures::Drawn;
use crate::experiment::Compared;
#[cfg(feature = "charts")]
use crate::experiment::{Flows, flows};
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
    let names: Vec<&str> = read.iter().map(|one| one.scenario.model.name.as_str()).collect();
    crate::cli::folder::clear(folder, crate::cli::folder::SERVICES, args.files.iter().map(String::as_str), &names)?;
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
    let base = &read[0].scenario;
    let mut drawings = if args.no_charts { Vec::new() } else { pictures::draw(base, configurations, found) };
    // whoever stopped it does not wait for more
    let partial = configurations.iter().any(|one| one.results.is_some_and(|results| results.partial));
    if let Some(two) = pictures::followed(configurations, found).filter(|_| !args.no_charts && !partial) {
        let [was, now] = follow(args, two)?;
        drawings.extend(pictures::callers(base, two, [&was, &now]).map(|drawing| ("callers", drawing)));
    }
    crate::cli::pictures::write(folder, &pictures::NAMES, drawings, args.common.threads)
}

/// Follows the callers of the same replications through both.
#[cfg(feature = "charts")]
fn follow(args: &CompareArgs, two: [&Configuration; 2]) -> anyhow::Result<[Flows; 2]> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(args.common.threads).build()?;
    let (replications, calls) = two[0].results.map_or((1, 1), |base| (base.replications, base.calls));
    let through = |one: &Configuration| -> anyhow::Result<Flows> {
        let fresh = one.results.map(|results| results.fresh.clone()).unwrap_or_default();
        Ok(threads.install(|| flows(one.model, &fresh, args.common.seed, replications, calls))?)
    };
    Ok([through(two[0])?, through(two[1])?])
}

#[cfg(not(feature = "charts"))]
fn pictures(_: &CompareArgs, _: &[Read], _: &[Configuration], _: &Comparison, _: &Path) -> anyhow::Result<Drawn> {
    Ok(Drawn::default())
}

fn manifest(args: &CompareArgs, read: &[Read], compared: &Compared, seconds: f64) -> String {
    let ended = Ended { replications: compared.replications, partial: compared.partial, seconds };
    let sum = |of: fn(&crate::experiment::Results) -> u64| compared.results.iter().map(of).sum::<u64>().into();
    let more = [("calls".to_owned(), sum(|r| r.calls)), ("events".to_owned(), sum(|r| r.events))];
    manifest::text(args, read, &ended, more.into_iter().collect())
}
