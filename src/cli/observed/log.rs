//! A log of calls: fitted, written as a scenario with its page, and read back.

use std::fmt::Write;

use super::Asked;
use crate::calibrate::log::{fit, page, write};
use crate::cli::WRONG_INPUT;
use crate::cli::console::Console;
use crate::records::day::slug;
use crate::records::log::CallLog;
use crate::report::files;
use crate::scenario;
use crate::scenario::calendar::published;

pub(super) fn calibrate(asked: &Asked, log: &CallLog, console: &Console) -> anyhow::Result<u8> {
    let cut = asked.fit_until.map(|last| log.until(last));
    let log = cut.as_ref().unwrap_or(log);
    if log.calls.is_empty() {
        console.failure(&anyhow::anyhow!("{} has no calls up to the last day to be fitted", asked.data));
        return Ok(WRONG_INPUT);
    }
    let holidays = published("england-and-wales");
    let found = match fit(log, &|date| holidays.contains(&date)) {
        Ok(found) => found,
        Err(message) => {
            console.failure(&anyhow::anyhow!("{}: {message}", asked.data));
            return Ok(WRONG_INPUT);
        }
    };
    let area = asked.area.unwrap_or("service").to_owned();
    let written = write(log, &found, &area);
    let name = asked.name.map_or_else(|| slug(&area), str::to_owned);
    let folder = asked.out.join(&name);
    files::prepare(&folder)?;
    for (name, text) in &written.files {
        files::write(&folder.join("inputs").join(name), text.as_bytes())?;
    }
    let path = folder.join(format!("{}.toml", slug(&area)));
    files::write(&path, written.toml.as_bytes())?;
    files::write(&folder.join("fit.md"), page(log, &found).as_bytes())?;
    let shown = path.display().to_string();
    if let Err(problems) = scenario::load(&shown, &[]) {
        console.problems(&problems);
        anyhow::bail!("the scenario that was written cannot be read back; this is a mistake of the program");
    }
    let mut out = String::new();
    for sentence in log.account.sentences() {
        let _ = writeln!(out, "{sentence}");
    }
    out.push('\n');
    for (path, grade) in sources(&written.toml) {
        let _ = writeln!(out, "{}  {grade}", console.bold(&path));
    }
    let _ = writeln!(out, "\n{shown}; how well it fits: {}", folder.join("fit.md").display());
    let _ = writeln!(out, "Next: helpline run {shown}");
    console.page(&out);
    Ok(0)
}

/// The lines of `[sources]`: path, grade.
fn sources(toml: &str) -> Vec<(String, String)> {
    let lines = toml.lines().skip_while(|line| *line != "[sources]").skip(1);
    lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(path, text)| (path.trim_matches('"').to_owned(), text.trim_matches('"').to_owned()))
        .collect()
}
