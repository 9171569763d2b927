//! `[price-test]`: what is offered for a contract, what must remain of it, and with which other assumptions it is tried too.
//!
//! ```text
//! [price-test]
//! name = "bid"                               # what these assumptions are called beside others; the file's name
//! offered = "£7.75"                          # or "£7.00 .. £8.50"; in the unit of the contract's payment
//! margin = { of-income = "3%" }              # or of-cost; none
//! contract = "eleven"                        # where there are several
//! confidence = "95%"
//! against = "actual.toml"                    # a scenario, or several: the same test on other assumptions
//! cost-and-volume = { floor = "90%", cap = "110%", marginal = "50%" }
//! ```
//! Prices in pounds, shares 0 to 1. Ranges: [`super::ranges`].

use super::ranges::{self, Range};
use super::read::{Reading, View};
use super::source::Place;
use super::tree::{Node, Table, Value};
use crate::model::Model;
use crate::model::money::{Margin, Payment};
use crate::units::{self, Per};

/// The price test of a scenario.
#[derive(Clone, Debug)]
pub struct PriceTest {
    /// What these assumptions are called beside others; none: as the file.
    pub name: Option<String>,
    /// The price on offer, or the least and the most; none: what the contract states.
    pub offered: Option<(f64, f64)>,
    /// What must remain.
    pub margin: Margin,
    /// The contract tested; none: the only one.
    pub contract: Option<String>,
    /// How sure one must be.
    pub confidence: f64,
    /// Scenarios with other assumptions, as they are loaded.
    pub against: Vec<String>,
    /// How a price a call is turned into cost and volume.
    pub limits: Limits,
    /// Also try the usual ranges of assumptions that the file does not range.
    pub usual_ranges: bool,
}

/// Floor and cap of a cost-and-volume contract as shares of the expected volume, and the marginal price as one of the price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Paid in any case.
    pub floor: f64,
    /// Beyond it the marginal price holds.
    pub cap: f64,
    /// Share of the price.
    pub marginal: f64,
    /// The file says so; else an assumption of the program.
    pub stated: bool,
}

impl Default for PriceTest {
    fn default() -> Self {
        Self {
            name: None,
            offered: None,
            margin: Margin::None,
            contract: None,
            confidence: 0.95,
            against: Vec::new(),
            limits: Limits { floor: 0.9, cap: 1.1, marginal: 0.5, stated: false },
            usual_ranges: true,
        }
    }
}

/// Reads `[price-test]` with its ranges; `model`: none where it could not be made.
pub fn read(root: &Table, model: Option<&Model>, reading: &Reading) -> (PriceTest, Vec<Range>) {
    let mut found = PriceTest::default();
    let view = View::new(root, "", None, reading);
    let Some(test) = view.view("price-test") else { return (found, Vec::new()) };
    let ranges = test.view("ranges").map_or_else(Vec::new, |inner| ranges::read(root, &inner));
    found.name = name(&test);
    found.contract = contract(root, &test);
    let payment = model.and_then(|model| {
        let contracts = &model.money.contracts;
        let own = found.contract.as_ref().and_then(|name| contracts.iter().find(|c| c.name == *name));
        own.or_else(|| contracts.first().filter(|_| contracts.len() == 1)).map(|c| c.payment)
    });
    found.offered = test.node("offered").and_then(|node| offered(&test, node, payment));
    found.margin = margin(&test);
    if let Some(confidence) = test.share("confidence") {
        found.confidence = confidence;
        if !(0.5..1.0).contains(&confidence) {
            let message = "`price-test.confidence` lies between 50 % and below 100 %";
            test.problem(test.table.get("confidence").map(|n| n.span), "out-of-range", message, None);
        }
    }
    found.against = against(&test);
    if let Some(inner) = test.view("cost-and-volume") {
        found.limits = limits(&inner);
    }
    found.usual_ranges = test.truth("usual-ranges", true);
    test.done();
    (found, ranges)
}

/// A name that can be one of a folder.
fn name(test: &View) -> Option<String> {
    let (name, span) = test.text("name")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(plain) {
        let message = format!("`price-test.name` cannot be `{name}`: letters, digits, `-` and `_`");
        test.problem(Some(span), "wrong-name", message, Some("for instance name = \"bid\"".to_owned()));
        return None;
    }
    Some(name)
}

/// The contract that is named, if there is one of that name.
fn contract(root: &Table, test: &View) -> Option<String> {
    let (name, span) = test.text("contract")?;
    let names: Vec<String> =
        root.table("contracts").map_or_else(Vec::new, |t| t.0.iter().map(|(key, _)| key.name.clone()).collect());
    super::lower::find(test.reading, &names, &name, Some(span), "contract").map(|place| names[place].clone())
}

/// A price or a range of prices.
fn offered(test: &View, node: &Node, payment: Option<Payment>) -> Option<(f64, f64)> {
    let a_year = matches!(payment, Some(Payment::Block(_) | Payment::PerHead { .. }));
    let per = if a_year { Per::Year } else { Per::Sum };
    let fail = |message: String, help: String| {
        test.problem(Some(node.span), "wrong-unit", message, Some(help));
        None
    };
    let Value::Text(text) = &node.value else {
        let help = "a price in quotes, \"£7.75\", or the least and the most, \"£7.00 .. £8.50\"";
        return fail(format!("`price-test.offered` cannot be {}", node.kind()), help.to_owned());
    };
    let read = |text: &str| match units::pounds(text, per) {
        // of a contract not known yet, any unit
        Err(_) if payment.is_none() => units::pounds(text, Per::Year),
        read => read,
    };
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    match (read(low), read(high)) {
        (Ok(low), Ok(high)) if low < 0.0 || high < 0.0 => {
            fail("an offered price is not below zero".to_owned(), "for instance \"£7.75\"".to_owned())
        }
        (Ok(low), Ok(high)) if low > high => {
            fail(format!("`{text}`: the lower price comes first"), "for instance \"£7.00 .. £8.50\"".to_owned())
        }
        (Ok(low), Ok(high)) => {
            test.reading
                .inputs
                .borrow_mut()
                .insert(test.path_of("offered"), super::Input { value: text.clone(), default: false, span: Some(node.span) });
            Some((low, high))
        }
        (Err(help), _) | (_, Err(help)) => {
            let unit = match payment {
                Some(Payment::Block(_)) => ": the contract pays so much a year",
                Some(Payment::PerHead { .. }) => ": the contract pays so much a head and year",
                _ => "",
            };
            fail(format!("`price-test.offered` cannot be \"{text}\"{unit}"), format!("{help}; or two with .. between them"))
        }
    }
}

/// `{ of-cost = "5%" }` or `{ of-income = "3%" }`.
fn margin(test: &View) -> Margin {
    let help = "of what is said: margin = { of-income = \"3%\" } or { of-cost = \"3%\" }";
    if let Some(node) = test.table.get("margin").filter(|node| !matches!(node.value, Value::Table(_))) {
        test.known(&["margin"]);
        test.problem(Some(node.span), "margin", "`price-test.margin` does not say of what it is a share", Some(help.to_owned()));
        return Margin::None;
    }
    let Some(view) = test.view("margin") else { return Margin::None };
    let (cost, income) = (view.share("of-cost"), view.share("of-income"));
    view.done();
    match (cost, income) {
        (Some(share), None) => Margin::OfCost(share),
        (None, Some(share)) if share < 1.0 => Margin::OfIncome(share),
        (None, Some(_)) => {
            view.problem(None, "out-of-range", "no price leaves all of its income as margin", None);
            Margin::None
        }
        (None, None) if view.table.get("of-cost").is_some() || view.table.get("of-income").is_some() => Margin::None,
        _ => {
            view.problem(None, "two-ways", "a margin is a share of the income or of the cost", Some(help.to_owned()));
            Margin::None
        }
    }
}

/// Scenarios by their place relative to the file that names them.
fn against(test: &View) -> Vec<String> {
    let texts = test.texts("against").unwrap_or_default();
    let places = texts.into_iter().map(|(text, span)| {
        let from = test.reading.texts.borrow().get(span.text).place.clone();
        let place = from.relative(&text);
        if let Err(reason) = place.read() {
            let message = format!("{} {reason}", place.display());
            test.problem(Some(span), "unreadable", message, Some("a scenario file, from the folder of this one".to_owned()));
        }
        match place {
            Place::Builtin(name) => format!("builtin:{}", name.strip_suffix(".toml").unwrap_or(&name)),
            other => other.display(),
        }
    });
    places.collect()
}

fn limits(view: &View) -> Limits {
    let usual = PriceTest::default().limits;
    let floor = view.share("floor").unwrap_or(usual.floor);
    let cap = view.ratio("cap").unwrap_or(usual.cap);
    let marginal = view.ratio("marginal").unwrap_or(usual.marginal);
    view.done();
    if floor > cap {
        view.problem(None, "out-of-range", "the floor of `price-test.cost-and-volume` is above its cap", None);
    }
    Limits { floor, cap, marginal, stated: true }
}
