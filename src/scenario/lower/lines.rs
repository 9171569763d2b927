//! `[providers.NAME] lines`: how many calls a provider can have on the line at once, and `[shocks.NAME] lines`: how many while a
//! shock lasts. Shocks are laid over each other in the order of the file: a number is that number, a factor multiplies what is
//! there and is rounded down.

use super::find;
use super::shocks::Shock;
use crate::model::Tick;
use crate::scenario::read::View;
use crate::scenario::source::Span;
use crate::scenario::tree::Value;

/// More lines than this are no limit.
const MOST: u64 = 10_000_000;

/// Lines of each provider; none where there is no limit.
pub fn lines(root: &View, providers: &[String]) -> Vec<Option<u32>> {
    let mut found = vec![None; providers.len()];
    for (name, view) in root.views("providers") {
        let lines = view.whole("lines", 1, MOST);
        if let Some(place) = providers.iter().position(|p| *p == name) {
            found[place] = lines.map(|lines| lines as u32);
        }
    }
    found
}

/// What a shock says of lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said {
    /// So many.
    Number(u32),
    /// This times what there is.
    Factor(f64),
}

/// What a shock says of the lines of a provider, or of all that have a limit.
#[derive(Clone, Debug)]
pub struct LinesOf {
    provider: Option<String>,
    span: Option<Span>,
    /// What it says.
    pub said: Said,
}

impl LinesOf {
    /// Reads `lines` of a shock.
    pub fn read(shock: &View) -> Vec<Self> {
        let Some(node) = shock.node("lines") else { return Vec::new() };
        if !matches!(node.value, Value::Table(_)) {
            let said = Said::read(shock, "lines");
            return said.map(|said| Self { provider: None, span: Some(node.span), said }).into_iter().collect();
        }
        let Some(view) = shock.view("lines") else { return Vec::new() };
        let each = view.table.0.iter().filter_map(|(name, _)| {
            let said = Said::read(&view, &name.name)?;
            Some(Self { provider: Some(name.name.clone()), span: Some(name.span), said })
        });
        each.collect()
    }
}

impl Said {
    fn read(view: &View, key: &str) -> Option<Self> {
        match view.node(key)?.value {
            Value::Nothing => view.factor(key).map(Self::Factor),
            _ => view.whole(key, 0, MOST).map(|lines| Self::Number(lines as u32)),
        }
    }

    fn over(self, lines: u32) -> u32 {
        match self {
            Self::Number(number) => number,
            // a whole number that comes out a hair below itself is meant whole
            Self::Factor(factor) => (f64::from(lines) * factor + 1e-9).floor().min(MOST as f64) as u32,
        }
    }
}

/// Lines of each provider from each moment on, where shocks change them; empty where they do not.
pub fn over_time(root: &View, shocks: &[Shock], providers: &[String], usual: &[Option<u32>]) -> Vec<Vec<(Tick, u32)>> {
    let mut said: Vec<Vec<(Tick, Tick, Said)>> = vec![Vec::new(); providers.len()];
    for (all, from, until) in shocks.iter().map(Shock::lines) {
        for of in all {
            let places: Vec<usize> = match &of.provider {
                Some(name) => find(root.reading, providers, name, of.span, "provider").into_iter().collect(),
                None => (0..providers.len()).filter(|&place| usual[place].is_some()).collect(),
            };
            let unlimited = places.iter().any(|&place| usual[place].is_none());
            if unlimited || (places.is_empty() && of.provider.is_none()) {
                let whose =
                    of.provider.as_ref().map_or("no provider has".to_owned(), |name| format!("`providers.{name}` does not have"));
                let message = format!("a shock changes a number of lines that {whose}");
                let help = "state the usual number too, for instance [providers.trust] lines = 60".to_owned();
                root.problem(of.span, "unlimited", message, Some(help));
                continue;
            }
            for place in places.into_iter().filter(|_| from < until) {
                said[place].push((from, until, of.said));
            }
        }
    }
    let laid = |(said, usual): (Vec<(Tick, Tick, Said)>, &Option<u32>)| -> Vec<(Tick, u32)> {
        let mut moments: Vec<Tick> = said.iter().flat_map(|&(from, until, _)| [from, until]).collect();
        moments.sort_unstable();
        moments.dedup();
        let lines = |at: Tick| {
            let now = said.iter().filter(|(from, until, _)| *from <= at && at < *until);
            now.fold(usual.unwrap_or(0), |lines, (_, _, said)| said.over(lines))
        };
        moments.into_iter().map(|at| (at, lines(at))).collect()
    };
    said.into_iter().zip(usual).map(laid).collect()
}
