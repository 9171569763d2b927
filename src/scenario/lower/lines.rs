//! `[providers.NAME] lines`: how many calls a provider can have on the line at once.

use crate::scenario::read::View;

/// Lines of each provider; none where there is no limit.
pub fn lines(root: &View, providers: &[String]) -> Vec<Option<u32>> {
    let mut found = vec![None; providers.len()];
    for (name, view) in root.views("providers") {
        let lines = view.whole("lines", 1, 10_000_000);
        if let Some(place) = providers.iter().position(|p| *p == name) {
            found[place] = lines.map(|lines| lines as u32);
        }
    }
    found
}
