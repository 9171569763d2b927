//! `helpline schema`: what a scenario file may say, for editors, and as a reference for people.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::console::Console;
use crate::report::files;
use crate::scenario::schema;

/// Flags of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Where to write it; without it, it is printed
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// As JSON Schema for editors, or as a reference to read, in Markdown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
}

/// How the schema is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// JSON Schema
    #[default]
    Json,
    /// Markdown
    Md,
}

/// Prints or writes the schema.
///
/// # Errors
/// That it cannot be written.
pub fn schema(args: &SchemaArgs, console: &Console) -> anyhow::Result<u8> {
    let own = schema::schema();
    let text = match args.format {
        Form::Json => format!("{own:#}\n"),
        Form::Md => schema::reference::markdown(&own),
    };
    match &args.file {
        Some(file) => {
            files::write(file, text.as_bytes())?;
            console.answer(&format!("{}\n", file.display()));
        }
        None => console.answer(&text),
    }
    Ok(0)
}
