//! The documentation does what it says: commands are run, scenarios load and run, outputs are those shown, links lead somewhere.
//!
//! README.md and docs/tutorial.md are gone through block by block, in a folder of their own in which files stay from one block to the next.
//!
//! - A block of commands: each line that begins with `helpline` or `cargo run --release --` is run as it stands. Commands that take minutes
//!   (price, staff, sweep, rollout, calibrate, validate) are only read, and their files looked for.
//! - A block of ```` ```toml ````: a whole service is loaded and run; a piece of one is held against the schema.
//! - Commands in a line of text are read.
//!
//! A comment on the line before a block, which readers do not see, says otherwise (several may be joined by `;`):
//!
//! | comment | meaning |
//! |---|---|
//! | `<!-- test: read -->` | the commands are only read |
//! | `<!-- test: run -->` | they are run, though they take long |
//! | `<!-- test: with -n 2 --no-charts -->` | they are run with these flags too |
//! | `<!-- test: save desk.toml -->` | the block is saved under this name, as the reader is told to |
//! | `<!-- test: output -->` | the block is what the last command printed, 100 columns wide: lines in order; `...` stands for any lines, or for the rest of one; times taken are not compared |
//! | `<!-- test: skip -->` | not for this program |
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use assert_cmd::Command;
use helpline::cli::shell::commands;
use helpline::scenario;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A block between fences.
#[derive(Debug)]
struct Block {
    /// What stands behind the fence.
    kind: String,
    /// What the comment before it says.
    wishes: Vec<String>,
    text: String,
    /// The line of its fence.
    line: usize,
}

/// Blocks of a page, and its lines outside them with their numbers.
fn blocks(page: &str) -> (Vec<Block>, Vec<(usize, String)>) {
    let (mut found, mut outside) = (Vec::new(), Vec::new());
    let mut open: Option<(Block, String)> = None;
    let mut before = String::new();
    for (index, line) in page.lines().enumerate() {
        // a block may begin behind the mark of a list
        let trimmed = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['.', '-', ' ']);
        match &mut open {
            Some((block, fence)) => {
                if trimmed.starts_with(fence.as_str()) {
                    found.extend(open.take().map(|(block, _)| block));
                } else {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            None if trimmed.starts_with("```") => {
                let fence: String = trimmed.chars().take_while(|c| *c == '`').collect();
                let kind = trimmed.trim_start_matches('`').trim().to_owned();
                let wish = before.trim().strip_prefix("<!-- test:").and_then(|rest| rest.strip_suffix("-->")).unwrap_or("");
                let wishes = wish.split(';').map(|wish| wish.trim().to_owned()).filter(|wish| !wish.is_empty()).collect();
                open = Some((Block { kind, wishes, text: String::new(), line: index + 1 }, fence));
            }
            None => outside.push((index + 1, line.to_owned())),
        }
        if !trimmed.is_empty() {
            line.clone_into(&mut before);
        }
    }
    assert!(open.is_none(), "a block is not closed");
    (found, outside)
}

impl Block {
    fn wish(&self, word: &str) -> Option<&str> {
        self.wishes.iter().find_map(|wish| wish.strip_prefix(word)).map(str::trim)
    }
}

/// The arguments of a line that calls the program, as a shell parts them; none if it does not.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.trim().trim_start_matches("$ ").trim();
    let rest = line.strip_prefix("helpline ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    let (mut words, mut word, mut quote, mut any) = (Vec::new(), String::new(), None, false);
    for letter in rest.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => (quote, any) = (Some(letter), true),
            (_, Some(open)) if letter == open => quote = None,
            ('#' | '>' | '|', None) if !any => break,
            (' ', None) => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => {
                word.push(letter);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    Some(words)
}

/// `*` in the last part of a path, as a shell spreads it.
fn spread(words: Vec<String>, folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        let Some((place, pattern)) = word.rsplit_once('/').filter(|(_, name)| name.contains('*')) else {
            found.push(word);
            continue;
        };
        let (start, end) = pattern.split_once('*').unwrap();
        let mut names: Vec<String> = fs::read_dir(folder.join(place))
            .unwrap_or_else(|error| panic!("{word}: {error}"))
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(start) && name.ends_with(end))
            .map(|name| format!("{place}/{name}"))
            .collect();
        names.sort();
        assert!(!names.is_empty(), "{word} names nothing");
        found.extend(names);
    }
    found
}

fn understood(words: &[String], place: &str) {
    let all = std::iter::once("helpline").chain(words.iter().map(String::as_str));
    if let Err(error) = commands().try_get_matches_from(all) {
        assert!(!error.use_stderr(), "{place}: helpline {}\n{error}", words.join(" "));
    }
}

/// Commands that take long.
const SLOW: [&str; 6] = ["price", "staff", "sweep", "rollout", "calibrate", "validate"];

struct Reader<'a> {
    page: &'a str,
    folder: PathBuf,
    printed: String,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        let place = format!("{}, line {}", self.page, block.line);
        for wish in &block.wishes {
            let known = ["read", "run", "with", "save", "output", "skip"].contains(&wish.split(' ').next().unwrap());
            assert!(known, "{place}: `{wish}` is no wish of a block");
        }
        if block.wish("skip").is_some() {
            return;
        }
        if let Some(name) = block.wish("save") {
            fs::write(self.folder.join(name), &block.text).unwrap();
        }
        if block.wish("output").is_some() {
            shown(&block.text, &self.printed, &place);
        } else if block.kind.starts_with("toml") {
            self.toml(block, &place);
        } else if matches!(block.kind.as_str(), "" | "sh" | "bash" | "console" | "shell") {
            let text = block.text.replace("\\\n", " ");
            for words in text.lines().filter_map(arguments) {
                self.command(words, block, &place);
            }
        }
    }

    fn command(&mut self, words: Vec<String>, block: &Block, place: &str) {
        let mut words = spread(words, &self.folder);
        understood(&words, place);
        let slow = SLOW.contains(&words[0].as_str()) && block.wish("run").is_none() && block.wish("with").is_none();
        if slow || block.wish("read").is_some() {
            for word in words.iter().filter(|word| word.starts_with("scenarios/")) {
                assert!(self.folder.join(word).exists(), "{place}: {word} is not there");
            }
            return;
        }
        words.extend(block.wish("with").unwrap_or("").split_whitespace().map(str::to_owned));
        let mut command = Command::cargo_bin("helpline").unwrap();
        command.current_dir(&self.folder).env("COLUMNS", "100").env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").args(&words);
        let output = command.output().unwrap();
        let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr).into_owned());
        // a price that is not enough, a target that is missed: the answer, not a failure
        let done = matches!(output.status.code(), Some(0 | 1)) || block.wish("output").is_some();
        assert!(done, "{place}: helpline {}\n{out}\n{said}", words.join(" "));
        self.printed = out;
    }

    /// A whole service is run from where it was saved, since it may extend what lies there.
    fn toml(&self, block: &Block, place: &str) {
        let text = block.text.as_str();
        let whole =
            ["[calendar]", "[steps.", "[groups."].iter().all(|part| text.contains(part)) || text.starts_with("extends = ");
        if !whole {
            return piece(text, place);
        }
        let file = block.wish("save").unwrap_or("block.toml");
        fs::write(self.folder.join(file), text).unwrap();
        let mut command = Command::cargo_bin("helpline").unwrap();
        command.current_dir(&self.folder).args(["run", file, "-n", "2", "--no-charts", "-q"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{place}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A piece of a scenario: TOML, and of keys that there are.
fn piece(text: &str, place: &str) {
    fn convert(value: toml::Value) -> serde_json::Value {
        match value {
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => {
                serde_json::Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect())
            }
            other => serde_json::to_value(other).unwrap(),
        }
    }
    let value: toml::Value = toml::from_str(text).unwrap_or_else(|error| panic!("{place}: this is no TOML: {error}"));
    if text.lines().any(|line| line.starts_with('[')) {
        let validator = jsonschema::validator_for(&scenario::schema::schema()).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&convert(value)).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{place}:\n{}", wrong.join("\n"));
    }
}

/// What is shown is what was printed, line by line.
fn shown(block: &str, printed: &str, place: &str) {
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let (mut at, mut skipping) = (0, true);
    for line in block.lines().map(str::trim_end) {
        if line.trim() == "..." {
            skipping = true;
            continue;
        }
        if line.starts_with("Took ") || line.is_empty() {
            continue;
        }
        let start = line.strip_suffix("...").map(str::trim_end);
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        // a sentence may be broken otherwise than here: how many lines of the page it takes
        let fits = |index: usize| -> Option<usize> {
            let one = start.map_or(lines[index] == line, |start| lines[index].starts_with(start));
            if one {
                return Some(1);
            }
            (2..=8).take_while(|more| index + more <= lines.len()).find(|more| {
                let joined = plain(&lines[index..index + more].join(" "));
                start.map_or(joined == plain(line), |start| joined.starts_with(&plain(start)))
            })
        };
        let mut rest = (at..lines.len()).filter(|&index| !lines[index].is_empty() && !lines[index].starts_with("Took "));
        let found = if skipping {
            rest.find_map(|index| Some((index, fits(index)?)))
        } else {
            rest.next().and_then(|index| Some((index, fits(index)?)))
        };
        match found {
            Some((index, taken)) => at = index + taken,
            None => panic!("{place} shows\n{line}\nwhich was not printed there:\n{printed}"),
        }
        skipping = line.ends_with("...");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

fn try_page(name: &str) {
    let Ok(page) = fs::read_to_string(root().join(name)) else { return };
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("scenarios"), &folder.path().join("scenarios"));
    let mut reader = Reader { page: name, folder: folder.path().to_owned(), printed: String::new() };
    let (blocks, outside) = blocks(&page);
    for block in &blocks {
        reader.block(block);
    }
    for (line, text) in outside {
        for code in text.split('`').skip(1).step_by(2) {
            if let Some(words) = arguments(code).filter(|words| words.len() > 1) {
                understood(&words, &format!("{name}, line {line}"));
            }
        }
    }
}

#[test]
fn the_readme_does_what_it_says() {
    try_page("README.md");
}

#[test]
fn the_tutorial_does_what_it_says() {
    try_page("docs/tutorial.md");
}

#[test]
fn pieces_of_scenarios_in_the_reference_have_keys_that_there_are() {
    let page = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let (blocks, _) = blocks(&page);
    let pieces: Vec<&Block> = blocks.iter().filter(|block| block.kind == "toml").collect();
    assert!(pieces.len() > 15, "{} pieces", pieces.len());
    for block in pieces {
        piece(&block.text, &format!("docs/language.md, line {}", block.line));
    }
}

// ---- links ----

fn markdown() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    let mut found = vec![root().join("README.md")];
    walk(&root().join("docs"), &mut found);
    walk(&root().join("scenarios"), &mut found);
    found.sort();
    found
}

/// The anchors of a page: headings as GitHub names them.
fn anchors(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, line) in blocks(page).1 {
        found.extend(line.split("<a id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        let Some(heading) = line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim()) else { continue };
        // of a link in a heading, its words
        let mut words = String::new();
        let mut rest = heading;
        while let Some((before, after)) = rest.split_once("](") {
            words.push_str(&before.replace('[', ""));
            rest = after.split_once(')').map_or("", |(_, rest)| rest);
        }
        words.push_str(&if words.is_empty() { rest.to_owned() } else { rest.replace('[', "") });
        let name: String = words
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let time = times.entry(name.clone()).or_default();
        found.push(if *time == 0 { name.clone() } else { format!("{name}-{time}") });
        *time += 1;
    }
    found
}

/// Targets of the links of a line.
fn links(line: &str) -> Vec<String> {
    let plain: String =
        line.split('`').enumerate().map(|(i, part)| if i % 2 == 0 { part.to_owned() } else { "_".repeat(part.len()) }).collect();
    let mut found = Vec::new();
    let mut rest = plain.as_str();
    while let Some((_, after)) = rest.split_once("](") {
        let (target, next) = after.split_once(')').unwrap_or((after, ""));
        found.push(target.split(' ').next().unwrap_or("").to_owned());
        rest = next;
    }
    found
}

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    let mut seen = 0;
    for file in markdown() {
        let page = fs::read_to_string(&file).unwrap();
        for (line, text) in blocks(&page).1 {
            for link in links(&text) {
                if link.contains("://") || link.starts_with("mailto:") {
                    continue;
                }
                seen += 1;
                let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(p, a)| (p, Some(a)));
                let target = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
                let inside = within(&target);
                let sound = target.exists()
                    && inside
                    && anchor.is_none_or(|anchor| {
                        fs::read_to_string(&target).is_ok_and(|page| anchors(&page).iter().any(|a| a == anchor))
                    });
                if !sound {
                    dead.push(format!("{}:{line}: {link}", file.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert!(seen > 200, "{seen} links");
    assert!(dead.is_empty(), "{} of {seen} links lead nowhere:\n{}", dead.len(), dead.join("\n"));
}

/// The path stays inside the repository: what is beside it here is not there for others.
fn within(path: &Path) -> bool {
    let mut depth = 0i32;
    for part in path.strip_prefix(root()).unwrap_or(path).components() {
        match part {
            Component::ParentDir => depth -= 1,
            Component::Normal(_) => depth += 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    true
}

#[test]
fn pages_are_read_as_people_write_them() {
    let page = "text\n<!-- test: with -n 2; save x.toml -->\n```toml\na = 1\n```\nmore `helpline run x.toml`\n";
    let (found, outside) = blocks(page);
    assert_eq!(
        (found.len(), found[0].kind.as_str(), found[0].wish("with"), found[0].wish("save")),
        (1, "toml", Some("-n 2"), Some("x.toml"))
    );
    assert_eq!(outside.len(), 3);
    assert_eq!(arguments("$ helpline run \"my file.toml\" --set a=1 # why").unwrap(), ["run", "my file.toml", "--set", "a=1"]);
    assert_eq!(arguments("ls"), None);
    assert_eq!(anchors("# One `two`: three!\n## One\n## One\n"), ["one-two-three", "one", "one-1"]);
    assert_eq!(links("see [a](b.md#c), `[x](y)` and ![d](e.png)"), ["b.md#c", "e.png"]);
    shown("a\n...\nc d ...\n", "a\nb\nc d e\n", "here");
    assert!(std::panic::catch_unwind(|| shown("a\nc\n", "a\nb\nc\n", "here")).is_err());
}
