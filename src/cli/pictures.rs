//! Pictures as PNG files in `figures/` of a folder of results; those that an earlier run left and that no longer apply go.

use std::path::Path;

use anyhow::Context;

use crate::report::chart::Drawing;
use crate::report::{figures, files};

/// Writes the drawings and removes the others of `names`, which are all that a command may write.
pub(super) fn write(folder: &Path, names: &[&str], drawings: &[(&'static str, Drawing)], threads: usize) -> anyhow::Result<()> {
    let place = |name: &str| folder.join("figures").join(format!("{name}.png"));
    for name in names.iter().filter(|name| !drawings.iter().any(|d| d.0 == **name)) {
        files::remove(&place(name))?;
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads could not be started")?;
    for (name, png) in threads.install(|| figures::pngs(drawings))? {
        files::write(&place(name), &png)?;
    }
    Ok(())
}
