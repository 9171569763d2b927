//! `helpline example`: the scenarios inside the program, listed or written out to edit.

use std::path::PathBuf;

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
}

/// Lists the built-in scenarios, or writes one with the data it needs.
///
/// # Errors
/// That a file cannot be written.
pub fn example(args: &ExampleArgs, console: &Console) -> anyhow::Result<u8> {
    let Some(name) = &args.name else {
        let mut page = String::new();
        for name in builtin::names() {
            let text = builtin::text(&format!("{name}.toml")).unwrap_or("");
            let title = text.lines().find_map(|l| l.strip_prefix("title = ")).map_or("", |t| t.trim_matches('"'));
            page.push_str(&format!("{name:<18} {title}\n"));
        }
        page.push_str("\nhelpline example NAME [FOLDER] writes one out; helpline run builtin:NAME runs it as it is.\n");
        console.answer(&page);
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
    let taken: Vec<String> =
        written.iter().map(|w| args.folder.join(&w.0)).filter(|p| p.exists()).map(|p| p.display().to_string()).collect();
    if !taken.is_empty() {
        bail!("{} already there; nothing was written", taken.join(", "));
    }
    for (path, content) in &written {
        files::write(&args.folder.join(path), content.as_bytes()).context("the example could not be written")?;
        console.answer(&format!("{}\n", args.folder.join(path).display()));
    }
    console.say(&format!("next: helpline run {}", args.folder.join(format!("{name}.toml")).display()));
    Ok(0)
}
