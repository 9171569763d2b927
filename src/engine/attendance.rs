//! Who comes to work, in one replication: drawn by place and date before the first call.
//!
//! ```text
//! chance of a date   p = beta quantile of a uniform keyed by site and date (mean `chance`, cv `day-cv`); shared by groups
//! of a person        p times own mean / mean of the group, at most 1, where a roster states an own mean
//! in a shock         p times its factor, at most 1, for duties that begin in it; the uniforms stay
//! absent             uniform keyed by site, group, shift, place, date < p
//! filled             of the nobody-came, in order of place: at most floor(up-to x duties of the date + uniform)
//! late               the start moves by a draw of its law, at most to the end of the duty
//! ```
//! A date's limit of overtime is rounded at random, so that its mean is the share stated.

use super::crew::{Crew, Move, Step};
use super::presence;
use super::simulate::Inputs;
use super::turnover::Strength;
use crate::model::people::{BreakWindow, Duty, Kept, People};
use crate::model::{Group, Model, Tick};
use crate::random::{Key, Purpose, beta_quantile};
use crate::tally::Ledger;

/// Who of a group came to work.
#[derive(Clone, Debug, Default)]
pub struct Attendance {
    /// People at their desks, from each tick on.
    pub heads: Vec<(Tick, u32)>,
    /// Who comes and goes, in order; empty where it does not matter who answers.
    pub moves: Vec<Move>,
    changes: Changes,
    /// Unpaid breaks taken when it was quiet: of own people, of those on overtime, of an agency.
    pub(super) resting: [Changes; 3],
}

impl Attendance {
    /// Memory for each group; none where people come as planned in every group.
    pub fn all(model: &Model) -> Vec<Self> {
        let any = model.groups.iter().any(Group::differs_by_replication);
        if any { vec![Self::default(); model.groups.len()] } else { Vec::new() }
    }
}

/// What draws of people are for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purposes {
    day: Purpose,
    absent: Purpose,
    late: Purpose,
    late_by: Purpose,
    limit: [Purpose; 2],
    new: Purpose,
    leaves: Purpose,
    vacant: Purpose,
}

impl Default for Purposes {
    fn default() -> Self {
        let purpose = |what| Purpose::new(what, "people");
        Self {
            day: purpose("chance of absence"),
            absent: purpose("absent"),
            late: purpose("late"),
            late_by: purpose("late by"),
            limit: [purpose("overtime"), purpose("agency")],
            new: purpose("new"),
            leaves: purpose("leaves"),
            vacant: purpose("vacant"),
        }
    }
}

/// Changes of a number of people over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes(Vec<(Tick, i32)>);

impl Changes {
    fn clear(&mut self) {
        self.0.clear();
    }

    /// One person from a tick to another.
    pub(super) fn add(&mut self, from: Tick, to: Tick) {
        if from < to {
            self.0.push((from, 1));
            self.0.push((to, -1));
        }
    }

    /// The number from each tick on; forgets the changes.
    pub(super) fn over_time(&mut self, found: &mut Vec<(Tick, u32)>) {
        self.0.sort_unstable();
        found.clear();
        let mut people = 0;
        for &(at, change) in &self.0 {
            people += change;
            match found.last_mut() {
                Some(last) if last.0 == at => last.1 = people.unsigned_abs(),
                _ => found.push((at, people.unsigned_abs())),
            }
        }
        found.dedup_by_key(|f| f.1);
        self.0.clear();
    }
}

/// Draws who comes to work in a replication.
pub(super) fn draw(inputs: &Inputs, root: Key, attendance: &mut [Attendance], crews: &mut [Crew], ledger: &mut Ledger) {
    if attendance.is_empty() {
        return;
    }
    ledger.kept.resize(attendance.len(), Kept::default());
    for (index, (attended, kept)) in attendance.iter_mut().zip(&mut ledger.kept).enumerate() {
        let group = &inputs.model.groups[index];
        presence::draw(inputs, group, root, attended, kept);
        if let Some(people) = &group.people {
            let roll = Roll::new(inputs, index, people, root);
            attended.resting.iter_mut().for_each(Changes::clear);
            roll.call(attended, kept);
            if people.matter() {
                let share = people.new_staff.map_or(0.0, |new| new.share);
                crews[index].assemble(roll.places.iter().map(|key| share > 0.0 && key.uniform(inputs.of_people.new) < share));
            }
        }
    }
}

/// The roll of a group, called.
struct Roll<'a> {
    model: &'a Model,
    people: &'a People,
    purposes: Purposes,
    /// Keys of the site, of the group, and of each place.
    site: Key,
    group: Key,
    places: Vec<Key>,
    /// Shares of a date's duties that others fill at most: overtime, agency.
    fills: [f64; 2],
    /// Where recruits and leavers change who is there.
    strength: Option<Strength>,
}

/// Who fills a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// The person of the place.
    Own,
    /// Own people on overtime.
    Overtime,
    /// Somebody of an agency.
    Agency,
    /// Nobody.
    Nobody,
}

impl<'a> Roll<'a> {
    fn new(inputs: &'a Inputs, index: usize, people: &'a People, root: Key) -> Self {
        let site = root.named("people").named(&people.site);
        let group = site.named(&people.group);
        let key = |place: &crate::model::people::Place| group.named(&place.shift).part(u64::from(place.ordinal));
        let places = people.places.iter().map(key).collect();
        let fills = inputs.model.money.fills.get(index).copied().unwrap_or_default();
        let purposes = inputs.of_people;
        let recruits = inputs.model.money.pay.get(index).and_then(Option::as_ref).and_then(|pay| pay.recruits);
        let strength =
            recruits.and_then(|recruits| Strength::new(&recruits, group.named("employed"), purposes.leaves, &inputs.model.clock));
        Self { model: inputs.model, people, purposes, site, group, places, fills, strength }
    }

    fn call(&self, attended: &mut Attendance, kept: &mut Kept) {
        let people = self.people;
        let matter = people.matter();
        attended.moves.clear();
        let [mut absent, mut vacant, mut overtime, mut agency] = [const { Changes(Vec::new()) }; 4];
        let resting = &mut attended.resting[By::Own as usize];
        for duties in people.duties.chunk_by(|a, b| a.date == b.date) {
            let date = duties[0].date;
            let chance = self.chance(date);
            let mut left = self.limits(date, duties.len());
            for duty in duties {
                let empty = self.strength.as_ref().is_some_and(|strength| {
                    let place = &people.places[duty.place as usize];
                    let of_date = self.group.named(&place.shift).part(date).uniform(self.purposes.vacant);
                    strength.vacant(duty.from, place.ordinal, of_date)
                });
                let by = self.filled(duty, self.in_surges(self.own(chance, duty.place), duty.from), empty, &mut left);
                let begins = if by == By::Own { self.begins(duty) } else { duty.from };
                let rests = &people.rests[duty.rests.0 as usize..duty.rests.1 as usize];
                let windows = &people.windows[duty.windows.0 as usize..duty.windows.1 as usize];
                let unpaid = || windows.iter().filter(|window| !window.paid);
                let mut at = duty.from;
                let mut work = |from: Tick, to: Tick, paid_to: Tick| {
                    if by != By::Nobody {
                        attended.changes.add(from.max(begins), to);
                        if matter && from.max(begins) < to {
                            let step = |at, step| Move { at, place: duty.place, step };
                            attended.moves.extend([step(from.max(begins), Step::Comes(by)), step(to, Step::Goes)]);
                        }
                    }
                    if empty {
                        vacant.add(from, paid_to);
                    } else if by != By::Own {
                        // nobody is paid for a break of somebody who is not there: it counts as taken when its window opens
                        let mut since = from;
                        for window in unpaid().filter(|window| from <= window.opens && window.opens < paid_to) {
                            absent.add(since, window.opens);
                            since = (window.opens + window.lasts).min(paid_to);
                            resting.add(window.opens, since);
                        }
                        absent.add(since, paid_to);
                    }
                    match by {
                        By::Overtime => overtime.add(from, paid_to),
                        By::Agency => agency.add(from, paid_to),
                        By::Own | By::Nobody => {}
                    }
                };
                for rest in rests {
                    work(at, rest.from, if rest.paid { rest.to } else { rest.from });
                    at = rest.to;
                }
                work(at, duty.to, duty.to);
                if by != By::Nobody {
                    for window in duty.windows.0..duty.windows.1 {
                        let BreakWindow { opens, closes, .. } = people.windows[window as usize];
                        let step = |at, step| Move { at, place: duty.place, step };
                        attended.moves.push(step(opens, Step::BreakOpens(window)));
                        if closes < self.model.clock.end {
                            attended.moves.push(step(closes, Step::BreakCloses(window)));
                        }
                    }
                }
            }
        }
        attended.changes.over_time(&mut attended.heads);
        attended.moves.sort_unstable();
        absent.over_time(&mut kept.absent);
        vacant.over_time(&mut kept.vacant);
        overtime.over_time(&mut kept.overtime);
        agency.over_time(&mut kept.agency);
    }

    /// The chance that a person due on a date does not come.
    fn chance(&self, date: u64) -> f64 {
        let Some(absence) = &self.people.absence else { return 0.0 };
        absence.beta().map_or(absence.chance, |(a, b)| beta_quantile(self.site.part(date).uniform(self.purposes.day), a, b))
    }

    /// The chance of one person: where the roster states an own mean, as much above or below it as the date's is of the group's.
    fn own(&self, chance: f64, place: u32) -> f64 {
        let own = self.people.persons.get(place as usize).and_then(|person| person.absence);
        let mean = self.people.absence.map_or(0.0, |absence| absence.chance);
        own.map_or(chance, |own| if mean > 0.0 { (chance * own / mean).min(1.0) } else { own })
    }

    /// The chance for those due from a moment; people absent as a rule are absent when it is higher too.
    fn in_surges(&self, chance: f64, from: Tick) -> f64 {
        let now = self.people.surges.iter().filter(|surge| surge.from <= from && from < surge.until);
        now.fold(chance, |chance, surge| chance * surge.factor).min(1.0)
    }

    /// How many duties of a date others may fill: overtime, agency.
    fn limits(&self, date: u64, duties: usize) -> [u32; 2] {
        let key = self.group.part(date);
        let limit = |which: usize| {
            let share = self.fills[which];
            if share == 0.0 { 0 } else { (share * duties as f64 + key.uniform(self.purposes.limit[which])).floor() as u32 }
        };
        [limit(0), limit(1)]
    }

    fn filled(&self, duty: &Duty, chance: f64, vacant: bool, left: &mut [u32; 2]) -> By {
        let key = self.places[duty.place as usize].part(duty.date);
        if !vacant && (chance == 0.0 || key.uniform(self.purposes.absent) >= chance) {
            return By::Own;
        }
        for (left, by) in left.iter_mut().zip([By::Overtime, By::Agency]) {
            if *left > 0 {
                *left -= 1;
                return by;
            }
        }
        By::Nobody
    }

    /// When a person who comes is at the desk.
    fn begins(&self, duty: &Duty) -> Tick {
        let Some(lateness) = self.people.lateness.filter(|_| duty.begins) else { return duty.from };
        let key = self.places[duty.place as usize].part(duty.date);
        if key.uniform(self.purposes.late) >= lateness.chance {
            return duty.from;
        }
        let by = self.model.laws[lateness.by as usize].draw(key, self.purposes.late_by);
        duty.from.saturating_add(by).min(duty.to)
    }
}
