//! The picture of 1,000 callers: from flows that were followed to whole numbers that balance, and the finding.

use super::Pictures;
use crate::analysis::whole::{Arc, whole};
use crate::engine::observe::OPEN;
use crate::experiment::flows::{AGAIN, FIRST, Flows, RECONTACT, WAYS_IN, WORSE};
use crate::model::Model;
use crate::model::clock::SECOND;
use crate::model::flow::{BLOCKED, GAVE_UP, HUNG_UP, NOT_REACHED};
use crate::report::chart::callers::{self, Flow, Input, Kind, Place, written};
use crate::report::chart::{Drawing, Frame};
use crate::report::number::{self, plural};

/// People that are followed, in words and in the picture.
const OF: f64 = 1000.0;

/// What the picture shows and says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Callers {
    /// Places and flows.
    pub input: Input,
    /// The finding.
    pub finding: String,
    /// How many are helped, and how many end otherwise.
    pub ends: Ends,
}

/// How 1,000 people who ring for the first time end, those who ring again counted where they end at last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// Helped.
    pub helped: u64,
    /// All who end.
    pub whole: u64,
    /// Those who end otherwise: whole number, exact, words for one and for more.
    pub lost: Vec<(u64, f64, [&'static str; 2])>,
    /// First answers that are late, of 1,000 people.
    pub late: f64,
}

impl Pictures<'_> {
    pub(super) fn callers(&self, flows: &Flows) -> Drawing {
        let found = callers(self.model, flows);
        let frame = self.frame("What happens to 1,000 callers?", found.finding.clone());
        let intervals = "numbers are of 1,000 who ring for the first time".to_owned();
        callers::draw(&found.input, &Frame { intervals, ..frame })
    }
}

/// An arc of all that is rounded together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// From a place to a place.
    Goes(usize, usize),
    /// Those at an end who ring again.
    Again(usize),
    /// Those at an end who do not.
    Final(usize),
    /// Those who come by a way in that comes from nowhere else.
    Comes(usize),
    /// Those who go back to a step they have been to: out here, and in there.
    Back,
}

/// From flows to places in whole numbers.
pub fn callers(model: &Model, flows: &Flows) -> Callers {
    let first = flows.left(FIRST);
    if first == 0 {
        return Callers { finding: "Nobody rang.".to_owned(), ..Callers::default() };
    }
    let exact = |n: u64| n as f64 * OF / first as f64;
    let mut names: Vec<(String, Kind)> = (0..flows.places).map(|place| named(model, flows, place)).collect();
    let mut moves: Vec<(usize, usize, u64)> = Vec::new();
    for from in 0..flows.places {
        for to in 0..flows.places {
            let n = flows.moves[from * flows.places + to];
            if n > 0 {
                moves.push((from, to, n));
            }
        }
    }
    let mut back = Vec::new();
    for index in going_back(&moves, flows.places) {
        // a step seen before: they leave the picture at its right and come in again at its left
        let (_, to, n) = moves[index];
        let step = names[to].0.clone();
        names.push((format!("back to {step}"), Kind::Open));
        names.push((format!("come back to {step}"), Kind::In));
        let (out, into) = (names.len() - 2, names.len() - 1);
        moves[index].1 = out;
        moves.push((into, to, n));
        back.push((out, into, n));
    }
    // everything is one circulation through a place that stands for the world outside
    let outside = names.len();
    let mut what: Vec<What> = moves.iter().map(|&(from, to, _)| What::Goes(from, to)).collect();
    let mut arcs: Vec<Arc> = moves.iter().map(|&(from, to, n)| (from, to, exact(n))).collect();
    for &(out, into, n) in &back {
        what.push(What::Back);
        arcs.push((out, into, exact(n)));
    }
    for (place, (_, kind)) in names.iter().enumerate().take(flows.places) {
        let (came, again) = (flows.came(place), flows.again[place]);
        if place < WAYS_IN && place != AGAIN && flows.left(place) > 0 {
            what.push(What::Comes(place));
            arcs.push((outside, place, exact(flows.left(place))));
        }
        if *kind != Kind::Step && place >= WAYS_IN && came > 0 {
            what.push(What::Final(place));
            arcs.push((place, outside, exact(came - again)));
            if again > 0 {
                what.push(What::Again(place));
                arcs.push((place, AGAIN, exact(again)));
            }
        }
    }
    let numbers = whole(&arcs);
    let sum =
        |chosen: &dyn Fn(What) -> bool| -> u64 { what.iter().zip(&numbers).filter(|(w, _)| chosen(**w)).map(|(_, n)| n).sum() };
    let mut input = Input::default();
    let mut index = vec![None; names.len()];
    for (place, (name, kind)) in names.iter().enumerate() {
        let passes = moves.iter().filter(|m| m.0 == place || m.1 == place);
        let (came, left) = passes.fold((0, 0), |(came, left), m| {
            (came + if m.1 == place { m.2 } else { 0 }, left + if m.0 == place { m.2 } else { 0 })
        });
        if came + left == 0 {
            continue;
        }
        let is_in = *kind == Kind::In;
        let goes = |w: What| matches!(w, What::Goes(from, to) if (if is_in { from } else { to }) == place);
        index[place] = Some(input.places.len());
        input.places.push(Place {
            name: name.clone(),
            kind: *kind,
            exact: exact(if is_in { left } else { came }),
            number: sum(&goes),
            part: part(flows, place, *kind, &exact, sum(&|w| w == What::Again(place))),
            was: None,
        });
    }
    for (w, (arc, &number)) in what.iter().zip(arcs.iter().zip(&numbers)) {
        if let What::Goes(from, to) = w
            && let (Some(from), Some(to)) = (index[*from], index[*to])
        {
            input.flows.push(Flow { from, to, exact: arc.2, number, was: None });
        }
    }
    input.notes = notes(model, flows, first);
    let ends = ends(model, flows, &sum, &exact);
    let more = sum(&|w| matches!(w, What::Comes(place) if place != FIRST));
    let finding = finding(&ends, more);
    Callers { input, finding, ends }
}

/// Name and kind of a place.
fn named(model: &Model, flows: &Flows, place: usize) -> (String, Kind) {
    let steps = flows.step(0)..flows.step(model.steps.len());
    let text = |text: &str, kind| (text.to_owned(), kind);
    match place {
        FIRST => text("people ring", Kind::In),
        AGAIN => text("ring again", Kind::In),
        RECONTACT => text("ring again later", Kind::In),
        WORSE => text("get worse waiting", Kind::In),
        _ if steps.contains(&place) => (model.steps[place - steps.start].name.clone(), Kind::Step),
        _ if place == flows.end(OPEN) => text("still there at the end", Kind::Open),
        _ if place == flows.broken_off() => text("worse, ring again", Kind::Open),
        _ => {
            let outcome = (place - steps.end) as u8;
            let kind = if outcome <= NOT_REACHED { Kind::Lost } else { Kind::Helped };
            let name = match outcome {
                GAVE_UP => "give up",
                HUNG_UP => "hang up",
                BLOCKED => "engaged line",
                NOT_REACHED => "called back in vain",
                _ => &model.outcomes[outcome as usize].name,
            };
            text(name, kind)
        }
    }
}

/// What is said of part of those at a place.
fn part(flows: &Flows, place: usize, kind: Kind, exact: &dyn Fn(u64) -> f64, again: u64) -> Option<(f64, String)> {
    match kind {
        Kind::Step => {
            let late = flows.answered[place - WAYS_IN][1];
            let size = exact(late);
            (late > 0).then(|| (size, format!("{} late", written(size.round() as u64, size))))
        }
        Kind::In => None,
        _ if place >= flows.places || flows.again[place] == 0 => None,
        _ => {
            let size = exact(flows.again[place]);
            Some((size, format!("{} of them ring again", written(again, size))))
        }
    }
}

/// Moves that lead back to a step that was passed on the way, found by walking from the ways in.
fn going_back(moves: &[(usize, usize, u64)], places: usize) -> Vec<usize> {
    fn walk(at: usize, moves: &[(usize, usize, u64)], on_way: &mut [bool], done: &mut [bool], back: &mut Vec<usize>) {
        on_way[at] = true;
        for (index, _) in moves.iter().enumerate().filter(|(_, m)| m.0 == at) {
            let to = moves[index].1;
            if on_way[to] {
                back.push(index);
            } else if !done[to] {
                walk(to, moves, on_way, done, back);
            }
        }
        on_way[at] = false;
        done[at] = true;
    }
    let (mut on_way, mut done, mut back) = (vec![false; places], vec![false; places], Vec::new());
    for way in 0..WAYS_IN {
        if !done[way] {
            walk(way, moves, &mut on_way, &mut done, &mut back);
        }
    }
    back
}

fn notes(model: &Model, flows: &Flows, first: u64) -> Vec<String> {
    let banded = model.steps.iter().any(|step| step.visits.iter().any(|visit| !visit.bands.is_empty()));
    let limit = number::duration(flows.limit as f64 / SECOND as f64);
    let due = if banded { ", or first taken up by a clinician after the due time of the band" } else { "" };
    let followed = if flows.replications == 1 {
        "the first replication".to_owned()
    } else {
        format!("the first {} replications", flows.replications)
    };
    let mut notes = Vec::new();
    if flows.answered.iter().any(|a| a[1] > 0) {
        notes.push(format!("Late: first answered after more than {limit}{due}."));
    }
    notes.push(format!(
        "Followed: all {} who first rang in {followed}, each to the end; what comes to a step leaves it.",
        plural(first, "person", "people")
    ));
    notes
}

/// How people end.
fn ends(model: &Model, flows: &Flows, sum: &dyn Fn(&dyn Fn(What) -> bool) -> u64, exact: &dyn Fn(u64) -> f64) -> Ends {
    let last = |outcome: u8| {
        let place = flows.end(outcome);
        let n = flows.came(place) - flows.again[place];
        (sum(&|w| w == What::Final(place)), exact(n))
    };
    let ways = [
        (GAVE_UP, ["gives up", "give up"]),
        (HUNG_UP, ["hangs up", "hang up"]),
        (BLOCKED, ["finds it engaged", "find it engaged"]),
        (NOT_REACHED, ["is not reached", "are not reached"]),
        (OPEN, ["is still there at the end", "are still there at the end"]),
    ];
    Ends {
        helped: (NOT_REACHED + 1..model.outcomes.len() as u8).map(|outcome| last(outcome).0).sum(),
        whole: sum(&|w| matches!(w, What::Comes(_))),
        lost: ways.map(|(outcome, words)| (last(outcome).0, last(outcome).1, words)).to_vec(),
        late: exact(flows.answered.iter().map(|a| a[1]).sum()),
    }
}

/// What happens to people, in a sentence that fits on two lines. `more`: episodes beyond the first.
fn finding(ends: &Ends, more: u64) -> String {
    let of = match more {
        0 => "Of 1,000 people".to_owned(),
        _ => format!("Of {} episodes of 1,000 people", number::fixed(ends.whole as f64, 0)),
    };
    let mut lost = ends.lost.clone();
    lost.sort_by(|a, b| b.1.total_cmp(&a.1));
    let number = match ends.helped == ends.whole {
        true if lost.iter().any(|way| way.1 > 0.0) => "practically all".to_owned(),
        true => "all".to_owned(),
        false => number::fixed(ends.helped as f64, 0),
    };
    let mut text = format!("{of} {number} are helped");
    for (number, _, words) in lost.iter().filter(|way| way.0 > 0) {
        let words = words[usize::from(*number > 1)];
        text.push_str(&format!(", {} {words}", number::fixed(*number as f64, 0)));
    }
    if ends.late > 0.0 {
        let number = written(ends.late.round() as u64, ends.late);
        let verb = if number == "1" { "answer is" } else { "answers are" };
        text.push_str(&format!("; {number} {verb} late"));
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::FreshScale;
    use crate::experiment::flows;

    /// The written numbers of every shipped scenario: as many come to a step as leave it, of 1,000 who ring for the first time each ends
    /// somewhere, and none is further than one from what was counted.
    #[test]
    fn written_numbers_balance_in_every_shipped_scenario() {
        for name in crate::scenario::builtin::names() {
            let Ok(scenario) = crate::scenario::load(&format!("builtin:{name}"), &[]) else { continue };
            let model = &scenario.model;
            if model.sources.iter().map(|s| s.expected.iter().sum::<f32>()).sum::<f32>() > 600_000.0 {
                continue; // the same mechanisms, a minute of time
            }
            let found = callers(model, &flows(model, &FreshScale::default(), 7, 1, 1).unwrap()).input;
            let (mut came, mut left) = (vec![0; found.places.len()], vec![0; found.places.len()]);
            for flow in &found.flows {
                assert!((flow.number as f64 - flow.exact).abs() < 1.0, "{name}: {flow:?}");
                came[flow.to] += flow.number;
                left[flow.from] += flow.number;
            }
            let (mut set_out, mut arrived) = (0, 0);
            for (index, place) in found.places.iter().enumerate() {
                match place.kind {
                    Kind::In => {
                        assert_eq!(left[index], place.number, "{name}: {}", place.name);
                        set_out += place.number;
                    }
                    Kind::Step => assert_eq!((came[index], left[index]), (place.number, place.number), "{name}: {}", place.name),
                    _ => {
                        assert_eq!(came[index], place.number, "{name}: {}", place.name);
                        arrived += place.number;
                    }
                }
            }
            assert_eq!(found.places[0].number, 1000, "{name}");
            assert_eq!(set_out, arrived, "{name}");
        }
    }
}
