//! `[providers.NAME]`: overheads, reserve, and who fills hours beside own staff on ordinary pay.

use crate::model::Model;
use crate::model::money::{Cover, Overhead, ProviderMoney};
use crate::scenario::read::View;
use crate::units::Per;

/// A provider's money and the cover it states for all its groups.
#[derive(Clone, Debug, Default)]
pub struct Provider {
    /// Overheads and reserve.
    pub money: ProviderMoney,
    /// Cover for its groups.
    pub covers: Covers,
}

/// Who fills which share of the hours due.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covers {
    /// Own people, as overtime: share of the hours due, and pay on top where it is not the scheme's.
    pub overtime: Option<(f64, Option<f64>)>,
    /// The bank.
    pub bank: Option<Cover>,
    /// An agency.
    pub agency: Option<Cover>,
    /// Of overtime and of the agency: share of a date's duties that it fills at most where nobody comes.
    up_to: [f64; 2],
}

impl Covers {
    /// Reads `overtime`, `bank` and `agency` of a provider or of a group's pay.
    pub fn read(view: &View) -> Self {
        let mut up_to = [0.0; 2];
        let mut cover = |key: &str| {
            let inner = view.view(key)?;
            if key == "agency" {
                up_to[1] = fill(&inner);
            }
            let (share, plus) = (inner.share("share"), on_top(&inner));
            let filled = inner.table.get("up-to").is_some();
            for (key, stated) in [("share", filled), ("plus", inner.table.get("rate").is_some())] {
                if inner.node(key).is_none() && !stated {
                    inner.missing(key, None);
                }
            }
            inner.done();
            let share = if filled { Some(0.0) } else { share };
            Some(Cover { share: share?, plus: plus? })
        };
        let (bank, agency) = (cover("bank"), cover("agency"));
        let overtime = view.view("overtime").map(|inner| {
            up_to[0] = fill(&inner);
            let found = (inner.share("share").unwrap_or(0.0), on_top(&inner));
            if inner.node("share").is_none() && inner.node("up-to").is_none() {
                inner.default("share", "0%: overrun alone");
            }
            inner.done();
            found
        });
        Self { overtime, bank, agency, up_to }
    }

    /// Shares of a date's duties that overtime, then the agency, fill at most where nobody comes.
    pub fn fills(&self) -> [f64; 2] {
        self.up_to
    }

    /// What a group states, over what its provider states.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let up_to = [(self.overtime.is_some(), 0), (self.agency.is_some(), 1)];
        Self {
            overtime: self.overtime.or(below.overtime),
            bank: self.bank.or(below.bank),
            agency: self.agency.or(below.agency),
            up_to: up_to.map(|(own, which)| if own { self.up_to[which] } else { below.up_to[which] }),
        }
    }
}

/// `up-to`: fills absences up to a share of a date's duties, instead of a planned `share` of all hours.
fn fill(view: &View) -> f64 {
    if view.table.get("up-to").is_some() && view.table.get("share").is_some() {
        view.problem(
            view.table.get("up-to").map(|n| n.span),
            "two-ways",
            format!("`{}` has both `share` and `up-to`", view.path),
            Some("share: planned, of all hours due; up-to: fills absences as they happen".to_owned()),
        );
    }
    view.share("up-to").unwrap_or(0.0)
}

/// Pay on top of the usual: `plus = "50%"`, or `rate = "+50%"`.
fn on_top(view: &View) -> Option<f64> {
    let rate = view.factor("rate").map(|factor| factor - 1.0);
    let plus = view.share("plus");
    if view.table.get("rate").is_some() && view.table.get("plus").is_some() {
        view.problem(
            None,
            "two-ways",
            format!("`{}` has both `plus` and `rate`", view.path),
            Some("keep one of them".to_owned()),
        );
    }
    plus.or(rate)
}

/// Reads `[providers]`, in the order of the model.
pub fn read(root: &View, model: &Model) -> Vec<Provider> {
    let mut found = vec![Provider::default(); model.providers.len()];
    for (name, view) in root.views("providers") {
        let overhead = view.view("overhead").map(|v| overhead(&v)).unwrap_or_default();
        let reserve = view.pounds("reserve", Per::Sum);
        let covers = Covers::read(&view);
        view.known(&["sends-on", "outside", "in", "withdraws", "steps-in"]);
        view.known(&["lines"]); // read with what happens to calls
        view.done();
        if let Some(place) = model.providers.iter().position(|p| *p == name) {
            found[place] = Provider { money: ProviderMoney { overhead, reserve }, covers };
        }
    }
    found
}

fn overhead(view: &View) -> Overhead {
    let found = Overhead {
        of_labour: view.share("of-labour").unwrap_or(0.0),
        per_year: view.pounds("per-year", Per::Year).unwrap_or(0.0),
        per_call: view.pounds("per-call", Per::Sum).unwrap_or(0.0),
        per_line: view.pounds("per-line", Per::Year).unwrap_or(0.0),
        lines: view.whole("lines-rented", 0, 1_000_000).unwrap_or(0) as f64,
    };
    if view.node("per-line").is_some() != view.node("lines-rented").is_some() {
        view.problem(
            None,
            "missing",
            format!("`{}` takes `per-line` and `lines-rented` together", view.path),
            Some("for instance per-line = \"£240\", lines-rented = 60".to_owned()),
        );
    }
    view.done();
    found
}
