//! Tables on the page: one look for the terminal with and without Unicode, and as Markdown.

use std::fmt;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use super::console::Console;
use super::plain;

/// Columns of a Markdown table: more than any needs, since nobody reads it as it is.
const MARKDOWN_WIDTH: usize = 400;
/// Columns around the words of a cell.
const PADDING: usize = 2;
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

/// A table whose cells are in signs that the terminal knows.
#[derive(Debug)]
pub(super) struct Table {
    drawn: comfy_table::Table,
    console: Console,
    markdown: bool,
    width: usize,
    /// Columns that the borders at its sides take; between columns there is one.
    borders: usize,
    /// The longest part of each column that is not to be broken.
    longest: Vec<usize>,
    /// The longest line of each column.
    widest: Vec<usize>,
    /// Columns of words that are the answer.
    whole: Vec<usize>,
}

impl Table {
    pub(super) fn set_header<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = self.measured(cells);
        self.drawn.set_header(cells);
    }

    pub(super) fn add_row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = self.measured(cells);
        self.drawn.add_row(cells);
    }

    pub(super) fn add_rows<T: ToString, R: IntoIterator<Item = T>>(&mut self, rows: impl IntoIterator<Item = R>) {
        for row in rows {
            self.add_row(row);
        }
    }

    pub(super) fn column_mut(&mut self, column: usize) -> Option<&mut comfy_table::Column> {
        self.drawn.column_mut(column)
    }

    fn measured<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) -> Vec<String> {
        let cells = self.cells(cells);
        self.longest.resize(self.longest.len().max(cells.len()), 0);
        for (longest, cell) in self.longest.iter_mut().zip(&cells) {
            *longest = cell.split([' ', '\n']).map(plain::visible).fold(*longest, usize::max);
        }
        self.widest.resize(self.longest.len(), 0);
        for (widest, cell) in self.widest.iter_mut().zip(&cells) {
            *widest = cell.lines().map(plain::visible).fold(*widest, usize::max);
        }
        cells
    }

    /// The table with columns wide enough for their longest words, if all of them fit; else words are broken where they must be. What is
    /// left of the width goes first to the columns that need least to be whole, so that figures stand on one line and names are broken.
    fn fitted(&self) -> comfy_table::Table {
        let mut drawn = self.drawn.clone();
        let least = |column: usize| if self.whole.contains(&column) { self.widest[column] } else { self.longest[column] };
        let mut widths: Vec<usize> = (0..self.longest.len()).map(least).collect();
        let room = self.width.saturating_sub(self.borders + widths.len() * (PADDING + 1) - widths.len().min(1));
        let Some(mut left) = room.checked_sub(widths.iter().sum()) else { return drawn };
        let mut order: Vec<usize> = (0..widths.len()).collect();
        order.sort_by_key(|&column| self.widest[column] - widths[column]);
        for column in order {
            let more = left.min(self.widest[column] - widths[column]);
            widths[column] += more;
            left -= more;
        }
        for (column, width) in drawn.column_iter_mut().zip(widths) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed((width + PADDING) as u16)));
        }
        drawn
    }

    /// Signs are chosen before widths are; Markdown is for files, which know them all.
    fn cells<T: ToString>(&self, cells: impl IntoIterator<Item = T>) -> Vec<String> {
        let known = |text: String| if self.markdown { text } else { glued(&self.console.signs(&text)) };
        cells.into_iter().map(|cell| known(cell.to_string())).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.markdown { self.drawn.fmt(out) } else { out.write_str(&self.fitted().to_string().replace(GLUE, " ")) }
    }
}

/// A space at which a cell is not broken.
const GLUE: char = '\u{a0}';

/// A cell in which numbers hold on to their units: `2 m 51 s – 3 m` is broken at the dash, if at all.
fn glued(text: &str) -> String {
    text.split('\n').map(glued_line).collect::<Vec<_>>().join("\n")
}

fn glued_line(text: &str) -> String {
    let mut glued = String::with_capacity(text.len() + 4);
    let mut before = "";
    for (place, word) in text.split(' ').enumerate() {
        let unit = |word: &str| matches!(word.trim_matches(['(', ')', ',', '.']), "%" | "s" | "m" | "h" | "d" | "min" | "pt");
        let number = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
        let holds = (number(before) && unit(word))
            || (matches!(before, "m" | "h" | "d") && word.starts_with(|c: char| c.is_ascii_digit()));
        if place > 0 {
            glued.push(if holds || matches!(before, "<" | ">" | "<=" | ">=" | "GBP") { GLUE } else { ' ' });
        }
        glued.push_str(word);
        before = word;
    }
    glued
}

/// A table without rows, as wide as the terminal, but at most `most` columns.
pub(super) fn empty(console: &Console, markdown: bool, lines: Lines, most: usize) -> Table {
    let mut table = comfy_table::Table::new();
    table.load_style(match (markdown, console.unicode, lines) {
        (true, ..) => presets::ASCII_MARKDOWN,
        (false, true, Lines::BetweenRows) => presets::UTF8_HORIZONTAL_ONLY,
        (false, false, Lines::BetweenRows) => presets::ASCII_HORIZONTAL_ONLY,
        (false, true, Lines::Around) => presets::UTF8_BORDERS_ONLY,
        (false, false, Lines::Around) => presets::ASCII_BORDERS_ONLY_CONDENSED,
    });
    table.set_content_arrangement(ContentArrangement::Dynamic);
    let width = if markdown { MARKDOWN_WIDTH } else { console.width().clamp(LEAST_WIDTH, most) };
    table.set_width(width as u16);
    let borders = if lines == Lines::Around { 2 } else { 0 };
    Table {
        drawn: table,
        console: *console,
        markdown,
        width,
        borders,
        longest: Vec::new(),
        widest: Vec::new(),
        whole: Vec::new(),
    }
}

/// Sets columns of figures to the right.
pub(super) fn figures(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// Columns of words that are the answer: not broken where the table fits so.
pub(super) fn whole(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    table.whole.extend(columns);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hold_on_to_their_units() {
        let parts = |text: &str| glued(text).split(' ').map(|part| part.replace(GLUE, "_")).collect::<Vec<_>>();
        assert_eq!(parts("2 m 51 s – 3 m"), ["2_m_51_s", "–", "3_m"]);
        assert_eq!(parts("at most 3 %"), ["at", "most", "3_%"]);
        assert_eq!(parts("97.0 – > 99.99 %"), ["97.0", "–", ">_99.99_%"]);
        assert_eq!(parts("Answered within 60 s"), ["Answered", "within", "60_s"]);
    }
}
