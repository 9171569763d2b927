//! Where does the money go, and who pays? What each configuration costs its provider and others.

use super::super::{Judged, Line};
use super::Pictures;
use crate::experiment::Comparand;
use crate::experiment::difference::PARTS_OF_TOTAL;
use crate::report::chart::{Drawing, cost};
use crate::report::figures::cost::{QUESTION, configuration, period, states_money};
use crate::report::number::pounds;

impl Pictures<'_> {
    pub(super) fn cost(&self) -> Option<Drawing> {
        if !self.configurations.iter().any(|one| states_money(one.model)) {
            return None;
        }
        let all = self.simulated.iter().enumerate();
        let configurations: Vec<cost::Configuration> =
            all.map(|(index, (one, results))| configuration(one.name, index == 0, one.model, results)).collect();
        let finding = self.paid(&configurations);
        let input = cost::Input { configurations, period: period(&self.base.model) };
        let intervals = "95 % intervals, each alone: chance alone, pay and prices as stated".to_owned();
        Some(cost::draw(&input, &self.frame(QUESTION, finding, intervals)))
    }

    /// Who saves the provider most, and what that does to others; judged as in the verdict.
    fn paid(&self, configurations: &[cost::Configuration]) -> String {
        let line = |one: usize, measure: &str| -> Option<&Line> {
            let all = &self.found.alternatives[one].lines;
            all.iter().find(|l| l.in_verdict && l.comparand == Comparand::whole(measure) && l.difference.is_some())
        };
        let mean = |line: &Line| line.difference.map_or(0.0, |d| d.estimate.mean);
        let [own, others] = PARTS_OF_TOTAL;
        let priced = (0..self.found.alternatives.len()).any(|one| line(one, own).is_some());
        if !priced {
            let known = configurations.iter().any(|one| one.cost.is_some());
            return match (known, self.gap()) {
                (false, why) if !why.is_empty() => format!("The cost is not known: {why}."),
                _ => "The provider's cost cannot be compared: it is not known of the base, or of no alternative.".to_owned(),
            };
        }
        let saves = |one: &usize| line(*one, own).is_some_and(|l| l.judged == Judged::Better);
        let cheapest = (0..self.found.alternatives.len())
            .filter(saves)
            .min_by(|one, other| line(*one, own).map_or(0.0, mean).total_cmp(&line(*other, own).map_or(0.0, mean)));
        let Some(cheapest) = cheapest else {
            return "No alternative costs the provider less by what matters.".to_owned();
        };
        let saved = line(cheapest, own).map_or(0.0, |l| -mean(l));
        let name = &self.found.alternatives[cheapest].name;
        let first = format!("The provider pays least with {name}, {} less than the base", pounds(saved));
        match line(cheapest, others) {
            Some(l) if l.judged == Judged::Worse => format!("{first}, but {} more falls on others.", pounds(mean(l))),
            Some(l) if l.judged == Judged::Better => format!("{first}, and {} less falls on others.", pounds(-mean(l))),
            Some(l) if l.judged == Judged::CannotTell => format!("{first}; whether more falls on others cannot be told."),
            Some(_) => format!("{first}, and what falls on others does not change by what matters."),
            None => format!("{first}."),
        }
    }
}
