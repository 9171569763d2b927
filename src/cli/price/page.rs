//! What a price test prints: the verdict of each set of assumptions, with the tables that it rests on.

use std::path::Path;

use super::PriceArgs;
use crate::cli::console::Console;
use crate::cli::pictures;
use crate::cli::table::{self, Lines};
use crate::price::doubt::Doubt;
use crate::report::number::{self, pounds};
use crate::report::price::{Test, Tried, words};

/// Columns of its tables at most.
const WIDEST: usize = 130;

/// The page a person sees.
pub(super) struct Page<'a> {
    test: &'a Test<'a>,
    console: &'a Console,
    markdown: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(test: &'a Test<'a>, console: &'a Console, markdown: bool) -> Self {
        Self { test, console, markdown }
    }

    pub(super) fn text(&self, args: &PriceArgs, folder: &Path, seconds: f64) -> String {
        let mut page = self.body();
        page.push_str(&self.console.doubts(&self.test.warnings));
        let what = pictures::written(args.no_charts);
        let all: usize = self.test.tried.iter().map(|tried| tried.found.replications).sum();
        page.push_str(&format!(
            "\n{what}: {}\nTook {seconds:.1} s; {} reported, searches besides.\nNext: helpline run {} --require\n",
            folder.display(),
            number::plural(all as u64, "replication", "replications"),
            args.file
        ));
        page
    }

    pub(super) fn markdown(&self) -> String {
        self.body()
    }

    fn body(&self) -> String {
        let first = self.test.tried.first();
        let Some(first) = first else { return String::new() };
        let model = &first.case.scenario.model;
        let days = model.clock.reported_length_days();
        let contract = &model.money.contracts[first.case.contract].name;
        let mut page = format!(
            "{}\n{}: contract {contract}, priced {}, over {}; {}, seed {}\n",
            self.title(&model.title, "##"),
            model.name,
            words::unit(first.case.form),
            number::plural(days.round().max(1.0) as u64, "day", "days"),
            number::plural(self.test.plan.replications, "replication", "replications"),
            self.test.seed
        );
        for tried in &self.test.tried {
            page.push_str(&self.tried(tried));
        }
        page.push_str(&format!(
            "Intervals are {} and cover simulation error alone, but where draws of assumptions are named.\n",
            words::percent(crate::price::LEVEL)
        ));
        page
    }

    fn title(&self, text: &str, mark: &str) -> String {
        if self.markdown { format!("{mark} {text}\n") } else { self.console.bold(text) }
    }

    fn tried(&self, tried: &Tried) -> String {
        let (case, found) = (tried.case, tried.found);
        let mut page = String::new();
        if self.test.tried.len() > 1 {
            page.push_str(&format!("\n{}\n", self.title(&format!("{}: {}", case.name, case.scenario.model.title), "###")));
        }
        let verdict = words::verdict(tried, self.test.plan);
        page.push_str(&format!("\n{}\n", if self.markdown { format!("**{verdict}**") } else { self.console.bold(&verdict) }));
        if found.partial {
            page.push_str("! stopped early: what follows is what was finished\n");
        }
        page.push_str(&self.prices(tried));
        page.push_str(&self.offers(tried));
        page.push_str(&self.forms(tried));
        page.push_str(&self.effects(tried));
        if let Some(doubt) = &found.doubt {
            page.push_str(&self.doubt(doubt));
        }
        if let Some(file) = &found.file {
            page.push_str(&format!("The searched staffing: helpline run {file}\n"));
        }
        for note in &found.notes {
            page.push_str(&format!("! {note}\n"));
        }
        page
    }

    fn table(&self, head: &[&str], rows: Vec<Vec<String>>, right: &[usize]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let mut table = table::empty(self.console, self.markdown, Lines::BetweenRows, WIDEST);
        table.set_header(head);
        for row in rows {
            table.add_row(row);
        }
        table::figures(&mut table, right.iter().copied());
        format!("\n{table}\n")
    }

    fn prices(&self, tried: &Tried) -> String {
        let (case, found) = (tried.case, tried.found);
        let groups = case.levers.groups();
        let row = |name: &str, staffed: &crate::price::found::Staffed, searched: bool| {
            vec![
                name.to_owned(),
                words::staffing(&groups, staffed, searched),
                pounds(staffed.cost),
                words::average(&staffed.cheapest),
                words::sure(&staffed.cheapest),
                words::chance(&staffed.targets),
            ]
        };
        let mut rows = vec![row("As staffed", &found.own, false)];
        rows.extend(found.least.as_ref().map(|least| row("Cheapest that meets the targets", least, found.file.is_some())));
        let confidence = format!("In {} of replications", words::percent(self.test.plan.confidence));
        let head = ["Books balance", "Heads", "Cost", "On average", confidence.as_str(), "All targets hold"];
        self.table(&head, rows, &[2, 3, 4, 5]) + &Self::line(&words::ways(found))
    }

    fn offers(&self, tried: &Tried) -> String {
        let found = tried.found;
        let rows = found.offers.iter().map(|offer| {
            let paid = match (offer.paid.beyond, found.least.is_some()) {
                (_, false) => "as staffed".to_owned(),
                (true, _) => format!("less than {}", number::share(offer.paid.factor)),
                (false, _) => number::share(offer.paid.factor),
            };
            vec![
                format!("{} {}", pounds(offer.price), words::unit(tried.case.form)),
                paid,
                number::chance(offer.chances.targets.share()),
                number::chance(offer.chances.balanced.share()),
                words::chance(&offer.chances.both),
                number::chance(offer.own.both.share()),
                words::word(offer.verdict).to_owned(),
            ]
        });
        let head = ["On offer", "Staff it pays for", "Targets met", "Breaks even", "Both", "Both as staffed", "Verdict"];
        let below = if found.least.is_some() { words::below(found) } else { String::new() };
        self.table(&head, rows.collect(), &[1, 2, 3, 4, 5]) + &Self::line(&below)
    }

    /// A sentence under a table.
    fn line(text: &str) -> String {
        match text {
            "" => String::new(),
            text => format!("{text}\n"),
        }
    }

    fn forms(&self, tried: &Tried) -> String {
        let blank = || number::UNKNOWN.to_owned();
        let rows = tried.found.forms.iter().map(|form| {
            let volumes = form.at_volumes;
            vec![
                format!("{}{}", words::form(form.name), if form.own { " (its own)" } else { "" }),
                form.cheapest.as_ref().map_or_else(blank, |c| pounds(c.average)),
                form.cheapest.as_ref().map_or_else(blank, |c| pounds(c.sure.value)),
                form.offered.map_or_else(blank, pounds),
                form.loss.as_ref().map_or_else(blank, words::chance),
                form.surplus.map_or_else(blank, pounds),
                volumes.map_or_else(blank, |v| pounds(v[0])),
                volumes.map_or_else(blank, |v| pounds(v[1])),
            ]
        });
        let volume = tried.found.effects.iter().find(|e| e.tested.kind == crate::scenario::assumptions::Kind::Volume);
        let [low, high] =
            volume.map_or(["less".to_owned(), "more".to_owned()], |e| [e.ends[0].value.clone(), e.ends[1].value.clone()]);
        let (low, high) = (format!("at volume {low}"), format!("at volume {high}"));
        let head = [
            "Form of payment",
            "Balances at",
            "Surely at",
            "Offered, turned into it",
            "Chance of a loss",
            "Surplus",
            low.as_str(),
            high.as_str(),
        ];
        self.table(&head, rows.collect(), &[1, 2, 3, 4, 5, 6, 7])
    }

    fn effects(&self, tried: &Tried) -> String {
        let rows = tried.found.effects.iter().map(|effect| {
            let [low, high] = &effect.ends;
            vec![
                effect.tested.name.clone(),
                words::range(&effect.tested),
                words::moved(low.price, effect.stated),
                words::moved(high.price, effect.stated),
                format!("{} / {}", number::chance(low.kept.share()), number::chance(high.kept.share())),
                words::breaks(effect),
            ]
        });
        let breaks = format!("The offered {} is", self.test.plan.offered.last().map_or_else(String::new, |price| pounds(*price)));
        let head = ["What breaks it", "Range", "Price at low end", "at high end", "Targets met, staff kept", breaks.as_str()];
        let anew = if tried.found.effects.is_empty() { "" } else { words::anew(tried.found) };
        self.table(&head, rows.collect(), &[2, 3, 4]) + &Self::line(anew)
    }

    fn doubt(&self, doubt: &Doubt) -> String {
        let mut text = format!(
            "\nAll assumptions drawn at once ({} of {}), staffing kept: books balance at {} (10-90 %: {} to {}), in {} of draws at {}.\n",
            number::plural(doubt.draws.0 as u64, "draw", "draws"),
            number::plural(doubt.draws.1 as u64, "replication", "replications"),
            pounds(doubt.median),
            pounds(doubt.p10),
            pounds(doubt.p90),
            words::percent(self.test.plan.confidence),
            pounds(doubt.sure),
        );
        if let Some(parts) = &doubt.parts {
            text.push_str(&format!(
                "Of the variance of that price {} is doubt about inputs ({} to {}), the rest chance: a standard deviation of {} ({} to {})",
                number::share(parts.share),
                number::share(parts.share_interval.low),
                number::share(parts.share_interval.high),
                pounds(parts.inputs.sqrt()),
                pounds(parts.inputs_interval.low.sqrt()),
                pounds(parts.inputs_interval.high.sqrt()),
            ));
            text.push_str(&match doubt.dominating() {
                Some((tested, effect)) => format!(
                    ", of which {} makes most: {} ± {}.\n",
                    tested.name,
                    number::share(effect.share),
                    number::share(effect.error)
                ),
                None => "; no assumption stands out.\n".to_owned(),
            });
        }
        let all = [("targets met", &doubt.targets), ("breaks even", &doubt.balanced), ("both", &doubt.both)];
        let said: Vec<String> = all
            .into_iter()
            .filter_map(|(name, found)| {
                let (chance, interval) = found.as_ref()?;
                Some(format!(
                    "{name} {} ({} to {})",
                    number::chance(*chance),
                    number::chance(interval.low),
                    number::chance(interval.high)
                ))
            })
            .collect();
        if !said.is_empty() {
            let price = self.test.plan.offered.last().copied().unwrap_or(0.0);
            text.push_str(&format!("At {} over inputs and callers: {}.\n", pounds(price), said.join(", ")));
        }
        if doubt.tested.iter().any(|tested| !tested.stated) {
            text.push_str("Ranges marked usual are assumptions of the program, not of the scenario.\n");
        }
        text
    }
}
