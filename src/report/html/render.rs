//! From a page to markup.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::table::table;
use super::words::{headline, inline, tone_class};
use super::{Block, Page, Picture, Section};

const STYLE: &str = include_str!("style.css");

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
                    h1 { (headline(&page.title)) }
                    p.about { (page.about) }
                }
                main id="main" tabindex="-1" {
                    div class=(format!("verdict {class}")) role="region" aria-label="Verdict" {
                        p.found { (headline(&page.verdict)) }
                        @for line in &page.more { p { (inline(line)) } }
                    }
                    @if !page.doubts.is_empty() {
                        div.doubts {
                            h2 { "Before you rely on it" }
                            ul { @for doubt in &page.doubts { li { (inline(doubt)) } } }
                        }
                    }
                    nav aria-label="On this page" {
                        ul { @for (id, section) in &sections { li { a href=(format!("#{id}")) { (section.title) } } } }
                    }
                    @for (id, section) in &sections {
                        section aria-labelledby=(id) {
                            h2 id=(id) { (section.title) }
                            (all(&section.blocks, "", id))
                        }
                    }
                }
                footer { p { "helpline " (env!("CARGO_PKG_VERSION")) ". " (page.about) } }
            }
        }
    };
    whole.into_string()
}

/// Blocks in order, below a title that was said; `at` is of their own, for parts that need a name.
fn all(blocks: &[Block], title: &str, at: &str) -> Markup {
    html! {
        @for (place, block) in blocks.iter().enumerate() {
            (one(block, title, &blocks[..place], &format!("{at}-{}", place + 1)))
        }
    }
}

fn one(block: &Block, title: &str, before: &[Block], at: &str) -> Markup {
    match block {
        Block::Heading(text) => html! { h3 { (headline(text)) } },
        Block::Text(text) => html! { p { (inline(text)) } },
        Block::Strong(text) => html! { p { strong { (inline(text)) } } },
        Block::List(items) => html! { ul { @for item in items { li { (inline(item)) } } } },
        Block::Terms(terms) => html! { dl { @for (term, meaning) in terms { dt { (term) } dd { (inline(meaning)) } } } },
        Block::Code(text) => html! { pre tabindex="0" { (text) } },
        Block::Table(found) => {
            let says = |block: &Block| matches!(block, Block::Heading(text) | Block::Strong(text) if *text == found.caption);
            table(found, found.caption == title || before.iter().any(says))
        }
        Block::Picture(found) => picture(found, at),
        Block::Fold(title, blocks) => html! { details { summary { h3 { (inline(title)) } } (all(blocks, title, at)) } },
    }
}

/// As wide as the page. On a narrow one its small text could not be read, so there it can be made larger, in a frame that slides sideways:
/// a box to tick and style do it, no script.
fn picture(found: &Picture, at: &str) -> Markup {
    let larger = format!("{at}-larger");
    html! {
        h3 { (inline(&found.title)) }
        figure {
            figcaption { (headline(&found.finding)) }
            input.larger type="checkbox" id=(larger);
            label for=(larger) { "Enlarge (slides sideways)" }
            p.slides aria-hidden="true" { "Slide the picture to the left to see the rest of it →" }
            div.scroll role="region" tabindex="0" aria-label=(format!("Picture: {}", found.title)) { (PreEscaped(&found.svg)) }
        }
    }
}
