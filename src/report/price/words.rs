//! Sentences and short words of a price test: the verdict, prices with their unit, staffings, what breaks a price.

use super::Tried;
use crate::finance::Form;
use crate::model::money::{Margin, PaidFor};
use crate::price::cheapest::Cheapest;
use crate::price::found::{Offer, Staffed};
use crate::price::offer::Chance;
use crate::price::sensitivity::Effect;
use crate::price::{Found, Plan, Tested, Verdict};
use crate::report::number::{self, pounds};

/// What a price is for: "a call".
pub fn unit(form: Form) -> &'static str {
    match form {
        Form::Block => "a year",
        Form::PerHead(_) => "a head and year",
        Form::PerCall(PaidFor::Triaged) | Form::CostAndVolume { paid_for: PaidFor::Triaged, .. } => "a triaged call",
        Form::PerCall(PaidFor::Offered) | Form::CostAndVolume { paid_for: PaidFor::Offered, .. } => "an offered call",
        Form::PerCall(PaidFor::Answered) | Form::CostAndVolume { .. } => "a call",
    }
}

/// A chance with its interval.
pub fn chance(found: &Chance) -> String {
    let at = number::chance;
    format!("{} ({} to {})", at(found.share()), at(found.interval.low), at(found.interval.high))
}

/// The average price with its interval.
pub fn average(found: &Cheapest) -> String {
    match found.interval {
        Some(interval) => format!("{} ({} to {})", pounds(found.average), pounds(interval.low), pounds(interval.high)),
        None => pounds(found.average),
    }
}

/// The price at the confidence with what bounds it.
pub fn sure(found: &Cheapest) -> String {
    if !found.sure.value.is_finite() {
        return "no price is enough".to_owned();
    }
    let value = pounds(found.sure.value);
    match (found.sure.low, found.sure.high.filter(|high| high.is_finite())) {
        (Some(low), Some(high)) => format!("{value} ({} to {})", pounds(low), pounds(high)),
        (Some(low), None) => format!("{value} ({} or more)", pounds(low)),
        _ => value,
    }
}

/// "95 %".
pub fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What must remain: ", its margin of 3 % of income kept"; empty without one.
pub fn margin(margin: Margin) -> String {
    match margin {
        Margin::None => String::new(),
        Margin::OfCost(share) => format!(" with a margin of {} of cost", percent(share)),
        Margin::OfIncome(share) => format!(" with a margin of {} of income", percent(share)),
    }
}

/// A staffing: "advisors x0.91, nurses x1.02".
pub fn staffing(groups: &[&str], found: &Staffed, searched: bool) -> String {
    let first = found.staffing.0.first().copied().unwrap_or(1.0);
    let alike = found.staffing.0.iter().all(|factor| (factor - first).abs() < 1e-9);
    if alike && (first - 1.0).abs() < 1e-9 {
        return if searched { "as searched".to_owned() } else { "as stated".to_owned() };
    }
    if searched && alike {
        return format!("as searched, x{first:.3}");
    }
    let one = |(name, factor): (&&str, &f64)| format!("{name} x{factor:.3}");
    groups.iter().zip(&found.staffing.0).map(one).collect::<Vec<_>>().join(", ")
}

/// How the cheapest staffing was found, and what the other way came to; empty where only one was tried.
pub fn ways(found: &Found) -> String {
    const SCALED: &str = "the scenario's own heads times a factor a group";
    let more = |dear: f64, cheap: f64| format!("{} more", number::share(dear / cheap - 1.0));
    match (found.ways, found.file.is_some()) {
        (Some((searched, Some(scaled))), true) => format!(
            "Staffed by search: {} on average on the callers of the search; {SCALED} {}, {}.",
            pounds(searched),
            pounds(scaled),
            more(scaled, searched)
        ),
        (Some((searched, Some(scaled))), false) => format!(
            "Staffed by {SCALED}: {} on average on the callers of the search, where searching found {}, {}.",
            pounds(scaled),
            pounds(searched),
            more(searched, scaled)
        ),
        (Some(_), true) => format!("Staffed by search: with {SCALED} no factor keeps the targets."),
        _ => String::new(),
    }
}

/// What staffs at prices below the cheapest.
pub fn below(found: &Found) -> String {
    if found.sums.is_empty() {
        return "Below the cheapest price all heads of the cheapest staffing are cut alike.".to_owned();
    }
    let sums: Vec<String> = found.sums.iter().map(|&share| number::share(share)).collect();
    let all = sums.join(", ");
    format!(
        "Below the cheapest price: of the staffings that {all} of its labour pays for, the one found that comes nearest to the targets; between these sums in proportion."
    )
}

/// How staffings were found anew for other assumptions.
pub fn anew(found: &Found) -> &'static str {
    if found.by_recipe {
        "Staffed anew: heads by the formula as tuned in the search for the load that then comes, as many as just keep the targets when simulated."
    } else {
        "Staffed anew: each group follows its load by the square-root rule, then all times the factor that just keeps the targets when simulated."
    }
}

/// The prices on offer: "£7.75", "£7.00 to £8.50".
pub fn offered(plan: &Plan) -> String {
    match (plan.offered.first(), plan.offered.last()) {
        (Some(low), Some(high)) if high > low => format!("{} to {}", pounds(*low), pounds(*high)),
        (Some(one), _) => pounds(*one),
        _ => number::UNKNOWN.to_owned(),
    }
}

/// A verdict in a word.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Deliverable => "deliverable",
        Verdict::NotDeliverable => "not deliverable",
        Verdict::CannotTell => "cannot tell",
    }
}

fn said(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Deliverable => "the service can be delivered",
        Verdict::NotDeliverable => "the service cannot be delivered",
        Verdict::CannotTell => "it cannot be told from these replications whether the service can be delivered",
    }
}

/// The verdict in one sentence.
pub fn verdict(tried: &Tried, plan: &Plan) -> String {
    let (case, found) = (tried.case, tried.found);
    let unit = unit(case.form);
    let Some(least) = &found.least else {
        if found.hopeless {
            return format!(
                "At {} {unit} the service cannot be delivered, nor at any price: no number of people keeps all targets with a confidence of {}.",
                offered(plan),
                percent(plan.confidence)
            );
        }
        return format!(
            "Stopped before the least staffing was found; as staffed, {}.",
            price_as(&found.own.cheapest, unit, plan)
        );
    };
    let staffed = if case.scenario.model.targets.is_empty() {
        "the staffing as it stands"
    } else {
        "the cheapest staffing that meets the targets"
    };
    let costs = format!("{staffed} costs {}{}", price_as(&least.cheapest, unit, plan), margin(case.terms.margin));
    let (Some(first), Some(last)) = (found.offers.first(), found.offers.last()) else {
        return format!("{}.", capital(&costs));
    };
    let outcome = |offer: &Offer| {
        format!("the chance that all targets hold and the provider breaks even is {}", chance(&offer.chances.both))
    };
    let at = |offer: &Offer| format!("at {} {unit} {}", pounds(offer.price), said(offer.verdict));
    if found.offers.len() == 1 {
        return capital(&format!("{}: {costs}; {}.", at(first), outcome(first)));
    }
    if found.offers.iter().all(|offer| offer.verdict == first.verdict) {
        let even = if first.verdict == Verdict::Deliverable { first } else { last };
        return format!(
            "At {} {unit} {}: {costs}; at {} {}.",
            offered(plan),
            said(first.verdict),
            pounds(even.price),
            outcome(even)
        );
    }
    capital(&format!("{}, {}: {costs}; at {} {}.", at(first), at(last), pounds(last.price), outcome(last)))
}

/// "£8.05 a call (£8.03 to £8.07) on average, £8.31 (£8.29 to £8.36) to break even with a confidence of 95 %".
fn price_as(found: &Cheapest, unit: &str, plan: &Plan) -> String {
    let interval = found.interval.map_or_else(String::new, |i| format!(" ({} to {})", pounds(i.low), pounds(i.high)));
    format!(
        "{} {unit}{interval} on average, and {} to break even with a confidence of {}",
        pounds(found.average),
        sure(found),
        percent(plan.confidence)
    )
}

/// The first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A change as it is written in a file, in the signs that people read: "-10% .. +60%" is "−10 % to +60 %", "x0.9" is "×0.9".
pub fn spoken(change: &str) -> String {
    let one = |word: &str| {
        let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let word = match (word.strip_prefix('-'), word.strip_prefix('x')) {
            (Some(rest), _) if digit(rest) => format!("−{rest}"),
            (_, Some(rest)) if digit(rest) => format!("×{rest}"),
            _ if word == ".." => "to".to_owned(),
            _ => word.to_owned(),
        };
        match word.find('%').filter(|&at| word[..at].ends_with(|c: char| c.is_ascii_digit())) {
            Some(at) => format!("{} {}", &word[..at], &word[at..]),
            None => word,
        }
    };
    change.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// "−10 % to +25 %", and whose range it is.
pub fn range(tested: &Tested) -> String {
    let words = spoken(&tested.range.words);
    if tested.stated { words } else { format!("{words} (usual)") }
}

/// What an end of a range makes of the cheapest price: "+£1.20".
pub fn moved(price: Option<f64>, stated: f64) -> String {
    match price {
        None => "no staffing".to_owned(),
        Some(price) => {
            let by = price - stated;
            let size = pounds(by.abs());
            if size == pounds(0.0) { "none".to_owned() } else { format!("{}{size}", if by < 0.0 { "−" } else { "+" }) }
        }
    }
}

/// Where the offered price stops being enough.
pub fn breaks(effect: &Effect) -> String {
    match (&effect.breaks_at[..], effect.enough_as_stated) {
        ([], true) => "enough throughout the range".to_owned(),
        ([], false) => "enough nowhere in the range".to_owned(),
        (values, true) => format!("enough up to {}", values.join(" and ")),
        (values, false) => format!("enough only beyond {}", values.join(" and ")),
    }
}

/// Names of forms.
pub fn form(name: &str) -> &'static str {
    match name {
        "per-call" => "per call",
        "per-head" => "per head and year",
        "block" => "block, a year",
        _ => "floor and cap, a call",
    }
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn changes_are_written_as_people_read_them() {
        let cases = [
            ("-10% .. +60%", "−10 % to +60 %"),
            ("x0.98 .. x1.05", "×0.98 to ×1.05"),
            ("enough up to +19.4%", "enough up to +19.4 %"),
            ("enough nowhere in the range", "enough nowhere in the range"),
            ("5m .. 9m", "5m to 9m"),
        ];
        for (file, read) in cases {
            assert_eq!(spoken(file), read);
        }
    }
}
