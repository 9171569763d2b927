//! A sheet to draw on, and the only folder that knows how pictures are made.
//!
//! A [`Canvas`] collects plain shapes in layout pixels; a [`Drawing`] writes them as SVG with plotters and turns that into a PNG
//! with resvg. Text is set in a font inside the binary, so that a picture does not vary by machine.

mod dashes;
mod drawing;
mod font;
mod style;

use super::palette::Colour;
use dashes::dashes;
pub use drawing::{Drawing, Inset};
pub use font::text_width;
pub use style::{Anchor, Style};

/// A place on the sheet: layout pixels from the left and from the top.
pub type Point = (f64, f64);

/// An upright rectangle on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Area {
    /// The rectangle with these edges.
    pub const fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    /// How wide it is.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// How tall it is.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The middle from top to bottom.
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    /// The middle from left to right.
    pub fn centre(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Whether the two share any ground.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Its colour.
    pub colour: Colour,
    /// Its width in layout pixels.
    pub width: f64,
}

impl Pen {
    /// A pen of this colour and width.
    pub const fn new(colour: Colour, width: f64) -> Self {
        Self { colour, width }
    }
}

/// One shape, in layout pixels.
#[derive(Clone, Debug)]
enum Shape {
    Path(Vec<Point>, Pen),
    Polygon(Vec<Point>, Colour),
    Rect(Area, Colour),
    Circle(Point, f64, Colour),
    Text(Point, String, Style),
}

/// A white sheet that collects shapes; what cannot be placed (not a number, infinite) is left out.
#[derive(Clone, Debug)]
pub struct Canvas {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
    finding: String,
    foot: f64,
}

impl Canvas {
    /// An empty sheet of this many layout pixels.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width: width.ceil(), height: height.ceil(), shapes: Vec::new(), finding: String::new(), foot: 0.0 }
    }

    /// What the picture finds, for those who do not see it.
    pub fn finds(&mut self, finding: &str) {
        finding.clone_into(&mut self.finding);
    }

    /// How much of the foot of the sheet says what the picture rests on.
    pub fn foots(&mut self, height: f64) {
        self.foot = height;
    }

    /// How wide the sheet is.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// How tall the sheet is.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, pen: Pen) {
        self.polyline(&[from, to], pen);
    }

    /// A line through all the points, broken where one is missing.
    pub fn polyline(&mut self, points: &[Point], pen: Pen) {
        for part in points.split(|point| !is_placed(*point)) {
            if part.len() > 1 {
                self.shapes.push(Shape::Path(part.to_vec(), pen));
            }
        }
    }

    /// A dashed line through all the points, broken where one is missing.
    pub fn dashed(&mut self, points: &[Point], pen: Pen, dash: f64, gap: f64) {
        for part in points.split(|point| !is_placed(*point)) {
            for piece in dashes(part, dash.max(0.5), gap.max(0.5)) {
                self.shapes.push(Shape::Path(piece, pen));
            }
        }
    }

    /// A filled shape.
    pub fn polygon(&mut self, points: &[Point], colour: Colour) {
        if points.len() > 2 && points.iter().all(|point| is_placed(*point)) {
            self.shapes.push(Shape::Polygon(points.to_vec(), colour));
        }
    }

    /// A filled band between an upper and a lower line with points at the same places across.
    pub fn band(&mut self, upper: &[Point], lower: &[Point], colour: Colour) {
        let outline: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.polygon(&outline, colour);
    }

    /// A filled rectangle.
    pub fn rect(&mut self, area: Area, colour: Colour) {
        let corners = [(area.left, area.top), (area.right, area.bottom)];
        if corners.iter().all(|corner| is_placed(*corner)) && area.right > area.left && area.bottom > area.top {
            self.shapes.push(Shape::Rect(area, colour));
        }
    }

    /// The outline of a rectangle.
    pub fn outline(&mut self, area: Area, pen: Pen) {
        let Area { left, top, right, bottom } = area;
        let half = pen.width / 2.0;
        self.polyline(&[(left - half, top), (right, top), (right, bottom), (left, bottom), (left, top)], pen);
    }

    /// A filled rectangle with half-round ends.
    pub fn pill(&mut self, area: Area, colour: Colour) {
        let radius = area.height() / 2.0;
        let mut points = Vec::with_capacity(34);
        for (centre, from) in [(area.right - radius, -0.5), (area.left + radius, 0.5)] {
            for step in 0..=16 {
                let angle = std::f64::consts::PI * (from + f64::from(step) / 16.0);
                points.push((centre + radius * angle.cos(), area.middle() + radius * angle.sin()));
            }
        }
        self.polygon(&points, colour);
    }

    /// A filled circle.
    pub fn circle(&mut self, centre: Point, radius: f64, colour: Colour) {
        if is_placed(centre) && radius > 0.0 {
            self.shapes.push(Shape::Circle(centre, radius, colour));
        }
    }

    /// A text whose baseline passes through the place.
    pub fn text(&mut self, at: Point, text: &str, style: Style) {
        let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        if is_placed(at) && !clean.trim().is_empty() {
            self.shapes.push(Shape::Text(at, clean, style));
        }
    }

    /// A text centred on the height of the place, as beside a mark or a tick.
    pub fn label(&mut self, (x, y): Point, text: &str, style: Style) {
        self.text((x, y + 0.36 * style.size), text, style);
    }

    /// The finished picture; `title` is what programs that read pages aloud will say.
    pub fn finish(self, title: &str) -> Drawing {
        Drawing { canvas: self, title: title.to_owned() }
    }
}

fn is_placed((x, y): Point) -> bool {
    x.abs() < 1e6 && y.abs() < 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::palette::INK;

    #[test]
    fn what_has_no_place_is_left_out() {
        let mut canvas = Canvas::new(100.0, 100.0);
        let pen = Pen::new(INK, 1.0);
        canvas.polyline(&[(0.0, 0.0), (f64::NAN, 1.0), (2.0, 2.0)], pen);
        canvas.polygon(&[(0.0, 0.0), (1.0, f64::INFINITY), (2.0, 2.0)], INK);
        canvas.text((f64::NAN, 0.0), "no", Style::new(9.0, INK));
        assert!(canvas.shapes.is_empty());
    }
}
