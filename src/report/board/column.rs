//! The words at the left of the board page: rows, key figures, doubts. Each has its least and its most height; what room is left over is
//! shared out, first to doubts that would not fit else, then to larger rows and figures, then to white between the parts.

use super::{Board, Figure, Row, shown};
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::palette::{BODY, FAINT, INK, PALE, QUIET, SMALL};
use crate::report::html::Tone;

/// Heights of a row: least, usual, most.
const ROW: (f64, f64, f64) = (37.0, 46.0, 84.0);
/// "and 3 more".
const REST: f64 = 24.0;
/// Rows beside which all figures have room.
const FEW: usize = 5;
/// Heights of a line of figures: usual, and with much room.
const FIGURES: (f64, f64) = (82.0, 100.0);
/// White between the parts: least, most.
const WHITE: (f64, f64) = (16.0, 40.0);
const DOUBT: Style = Style::new(13.0, INK);
const DOUBT_LINE: f64 = 18.0;
const DOUBT_HEAD: f64 = 24.0;
/// Lines of a doubt at most.
const DOUBT_LINES: usize = 4;
const INSET: f64 = 12.0;

/// How the column is composed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Places of the rows that are shown, and the height of each.
    rows: Vec<usize>,
    row: f64,
    /// Figures in each line, and the height of one.
    across: usize,
    figure: f64,
    figures: usize,
    /// Doubts as lines.
    doubts: Vec<Vec<String>>,
    white: f64,
    /// What all of it takes.
    pub(super) height: f64,
}

impl Column {
    /// For this much room.
    pub(super) fn new(board: &Board, width: f64, room: f64) -> Self {
        let wide = if width >= 430.0 { 4 } else { 3 };
        // of more there is no line left
        let figures = board.figures.len().min(if board.rows.len() > FEW { wide } else { 4 });
        let across = figures.min(wide);
        let lines = |across: usize| figures.div_ceil(across.max(1)) as f64;
        let said: Vec<Vec<String>> =
            board.doubts.iter().map(|text| DOUBT.wrap(&text.replace('`', ""), width - 2.0 * INSET - 16.0, DOUBT_LINES)).collect();
        let doubt = |lines: &Vec<String>| DOUBT_LINE * lines.len() as f64 + 5.0;
        let head = |n: usize| if n > 0 { DOUBT_HEAD + 2.0 * INSET } else { 0.0 };
        let first = said.first().map_or(0.0, |lines| doubt(lines) + head(1));
        let parts = usize::from(!board.rows.is_empty()) + usize::from(figures > 0) + usize::from(!said.is_empty());
        let gaps = parts.saturating_sub(1) as f64;
        let fixed = lines(across) * if figures > 0 { FIGURES.0 } else { 0.0 } + gaps * WHITE.0;

        let rows = board.rows.len();
        let free = room - fixed - first;
        let rows = if ROW.0 * rows as f64 <= free { rows } else { (((free - REST) / ROW.0) as usize).clamp(1, rows) };
        let rest = if rows < board.rows.len() { REST } else { 0.0 };
        // doubts while the rows keep their usual height, the first in any case
        let mut kept = said.len().min(1);
        let taken = |kept: usize| said[..kept].iter().map(doubt).sum::<f64>() + head(kept);
        let over = |kept: usize| if kept < said.len() { DOUBT_LINE } else { 0.0 };
        let usual = ROW.1.min((free - rest) / rows.max(1) as f64);
        while kept < said.len() && fixed + rest + usual * rows as f64 + taken(kept + 1) + over(kept + 1) <= room {
            kept += 1;
        }
        let doubts = taken(kept) + if kept > 0 { over(kept) } else { 0.0 };
        // larger figures in two columns where few rows leave much room
        let spare = room - fixed - rest - doubts - ROW.1 * 1.3 * rows as f64;
        let (across, figure) = if figures > 1 && spare > FIGURES.1 * lines(2) - FIGURES.0 * lines(across) {
            (2, FIGURES.1)
        } else {
            (across, FIGURES.0)
        };
        let shown_figures = figures;
        let figures = if figures > 0 { lines(across) * figure } else { 0.0 };
        let row = ((room - figures - rest - doubts - gaps * WHITE.0) / rows.max(1) as f64).clamp(ROW.0 * 0.7, ROW.2);
        let all = row * rows as f64 + rest + figures + doubts;
        let white = ((room - all) / gaps.max(1.0)).clamp(WHITE.0, WHITE.1);
        Self {
            rows: shown(&board.rows, rows),
            row,
            across,
            figure,
            figures: shown_figures,
            doubts: said.into_iter().take(kept).collect(),
            white,
            height: all + gaps * white,
        }
    }

    /// Draws it from the top of the area.
    pub(super) fn draw(&self, canvas: &mut Canvas, board: &Board, area: Area) {
        let mut y = area.top;
        for (place, row) in self.rows.iter().filter_map(|&place| board.rows.get(place)).enumerate() {
            if place % 2 == 0 {
                canvas.rect(Area::new(area.left, y, area.right, y + self.row), PALE);
            }
            one(canvas, row, Area::new(area.left + INSET, y, area.right - INSET, y + self.row), self.row / ROW.1);
            y += self.row;
        }
        if self.rows.len() < board.rows.len() {
            let text = format!("and {} more: report.html", board.rows.len() - self.rows.len());
            canvas.text((area.left + INSET, y + 17.0), &text, Style::new(SMALL, QUIET));
            y += REST;
        }
        y += if y > area.top { self.white } else { 0.0 };
        if !board.figures.is_empty() {
            y = self.figures(canvas, &board.figures[..self.figures], Area::new(area.left, y, area.right, area.bottom))
                + self.white;
        }
        if !self.doubts.is_empty() {
            self.doubts(canvas, board.doubts.len(), Area::new(area.left, y, area.right, area.bottom));
        }
    }

    fn figures(&self, canvas: &mut Canvas, figures: &[Figure], area: Area) -> f64 {
        let each = area.width() / self.across.max(1) as f64;
        let mut y = area.top;
        for line in figures.chunks(self.across.max(1)) {
            canvas.line((area.left, y), (area.right, y), Pen::new(FAINT, 1.0));
            for (place, figure) in line.iter().enumerate() {
                let left = area.left + each * place as f64 + INSET;
                let room = each - INSET - 6.0;
                let mut value = Style::new(if self.figure > FIGURES.0 { 30.0 } else { 21.0 }, INK).bold();
                while value.width(&figure.value) > room && value.size > 12.0 {
                    value.size -= 1.0;
                }
                canvas.text((left, y + self.figure * 0.38), &figure.value, value);
                let name = Style::new(SMALL, QUIET);
                for (line, text) in name.wrap(&figure.name, room, 3).iter().enumerate() {
                    canvas.text((left, y + self.figure * 0.38 + 17.0 + 14.0 * line as f64), text, name);
                }
            }
            y += self.figure;
        }
        y
    }

    fn doubts(&self, canvas: &mut Canvas, all: usize, area: Area) {
        let lines: usize = self.doubts.iter().map(Vec::len).sum();
        let over = all - self.doubts.len();
        let height =
            DOUBT_HEAD + 2.0 * INSET + DOUBT_LINE * (lines + usize::from(over > 0)) as f64 + 5.0 * self.doubts.len() as f64;
        canvas.outline(Area::new(area.left, area.top, area.right, area.top + height - 6.0), Pen::new(FAINT, 1.5));
        let left = area.left + INSET;
        let mut y = area.top + INSET + 12.0;
        canvas.text((left, y), "Before you rely on it", Style::new(BODY, INK).bold());
        y += DOUBT_HEAD;
        for doubt in &self.doubts {
            canvas.circle((left + 4.0, y - 4.5), 2.5, INK);
            for line in doubt {
                canvas.text((left + 16.0, y), line, DOUBT);
                y += DOUBT_LINE;
            }
            y += 5.0;
        }
        if over > 0 {
            canvas.text((left + 16.0, y), &format!("and {over} more: report.html"), Style::new(SMALL, QUIET));
        }
    }
}

/// A row; `large` is 1 at its usual height.
fn one(canvas: &mut Canvas, row: &Row, area: Area, large: f64) {
    let size = |usual: f64, most: f64| (usual * large.powf(0.6)).clamp(usual * 0.86, most);
    let mut name = Style::new(size(BODY + 1.0, 19.0), INK);
    let mut small = Style::new(size(SMALL, 15.0), QUIET);
    let bold = Style::new(size(BODY + 2.0, 24.0), INK).bold();
    let shade = Tone::of(&row.word).map_or(INK, |tone| super::sheet::colour(tone).for_text());
    let mark = Style::new(size(SMALL + 1.0, 16.0), shade).bold();
    let word = match Tone::of(&row.word) {
        Some(tone) => format!("{} {}", tone.sign(), row.word),
        None => row.word.clone(),
    };
    // what is long is set smaller before any of it is cut
    while name.width(&row.name) > area.width() - bold.width(&row.value) - 10.0 && name.size > SMALL {
        name.size -= 0.5;
    }
    while small.width(&row.note) > area.width() - mark.width(&word) - 10.0 && small.size > SMALL - 2.0 {
        small.size -= 0.5;
    }
    let step = (name.size + small.size) * 0.36;
    let second = !row.note.is_empty() || !word.is_empty();
    let (up, down) = if second { (area.middle() - step, area.middle() + step) } else { (area.middle(), area.middle()) };
    canvas.label((area.right, up), &row.value, bold.right());
    canvas.label((area.left, up), &name.fit(&row.name, area.width() - bold.width(&row.value) - 10.0), name);
    canvas.label((area.right, down), &word, mark.right());
    canvas.label((area.left, down), &small.fit(&row.note, area.width() - mark.width(&word) - 10.0), small);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(rows: usize, figures: usize, doubts: usize) -> Board {
        let row = |n: usize| Row {
            name: format!("Target {n}"),
            note: "at least 95 %, chance 3 %".to_owned(),
            value: "91.2 %".to_owned(),
            word: if n.is_multiple_of(3) { "missed" } else { "met" }.to_owned(),
        };
        Board {
            rows: (0..rows).map(row).collect(),
            figures: (0..figures).map(|n| Figure::new(format!("{n},000"), "calls offered")).collect(),
            doubts: (0..doubts)
                .map(|n| format!("doubt {n} of some length that goes over the end of a line, and over another"))
                .collect(),
            ..Board::default()
        }
    }

    #[test]
    fn a_column_fills_its_room_and_never_leaves_it() {
        for rows in [0, 1, 2, 4, 7, 12, 20, 60] {
            for figures in 0..5 {
                for doubts in 0..8 {
                    let board = board(rows, figures, doubts);
                    let column = Column::new(&board, 520.0, 600.0);
                    assert!(column.height <= 600.5, "{rows} {figures} {doubts}: {column:?}");
                    assert!(doubts == 0 || !column.doubts.is_empty(), "{rows} {figures} {doubts}: no doubt is said");
                    assert!(rows == 0 || !column.rows.is_empty());
                    if rows >= 7 || (rows >= 4 && figures == 4 && doubts > 2) {
                        assert!(column.height >= 500.0, "{rows} {figures} {doubts}: {} of 600", column.height);
                    }
                }
            }
        }
    }

    #[test]
    fn where_not_all_rows_fit_those_that_fail_are_seen() {
        let board = board(30, 4, 2);
        let column = Column::new(&board, 520.0, 600.0);
        assert!(column.rows.len() < 30);
        let missed = |rows: &[usize]| rows.iter().filter(|&&n| n.is_multiple_of(3)).count();
        assert_eq!(missed(&column.rows), missed(&(0..30).collect::<Vec<_>>()).min(column.rows.len()));
    }
}
