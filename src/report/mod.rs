//! What a run says to people and to programs: summary, tidy tables, pictures.

pub mod calibration;
#[cfg(feature = "charts")]
pub mod chart;
pub mod comparison;
pub mod doubt;
#[cfg(feature = "charts")]
pub mod figures;
pub mod files;
pub mod money;
pub mod number;
pub mod price;
pub mod rollout;
pub mod staffing;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod trace;
pub mod warnings;
pub mod workbook;
