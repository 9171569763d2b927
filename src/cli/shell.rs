//! `helpline completions`, `helpline man`: what a shell and `man` want to know, made from the commands themselves.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::console::Console;
use super::{Cli, help};
use crate::report::files;

/// Flags of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell
    shell: clap_complete::Shell,
}

/// Flags of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for a page of every command; without it, the page of the program is printed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// All commands with their flags.
pub fn commands() -> Command {
    Cli::command()
}

/// Prints a completion script.
///
/// # Errors
/// None of its own.
pub fn completions(args: &CompletionsArgs, console: &Console) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut commands(), "helpline", &mut script);
    console.answer(&String::from_utf8_lossy(&script));
    Ok(0)
}

/// Prints the manual page, or writes one for every command.
///
/// # Errors
/// That a page cannot be written.
pub fn man(args: &ManArgs, console: &Console) -> anyhow::Result<u8> {
    let mut all = commands().disable_help_subcommand(true);
    all.build();
    let Some(folder) = &args.folder else {
        console.answer(&page(all)?.1);
        return Ok(0);
    };
    files::prepare(folder)?;
    let mut written: Vec<Command> = all.get_subcommands().cloned().collect();
    written.insert(0, all);
    for command in written {
        let (name, text) = page(command)?;
        let path = folder.join(name);
        files::write(&path, text.as_bytes())?;
        console.answer(&format!("{}\n", path.display()));
    }
    Ok(0)
}

/// The file name and text of a command's page. Examples keep their lines, which is why they are not left to the writer of pages.
fn page(command: Command) -> std::io::Result<(String, String)> {
    let ending = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let above = !command.get_name().eq("helpline");
    let man = Man::new(command).source(format!("helpline {}", env!("CARGO_PKG_VERSION"))).manual("helpline");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if !above {
        man.render_subcommands_section(&mut text)?;
    }
    let mut more = Roff::default();
    let exit = if above { help::EXIT } else { "" };
    for line in ending.lines().chain(exit.lines()) {
        match line {
            "Examples:" => section(&mut more, "EXAMPLES"),
            "Exit status:" => section(&mut more, "EXIT STATUS"),
            line => {
                more.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
            }
        }
    }
    if !ending.is_empty() {
        more.control("fi", []);
    }
    more.to_writer(&mut text)?;
    Ok((man.get_filename(), String::from_utf8_lossy(&text).into_owned()))
}

/// A section whose lines stay as they are.
fn section(page: &mut Roff, name: &str) {
    page.control("fi", []);
    page.control("SH", [name]);
    page.control("nf", []);
}
