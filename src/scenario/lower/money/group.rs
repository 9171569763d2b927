//! `[groups.NAME]` `pay` and `recruits`: what an hour of its people costs.

use super::provider::{Covers, Provider};
use super::table::{self, POINTS, PayTable, span_of};
use crate::model::Group;
use crate::model::money::{Intake, OnCosts, Pay, Recruits};
use crate::scenario::lower::{Named, find};
use crate::scenario::merge::{Asked, in_case};
use crate::scenario::read::{Reading, View};
use crate::units::Per;

/// Seconds of a week.
const WEEK: f64 = 604_800.0;

/// The pay of a group; none if none is stated (or it is wrong).
pub fn read(
    named: &Named,
    group: &Group,
    providers: &[String],
    table: &PayTable,
    provider: &Provider,
    fills: &mut [f64; 2],
    reading: &Reading,
) -> Option<Pay> {
    let asked = Asked { provider: Some(&providers[group.provider as usize]), ..Asked::default() };
    let own = in_case(&named.table, &asked);
    let view = View::new(&own, format!("groups.{}", named.name), named.span, reading);
    let recruits = view.view("recruits").and_then(|v| recruits(&v, table));
    let Some(pay) = view.view("pay") else {
        if view.node("recruits").is_some() && view.node("pay").is_none() {
            let help = Some("for instance pay = { grade = \"3\" }".to_owned());
            view.problem(
                span_of(&view, "recruits"),
                "missing",
                format!("`{}` is missing: recruits are paid", view.path_of("pay")),
                help,
            );
        }
        return None;
    };
    let hourly = hourly(&pay, table);
    let all_in = pay.truth("all-in", false);
    let own_plus = table::plus(&pay, &table.windows);
    let covers = Covers::read(&pay).over(provider.covers);
    *fills = covers.fills();
    pay.done();
    let (hourly, grade_plus) = hourly?;
    let hourly = hourly * table.level;
    let premiums = if all_in { vec![0.0; table.windows.len()] } else { premiums(&pay, table, &own_plus, &grade_plus) };
    let (share, plus) = covers.overtime.unwrap_or((0.0, None));
    let overtime = match (plus, table.overtime) {
        (Some(plus), _) => [plus, plus],
        (None, Some(scheme)) => scheme,
        (None, None) => {
            pay.default("overtime.plus", "0%: overtime is paid like other hours");
            [0.0, 0.0]
        }
    };
    let (bank, agency) = (covers.bank.unwrap_or_default(), covers.agency.unwrap_or_default());
    let filled = share + bank.share + agency.share;
    if filled > 1.0 + 1e-9 {
        let percent = (filled * 1e6).round() / 1e4;
        pay.problem(
            None,
            "shares",
            format!("overtime, bank and agency of `{}` fill {percent} % of the hours due", view.path),
            Some("at most 100 %; a group's own stand in place of its provider's".to_owned()),
        );
        return None;
    }
    Some(Pay {
        hourly,
        premiums,
        on_costs: if all_in { OnCosts::default() } else { table.on_costs },
        overtime,
        overtime_share: share,
        bank,
        agency,
        recruits,
        all_in,
    })
}

/// Pounds an hour, and the premiums of the grade.
fn hourly(pay: &View, table: &PayTable) -> Option<(f64, Vec<Option<f64>>)> {
    let grade = pay.text("grade");
    let rate = pay.pounds("rate", Per::Hour);
    let stated = |key: &str| pay.table.get(key).is_some();
    if stated("point") && !stated("grade") {
        pay.problem(span_of(pay, "point"), "unknown-key", "a `point` is one of a grade's range", None);
        pay.known(&["point"]);
    }
    match (stated("grade"), stated("rate")) {
        (true, false) => {
            let (name, span) = grade?;
            let names: Vec<String> = table.grades.iter().map(|g| g.name.clone()).collect();
            if table.scheme_unknown {
                return None; // said already
            }
            if names.is_empty() {
                let help = "for instance [pay] scheme = \"agenda-for-change-2024-25\", or grades written out";
                let message = format!("grade `{name}` of `{}`: `[pay]` states no grades", pay.path);
                pay.problem(Some(span), "unknown-name", message, Some(help.to_owned()));
                return None;
            }
            let point = if stated("point") { pay.word("point", &POINTS, 1) } else { table.point };
            let place = find(pay.reading, &names, &name, Some(span), "grade")?;
            Some((table.grades[place].hourly(point), table.grades[place].plus.clone()))
        }
        (false, true) => Some((rate?, vec![None; table.windows.len()])),
        (both, _) => {
            let what = if both { "has both a grade and a rate" } else { "states neither a grade nor a rate" };
            let help = "either grade = \"3\" of the scheme in [pay], or rate = \"£14.62/h\"";
            pay.problem(None, "two-ways", format!("`{}` {what}", pay.path), Some(help.to_owned()));
            None
        }
    }
}

/// The premium of each window: the group's, else the grade's, else the window's.
fn premiums(pay: &View, table: &PayTable, own: &[Option<f64>], grade: &[Option<f64>]) -> Vec<f64> {
    let windows = table.windows.iter().enumerate();
    windows
        .map(|(index, window)| {
            own[index].or(grade[index]).or(window.plus).unwrap_or_else(|| {
                pay.problem(
                    window.span,
                    "missing",
                    format!("nothing says what `pay.premiums.{}` adds to the pay of `{}`", window.name, pay.path),
                    Some("add plus = \"30%\" to the window, to the grade or to the group's pay".to_owned()),
                );
                0.0
            })
        })
        .collect()
}

fn recruits(view: &View, table: &PayTable) -> Option<Recruits> {
    let a_week = view.number("a-week");
    let trained = view.duration("trained-after");
    let leavers = view.share("leavers-a-year");
    let employed = view.whole("employed", 1, 1_000_000);
    if view.node("employed").is_none() {
        view.default("employed", "not stated: the heads are as stated, whoever leaves");
    }
    view.done();
    if view.node("trained-after").is_none() {
        view.missing("trained-after", None);
    }
    let intake = match (a_week, leavers) {
        (Some(a_week), leavers) => {
            if leavers.is_some() && employed.is_none() {
                view.reading.warn(format!(
                    "{}: recruits and leavers cost money but do not change the heads, which are as stated",
                    view.path
                ));
            }
            Intake::AWeek(a_week)
        }
        (None, Some(leavers)) => Intake::Leavers(leavers),
        (None, None) => {
            if view.table.get("a-week").is_none() && view.table.get("leavers-a-year").is_none() {
                let help = Some("a-week = 12, or leavers-a-year = \"36%\" where each leaver is replaced".to_owned());
                view.problem(None, "missing", format!("`{}` does not say how many begin", view.path), help);
            }
            return None;
        }
    };
    let (weeks, hours_a_week, leavers) = (trained? / WEEK, table.hours_a_week, leavers.unwrap_or(0.0));
    Some(Recruits { intake, weeks, hours_a_week, employed, leavers })
}
