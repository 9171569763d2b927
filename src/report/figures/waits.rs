//! The picture of waits: how long do people wait?

use super::{ALL, Pictures};
use crate::model::clock::SECOND;
use crate::model::{Measure, MeasureKind, Scope};
use crate::report::chart::{Drawing, waits};
use crate::report::number;
use crate::report::price::words::capital;
use crate::tally::{Leg, WaitHistogram};

impl Pictures<'_> {
    pub(super) fn waits(&self) -> Drawing {
        let layout = &self.results.layout;
        let several = self.model.classes.len() > 1;
        let mut curves = Vec::new();
        let groups = if several { self.model.classes.len() } else { 1 };
        for class in 0..groups {
            let (mut answered, mut abandoned) = (WaitHistogram::default(), WaitHistogram::default());
            for index in (0..layout.places.len()).filter(|&p| layout.places[p].leg == Leg::First) {
                for source in (0..layout.sources).filter(|&s| !several || self.model.sources[s].class as usize == class) {
                    answered.merge(&self.results.answered[index * layout.sources + source]);
                    abandoned.merge(&self.results.abandoned[index * layout.sources + source]);
                }
            }
            let total = answered.total() + abandoned.total();
            if total == 0 {
                continue;
            }
            let scope = if several { Scope::Callers(class as u16) } else { ALL };
            let curve = |h: &WaitHistogram| if h.total() > 0 { h.survival() } else { Vec::new() };
            let name = if several { self.model.classes[class].name.clone() } else { "All callers".to_owned() };
            curves.push(waits::Curve {
                name,
                colour: class,
                answered: curve(&answered),
                gave_up: curve(&abandoned),
                gave_up_share: Some(abandoned.total() as f64 / total as f64),
                centiles: [500, 900, 950, 990].map(|p| self.estimate(MeasureKind::WaitQuantile(p), scope).map(|e| e.mean)),
            });
        }
        let marks = self.marks();
        let lost = self.estimate(MeasureKind::Abandonment, ALL).map_or(0.0, |e| e.mean);
        let at_once = curves.first().and_then(|c| c.answered.first()).filter(|p| p.0 <= 0.0).map(|p| 1.0 - p.1);
        let p95 = self.estimate(MeasureKind::WaitQuantile(950), ALL).map(|e| number::duration(e.mean));
        let finding = finding(at_once.filter(|_| !several), p95, lost, self.results.replications);
        waits::draw(
            &waits::Input { wait: "time waited on the line".to_owned(), curves, marks },
            &self.frame("How long do people wait?", finding),
        )
    }

    /// Times at which some target looks.
    fn marks(&self) -> Vec<waits::Mark> {
        let mut marks = Vec::new();
        for target in &self.model.targets {
            let seconds = match target.measure {
                Measure { kind: MeasureKind::AnsweredWithin(t) | MeasureKind::ServiceLevel(t), scope: Scope::All } => {
                    t as f64 / SECOND as f64
                }
                Measure { kind: MeasureKind::WaitQuantile(_), scope: Scope::All } => target.bound.limit(),
                _ => continue,
            };
            if !marks.iter().any(|m: &waits::Mark| (m.seconds - seconds).abs() < 0.5) {
                marks.push(waits::Mark { seconds, label: number::duration(seconds) });
            }
        }
        if marks.is_empty() {
            marks.push(waits::Mark { seconds: 60.0, label: "60 s".to_owned() });
        }
        marks
    }
}

/// How long people wait, in a sentence. A 95th centile is the mean of those of the replications, as in every table: it is not where the
/// curve of all calls together falls to a twentieth, so it is not said of "95 in 100 calls" where there are several replications.
fn finding(at_once: Option<f64>, p95: Option<String>, lost: f64, replications: usize) -> String {
    let lost = number::share(lost);
    let tail = p95.map(|wait| match replications {
        1 => format!("95 in 100 calls are answered within {wait}"),
        _ => format!("the 95th centile of the wait is {wait} in the mean of replications"),
    });
    let at_once = at_once.map(|share| format!("{} of answered calls are answered at once", number::share(share)));
    let said: Vec<String> = at_once.into_iter().chain(tail).collect();
    let text = if said.is_empty() { format!("{lost} give up.") } else { format!("{}; {lost} give up.", said.join("; ")) };
    capital(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_centiles_is_not_said_to_hold_for_95_in_100_calls() {
        let wait = || Some("7 m 16 s".to_owned());
        let several = finding(Some(0.496), wait(), 0.083, 40);
        assert!(!several.contains("in 100") && several.contains("mean of replications"), "{several}");
        assert_eq!(
            finding(Some(0.496), wait(), 0.083, 1),
            "49.6 % of answered calls are answered at once; 95 in 100 calls are answered within 7 m 16 s; 8.3 % give up."
        );
        assert!(finding(None, wait(), 0.083, 40).starts_with("The 95th"));
        assert_eq!(finding(None, None, 1.0, 40), "100 % give up.");
    }
}
