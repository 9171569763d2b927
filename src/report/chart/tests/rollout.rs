//! The picture of a roll-out, of nothing and of too much.

use super::super::rollout::{Input, KINDS, Lane, draw};
use super::{check, frame};

fn input(areas: usize, days: usize) -> Input {
    let lane = |area: usize| Lane {
        name: format!("an-area-with-a-name-that-is-longer-than-its-column-by-far-{area}"),
        days: (0..days).map(|day| (day / 7 + area) % KINDS).collect(),
        words: "71 %, withdrawal, and some more words than there is room for".to_owned(),
    };
    let chance: Vec<f64> = (0..days).map(|day| day as f64 / days as f64).collect();
    Input {
        lanes: (0..areas).map(lane).collect(),
        band: chance.iter().map(|share| (share * 0.9, share.mul_add(0.9, 0.1))).collect(),
        chance,
        ticks: (0..days).step_by(30).map(|day| (day, format!("M {day}"))).collect(),
        deadline: (days / 2, "1 Apr 2013".to_owned()),
        words_are: "late".to_owned(),
    }
}

#[test]
fn nothing_to_roll_out_is_said() {
    assert!(check(|| draw(&input(0, 0), &frame())).contains("no area"));
    assert!(check(|| draw(&input(1, 1), &frame())).contains("no area"));
}

#[test]
fn programmes_side_by_side_are_drawn_however_many() {
    use super::super::rollouts::{Input, Row, draw};
    let all = |rows: usize, days: usize| Input {
        rows: (0..rows)
            .map(|row| Row {
                name: format!("a-programme-with-a-name-that-is-longer-than-its-column-{row}"),
                chance: (0..days).map(|day| (day + row) as f64 / (days + rows) as f64).collect(),
                words: vec!["71 % at the deadline, and more words than there is room for".to_owned(); 4],
            })
            .collect(),
        ticks: (0..days).step_by(30).map(|day| (day, format!("M {day}"))).collect(),
        deadline: (days / 2, "1 Apr 2013".to_owned()),
    };
    assert!(check(|| draw(&all(0, 0), &frame())).contains("no programme"));
    for (rows, days) in [(1, 2), (2, 800), (12, 800)] {
        assert!(check(|| draw(&all(rows, days), &frame())).contains("deadline 1 Apr 2013"));
    }
}

#[test]
fn one_area_and_sixty_are_drawn() {
    for (areas, days) in [(1, 2), (1, 800), (60, 800)] {
        let text = check(|| draw(&input(areas, days), &frame()));
        assert!(text.contains("Chance that") && text.contains("deadline 1 Apr 2013"));
    }
}
