//! What a caller who would have to wait is told and offered: an announced wait, a call-back.

use super::Tick;

/// A call-back offered to callers whom nobody has answered yet and who would have to wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// While at least so many wait, the arriving call included.
    pub when_waiting: Option<u32>,
    /// Or when the predicted wait is at least this long.
    pub when_wait: Option<Tick>,
    /// Share that accepts.
    pub accepts: f64,
    /// The step at which they are called back.
    pub to: u8,
}

/// An announced wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// What is announced.
    pub predicts: Predicts,
    /// Who leaves at once on hearing it.
    pub leaves: Leaves,
    /// What the patience of those who stay is multiplied by; infinite if they never leave.
    pub patience: f64,
}

/// How a wait is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicts {
    /// From those waiting, the mean work of a call here, and the people at work.
    QueueLength,
    /// The wait in this queue of the caller who was answered last.
    LastAnswered,
}

/// Who leaves at once on hearing the announcement.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaves {
    /// Nobody.
    Nobody,
    /// Whose patience is shorter than the announced wait.
    Impatient,
    /// A share by the announced wait: that of the last wait it exceeds (rising).
    Shares(Vec<(Tick, f64)>),
}

impl Leaves {
    /// Does a caller with this patience leave, `u` being the caller's draw?
    pub fn leaves(&self, announced: Tick, patience: Tick, u: f64) -> bool {
        match self {
            Self::Nobody => false,
            Self::Impatient => announced > patience,
            Self::Shares(shares) => {
                shares.iter().take_while(|&&(above, _)| announced > above).last().is_some_and(|&(_, share)| u < share)
            }
        }
    }
}
