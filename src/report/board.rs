//! The board page, `report.png`: A4 landscape at 200 dots an inch with the verdict, the rows behind it and the two pictures that matter
//! most; what people paste into a paper.

use super::html::Tone;

/// A row beside the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// More of it, in small.
    pub note: String,
    /// The figure.
    pub value: String,
    /// How it stands, in a word; may be empty.
    pub word: String,
}

/// What the board page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// "Run", "Comparison".
    pub kind: String,
    /// The scenario's title.
    pub title: String,
    /// Days, replications, seed.
    pub about: String,
    /// How it stands.
    pub tone: Tone,
    /// The verdict.
    pub verdict: String,
    /// What belongs to it.
    pub more: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
    /// What the figures rest on.
    pub foot: String,
}

#[cfg(feature = "charts")]
pub use drawn::png;

#[cfg(feature = "charts")]
mod drawn {
    use super::{Board, Row, Tone};
    use crate::report::chart::canvas::{Area, Canvas, Pen, Style};
    use crate::report::chart::palette::{BAD, BODY, Colour, FAINT, GOOD, INK, MARGIN, PALE, QUIET, RISK, SMALL, TINY, UNSURE};
    use crate::report::chart::{ChartError, Drawing};

    /// A4 landscape in layout pixels, and at 200 dots an inch.
    const SHEET: (f64, f64) = (1170.0, 827.0);
    const PIXELS: (u32, u32) = (2339, 1654);
    const EDGE: f64 = 32.0;
    /// Where the pictures begin.
    const SPLIT: f64 = 452.0;
    /// Foot of a picture that repeats what stands at the foot of the page.
    const FOOT: f64 = 52.0;

    fn colour(tone: Tone) -> Colour {
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
        rows(&mut canvas, board, Area::new(EDGE, top, SPLIT - 28.0, bottom));
        let sheet = canvas.finish(&board.title);
        let places = places(pictures, Area::new(SPLIT, top - 6.0, SHEET.0 - EDGE + 10.0, bottom));
        let insets: Vec<_> = places.into_iter().zip(pictures).map(|(area, &picture)| (area, picture, FOOT)).collect();
        sheet.png_with(&insets, PIXELS)
    }

    /// The verdict over the whole width; where it ends.
    fn head(canvas: &mut Canvas, board: &Board) -> f64 {
        let width = SHEET.0 - 2.0 * EDGE - 24.0;
        let small = Style::new(SMALL, QUIET);
        canvas.text(
            (EDGE, 40.0),
            &small.fit(&format!("{}  ·  {}  ·  {}", board.title, board.kind, board.about), SHEET.0 - 2.0 * EDGE),
            small,
        );
        let long = board.verdict.chars().count() > 150;
        let style = Style::new(if long { 18.0 } else { 22.0 }, INK).bold();
        let lines = style.wrap(&board.verdict, width, if long { 4 } else { 3 });
        let step = style.size * 1.3;
        let mut y = 58.0 + style.size;
        let from = y - style.size - 2.0;
        for line in &lines {
            canvas.text((EDGE + 20.0, y), line, style);
            y += step;
        }
        let plain = Style::new(BODY, INK);
        for line in board.more.iter().take(3).flat_map(|text| clauses(&plain, text, width)) {
            canvas.text((EDGE + 20.0, y - 2.0), &line, plain);
            y += 20.0;
        }
        canvas.rect(Area::new(EDGE, from, EDGE + 8.0, y - step * 0.55), colour(board.tone));
        y + 14.0
    }

    /// As many clauses of a sentence as fit on two lines.
    fn clauses(style: &Style, text: &str, width: f64) -> Vec<String> {
        let parts: Vec<&str> = text.trim_end_matches('.').split("; ").collect();
        let lines = |n: usize| style.wrap(&format!("{}.", parts[..n].join("; ")), width, 2);
        let fits = (1..=parts.len()).rev().find(|&n| !lines(n).iter().any(|line| line.ends_with('…')));
        lines(fits.unwrap_or(1))
    }

    /// What it rests on; where it begins.
    fn foot(canvas: &mut Canvas, board: &Board) -> f64 {
        let style = Style::new(TINY, QUIET);
        let rule = SHEET.1 - 44.0;
        canvas.line((EDGE, rule), (SHEET.0 - EDGE, rule), Pen::new(FAINT, 1.0));
        let text = format!("helpline {}  ·  {}", env!("CARGO_PKG_VERSION"), board.foot);
        canvas.text((EDGE, rule + 20.0), &style.fit(&text, SHEET.0 - 2.0 * EDGE), style);
        rule - 12.0
    }

    fn rows(canvas: &mut Canvas, board: &Board, area: Area) {
        if board.rows.is_empty() {
            return;
        }
        let noted = |row: &Row| !row.note.is_empty();
        let wanted = |row: &Row| if noted(row) { 44.0 } else { 30.0 };
        // as many as fit, the rest counted
        let mut fits = board.rows.len();
        let tall = |n: usize| board.rows[..n].iter().map(wanted).sum::<f64>() + if n < board.rows.len() { 24.0 } else { 0.0 };
        while fits > 1 && tall(fits) > area.height() {
            fits -= 1;
        }
        let stretch = (area.height() / tall(fits)).clamp(1.0, 1.35);
        let mut y = area.top;
        for (place, row) in board.rows[..fits].iter().enumerate() {
            let height = wanted(row) * stretch;
            if place % 2 == 0 {
                canvas.rect(Area::new(area.left, y, area.right, y + height), PALE);
            }
            one(canvas, row, Area::new(area.left + 10.0, y, area.right - 10.0, y + height));
            y += height;
        }
        if fits < board.rows.len() {
            let style = Style::new(SMALL, QUIET);
            canvas.text((area.left + 10.0, y + 17.0), &format!("and {} more: report.html", board.rows.len() - fits), style);
        }
    }

    fn one(canvas: &mut Canvas, row: &Row, area: Area) {
        let name = Style::new(BODY, INK);
        let small = Style::new(TINY, QUIET);
        let bold = Style::new(BODY, INK).bold();
        let shade = Tone::of(&row.word).map_or(INK, |tone| colour(tone).for_text());
        let mark = Style::new(SMALL, shade).bold();
        let word = match Tone::of(&row.word) {
            Some(tone) => format!("{} {}", tone.sign(), row.word),
            None => row.word.clone(),
        };
        let two = !row.note.is_empty();
        let up = if two { area.middle() - 8.0 } else { area.middle() };
        let right = bold.width(&row.value).max(if two { 0.0 } else { mark.width(&word) + 10.0 + bold.width(&row.value) });
        canvas.label((area.right, up), &row.value, bold.right());
        canvas.label((area.left, up), &name.fit(&row.name, area.width() - right - 10.0), name);
        if two {
            let down = area.middle() + 10.0;
            canvas.label((area.right, down), &word, mark.right());
            canvas.label((area.left, down), &small.fit(&row.note, area.width() - mark.width(&word) - 10.0), small);
        } else {
            canvas.label((area.right - bold.width(&row.value) - 10.0, up), &word, mark.right());
        }
    }

    /// One above the other, as large as they fit, each in its own proportions.
    fn places(pictures: &[&Drawing], area: Area) -> Vec<Area> {
        let ratios: Vec<f64> = pictures.iter().map(|p| p.shape().0 / (p.shape().1 - FOOT)).collect();
        let gap = MARGIN / 4.0;
        let heights: f64 = ratios.iter().map(|ratio| area.width() / ratio).sum();
        let free = area.height() - gap * (ratios.len().saturating_sub(1)) as f64;
        let scale = (free / heights.max(1e-9)).min(1.0);
        let mut top = area.top + ((free - heights * scale) / 2.0).max(0.0);
        let mut found = Vec::new();
        for ratio in ratios {
            let (width, height) = (area.width() * scale, area.width() / ratio * scale);
            let left = area.left + (area.width() - width) / 2.0;
            found.push(Area::new(left, top, left + width, top + height));
            top += height + gap;
        }
        found
    }
}
