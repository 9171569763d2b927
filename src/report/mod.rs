//! What a run says to people and to programs: summary, tidy tables, pictures.

pub mod board;
pub mod calibration;
#[cfg(feature = "charts")]
pub mod chart;
pub mod checklists;
pub mod comparison;
pub mod doubt;
pub mod explain;
#[cfg(feature = "charts")]
pub mod figures;
pub mod files;
pub mod html;
pub mod money;
pub mod number;
pub mod price;
pub mod rollout;
pub mod staffing;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod together;
pub mod trace;
pub mod warnings;
pub mod workbook;
