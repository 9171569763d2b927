//! Where figures are kept: cells of time, and lines (source, step, how the caller came there, band).

use crate::model::{Model, Rare, StepKind};

/// The most cells of time by line for which every report interval is kept; beyond, days and hours of the week.
const MOST_CELLS: usize = 300_000;

/// How a caller came to wait at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// On the line, not yet answered by anybody.
    First = 0,
    /// On the line, answered before (transferred).
    Later = 1,
    /// To be called back.
    CallBack = 2,
}

/// A place where people wait, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The step.
    pub step: u8,
    /// How they came there.
    pub leg: Leg,
    /// Their band.
    pub band: Option<u8>,
}

/// Where each figure of a model's replications is kept.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Places, in the order of lines: line = place * sources + source.
    pub places: Vec<Place>,
    /// First place of `[step][leg]`; bands follow one another.
    base: Vec<[Option<u16>; 3]>,
    /// Number of sources.
    pub sources: usize,
    /// Number of groups.
    pub groups: usize,
    /// Number of outcomes.
    pub outcomes: usize,
    /// Waits are counted in this many buckets (thresholds + 1).
    pub buckets: usize,
    /// The one or two cells of each slot of the run; the second is `u32::MAX` where there is only one.
    pub cells_of_slot: Vec<[u32; 2]>,
    /// What each cell is.
    pub cells: Vec<Cell>,
    /// Kept by day and hour of the week, since single intervals would be too many.
    pub coarse: bool,
    /// Number of months (at least 1: a run without dates is one).
    pub months: usize,
    /// Counts of mechanisms that few services use are kept.
    pub rare: bool,
    /// Month of each slot (0 in a run without dates).
    pub month_of_slot: Vec<u16>,
}

/// A cell of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A report interval, by slot.
    Slot(u32),
    /// A day, by index.
    Day(u32),
    /// An interval of the week: weekday (0 Monday), minute.
    Week(u8, u16),
    /// All of the reported part, where somebody reads the figures while the run goes on.
    Run,
    /// Outside the reported part.
    Outside,
}

impl Layout {
    /// The layout for a model.
    pub fn new(model: &Model) -> Self {
        let mut places = Vec::new();
        let mut base = vec![[None; 3]; model.steps.len()];
        for (index, step) in model.steps.iter().enumerate() {
            if step.kind == StepKind::Message {
                continue;
            }
            let banded = step.visits.iter().any(|visit| !visit.bands.is_empty());
            for (leg, present) in [(Leg::First, step.first), (Leg::Later, step.later), (Leg::CallBack, step.by_call_back)] {
                if !present {
                    continue;
                }
                base[index][leg as usize] = Some(places.len() as u16);
                let step = index as u8;
                if banded {
                    places.extend((0..model.bands.len()).map(|band| Place { step, leg, band: Some(band as u8) }));
                } else {
                    places.push(Place { step, leg, band: None });
                }
            }
        }
        let clock = &model.clock;
        let lines = places.len() * model.sources.len();
        let slots = clock.slots.len();
        let coarse = slots * lines.max(1) > MOST_CELLS;
        let reported = clock.first_slot..clock.last_slot;
        let mut cells = Vec::new();
        let mut cells_of_slot = vec![[0, 0]; slots];
        if coarse {
            let days = clock.reported_days();
            cells.extend(days.clone().map(|day| Cell::Day(day as u32)));
            let mut week: Vec<(u8, u16)> = reported.clone().map(|s| week_place(model, s)).collect();
            week.sort_unstable();
            week.dedup();
            cells.extend(week.iter().map(|&(weekday, minute)| Cell::Week(weekday, minute)));
            for slot in reported.clone() {
                let place = week.binary_search(&week_place(model, slot)).unwrap_or(0);
                let day = clock.slots[slot].day as usize - days.start;
                cells_of_slot[slot] = [day as u32, (days.len() + place) as u32];
            }
        } else {
            for slot in reported.clone() {
                cells_of_slot[slot] = [cells.len() as u32, u32::MAX];
                cells.push(Cell::Slot(slot as u32));
            }
        }
        let outside = cells.len() as u32;
        cells.push(Cell::Outside);
        for (slot, pair) in cells_of_slot.iter_mut().enumerate() {
            if !reported.contains(&slot) {
                *pair = [outside, u32::MAX];
            }
        }
        let month_of_slot =
            clock.slots.iter().map(|s| clock.days.get(s.day as usize).and_then(|d| d.month).unwrap_or(0)).collect();
        Self {
            places,
            base,
            sources: model.sources.len(),
            groups: model.groups.len(),
            outcomes: model.outcomes.len(),
            buckets: model.thresholds.len() + 1,
            cells_of_slot,
            cells,
            coarse,
            months: clock.months.len().max(1),
            rare: Rare::ALL.iter().any(|kind| kind.arises(model)),
            month_of_slot,
        }
    }

    /// One cell for all of the reported part: for a run that is looked at again and again while it goes on (`engine::staged`).
    #[must_use]
    pub fn of_whole_run(model: &Model) -> Self {
        let mut layout = Self::new(model);
        let reported = model.clock.first_slot..model.clock.last_slot;
        layout.cells = vec![Cell::Run, Cell::Outside];
        for (slot, cells) in layout.cells_of_slot.iter_mut().enumerate() {
            *cells = [u32::from(!reported.contains(&slot)), u32::MAX];
        }
        layout.month_of_slot.fill(0);
        layout.months = 1;
        layout.rare = true; // what goes elsewhere is one
        layout
    }

    /// The line of a call: its source, step, leg and band (0 where the step has none).
    #[inline]
    pub fn line(&self, source: u16, step: u8, leg: Leg, band: u8) -> usize {
        let base = self.base[step as usize][leg as usize].unwrap_or(0) as usize;
        let place = if self.places[base].band.is_some() { base + band as usize } else { base };
        place * self.sources + source as usize
    }

    /// Number of lines.
    pub fn lines(&self) -> usize {
        self.places.len() * self.sources
    }

    /// The cell of what lies outside the reported part, always the last.
    pub fn outside(&self) -> usize {
        self.cells.len() - 1
    }

    /// Cells that together make the reported part once: intervals, or days.
    pub fn whole(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.cells.len()).filter(|&c| matches!(self.cells[c], Cell::Slot(_) | Cell::Day(_)))
    }

    /// The same, of one month.
    pub fn month<'a>(&'a self, model: &'a Model, month: u16) -> impl Iterator<Item = usize> + 'a {
        self.whole().filter(move |&cell| {
            let day = match self.cells[cell] {
                Cell::Slot(slot) => model.clock.slots[slot as usize].day,
                Cell::Day(day) => day,
                _ => return false,
            };
            model.clock.days[day as usize].month == Some(month)
        })
    }
}

fn week_place(model: &Model, slot: usize) -> (u8, u16) {
    let slot = &model.clock.slots[slot];
    (model.clock.days[slot.day as usize].weekday, slot.minute)
}
