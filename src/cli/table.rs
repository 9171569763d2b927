//! Tables on the page: one look for the terminal with and without Unicode, and as Markdown.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::console::Console;

/// Columns of a Markdown table: more than any needs, since nobody reads it as it is.
const MARKDOWN_WIDTH: u16 = 400;
/// Columns below which no table shrinks.
const LEAST_WIDTH: usize = 60;

/// Which lines a table has on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// One between all rows: for cells of several lines.
    BetweenRows,
    /// Around it and below its head.
    Around,
}

/// A table without rows, as wide as the terminal, but at most `most` columns.
pub(super) fn empty(console: &Console, markdown: bool, lines: Lines, most: usize) -> Table {
    let mut table = Table::new();
    table.load_style(match (markdown, console.unicode, lines) {
        (true, ..) => presets::ASCII_MARKDOWN,
        (false, true, Lines::BetweenRows) => presets::UTF8_HORIZONTAL_ONLY,
        (false, false, Lines::BetweenRows) => presets::ASCII_HORIZONTAL_ONLY,
        (false, true, Lines::Around) => presets::UTF8_BORDERS_ONLY,
        (false, false, Lines::Around) => presets::ASCII_BORDERS_ONLY_CONDENSED,
    });
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(if markdown { MARKDOWN_WIDTH } else { console.width().clamp(LEAST_WIDTH, most) as u16 });
    table
}

/// Sets columns of figures to the right.
pub(super) fn figures(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
