//! What was observed of an area, day by day. A day without figures is there as none, never as zero.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Account;

/// Counts of one day. What a source does not report is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Calls received, redials included (A01).
    pub received: u32,
    /// Answered by a person (A03).
    pub answered: Option<u32>,
    /// Of those, within 60 seconds (B01).
    pub answered_60s: Option<u32>,
    /// Abandoned while waiting (B02).
    pub abandoned: Option<u32>,
    /// Triaged (C01).
    pub triaged: Option<u32>,
}

impl Day {
    /// Calls that came to the queue: answered and abandoned.
    pub fn queued(&self) -> Option<u32> {
        Some(self.answered? + self.abandoned?)
    }

    /// Share of answered calls that were answered in 60 s.
    pub fn service(&self) -> Option<f64> {
        share(self.answered_60s?, self.answered?)
    }

    /// Abandoned of those that came to the queue.
    pub fn abandonment(&self) -> Option<f64> {
        share(self.abandoned?, self.queued()?)
    }

    /// Triaged of answered; more than 1 where calls are triaged that came another way.
    pub fn triage(&self) -> Option<f64> {
        share(self.triaged?, self.answered?)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// An area by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaDays {
    /// Its name as the scenario language writes names.
    pub name: String,
    /// Its name as published.
    pub title: String,
    /// The publisher's code.
    pub code: Option<String>,
    /// The date of the first entry.
    pub first: Date,
    /// Day after day from the first; none where there are no figures.
    pub days: Vec<Option<Day>>,
}

impl AreaDays {
    /// From days in any order, one for each date at most.
    ///
    /// None if there is no day at all.
    pub fn new(name: String, title: String, code: Option<String>, mut days: Vec<(Date, Day)>) -> Option<Self> {
        days.sort_by_key(|d| d.0);
        let (first, last) = (days.first()?.0, days.last()?.0);
        let mut all = vec![None; between(first, last) + 1];
        for (date, day) in days {
            all[between(first, date)] = Some(day);
        }
        Some(Self { name, title, code, first, days: all })
    }

    /// The date of an entry.
    pub fn date(&self, index: usize) -> Date {
        self.first.saturating_add((index as i64).days())
    }

    /// The date of the last entry.
    pub fn last(&self) -> Date {
        self.date(self.days.len() - 1)
    }

    /// The figures of a date.
    pub fn on(&self, date: Date) -> Option<Day> {
        (date >= self.first).then(|| self.days.get(between(self.first, date)).copied().flatten()).flatten()
    }

    /// Stretches of days without figures: first and last date.
    pub fn gaps(&self) -> Vec<(Date, Date)> {
        let mut gaps: Vec<(Date, Date)> = Vec::new();
        for (index, _) in self.days.iter().enumerate().filter(|d| d.1.is_none()) {
            let date = self.date(index);
            match gaps.last_mut() {
                Some(gap) if between(gap.1, date) == 1 => gap.1 = date,
                _ => gaps.push((date, date)),
            }
        }
        gaps
    }

    /// The part from one date to another, both included. None if it holds no figures.
    #[must_use]
    pub fn part(&self, from: Date, until: Date) -> Option<Self> {
        let days = self.days.iter().enumerate().filter_map(|(i, day)| Some((self.date(i), (*day)?)));
        let days = days.filter(|(date, _)| (from..=until).contains(date)).collect();
        Self::new(self.name.clone(), self.title.clone(), self.code.clone(), days)
    }
}

/// Days from one date to a later one.
pub fn between(from: Date, until: Date) -> usize {
    (until - from).get_days().max(0) as usize
}

/// Areas by day, with what became of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRecords {
    /// The areas, in order of their names.
    pub areas: Vec<AreaDays>,
    /// What became of rows and columns.
    pub account: Account,
}

impl DayRecords {
    /// The area that a person means: by name, published name or code, or by how one of them begins, if only one does.
    ///
    /// # Errors
    /// What to say: no such area, or several.
    pub fn area(&self, asked: &str) -> Result<&AreaDays, String> {
        let lower = asked.to_lowercase();
        let names = |area: &AreaDays| {
            [area.name.clone(), area.title.to_lowercase(), area.code.clone().unwrap_or_default().to_lowercase()]
        };
        if let Some(area) = self.areas.iter().find(|area| names(area).contains(&lower)) {
            return Ok(area);
        }
        let begins: Vec<&AreaDays> =
            self.areas.iter().filter(|area| names(area).iter().any(|name| name.starts_with(&lower))).collect();
        match begins[..] {
            [one] => Ok(one),
            [] => {
                let all: Vec<String> = self.areas.iter().flat_map(|area| [area.name.clone(), area.title.clone()]).collect();
                let near = crate::scenario::problem::nearest(asked, all.iter().map(String::as_str));
                let list: Vec<&str> = self.areas.iter().map(|area| area.name.as_str()).collect();
                Err(near.map_or_else(
                    || format!("{} has no area `{asked}`; it has {}", self.account.file, list.join(", ")),
                    |near| format!("{} has no area `{asked}`; did you mean `{near}`?", self.account.file),
                ))
            }
            _ => {
                let list: Vec<&str> = begins.iter().map(|area| area.name.as_str()).collect();
                Err(format!("`{asked}` may be {}", list.join(" or ")))
            }
        }
    }
}

/// A published name as the scenario language writes names: `North West including Blackpool (ML CSU)` is `north-west`.
pub fn slug(title: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for c in title.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth > 0 => {}
            '&' => plain.push_str(" and "),
            '\'' | '’' => {}
            c => plain.push(c.to_ascii_lowercase()),
        }
    }
    let plain = plain.split(" including ").next().unwrap_or("");
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let name = words.join("-");
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("area-{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn published_names_become_names_of_the_language() {
        assert_eq!(slug("North West including Blackpool (ML CSU)"), "north-west");
        assert_eq!(
            slug("Bristol, North Somerset & South Gloucestershire (BRISDOC)"),
            "bristol-north-somerset-and-south-gloucestershire"
        );
        assert_eq!(slug("111AL3"), "area-111al3");
    }

    #[test]
    fn days_without_figures_are_none_and_their_stretches_known() {
        let day = |received| Day { received, ..Day::default() };
        let days = vec![(date(2026, 1, 5), day(3)), (date(2026, 1, 1), day(1)), (date(2026, 1, 3), day(2))];
        let area = AreaDays::new("a".into(), "A".into(), None, days).unwrap();
        assert_eq!(area.days.len(), 5);
        assert_eq!(area.gaps(), [(date(2026, 1, 2), date(2026, 1, 2)), (date(2026, 1, 4), date(2026, 1, 4))]);
        assert_eq!(area.on(date(2026, 1, 3)).unwrap().received, 2);
        assert_eq!(area.on(date(2026, 1, 4)), None);
        assert_eq!(area.on(date(2025, 12, 31)), None);
        assert_eq!(area.part(date(2026, 1, 2), date(2026, 1, 4)).unwrap().days.len(), 1);
    }
}
