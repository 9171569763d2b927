//! Names, units and official items of measures; parts of a service as text.

use crate::model::clock::SECOND;
use crate::model::{CostKind, Measure, MeasureKind, Model, Rare, Scope, Tick};

use MeasureKind as K;

/// The unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 1.
    Share,
    /// Seconds.
    Seconds,
    /// A number of calls, people, hours or minutes.
    Count,
    /// Pounds sterling.
    Pounds,
}

/// Measures without parameters, by name.
const PLAIN: [(&str, MeasureKind); 52] = [
    ("calls-offered", K::CallsOffered),
    ("people", K::People),
    ("first-calls", K::FirstCalls),
    ("redials", K::Redials),
    ("calls-answered", K::CallsAnswered),
    ("calls-abandoned", K::CallsAbandoned),
    ("calls-blocked", K::CallsBlocked),
    ("hung-up-in-menu", K::HungUpInMenu),
    ("still-waiting", K::StillWaiting),
    ("abandonment", K::Abandonment),
    ("abandonment-of-received", K::AbandonmentOfReceived),
    ("mean-speed-of-answer", K::MeanSpeedOfAnswer),
    ("mean-wait", K::MeanWait),
    ("wait-p50", K::WaitQuantile(500)),
    ("wait-p90", K::WaitQuantile(900)),
    ("wait-p95", K::WaitQuantile(950)),
    ("wait-p99", K::WaitQuantile(990)),
    ("longest-wait", K::WaitQuantile(K::MAXIMUM)),
    ("mean-queue", K::MeanQueue),
    ("max-queue", K::MaxQueue),
    ("occupancy", K::Occupancy),
    ("staff-present", K::StaffPresent),
    ("overtime-hours", K::OvertimeHours),
    ("clinician-share", K::ClinicianShare),
    ("closed-by-clinician", K::ClosedByClinician),
    ("warm-transfer", K::WarmTransfer),
    ("call-backs", K::CallBacks),
    ("call-back-on-time", K::CallBackOnTime),
    ("clinician-on-time", K::ClinicianOnTime),
    ("call-back-wait-p95", K::CallBackWaitQuantile(950)),
    ("longest-call-back-wait", K::CallBackWaitQuantile(K::MAXIMUM)),
    ("time-to-clinician-p50", K::TimeToClinicianQuantile(500)),
    ("time-to-clinician-p95", K::TimeToClinicianQuantile(950)),
    ("not-reached", K::NotReached),
    ("urgent-lost", K::UrgentLost),
    ("risk-minutes", K::RiskMinutes),
    ("urgent-abandoned", K::UrgentAbandoned),
    ("calls-per-person", K::CallsPerPerson),
    ("people-answered", K::PeopleAnswered),
    ("paid-hours", K::PaidHours),
    ("utilisation", K::Utilisation),
    ("cost", K::Cost),
    ("cost-per-call", K::CostPerCall),
    ("fees", K::Fees),
    ("deductions", K::Deductions),
    ("gain-share", K::GainShare),
    ("income", K::Income),
    ("surplus", K::Surplus),
    ("reserve", K::Reserve),
    ("lowest-reserve", K::LowestReserve),
    ("downstream-cost", K::DownstreamCost),
    ("total-cost", K::TotalCost),
];

/// What a scenario must state for a measure of money to be measured; none if it does (or the measure is of no money).
pub fn not_stated(kind: MeasureKind, model: &Model) -> Option<&'static str> {
    let money = &model.money;
    let shrinks = model.groups.iter().any(|g| g.paid.shrinkage.is_some());
    let contracts = || (money.contracts.is_empty()).then_some("no contract is stated");
    let costs = || (!money.costs()).then_some("no pay is stated");
    let reserves = || money.providers.iter().all(|p| p.reserve.is_none()).then_some("no reserve is stated");
    let downstream = || (!money.downstream).then_some("no outcome states a cost");
    match kind {
        K::PaidHours | K::Utilisation => (!shrinks && !money.costs()).then_some("no shrinkage and no pay is stated"),
        K::Cost | K::CostPerCall => costs(),
        K::CostOf(cost) => costs().or_else(|| (!money.occurs(cost)).then_some("nothing of that kind is stated")),
        K::Fees | K::Deductions | K::Income => contracts(),
        K::GainShare => money.contracts.iter().all(|c| c.gain_share.is_none()).then_some("no gain share is stated"),
        K::Surplus => contracts().or_else(costs),
        K::Reserve | K::LowestReserve => contracts().or_else(costs).or_else(reserves),
        K::DownstreamCost => downstream(),
        K::TotalCost => costs().or_else(downstream),
        _ => None,
    }
}

/// The name of a measure.
pub fn name(kind: MeasureKind, model: &Model) -> String {
    let threshold = |t: Tick| crate::units::duration_text(t as f64 / SECOND as f64).replace(' ', "");
    match kind {
        K::AnsweredWithin(t) => format!("answered-within-{}", seconds(t)),
        K::ServiceLevel(t) => format!("service-level-{}", seconds(t)),
        K::ServiceLevelExcludingShort(t) => format!("service-level-{}-excluding-short-abandons", seconds(t)),
        K::ServiceLevelIncludingAbandons(t) => format!("service-level-{}-including-abandons", seconds(t)),
        K::AbandonmentAfter(t) => format!("abandonment-after-{}", seconds(t)),
        K::CallBackWithin(t) => format!("call-back-within-{}", threshold(t)),
        K::OutcomeShare(o) => format!("outcome-{}", model.outcomes[o as usize].name),
        K::CostOf(cost) => format!("cost-of-{}", cost.name()),
        K::UrgentLostPeople => "urgent-lost-people".to_owned(),
        K::Rare(what) => what.name().to_owned(),
        K::AllTargets => "all-targets".to_owned(),
        other => PLAIN.iter().find(|p| p.1 == other).map_or_else(String::new, |p| p.0.to_owned()),
    }
}

fn seconds(t: Tick) -> String {
    format!("{}s", t as f64 / SECOND as f64)
}

/// The measure of a name; none if there is none.
pub fn parse(name: &str, model: &Model) -> Option<MeasureKind> {
    if let Some(plain) = PLAIN.iter().find(|p| p.0 == name) {
        return Some(plain.1);
    }
    let ticks = |text: &str| crate::units::duration(text).ok().map(|s| (s * SECOND as f64) as Tick);
    if let Some(rest) = name.strip_prefix("answered-within-") {
        return ticks(rest).map(K::AnsweredWithin);
    }
    if let Some(rest) = name.strip_prefix("service-level-") {
        if let Some(rest) = rest.strip_suffix("-excluding-short-abandons") {
            return ticks(rest).map(K::ServiceLevelExcludingShort);
        }
        if let Some(rest) = rest.strip_suffix("-including-abandons") {
            return ticks(rest).map(K::ServiceLevelIncludingAbandons);
        }
        return ticks(rest).map(K::ServiceLevel);
    }
    if let Some(rest) = name.strip_prefix("abandonment-after-") {
        return ticks(rest).map(K::AbandonmentAfter);
    }
    if let Some(rest) = name.strip_prefix("call-back-within-") {
        return ticks(rest).map(K::CallBackWithin);
    }
    if let Some(rest) = name.strip_prefix("outcome-") {
        return model.outcomes.iter().position(|o| o.name == rest).map(|o| K::OutcomeShare(o as u8));
    }
    if let Some(rest) = name.strip_prefix("cost-of-") {
        return CostKind::ALL.into_iter().find(|kind| kind.name() == rest).map(K::CostOf);
    }
    if let Some(what) = Rare::ALL.into_iter().find(|what| what.name() == name) {
        return Some(K::Rare(what));
    }
    (name == "urgent-lost-people").then_some(K::UrgentLostPeople)
}

/// All names, for suggestions.
pub fn all(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = PLAIN.iter().map(|p| p.0.to_owned()).collect();
    names.extend(
        ["answered-within-60s", "service-level-20s", "abandonment-after-30s", "call-back-within-10m", "urgent-lost-people"]
            .map(str::to_owned),
    );
    names.extend(Rare::ALL.iter().map(|what| what.name().to_owned()));
    names.extend(model.outcomes.iter().map(|o| format!("outcome-{}", o.name)));
    names.extend(CostKind::ALL.iter().map(|kind| format!("cost-of-{}", kind.name())));
    names
}

/// The unit of a measure.
pub fn unit(kind: MeasureKind) -> Unit {
    match kind {
        K::AnsweredWithin(_)
        | K::ServiceLevel(_)
        | K::ServiceLevelExcludingShort(_)
        | K::ServiceLevelIncludingAbandons(_)
        | K::Abandonment
        | K::AbandonmentOfReceived
        | K::AbandonmentAfter(_)
        | K::Occupancy
        | K::ClinicianShare
        | K::ClosedByClinician
        | K::WarmTransfer
        | K::CallBackOnTime
        | K::CallBackWithin(_)
        | K::ClinicianOnTime
        | K::UrgentLost
        | K::OutcomeShare(_)
        | K::PeopleAnswered
        | K::Utilisation
        | K::AllTargets => Unit::Share,
        K::MeanSpeedOfAnswer | K::MeanWait | K::WaitQuantile(_) | K::CallBackWaitQuantile(_) | K::TimeToClinicianQuantile(_) => {
            Unit::Seconds
        }
        K::PaidHours => Unit::Count,
        kind if kind.is_money() => Unit::Pounds,
        _ => Unit::Count,
    }
}

/// A measure in words, for people.
pub fn words(measure: Measure, model: &Model) -> String {
    // a minute is written as the published measures write it: 60 s
    let short = |t: Tick| match t / SECOND {
        s @ ..=90 => format!("{s} s"),
        s => crate::units::duration_text(s as f64),
    };
    let plain = match measure.kind {
        K::AnsweredWithin(t) => format!("Answered within {}", short(t)),
        K::ServiceLevel(t) => format!("Service level {}", short(t)),
        K::ServiceLevelExcludingShort(t) => format!("Service level {}, short abandons left out", short(t)),
        K::ServiceLevelIncludingAbandons(t) => format!("Service level {}, abandons included", short(t)),
        K::AbandonmentAfter(t) => format!("Abandoned after {}", short(t)),
        K::CallBackWithin(t) => format!("Called back within {}", short(t)),
        K::Abandonment => "Abandoned".to_owned(),
        K::AbandonmentOfReceived => "Abandoned, of received".to_owned(),
        K::MeanSpeedOfAnswer => "Average speed to answer".to_owned(),
        K::MeanWait => "Mean wait".to_owned(),
        K::WaitQuantile(K::MAXIMUM) => "Longest wait".to_owned(),
        K::CallBackWaitQuantile(K::MAXIMUM) => "Longest wait for call-back".to_owned(),
        K::WaitQuantile(q) => format!("{}th centile wait", f64::from(q) / 10.0),
        K::ClinicianShare => "Assessed by a clinician".to_owned(),
        K::ClinicianOnTime => "Clinician on time".to_owned(),
        K::CallBackOnTime => "Called back on time".to_owned(),
        K::CallBackWaitQuantile(q) => format!("{}th centile wait for call-back", f64::from(q) / 10.0),
        K::WarmTransfer => "Warm transfer".to_owned(),
        K::OutcomeShare(o) => format!("Outcome: {}", model.outcomes[o as usize].name),
        other => {
            let text = name(other, model).replace('-', " ");
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        }
    };
    match measure.scope {
        Scope::All => plain,
        Scope::DueWithin(t) => format!("{plain}, due within {}", short(t)),
        Scope::DueLater(t) => format!("{plain}, due after {}", short(t)),
        scope => format!("{plain}, {}", scope_text(scope, model).replace(':', " ")),
    }
}

/// The official name and items of a measure, where there is one.
pub fn official(measure: Measure) -> Option<String> {
    let text = match (measure.kind, measure.scope) {
        (K::AbandonmentOfReceived, Scope::All) => "KPI 1, B02/A01",
        (K::MeanSpeedOfAnswer, Scope::All) => "KPI 2, B06/A03",
        (K::WaitQuantile(950), Scope::All) => "KPI 3, B07",
        (K::ClinicianShare, Scope::All) => "KPI 4, D01/C01",
        (K::ClinicianOnTime, Scope::DueWithin(_)) => "KPI 5a, D14/D13",
        (K::ClinicianOnTime, Scope::DueLater(_)) => "KPI 5b, (D16+D18)/(D15+D17)",
        (K::ClosedByClinician, Scope::All) => "KPI 6",
        (K::AnsweredWithin(t), Scope::All) if t == 60 * SECOND => "B01/A03",
        (K::Abandonment, Scope::All) => "B02/(A03+B02)",
        (K::AbandonmentAfter(t), Scope::All) if t == 30 * SECOND => "Minimum Data Set, of offered",
        (K::CallBackWithin(t), Scope::All) if t == 600 * SECOND => "Minimum Data Set, of call-backs offered",
        _ => return None,
    };
    Some(text.to_owned())
}

/// A scope as text: `all`, `step:NAME`, `month:2025-12`.
pub fn scope_text(scope: Scope, model: &Model) -> String {
    let short = |t: Tick| crate::units::duration_text(t as f64 / SECOND as f64).replace(' ', "");
    match scope {
        Scope::All => "all".to_owned(),
        Scope::Step(i) => format!("step:{}", model.steps[i as usize].name),
        Scope::Group(i) => format!("group:{}", model.groups[i as usize].name),
        Scope::Area(i) => format!("area:{}", model.areas[i as usize].name),
        Scope::Callers(i) => format!("callers:{}", model.classes[i as usize].name),
        Scope::Band(i) => format!("band:{}", model.bands[i as usize].name),
        Scope::Provider(i) => format!("provider:{}", model.providers[i as usize]),
        Scope::DueWithin(t) => format!("due-within:{}", short(t)),
        Scope::DueLater(t) => format!("due-later:{}", short(t)),
        Scope::Month(i) => format!("month:{}", model.clock.months[i as usize].label),
    }
}

/// A scope from text; none if the model has no such part.
pub fn parse_scope(text: &str, model: &Model) -> Option<Scope> {
    let Some((kind, name)) = text.split_once(':') else {
        return (text == "all").then_some(Scope::All);
    };
    let ticks = || crate::units::duration(name).ok().map(|s| (s * SECOND as f64) as Tick);
    let at = |place: Option<usize>| place;
    match kind {
        "step" => at(model.steps.iter().position(|s| s.name == name)).map(|i| Scope::Step(i as u8)),
        "group" => at(model.groups.iter().position(|g| g.name == name)).map(|i| Scope::Group(i as u16)),
        "area" => at(model.areas.iter().position(|a| a.name == name)).map(|i| Scope::Area(i as u16)),
        "callers" => at(model.classes.iter().position(|c| c.name == name)).map(|i| Scope::Callers(i as u16)),
        "band" => at(model.bands.iter().position(|b| b.name == name)).map(|i| Scope::Band(i as u8)),
        "provider" => at(model.providers.iter().position(|p| p == name)).map(|i| Scope::Provider(i as u16)),
        "month" => at(model.clock.months.iter().position(|m| m.label == name)).map(|i| Scope::Month(i as u16)),
        "due-within" => ticks().map(Scope::DueWithin),
        "due-later" => ticks().map(Scope::DueLater),
        _ => None,
    }
}
