//! What scheduled people cost: worked out once from the heads, exactly; the same in every replication unless people are told apart.
//!
//! ```text
//! hours due   = integral of (people due + people on a paid break), by month and premium window
//! hours paid  = hours due / (1 - shrinkage)
//! own people  = hours paid x (1 - overtime - bank - agency)         shares of the hours due that others fill
//! overtime, bank, agency: hours due x share; paid for hours worked alone, no shrinkage on top
//! ```
//! Where people are told apart, a replication has hours of its own: of absence, which is paid in part, and those that overtime
//! and an agency filled, which are paid beside it.
//!
//! Paid time off carries the premiums of the time it covers (handbook, section 13: pay during leave is as if at work).

use super::months::Months;
use super::pay::{self, Hours};
use crate::model::clock::HOUR;
use crate::model::money::{CostKind as K, Intake, Pay, Recruits, WEEKS_A_YEAR};
use crate::model::people::Kept;
use crate::model::{CostKind, Group, Model, Tick};

/// Pounds by kind of cost, in the order of [`CostKind::ALL`].
pub type ByKind = [f64; CostKind::ALL.len()];

/// What a group's scheduled people cost.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupLabour {
    /// By month: paid hours of own people, overtime, bank and agency; none where they are not known.
    pub paid_hours: Option<Vec<f64>>,
    /// By month, by kind; none where no pay is stated or nobody knows how many people there are.
    pub cost: Option<Vec<ByKind>>,
    /// An hour of overrun: on ordinary days, on holidays.
    pub overrun_hour: [f64; 2],
}

/// What all scheduled people cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Labour {
    /// By group.
    pub groups: Vec<GroupLabour>,
}

impl Labour {
    /// For a model; where a group states no shrinkage, `unstated` stands in.
    pub fn new(model: &Model, months: &Months, unstated: f64) -> Self {
        let pay = |index: usize| model.money.pay.get(index).and_then(Option::as_ref);
        let groups = model.groups.iter().enumerate();
        Self { groups: groups.map(|(index, group)| GroupLabour::new(model, months, group, pay(index), unstated, None)).collect() }
    }

    /// The groups, by index, for which a cost is asked and not known.
    pub fn blank(&self) -> impl Iterator<Item = usize> + '_ {
        self.groups.iter().enumerate().filter(|(_, g)| g.cost.is_none()).map(|(index, _)| index)
    }
}

impl GroupLabour {
    /// Of a group, where `kept` says what became of its people in a replication.
    pub(super) fn new(
        model: &Model,
        months: &Months,
        group: &Group,
        pay: Option<&Pay>,
        unstated: f64,
        kept: Option<&Kept>,
    ) -> Self {
        let overrun_hour = pay.map_or([0.0; 2], pay::overtime_hour);
        let known = pay.is_some() || group.paid.shrinkage.is_some();
        let Some(heads) = group.heads.as_ref().filter(|_| known) else {
            return Self { paid_hours: None, cost: None, overrun_hour };
        };
        let shrinkage = group.paid.shrinkage.unwrap_or(unstated);
        // people stated as paid, or people due and what time off they are paid for
        let (people, gross) = match &group.paid.people {
            Some(people) => (people, 1.0),
            None => (group.paid.before_losses.as_ref().unwrap_or(heads), 1.0 / (1.0 - shrinkage)),
        };
        let mut paid = integrate(model, months, people);
        add(&mut paid, &integrate(model, months, &group.paid.breaks));
        let paid: Vec<Hours> = paid.iter().map(|hours| hours.times(gross)).collect();
        let away = kept.map(|kept| Away::new(model, months, group, 1.0 / (1.0 - shrinkage), kept));
        let Some(pay) = pay else {
            let more = |month: usize| away.as_ref().map_or(0.0, |away| away.paid(month));
            let hours = paid.iter().enumerate().map(|(month, hours)| hours.total() + more(month)).collect();
            return Self { paid_hours: Some(hours), cost: None, overrun_hour };
        };
        let filled = pay.overtime_share + pay.bank.share + pay.agency.share;
        let own: Vec<Hours> = paid.iter().map(|hours| hours.times(1.0 - filled)).collect();
        let recruits = pay.recruits.map(|r| (r, a_week(r, &own, months)));
        let mut cost = Vec::new();
        let mut paid_hours = Vec::new();
        for (month, (paid, own)) in paid.iter().zip(&own).enumerate() {
            let due = paid.times(1.0 - shrinkage);
            let filled_hours = filled * due.total();
            let training = recruits.map_or(0.0, |(r, a_week)| a_week * months.periods[month].weeks * r.weeks * r.hours_a_week);
            let Some(away) = &away else {
                cost.push(by_kind(pay, own, &due, training, overrun_hour));
                paid_hours.push(own.total() + filled_hours);
                continue;
            };
            let there = own.less(&away.unpaid[month]).plus(&away.extra[month]);
            let mut kinds = by_kind(pay, &there, &due, training, overrun_hour);
            kinds[K::Overtime as usize] += overtime(&away.overtime[month], overrun_hour);
            kinds[K::Agency as usize] += pay::agency(pay, &away.agency[month]);
            cost.push(kinds);
            paid_hours.push(own.total() + filled_hours + away.paid(month));
        }
        Self { paid_hours: Some(paid_hours), cost: Some(cost), overrun_hour }
    }
}

/// What became of a group's hours in a replication, by month.
struct Away {
    /// Hours of absence without pay, and of vacant places and unpaid breaks with what shrinkage they would have had.
    unpaid: Vec<Hours>,
    /// Hours of people beyond plan, with their shrinkage.
    extra: Vec<Hours>,
    /// Filled by own people on overtime.
    overtime: Vec<Hours>,
    /// Filled by an agency.
    agency: Vec<Hours>,
}

impl Away {
    fn new(model: &Model, months: &Months, group: &Group, gross: f64, kept: &Kept) -> Self {
        let with_shrinkage = |people: &[(Tick, u32)]| -> Vec<Hours> {
            integrate(model, months, people).iter().map(|hours| hours.times(gross)).collect()
        };
        let (mut unpaid, extra) = (with_shrinkage(&kept.vacant), with_shrinkage(&kept.extra));
        let without_pay = group.people.as_ref().and_then(|people| people.absence).map_or(0.0, |absence| 1.0 - absence.paid);
        let absent = integrate(model, months, &kept.absent);
        add(&mut unpaid, &absent.iter().map(|hours| hours.times(without_pay)).collect::<Vec<_>>());
        let [own, on_overtime, of_agency] = [0, 1, 2].map(|by| integrate(model, months, &kept.resting[by]));
        // planned as time at the desk, with the shrinkage that goes with it
        add(&mut unpaid, &own.iter().map(|hours| hours.times(gross)).collect::<Vec<_>>());
        let worked = |filled: &[(Tick, u32)], resting: &[Hours]| {
            let hours = integrate(model, months, filled);
            hours.iter().zip(resting).map(|(hours, resting)| hours.less(resting)).collect()
        };
        Self { unpaid, extra, overtime: worked(&kept.overtime, &on_overtime), agency: worked(&kept.agency, &of_agency) }
    }

    /// Paid hours of a month beyond those of the plan.
    fn paid(&self, month: usize) -> f64 {
        self.extra[month].total() + self.overtime[month].total() + self.agency[month].total() - self.unpaid[month].total()
    }
}

/// What hours of overtime cost.
fn overtime(hours: &Hours, an_hour: [f64; 2]) -> f64 {
    (hours.total() - hours.on_holidays) * an_hour[0] + hours.on_holidays * an_hour[1]
}

/// Recruits that begin, a week.
fn a_week(recruits: Recruits, own: &[Hours], months: &Months) -> f64 {
    match recruits.intake {
        Intake::AWeek(number) => number,
        Intake::Leavers(share) => {
            let hours: f64 = own.iter().map(Hours::total).sum();
            let weeks: f64 = months.periods.iter().map(|p| p.weeks).sum();
            share * hours / weeks / recruits.hours_a_week / WEEKS_A_YEAR
        }
    }
}

/// A month's cost: of own hours, hours due that others fill, and hours of training.
fn by_kind(pay: &Pay, own: &Hours, due: &Hours, training: f64, overtime_hour: [f64; 2]) -> ByKind {
    let staff = pay::cost(pay, own, 0.0);
    let bank = pay::cost(pay, &due.times(pay.bank.share), pay.bank.plus);
    let plain = Hours { by_window: vec![training], on_holidays: 0.0 };
    CostKind::ALL.map(|kind| match kind {
        K::BasicPay => staff.basic,
        K::Premiums => staff.premiums,
        K::Pension => staff.pension,
        K::NationalInsurance => staff.insurance,
        K::Levy => staff.levy,
        K::Overtime => overtime(&due.times(pay.overtime_share), overtime_hour),
        K::Bank => bank.total(),
        K::Agency => pay::agency(pay, &due.times(pay.agency.share)),
        K::Training => pay::cost(pay, &plain, 0.0).total(),
        K::Overheads => 0.0,
    })
}

fn add(sum: &mut [Hours], more: &[Hours]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        for (hours, more) in sum.by_window.iter_mut().zip(&more.by_window) {
            *hours += more;
        }
        sum.on_holidays += more.on_holidays;
    }
}

/// Hours of people over time in the reported part, by month and premium window: whole ticks until the last division.
pub fn integrate(model: &Model, months: &Months, people: &[(Tick, u32)]) -> Vec<Hours> {
    let windows = &model.money.stretches;
    let mut sums = vec![vec![[0_u64; 2]; model.money.windows.len() + 1]; months.len()];
    let (mut head, mut window) = (0, 0);
    for &(from, to, month, holiday) in &months.days {
        let mut at = from;
        while at < to {
            while people.get(head + 1).is_some_and(|next| next.0 <= at) {
                head += 1;
            }
            while windows.get(window).is_some_and(|w| w.1 <= at) {
                window += 1;
            }
            let (place, changes) = match windows.get(window) {
                Some(&(begins, ends, index)) if begins <= at => (index as usize + 1, ends),
                Some(&(begins, ..)) => (0, begins),
                None => (0, Tick::MAX),
            };
            let (now, next) = match people.get(head) {
                Some(&(begins, _)) if begins > at => (0, begins),
                Some(&(_, number)) => (number, people.get(head + 1).map_or(Tick::MAX, |next| next.0)),
                None => (0, Tick::MAX),
            };
            let until = to.min(changes).min(next);
            sums[month][place][usize::from(holiday)] += (until - at) * u64::from(now);
            at = until;
        }
    }
    let hours = |ticks: u64| ticks as f64 / HOUR as f64;
    sums.iter()
        .map(|places| Hours {
            by_window: places.iter().map(|[plain, holiday]| hours(plain + holiday)).collect(),
            on_holidays: hours(places.iter().map(|p| p[1]).sum()),
        })
        .collect()
}
