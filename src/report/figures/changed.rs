//! The picture of 1,000 callers of one service beside what they were in another: the same callers, each flow with its change.
//!
//! Places and flows are those of both. Whole numbers balance in each service by themselves, so their changes do too: as many more come to a
//! step as leave it, and over all ends the changes sum to that of those who set out.

use super::callers::{Callers, Ends};
use crate::report::chart::callers::{Flow, Input, Place, written};
use crate::report::number;

/// The flows of an alternative beside those of its base; none where the ways of the two, laid together, would go round.
pub fn changed((base, base_name): (&Callers, &str), (other, name): (&Callers, &str)) -> Option<Callers> {
    let mut input = other.input.clone();
    let same = |one: &Place, two: &Place| one.name == two.name && one.kind == two.kind;
    input.places.iter_mut().for_each(|place| place.was = Some(0));
    input.flows.iter_mut().for_each(|flow| flow.was = Some(0));
    // by place of the base: its place in the picture
    let mut index = Vec::new();
    for place in &base.input.places {
        let at = input.places.iter().position(|one| same(one, place)).unwrap_or_else(|| {
            input.places.push(Place { exact: 0.0, number: 0, part: None, ..place.clone() });
            input.places.len() - 1
        });
        input.places[at].was = Some(place.number);
        index.push(at);
    }
    for flow in &base.input.flows {
        let (from, to) = (index[flow.from], index[flow.to]);
        match input.flows.iter_mut().find(|one| (one.from, one.to) == (from, to)) {
            Some(one) => one.was = Some(flow.number),
            None => input.flows.push(Flow { from, to, exact: 0.0, number: 0, was: Some(flow.number) }),
        }
    }
    if goes_round(&input) {
        return None;
    }
    input.notes.push(format!(
        "Of 1,000 people who meet {name}; in brackets how many more or fewer than of the same people who meet {base_name}."
    ));
    let finding = finding(&base.ends, &other.ends, base_name, name);
    Some(Callers { input, finding, ends: other.ends.clone() })
}

/// Whether somebody could come back to where they were: places that nothing leads to are taken away until none is left.
fn goes_round(input: &Input) -> bool {
    let mut open: Vec<bool> = vec![true; input.places.len()];
    loop {
        let led_to = |place: usize| input.flows.iter().any(|flow| flow.to == place && open[flow.from]);
        let next = (0..open.len()).find(|&place| open[place] && !led_to(place));
        match next {
            Some(place) => open[place] = false,
            None => return open.contains(&true),
        }
    }
}

/// What becomes of the same people.
fn finding(base: &Ends, other: &Ends, base_name: &str, name: &str) -> String {
    let change = |now: u64, was: u64| now as i64 - was as i64;
    let more = |change: i64| if change > 0 { "more" } else { "fewer" };
    let count = |change: i64| number::fixed(change.unsigned_abs() as f64, 0);
    let helped = change(other.helped, base.helped);
    let mut text = match helped {
        0 => format!("Of 1,000 people as many are helped by {name} as by {base_name}"),
        _ => format!("Of 1,000 people {} {} are helped by {name} than by {base_name}", count(helped), more(helped)),
    };
    let mut lost: Vec<(i64, [&str; 2])> =
        other.lost.iter().zip(&base.lost).map(|(now, was)| (change(now.0, was.0), now.2)).filter(|one| one.0 != 0).collect();
    lost.sort_by_key(|one| std::cmp::Reverse(one.0.abs()));
    let said: Vec<String> = lost
        .iter()
        .map(|(change, words)| format!("{} {} {}", count(*change), more(*change), words[usize::from(change.abs() > 1)]))
        .collect();
    if !said.is_empty() {
        text.push_str(&format!(": {}", said.join(", ")));
    }
    let late = other.late.round() as i64 - base.late.round() as i64;
    if late != 0 {
        let verb = if late.abs() == 1 { "answer is" } else { "answers are" };
        text.push_str(&format!("; {} {} {verb} late", written(late.unsigned_abs(), 0.0), more(late)));
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use super::super::callers::callers;
    use super::*;
    use crate::demand::FreshScale;
    use crate::experiment::flows;
    use crate::report::chart::callers::Kind;
    use crate::scenario::load;

    /// Of every pair: changes balance at each step, those at the ends sum to those of the ways in, and numbers less changes are the base's.
    #[test]
    fn changes_balance_and_give_the_base_back() {
        for (base, sets) in [
            ("builtin:desk", vec!["groups.agents.headcount=-1"]),
            ("builtin:call-backs", vec!["defaults.callers.patience=90s"]),
            ("builtin:teaching-111", vec!["calendar.lasts=1d"]),
        ] {
            let sets: Vec<String> = sets.into_iter().map(str::to_owned).collect();
            let (one, two) = (load(base, &[]).unwrap(), load(base, &sets).unwrap());
            let follow = |model| callers(model, &flows(model, &FreshScale::default(), 7, 1, 1).unwrap());
            let (was, now) = (follow(&one.model), follow(&two.model));
            let found = changed((&was, "base"), (&now, "other")).unwrap().input;
            let change = |number: u64, was: Option<u64>| number as i64 - was.unwrap() as i64;
            let (mut came, mut left) = (vec![0; found.places.len()], vec![0; found.places.len()]);
            for flow in &found.flows {
                came[flow.to] += change(flow.number, flow.was);
                left[flow.from] += change(flow.number, flow.was);
            }
            let (mut set_out, mut arrived) = (0, 0);
            for (index, place) in found.places.iter().enumerate() {
                let own = change(place.number, place.was);
                match place.kind {
                    Kind::In => {
                        assert_eq!(left[index], own, "{base}: {}", place.name);
                        set_out += own;
                    }
                    Kind::Step => assert_eq!((came[index], left[index]), (own, own), "{base}: {}", place.name),
                    _ => {
                        assert_eq!(came[index], own, "{base}: {}", place.name);
                        arrived += own;
                    }
                }
            }
            assert_eq!(set_out, arrived, "{base}");
            let total = |input: &Input| input.flows.iter().map(|flow| flow.number).sum::<u64>();
            assert_eq!(found.flows.iter().map(|flow| flow.was.unwrap()).sum::<u64>(), total(&was.input), "{base}");
            assert_eq!(total(&found), total(&now.input), "{base}");
        }
    }

    #[test]
    fn what_changes_is_said_in_a_sentence() {
        let lost = |n| vec![(n, n as f64, ["gives up", "give up"])];
        let ends = |helped, n, late| Ends { helped, whole: 1000, lost: lost(n), late };
        let said = finding(&ends(980, 20, 30.0), &ends(979, 21, 41.2), "today", "cut");
        assert_eq!(said, "Of 1,000 people 1 fewer are helped by cut than by today: 1 more gives up; 11 more answers are late.");
        let said = finding(&ends(980, 20, 30.0), &ends(980, 20, 30.0), "today", "cut");
        assert_eq!(said, "Of 1,000 people as many are helped by cut as by today.");
    }
}
