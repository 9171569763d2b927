//! What is said of a difference and of an alternative: word and colour, the same everywhere.

use crate::report::chart::palette::{BAD, Colour, GOOD, INK, RISK, RULE, UNSURE};
use crate::report::html::Tone;

/// What is said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Different for the better.
    Better,
    /// Different for the worse.
    Worse,
    /// More, of what has no good way.
    More,
    /// Less, of what has no good way.
    Less,
    /// Within the margin.
    NoMatter,
    /// The same in every replication.
    Same,
    /// More replications are needed.
    CannotTell,
}

impl Judged {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::More => "more",
            Self::Less => "less",
            Self::NoMatter => "does not matter",
            Self::Same => "the same",
            Self::CannotTell => "cannot tell",
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Better => GOOD,
            Self::Worse => BAD,
            Self::More | Self::Less => INK,
            Self::NoMatter | Self::Same => RULE,
            Self::CannotTell => UNSURE,
        }
    }
}

/// What an alternative comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Better in some way, worse in none.
    Better,
    /// Worse in some way, better in none.
    Worse,
    /// Better in one way and worse in another.
    TradeOff,
    /// No difference that matters.
    NoMatter,
    /// More replications are needed.
    CannotTell,
    /// It states the same service as the base.
    Identical,
}

impl Verdict {
    /// Symbol and word.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Better => (Tone::Good.sign(), "better"),
            Self::Worse => (Tone::Bad.sign(), "worse"),
            Self::TradeOff => (Tone::Risk.sign(), "trade-off"),
            Self::NoMatter => (Tone::Same.sign(), "no difference that matters"),
            Self::CannotTell => (Tone::Unsure.sign(), "cannot tell"),
            Self::Identical => (Tone::Same.sign(), "identical to the base"),
        }
    }

    /// Its colour everywhere.
    pub const fn colour(self) -> Colour {
        match self {
            Self::Better => GOOD,
            Self::Worse => BAD,
            Self::TradeOff => RISK,
            Self::NoMatter | Self::Identical => RULE,
            Self::CannotTell => UNSURE,
        }
    }
}
