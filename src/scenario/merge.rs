//! Laying one file over another: `extends`, `drop`, `--set`, and the variants of a thing.
//!
//! Tables merge by key; scalars, lists and tables of shares are replaced whole; a change (`+30%`) is kept beside what it
//! changes. Of keys that exclude each other, a new one removes the inherited one.

use super::problem::{Problem, list, nearest};
use super::source::{Place, Span, Texts};
use super::tree::{Key, Node, Table, Value, parse};

/// Keys of which a thing has one.
const EXCLUSIVE: [&[&str]; 4] = [
    &["at-most", "at-least", "below", "no-worse-than"],
    &["calls", "counts", "calls-per-1000-a-year", "log"],
    &["headcount", "shifts", "roster"],
    &["exponential", "lognormal", "gamma", "weibull", "erlang", "triangular", "uniform", "fixed", "empirical", "mixture"],
];
/// Transfers exclude each other too, but `then` and `bands` are shares: replaced whole.
const SHARES: [&str; 2] = ["then", "bands"];

/// Lays `over` over `base`. `reach_shares`: `--set` may reach a single share.
pub fn lay(base: &mut Table, over: Table, path: &mut Vec<String>, reach_shares: bool) {
    // two that exclude each other in one file stay both, to be reported
    let stated: Vec<String> = over.0.iter().map(|(key, _)| key.name.clone()).collect();
    for (key, node) in over.0 {
        for group in EXCLUSIVE.iter().filter(|group| group.contains(&key.name.as_str())) {
            base.0.retain(|(present, _)| stated.contains(&present.name) || !group.contains(&present.name.as_str()));
        }
        let by_wait = path.last().is_some_and(|above| above == "then-after");
        let shares = (SHARES.contains(&key.name.as_str()) || by_wait) && !path.is_empty();
        let Some((present_key, present)) = base.0.iter_mut().find(|(present, _)| present.name == key.name) else {
            base.0.push((key, node));
            continue;
        };
        match (&mut present.value, node.value) {
            (_, Value::Nothing) => present.changes.extend(node.changes),
            (Value::Table(mine), Value::Table(theirs)) if !shares || reach_shares => {
                path.push(key.name.clone());
                lay(mine, theirs, path, reach_shares);
                path.pop();
                // a law that comes with changes of its own has those and no others
                if !node.changes.is_empty() {
                    present.changes = node.changes;
                }
                if !reach_shares {
                    // what is wrong with the two together is shown where the later file speaks of it
                    (present_key.span, present.span) = (key.span, node.span);
                }
            }
            (_, value) => *present = Node { value, span: node.span, changes: node.changes },
        }
    }
}

/// Reads a file with all it extends, and lays them over one another.
pub fn load(texts: &mut Texts, place: Place, problems: &mut Vec<Problem>, trail: &mut Vec<Place>, from: Option<Span>) -> Table {
    if let Some(first) = trail.iter().position(|p| *p == place) {
        let by_way: Vec<String> = trail[first + 1..].iter().map(Place::display).collect();
        let by_way = if by_way.is_empty() { String::new() } else { format!(", by way of {}", by_way.join(", ")) };
        problems.push(Problem {
            span: from,
            code: "extends-circle",
            message: format!("{} extends itself{by_way}", place.display()),
            help: None,
        });
        return Table::default();
    }
    let content = match texts.content(&place) {
        Ok(content) => content,
        Err(reason) => {
            let help = match &place {
                Place::Builtin(name) => {
                    let names: Vec<&str> = super::builtin::names().collect();
                    nearest(name.strip_suffix(".toml").unwrap_or(name), names.iter().copied())
                        .map(|n| format!("did you mean `builtin:{n}`?"))
                }
                Place::Disk(_) => place.similar().map(|near| format!("did you mean `{near}`?")),
                _ => None,
            };
            let message = format!("{} {reason}", place.display());
            problems.push(Problem { span: from, code: "unreadable", message, help });
            return Table::default();
        }
    };
    let index = texts.add(place.clone(), content.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(content));
    let mut own = parse(texts, index, problems);
    trail.push(place.clone());
    let mut merged = Table::default();
    if let Some(node) = own.remove("extends") {
        for (text, span) in texts_of(&node, "extends", problems) {
            let mut name = text.clone();
            if let Some(builtin) = text.strip_prefix("builtin:")
                && !builtin.contains('.')
            {
                name = format!("builtin:{builtin}.toml");
            }
            let below = load(texts, place.relative(&name), problems, trail, Some(span));
            lay(&mut merged, below, &mut Vec::new(), false);
        }
    }
    trail.pop();
    if let Some(node) = own.remove("drop") {
        for (path, span) in texts_of(&node, "drop", problems) {
            if !remove(&mut merged, &path) {
                let mut paths = Vec::new();
                paths_of(&merged, "", &mut paths);
                problems.push(Problem {
                    span: Some(span),
                    code: "drop-nothing",
                    message: format!("there is no `{path}` to drop in what this file extends"),
                    help: nearest(&path, paths.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?")),
                });
            }
        }
    }
    lay(&mut merged, own, &mut Vec::new(), false);
    merged
}

/// One or several texts.
fn texts_of(node: &Node, what: &str, problems: &mut Vec<Problem>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for text in node.texts() {
        match text {
            Ok(text) => found.push(text),
            Err(item) => problems.push(Problem {
                span: Some(item.span),
                code: "wrong-kind",
                message: format!("`{what}` takes a text or a list of texts, not {}", item.kind()),
                help: None,
            }),
        }
    }
    found
}

/// All dotted paths of a table.
pub(super) fn paths_of(table: &Table, above: &str, found: &mut Vec<String>) {
    for (key, node) in &table.0 {
        let path = if above.is_empty() { key.name.clone() } else { format!("{above}.{}", key.name) };
        if let Value::Table(inner) = &node.value {
            paths_of(inner, &path, found);
        }
        found.push(path);
    }
}

/// Removes what a dotted path names. False if there is nothing.
fn remove(table: &mut Table, path: &str) -> bool {
    match path.split_once('.') {
        None => table.remove(path).is_some(),
        Some((first, rest)) => match table.get_mut(first).map(|node| &mut node.value) {
            Some(Value::Table(inner)) => remove(inner, rest),
            _ => false,
        },
    }
}

/// Lays one `--set PATH=VALUE` over the scenario. VALUE is TOML, or else text.
pub fn set(texts: &mut Texts, table: &mut Table, assignment: &str, problems: &mut Vec<Problem>) {
    let Some((path, value)) = assignment.split_once('=') else {
        let index = texts.add(Place::CommandLine, assignment.to_owned());
        let span = Span { text: index, start: 0, end: assignment.len() as u32 };
        problems.push(Problem {
            span: Some(span),
            code: "set-form",
            message: "`--set` takes PATH=VALUE".to_owned(),
            help: Some("for instance --set areas.town.calls=130/h".to_owned()),
        });
        return;
    };
    let (path, value) = (path.trim(), value.trim());
    let mut silent = Vec::new();
    let mut trial = Texts::default();
    let text = format!("{path} = {value}");
    let trial_index = trial.add(Place::CommandLine, text.clone());
    parse(&trial, trial_index, &mut silent);
    // what does not parse as TOML is text
    // what is no TOML is text; `+2` is TOML for 2, but here it means a change
    let text = if silent.is_empty() && crate::units::change(value).is_none() {
        text
    } else {
        format!("{path} = {}", toml::Value::String(value.to_owned()))
    };
    let index = texts.add(Place::CommandLine, text);
    let mut wrong = Vec::new();
    let parsed = parse(texts, index, &mut wrong);
    if let Some(first) = wrong.first() {
        problems.push(Problem {
            span: first.span,
            code: "set-form",
            message: format!("`{path}` is no path of a value"),
            help: Some("names with dots between them, for instance areas.town.calls".to_owned()),
        });
        return;
    }
    if unknown_things(table, &parsed, problems) {
        return;
    }
    lay(table, parsed, &mut Vec::new(), true);
}

/// One value of a thing that is not there is a slip: `--set groups.nurse.headcount=9` where there are `nurses`.
fn unknown_things(table: &Table, parsed: &Table, problems: &mut Vec<Problem>) -> bool {
    let kinds = [
        ("areas", "area"),
        ("callers", "caller class"),
        ("steps", "step"),
        ("groups", "group"),
        ("bands", "band"),
        ("contracts", "contract"),
        ("providers", "provider"),
    ];
    for (kind, what) in kinds {
        let (Some(present), Some(asked)) = (table.table(kind), parsed.table(kind)) else { continue };
        for (key, node) in &asked.0 {
            let whole = node.span.start > key.span.start; // `groups.nurse={ ... }` defines it
            if whole || !matches!(node.value, Value::Table(_)) || present.get(&key.name).is_some() {
                continue;
            }
            let names = || present.0.iter().map(|(key, _)| key.name.as_str());
            let help = nearest(&key.name, names())
                .map_or_else(|| format!("there are: {}", list(names())), |near| format!("did you mean `{near}`?"));
            problems.push(Problem {
                span: Some(key.span),
                code: "unknown-name",
                message: format!("there is no {what} called `{}`", key.name),
                help: Some(help),
            });
            return true;
        }
    }
    false
}

/// A table with the defaults of its kind filled in beneath it.
#[must_use]
pub fn with_defaults(own: &Table, defaults: Option<&Table>) -> Table {
    let Some(defaults) = defaults else { return own.clone() };
    let mut filled = defaults.clone();
    lay(&mut filled, own.clone(), &mut vec![String::new()], false);
    filled
}

/// What variants are asked about: `in` an area, `at` a provider, `for` a class, `by` a group, `during` periods.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The area.
    pub area: Option<&'a str>,
    /// The provider.
    pub provider: Option<&'a str>,
    /// The class.
    pub class: Option<&'a str>,
    /// The group.
    pub group: Option<&'a str>,
    /// The periods that hold.
    pub during: &'a [String],
}

/// The words of variants, in the order in which they apply.
pub const VARIANTS: [&str; 5] = ["in", "at", "for", "by", "during"];

/// A thing as it is in a case: its variants that apply, laid over it in order; the variant tables themselves removed.
#[must_use]
pub fn in_case(own: &Table, asked: &Asked) -> Table {
    let mut plain = own.clone();
    let variants: Vec<(usize, Table)> = VARIANTS
        .iter()
        .enumerate()
        .filter_map(|(order, word)| match plain.remove(word)?.value {
            Value::Table(table) => Some((order, table)),
            _ => None,
        })
        .collect();
    for (order, table) in variants {
        let single;
        let names: &[String] = match order {
            4 => asked.during,
            _ => {
                let name = [asked.area, asked.provider, asked.class, asked.group][order];
                single = name.map(str::to_owned).into_iter().collect::<Vec<_>>();
                &single
            }
        };
        for name in names {
            if let Some(variant) = table.table(name) {
                lay(&mut plain, in_case(variant, asked), &mut vec![String::new()], false);
            }
        }
    }
    plain
}

/// Names used as keys of variant tables anywhere in a table: (word, key).
pub fn variant_names<'a>(table: &'a Table, found: &mut Vec<(&'static str, &'a Key)>) {
    for (key, node) in &table.0 {
        let Value::Table(inner) = &node.value else { continue };
        if let Some(word) = VARIANTS.iter().find(|word| **word == key.name) {
            for (name, variant) in &inner.0 {
                found.push((word, name));
                if let Value::Table(variant) = &variant.value {
                    variant_names(variant, found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    /// Calls of 4 minutes in the town, of 8 in the village: what a change of either comes to, in erlangs of 60 calls an hour each.
    fn means(more: &str) -> Vec<f64> {
        let text = format!(
            "[calendar]\nlasts = \"1d\"\n[areas.town]\ncalls = \"60/h\"\n[areas.village]\ncalls = \"60/h\"\n[steps.desk]\n\
             handle = {{ exponential = {{ mean = \"4m\" }} }}\n[steps.desk.in.village]\nhandle = {{ exponential = {{ mean = \"8m\" }} }}\n\
             [groups.agents]\nserves = [\"desk\"]\nheadcount = 20\n{more}"
        );
        let below = crate::scenario::source::Place::Disk("base.toml".into());
        let mut texts = crate::scenario::source::Texts::default();
        let mut problems = Vec::new();
        let index = texts.add(below, text);
        let mut table = super::parse(&texts, index, &mut problems);
        for set in more.lines().filter_map(|line| line.strip_prefix("# --set ")) {
            super::set(&mut texts, &mut table, set, &mut problems);
        }
        let scenario = crate::scenario::finish(texts, problems, table, "base").unwrap_or_else(|p| panic!("{}", p.render(false)));
        let model = scenario.model;
        let mut means: Vec<f64> = model.laws.iter().map(|table| table.law().mean() / 60.0).collect();
        means.sort_by(f64::total_cmp);
        means
    }

    #[test]
    fn a_change_of_a_variants_law_is_its_own() {
        assert_eq!(means(""), [4.0, 8.0]);
        assert_eq!(means("# --set steps.desk.in.village.handle=+25%"), [4.0, 10.0]);
        // what is said of the variant itself goes before what is said of all
        assert_eq!(means("# --set steps.desk.in.village.handle=+25%\n# --set steps.desk.handle=x2"), [8.0, 10.0]);
        assert_eq!(means("# --set steps.desk.handle=x2"), [8.0, 16.0]);
    }
}
