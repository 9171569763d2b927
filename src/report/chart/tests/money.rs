//! Pictures of money: from one alternative to twelve, with long names, gaps, sums of nothing, huge and tiny ones.

use super::*;

const LONG: &str = "Nurses replaced by advisors with a higher share of transfers, evenings and week-ends alone";

/// Twelve options such as a commissioner brings.
const OPTIONS: [&str; 12] = [
    "Cornwall as it is",
    "Fewer evening advisors",
    LONG,
    "Call-back instead of warm transfer",
    "Pooled with Devon",
    "Handling 40 s shorter",
    "Later shift starts",
    "Agency instead of overtime",
    "Pooled with Somerset",
    "Two nurses fewer at night",
    "agency-instead-of-overtime-and-no-bank-staff",
    "A longer message",
];

fn framed(title: &str, finding: &str) -> Frame {
    Frame {
        title: title.to_owned(),
        finding: finding.to_owned(),
        scenario: "Cornwall, winter".to_owned(),
        seed: 111,
        replications: 200,
        version: "0.1.0".to_owned(),
        intervals: "simultaneous 95 % intervals: chance alone, pay and prices as stated".to_owned(),
        assumed: vec!["shrinkage of nurses".to_owned(), "cost of self-care".to_owned()],
    }
}

fn around(mean: f64, half: f64) -> Estimate {
    Estimate { mean, low: mean - half, high: mean + half }
}

fn sum(name: &str, amount: f64) -> cost::Sum {
    cost::Sum { name: name.to_owned(), amount: Some(amount) }
}

/// Money that is `scale` times a small provider's month.
fn books(name: &str, scale: f64, others: f64) -> cost::Configuration {
    use cost::Family::{ExtraStaff, OnCosts, Overheads, Pay, Training};
    let kinds = [
        ("basic pay", Pay, 61_200.0),
        ("premiums by clock time", Pay, 14_900.0),
        ("pension", OnCosts, 17_700.0),
        ("national insurance", OnCosts, 7_400.0),
        ("levy", OnCosts, 380.0),
        ("overtime", ExtraStaff, 5_100.0),
        ("bank", ExtraStaff, 2_300.0),
        ("agency", ExtraStaff, 9_600.0),
        ("training of recruits", Training, 3_900.0),
        ("overheads", Overheads, 42_000.0),
    ];
    let costs: Vec<cost::Cost> = kinds
        .into_iter()
        .map(|(name, family, amount)| cost::Cost { name: name.to_owned(), family, amount: Some(amount * scale) })
        .collect();
    let total: f64 = kinds.iter().map(|kind| kind.2 * scale).sum();
    let calls = 13_400.0 * scale;
    let others = [("ambulance", 0.55), ("emergency department", 0.3), ("primary care", 0.13), ("self-care", 0.0)]
        .map(|(name, share)| sum(name, total * others * share));
    let downstream: f64 = others.iter().filter_map(|sum| sum.amount).sum();
    cost::Configuration {
        name: name.to_owned(),
        base: false,
        costs,
        cost: Some(around(total, total * 0.012)),
        gaps: Vec::new(),
        incomes: vec![sum("fees", total * 1.05), sum("less deductions", -total * 0.03), sum("less gain shares", -total * 0.004)],
        income: Some(around(total * 1.016, total * 0.02)),
        surplus: Some(around(total * 0.016, total * 0.023)),
        per_call: Some(around(total / calls, total / calls * 0.012)),
        answered: Some(calls),
        others: others.to_vec(),
        downstream: Some(around(downstream, downstream * 0.02)),
        others_gaps: Vec::new(),
    }
}

/// The same, with a group whose pay nobody stated.
fn blank(name: &str) -> cost::Configuration {
    let mut found = books(name, 1.0, 1.5);
    for kind in found.costs.iter_mut().filter(|kind| kind.family != cost::Family::Overheads) {
        kind.amount = None;
    }
    found.gaps = vec!["no pay is stated for nurses".to_owned(), "the headcount of advisors is unlimited".to_owned()];
    (found.cost, found.per_call, found.surplus, found.downstream) = (None, None, None, None);
    (found.incomes[2].amount, found.income) = (None, None);
    found.others[1].amount = None;
    found.others_gaps = vec!["no cost is stated for emergency department".to_owned()];
    found
}

#[test]
fn cost_of_one() {
    let title = "Where does the money go, and who pays?";
    let frame = framed(title, "A call costs £12.27; £1.60 falls on others for each £1 that the provider spends.");
    let draw = |found: cost::Configuration| {
        let input = cost::Input { configurations: vec![found], period: "over the 28 days".to_owned() };
        check(|| cost::draw(&input, &frame))
    };
    draw(books("Cornwall", 1.0, 1.6));
    draw(books("Cornwall", 40_000.0, 60.0));
    draw(books("Cornwall", 1e-5, 0.01));
    let text = draw(blank("Cornwall"));
    assert!(text.contains("no pay is stated for nurses") && text.contains("no cost is stated for emergency"));
    let mut bare = books("Cornwall", 1.0, 1.6);
    (bare.incomes, bare.income, bare.surplus) = (Vec::new(), None, None);
    let text = draw(bare.clone());
    assert!(text.contains("No contract is stated"));
    (bare.others, bare.downstream, bare.answered) = (Vec::new(), None, None);
    let text = draw(bare);
    assert!(text.contains("no cost of outcomes"));
    let mut loss = books("Cornwall", 1.0, 1.6);
    loss.incomes[0].amount = Some(90_000.0);
    (loss.income, loss.surplus) = (Some(around(84_000.0, 1000.0)), Some(around(-80_480.0, 2500.0)));
    assert!(draw(loss).contains(">\nloss\n<"));
    draw(cost::Configuration::default());
    for value in ODD {
        let mut odd = books("odd", value, value);
        odd.base = true;
        draw(odd);
    }
}

#[test]
fn cost_of_several() {
    let frame = framed(
        "Where does the money go, and who pays?",
        "Pooling with Devon costs least; what falls on others is least as it is.",
    );
    let draw = |configurations: Vec<cost::Configuration>| {
        let input = cost::Input { configurations, period: "over the 28 days".to_owned() };
        check(|| cost::draw(&input, &frame))
    };
    let mut all: Vec<cost::Configuration> = OPTIONS
        .iter()
        .enumerate()
        .map(|(index, name)| books(name, 1.0 - 0.02 * index as f64, 1.4 + 0.1 * index as f64))
        .collect();
    all[0].base = true;
    draw(all[..2].to_vec());
    all[3] = blank(OPTIONS[3]);
    draw(all[..5].to_vec());
    (all[5].incomes, all[5].income, all[5].surplus) = (Vec::new(), None, None);
    draw(all.clone());
    for one in &mut all {
        (one.incomes, one.income, one.surplus) = (Vec::new(), None, None);
    }
    draw(all[..7].to_vec());
    let huge: Vec<cost::Configuration> = OPTIONS[..4].iter().map(|name| books(name, 40_000.0, 60.0)).collect();
    draw(huge);
    draw(vec![books("tiny", 1e-5, 0.1), books("huge", 1e4, 0.1), blank("unknown"), cost::Configuration::default()]);
    draw(ODD.map(|value| books("odd", value, value)).to_vec());
}

fn difference(estimate: Estimate, judged: compare::Judged) -> compare::Difference {
    compare::Difference { estimate, judged, split: None }
}

/// Differences whose sizes differ by alternative, in all the words that there are.
fn measure(name: &str, unit: Unit, good: Option<compare::Good>, scale: f64, alternatives: usize) -> compare::Measure {
    use compare::Judged::{Better, CannotTell, Less, More, NoMatter, Same, Worse};
    let way = |mean: f64| match good {
        Some(compare::Good::Less) => {
            if mean < 0.0 {
                Better
            } else {
                Worse
            }
        }
        Some(compare::Good::More) => {
            if mean > 0.0 {
                Better
            } else {
                Worse
            }
        }
        None => {
            if mean > 0.0 {
                More
            } else {
                Less
            }
        }
    };
    let one = |index: usize| match index % 6 {
        0 => difference(around(-scale, scale * 0.3), way(-scale)),
        1 => difference(around(scale * 1.8, scale * 0.5), way(scale)),
        2 => difference(around(scale * 0.1, scale * 0.6), CannotTell),
        3 => difference(Estimate::exact(0.0), Same),
        4 => difference(around(-scale * 0.04, scale * 0.05), NoMatter),
        _ => difference(around(scale * 0.7, scale * 0.25), way(scale)),
    };
    compare::Measure {
        name: name.to_owned(),
        unit,
        good,
        base: Some(if unit == Unit::Share { 0.372 } else { scale * 12.0 }),
        margin: scale * 0.12,
        differences: (0..alternatives).map(|index| Some(one(index))).collect(),
        gap: String::new(),
    }
}

fn comparison(alternatives: usize, measures: usize) -> compare::Input {
    use compare::Good::{Less, More};
    use compare::Verdict::{Better, CannotTell, Identical, NoMatter, TradeOff, Worse};
    let verdicts = [TradeOff, Worse, CannotTell, Identical, NoMatter, Better];
    let mut found = vec![
        measure("Total cost: the saving net of what others pay", Unit::Pounds, Some(Less), 12_400.0, alternatives),
        measure("Answered within 60 s", Unit::Share, Some(More), 0.031, alternatives),
        measure("Chance of missing: urgent people called back in time (band p1)", Unit::Share, Some(Less), 0.2, alternatives),
        measure("Wait of answered calls, 95th centile", Unit::Seconds, Some(Less), 48.0, alternatives),
        measure("People served", Unit::Count, Some(More), 210.0, alternatives),
        measure("Busy time", Unit::Share, None, 0.004, alternatives),
        measure("Surplus", Unit::Pounds, Some(More), 9e6, alternatives),
        measure("Cost of a call", Unit::Pounds, Some(Less), 0.02, alternatives),
    ];
    found.truncate(measures);
    for difference in found.iter_mut().take(1).flat_map(|total| total.differences.iter_mut().flatten()) {
        let mean = difference.estimate.mean;
        difference.split = Some(compare::Split { provider: mean - 14_000.0, others: 14_000.0 });
    }
    compare::Input {
        base: OPTIONS[0].to_owned(),
        alternatives: (0..alternatives)
            .map(|index| compare::Alternative {
                name: OPTIONS[(index + 1) % OPTIONS.len()].to_owned(),
                verdict: verdicts[index % verdicts.len()],
            })
            .collect(),
        measures: found,
    }
}

#[test]
fn comparisons_of_one_to_twelve() {
    let title = "Which option is better, and is it real?";
    let frame =
        framed(title, "No option saves money for all without harm: fewer evening advisors save £12,400, at the price of waits.");
    let draw = |input: compare::Input| check(|| compare::draw(&input, &frame));
    draw(comparison(1, 1));
    draw(comparison(1, 4));
    draw(comparison(2, 3));
    draw(comparison(6, 4));
    draw(comparison(12, 8));
    let mut gaps = comparison(5, 5);
    gaps.measures[0].gap = "no pay is stated for nurses".to_owned();
    gaps.measures[0].base = None;
    gaps.measures[0].differences = vec![None; 5];
    gaps.measures[1].differences[0] = None;
    gaps.measures[4].differences[4] = Some(difference(around(90_000.0, 20_000.0), compare::Judged::Better));
    gaps.measures[3].differences = vec![Some(difference(Estimate::exact(0.0), compare::Judged::Same)); 5];
    (gaps.measures[3].margin, gaps.measures[3].base) = (0.0, Some(0.0));
    let text = draw(gaps);
    assert!(text.contains("no pay is"));
    for value in ODD {
        let mut odd = comparison(3, 7);
        for measure in &mut odd.measures {
            (measure.base, measure.margin) = (Some(value), value);
            measure.differences[1] =
                Some(difference(Estimate { mean: value, low: 0.0, high: value }, compare::Judged::CannotTell));
            measure.differences.truncate(2);
        }
        draw(odd);
    }
    let text = draw(compare::Input::default());
    assert!(text.contains("nothing"));
}

fn trade(count: usize) -> trade_off::Input {
    let one = |index: usize| {
        let turn = index as f64;
        let service = 0.91 + 0.06 * (turn * 1.3).sin() - 0.002 * turn;
        trade_off::Configuration {
            name: OPTIONS[index % OPTIONS.len()].to_owned(),
            base: index == 0,
            cost: Some(around(12.4 + (turn * 2.1).cos(), 0.14)),
            gap: String::new(),
            service: Some(around(service, 0.008)),
            breach: Some(match index % 4 {
                0 => Estimate { mean: 0.32, low: 0.26, high: 0.39 },
                1 => Estimate { mean: 0.98, low: 0.955, high: 0.99 },
                2 => Estimate { mean: 0.01, low: 0.002, high: 0.036 },
                _ => Estimate { mean: 0.04, low: 0.02, high: 0.08 },
            }),
        }
    };
    trade_off::Input {
        service: "share of calls answered within 60 s".to_owned(),
        unit: Unit::Share,
        direction: Direction::AtLeast,
        target: Some(0.95),
        offer: Some(12.1),
        configurations: (0..count).map(one).collect(),
    }
}

#[test]
fn trade_offs_of_one_to_twelve() {
    let frame = framed("What does each pound buy?", "Pooling with Devon buys 3.2 points of service for £0.40 less a call.");
    let draw = |input: trade_off::Input| check(|| trade_off::draw(&input, &frame));
    draw(trade(1));
    draw(trade(2));
    draw(trade(7));
    draw(trade(12));
    let mut gaps = trade(6);
    for index in [2, 4] {
        (gaps.configurations[index].cost, gaps.configurations[index].gap) = (None, "no pay is stated for nurses".to_owned());
    }
    gaps.configurations[3].breach = None;
    assert!(draw(gaps.clone()).contains("cost not known: no pay"));
    for one in &mut gaps.configurations {
        (one.cost, one.breach) = (None, None);
    }
    draw(gaps);
    let mut close = trade(12);
    for (index, one) in close.configurations.iter_mut().enumerate() {
        one.cost = Some(around(12.4 + 0.001 * (index % 3) as f64, 0.01));
        one.service = Some(around(0.91, 0.001));
    }
    (close.offer, close.target) = (None, None);
    draw(close);
    let mut waits = trade(8);
    (waits.service, waits.unit, waits.direction) = ("mean speed of answer".to_owned(), Unit::Seconds, Direction::AtMost);
    (waits.target, waits.offer) = (Some(20.0), Some(7.75));
    for (index, one) in waits.configurations.iter_mut().enumerate() {
        one.service = Some(around(8.0 * (index as f64 + 1.0).powi(2), 5.0));
        one.cost = Some(around(15.0 - index as f64 * 0.7, 0.2));
    }
    draw(waits);
    for value in ODD {
        let mut odd = trade(4);
        odd.configurations[1].cost = Some(Estimate { mean: value, low: 0.0, high: value });
        odd.configurations[2].service = Some(Estimate { mean: value, low: 0.0, high: value });
        (odd.offer, odd.target) = (Some(value), Some(value));
        draw(odd);
    }
    let mut none = trade(0);
    assert!(draw(none.clone()).contains("nothing"));
    none.configurations.push(trade_off::Configuration { name: "no".to_owned(), ..trade_off::Configuration::default() });
    draw(none);
}
