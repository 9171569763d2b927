//! The picture of a sweep, of nothing, of blanks, and of one configuration far from all others.

use super::super::Unit;
use super::super::sweep::{Input, Row, Stand, draw};
use super::{ODD, check, frame};
use crate::report::chart::Estimate;

fn input(means: &[f64], unit: Unit) -> Input {
    let row = |(place, mean): (usize, &f64)| Row {
        name: format!("a.setting-with-a-name-that-is-longer-than-its-column = {place}, another.setting = {place}"),
        values: format!("{place} · {place}"),
        estimate: Estimate { mean: *mean, low: mean * 0.9, high: mean * 1.1 },
        holds: "97 % ?".to_owned(),
        stand: [Stand::Best, Stand::Close, Stand::Worse, Stand::Misses][place.min(3)],
        word: "no difference that matters".to_owned(),
    };
    Input {
        objective: "Mean wait".to_owned(),
        settings: "a.setting · another.setting".to_owned(),
        unit,
        margin: means.first().map(|best| (*best, best + 1.0)),
        rows: means.iter().enumerate().map(row).collect(),
        hidden: 7,
    }
}

#[test]
fn nothing_and_blanks_are_said() {
    assert!(check(|| draw(&input(&[], Unit::Seconds), &frame())).contains("blank in every"));
    assert!(check(|| draw(&input(&[f64::NAN; 3], Unit::Count), &frame())).contains("blank in every"));
}

#[test]
fn configurations_of_any_size_are_drawn() {
    for unit in [Unit::Share, Unit::Seconds, Unit::Count, Unit::Pounds] {
        for means in [&[0.0][..], &[1.0, 1.0], &[12.0, 12.5, 13.0, 9000.0, f64::NAN], &ODD, &[5.0; 24]] {
            let text = check(|| draw(&input(means, unit), &frame()));
            assert!(
                text.contains("a.setting · another.setting")
                    && !text.contains("a.setting-with")
                    && text.contains("7 more configurations")
            );
        }
    }
}
