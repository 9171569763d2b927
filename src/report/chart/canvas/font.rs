//! The faces inside the binary: how wide a text is in them, and what the rasteriser is given.

use std::sync::{Arc, OnceLock};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg;

/// Verdana has nearly the same widths, for pages shown where the first is missing.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Font units in an em, and in the full height that the measuring side takes for the size.
const EM: f64 = 2048.0;
const FULL_HEIGHT: f64 = 2384.0;

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
pub(super) fn fonts() -> Arc<usvg::fontdb::Database> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    Arc::clone(FONTS.get_or_init(|| {
        let mut faces = usvg::fontdb::Database::new();
        faces.load_font_data(dejavu::sans::regular().to_vec());
        faces.load_font_data(dejavu::sans::bold().to_vec());
        faces.set_sans_serif_family("DejaVu Sans");
        Arc::new(faces)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_like_the_font_says() {
        // A digit of DejaVu Sans is 1303 of 2048 units wide.
        let width = text_width("0000", 20.48, false);
        assert!((width - 4.0 * 13.03).abs() < 0.05, "{width}");
        assert!(text_width("0000", 20.48, true) > width);
    }
}
