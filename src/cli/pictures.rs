//! Pictures as PNG files in `figures/` of a folder of results; those that an earlier run left and that no longer apply go.

#[cfg(feature = "charts")]
use std::path::Path;

#[cfg(feature = "charts")]
use anyhow::Context;

use crate::report::board::Board;
#[cfg(feature = "charts")]
use crate::report::chart::Drawing;
#[cfg(feature = "charts")]
use crate::report::figures;
#[cfg(feature = "charts")]
use crate::report::files;
use crate::report::html::Picture;

/// What a command with a report has written.
pub(super) fn written(no_charts: bool) -> &'static str {
    if no_charts || !cfg!(feature = "charts") { "Tables and pages" } else { "Tables, pages and pictures" }
}

/// The pictures of a command, drawn; none without charts.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    #[cfg(feature = "charts")]
    drawings: Vec<One>,
}

/// One picture, by its name; `of`: which of several it shows, where it is not of all.
#[cfg(feature = "charts")]
#[derive(Debug)]
struct One {
    name: String,
    of: Option<String>,
    drawing: Drawing,
}

#[cfg(feature = "charts")]
impl Drawn {
    /// For a page.
    pub(super) fn pictures(&self) -> anyhow::Result<Vec<Picture>> {
        let one = |One { name, of, drawing }: &One| {
            let title = drawing.title();
            Ok(Picture {
                name: name.clone(),
                title: of.as_ref().map_or_else(|| title.to_owned(), |of| format!("{of}: {title}")),
                finding: drawing.finding().to_owned(),
                svg: drawing.inline_svg()?,
            })
        };
        self.drawings.iter().map(one).collect()
    }

    /// What a picture finds.
    pub(super) fn finding(&self, name: &str) -> Option<String> {
        self.drawings.iter().find(|one| one.name == name).map(|one| one.drawing.finding().to_owned())
    }

    /// Adds the pictures of one of several, called `PICTURE-OF`.
    pub(super) fn and_of(&mut self, of: &str, others: Self) {
        let named = |one: One| One { name: format!("{}-{of}", one.name), of: Some(of.to_owned()), ..one };
        self.drawings.extend(others.drawings.into_iter().map(named));
    }

    /// The board page with the pictures of these names, or others where they are not drawn; none without pictures.
    pub(super) fn board(&self, board: &Board, first: [&str; 2]) -> anyhow::Result<Option<Vec<u8>>> {
        let named = first.iter().filter_map(|name| self.drawings.iter().find(|one| one.name == *name));
        // one of several is in the page
        let others = self.drawings.iter().filter(|one| one.of.is_none() && !first.contains(&one.name.as_str()));
        let two: Vec<&Drawing> = named.chain(others).take(2).map(|one| &one.drawing).collect();
        if two.is_empty() { Ok(None) } else { Ok(Some(crate::report::board::png(board, &two)?)) }
    }
}

#[cfg(not(feature = "charts"))]
#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as with charts")]
impl Drawn {
    /// For a page.
    pub(super) fn pictures(&self) -> anyhow::Result<Vec<Picture>> {
        Ok(Vec::new())
    }

    /// What a picture finds: there is none.
    pub(super) fn finding(&self, _: &str) -> Option<String> {
        None
    }

    /// Adds the pictures of one of several: there are none.
    pub(super) fn and_of(&mut self, _: &str, _: Self) {}

    /// The board page: none.
    pub(super) fn board(&self, _: &Board, _: [&str; 2]) -> anyhow::Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

/// Writes the drawings and removes the others of `names`, which are all that a command may write.
#[cfg(feature = "charts")]
pub(super) fn write(
    folder: &Path,
    names: &[&str],
    drawings: Vec<(&'static str, Drawing)>,
    threads: usize,
) -> anyhow::Result<Drawn> {
    let place = |name: &str| folder.join("figures").join(format!("{name}.png"));
    for name in names.iter().filter(|name| !drawings.iter().any(|d| d.0 == **name)) {
        files::remove(&place(name))?;
    }
    let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads could not be started")?;
    for (name, png) in threads.install(|| figures::pngs(&drawings))? {
        files::write(&place(name), &png)?;
    }
    let one = |(name, drawing): (&str, Drawing)| One { name: name.to_owned(), of: None, drawing };
    Ok(Drawn { drawings: drawings.into_iter().map(one).collect() })
}
