//! Every picture survives whatever it is given, and comes out the same each time.

mod money;
mod rollout;
mod sweep;

use super::*;

fn frame() -> Frame {
    Frame {
        title: "Does it work?".to_owned(),
        finding: "It does.".to_owned(),
        scenario: "a <test> & more".to_owned(),
        seed: 111,
        replications: 1,
        version: "0".to_owned(),
        ..Frame::default()
    }
}

/// The picture is the same twice, holds no number that is none, and can be turned into pixels.
fn check(draw: impl Fn() -> Drawing) -> String {
    let (one, other) = (draw().svg().unwrap(), draw().svg().unwrap());
    assert_eq!(one, other);
    assert!(!one.contains("NaN") && !one.contains("inf"), "{one}");
    let png = draw().png().unwrap();
    assert_eq!(png, draw().png().unwrap());
    assert_eq!(&png[1..4], b"PNG");
    let (width, height) = draw().size();
    assert!(width >= 1600 && height >= 900);
    one
}

const ODD: [f64; 9] = [0.0, 1.0, -1.0, 0.5, 1e6, 20_000.0, 1e-9, f64::NAN, f64::INFINITY];

#[test]
fn empty_inputs_say_so() {
    let texts = [
        check(|| scorecard::draw(&scorecard::Input::default(), &frame())),
        check(|| waits::draw(&waits::Input::default(), &frame())),
        check(|| week::draw(&week_of(&[]), &frame())),
        check(|| day::draw(&day::Input::default(), &frame())),
        check(|| callbacks::draw(&callbacks::Input::default(), &frame())),
        check(|| callers::draw(&callers::Input::default(), &frame())),
    ];
    for text in texts {
        assert!(["nothing", "No ", "no ", "Nobody"].iter().any(|word| text.contains(word)));
    }
}

#[test]
fn a_scorecard_of_extremes() {
    let mut rows = Vec::new();
    for value in ODD {
        for unit in [Unit::Share, Unit::Seconds, Unit::Count, Unit::Pounds] {
            rows.push(scorecard::Row {
                name: "A measure with a name that is a good deal longer than the column".to_owned(),
                official: "official".to_owned(),
                unit,
                estimate: Some(Estimate { mean: value, low: 0.0, high: value }),
                target: Some(scorecard::Target {
                    direction: Direction::AtMost,
                    value: 0.03,
                    chance: Some(Estimate { mean: value, low: 0.1, high: value }),
                    months: vec![scorecard::Verdict::Missed; 60],
                    verdict: Some(scorecard::Verdict::CannotTell),
                }),
                basis: scorecard::Basis::Fitted,
            });
        }
    }
    let one = scorecard::Input { rows: rows[..1].to_vec(), all: None };
    check(|| scorecard::draw(&one, &frame()));
    let all = scorecard::Input { rows, all: Some(Estimate::exact(0.0)) };
    check(|| scorecard::draw(&all, &frame()));
}

#[test]
fn waits_of_nothing_and_of_hours() {
    let curve = |answered: Vec<(f64, f64)>| waits::Curve {
        name: "callers".to_owned(),
        centiles: [Some(0.0), None, Some(9e4), Some(f64::NAN)],
        gave_up_share: Some(0.5),
        answered,
        ..waits::Curve::default()
    };
    let odd = ODD.iter().map(|value| (*value, *value)).collect();
    for answered in [vec![(0.0, 0.0)], vec![(0.0, 1.0)], vec![(0.0, 1.0), (20_000.0, 0.2)], odd] {
        let input = waits::Input {
            wait: "wait".to_owned(),
            curves: vec![curve(answered); 9],
            marks: vec![waits::Mark { seconds: 60.0, label: "a target with a long name".repeat(5) }; 4],
        };
        check(|| waits::draw(&input, &frame()));
    }
}

fn week_of(values: &[Option<f64>]) -> week::Input {
    let cells = values.iter().enumerate().map(|(index, value)| week::Cell { minute: index as u32 * 30 % 1470, value: *value });
    week::Input {
        measure: "share answered within 60 s".to_owned(),
        unit: Unit::Share,
        direction: Direction::AtLeast,
        target: 0.95,
        stated: true,
        slot_minutes: 30,
        rows: vec![week::Row { label: "Mon".to_owned(), cells: cells.collect(), total: Some(0.5), ..week::Row::default() }],
        worst: Some(0),
    }
}

#[test]
fn maps_of_one_cell_and_of_odd_ones() {
    check(|| week::draw(&week_of(&[Some(1.0)]), &frame()));
    check(|| week::draw(&week_of(&[None]), &frame()));
    let odd: Vec<Option<f64>> = ODD.iter().map(|value| Some(*value)).chain([None]).collect();
    check(|| week::draw(&week_of(&odd), &frame()));
    let mut waits = week_of(&odd);
    (waits.unit, waits.direction, waits.target, waits.slot_minutes) = (Unit::Seconds, Direction::AtMost, 0.0, 0);
    waits.worst = Some(9);
    check(|| week::draw(&waits, &frame()));
}

#[test]
fn days_of_one_point_and_of_odd_ones() {
    for values in [
        vec![Some(Estimate::exact(1e6))],
        vec![None],
        ODD.map(|value| Some(Estimate { mean: value, low: 0.0, high: value })).to_vec(),
    ] {
        let line = day::Line { name: "calls".to_owned(), colour: palette::GOOD, dashed: true, steps: true, days: vec![values] };
        let input = day::Input {
            days: vec!["one".to_owned(), "two".to_owned()],
            start_minute: 1200,
            slot_minutes: 0,
            panels: vec![day::Panel {
                title: "calls".to_owned(),
                unit: Unit::Count,
                lines: vec![line.clone(), line],
                mark: Some((f64::NAN, "mark".to_owned())),
            }],
        };
        check(|| day::draw(&input, &frame()));
    }
}

#[test]
fn call_backs_of_odd_numbers() {
    let bands = ODD.map(|value| callbacks::Band {
        name: "urgent".to_owned(),
        due: value,
        people: value,
        in_time: Some(Estimate { mean: value, low: 0.0, high: value }),
        target: Some(1.0),
        late: Some(Estimate::exact(value)),
        p95: Some(value),
        tail: ODD.map(|odd| (odd, odd)).to_vec(),
    });
    let input = callbacks::Input { bands: bands.to_vec(), period: "a month".to_owned() };
    check(|| callbacks::draw(&input, &frame()));
}
