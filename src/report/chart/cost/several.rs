//! Several configurations beside each other: cost stacked by what it is spent on, income below it, what falls on others apart.

use super::{Configuration, Family, gap, surplus_colour, usable};
use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::marks::{LEAD, money_range, money_tick, name_lines, names_height, roomy_ticks, whisker};
use crate::report::chart::number::{Unit, pounds};
use crate::report::chart::page::sheet;
use crate::report::chart::palette::{
    BODY, Colour, FAINT, INCOME, INK, OTHERS, PALE, QUIET, RULE, SMALL, TINY, USUAL_BODY, WHITE,
};
use crate::report::chart::{Drawing, Estimate, Frame};

const NAME: (f64, f64) = (40.0, 216.0);
/// Where bars begin; they end where the words beside the longest have room.
const BAR: f64 = 228.0;
/// Where the words beside a bar must end.
const BESIDE: f64 = 660.0;
const PER_CALL: f64 = 762.0;
const SURPLUS: f64 = 882.0;
const APART: f64 = 912.0;
const APART_BESIDE: f64 = 1160.0;
const HEAD: f64 = 52.0;
const AXIS: f64 = 24.0;
const LEAST_ROW: f64 = 44.0;
const MOST_ROW: f64 = 116.0;

pub(super) fn draw(all: &[Configuration], period: &str, frame: &Frame) -> Drawing {
    let names = names_height(all.iter().map(|one| one.name.as_str()), NAME.1 - NAME.0, 3);
    let least = LEAST_ROW.max(names + 6.0);
    let wanted = ((USUAL_BODY - HEAD - AXIS) / all.len() as f64).clamp(least, MOST_ROW);
    let (mut canvas, area) = sheet(frame, HEAD + AXIS + wanted * all.len() as f64);
    let height = ((area.height() - HEAD - AXIS) / all.len() as f64).min(MOST_ROW);
    let contracts = all.iter().any(Configuration::has_contract);
    heads(&mut canvas, area.top, all, period, contracts);
    let right = BESIDE - widest(all.iter().flat_map(|one| [one.cost, one.income]));
    let own = Scale::new((0.0, reach(all.iter().flat_map(sums))), (BAR, right));
    let right = APART_BESIDE - widest(all.iter().map(|one| one.downstream));
    let apart = Scale::new((0.0, reach(all.iter().flat_map(|one| ends(one.downstream)))), (APART, right));
    let top = area.top + HEAD;
    let bottom = top + height * all.len() as f64;
    for (index, one) in all.iter().enumerate() {
        let place = Area::new(area.left, top + height * index as f64, area.right, top + height * (index as f64 + 1.0));
        if one.base {
            canvas.rect(Area::new(place.left - 8.0, place.top, place.right + 8.0, place.bottom), PALE);
        }
        canvas.line((place.left, place.top), (place.right, place.top), Pen::new(FAINT, 1.0));
    }
    axis(&mut canvas, &own, top, bottom, 6);
    axis(&mut canvas, &apart, top, bottom, 4);
    for (index, one) in all.iter().enumerate() {
        let place = Area::new(area.left, top + height * index as f64, area.right, top + height * (index as f64 + 1.0));
        name(&mut canvas, place, one);
        cost(&mut canvas, place, &own, one, contracts);
        if contracts {
            income(&mut canvas, place, &own, one);
        }
        per_call(&mut canvas, place, one);
        others(&mut canvas, place, &apart, one);
    }
    canvas.finish(&frame.title)
}

/// The room that the words beside the bars take.
fn widest(all: impl Iterator<Item = Option<Estimate>>) -> f64 {
    let style = Style::new(SMALL, INK).bold();
    all.filter_map(usable).map(|found| style.width(&pounds(found.mean)) + 9.0).fold(40.0, f64::max)
}

/// What an estimate reaches to.
fn ends(found: Option<Estimate>) -> Vec<f64> {
    usable(found).map_or_else(Vec::new, |found| vec![found.mean, found.high])
}

fn sums(one: &Configuration) -> Vec<f64> {
    let mut sums = vec![one.spent()];
    sums.extend(ends(one.cost));
    sums.extend(ends(one.income));
    sums
}

fn reach(ends: impl Iterator<Item = f64>) -> f64 {
    let most = ends.filter(|end| end.is_finite()).fold(0.0, f64::max);
    if most > 0.0 { most } else { 1.0 }
}

fn families(one: &Configuration) -> [f64; 5] {
    Family::ALL.map(|family| one.known().filter(|(cost, _)| cost.family == family).map(|(_, amount)| amount.max(0.0)).sum())
}

fn heads(canvas: &mut Canvas, top: f64, all: &[Configuration], period: &str, contracts: bool) {
    let style = Style::new(SMALL, QUIET);
    let y = top + 13.0;
    canvas.text((BAR, y), &style.fit(&format!("cost and income {period}"), BESIDE - BAR), style);
    canvas.text((PER_CALL, y), "cost of a call", style.right());
    if contracts {
        canvas.text((SURPLUS, y), "surplus", style.right());
    }
    canvas.text((APART, y), "what falls on others (own scale)", style);
    let mut left = BAR;
    let y = top + 33.0;
    let mut key = |canvas: &mut Canvas, name: &str, colour: Colour| {
        let style = Style::new(TINY, INK);
        canvas.rect(Area::new(left, y - 5.0, left + 10.0, y + 5.0), colour);
        canvas.label((left + 14.0, y), name, style);
        left += 14.0 + style.width(name) + 13.0;
    };
    for (index, family) in Family::ALL.iter().enumerate() {
        if all.iter().any(|one| families(one)[index] > 0.0) {
            key(canvas, family.name(), family.colour());
        }
    }
    if contracts {
        key(canvas, "income", INCOME);
    }
}

fn axis(canvas: &mut Canvas, across: &Scale, top: f64, bottom: f64, most: usize) {
    let style = Style::new(TINY, QUIET).centred();
    for (x, text) in roomy_ticks(across, Unit::Pounds, most, money_tick) {
        canvas.line((x, top), (x, bottom), Pen::new(FAINT, 1.0));
        canvas.text((x, bottom + 16.0), &text, style);
    }
    canvas.line((across.place(0.0), top), (across.place(0.0), bottom), Pen::new(RULE, 1.25));
}

fn name(canvas: &mut Canvas, place: Area, one: &Configuration) {
    let below = if one.base { TINY + LEAD } else { 0.0 };
    let (lines, style) = name_lines(&one.name, (NAME.1 - NAME.0, place.height() - 4.0 - below), BODY - 0.5);
    let pitch = style.size + LEAD;
    let mut y = place.middle() - f64::midpoint(pitch * (lines.len() as f64 - 1.0), below);
    for line in &lines {
        canvas.label((NAME.0, y), line, style);
        y += pitch;
    }
    if one.base {
        canvas.label((NAME.0, y), "base", Style::new(TINY, QUIET));
    }
}

/// Top and bottom of the bar of cost and of that of income.
fn bars(place: Area, contracts: bool) -> [(f64, f64); 2] {
    let height = place.height();
    if contracts {
        [(place.top + height * 0.14, place.top + height * 0.52), (place.top + height * 0.58, place.top + height * 0.86)]
    } else {
        [(place.top + height * 0.22, place.top + height * 0.78), (place.bottom, place.bottom)]
    }
}

fn cost(canvas: &mut Canvas, place: Area, across: &Scale, one: &Configuration, contracts: bool) {
    let [(top, bottom), _] = bars(place, contracts);
    let mut from = 0.0;
    for (family, amount) in Family::ALL.iter().zip(families(one)) {
        if amount > 0.0 {
            let (left, right) = (across.place(from), across.place(from + amount));
            canvas.rect(Area::new(left, top, right, bottom), family.colour());
            canvas.line((right, top), (right, bottom), Pen::new(WHITE, 1.0));
            from += amount;
        }
    }
    if let Some(why) = one.gap() {
        let left = (across.place(from) + 3.0).min(BESIDE - 160.0);
        // an income that hangs on this cost is not known for the same reason: one box for both
        let both = contracts && one.has_contract() && usable(one.income).is_none();
        let bottom = if both { bars(place, true)[1].1 } else { bottom };
        gap(canvas, Area::new(left, top, BESIDE, bottom), &why, TINY);
        return;
    }
    let Some(found) = usable(one.cost) else {
        return;
    };
    if one.known().next().is_none() {
        canvas.rect(Area::new(across.place(0.0), top, across.place(found.mean), bottom), RULE);
    }
    let y = f64::midpoint(top, bottom);
    whisker(canvas, across, y, found, (bottom - top) * 0.2, Pen::new(INK, 1.5));
    let style = Style::new(SMALL, INK).bold();
    let end = across.place(found.mean).max(if found.has_interval() { across.place(found.high) } else { 0.0 });
    canvas.label((end + 7.0, y), &pounds(found.mean), style);
}

fn income(canvas: &mut Canvas, place: Area, across: &Scale, one: &Configuration) {
    let [_, (top, bottom)] = bars(place, true);
    let y = f64::midpoint(top, bottom);
    if one.has_contract() {
        value(canvas, place, SURPLUS, usable(one.surplus), usable(one.surplus).map_or(QUIET, surplus_colour));
    }
    let Some(found) = usable(one.income) else {
        if one.has_contract() && one.gap().is_some() {
            return;
        }
        let why = if one.has_contract() { "not known" } else { "no contract, no income" };
        gap(canvas, Area::new(BAR + 3.0, top, BESIDE, bottom), why, TINY);
        return;
    };
    canvas.rect(Area::new(across.place(0.0), top, across.place(found.mean), bottom), INCOME);
    whisker(canvas, across, y, found, (bottom - top) * 0.2, Pen::new(INK, 1.5));
    let end = across.place(found.mean).max(if found.has_interval() { across.place(found.high) } else { 0.0 });
    canvas.label((end + 7.0, y), &pounds(found.mean), Style::new(SMALL, INCOME.for_text()));
}

fn per_call(canvas: &mut Canvas, place: Area, one: &Configuration) {
    value(canvas, place, PER_CALL, usable(one.per_call), INK);
}

/// A number that ends at a place, its interval below it.
fn value(canvas: &mut Canvas, place: Area, right: f64, found: Option<Estimate>, colour: Colour) {
    let y = place.middle();
    let Some(found) = found else {
        canvas.label((right, y), "not known", Style::new(SMALL, QUIET).right());
        return;
    };
    let style = Style::new(BODY - 0.5, if colour == INK { INK } else { colour.for_text() }).bold().right();
    let text = pounds(found.mean);
    if !found.has_interval() {
        canvas.label((right, y), &text, style);
        return;
    }
    let mut tiny = Style::new(TINY - 1.0, QUIET).right();
    let range = money_range(found.low, found.high);
    let mut lines = vec![range.clone()];
    if tiny.width(&range) > 108.0 {
        tiny.size = TINY - 1.5;
        for link in [" – ", " to "] {
            if let Some((from, to)) = range.split_once(link) {
                lines = vec![format!("{from}{}", link.trim_end()), to.to_owned()];
            }
        }
    }
    let rise = 6.5 + 5.0 * (lines.len() as f64 - 1.0);
    canvas.label((right, y - rise), &text, style);
    for (index, line) in lines.iter().enumerate() {
        canvas.label((right, y - rise + 14.0 + 11.0 * index as f64), line, tiny);
    }
}

fn others(canvas: &mut Canvas, place: Area, across: &Scale, one: &Configuration) {
    let half = (place.height() * 0.19).min(16.0);
    let y = place.middle();
    let Some(found) = usable(one.downstream) else {
        let why = one.others_gap().unwrap_or_default();
        let half = (place.height() * 0.36).min(26.0);
        gap(canvas, Area::new(APART + 3.0, y - half, APART_BESIDE, y + half), &why, TINY);
        return;
    };
    canvas.rect(Area::new(across.place(0.0), y - half, across.place(found.mean), y + half), OTHERS);
    whisker(canvas, across, y, found, half * 0.5, Pen::new(INK, 1.5));
    let end = across.place(found.mean).max(if found.has_interval() { across.place(found.high) } else { 0.0 });
    canvas.label((end + 7.0, y), &pounds(found.mean), Style::new(SMALL, OTHERS.for_text()).bold());
}
