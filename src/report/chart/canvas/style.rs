//! How text is set: size, weight, colour, where it hangs; and how much of it fits.

use super::font::text_width;
use crate::report::chart::palette::Colour;
use crate::report::together::{NO_BREAK, plain, together};

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

    /// The text broken between words, never between a number and its unit, into at most `most` lines; what is over is cut with an ellipsis.
    pub fn wrap(&self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in together(text).split(|c: char| c.is_whitespace() && c != NO_BREAK).filter(|word| !word.is_empty()) {
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
        lines.iter().map(|line| self.fit(&plain(line), width)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::palette::INK;

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
        // whatever the width, a number and its unit stay on one line
        for width in 60..300 {
            for line in
                style.wrap("All at once: 0 %. A wait of 3 m 06 s costs £1.820 million on 1 Apr 2013.", f64::from(width), 9)
            {
                let first = line.split(' ').next().unwrap_or_default();
                assert!(!["%.", "m", "06", "s", "million", "Apr", "2013."].contains(&first), "{width}: {line}");
            }
        }
    }
}
