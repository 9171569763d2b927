//! The sheet of the board page: the verdict over its whole width, the words at the left, one or two pictures at the right.

use super::Board;
use super::column::Column;
use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
use crate::report::chart::palette::{BAD, BODY, Colour, FAINT, GOOD, INK, QUIET, RISK, SMALL, TINY, UNSURE};
use crate::report::chart::{ChartError, Drawing};
use crate::report::html::Tone;

/// A4 landscape in layout pixels, and at 200 dots an inch.
const SHEET: (f64, f64) = (1170.0, 827.0);
const PIXELS: (u32, u32) = (2339, 1654);
const EDGE: f64 = 32.0;
/// White between words and pictures.
const GAP: f64 = 22.0;
/// The words have at least this width.
const WORDS: f64 = 400.0;
/// Two pictures narrower than this could not be read: then there is one.
const READABLE: f64 = 470.0;
/// Room below one picture that is worth using.
const BELOW: f64 = 130.0;
/// What a clause that must not be left out begins with.
const UNSURE_CLAUSE: &str = "cannot tell";

pub(super) fn colour(tone: Tone) -> Colour {
    match tone {
        Tone::Good => GOOD,
        Tone::Bad => BAD,
        Tone::Risk => RISK,
        Tone::Unsure | Tone::Same => UNSURE,
    }
}

/// The page as a PNG file, with the first one or two pictures.
///
/// # Errors
/// That a picture could not be drawn.
pub fn png(board: &Board, pictures: &[&Drawing]) -> Result<Vec<u8>, ChartError> {
    let mut canvas = Canvas::new(SHEET.0, SHEET.1);
    canvas.finds(&board.verdict);
    let top = head(&mut canvas, board);
    let bottom = foot(&mut canvas, board);
    let places = places(pictures, Area::new(EDGE + WORDS + GAP, top, SHEET.0 - EDGE, bottom));
    let right = places.iter().map(|place| place.left).fold(SHEET.0 - EDGE + GAP, f64::min) - GAP;
    let mut parts = vec![(board.clone(), Area::new(EDGE, top, right, bottom))];
    if let [place] = places[..]
        && bottom - place.bottom >= BELOW
        && !(board.doubts.is_empty() && board.figures.is_empty())
    {
        // a low picture leaves room for the doubts below it, and for key figures where there are none
        let mut below = Board { doubts: std::mem::take(&mut parts[0].0.doubts), ..Board::default() };
        if below.doubts.is_empty() && !board.rows.is_empty() {
            below.figures = std::mem::take(&mut parts[0].0.figures);
        }
        parts.push((below, Area::new(place.left, place.bottom + GAP, place.right, bottom)));
    }
    for (part, area) in &parts {
        Column::new(part, area.width(), area.height()).draw(&mut canvas, part, *area);
    }
    let insets: Vec<_> = places.into_iter().zip(pictures).map(|(area, &picture)| (area, picture, picture.foot())).collect();
    canvas.finish(&board.title).png_with(&insets, PIXELS)
}

/// The verdict over the whole width; where it ends.
fn head(canvas: &mut Canvas, board: &Board) -> f64 {
    let width = SHEET.0 - 2.0 * EDGE - 24.0;
    let small = Style::new(SMALL, QUIET);
    let about = format!("{}  ·  {}  ·  {}", board.title, board.kind, board.about);
    canvas.text((EDGE, 40.0), &small.fit(&about, SHEET.0 - 2.0 * EDGE), small);
    let (verdict, rest) = headline(&board.verdict);
    let long = verdict.chars().count() > 170;
    let style = Style::new(if long { 18.0 } else { 22.0 }, INK).bold();
    let lines = style.wrap(&verdict, width, if long { 4 } else { 3 });
    let step = style.size * 1.3;
    let mut y = 58.0 + style.size;
    let from = y - style.size - 2.0;
    for line in &lines {
        canvas.text((EDGE + 20.0, y), line, style);
        y += step;
    }
    let plain = Style::new(BODY, INK);
    let said = rest.iter().chain(&board.more).take(3);
    for line in said.flat_map(|text| clauses(&plain, text, width)) {
        canvas.text((EDGE + 20.0, y - 2.0), &line, plain);
        y += 20.0;
    }
    canvas.rect(Area::new(EDGE, from, EDGE + 8.0, y - step * 0.55), colour(board.tone));
    y + 10.0
}

/// What is read first of a long verdict, and the rest: parted where a clause ends.
fn headline(verdict: &str) -> (String, Option<String>) {
    const LONG: usize = 150;
    const LEAST: usize = 40;
    if verdict.chars().count() <= LONG {
        return (verdict.to_owned(), None);
    }
    let ends = [": ", "; ", ". "].iter().flat_map(|mark| verdict.match_indices(mark)).map(|(at, _)| at);
    let Some(at) = ends.filter(|&at| verdict[..at].chars().count() >= LEAST).min() else {
        return (verdict.to_owned(), None);
    };
    let mut rest = verdict[at + 1..].trim().chars();
    let rest = rest.next().map(|first| first.to_uppercase().chain(rest).collect());
    (format!("{}.", &verdict[..at]), rest)
}

/// As many clauses of a sentence as fit on two lines, or, with what cannot be told, on three, or four if it must; what cannot be told is never left out for the sake of what can.
fn clauses(style: &Style, text: &str, width: f64) -> Vec<String> {
    let parts: Vec<&str> = text.trim_end_matches('.').split("; ").collect();
    let must = |part: &&str| part.starts_with(UNSURE_CLAUSE);
    let lines = |n: usize, most: usize| {
        let kept: Vec<&str> = parts[..n].iter().chain(parts[n..].iter().filter(|part| must(part))).copied().collect();
        style.wrap(&format!("{}.", kept.join("; ")), width, if kept.iter().any(must) { most } else { 2 })
    };
    let fits = (1..=parts.len()).rev().find(|&n| !lines(n, 3).iter().any(|line| line.ends_with('…')));
    fits.map_or_else(|| lines(1, 4), |n| lines(n, 3))
}

/// What it rests on; where it begins.
fn foot(canvas: &mut Canvas, board: &Board) -> f64 {
    let style = Style::new(TINY, QUIET);
    let rule = SHEET.1 - 44.0;
    canvas.line((EDGE, rule), (SHEET.0 - EDGE, rule), Pen::new(FAINT, 1.0));
    let text = format!("helpline {}  ·  {}", env!("CARGO_PKG_VERSION"), board.foot);
    canvas.text((EDGE, rule + 20.0), &style.fit(&text, SHEET.0 - 2.0 * EDGE), style);
    rule - 14.0
}

/// Where the pictures stand: one above the other, as wide as they fit, at the right; one alone where two would be too small.
fn places(pictures: &[&Drawing], area: Area) -> Vec<Area> {
    let gap = 14.0;
    // height of a picture one wide
    let tall = |picture: &&Drawing| (picture.shape().1 - picture.foot()) / picture.shape().0;
    let wide = |pictures: &[&Drawing]| {
        let free = area.height() - gap * pictures.len().saturating_sub(1) as f64;
        (free / pictures.iter().map(tall).sum::<f64>().max(1e-9)).min(area.width())
    };
    let pictures = if pictures.len() > 1 && wide(pictures) < READABLE { &pictures[..1] } else { pictures };
    let width = wide(pictures);
    let all: f64 = pictures.iter().map(|picture| width * tall(picture)).sum();
    let free = area.height() - all - gap * pictures.len().saturating_sub(1) as f64;
    let mut top = area.top + if pictures.len() == 1 { 0.0 } else { free / 2.0 };
    let mut found = Vec::new();
    for picture in pictures {
        let height = width * tall(picture);
        found.push(Area::new(area.right - width, top, area.right, top + height));
        top += height + gap;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_is_not_left_out() {
        let style = Style::new(BODY, INK);
        let long = "saves £115,783 in all over the 31 days (£106,843 to £124,723): £102,482 less for the provider, £13,301 less for others";
        let text = format!(
            "pooled: {long}; {long}; the surplus is greater; cannot tell: the chance of missing wait-p95 (38 % and 73 %)."
        );
        let said = clauses(&style, &text, 1080.0);
        assert!(said.len() <= 3 && said.iter().all(|line| style.width(line) <= 1080.0), "{said:?}");
        let said = said.join(" ");
        assert!(
            said.starts_with("pooled: saves £115,783") && said.contains("cannot tell: the chance of missing wait-p95"),
            "{said}"
        );
    }

    #[test]
    fn a_long_verdict_is_parted_where_a_clause_ends() {
        let long = "At £7.00 a call the service cannot be delivered: the cheapest staffing that meets the targets costs £12.02 a call \
            (£12.00 to £12.04) on average; at £8.50 the chance is 0 %.";
        let (first, rest) = headline(long);
        assert_eq!(first, "At £7.00 a call the service cannot be delivered.");
        assert!(rest.is_some_and(|rest| rest.starts_with("The cheapest") && rest.ends_with("0 %.")));
        assert_eq!(headline("Meets 2 of 2 targets: a; b."), ("Meets 2 of 2 targets: a; b.".to_owned(), None));
    }

    #[test]
    fn pictures_keep_their_proportions_and_stay_in_their_place() {
        let drawing = |height: f64| Canvas::new(1200.0, height).finish("A picture");
        let area = Area::new(454.0, 150.0, 1138.0, 770.0);
        let (low, tall) = (drawing(500.0), drawing(1400.0));
        for (pictures, expected) in [(vec![&low, &low], 2), (vec![&low, &tall], 1), (vec![&tall], 1), (vec![], 0)] {
            let found = places(&pictures, area);
            assert_eq!(found.len(), expected);
            for (place, picture) in found.iter().zip(pictures) {
                assert!(place.left >= area.left - 0.1 && place.bottom <= area.bottom + 0.1, "{place:?}");
                let (width, height) = picture.shape();
                assert!((place.width() / place.height() - width / height).abs() < 1e-6);
            }
        }
    }
}
