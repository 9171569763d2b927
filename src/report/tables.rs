//! Tidy tables: `results.csv`, `intervals.csv`, `books.csv`, `calls.csv`, and any other as CSV.

use crate::engine::observe::CallRow;
use crate::experiment::Results;
use crate::experiment::results::LEVEL;
use crate::model::clock::SECOND;
use crate::model::{Model, Tick};
use crate::scenario::Civil;
use crate::tally::layout::Cell;
use crate::tally::names;

/// CSV rows as bytes.
fn csv(rows: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // writing into memory cannot fail
    let _ = rows(&mut writer);
    writer.into_inner().unwrap_or_default()
}

/// A head and rows as CSV.
pub fn rows(head: &[&str], mut rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    csv(|out| {
        out.write_record(head)?;
        rows.try_for_each(|row| out.write_record(row))
    })
}

/// Tables of the same head, one under the other.
pub fn under_each_other(tables: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let head = if index == 0 { 0 } else { table.iter().position(|b| *b == b'\n').map_or(table.len(), |end| end + 1) };
        all.extend_from_slice(&table[head..]);
    }
    all
}

/// Any table as CSV.
pub fn plain(head: &[String], rows: &[Vec<String>]) -> Vec<u8> {
    csv(|out| {
        out.write_record(head)?;
        rows.iter().try_for_each(|row| out.write_record(row))
    })
}

/// A number, blank where there is none.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |v| format!("{v}"))
}

/// `results.csv`: scenario, replication, measure, scope, value.
pub fn results(model: &Model, results: &Results) -> Vec<u8> {
    csv(|out| {
        out.write_record(["scenario", "replication", "measure", "scope", "value"])?;
        for (measure, values) in results.measures.iter().zip(&results.sample) {
            let (name, scope) = (names::name(measure.kind, model), names::scope_text(measure.scope, model));
            for (replication, value) in values.iter().enumerate() {
                out.write_record([model.name.as_str(), &replication.to_string(), &name, &scope, &number(value.value())])?;
            }
        }
        Ok(())
    })
}

/// The start of a cell as people write it: a local time, a date, an interval of the week.
pub fn cell_label(model: &Model, civil: &Civil, cell: Cell) -> String {
    match cell {
        Cell::Slot(slot) => civil.label(model.clock.slots[slot as usize].start),
        Cell::Day(day) => model.clock.days[day as usize].label.clone(),
        Cell::Week(weekday, minute) => {
            let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday as usize % 7];
            format!("{day} {:02}:{:02}", minute / 60, minute % 60)
        }
        Cell::Run | Cell::Outside => String::new(),
    }
}

/// `intervals.csv`: scenario, start, scope, measure, mean, low, high, p10, p90.
pub fn intervals(model: &Model, civil: &Civil, results: &Results) -> Vec<u8> {
    let student = results.sheet.student(LEVEL);
    csv(|out| {
        out.write_record(["scenario", "start", "scope", "measure", "mean", "low", "high", "p10", "p90"])?;
        let heads: Vec<(String, String)> =
            results.sheet.measures.iter().map(|m| (names::scope_text(m.scope, model), names::name(m.kind, model))).collect();
        for (row, &cell) in results.sheet.cells.iter().enumerate() {
            let start = cell_label(model, civil, results.layout.cells[cell]);
            for ((found, measure), (scope, name)) in results.sheet.row(row).iter().zip(&results.sheet.measures).zip(&heads) {
                let interval = student.and_then(|t| found.interval(measure.kind, t, LEVEL));
                out.write_record([
                    model.name.as_str(),
                    &start,
                    scope,
                    name,
                    &short(found.mean()),
                    &short(interval.map(|i| i.low)),
                    &short(interval.map(|i| i.high)),
                    &short(found.spread(0.1)),
                    &short(found.spread(0.9)),
                ])?;
            }
        }
        Ok(())
    })
}

/// `books.csv`: scenario, provider, month, item, mean, sd over replications. The reserve is that at the end of the month.
pub fn books(model: &Model, results: &Results) -> Vec<u8> {
    csv(|out| {
        out.write_record(["scenario", "provider", "month", "item", "mean", "sd"])?;
        let mut reserve: Option<f64> = None;
        for (provider, month, item, sums) in results.books.rows() {
            let label = model.clock.months.get(month).map_or("", |m| m.label.as_str());
            let mut write = |item: &str, mean: Option<f64>, sd: Option<f64>| {
                let name = model.providers[provider].as_str();
                out.write_record([model.name.as_str(), name, label, item, &number(mean), &number(sd)])
            };
            write(&item, sums.and_then(|s| s.mean()), sums.and_then(|s| s.sd()))?;
            if item == "surplus" {
                let before = if month == 0 { model.money.providers[provider].reserve } else { reserve };
                reserve = before.zip(sums.and_then(|s| s.mean())).map(|(before, surplus)| before + surplus);
                write("reserve", reserve, None)?;
            }
        }
        Ok(())
    })
}

/// Six significant digits are more than any interval knows.
fn short(value: Option<f64>) -> String {
    let Some(value) = value else { return String::new() };
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    rounded(value, digits).unwrap_or_else(|| {
        let text = format!("{value:.digits$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    })
}

/// The same digits with whole numbers, a third of the work of printing to so many digits; none where rounding is a close call,
/// or the number too large: its product with a power of ten is off by less than 1e-9.
fn rounded(value: f64, digits: usize) -> Option<String> {
    const LARGEST: f64 = 1e6;
    const CLOSE: f64 = 1e-6;
    let scale = 10_u64.pow(digits as u32);
    let scaled = value.abs() * scale as f64;
    if scaled > LARGEST || (scaled.fract() - 0.5).abs() < CLOSE {
        return None;
    }
    let nearest = scaled.round() as u64;
    let (whole, mut rest, mut places) = (nearest / scale, nearest % scale, digits);
    while rest > 0 && rest % 10 == 0 {
        rest /= 10;
        places -= 1;
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    Some(if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0places$}") })
}

/// `calls.csv`: one row an attempt of the first replication.
pub fn calls(model: &Model, civil: &Civil, rows: &[CallRow]) -> Vec<u8> {
    let seconds = |ticks: Tick| format!("{}", ticks as f64 / SECOND as f64);
    csv(|out| {
        out.write_record([
            "arrived",
            "arrived_s",
            "area",
            "callers",
            "attempt",
            "person_first_s",
            "wait_s",
            "group",
            "band",
            "clinician_late_s",
            "outcome",
            "ended_s",
            "queued_s",
            "talk_s",
            "wrap_up_s",
        ])?;
        for row in rows {
            let source = &model.sources[row.source as usize];
            out.write_record([
                civil.label(row.arrived),
                seconds(row.arrived),
                model.areas[source.area as usize].name.clone(),
                model.classes[source.class as usize].name.clone(),
                row.attempt.to_string(),
                seconds(row.first),
                row.answered.map_or_else(String::new, |(wait, _)| seconds(wait)),
                row.answered.map_or_else(String::new, |(_, group)| model.groups[group as usize].name.clone()),
                row.band.map_or_else(String::new, |b| model.bands[b as usize].name.clone()),
                row.late.map_or_else(String::new, seconds),
                model.outcomes.get(row.outcome as usize).map_or_else(|| "open".to_owned(), |o| o.name.clone()),
                seconds(row.ended),
                row.queued.map_or_else(String::new, seconds),
                row.talked.map_or_else(String::new, |(talk, _)| seconds(talk)),
                row.talked.map_or_else(String::new, |(_, wrap_up)| seconds(wrap_up)),
            ])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose};

    /// As printed to so many digits and trimmed, whichever way it was found.
    #[test]
    fn numbers_are_those_of_printing() {
        let printed = |value: f64| {
            let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
            let text = format!("{value:.digits$}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        };
        let key = Key::root(7, 0);
        let uniform = |part: u64, what: &str| key.part(part).uniform(Purpose::new(what, ""));
        let mut values = vec![0.5, 0.25, 2.5, 1.0, 100.0, 99_999.95, 99_999.949, 999_999.5, 123_456.5, 1e-9, 4.9e-10, 1e12, 0.1];
        for part in 0..20_000 {
            let size = 10f64.powf(uniform(part, "size") * 16.0 - 9.0);
            // as they come, as quotients of small counts, and at the edge of rounding
            values.push(size);
            values.push((uniform(part, "a") * 400.0).floor() / (1.0 + (uniform(part, "b") * 60.0).floor()));
            values.push((size * 1e4).floor() / 1e4 + 0.00005);
        }
        let mut quick = 0;
        for value in values.into_iter().filter(|v| *v > 0.0).flat_map(|v| [v, -v]) {
            assert_eq!(short(Some(value)), printed(value), "{value:?}");
            let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
            quick += usize::from(rounded(value, digits).is_some());
        }
        assert!(quick > 60_000, "{quick}");
        assert_eq!(short(None), "");
        assert_eq!(short(Some(0.0)), "0");
    }
}
