//! The tournament over busy agents: one pop and push with 50, 500 and 5,000 agents busy.

use criterion::{Criterion, criterion_group, criterion_main};
use helpline::engine::calendar::{Alarm, Timers, Tournament};
use helpline::random::key::finalise;

fn calendar(criterion: &mut Criterion) {
    for pending in [50u32, 500, 5_000] {
        let mut tournament = Tournament::default();
        for slot in 0..pending {
            tournament.set(slot, finalise(u64::from(slot)) >> 40);
        }
        let mut state = 1u64;
        criterion.bench_function(&format!("tournament, {pending} busy"), |bencher| {
            bencher.iter(|| {
                let (now, slot) = tournament.first();
                state = finalise(state);
                tournament.set(slot, now + (state >> 40));
            });
        });
        let mut timers = Timers::new(&[]);
        for call in 0..pending {
            timers.set(finalise(u64::from(call)) >> 40, Alarm::Patience, call, 0);
        }
        criterion.bench_function(&format!("timers, {pending} pending"), |bencher| {
            bencher.iter(|| {
                let now = timers.take().map_or(0, |timer| timer.at());
                state = finalise(state);
                timers.set(now + (state >> 40), Alarm::Patience, 0, 0);
            });
        });
    }
}

criterion_group!(benches, calendar);
criterion_main!(benches);
