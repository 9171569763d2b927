//! To come.
pub(crate) static CASES: &[&super::harness::Case] = &[];
