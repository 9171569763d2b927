//! `--format xlsx`: the tables of an answer as one workbook in the folder of results; its path is what is printed.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::Format;
use super::console::Console;
use crate::report::{files, workbook};

/// A workbook named after its command: several may write into one folder.
fn place(folder: &Path, command: &str) -> PathBuf {
    folder.join(format!("{command}.xlsx"))
}

/// Writes what `--format csv` prints (name of the sheet, CSV) and then those of the tables `beside` it that are there, and says where.
pub(super) fn answer(
    folder: &Path,
    command: &str,
    table: (&str, &[u8]),
    beside: &[&str],
    console: &Console,
) -> anyhow::Result<()> {
    let mut sheets = vec![(table.0, table.1.to_vec())];
    for name in beside {
        let path = folder.join(format!("{name}.csv"));
        if path.exists() {
            sheets.push((name, std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?));
        }
    }
    let sheets: Vec<(&str, &[u8])> = sheets.iter().map(|(name, csv)| (*name, csv.as_slice())).collect();
    let path = place(folder, command);
    files::write(&path, &workbook::workbook(&sheets)?)?;
    console.answer(&format!("{}\n", path.display()));
    Ok(())
}

/// Removes the workbook of an earlier answer, which this one does not write.
pub(super) fn clear(folder: &Path, command: &str, format: Format) -> anyhow::Result<()> {
    if format != Format::Xlsx {
        files::remove(&place(folder, command))?;
    }
    Ok(())
}
