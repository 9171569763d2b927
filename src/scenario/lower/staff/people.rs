//! `absence`, `lateness`: what hangs on single persons of a group, and who is due when.
//!
//! With shifts, a place is the k-th person of a shift, and a duty is a shift on the day on which it starts. With a headcount, a
//! place is the k-th of the people due, whose duties end at midnight. Nothing of this is made for a group that asks for none.

use std::collections::BTreeMap;

use super::breaks::{Chosen, Turn, chosen_breaks};
use super::roster::Own;
use crate::model::people::{Absence, BreakWindow, Duty, Lateness, NewStaff, People, Person, Place, Rest, Surge};
use crate::model::{Clock, Tick};
use crate::scenario::lower::shrinkage::HeadsAre;
use crate::scenario::lower::{Laws, ticks};
use crate::scenario::read::View;

/// What a group asks for that hangs on persons.
#[derive(Debug)]
pub struct Asked {
    absence: Option<Absence>,
    lateness: Option<Lateness>,
    new_staff: Option<NewStaff>,
}

/// Parts of shrinkage that mean absence.
const SICKNESS: [&str; 5] = ["absence", "absences", "sickness", "sick", "unplanned"];

impl Asked {
    /// Reads it; none if the group asks for nothing of the kind.
    pub fn read(view: &View, heads_are: HeadsAre, laws: &mut Laws) -> Option<Self> {
        let absence = view.view("absence").and_then(|inner| absence(&inner));
        if view.node("absence").is_some() {
            only_once(view, heads_are);
        }
        let lateness = view.view("lateness").and_then(|inner| lateness(&inner, laws));
        let new_staff = view.view("new-staff").and_then(|inner| new_staff(&inner));
        // what else recruits say is read with the pay
        let turnover = view.table.table("recruits").is_some_and(|recruits| recruits.get("employed").is_some());
        let breaks = chosen_breaks(view.table);
        let named = view.table.get("roster").is_some();
        let any = absence.is_some() || lateness.is_some() || new_staff.is_some() || turnover || breaks || named;
        any.then_some(Self { absence, lateness, new_staff })
    }

    /// The people of the group, due as `heads` say or, with shifts, as on the roll.
    #[expect(clippy::too_many_arguments, reason = "the parts of a scenario that people depend on")]
    pub fn people(
        self,
        view: &View,
        heads: Option<&Vec<(Tick, u32)>>,
        roll: Option<Roll>,
        clock: &Clock,
        group: &str,
        site: &str,
        surges: Vec<Surge>,
        lost: &[(Tick, Tick)],
        owns: Vec<Own>,
    ) -> Option<Box<People>> {
        let Some(heads) = heads else {
            let message = format!("`{}` has people without number, so none of them can be told apart", view.path);
            view.problem(
                view.table.get("headcount").map(|node| node.span),
                "useless",
                message,
                Some("headcount = \"unlimited\" goes without absence, lateness and the like".to_owned()),
            );
            return None;
        };
        let mut roll = roll.unwrap_or_else(|| Roll::of_heads(heads, clock));
        roll.lose(lost);
        let own = |place: &Place| owns.iter().find(|own| own.name == place.shift).map_or_else(Person::default, |own| own.person);
        let persons = if roll.named { roll.places.iter().map(own).collect() } else { Vec::new() };
        let Roll { places, mut duties, rests, windows, .. } = roll;
        duties.sort_by_key(|duty| (duty.date as i64, duty.place, duty.from));
        let Self { absence, lateness, new_staff } = self;
        Some(Box::new(People {
            group: group.to_owned(),
            site: site.to_owned(),
            places,
            persons,
            duties,
            rests,
            windows,
            surges: if absence.is_some() { surges } else { Vec::new() },
            absence,
            lateness,
            new_staff,
        }))
    }
}

/// Absence that is out of the heads already cannot be taken out again.
fn only_once(view: &View, heads_are: HeadsAre) {
    let at = view.table.get("absence").map(|node| node.span);
    if heads_are == HeadsAre::Present {
        view.problem(
            at,
            "twice",
            format!("`{}` takes out absence, but `heads-are = \"present\"` says that it is out already", view.path_of("absence")),
            Some("leave out one of the two".to_owned()),
        );
    }
    let parts = view.table.table("shrinkage");
    if let Some((key, _)) = parts.and_then(|parts| parts.0.iter().find(|(key, _)| SICKNESS.contains(&key.name.as_str()))) {
        view.problem(
            Some(key.span),
            "twice",
            format!("`{}` counts `{}` as shrinkage, and `{}` takes it out", view.path, key.name, view.path_of("absence")),
            Some("absence is drawn by person: leave it out of the planned shrinkage".to_owned()),
        );
    } else if view.table.get("shrinkage").is_some() && parts.is_none() {
        view.reading
            .warn(format!("{}: shrinkage is one share; it must not hold the absence that `absence` takes out", view.path));
    }
}

fn absence(view: &View) -> Option<Absence> {
    let (chance, day_cv) = (view.share("chance"), view.number("day-cv"));
    let paid = view.share("paid");
    if view.node("chance").is_none() {
        view.missing("chance", Some("for instance absence = { chance = \"6%\", day-cv = 0.3 }"));
    }
    for (key, text) in [("day-cv", "0: the same chance every day"), ("paid", "100%: sick pay in full")] {
        if view.node(key).is_none() {
            view.default(key, text);
        }
    }
    view.done();
    let found = Absence { chance: chance?, day_cv: day_cv.unwrap_or(0.0), paid: paid.unwrap_or(1.0) };
    let most = ((1.0 - found.chance) / found.chance).sqrt();
    if found.day_cv >= most && found.day_cv > 0.0 {
        view.problem(
            view.table.get("day-cv").map(|n| n.span),
            "out-of-range",
            format!("`{}`: a chance of mean {} % cannot vary so much", view.path_of("day-cv"), found.chance * 100.0),
            Some(format!("below {most:.2}: beyond that every day would be all or nothing")),
        );
        return None;
    }
    Some(found)
}

fn lateness(view: &View, laws: &mut Laws) -> Option<Lateness> {
    let chance = view.share("chance");
    let by = view.law("by");
    if view.node("chance").is_none() {
        view.default("chance", "100%: everybody");
    }
    if view.node("by").is_none() {
        view.missing("by", Some("for instance lateness = { chance = \"10%\", by = { exponential = { mean = \"6m\" } } }"));
    }
    view.done();
    let chance = if view.node("chance").is_some() { chance? } else { 1.0 };
    Some(Lateness { chance, by: laws.id(by?) })
}

fn new_staff(view: &View) -> Option<NewStaff> {
    let (share, factor) = (view.share("share"), view.factor("handle"));
    let fading = view.duration("fading-over");
    for key in ["share", "handle", "fading-over"] {
        if view.node(key).is_none() {
            view.missing(key, Some("for instance new-staff = { share = \"20%\", handle = \"+30%\", fading-over = \"8w\" }"));
        }
    }
    view.done();
    let (share, factor, fading) = (share?, factor?, fading?);
    if factor <= 0.0 || fading <= 0.0 {
        let key = if factor <= 0.0 { "handle" } else { "fading-over" };
        let span = view.table.get(key).map(|node| node.span);
        view.problem(span, "out-of-range", format!("`{}` must be above zero", view.path_of(key)), None);
        return None;
    }
    Some(NewStaff { share, extra: factor - 1.0, fading: ticks(fading) })
}

/// Who is due when.
#[derive(Debug, Default)]
pub struct Roll {
    places: Vec<Place>,
    duties: Vec<Duty>,
    rests: Vec<Rest>,
    windows: Vec<BreakWindow>,
    /// Places are persons: each is called by name.
    pub named: bool,
    /// First place of each shift.
    first: BTreeMap<String, u32>,
}

impl Roll {
    /// Something hangs on which person of a shift is where.
    pub fn hangs_on_persons(&self) -> bool {
        self.named || !self.windows.is_empty()
    }

    /// The persons, where they have names.
    pub fn persons(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter(|_| self.named).map(|place| place.shift.as_str())
    }

    /// Adds a shift on one day: `date` is the tick of its midnight, perhaps before the run.
    pub fn shift(
        &mut self,
        clock: &Clock,
        name: &str,
        date: i64,
        (from, to): (i64, i64),
        people: u32,
        (breaks, chosen): (&[Turn], &[Chosen]),
    ) {
        let first = *self.first.entry(name.to_owned()).or_insert_with(|| {
            let first = self.places.len() as u32;
            self.places.extend((0..people).map(|ordinal| Place { shift: name.to_owned(), ordinal }));
            first
        });
        let date = clock.origin.wrapping_add(date) as u64;
        for ordinal in 0..people {
            let Some((begin, end)) = clip(clock, from, to) else { continue };
            let rests = self.rests.len() as u32;
            for turn in breaks.iter().filter(|turn| (turn.first..turn.first + turn.away).contains(&i64::from(ordinal))) {
                if let Some((from, to)) = clip(clock, from + turn.after, from + turn.after + turn.lasts) {
                    self.rests.push(Rest { from, to, paid: turn.paid });
                }
            }
            self.rests[rests as usize..].sort_by_key(|rest| rest.from);
            let rests = (rests, self.rests.len() as u32);
            let windows = self.windows.len() as u32;
            for window in chosen {
                // what opens after the run, or closes before it, is no break of this run
                if let Some((opens, closes)) =
                    clip(clock, from + window.opens, (from + window.closes).max(from + window.opens + 1))
                {
                    let (lasts, paid, at_once) = (window.lasts.unsigned_abs(), window.paid, window.at_once);
                    let closes = if window.closes == window.opens { opens } else { closes };
                    self.windows.push(BreakWindow { opens, closes, lasts, until: end, paid, at_once });
                }
            }
            self.windows[windows as usize..].sort_by_key(|window| window.opens);
            let windows = (windows, self.windows.len() as u32);
            self.duties.push(Duty { place: first + ordinal, date, from: begin, to: end, rests, windows, begins: from >= 0 });
        }
    }

    /// A shock keeps everybody from their desks in these stretches: whoever is due then is away, and paid. Duties stay as they
    /// are, so that nobody's draws move.
    fn lose(&mut self, lost: &[(Tick, Tick)]) {
        if lost.is_empty() {
            return;
        }
        let before = std::mem::take(&mut self.rests);
        for duty in &mut self.duties {
            let first = self.rests.len();
            self.rests.extend_from_slice(&before[duty.rests.0 as usize..duty.rests.1 as usize]);
            for &(from, until) in lost {
                let (mut at, until) = (from.max(duty.from), until.min(duty.to));
                // what is no break already
                let mut breaks = self.rests[first..].to_vec();
                breaks.sort_by_key(|rest| rest.from);
                for rest in breaks.iter().filter(|rest| rest.from < until) {
                    if rest.from > at {
                        self.rests.push(Rest { from: at, to: rest.from, paid: true });
                    }
                    at = at.max(rest.to);
                }
                if at < until {
                    self.rests.push(Rest { from: at, to: until, paid: true });
                }
            }
            self.rests[first..].sort_by_key(|rest| rest.from);
            duty.rests = (first as u32, self.rests.len() as u32);
        }
    }

    /// The k-th person is due whenever at least k are; duties end at midnight.
    pub fn of_heads(heads: &[(Tick, u32)], clock: &Clock) -> Self {
        let mut roll = Self::default();
        let mut open: Vec<(Tick, bool)> = Vec::new(); // by place: since when, come to work then
        let mut moments: Vec<Tick> = heads.iter().map(|h| h.0).collect();
        moments.extend(clock.days.iter().map(|day| day.start).filter(|&at| at > 0 && at < clock.end));
        moments.sort_unstable();
        moments.dedup();
        let mut date = clock.days.first().map_or(0, |day| clock.identity(day.start));
        for at in moments {
            let people = heads.partition_point(|h| h.0 <= at).checked_sub(1).map_or(0, |i| heads[i].1) as usize;
            let midnight = clock.days.binary_search_by_key(&at, |day| day.start).is_ok();
            let stay = if midnight { 0 } else { people };
            let before = open.len();
            for (place, (from, begins)) in open.drain(stay.min(before)..).enumerate() {
                roll.duty((place + stay.min(before)) as u32, date, from, at, begins);
            }
            if midnight {
                date = clock.identity(at);
            }
            open.extend((open.len()..people).map(|place| (at, at > 0 && place >= before)));
        }
        for (place, (from, begins)) in open.into_iter().enumerate() {
            roll.duty(place as u32, date, from, clock.stop, begins);
        }
        let most = roll.duties.iter().map(|duty| duty.place + 1).max().unwrap_or(0);
        roll.places = (0..most).map(|ordinal| Place { shift: String::new(), ordinal }).collect();
        roll
    }

    fn duty(&mut self, place: u32, date: u64, from: Tick, to: Tick, begins: bool) {
        if from < to {
            self.duties.push(Duty { place, date, from, to, rests: (0, 0), windows: (0, 0), begins });
        }
    }
}

/// A stretch inside the run; whoever is there at the end of the reported part stays for the run-out.
fn clip(clock: &Clock, from: i64, to: i64) -> Option<(Tick, Tick)> {
    let from = from.max(0).unsigned_abs();
    let to = to.max(0).unsigned_abs();
    let to = if to >= clock.end { clock.stop } else { to };
    (from < to && from < clock.end).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::from_text;

    fn people(group: &str) -> People {
        let text = format!(
            "[calendar]\nlasts = \"2d\"\n[areas.town]\ncalls = \"1/h\"\n[steps.desk]\nhandle = {{ fixed = \"3m\" }}\n\
             [groups.agents]\nserves = [\"desk\"]\nabsence = {{ chance = \"10%\" }}\n{group}"
        );
        let scenario = from_text("people", &text).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        *scenario.model.groups[0].people.clone().expect("people")
    }

    /// Hours of all duties less breaks.
    fn hours(people: &People) -> f64 {
        let duties: Tick = people.duties.iter().map(|d| d.to - d.from).sum();
        let rests: Tick = people.rests.iter().map(|r| r.to - r.from).sum();
        (duties - rests) as f64 / crate::model::clock::HOUR as f64
    }

    #[test]
    fn duties_of_a_headcount_end_at_midnight() {
        let found = people("headcount = 3");
        assert_eq!(found.places.len(), 3);
        assert_eq!(found.duties.len(), 6);
        assert!(found.duties.iter().all(|duty| !duty.begins));
        assert!((hours(&found) - 2.0 * 72.0).abs() < 1e-9);
    }

    #[test]
    fn a_night_shift_is_one_duty_of_the_day_on_which_it_starts() {
        let found = people(
            "shifts.night = { starts = \"21:00\", lasts = \"10h\", headcount = 2, breaks = { meal = { after = \"4h\", lasts = \"30m\", in-turns = 2 } } }",
        );
        // the last part of the night before, the first night whole, 3 hours of the second
        assert_eq!(found.duties.len(), 6);
        assert!((hours(&found) - 2.0 * (7.0 + 10.0 + 3.0 - 0.5 - 0.5)).abs() < 1e-9, "{}", hours(&found));
        let dates: std::collections::BTreeSet<u64> = found.duties.iter().map(|duty| duty.date).collect();
        assert_eq!(dates.len(), 3);
    }
}
