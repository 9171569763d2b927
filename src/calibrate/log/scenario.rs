//! The scenario: text, and tables beside it.

use std::fmt::Write;

use super::fit::{GroupFit, LogFit, PARTS, QueueFit};
use crate::estimate::Known;
use crate::random::Law;
use crate::records::day::slug;
use crate::records::log::CallLog;

/// A scenario as written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text of the scenario.
    pub toml: String,
    /// Tables in the folder `inputs` beside it: name, text.
    pub files: Vec<(String, String)>,
}

/// A number with so many digits that matter.
pub fn digits(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = (digits - 1 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number with its standard error: `381.2 (standard error 1.4)`.
pub(super) fn with_error(known: &Known) -> String {
    format!("{} (standard error {})", digits(known.value, 4), digits(known.error, 2))
}

/// A law as the language writes it.
pub(super) fn law_text(law: &Law) -> String {
    let seconds = |s: f64| format!("\"{}s\"", digits(s, 7));
    match law {
        Law::Fixed(value) => format!("{{ fixed = {} }}", seconds(*value)),
        Law::Exponential(mean) => format!("{{ exponential = {{ mean = {} }} }}", seconds(*mean)),
        Law::Lognormal { mean, cv } => format!("{{ lognormal = {{ mean = {}, cv = {} }} }}", seconds(*mean), digits(*cv, 5)),
        Law::Gamma { mean, cv } => format!("{{ gamma = {{ mean = {}, cv = {} }} }}", seconds(*mean), digits(*cv, 5)),
        Law::Weibull { mean, shape } => format!("{{ weibull = {{ mean = {}, shape = {} }} }}", seconds(*mean), digits(*shape, 5)),
        Law::Mixture(parts) => {
            let mut left = 100.0;
            let last = parts.len().saturating_sub(1);
            let texts = parts.iter().enumerate().map(|(place, (share, law))| {
                let percent = if place == last { left } else { (share * 1e6).round() / 1e4 };
                left -= percent;
                format!("part-{} = {{ share = \"{percent:.4}%\", law = {} }}", place + 1, law_text(law))
            });
            format!("{{ mixture = {{ {} }} }}", texts.collect::<Vec<_>>().join(", "))
        }
        Law::Triangular { .. } | Law::Uniform { .. } | Law::Empirical(_) => format!("{{ fixed = {} }}", seconds(law.mean())),
    }
}

/// The law of a queue's talk: the best family, with the observed mean in place of its own.
pub(super) fn talk_law(queue: &QueueFit) -> Option<Law> {
    let best = queue.talk.first()?;
    Some(queue.mean_talk.map_or_else(|| best.law.clone(), |mean| best.with_mean(mean.value)))
}

fn weekday(day: usize) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day]
}

/// The name of a thing in the scenario, told apart from those before it.
fn name(title: &str, taken: &mut Vec<String>) -> String {
    let plain = slug(title);
    let plain = plain.strip_prefix("area-").map_or_else(|| plain.clone(), |rest| format!("n-{rest}"));
    let mut name = plain.clone();
    let mut number = 2;
    while taken.contains(&name) || ["all", "rest", "in", "at", "for", "by", "during"].contains(&name.as_str()) {
        name = format!("{plain}-{number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}

/// Writes the scenario of a log; `area`: what the service is called.
pub fn write(log: &CallLog, fit: &LogFit, area: &str) -> Written {
    let mut out = String::new();
    let mut files = Vec::new();
    let mut sources: Vec<(String, String)> = Vec::new();
    let file = log.account.file.rsplit(['/', '\\']).next().unwrap_or("log").to_owned();
    let days = fit.level.days;
    let _ = writeln!(out, "# A model of {file}, {} days, made by `helpline calibrate`.", log.days.len());
    let _ = writeln!(out, "# Every parameter has its grade and standard error under [sources]; fit.md says how well it fits.\n");
    let _ = writeln!(out, "title = \"{}: calibrated\"\n", area.replace('"', "'"));
    let _ = writeln!(out, "[calendar]\nlasts = \"{}d\"\nwarm-up = \"1d\"", log.days.len().clamp(7, 91));
    if let Some(date) = log.days.first().and_then(|day| day.date) {
        let _ = writeln!(out, "start = {date}\ntime-zone = \"Europe/London\"");
    }
    let mut taken = Vec::new();
    let area_name = name(area, &mut taken);
    demand(&mut out, &mut files, &mut sources, fit, &area_name, days);
    let mut taken = Vec::new();
    let used: Vec<(usize, String)> = (0..fit.queues.len())
        .filter(|&q| !fit.queues[q].talk.is_empty())
        .map(|q| (q, name(if fit.queues.len() == 1 { "desk" } else { &fit.queues[q].name }, &mut taken)))
        .collect();
    callers(&mut out, &mut sources, fit, &used);
    steps(&mut out, &mut sources, fit, &used);
    let _ = writeln!(out, "\n[outcomes]\nserved = {{}}");
    let mut taken = Vec::new();
    for group in &fit.groups {
        staff(&mut out, &mut files, &mut sources, group, &used, &mut taken);
    }
    let _ = writeln!(out, "\n[sources]");
    for (path, text) in &sources {
        let _ = writeln!(out, "\"{path}\" = \"{}\"", text.replace('"', "'"));
    }
    Written { toml: out, files }
}

fn demand(
    out: &mut String,
    files: &mut Vec<(String, String)>,
    sources: &mut Vec<(String, String)>,
    fit: &LogFit,
    area: &str,
    days: usize,
) {
    let _ =
        writeln!(out, "\n[areas.{area}]\ncalls = \"{}/d\"\nprofile = \"inputs/profile.csv\"", digits(fit.level.mean.value, 7));
    let what = if fit.redial.is_some() { "first calls" } else { "calls, redials among them," };
    sources.push((
        format!("areas.{area}.calls"),
        format!("calibrated: {what} on {days} ordinary days; {} a day", with_error(&fit.level.mean)),
    ));
    let mut text = "when,calls\n".to_owned();
    for day in 0..7 {
        let level = fit.level.weekday[day].map_or(fit.level.mean.value, |known| known.value);
        for part in 0..PARTS {
            let _ = writeln!(
                text,
                "{} {:02}:{:02},{}",
                weekday(day),
                part / 2,
                part % 2 * 30,
                digits(level * fit.shape.share[day][part], 6)
            );
        }
    }
    files.push(("profile.csv".to_owned(), text));
    let relative: Vec<f64> = (0..7)
        .flat_map(|d| (0..PARTS).map(move |p| (d, p)))
        .filter(|&(d, p)| fit.shape.share[d][p] > 1e-6)
        .map(|(d, p)| fit.shape.error[d][p] / fit.shape.share[d][p])
        .collect();
    let typical = relative.iter().sum::<f64>() / relative.len().max(1) as f64;
    sources.push((
        format!("areas.{area}.profile"),
        format!(
            "calibrated: weekday means and shares of the half-hours; standard error of a share about {} % of it",
            digits(typical * 100.0, 2)
        ),
    ));
    let Some(variation) = &fit.variation else { return };
    let mut lines = String::new();
    if variation.day.value > 0.005 {
        let memory = variation
            .memory
            .filter(|m| m.low > 0.0)
            .map_or_else(String::new, |m| format!(", memory = {}", digits(m.value.clamp(0.0, 0.99), 3)));
        let _ = writeln!(lines, "day = {{ cv = {}{memory} }}", digits(variation.day.value, 4));
        let range = format!("95 % {} to {}", digits(variation.day.low, 3), digits(variation.day.high, 3));
        sources.push((format!("areas.{area}.variation.day"), format!("calibrated: cv {}; {range}", with_error(&variation.day))));
    }
    if let Some(within) = variation.within.filter(|w| w.low > 0.005) {
        let _ = writeln!(lines, "within = {{ cv = {} }}", digits(within.value, 4));
        sources
            .push((format!("areas.{area}.variation.within"), format!("calibrated: cv of a half-hour {}", with_error(&within))));
    }
    if !lines.is_empty() {
        let _ = write!(out, "[areas.{area}.variation]\n{lines}");
    }
}

fn callers(out: &mut String, sources: &mut Vec<(String, String)>, fit: &LogFit, used: &[(usize, String)]) {
    let mut lines = String::new();
    if let Some(hang_up) = fit.hang_up {
        let _ = writeln!(lines, "hang-up-at-once = \"{}%\"", digits(hang_up.value * 100.0, 5));
        let percent = Known { value: hang_up.value * 100.0, error: hang_up.error * 100.0, ..hang_up };
        sources.push(("defaults.callers.hang-up-at-once".to_owned(), format!("calibrated: {} %", with_error(&percent))));
    }
    match &fit.redial {
        Some(redial) if redial.chance.iter().any(|c| c.value > 0.0) => {
            if let Some(after) = &redial.after {
                let percent = |known: &Known| format!("\"{}%\"", digits(known.value * 100.0, 4));
                let chances: Vec<String> = redial.chance.iter().map(percent).collect();
                let law = law_text(&after.law);
                let attempts = redial.most.clamp(2, 50);
                let _ = writeln!(lines, "redial = {{ chance = [{}], after = {law}, attempts = {attempts} }}", chances.join(", "));
                let known: Vec<String> = redial
                    .chance
                    .iter()
                    .map(|c| with_error(&Known { value: c.value * 100.0, error: c.error * 100.0, ..*c }) + " %")
                    .collect();
                sources.push(("defaults.callers.redial".to_owned(), format!("calibrated: by attempt {}", known.join(", "))));
            }
        }
        Some(_) => {}
        None => sources.push((
            "defaults.callers.redial".to_owned(),
            "judged: none; the log does not say who rang, so redials are among its calls and are not told apart".to_owned(),
        )),
    }
    if !lines.is_empty() || fit.redial.is_none() {
        let _ = write!(out, "\n[defaults.callers]\n{lines}");
    }
    if used.len() < 2 {
        return;
    }
    let total: usize = used.iter().map(|(q, _)| fit.queues[*q].calls).sum();
    for (place, (queue, name)) in used.iter().enumerate() {
        let share = fit.queues[*queue].calls as f64 / total.max(1) as f64;
        let text = if place + 1 == used.len() { "rest".to_owned() } else { format!("{}%", digits(share * 100.0, 5)) };
        let _ = writeln!(out, "\n[callers.{name}]\nshare = \"{text}\"\nenters = \"{name}\"");
        let error = (share * (1.0 - share) / total.max(1) as f64).sqrt();
        let percent = Known::around(share * 100.0, error * 100.0);
        sources.push((format!("callers.{name}.share"), format!("calibrated: {} %", with_error(&percent))));
    }
}

fn steps(out: &mut String, sources: &mut Vec<(String, String)>, fit: &LogFit, used: &[(usize, String)]) {
    for (place, name) in used {
        let queue = &fit.queues[*place];
        let Some(law) = talk_law(queue) else { continue };
        let best = &queue.talk[0];
        let _ = writeln!(out, "\n[steps.{name}]\nhandle = {}", law_text(&law));
        let mean = queue.mean_talk.unwrap_or(Known::positive(best.law.mean(), best.mean_error));
        let shape: Vec<String> =
            best.parameters.iter().filter(|p| p.name != "mean").map(|p| format!("{} {}", p.name, with_error(&p.known))).collect();
        sources.push((
            format!("steps.{name}.handle"),
            format!(
                "calibrated: {} talks, mean {} s; {} by BIC{}; largest distance {} points",
                queue.talks,
                with_error(&mean),
                best.family.words(),
                shape.iter().map(|parameter| format!(", {parameter}")).collect::<String>(),
                digits(best.distance * 100.0, 2)
            ),
        ));
        if let (Some(wrap_up), Some(mean)) = (queue.wrap_up.first(), queue.mean_wrap_up) {
            let _ = writeln!(out, "wrap-up = {}", law_text(&wrap_up.with_mean(mean.value)));
            sources.push((
                format!("steps.{name}.wrap-up"),
                format!("calibrated: mean {} s; {} by BIC", with_error(&mean), wrap_up.family.words()),
            ));
        }
        let Some(patience) = &queue.patience else { continue };
        match patience.chosen() {
            Some(law) => {
                let _ = writeln!(out, "patience = {}", law_text(&law.law));
                let known: Vec<String> = law.parameters.iter().map(|p| format!("{} {}", p.name, with_error(&p.known))).collect();
                sources.push((
                    format!("steps.{name}.patience"),
                    format!(
                        "calibrated: {} of {} who waited left; {}, {}",
                        patience.left,
                        patience.waited,
                        law.family.words(),
                        known.join(", ")
                    ),
                ));
            }
            None => {
                let _ = writeln!(out, "patience = \"none\"");
                let text = format!(
                    "judged: {} of {} who waited left, too few for a law: nobody leaves here",
                    patience.left, patience.waited
                );
                sources.push((format!("steps.{name}.patience"), text));
            }
        }
        if patience.at_once.low > 0.0 {
            let _ = writeln!(out, "queue.balk = \"{}%\"", digits(patience.at_once.value * 100.0, 5));
            let percent =
                Known { value: patience.at_once.value * 100.0, error: patience.at_once.error * 100.0, ..patience.at_once };
            sources.push((format!("steps.{name}.queue.balk"), format!("calibrated: {} %", with_error(&percent))));
        }
    }
}

fn staff(
    out: &mut String,
    files: &mut Vec<(String, String)>,
    sources: &mut Vec<(String, String)>,
    group: &GroupFit,
    used: &[(usize, String)],
    taken: &mut Vec<String>,
) {
    let serves: Vec<String> = group
        .serves
        .iter()
        .filter_map(|queue| used.iter().find(|(q, _)| q == queue))
        .map(|(_, name)| format!("\"{name}\""))
        .collect();
    if serves.is_empty() {
        return;
    }
    let name = name(&group.name, taken);
    let whole: Vec<i64> = group.people.iter().map(|(known, _)| known.value.round() as i64).collect();
    let _ = writeln!(out, "\n[groups.{name}]\nserves = [{}]", serves.join(", "));
    if whole.iter().all(|n| *n == whole[0]) {
        let _ = writeln!(out, "headcount = {}", whole[0]);
    } else {
        let mut text = "when,people,seen\n".to_owned();
        for (place, people) in whole.iter().enumerate() {
            let (day, part) = (place / PARTS, place % PARTS);
            let _ = writeln!(
                text,
                "{} {:02}:{:02},{people},{}",
                weekday(day),
                part / 2,
                part % 2 * 30,
                u8::from(group.people[place].1)
            );
        }
        let _ = writeln!(out, "headcount = \"inputs/{name}.csv#people\"");
        files.push((format!("{name}.csv"), text));
    }
    let seen: Vec<&Known> = group.people.iter().filter(|p| p.1).map(|p| &p.0).collect();
    let all = group.people.len();
    let grade = if seen.len() * 2 >= all { "calibrated" } else { "judged" };
    let how = if group.by_agents { "by the marks of agents" } else { "by who was busy while somebody waited" };
    let error = if seen.is_empty() { 0.0 } else { seen.iter().map(|k| k.error).sum::<f64>() / seen.len() as f64 };
    sources.push((
        format!("groups.{name}.headcount"),
        format!(
            "{grade}: {how}, in {} of {all} half-hours of the week (standard error {} people); elsewhere the most that were busy at once, a lower bound",
            seen.len(),
            digits(error, 2)
        ),
    ));
}
