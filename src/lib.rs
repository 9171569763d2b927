//! `helpline` tests, before anyone signs, whether an urgent-care telephone helpline can be delivered with the staff, the
//! routing and the price that are proposed.
//!
//! Follow a scenario through the program, folder by folder:
//!
//! ```text
//!  scenario.toml + CSV
//!       |  scenario::load           reads, merges, checks: all problems at once, underlined
//!       v
//!    model::Model                   immutable: ids not names, ticks not text; no I/O, no randomness
//!       |
//!       |  experiment::run          for each replication, on any thread, in a reused workspace
//!       v
//!  demand --callers, each with a key---> engine::simulate --counts, waits, time integrals--> tally::Ledger
//!  (random: keys, laws)                    |  ^
//!                                          v  |  which call for this agent, which agent for this call
//!                                     engine::dispatch (pure functions of a read-only view)
//!       .
//!       v   folded in order of replication
//!       |          finance::Books: pay, contracts, what outcomes cost, by month
//!       v
//!  experiment::Results  (measure x replication, measure x interval, histograms of waits, books)
//!       |
//!       +--> experiment::compare (the same callers twice), experiment::sweep (many settings): round again
//!       +--> experiment::staffing: proposes (plan), simulates, verifies on fresh callers: round again
//!       +--> analysis (intervals, chances, differences, selection, Erlang)  plain numbers in, plain numbers out
//!       +--> plan (offered load, need by interval, staffings by formula)
//!       v
//!  report (summary, tables, chart/) ---> files;   cli ---> terminal
//! ```
//!
//! | folder | what it is for |
//! |---|---|
//! | [`scenario`] | the file: tree, merge, calendar, lowering to the model, problems |
//! | [`model`] | plain data that everything else reads |
//! | [`random`] | keyed draws, laws, quantile tables |
//! | [`demand`] | who calls when, in one replication |
//! | [`engine`] | what happens to each call, in one replication |
//! | [`tally`] | what a replication remembers; measures |
//! | [`finance`] | pay by clock time, contracts, a provider's books |
//! | [`experiment`] | many replications, over threads |
//! | [`analysis`] | statistics and Erlang's formulas |
//! | [`plan`] | load and need before any simulation |
//! | [`price`] | the price test: the cheapest deliverable price, and what breaks it |
//! | [`calibrate`] | from records to a model |
//! | [`estimate`] | parameters from records, with standard errors |
//! | [`programme`] | a roll-out: areas go live, providers withdraw, others step in |
//! | [`records`] | what was observed: published statistics and logs |
//! | [`calibrate`] | from records to a model, and how well it predicts |
//! | [`report`] | what a run says |
//! | [`units`] | quantities as people write and read them |
//! | [`cli`] | the commands |

pub mod analysis;
pub mod calibrate;
pub mod cli;
pub mod demand;
pub mod engine;
pub mod estimate;
pub mod experiment;
pub mod finance;
pub mod model;
pub mod plan;
pub mod price;
pub mod programme;
pub mod random;
pub mod records;
pub mod report;
pub mod scenario;
pub mod tally;
pub mod units;
