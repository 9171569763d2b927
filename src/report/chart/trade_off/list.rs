//! The list beside the plot: every configuration by its number, and what the colours mean.

use super::{Configuration, Input, LIST, colour, known, served};
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::{LEAD, name_lines};
use crate::report::chart::number::{chance, pounds};
use crate::report::chart::palette::{FAINT, INK, QUIET, RULE, SMALL, TINY, WHITE};
use crate::report::chart::scorecard::Verdict;

/// An entry of the list: its name and what is said of it, in lines.
pub(super) struct Entry {
    name: (Vec<String>, Style),
    said: Vec<String>,
}

impl Entry {
    pub(super) fn new(one: &Configuration, input: &Input, efficient: bool) -> Self {
        let room = LIST - 30.0;
        let name = name_lines(&one.name, (room, 3.0 * (SMALL + 0.5 + LEAD)), SMALL + 0.5);
        let said = Style::new(TINY, QUIET).wrap(&said(one, input, efficient), room, 2);
        Self { name, said }
    }

    pub(super) fn height(&self) -> f64 {
        15.0 * self.name.0.len() as f64 + 14.0 * self.said.len() as f64 + 9.0
    }
}

/// Every configuration by its number, with what it costs, gives and risks.
pub(super) fn list(canvas: &mut Canvas, place: Area, input: &Input, entries: &[Entry]) {
    let small = Style::new(TINY, QUIET);
    let mut x = place.left;
    let mut y = place.top + 8.0;
    canvas.text((x, y + 4.0), "chance that some target is missed", Style::new(SMALL, QUIET));
    y += 22.0;
    for (verdict, words) in [(Verdict::Met, "at most 5 %"), (Verdict::AtRisk, "between"), (Verdict::Missed, "at least 95 %")] {
        canvas.circle((x + 5.0, y), 5.0, verdict.colour());
        canvas.label((x + 14.0, y), words, small);
        x += 14.0 + small.width(words) + 16.0;
    }
    let (mut x, mut y) = (place.left, y + 18.0);
    for (colour, words) in [(Verdict::CannotTell.colour(), "cannot tell yet"), (RULE, "no targets")] {
        canvas.circle((x + 5.0, y), 5.0, colour);
        canvas.label((x + 14.0, y), words, small);
        x += 14.0 + small.width(words) + 16.0;
    }
    canvas.circle((x + 6.0, y), 6.5, INK);
    canvas.circle((x + 6.0, y), 5.0, WHITE);
    canvas.circle((x + 6.0, y), 2.5, RULE);
    canvas.label((x + 16.0, y), "base", small);
    y += 16.0;
    let spare = (place.bottom - y - entries.iter().map(Entry::height).sum::<f64>()) / entries.len().max(1) as f64;
    let spare = spare.clamp(0.0, 12.0);
    for (index, (one, entry)) in input.configurations.iter().zip(entries).enumerate() {
        canvas.line((place.left, y), (place.right, y), Pen::new(FAINT, 1.0));
        let bold = Style::new(SMALL + 0.5, INK).bold();
        let mut line = y + 12.0 + spare / 2.0;
        canvas.label((place.left + 18.0, line), &format!("{}", index + 1), bold.right());
        for text in &entry.name.0 {
            canvas.label((place.left + 28.0, line), text, entry.name.1);
            line += 15.0;
        }
        canvas.circle((place.left + 11.0, line), 5.0, colour(one));
        for text in &entry.said {
            canvas.label((place.left + 28.0, line), text, small);
            line += 14.0;
        }
        y += entry.height() + spare;
    }
}

/// "£13.10 a call · 91 % · misses 12 % · efficient".
fn said(one: &Configuration, input: &Input, efficient: bool) -> String {
    let cost = match (known(one), one.gap.is_empty()) {
        (Some(cost), _) => format!("{} a call", pounds(cost.mean)),
        (None, true) => "cost not known".to_owned(),
        (None, false) => format!("cost not known: {}", one.gap),
    };
    let mut parts = vec![served(one).map_or_else(|| "service not known".to_owned(), |found| input.unit.value(found.mean))];
    parts.extend(one.breach.filter(|found| found.mean.is_finite()).map(|found| format!("misses {}", chance(found.mean))));
    // a long reason comes last, where it may be cut
    if known(one).is_some() {
        parts.insert(0, cost);
        if efficient {
            parts.push("efficient".to_owned());
        }
    } else {
        parts.push(cost);
    }
    parts.join(" · ")
}
