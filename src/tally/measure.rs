//! placeholder
/// A ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: f64,
    /// Denominator.
    pub denominator: f64,
}
