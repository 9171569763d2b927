//! Busy days: gamma factors of mean 1, tied together from day to day, within the day, and between areas.
//!
//! Each factor is the gamma quantile of a normal variable's probability (a Gaussian copula). The normal variables follow
//! first-order autoregressions with standard normal margins: from day to day with the stated correlation, within the day
//! with correlation `exp(-gap / memory)`. Between areas a shared normal variable has weight √ρ, the area's own √(1 - ρ).

use std::sync::Arc;

use crate::model::{Factor, Model};
use crate::random::law::{normal_cdf, normal_quantile};
use crate::random::{Key, Law, Purpose, QuantileTable};

/// Gamma factor laws of a model's areas, tabulated once.
#[derive(Clone, Debug)]
pub struct FactorTables {
    level: Vec<Option<Arc<QuantileTable>>>,
    day: Vec<Option<Arc<QuantileTable>>>,
    within: Vec<Option<Arc<QuantileTable>>>,
}

impl FactorTables {
    /// Tabulates the factors' laws.
    pub fn new(model: &Model) -> Self {
        // areas mostly share their coefficient of variation: one table for each
        let mut known: Vec<(f64, Arc<QuantileTable>)> = Vec::new();
        let mut tables = |factors: &[Option<Factor>]| -> Vec<Option<Arc<QuantileTable>>> {
            let mut of = |cv: f64| {
                if let Some((_, table)) = known.iter().find(|k| k.0.to_bits() == cv.to_bits()) {
                    return Arc::clone(table);
                }
                let table = Arc::new(QuantileTable::new(Law::Gamma { mean: 1.0, cv }));
                known.push((cv, Arc::clone(&table)));
                table
            };
            factors.iter().map(|f| f.filter(|f| f.cv > 0.0).map(|f| of(f.cv))).collect()
        };
        Self { level: tables(&model.variation.level), day: tables(&model.variation.day), within: tables(&model.variation.within) }
    }

    fn any(&self) -> bool {
        [&self.level, &self.day, &self.within].iter().any(|t| t.iter().any(Option::is_some))
    }
}

/// The factors of one replication, drawn as its cells come.
#[derive(Clone, Debug)]
pub struct Factors {
    root: Key,
    /// Areas that matter here; the others' factors stay 1.
    mine: Vec<bool>,
    level: Vec<f64>,
    day: Vec<f64>,
    day_normal: Vec<f64>,
    within_normal: Vec<f64>,
    shared_day: f64,
    current_day: Option<u32>,
    last_cell: Option<u64>,
    any: bool,
}

/// The factor at a normal variable's probability; the tables are in microseconds, so a factor of 1 is 1,000,000.
fn at(table: &QuantileTable, z: f64) -> f64 {
    table.at(normal_cdf(z).clamp(1e-15, 1.0 - 1e-15)) as f64 / 1e6
}

impl Factors {
    /// Starts a replication for some areas.
    pub fn new(model: &Model, tables: &FactorTables, root: Key, areas: &[u16]) -> Self {
        let purpose = Purpose::new("level", "");
        let level = model
            .areas
            .iter()
            .zip(&tables.level)
            .map(|(area, table)| {
                let key = root.named("level").named(&area.name);
                table.as_ref().map_or(1.0, |t| t.at(key.uniform(purpose)) as f64 / 1e6)
            })
            .collect();
        let number = model.areas.len();
        Self {
            root,
            mine: (0..number).map(|area| areas.contains(&(area as u16))).collect(),
            level,
            day: vec![1.0; number],
            day_normal: vec![0.0; number],
            within_normal: vec![0.0; number],
            shared_day: 0.0,
            current_day: None,
            last_cell: None,
            any: tables.any(),
        }
    }

    /// Level and day factor of each area by day of the run: `[area][day]`, without variation within the day.
    pub fn by_day(model: &Model, tables: &FactorTables, root: Key) -> Vec<Vec<f64>> {
        let areas: Vec<u16> = (0..model.areas.len() as u16).collect();
        let mut factors = Self::new(model, tables, root, &areas);
        let mut found = vec![Vec::with_capacity(model.clock.days.len()); model.areas.len()];
        for day in 0..model.clock.days.len() {
            factors.begin_day(model, tables, day as u32);
            factors.current_day = Some(day as u32);
            for (area, found) in found.iter_mut().enumerate() {
                found.push(factors.level[area] * factors.day[area]);
            }
        }
        found
    }

    fn begin_day(&mut self, model: &Model, tables: &FactorTables, day: u32) {
        let variation = &model.variation;
        let purpose = Purpose::new("normal", "");
        let root = self.root;
        let normal = |name: &str, of: &str, part: u64| normal_quantile(root.named(name).named(of).part(part).uniform(purpose));
        let memory = |f: &Factor| if self.current_day.is_some() { f.memory } else { 0.0 };
        let day_key = model.clock.identity(model.clock.days[day as usize].start);
        let fresh = normal("day shared", "", day_key);
        let shared_memory = variation.day.iter().flatten().next().map_or(0.0, memory);
        self.shared_day = shared_memory * self.shared_day + (1.0 - shared_memory * shared_memory).sqrt() * fresh;
        for (index, factor) in variation.day.iter().enumerate().filter(|&(index, _)| self.mine[index]) {
            let (Some(factor), Some(table)) = (factor, &tables.day[index]) else { continue };
            let memory = memory(factor);
            let own = normal("day", &model.areas[index].name, day_key);
            self.day_normal[index] = memory * self.day_normal[index] + (1.0 - memory * memory).sqrt() * own;
            let shared = factor.between_areas;
            self.day[index] = at(table, shared.sqrt() * self.shared_day + (1.0 - shared).sqrt() * self.day_normal[index]);
        }
    }

    /// Moves to a demand cell and writes each area's factor.
    pub fn enter(&mut self, model: &Model, tables: &FactorTables, cell: usize, factors: &mut Vec<f64>) {
        factors.clear();
        if !self.any {
            factors.resize(model.areas.len(), 1.0);
            return;
        }
        let variation = &model.variation;
        let start = variation.cells[cell];
        let purpose = Purpose::new("normal", "");
        let root = self.root;
        let normal = |name: &str, of: &str, part: u64| normal_quantile(root.named(name).named(of).part(part).uniform(purpose));
        let day = variation.cell_day[cell];
        if self.current_day != Some(day) {
            self.begin_day(model, tables, day);
        }
        let gap_hours = self.last_cell.map(|last| (start - last) as f64 / crate::model::clock::HOUR as f64);
        for index in 0..model.areas.len() {
            if !self.mine[index] {
                factors.push(1.0);
                continue;
            }
            let mut factor = self.level[index] * self.day[index];
            if let (Some(within), Some(table)) = (&variation.within[index], &tables.within[index]) {
                let memory = gap_hours.map_or(0.0, |gap| if within.memory > 0.0 { (-gap / within.memory).exp() } else { 0.0 });
                let own = normal("within", &model.areas[index].name, model.clock.identity(start));
                self.within_normal[index] = memory * self.within_normal[index] + (1.0 - memory * memory).sqrt() * own;
                factor *= at(table, self.within_normal[index]);
            }
            factors.push(factor);
        }
        self.current_day = Some(day);
        self.last_cell = Some(start);
    }
}
