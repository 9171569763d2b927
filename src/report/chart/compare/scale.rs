//! The scale of a panel, its ticks, and differences in their unit with their sign.

use super::Measure;
use crate::report::chart::Estimate;
use crate::report::chart::axis::Scale;
use crate::report::chart::canvas::{Area, Canvas, Style};
use crate::report::chart::marks::{money_tick, roomy_ticks};
use crate::report::chart::number::{Unit, fixed};
use crate::report::chart::palette::{QUIET, TINY};

/// The ends of a panel's scale: every interval, unless one is so wide that it would hide the others.
pub(super) fn scale(measure: &Measure, span: (f64, f64)) -> Scale {
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
pub(super) fn signed(unit: Unit, value: f64) -> String {
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
pub(super) fn axis(canvas: &mut Canvas, across: &Scale, unit: Unit, place: Area) -> Vec<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::compare::{Difference, Judged};

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
