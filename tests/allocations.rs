//! A replication on a used workspace allocates nothing for a call: memory is taken once and kept.
#![expect(unsafe_code, reason = "to count allocations one must stand in for the allocator")]
#![expect(clippy::unwrap_used, reason = "a fault is a failure")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use helpline::demand::FreshScale;
use helpline::engine::{Inputs, Workspace, simulate};
use helpline::scenario;
use helpline::tally::Ledger;

/// The system's allocator, with a counter.
struct Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is handed on unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as asked by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as asked by the caller.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as asked by the caller.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Calls and allocations of a replication, after others have warmed the workspace.
fn second_replication(scenario: &str) -> (u64, u64) {
    let scenario = scenario::load(scenario, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let model = &scenario.model;
    let inputs = Inputs::new(model, FreshScale::default());
    let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
    let mut space = Workspace::new(model);
    simulate(&inputs, 111, 0, &mut space, &mut ledger).unwrap();
    let before = COUNT.load(Ordering::Relaxed);
    let audit = simulate(&inputs, 111, 1, &mut space, &mut ledger).unwrap();
    (audit.received, COUNT.load(Ordering::Relaxed) - before)
}

/// One test alone in this program, so that no other thread's memory is counted.
#[test]
fn a_call_costs_no_allocation() {
    for name in ["builtin:helpline-week", "builtin:call-backs", "builtin:cornwall-winter"] {
        let (calls, allocations) = second_replication(name);
        assert!(calls > 30_000, "{name}: only {calls} calls");
        assert!(allocations * 1000 < calls, "{name}: {allocations} allocations for {calls} calls");
    }
}
