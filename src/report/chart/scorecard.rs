//! Does it meet the targets? One row a target.

use super::axis::{Scale, round_down, round_up};
use super::canvas::{Area, Canvas, Pen, Style};
use super::number::{Unit, chance, fixed};
use super::page::{sentence, sheet};
use super::palette::{BAD, BODY, Colour, FAINT, GOOD, INK, PALE_GOOD, QUIET, RISK, RULE, SMALL, TINY, UNSURE, USUAL_BODY, WHITE};
use super::{Direction, Drawing, Estimate, Frame};

/// What is said of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Met with the confidence asked for.
    Met,
    /// Missed with the confidence asked for.
    Missed,
    /// Between the two.
    AtRisk,
    /// Too few replications to say.
    CannotTell,
}

impl Verdict {
    /// Symbol and word.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Met => ("✓", "met"),
            Self::Missed => ("✗", "missed"),
            Self::AtRisk => ("!", "at risk"),
            Self::CannotTell => ("?", "cannot tell"),
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Met => GOOD,
            Self::Missed => BAD,
            Self::AtRisk => RISK,
            Self::CannotTell => UNSURE,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It came out of the simulation.
    Simulated,
    /// An input fixes it.
    Assumed,
    /// Inputs were set to give it.
    Fitted,
}

impl Basis {
    const fn word(self) -> &'static str {
        match self {
            Self::Simulated => "",
            Self::Assumed => "assumed",
            Self::Fitted => "fitted",
        }
    }
}

/// A target and what is known about meeting it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// A floor or a ceiling.
    pub direction: Direction,
    /// Its value, in the unit of the row.
    pub value: f64,
    /// The share of replications in which it holds, with the Wilson interval.
    pub chance: Option<Estimate>,
    /// One verdict a month, in order; empty if it is judged on the whole horizon.
    pub months: Vec<Verdict>,
    /// What is said of it; none if it was not judged.
    pub verdict: Option<Verdict>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The measure in plain words.
    pub name: String,
    /// What official papers call it; may be empty.
    pub official: String,
    /// The unit of estimate and target.
    pub unit: Unit,
    /// The value; none if it could not be estimated.
    pub estimate: Option<Estimate>,
    /// The target, if there is one.
    pub target: Option<Target>,
    /// Where the value comes from.
    pub basis: Basis,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The measures, most important first.
    pub rows: Vec<Row>,
    /// The chance that all targets hold at once, with the Wilson interval.
    pub all: Option<Estimate>,
}

/// Where the columns stand, from the left edge of the sheet.
struct Columns {
    name: (f64, f64),
    value: f64,
    scale: (f64, f64),
    target: f64,
    chance: (f64, f64),
    months: Option<(f64, f64)>,
    verdict: (f64, f64),
}

const WITH_MONTHS: Columns = Columns {
    name: (40.0, 352.0),
    value: 452.0,
    scale: (464.0, 684.0),
    target: 694.0,
    chance: (780.0, 892.0),
    months: Some((912.0, 1016.0)),
    verdict: (1030.0, 1160.0),
};

const WITHOUT_MONTHS: Columns = Columns {
    name: (40.0, 384.0),
    value: 490.0,
    scale: (504.0, 780.0),
    target: 796.0,
    chance: (892.0, 1008.0),
    months: None,
    verdict: (1030.0, 1160.0),
};

const HEAD: f64 = 30.0;
const LEAST_ROW: f64 = 35.0;
const MOST_ROW: f64 = 76.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let lines = input.rows.len() as f64 + f64::from(u8::from(input.all.is_some()));
    let wanted = ((USUAL_BODY - HEAD) / lines.max(1.0)).clamp(LEAST_ROW, MOST_ROW);
    let (mut canvas, area) = sheet(frame, HEAD + wanted * lines);
    if input.rows.is_empty() {
        let text = "There is nothing to judge: the scenario names no target and asks for no measure.";
        sentence(&mut canvas, area, text);
        return canvas.finish(&frame.title);
    }
    let monthly = |row: &Row| row.target.as_ref().is_some_and(|t| !t.months.is_empty());
    let columns = if input.rows.iter().any(monthly) { WITH_MONTHS } else { WITHOUT_MONTHS };
    let targets = input.rows.iter().any(|row| row.target.is_some());
    heads(&mut canvas, area.top, &columns, targets);
    let height = ((area.height() - HEAD) / lines).min(MOST_ROW);
    let mut top = area.top + HEAD;
    for row in &input.rows {
        let place = Area::new(area.left, top, area.right, top + height);
        let pen = Pen::new(FAINT, 1.0);
        canvas.line((area.left, top), (area.right, top), pen);
        draw_row(&mut canvas, place, &columns, row);
        top += height;
    }
    if let Some(all) = input.all {
        canvas.line((area.left, top), (area.right, top), Pen::new(RULE, 1.5));
        let place = Area::new(area.left, top, area.right, top + height);
        let style = Style::new(BODY, INK).bold();
        canvas.label((columns.name.0, place.middle()), "All targets at once", style);
        draw_chance(&mut canvas, place, &columns, all, GOOD);
    }
    canvas.finish(&frame.title)
}

fn heads(canvas: &mut Canvas, top: f64, columns: &Columns, targets: bool) {
    let style = Style::new(SMALL, QUIET);
    let y = top + 16.0;
    canvas.text((columns.name.0, y), "measure", style);
    canvas.text((columns.value, y), "value", style.right());
    let scale = "own scale; blue = good side";
    canvas.text((columns.scale.0, y), scale, style);
    if !targets {
        return;
    }
    canvas.text((columns.target, y), "target", style);
    canvas.text((columns.chance.0, y), "chance to meet it", style);
    if let Some(months) = columns.months {
        canvas.text((months.0, y), "by month", style);
    }
    canvas.text((columns.verdict.0, y), "verdict", style);
}

fn draw_row(canvas: &mut Canvas, place: Area, columns: &Columns, row: &Row) {
    let grey = row.basis != Basis::Simulated;
    let ink = if grey { QUIET } else { INK };
    let estimate = row.estimate.filter(|found| found.mean.is_finite());
    let taken = draw_value(canvas, place, columns, row.unit, estimate, ink);
    draw_name(canvas, place, columns, row, ink, taken);
    if let Some(estimate) = estimate {
        draw_scale(canvas, place, columns, row, estimate);
    }
    let Some(target) = &row.target else {
        let style = Style::new(SMALL, QUIET);
        canvas.label((columns.target, place.middle()), "no target", style);
        return;
    };
    draw_target(canvas, place, columns, row.unit, target);
    let colour = match target.verdict {
        Some(verdict) if !grey => verdict.colour(),
        _ => RULE,
    };
    if let Some(chance) = target.chance {
        draw_chance(canvas, place, columns, chance, colour);
    }
    if let Some(span) = columns.months {
        draw_months(canvas, place, span, &target.months, grey);
    }
    if let Some(verdict) = target.verdict {
        draw_verdict(canvas, place, columns, verdict, row.basis);
    }
}

/// Writes the value and its interval; returns how wide the two lines are.
fn draw_value(
    canvas: &mut Canvas,
    place: Area,
    columns: &Columns,
    unit: Unit,
    estimate: Option<Estimate>,
    ink: Colour,
) -> (f64, f64) {
    let small = Style::new(TINY, QUIET).right();
    let Some(estimate) = estimate else {
        let text = "not estimated";
        canvas.label((columns.value, place.middle()), text, small);
        return (small.width(text), small.width(text));
    };
    let value = unit.value(estimate.mean);
    let bold = Style::new(BODY + 1.0, ink).bold().right();
    if !estimate.has_interval() {
        canvas.label((columns.value, place.middle()), &value, bold);
        return (bold.width(&value), bold.width(&value));
    }
    let range = unit.range(estimate.low, estimate.high);
    canvas.label((columns.value, place.middle() - 7.0), &value, bold);
    canvas.label((columns.value, place.middle() + 9.0), &range, small);
    (bold.width(&value), small.width(&range))
}

fn draw_name(canvas: &mut Canvas, place: Area, columns: &Columns, row: &Row, ink: Colour, taken: (f64, f64)) {
    let room = |taken: f64| columns.name.1.min(columns.value - taken - 12.0) - columns.name.0;
    let (left, y) = (columns.name.0, place.middle());
    let mut style = Style::new(BODY - 0.5, ink).bold();
    let small = Style::new(TINY, QUIET);
    if row.official.is_empty() {
        let lines = style.wrap(&row.name, room(taken.0.max(taken.1)), 2);
        let rise = if lines.len() > 1 { 7.5 } else { 0.0 };
        if lines.len() > 1 {
            style.size = 12.0;
        }
        for (line, y) in lines.iter().zip([y - rise, y + rise]) {
            canvas.label((left, y), line, style);
        }
        return;
    }
    if style.width(&row.name) > room(taken.0) {
        style.size = 12.0;
    }
    canvas.label((left, y - 7.0), &style.fit(&row.name, room(taken.0)), style);
    canvas.label((left, y + 9.0), &small.fit(&row.official, room(taken.1)), small);
}

/// The ends of a row's scale: zero belongs to a ceiling, all of a hundred per cent to a floor on a share.
fn ends(row: &Row, estimate: Estimate) -> (f64, f64) {
    let mut seen = vec![estimate.mean, estimate.low, estimate.high];
    seen.extend(row.target.as_ref().map(|target| target.value));
    seen.retain(|value| value.is_finite());
    let least = seen.iter().copied().fold(f64::INFINITY, f64::min);
    let most = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let floor = row.target.as_ref().is_none_or(|target| target.direction == Direction::AtLeast);
    if row.unit == Unit::Share && floor {
        let room = (1.0 - least).max(0.02) * 0.25;
        return (round_down(row.unit, least - room, 1.0, 4).max(0.0), 1.0);
    }
    let high = round_up(row.unit, most.max(0.0) * 1.12, 4);
    let high = if row.unit == Unit::Share { high.min(1.0) } else { high };
    let low = if least < 0.0 { -round_up(row.unit, -least * 1.12, 4) } else { 0.0 };
    (low, high)
}

fn draw_scale(canvas: &mut Canvas, place: Area, columns: &Columns, row: &Row, estimate: Estimate) {
    let (low, high) = ends(row, estimate);
    let style = Style::new(TINY, QUIET);
    let [from, to] = [low, high].map(|end| row.unit.tick(end, high - low));
    let left = columns.scale.0 + (style.width(&from) + 9.0).max(44.0);
    let right = columns.scale.1 - (style.width(&to) + 12.0).max(52.0);
    let scale = Scale::new((low, high), (left, right));
    let y = place.middle();
    let (top, bottom) = (y - 6.0, y + 6.0);
    canvas.rect(Area::new(left, top, right, bottom), FAINT.toward(WHITE, 0.35));
    canvas.label((left - 8.0, y), &from, style.right());
    canvas.label((right + 9.0, y), &to, style);
    let grey = row.basis != Basis::Simulated;
    let mut colour = if grey { RULE } else { INK };
    if let Some(target) = &row.target {
        let mark = scale.place(target.value);
        if !grey {
            let good = match target.direction {
                Direction::AtLeast => Area::new(mark, top, right, bottom),
                Direction::AtMost | Direction::Below => Area::new(left, top, mark, bottom),
            };
            canvas.rect(good, PALE_GOOD.toward(GOOD, 0.12));
            if let Some(verdict) = target.verdict {
                colour = verdict.colour();
            }
        }
        canvas.line((mark, top - 5.0), (mark, bottom + 5.0), Pen::new(INK, 2.0));
    }
    let at = scale.place(estimate.mean);
    if estimate.has_interval() {
        let (from, to) = (scale.place(estimate.low), scale.place(estimate.high));
        canvas.line((from, y), (to, y), Pen::new(colour, 2.5));
        for end in [from, to] {
            canvas.line((end, y - 4.0), (end, y + 4.0), Pen::new(colour, 1.5));
        }
    }
    canvas.circle((at, y), 5.5, WHITE);
    canvas.circle((at, y), 4.25, colour);
}

fn draw_target(canvas: &mut Canvas, place: Area, columns: &Columns, unit: Unit, target: &Target) {
    let small = Style::new(TINY, QUIET);
    let bold = Style::new(BODY, INK);
    canvas.label((columns.target, place.middle() - 9.0), target.direction.words(), small);
    canvas.label((columns.target, place.middle() + 7.0), &unit.value(target.value), bold);
}

fn draw_chance(canvas: &mut Canvas, place: Area, columns: &Columns, found: Estimate, colour: Colour) {
    if !found.mean.is_finite() {
        return;
    }
    let (left, right) = columns.chance;
    let scale = Scale::new((0.0, 1.0), (left, right));
    let y = place.middle();
    let number = chance(found.mean);
    let style = Style::new(BODY, INK).bold();
    canvas.label((left, y - 8.0), &number, style);
    if found.has_interval() {
        let text = format!("({}–{})", fixed(found.low * 100.0, 0), fixed(found.high * 100.0, 0));
        let small = Style::new(TINY, QUIET);
        canvas.label((left + style.width(&number) + 6.0, y - 8.0), &text, small);
    }
    let bar = Area::new(left, y + 4.0, right, y + 11.0);
    canvas.rect(bar, FAINT);
    canvas.rect(Area::new(left, bar.top, scale.place(found.mean), bar.bottom), colour);
    if found.has_interval() {
        let pen = Pen::new(INK, 1.25);
        let (from, to) = (scale.place(found.low), scale.place(found.high));
        canvas.line((from, bar.middle()), (to, bar.middle()), pen);
        for end in [from, to] {
            canvas.line((end, bar.top), (end, bar.bottom), pen);
        }
    }
}

fn draw_months(canvas: &mut Canvas, place: Area, (left, right): (f64, f64), months: &[Verdict], grey: bool) {
    if months.is_empty() {
        return;
    }
    let y = place.middle();
    let missed = months.iter().filter(|verdict| **verdict == Verdict::Missed).count();
    let text = format!("{missed} of {} missed", months.len());
    canvas.label((left, y - 8.0), &text, Style::new(TINY, INK));
    let pitch = ((right - left) / months.len() as f64).min(11.0);
    for (index, verdict) in months.iter().enumerate() {
        let x = left + pitch * index as f64;
        let colour = match (*verdict, grey) {
            (Verdict::Missed, true) => QUIET,
            (_, true) => FAINT,
            (Verdict::Met, false) => GOOD.toward(WHITE, 0.55),
            (other, false) => other.colour(),
        };
        canvas.rect(Area::new(x, y + 3.0, x + (pitch - 2.0).max(0.5), y + 12.0), colour);
    }
}

fn draw_verdict(canvas: &mut Canvas, place: Area, columns: &Columns, verdict: Verdict, basis: Basis) {
    let (left, right) = columns.verdict;
    let y = place.middle();
    let (symbol, word) = verdict.words();
    let pill = Area::new(left, y - 12.0, right, y + 12.0);
    let text = Style::new(BODY, WHITE).bold();
    if basis == Basis::Simulated {
        canvas.pill(pill, verdict.colour());
        let ink = if verdict == Verdict::AtRisk { INK } else { WHITE };
        let style = Style { colour: ink, ..text };
        canvas.label((left + 18.0, y), symbol, style.centred());
        canvas.label((left + 32.0, y), word, style);
    } else {
        let style = Style::new(SMALL, QUIET);
        canvas.pill(pill, FAINT);
        canvas.label((left + 18.0, y), symbol, style.centred());
        let (said, room) = (format!("{}: {word}", basis.word()), right - left - 34.0);
        // the longest words take smaller letters
        let size = SMALL * (room / style.width(&said)).min(1.0);
        let style = Style { size, ..style };
        canvas.label((left + 30.0, y), &style.fit(&said, room + 1.0), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, value: f64, target: Option<(Direction, f64)>) -> Row {
        Row {
            name: "m".to_owned(),
            official: String::new(),
            unit,
            estimate: Some(Estimate::exact(value)),
            target: target.map(|(direction, value)| Target { direction, value, chance: None, months: Vec::new(), verdict: None }),
            basis: Basis::Simulated,
        }
    }

    #[test]
    fn scales_hold_value_and_target() {
        let cases = [
            (Unit::Share, 0.0, Some((Direction::AtLeast, 0.95))),
            (Unit::Share, 1.0, Some((Direction::AtLeast, 0.95))),
            (Unit::Share, 0.9999, Some((Direction::AtLeast, 0.9999))),
            (Unit::Share, 1.0, Some((Direction::AtMost, 0.03))),
            (Unit::Seconds, 20_000.0, Some((Direction::AtMost, 20.0))),
            (Unit::Pounds, -5.0, None),
            (Unit::Count, 0.0, None),
        ];
        for (unit, value, target) in cases {
            let row = row(unit, value, target);
            let (low, high) = ends(&row, Estimate::exact(value));
            assert!(low <= value && value <= high && low < high, "{value} {low} {high}");
            if let Some((_, mark)) = target {
                assert!(low <= mark && mark <= high);
            }
        }
    }
}
