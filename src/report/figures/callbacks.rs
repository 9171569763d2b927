//! The picture of call-backs: are urgent people called back in time?

use super::Pictures;
use crate::analysis::interval::mean_t;
use crate::experiment::results::LEVEL;
use crate::model::clock::{LONGEST, SECOND};
use crate::model::{Bound, Measure, MeasureKind, Scope};
use crate::report::chart::{Drawing, Estimate, callbacks};
use crate::report::number;
use crate::tally::{Leg, WaitHistogram};

impl Pictures<'_> {
    pub(super) fn callbacks(&self) -> Drawing {
        let layout = &self.results.layout;
        let mut bands = Vec::new();
        for (index, band) in self.model.bands.iter().enumerate().filter(|(_, b)| b.due < LONGEST) {
            let scope = Scope::Band(index as u8);
            let mut waits = WaitHistogram::default();
            for (place_index, place) in layout.places.iter().enumerate() {
                if place.leg == Leg::CallBack && place.band == Some(index as u8) {
                    for source in 0..layout.sources {
                        waits.merge(&self.results.answered[place_index * layout.sources + source]);
                    }
                }
            }
            let on_time = Measure { kind: MeasureKind::CallBackOnTime, scope };
            let late: Vec<f64> =
                self.results.values(on_time).unwrap_or_default().iter().map(|r| r.denominator - r.numerator).collect();
            let late = mean_t(&late, LEVEL).map(|e| {
                let (low, high) = e.interval.map_or((f64::NAN, f64::NAN), |i| (i.low.max(0.0), i.high));
                Estimate { mean: e.mean, low, high }
            });
            let target = self.model.targets.iter().find_map(|t| match (t.measure.kind, t.measure.scope, t.bound) {
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, s, Bound::AtLeast(share)) if s == scope => {
                    Some(share)
                }
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, Scope::DueWithin(limit), Bound::AtLeast(share))
                    if band.due <= limit =>
                {
                    Some(share)
                }
                (MeasureKind::CallBackOnTime | MeasureKind::ClinicianOnTime, Scope::DueLater(limit), Bound::AtLeast(share))
                    if band.due > limit =>
                {
                    Some(share)
                }
                _ => None,
            });
            bands.push(callbacks::Band {
                name: band.name.clone(),
                due: band.due as f64 / SECOND as f64,
                people: self.estimate(MeasureKind::CallBacks, scope).map_or(0.0, |e| e.mean),
                in_time: self.estimate(MeasureKind::CallBackOnTime, scope),
                target,
                late,
                p95: self.estimate(MeasureKind::CallBackWaitQuantile(950), scope).map(|e| e.mean),
                tail: if waits.total() > 0 { waits.survival() } else { Vec::new() },
            });
        }
        let worst = bands.iter().filter_map(|b| b.in_time.map(|e| (b, e.mean))).min_by(|a, b| a.1.total_cmp(&b.1));
        let finding = worst.map_or_else(
            || "Nobody needed a call-back.".to_owned(),
            |(band, share)| {
                let late = band.late.map_or(0.0, |l| l.mean);
                if late < 0.5 {
                    "Practically everybody is called back in time.".to_owned()
                } else {
                    format!(
                        "Of band {}, due within {}, {} are called back in time; about {} people are late.",
                        band.name,
                        number::duration(band.due),
                        number::share(share),
                        number::count(late.round())
                    )
                }
            },
        );
        let days = self.model.clock.reported_length_days();
        let period = if days >= 1.0 {
            format!("in the {} simulated", number::plural(days.round() as u64, "day", "days"))
        } else {
            "in the run".to_owned()
        };
        callbacks::draw(&callbacks::Input { bands, period }, &self.frame("Are urgent people called back in time?", finding))
    }
}
