//! What draws say, on the terminal and as Markdown.

use super::Found;
use crate::cli::console::Console;
use crate::cli::table::{self, Lines};
use crate::report::comparison::signed;
use crate::report::doubt::{Choice, Configuration, Doubt, Parts};
use crate::report::number::{self, Unit};

/// Columns of its tables at most.
const WIDEST: usize = 130;

/// The section of the terminal's page.
pub(in crate::cli) fn text(found: &Found, console: &Console) -> String {
    Page { doubt: &found.doubt, console, markdown: false }.text()
}

/// The section as Markdown.
pub(in crate::cli) fn markdown(found: &Found, console: &Console) -> String {
    Page { doubt: &found.doubt, console: &super::plain(console), markdown: true }.text()
}

struct Page<'a> {
    doubt: &'a Doubt,
    console: &'a Console,
    markdown: bool,
}

impl Page<'_> {
    fn text(&self) -> String {
        let doubt = self.doubt;
        let title = "Inputs drawn from their ranges";
        let title = if self.markdown { format!("### {title}\n") } else { self.console.bold(title) };
        let mut page = format!(
            "\n{title}\n{} of {}; all above takes the inputs as stated.\n",
            number::plural(doubt.draws as u64, "draw", "draws"),
            number::plural(doubt.replications_a_draw as u64, "replication", "replications")
        );
        for (number, input) in doubt.inputs.iter().enumerate() {
            page.push_str(&format!(
                "{}{}  {} = {}\n",
                if self.markdown { "- " } else { "  " },
                letter(number),
                input.name,
                input.range
            ));
        }
        for choice in &doubt.choices {
            page.push_str(&self.choice(choice));
        }
        page.push_str(&self.targets());
        page.push_str(&self.parts());
        for note in &doubt.notes {
            page.push_str(&format!("! {note}\n"));
        }
        page
    }

    fn table(&self, head: &[&str], rows: Vec<Vec<String>>) -> String {
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(head.iter().copied());
        table::figures(&mut table, 1..head.len());
        table.add_rows(rows);
        format!("\n{table}\n")
    }

    /// Which alternative is best, how often, and what knowing would be worth.
    fn choice(&self, choice: &Choice) -> String {
        let rows = choice.best.iter().zip(&self.doubt.configurations).map(|(best, configuration)| {
            let cheaper = configuration.cheaper.iter().find(|c| c.difference.measure == choice.criterion);
            let blank = String::new;
            vec![
                best.name.clone(),
                format!("{} ({} to {})", number::chance(best.share), number::chance(best.low), number::chance(best.high)),
                number::chance(best.share_within_targets),
                cheaper.map_or_else(blank, |c| number::chance(c.share_of_draws)),
                cheaper.map_or_else(blank, |c| signed(c.difference.unit, c.difference.mean)),
                cheaper.map_or_else(blank, |c| {
                    format!("{} to {}", signed(c.difference.unit, c.difference.p10), signed(c.difference.unit, c.difference.p90))
                }),
                cheaper.map_or_else(blank, |c| self.most(&c.difference)),
            ]
        });
        let head = [
            format!("Least {}", choice.words),
            "Best in (95 %)".to_owned(),
            "Within targets".to_owned(),
            "Below base in".to_owned(),
            "Difference".to_owned(),
            "10-90 %".to_owned(),
            "Most of its doubt".to_owned(),
        ];
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let mut text = self.table(&head, rows.collect());
        text.push_str("Within targets: best of those that miss no more targets than the base in that draw.\n");
        if choice.best.iter().any(|best| best.share >= 1.0) {
            text.push_str(&format!(
                "{} is best in every draw: knowing the inputs would not change the choice.\n",
                choice.best_on_average
            ));
            return text;
        }
        if choice.unsettled > 0.0 {
            text.push_str(&format!(
                "Chance alone: in {} of draws single replications do not agree which is best.\n",
                number::chance(choice.unsettled)
            ));
        }
        let pounds = |value: f64| Unit::Pounds.value(value);
        if let Some(worth) = choice.evpi {
            let interval = choice.evpi_low.zip(choice.evpi_high);
            let interval = interval.map_or_else(String::new, |(low, high)| format!(" ({} to {})", pounds(low), pounds(high)));
            text.push_str(&format!(
                "{} is best on average. Knowing all inputs before choosing would be worth {}{interval}",
                choice.best_on_average,
                pounds(worth)
            ));
            let alone: Vec<String> = choice
                .by_input
                .iter()
                .enumerate()
                .filter(|(_, w)| w.evppi >= 0.5)
                .map(|(i, w)| format!("{} {} (± {})", letter(i), pounds(w.evppi), pounds(w.error)))
                .collect();
            text.push_str(&if alone.is_empty() { ".\n".to_owned() } else { format!("; one alone: {}.\n", alone.join(", ")) });
        }
        match choice.turned_by.as_ref().and_then(|name| choice.by_input.iter().position(|w| w.input == *name)) {
            Some(turning) => {
                let third = |place: usize| {
                    let shares = &choice.by_input[turning].best_by_third[place];
                    let named = choice.best.iter().zip(shares).filter(|(_, share)| **share > 0.0);
                    named.map(|(best, share)| format!("{} {}", best.name, number::chance(*share))).collect::<Vec<_>>().join(", ")
                };
                text.push_str(&format!(
                    "Input {} turns the verdict. Best where it is low: {}; middling: {}; high: {}.\n",
                    letter(turning),
                    third(0),
                    third(1),
                    third(2)
                ));
            }
            None if !choice.by_input.is_empty() => text.push_str("No input turns the verdict by itself.\n"),
            None => {}
        }
        text
    }

    /// Chances of targets over inputs and callers.
    fn targets(&self) -> String {
        let doubt = self.doubt;
        let chance = |c: &crate::report::doubt::Chance| {
            format!("{} ({} to {})", number::chance(c.probability_met), number::chance(c.low), number::chance(c.high))
        };
        let [first, rest @ ..] = &doubt.configurations[..] else { return String::new() };
        let all = |c: &Configuration| c.targets.iter().chain(&c.all_targets).cloned().collect::<Vec<_>>();
        if first.targets.is_empty() {
            return String::new();
        }
        if rest.is_empty() {
            let rows = all(first).iter().map(|c| vec![c.words.clone(), chance(c)]).collect();
            return self.table(&["Target", "Chance over inputs and callers (95 %)"], rows);
        }
        // numbered: names of targets would not fit above columns of a few characters
        let targets: Vec<String> = all(first).iter().map(|c| c.target.clone()).collect();
        let numbers: Vec<String> = (1..=targets.len()).map(|n| n.to_string()).collect();
        let head: Vec<&str> = std::iter::once("Chance of target").chain(numbers.iter().map(String::as_str)).collect();
        let row = |c: &Configuration| {
            let found = all(c);
            let of = |target: &String| {
                let own = found.iter().find(|c| c.target == *target);
                own.map_or_else(String::new, |c| number::chance(c.probability_met))
            };
            std::iter::once(c.name.clone()).chain(targets.iter().map(of)).collect()
        };
        let table = self.table(&head, doubt.configurations.iter().map(row).collect());
        let mark = if self.markdown { "- " } else { "  " };
        let named = numbers.iter().zip(all(first)).map(|(number, chance)| format!("{mark}{number}  {}\n", chance.words));
        let end = "Chances over inputs and callers; their intervals are in summary.json.\n";
        format!("{table}{}{}{end}", named.collect::<String>(), if self.markdown { "\n" } else { "" })
    }

    /// Whose the variance of the base's measures is.
    fn parts(&self) -> String {
        let base = &self.doubt.configurations[0];
        let row = |parts: &Parts| {
            let share = parts.share_of_inputs.zip(parts.share_low).zip(parts.share_high);
            vec![
                parts.words.clone(),
                parts.unit.value(parts.mean),
                parts.unit.range(parts.p10, parts.p90),
                share.map_or_else(String::new, |((share, low), high)| {
                    format!("{} ({} to {})", number::chance(share), number::chance(low), number::chance(high))
                }),
                self.most(parts),
            ]
        };
        let of = if self.doubt.configurations.len() > 1 { format!("{}, over draws", base.name) } else { "Over draws".to_owned() };
        let head = [of.as_str(), "Mean", "10-90 %", "Inputs' share of variance", "Most of it by itself"];
        // what never varies has no doubt to share
        let varies = base.measures.iter().filter(|parts| parts.share_of_inputs.is_some());
        let mut text = self.table(&head, varies.map(row).collect());
        text.push_str("10-90 %: what one horizon may bring, inputs and callers both. The rest of the variance is chance.\n");
        text
    }

    /// The input that makes most of a variance: letter, which way, share of it.
    fn most(&self, parts: &Parts) -> String {
        parts.dominating().map_or_else(
            || "none stands out".to_owned(),
            |(input, own)| {
                let way = match (own.rising, self.console.unicode) {
                    (true, true) => "↑",
                    (false, true) => "↓",
                    (true, false) => "+",
                    (false, false) => "-",
                };
                format!("{} {way} {} (± {})", letter(input), number::chance(own.share), number::chance(own.error))
            },
        )
    }
}

/// Inputs are lettered on the page: paths are long.
fn letter(input: usize) -> String {
    let first = char::from(b'A' + (input % 26) as u8);
    if input < 26 { first.to_string() } else { format!("{first}{}", input / 26) }
}
