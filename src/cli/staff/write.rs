//! What `staff` writes: a scenario file for each answer, tables, `summary.json`, the picture, the manifest.

use std::path::Path;

use serde_json::json;

use super::StaffArgs;
use crate::cli::manifest;
use crate::cli::pictures::Drawn;
use crate::experiment::staffing::Desk;
use crate::experiment::staffing::aims::ADDED;
use crate::plan::Requirement;
use crate::report::staffing::{Answer, Cover, covers, summary};
use crate::report::{files, tables, warnings};
use crate::scenario::staffing::Template;

/// The data file of the heads of a staffing that is not written.
pub(super) const HEADS: &str = "staffing.csv";

/// The scenario file of an answer.
pub(super) fn file(key: &str) -> &'static str {
    match key {
        "targets" => "staffing.toml",
        "no-worse" => "staffing-no-worse.toml",
        "budget" => "staffing-budget.toml",
        _ => "staffing-provider.toml",
    }
}

/// All that was found, with where it goes.
pub(super) struct Written<'a> {
    pub(super) args: &'a StaffArgs,
    pub(super) template: &'a Template,
    pub(super) desk: &'a Desk<'a>,
    pub(super) answers: &'a [Answer],
    /// Targets left out because inputs fix them.
    pub(super) fixed: &'a [String],
    pub(super) folder: &'a Path,
}

impl Written<'_> {
    /// Writes everything but the report; gives `summary.json` and the picture.
    pub(super) fn all(&self, seconds: f64) -> anyhow::Result<(String, Drawn)> {
        crate::cli::folder::clear(self.folder, "staff", [self.args.file.as_str()], &[])?;
        for answer in self.answers {
            let heads = answer.file.replace(".toml", ".csv");
            let scenario = self
                .template
                .scenario(&answer.found.staffing, &heads)
                .map_err(|problems| anyhow::anyhow!("the staffing found is no scenario:\n{}", problems.render(false)))?;
            files::write(&self.folder.join(&answer.file), scenario.resolved.toml.as_bytes())?;
            for (name, text) in &scenario.resolved.beside {
                files::write(&self.folder.join(name), text.as_bytes())?;
            }
            for (name, text) in &scenario.resolved.files {
                files::write(&self.folder.join("inputs").join(name), text.as_bytes())?;
            }
        }
        let covers: Vec<Vec<Cover>> = self.covers();
        let value = summary(self.desk, self.answers, &covers, self.args.common.seed, &self.warnings(), json!({}));
        let json = format!("{value:#}\n");
        files::write(&self.folder.join("summary.json"), json.as_bytes())?;
        files::write(&self.folder.join("roster.csv"), &self.rows())?;
        files::write(&self.folder.join("manifest.json"), self.manifest(seconds).as_bytes())?;
        let drawn = self.picture(&covers)?;
        Ok((json, drawn))
    }

    /// Needed, rostered and present of each answer.
    pub(super) fn covers(&self) -> Vec<Vec<Cover>> {
        let requirement = Requirement::new(self.desk.model);
        self.answers.iter().map(|a| covers(self.desk, &requirement, &a.found.staffing, &a.found)).collect()
    }

    /// Doubts in plain words.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut found = Vec::new();
        for name in self.fixed {
            found.push(format!("target {name} is left out: inputs alone decide it, no staffing changes it"));
        }
        if self.answers.iter().any(|a| a.found.aims.iter().any(|aim| aim.name == ADDED)) {
            found.push(
                "no target bounds those who give up, and whoever answered nobody would meet the others: that no more give up than as it stands (and half a point) was added"
                    .to_owned(),
            );
        }
        found.extend(warnings::before(&self.template.base, &Requirement::new(self.desk.model)));
        found
    }

    /// `roster.csv`: each answer, group and place with needed, rostered and present.
    pub(super) fn rows(&self) -> Vec<u8> {
        let head = ["answer", "group", "when", "needed", "rostered", "present", "calls", "late"];
        let covers = self.covers();
        let mut rows = Vec::new();
        for (answer, covers) in self.answers.iter().zip(&covers) {
            for (index, cover) in covers.iter().enumerate() {
                let group = &self.desk.model.groups[self.desk.problem.choices.groups[index].group as usize].name;
                let late = answer.found.detail.late(&self.desk.sites[index].queues);
                for (place, label) in self.desk.problem.choices.pattern.places.iter().enumerate() {
                    let (calls, late) = late.get(place).copied().unwrap_or_default();
                    let number = |value: f64| format!("{value:.3}");
                    rows.push(vec![
                        answer.key.to_owned(),
                        group.clone(),
                        label.clone(),
                        number(cover.needed[place]),
                        number(cover.rostered[place]),
                        number(cover.present[place]),
                        number(calls),
                        number(late),
                    ]);
                }
            }
        }
        tables::rows(&head, rows.into_iter())
    }

    fn manifest(&self, seconds: f64) -> String {
        let scenario = &self.template.base;
        let value = json!({
            "program": "helpline",
            "version": env!("CARGO_PKG_VERSION"),
            "command_line": std::env::args().collect::<Vec<_>>(),
            "scenario": self.args.file,
            "scenario_hash": manifest::hash(&scenario.resolved.toml),
            "inputs": manifest::inputs(scenario),
            "set": self.args.set,
            "seed": self.args.common.seed,
            "threads": manifest::threads(self.args.common.threads),
            "seconds": (seconds * 1000.0).round() / 1000.0,
        });
        format!("{value:#}\n")
    }

    #[cfg(feature = "charts")]
    fn picture(&self, covers: &[Vec<Cover>]) -> anyhow::Result<Drawn> {
        use crate::report::figures;
        let mut drawings = Vec::new();
        if let (Some(answer), Some(covers), false) = (self.answers.first(), covers.first(), self.args.no_charts) {
            let assumed = figures::assumed(&self.template.base);
            drawings.push(("roster", figures::roster::roster(self.desk, answer, covers, self.args.common.seed, assumed)));
        }
        crate::cli::pictures::write(self.folder, &["roster"], drawings, self.args.common.threads)
    }

    #[cfg(not(feature = "charts"))]
    fn picture(&self, _: &[Vec<Cover>]) -> anyhow::Result<Drawn> {
        Ok(Drawn::default())
    }
}
