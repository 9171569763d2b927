//! The pictures of a price test.

use super::Test;
use crate::report::chart::Drawing;

/// Names of the pictures it may write.
pub const NAMES: [&str; 2] = ["price", "tornado"];

/// Draws the pictures that apply: name, picture.
pub fn draw(_test: &Test) -> Vec<(&'static str, Drawing)> {
    Vec::new()
}
