//! One configuration, line by line: each kind of cost begins where the one before ends, income below on the same scale.

use super::{Configuration, gap, surplus_colour, usable};
use crate::report::chart::axis::{Scale, round_up};
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::{money_range, money_tick, roomy_ticks, whisker};
use crate::report::chart::number::{UNKNOWN, Unit, pounds};
use crate::report::chart::page::sheet;
use crate::report::chart::palette::{BODY, Colour, FAINT, INCOME, INK, OTHERS, QUIET, RULE, SMALL, TINY, USUAL_BODY, WHITE};
use crate::report::chart::{Drawing, Estimate, Frame};

const NAME: (f64, f64) = (40.0, 212.0);
const BAR: (f64, f64) = (216.0, 522.0);
const VALUE: f64 = 672.0;
const PER_CALL: f64 = 760.0;
const OTHERS_PANEL: (f64, f64) = (812.0, 1160.0);
const HEAD: f64 = 26.0;
const AXIS: f64 = 26.0;

/// A line of the left panel.
enum Row<'a> {
    Part { name: &'a str, from: f64, amount: Option<f64>, colour: Colour },
    Total { name: &'static str, from: f64, found: Estimate, colour: Colour },
    Gap { name: &'static str, from: f64, why: String },
    Words(String),
}

pub(super) fn draw(found: &Configuration, period: &str, frame: &Frame) -> Drawing {
    let rows = rows(found);
    let (mut canvas, area) = sheet(frame, USUAL_BODY.max(HEAD + AXIS + 24.0 * rows.len() as f64));
    let small = Style::new(SMALL, QUIET);
    let y = area.top + 13.0;
    canvas.text((NAME.0, y), "what the provider spends and is paid", small);
    let room = VALUE - BAR.0 - 60.0;
    canvas.text((VALUE, y), &small.fit(period, room), small.right());
    if found.answered.is_some() || found.per_call.is_some() {
        canvas.text((PER_CALL, y), "a call", small.right());
    }
    let across = scale(&rows);
    let height = ((area.height() - HEAD - AXIS) / rows.len().max(1) as f64).min(46.0);
    let bottom = area.top + HEAD + height * rows.len() as f64;
    if rows.iter().any(|row| matches!(row, Row::Part { amount: Some(_), .. } | Row::Total { .. })) {
        axis(&mut canvas, &across, area.top + HEAD, bottom);
    }
    let mut top = area.top + HEAD;
    for row in &rows {
        line(&mut canvas, Area::new(area.left, top, PER_CALL, top + height), &across, row, found);
        top += height;
    }
    canvas.line((786.0, area.top), (786.0, area.bottom), Pen::new(FAINT, 1.0));
    others(&mut canvas, Area::new(OTHERS_PANEL.0, area.top, OTHERS_PANEL.1, area.bottom), found);
    canvas.finish(&frame.title)
}

fn rows(found: &Configuration) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut from = 0.0;
    for cost in &found.costs {
        rows.push(Row::Part { name: &cost.name, from, amount: cost.amount, colour: cost.family.colour() });
        from += cost.amount.filter(|amount| amount.is_finite()).unwrap_or(0.0);
    }
    match (usable(found.cost), found.gap()) {
        (Some(cost), _) => rows.push(Row::Total { name: "cost in all", from: 0.0, found: cost, colour: INK }),
        (None, why) => rows.push(Row::Gap { name: "cost in all", from, why: why.unwrap_or_default() }),
    }
    if !found.has_contract() {
        rows.push(Row::Words("No contract is stated, so there is no income to set beside the cost.".to_owned()));
        return rows;
    }
    let mut from = 0.0;
    for income in &found.incomes {
        let less = income.amount.is_some_and(|amount| amount < 0.0);
        let colour = if less { INCOME.toward(WHITE, 0.45) } else { INCOME };
        rows.push(Row::Part { name: &income.name, from, amount: income.amount, colour });
        from += income.amount.filter(|amount| amount.is_finite()).unwrap_or(0.0);
    }
    match usable(found.income) {
        Some(income) => rows.push(Row::Total { name: "income in all", from: 0.0, found: income, colour: INCOME }),
        None => rows.push(Row::Gap { name: "income in all", from, why: "not known: it hangs on a cost that is not".to_owned() }),
    }
    match (usable(found.surplus), usable(found.cost)) {
        (Some(surplus), Some(cost)) => {
            let name = if surplus.mean < 0.0 { "loss" } else { "surplus" };
            rows.push(Row::Total { name, from: cost.mean, found: surplus, colour: surplus_colour(surplus) });
        }
        _ => rows.push(Row::Gap { name: "surplus", from: 0.0, why: "not known while the cost is not".to_owned() }),
    }
    rows
}

fn scale(rows: &[Row]) -> Scale {
    let (mut low, mut high): (f64, f64) = (0.0, 0.0);
    for row in rows {
        let ends = match row {
            Row::Part { from, amount, .. } => [*from, from + amount.unwrap_or(0.0), *from],
            Row::Total { from, found, .. } => [from + found.mean, from + found.low, from + found.high],
            Row::Gap { from, .. } => [*from * 1.25, *from, *from],
            Row::Words(_) => [0.0; 3],
        };
        for end in ends.into_iter().filter(|end| end.is_finite()) {
            (low, high) = (low.min(end), high.max(end));
        }
    }
    let span = high - low;
    let low = if low < 0.0 { -round_up(Unit::Pounds, -low, 3) } else { 0.0 };
    let high = if span > 0.0 { high.max(-low * 0.02) * 1.02 } else { 1.0 };
    Scale::new((low, high), BAR)
}

fn axis(canvas: &mut Canvas, across: &Scale, top: f64, bottom: f64) {
    let style = Style::new(TINY, QUIET).centred();
    for (x, text) in roomy_ticks(across, Unit::Pounds, 5, money_tick) {
        canvas.line((x, top), (x, bottom), Pen::new(FAINT, 1.0));
        canvas.text((x, bottom + 15.0), &text, style);
    }
    canvas.line((across.place(0.0), top), (across.place(0.0), bottom), Pen::new(RULE, 1.25));
}

fn line(canvas: &mut Canvas, place: Area, across: &Scale, row: &Row, all: &Configuration) {
    let y = place.middle();
    let half = (place.height() * 0.32).min(11.0);
    let per_call = |amount: f64| all.answered.filter(|calls| *calls > 0.0).map(|calls| pounds(amount / calls));
    let plain = Style::new(SMALL + 1.0, INK);
    let bold = Style::new(SMALL + 1.0, INK).bold();
    let width = NAME.1 - NAME.0;
    let bar = |from: f64, to: f64| {
        let (from, to) = (across.place(from), across.place(to));
        Area::new(from.min(to), y - half, from.max(to), y + half)
    };
    match row {
        Row::Part { name, from, amount: Some(amount), colour } if amount.is_finite() => {
            let mut place = bar(*from, from + amount);
            if amount.abs() > 0.0 {
                place.right = place.right.max(place.left + 1.0); // what is not nothing can be seen
            }
            canvas.rect(place, *colour);
            canvas.label((NAME.0, y), &plain.fit(name, width), plain);
            canvas.label((VALUE, y), &pounds(*amount), plain.right());
            if let Some(text) = per_call(*amount) {
                canvas.label((PER_CALL, y), &text, plain.right());
            }
        }
        Row::Part { name, from, .. } => {
            canvas.label((NAME.0, y), &plain.fit(name, width), plain);
            let left = across.place(*from).min(BAR.1 - 110.0);
            gap(canvas, Area::new(left, y - half, BAR.1, y + half), "not known", TINY);
            canvas.label((VALUE, y), UNKNOWN, plain.right());
        }
        Row::Total { name, from, found, colour } => {
            canvas.line((place.left, place.top), (place.right, place.top), Pen::new(RULE, 1.0));
            canvas.label((NAME.0, y), name, bold);
            canvas.rect(bar(*from, from + found.mean), *colour);
            let moved = Estimate { mean: from + found.mean, low: from + found.low, high: from + found.high };
            let over = Pen::new(INK.toward(WHITE, if *colour == INK { 0.55 } else { 0.0 }), 1.5);
            whisker(canvas, across, y, moved, half * 0.7, over);
            let two = found.has_interval() && place.height() >= 26.0;
            let rise = if two { 6.5 } else { 0.0 };
            let style = Style { colour: if *colour == INK { INK } else { colour.for_text() }, ..bold.right() };
            canvas.label((VALUE, y - rise), &pounds(found.mean), style);
            let per = if *name == "cost in all" { usable(all.per_call).map(|f| pounds(f.mean)) } else { None };
            if let Some(text) = per.or_else(|| per_call(found.mean)) {
                canvas.label((PER_CALL, y - rise), &text, style);
            }
            if two {
                let tiny = Style::new(TINY - 1.0, QUIET).right();
                let text = money_range(found.low, found.high);
                let left = VALUE - tiny.width(&text);
                if left > BAR.1 + 6.0 && text != pounds(found.mean) {
                    canvas.label((VALUE, y + 8.0), &text, tiny);
                }
            }
        }
        Row::Gap { name, from, why } => {
            canvas.line((place.left, place.top), (place.right, place.top), Pen::new(RULE, 1.0));
            canvas.label((NAME.0, y), name, bold);
            // what is known so far, where that leaves room for the words
            let known = across.place(*from);
            let fits = BAR.0 < known && known < BAR.0 + 130.0;
            if fits {
                canvas.rect(Area::new(BAR.0, y - half, known, y + half), FAINT);
            }
            let left = if fits { known + 3.0 } else { BAR.0 };
            gap(canvas, Area::new(left, y - half, PER_CALL, y + half), why, TINY);
        }
        Row::Words(words) => {
            canvas.rect(Area { bottom: place.bottom - 2.0, ..place }, WHITE);
            canvas.line((place.left, place.top), (place.right, place.top), Pen::new(RULE, 1.0));
            canvas.label((NAME.0, y), words, Style::new(SMALL + 1.0, QUIET));
        }
    }
}

/// What falls on others, on a scale of its own: it may be many times the provider's cost.
fn others(canvas: &mut Canvas, place: Area, found: &Configuration) {
    let small = Style::new(SMALL, QUIET);
    canvas.text(
        (place.left, place.top + 13.0),
        "what falls on others: not in the provider's cost; own scale",
        Style::new(TINY, QUIET),
    );
    let known = |amount: Option<f64>| amount.filter(|amount| amount.is_finite());
    let most = found.others.iter().filter_map(|sum| known(sum.amount)).fold(0.0, f64::max);
    let total = usable(found.downstream);
    let most = total.map_or(most, |total| most.max(total.mean).max(if total.high.is_finite() { total.high } else { 0.0 }));
    let across = Scale::new((0.0, if most > 0.0 { most } else { 1.0 }), (place.left, place.right));
    let count = found.others.len() as f64 + 2.2;
    let height = ((place.height() - HEAD) / count).min(54.0);
    let half = (height * 0.16).clamp(3.0, 8.0);
    let mut top = place.top + HEAD;
    let plain = Style::new(SMALL + 1.0, INK);
    for sum in &found.others {
        let (words, bar) = (top + height * 0.3, top + height * 0.72);
        let text = known(sum.amount).map_or_else(|| "no cost stated".to_owned(), pounds);
        canvas.label((place.right, words), &text, plain.right());
        canvas.label((place.left, words), &plain.fit(&sum.name, place.width() - plain.width(&text) - 12.0), plain);
        match known(sum.amount) {
            Some(amount) => {
                canvas.rect(Area::new(place.left, bar - half, place.right, bar + half), FAINT.fade(0.5));
                canvas.rect(Area::new(place.left, bar - half, across.place(amount), bar + half), OTHERS.toward(WHITE, 0.35));
            }
            None => gap(canvas, Area::new(place.left, bar - half, place.right, bar + half), "", TINY),
        }
        top += height;
    }
    let bold = Style::new(BODY, OTHERS.for_text()).bold();
    canvas.line((place.left, top + 2.0), (place.right, top + 2.0), Pen::new(RULE, 1.0));
    let Some(total) = total else {
        let why = found.others_gap().unwrap_or_default();
        gap(canvas, Area::new(place.left, top + 10.0, place.right, top + 74.0), &why, SMALL);
        return;
    };
    let (words, bar) = (top + height * 0.32, top + height * 0.74);
    let text = pounds(total.mean);
    canvas.label((place.right, words), &text, bold.right());
    canvas.label((place.left, words), "in all", bold);
    canvas.rect(Area::new(place.left, bar - half, across.place(total.mean), bar + half), OTHERS);
    whisker(canvas, &across, bar, total, half * 0.8, Pen::new(INK, 1.5));
    let mut said = Vec::new();
    if total.has_interval() {
        said.push(format!("({})", money_range(total.low, total.high)));
    }
    if let Some(calls) = found.answered.filter(|calls| *calls > 0.0) {
        said.push(format!("{} for each call answered", pounds(total.mean / calls)));
    }
    if let Some(cost) = usable(found.cost).filter(|cost| cost.mean > 0.0) {
        said.push(format!("{} for each £1 that the provider spends", pounds(total.mean / cost.mean)));
    }
    let mut y = top + height + 10.0;
    for text in said {
        canvas.label((place.left, y), &small.fit(&text, place.width()), small);
        y += 17.0;
    }
}
