//! The first calls of one replication, in order of arrival, generated a demand cell at a time.

use super::factor::{FactorTables, Factors};
use crate::model::{Model, Source, Tick};
use crate::random::{Key, Purpose, poisson_quantile};

/// Bits of a packed arrival: offset in the cell (32), source (12), ordinal (20).
const ORDINAL_BITS: u32 = 20;
const SOURCE_BITS: u32 = 12;
/// The most sources a model may have.
pub const MOST_SOURCES: usize = 1 << SOURCE_BITS;
/// The most calls a source may expect in one demand cell.
pub const MOST_IN_CELL: f64 = 900_000.0;
/// The longest demand cell, ticks.
pub const LONGEST_CELL: Tick = 3_600_000_000;

/// A caller's first attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: Tick,
    /// From where.
    pub source: u16,
    /// Who.
    pub key: Key,
}

/// The stream of first calls of one replication.
#[derive(Clone, Debug)]
pub struct Arrivals {
    factors: Factors,
    /// Sources whose calls it brings.
    sources: Vec<u16>,
    /// Key of each source.
    keys: Vec<Key>,
    /// Key of each source in the current cell.
    cell_keys: Vec<Key>,
    /// Packed arrivals of the current cell, rising.
    packed: Vec<u64>,
    /// Memory for sorting.
    spare: Vec<u64>,
    places: Vec<u32>,
    next: usize,
    cell: usize,
    start: Tick,
    replayed: Vec<usize>,
    left_today: Vec<ExactDay>,
    area_factors: Vec<f64>,
    count: Purpose,
    place: Purpose,
}

impl Arrivals {
    /// Starts a replication for some sources.
    pub fn new(model: &Model, tables: &FactorTables, root: Key, sources: &[u16]) -> Self {
        let areas: Vec<u16> = sources.iter().map(|&source| model.sources[source as usize].area).collect();
        let keys: Vec<Key> = model
            .sources
            .iter()
            .map(|s| root.named("call").named(&model.areas[s.area as usize].name).named(&model.classes[s.class as usize].name))
            .collect();
        Self {
            factors: Factors::new(model, tables, root, &areas),
            sources: sources.to_vec(),
            cell_keys: keys.clone(),
            keys,
            packed: Vec::new(),
            spare: Vec::new(),
            places: Vec::new(),
            next: 0,
            cell: 0,
            start: 0,
            replayed: vec![0; model.sources.len()],
            left_today: vec![ExactDay::default(); model.sources.len()],
            area_factors: Vec::new(),
            count: Purpose::new("count", ""),
            place: Purpose::new("place", ""),
        }
    }

    /// When the next call comes; `Tick::MAX` after the last. Generates cells as needed.
    #[inline]
    pub fn peek(&mut self, model: &Model, tables: &FactorTables, scale: &FreshScale) -> Tick {
        while self.next == self.packed.len() {
            if self.cell == model.variation.cells.len() {
                return Tick::MAX;
            }
            self.generate(model, tables, scale);
        }
        self.start + (self.packed[self.next] >> (ORDINAL_BITS + SOURCE_BITS))
    }

    /// The call that [`peek`](Self::peek) announced.
    #[inline]
    pub fn take(&mut self) -> Arrival {
        let packed = self.packed[self.next];
        self.next += 1;
        let source = (packed >> ORDINAL_BITS) as u16 & ((1 << SOURCE_BITS) - 1);
        let ordinal = packed & ((1 << ORDINAL_BITS) - 1);
        let key = self.cell_keys[source as usize].part(ordinal);
        Arrival { at: self.start + (packed >> (ORDINAL_BITS + SOURCE_BITS)), source, key }
    }

    fn generate(&mut self, model: &Model, tables: &FactorTables, scale: &FreshScale) {
        let cell = self.cell;
        let variation = &model.variation;
        let start = variation.cells[cell];
        let end = variation.cells.get(cell + 1).copied().unwrap_or(variation.cells_end);
        let length = (end - start) as f64;
        self.factors.enter(model, tables, cell, &mut self.area_factors);
        self.packed.clear();
        self.next = 0;
        self.start = start;
        self.cell += 1;
        for index in self.sources.iter().map(|&source| source as usize) {
            let source = &model.sources[index];
            let pack =
                |offset: u64, ordinal: u64| offset << (ORDINAL_BITS + SOURCE_BITS) | (index as u64) << ORDINAL_BITS | ordinal;
            let key = self.keys[index].part(model.clock.identity(start));
            self.cell_keys[index] = key;
            let mut ordinal = 0;
            while let Some(&at) = source.replay.get(self.replayed[index]).filter(|&&at| at < end) {
                self.packed.push(pack(at - start, ordinal));
                self.replayed[index] += 1;
                ordinal += 1;
            }
            let Some(&expected) = source.expected.get(cell) else { continue };
            let area = source.area as usize;
            let counted = if model.conventions.counts_are_means || !model.areas[area].recorded {
                let mean = f64::from(expected) * self.area_factors[area] * scale.of(area, variation.cell_day[cell]);
                poisson_quantile(mean, key.uniform(self.count))
            } else {
                self.left_today[index].placed(model, source, cell, scale.of(area, variation.cell_day[cell]), self.keys[index])
            };
            for k in ordinal..(ordinal + counted).min(1 << ORDINAL_BITS) {
                let offset = (key.part(k).uniform(self.place) * length) as i64 as u64;
                self.packed.push(pack(offset, k));
            }
        }
        sort_spread(&mut self.packed, &mut self.spare, &mut self.places, length);
    }
}

/// Sorts arrivals that are spread evenly over `length` ticks: each goes into the bucket of its time (about one a bucket),
/// then neighbours are put in order. Linear in their number; a plain sort costs four times as much for thousands.
fn sort_spread(packed: &mut Vec<u64>, spare: &mut Vec<u64>, places: &mut Vec<u32>, length: f64) {
    let n = packed.len();
    if n < 64 {
        packed.sort_unstable();
        return;
    }
    let scale = n as f64 / length;
    let bucket = |p: u64| (((p >> (ORDINAL_BITS + SOURCE_BITS)) as i64 as f64 * scale) as i64 as usize).min(n - 1);
    places.clear();
    places.resize(n + 1, 0);
    for &p in packed.iter() {
        places[bucket(p) + 1] += 1;
    }
    let mut total = 0;
    for place in places.iter_mut() {
        total += *place;
        *place = total;
    }
    spare.clear();
    spare.resize(n, 0);
    for &p in packed.iter() {
        let place = &mut places[bucket(p)];
        spare[*place as usize] = p;
        *place += 1;
    }
    for i in 1..n {
        let p = spare[i];
        let mut at = i;
        while at > 0 && spare[at - 1] > p {
            spare[at] = spare[at - 1];
            at -= 1;
        }
        spare[at] = p;
    }
    std::mem::swap(packed, spare);
}

/// A day whose number of calls is given: each call is placed in a cell by the day's profile, one cell after the other.
#[derive(Clone, Copy, Debug, Default)]
struct ExactDay {
    day: Option<u32>,
    calls: u64,
    expected: f64,
}

impl ExactDay {
    /// How many of the day's calls that are left fall into this cell: each with the cell's share of what is left.
    fn placed(&mut self, model: &Model, source: &Source, cell: usize, scale: f64, key: Key) -> u64 {
        let days = &model.variation.cell_day;
        if self.day != Some(days[cell]) {
            let today = (cell..days.len()).take_while(|&c| days[c] == days[cell]).map(|c| f64::from(source.expected[c]));
            self.day = Some(days[cell]);
            self.expected = today.sum();
            self.calls = (self.expected * scale).round() as u64;
        }
        let expected = f64::from(source.expected[cell]);
        let share = if self.expected > 0.0 { expected / self.expected } else { 0.0 };
        let purpose = Purpose::new("cell of day", "").again(model.clock.identity(model.variation.cells[cell]));
        let day = key.part(model.clock.identity(model.clock.days[days[cell] as usize].start));
        let here = (0..self.calls).filter(|&k| day.part(k).uniform(purpose) < share).count() as u64;
        self.calls -= here;
        self.expected -= expected;
        here
    }
}

/// First calls as a share of recorded ones, by area and day: records already hold redials. One where not recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FreshScale {
    /// `[area][day]`; empty means 1 throughout.
    pub shares: Vec<Vec<f64>>,
}

impl FreshScale {
    /// The share for an area on a day.
    #[inline]
    pub fn of(&self, area: usize, day: u32) -> f64 {
        self.shares.get(area).and_then(|days| days.get(day as usize)).copied().unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_arrivals_are_sorted_as_by_a_plain_sort() {
        let key = Key::root(9, 0);
        for n in [0u64, 1, 63, 64, 65, 1000, 5000] {
            let draw = |i: u64| ((key.part(i).uniform(Purpose::new("t", "")) * 1.8e9) as u64) << 32 | i;
            let mut packed: Vec<u64> = (0..n).map(draw).collect();
            let mut plain = packed.clone();
            plain.sort_unstable();
            sort_spread(&mut packed, &mut Vec::new(), &mut Vec::new(), 1.8e9);
            assert_eq!(packed, plain);
            // all at one instant, and all at the end
            let mut same: Vec<u64> = (0..n).rev().map(|i| 1_799_999_999 << 32 | i).collect();
            sort_spread(&mut same, &mut Vec::new(), &mut Vec::new(), 1.8e9);
            assert!(same.is_sorted());
        }
    }
}
