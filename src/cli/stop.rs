//! Ctrl-C: work in hand ends in good order, and what is finished is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// True from the first Ctrl-C on.
pub(super) fn flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // without a handler Ctrl-C would still end the program, only less tidily
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    stop
}
