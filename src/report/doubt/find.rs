//! From rows of draws to what is said of them.

use super::{Best, Chance, Cheaper, Choice, Configuration, Doubt, FEWEST, Input, Own, Parts, Worth};
use crate::analysis::Interval;
use crate::analysis::doubt::{self, Fit, clustered, one_way};
use crate::experiment::results::LEVEL;
use crate::experiment::{Comparand, Drawn};
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind as K, Model, Scope};
use crate::report::number;
use crate::report::summary::unit;
use crate::tally::measure::applies;
use crate::tally::names;

/// What is measured in draws: targets, service, money.
pub fn wanted(model: &Model) -> Vec<Comparand> {
    let limit = 60 * SECOND;
    let plain = [
        K::AnsweredWithin(limit),
        K::Abandonment,
        K::MeanSpeedOfAnswer,
        K::WaitQuantile(950),
        K::Cost,
        K::CostPerCall,
        K::Surplus,
        K::DownstreamCost,
        K::TotalCost,
    ];
    let whole = plain.map(|kind| Measure { kind, scope: Scope::All });
    let mut found: Vec<Comparand> = Vec::new();
    for measure in model.targets.iter().map(|t| t.measure).chain(whole).filter(|m| applies(model, *m)) {
        let comparand = Comparand::of(measure, model);
        if !found.contains(&comparand) {
            found.push(comparand);
        }
    }
    found
}

/// What the draws say; `models`: with inputs as stated, the base first; `quantiles`: `[draw][input]`. None of too few draws.
pub fn doubt(
    models: &[&Model],
    inputs: Vec<Input>,
    quantiles: &[Vec<f64>],
    wanted: &[Comparand],
    drawn: &Drawn,
) -> Option<Doubt> {
    let draws = drawn.rows.len();
    if draws < FEWEST {
        return None;
    }
    let quantiles = &quantiles[..draws];
    let data = Data { drawn, quantiles, fit: Fit::new(quantiles), wanted, base: models[0] };
    let configurations = models.iter().enumerate().map(|(place, model)| data.configuration(place, model)).collect();
    let mut notes = Vec::new();
    if drawn.partial {
        notes.push(format!("stopped early: {} in these figures", number::plural(draws as u64, "draw", "draws")));
    }
    match &data.fit {
        None => notes.push(format!(
            "{} cannot tell {} apart: more are needed",
            number::plural(draws as u64, "draw", "draws"),
            number::plural(inputs.len() as u64, "input", "inputs")
        )),
        Some(fit) if fit.degree < 2 => {
            notes.push(format!("with {draws} draws of {} inputs only straight lines are fitted", inputs.len()));
        }
        Some(_) => {}
    }
    let criteria = if models.len() > 1 { vec!["cost", "total-cost"] } else { Vec::new() };
    let names: Vec<&str> = models.iter().map(|m| m.name.as_str()).collect();
    let choices: Vec<Choice> = criteria.iter().filter_map(|name| data.choice(name, &names, &inputs)).collect();
    if models.len() > 1 && choices.is_empty() {
        notes.push("no cost is stated (of everybody), so none is best".to_owned());
    }
    Some(Doubt {
        draws,
        replications_a_draw: drawn.rows[0][0].len(),
        partial: drawn.partial,
        inputs,
        configurations,
        choices,
        notes,
    })
}

struct Data<'a> {
    drawn: &'a Drawn,
    quantiles: &'a [Vec<f64>],
    fit: Option<Fit>,
    wanted: &'a [Comparand],
    base: &'a Model,
}

impl Data<'_> {
    fn configuration(&self, place: usize, model: &Model) -> Configuration {
        let held = |of: &dyn Fn(&[bool]) -> bool| -> Vec<Vec<bool>> {
            self.drawn.rows.iter().map(|draw| draw[place].iter().map(|row| of(&row.held)).collect()).collect()
        };
        let chance = |target: String, words: String, held: &[Vec<bool>]| {
            let (probability_met, interval) = clustered(held, LEVEL)?;
            Some(Chance { target, words, probability_met, low: interval.low, high: interval.high })
        };
        let target = |(index, target): (usize, &crate::model::Target)| {
            chance(target.name.clone(), names::words(target.measure, model), &held(&|held| held[index]))
        };
        let all = || chance("all-targets".to_owned(), "all targets at once".to_owned(), &held(&|held| held.iter().all(|h| *h)));
        let measures = (0..self.wanted.len()).filter_map(|m| self.parts(m, &self.values(place, m)?)).collect();
        let cheaper = ["cost", "total-cost"].iter().filter(|_| place > 0).filter_map(|name| self.cheaper(place, name));
        Configuration {
            name: model.name.clone(),
            targets: model.targets.iter().enumerate().filter_map(target).collect(),
            all_targets: if model.targets.len() > 1 { all() } else { None },
            measures,
            cheaper: cheaper.collect(),
        }
    }

    /// `[draw][replication]`; none if any is blank.
    fn values(&self, place: usize, measure: usize) -> Option<Vec<Vec<f64>>> {
        self.drawn.rows.iter().map(|draw| draw[place].iter().map(|row| row.values[measure]).collect()).collect()
    }

    fn place_of(&self, name: &str) -> Option<usize> {
        self.wanted.iter().position(|c| *c == Comparand::whole(name))
    }

    fn parts(&self, measure: usize, values: &[Vec<f64>]) -> Option<Parts> {
        let comparand = &self.wanted[measure];
        let known = comparand.parsed(self.base)?;
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (sorted.len() - 1) as f64;
            let below = place.floor() as usize;
            let above = (below + 1).min(sorted.len() - 1);
            sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
        };
        let found = one_way(values, LEVEL);
        let means: Vec<f64> = values.iter().map(|draw| draw.iter().sum::<f64>() / draw.len() as f64).collect();
        let by_input = match (&self.fit, &found) {
            (Some(fit), Some(parts)) => doubt::effects::effects(fit, &means, parts.inputs + parts.chance),
            _ => Vec::new(),
        };
        let sd = |of: &dyn Fn(&doubt::Components) -> f64| found.as_ref().map(|parts| of(parts).sqrt());
        Some(Parts {
            measure: comparand.measure.clone(),
            scope: comparand.scope.clone(),
            words: names::words(known, self.base),
            unit: unit(known.kind),
            mean: means.iter().sum::<f64>() / means.len() as f64,
            p10: at(0.1),
            p90: at(0.9),
            sd_of_inputs: sd(&|p| p.inputs),
            sd_of_inputs_low: sd(&|p| p.inputs_interval.low),
            sd_of_inputs_high: sd(&|p| p.inputs_interval.high),
            share_of_inputs: found.map(|p| p.share),
            share_low: found.map(|p| p.share_interval.low),
            share_high: found.map(|p| p.share_interval.high),
            by_input: by_input.into_iter().map(|e| Own { share: e.share, error: e.error, rising: e.rising }).collect(),
        })
    }

    fn cheaper(&self, place: usize, name: &str) -> Option<Cheaper> {
        let measure = self.place_of(name)?;
        let (base, own) = (self.values(0, measure)?, self.values(place, measure)?);
        let less = |(a, b): (&Vec<f64>, &Vec<f64>)| b.iter().zip(a).map(|(b, a)| b - a).collect::<Vec<f64>>();
        let differences: Vec<Vec<f64>> = base.iter().zip(&own).map(less).collect();
        let below = differences.iter().filter(|draw| draw.iter().sum::<f64>() < 0.0).count();
        let (share_of_draws, interval) = share(below, differences.len());
        Some(Cheaper { share_of_draws, low: interval.low, high: interval.high, difference: self.parts(measure, &differences)? })
    }

    fn choice(&self, name: &str, configurations: &[&str], inputs: &[Input]) -> Option<Choice> {
        let measure = self.place_of(name)?;
        let all: Vec<Vec<Vec<f64>>> = (0..configurations.len()).map(|a| self.values(a, measure)).collect::<Option<_>>()?;
        let draws = self.drawn.rows.len();
        let costs: Vec<Vec<Vec<f64>>> = (0..draws).map(|d| all.iter().map(|one| one[d].clone()).collect()).collect();
        let found = doubt::choice(&costs, self.quantiles, LEVEL)?;
        let within = self.within_targets(&costs);
        let best = |(a, name): (usize, &&str)| {
            let (share_of, interval) = share(found.best[a], draws);
            Best {
                name: (*name).to_owned(),
                share: share_of,
                low: interval.low,
                high: interval.high,
                share_within_targets: share(within[a], draws).0,
            }
        };
        let worth = |(input, worth): (&Input, &doubt::Worth)| {
            let shares = |counts: &Vec<usize>| {
                let n = counts.iter().sum::<usize>().max(1) as f64;
                counts.iter().map(|c| *c as f64 / n).collect()
            };
            let [low, middle, high] = &worth.thirds;
            Worth {
                input: input.name.clone(),
                evppi: worth.value,
                error: worth.error,
                best_by_third: [shares(low), shares(middle), shares(high)],
            }
        };
        let interval = found.perfect.and_then(|p| p.interval);
        Some(Choice {
            criterion: name.to_owned(),
            words: names::words(self.wanted[measure].parsed(self.base)?, self.base),
            best_on_average: configurations[found.now].to_owned(),
            best: configurations.iter().enumerate().map(best).collect(),
            unsettled: found.unsettled as f64 / draws as f64,
            evpi: found.perfect.map(|p| p.mean.max(0.0)),
            evpi_low: interval.map(|i| i.low.max(0.0)),
            evpi_high: interval.map(|i| i.high.max(0.0)),
            by_input: inputs.iter().zip(&found.inputs).map(worth).collect(),
            turned_by: found.turning().map(|i| inputs[i].name.clone()),
        })
    }

    /// Draws in which each is cheapest of those that miss no more targets (over the draw's replications) than the base.
    fn within_targets(&self, costs: &[Vec<Vec<f64>>]) -> Vec<usize> {
        let mut found = vec![0; costs[0].len()];
        for (draw, costs) in self.drawn.rows.iter().zip(costs) {
            let missed: Vec<usize> =
                draw.iter().map(|rows| rows.iter().flat_map(|row| &row.held).filter(|held| !**held).count()).collect();
            let mean = |a: usize| if missed[a] <= missed[0] { costs[a].iter().sum::<f64>() } else { f64::INFINITY };
            found[doubt::information::least(&(0..costs.len()).map(mean).collect::<Vec<f64>>())] += 1;
        }
        found
    }
}

fn share(count: usize, of: usize) -> (f64, Interval) {
    let none = Interval { low: 0.0, high: 1.0, level: LEVEL };
    (count as f64 / of.max(1) as f64, crate::analysis::wilson(count, of, LEVEL).unwrap_or(none))
}
