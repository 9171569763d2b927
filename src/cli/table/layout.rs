//! The layouts of a table, from wide to narrow: see the parent.

use super::{Lines, Table};
use crate::cli::wrap;

/// Columns by which figures are set in below their name.
const IN: usize = 2;

/// Lines that make a table, without the end of the last.
pub(super) fn drawn(table: &Table) -> String {
    let signs = Signs::of(table);
    let layouts: [Option<Layout>; 3] = [framed(table, &signs), tight(table, &signs), parted(table, &signs)];
    let mut fit: Vec<Layout> = layouts.into_iter().flatten().collect();
    let place = match fit.iter().position(|layout| !layout.crowded) {
        Some(place) => Some(place),
        None => (0..fit.len()).min_by_key(|&place| fit[place].lines.len()),
    };
    let found = place.map_or_else(|| listed(table, &signs), |place| fit.swap_remove(place).lines);
    found.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

/// Signs that lines are drawn with.
struct Signs {
    /// Above and below the table.
    rule: &'static str,
    /// Below the head.
    head: &'static str,
    /// Corners and sides of a frame: top left and right, sides of the head's line, bottom left and right, side.
    frame: [&'static str; 7],
}

impl Signs {
    fn of(table: &Table) -> Self {
        if table.console.unicode {
            Self { rule: "─", head: "═", frame: ["┌", "┐", "╞", "╡", "└", "┘", "│"] }
        } else {
            Self { rule: "-", head: "=", frame: ["+", "+", "+", "+", "+", "+", "|"] }
        }
    }
}

/// A table laid out.
struct Layout {
    lines: Vec<String>,
    /// A row takes more than twice the lines it would take with room for all.
    crowded: bool,
}

/// Columns in a row: widths, and whether each is set to the right.
struct Columns<'t> {
    table: &'t Table,
    /// Which columns of the table.
    of: Vec<usize>,
    widths: Vec<usize>,
    gap: usize,
}

impl<'t> Columns<'t> {
    /// Columns wide enough for their longest words, if all of them fit in `room`. What is left of it goes first to the columns that
    /// need least to be whole, so that figures stand on one line and names are broken; then to heads.
    fn fitted(table: &'t Table, of: Vec<usize>, room: usize, gap: usize) -> Option<Self> {
        let over = |measure: fn(&str) -> usize, column: usize| {
            table.rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(cell)).max().unwrap_or(0)
        };
        let head = |measure: fn(&str) -> usize, column: usize| table.head.get(column).map_or(0, |cell| measure(cell));
        let least = |&column: &usize| {
            let whole = table.whole.contains(&column);
            over(if whole { wrap::widest } else { wrap::longest }, column).max(head(wrap::longest, column))
        };
        let mut widths: Vec<usize> = of.iter().map(least).collect();
        let taken = widths.iter().sum::<usize>() + gap * of.len().saturating_sub(1);
        let mut left = room.checked_sub(taken)?;
        let of_cells: Vec<usize> = of.iter().map(|&column| over(wrap::widest, column)).collect();
        let of_heads: Vec<usize> = of.iter().map(|&column| head(wrap::widest, column)).collect();
        for widest in [of_cells, of_heads] {
            let needs = |widths: &[usize], place: usize| widest[place].saturating_sub(widths[place]);
            let mut order: Vec<usize> = (0..of.len()).collect();
            order.sort_by_key(|&place| needs(&widths, place));
            for place in order {
                let more = left.min(needs(&widths, place));
                widths[place] += more;
                left -= more;
            }
        }
        Some(Self { table, of, widths, gap })
    }

    fn width(&self) -> usize {
        self.widths.iter().sum::<usize>() + self.gap * self.widths.len().saturating_sub(1)
    }

    /// The lines of a row.
    fn row(&self, cells: &[String]) -> Vec<String> {
        let broken: Vec<Vec<String>> = (self.of.iter().zip(&self.widths))
            .map(|(&column, &width)| wrap::lines(cells.get(column).map_or("", String::as_str), width))
            .collect();
        let deep = broken.iter().map(Vec::len).max().unwrap_or(0);
        let line = |depth: usize| {
            let mut line = String::new();
            for (place, width) in self.widths.iter().enumerate() {
                let text = broken[place].get(depth).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(wrap::visible(text)));
                let gap = if place > 0 { self.gap } else { 0 };
                line.push_str(&" ".repeat(gap));
                let right = self.table.figures.contains(&self.of[place]);
                line.push_str(&if right { format!("{pad}{text}") } else { format!("{text}{pad}") });
            }
            line
        };
        (0..deep).map(line).collect()
    }

    /// All rows, and whether they are crowded.
    fn rows(&self) -> (Vec<Vec<String>>, bool) {
        let rows: Vec<Vec<String>> = self.table.rows.iter().map(|row| self.row(row)).collect();
        let roomy = |row: &Vec<String>| row.iter().map(|cell| cell.lines().count()).max().unwrap_or(1).max(1);
        let needed: usize = self.table.rows.iter().map(roomy).sum();
        let crowded = rows.iter().map(Vec::len).sum::<usize>() > 2 * needed;
        (rows, crowded)
    }
}

/// Rows between rules of this width.
fn ruled(table: &Table, signs: &Signs, width: usize, head: Vec<String>, rows: Vec<Vec<String>>) -> Vec<String> {
    let rule = signs.rule.repeat(width);
    let mut lines = vec![rule.clone()];
    lines.extend(head);
    lines.push(signs.head.repeat(width));
    let last = rows.len().saturating_sub(1);
    for (place, row) in rows.into_iter().enumerate() {
        lines.extend(row);
        if table.lines == Lines::BetweenRows && place < last {
            lines.push(rule.clone());
        }
    }
    lines.push(rule);
    lines
}

fn framed(table: &Table, signs: &Signs) -> Option<Layout> {
    let sides = match table.lines {
        Lines::Around => 2,
        Lines::BetweenRows => 0,
    };
    let columns = Columns::fitted(table, (0..table.head.len()).collect(), table.width.checked_sub(sides + 2)?, 3)?;
    let (rows, crowded) = columns.rows();
    let inside = |rows: Vec<String>| rows.into_iter().map(|line| format!(" {line} ")).collect::<Vec<_>>();
    let (head, rows) = (inside(columns.row(&table.head)), rows.into_iter().map(inside).collect());
    let width = columns.width() + 2;
    let mut lines = ruled(table, signs, width, head, rows);
    if table.lines == Lines::Around {
        let [top_left, top_right, left, right, bottom_left, bottom_right, side] = signs.frame;
        let last = lines.len() - 1;
        let below_head = columns.row(&table.head).len() + 1;
        for (place, line) in lines.iter_mut().enumerate() {
            let (from, to) = match place {
                0 => (top_left, top_right),
                place if place == below_head => (left, right),
                place if place == last => (bottom_left, bottom_right),
                _ => (side, side),
            };
            *line = format!("{from}{line}{to}");
        }
    }
    Some(Layout { lines, crowded })
}

fn tight(table: &Table, signs: &Signs) -> Option<Layout> {
    let columns = Columns::fitted(table, (0..table.head.len()).collect(), table.width, 2)?;
    let (rows, crowded) = columns.rows();
    Some(Layout { lines: ruled(table, signs, columns.width(), columns.row(&table.head), rows), crowded })
}

/// Names and judgements on lines of their own.
fn parted(table: &Table, signs: &Signs) -> Option<Layout> {
    let last = table.head.len().checked_sub(1).filter(|&last| last >= 2)?;
    let judged = !table.figures.contains(&last);
    let middle: Vec<usize> = (1..if judged { last } else { last + 1 }).collect();
    let columns = Columns::fitted(table, middle, table.width - IN, 2)?;
    let width = (columns.width() + IN).max(table.width.min(60));
    let row = |cells: &[String]| {
        let mut lines = named(cells, judged.then_some(last), width);
        lines.extend(
            columns.row(cells).into_iter().filter(|line| !line.trim().is_empty()).map(|line| format!("{:IN$}{line}", "")),
        );
        lines
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(|cells| row(cells)).collect();
    Some(Layout { lines: ruled(table, signs, width, row(&table.head), rows), crowded: true })
}

/// The name of a row, and its judgement at the other end of the line.
fn named(cells: &[String], judgement: Option<usize>, width: usize) -> Vec<String> {
    let name = cells.first().map_or("", String::as_str);
    let judged = judgement.and_then(|column| cells.get(column)).map_or("", String::as_str).replace('\n', " ");
    let (long, end) = (wrap::widest(name), wrap::visible(&judged));
    if long + 2 + end <= width {
        let mut lines: Vec<String> = name.split('\n').map(str::to_owned).collect();
        if end > 0 {
            let pad = width - end - wrap::visible(&lines[0]);
            lines[0].push_str(&format!("{:pad$}{judged}", ""));
        }
        return lines;
    }
    let mut lines = wrap::lines(name, width);
    if end > 0 {
        lines.extend(wrap::lines(&judged, width - IN).into_iter().map(|line| format!("{:IN$}{line}", "")));
    }
    lines
}

/// Cells one after the other.
fn listed(table: &Table, signs: &Signs) -> Vec<String> {
    let row = |cells: &Vec<String>| {
        let mut lines = wrap::lines(cells.first().map_or("", String::as_str), table.width);
        for (head, cell) in table.head.iter().zip(cells).skip(1).filter(|(_, cell)| !cell.is_empty()) {
            let text = format!("{head}: {cell}").replace('\n', " ");
            let mut broken = wrap::lines(&text, table.width.saturating_sub(2 * IN)).into_iter();
            lines.extend(broken.next().map(|line| format!("{:IN$}{line}", "")));
            lines.extend(broken.map(|line| format!("{:1$}{line}", "", 2 * IN)));
        }
        lines
    };
    let head = table.head.first().cloned().unwrap_or_default();
    ruled(table, signs, table.width, wrap::lines(&head, table.width), table.rows.iter().map(row).collect())
}

/// As Markdown: a cell of several lines takes several rows.
pub(super) fn markdown(table: &Table) -> String {
    let all = || std::iter::once(&table.head).chain(&table.rows);
    let widths: Vec<usize> = (0..table.head.len())
        .map(|column| all().filter_map(|row| row.get(column)).map(|cell| wrap::widest(cell)).max().unwrap_or(0))
        .collect();
    let columns = Columns { table, of: (0..widths.len()).collect(), widths, gap: 0 };
    let row = |cells: &Vec<String>| {
        let parts: Vec<Vec<&str>> = cells.iter().map(|cell| cell.split('\n').collect()).collect();
        let deep = parts.iter().map(Vec::len).max().unwrap_or(0);
        let line = |depth: usize| {
            let cell = |place: usize| {
                let text = parts.get(place).and_then(|part| part.get(depth)).copied().unwrap_or("");
                let width = columns.widths[place];
                if table.figures.contains(&place) { format!(" {text:>width$} ") } else { format!(" {text:<width$} ") }
            };
            format!("|{}|", (0..columns.widths.len()).map(cell).collect::<Vec<_>>().join("|"))
        };
        (0..deep).map(line).collect::<Vec<_>>()
    };
    let rule = format!("|{}|", columns.widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|"));
    let mut lines = row(&table.head);
    lines.push(rule);
    lines.extend(table.rows.iter().flat_map(row));
    lines.join("\n")
}
