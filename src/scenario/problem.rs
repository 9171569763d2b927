//! What is wrong with a person's file: all of it at once, each underlined, with what was expected.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::source::{Span, Texts};

/// One thing wrong (or, as a warning, doubtful).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where; none if it is about the whole.
    pub span: Option<Span>,
    /// A short stable name (`unknown-key`).
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected, the nearest valid name.
    pub help: Option<String>,
}

/// All that is wrong, with the texts it is about.
#[derive(Clone, Debug)]
pub struct Problems {
    /// The problems, in order of place.
    pub list: Vec<Problem>,
    /// The texts.
    pub texts: Texts,
    /// More may come to light once these are mended.
    pub held_back: bool,
}

impl Problems {
    /// Sorts by place and drops repetitions.
    pub fn new(list: Vec<Problem>, texts: Texts) -> Self {
        Self::of((list, false), texts)
    }

    /// The same, of problems without their [echoes](super::echoes).
    pub fn of((mut list, held_back): (Vec<Problem>, bool), texts: Texts) -> Self {
        list.sort_by_key(|p| p.span.map_or((0, 0), |s| (s.text, s.start)));
        list.dedup();
        Self { list: told_once(list), texts, held_back }
    }

    /// These and others, with the texts of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let first = self.texts.iter().count() as u32;
        for text in other.texts.iter() {
            self.texts.add(text.place.clone(), text.content.clone());
        }
        self.held_back |= other.held_back;
        self.list.extend(other.list.into_iter().map(|mut problem| {
            problem.span = problem.span.map(|span| Span { text: span.text + first, ..span });
            problem
        }));
        self
    }

    /// The page that a person sees.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
        let mut page = String::new();
        for problem in &self.list {
            let title = Level::ERROR.primary_title(problem.message.as_str()).id(problem.code);
            let mut group = match problem.span {
                Some(span) => {
                    let text = self.texts.get(span.text);
                    let end = text.content.len();
                    let range = (span.start as usize).min(end)..(span.end as usize).min(end);
                    group_with(title, &text.content, text.place.display(), range)
                }
                None => annotate_snippets::Group::with_title(title),
            };
            if let Some(help) = &problem.help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            page.push_str(&renderer.render(&[group]));
            page.push_str("\n\n");
        }
        let count = self.list.len();
        page.push_str(&format!("{count} {} found; nothing was simulated.\n", if count == 1 { "problem" } else { "problems" }));
        if self.held_back {
            page.push_str("The rest is judged once this is mended.\n");
        }
        page
    }
}

/// One complaint for one place: what `[defaults]` say wrongly is wrong wherever it is inherited.
fn told_once(list: Vec<Problem>) -> Vec<Problem> {
    let mut told: Vec<(Problem, usize)> = Vec::with_capacity(list.len());
    for problem in list {
        // what is missing is told by its message alone
        let same = |p: &Problem| {
            p.span.is_some() && p.code != "missing" && (p.span, p.code, &p.help) == (problem.span, problem.code, &problem.help)
        };
        match told.last_mut().filter(|(last, _)| same(last)) {
            Some((_, more)) => *more += 1,
            None => told.push((problem, 0)),
        }
    }
    told.into_iter()
        .map(|(mut problem, more)| {
            if more > 0 {
                problem.message.push_str(&format!("; the same in {more} more that inherit it"));
            }
            problem
        })
        .collect()
}

fn group_with<'a>(
    title: annotate_snippets::Title<'a>,
    content: &'a str,
    path: String,
    range: std::ops::Range<usize>,
) -> annotate_snippets::Group<'a> {
    title.element(Snippet::source(content).path(path).annotation(AnnotationKind::Primary.span(range)))
}

/// The name among `names` that is nearest to `wrong`, if it is near enough to have been meant.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1) + 1;
    names
        .into_iter()
        .map(|name| (distance(&wrong.to_lowercase(), &name.to_lowercase()), name))
        .filter(|&(d, name)| d <= limit && d < name.chars().count() && d < wrong.chars().count())
        .min_by_key(|&(d, _)| d)
        .map(|(_, name)| name)
}

/// Edits between two words: insert, delete, replace, swap neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            rows[i][j] = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
            }
        }
    }
    rows[a.len()][b.len()]
}

/// `a, b or c`, shortened when long.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.len() {
        0 => "nothing".to_owned(),
        1 => names[0].to_owned(),
        n if n > 12 => format!("{}, ...", names[..12].join(", ")),
        n => format!("{} or {}", names[..n - 1].join(", "), names[n - 1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        assert_eq!(nearest("pateince", ["patience", "share", "redial"]), Some("patience"));
        assert_eq!(nearest("headcuont", ["headcount", "shifts"]), Some("headcount"));
        assert_eq!(nearest("colour", ["patience", "share"]), None);
    }
}
