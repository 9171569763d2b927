//! What commands write into a folder of results, so that what another command left there does not stand beside it as if it belonged.
//!
//! Files are known by name, and go only from a folder whose `manifest.json` says that this program wrote it. A file that is being read, the
//! scenarios that `staff` writes and the fits of `calibrate` stay: they are there to be used.

use std::fs;
use std::path::{Path, PathBuf};

use crate::report::files::{self, WriteError};

/// A command, the files it writes beside the report and the manifest, and its pictures.
struct Writes {
    command: &'static str,
    files: &'static [&'static str],
    pictures: &'static [&'static str],
    folders: &'static [&'static str],
}

/// The tables of a roll-out.
const ROLLOUT: &[&str] = &[
    "rollout.json",
    "chance.csv",
    "areas.csv",
    "providers.csv",
    "lanes.csv",
    "replications.csv",
    "resolved.toml",
    "rollout.xlsx",
];

/// `compare` of services, as [`clear`] takes it.
pub(super) const SERVICES: &str = "compare";
/// `compare` of programmes.
pub(super) const PROGRAMMES: &str = "compare of programmes";

const ALL: [Writes; 7] = [
    Writes {
        command: "run",
        files: &[
            "summary.json",
            "results.csv",
            "intervals.csv",
            "books.csv",
            "calls.csv",
            "inputs-drawn.csv",
            "draws.csv",
            "resolved.toml",
            "run.xlsx",
        ],
        pictures: &["scorecard", "callers", "waits", "week", "day", "callbacks", "cost"],
        folders: &[],
    },
    Writes {
        command: SERVICES,
        files: &[
            "summary.json",
            "results.csv",
            "intervals.csv",
            "differences.csv",
            "inputs-drawn.csv",
            "draws.csv",
            "compare.xlsx",
        ],
        pictures: &["compare", "trade-off", "cost", "callers"],
        folders: &["scenarios"],
    },
    Writes {
        command: PROGRAMMES,
        files: &["summary.json", "differences.csv", "areas.csv", "compare.xlsx"],
        pictures: &["rollouts"],
        folders: &["scenarios", "rollouts"],
    },
    Writes {
        command: "sweep",
        files: &["summary.json", "results.csv", "resolved.toml", "sweep.xlsx"],
        pictures: &["sweep"],
        folders: &[],
    },
    Writes {
        command: "price",
        files: &["price.json", "price.csv", "summary.json", "resolved.toml", "price.xlsx"],
        pictures: &["price", "tornado"],
        folders: &[],
    },
    Writes { command: "staff", files: &["summary.json", "roster.csv", "staff.xlsx"], pictures: &["roster"], folders: &[] },
    Writes { command: "rollout", files: ROLLOUT, pictures: &["rollout"], folders: &[] },
];

/// Before `command` writes into a folder: removes what any command writes and this one does not. `read`: files it was given; `names`: the
/// configurations whose own folders it writes.
///
/// # Errors
/// What the operating system says.
pub(super) fn clear<'a>(
    folder: &Path,
    command: &str,
    read: impl IntoIterator<Item = &'a str>,
    names: &[&str],
) -> Result<(), WriteError> {
    if !ours(folder) {
        return Ok(());
    }
    let read: Vec<PathBuf> = read.into_iter().filter_map(|file| fs::canonicalize(file).ok()).collect();
    let is_read = |path: &Path| fs::canonicalize(path).is_ok_and(|path| read.iter().any(|file| file.starts_with(&path)));
    let written = |path: fn(&Writes) -> &'static [&'static str], name: &str| {
        ALL.iter().filter(|one| one.command == command).any(|one| path(one).contains(&name))
    };
    for one in &ALL {
        for name in one.files.iter().filter(|name| !written(|one| one.files, name)) {
            let path = folder.join(name);
            if !is_read(&path) {
                files::remove(&path)?;
            }
        }
        for name in one.pictures.iter().filter(|name| !written(|one| one.pictures, name)) {
            files::remove(&folder.join("figures").join(format!("{name}.png")))?;
        }
        for name in one.folders {
            let kept = if written(|one| one.folders, name) { names } else { &[] };
            for own in folders(&folder.join(name)) {
                let called = own.file_name().is_some_and(|called| kept.iter().any(|kept| called == *kept));
                if !called && !is_read(&own) {
                    of_one(&own)?;
                }
            }
            // what is left in it is not ours
            let _ = fs::remove_dir(folder.join(name));
        }
    }
    Ok(())
}

/// Whether this program wrote the folder.
fn ours(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|manifest| manifest["program"] == "helpline")
}

/// The folders in a folder.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir() && !path.is_symlink()).collect()
}

/// Removes what a comparison wrote of one configuration: its scenario with its inputs, its roll-out.
fn of_one(folder: &Path) -> Result<(), WriteError> {
    for name in ROLLOUT {
        files::remove(&folder.join(name))?;
    }
    files::remove(&folder.join("figures/rollout.png"))?;
    let inputs = folder.join("inputs");
    for entry in fs::read_dir(&inputs).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|ext| ext == "csv") {
            files::remove(&entry.path())?;
        }
    }
    for empty in [inputs, folder.join("figures"), folder.to_owned()] {
        // one that still holds something is not ours alone
        let _ = fs::remove_dir(empty);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(folder: &Path, names: &[&str]) {
        for name in names {
            files::write(&folder.join(name), b"x").unwrap();
        }
    }

    fn left(folder: &Path, names: &[&str]) -> Vec<String> {
        names.iter().filter(|name| folder.join(name).exists()).map(|name| (*name).to_owned()).collect()
    }

    const RUN: [&str; 6] = [
        "results.csv",
        "intervals.csv",
        "resolved.toml",
        "figures/waits.png",
        "scenarios/old/resolved.toml",
        "scenarios/old/inputs/a.csv",
    ];
    const OTHERS: [&str; 6] =
        ["notes.txt", "staffing.toml", "fit.json", "figures/mine.png", "scenarios/mine/notes.txt", "inputs/heads.csv"];

    #[test]
    fn what_another_command_left_goes_and_a_strangers_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        touch(folder, &RUN);
        touch(folder, &OTHERS);
        touch(folder, &["roster.csv", "summary.json"]);
        // nobody knows whose it is
        clear(folder, "staff", [], &[]).unwrap();
        assert_eq!(left(folder, &RUN).len(), RUN.len());
        fs::write(folder.join("manifest.json"), "{\"program\": \"helpline\"}").unwrap();
        clear(folder, "staff", [], &[]).unwrap();
        assert_eq!(left(folder, &RUN), Vec::<String>::new());
        assert!(!folder.join("scenarios/old").exists());
        assert_eq!(left(folder, &OTHERS).len(), OTHERS.len());
        assert_eq!(left(folder, &["roster.csv", "summary.json"]).len(), 2);
    }

    #[test]
    fn what_is_read_or_written_again_stays() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        touch(folder, &["resolved.toml", "scenarios/a/resolved.toml", "scenarios/b/resolved.toml", "scenarios/c/resolved.toml"]);
        fs::write(folder.join("manifest.json"), "{\"program\": \"helpline\"}").unwrap();
        let read = [folder.join("resolved.toml"), folder.join("scenarios/b/resolved.toml")];
        let read: Vec<&str> = read.iter().map(|path| path.to_str().unwrap()).collect();
        clear(folder, PROGRAMMES, read, &["a"]).unwrap();
        assert!(
            folder.join("resolved.toml").exists() && folder.join("scenarios/a").exists() && folder.join("scenarios/b").exists()
        );
        assert!(!folder.join("scenarios/c").exists());
    }

    #[cfg(feature = "charts")]
    #[test]
    fn pictures_are_those_that_commands_draw() {
        use crate::report::{comparison, figures, price, rollout};
        let of = |command: &str| ALL.iter().find(|one| one.command == command).map_or(&[][..], |one| one.pictures);
        assert_eq!(of("run"), figures::NAMES);
        assert_eq!(of(SERVICES), comparison::pictures::NAMES);
        assert_eq!(of(PROGRAMMES), rollout::together::NAMES);
        assert_eq!(of("sweep"), figures::sweep::NAMES);
        assert_eq!(of("price"), price::pictures::NAMES);
        assert_eq!(of("rollout"), rollout::picture::NAMES);
    }
}
