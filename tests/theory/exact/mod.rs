//! Exact answers, by queueing theory, for systems small enough to have one.
//!
//! Nothing here uses the simulator's own code: every solver is written from
//! the published formulas or from the Markov chain of the system, and each is
//! tested against a second method or a published number. Rates are per unit of
//! time and times are in that same unit, whichever the caller chooses.

pub(crate) mod absence;
pub(crate) mod accumulating;
pub(crate) mod callback;
pub(crate) mod chain;
pub(crate) mod day;
pub(crate) mod held;
pub(crate) mod mg1;
pub(crate) mod mmc;
pub(crate) mod mmcg;
pub(crate) mod overflow;
pub(crate) mod phases;
pub(crate) mod priority;
pub(crate) mod quadrature;
pub(crate) mod redial;
pub(crate) mod reservation;
pub(crate) mod retrial;
pub(crate) mod shared;
pub(crate) mod threshold;
pub(crate) mod unequal;
