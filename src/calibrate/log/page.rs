//! The page on the fit: what the log says, how sure it is, what it does not say.

use std::fmt::Write;

use super::fit::{LogFit, QueueFit};
use super::scenario::{digits, talk_law, with_error};
use crate::estimate::Known;
use crate::estimate::arrivals::Pooling;
use crate::estimate::law::Fitted;
use crate::records::log::CallLog;

/// The page, as Markdown.
pub fn page(log: &CallLog, fit: &LogFit) -> String {
    let mut out = format!("# A model of {}\n\n## What was read\n\n", log.account.file);
    for sentence in log.account.sentences() {
        let _ = writeln!(out, "- {sentence}");
    }
    for sentence in &fit.left_out {
        let _ = writeln!(out, "- not an ordinary day, left out of level and shape: {sentence}");
    }
    arrivals(&mut out, fit);
    redials(&mut out, log, fit);
    for queue in &fit.queues {
        handling(&mut out, queue);
        patience(&mut out, queue);
    }
    people(&mut out, fit);
    let _ = writeln!(out, "\n## What the log does not say\n");
    let _ = writeln!(out, "- What happens to callers after the first talk: transfers, call-backs, outcomes.");
    if fit.redial.is_none() {
        let _ = writeln!(
            out,
            "- Who rang: redials are among the calls. If a share r of those who gave up rings again, first calls are fewer by r times those who gave up; r is not known (0 to 1)."
        );
    }
    if !log.knows_wrap_up {
        let _ = writeln!(
            out,
            "- Work after calls: people are taken to be free when a call ends, so there seem to be fewer of them than there are."
        );
    }
    if fit.blocked > 0.0 {
        let _ = writeln!(
            out,
            "- Lines: {} % of calls met an engaged line; how many lines there are is not told.",
            digits(fit.blocked * 100.0, 2)
        );
    }
    out
}

fn interval(known: &Known) -> String {
    format!("{} ({} to {})", digits(known.value, 4), digits(known.low, 4), digits(known.high, 4))
}

fn arrivals(out: &mut String, fit: &LogFit) {
    let _ = writeln!(out, "\n## Calls\n\n| | estimate and 95 % interval |\n|---|---|");
    let _ = writeln!(out, "| a day, over an ordinary week ({} days) | {} |", fit.level.days, interval(&fit.level.mean));
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    for (name, known) in names.iter().zip(&fit.level.weekday) {
        let _ = writeln!(out, "| {name} | {} |", known.as_ref().map_or_else(|| "not in the log".to_owned(), interval));
    }
    if let Some(trend) = &fit.level.trend {
        let week = |v: f64| digits(v * 700.0, 2);
        let _ = writeln!(out, "| growth a week, % | {} ({} to {}) |", week(trend.value), week(trend.low), week(trend.high));
    }
    if let Some(variation) = &fit.variation {
        let _ = writeln!(out, "| day factor, coefficient of variation | {} |", interval(&variation.day));
        let _ = writeln!(out, "| variance over mean of days (1: chance alone) | {} |", digits(variation.dispersion, 3));
        if let Some(memory) = &variation.memory {
            let _ = writeln!(out, "| its correlation from day to day | {} |", interval(memory));
        }
        if let Some(within) = &variation.within {
            let _ = writeln!(out, "| factor of a half-hour, coefficient of variation | {} |", interval(within));
        }
    }
    let pooled = match fit.shape.pooling {
        Pooling::One => "one shape of the day for all weekdays",
        Pooling::Three => "shapes of their own for Monday to Friday, Saturday and Sunday",
        Pooling::Seven => "a shape of its own for each weekday",
    };
    let smooth = if fit.shape.width > 0.0 {
        format!("smoothed over about {} half-hours", digits(fit.shape.width, 2))
    } else {
        "not smoothed".to_owned()
    };
    let _ = writeln!(out, "\nWithin the day: {pooled}, {smooth}, as predicts a day best that is left out.");
}

fn redials(out: &mut String, log: &CallLog, fit: &LogFit) {
    let Some(redial) = &fit.redial else { return };
    let _ = writeln!(out, "\n## Redials\n\n| attempt that was in vain | cases | rings again, % |\n|---|---|---|");
    for (nth, chance) in redial.chance.iter().enumerate() {
        let percent = Known { value: chance.value * 100.0, low: chance.low * 100.0, high: chance.high * 100.0, ..*chance };
        let _ = writeln!(out, "| {} | {} | {} |", nth + 1, redial.cases[nth], interval(&percent));
    }
    let _ = writeln!(out, "\n{} % of {} calls are first attempts.", digits(redial.first * 100.0, 4), log.calls.len());
    if let Some(after) = &redial.after {
        let _ = writeln!(
            out,
            "Time until ringing again: {}, mean {} s.",
            after.family.words(),
            with_error(&Known::positive(after.law.mean(), after.mean_error))
        );
    }
}

fn handling(out: &mut String, queue: &QueueFit) {
    let mean = queue.mean_talk.as_ref().map_or_else(String::new, |mean| format!(", mean {} s", interval(mean)));
    let _ = writeln!(out, "\n## Handling: {}\n\n{} talks{mean}.", queue.name, queue.talks);
    if queue.talk.is_empty() {
        let _ = writeln!(out, "\nToo few for a law.");
        return;
    }
    let _ = writeln!(
        out,
        "\n| law | log-likelihood | AIC | BIC | its own mean, s | largest distance, points |\n|---|---|---|---|---|---|"
    );
    let row = |law: &Fitted| {
        let [likelihood, aic, bic] = [law.likelihood, law.aic, law.bic].map(|v| format!("{v:.1}"));
        format!(
            "| {} | {likelihood} | {aic} | {bic} | {} | {} |",
            law.family.words(),
            digits(law.law.mean(), 4),
            digits(law.distance * 100.0, 2)
        )
    };
    for law in &queue.talk {
        let _ = writeln!(out, "{}", row(law));
    }
    if let Some(law) = talk_law(queue) {
        let _ = writeln!(
            out,
            "\nChosen by BIC: {}, with the observed mean in place of its own ({} s). The distance is that of Kolmogorov and Smirnov; its usual bounds do not hold for a law fitted to the same data.",
            queue.talk[0].family.words(),
            digits(law.mean(), 4)
        );
    }
}

fn patience(out: &mut String, queue: &QueueFit) {
    let Some(patience) = &queue.patience else { return };
    let _ = writeln!(
        out,
        "\n## Patience: {}\n\n{} had to wait, {} of them left; the longest wait was {} s.",
        queue.name,
        patience.waited,
        patience.left,
        digits(patience.longest, 4)
    );
    if patience.curve.steps.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n| waited, s | would still be there, % (95 %) | by the law, % |\n|---|---|---|");
    let law = patience.chosen();
    for time in [10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0] {
        if time > patience.longest {
            break;
        }
        let place = patience.curve.steps.partition_point(|step| step.time <= time);
        let (share, (low, high)) = if place == 0 {
            (1.0, (1.0, 1.0))
        } else {
            (patience.curve.steps[place - 1].share, patience.curve.steps[place - 1].interval())
        };
        let by_law = law.map_or_else(String::new, |law| digits((1.0 - law.law.cdf(time)) * 100.0, 4));
        let _ = writeln!(
            out,
            "| {time:.0} | {} ({} to {}) | {by_law} |",
            digits(share * 100.0, 4),
            digits(low * 100.0, 4),
            digits(high * 100.0, 4)
        );
    }
    if let Some(law) = law {
        let known: Vec<String> = law.parameters.iter().map(|p| format!("{} {}", p.name, interval(&p.known))).collect();
        let _ = writeln!(
            out,
            "\nLaw: {}, {}. Beyond the longest wait it is carried on, not observed.",
            law.family.words(),
            known.join(", ")
        );
    }
}

fn people(out: &mut String, fit: &LogFit) {
    let _ = writeln!(
        out,
        "\n## People at work\n\n| group | half-hours of the week in which they were seen | mean there | greatest lower bound elsewhere |\n|---|---|---|---|"
    );
    for group in &fit.groups {
        let seen: Vec<f64> = group.people.iter().filter(|p| p.1).map(|p| p.0.value).collect();
        let least = group.people.iter().filter(|p| !p.1).map(|p| p.0.value).fold(0.0, f64::max);
        let mean = if seen.is_empty() { "-".to_owned() } else { digits(seen.iter().sum::<f64>() / seen.len() as f64, 3) };
        let _ = writeln!(out, "| {} | {} of {} | {mean} | {} |", group.name, seen.len(), group.people.len(), digits(least, 3));
    }
    let _ = writeln!(
        out,
        "\nWhile somebody waits all are busy, so those busy then are those present; elsewhere the number is only a lower bound."
    );
}
