//! A key of the language: what it takes, what it means, what holds without it, an example, where to read more.
//!
//! In the schema a key is a property. Its `description`, `default` and `examples` are what editors show; `x-helpline` holds the same in
//! parts, for the reference (`reference`). Defaults and examples are written as a value of `--set` is: TOML, or else a text.

use serde_json::{Map, Value, json};

/// What holds where a key is left out.
#[derive(Clone, Copy, Debug)]
enum Absent {
    /// It may not be.
    Required,
    /// This value.
    Value(&'static str),
    /// In words.
    Words(&'static str),
}

/// A key of a table.
pub(super) struct Key {
    name: &'static str,
    takes: Value,
    says: &'static str,
    absent: Absent,
    example: Option<&'static str>,
    see: Option<&'static str>,
    range: Option<&'static str>,
    like: Option<&'static str>,
    not_with: &'static [&'static str],
}

fn key(name: &'static str, takes: Value, says: &'static str, absent: Absent) -> Key {
    Key { name, takes, says, absent, example: None, see: None, range: None, like: None, not_with: &[] }
}

/// A key that must be there.
pub(super) fn must(name: &'static str, takes: Value, says: &'static str) -> Key {
    key(name, takes, says, Absent::Required)
}

/// A key with a default that can be written out.
pub(super) fn or(name: &'static str, takes: Value, default: &'static str, says: &'static str) -> Key {
    key(name, takes, says, Absent::Value(default))
}

/// A key without which something holds that no value says.
pub(super) fn may(name: &'static str, takes: Value, without: &'static str, says: &'static str) -> Key {
    key(name, takes, says, Absent::Words(without))
}

impl Key {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// An example of its value.
    pub(super) fn eg(self, example: &'static str) -> Self {
        Self { example: Some(example), ..self }
    }

    /// Where the mechanism is described, from the folder of the documentation.
    pub(super) fn see(self, page: &'static str) -> Self {
        Self { see: Some(page), ..self }
    }

    /// What values are allowed, where the kind does not say so.
    pub(super) fn range(self, range: &'static str) -> Self {
        Self { range: Some(range), ..self }
    }

    /// Its inner keys are those of that table, as far as this one has them.
    pub(super) fn like(self, table: &'static str) -> Self {
        Self { like: Some(table), ..self }
    }

    /// Keys beside which it may not stand.
    pub(super) fn not_with(self, others: &'static [&'static str]) -> Self {
        Self { not_with: others, ..self }
    }

    /// What editors show.
    fn description(&self) -> String {
        let mut text = self.says.to_owned();
        if let Some(range) = self.range {
            text.push_str(&format!(" ({range})"));
        }
        text.push_str(&match self.absent {
            Absent::Required => ". Required".to_owned(),
            Absent::Value(value) => format!(". Default: {value}"),
            Absent::Words(words) => format!(". Without it: {words}"),
        });
        if !self.not_with.is_empty() {
            text.push_str(&format!(". Not beside {}", self.not_with.join(", ")));
        }
        text
    }

    /// The property of the schema.
    fn property(&self) -> Value {
        let mut parts = Map::new();
        let mut put = |name: &str, value: Value| parts.insert(name.to_owned(), value);
        put("says", self.says.into());
        match self.absent {
            Absent::Required => put("required", true.into()),
            Absent::Value(value) => put("default", value.into()),
            Absent::Words(words) => put("without", words.into()),
        };
        for (name, value) in [("example", self.example), ("see", self.see), ("range", self.range), ("like", self.like)] {
            if let Some(value) = value {
                put(name, value.into());
            }
        }
        if !self.not_with.is_empty() {
            put("not-with", self.not_with.into());
        }
        // beside a reference nothing is read, so that goes inside
        let mut own = match &self.takes {
            Value::Object(own) if !own.contains_key("$ref") => own.clone(),
            reference => Map::from_iter([("allOf".to_owned(), json!([reference]))]),
        };
        let is = own.remove("x-helpline").and_then(|kind| kind.get("is").cloned());
        if let Some(is) = is {
            parts.insert("is".to_owned(), is);
        }
        own.insert("description".to_owned(), self.description().into());
        if let Absent::Value(value) = self.absent {
            own.insert("default".to_owned(), written(value));
        }
        if let Some(example) = self.example {
            own.insert("examples".to_owned(), json!([written(example)]));
        }
        own.insert("x-helpline".to_owned(), parts.into());
        own.into()
    }
}

/// A table of these keys and no others; in this order for readers.
pub(super) fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), key.property())).collect();
    let order: Vec<&str> = keys.iter().map(|key| key.name).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false, "x-order": order })
}

/// A value as `--set` reads it: TOML, or else a text.
pub fn toml_of(text: &str) -> toml::Value {
    let read = toml::from_str::<toml::Table>(&format!("value = {text}")).ok();
    read.and_then(|mut table| table.remove("value")).unwrap_or_else(|| text.into())
}

/// The same as JSON; dates are texts.
fn written(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect()),
            toml::Value::String(text) => text.into(),
            toml::Value::Boolean(truth) => truth.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
        }
    }
    convert(toml_of(text))
}
