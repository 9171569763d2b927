//! Measures of `docs/measures`: what a value is, and which measures make sense for which part of a service. They are found in
//! [`super::evaluation`].

use crate::model::{CostKind, Measure, MeasureKind as K, Model, Rare, Scope, StepKind};

/// A ratio of sums. Counts have denominator 1. Nothing to measure: denominator 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: f64,
    /// Denominator.
    pub denominator: f64,
}

impl Ratio {
    /// The value; none if there was nothing to measure.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0.0).then(|| self.numerator / self.denominator)
    }
}

/// Does a measure make sense for a scope?
pub fn applies(model: &Model, measure: Measure) -> bool {
    if measure.kind.is_money() {
        return applies_to_money(model, measure);
    }
    let group = matches!(measure.kind, K::Occupancy | K::StaffPresent | K::OvertimeHours);
    let called_back = matches!(
        measure.kind,
        K::CallBacks | K::CallBackOnTime | K::CallBackWithin(_) | K::CallBackWaitQuantile(_) | K::NotReached
    );
    let clinical = matches!(measure.kind, K::ClinicianOnTime | K::WarmTransfer);
    let banded = matches!(measure.kind, K::TimeToClinicianQuantile(_));
    let any_clinical = model.steps.iter().any(|s| s.clinical);
    let live = matches!(
        measure.kind,
        K::CallsOffered
            | K::CallsAnswered
            | K::CallsAbandoned
            | K::AnsweredWithin(_)
            | K::ServiceLevel(_)
            | K::ServiceLevelExcludingShort(_)
            | K::ServiceLevelIncludingAbandons(_)
            | K::Abandonment
            | K::MeanSpeedOfAnswer
            | K::MeanWait
            | K::WaitQuantile(_)
            | K::MeanQueue
            | K::StillWaiting
            | K::CallsBlocked
    );
    let of_callers =
        matches!(measure.scope, Scope::All | Scope::Month(_) | Scope::Area(_) | Scope::Provider(_) | Scope::Callers(_));
    if let K::Rare(what) = measure.kind {
        return what.arises(model) && of_callers;
    }
    if matches!(measure.kind, K::CallsPerPerson | K::PeopleAnswered) {
        return Rare::Recalls.arises(model) && of_callers;
    }
    if called_back && !model.steps.iter().any(|s| s.by_call_back) {
        return false;
    }
    if (clinical || banded || matches!(measure.kind, K::ClinicianShare | K::ClosedByClinician | K::RiskMinutes)) && !any_clinical
    {
        return false;
    }
    if banded && model.bands.is_empty() {
        return false;
    }
    match measure.scope {
        Scope::All => true,
        Scope::Month(_) => measure.kind != K::MaxQueue,
        Scope::Group(_) => group || measure.kind == K::CallsAnswered,
        Scope::Step(step) => {
            let step = &model.steps[step as usize];
            (step.kind == StepKind::Queue)
                && (((live || measure.kind == K::MaxQueue) && (step.first || step.later))
                    || (called_back && step.by_call_back)
                    || (clinical && step.clinical)
                    || matches!(measure.kind, K::MaxQueue | K::StaffPresent | K::Occupancy))
        }
        Scope::Band(_) | Scope::DueWithin(_) | Scope::DueLater(_) => called_back || clinical || banded,
        Scope::Area(_) | Scope::Provider(_) => measure.kind != K::MaxQueue && !banded,
        Scope::Callers(_) => !group && measure.kind != K::MaxQueue && !banded,
    }
}

/// Does a measure of money make sense for a scope, and does the scenario state what it needs?
fn applies_to_money(model: &Model, measure: Measure) -> bool {
    let by_group = matches!(measure.kind, K::PaidHours | K::Utilisation | K::Cost | K::CostOf(_))
        && measure.kind != K::CostOf(CostKind::Overheads);
    let by_caller = measure.kind == K::DownstreamCost;
    let scope = match measure.scope {
        Scope::All | Scope::Provider(_) | Scope::Month(_) => true,
        Scope::Group(_) => by_group,
        Scope::Area(_) | Scope::Callers(_) => by_caller,
        _ => false,
    };
    scope && super::names::not_stated(measure.kind, model).is_none()
}
