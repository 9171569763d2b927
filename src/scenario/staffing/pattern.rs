//! The pattern that chosen heads follow: which place each report interval of the run has.

use std::collections::BTreeMap;

use crate::model::{Pattern, Repeats};
use crate::scenario::calendar::Civil;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Sorts places as a CSV has them: day, then minute.
type Order = (u32, u16);

/// The pattern of a calendar.
pub(super) fn pattern(civil: &Civil, repeats: Repeats, interval: u16) -> Pattern {
    let clock = &civil.clock;
    let place = |slot: usize| -> (Order, String) {
        let (slot, day) = (&clock.slots[slot], clock.slots[slot].day as usize);
        let minute = slot.minute / interval * interval;
        let time = format!("{:02}:{:02}", minute / 60, minute % 60);
        let of_day = &clock.days[day];
        match repeats {
            Repeats::Always => ((0, 0), "00:00".to_owned()),
            Repeats::Day => ((0, minute), time),
            // a holiday comes after Sunday
            Repeats::Week if of_day.holiday => ((7, minute), format!("holiday {time}")),
            Repeats::Week => {
                let weekday = of_day.weekday;
                ((u32::from(weekday), minute), format!("{} {time}", DAYS[weekday as usize]))
            }
            Repeats::Never => ((day as u32, minute), format!("{} {time}", of_day.label)),
        }
    };
    let of: Vec<(Order, String)> = (0..clock.slots.len()).map(place).collect();
    let places: BTreeMap<Order, String> = of.iter().cloned().collect();
    let orders: Vec<Order> = places.keys().copied().collect();
    let of_slot = of.iter().map(|(order, _)| orders.binary_search(order).unwrap_or(0) as u32).collect();
    Pattern { repeats, interval, places: places.into_values().collect(), of_slot }
}
