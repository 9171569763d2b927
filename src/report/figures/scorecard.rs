//! The picture of the targets: does the service meet them?

use super::{ALL, Pictures};
use crate::analysis::proportion::Verdict;
use crate::experiment::Judged;
use crate::model::clock::SECOND;
use crate::model::{Basis, Bound, Measure, MeasureKind, Target};
use crate::report::chart::{Direction, Drawing, Estimate, scorecard};
use crate::report::summary::{self, judged, unit};
use crate::tally::names;

impl Pictures<'_> {
    pub(super) fn scorecard(&self) -> Drawing {
        let judged = judged(self.model, self.results);
        let mut rows: Vec<scorecard::Row> = self.model.targets.iter().zip(&judged).map(|(t, j)| self.target_row(t, j)).collect();
        let shown = |measure: Measure| self.model.targets.iter().any(|t| t.measure == measure);
        let limit = 60 * SECOND;
        for kind in [
            MeasureKind::AnsweredWithin(limit),
            MeasureKind::Abandonment,
            MeasureKind::MeanSpeedOfAnswer,
            MeasureKind::WaitQuantile(950),
            MeasureKind::Occupancy,
        ] {
            let measure = Measure { kind, scope: ALL };
            let idle = kind == MeasureKind::Abandonment && !self.model.callers_may_leave();
            if rows.len() < 12 && !shown(measure) && !idle {
                rows.push(scorecard::Row {
                    name: names::words(measure, self.model),
                    official: names::official(measure).unwrap_or_default(),
                    unit: unit(kind),
                    estimate: self.estimate(kind, ALL),
                    target: None,
                    basis: scorecard::Basis::Simulated,
                });
            }
        }
        let n = judged.len();
        let finding = summary::finding(self.model, self.results);
        let all =
            (n > 1).then(|| self.results.all_targets()).flatten().map(|(p, i)| Estimate { mean: p, low: i.low, high: i.high });
        scorecard::draw(&scorecard::Input { rows, all }, &self.frame("Does it meet the targets?", finding))
    }

    fn target_row(&self, target: &Target, judged: &Judged) -> scorecard::Row {
        let direction = match target.bound {
            Bound::AtMost(_) => Direction::AtMost,
            Bound::Below(_) => Direction::Below,
            Bound::AtLeast(_) => Direction::AtLeast,
        };
        let months = if self.model.clock.months.iter().any(|m| m.whole) {
            judged.months.iter().map(|m| verdict(m.2)).collect()
        } else {
            Vec::new()
        };
        scorecard::Row {
            name: names::words(target.measure, self.model),
            official: target.official.clone().unwrap_or_default(),
            unit: unit(target.measure.kind),
            estimate: self.estimate(target.measure.kind, target.measure.scope),
            target: Some(scorecard::Target {
                direction,
                value: target.bound.limit(),
                chance: judged.chance.map(|(p, i)| Estimate { mean: p, low: i.low, high: i.high }),
                months,
                verdict: Some(verdict(judged.verdict)),
            }),
            basis: match target.basis {
                Basis::Simulated => scorecard::Basis::Simulated,
                Basis::Assumed => scorecard::Basis::Assumed,
                Basis::Fitted => scorecard::Basis::Fitted,
            },
        }
    }
}

fn verdict(verdict: Verdict) -> scorecard::Verdict {
    match verdict {
        Verdict::Met => scorecard::Verdict::Met,
        Verdict::Missed => scorecard::Verdict::Missed,
        Verdict::AtRisk => scorecard::Verdict::AtRisk,
        Verdict::CannotTell => scorecard::Verdict::CannotTell,
    }
}
