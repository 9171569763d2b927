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
}

impl Covers {
    /// Reads `overtime`, `bank` and `agency` of a provider or of a group's pay.
    pub fn read(view: &View) -> Self {
        let cover = |key: &str| {
            let inner = view.view(key)?;
            let (share, plus) = (inner.share("share"), inner.share("plus"));
            for key in ["share", "plus"] {
                if inner.node(key).is_none() {
                    inner.missing(key, None);
                }
            }
            inner.done();
            Some(Cover { share: share?, plus: plus? })
        };
        let overtime = view.view("overtime").map(|inner| {
            let found = (inner.share("share").unwrap_or(0.0), inner.share("plus"));
            if inner.node("share").is_none() {
                inner.default("share", "0%: overrun alone");
            }
            inner.done();
            found
        });
        Self { overtime, bank: cover("bank"), agency: cover("agency") }
    }

    /// What a group states, over what its provider states.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self { overtime: self.overtime.or(below.overtime), bank: self.bank.or(below.bank), agency: self.agency.or(below.agency) }
    }
}

/// Reads `[providers]`, in the order of the model.
pub fn read(root: &View, model: &Model) -> Vec<Provider> {
    let mut found = vec![Provider::default(); model.providers.len()];
    for (name, view) in root.views("providers") {
        let overhead = view.view("overhead").map(|v| overhead(&v)).unwrap_or_default();
        let reserve = view.pounds("reserve", Per::Sum);
        let covers = Covers::read(&view);
        view.known(&["sends-on", "outside"]);
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
