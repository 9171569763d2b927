//! Tables on the page: one look for the terminal with and without Unicode, and as Markdown.
//!
//! A word or a number is never broken in a cell. Of the layouts in which that holds on a terminal of its width, a table takes the first
//! that is not crowded, else the one with the fewest lines (`layout`):
//!
//! 1. framed;
//! 2. tight: without a frame, two spaces between columns;
//! 3. parted: the name and the judgement of a row stand on a line of their own, its figures in columns below;
//! 4. listed: below its name, the cells of a row stand one after the other, each with its head.

mod layout;

use std::fmt;

use super::console::Console;

/// Columns below which no table shrinks.
const LEAST_WIDTH: usize = 40;

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
    console: Console,
    markdown: bool,
    width: usize,
    lines: Lines,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Columns of figures, set to the right.
    figures: Vec<usize>,
    /// Columns of words that are the answer.
    whole: Vec<usize>,
}

impl Table {
    pub(super) fn set_header<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.head = self.cells(cells);
    }

    pub(super) fn add_row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = self.cells(cells);
        self.rows.push(cells);
    }

    pub(super) fn add_rows<T: ToString, R: IntoIterator<Item = T>>(&mut self, rows: impl IntoIterator<Item = R>) {
        for row in rows {
            self.add_row(row);
        }
    }

    /// Signs are chosen before widths are; Markdown is for files, which know them all.
    fn cells<T: ToString>(&self, cells: impl IntoIterator<Item = T>) -> Vec<String> {
        let known = |text: String| if self.markdown { text } else { self.console.signs(&text).into_owned() };
        cells.into_iter().map(|cell| known(cell.to_string())).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&if self.markdown { layout::markdown(self) } else { layout::drawn(self) })
    }
}

/// A table without rows, as wide as the terminal, but at most `most` columns.
pub(super) fn empty(console: &Console, markdown: bool, lines: Lines, most: usize) -> Table {
    Table {
        console: *console,
        markdown,
        width: console.width().clamp(LEAST_WIDTH, most),
        lines,
        head: Vec::new(),
        rows: Vec::new(),
        figures: Vec::new(),
        whole: Vec::new(),
    }
}

/// Sets columns of figures to the right.
pub(super) fn figures(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    table.figures.extend(columns);
}

/// Columns of words that are the answer: not broken where the table fits so.
pub(super) fn whole(table: &mut Table, columns: impl IntoIterator<Item = usize>) {
    table.whole.extend(columns);
}
