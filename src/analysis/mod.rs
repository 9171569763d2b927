//! From replications to statements: plain numbers in, plain numbers out.
//!
//! Nothing here knows what a call is. The folder is read in this order:
//!
//! | file | answers |
//! |---|---|
//! | [`interval`] | how far off may a mean over replications be? |
//! | [`mod@ratio`] | and a quotient of two totals, such as the share of calls abandoned? |
//! | [`mod@jackknife`] | and any other smooth figure of many replications? |
//! | [`order`] | and a quantile over replications? |
//! | [`proportion`] | and a chance, such as that of meeting a target? Is the target met? |
//! | [`precision`] | after how many replications do we look, and when may we stop? |
//! | [`paired`] | how far apart are two configurations that met the same callers? |
//! | [`discordant`] | and two chances? |
//! | [`recovery`] | when are waits as usual again after a shock? |
//! | [`multiple`] | and many differences judged at once? How many replications would decide? |
//! | [`select`] | which of many configurations is best, and where should replications go to find out? |
//! | [`doubt`] | how much do inputs matter that are not known, and which? |
//! | [`daily`] | what is behind a series of days, and what comes next? |
//! | [`whole`] | how are numbers rounded that must add up? |
//! | [`erlang`] | what does theory say where it is exact, and how many agents does that take? |
//!
//! All intervals here but those of [`doubt`] are of one kind: simulation error, which falls as
//! replications are added. The spread of what one month may bring and doubt about the inputs are
//! other things and are never mixed with it.

pub mod daily;
pub mod discordant;
pub mod doubt;
pub mod erlang;
pub mod interval;
pub mod jackknife;
pub mod multiple;
pub mod order;
pub mod paired;
pub mod precision;
pub mod proportion;
pub mod ratio;
pub mod recovery;
pub mod select;
pub mod whole;

pub use discordant::Discordant;
pub use interval::{Estimate, Interval, mean_t, quantile_mean};
pub use jackknife::jackknife;
pub use multiple::{Judgement, each_level, judge_difference, more_replications};
pub use paired::{Difference, mean_difference, quantile_difference, ratio_difference};
pub use proportion::{Verdict, judge, judge_estimate, wilson};
pub use ratio::{RatioKind, ratio};
