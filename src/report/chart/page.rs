//! What every picture has: the finding at the top, the question it answers, and a footer with what it rests on.

use super::canvas::{Area, Canvas, Pen, Style};
use super::number::{fixed, plural};
use super::palette::{FAINT, FINDING, INK, LEAST_HEIGHT, MARGIN, QUESTION, QUIET, SHEET_WIDTH, TINY};

/// The words around a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The question that the picture answers.
    pub title: String,
    /// The answer, in one sentence: what is read first.
    pub finding: String,
    /// The scenario's name.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// How many replications it rests on.
    pub replications: u64,
    /// The version of the program.
    pub version: String,
    /// What the intervals cover, such as "95 % intervals: simulation error alone"; may be empty.
    pub intervals: String,
    /// Inputs that nobody measured and that the picture rests on.
    pub assumed: Vec<String>,
}

/// Height above and below the picture that the words take.
pub const WORDS: f64 = 180.0;

/// A sheet with its words, and the area left for a picture that wants to be `body` tall.
pub fn sheet(frame: &Frame, body: f64) -> (Canvas, Area) {
    let height = LEAST_HEIGHT.max(body + WORDS);
    let mut canvas = Canvas::new(SHEET_WIDTH, height);
    canvas.finds(&frame.finding);
    let width = SHEET_WIDTH - 2.0 * MARGIN;
    let finding = Style::new(FINDING, INK).bold();
    let mut baseline = 16.0;
    for line in balanced(&finding, &frame.finding, width) {
        baseline += 29.0;
        canvas.text((MARGIN, baseline), &line, finding);
    }
    let question = Style::new(QUESTION, QUIET);
    baseline += 24.0;
    canvas.text((MARGIN, baseline), &question.fit(&frame.title, width), question);
    let top = baseline + 18.0;
    let bottom = footer(&mut canvas, frame);
    (canvas, Area::new(MARGIN, top, SHEET_WIDTH - MARGIN, bottom))
}

/// Says in the middle of the area why there is nothing to see.
pub fn sentence(canvas: &mut Canvas, area: Area, text: &str) {
    let style = Style::new(18.0, QUIET).centred();
    let lines = style.wrap(text, area.width() * 0.7, 4);
    let mut y = area.middle() - 13.0 * (lines.len() as f64 - 1.0);
    for line in lines {
        canvas.label((area.centre(), y), &line, style);
        y += 26.0;
    }
}

/// Over at most two lines of about the same length.
fn balanced(style: &Style, text: &str, width: f64) -> Vec<String> {
    let lines = style.wrap(text, width, 2);
    if lines.len() < 2 || lines.iter().any(|line| line.ends_with('…')) {
        return lines;
    }
    let mut best = lines;
    let mut narrow = width;
    while narrow > width / 2.0 {
        narrow -= 10.0;
        let lines = style.wrap(text, narrow, 2);
        if lines.iter().any(|line| line.ends_with('…')) {
            break;
        }
        best = lines;
    }
    best
}

/// Draws the footer and returns where it begins.
fn footer(canvas: &mut Canvas, frame: &Frame) -> f64 {
    let style = Style::new(TINY, QUIET);
    let width = canvas.width() - 2.0 * MARGIN;
    let mut made = vec![
        frame.scenario.clone(),
        plural(frame.replications, "replication", "replications"),
        format!("seed {}", frame.seed),
        format!("helpline {}", frame.version),
        frame.intervals.clone(),
    ];
    made.retain(|part| !part.is_empty());
    let mut lines = vec![style.fit(&made.join("  ·  "), width)];
    if !frame.assumed.is_empty() {
        lines.push(assumed(&frame.assumed, &style, width));
    }
    let mut baseline = canvas.height() - 17.0 - 16.0 * (lines.len() as f64 - 1.0);
    let rule = baseline - 19.0;
    canvas.line((MARGIN, rule), (canvas.width() - MARGIN, rule), Pen::new(FAINT, 1.0));
    canvas.foots(canvas.height() - rule + 1.0);
    for line in lines {
        canvas.text((MARGIN, baseline), &line, style);
        baseline += 16.0;
    }
    rule - 10.0
}

/// As many assumed inputs as fit, and how many more there are.
fn assumed(names: &[String], style: &Style, width: f64) -> String {
    let said = |shown: usize| {
        let list = names[..shown].join("; ");
        match names.len() - shown {
            0 => format!("Assumed, not measured: {list}"),
            more => format!("Assumed, not measured: {list}; and {} more", fixed(more as f64, 0)),
        }
    };
    let most = (1..=names.len()).rev().find(|shown| style.width(&said(*shown)) <= width);
    style.fit(&said(most.unwrap_or(1)), width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_says_how_tall_it_is_and_leaves_the_picture_alone() {
        for assumed in [vec![], vec!["patience".to_owned()]] {
            let (canvas, area) = sheet(&Frame { assumed: assumed.clone(), ..Frame::default() }, 500.0);
            let height = canvas.height();
            let foot = canvas.finish("").foot();
            assert!(area.bottom < height - foot, "{assumed:?}: a sheet without its footer would lose some of the picture");
            assert!(height - foot - area.bottom < 12.0, "{assumed:?}: or keep some of the footer");
        }
    }

    #[test]
    fn assumed_inputs_that_do_not_fit_are_counted() {
        let style = Style::new(TINY, QUIET);
        let names: Vec<String> = (0..40).map(|n| format!("input number {n}")).collect();
        let text = assumed(&names, &style, 600.0);
        assert!(text.ends_with(" more"), "{text}");
        assert!(style.width(&text) <= 600.0);
        assert!(assumed(&names[..2], &style, 600.0).ends_with("number 1"));
    }
}
