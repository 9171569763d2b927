//! The board page, `report.png`: A4 landscape at 200 dots an inch with the verdict, the rows behind it, key figures, doubts, and the one or
//! two pictures that matter most; what people paste into a paper.
//!
//! | file | what it does |
//! |---|---|
//! | `sheet` | the page: verdict over its width, words at the left, pictures at the right |
//! | `column` | the words at the left: composed to the room there is, whatever the number of rows |

use super::html::Tone;

#[cfg(feature = "charts")]
mod column;
#[cfg(feature = "charts")]
mod sheet;

#[cfg(feature = "charts")]
pub use sheet::png;

/// A row beside the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// More of it, in small.
    pub note: String,
    /// The figure.
    pub value: String,
    /// How it stands, in a word; may be empty.
    pub word: String,
}

/// A figure that every board asks for, in large.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// The figure.
    pub value: String,
    /// What it is.
    pub name: String,
}

impl Figure {
    /// A figure and what it is.
    pub fn new(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self { value: value.into(), name: name.into() }
    }
}

/// What the board page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// "Run", "Comparison".
    pub kind: String,
    /// The scenario's title.
    pub title: String,
    /// Days, replications, seed.
    pub about: String,
    /// How it stands.
    pub tone: Tone,
    /// The verdict.
    pub verdict: String,
    /// What belongs to it.
    pub more: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Key figures, the most important first.
    pub figures: Vec<Figure>,
    /// Doubts, the most important first.
    pub doubts: Vec<String>,
    /// What the figures rest on.
    pub foot: String,
}

/// The places of the rows that are shown where only `most` have room: those that stand worst, in the order of the page.
#[cfg(feature = "charts")]
fn shown(rows: &[Row], most: usize) -> Vec<usize> {
    let rank = |row: &Row| match Tone::of(&row.word) {
        Some(Tone::Bad) => 0,
        Some(Tone::Unsure) => 1,
        Some(Tone::Risk) => 2,
        Some(Tone::Good) => 3,
        Some(Tone::Same) | None => 4,
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&place| (rank(&rows[place]), place));
    order.truncate(most);
    order.sort_unstable();
    order
}
