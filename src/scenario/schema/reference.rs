//! The reference of the language as Markdown, made of nothing but the schema: a section a table, a row a key.
//!
//! Every key has an anchor, its path (`#steps.NAME.queue.places`); every table a heading, `[steps.NAME.queue]`. Kinds of value that the
//! schema defines once (a duration, a law) are described once, at the end.

use std::collections::BTreeMap;

use serde_json::Value;

use super::key::toml_of;

const HEAD: &str = "<!-- Made from the schema by `helpline schema --format md`. To change it, change src/scenario/schema/ and run
     HELPLINE_UPDATE=1 cargo test --test reference -->

# Reference of the scenario language

Every table and key that a scenario file may have. What the words mean, how files build on each other and what is pinned down is in
[the language](language.md); how each mechanism works is behind the links. This page is made from the schema that
[editors](shell.md#an-editor-that-knows-the-scenario-file) use, by `helpline schema --format md`; tests hold the schema to what the reader
of scenarios knows, refuses and assumes.

Names in capitals (`NAME`, `AREA`) stand for names of one's own. *Without it* is a value where a value says it: writing it out changes
nothing. Where a quantity is inherited, a [change](language.md#changes) such as `\"+10%\"` may stand in its place. Kinds of value are
[at the end](#kinds-of-value).
";

/// The page.
pub fn markdown(schema: &Value) -> String {
    let mut page = Page { schema, text: HEAD.to_owned(), index: BTreeMap::new() };
    let tables: Vec<&String> =
        order(schema).into_iter().filter(|name| page.inner(&schema["properties"][*name]).is_some()).collect();
    page.text.push_str("\n| table | what it says |\n|---|---|\n");
    for name in &tables {
        let value = &schema["properties"][*name];
        let path = page.path_of(name, value);
        page.text.push_str(&format!("| {} | {} |\n", linked(&path), parts(value)["says"].as_str().unwrap_or_default()));
    }
    page.section("## At the top", "", schema, &tables);
    for name in tables {
        page.table("##", name, &schema["properties"][name]);
    }
    page.kinds();
    page.laws();
    page.all_keys();
    page.text
}

struct Page<'a> {
    schema: &'a Value,
    text: String,
    index: BTreeMap<String, Vec<String>>,
}

/// A table of keys within a value, and the names on the way to it.
type Inner<'a> = (Vec<&'a str>, &'a Value);

impl<'a> Page<'a> {
    /// What a value refers to.
    fn resolved(&self, value: &'a Value) -> &'a Value {
        let reference = value["$ref"].as_str().or_else(|| value["allOf"][0]["$ref"].as_str());
        reference.and_then(|place| self.schema.pointer(place.trim_start_matches('#'))).unwrap_or(value)
    }

    /// The table of keys inside a value, if it is one; kinds of value are no tables, and what is like another table is there.
    fn inner(&self, value: &'a Value) -> Option<Inner<'a>> {
        if parts(value).get("like").is_some() {
            return None;
        }
        let own = self.resolved(value);
        if !std::ptr::eq(own, value) && parts(own).get("is").is_some() {
            return None;
        }
        if own["x-order"].is_array() {
            return Some((Vec::new(), own));
        }
        if own["additionalProperties"].is_object() {
            let (mut names, table) = self.inner(&own["additionalProperties"])?;
            names.insert(0, own["x-name"].as_str()?);
            return Some((names, table));
        }
        own["anyOf"].as_array()?.iter().find_map(|one| self.inner(one))
    }

    fn path_of(&self, path: &str, value: &'a Value) -> String {
        let names = self.inner(value).map_or_else(Vec::new, |(names, _)| names);
        std::iter::once(path).chain(names).collect::<Vec<_>>().join(".")
    }

    /// The section of a table, and those of the tables inside.
    fn table(&mut self, level: &str, path: &str, value: &'a Value) {
        let Some((_, table)) = self.inner(value) else { return };
        let whole = self.path_of(path, value);
        let own = parts(value);
        let mut lead = format!("{level} `[{whole}]`\n\n{}.", own["says"].as_str().unwrap_or_default());
        lead.push_str(&match (own["required"].as_bool(), own["without"].as_str()) {
            (Some(true), _) => " Required.".to_owned(),
            (_, Some(words)) => format!(" Without it: {words}."),
            _ => String::new(),
        });
        let words = self.kind_words(value, true);
        if !words.is_empty() {
            lead.push_str(&format!(" In place of a table: {words}."));
        }
        lead.push_str(&not_beside(own));
        if let Some(page) = own["see"].as_str() {
            lead.push_str(&format!(" See [{}]({page}).", title(page)));
        }
        self.section(&lead, &whole, table, &[]);
        for name in order(table) {
            self.table("###", &format!("{whole}.{name}"), &table["properties"][name]);
        }
        // things by name beside keys
        if table["additionalProperties"].is_object() {
            let name = table["x-name"].as_str().unwrap_or_default();
            self.section(
                &format!("### `[{whole}.{name}]`\n\nOne target."),
                &format!("{whole}.{name}"),
                &table["additionalProperties"],
                &[],
            );
        }
    }

    /// Heading, and a row a key.
    fn section(&mut self, lead: &str, path: &str, table: &'a Value, but: &[&String]) {
        self.text.push_str(&format!("\n{lead}\n\n| key | takes | for example | without it | meaning |\n|---|---|---|---|---|\n"));
        for name in order(table).into_iter().filter(|name| !but.contains(name)) {
            let value = &table["properties"][name];
            let whole = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let row = self.row(&whole, name, value);
            self.text.push_str(&row);
            self.index.entry(name.clone()).or_default().push(whole);
        }
    }

    fn row(&self, path: &str, name: &str, value: &'a Value) -> String {
        let own = parts(value);
        let takes = match (own["like"].as_str(), self.inner(value)) {
            (Some(like), _) => {
                let names = self.names(value).join(".");
                let by = if names.is_empty() { String::new() } else { format!("`{names}`: ") };
                format!("{by}as {}", linked(like))
            }
            (None, Some(_)) => {
                let words = self.kind_words(value, true);
                let or = if words.is_empty() { String::new() } else { format!("{words} or ") };
                format!("{or}table {}", linked(&self.path_of(path, value)))
            }
            (None, None) => self.kind_words(value, false),
        };
        let takes = own["range"].as_str().map_or_else(|| takes.clone(), |range| format!("{takes}, {range}"));
        let without = match (own["required"].as_bool(), own["default"].as_str(), own["without"].as_str()) {
            (Some(true), ..) => "**required**".to_owned(),
            (_, Some(value), _) => code(value),
            (.., Some(words)) => words.to_owned(),
            _ => String::new(),
        };
        let mut meaning = format!("{}.{}", own["says"].as_str().unwrap_or_default(), not_beside(own));
        if let Some(page) = own["see"].as_str() {
            meaning.push_str(&format!(" See [{}]({page})", title(page)));
        }
        let example = self.example(value).map_or_else(String::new, |text| code(&text));
        format!("| <a id=\"{path}\"></a>`{name}` | {takes} | {example} | {without} | {meaning} |\n")
    }

    /// Names on the way into a value that is like another table.
    fn names(&self, value: &'a Value) -> Vec<&'a str> {
        let own = self.resolved(value);
        own["x-name"].as_str().into_iter().collect()
    }

    /// A value of a key: its own example, another choice than the default, or one of its kind.
    fn example(&self, value: &'a Value) -> Option<String> {
        let own = parts(value);
        if let Some(example) = own["example"].as_str() {
            return Some(example.to_owned());
        }
        if self.inner(value).is_some() || own.get("like").is_some() {
            return None;
        }
        let choices = value["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let other = choices.filter(|choice| own["default"].as_str() != Some(choice)).map(str::to_owned).next();
        let kind = || parts(self.resolved(value))["example"].as_str().map(str::to_owned);
        other.or_else(kind).or_else(|| own["default"].as_str().map(str::to_owned))
    }

    /// What a value takes, in words. `beside`: beside a table.
    fn kind_words(&self, value: &'a Value, beside: bool) -> String {
        let own = self.resolved(value);
        if let Some(is) = parts(own)["is"].as_str().filter(|_| !beside) {
            return is.to_owned();
        }
        if let Some(choices) = value["enum"].as_array() {
            return choices.iter().filter_map(Value::as_str).map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
        }
        if let Some(all) = own["anyOf"].as_array() {
            let mut found: Vec<String> = Vec::new();
            for one in all {
                let change = one["$ref"] == "#/definitions/change";
                // whole numbers may be written as texts
                let number = one["pattern"] == super::kinds::NUMBER;
                if change || number || self.inner(one).is_some() {
                    continue;
                }
                found.push(self.kind_words(one, false));
            }
            return found.join(" or ");
        }
        match own["type"].as_str() {
            Some("boolean") => "`true`, `false`".to_owned(),
            Some("integer") => match (own["minimum"].as_u64(), own["maximum"].as_u64()) {
                (Some(least), Some(most)) => format!("whole number, {} to {}", grouped(least), grouped(most)),
                _ => "whole number".to_owned(),
            },
            Some("array") => format!("list of {}s", self.kind_words(&own["items"], false)),
            Some("string") => "text".to_owned(),
            Some("object") if own["additionalProperties"].is_object() && self.inner(value).is_none() => {
                format!(
                    "{} by `{}`",
                    self.kind_words(&own["additionalProperties"], false),
                    own["x-name"].as_str().unwrap_or_default()
                )
            }
            _ => String::new(),
        }
    }

    fn kinds(&mut self) {
        self.text.push_str("\n## Kinds of value\n\nMore on them: [values and units](language.md#values-and-units).\n\n| kind | written | for example |\n|---|---|---|\n");
        let all = self.schema["definitions"].as_object().into_iter().flatten();
        for (is, says, example) in all.filter_map(|(_, kind)| {
            let own = parts(kind);
            Some((own["is"].as_str()?, kind["description"].as_str()?, own["example"].as_str()?))
        }) {
            self.text.push_str(&format!("| {is} | {says} | {} |\n", code(example)));
        }
    }

    fn laws(&mut self) {
        let Some(families) = self.schema.pointer("/definitions/law/anyOf/1") else { return };
        self.text.push_str("\n## Laws\n\nA table with one of these keys: see [laws](language.md#laws).\n\n| law | its keys | for example | meaning |\n|---|---|---|---|\n");
        for name in order(families) {
            let value = &families["properties"][name];
            let own = parts(value);
            let keys = match self.inner(value) {
                Some((names, table)) => {
                    let by = if names.is_empty() { String::new() } else { format!("`{}`: ", names.join(".")) };
                    let all = order(table).into_iter().map(|key| {
                        let value = &table["properties"][key];
                        let range = parts(value)["range"].as_str().map_or_else(String::new, |range| format!(", {range}"));
                        format!("`{key}` ({}{range})", self.kind_words(value, false))
                    });
                    format!("{by}{}", all.collect::<Vec<_>>().join("; "))
                }
                None => self.kind_words(value, false),
            };
            let example = toml_of(own["example"].as_str().unwrap_or_default());
            let example = match &example {
                toml::Value::String(text) => format!("{{ {name} = \"{text}\" }}"),
                _ => format!("{{ {name} = {} }}", own["example"].as_str().unwrap_or_default()),
            };
            self.text.push_str(&format!("| `{name}` | {keys} | `{example}` | {} |\n", own["says"].as_str().unwrap_or_default()));
        }
    }

    /// Every key, by name.
    fn all_keys(&mut self) {
        self.text.push_str("\n## All keys by name\n\n| key | in |\n|---|---|\n");
        for (name, paths) in &self.index {
            let all: Vec<String> = paths
                .iter()
                .map(|path| {
                    let table = path.rsplit_once('.').map_or("the top", |(table, _)| table);
                    format!("[{table}](#{path})")
                })
                .collect();
            self.text.push_str(&format!("| `{name}` | {} |\n", all.join(", ")));
        }
    }
}

fn order(table: &Value) -> Vec<&String> {
    let names = table["x-order"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.filter_map(|name| table["properties"].as_object()?.get_key_value(name).map(|(key, _)| key)).collect()
}

fn parts(value: &Value) -> &Value {
    &value["x-helpline"]
}

fn not_beside(own: &Value) -> String {
    let others: Vec<String> =
        own["not-with"].as_array().into_iter().flatten().filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
    if others.is_empty() { String::new() } else { format!(" Not beside {}.", others.join(", ")) }
}

/// A value as it stands in a file.
fn code(text: &str) -> String {
    match toml_of(text) {
        toml::Value::String(plain) => format!("`\"{plain}\"`"),
        _ => format!("`{text}`"),
    }
}

/// A link to the section of a table.
fn linked(path: &str) -> String {
    let anchor: String = path.to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("[`[{path}]`](#{anchor})")
}

/// What a link to a page says: its anchor, or its name.
fn title(page: &str) -> String {
    let (file, anchor) = page.split_once('#').unwrap_or((page, ""));
    let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    if name == "README" {
        "measures".to_owned()
    } else if anchor.is_empty() {
        name.replace('-', " ")
    } else {
        anchor.replace('-', " ")
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
