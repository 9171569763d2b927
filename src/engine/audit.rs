//! Conservation, checked in every replication: no call and no minute of an agent may be lost.

use crate::tally::Ledger;

/// Calls by where they ended up, over the whole run (warm-up included), before anybody answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the count it names")]
pub struct Audit {
    pub received: u64,
    pub answered: u64,
    pub abandoned: u64,
    pub hung_up: u64,
    pub blocked: u64,
    pub diverted: u64,
    pub still_there: u64,
}

/// Something was lost: a mistake of this program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Calls were lost or made up.
    #[error("calls were lost: {0:?}")]
    Calls(Audit),
    /// Agent time was lost or made up.
    #[error("agent time was lost in group {group}: {work} microseconds of single pieces of work, {busy} busy")]
    Time {
        /// Index of the group.
        group: usize,
        /// Sum of pieces of work, ticks.
        work: u64,
        /// Busy integral, ticks.
        busy: u64,
    },
}

impl Audit {
    /// Received = answered + abandoned + hung up + blocked + diverted + still there; each group's work = its busy time.
    pub(super) fn check(&self, ledger: &Ledger) -> Result<(), Fault> {
        let ended = self.answered + self.abandoned + self.hung_up + self.blocked + self.diverted + self.still_there;
        if ended != self.received {
            return Err(Fault::Calls(*self));
        }
        for (group, (&work, &busy)) in ledger.work.iter().zip(&ledger.busy).enumerate() {
            if work != busy {
                return Err(Fault::Time { group, work, busy });
            }
        }
        Ok(())
    }
}
