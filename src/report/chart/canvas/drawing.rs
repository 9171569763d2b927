//! From shapes to SVG with plotters, and to a PNG with resvg.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use resvg::{tiny_skia, usvg};

use super::font::{FAMILY, fonts};
use super::{Anchor, Area, Canvas, Point, Shape};
use crate::report::chart::ChartError;
use crate::report::chart::palette::Colour;

/// The backend places whole units only, so the sheet is drawn this many times too large.
const UNIT: f64 = 4.0;
/// Pixels of the PNG for each layout pixel.
const SCALE: f32 = 2.0;
/// The backend divides every font size by this.
const SIZE_FACTOR: f64 = 1.24;
/// Where the backend puts the baseline of text that is anchored at the top, in ems.
const TOP_TO_BASELINE: f64 = 0.76;

/// A finished picture: the same bytes every time.
#[derive(Clone, Debug)]
pub struct Drawing {
    pub(super) canvas: Canvas,
    pub(super) title: String,
}

/// A picture upon a sheet: where, which, and how much of its foot is left off (layout pixels).
pub type Inset<'a> = (Area, &'a Drawing, f64);

impl Drawing {
    /// The picture as SVG text.
    pub fn svg(&self) -> Result<String, ChartError> {
        let (width, height) = (self.canvas.width, self.canvas.height);
        // neighbouring cells of a map would otherwise show seams at odd sizes
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {} {}\" role=\"img\" class=\"picture\" stroke-linejoin=\"round\">\n<title>{}</title>\n\
             <style>.picture rect {{ shape-rendering: crispEdges }}</style>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>{}</svg>\n",
            units(width),
            units(height),
            escape(&self.title),
            self.shapes()?,
        ))
    }

    /// The picture as SVG text to stand in a page: it fills the width it is given, whoever does not see it is told the finding, and each
    /// text is as wide as it was measured in whatever font the reader has.
    pub fn inline_svg(&self) -> Result<String, ChartError> {
        let said = sentences(&[&self.title, &self.canvas.finding]);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" class=\"picture\" \
             stroke-linejoin=\"round\">{}</svg>",
            units(self.canvas.width),
            units(self.canvas.height),
            escape(&said).replace('"', "&quot;"),
            self.with_lengths(&self.shapes()?),
        ))
    }

    /// The height of its footer in layout pixels: what a sheet that says the same may leave off.
    pub fn foot(&self) -> f64 {
        self.canvas.foot
    }

    /// The question that the picture answers.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it finds.
    pub fn finding(&self) -> &str {
        &self.canvas.finding
    }

    /// The picture as a PNG file, two pixels for each layout pixel.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        rasterised(&self.svg()?, (self.canvas.width, self.canvas.height), self.size())
    }

    /// The picture as a sheet with others upon it, as a PNG file of this many pixels.
    pub fn png_with(&self, insets: &[Inset], pixels: (u32, u32)) -> Result<Vec<u8>, ChartError> {
        let mut whole = self.svg()?;
        let end = whole.rfind("</svg>").unwrap_or(whole.len());
        let mut upon = String::new();
        for (area, drawing, foot) in insets {
            let (width, height) = (drawing.canvas.width, drawing.canvas.height - foot);
            upon.push_str(&format!(
                "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"xMidYMin meet\">{}</svg>\n",
                units(area.left),
                units(area.top),
                units(area.width()),
                units(area.height()),
                units(width),
                units(height),
                drawing.shapes()?,
            ));
        }
        whole.insert_str(end, &upon);
        rasterised(&whole, (self.canvas.width, self.canvas.height), pixels)
    }

    /// All shapes as SVG elements.
    fn shapes(&self) -> Result<String, ChartError> {
        let (width, height) = (self.canvas.width, self.canvas.height);
        let mut body = String::new();
        let mut backend = SVGBackend::with_string(&mut body, (units(width), units(height)));
        for shape in &self.canvas.shapes {
            put(&mut backend, shape).map_err(|error| ChartError::Draw(error.to_string()))?;
        }
        backend.present().map_err(|error| ChartError::Draw(error.to_string()))?;
        drop(backend);
        let inner = body.split_once('>').map_or("", |(_, inner)| inner);
        Ok(inner.trim_end().trim_end_matches("</svg>").to_owned())
    }

    /// The same elements, with the measured width at each text.
    fn with_lengths(&self, elements: &str) -> String {
        let mut texts = self.canvas.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(_, text, style) => Some(style.width(text)),
            _ => None,
        });
        let mut pieces = elements.split("<text ");
        let mut out = pieces.next().unwrap_or("").to_owned();
        for piece in pieces {
            let width = texts.next().unwrap_or(0.0);
            out.push_str(&format!("<text textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\" {piece}", units(width)));
        }
        out
    }

    /// Width and height in layout pixels.
    pub fn shape(&self) -> (f64, f64) {
        (self.canvas.width, self.canvas.height)
    }

    /// Width and height of the PNG in pixels.
    pub fn size(&self) -> (u32, u32) {
        let side = |length: f64| (length * f64::from(SCALE)).round() as u32;
        (side(self.canvas.width), side(self.canvas.height))
    }
}

/// SVG text of a sheet of layout pixels as a PNG file.
fn rasterised(svg: &str, (width, height): (f64, f64), (across, down): (u32, u32)) -> Result<Vec<u8>, ChartError> {
    let options = usvg::Options { fontdb: fonts(), ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| ChartError::Raster(error.to_string()))?;
    let mut pixels =
        tiny_skia::Pixmap::new(across, down).ok_or_else(|| ChartError::Raster("the picture has no size".to_owned()))?;
    let transform = tiny_skia::Transform::from_scale(across as f32 / width as f32, down as f32 / height as f32);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| ChartError::Raster(error.to_string()))
}

/// Texts one after the other, each ended as a sentence is, so that they do not run together when they are read aloud.
fn sentences(texts: &[&str]) -> String {
    let ended = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.ends_with(['.', '?', '!', ':', ';']) || text.is_empty() { text } else { text + "." }
    };
    texts.iter().map(|text| ended(text)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
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
    use crate::report::chart::canvas::Style;
    use crate::report::chart::palette::INK;

    #[test]
    fn a_picture_is_told_in_sentences() {
        assert_eq!(sentences(&["Who is there when", "Too few at 08:00"]), "Who is there when. Too few at 08:00.");
        assert_eq!(sentences(&["When?  By day", "It fails."]), "When? By day. It fails.");
        assert_eq!(sentences(&["When?", ""]), "When?");
    }

    #[test]
    fn control_characters_and_markup_do_no_harm() {
        let mut canvas = Canvas::new(100.0, 100.0);
        canvas.text((5.0, 50.0), "a\u{0}b <&> \"c\"", Style::new(9.0, INK));
        assert!(canvas.finish("<&>\u{1}").png().is_ok());
    }
}
