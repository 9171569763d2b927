//! Colours and sizes, with one meaning each in every picture.
//!
//! Based on the palette of Okabe and Ito, which people with any of the common kinds of colour blindness can tell apart; no
//! picture rests on colour alone. Number formats are in `number`.

/// A colour, from fully see-through (`alpha` 0) to solid (1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red part.
    pub red: u8,
    /// Green part.
    pub green: u8,
    /// Blue part.
    pub blue: u8,
    /// How solid it is.
    pub alpha: f64,
}

impl Colour {
    /// The solid colour of these parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue, alpha: 1.0 }
    }

    /// The same, see-through.
    #[must_use]
    pub const fn fade(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// The way from this colour (0) to another (1).
    #[must_use]
    pub fn toward(self, other: Self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let part = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self {
            red: part(self.red, other.red),
            green: part(self.green, other.green),
            blue: part(self.blue, other.blue),
            alpha: self.alpha + (other.alpha - self.alpha) * share,
        }
    }

    /// Dark enough to be read as text on white.
    #[must_use]
    pub fn for_text(self) -> Self {
        self.toward(INK, 0.3)
    }
}

/// Text.
pub const INK: Colour = Colour::new(0x1A, 0x1A, 0x1A);
/// Text of second rank.
pub const QUIET: Colour = Colour::new(0x5A, 0x5A, 0x5A);
/// Axes, whiskers and other marks that are not data.
pub const RULE: Colour = Colour::new(0x8C, 0x8C, 0x8C);
/// Grid lines and empty bars.
pub const FAINT: Colour = Colour::new(0xE2, 0xE2, 0xE2);
/// Behind things.
pub const PALE: Colour = Colour::new(0xF3, 0xF3, 0xF3);
/// The sheet.
pub const WHITE: Colour = Colour::new(0xFF, 0xFF, 0xFF);

/// A target is met.
pub const GOOD: Colour = Colour::new(0x00, 0x72, 0xB2);
/// A target is missed.
pub const BAD: Colour = Colour::new(0xD5, 0x5E, 0x00);
/// A target is at risk.
pub const RISK: Colour = Colour::new(0xE6, 0x9F, 0x00);
/// Nothing can be said yet.
pub const UNSURE: Colour = Colour::new(0x7A, 0x68, 0x8C);

/// Far on the good side of a target, on a map of many cells.
pub const DEEP_GOOD: Colour = Colour::new(0x5F, 0x9F, 0xCE);
/// Just on the good side.
pub const PALE_GOOD: Colour = Colour::new(0xDD, 0xEB, 0xF6);
/// Just on the bad side.
pub const PALE_BAD: Colour = Colour::new(0xFC, 0xE3, 0xCB);
/// Halfway on the bad side.
pub const MID_BAD: Colour = Colour::new(0xE5, 0x7A, 0x1F);
/// Far on the bad side.
pub const DEEP_BAD: Colour = Colour::new(0x7A, 0x1E, 0x05);

/// On a map without a target: the best value there can be.
pub const PALE_PLAIN: Colour = Colour::new(0xEE, 0xF0, 0xF5);
/// On a map without a target: the worst.
pub const DEEP_PLAIN: Colour = Colour::new(0x2B, 0x33, 0x5C);

/// Money: own people, at the basic rate and with premiums.
pub const PAY: Colour = Colour::new(0x34, 0x49, 0x5E);
/// Money: what the employer pays on pay.
pub const ON_COSTS: Colour = Colour::new(0x7B, 0x8F, 0xA3);
/// Money: overtime, bank and agency.
pub const EXTRA_STAFF: Colour = Colour::new(0x9C, 0x7A, 0x54);
/// Money: training.
pub const TRAINING: Colour = Colour::new(0xC9, 0xB5, 0x94);
/// Money: overheads.
pub const OVERHEADS: Colour = Colour::new(0xC3, 0xCC, 0xD5);
/// Money: income.
pub const INCOME: Colour = Colour::new(0x1B, 0x8A, 0x68);
/// Money: what falls on others.
pub const OTHERS: Colour = Colour::new(0xA8, 0x4C, 0x84);

const SERIES: [Colour; 7] = [
    Colour::new(0x00, 0x72, 0xB2),
    Colour::new(0xD5, 0x5E, 0x00),
    Colour::new(0x00, 0x9E, 0x73),
    Colour::new(0xCC, 0x79, 0xA7),
    Colour::new(0x56, 0xB4, 0xE9),
    Colour::new(0xE6, 0x9F, 0x00),
    Colour::new(0x4D, 0x4D, 0x4D),
];

/// How many series have a colour of their own.
pub const SERIES_COLOURS: usize = SERIES.len();

/// The colour of a queue, class, band or scenario: give the same one the same number everywhere.
pub fn series(number: usize) -> Colour {
    SERIES[number % SERIES.len()]
}

/// Width of the sheet in layout pixels.
pub const SHEET_WIDTH: f64 = 1200.0;
/// Least height of the sheet in layout pixels.
pub const LEAST_HEIGHT: f64 = 450.0;
/// What a picture that can have any height should want, beside the words around it.
pub const USUAL_BODY: f64 = 495.0;
/// White at the left and right.
pub const MARGIN: f64 = 40.0;
/// Font size of the finding.
pub const FINDING: f64 = 24.0;
/// Font size of the question.
pub const QUESTION: f64 = 15.0;
/// Font size of names and values.
pub const BODY: f64 = 14.0;
/// Font size of axis labels and column heads.
pub const SMALL: f64 = 12.0;
/// Font size of the footer and of official names.
pub const TINY: f64 = 11.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_ends_at_both_colours() {
        assert_eq!(GOOD.toward(BAD, 0.0), GOOD);
        assert_eq!(GOOD.toward(BAD, 1.0), BAD);
        assert_eq!(GOOD.toward(BAD, 7.0), BAD);
    }

    #[test]
    fn series_have_colours_of_their_own_and_start_again() {
        for one in 0..SERIES_COLOURS {
            for other in 0..one {
                assert_ne!(series(one), series(other));
            }
        }
        assert_eq!(series(0), series(SERIES_COLOURS));
    }
}
