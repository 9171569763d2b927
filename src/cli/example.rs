//! `helpline example`: the scenarios inside the program, listed or written out to edit.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::WRONG_INPUT;
use super::console::Console;
use crate::report::files;
use crate::scenario::builtin;
use crate::scenario::problem::nearest;

/// Flags of `example`.
#[derive(Debug, Args)]
pub struct ExampleArgs {
    /// The scenario to write out; without it, all are listed
    name: Option<String>,
    /// The folder to write it to
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Write tables to fill in with a spreadsheet program, and a scenario that reads them, to this folder
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, default_missing_value = ".", conflicts_with = "name")]
    csv: Option<PathBuf>,
}

/// Lists the built-in scenarios, or writes one with the data it needs.
///
/// # Errors
/// That a file cannot be written.
pub fn example(args: &ExampleArgs, console: &Console) -> anyhow::Result<u8> {
    if let Some(folder) = &args.csv {
        let files: Vec<(String, &str)> = builtin::TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect();
        return write(folder, &files, "service.toml", console);
    }
    let Some(name) = &args.name else {
        let mut page = String::new();
        for name in builtin::names() {
            let text = builtin::text(&format!("{name}.toml")).unwrap_or("");
            let title = text.lines().find_map(|l| l.strip_prefix("title = ")).map_or("", |t| t.trim_matches('"'));
            page.push_str(&format!("{name:<18} {title}\n"));
        }
        page.push_str("\nTo write one out to edit:\n  helpline example NAME [FOLDER]\nTo run one as it is:\n  helpline run builtin:NAME\nTo write tables to fill in with a spreadsheet program:\n  helpline example --csv FOLDER\n");
        console.page(&page);
        return Ok(0);
    };
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let Some(text) = builtin::text(&format!("{name}.toml")) else {
        let near = nearest(name, builtin::names()).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        console.failure(&anyhow::anyhow!("there is no built-in scenario called `{name}`{near}"));
        return Ok(WRONG_INPUT);
    };
    let mut written = vec![(format!("{name}.toml"), text)];
    // what it names, be it data or a scenario that it extends, and what these name
    let mut read = 0;
    while let Some(&(_, text)) = written.get(read) {
        read += 1;
        for (path, content) in builtin::files().filter(|(path, _)| text.contains(&format!("\"{path}"))) {
            if written.iter().all(|w| w.0 != path) {
                written.push((path.to_owned(), content));
            }
        }
    }
    written.extend(builtin::files().filter(|(path, _)| path.ends_with("README.md")).map(|(path, text)| (path.to_owned(), text)));
    write(&args.folder, &written, &format!("{name}.toml"), console)
}

/// Writes files, none over another, and says which scenario is the one to run.
fn write(folder: &Path, written: &[(String, &str)], scenario: &str, console: &Console) -> anyhow::Result<u8> {
    let taken: Vec<String> =
        written.iter().map(|w| folder.join(&w.0)).filter(|p| p.exists()).map(|p| p.display().to_string()).collect();
    if !taken.is_empty() {
        bail!("{} already there; nothing was written", taken.join(", "));
    }
    for (path, content) in written {
        files::write(&folder.join(path), content.as_bytes()).context("the example could not be written")?;
        console.answer(&format!("{}\n", folder.join(path).display()));
    }
    console.say(&format!("Next: helpline run {}", folder.join(scenario).display()));
    Ok(0)
}
