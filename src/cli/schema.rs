//! `helpline schema`: what a scenario file may say, for editors.

use std::path::PathBuf;

use clap::Args;

use super::console::Console;
use crate::report::files;
use crate::scenario::schema;

/// Flags of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Where to write it; without it, it is printed
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Prints or writes the schema.
///
/// # Errors
/// That it cannot be written.
pub fn schema(args: &SchemaArgs, console: &Console) -> anyhow::Result<u8> {
    let text = format!("{:#}\n", schema::schema());
    match &args.file {
        Some(file) => {
            files::write(file, text.as_bytes())?;
            console.answer(&format!("{}\n", file.display()));
        }
        None => console.answer(&text),
    }
    Ok(0)
}
