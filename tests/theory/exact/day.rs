//! A day of M(t)/M/s(t)+M: arrivals and agents change from period to period.
//!
//! Model: Poisson arrivals at a constant rate in each period, exponential calls,
//! exponential patience while waiting (rate 0: patient), first come first
//! answered, empty at the start. When the agents on duty become fewer than the
//! calls being answered, those calls are finished and each agent then leaves;
//! when they become more, waiting calls are answered at once. After the last
//! period its agents stay, so that calls still waiting then have an end.
//! Units: rates per unit of time, lengths and waits in that unit.
//!
//! State: (n being answered, w waiting), w > 0 only while n >= s. With n > s a
//! finished call takes its agent away; with n = s it starts the next in line.
//! The line is cut off at `room` calls, and `solve` refuses to answer if more
//! than `LOST` calls are expected to be cut off.
//!
//! Formulas: Kolmogorov's forward equations for the state, period by period;
//! the backward equations for a tagged call with k ahead of it, carried back
//! over the changes of staff; uniformisation for both (Jensen 1953). A quantity
//! by time of arrival is the integral over arrival times of arrival rate x
//! P(state) x value for a call that finds the state, by Gauss-Legendre panels.

use super::chain::Chain;
use super::quadrature::nodes;

/// The calls that may be cut off, expected, over the day.
const LOST: f64 = 1e-7;

/// A stretch of the day with constant rates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub(crate) length: f64,
    pub(crate) arrival: f64,
    pub(crate) servers: usize,
}

/// The day.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    pub(crate) periods: Vec<Period>,
    pub(crate) service: f64,
    /// Rate of giving up while waiting.
    pub(crate) patience: f64,
    /// The target for `answered_within`.
    pub(crate) within: f64,
    /// Where the line is cut off.
    pub(crate) room: usize,
}

/// Expected values for one period.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    /// Calls arriving in the period.
    pub(crate) arrivals: f64,
    /// Calls giving up during the period, whenever they arrived.
    pub(crate) abandoned: f64,
    /// Integral over the period of the number waiting.
    pub(crate) waiting_time: f64,
    /// Integral over the period of the number being answered.
    pub(crate) busy_time: f64,
    /// Mean number waiting at the end, before any change of staff.
    pub(crate) waiting_at_end: f64,
    /// Mean number being answered at the end.
    pub(crate) busy_at_end: f64,
    /// Of the calls arriving in the period, those ever answered.
    pub(crate) answered: f64,
    /// Of the calls arriving in the period, those answered within the target.
    pub(crate) answered_within: f64,
    /// Of the calls arriving in the period, their total wait, answered or not.
    pub(crate) wait: f64,
    /// Calls cut off by the limit on the line.
    pub(crate) lost: f64,
}

impl Day {
    fn most(&self) -> usize {
        self.periods.iter().map(|p| p.servers).max().unwrap_or(0)
    }

    fn at(&self, busy: usize, waiting: usize) -> usize {
        busy * (self.room + 1) + waiting
    }

    fn size(&self) -> usize {
        (self.most() + 1) * (self.room + 1)
    }

    fn states(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let room = self.room;
        (0..=self.most()).flat_map(move |n| (0..=room).map(move |w| (n, w)))
    }

    fn forward_chain(&self, period: &Period) -> Chain {
        let mut chain = Chain::new(self.size());
        for (n, w) in self.states() {
            let here = self.at(n, w);
            if n < period.servers {
                if w == 0 {
                    chain.add(here, self.at(n + 1, 0), period.arrival);
                    if n > 0 {
                        chain.add(here, self.at(n - 1, 0), n as f64 * self.service);
                    }
                }
                continue;
            }
            if w < self.room {
                chain.add(here, self.at(n, w + 1), period.arrival);
            }
            if w > 0 {
                chain.add(here, self.at(n, w - 1), w as f64 * self.patience);
            }
            let done = n as f64 * self.service;
            if n > period.servers || (w == 0 && n > 0) {
                chain.add(here, self.at(n - 1, w), done);
            } else if w > 0 {
                chain.add(here, self.at(n, w - 1), done);
            }
        }
        chain
    }

    /// A call with k ahead of it, n being answered; then two states: answered,
    /// and one worth 1 for counting the time spent waiting.
    fn tagged_chain(&self, period: &Period) -> Chain {
        let answered = self.size();
        let mut chain = Chain::new(answered + 2);
        for (n, k) in self.states().filter(|(n, _)| *n >= period.servers) {
            let here = self.at(n, k);
            chain.kill(here, self.patience);
            chain.earn(here, answered + 1, 1.0);
            if k > 0 {
                chain.add(here, self.at(n, k - 1), k as f64 * self.patience);
            }
            let done = n as f64 * self.service;
            if n > period.servers {
                chain.add(here, self.at(n - 1, k), done);
            } else {
                let next = if k > 0 { self.at(n, k - 1) } else { answered };
                chain.add(here, next, done);
            }
        }
        chain
    }

    /// More agents: the state just after.
    fn start_waiting(&self, servers: usize, mass: &[f64]) -> Vec<f64> {
        let mut after = vec![0.0; mass.len()];
        for (n, w) in self.states() {
            let started = servers.saturating_sub(n).min(w);
            after[self.at(n + started, w - started)] += mass[self.at(n, w)];
        }
        after
    }

    /// A tagged call's value just before `servers` are on duty (or on arrival).
    fn settle(&self, servers: usize, value: &[f64]) -> Vec<f64> {
        let mut before = value.to_vec();
        for (n, k) in self.states() {
            let free = servers.saturating_sub(n);
            before[self.at(n, k)] = if free > k { value[self.size()] } else { value[self.at(n + free, k - free)] };
        }
        before
    }

    /// Expected value over states of a call arriving now.
    fn met(&self, mass: &[f64], value: &[f64]) -> f64 {
        let open = self.states().filter(|(_, w)| *w < self.room);
        open.map(|(n, w)| mass[self.at(n, w)] * value[self.at(n, w)]).sum()
    }

    fn answered_indicator(&self) -> Vec<f64> {
        let mut f = vec![0.0; self.size() + 2];
        f[self.size()] = 1.0;
        f
    }

    /// Expected waits still to come at the end of the day, the last agents
    /// staying for good.
    fn after_the_end(&self, tagged: &Chain, last: &Period) -> Vec<f64> {
        let mut wait = vec![0.0; self.size() + 2];
        wait[self.size() + 1] = 1.0;
        let step = 4.0 / (last.servers as f64 * self.service + self.patience);
        assert!(step.is_finite(), "calls left waiting for ever");
        for _ in 0..10_000 {
            let next = tagged.backward(&wait, step).end;
            // states with an agent to spare hold no waiting call
            let waits = self.at(last.servers, 0)..self.size();
            let change = waits.map(|i| (next[i] - wait[i]).abs());
            let change = change.fold(0.0, f64::max);
            wait = next;
            if change < 1e-12 * step {
                return wait;
            }
        }
        panic!("calls left waiting too long");
    }

    /// The day, period by period.
    pub(crate) fn solve(&self) -> Vec<Outcome> {
        let forward: Vec<Chain> = self.periods.iter().map(|p| self.forward_chain(p)).collect();
        let tagged: Vec<Chain> = self.periods.iter().map(|p| self.tagged_chain(p)).collect();
        let mut out = vec![Outcome::default(); self.periods.len()];
        let mut starts = Vec::new();
        let mut mass = vec![0.0; self.size()];
        mass[0] = 1.0;
        for ((period, chain), outcome) in self.periods.iter().zip(&forward).zip(&mut out) {
            mass = self.start_waiting(period.servers, &mass);
            starts.push(mass.clone());
            let course = chain.forward(&mass, period.length);
            outcome.arrivals = period.arrival * period.length;
            for (n, w) in self.states() {
                let (time, end) = (course.integral[self.at(n, w)], course.end[self.at(n, w)]);
                outcome.waiting_time += time * w as f64;
                outcome.busy_time += time * n as f64;
                outcome.waiting_at_end += end * w as f64;
                outcome.busy_at_end += end * n as f64;
                if w == self.room && n >= period.servers {
                    outcome.lost += period.arrival * time;
                }
            }
            outcome.abandoned = self.patience * outcome.waiting_time;
            mass = course.end;
        }
        let lost: f64 = out.iter().map(|o| o.lost).sum();
        assert!(lost < LOST, "{lost} calls cut off: more room is needed");

        let Some(last) = self.periods.last() else {
            return out;
        };
        let mut wait = self.after_the_end(&tagged[tagged.len() - 1], last);
        for j in (0..self.periods.len()).rev() {
            let outcome = &mut out[j];
            wait = self.by_arrival(&self.periods[j], [&forward[j], &tagged[j]], &starts[j], wait, outcome);
            wait = self.settle(self.periods[j].servers, &wait);
            // giving up happens at a constant rate while waiting
            outcome.answered = outcome.arrivals - self.patience * outcome.wait;
            outcome.answered_within = self.within_target(j, &forward[j], &tagged, &starts[j]);
        }
        out
    }

    /// Panels no longer than a few typical events.
    fn panels(&self, from: f64, to: f64) -> Vec<(f64, f64)> {
        let pace = self.most() as f64 * self.service + self.patience;
        let count = ((to - from) * pace / 8.0).ceil().max(2.0) as usize;
        let width = (to - from) / count as f64;
        let panel = |i: usize| nodes(from + width * i as f64, from + width * (i + 1) as f64);
        (0..count).flat_map(panel).collect()
    }

    /// Adds the waits of the calls arriving in a period; from the waits of
    /// tagged calls at its end to those at its start.
    fn by_arrival(
        &self,
        period: &Period,
        [forward, tagged]: [&Chain; 2],
        start: &[f64],
        mut wait: Vec<f64>,
        outcome: &mut Outcome,
    ) -> Vec<f64> {
        let points = self.panels(0.0, period.length);
        let mut masses = Vec::with_capacity(points.len());
        let (mut mass, mut now) = (start.to_vec(), 0.0);
        for (u, _) in &points {
            mass = forward.forward(&mass, u - now).end;
            now = *u;
            masses.push(mass.clone());
        }
        let mut now = period.length;
        for ((u, weight), mass) in points.iter().zip(&masses).rev() {
            wait = tagged.backward(&wait, now - u).end;
            now = *u;
            let met = self.met(mass, &self.settle(period.servers, &wait));
            outcome.wait += period.arrival * weight * met;
        }
        tagged.backward(&wait, now).end
    }

    /// Of the calls arriving in period `j`, those answered within the target.
    fn within_target(&self, j: usize, forward: &Chain, tagged: &[Chain], start: &[f64]) -> f64 {
        let period = &self.periods[j];
        // times of the changes of staff, from the start of the period
        let mut ends = Vec::new();
        let mut end = 0.0;
        for p in &self.periods[j..] {
            end += p.length;
            ends.push(end);
        }
        let mut cuts = vec![0.0, period.length];
        cuts.extend(ends.iter().map(|e| e - self.within));
        cuts.retain(|c| (0.0..=period.length).contains(c));
        cuts.sort_by(f64::total_cmp);
        let mut mass = start.to_vec();
        let mut total = 0.0;
        for pair in cuts.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if to <= from {
                continue;
            }
            let course = forward.forward(&mass, to - from);
            if f64::midpoint(from, to) + self.within < period.length {
                let ahead = tagged[j].backward(&self.answered_indicator(), self.within).end;
                total += self.met(&course.integral, &self.settle(period.servers, &ahead));
            } else {
                let mut now = from;
                for (u, weight) in self.panels(from, to) {
                    mass = forward.forward(&mass, u - now).end;
                    now = u;
                    let ahead = self.look_ahead(j, u, &ends, tagged);
                    total += weight * self.met(&mass, &ahead);
                }
            }
            mass = course.end;
        }
        total * period.arrival
    }

    /// P(answered within the target) by the state met on arrival at `u`.
    fn look_ahead(&self, j: usize, u: f64, ends: &[f64], tagged: &[Chain]) -> Vec<f64> {
        let mut value = self.answered_indicator();
        let mut now = u + self.within;
        let last = ends.iter().position(|e| *e >= now).unwrap_or(ends.len() - 1);
        for i in (0..=last).rev() {
            let since = if i == 0 { u } else { ends[i - 1] };
            value = tagged[j + i].backward(&value, now - since).end;
            value = self.settle(self.periods[j + i].servers, &value);
            now = since;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::super::mmc::Impatient;
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() <= by, "{a} is not {b}");
    }

    fn period(length: f64, arrival: f64, servers: usize) -> Period {
        Period { length, arrival, servers }
    }

    /// A long warm-up and then a period at rest: M/M/c+M from its own formulas.
    #[test]
    fn a_day_without_change_is_the_stationary_queue() {
        let periods = vec![period(60.0, 2.4, 2), period(5.0, 2.4, 2), period(40.0, 2.4, 2)];
        let day = Day { periods, service: 1.0, patience: 0.7, within: 0.4, room: 25 };
        let o = day.solve()[1];
        let m = Impatient { arrival: 2.4, service: 1.0, servers: 2, patience: 0.7 };
        close(o.abandoned / o.arrivals, m.abandonment(), 1e-9);
        close(o.waiting_time / 5.0, m.waiting(), 1e-8);
        close(o.busy_time / 5.0, 2.0 * m.occupancy(), 1e-9);
        close(o.answered_within / o.arrivals, m.answered_within(0.4), 1e-8);
        close(o.wait / o.arrivals, m.mean_wait(), 1e-8);
        close(o.answered / o.arrivals, 1.0 - m.abandonment(), 1e-8);
    }

    /// Enough agents for everyone: the mean number busy solves b' = l(t) - m b.
    #[test]
    fn with_agents_to_spare_the_mean_follows_its_differential_equation() {
        let periods = vec![period(1.5, 0.8, 13), period(2.0, 0.2, 14), period(1.0, 1.1, 12)];
        let day = Day { periods, service: 0.6, patience: 0.5, within: 0.3, room: 3 };
        let mut busy = 0.0_f64;
        for (p, o) in day.periods.iter().zip(day.solve()) {
            let rest = p.arrival / 0.6;
            busy = rest + (busy - rest) * (-0.6 * p.length).exp();
            close(o.busy_at_end, busy, 1e-7);
            close(o.answered_within, o.arrivals, 1e-6);
        }
    }

    fn changing() -> Day {
        let periods =
            vec![period(3.0, 2.5, 3), period(2.0, 2.0, 1), period(0.3, 1.0, 0), period(2.0, 1.5, 4), period(50.0, 0.0, 4)];
        Day { periods, service: 1.0, patience: 0.5, within: 0.6, room: 24 }
    }

    /// The forward equations (by time) and the tagged calls (by arrival) must
    /// give the same totals; and a target longer than any wait is an answer.
    #[test]
    fn totals_by_time_and_by_arrival_agree() {
        let day = changing();
        let total = |out: &[Outcome], f: fn(&Outcome) -> f64| out.iter().map(f).sum::<f64>();
        let out = day.solve();
        let arrivals = total(&out, |o| o.arrivals);
        close(total(&out, |o| o.waiting_time), total(&out, |o| o.wait), 1e-6);
        close(arrivals - total(&out, |o| o.abandoned), total(&out, |o| o.answered), 1e-6);
        close(total(&out, |o| o.busy_time), total(&out, |o| o.answered), 1e-6);
        let patient = Day { within: 40.0, ..changing() };
        for o in patient.solve() {
            close(o.answered_within, o.answered, 1e-6);
        }
    }

    /// A whole day in seconds, by quarter hours, of a size that is used: the
    /// totals by time and by arrival again, and by hand the arrivals.
    #[test]
    fn a_day_of_quarter_hours_balances() {
        let hour = |h: usize| {
            if (8..18).contains(&h) { (0.05, 17) } else { (0.015, 6) }
        };
        let quarter = |q: usize| {
            let (arrival, servers) = hour(q / 4);
            period(900.0, if q < 95 { arrival } else { 0.0 }, servers)
        };
        let day = Day {
            periods: (0..96).map(quarter).chain([period(14_400.0, 0.0, 6)]).collect(),
            service: 1.0 / 300.0,
            patience: 1.0 / 240.0,
            within: 60.0,
            room: 60,
        };
        let out = day.solve();
        let total = |f: fn(&Outcome) -> f64| out.iter().map(f).sum::<f64>();
        let arrivals = total(|o| o.arrivals);
        close(arrivals, 900.0 * (40.0 * 0.05 + 55.0 * 0.015), 1e-9);
        close(total(|o| o.waiting_time), total(|o| o.wait), 1e-3);
        let answered = total(|o| o.answered);
        close(arrivals - total(|o| o.abandoned), answered, 1e-5);
        close(total(|o| o.busy_time) / 300.0, answered, 1e-5);
        assert!(out.iter().all(|o| o.answered_within <= o.answered + 1e-9));
    }

    /// The same day played many times, event by event, with its own line and
    /// its own random numbers; four standard errors.
    #[test]
    fn the_day_agrees_with_playing_it() {
        let day = changing();
        let out = day.solve();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let days = 60_000_usize;
        let periods = day.periods.len();
        let mut sums = vec![[0.0_f64; 3]; periods];
        let mut squares = vec![[0.0_f64; 3]; periods];
        for _ in 0..days {
            for (j, got) in play(&day, &mut random).iter().enumerate() {
                for (i, x) in got.iter().enumerate() {
                    sums[j][i] += x;
                    squares[j][i] += x * x;
                }
            }
        }
        for (j, o) in out.iter().enumerate() {
            for (i, exact) in [o.answered_within, o.wait, o.abandoned].iter().enumerate() {
                let mean = sums[j][i] / days as f64;
                let spread = (squares[j][i] / days as f64 - mean * mean).max(0.0);
                let error = (spread / days as f64).sqrt();
                close(mean, *exact, 4.0 * error + 1e-6);
            }
        }
    }

    /// Xorshift, enough for a check.
    struct Random(u64);

    impl Random {
        fn exponential(&mut self, rate: f64) -> f64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let uniform = ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
            -uniform.ln() / rate
        }
    }

    /// One day: per period, answered within the target and total wait by
    /// arrival, and abandoned by time.
    fn play(day: &Day, random: &mut Random) -> Vec<[f64; 3]> {
        let mut got = vec![[0.0; 3]; day.periods.len()];
        // (arrived in, arrived at, gives up at)
        let mut line: Vec<(usize, f64, f64)> = Vec::new();
        let mut ends: Vec<f64> = Vec::new();
        let mut from = 0.0;
        for (j, p) in day.periods.iter().enumerate() {
            let until = from + p.length;
            let mut arrival = from + random.exponential(p.arrival.max(1e-12));
            let mut now = from;
            loop {
                while ends.len() < p.servers && !line.is_empty() {
                    let (i, at, _) = line.remove(0);
                    got[i][0] += f64::from(u8::from(now - at <= day.within));
                    got[i][1] += now - at;
                    ends.push(now + random.exponential(day.service));
                }
                let end = ends.iter().copied().fold(f64::INFINITY, f64::min);
                let quit = line.iter().map(|c| c.2).fold(f64::INFINITY, f64::min);
                now = until.min(arrival).min(end).min(quit);
                if now >= until {
                    break;
                }
                if now >= arrival {
                    line.push((j, now, now + random.exponential(day.patience)));
                    arrival = now + random.exponential(p.arrival);
                } else if now >= end {
                    ends.retain(|e| *e > now);
                } else {
                    let gone = line.iter().position(|c| c.2 <= now).unwrap();
                    let (i, at, _) = line.remove(gone);
                    got[i][1] += now - at;
                    got[j][2] += 1.0;
                }
            }
            from = until;
        }
        got
    }
}
