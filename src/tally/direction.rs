//! Which way of a measure is the good one, by its name: fewer give up, more are answered in time.
//!
//! Occupancy, calls offered, the mix of outcomes have no good way: they are shown, never called better or worse.

/// The good way of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// Small values are good.
    Less,
    /// Large values are good.
    More,
}

/// The good way of a measure of this name; none if it has none.
pub fn good(measure: &str) -> Option<Good> {
    const LESS: [&str; 31] = [
        "outcomes-unvalidated",
        "people-worsened",
        "abandonment",
        "abandonment-of-received",
        "abandonment-after-",
        "calls-abandoned",
        "calls-blocked",
        "calls-engaged",
        "calls-per-person",
        "call-back-wait-",
        "cost",
        "cost-per-call",
        "deductions",
        "downstream-cost",
        "hung-up-in-menu",
        "max-queue",
        "mean-queue",
        "mean-speed-of-answer",
        "mean-wait",
        "not-reached",
        "overtime-hours",
        "recovery-time",
        "redials",
        "re-contacts",
        "risk-minutes",
        "still-waiting",
        "time-to-clinician-",
        "total-cost",
        "urgent-abandoned",
        "urgent-lost",
        "urgent-lost-people",
    ];
    const MORE: [&str; 13] = [
        "all-targets",
        "answered-within-",
        "call-back-on-time",
        "call-back-within-",
        "calls-answered",
        "clinician-on-time",
        "clinician-share",
        "closed-by-clinician",
        "lowest-reserve",
        "people-answered",
        "service-level-",
        "surplus",
        "warm-transfer",
    ];
    // a name that ends in a dash stands for all that begin so
    let named = |known: &str| if known.ends_with('-') { measure.starts_with(known) } else { measure == known };
    if LESS.iter().any(|known| named(known)) || measure.starts_with("wait-p") {
        return Some(Good::Less);
    }
    MORE.iter().any(|known| named(known)).then_some(Good::More)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_good_way() {
        assert_eq!(good("wait-p95"), Some(Good::Less));
        assert_eq!(good("answered-within-45s"), Some(Good::More));
        assert_eq!(good("abandonment-after-30s"), Some(Good::Less));
        assert_eq!(good("occupancy"), None);
        assert_eq!(good("outcome-ambulance"), None);
    }
}
