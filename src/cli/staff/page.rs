//! What `staff` prints: for each answer hours and cost, each target with its verified chance, what binds when, the gap to the bound.

use anstyle::AnsiColor;

use super::words::{chance, interval, sentence, wanted, words};
use super::write::Written;
use crate::cli::console::Console;
use crate::cli::table::{self, Lines};
use crate::model::Repeats;
use crate::report::staffing::{Answer, Cover, GroupHours, More, WEEK, cost, counted_in, hours, tightest};
use crate::report::{number, summary};

/// Columns of its tables at most.
pub(super) const WIDEST: usize = 120;

/// The page a person sees.
pub(super) struct Page<'a> {
    pub(super) written: &'a Written<'a>,
    pub(super) console: &'a Console,
    pub(super) markdown: bool,
}

impl Page<'_> {
    pub(super) fn text(&self, seconds: f64) -> String {
        let written = self.written;
        let mut page = self.body();
        page.push_str(&self.console.doubts(&written.warnings()));
        let first = written.answers.first().map_or("staffing.toml", |a| a.file.as_str());
        page.push_str(&format!(
            "\nWritten to {}. Took {seconds:.1} s.\nNext: helpline run {}\n",
            written.folder.display(),
            written.folder.join(first).display()
        ));
        page
    }

    /// All that was found.
    pub(super) fn body(&self) -> String {
        let written = self.written;
        let model = written.desk.model;
        let title = if self.markdown { format!("## {}\n", model.title) } else { self.console.bold(&model.title) };
        let mut page = format!("{title}\n{}\n", self.header());
        for (answer, covers) in written.answers.iter().zip(written.covers()) {
            page.push_str(&self.answer(answer, &covers));
        }
        page.push_str(&self.effort());
        page
    }

    fn header(&self) -> String {
        let desk = self.written.desk;
        let problem = &desk.problem;
        let clock = &desk.model.clock;
        let days = clock.reported_length_days().round().max(1.0) as u64;
        let from = if clock.dated {
            format!(" from {}", &self.written.template.base.civil.label(clock.start)[..10])
        } else {
            String::new()
        };
        let repeats = match problem.choices.pattern.repeats {
            Repeats::Always => "one number for always".to_owned(),
            Repeats::Day => format!("heads by {} of the day", interval(problem.choices.pattern.interval)),
            Repeats::Week => format!("heads by {} of the week", interval(problem.choices.pattern.interval)),
            Repeats::Never => format!("heads by {} of each date", interval(problem.choices.pattern.interval)),
        };
        let groups = problem.choices.groups.iter().enumerate().map(|(index, group)| {
            let name = &desk.model.groups[group.group as usize].name;
            if group.by_shift {
                format!("{name}: {}", number::plural(problem.of_group(index).len() as u64, "possible shift", "possible shifts"))
            } else {
                format!("{name}: {repeats}")
            }
        });
        let groups: Vec<String> = groups.collect();
        format!(
            "{}: {}{from}, seed {}. Chosen: {}.\nCost is counted in {}.",
            desk.model.name,
            number::plural(days, "day", "days"),
            self.written.args.common.seed,
            groups.join("; "),
            counted_in(desk.counted)
        )
    }

    fn answer(&self, answer: &Answer, covers: &[Cover]) -> String {
        let found = &answer.found;
        let title = format!("For {}", answer.title);
        let title = if self.markdown { format!("### {title}\n") } else { self.console.bold(&title) };
        let mut page = format!("\n{title}\n{}\n", sentence(self.written.desk, answer));
        page.push_str(&self.groups(answer, covers));
        if found.verified.is_empty() {
            page.push_str("Stopped before it could be verified: it seemed to reach its targets on the callers of the search.\n");
        } else {
            page.push_str(&self.targets(answer));
        }
        for &aim in &found.hopeless {
            page.push_str(&self.hopeless(answer, aim));
        }
        page.push_str(&self.more(answer));
        if let Some(binding) = found.binding().filter(|_| found.hopeless.is_empty() && matches!(answer.more, More::Nothing)) {
            page.push_str(&format!("Binds: {}.{}\n", words(&found.aims[binding], self.written), self.when(answer)));
        }
        page.push_str(&self.bound(answer));
        page
    }

    fn groups(&self, answer: &Answer, covers: &[Cover]) -> String {
        let desk = self.written.desk;
        let weeks = desk.weeks();
        let (now, then) = (hours(desk, desk.model), hours(desk, &answer.model));
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(["Group", "Hours a week", "As it stands", "WTE", "Over / under need, h a week", "Cost"]);
        let shown = |g: &GroupHours| number::fixed(g.paid.unwrap_or(g.desk) / weeks, 0);
        for ((now, then), cover) in now.iter().zip(&then).zip(covers) {
            let (over, under) = cover.over_and_under(&desk.problem.hours);
            table.add_row([
                then.name.clone(),
                format!("{}{}", shown(then), if then.paid.is_some() { " paid" } else { " at desks" }),
                shown(now),
                number::fixed(then.whole_time, 1),
                format!("+{} / −{}", number::fixed(over / weeks, 0), number::fixed(under / weeks, 0)),
                then.pounds.map_or_else(|| "pay not stated".to_owned(), number::pounds),
            ]);
        }
        table::figures(&mut table, [1, 2, 3, 4, 5]);
        format!(
            "{table}\nWTE: whole-time equivalents of {WEEK} hours a week{}.\n",
            if then.iter().all(|g| g.paid.is_some()) { "" } else { "; without shrinkage, which is not stated" }
        )
    }

    fn targets(&self, answer: &Answer) -> String {
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(["Target", "As it stands", "With it", "Wanted", "Chance (interval)", ""]);
        for (aim, verified) in answer.found.aims.iter().zip(&answer.found.verified) {
            let unit = summary::unit(aim.measure.kind);
            let value = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| unit.value(v));
            table.add_row([
                words(aim, self.written),
                value(verified.base.map(|b| b.0.mean)),
                value(verified.estimate.map(|e| e.mean)),
                wanted(aim),
                chance(verified),
                self.verdict(verified.met),
            ]);
        }
        table::figures(&mut table, [1, 2]);
        let found = &answer.found;
        let level = 1.0 - 0.05 / 2.0_f64.powi(found.attempts as i32);
        format!(
            "{table}\nVerified on {} replications of callers that the search had not met ({}), as it stands with the same; intervals at {} %.{}\n",
            number::count(found.replications as f64),
            number::plural(u64::from(found.attempts), "attempt", "attempts"),
            number::fixed(level * 100.0, 2),
            if self.written.answers.len() > 1 {
                " Each answer is verified on callers of its own, so what it is as it stands differs by chance between answers."
            } else {
                ""
            }
        )
    }

    fn verdict(&self, met: bool) -> String {
        let (symbol, plain, word, colour) =
            if met { ("✓", "+", "met", AnsiColor::Green) } else { ("✗", "x", "not shown", AnsiColor::Red) };
        self.console.paint(&format!("{} {word}", if self.console.unicode { symbol } else { plain }), colour)
    }

    /// When it is tightest, by group.
    pub(super) fn when(&self, answer: &Answer) -> String {
        let desk = self.written.desk;
        let mut text = String::new();
        for (index, group) in desk.problem.choices.groups.iter().enumerate() {
            let places = tightest(desk, &answer.found, index);
            if places.is_empty() || desk.problem.hours.len() < 2 {
                continue;
            }
            let list: Vec<String> =
                places.iter().map(|(label, share)| format!("{label} ({} late)", number::share(*share))).collect();
            text.push_str(&format!(" {}: tightest {}.", group.name, list.join(", ")));
        }
        text
    }

    fn hopeless(&self, answer: &Answer, aim: usize) -> String {
        let found = &answer.found;
        let unit = summary::unit(found.aims[aim].measure.kind);
        let reached = found.verified.get(aim).and_then(|v| v.estimate).map_or_else(|| "-".to_owned(), |e| unit.value(e.mean));
        let choices = &self.written.desk.problem.choices;
        let capped = choices.part_time_at_most.is_some() || choices.all.iter().any(|c| c.most.is_some());
        let why = if matches!(answer.more, More::Beyond(_)) {
            "The bounds of [staffing] are in the way."
        } else if matches!(answer.more, More::Unfinished) {
            "It would take more people than the bounds of [staffing] allow, or something other than people."
        } else if capped {
            "The bounds of [staffing] are not in the way: without them it is out of reach too. It would take something other than people (handling, contact, routing, another target)."
        } else {
            "Nobody waits for want of people there: it would take something other than people (handling, contact, routing, another target)."
        };
        format!(
            "Out of reach: {} (wanted {}). With as many people as are ever tried it is {reached}.{} {why}\n",
            words(&found.aims[aim], self.written),
            wanted(&found.aims[aim]),
            self.when(answer)
        )
    }

    fn bound(&self, answer: &Answer) -> String {
        let (found, desk) = (&answer.found, self.written.desk);
        if answer.key != "targets" || !found.bound.bounded {
            return String::new();
        }
        format!(
            "No staffing can cost less than {} (gap {}): the least with which enough calls could be answered in time if people were needed only while callers are there, whole people and waiting left out.\n",
            cost(desk.counted, found.bound.cost),
            number::share(found.cost / found.bound.cost - 1.0)
        ) + &found.bound.formula.filter(|f| *f > 0.0).map_or_else(String::new, |least| {
            format!(
                "By the formula as tuned, as few late calls cost at least {} with people in parts (gap {}): what whole people on whole shifts, and the search, add.\n",
                cost(desk.counted, least),
                number::share((found.cost / least - 1.0).max(0.0))
            )
        })
    }

    fn effort(&self) -> String {
        let Some(last) = self.written.answers.last() else { return String::new() };
        let effort = last.found.effort;
        let searching = (effort.replications - effort.verifying).max(1);
        format!(
            "\nSearched with {} replications over {} staffings, verified with {}; equal shares for all of them would have taken {} ({} times as many).\n",
            number::count(searching as f64),
            number::count(effort.candidates as f64),
            number::count(effort.verifying as f64),
            number::count(effort.equal_shares as f64),
            number::fixed(effort.equal_shares as f64 / searching as f64, 1)
        )
    }
}
