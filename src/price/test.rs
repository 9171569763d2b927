//! The whole price test of one set of assumptions, stage by stage. A stop keeps the stages that are finished.

use std::sync::atomic::AtomicBool;

use super::anew::Anew;
use super::case::{Case, about_targets};
use super::cheapest::cheapest;
use super::curve;
use super::doubt::doubt;
use super::forms::forms;
use super::found::{Found, Offer, Staffed, Verdict};
use super::ladder::Ladder;
use super::offer::{Chance, Paid, chances, paid};
use super::sensitivity::effect;
use super::staffing::{Search, Staffing};
use super::{Failure, LEVEL};
use crate::analysis::proportion::{self, judge};
use crate::experiment::staffing::Recipe;
use crate::experiment::trials::slack;
use crate::experiment::{Trial, Trials};
use crate::model::Model;
use crate::scenario::assumptions::Kind;
use crate::scenario::price_test::Limits;

/// How much is simulated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Replications of what is reported.
    pub replications: u64,
    /// Prices on offer, rising.
    pub offered: Vec<f64>,
    /// How sure one must be.
    pub confidence: f64,
    /// Floor, cap and marginal price.
    pub limits: Limits,
    /// Draws of the assumptions, and replications of each.
    pub draws: (usize, usize),
}

/// What a search for the cheapest staffing has found for a case.
#[derive(Debug)]
pub struct Searched {
    /// The case with the cheapest staffing that seems to keep the targets.
    pub case: Case,
    /// The case staffed as well as less money buys.
    pub cheaper: Vec<Case>,
    /// How it was made, from the scenario's own heads.
    pub recipe: Recipe,
    /// Replications that it took.
    pub replications: usize,
}

/// How far a test has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What is done.
    pub what: &'static str,
    /// So many.
    pub done: usize,
    /// Of so many; 0 if nobody knows, of replications.
    pub planned: usize,
}

/// Where the callers of each stage begin: no stage sees another's.
const SEARCHED: u64 = 1 << 40;
const VERIFIED: u64 = 2 << 40;
const OFFERED: u64 = 64 << 40;
const DRAWN: u64 = 65 << 40;
/// Attempts at a verification; how much more staff is tried to see what it brings, and between what each adds.
const ATTEMPTS: u32 = 8;
const MORE: f64 = 1.01;
const LITTLE: f64 = 0.003;
const MUCH: f64 = 0.05;
/// Replications of a search at the least; of a curve, and of the targets with the staffing kept.
const OF_SEARCH: u64 = 20;
const OF_CURVE: u64 = 40;
const OF_KEPT: u64 = 30;

/// Tests one set of assumptions. `searched`: the same with the cheapest staffing that a search has found; without one it is looked for
/// among the scenario's own heads times a factor a group ([`super::staffing`]).
///
/// # Errors
/// What is wrong with a scenario; a failed check of the engine; a stop before anything was found.
pub fn test(
    case: &Case,
    searched: Option<&Searched>,
    bench: &Trials,
    plan: &Plan,
    stop: &AtomicBool,
    report: &mut dyn FnMut(Stage),
) -> Result<Found, Failure> {
    let stated = case.levers.stated();
    let (model, trials) = case.trials(bench, &[], &stated, 0..plan.replications, stop)?;
    report(Stage { what: "as staffed", done: 1, planned: 1 });
    let Some(own) = staffed(case, plan, &model, &trials, stated) else {
        return Err(Failure::Stopped);
    };
    let mut found = Found {
        own,
        least: None,
        file: None,
        ways: None,
        sums: Vec::new(),
        by_recipe: false,
        hopeless: false,
        attempts: 0,
        offers: Vec::new(),
        curve: Vec::new(),
        forms: Vec::new(),
        effects: Vec::new(),
        doubt: None,
        notes: about_targets(&model),
        partial: false,
        replications: trials.len() + searched.map_or(0, |searched| searched.replications),
    };
    let mut test = Test {
        case: searched.map_or(case, |searched| &searched.case),
        as_staffed: case,
        searched,
        is_searched: searched.is_some(),
        bench,
        plan,
        stop,
        report,
        own: (model, trials),
    };
    match test.stages(&mut found) {
        Ok(()) => {}
        Err(Failure::Stopped) => found.partial = true,
        Err(other) => return Err(other),
    }
    Ok(found)
}

fn staffed(case: &Case, plan: &Plan, model: &Model, trials: &[Trial], staffing: Staffing) -> Option<Staffed> {
    let lines = case.lines(trials);
    let n = lines.len().max(1) as f64;
    let paid = |trial: &Trial| trial.accounts.get(case.contract).map_or(0.0, |account| account.paid(case.form.paid_for()));
    Some(Staffed {
        staffing,
        cheapest: cheapest(&case.terms, &lines, plan.confidence)?,
        targets: Chance::new(trials.iter().map(|trial| trial.all_held(model))),
        cost: lines.iter().map(|line| line.cost).sum::<f64>() / n,
        calls: trials.iter().map(paid).sum::<f64>() / n,
    })
}

struct Test<'a> {
    /// With the cheapest staffing, where it was searched.
    case: &'a Case,
    as_staffed: &'a Case,
    searched: Option<&'a Searched>,
    is_searched: bool,
    bench: &'a Trials,
    plan: &'a Plan,
    stop: &'a AtomicBool,
    report: &'a mut dyn FnMut(Stage),
    own: (Model, Vec<Trial>),
}

impl Test<'_> {
    fn stages(&mut self, found: &mut Found) -> Result<(), Failure> {
        let sure = (1.0 / (1.0 - self.plan.confidence)).ceil() as u64;
        let searched = SEARCHED..SEARCHED + OF_SEARCH.max(sure);
        let confidence = self.plan.confidence;
        (self.report)(Stage { what: "searching the least staffing", done: 0, planned: 1 });
        let least = self.least(&searched, found)?;
        let Test { case, bench, plan, stop, .. } = *self;
        found.file = self.is_searched.then(|| case.file.clone());
        let search = Search { bench, case, confidence, replications: searched.clone(), margin: 1.0, stop };
        let Some(first) = least else {
            found.hopeless = true;
            self.offers_as_staffed(found);
            return Ok(());
        };
        let Some(least) = self.verified(first, found)? else {
            found.hopeless = true;
            self.offers_as_staffed(found);
            return Ok(());
        };
        let staffing = least.staffing.clone();
        let cheapest = least.cheapest;
        if cheapest.sure.high.is_none() {
            found.notes.push(format!(
                "{} replications bound the price at {:.0} % from below alone, so none can be shown to be enough: more are needed",
                cheapest.replications,
                plan.confidence * 100.0
            ));
        }
        found.least = Some(least);
        let ladder = Ladder::new((case, &staffing), self.searched.map_or(&[], |searched| &searched.cheaper[..]))?;
        found.sums = ladder.searched();
        for (place, &price) in plan.offered.iter().enumerate() {
            let paid = paid(case, bench, (&ladder, plan.confidence), price, searched.clone(), stop)?;
            let fresh = OFFERED..OFFERED + plan.replications;
            let (model, trials) = ladder.trials(bench, paid.factor, fresh, stop)?;
            found.replications += trials.len();
            found.offers.push(Offer {
                price,
                paid,
                chances: chances(case, &model, &trials, price),
                own: chances(self.as_staffed, &self.own.0, &self.own.1, price),
                verdict: Verdict::of(price, &cheapest),
            });
            (self.report)(Stage { what: "prices on offer", done: place + 1, planned: plan.offered.len() });
        }
        self.effects(search, &staffing, found)?;
        self.forms(&staffing, found)?;
        let offered = plan.offered.last().copied().unwrap_or(0.0);
        found.doubt =
            doubt(case, bench, (&staffing, plan.confidence, offered), (plan.draws.0, plan.draws.1, DRAWN), stop, self.report)?;
        found.replications += found.doubt.as_ref().map_or(0, |doubt| doubt.draws.0 * doubt.draws.1);
        let mut marked = plan.offered.clone();
        marked.extend([cheapest.average, cheapest.sure.value]);
        let with = SEARCHED..SEARCHED + OF_CURVE.min(plan.replications.max(OF_SEARCH));
        let mut done = |done, planned| (self.report)(Stage { what: "staffings of the curve", done, planned });
        found.curve = curve::curve(case, bench, (&ladder, plan.confidence), &marked, &with, stop, &mut done)?;
        Ok(())
    }

    /// The least staffing to begin with: the searched one, or the scenario's own heads times factors where that is cheaper or nothing was
    /// searched. A search that had to end early may have found no better.
    fn least(&mut self, replications: &std::ops::Range<u64>, found: &mut Found) -> Result<Option<Staffing>, Failure> {
        let Test { case, as_staffed, bench, plan, stop, .. } = *self;
        let stated = as_staffed.levers.stated();
        if as_staffed.scenario.model.targets.is_empty() {
            return Ok(Some(stated));
        }
        let own = Search {
            bench,
            case: as_staffed,
            confidence: plan.confidence,
            replications: replications.clone(),
            margin: 1.0,
            stop,
        };
        let scaled = own.least(&[], &stated)?;
        if !self.is_searched {
            return Ok(scaled);
        }
        // all targets at once, where the search took them one by one
        let search = Search { case, ..own };
        let searched = search.alike(&case.levers.stated())?;
        let price = |case: &Case, staffing: &Staffing| -> Result<f64, Failure> {
            let (_, trials) = case.trials(bench, &[], staffing, replications.clone(), stop)?;
            Ok(case.terms.price_on_average(&case.lines(&trials)).unwrap_or(f64::INFINITY))
        };
        let of_searched = searched.as_ref().map(|searched| price(case, searched)).transpose()?;
        let of_scaled = scaled.as_ref().map(|scaled| price(as_staffed, scaled)).transpose()?;
        found.ways = of_searched.map(|price| (price, of_scaled));
        if of_scaled.unwrap_or(f64::INFINITY) < of_searched.unwrap_or(f64::INFINITY) {
            (self.case, self.is_searched) = (as_staffed, false);
            return Ok(scaled);
        }
        Ok(searched)
    }

    /// Adds staff until the targets are shown to hold on callers that no attempt has seen. Each attempt has half of the error that is left.
    fn verified(&mut self, first: Staffing, found: &mut Found) -> Result<Option<Staffed>, Failure> {
        let plan = self.plan;
        let mut staffing = first;
        for attempt in 0..ATTEMPTS {
            let from = VERIFIED + (u64::from(attempt) << 40);
            let (model, trials) = self.case.trials(self.bench, &[], &staffing, from..from + plan.replications, self.stop)?;
            found.attempts = attempt + 1;
            found.replications += trials.len();
            (self.report)(Stage { what: "attempts at a verification", done: attempt as usize + 1, planned: ATTEMPTS as usize });
            let Some(now) = staffed(self.case, plan, &model, &trials, staffing.clone()) else { return Ok(None) };
            let level = 1.0 - (1.0 - LEVEL) / f64::from(2_u32.pow(attempt + 1));
            let shown = judge(now.targets.of, now.targets.replications, plan.confidence, level) == proportion::Verdict::Met;
            let few = proportion::wilson(now.targets.replications, now.targets.replications, level)
                .is_none_or(|all| all.low < plan.confidence);
            if shown || model.targets.is_empty() {
                return Ok(Some(now));
            }
            if few && now.targets.of == now.targets.replications {
                let n = now.targets.replications;
                found.notes.push(format!(
                    "{n} replications cannot show a confidence of {:.0} %: all of them hold, and that is all that is known",
                    plan.confidence * 100.0
                ));
                return Ok(Some(now));
            }
            if attempt + 1 == ATTEMPTS {
                found.notes.push(format!(
                    "after {ATTEMPTS} attempts on fresh callers the targets hold in {} of {}: not shown to be enough",
                    now.targets.of, now.targets.replications
                ));
                return Ok(Some(now));
            }
            staffing = staffing.times(self.more(&staffing, (&model, &trials), attempt + 1)?);
        }
        Ok(None)
    }

    /// How much more staff after an attempt that failed: as much as brings the slack that was short on its callers, by what a little more brings
    /// on the callers of the search.
    fn more(&self, staffing: &Staffing, (model, trials): (&Model, &[Trial]), failed: u32) -> Result<f64, Failure> {
        let n = trials.len();
        let level = 1.0 - (1.0 - LEVEL) / f64::from(2_u32.pow(failed + 1));
        let passes = |k: usize| judge(k, n, self.plan.confidence, level) == proportion::Verdict::Met;
        let least = (0..=n).find(|&k| passes(k)).unwrap_or(n) as f64 / n.max(1) as f64;
        // half a standard error to spare, but no more than all
        let wanted = (least + 0.5 * (least * (1.0 - least) / n.max(1) as f64).sqrt()).min(1.0 - 0.5 / n.max(1) as f64);
        let short = -slack(model, trials, wanted).unwrap_or(0.0);
        let seen = |staffing: &Staffing| -> Result<f64, Failure> {
            let callers = SEARCHED..SEARCHED + OF_SEARCH;
            let (model, trials) = self.case.trials(self.bench, &[], staffing, callers, self.stop)?;
            Ok(slack(&model, &trials, self.plan.confidence).unwrap_or(0.0))
        };
        let slope = (seen(&staffing.times(MORE))? - seen(staffing)?) / (MORE - 1.0);
        let by = if slope > 0.0 { short / slope } else { 0.0 };
        Ok(1.0 + by.clamp(LITTLE, MUCH))
    }

    /// Where no staffing keeps the targets: the chances as staffed.
    fn offers_as_staffed(&self, found: &mut Found) {
        for &price in &self.plan.offered {
            let own = chances(self.as_staffed, &self.own.0, &self.own.1, price);
            let paid = Paid { factor: 1.0, beyond: false };
            found.offers.push(Offer { price, paid, chances: own, own, verdict: Verdict::NotDeliverable });
        }
    }

    fn effects(&mut self, search: Search<'_>, staffing: &Staffing, found: &mut Found) -> Result<(), Failure> {
        let case = self.case;
        let stated = found.least.as_ref().map(|least| least.cheapest.sure.value);
        let Some(stated) = stated.filter(|price| price.is_finite()) else { return Ok(()) };
        let recipe = self.searched.filter(|_| self.is_searched).map(|searched| (&searched.recipe, self.as_staffed));
        let Some(anew) = Anew::new(search, staffing, recipe)? else { return Ok(()) };
        found.by_recipe = anew.is_by_recipe();
        let offered = self.plan.offered.last().copied().unwrap_or(stated);
        let kept = SEARCHED..SEARCHED + OF_KEPT;
        for (place, tested) in case.tested.iter().enumerate() {
            let one = effect(&anew, tested, staffing, (stated, offered), &kept)?;
            found.replications += 2 * OF_KEPT as usize;
            found.effects.push(one);
            (self.report)(Stage { what: "assumptions varied", done: place + 1, planned: case.tested.len() });
        }
        found.effects.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
        Ok(())
    }

    fn forms(&mut self, staffing: &Staffing, found: &mut Found) -> Result<(), Failure> {
        let fresh = OFFERED..OFFERED + self.plan.replications;
        let (_, trials) = self.case.trials(self.bench, &[], staffing, fresh, self.stop)?;
        let volume = found.effects.iter().find(|effect| effect.tested.kind == Kind::Volume);
        let volumes = volume.map(|effect| [effect.ends[0].trials.as_slice(), effect.ends[1].trials.as_slice()]);
        let offered = self.plan.offered.last().copied().unwrap_or(0.0);
        found.forms = forms(self.case, &trials, volumes, (offered, self.plan.confidence, self.plan.limits));
        Ok(())
    }
}
