//! Files, whole or not at all: written beside, then renamed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::scenario::resolved::Resolved;

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}{}", path.display(), advice(source, cfg!(windows)))]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: std::io::Error,
}

/// What may be the matter: spreadsheet programs on Windows let nobody write a file that they show.
fn advice(error: &std::io::Error, windows: bool) -> &'static str {
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE
    let held = error.kind() == std::io::ErrorKind::PermissionDenied || matches!(error.raw_os_error(), Some(32 | 33 | 1224));
    if windows && held { "; if it is open in Excel or another program, close it there" } else { "" }
}

/// Makes a folder and makes sure that files can be written there; on Windows also that no file in it is held by another program, which
/// would be found only after simulating.
///
/// # Errors
/// That it cannot be made or written to.
pub fn prepare(folder: &Path) -> Result<(), WriteError> {
    let wrap = |source| WriteError { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(wrap)?;
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    fs::write(&probe, b"").map_err(wrap)?;
    fs::remove_file(&probe).map_err(wrap)?;
    if cfg!(windows) { not_held(folder) } else { Ok(()) }
}

/// Every file of a folder can be written to.
fn not_held(folder: &Path) -> Result<(), WriteError> {
    let wrap = |path: &Path| {
        let path = path.to_owned();
        |source| WriteError { path, source }
    };
    for entry in fs::read_dir(folder).map_err(wrap(folder))? {
        let path = entry.map_err(wrap(folder))?.path();
        if path.is_file() {
            fs::OpenOptions::new().append(true).open(&path).map_err(wrap(&path))?;
        }
    }
    Ok(())
}

/// Writes a file whole: into a neighbour first, which then takes its place.
///
/// # Errors
/// What the operating system says.
pub fn write(path: &Path, content: &[u8]) -> Result<(), WriteError> {
    let wrap = |source| WriteError { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(wrap)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".part-{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let attempt = || -> std::io::Result<()> {
        let mut file = fs::File::create(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        // not every system renames an open file
        drop(file);
        fs::rename(&beside, path)
    };
    attempt().map_err(|source| {
        let _ = fs::remove_file(&beside);
        wrap(source)
    })
}

/// Writes a scenario as it was read, with the data it needs, so that it can be run again.
///
/// # Errors
/// What the operating system says.
pub fn resolved(folder: &Path, resolved: &Resolved) -> Result<(), WriteError> {
    write(&folder.join("resolved.toml"), resolved.toml.as_bytes())?;
    resolved.beside.iter().try_for_each(|(name, text)| write(&folder.join(name), text.as_bytes()))?;
    resolved.files.iter().try_for_each(|(name, text)| write(&folder.join("inputs").join(name), text.as_bytes()))
}

/// Removes a file that an earlier run left and this one does not write.
///
/// # Errors
/// What the operating system says.
pub fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(WriteError { path: path.to_owned(), source: error }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_another_program_holds_is_named_with_what_to_do() {
        let held = |code| std::io::Error::from_raw_os_error(code);
        assert!(advice(&held(32), true).contains("close it there"));
        assert!(advice(&std::io::ErrorKind::PermissionDenied.into(), true).contains("Excel"));
        assert_eq!(advice(&held(28), true), ""); // no space
        assert_eq!(advice(&held(32), false), "");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("results.csv"), b"").unwrap();
        assert!(not_held(folder.path()).is_ok());
    }

    #[test]
    fn a_folder_that_is_a_file_is_found_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(&path, b"in the way").unwrap();
        assert!(prepare(&path).is_err());
    }
}
