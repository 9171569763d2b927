//! `helpline check`: reads, explains, diagnoses; simulates nothing.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use super::{ScenarioArgs, WRONG_INPUT};
use crate::model::StepKind;
use crate::model::mechanisms::mechanisms;
use crate::plan::Requirement;
use crate::report::{explain, files, money, number, warnings};
use crate::scenario::{self, Scenario, draws};

/// Flags of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Every input with its unit and source grade; derived numbers with their formulas; what Erlang's would say; load, need and
    /// capacity by hour
    #[arg(long)]
    explain: bool,
    /// Also write the explanation as a page: DIR/SCENARIO/check.html
    #[arg(long, value_name = "DIR", requires = "explain")]
    out: Option<PathBuf>,
}

/// Checks scenarios.
///
/// # Errors
/// That a page could not be written.
pub fn check(args: &CheckArgs, console: &Console) -> anyhow::Result<u8> {
    let mut code = 0;
    for file in &args.scenario.files {
        match scenario::load(file, &args.scenario.set) {
            Err(problems) => {
                console.problems(&problems);
                code = WRONG_INPUT;
            }
            Ok(scenario) => {
                // ranges that cannot be drawn are found here, not at the first `--uncertain`
                if !scenario.ranges.is_empty()
                    && let Err(problems) = draws::check(file, &args.scenario.set, &scenario.ranges)
                {
                    console.problems(&problems);
                    code = WRONG_INPUT;
                    continue;
                }
                let requirement = Requirement::new(&scenario.model);
                console.page(&overview(&scenario, file, console));
                if args.explain {
                    console.page(&in_use(&scenario));
                    console.page(&inputs(&scenario));
                    console.page(&ranges(&scenario));
                    console.page(&explain::text(&scenario, &requirement));
                    console.page(&by_hour(&scenario, &requirement));
                }
                let money =
                    money::without_shrinkage(&scenario.model, None).into_iter().chain(money::doubts(&scenario.model, None));
                let doubts: Vec<String> = money.chain(warnings::before(&scenario, &requirement)).collect();
                for doubt in &doubts {
                    console.page(&format!("! {doubt}\n"));
                }
                if let Some(out) = &args.out {
                    let place = out.join(&scenario.model.name).join("check.html");
                    files::write(&place, explain::page(&scenario, &requirement, doubts).html().as_bytes())?;
                    console.page(&format!("\nPage: {}\n", place.display()));
                }
            }
        }
    }
    Ok(code)
}

fn overview(scenario: &Scenario, file: &str, console: &Console) -> String {
    let model = &scenario.model;
    let clock = &model.clock;
    let calls: f64 = model
        .sources
        .iter()
        .map(|s| {
            let expected = s.expected.iter().zip(&model.variation.cells).filter(|(_, c)| (clock.start..clock.end).contains(*c));
            expected.map(|(e, _)| f64::from(*e)).sum::<f64>() + s.replay.len() as f64
        })
        .sum();
    format!(
        "{}: {}\n{}, from {}; {} calls expected; {}, {}, {}, {}, {}. No problems found.\n",
        file,
        console.bold(&model.title),
        number::plural(clock.reported_length_days().round().max(1.0) as u64, "day", "days"),
        scenario.civil.label(clock.start),
        number::count(calls.round()),
        number::plural(model.areas.len() as u64, "area", "areas"),
        number::plural(model.classes.len() as u64, "caller class", "caller classes"),
        number::plural(model.steps.len() as u64, "step", "steps"),
        number::plural(model.groups.len() as u64, "group", "groups"),
        number::plural(model.targets.len() as u64, "target", "targets"),
    )
}

/// The mechanisms that are on, by topic, with where; then those that are off.
fn in_use(scenario: &Scenario) -> String {
    /// Names on a line before the rest is counted.
    const SHOWN: usize = 6;
    let mut page = String::from("\nMechanisms in use (where)\n");
    let all = mechanisms(&scenario.model);
    let mut topic = "";
    for on in all.iter().filter(|mechanism| !mechanism.at.is_empty()) {
        let head = if on.topic == topic { "" } else { on.topic };
        topic = on.topic;
        let more = on.at.len().saturating_sub(SHOWN);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        page.push_str(&format!("  {head:<8} {}: {}{rest}\n", on.name, on.at[..on.at.len() - more].join(", ")));
    }
    if topic.is_empty() {
        page.push_str("  none: calls come at random, wait in one line and are served\n");
    }
    let off: Vec<&str> = all.iter().filter(|mechanism| mechanism.at.is_empty()).map(|mechanism| mechanism.name).collect();
    page.push_str(&format!("  {:<8} {}\n", "off", off.join("; ")));
    page
}

/// Every input: path, value, grade of its source.
fn inputs(scenario: &Scenario) -> String {
    let mut page = String::from("\nInputs (value; where it comes from)\n");
    for (path, input) in &scenario.inputs {
        let grade = match (scenario.grade(path), input.default) {
            (Some(grade), _) => grade.to_owned(),
            (None, true) => "default of the program".to_owned(),
            (None, false) => "no source stated".to_owned(),
        };
        page.push_str(&format!("  {path} = {}\n      {grade}\n", input.value));
    }
    page
}

/// What is drawn with `--uncertain`; nothing where nothing is.
fn ranges(scenario: &Scenario) -> String {
    let mut page = String::new();
    for range in &scenario.ranges {
        if page.is_empty() {
            page.push_str("\nRanges (drawn with --uncertain, else ignored)\n");
        }
        page.push_str(&format!("  {} = {}\n", range.name, range.words));
    }
    page
}

/// Offered load, need and people due by hour of the day, weekdays and weekends apart.
fn by_hour(scenario: &Scenario, requirement: &Requirement) -> String {
    let model = &scenario.model;
    let clock = &model.clock;
    let mut page = format!(
        "\nLoad and need by hour (means over the horizon). Offered load = calls an hour x mean handling; needed: {} by Erlang {}, in each interval as if it lasted for ever; call-backs: the load, rounded up\n",
        requirement.rule.words(),
        "A where callers give up, C where they never do"
    );
    for (queue, needs) in requirement.needs.iter().enumerate() {
        let step = &model.steps[model.queues[queue].step as usize];
        if step.kind == StepKind::Message || needs.iter().all(|n| n.erlangs <= 0.0) {
            continue;
        }
        if model.queues.len() > 12 && queue >= 6 {
            page.push_str(&format!("  ... and {} more queues\n", model.queues.len() - queue));
            break;
        }
        let provider = &model.providers[model.queues[queue].provider as usize];
        let at = if provider.is_empty() { String::new() } else { format!(" at {provider}") };
        let columns = format!("{:>8} {:>8} {:>7} {:>6}", "calls/h", "Erlangs", "needed", "due");
        page.push_str(&format!(
            "\n  {}{at}\n  {:<5} | {:<32} | {}\n  {:<5} | {columns} | {columns}\n",
            step.name, "", "Monday to Friday", "Saturday, Sunday, holidays", "hour"
        ));
        for hour in 0..24u16 {
            let mean = |weekend: bool| -> Option<[f64; 4]> {
                let slots: Vec<usize> = (0..needs.len())
                    .filter(|&s| {
                        let slot = &clock.slots[clock.first_slot + s];
                        let day = &clock.days[slot.day as usize];
                        slot.minute / 60 == hour && (day.weekday >= 5 || day.holiday) == weekend
                    })
                    .collect();
                let n = slots.len() as f64;
                let sum = |f: &dyn Fn(usize) -> f64| slots.iter().map(|&s| f(s)).sum::<f64>() / n;
                (n > 0.0).then(|| {
                    [
                        sum(&|s| needs[s].calls_per_hour),
                        sum(&|s| needs[s].erlangs),
                        sum(&|s| f64::from(needs[s].people)),
                        sum(&|s| needs[s].due),
                    ]
                })
            };
            let cells = |values: Option<[f64; 4]>| match values {
                Some([calls, erlangs, needed, due]) => format!("{calls:>8.1} {erlangs:>8.2} {needed:>7.1} {due:>6.1}"),
                None => format!("{:>32}", "-"),
            };
            page.push_str(&format!("  {hour:02}:00 | {} | {}\n", cells(mean(false)), cells(mean(true))));
        }
    }
    page.push('\n');
    page
}
