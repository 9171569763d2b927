//! The texts a scenario is made of, and places in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::problem::nearest;
use super::spreadsheet;

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Disk(PathBuf),
    /// A file inside the program, by its path under `scenarios/`.
    Builtin(String),
    /// The command line (`--set`).
    CommandLine,
    /// Another flag of the command line.
    Flag(&'static str),
    /// Made by the program and held in memory, under this name (see [`Texts::hold`]).
    Held(String),
}

impl Place {
    /// The place that `text` names from here: `builtin:NAME`, or a path relative to this file's folder.
    #[must_use]
    pub fn relative(&self, text: &str) -> Place {
        if let Some(name) = text.strip_prefix("builtin:") {
            return Place::Builtin(name.to_owned());
        }
        match self {
            Place::Builtin(name) => {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                Place::Builtin(if folder.is_empty() { text.to_owned() } else { format!("{folder}/{text}") })
            }
            Place::Disk(path) => Place::Disk(path.parent().unwrap_or(Path::new("")).join(text)),
            Place::CommandLine | Place::Flag(_) => Place::Disk(PathBuf::from(text)),
            Place::Held(_) => Place::Held(text.to_owned()),
        }
    }

    /// A file beside one that is not there whose name is much like its name, as a path; none of one that is there.
    pub fn similar(&self) -> Option<String> {
        let Place::Disk(path) = self else { return None };
        if path.exists() {
            return None;
        }
        let wrong = path.file_name()?.to_str()?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
        let names =
            entries.flatten().filter(|entry| entry.path().is_file()).filter_map(|entry| entry.file_name().into_string().ok());
        let ending = |name: &str| Path::new(name).extension().map(std::ffi::OsStr::to_owned);
        let mut names: Vec<String> = names.filter(|name| ending(name) == ending(wrong)).collect();
        names.sort();
        // the ending is the same, so what is alike is sought in what stands before it
        let stem = |name: &str| Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
        let near = nearest(&stem(wrong), stems.iter().map(String::as_str))?;
        let place = stems.iter().position(|stem| stem == near)?;
        Some(folder.map_or_else(|| names[place].clone(), |folder| folder.join(&names[place]).display().to_string()))
    }

    /// Its text as people would write it.
    pub fn display(&self) -> String {
        match self {
            Place::Disk(path) => path.display().to_string(),
            Place::Builtin(name) => format!("builtin:{name}"),
            Place::CommandLine => "--set".to_owned(),
            Place::Flag(name) => (*name).to_owned(),
            Place::Held(name) => format!("{name} (made by the program)"),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// What the operating system says, or that there is no such built-in file.
    pub fn read(&self) -> Result<String, String> {
        match self {
            Place::Disk(path) => from_disk(path),
            Place::Builtin(name) => {
                super::builtin::text(name).map(str::to_owned).ok_or_else(|| "is not inside the program".to_owned())
            }
            Place::CommandLine | Place::Flag(_) => Ok(String::new()),
            Place::Held(_) => Err("is not held".to_owned()),
        }
    }
}

/// The text of a file, or of a sheet of a workbook.
fn from_disk(path: &Path) -> Result<String, String> {
    if let Some((file, sheet)) = path.to_str().and_then(spreadsheet::parts) {
        let bytes = std::fs::read(file).map_err(|e| reason(&e))?;
        return spreadsheet::text(&bytes, sheet);
    }
    let bytes = std::fs::read(path).map_err(|e| reason(&e))?;
    if spreadsheet::is_foreign(path) {
        return Err("is a workbook of another kind: save it as .xlsx or as CSV".to_owned());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text: save it as UTF-8 (in Excel: \"CSV UTF-8\")".to_owned());
    }
    String::from_utf8(bytes).map_err(|e| {
        let sound = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = sound.split(|&b| b == b'\n').count();
        let how = if path.extension().is_some_and(|e| e == "toml") { "" } else { " (in Excel: \"CSV UTF-8\")" };
        format!("is not UTF-8 text (line {line}): save it as UTF-8{how}")
    })
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "may not be read".to_owned(),
        std::io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Index among the texts.
    pub text: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A text with where it comes from.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where from.
    pub place: Place,
    /// The text itself.
    pub content: String,
}

/// All texts read so far, and data files that are held in memory instead of on a disk.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    read: Vec<Text>,
    held: BTreeMap<String, String>,
}

impl Texts {
    /// Adds a text and gives its index.
    pub fn add(&mut self, place: Place, content: String) -> u32 {
        self.read.push(Text { place, content });
        (self.read.len() - 1) as u32
    }

    /// Holds a data file: [`Place::Held`] of this name reads it.
    pub fn hold(&mut self, name: &str, content: String) {
        self.held.insert(name.to_owned(), content);
    }

    /// The content of a place: what is held under its name, or what is there.
    ///
    /// # Errors
    /// As [`Place::read`].
    pub fn content(&self, place: &Place) -> Result<String, String> {
        match place {
            Place::Held(name) => self.held.get(name).cloned().ok_or_else(|| "is not held".to_owned()),
            // a name on the command line may be that of a file in memory
            Place::Disk(path) => path.to_str().and_then(|name| self.held.get(name).cloned()).map_or_else(|| place.read(), Ok),
            Place::Builtin(_) | Place::CommandLine | Place::Flag(_) => place.read(),
        }
    }

    /// A text.
    pub fn get(&self, index: u32) -> &Text {
        &self.read[index as usize]
    }

    /// All, in order of reading.
    pub fn iter(&self) -> impl Iterator<Item = &Text> {
        self.read.iter()
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &str {
        self.get(span.text).content.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}
