//! Tables to markup. On a wide page a row is a line; on a phone it is a card, each value beside the name of its column (`style.css` does
//! that with `data-label`). The roles are those of a table whatever the style makes of it, so that a reader aloud keeps rows and columns.

use maud::{Markup, html};

use super::Table;
use super::words::{inline, kept, toned};

/// Rows from which on a table is set smaller.
const LONG: usize = 40;
/// Columns up to which it may be: of more, words would break.
const WIDE: usize = 3;

/// In a frame of its own that scrolls where the page is narrow, so that the page does not. A caption that was `said` just before is there
/// for those who do not see the page.
pub(super) fn table(found: &Table, said: bool) -> Markup {
    let long = found.rows.len() >= LONG && found.head.len() <= WIDE;
    let numeric: Vec<bool> = (0..found.head.len()).map(|column| column > 0 && !long && is_numeric(found, column)).collect();
    let right = |column: usize| numeric.get(column).copied().unwrap_or(false).then_some("number");
    let label = |column: usize| found.head.get(column).filter(|head| !head.is_empty()).map(|head| kept(head));
    let class = long.then_some("long");
    // the head of the first column says it, but a card has no heads
    let headed = found.head.first() == Some(&found.caption);
    let caption = if said { Some("unseen") } else { headed.then_some("unseen-wide") };
    html! {
        div.scroll role="region" tabindex="0" aria-label=(found.caption) {
            table role="table" class=[class] {
                caption class=[caption] { (inline(&found.caption)) }
                thead role="rowgroup" { tr role="row" {
                    @for (column, head) in found.head.iter().enumerate() {
                        @if head.is_empty() { td role="cell" {} }
                        @else { th role="columnheader" scope="col" class=[right(column)] { (inline(head)) } }
                    }
                } }
                tbody role="rowgroup" {
                    @for row in &found.rows { tr role="row" {
                        @for (column, cell) in row.iter().enumerate() {
                            @if column == 0 { th role="rowheader" scope="row" { (inline(cell)) } }
                            @else { td role="cell" class=[right(column)] data-label=[label(column)] {
                                @if !cell.is_empty() { span { (toned(cell)) } }
                            } }
                        }
                    } }
                }
            }
        }
    }
}

/// Most of its cells begin with a digit, or with what stands before one.
fn is_numeric(table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty());
    let (mut all, mut numbers) = (0, 0);
    for cell in cells {
        all += 1;
        let start = cell.trim_start_matches(['+', '-', '−', '£', '<', '>', ' ', '–', '(']);
        let short = cell.split(' ').count() <= 8;
        numbers += usize::from(short && (start.is_empty() || start.starts_with(|c: char| c.is_ascii_digit())));
    }
    all > 0 && numbers * 2 > all
}
