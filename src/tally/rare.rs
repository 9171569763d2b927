//! Counts of mechanisms that few services use: `[cell][source][Rare]`, made only for a model in which one of them can arise.

use crate::model::Tick;
use crate::model::rare::Rare;

/// Counts by cell of time, source and kind.
#[derive(Clone, Debug, Default)]
pub struct RareCounts {
    sources: usize,
    /// Empty where nothing of the kind can arise. Wide enough for sums of ticks.
    counts: Vec<u64>,
}

impl RareCounts {
    /// Room for all kinds, or none at all.
    pub fn new(wanted: bool, cells: usize, sources: usize) -> Self {
        Self { sources, counts: vec![0; if wanted { cells * sources * Rare::ALL.len() } else { 0 }] }
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.counts.fill(0);
    }

    fn place(&self, cell: usize, source: usize, what: Rare) -> usize {
        (cell * self.sources + source) * Rare::ALL.len() + what as usize
    }

    /// So many more in the one or two cells of a slot.
    pub fn add(&mut self, cells: [u32; 2], source: u16, what: Rare, more: Tick) {
        for cell in cells.into_iter().filter(|&cell| cell != u32::MAX) {
            let place = self.place(cell as usize, source as usize, what);
            self.counts[place] += more;
        }
    }

    /// One more.
    pub fn count(&mut self, cells: [u32; 2], source: u16, what: Rare) {
        self.add(cells, source, what, 1);
    }

    /// The sums over some cells, as of one cell.
    #[must_use]
    pub fn summed(&self, cells: &[usize]) -> Self {
        if self.counts.is_empty() {
            return self.clone();
        }
        let counts = super::ledger::summed(&self.counts, self.sources * Rare::ALL.len(), cells, |sum, more| *sum += more);
        Self { sources: self.sources, counts }
    }

    /// How many; 0 where nothing of the kind can arise.
    pub fn get(&self, cell: usize, source: usize, what: Rare) -> u64 {
        self.counts.get(self.place(cell, source, what)).copied().unwrap_or(0)
    }
}
