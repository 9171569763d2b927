//! Money against arithmetic that is not ours: hours and pay counted by hand, a month worked by hand, sums that must add up.
#![expect(clippy::unwrap_used, reason = "a scenario of a test that cannot be read is a failure")]

use std::sync::atomic::AtomicBool;

use approx::assert_relative_eq;
use helpline::experiment::{self, Plan, Results};
use helpline::finance::{Labour, Months};
use helpline::model::{CostKind, Measure, MeasureKind as K, Model, Scope};
use helpline::report::{money, warnings};
use helpline::scenario::{self, Scenario};

fn read(text: &str) -> Scenario {
    scenario::from_text("money", text).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn run(scenario: &Scenario, replications: usize) -> Results {
    let plan = Plan { replications, seed: 7, threads: 1, precision: Vec::new(), most: replications };
    experiment::run(&scenario.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn mean(results: &Results, kind: K, scope: Scope) -> f64 {
    results.estimate(Measure { kind, scope }).unwrap_or_else(|| panic!("{kind:?} of {scope:?} is blank")).mean
}

/// One person of band 3 around the clock from a date on, with the scheme of 2024/25.
fn around_the_clock(start: &str, lasts: &str, group: &str) -> String {
    format!(
        r#"
[calendar]
start = {start}
lasts = "{lasts}"
time-zone = "Europe/London"
holidays = "england-and-wales"
[areas.town]
calls = "2/h"
[steps.desk]
handle = {{ exponential = {{ mean = "5m" }} }}
[groups.agents]
serves = ["desk"]
{group}
[pay]
scheme = "agenda-for-change-2024-25"
"#
    )
}

/// What one group of a scenario costs by kind, scheduled hours alone.
fn scheduled(text: &str) -> [f64; 10] {
    let model = read(text).model;
    let labour = Labour::new(&model, &Months::new(&model), 0.0);
    let months = labour.groups[0].cost.clone().unwrap();
    let mut sum = [0.0; 10];
    for kinds in months {
        sum.iter_mut().zip(kinds).for_each(|(sum, more)| *sum += more);
    }
    sum
}

/// Band 3, 2024/25, middle of the range, pounds an hour.
const HOUR: f64 = f64::midpoint(24_071.0, 25_674.0) / (52.143 * 37.5);
const PLAIN: &str = "headcount = 1\nshrinkage = \"0%\"\npay = { grade = \"3\" }";

#[test]
fn a_week_around_the_clock_has_fifty_hours_of_night_and_two_days_of_weekend() {
    // Monday 2 to Sunday 8 June 2025: nights 5 x 10 h and Saturday 24 h at 35 %, Sunday 24 h at 69 %
    let cost = scheduled(&around_the_clock("2025-06-02", "7d", PLAIN));
    assert_relative_eq!(cost[CostKind::BasicPay as usize], 168.0 * HOUR, max_relative = 1e-12);
    assert_relative_eq!(cost[CostKind::Premiums as usize], (74.0 * 0.35 + 24.0 * 0.69) * HOUR, max_relative = 1e-12);
    let paid = (168.0 + 74.0 * 0.35 + 24.0 * 0.69) * HOUR;
    assert_relative_eq!(cost[CostKind::Pension as usize], 0.237 * paid, max_relative = 1e-12);
    let above = paid - 168.0 * 9_100.0 / (52.143 * 37.5);
    assert_relative_eq!(cost[CostKind::NationalInsurance as usize], 0.138 * above, max_relative = 1e-12);
    assert_relative_eq!(cost[CostKind::Levy as usize], 0.005 * paid, max_relative = 1e-12);
}

#[test]
fn when_clocks_go_back_sunday_has_twenty_five_paid_hours_and_twenty_three_when_they_go_forward() {
    for (start, hours) in [("2025-10-26", 25.0), ("2025-03-30", 23.0)] {
        let cost = scheduled(&around_the_clock(start, "1d", PLAIN));
        assert_relative_eq!(cost[CostKind::BasicPay as usize], hours * HOUR, max_relative = 1e-12);
        assert_relative_eq!(cost[CostKind::Premiums as usize], hours * 0.69 * HOUR, max_relative = 1e-12);
    }
}

#[test]
fn a_bank_holiday_has_its_own_premium_all_day_and_not_that_of_its_weekday() {
    // Thursday 25 and Friday 26 December 2025; Saturday 25 December 2021 (its holiday is the Monday after); the same, 2027
    for (start, lasts, hours) in [("2025-12-25", "2d", 48.0), ("2021-12-25", "1d", 0.0), ("2027-12-27", "2d", 48.0)] {
        let cost = scheduled(&around_the_clock(start, lasts, PLAIN));
        let expected = if hours > 0.0 { hours * 0.69 } else { 24.0 * 0.35 };
        assert_relative_eq!(cost[CostKind::Premiums as usize], expected * HOUR, max_relative = 1e-12);
    }
}

#[test]
fn minutes_are_paid_as_they_fall() {
    // two people from 19:15 to 20:45 on a Tuesday: 45 minutes plain, 45 in the window from 20:00
    let group =
        "shrinkage = \"0%\"\npay = { grade = \"3\" }\nshifts.late = { starts = \"19:15\", lasts = \"1h 30m\", headcount = 2 }";
    let cost = scheduled(&around_the_clock("2025-06-03", "1d", group));
    assert_relative_eq!(cost[CostKind::BasicPay as usize], 3.0 * HOUR, max_relative = 1e-12);
    assert_relative_eq!(cost[CostKind::Premiums as usize], 1.5 * 0.35 * HOUR, max_relative = 1e-12);
}

#[test]
fn national_insurance_is_nothing_below_its_threshold() {
    let text = |rate: &str| {
        around_the_clock("2025-06-03", "1d", &format!("headcount = 1\nshrinkage = \"0%\"\npay = {{ rate = \"{rate}\" }}"))
            .replace(
                "scheme = \"agenda-for-change-2024-25\"",
                "on-costs = { national-insurance = { rate = \"13.8%\", above = \"£9,100\" } }",
            )
    };
    // 9,100 / 1,955.3625 = 4.6539 pounds an hour
    assert_relative_eq!(scheduled(&text("£4.65/h"))[CostKind::NationalInsurance as usize], 0.0);
    let above = scheduled(&text("£5.65387/h"))[CostKind::NationalInsurance as usize];
    assert_relative_eq!(above, 24.0 * 0.138 * (5.653_87 - 9_100.0 / (52.143 * 37.5)), max_relative = 1e-12);
}

#[test]
fn shrinkage_grosses_hours_up_and_paid_heads_are_taken_as_they_are() {
    let due =
        scheduled(&around_the_clock("2025-06-02", "7d", &PLAIN.replace("headcount = 1", "headcount = 17").replace("0%", "32%")));
    assert_relative_eq!(due[0], 168.0 * 17.0 / 0.68 * HOUR, max_relative = 1e-12);
    let text = around_the_clock(
        "2025-06-02",
        "7d",
        "headcount = 25\nheads-are = \"paid\"\nshrinkage = { leave = \"20%\", training = \"12%\" }\npay = { grade = \"3\" }",
    );
    assert_relative_eq!(scheduled(&text)[0], 168.0 * 25.0 * HOUR, max_relative = 1e-12);
    assert_eq!(read(&text).model.groups[0].heads, Some(vec![(0, 17)]));
}

#[test]
fn others_who_fill_hours_are_paid_for_hours_worked_alone() {
    let group = "headcount = 10\nshrinkage = \"20%\"\npay = { grade = \"3\", overtime = { share = \"5%\" }, bank = { share = \"10%\", plus = \"12%\" }, agency = { share = \"15%\", plus = \"40%\" } }";
    // a Tuesday: 240 hours due, 14 of 24 hours plain, 10 of 24 at 35 %
    let cost = scheduled(&around_the_clock("2025-06-03", "1d", group));
    let premium = 1.0 + 10.0 / 24.0 * 0.35;
    assert_relative_eq!(cost[CostKind::BasicPay as usize], 0.7 * 300.0 * HOUR, max_relative = 1e-12);
    assert_relative_eq!(cost[CostKind::Overtime as usize], 12.0 * HOUR * 1.5 * 1.143, max_relative = 1e-12);
    assert_relative_eq!(cost[CostKind::Agency as usize], 36.0 * HOUR * premium * 1.4, max_relative = 1e-12);
    let pay = 24.0 * HOUR * premium * 1.12;
    let insured = pay - 24.0 * 9_100.0 / (52.143 * 37.5);
    assert_relative_eq!(cost[CostKind::Bank as usize], pay * 1.242 + 0.138 * insured, max_relative = 1e-12);
}

#[test]
fn recruits_are_paid_until_they_are_trained() {
    let group = format!("{PLAIN}\nrecruits = {{ a-week = 3, trained-after = \"10w\" }}");
    let cost = scheduled(&around_the_clock("2025-06-02", "14d", &group));
    let pay = 2.0 * 3.0 * 10.0 * 37.5 * HOUR;
    let insured = pay - 2.0 * 3.0 * 10.0 * 37.5 * 9_100.0 / (52.143 * 37.5);
    assert_relative_eq!(cost[CostKind::Training as usize], pay * 1.242 + 0.138 * insured, max_relative = 1e-12);
}

/// Two providers over two and a half months, everything that costs.
const TWO: &str = r#"
[calendar]
start = 2025-03-17
lasts = "60d"
time-zone = "Europe/London"
holidays = "england-and-wales"
[areas.hill]
calls = "8/h"
provider = "north"
[areas.dale]
calls = "6/h"
provider = "south"
population = 100_000
[defaults.callers]
patience = { exponential = { mean = "5m" } }
[steps.desk]
handle = { lognormal = { mean = "8m", cv = 0.6 } }
then = { ambulance = "10%", advice = "rest" }
[outcomes]
ambulance = { cost = "£400" }
advice = { cost = "£0" }
gave-up = { then = { ambulance = "5%", advice = "rest" } }
[groups.agents]
serves = ["desk"]
shrinkage = "30%"
pay = { grade = "4" }
shifts.day = { starts = "07:00", lasts = "12h", headcount = 3 }
shifts.night = { starts = "19:00", lasts = "12h", headcount = 2 }
[pay]
scheme = "agenda-for-change-2024-25"
[providers.north]
overhead = { of-labour = "30%", per-year = "£60k", per-call = "£0.30" }
reserve = "£100k"
[providers.south]
overhead = { per-line = "£240", lines-rented = 12 }
reserve = "£50k"
[contracts.hill]
areas = ["hill"]
payment = { cost-and-volume = { price = "£9.00", floor = "50k/y", cap = "60k/y", marginal = "£4.00" } }
deductions.answered-within-60s = { takes = "2%" }
[contracts.dale]
areas = ["dale"]
payment = { per-head = { price = "£6.00" } }
[targets]
answered-within-60s = { at-least = "95%" }
cost-per-call = { at-most = "£40" }
"#;

#[test]
fn parts_add_up() {
    let scenario = read(TWO);
    let results = run(&scenario, 8);
    let model = &scenario.model;
    let close = |a: f64, b: f64| assert_relative_eq!(a, b, max_relative = 1e-9);
    for scope in [Scope::All, Scope::Provider(0), Scope::Provider(1)] {
        let kinds = CostKind::ALL.iter().filter(|&&kind| model.money.occurs(kind));
        let cost = mean(&results, K::Cost, scope);
        close(kinds.map(|&kind| mean(&results, K::CostOf(kind), scope)).sum(), cost);
        close(mean(&results, K::Income, scope) - cost, mean(&results, K::Surplus, scope));
    }
    for kind in [K::Cost, K::Income, K::Surplus, K::DownstreamCost, K::PaidHours, K::Fees, K::Deductions] {
        let months: f64 = (0..model.clock.months.len()).map(|m| mean(&results, kind, Scope::Month(m as u16))).sum();
        close(months, mean(&results, kind, Scope::All));
        let providers: f64 = (0..2).map(|p| mean(&results, kind, Scope::Provider(p))).sum();
        close(providers, mean(&results, kind, Scope::All));
    }
    let answered = mean(&results, K::CallsAnswered, Scope::All);
    close(mean(&results, K::CostPerCall, Scope::All), mean(&results, K::Cost, Scope::All) / answered);
    let downstream = mean(&results, K::DownstreamCost, Scope::All);
    close(mean(&results, K::TotalCost, Scope::All), mean(&results, K::Cost, Scope::All) + downstream);
    // reserves: what was there, and all surpluses
    close(mean(&results, K::Reserve, Scope::Provider(0)), 100_000.0 + mean(&results, K::Surplus, Scope::Provider(0)));
    // part of March (15 of 31 days, less the hour that the clocks skip), April whole, part of May (15 of 31 days)
    let year = (359.0 / 744.0 + 1.0 + 360.0 / 744.0) / 12.0;
    close(mean(&results, K::Fees, Scope::Provider(1)), 6.0 * 100_000.0 * year);
    close(mean(&results, K::CostOf(CostKind::Overheads), Scope::Provider(1)), 240.0 * 12.0 * year);
    // an unasked-for kind is not listed
    assert!(results.estimate(Measure { kind: K::CostOf(CostKind::Agency), scope: Scope::All }).is_none());
    // outcomes: 400 for ambulances, 5 % of 400 for those who gave up
    let share = |name: &str| model.outcomes.iter().position(|o| o.name == name).unwrap();
    assert_eq!(model.money.outcomes[share("gave-up")], Some(20.0));
}

#[test]
fn books_are_the_same_on_any_number_of_threads_and_by_days_instead_of_intervals() {
    let classes = "[callers.a]\nshare = \"40%\"\n[callers.b]\nshare = \"40%\"\n[callers.c]\nshare = \"rest\"\n[steps.desk]";
    let text = TWO.replace("[steps.desk]", classes);
    let fine = read(&text);
    let one = run(&fine, 6);
    let plan = Plan { replications: 6, seed: 7, threads: 3, precision: Vec::new(), most: 6 };
    let three = experiment::run(&fine.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert_eq!(one.sample, three.sample);
    assert!(one.books.rows().eq(three.books.rows()));
    // sixty classes to which nobody belongs make intervals too many: days are kept, and must give the same money
    let nobody: String = (0..60).map(|i| format!("[callers.nobody-{i}]\nshare = \"0%\"\n")).collect();
    let coarse = run(&read(&text.replace("[steps.desk]", &format!("{nobody}[steps.desk]"))), 6);
    assert!(coarse.layout.coarse && !one.layout.coarse);
    for kind in [K::Cost, K::Fees, K::Deductions, K::Surplus, K::DownstreamCost, K::TotalCost, K::Utilisation] {
        for scope in [Scope::All, Scope::Month(1), Scope::Provider(1)] {
            assert_relative_eq!(mean(&coarse, kind, scope), mean(&one, kind, scope), max_relative = 1e-9);
        }
    }
}

#[test]
fn a_cost_nobody_stated_is_blank_and_named() {
    let text = TWO.replace("pay = { grade = \"4\" }", "").replace("ambulance = { cost = \"£400\" }", "ambulance = {}");
    let text = text
        .replace("gave-up = { then = { ambulance = \"5%\", advice = \"rest\" } }", "")
        .replace("cost-per-call = { at-most = \"£40\" }", "");
    let scenario = read(&text);
    let results = run(&scenario, 3);
    for kind in [K::Cost, K::CostPerCall, K::Surplus, K::DownstreamCost] {
        assert!(results.estimate(Measure { kind, scope: Scope::All }).is_none(), "{kind:?}");
    }
    assert!(mean(&results, K::Income, Scope::All) > 0.0, "a contract pays all the same");
    let words = money::doubts(&scenario.model, Some(&results)).join("\n");
    assert!(words.contains("no pay is stated for agents@north; no pay is stated for agents@south"), "{words}");
    assert!(words.contains("episodes end as gave-up, ambulance"), "{words}");
}

#[test]
fn pay_without_shrinkage_is_the_first_warning_with_the_cost_at_32_percent() {
    let without = read(&TWO.replace("shrinkage = \"30%\"", ""));
    let results = run(&without, 4);
    let warnings = warnings::all(&without, &helpline::plan::Requirement::new(&without.model), &results);
    let with = read(&TWO.replace("shrinkage = \"30%\"", "shrinkage = \"32%\""));
    let at_32 = mean(&run(&with, 4), K::CostPerCall, Scope::All);
    let expected = format!("at 32 % it would be {}", helpline::report::number::pounds(at_32));
    assert!(warnings[0].contains("pay but no shrinkage") && warnings[0].ends_with(&expected), "{} / {expected}", warnings[0]);
}

/// The page `docs/hand-worked-month.md`: what it says, what the program says, and the sums written out here.
#[test]
fn the_month_worked_by_hand_agrees_to_the_penny() {
    let page = std::fs::read_to_string("docs/hand-worked-month.md").unwrap();
    let text = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let scenario = read(text);
    let results = run(&scenario, 2);

    let paid = 1_085.0 / 0.7;
    let basic = paid * HOUR;
    let premiums = (300.0 * 0.35 + 200.0 * 0.35 + 200.0 * 0.69 + 100.0 * 0.69) * HOUR;
    let pension = 0.237 * (basic + premiums);
    let insurance = 0.138 * (basic + premiums - paid * 9_100.0 / (52.143 * 37.5));
    let levy = 0.005 * (basic + premiums);
    let overtime = (29.0 * 5.0 / 60.0 * 1.5 + 2.0 * 5.0 / 60.0 * 2.0) * HOUR * (1.0 + 0.138 + 0.005);
    let labour = basic + premiums + pension + insurance + levy + overtime;
    let calls = 28.0 * 31.0;
    let overheads = 0.2 * labour + 12_000.0 / 12.0 + calls * 0.20;
    let cost = labour + overheads;
    let fee = calls * 50.0;
    let deductions = 0.012 * fee; // 1 % and 0.5 %, at most 1.2 %
    let gain = 0.5 * ((fee - deductions - cost) - 0.02 * (fee - deductions));
    let surplus = fee - deductions - gain - cost;
    let lines = [
        (K::CostOf(CostKind::BasicPay), basic),
        (K::CostOf(CostKind::Premiums), premiums),
        (K::CostOf(CostKind::Pension), pension),
        (K::CostOf(CostKind::NationalInsurance), insurance),
        (K::CostOf(CostKind::Levy), levy),
        (K::CostOf(CostKind::Overtime), overtime),
        (K::CostOf(CostKind::Overheads), overheads),
        (K::Cost, cost),
        (K::CostPerCall, cost / calls),
        (K::Fees, fee),
        (K::Deductions, deductions),
        (K::GainShare, gain),
        (K::Income, fee - deductions - gain),
        (K::Surplus, surplus),
        (K::Reserve, 5_000.0 + surplus),
    ];
    for (kind, by_hand) in lines {
        let program = mean(&results, kind, Scope::All);
        assert!((program - by_hand).abs() < 0.005, "{kind:?}: {program} and {by_hand} by hand");
        let shown = helpline::report::number::fixed(by_hand, 2);
        assert!(page.contains(&shown), "the page does not show {shown} for {kind:?}");
    }
    assert_relative_eq!(mean(&results, K::PaidHours, Scope::All), paid + 31.0 * 5.0 / 60.0, max_relative = 1e-12);
    assert_relative_eq!(mean(&results, K::AnsweredWithin(60_000_000), Scope::All), 26.0 / 28.0, max_relative = 1e-12);
}

#[test]
fn no_money_stated_means_no_money_shown() {
    let text = "[calendar]\nlasts = \"1d\"\n[areas.town]\ncalls = \"9/h\"\n[steps.desk]\nhandle = \"3m\"\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 2\n";
    let scenario = read(text);
    let results = run(&scenario, 2);
    let model: &Model = &scenario.model;
    assert!(results.measures.iter().all(|m| !m.kind.is_money()));
    assert!(money::lines(model, &results).is_empty());
    assert_eq!(results.books.rows().count(), 0);
}

/// People at work beyond plan are paid as those planned are, and those short of it are not: paid hours are hours present over
/// one less shrinkage, in each replication; their cost is the plan's pay an hour times these (no premiums: the same every hour).
#[test]
fn who_comes_is_paid_where_numbers_vary() {
    let text = |varies: &str| {
        format!(
            "[calendar]\nlasts = \"20d\"\n[areas.town]\ncalls = \"1/d\"\n[steps.desk]\nhandle = {{ fixed = \"1s\" }}\n\
             [groups.agents]\nserves = [\"desk\"]\nheadcount = 10\nshrinkage = \"20%\"\npay = {{ rate = \"£15/h\" }}\n{varies}"
        )
    };
    let (planned, varied) = (read(&text("")), read(&text("variation.day = { cv = 0.3, memory = 0.5 }\n")));
    let (plan, found) = (run(&planned, 1), run(&varied, 12));
    let hours = 20.0 * 24.0;
    let mut differ = 0;
    for replication in 0..12 {
        let of = |kind| found.values(Measure { kind, scope: Scope::All }).unwrap()[replication].value().unwrap();
        let present = of(K::StaffPresent);
        differ += usize::from((present - 10.0).abs() > 0.01);
        assert_relative_eq!(of(K::PaidHours), present * hours / 0.8, max_relative = 1e-9);
        assert_relative_eq!(
            of(K::Cost) / of(K::PaidHours),
            mean(&plan, K::Cost, Scope::All) / mean(&plan, K::PaidHours, Scope::All),
            max_relative = 1e-9
        );
    }
    assert!(differ >= 11, "the numbers vary");
}
