//! Staffings of a scenario: what may be chosen (`[staffing]`), and the scenario with a choice laid over it.
//!
//! ```text
//! merged tree --read--> Choices                       what may be chosen, with what the scenario has
//! merged tree + Staffing --overlay--> Scenario        heads as a CSV held in memory, people on shifts as numbers
//! ```
//! A staffing goes through the reader like any scenario, so shrinkage, absence, breaks, losses and pay follow as they would in a
//! file, and its `resolved` text is a file that `run` reads.

mod families;
mod overlay;
mod pattern;
mod read;

use super::merge;
use super::source::Texts;
use super::tree::Table;
use super::{Problems, Scenario};
use crate::model::{Choices, Staffing};

pub(super) use read::{check, read};

/// A scenario whose staffing is open.
#[derive(Debug)]
pub struct Template {
    table: Table,
    texts: Texts,
    name: String,
    /// The scenario as it stands.
    pub base: Scenario,
    /// What may be chosen.
    pub choices: Choices,
}

impl Template {
    /// Reads the scenario at a path (or `builtin:NAME`), with `--set` assignments over it, and what may be chosen in it.
    ///
    /// # Errors
    /// All problems of the files, the assignments and `[staffing]`.
    pub fn load(path: &str, sets: &[String]) -> Result<Self, Problems> {
        let (place, name) = super::place_of(path);
        let mut texts = Texts::default();
        let mut problems = Vec::new();
        let mut table = merge::load(&mut texts, place, &mut problems, &mut Vec::new(), None);
        for assignment in sets {
            merge::set(&mut texts, &mut table, assignment, &mut problems);
        }
        Self::of(texts, problems, table, &name)
    }

    /// From text, as if it stood in a file of that name in the current folder.
    ///
    /// # Errors
    /// All problems of the text.
    pub fn from_text(name: &str, text: &str) -> Result<Self, Problems> {
        let mut texts = Texts::default();
        let mut problems = Vec::new();
        let index = texts.add(super::Place::Disk(format!("{name}.toml").into()), text.to_owned());
        let table = super::tree::parse(&texts, index, &mut problems);
        Self::of(texts, problems, table, name)
    }

    fn of(texts: Texts, problems: Vec<super::Problem>, table: Table, name: &str) -> Result<Self, Problems> {
        let (base, choices) = super::finish_with(texts.clone(), problems, &table, name, true)?;
        let choices = choices.unwrap_or_else(|| unreachable!("asked for"));
        Ok(Self { table, texts, name: name.to_owned(), base, choices })
    }

    /// The scenario with a staffing; `file`: what the data file of its heads is called (`staffing.csv`).
    ///
    /// # Errors
    /// Problems of the numbers, such as more people than the program can hold; or of shifts made from a family.
    pub fn scenario(&self, staffing: &Staffing, file: &str) -> Result<Scenario, Problems> {
        let (mut texts, mut table) = (self.texts.clone(), self.table.clone());
        overlay::lay(&mut texts, &mut table, &self.choices, staffing, file);
        super::finish_with(texts, Vec::new(), &table, &self.name, false).map(|found| found.0)
    }

    /// The heads of all groups by place of the pattern, as CSV; nothing where all have shifts.
    pub fn csv(&self, staffing: &Staffing) -> Option<String> {
        overlay::csv(&self.choices, staffing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::What;

    const TWO: &str = "[calendar]\nlasts = \"2d\"\ninterval = \"1h\"\n[areas.town]\ncalls = \"10/h\"\n[steps.desk]\nhandle = { fixed = \"3m\" }\n\
         [groups.agents]\nserves = [\"desk\"]\n";

    fn template(more: &str) -> Template {
        Template::from_text("two", &format!("{TWO}{more}")).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    }

    #[test]
    fn the_stated_staffing_is_the_scenario_itself() {
        for more in [
            "headcount = 3\n[staffing]\nrepeats = \"day\"\n",
            "headcount = 3\nheads-are = \"paid\"\nshrinkage = \"30%\"\n",
            "[groups.agents.shifts]\nearly = { starts = \"06:00\", lasts = \"8h\", headcount = 2, breaks = { meal = { after = \"4h\", lasts = \"30m\", in-turns = 2 } } }\nlate = { starts = \"14:00\", lasts = \"10h\", headcount = 3 }\n",
        ] {
            let template = template(more);
            let again = template.scenario(&template.choices.stated(), "staffing.csv").unwrap();
            assert_eq!(again.model.groups, template.base.model.groups, "{more}");
        }
    }

    #[test]
    fn heads_by_hour_of_the_day_are_read_back() {
        let template = template("headcount = 3\n[staffing]\nrepeats = \"day\"\n");
        assert_eq!(template.choices.all.len(), 24);
        let mut staffing = template.choices.stated();
        staffing.0[7] = 9;
        let heads = template.scenario(&staffing, "staffing.csv").unwrap().model.groups[0].heads.clone().unwrap();
        let hour = crate::model::clock::HOUR;
        assert_eq!(heads, [(0, 3), (7 * hour, 9), (8 * hour, 3), (31 * hour, 9), (32 * hour, 3)]);
    }

    #[test]
    fn a_family_gives_a_shift_for_each_start_and_length() {
        let template = template(
            "headcount = 3\n[staffing.shifts.long]\ngroup = \"agents\"\nstarts = \"06:00..07:00\"\nevery = \"30m\"\nlasts = [\"8h\", \"10h\"]\nat-most = 5\n",
        );
        let names: Vec<String> = template
            .choices
            .all
            .iter()
            .map(|c| if let What::Shift(name) = &c.what { name.clone() } else { String::new() })
            .collect();
        assert_eq!(names, ["long-0600-8h", "long-0600-10h", "long-0630-8h", "long-0630-10h", "long-0700-8h", "long-0700-10h"]);
        assert!(template.choices.all.iter().all(|c| c.stated == 0 && c.most == Some(5)));
        let staffing = Staffing(vec![0, 1, 0, 0, 2, 0]);
        let found = template.scenario(&staffing, "staffing.csv").unwrap();
        let again = crate::scenario::from_text("again", &found.resolved.toml).unwrap_or_else(|p| panic!("{}", p.render(false)));
        assert_eq!(again.model.groups, found.model.groups);
        // by hand: 1 x 10 h and 2 x 8 h on each of two days
        let hours = crate::model::clock::HOUR as f64;
        let heads = found.model.groups[0].heads.as_ref().unwrap();
        let ends = heads.iter().skip(1).map(|h| h.0).chain([found.model.clock.end]);
        let all: f64 = heads.iter().zip(ends).map(|(h, end)| f64::from(h.1) * (end - h.0) as f64 / hours).sum();
        assert!((all - 52.0).abs() < 1e-9, "{all}");
    }
}
