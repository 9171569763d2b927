//! `[sources]`: which input each line is about. A line about nothing is a doubt: its input would stand there as if nobody vouched for it.

use std::collections::BTreeSet;

use super::problem::nearest;
use super::read::Reading;
use super::tree::{Table, Value};

/// Says which lines of the file's own `[sources]` are about nothing that the scenario states; what a base says is its own affair, for
/// parts of it may have been dropped.
pub fn check(root: &Table, reading: &Reading) {
    let Some(sources) = root.table("sources") else { return };
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for path in reading.inputs.borrow().keys() {
        paths.extend(path.match_indices('.').map(|(end, _)| path[..end].to_owned()));
        paths.insert(path.clone());
    }
    for (key, _) in sources.0.iter().filter(|(key, _)| key.span.text == 0) {
        let path = key.name.as_str();
        let below = path.match_indices('.').any(|(end, _)| paths.contains(&path[..end]) && !states(root, &path[..end]));
        if paths.contains(path) || states(root, path) || below {
            continue;
        }
        let near =
            nearest(path, paths.iter().map(String::as_str)).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        reading.warn(format!("[sources] vouches for `{path}`, which this scenario does not state{near}"));
    }
}

/// The scenario states something at a path.
fn states(root: &Table, path: &str) -> bool {
    let mut table = root;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        match table.get(name).map(|node| &node.value) {
            None => return false,
            Some(Value::Table(inner)) => table = inner,
            Some(_) => return names.peek().is_none(),
        }
    }
    true
}
