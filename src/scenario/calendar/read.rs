//! Reads `[calendar]` and `[periods]`.

use super::days::{dated, undated};
use super::{Civil, On, holidays};
use crate::model::Tick;
use crate::model::clock::{HOUR, LONGEST, SECOND};
use crate::scenario::read::View;
use crate::units::time_of_day;

impl Civil {
    /// Reads `[calendar]` and `[periods]`. False if the calendar is wrong: a plain week then stands in for it.
    pub fn read(root: &View) -> (Civil, bool) {
        let own = Self::read_calendar(root);
        let read = own.is_some();
        let mut civil = own.unwrap_or_else(|| undated(604_800.0, 0.0, 0.0, HOUR / 2));
        civil.read_periods(root);
        (civil, read)
    }

    fn read_calendar(root: &View) -> Option<Civil> {
        let Some(view) = root.view("calendar") else {
            root.problem(None, "missing", "`[calendar]` is missing", Some("it needs at least: lasts = \"10d\"".to_owned()));
            return None;
        };
        let start = view.date("start");
        let lasts = view.duration("lasts");
        if view.node("lasts").is_none() {
            view.problem(None, "missing", "`calendar.lasts` is missing", Some("for instance lasts = \"91d\"".to_owned()));
        }
        let lasts_span = view.table.get("lasts").map(|n| n.span);
        let warm_up = view.duration("warm-up");
        if warm_up.is_none() && view.node("warm-up").is_none() {
            view.default("warm-up", "0s");
        }
        let run_out = view.duration("run-out");
        if view.node("run-out").is_none() {
            view.default("run-out", "0s");
        }
        let interval = view.duration("interval");
        if view.node("interval").is_none() {
            view.default("interval", "30m");
        }
        let zone_name = view.text("time-zone");
        let holidays = holidays::read(&view);
        view.done();
        let interval = interval.unwrap_or(1800.0);
        if !(60.0..=86_400.0).contains(&interval) || (interval / 60.0).fract() != 0.0 || (86_400.0 % interval) != 0.0 {
            view.problem(
                view.table.get("interval").map(|n| n.span),
                "out-of-range",
                "`calendar.interval` must divide a day, in whole minutes",
                Some("for instance \"15m\", \"30m\" or \"1h\"".to_owned()),
            );
            return None;
        }
        let lasts = lasts?;
        let warm_up = warm_up.unwrap_or(0.0);
        let run_out = run_out.unwrap_or(0.0);
        if lasts <= 0.0 {
            view.problem(lasts_span, "empty-horizon", "`calendar.lasts` is zero: there is nothing to simulate", None);
            return None;
        }
        let total = (lasts + warm_up + run_out) * SECOND as f64;
        if total >= LONGEST as f64 {
            view.problem(lasts_span, "too-long", "a run may last at most two years", None);
            return None;
        }
        let interval = (interval * SECOND as f64) as Tick;
        Some(match start {
            None if view.node("start").is_some() => return None,
            None => {
                if let Some((_, span)) = &zone_name {
                    view.problem(Some(*span), "no-dates", "`calendar.time-zone` needs a `start` date", None);
                }
                undated(lasts, warm_up, run_out, interval)
            }
            Some((date, span)) => dated(&view, (date, span), zone_name, lasts, warm_up, run_out, interval, &holidays)?,
        })
    }

    fn read_periods(&mut self, root: &View) {
        for (name, view) in root.views("periods") {
            let hours = view.text("hours");
            let on = On::read(&view);
            view.done();
            let Some((text, span)) = hours else {
                view.reading.slips.borrow_mut().unread(&name);
                view.missing("hours", Some("for instance hours = \"18:00-23:00\""));
                continue;
            };
            let parts = text.split_once('-').map(|(a, b)| (time_of_day(a), time_of_day(b)));
            let Some((Ok(from), Ok(to))) = parts else {
                view.reading.slips.borrow_mut().unread(&name);
                view.problem(
                    Some(span),
                    "wrong-unit",
                    format!("`{text}` is no stretch of the day"),
                    Some("for instance \"18:00-23:00\"".to_owned()),
                );
                continue;
            };
            let days = self.clock.days.clone();
            let mut stretches = Vec::new();
            for index in (0..days.len()).filter(|&i| on.holds(&days[i])) {
                let begin = self.at(index, from);
                let end = if to > from { self.at(index, to) } else { self.at(index + 1, to) };
                stretches.push((begin, end));
            }
            self.periods.push((name, stretches));
        }
    }
}
