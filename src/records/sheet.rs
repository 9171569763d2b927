//! A CSV file of records, with the place of every cell, and the list of what is wrong with it.

use std::collections::BTreeMap;

use crate::scenario::problem::{Problem, Problems, list, nearest};
use crate::scenario::source::{Place, Span, Texts};
use crate::scenario::spelling::separated;

/// How many problems of a kind are shown; the rest are counted.
const SHOWN: usize = 5;

/// A row below the heading.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its cells, without spaces around them; as many as the heading has.
    pub cells: Vec<String>,
    start: usize,
}

/// A CSV file.
#[derive(Debug)]
pub struct Sheet {
    /// The file as named.
    pub name: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Decimal marks are commas: columns are separated by semicolons.
    pub comma: bool,
    separator: u8,
    wrong: Wrong,
    heading: Span,
}

/// What is wrong so far.
#[derive(Debug)]
struct Wrong {
    texts: Texts,
    list: Vec<Problem>,
    counts: BTreeMap<(&'static str, usize), (usize, u64)>,
}

impl Sheet {
    /// Reads a file. Lines that begin with `#` are comments.
    ///
    /// # Errors
    /// That it cannot be read, is empty, or has rows of another length than its heading.
    pub fn read(file: &str) -> Result<Self, Problems> {
        let place =
            file.strip_prefix("builtin:").map_or_else(|| Place::Disk(file.into()), |name| Place::Builtin(name.to_owned()));
        let content = match place.read() {
            Ok(content) => content,
            Err(reason) => {
                let problem = Problem { span: None, code: "unreadable", message: format!("{file} {reason}"), help: None };
                return Err(Problems::new(vec![problem], Texts::default()));
            }
        };
        Self::parse(place, &content)
    }

    /// Reads a text.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn parse(place: Place, content: &str) -> Result<Self, Problems> {
        let (content, separator) = separated(content.strip_prefix('\u{feff}').unwrap_or(content));
        let content = content.as_ref();
        let name = place.display();
        let mut texts = Texts::default();
        texts.add(place, content.to_owned());
        let mut sheet = Self {
            name,
            columns: Vec::new(),
            rows: Vec::new(),
            comma: false,
            separator,
            wrong: Wrong { texts, list: Vec::new(), counts: BTreeMap::new() },
            heading: Span { text: 0, start: 0, end: 0 },
        };
        sheet.comma = sheet.separator == b';';
        sheet.fill(content);
        if sheet.wrong.list.is_empty() { Ok(sheet) } else { Err(sheet.into_problems()) }
    }

    fn fill(&mut self, content: &str) {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).trim(csv::Trim::All).delimiter(self.separator);
        let mut reader = builder.from_reader(content.as_bytes());
        let (mut line, mut counted) = (1u64, 0usize);
        let mut record = csv::StringRecord::new();
        loop {
            let from = reader.position().byte() as usize;
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.about("csv", format!("{} cannot be read as CSV: {error}", self.name), None),
            }
            // a record's own first byte: blank lines before it are skipped
            let start = from + content[from..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            line += content[counted..start].bytes().filter(|&b| b == b'\n').count() as u64;
            counted = start;
            let first = record.get(0).unwrap_or("");
            if record.iter().all(str::is_empty) || first.starts_with('#') {
                continue;
            }
            let end = start + content[start..].lines().next().unwrap_or("").len();
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if self.columns.is_empty() {
                self.heading = Span { text: 0, start: start as u32, end: end as u32 };
                for (column, cell) in cells.iter().enumerate() {
                    if !cell.is_empty() && cells[..column].contains(cell) {
                        let message = format!("{}: two columns are called `{cell}`", self.name);
                        self.push("csv-column", Some(self.heading), message, None);
                    }
                }
                self.columns = cells;
            } else if cells.len() == self.columns.len() {
                self.rows.push(Row { line, cells, start });
            } else {
                let message =
                    format!("{}, line {line}: {} columns where the heading has {}", self.name, cells.len(), self.columns.len());
                let span = Span { text: 0, start: start as u32, end: end as u32 };
                self.counted("csv-columns", 0, line, Some(span), message, None);
            }
        }
        if self.columns.is_empty() {
            self.about("csv-empty", format!("{} is empty", self.name), Some("expected a heading and rows".to_owned()));
        } else if self.rows.is_empty() && self.wrong.list.is_empty() {
            self.push("csv-empty", Some(self.heading), format!("{} has a heading and no rows", self.name), None);
        }
    }

    /// Where a cell stands.
    pub fn span(&self, row: &Row, column: usize) -> Span {
        let content = &self.wrong.texts.get(0).content;
        let (mut quoted, mut at, mut start) = (false, 0, row.start);
        for (index, byte) in content.bytes().enumerate().skip(row.start) {
            let ends = !quoted && (byte == self.separator || matches!(byte, b'\n' | b'\r'));
            if byte == b'"' {
                quoted = !quoted;
            }
            if ends {
                if at == column || byte != self.separator {
                    return Span { text: 0, start: start as u32, end: index.max(start + 1) as u32 };
                }
                at += 1;
                start = index + 1;
            }
        }
        Span { text: 0, start: start.min(content.len()) as u32, end: content.len() as u32 }
    }

    /// Where the heading stands.
    pub fn heading(&self) -> Span {
        self.heading
    }

    /// The column that is called like one of `names` (small and capital letters, spaces, `_` and `-` alike).
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        let plain = |text: &str| text.to_lowercase().replace([' ', '-'], "_");
        names.iter().find_map(|name| self.columns.iter().position(|column| plain(column) == plain(name)))
    }

    /// The column of exactly this name, else a problem with the nearest name.
    pub fn named(&mut self, name: &str, flag: &str) -> Option<usize> {
        let found = self.columns.iter().position(|column| column == name).or_else(|| self.find(&[name]));
        if found.is_none() {
            let columns = self.columns.clone();
            let help = nearest(name, columns.iter().map(String::as_str)).map_or_else(
                || format!("its columns: {}", list(columns.iter().map(String::as_str))),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("{flag}: {} has no column `{name}`", self.name);
            self.push("csv-column", Some(self.heading), message, Some(help));
        }
        found
    }

    /// Adds a problem about a cell. Of each kind and column some are shown, and the others counted.
    pub fn cell(&mut self, code: &'static str, row: usize, column: usize, said: String, help: Option<String>) {
        let (line, span) = (self.rows[row].line, self.span(&self.rows[row], column));
        let message = format!("{}, line {line}, column `{}`: {said}", self.name, self.columns[column]);
        self.counted(code, column, line, Some(span), message, help);
    }

    /// Adds a problem about the file.
    pub fn about(&mut self, code: &'static str, message: String, help: Option<String>) {
        self.push(code, None, message, help);
    }

    /// Adds a problem.
    pub fn push(&mut self, code: &'static str, span: Option<Span>, message: String, help: Option<String>) {
        self.wrong.list.push(Problem { span, code, message, help });
    }

    fn counted(
        &mut self,
        code: &'static str,
        column: usize,
        line: u64,
        span: Option<Span>,
        message: String,
        help: Option<String>,
    ) {
        let count = self.wrong.counts.entry((code, column)).or_insert((0, line));
        count.0 += 1;
        if count.0 <= SHOWN {
            self.push(code, span, message, help);
        } else if count.0 == SHOWN + 1 {
            count.1 = line;
        }
    }

    /// Something is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.wrong.list.is_empty()
    }

    /// All that is wrong.
    pub fn into_problems(self) -> Problems {
        let mut list = self.wrong.list;
        let content = self.wrong.texts.get(0).content.clone();
        for ((code, _), (count, line)) in &self.wrong.counts {
            if *count > SHOWN {
                let start: usize = content.split_inclusive('\n').take(*line as usize - 1).map(str::len).sum();
                let end = start + content[start..].lines().next().unwrap_or("").len();
                let message = format!("{}: {} more like these, from line {line} on", self.name, count - SHOWN);
                let span = Span { text: 0, start: start as u32, end: end as u32 };
                list.push(Problem { span: Some(span), code, message, help: None });
            }
        }
        Problems::new(list, self.wrong.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::parse(Place::Held("x.csv".into()), text).unwrap()
    }

    #[test]
    fn cells_are_found_behind_comments_blank_lines_and_quoted_commas() {
        let text = "\u{feff}# a comment, with a comma\nday,name,calls\n\n1,\"a, b\",7\n2,c,\"8,000\"\n3,d,";
        let sheet = sheet(text);
        let lines: Vec<u64> = sheet.rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [4, 5, 6]);
        let words = |row: usize, column| {
            let span = sheet.span(&sheet.rows[row], column);
            sheet.wrong.texts.words(span).to_owned()
        };
        assert_eq!((words(0, 1), words(0, 2), words(1, 2)), ("\"a, b\"".into(), "7".into(), "\"8,000\"".into()));
        assert_eq!(words(2, 2), "");
        assert_eq!(sheet.rows[1].cells[2], "8,000");
    }

    #[test]
    fn columns_may_be_separated_by_semicolons_or_tabs() {
        let text = "day;name;share\n1;\"a; b\";0,5\n";
        let found = sheet(text);
        assert_eq!((found.rows[0].cells[1].as_str(), found.rows[0].cells[2].as_str(), found.comma), ("a; b", "0,5", true));
        assert_eq!(found.wrong.texts.words(found.span(&found.rows[0], 2)), "0,5");
        let found = sheet("day\tname\n1\ta, b\n");
        assert_eq!((found.rows[0].cells[1].as_str(), found.comma), ("a, b", false));
    }

    #[test]
    fn what_is_no_table_is_named() {
        let page = |text: &str| Sheet::parse(Place::Held("x.csv".into()), text).unwrap_err().render(false);
        assert!(page("").contains("is empty"));
        assert!(page("a,b\n").contains("no rows"));
        assert!(page("a,b\n1\n").contains("line 2: 1 columns"));
        assert!(page("a,a\n1,2\n").contains("two columns"));
    }
}
