//! Recruits and leavers: how many of the people planned are there, week by week.
//!
//! Leavers alone: each of the employed is still there at time t with chance exp(-l t). Recruits at fixed times join those. Where
//! each leaver is replaced after a delay d, a post is filled at t with chance sum over k of (l (t - k d))^k / k! exp(-l (t - k d)),
//! k d <= t: k lives are over, each followed by the delay, and the next is not.

use helpline::model::{MeasureKind as K, Scope};

use super::harness::{Case, Line, simulate};

const WEEKS: usize = 20;
/// Full-time weeks of a year, as pay reckons them.
const YEAR: f64 = 52.143;

/// Ten people are due all day for 20 weeks.
fn text(recruits: &str) -> String {
    format!(
        "[calendar]\nlasts = \"{}d\"\ninterval = \"1d\"\n[areas.town]\ncalls = \"1/d\"\n[steps.desk]\nhandle = {{ fixed = \"1s\" }}\n\
         [groups.agents]\nserves = [\"desk\"]\nheadcount = 10\nshrinkage = \"20%\"\npay = {{ rate = \"£10/h\" }}\n\
         recruits = {{ employed = 40, {recruits} }}\n",
        7 * WEEKS
    )
}

/// Mean over the days of the share of places that are filled; who is there at midnight counts for the day.
fn mean(share: impl Fn(f64) -> f64) -> f64 {
    let days = 7 * WEEKS;
    (0..days).map(|day| share(day as f64 / 7.0)).sum::<f64>() / days as f64
}

pub(crate) static TURNOVER: Case = Case::new(|| {
    let rate = 0.9 / YEAR; // a week
    let leavers = simulate(&text("leavers-a-year = \"90%\", a-week = 0, trained-after = \"1w\""), 400);
    // one begins in each second week, from the first on, and is trained after 4 weeks; that there are then more than 40, of
    // whom 40 count, has a chance of 7 % for one week and moves the mean by 1 in 10,000
    let recruits = simulate(&text("leavers-a-year = \"90%\", a-week = 0.5, trained-after = \"4w\""), 400);
    let joined = |week: f64| {
        let some = (0..WEEKS).map(|i| (2 * i + 4) as f64).filter(|&at| at <= week);
        some.map(|at| (-rate * (week - at)).exp()).sum::<f64>()
    };
    let replaced = simulate(&text("leavers-a-year = \"90%\", trained-after = \"6w\""), 400);
    let post = |week: f64| {
        let mut sum = 0.0;
        let mut k = 0;
        while f64::from(k) * 6.0 <= week {
            let mean = rate * (week - f64::from(k) * 6.0);
            sum += mean.powi(k) / (1..=k).map(f64::from).product::<f64>() * (-mean).exp();
            k += 1;
        }
        sum
    };
    let present = |name: &str, share: f64, results| {
        Line::of(&format!("turnover, {name}: people present"), 10.0 * share, results, K::StaffPresent, Scope::All)
    };
    let hours = 10.0 * 24.0 * 7.0 * WEEKS as f64 / 0.8;
    let alone = mean(|week| (-rate * week).exp());
    vec![
        present("leavers", alone, &leavers),
        // nobody is paid for a vacant place; training is paid beside this, and there is none
        Line::of("turnover, leavers: paid hours", hours * alone, &leavers, K::PaidHours, Scope::All),
        present("recruits", mean(|week| (-rate * week).exp() + joined(week) / 40.0), &recruits),
        present("each replaced", mean(post), &replaced),
    ]
});

#[test]
fn people_present_follow_leavers_and_recruits() {
    TURNOVER.check();
}

pub(crate) static CASES: &[&Case] = &[&TURNOVER];
