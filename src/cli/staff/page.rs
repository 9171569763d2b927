//! What `staff` prints: for each answer hours and cost, each target with its verified chance, what binds when, the gap to the bound.

use anstyle::AnsiColor;

use super::write::Written;
use crate::cli::console::Console;
use crate::cli::table::{self, Lines};
use crate::experiment::staffing::aims::Standard;
use crate::experiment::staffing::relief::{Beyond, Relief};
use crate::experiment::staffing::{Aim, Desk, Verified};
use crate::finance::Counted;
use crate::model::{Bound, Confidence, MeasureKind, Repeats};
use crate::report::price::words::capital;
use crate::report::staffing::{
    Answer, Cover, GroupHours, More, WEEK, a_month, answered_late, choice_name, cost, counted_in, hours, tightest,
};
use crate::report::{number, summary};
use crate::tally::names;

/// Columns of its tables at most.
const WIDEST: usize = 120;

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
        let mut page = format!("\n{title}\n{}\n", self.sentence(answer));
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

    /// What it costs beside the scenario as it stands, over what time, and with which hours.
    pub(super) fn sentence(&self, answer: &Answer) -> String {
        let desk = self.written.desk;
        let (own, base) = (answer.found.cost, desk.base_cost());
        let dearer = match own - base {
            more if more.abs() < 1e-6 * base.max(1.0) => {
                format!("costs the same over {}: {}", period(desk), cost(desk.counted, own))
            }
            _ => format!(
                "costs {} over {}: {} against {} as it stands",
                against(desk.counted, own, base),
                period(desk),
                cost(desk.counted, own),
                cost(desk.counted, base)
            ),
        };
        let changes = changes(&hours(desk, desk.model), &hours(desk, &answer.model));
        format!("{} {dearer}; {changes}.", subject(answer))
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

    fn when(&self, answer: &Answer) -> String {
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

    /// What an answer says beside its targets.
    fn more(&self, answer: &Answer) -> String {
        let desk = self.written.desk;
        match &answer.more {
            More::Nothing => String::new(),
            More::Beyond(relief) => self.beyond(relief),
            More::Unfinished => "Stopped before it was known what it would take without the bounds.\n".to_owned(),
            More::Sum { sum, harms, counts } => {
                let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
                table.set_header(["Harm, the worst first", "As it stands", "With the sum"]);
                for harm in harms {
                    let unit = summary::unit(harm.measure.kind);
                    let words = names::words(harm.measure, desk.model);
                    table.add_row([words, unit.value(harm.base.mean), unit.value(harm.own.mean)]);
                }
                let monthly = |name: &str, own: f64, base: f64| {
                    [format!("{name}, a month"), number::heads(a_month(desk, base)), number::heads(a_month(desk, own))]
                };
                for count in counts {
                    let name = match count.measure.kind {
                        MeasureKind::CallsAbandoned => "Calls given up",
                        MeasureKind::UrgentLostPeople => "Urgent people who reached nobody",
                        _ => continue,
                    };
                    table.add_row(monthly(name, count.own.mean, count.base.mean));
                }
                if let Some((own, base)) = answered_late(counts) {
                    table.add_row(monthly("Calls answered after more than 60 s", own, base));
                }
                table::figures(&mut table, [1, 2]);
                let missed: Vec<String> = answer
                    .found
                    .aims
                    .iter()
                    .zip(&answer.found.verified)
                    .filter(|(_, v)| !v.met)
                    .map(|(aim, v)| {
                        let before = v.base.map_or_else(String::new, |b| format!(", {} as it stands", number::chance(b.1)));
                        let chance = v.chance.map_or_else(|| "-".to_owned(), |c| number::chance(c.0));
                        format!("{} (chance {chance}{before})", words(aim, self.written))
                    })
                    .collect();
                let goes = if missed.is_empty() { "none: all hold".to_owned() } else { missed.join("; ") };
                format!(
                    "The sum: {}.\n{table}\nTargets that do not hold as surely as asked: {goes}.{}\n",
                    cost(desk.counted, *sum),
                    self.when(answer)
                )
            }
            More::Surplus { own, meeting, times } => {
                let pounds = |sum: &f64| number::pounds(*sum);
                let mut text = format!("Surplus {}, deductions {}.\n", pounds(&own.0), pounds(&own.1));
                if let Some(meeting) = meeting {
                    text.push_str(&format!(
                        "The staffing that meets the targets: surplus {}, deductions {}.\n",
                        pounds(&meeting.0),
                        pounds(&meeting.1)
                    ));
                    text.push_str(&match times {
                        Some(k) if *k <= 1.0 => "No staffing that was tried earns more than the one that meets the targets.\n".to_owned(),
                        Some(k) => format!(
                            "The contract rewards missing them. Deductions would have to be {} times as high for the provider to do best by meeting them (among the staffings tried).\n",
                            number::fixed(*k, 1)
                        ),
                        None => "No deduction makes the two agree: cheaper staffings miss the targets and lose no more by deductions.\n".to_owned(),
                    });
                }
                text
            }
        }
    }

    /// What it would take, where bounds are in the way.
    fn beyond(&self, relief: &Relief) -> String {
        /// Bounds that are named.
        const NAMED: usize = 12;
        let desk = self.written.desk;
        let (found, weeks) = (&relief.found, desk.weeks());
        let mut table = table::empty(self.console, self.markdown, Lines::Around, WIDEST);
        table.set_header(["Bound that must move", "Allowed", "It takes", "More, h a week", "At a cost of"]);
        for one in relief.beyond.iter().take(NAMED) {
            table.add_row([
                choice_name(desk, one.choice),
                one.most.to_string(),
                one.people.to_string(),
                format!("+{}", number::fixed(one.hours / weeks, 1)),
                cost(desk.counted, one.cost),
            ]);
        }
        table::figures(&mut table, [1, 2, 3, 4]);
        let all = |of: fn(&Beyond) -> f64| relief.beyond.iter().map(of).sum::<f64>();
        let shown = match (found.met(), found.verified.is_empty()) {
            (true, _) => "verified on fresh callers",
            (_, true) => "not verified: stopped early",
            _ => "not shown to hold on fresh callers",
        };
        let mut text = format!(
            "What it would take: {} in all, {}; {} of it for people beyond the bounds ({shown}). The cheapest staffing without bounds goes beyond {}:\n",
            cost(desk.counted, found.cost),
            against(desk.counted, found.cost, desk.base_cost()),
            cost(desk.counted, all(|b| b.cost)),
            number::plural(relief.beyond.len() as u64, "of them", "of them"),
        );
        text.push_str(&format!("{table}\n"));
        if relief.beyond.len() > NAMED {
            let rest = number::plural((relief.beyond.len() - NAMED) as u64, "bound", "bounds");
            text.push_str(&format!("... and {rest} more: summary.json has them all.\n"));
        }
        for (index, group) in desk.problem.choices.groups.iter().enumerate() {
            let of_group = desk.problem.of_group(index);
            let own: Vec<&Beyond> = relief.beyond.iter().filter(|b| of_group.contains(&b.choice)).collect();
            let hours: f64 = own.iter().map(|b| b.hours).sum::<f64>() / weeks;
            if hours > 0.0 {
                let people = own.iter().map(|b| b.people - b.most).max().unwrap_or(0);
                text.push_str(&format!(
                    "{}: up to {} more than allowed at a time, {} hours a week in all ({} WTE).\n",
                    desk.model.groups[group.group as usize].name,
                    people,
                    number::fixed(hours, 1),
                    number::fixed(hours / WEEK, 1)
                ));
            }
        }
        if relief.more_part_time {
            text.push_str("Even with no bound on people it takes more part-time people than `part-time-at-most` allows.\n");
        }
        text
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

fn interval(minutes: u16) -> String {
    match minutes {
        30 => "half-hour".to_owned(),
        60 => "hour".to_owned(),
        minutes => crate::units::duration_text(f64::from(minutes) * 60.0),
    }
}

/// A cost against that of the scenario as it stands: "£3,264 (5.3 %) more".
fn against(counted: Counted, now: f64, base: f64) -> String {
    let more = now - base;
    let size = cost(counted, more.abs());
    let share = if base > 0.0 { format!(" ({})", number::share(more.abs() / base)) } else { String::new() };
    match more {
        m if m.abs() < 1e-6 * base.max(1.0) => "the same".to_owned(),
        m if m > 0.0 => format!("{size}{share} more"),
        _ => format!("{size}{share} less"),
    }
}

/// What it is that costs so much.
fn subject(answer: &Answer) -> String {
    let found = &answer.found;
    let (does, wants) = match answer.key {
        "targets" => ("Meeting the targets", "does not meet all targets"),
        "no-worse" => ("Being no worse than it is", "is not shown to be no worse than it is"),
        "provider" => return format!("The staffing of {}", answer.title),
        _ => return capital(&answer.title),
    };
    let early = if found.partial { ", stopped early" } else { "" };
    if !found.hopeless.is_empty() {
        return format!("The staffing with as many people as are allowed{early}, which {wants},");
    }
    match (found.verified.is_empty(), found.met()) {
        (true, _) => {
            format!("The best staffing found so far for {}{early}{}", answer.title, if found.partial { "," } else { "" })
        }
        (false, true) => format!("{does}{early}{}", if found.partial { "," } else { "" }),
        (false, false) => format!("The nearest staffing found{early}, which {wants},"),
    }
}

/// The reported part as a length: "the 7 days".
fn period(desk: &Desk) -> String {
    let days = desk.model.clock.reported_length_days();
    match days {
        d if d < 0.95 => format!("the {}", number::duration(d * 86_400.0)),
        d if d < 1.5 => "the day".to_owned(),
        d => format!("the {}", number::plural(d.round() as u64, "day", "days")),
    }
}

/// Hours of each group against those of the scenario as it stands: "698 more paid hours of advisors, 334 fewer of clinicians".
fn changes(now: &[GroupHours], then: &[GroupHours]) -> String {
    /// Groups that are named.
    const NAMED: usize = 4;
    let paid = now.iter().chain(then).all(|group| group.paid.is_some());
    let of = |group: &GroupHours| group.paid.filter(|_| paid).unwrap_or(group.desk).round();
    let mut all: Vec<(&str, f64)> =
        now.iter().zip(then).map(|(now, then)| (then.name.as_str(), of(then) - of(now))).filter(|c| c.1.abs() >= 1.0).collect();
    let unit = if paid { "paid hours" } else { "hours at desks" };
    if all.is_empty() {
        return format!("as many {unit} of each group");
    }
    all.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()).then_with(|| one.0.cmp(other.0)));
    let rest = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    let mut said: Vec<String> = Vec::new();
    for (name, more) in all {
        let way = if more > 0.0 { "more" } else { "fewer" };
        let what = if said.is_empty() { format!("{unit} ") } else { String::new() };
        said.push(format!("{} {way} {what}of {name}", number::fixed(more.abs(), 0)));
    }
    if rest > 0 {
        said.push(format!("and {} changed", number::plural(rest as u64, "other group", "other groups")));
    }
    said.join(", ")
}

pub(super) fn words(aim: &Aim, written: &Written) -> String {
    names::words(aim.measure, written.desk.model)
}

/// What is wanted, and how surely.
pub(super) fn wanted(aim: &Aim) -> String {
    let sure = match aim.confidence {
        Confidence::Chance(c) => format!(" in {} of replications", number::share(c)),
        Confidence::Estimate => ", in the long run".to_owned(),
    };
    format!("{}{sure}", standard(aim))
}

/// What is wanted.
pub(super) fn standard(aim: &Aim) -> String {
    let unit = summary::unit(aim.measure.kind);
    match aim.standard {
        Standard::Bound(Bound::AtMost(x)) => format!("at most {}", unit.value(x)),
        Standard::Bound(Bound::AtLeast(x)) => format!("at least {}", unit.value(x)),
        Standard::Bound(Bound::Below(x)) => format!("below {}", unit.value(x)),
        Standard::NoWorse { allowance, .. } if allowance > 0.0 => {
            format!("no worse by more than {}", crate::report::comparison::size(unit, allowance))
        }
        Standard::NoWorse { .. } => "no worse".to_owned(),
    }
}

pub(super) fn chance(verified: &Verified) -> String {
    verified.chance.map_or_else(
        || "-".to_owned(),
        |(share, interval)| {
            format!("{} ({} to {})", number::share(share), number::share(interval.low), number::share(interval.high))
        },
    )
}
