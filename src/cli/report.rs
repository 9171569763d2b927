//! `report.html` and `report.png` of a folder of results: what a command found, put before people who were not there.
//!
//! The figures on the page are those that the command prints as Markdown, so that page and terminal say the same; what is said on every
//! page (inputs, method, limits, how to run it again) is added here.

use std::path::Path;

use super::console::Console;
use super::pictures::Drawn;
use crate::report::board::{self, Board};
use crate::report::checklists::{self, Done};
use crate::report::files;
use crate::report::html::{Block, Page, Section, Tone, blocks, inputs, method};
use crate::scenario::Scenario;

/// The scenario as it was read, beside its results.
pub(super) const RESOLVED: &str = "resolved.toml";

/// Where a command does not draw inputs from their ranges, whatever the scenario says of them.
pub(super) const NOT_DRAWN: &str =
    "Doubt about inputs is not drawn here: change an input that is not known by --set, and see what becomes of the answer.";

/// Rows of a table that need not be read before the pictures.
const LONG: usize = 20;

/// What a command found.
pub(super) struct Report<'a> {
    /// "Run", "Comparison".
    pub(super) kind: &'a str,
    /// The scenario that the page is about; the base of a comparison.
    pub(super) scenario: &'a Scenario,
    /// Replications, seed.
    pub(super) about: String,
    /// How it stands.
    pub(super) tone: Tone,
    /// The verdict.
    pub(super) verdict: String,
    /// What belongs to it.
    pub(super) more: Vec<String>,
    /// The figures in a table, where what the command prints is long: then that follows the pictures, folded.
    pub(super) summary: Vec<Block>,
    /// What the command prints as Markdown.
    pub(super) body: String,
    /// What draws of uncertain inputs said, as Markdown; empty without.
    pub(super) drawn: String,
    /// Doubts.
    pub(super) doubts: &'a [String],
    /// Sentences for the method, of this command.
    pub(super) method: Vec<String>,
    /// How to run it again: what for, and the command.
    pub(super) again: Vec<(String, String)>,
    /// Rows of the board page.
    pub(super) rows: Vec<board::Row>,
    /// Key figures of the board page.
    pub(super) figures: Vec<board::Figure>,
    /// For the checklists.
    pub(super) done: Done<'a>,
    /// The pictures, most important first by [`Self::first`].
    pub(super) pictures: &'a Drawn,
    /// The two pictures of the board page.
    pub(super) first: [&'a str; 2],
}

/// A console for pages: no colours, whatever the terminal.
pub(super) fn console() -> Console {
    Console::new(super::ColorChoice::Never, true, true).for_files()
}

impl Report<'_> {
    /// Writes page, board page and checklists into the folder.
    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        files::write(&folder.join("report.html"), self.page()?.html().as_bytes())?;
        files::write(&folder.join("checklists.md"), checklists::markdown(self.scenario, &self.done).as_bytes())?;
        let board = Board {
            kind: self.kind.to_owned(),
            title: self.scenario.model.title.clone(),
            about: self.about.clone(),
            tone: self.tone,
            verdict: self.verdict.clone(),
            // what a picture on the page says anyway is not said twice
            more: self
                .more
                .iter()
                .filter(|line| !self.first.iter().any(|name| self.pictures.finding(name).as_ref() == Some(line)))
                .cloned()
                .collect(),
            rows: self.rows.clone(),
            figures: self.figures.clone(),
            doubts: self.doubts.to_vec(),
            foot: method::DOUBT.split(". ").next().unwrap_or_default().to_owned() + ".",
        };
        match self.pictures.board(&board, self.first)? {
            Some(png) => files::write(&folder.join("report.png"), &png)?,
            None => files::remove(&folder.join("report.png"))?,
        }
        Ok(())
    }

    fn page(&self) -> anyhow::Result<Page> {
        let pictures = self.pictures.pictures()?.into_iter().map(Block::Picture).collect();
        let mut sure = vec![Block::Text(method::DOUBT.to_owned())];
        sure.extend(if self.drawn.is_empty() {
            let how = if self.scenario.ranges.is_empty() {
                "Doubt about inputs was not looked at here. State some of them as ranges (low, high) and add --uncertain to have it measured."
            } else {
                "Doubt about inputs was not looked at here, though the scenario gives some as ranges: add --uncertain to have it measured."
            };
            vec![Block::Text(how.to_owned())]
        } else {
            blocks(&self.drawn)
        });
        let mut again = Vec::new();
        for (what, command) in &self.again {
            again.push(Block::Text(what.clone()));
            again.push(Block::Code(command.clone()));
        }
        again.push(Block::Text(format!(
            "With helpline {} and the same number of replications and seed the figures are the same, digit for digit. manifest.json holds the command \
             line and the hash of every file that was read; checklists.md beside this page holds the reporting guidelines STRESS-DES and ISPOR-SMDM, \
             filled in as far as the scenario and the results allow.",
            env!("CARGO_PKG_VERSION")
        )));
        let mut figures = blocks(&self.body);
        // the verdict stands at the head of the page
        figures.retain(
            |block| !matches!(block, Block::Strong(text) | Block::Text(text) if *text == self.verdict || *text == self.about),
        );
        for block in &mut figures {
            if let Block::Table(table) = block
                && table.caption == self.verdict
            {
                table.caption = table.head.first().cloned().unwrap_or_default();
            }
        }
        let (first, detail) = if self.summary.is_empty() {
            let rest = figures.split_off(long(&figures));
            (figures, rest)
        } else {
            (self.summary.clone(), folded(figures))
        };
        Ok(Page {
            title: self.scenario.model.title.clone(),
            kind: self.kind.to_owned(),
            about: self.about.clone(),
            tone: self.tone,
            verdict: self.verdict.clone(),
            more: self.more.clone(),
            doubts: self.doubts.to_vec(),
            sections: vec![
                Section::new("Figures", first),
                Section::new("Pictures", pictures),
                Section::new("In detail", detail),
                Section::new("How sure is it?", sure),
                inputs::section(self.scenario),
                method::section(self.scenario, &self.method),
                method::limits(self.scenario),
                Section::new("How to run it again", again),
            ],
        })
    }
}

/// Where the first long table begins, with the words that lead to it: all from there follows the pictures.
fn long(blocks: &[Block]) -> usize {
    let table = blocks.iter().position(|block| matches!(block, Block::Table(table) if table.rows.len() > LONG));
    let Some(mut place) = table else { return blocks.len() };
    while place > 0 && matches!(blocks[place - 1], Block::Heading(_) | Block::Strong(_) | Block::Text(_)) {
        place -= 1;
    }
    if place == 0 { blocks.len() } else { place }
}

/// Each heading with what stands below it as one part that opens.
fn folded(blocks: Vec<Block>) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    for block in blocks {
        match (block, found.last_mut()) {
            (Block::Heading(title), _) => found.push(Block::Fold(title, Vec::new())),
            (block, Some(Block::Fold(_, inside))) => inside.push(block),
            (block, _) => found.push(block),
        }
    }
    found
}

/// "NAME: 91 days from 2025-11-24, 100 replications, seed 111".
pub(super) fn about(scenario: &Scenario, replications: usize, seed: u64, partial: bool) -> String {
    let partial = if partial { " (stopped early)" } else { "" };
    let replications = crate::report::number::plural(replications as u64, "replication", "replications");
    format!("{}: {}, {replications}{partial}, seed {seed}", scenario.model.name, method::horizon(scenario))
}
