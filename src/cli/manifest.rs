//! What every manifest has: hashes of what was read, threads.

use sha2::{Digest, Sha256};

use crate::scenario::Scenario;

/// SHA-256, in hexadecimal.
pub(super) fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// Hashes of the files a scenario was read from.
pub(super) fn inputs(scenario: &Scenario) -> serde_json::Map<String, serde_json::Value> {
    let files = scenario.texts.iter().filter(|(place, _)| place != "--set");
    files.map(|(place, text)| (place.clone(), hash(text).into())).collect()
}

/// Threads asked for; 0 means one a core.
pub(super) fn threads(asked: usize) -> usize {
    if asked == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { asked }
}
