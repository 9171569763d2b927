//! What a staffing costs: scheduled people of some groups over the reported part, in the best unit that the scenario states.
//!
//! ```text
//! pounds        where pay is stated for every one of the groups: labour of the schedule, without overrun and overheads
//! paid hours    where shrinkage (or pay) is: hours due / (1 - shrinkage)
//! desk hours    otherwise: hours due
//! ```
//! It is the same in every replication but for absence by person; there it is that of the plan.

use super::labour::{GroupLabour, integrate};
use super::months::Months;
use crate::model::{Group, Model, Tick};

/// What a staffing is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Pounds of labour.
    Pounds,
    /// Paid hours.
    PaidHours,
    /// Hours at a desk.
    DeskHours,
}

impl Counted {
    /// The best unit that is known for all of these groups of a model.
    pub fn of(model: &Model, groups: &[u16]) -> Self {
        let pay = |g: &u16| model.money.pay.get(*g as usize).is_some_and(Option::is_some);
        let shrinks = |g: &u16| model.groups[*g as usize].paid.shrinkage.is_some();
        match () {
            () if groups.iter().all(pay) => Self::Pounds,
            () if groups.iter().all(|g| pay(g) || shrinks(g)) => Self::PaidHours,
            () => Self::DeskHours,
        }
    }

    /// What the schedule of a group comes to.
    pub fn scheduled(self, model: &Model, group: u16) -> f64 {
        self.of_group(model, &Months::new(model), group, &model.groups[group as usize])
    }

    /// What other people in a group would come to: heads over time as the scenario means them, and those of them on paid breaks,
    /// less what the group costs without anybody.
    pub fn people(self, model: &Model, months: &Months, group: u16, heads: &[(Tick, u32)], breaks: &[(Tick, u32)]) -> f64 {
        let mut with = model.groups[group as usize].clone();
        let mut without = with.clone();
        for (group, heads, breaks) in [(&mut with, heads, breaks), (&mut without, &[][..], &[][..])] {
            group.people = None;
            group.varies = None;
            group.paid.before_losses = None;
            group.paid.breaks = breaks.to_vec();
            let paid = group.paid.people.is_some();
            group.paid.people = paid.then(|| heads.to_vec());
            group.heads = Some(heads.to_vec());
        }
        self.of_group(model, months, group, &with) - self.of_group(model, months, group, &without)
    }

    fn of_group(self, model: &Model, months: &Months, index: u16, group: &Group) -> f64 {
        let pay = model.money.pay.get(index as usize).and_then(Option::as_ref);
        let labour = || GroupLabour::new(model, months, group, pay, 0.0, None);
        match self {
            Self::Pounds => labour().cost.iter().flatten().flatten().sum(),
            Self::PaidHours => labour().paid_hours.iter().flatten().sum(),
            Self::DeskHours => {
                let heads = group.heads.as_deref().unwrap_or_default();
                integrate(model, months, heads).iter().map(super::pay::Hours::total).sum()
            }
        }
    }
}
