//! Which option is better, and is it real? A panel a measure: differences from the base with their intervals, and a word each.
//!
//! Alternative less base throughout, each panel in its own unit (shares in percentage points).

use super::axis::Scale;
use super::canvas::{Area, Canvas, Pen, Style};
use super::marks::{LEAD, gap, money_tick, name_lines, names_height, roomy_ticks, whisker};
use super::number::{Unit, fixed};
use super::page::{sentence, sheet};
use super::palette::{
    BAD, BODY, Colour, FAINT, GOOD, INK, OTHERS, PALE, PALE_GOOD, PAY, QUIET, RISK, RULE, SMALL, TINY, UNSURE, USUAL_BODY, WHITE,
};
use super::{Drawing, Estimate, Frame};

/// What is said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Different for the better.
    Better,
    /// Different for the worse.
    Worse,
    /// More, of what has no good way.
    More,
    /// Less, of what has no good way.
    Less,
    /// Within the margin.
    NoMatter,
    /// The same in every replication.
    Same,
    /// More replications are needed.
    CannotTell,
}

impl Judged {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::More => "more",
            Self::Less => "less",
            Self::NoMatter => "does not matter",
            Self::Same => "the same",
            Self::CannotTell => "cannot tell",
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Better => GOOD,
            Self::Worse => BAD,
            Self::More | Self::Less => INK,
            Self::NoMatter | Self::Same => RULE,
            Self::CannotTell => UNSURE,
        }
    }
}

/// What an alternative comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Better in some way, worse in none.
    Better,
    /// Worse in some way, better in none.
    Worse,
    /// Better in one way and worse in another.
    TradeOff,
    /// No difference that matters.
    NoMatter,
    /// More replications are needed.
    CannotTell,
    /// It states the same service as the base.
    Identical,
}

impl Verdict {
    /// Symbol and word.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Better => ("✓", "better"),
            Self::Worse => ("✗", "worse"),
            Self::TradeOff => ("±", "trade-off"),
            Self::NoMatter => ("=", "no difference that matters"),
            Self::CannotTell => ("?", "cannot tell"),
            Self::Identical => ("=", "identical to the base"),
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Better => GOOD,
            Self::Worse => BAD,
            Self::TradeOff => RISK,
            Self::NoMatter | Self::Identical => RULE,
            Self::CannotTell => UNSURE,
        }
    }
}

/// An alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Which way of a measure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// The less the better.
    Less,
    /// The more the better.
    More,
}

/// Who gains and who pays, where a difference is the sum of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The provider's part, in the measure's unit.
    pub provider: f64,
    /// What falls on others.
    pub others: f64,
}

/// The difference of one alternative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Alternative less base, with its simultaneous interval; in the measure's unit, shares from -1 to 1.
    pub estimate: Estimate,
    /// What is said of it.
    pub judged: Judged,
    /// Its two parts, if it has them.
    pub split: Option<Split>,
}

/// A measure: one panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name in plain words: "Saving net of what others pay" belongs to the cost in all.
    pub name: String,
    /// The unit of the differences.
    pub unit: Unit,
    /// Its good way, if it has one.
    pub good: Option<Good>,
    /// The base's value.
    pub base: Option<f64>,
    /// A smaller difference does not matter; zero if none is stated.
    pub margin: f64,
    /// One an alternative, in their order; none where it is not known.
    pub differences: Vec<Option<Difference>>,
    /// Why those are not known: "no pay is stated for nurses"; may be empty.
    pub gap: String,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The base's name.
    pub base: String,
    /// The alternatives, in the order in which they are shown.
    pub alternatives: Vec<Alternative>,
    /// The measures, most important first.
    pub measures: Vec<Measure>,
}

const NAME: (f64, f64) = (40.0, 228.0);
const GUTTER: f64 = 22.0;
const HEAD: f64 = 82.0;
const AXIS: f64 = 30.0;
/// Panels beside each other; more stand in a second band below.
const ABREAST: usize = 4;
/// Beside each other where alternatives are so few that panels would stand in an empty sheet.
const FEW: usize = 2;
const LEAST_ROW: f64 = 42.0;
const MOST_ROW: f64 = 104.0;
/// From this height on the interval is written too.
const ROOMY: f64 = 54.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    if input.alternatives.is_empty() || input.measures.is_empty() {
        let (mut canvas, area) = sheet(frame, USUAL_BODY);
        sentence(&mut canvas, area, "There is nothing to compare: no alternative, or no measure that both have.");
        return canvas.finish(&frame.title);
    }
    let most = if input.alternatives.len() <= FEW { FEW } else { ABREAST };
    let bands = input.measures.len().div_ceil(most);
    let abreast = input.measures.len().div_ceil(bands);
    let rows = input.alternatives.len() as f64;
    let one = USUAL_BODY / bands as f64 - HEAD - AXIS;
    let names_height = names_height(input.alternatives.iter().map(|one| one.name.as_str()), NAME.1 - NAME.0, 3);
    let wanted = (one / rows).clamp(LEAST_ROW.max(names_height + 19.0), MOST_ROW);
    let (mut canvas, area) = sheet(frame, (HEAD + AXIS + wanted * rows) * bands as f64);
    let height = ((area.height() / bands as f64 - HEAD - AXIS) / rows).min(MOST_ROW);
    let width = (area.right - NAME.1 - GUTTER * abreast as f64) / abreast as f64;
    let mut top = area.top;
    for measures in input.measures.chunks(abreast) {
        let bottom = top + HEAD + height * rows;
        names(&mut canvas, input, top, height);
        for (index, measure) in measures.iter().enumerate() {
            let left = NAME.1 + GUTTER + (width + GUTTER) * index as f64;
            panel(&mut canvas, Area::new(left, top, left + width, bottom), measure, height, &input.alternatives);
        }
        top = bottom + AXIS;
    }
    canvas.finish(&frame.title)
}

fn names(canvas: &mut Canvas, input: &Input, top: f64, height: f64) {
    let quiet = Style::new(SMALL, QUIET);
    let width = NAME.1 - NAME.0;
    for (index, line) in quiet.wrap(&format!("alternative less the base, {}", input.base), width, 3).iter().enumerate() {
        canvas.text((NAME.0, top + 13.0 + 15.0 * index as f64), line, quiet);
    }
    let mut top = top + HEAD;
    for alternative in &input.alternatives {
        canvas.line((NAME.0, top), (canvas.width() - NAME.0, top), Pen::new(FAINT, 1.0));
        let (lines, style) = name_lines(&alternative.name, (width, height - 19.0), BODY - 0.5);
        let pitch = style.size + LEAD;
        let mut y = top + (height - pitch * lines.len() as f64 - 14.0) / 2.0 + pitch / 2.0;
        for line in &lines {
            canvas.label((NAME.0, y), line, style);
            y += pitch;
        }
        let (symbol, word) = alternative.verdict.words();
        let mark = Style::new(TINY, alternative.verdict.colour().for_text()).bold();
        canvas.label((NAME.0, y + 1.0), symbol, mark);
        canvas.label((NAME.0 + 14.0, y + 1.0), &mark.fit(word, width - 14.0), mark);
        top += height;
    }
}

fn panel(canvas: &mut Canvas, place: Area, measure: &Measure, height: f64, alternatives: &[Alternative]) {
    head(canvas, place, measure);
    let top = place.top + HEAD;
    let across = scale(measure, (place.left + 6.0, place.right - 6.0));
    let grid = axis(canvas, &across, measure.unit, Area::new(place.left, top, place.right, place.bottom));
    let same = Difference { estimate: Estimate::exact(0.0), judged: Judged::Same, split: None };
    for (index, alternative) in alternatives.iter().enumerate() {
        let row = Area::new(place.left, top + height * index as f64, place.right, top + height * (index as f64 + 1.0));
        let found = measure.differences.get(index).copied().flatten().filter(|found| found.estimate.mean.is_finite());
        let found = if alternative.verdict == Verdict::Identical { Some(same) } else { found };
        let Some(found) = found else {
            let why = if measure.gap.is_empty() { "not known".to_owned() } else { format!("not known: {}", measure.gap) };
            gap(canvas, Area::new(row.left + 4.0, row.top + 5.0, row.right - 4.0, row.bottom - 5.0), &why, TINY);
            continue;
        };
        let track = track(canvas, row, &across, measure, &grid);
        cell(canvas, row, track, &across, measure.unit, found);
    }
}

/// The ground of a row's marks: the good side, what does not matter, grid and zero. The words below stay clear of it.
fn track(canvas: &mut Canvas, row: Area, across: &Scale, measure: &Measure, grid: &[f64]) -> Area {
    let height = if row.height() >= ROOMY { row.height() - 42.0 } else { row.height() - 24.0 };
    let track = Area::new(row.left, row.top + 4.0, row.right, row.top + 4.0 + height.min(40.0));
    canvas.rect(track, PALE);
    let zero = across.place(0.0);
    match measure.good {
        Some(Good::Less) => canvas.rect(Area { right: zero, ..track }, PALE_GOOD),
        Some(Good::More) => canvas.rect(Area { left: zero, ..track }, PALE_GOOD),
        None => {}
    }
    if measure.margin > 0.0 && measure.margin.is_finite() {
        let (left, right) = (across.place(-measure.margin), across.place(measure.margin));
        canvas.rect(Area { left, right, ..track }, FAINT.toward(RULE, 0.2));
    }
    for x in grid {
        canvas.line((*x, track.top), (*x, track.bottom), Pen::new(WHITE, 1.0));
    }
    canvas.line((zero, track.top - 2.0), (zero, track.bottom + 2.0), Pen::new(INK, 1.25));
    track
}

fn head(canvas: &mut Canvas, place: Area, measure: &Measure) {
    let bold = Style::new(BODY - 0.5, INK).bold();
    let quiet = Style::new(TINY, QUIET);
    let lines = bold.wrap(&measure.name, place.width(), 3);
    let first = place.top + 43.0 - 15.0 * (lines.len() as f64 - 1.0);
    for (index, line) in lines.iter().enumerate() {
        canvas.text((place.left, first + 15.0 * index as f64), line, bold);
    }
    let mut said = Vec::new();
    if let Some(base) = measure.base.filter(|base| base.is_finite()) {
        said.push(format!("base {}", measure.unit.value(base)));
    }
    match measure.good {
        Some(Good::Less) => said.push("less is better".to_owned()),
        Some(Good::More) => said.push("more is better".to_owned()),
        None => {}
    }
    canvas.text((place.left, place.top + 58.0), &quiet.fit(&said.join("  ·  "), place.width()), quiet);
    if measure.differences.iter().flatten().any(|found| found.split.is_some()) {
        let mut left = place.left;
        for (name, colour) in [("provider", PAY), ("others", OTHERS)] {
            canvas.rect(Area::new(left, place.top + 65.0, left + 9.0, place.top + 74.0), colour);
            canvas.label((left + 13.0, place.top + 69.5), name, quiet);
            left += 13.0 + quiet.width(name) + 14.0;
        }
        canvas.circle((left + 4.0, place.top + 69.5), 4.0, INK);
        canvas.label((left + 13.0, place.top + 69.5), "together", quiet);
    }
}

/// The ends of a panel's scale: every interval, unless one is so wide that it would hide the others.
fn scale(measure: &Measure, span: (f64, f64)) -> Scale {
    let mut reaches: Vec<f64> = Vec::new();
    let (mut low, mut high) = (-measure.margin.max(0.0), measure.margin.max(0.0));
    for found in measure.differences.iter().flatten() {
        let Estimate { mean, low: from, high: to } = found.estimate;
        let split = found.split.map_or([0.0; 2], |split| [split.provider, split.others]);
        let mut reach: f64 = 0.0;
        for end in [mean, from, to].into_iter().chain(split).filter(|end| end.is_finite()) {
            (low, high) = (low.min(end), high.max(end));
            reach = reach.max(end.abs());
        }
        if reach > 0.0 {
            reaches.push(reach);
        }
    }
    reaches.sort_by(f64::total_cmp);
    if let (true, Some(&most), Some(&middle)) = (reaches.len() > 2, reaches.last(), reaches.get(reaches.len() / 2)) {
        let cut = middle.max(measure.margin) * 4.0;
        if most > cut * 2.0 {
            (low, high) = (low.max(-cut), high.min(cut));
        }
    }
    if high - low <= 0.0 {
        let one = match measure.unit {
            Unit::Share => 0.01,
            Unit::Seconds | Unit::Count | Unit::Pounds => 1.0,
        };
        return Scale::new((-one, one), span);
    }
    let room = (high - low) * 0.06;
    let (low, high) = (low - room, high + room);
    Scale::new((low.min(-(high - low) * 0.15), high.max((high - low) * 0.15)), span)
}

/// A difference in its unit with its sign; shares in points.
fn signed(unit: Unit, value: f64) -> String {
    let text = match unit {
        Unit::Share => {
            let points = value * 100.0;
            let size = points.abs();
            let decimals = if (points - points.round()).abs() < 1e-9 { 0 } else { 1 + usize::from(size < 0.095) };
            if size > 0.0 && size < 0.005 { "< 0.01".to_owned() } else { fixed(points, decimals) }
        }
        Unit::Count if value < 0.0 && value > -0.005 => "< 0.01".to_owned(),
        Unit::Seconds | Unit::Count | Unit::Pounds => unit.value(value),
    };
    let nothing = !text.chars().any(|letter| ('1'..='9').contains(&letter));
    if value > 0.0 && !nothing && !text.starts_with('<') { format!("+{text}") } else { text }
}

/// Writes the ticks below the panel; returns where they stand.
fn axis(canvas: &mut Canvas, across: &Scale, unit: Unit, place: Area) -> Vec<f64> {
    let style = Style::new(TINY, QUIET).centred();
    let factor = if unit == Unit::Share { 100.0 } else { 1.0 };
    let plain = if unit == Unit::Share { Unit::Count } else { unit };
    let words = |value: f64, step: f64| {
        let text = if value.abs() < step * 1e-6 {
            plain.tick(0.0, 1.0)
        } else if unit == Unit::Pounds {
            money_tick(value, step)
        } else {
            plain.tick(value, step)
        };
        let text = if unit == Unit::Share { format!("{text} pt") } else { text };
        if value > step * 0.5 { format!("+{text}") } else { text }
    };
    let scaled =
        Scale::new((across.low() * factor, across.high() * factor), (across.place(across.low()), across.place(across.high())));
    let found = roomy_ticks(&scaled, plain, 7, words);
    for (x, text) in &found {
        let half = style.width(text) / 2.0;
        canvas.text((x.clamp(place.left + half - 5.0, place.right - half + 5.0), place.bottom + 15.0), text, style);
    }
    found.into_iter().map(|(x, _)| x).collect()
}

fn cell(canvas: &mut Canvas, row: Area, track: Area, across: &Scale, unit: Unit, found: Difference) {
    let colour = found.judged.colour();
    let y = track.middle();
    let zero = across.place(0.0);
    if let Some(split) = found.split {
        let thick = (track.height() * 0.25).clamp(3.0, 7.0);
        for (amount, colour, up) in [(split.provider, PAY, true), (split.others, OTHERS, false)] {
            let at = across.place(amount);
            let (top, bottom) = if up { (y - thick - 2.5, y - 2.5) } else { (y + 2.5, y + 2.5 + thick) };
            canvas.rect(Area::new(zero.min(at), top, zero.max(at), bottom), colour.toward(WHITE, 0.25));
        }
    }
    let mean = found.estimate.mean;
    let beyond = |value: f64, way: f64| value.is_finite() && if way < 0.0 { value < across.low() } else { value > across.high() };
    let inner = Estimate { mean, low: found.estimate.low.max(across.low()), high: found.estimate.high.min(across.high()) };
    whisker(
        canvas,
        across,
        y,
        if found.estimate.has_interval() { inner } else { Estimate::exact(mean) },
        4.0,
        Pen::new(colour, 2.5),
    );
    for (value, way) in [(found.estimate.low.min(mean), -1.0), (found.estimate.high.max(mean), 1.0)] {
        if beyond(value, way) {
            let tip = if way < 0.0 { row.left } else { row.right };
            canvas.polygon(&[(tip, y), (tip - way * 9.0, y - 6.0), (tip - way * 9.0, y + 6.0)], colour);
        }
    }
    if !beyond(mean, -1.0) && !beyond(mean, 1.0) {
        let x = across.place(mean);
        canvas.circle((x, y), 5.5, WHITE);
        canvas.circle((x, y), 4.25, colour);
    }
    words(canvas, row, track, unit, found);
}

/// The verdict in a word, the difference, and where there is room its interval.
fn words(canvas: &mut Canvas, row: Area, track: Area, unit: Unit, found: Difference) {
    let bold = Style::new(SMALL, found.judged.colour().for_text()).bold();
    let plain = Style::new(SMALL, INK);
    let tiny = Style::new(TINY - 0.5, QUIET);
    let points = if unit == Unit::Share { " points" } else { "" };
    let y = track.bottom + 10.0;
    let left = row.left + 2.0;
    let word = found.judged.word();
    let value = format!("{}{points}", signed(unit, found.estimate.mean));
    canvas.label((left, y), word, bold);
    if found.judged != Judged::Same {
        let room = row.width() - bold.width(word) - 20.0;
        canvas.label((left + bold.width(word) + 8.0, y), &plain.fit(&value, room), plain);
    }
    if row.height() >= ROOMY && found.estimate.has_interval() {
        let text = format!("{} to {}{points}", signed(unit, found.estimate.low), signed(unit, found.estimate.high));
        canvas.label((left, y + 14.0), &tiny.fit(&text, row.width() - 10.0), tiny);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(unit: Unit, ends: &[(f64, f64)]) -> Measure {
        let difference = |(low, high): &(f64, f64)| {
            let estimate = Estimate { mean: f64::midpoint(*low, *high), low: *low, high: *high };
            Some(Difference { estimate, judged: Judged::CannotTell, split: None })
        };
        Measure {
            name: "m".to_owned(),
            unit,
            good: None,
            base: None,
            margin: 0.0,
            differences: ends.iter().map(difference).collect(),
            gap: String::new(),
        }
    }

    #[test]
    fn zero_is_always_on_the_scale_and_one_giant_does_not_hide_the_rest() {
        for ends in [vec![(5.0, 9.0)], vec![(-9.0, -5.0)], vec![(0.0, 0.0)], vec![(f64::NAN, f64::INFINITY)], vec![]] {
            let scale = scale(&measure(Unit::Pounds, &ends), (0.0, 100.0));
            assert!(scale.low() < 0.0 && scale.high() > 0.0, "{ends:?}");
        }
        let scale = scale(&measure(Unit::Pounds, &[(-1.0, 1.0), (1.0, 2.0), (-2.0, 0.0), (900.0, 1000.0)]), (0.0, 100.0));
        assert!(scale.high() < 20.0, "{}", scale.high());
    }

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!(signed(Unit::Share, -0.0123), "−1.2");
        assert_eq!(signed(Unit::Share, 0.0), "0");
        assert_eq!(signed(Unit::Seconds, 200.0), "+3 m 20 s");
        assert_eq!(signed(Unit::Pounds, -1500.0), "−£1,500");
        assert_eq!(signed(Unit::Pounds, 0.0), "£0.00");
        assert_eq!(signed(Unit::Count, 12_345.0), "+12,345");
    }
}
