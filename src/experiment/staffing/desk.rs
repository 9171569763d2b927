//! What a search has on its desk before it begins: the problem in numbers, what comes to each group, in what cost is counted.

use crate::finance::{Counted, Months};
use crate::model::{Choices, Model};
use crate::plan::staffing::{Problem, Site, sites};

/// A scenario whose staffing is looked for.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    /// The scenario as it stands.
    pub model: &'a Model,
    /// What may be chosen.
    pub problem: Problem,
    /// What comes to each chosen group.
    pub sites: Vec<Site>,
    /// What costs are counted in.
    pub counted: Counted,
}

impl<'a> Desk<'a> {
    /// For a model and what may be chosen in it.
    pub fn new(model: &'a Model, choices: Choices) -> Self {
        let groups: Vec<u16> = choices.groups.iter().map(|g| g.group).collect();
        let counted = Counted::of(model, &groups);
        let months = Months::new(model);
        let cost = |c: &crate::model::Choice| {
            let group = choices.groups[c.group as usize].group;
            counted.people(model, &months, group, &c.heads, &c.breaks) / f64::from(c.per)
        };
        let costs = choices.all.iter().map(cost).collect();
        let mut problem = Problem::new(model, choices, costs);
        let sites = sites(model, &problem);
        for (group, site) in sites.iter().enumerate() {
            for index in problem.of_group(group) {
                let stated = problem.choices.all[index].most;
                problem.most[index] = stated.unwrap_or_else(|| most(&problem, site, index));
            }
        }
        Self { model, problem, sites, counted }
    }

    /// What the scenario as it stands costs.
    pub fn base_cost(&self) -> f64 {
        self.problem.choices.groups.iter().map(|g| self.counted.scheduled(self.model, g.group)).sum()
    }

    /// Hours a week at 37.5 h that a staffing's cost in paid hours comes to; none in pounds.
    pub fn weeks(&self) -> f64 {
        self.model.clock.reported_length_days() / 7.0
    }
}

/// Where the scenario states no most: far beyond what anybody needs.
fn most(problem: &Problem, site: &Site, index: usize) -> u32 {
    let here = problem.cover[index].iter().flat_map(|&(place, _)| &site.loads[place as usize]);
    let load = here.map(|l| l.erlangs).fold(0.0, f64::max);
    let least = 2 * problem.choices.all[index].stated + 4;
    (4.0 * load + 10.0 * load.sqrt() + 4.0).ceil().max(f64::from(least)) as u32
}
