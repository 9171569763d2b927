//! Demand: what each source brings in one replication, one demand cell at a time, in order of arrival.
//!
//! The number of first calls in a cell is a Poisson quantile of one uniform keyed by (seed, replication, area, class,
//! cell); each call is born with a key of its own and arrives at a keyed uniform place in the cell. More demand therefore
//! adds callers and moves none. The rate is doubly stochastic: level of the run x day x within the day ([`factor`]).

pub mod arrivals;
pub mod factor;

pub use arrivals::{Arrival, Arrivals, FreshScale};
pub use factor::{FactorTables, Factors};
