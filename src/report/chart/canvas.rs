//! A sheet to draw on, and the only file that knows how pictures are made.
//!
//! A [`Canvas`] collects plain shapes in layout pixels; a [`Drawing`] writes them as SVG with plotters and turns that into a PNG
//! with resvg. Text is set in a font inside the binary, so that a picture does not vary by machine.

use std::sync::{Arc, OnceLock};

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle, register_font};
use resvg::{tiny_skia, usvg};

use super::ChartError;
use super::palette::Colour;

/// The backend places whole units only, so the sheet is drawn this many times too large.
const UNIT: f64 = 4.0;
/// Pixels of the PNG for each layout pixel.
const SCALE: f32 = 2.0;
/// Verdana has nearly the same widths, for pages shown where the first is missing.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";
/// The backend divides every font size by this.
const SIZE_FACTOR: f64 = 1.24;
/// Font units in an em, and in the full height that the measuring side takes for the size.
const EM: f64 = 2048.0;
const FULL_HEIGHT: f64 = 2384.0;
/// Where the backend puts the baseline of text that is anchored at the top, in ems.
const TOP_TO_BASELINE: f64 = 0.76;

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

/// Which end of a text sits at the given place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Font size in layout pixels.
    pub size: f64,
    /// Bold, or regular.
    pub bold: bool,
    /// Its colour.
    pub colour: Colour,
    /// Where it hangs.
    pub anchor: Anchor,
}

impl Style {
    /// Regular text of this size and colour that starts where it is put.
    pub const fn new(size: f64, colour: Colour) -> Self {
        Self { size, bold: false, colour, anchor: Anchor::Start }
    }

    /// The same in bold.
    #[must_use]
    pub const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The same, centred.
    #[must_use]
    pub const fn centred(mut self) -> Self {
        self.anchor = Anchor::Middle;
        self
    }

    /// The same, ending where it is put.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.anchor = Anchor::End;
        self
    }

    /// How wide this text will be, in layout pixels.
    pub fn width(&self, text: &str) -> f64 {
        text_width(text, self.size, self.bold)
    }

    /// The text itself if it fits, otherwise as much as does and an ellipsis.
    pub fn fit(&self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while !kept.is_empty() {
            kept.pop();
            let mut shorter: String = kept.iter().collect::<String>().trim_end().to_owned();
            shorter.push('…');
            if self.width(&shorter) <= width {
                return shorter;
            }
        }
        String::new()
    }

    /// The text broken between words into at most `most` lines; what is over is cut with an ellipsis.
    pub fn wrap(&self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            if let Some(line) = lines.last_mut() {
                let longer = format!("{line} {word}");
                if lines.len() == most || self.width(&longer) <= width {
                    if let Some(line) = lines.last_mut() {
                        *line = longer;
                    }
                    continue;
                }
            }
            lines.push(word.to_owned());
        }
        lines.iter().map(|line| self.fit(line, width)).collect()
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
}

impl Canvas {
    /// An empty sheet of this many layout pixels.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width: width.ceil(), height: height.ceil(), shapes: Vec::new() }
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

/// A finished picture: the same bytes every time.
#[derive(Clone, Debug)]
pub struct Drawing {
    canvas: Canvas,
    title: String,
}

impl Drawing {
    /// The picture as SVG text, to stand in a page as it is.
    pub fn svg(&self) -> Result<String, ChartError> {
        let (width, height) = (self.canvas.width, self.canvas.height);
        let mut body = String::new();
        let mut backend = SVGBackend::with_string(&mut body, (units(width), units(height)));
        for shape in &self.canvas.shapes {
            put(&mut backend, shape).map_err(|error| ChartError::Draw(error.to_string()))?;
        }
        backend.present().map_err(|error| ChartError::Draw(error.to_string()))?;
        drop(backend);
        // neighbouring cells of a map would otherwise show seams at odd sizes
        let inner = body.split_once('>').map_or("", |(_, inner)| inner);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {} {}\" role=\"img\" class=\"picture\" stroke-linejoin=\"round\">\n<title>{}</title>\n\
             <style>.picture rect {{ shape-rendering: crispEdges }}</style>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>{inner}",
            units(width),
            units(height),
            escape(&self.title),
        ))
    }

    /// The picture as a PNG file, two pixels for each layout pixel.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        let options = usvg::Options { fontdb: fonts(), ..Default::default() };
        let tree = usvg::Tree::from_str(&self.svg()?, &options).map_err(|error| ChartError::Raster(error.to_string()))?;
        let side = |length: f64| (length * f64::from(SCALE)).round() as u32;
        let mut pixels = tiny_skia::Pixmap::new(side(self.canvas.width), side(self.canvas.height))
            .ok_or_else(|| ChartError::Raster("the picture has no size".to_owned()))?;
        let transform = tiny_skia::Transform::from_scale(SCALE, SCALE);
        resvg::render(&tree, transform, &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| ChartError::Raster(error.to_string()))
    }

    /// Width and height of the PNG in pixels.
    pub fn size(&self) -> (u32, u32) {
        let side = |length: f64| (length * f64::from(SCALE)).round() as u32;
        (side(self.canvas.width), side(self.canvas.height))
    }
}

/// How wide a text is, from the font itself.
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let ready = *registered();
    let measured =
        ready.then(|| FontDesc::new(FontFamily::Name(FAMILY), FULL_HEIGHT, style)).and_then(|font| font.layout_box(text).ok());
    match measured {
        Some(((left, _), (right, _))) => f64::from(right - left) / EM * size,
        None => text.chars().count() as f64 * size * 0.65,
    }
}

/// Makes the faces known to the measuring side, once.
fn registered() -> &'static bool {
    static READY: OnceLock<bool> = OnceLock::new();
    READY.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, dejavu::sans::regular()).is_ok()
            && register_font(FAMILY, FontStyle::Bold, dejavu::sans::bold()).is_ok()
    })
}

/// The faces for the rasteriser, loaded once; fonts of the machine are never looked at.
fn fonts() -> Arc<usvg::fontdb::Database> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    Arc::clone(FONTS.get_or_init(|| {
        let mut faces = usvg::fontdb::Database::new();
        faces.load_font_data(dejavu::sans::regular().to_vec());
        faces.load_font_data(dejavu::sans::bold().to_vec());
        faces.set_sans_serif_family("DejaVu Sans");
        Arc::new(faces)
    }))
}

fn is_placed((x, y): Point) -> bool {
    x.abs() < 1e6 && y.abs() < 1e6
}

fn units(length: f64) -> u32 {
    (length * UNIT).round() as u32
}

fn unit((x, y): Point) -> (i32, i32) {
    ((x * UNIT).round() as i32, (y * UNIT).round() as i32)
}

fn paint(colour: Colour) -> RGBAColor {
    RGBAColor(colour.red, colour.green, colour.blue, colour.alpha)
}

fn shape_style(colour: Colour, width: f64, filled: bool) -> ShapeStyle {
    ShapeStyle { color: paint(colour), filled, stroke_width: units(width).max(1) }
}

fn put(backend: &mut SVGBackend<'_>, shape: &Shape) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    match shape {
        Shape::Path(points, pen) => {
            let style = shape_style(pen.colour, pen.width, false);
            backend.draw_path(points.iter().map(|point| unit(*point)), &style)?;
        }
        Shape::Polygon(points, colour) => {
            let style = shape_style(*colour, 0.0, true);
            backend.fill_polygon(points.iter().map(|point| unit(*point)), &style)?;
        }
        Shape::Rect(area, colour) => {
            let style = shape_style(*colour, 0.0, true);
            let corner = unit((area.right, area.bottom));
            backend.draw_rect(unit((area.left, area.top)), corner, &style, true)?;
        }
        Shape::Circle(centre, radius, colour) => {
            let style = shape_style(*colour, 0.0, true);
            backend.draw_circle(unit(*centre), units(*radius), &style, true)?;
        }
        Shape::Text((x, y), text, style) => {
            let face = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
            let size = style.size * UNIT * SIZE_FACTOR;
            let across = match style.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let font = FontDesc::new(FontFamily::Name(FAMILY), size, face);
            let colour = paint(style.colour);
            let set = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Top));
            backend.draw_text(text, &set, unit((*x, y - TOP_TO_BASELINE * style.size)))?;
        }
    }
    Ok(())
}

/// The pieces of a line that a dash covers.
fn dashes(points: &[Point], dash: f64, gap: f64) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let Some(&first) = points.first() else {
        return pieces;
    };
    let (mut piece, mut inked, mut left) = (vec![first], true, dash);
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = (x1 - x0).hypot(y1 - y0);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length);
            if inked {
                piece.push(at);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![at];
            }
            inked = !inked;
            left = if inked { dash } else { gap };
        }
        left -= length - done;
        if inked {
            piece.push((x1, y1));
        }
    }
    if inked && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

fn escape(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .map(|letter| match letter {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::palette::INK;

    #[test]
    fn measures_like_the_font_says() {
        // A digit of DejaVu Sans is 1303 of 2048 units wide.
        let width = text_width("0000", 20.48, false);
        assert!((width - 4.0 * 13.03).abs() < 0.05, "{width}");
        assert!(text_width("0000", 20.48, true) > width);
    }

    #[test]
    fn fits_and_wraps_by_width() {
        let style = Style::new(14.0, INK);
        let cut = style.fit("Ambulance dispositions validated by a clinician", 120.0);
        assert!(cut.ends_with('…') && style.width(&cut) <= 120.0, "{cut}");
        assert_eq!(style.fit("short", 120.0), "short");
        let lines = style.wrap("one two three four five six seven eight", 90.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| style.width(line) <= 90.0));
        assert!(style.wrap("", 90.0, 2).is_empty());
    }

    #[test]
    fn what_has_no_place_is_left_out() {
        let mut canvas = Canvas::new(100.0, 100.0);
        let pen = Pen::new(INK, 1.0);
        canvas.polyline(&[(0.0, 0.0), (f64::NAN, 1.0), (2.0, 2.0)], pen);
        canvas.polygon(&[(0.0, 0.0), (1.0, f64::INFINITY), (2.0, 2.0)], INK);
        canvas.text((f64::NAN, 0.0), "no", Style::new(9.0, INK));
        assert!(canvas.shapes.is_empty());
    }

    #[test]
    fn control_characters_and_markup_do_no_harm() {
        let mut canvas = Canvas::new(100.0, 100.0);
        canvas.text((5.0, 50.0), "a\u{0}b <&> \"c\"", Style::new(9.0, INK));
        assert!(canvas.finish("<&>\u{1}").png().is_ok());
    }

    #[test]
    fn dashes_keep_their_length() {
        let pieces = dashes(&[(0.0, 0.0), (10.0, 0.0)], 3.0, 2.0);
        assert_eq!(pieces.len(), 2);
        assert!((pieces[1][0].0 - 5.0).abs() < 1e-9);
        assert!((pieces[1][1].0 - 8.0).abs() < 1e-9);
    }
}
