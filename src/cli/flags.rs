//! Flags that more than one command takes. Where a command means a little more by one, it says so itself (`mut_arg`).

use std::path::PathBuf;

use clap::Args;

use super::{Format, ProgressStyle};

/// What all that simulates takes: how it is done, what is shown of it, where results go.
#[derive(Debug, Args)]
pub(super) struct CommonArgs {
    /// Seed of all randomness
    #[arg(long, default_value_t = 111)]
    pub(super) seed: u64,
    /// Threads; 0 for all cores
    #[arg(long, default_value_t = 0)]
    pub(super) threads: usize,
    /// How progress is shown
    #[arg(long, value_enum, default_value_t = ProgressStyle::Auto)]
    pub(super) progress: ProgressStyle,
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Folder of results
    #[arg(long, default_value = "out")]
    pub(super) out: PathBuf,
}

/// How many replications, where their number is not the command's to find.
#[derive(Debug, Args)]
pub(super) struct ReplicationArgs {
    /// Replications
    #[arg(short = 'n', long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(super) replications: u64,
    /// Add replications until a measure's 95 % interval is this narrow: MEASURE=HALF-WIDTH, for instance
    /// answered-within-60s=0.5pt or mean-wait=2s (repeatable)
    #[arg(long, value_name = "MEASURE=HALF-WIDTH")]
    pub(super) precision: Vec<String>,
    /// The most replications that --precision may take
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub(super) max_replications: u64,
}
