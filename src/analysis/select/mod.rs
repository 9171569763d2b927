//! Selecting the best of several systems (here: configurations) from replications: plain numbers in, plain numbers out.
//!
//! Larger values are better throughout; whoever minimises hands over the values with their sign changed. Read in this order:
//!
//! | file | answers |
//! |---|---|
//! | [`walk`] | on which side of zero is the mean of a sequence, looked at after every value? |
//! | [`feasible`] | does a system keep its constraints? |
//! | [`kn`] | which system is best, with a guarantee, on common random numbers? |
//! | [`rinott`] | which system is best, with a guarantee, on independent ones? |
//! | [`ocba`] | where should the next replications go? No guarantee |
//!
//! A *guarantee* is a probability of correct selection: if the best system is better than every other by at least the
//! indifference zone (the margin, in the unit of the values), it is selected with at least that probability, whatever the means
//! and variances are, as long as values are independent over replications and normal.

pub mod feasible;
pub mod kn;
pub mod ocba;
pub mod rinott;
pub mod walk;

pub use feasible::Standing;
pub use kn::Contest;
