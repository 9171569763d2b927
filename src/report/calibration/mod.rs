//! What a calibration and a validation say: the page on the fit, tables, pictures.

pub mod areas;
pub mod fit;
#[cfg(feature = "charts")]
pub mod pictures;
pub mod validation;
