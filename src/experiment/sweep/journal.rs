//! What a sweep has finished, kept as it goes: after an interruption of any kind the same command goes on from there.
//!
//! A text file, one line for each finished block of replications of a configuration, written at once and in one piece, with a
//! checksum (the first 16 hexadecimal digits of SHA-256 over the rest of the line):
//!
//! ```text
//! helpline-sweep 1 <tab> version=0.1.0 <tab> seed=111 <tab> scenario=... <tab> configurations=... <tab> measures=... <tab> CHECKSUM
//! CONFIGURATION <tab> FIRST REPLICATION <tab> ROW ; ROW ; ... <tab> CHECKSUM
//! ```
//!
//! A row is one replication: `numerator/denominator` of each measure with commas between, `|`, then for each target its periods as
//! `1`, `0` or `-` (nothing measured), with commas between targets. Numbers are the shortest text that reads back to the same
//! bits. A line cut short or changed fails its checksum, is left out and its block done again. What the journal belongs to is in
//! its first line; another version, seed, scenario, list of configurations or of measures is refused, never mixed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::tally::Ratio;

/// The name of the file.
pub const FILE: &str = "journal.txt";
const LOCK: &str = "journal.lock";
const HEAD: &str = "helpline-sweep 1";

/// What a replication gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The value of each measure.
    pub values: Vec<Ratio>,
    /// `[target]`: did it hold over its own period, then in every month? None where nothing was measured.
    pub held: Vec<Vec<Option<bool>>>,
}

/// Finished blocks, by configuration and first replication.
pub type Blocks = BTreeMap<(usize, u64), Vec<Row>>;

/// What a journal belongs to: names and values, such as `seed` and `111`.
pub type Identity = Vec<(&'static str, String)>;

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It belongs to something else.
    #[error(
        "{} is the journal of another sweep: {}. Choose another --name, or --restart to throw away what it holds",
        path.display(),
        differ.join("; ")
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// What differs.
        differ: Vec<String>,
    },
    /// Another process writes it.
    #[error("{}: another helpline is working on this sweep", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// None only while the file is replaced.
    file: Option<File>,
    head: String,
    /// Held as long as the journal is open.
    _lock: File,
}

impl Journal {
    /// Opens the journal in a folder, or begins one; gives the blocks it holds, and how many lines were damaged.
    ///
    /// # Errors
    /// That it belongs to something else, is in use, or cannot be read or written.
    pub fn open(folder: &Path, identity: &Identity, restart: bool) -> Result<(Self, Blocks, usize), JournalError> {
        let path = folder.join(FILE);
        let wrap = |source| JournalError::Io { path: path.clone(), source };
        // a file of its own: some systems let nobody read a locked one
        let lock = OpenOptions::new().create(true).append(true).open(folder.join(LOCK)).map_err(wrap)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy { path }),
            Err(TryLockError::Error(source)) => return Err(wrap(source)),
        }
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(wrap)?;
        let text = if restart { String::new() } else { String::from_utf8_lossy(&fs::read(&path).map_err(wrap)?).into_owned() };
        let head =
            sealed(&std::iter::once(HEAD.to_owned()).chain(identity.iter().map(|(n, v)| format!("{n}={v}"))).collect::<Vec<_>>());
        let mut lines = text.split_inclusive('\n');
        let mut blocks = Blocks::new();
        let mut damaged = 0;
        match lines.next() {
            None => {}
            Some(first) if first.trim_end() == head => {
                for line in lines {
                    match block(line) {
                        Some((key, rows)) => drop(blocks.insert(key, rows)),
                        None => damaged += 1,
                    }
                }
            }
            // killed while the first line was written: there was nothing yet
            Some(first) if !first.ends_with('\n') && head.starts_with(first) => damaged += 1,
            Some(first) => return Err(JournalError::Other { path, differ: differences(first, identity) }),
        }
        let mut journal = Self { path, file: Some(file), head, _lock: lock };
        // whole lines only, each once, in order: what follows is written after a line's end
        journal.rewrite(&blocks)?;
        Ok((journal, blocks, damaged))
    }

    /// Adds a finished block.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn add(&mut self, configuration: usize, from: u64, rows: &[Row]) -> Result<(), JournalError> {
        let line = format!("{}\n", line(configuration, from, rows));
        let closed = || io::Error::other("it could not be replaced");
        let written = self.file.as_mut().ok_or_else(closed).and_then(|file| file.write_all(line.as_bytes()));
        written.map_err(|source| JournalError::Io { path: self.path.clone(), source })
    }

    /// Writes the same content in order of configuration and replication, so that its bytes do not depend on which thread came
    /// first.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn rewrite(&mut self, blocks: &Blocks) -> Result<(), JournalError> {
        let path = self.path.clone();
        let wrap = |source| JournalError::Io { path: path.clone(), source };
        let mut text = format!("{}\n", self.head);
        for (&(configuration, from), rows) in blocks {
            text.push_str(&line(configuration, from, rows));
            text.push('\n');
        }
        if fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
            return Ok(());
        }
        // beside, then renamed: a kill at any time leaves one whole journal
        let beside = path.with_extension("part");
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).open(&beside).map_err(wrap)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(wrap)?;
        drop(file);
        // not every system lets an open file be replaced
        self.file = None;
        fs::rename(&beside, &path).map_err(wrap)?;
        self.file = Some(OpenOptions::new().append(true).open(&path).map_err(wrap)?);
        Ok(())
    }
}

/// Fields with their checksum.
fn sealed(fields: &[String]) -> String {
    let body = fields.join("\t");
    let sum = checksum(&body);
    format!("{body}\t{sum}")
}

fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The fields of a whole and unchanged line.
fn opened(line: &str) -> Option<Vec<&str>> {
    let (body, sum) = line.strip_suffix('\n')?.rsplit_once('\t')?;
    (checksum(body) == sum).then(|| body.split('\t').collect())
}

fn line(configuration: usize, from: u64, rows: &[Row]) -> String {
    let rows: Vec<String> = rows.iter().map(row).collect();
    sealed(&[configuration.to_string(), from.to_string(), rows.join(";")])
}

fn row(row: &Row) -> String {
    let mut text = String::new();
    for (i, value) in row.values.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{}/{}", value.numerator, value.denominator);
    }
    text.push('|');
    for (i, periods) in row.held.iter().enumerate() {
        text.push_str(if i > 0 { "," } else { "" });
        text.extend(periods.iter().map(|held| held.map_or('-', |h| if h { '1' } else { '0' })));
    }
    text
}

fn block(line: &str) -> Option<((usize, u64), Vec<Row>)> {
    let [configuration, from, rows] = opened(line)?[..] else { return None };
    let rows: Option<Vec<Row>> = rows.split(';').map(parsed).collect();
    Some(((configuration.parse().ok()?, from.parse().ok()?), rows?))
}

fn parsed(text: &str) -> Option<Row> {
    let (values, held) = text.split_once('|')?;
    let ratio = |text: &str| {
        let (numerator, denominator) = text.split_once('/')?;
        Some(Ratio { numerator: numerator.parse().ok()?, denominator: denominator.parse().ok()? })
    };
    let period = |c: char| match c {
        '1' => Some(Some(true)),
        '0' => Some(Some(false)),
        '-' => Some(None),
        _ => None,
    };
    let values = if values.is_empty() { Some(Vec::new()) } else { values.split(',').map(ratio).collect() };
    let targets = |held: &str| held.split(',').map(|target| target.chars().map(period).collect()).collect();
    let held = if held.is_empty() { Some(Vec::new()) } else { targets(held) };
    Some(Row { values: values?, held: held? })
}

/// In what a journal's first line differs, in words.
fn differences(first: &str, identity: &Identity) -> Vec<String> {
    let Some(fields) = opened(first).filter(|fields| fields.first() == Some(&HEAD)) else {
        return vec!["its first line is not that of a journal this version reads".to_owned()];
    };
    let of = |name: &str| fields.iter().find_map(|f| f.strip_prefix(name)?.strip_prefix('='));
    let differs = |(name, value): &(&'static str, String)| {
        let there = of(name).unwrap_or("");
        let short = there.len() <= 20 && value.len() <= 20;
        (there != value).then(|| if short { format!("{name} {there} there, {value} here") } else { format!("its {name} differ") })
    };
    identity.iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(seed: u64) -> Identity {
        vec![("version", "0.1.0".to_owned()), ("seed", seed.to_string())]
    }

    fn rows(x: f64) -> Vec<Row> {
        let value = |numerator, denominator| Ratio { numerator, denominator };
        vec![
            Row {
                values: vec![value(x, 1.0), value(0.1 + 0.2, 3.0)],
                held: vec![vec![Some(true), None], vec![Some(false), Some(true)]],
            },
            Row { values: vec![value(-1e-300, 0.0), value(1.0 / 3.0, 7e22)], held: vec![vec![None, None], vec![None, None]] },
        ]
    }

    #[test]
    fn what_was_added_is_read_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, blocks, damaged) = Journal::open(folder.path(), &identity(1), false).unwrap();
        assert!(blocks.is_empty() && damaged == 0);
        journal.add(3, 20, &rows(1.5)).unwrap();
        journal.add(0, 0, &rows(f64::MIN_POSITIVE)).unwrap();
        journal.add(1, 5, &[Row { values: Vec::new(), held: Vec::new() }]).unwrap();
        drop(journal);
        let (_, blocks, damaged) = Journal::open(folder.path(), &identity(1), false).unwrap();
        assert_eq!(damaged, 0);
        assert_eq!(blocks.keys().copied().collect::<Vec<_>>(), [(0, 0), (1, 5), (3, 20)]);
        assert_eq!(blocks[&(3, 20)], rows(1.5));
        assert_eq!(blocks[&(0, 0)], rows(f64::MIN_POSITIVE));
    }

    #[test]
    fn a_line_cut_short_anywhere_costs_that_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, ..) = Journal::open(folder.path(), &identity(1), false).unwrap();
        journal.add(0, 0, &rows(1.0)).unwrap();
        drop(journal);
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        let head = whole.iter().position(|&b| b == b'\n').unwrap() + 1;
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let (mut journal, blocks, _) = Journal::open(folder.path(), &identity(1), false).unwrap();
            assert!(blocks.is_empty(), "cut at {cut}");
            journal.add(0, 0, &rows(1.0)).unwrap();
            drop(journal);
            assert_eq!(fs::read(&path).unwrap(), whole, "cut at {cut} of {head}");
        }
    }

    #[test]
    fn a_changed_digit_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, ..) = Journal::open(folder.path(), &identity(1), false).unwrap();
        journal.add(0, 0, &rows(1.0)).unwrap();
        journal.add(0, 5, &rows(2.0)).unwrap();
        drop(journal);
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("0.30000000000000004", "0.30000000000000003", 1)).unwrap();
        let (_, blocks, damaged) = Journal::open(folder.path(), &identity(1), false).unwrap();
        assert_eq!((blocks.len(), damaged), (1, 1));
    }

    #[test]
    fn another_sweep_is_refused_with_why_and_thrown_away_on_request() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, ..) = Journal::open(folder.path(), &identity(1), false).unwrap();
        journal.add(0, 0, &rows(1.0)).unwrap();
        drop(journal);
        let refused = Journal::open(folder.path(), &identity(2), false).unwrap_err().to_string();
        assert!(refused.contains("seed 1 there, 2 here") && !refused.contains("version"), "{refused}");
        fs::write(folder.path().join(FILE), "shopping list\n").unwrap();
        assert!(Journal::open(folder.path(), &identity(1), false).is_err());
        let (_, blocks, _) = Journal::open(folder.path(), &identity(2), true).unwrap();
        assert!(blocks.is_empty());
    }

    #[test]
    fn two_at_once_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, ..) = Journal::open(folder.path(), &identity(1), false).unwrap();
        assert!(matches!(Journal::open(folder.path(), &identity(1), false), Err(JournalError::Busy { .. })));
        let blocks = Blocks::from([((0, 0), rows(1.0))]);
        journal.rewrite(&blocks).unwrap();
        assert!(matches!(Journal::open(folder.path(), &identity(1), false), Err(JournalError::Busy { .. })));
    }
}
