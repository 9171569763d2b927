//! A staffing as people read it: hours, whole-time equivalents, needed against rostered, when what binds; and as `summary.json`.
//!
//! Whole-time equivalent: 37.5 paid hours a week. Needed: people by the rule of the scenario in each place (see `plan::requirement`),
//! without any slack for what is uncertain from day to day.

mod json;

use crate::experiment::staffing::budget::Harm;
use crate::experiment::staffing::{Desk, Found, Relief};
use crate::finance::Counted;
use crate::model::{MeasureKind, Model, Staffing, What};
use crate::plan::Requirement;

pub use json::summary;

/// Paid hours a week of a whole-time equivalent.
pub const WEEK: f64 = 37.5;

/// An answer of `staff`.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it answers, in words: `the published targets`.
    pub title: String,
    /// In file names and `summary.json`: `targets`, `no-worse`.
    pub key: &'static str,
    /// The scenario file written for it.
    pub file: String,
    /// What was found.
    pub found: Found,
    /// The model of the staffing.
    pub model: Model,
    /// What else it says.
    pub more: More,
}

/// What an answer says beside its targets.
#[derive(Clone, Debug)]
pub enum More {
    /// Nothing.
    Nothing,
    /// Out of reach within the bounds: what it would take without them.
    Beyond(Box<Relief>),
    /// Out of reach within the bounds, and stopped before it was known what it would take.
    Unfinished,
    /// What a sum buys: the sum, harms in order, counts of people.
    Sum {
        /// In what the desk counts in.
        sum: f64,
        /// The worst first.
        harms: Vec<Harm>,
        /// Over the reported part.
        counts: Vec<Harm>,
    },
    /// What a contract rewards.
    Surplus {
        /// Of the answer: surplus, deductions, pounds over the reported part.
        own: (f64, f64),
        /// Of the staffing that meets the targets.
        meeting: Option<(f64, f64)>,
        /// How many times as high deductions must be for the two to agree.
        times: Option<f64>,
    },
}

/// People or calls a month of 365.25 / 12 days from a count over the reported part.
pub fn a_month(desk: &Desk, count: f64) -> f64 {
    count * 365.25 / 12.0 / desk.model.clock.reported_length_days()
}

/// Answered, but not within 60 s: from the counts of a [`More::Sum`], with the sum and as it stands.
pub fn answered_late(counts: &[Harm]) -> Option<(f64, f64)> {
    let find = |wanted: fn(MeasureKind) -> bool| counts.iter().find(|c| wanted(c.measure.kind));
    let answered = find(|kind| kind == MeasureKind::CallsAnswered)?;
    let within = find(|kind| matches!(kind, MeasureKind::AnsweredWithin(_)))?;
    let late = |of: fn(&Harm) -> f64| of(answered) * (1.0 - of(within));
    Some((late(|h| h.own.mean), late(|h| h.base.mean)))
}

/// People of a chosen group over the reported part.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupHours {
    /// The group.
    pub name: String,
    /// Hours due at a desk.
    pub desk: f64,
    /// Paid hours, where shrinkage is stated.
    pub paid: Option<f64>,
    /// Pounds, where pay is.
    pub pounds: Option<f64>,
    /// Whole-time equivalents of paid hours, or of hours at a desk where these are not known.
    pub whole_time: f64,
}

/// Hours of the chosen groups in a model.
pub fn hours(desk: &Desk, model: &Model) -> Vec<GroupHours> {
    let weeks = desk.weeks();
    let one = |chosen: &crate::model::ChosenGroup| {
        let group = chosen.group;
        let known = |counted: Counted| Counted::of(model, &[group]) == counted;
        let pounds = known(Counted::Pounds).then(|| Counted::Pounds.scheduled(model, group));
        let paid = model.groups[group as usize].paid.shrinkage.map(|_| Counted::PaidHours.scheduled(model, group));
        let at_desk = Counted::DeskHours.scheduled(model, group);
        GroupHours {
            name: model.groups[group as usize].name.clone(),
            desk: at_desk,
            paid,
            pounds,
            whole_time: paid.unwrap_or(at_desk) / weeks / WEEK,
        }
    };
    desk.problem.choices.groups.iter().map(one).collect()
}

/// The unit of costs in words.
pub fn counted_in(counted: Counted) -> &'static str {
    match counted {
        Counted::Pounds => "pounds of scheduled labour",
        Counted::PaidHours => "paid hours",
        Counted::DeskHours => "hours at desks (no shrinkage is stated)",
    }
}

/// A cost in its unit.
pub fn cost(counted: Counted, value: f64) -> String {
    match counted {
        Counted::Pounds => super::number::pounds(value),
        Counted::PaidHours | Counted::DeskHours => format!("{} h", super::number::fixed(value, 0)),
    }
}

/// A group's places: needed, rostered, present.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// By place: people needed by the rule, on average over its intervals.
    pub needed: Vec<f64>,
    /// Heads of the staffing.
    pub rostered: Vec<f64>,
    /// People at their desks, as simulated.
    pub present: Vec<f64>,
}

impl Cover {
    /// Hours over and under what is needed.
    pub fn over_and_under(&self, hours: &[f64]) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for ((needed, present), hours) in self.needed.iter().zip(&self.present).zip(hours) {
            let over = (present - needed) * hours;
            sums = (sums.0 + over.max(0.0), sums.1 + (-over).max(0.0));
        }
        sums
    }
}

/// Needed, rostered and present of each chosen group.
pub fn covers(desk: &Desk, requirement: &Requirement, staffing: &Staffing, found: &Found) -> Vec<Cover> {
    let (problem, clock) = (&desk.problem, &desk.model.clock);
    let groups = problem.choices.groups.iter().enumerate();
    groups
        .map(|(index, group)| {
            let mut needed = vec![(0.0, 0.0); problem.hours.len()];
            for slot in clock.first_slot..clock.last_slot {
                let place = &mut needed[problem.choices.pattern.of_slot[slot] as usize];
                let people = |&q: &usize| f64::from(requirement.needs[q][slot - clock.first_slot].people);
                *place = (place.0 + desk.sites[index].queues.iter().map(people).sum::<f64>(), place.1 + 1.0);
            }
            let rostered = problem.heads(staffing, index);
            let present =
                if found.detail.replications > 0 { found.detail.present(group.group, &problem.hours) } else { rostered.clone() };
            Cover { needed: needed.iter().map(|n| if n.1 > 0.0 { n.0 / n.1 } else { 0.0 }).collect(), rostered, present }
        })
        .collect()
}

/// A choice in words: "advisors Mon 09:00", "advisors on shift early-0630-8h".
pub fn choice_name(desk: &Desk, choice: usize) -> String {
    let choices = &desk.problem.choices;
    let choice = &choices.all[choice];
    let group = &desk.model.groups[choices.groups[choice.group as usize].group as usize].name;
    match &choice.what {
        What::Place(_) if choices.pattern.places.len() < 2 => group.clone(),
        What::Place(place) => format!("{group} {}", choices.pattern.places[*place as usize]),
        What::Shift(shift) => format!("{group} on shift {shift}"),
    }
}

/// When it is tightest: places with the largest share of late calls among those with some calls, with that share; by group.
pub fn tightest(desk: &Desk, found: &Found, group: usize) -> Vec<(String, f64)> {
    let late = found.detail.late(&desk.sites[group].queues);
    let all: f64 = late.iter().map(|l| l.0).sum();
    let labels = &desk.problem.choices.pattern.places;
    // a place with next to no calls says nothing
    let least = 0.2 * all / late.len().max(1) as f64;
    let mut places: Vec<(String, f64)> =
        late.iter().zip(labels).filter(|(l, _)| l.0 > least).map(|(l, label)| (label.clone(), l.1 / l.0)).collect();
    places.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    places.truncate(3);
    places
}
