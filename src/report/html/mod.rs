//! Pages that people read in a browser: one file, nothing from the network, nothing that needs a script; shared by all commands.
//!
//! A [`Page`] is plain data: a verdict, which is the first thing seen, and sections of blocks. [`Page::html`] is the only place where it
//! becomes markup, and escapes all text. [`blocks`] reads what the commands print as Markdown, so that a page and the terminal say the same.
//!
//! | file | what it does |
//! |---|---|
//! | `render` | page to markup, with `style.css` inside it |
//! | `table` | tables, which are cards on a phone |
//! | `words` | text, code and judgements |
//! | `read` | Markdown as our commands write it, to blocks |
//! | [`inputs`] | every input with its source grade |
//! | [`method`] | how figures come about, and what the model does not contain |

pub mod inputs;
pub mod method;
mod read;
mod render;
mod table;
mod words;

pub use read::blocks;

/// How something stands: colour and sign of a word, never colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As wished.
    Good,
    /// Not as wished.
    Bad,
    /// In danger.
    Risk,
    /// Nothing can be said.
    #[default]
    Unsure,
    /// Nothing that matters differs.
    Same,
}

impl Tone {
    /// Of a judgement in a word, as reports write it; none if the text is no judgement.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.trim_start_matches(['✓', '✗', '!', '?', '+', ' ']);
        let word = word.strip_prefix("x ").unwrap_or(word);
        // a basis may follow, in brackets
        let word = word.split([',', '(']).next().unwrap_or(word).trim();
        Some(match word {
            "met" | "better" | "best" | "deliverable" => Self::Good,
            "missed" | "worse" | "not deliverable" | "not shown" | "misses targets" => Self::Bad,
            "at risk" | "trade-off" => Self::Risk,
            "no difference that matters" | "identical" => Self::Same,
            "cannot tell" => Self::Unsure,
            _ => return None,
        })
    }

    /// A sign that does not need colour.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Risk => "!",
            Self::Unsure => "?",
            Self::Same => "=",
        }
    }
}

/// A table; the first cell of each row is its head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its name, as in `figures/NAME.png`.
    pub name: String,
    /// The question it answers.
    pub title: String,
    /// What it finds.
    pub finding: String,
    /// The picture: SVG of this program, not escaped.
    pub svg: String,
}

/// What a section holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A sentence that matters.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// Things with what they are.
    Terms(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// Something to be typed, or a formula.
    Code(String),
    /// A picture.
    Picture(Picture),
    /// Detail under a heading of its own: folded on a screen until somebody opens it, open in print.
    Fold(String, Vec<Block>),
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section.
    pub fn new(title: &str, blocks: Vec<Block>) -> Self {
        Self { title: title.to_owned(), blocks }
    }
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it is about: the scenario's title.
    pub title: String,
    /// What was done: "Run", "Comparison".
    pub kind: String,
    /// Days, replications, seed.
    pub about: String,
    /// How it stands.
    pub tone: Tone,
    /// The verdict: what is read first.
    pub verdict: String,
    /// What belongs to the verdict.
    pub more: Vec<String>,
    /// Doubts, the most important first.
    pub doubts: Vec<String>,
    /// Sections, in order; those without blocks are left out.
    pub sections: Vec<Section>,
}

impl Page {
    /// The page as one HTML file; the same bytes every time.
    pub fn html(&self) -> String {
        render::page(self)
    }
}
