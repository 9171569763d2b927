//! A provider gives notice: the areas it leaves ask their step-ins in order; where all are full or gone, they are tendered again.

use super::area::{Next, Phase, State, Taker};
use super::luck::Luck;
use super::setup::Setup;

/// Who has withdrawn, and what step-ins have taken on.
#[derive(Clone, Debug)]
pub struct StepIns {
    /// By provider: gave notice on this day.
    pub noticed: Vec<Option<usize>>,
    /// By provider: mean calls a day of the areas it took over from others.
    pub taken: Vec<f64>,
}

impl StepIns {
    /// Nobody has.
    pub fn new(providers: usize) -> Self {
        Self { noticed: vec![None; providers], taken: vec![0.0; providers] }
    }

    /// A provider leaves an area, or all of its areas.
    #[expect(clippy::too_many_arguments, reason = "one notice, with all that it changes")]
    pub fn notice(
        &mut self,
        setup: &Setup,
        states: &mut [State],
        provider: u16,
        area: Option<u16>,
        notice: u32,
        day: usize,
        luck: Luck,
    ) {
        if area.is_none() {
            self.noticed[provider as usize].get_or_insert(day);
        }
        for (index, state) in states.iter_mut().enumerate() {
            let concerned = area.is_none_or(|a| a as usize == index)
                && state.taker == Taker::Provider(provider)
                && state.leaving.is_none()
                && setup.programme.areas[index].is_some();
            if !concerned {
                continue;
            }
            let serving = matches!(state.phase, Phase::Soft | Phase::Back | Phase::Live);
            let last = if serving { day + notice as usize } else { day };
            if state.attempt > 0 && setup.areas[index].home != provider {
                self.taken[provider as usize] -= setup.areas[index].mean_calls;
            }
            let next = self.next(setup, index, provider, last, day, state.attempt, luck);
            if let Next::StepIn { provider, .. } = next {
                self.taken[provider as usize] += setup.areas[index].mean_calls;
            }
            state.leaving = Some((last, next));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what an area knows when it asks")]
    fn next(&self, setup: &Setup, area: usize, from: u16, last: usize, day: usize, attempt: u32, luck: Luck) -> Next {
        let Some(launch) = &setup.programme.areas[area] else { return Next::Tender { until: last } };
        let calls = setup.areas[area].mean_calls;
        for &provider in launch.step_ins.iter().filter(|&&p| p != from) {
            let place = provider as usize;
            let Some(terms) = setup.programme.providers[place].steps_in else { continue };
            if self.noticed[place].is_none() && self.taken[place] + calls <= terms.capacity {
                return Next::StepIn { provider, from: last.max(day + terms.after as usize) };
            }
        }
        let lasts = luck.days(&launch.retender, "retender", &setup.model.areas[area].name, attempt + 1);
        Next::Tender { until: last.max(day + lasts) }
    }
}
