//! From a page to markup.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Page, Picture, Section, Table, Tone};

const STYLE: &str = include_str!("style.css");
/// Rows from which on a table is set smaller.
const LONG: usize = 40;
/// Columns up to which it may be: of more, words would break.
const WIDE: usize = 3;

pub(super) fn page(page: &Page) -> String {
    let sections: Vec<(String, &Section)> = page
        .sections
        .iter()
        .filter(|section| !section.blocks.is_empty())
        .enumerate()
        .map(|(n, section)| (format!("part-{}", n + 1), section))
        .collect();
    let class = tone_class(page.tone);
    let whole = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("helpline {}", env!("CARGO_PKG_VERSION")));
                meta name="description" content=(page.verdict);
                title { (page.title) " – " (page.kind) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    p.kind { (page.kind) }
                    h1 { (page.title) }
                    p.about { (page.about) }
                }
                main id="main" tabindex="-1" {
                    div class=(format!("verdict {class}")) role="region" aria-label="Verdict" {
                        p.found { (unbroken(&page.verdict)) }
                        @for line in &page.more { p { (unbroken(line)) } }
                    }
                    @if !page.doubts.is_empty() {
                        div.doubts {
                            h2 { "Before you rely on it" }
                            ul { @for doubt in &page.doubts { li { (doubt) } } }
                        }
                    }
                    nav aria-label="On this page" {
                        ul { @for (id, section) in &sections { li { a href=(format!("#{id}")) { (section.title) } } } }
                    }
                    @for (id, section) in &sections {
                        section aria-labelledby=(id) {
                            h2 id=(id) { (section.title) }
                            @for (place, block) in section.blocks.iter().enumerate() {
                                (one(block, &section.blocks[..place]))
                            }
                        }
                    }
                }
                footer { p { "helpline " (env!("CARGO_PKG_VERSION")) ". " (page.about) } }
            }
        }
    };
    whole.into_string()
}

/// A sign stays on the line of its number.
fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%").replace('−', "\u{2060}−\u{2060}")
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Risk => "risk",
        Tone::Unsure => "unsure",
        Tone::Same => "same",
    }
}

fn one(block: &Block, before: &[Block]) -> Markup {
    match block {
        Block::Heading(text) => html! { h3 { (text) } },
        Block::Text(text) => html! { p { (text) } },
        Block::Strong(text) => html! { p { strong { (text) } } },
        Block::List(items) => html! { ul { @for item in items { li { (item) } } } },
        Block::Terms(terms) => html! { dl { @for (term, meaning) in terms { dt { (term) } dd { (meaning) } } } },
        Block::Code(text) => html! { pre tabindex="0" { (text) } },
        Block::Table(found) => {
            let says = |block: &Block| matches!(block, Block::Heading(text) | Block::Strong(text) if *text == found.caption);
            table(found, found.head.first() == Some(&found.caption) || before.iter().any(says))
        }
        Block::Picture(found) => picture(found),
    }
}

/// In a frame of its own that scrolls where the page is narrow, so that the page does not. A caption that was `said` just before is there
/// for those who do not see the page.
fn table(found: &Table, said: bool) -> Markup {
    let long = found.rows.len() >= LONG && found.head.len() <= WIDE;
    let numeric: Vec<bool> = (0..found.head.len()).map(|column| column > 0 && !long && is_numeric(found, column)).collect();
    let right = |column: usize| numeric.get(column).copied().unwrap_or(false).then_some("number");
    let class = long.then_some("long");
    let caption = said.then_some("unseen");
    html! {
        div.scroll role="region" tabindex="0" aria-label=(found.caption) {
            table class=[class] {
                caption class=[caption] { (found.caption) }
                thead { tr {
                    @for (column, head) in found.head.iter().enumerate() {
                        @if head.is_empty() { td {} } @else { th scope="col" class=[right(column)] { (head) } }
                    }
                } }
                tbody {
                    @for row in &found.rows { tr {
                        @for (column, cell) in row.iter().enumerate() {
                            @if column == 0 { th scope="row" { (cell) } } @else { td class=[right(column)] { (toned(cell)) } }
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

/// A judgement gets its sign and colour.
fn toned(cell: &str) -> Markup {
    match Tone::of(cell) {
        Some(tone) => {
            let word = cell.trim_start_matches(['✓', '✗', '!', '?', '+', ' ']);
            let word = word.strip_prefix("x ").unwrap_or(word);
            html! { span class=(format!("tone {}", tone_class(tone))) { span aria-hidden="true" { (tone.sign()) " " } (word) } }
        }
        None => html! { (cell) },
    }
}

fn picture(found: &Picture) -> Markup {
    html! {
        h3 { (found.title) }
        figure {
            figcaption { (found.finding) }
            div.scroll role="region" tabindex="0" aria-label=(format!("Picture: {}", found.title)) { (PreEscaped(&found.svg)) }
        }
    }
}
