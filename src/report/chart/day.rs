//! How does a day unfold? An ordinary weekday beside the worst day, on the same scales.

use super::axis::{Scale, round_up, ticks};
use super::canvas::{Area, Canvas, Pen, Point, Style};
use super::number::{Unit, clock};
use super::page::{sentence, sheet};
use super::palette::{BODY, Colour, FAINT, INK, QUIET, RULE, SMALL, TINY, USUAL_BODY};
use super::{Drawing, Estimate, Frame};

/// One line of a panel, over all days.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Dashed, as what is needed rather than what is there.
    pub dashed: bool,
    /// Level within each interval, as staff are, rather than sloping.
    pub steps: bool,
    /// One list a day; in each one value an interval: the mean with the 10-90 % band over replications as low and high.
    pub days: Vec<Vec<Option<Estimate>>>,
}

/// One panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What it shows and in what, such as "Calls offered, each half-hour", with the rule where there is one.
    pub title: String,
    /// The unit of its values.
    pub unit: Unit,
    /// Its lines.
    pub lines: Vec<Line>,
    /// A level to compare with, such as a target, and its name.
    pub mark: Option<(f64, String)>,
}

/// What the picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// One title a day, such as "An ordinary weekday: Tue 10 Dec".
    pub days: Vec<String>,
    /// When the first interval begins, in minutes after midnight.
    pub start_minute: u32,
    /// Minutes of an interval.
    pub slot_minutes: u32,
    /// The panels, from the top; three or four.
    pub panels: Vec<Panel>,
}

const SCALE_WIDTH: f64 = 62.0;
const BETWEEN: f64 = 30.0;
const PANEL_HEAD: f64 = 24.0;

/// Draws the picture.
pub fn draw(input: &Input, frame: &Frame) -> Drawing {
    let (mut canvas, area) = sheet(frame, USUAL_BODY.max(112.0 * input.panels.len() as f64 + 40.0));
    let slots = slots(input);
    if input.days.is_empty() || slots == 0 {
        sentence(&mut canvas, area, "No day was simulated from beginning to end, so none can be shown.");
        return canvas.finish(&frame.title);
    }
    let days = input.days.len() as f64;
    let width = (area.width() - SCALE_WIDTH - BETWEEN * (days - 1.0)) / days;
    let top = area.top + 22.0;
    let bottom = area.bottom - 20.0;
    let height = (bottom - top) / input.panels.len() as f64;
    let left = |day: usize| area.left + SCALE_WIDTH + (width + BETWEEN) * day as f64;
    for (day, title) in input.days.iter().enumerate() {
        let style = Style::new(BODY, INK).bold();
        canvas.text((left(day), area.top + 12.0), &style.fit(title, width), style);
    }
    for (index, panel) in input.panels.iter().enumerate() {
        let head = top + height * index as f64;
        title(&mut canvas, Area::new(area.left, head, area.right, head + PANEL_HEAD), panel);
        let last = index + 1 == input.panels.len();
        let high = round_up(panel.unit, highest(panel) * 1.04, 3);
        for day in 0..input.days.len() {
            let plot = Area::new(left(day), head + PANEL_HEAD + 2.0, left(day) + width, head + height - 12.0);
            let down = Scale::new((0.0, high), (plot.bottom, plot.top));
            grid(&mut canvas, plot, panel.unit, &down, day == 0);
            hours(&mut canvas, plot, input, slots, last);
            for line in &panel.lines {
                if let Some(values) = line.days.get(day) {
                    draw_line(&mut canvas, plot, &down, line, values, slots);
                }
            }
            mark(&mut canvas, plot, &down, panel);
        }
    }
    // a picture without bands, such as of a roster, says nothing of them
    let mut values = input.panels.iter().flat_map(|panel| &panel.lines).flat_map(|line| line.days.iter().flatten().flatten());
    if values.any(Estimate::has_interval) {
        let said = "line: mean of the replications; shaded: 10 to 90 % of them";
        canvas.text((area.left, area.bottom + 3.0), said, Style::new(TINY, QUIET));
    }
    canvas.finish(&frame.title)
}

/// Intervals of the longest day that has any value.
fn slots(input: &Input) -> usize {
    let lines = input.panels.iter().flat_map(|panel| &panel.lines);
    let days = lines.flat_map(|line| &line.days);
    let seen = |day: &&Vec<Option<Estimate>>| day.iter().flatten().any(|value| value.mean.is_finite());
    days.filter(seen).map(Vec::len).max().unwrap_or(0)
}

fn highest(panel: &Panel) -> f64 {
    let values = panel.lines.iter().flat_map(|line| line.days.iter().flatten().flatten());
    let most = values.flat_map(|value| [value.mean, value.high]);
    let most = most.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let mark = panel.mark.as_ref().map_or(0.0, |(level, _)| *level);
    // a target far above everything would flatten the lines
    if mark < most * 3.0 { most.max(mark) } else { most }
}

fn title(canvas: &mut Canvas, place: Area, panel: &Panel) {
    let style = Style::new(SMALL + 1.0, INK).bold();
    let y = place.top + 15.0;
    let keys: Vec<&Line> = panel.lines.iter().filter(|line| !line.name.is_empty()).collect();
    let keys = if panel.lines.len() > 1 { keys } else { Vec::new() };
    let small = Style::new(SMALL, INK).bold();
    let room: f64 = keys.iter().map(|line| small.width(&line.name) + 60.0).sum();
    let text = style.fit(&panel.title, (place.width() - room).max(160.0));
    canvas.text((place.left, y), &text, style);
    let mut x = place.left + style.width(&text) + 24.0;
    for line in keys {
        let pen = Pen::new(line.colour, 2.5);
        let sample = [(x, y - 4.5), (x + 26.0, y - 4.5)];
        if line.dashed {
            canvas.dashed(&sample, pen, 6.0, 4.0);
        } else {
            canvas.polyline(&sample, pen);
        }
        let named = Style { colour: line.colour.for_text(), ..small };
        let name = named.fit(&line.name, place.right - x - 32.0);
        canvas.text((x + 32.0, y), &name, named);
        x += 56.0 + named.width(&name);
    }
}

fn grid(canvas: &mut Canvas, plot: Area, unit: Unit, down: &Scale, named: bool) {
    let style = Style::new(TINY, QUIET).right();
    let (levels, step) = ticks(unit, 0.0, down.high(), 3);
    for level in levels {
        let y = down.place(level);
        canvas.line((plot.left, y), (plot.right, y), Pen::new(FAINT, 1.0));
        if named {
            canvas.label((plot.left - 7.0, y), &unit.tick(level, step), style);
        }
    }
    canvas.line((plot.left, plot.bottom), (plot.right, plot.bottom), Pen::new(RULE, 1.0));
}

fn hours(canvas: &mut Canvas, plot: Area, input: &Input, slots: usize, named: bool) {
    let style = Style::new(SMALL, QUIET);
    let slot = f64::from(input.slot_minutes.max(1));
    let minutes = slot * slots as f64;
    let most = (plot.width() / 62.0).max(1.0);
    let hours = [1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0].into_iter().find(|hours| minutes / 60.0 / hours <= most).unwrap_or(24.0);
    let scale = Scale::new((0.0, minutes), (plot.left, plot.right));
    let start = f64::from(input.start_minute);
    let mut at = (start / 60.0 / hours).ceil() * hours * 60.0;
    while at <= start + minutes + 1e-6 {
        let x = scale.place(at - start);
        canvas.line((x, plot.bottom), (x, plot.bottom + 4.0), Pen::new(RULE, 1.0));
        if named {
            let text = if (at - 1440.0).abs() < 0.5 { "24:00".to_owned() } else { clock(at as u32) };
            // the first and the last stay within the column
            let half = style.width(&text) / 2.0;
            let middle = x.clamp(plot.left + half - 8.0, plot.right - half + 8.0);
            canvas.text((middle, plot.bottom + 18.0), &text, style.centred());
        }
        at += hours * 60.0;
    }
}

fn draw_line(canvas: &mut Canvas, plot: Area, down: &Scale, line: &Line, values: &[Option<Estimate>], slots: usize) {
    let pitch = plot.width() / slots.max(1) as f64;
    let mut start = 0;
    while start < values.len() {
        let run = values[start..].iter().take_while(|value| value.is_some_and(|found| found.mean.is_finite())).count();
        let part: Vec<Estimate> = values[start..start + run].iter().copied().flatten().collect();
        let place = |pick: fn(&Estimate) -> f64| -> Vec<Point> {
            let mut points = Vec::with_capacity(part.len() * 2);
            for (index, value) in part.iter().enumerate() {
                let (left, y) = (plot.left + pitch * (start + index) as f64, down.place(pick(value)));
                if line.steps || part.len() == 1 {
                    points.extend([(left, y), (left + pitch, y)]);
                } else {
                    points.push((left + pitch / 2.0, y));
                }
            }
            points
        };
        if part.iter().any(Estimate::has_interval) {
            let low = place(|value| if value.low.is_finite() { value.low } else { value.mean });
            let high = place(|value| if value.high.is_finite() { value.high } else { value.mean });
            canvas.band(&high, &low, line.colour.fade(0.2));
        }
        let middle = place(|value| value.mean);
        if line.dashed {
            canvas.dashed(&middle, Pen::new(line.colour, 2.0), 6.0, 4.0);
        } else {
            canvas.polyline(&middle, Pen::new(line.colour, 2.25));
        }
        start += run.max(1);
    }
}

fn mark(canvas: &mut Canvas, plot: Area, down: &Scale, panel: &Panel) {
    let Some((level, name)) = panel.mark.as_ref().filter(|(level, _)| *level <= down.high()) else {
        return;
    };
    let y = down.place(*level);
    canvas.dashed(&[(plot.left, y), (plot.right, y)], Pen::new(INK, 1.25), 2.0, 3.0);
    let style = Style::new(TINY, INK);
    let baseline = if y - plot.top > 14.0 { y - 4.0 } else { y + 13.0 };
    canvas.text((plot.left + 4.0, baseline), &style.fit(name, plot.width() - 8.0), style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_far_target_does_not_flatten_the_lines() {
        let line = Line {
            name: String::new(),
            colour: INK,
            dashed: false,
            steps: false,
            days: vec![vec![Some(Estimate::exact(2.0)), None, Some(Estimate::exact(f64::NAN))]],
        };
        let mut panel = Panel { title: String::new(), unit: Unit::Seconds, lines: vec![line], mark: Some((60.0, String::new())) };
        assert!((highest(&panel) - 2.0).abs() < 1e-12);
        panel.mark = Some((3.0, String::new()));
        assert!((highest(&panel) - 3.0).abs() < 1e-12);
    }
}
