//! The solvers of the theory tests.
#![allow(dead_code, reason = "some solvers have more to them than is asked here")]

#[path = "../theory/exact/chain.rs"]
pub(crate) mod chain;
#[path = "../theory/exact/day.rs"]
pub(crate) mod day;
#[path = "../theory/exact/mg1.rs"]
pub(crate) mod mg1;
#[path = "../theory/exact/mmc.rs"]
pub(crate) mod mmc;
#[path = "../theory/exact/overflow.rs"]
pub(crate) mod overflow;
#[path = "../theory/exact/priority.rs"]
pub(crate) mod priority;
#[path = "../theory/exact/quadrature.rs"]
pub(crate) mod quadrature;
