//! Markdown as our commands write it, to blocks: headings, tables, bold lines, lines. What it does not know is text, so that no name of a
//! person's file can become markup.

use super::{Block, Table, Tone};

/// The blocks of a text. Headings of the first level, which repeat the title of the page, are left out.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut caption = String::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if line.starts_with('|') {
            let mut table = Table { caption: std::mem::take(&mut caption), head: cells(line), rows: Vec::new() };
            while let Some(row) = lines.next_if(|line| line.trim_start().starts_with('|')) {
                if row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) {
                    continue;
                }
                let row = cells(row);
                match table.rows.last_mut().filter(|_| row.first().is_some_and(String::is_empty)) {
                    // a row that took several lines
                    Some(before) => before.iter_mut().zip(row).filter(|(_, more)| !more.is_empty()).for_each(|(cell, more)| {
                        cell.push(' ');
                        cell.push_str(&more);
                    }),
                    None => table.rows.push(row),
                }
            }
            // a cell of two lines, written as one
            for cell in table.rows.iter_mut().flatten().filter(|cell| Tone::of(cell).is_some()) {
                *cell = cell.replace(", (", " (");
            }
            named(&mut table);
            judgement_first(&mut table);
            if table.caption.is_empty() {
                table.caption = table.head.first().cloned().unwrap_or_default();
            }
            found.push(Block::Table(table));
        } else if let Some(text) = line.strip_prefix("###") {
            let text = text.trim_start_matches('#').trim();
            text.clone_into(&mut caption);
            found.push(Block::Heading(text.to_owned()));
        } else if line.starts_with("## ") || line.starts_with("# ") || line.is_empty() {
        } else if let Some(text) = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
            text.clone_into(&mut caption);
            found.push(Block::Strong(text.to_owned()));
        } else if let Some(text) = line.strip_prefix("! ") {
            match found.last_mut() {
                Some(Block::List(list)) => list.push(text.to_owned()),
                _ => found.push(Block::List(vec![text.to_owned()])),
            }
        } else {
            found.push(Block::Text(line.to_owned()));
        }
    }
    found
}

/// A column of judgements has a name, whether the terminal wrote one or not: a card on a phone, or a reader aloud, has nothing else to say.
fn named(table: &mut Table) {
    for column in 1..table.head.len() {
        let mut cells = table.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.is_empty()).peekable();
        if table.head[column].is_empty() && cells.peek().is_some() && cells.all(|cell| Tone::of(cell).is_some()) {
            "Verdict".clone_into(&mut table.head[column]);
        }
    }
}

/// The judgement stands beside the name, so that it is seen where the page is narrow.
fn judgement_first(table: &mut Table) {
    let place = table.head.iter().position(|head| matches!(head.as_str(), "Verdict" | "Judgement"));
    if let Some(place) = place.filter(|place| *place > 1) {
        for row in std::iter::once(&mut table.head).chain(&mut table.rows).filter(|row| row.len() > place) {
            row[1..=place].rotate_right(1);
        }
    }
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
    line.strip_suffix('|').unwrap_or(line).split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_stands_beside_its_name_with_a_head_and_without_a_stray_comma() {
        let found = blocks(
            "| Target | With it | |\n|---|--:|---|\n| wait | 12 s | ✓ met, (assumed) |\n| lost, (b) | 2 | ✗ not shown |\n",
        );
        let [Block::Table(table)] = &found[..] else { panic!("{found:?}") };
        assert_eq!(table.head, ["Target", "Verdict", "With it"]);
        assert_eq!(table.rows[0], ["wait", "✓ met (assumed)", "12 s"]);
        assert_eq!(table.rows[1], ["lost, (b)", "✗ not shown", "2"]);
    }

    #[test]
    fn what_commands_write_is_read_and_nothing_else_is_markup() {
        let found = blocks(
            "## Title\n\n### A <b>\n**It holds.**\n| a | b |\n|---|--:|\n| x | <i>1</i> |\n\n! one\n! two\n*plain* text\n",
        );
        assert_eq!(
            found,
            [
                Block::Heading("A <b>".to_owned()),
                Block::Strong("It holds.".to_owned()),
                Block::Table(Table {
                    caption: "It holds.".to_owned(),
                    head: vec!["a".to_owned(), "b".to_owned()],
                    rows: vec![vec!["x".to_owned(), "<i>1</i>".to_owned()]],
                }),
                Block::List(vec!["one".to_owned(), "two".to_owned()]),
                Block::Text("*plain* text".to_owned()),
            ]
        );
    }
}
