//! What a roll-out prints.

use std::path::Path;

use crate::cli::console::Console;
use crate::cli::pictures;
use crate::cli::table::{self, Lines};
use crate::report::number;
use crate::report::rollout::against::Against;
use crate::report::rollout::scale::Scale;
use crate::report::rollout::{Area, Chance, Date, Provider, Summary, words};

/// Columns of its tables at most.
const WIDEST: usize = 150;
/// Areas listed on the page; all are in `areas.csv`.
const AREAS: usize = 60;
/// Payers listed apart.
const PAYERS: usize = 10;

fn drawn(console: &Console, markdown: bool, head: &[&str], rows: Vec<Vec<String>>, right: &[usize]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = table::empty(console, markdown, Lines::Around, WIDEST);
    table.set_header(head);
    for row in rows {
        table.add_row(row);
    }
    table::figures(&mut table, right.iter().copied());
    format!("\n{table}\n")
}

/// The chance a year after the deadline, where the programme goes on so long and it is the first of a month.
fn later(found: &Summary) -> Option<&(Date, Chance)> {
    let (year, rest) = found.deadline.date.split_at(found.deadline.date.find('-')?);
    let wanted = format!("{}{rest}", year.parse::<u32>().ok()? + 1);
    found.by_month.iter().find(|(date, _)| date.date == wanted)
}

/// All in one table: when each is live everywhere, and what its late areas wait for.
pub(in crate::cli) fn together(found: &[&Summary], because: &str, console: &Console, markdown: bool) -> String {
    let Some(base) = found.first() else { return String::new() };
    let title = if markdown { format!("## {}\n", base.title) } else { console.bold(&base.title) };
    let deadline = words::day(&base.deadline);
    let mut text = format!(
        "{title}\nProgrammes on the same luck: {} each, seed {}; calls in {} detail ({}). The base is {}, {because}.\n",
        number::plural(base.replications as u64, "replication", "replications"),
        base.seed,
        base.detail,
        base.how,
        base.scenario
    );
    let rows = found.iter().map(|one| {
        vec![
            one.scenario.clone(),
            words::chance(&one.by_deadline),
            words::chance(later(one).map_or(&one.by_end, |found| &found.1)),
            words::short_or_never(one.complete[1].as_ref()),
            number::count(one.areas_late),
            words::reasons(one, 1).unwrap_or_else(|| number::UNKNOWN.to_owned()),
        ]
    });
    let end = words::day(later(base).map_or(&base.last, |found| &found.0));
    let (by_deadline, by_end) = (format!("Live everywhere by {deadline}"), format!("by {end}"));
    let first = if markdown { "Programme" } else { "" };
    let head = [first, by_deadline.as_str(), by_end.as_str(), "in 50 % by", "Areas late", "most wait for"];
    text.push_str(&drawn(console, markdown, &head, rows.collect(), &[4]));
    text.push('\n');
    text
}

/// Each against the first, on the same luck.
pub(in crate::cli) fn side_by_side(compared: &[Against], console: &Console, markdown: bool) -> String {
    let mut text = String::new();
    for against in compared {
        let n = number::plural(against.replications as u64, "replication", "replications");
        let title = format!("{} against {}, {n} on the same luck", against.other, against.base);
        let title = if markdown { format!("### {title}\n") } else { console.bold(&title) };
        let rows = against.rows.iter().map(|row| vec![row.name(), row.value(row.base), row.value(row.other), row.words()]);
        let head = ["", against.base.as_str(), against.other.as_str(), "Difference (95 %)"];
        text.push_str(&format!("{title}{}\n", drawn(console, markdown, &head, rows.collect(), &[1, 2])));
    }
    text
}

/// "withdraws 100 %, middle date 1 Mar 13", "takes over 3 areas".
fn does(provider: &Provider) -> String {
    let mut said = Vec::new();
    if provider.withdrew.times > 0 {
        let when = words::short_or_never(provider.withdrew_on.as_ref());
        said.push(format!("withdraws {}, {when}", number::chance(provider.withdrew.share())));
    }
    if provider.stepped_in > 0.0 {
        let areas = number::count(provider.stepped_in);
        said.push(format!("takes over {areas} {}", if areas == "1" { "area" } else { "areas" }));
    }
    if said.is_empty() { number::UNKNOWN.to_owned() } else { said.join("; ") }
}

/// The page a person sees.
pub(super) struct Page<'a> {
    found: &'a Summary,
    console: &'a Console,
    markdown: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(found: &'a Summary, console: &'a Console, markdown: bool) -> Self {
        Self { found, console, markdown }
    }

    pub(super) fn text(&self, folder: &Path, partial: bool, seconds: f64) -> String {
        let mut page = self.body();
        page.push_str(&self.console.doubts(&self.found.warnings));
        if partial {
            page.push_str("! stopped early: of the replications that were finished\n");
        }
        let written = pictures::written(!folder.join("figures").is_dir());
        page.push_str(&format!("\n{written}: {}\nTook {seconds:.1} s.\n\n", folder.display()));
        page
    }

    pub(super) fn body(&self) -> String {
        let found = self.found;
        let title = if self.markdown { format!("## {}\n", found.title) } else { self.console.bold(&found.title) };
        let mut page = format!(
            "{title}\n{}: {}, {} to {}; {}, seed {}; calls in {} detail ({})\n",
            found.scenario,
            number::plural(found.areas.len() as u64, "area", "areas"),
            found.by_month.first().map_or_else(String::new, |(date, _)| words::day(date)),
            words::day(&found.last),
            number::plural(found.replications as u64, "replication", "replications"),
            found.seed,
            found.detail,
            found.how
        );
        let verdict = words::verdict(found);
        let verdict = if self.markdown { format!("**{verdict}**") } else { self.console.bold(&verdict) };
        page.push_str(&format!("\n{verdict}\n"));
        page.push_str(&self.chances());
        if let Some(reasons) = words::reasons(found, usize::MAX) {
            page.push_str(&format!("Late areas wait for: {reasons}.\n"));
        }
        page.push_str(&self.areas());
        page.push_str(&self.providers());
        let money = words::paid(found);
        for text in words::gates(found).into_iter().chain([words::badly(found)]).chain(money) {
            page.push_str(&format!("\n{text}"));
        }
        page.push('\n');
        page.push_str(&self.payers());
        page.push_str("Intervals are 95 % and cover simulation error alone.\n");
        page
    }

    /// A sentence under a table.
    fn line(&self, text: &str) -> String {
        if self.markdown { format!("\n{text}\n") } else { format!("{text}\n") }
    }

    fn table(&self, head: &[&str], rows: Vec<Vec<String>>, right: &[usize]) -> String {
        drawn(self.console, self.markdown, head, rows, right)
    }

    /// Chances on the first of each month from the first that is not nothing, the deadline among them.
    fn chances(&self) -> String {
        let found = self.found;
        let mut dates: Vec<_> = found.by_month.iter().map(|(date, chance)| (date.clone(), *chance)).collect();
        if !dates.iter().any(|(date, _)| date.day == found.deadline.day) {
            dates.push((found.deadline.clone(), found.by_deadline));
        }
        dates.push((found.last.clone(), found.by_end));
        dates.sort_by_key(|(date, _)| date.day);
        dates.dedup_by_key(|(date, _)| date.day);
        let year_on = later(found).map(|(date, _)| date.day);
        let tell = |date: &Date| date.day == found.deadline.day || date.day == found.last.day || Some(date.day) == year_on;
        // where nothing happens yet, or any more, one line says it
        let settled = |place: usize| place > 0 && dates[place].1 == dates[place - 1].1;
        let rows = dates
            .iter()
            .enumerate()
            .filter(|(place, (date, chance))| tell(date) || (!settled(*place) && (*place > 0 || chance.times > 0)));
        let rows = rows.map(|(_, (date, chance))| {
            let note = if date.day == found.deadline.day { "  deadline" } else { "" };
            vec![format!("{}{note}", words::day(date)), words::chance(chance)]
        });
        let falls = dates.windows(2).any(|pair| pair[1].1.times < pair[0].1.times);
        let mut text = self.table(&["Everywhere live on", "Chance"], rows.collect(), &[]);
        if falls {
            text.push_str(&self.line(words::FALLS));
        }
        text
    }

    fn areas(&self) -> String {
        let mut order: Vec<&Area> = self.found.areas.iter().collect();
        let latest = |area: &Area| area.live[1].as_ref().map_or(usize::MAX, |date| date.day);
        order.sort_by_key(|area| std::cmp::Reverse(latest(area)));
        let rows = order.iter().take(AREAS).map(|area| {
            let why = area.waits_for.iter().take(2).map(|(why, times)| format!("{why} {times}")).collect::<Vec<_>>().join(", ");
            vec![
                area.area.clone(),
                words::short_or_never(area.planned.as_ref()),
                words::short_or_never(area.live[1].as_ref()),
                words::short_or_never(area.live[2].as_ref()),
                number::chance(area.late.share()),
                if why.is_empty() { number::UNKNOWN.to_owned() } else { why },
            ]
        });
        let head = ["Area", "Planned", "Live for good, 50 %", "Live for good, 90 %", "Late on the day", "Waits then for (times)"];
        let mut text = self.table(&head, rows.collect(), &[4]);
        text.push_str(&self.line(&words::late_or_for_good(&self.found.deadline)));
        if order.len() > AREAS {
            text.push_str(&format!("and {} more in areas.csv\n", order.len() - AREAS));
        }
        text
    }

    fn providers(&self) -> String {
        let simulated = self.found.providers.iter().filter(|p| p.simulated);
        let scale = Scale::of(self.found.providers.iter().flat_map(|p| [p.income, p.cost]));
        let rows = simulated.map(|p| {
            vec![p.provider.clone(), does(p), scale.value(p.income), scale.value(p.cost), scale.value(p.income - p.cost)]
        });
        let [income, cost, surplus] = ["Income", "Cost", "Surplus"].map(|head| format!("{head} {}", scale.unit));
        self.table(&["Provider", "What it does, middle date", &income, &cost, &surplus], rows.collect(), &[2, 3, 4])
    }

    /// Who pays most beyond the plan.
    fn payers(&self) -> String {
        let beyond = |area: &Area| area.paid.iter().sum::<f64>() - area.paid_planned.iter().sum::<f64>();
        let mut order: Vec<&Area> = self.found.areas.iter().filter(|area| beyond(area).abs() >= 0.5).collect();
        order.sort_by(|a, b| beyond(b).abs().total_cmp(&beyond(a).abs()));
        let left = order.len().saturating_sub(PAYERS);
        let scale = Scale::of(order.iter().take(PAYERS).flat_map(|area| area.paid));
        let rows = order.iter().take(PAYERS).map(|area| {
            vec![
                area.area.clone(),
                scale.value(area.paid_planned.iter().sum()),
                scale.value(area.paid[0]),
                scale.value(area.paid[1]),
                scale.value(beyond(area)),
            ]
        });
        let head = ["Planned", "To providers", "To the line before", "Beyond plan"].map(|head| format!("{head} {}", scale.unit));
        let head: Vec<&str> = std::iter::once("Payer").chain(head.iter().map(String::as_str)).collect();
        let mut text = self.table(&head, rows.collect(), &[1, 2, 3, 4]);
        if left > 0 {
            text.push_str(&format!("and {left} more in areas.csv\n"));
        }
        text
    }
}
