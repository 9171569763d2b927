//! What draws of the inputs say: chances over inputs and callers both, whose doubt it is, which alternative is best how often.
//!
//! Everything here is about one replication (one month, if a month is simulated) whose inputs are not known: its variance is that of
//! inputs and chance together. `analysis::doubt` has the formulae.

mod files;
mod find;

pub use files::{drawn_inputs, rows};
pub use find::{doubt, wanted};

use serde::Serialize;

use super::number::Unit;

/// Fewer draws are not analysed.
pub const FEWEST: usize = 5;

/// An input as it was drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// Its path or paths.
    pub name: String,
    /// The range or law, as written.
    pub range: String,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Doubt {
    /// Draws finished.
    pub draws: usize,
    /// Replications of each.
    pub replications_a_draw: usize,
    /// Stopped before the end.
    pub partial: bool,
    /// What was drawn.
    pub inputs: Vec<Input>,
    /// The base first.
    pub configurations: Vec<Configuration>,
    /// Which alternative is best, by each criterion that is measured; empty for one configuration.
    pub choices: Vec<Choice>,
    /// What must be said beside it.
    pub notes: Vec<String>,
}

/// One configuration over all draws.
#[derive(Clone, Debug, Serialize)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// The targets.
    pub targets: Vec<Chance>,
    /// All of them at once.
    pub all_targets: Option<Chance>,
    /// Measures.
    pub measures: Vec<Parts>,
    /// Difference from the base in cost, and in total cost; draws in which it costs less.
    pub cheaper: Vec<Cheaper>,
}

/// The chance that a target holds, over inputs and callers.
#[derive(Clone, Debug, Serialize)]
pub struct Chance {
    /// The target's name in the file.
    pub target: String,
    /// In words.
    #[serde(skip)]
    pub words: String,
    /// The chance.
    pub probability_met: f64,
    /// Wilson's interval for what the draws are worth.
    pub low: f64,
    /// As `low`.
    pub high: f64,
}

/// A measure and whose its variance is.
#[derive(Clone, Debug, Serialize)]
pub struct Parts {
    /// Name.
    pub measure: String,
    /// `all` or a part.
    pub scope: String,
    /// In words.
    #[serde(skip)]
    pub words: String,
    /// Its unit.
    #[serde(skip)]
    pub unit: Unit,
    /// Over inputs and callers.
    pub mean: f64,
    /// A tenth of replications lies below.
    pub p10: f64,
    /// A tenth lies above.
    pub p90: f64,
    /// Standard deviation that inputs make, net of chance.
    pub sd_of_inputs: Option<f64>,
    /// Its interval.
    pub sd_of_inputs_low: Option<f64>,
    /// Its interval.
    pub sd_of_inputs_high: Option<f64>,
    /// Inputs' share of the variance of one replication.
    pub share_of_inputs: Option<f64>,
    /// Its interval.
    pub share_low: Option<f64>,
    /// Its interval.
    pub share_high: Option<f64>,
    /// What each input makes by itself, in the order of the inputs; empty with too few draws.
    pub by_input: Vec<Own>,
}

/// What one input makes by itself.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Own {
    /// Share of the variance of one replication.
    pub share: f64,
    /// Standard error.
    pub error: f64,
    /// More of the input, more of the measure.
    pub rising: bool,
}

impl Parts {
    /// The input that makes most, if it stands out from noise.
    pub fn dominating(&self) -> Option<(usize, Own)> {
        let most = self.by_input.iter().copied().enumerate().max_by(|a, b| a.1.share.total_cmp(&b.1.share))?;
        (most.1.share > 2.0 * most.1.error).then_some(most)
    }
}

/// A difference from the base.
#[derive(Clone, Debug, Serialize)]
pub struct Cheaper {
    /// Share of draws in which its mean is less than the base's.
    pub share_of_draws: f64,
    /// Wilson's interval.
    pub low: f64,
    /// As `low`.
    pub high: f64,
    /// The difference, alternative less base.
    pub difference: Parts,
}

/// Which alternative is best.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The measure that is to be least.
    pub criterion: String,
    /// In words.
    #[serde(skip)]
    pub words: String,
    /// The one with the least mean over all draws.
    pub best_on_average: String,
    /// Share of draws in which each is best, in the order of the configurations.
    pub best: Vec<Best>,
    /// Share of draws whose replications, taken one by one, do not all name the same.
    pub unsettled: f64,
    /// The expected value of perfect information, pounds.
    pub evpi: Option<f64>,
    /// Its interval.
    pub evpi_low: Option<f64>,
    /// Its interval.
    pub evpi_high: Option<f64>,
    /// That of each input; empty with too few draws.
    pub by_input: Vec<Worth>,
    /// The input that turns the verdict, if one does by itself.
    pub turned_by: Option<String>,
}

/// How often one is best.
#[derive(Clone, Debug, Serialize)]
pub struct Best {
    /// The configuration.
    pub name: String,
    /// Share of draws.
    pub share: f64,
    /// Wilson's interval.
    pub low: f64,
    /// As `low`.
    pub high: f64,
    /// Share of draws in which it is best of those that miss no more targets than the base.
    pub share_within_targets: f64,
}

/// What an input is worth to know.
#[derive(Clone, Debug, Serialize)]
pub struct Worth {
    /// The input.
    pub input: String,
    /// The expected value of knowing it, pounds.
    pub evppi: f64,
    /// Standard error.
    pub error: f64,
    /// `[third][configuration]`: share of draws in which it is best where the input is low, middling, high.
    pub best_by_third: [Vec<f64>; 3],
}
