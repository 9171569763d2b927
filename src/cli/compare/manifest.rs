//! What was compared, with what, and how long it took: of services and of programmes.

use serde_json::{Map, Value, json};

use super::CompareArgs;
use super::alternatives::Read;
use crate::cli::manifest;

/// How the comparison ended.
pub(super) struct Ended {
    /// Replications of each.
    pub(super) replications: usize,
    /// Fewer than were asked for.
    pub(super) partial: bool,
    /// It took so long.
    pub(super) seconds: f64,
}

/// The text of `manifest.json`; `more`: what this kind of comparison adds.
pub(super) fn text(args: &CompareArgs, read: &[Read], ended: &Ended, more: Map<String, Value>) -> String {
    let own = |one: &Read| {
        json!({
            "name": one.scenario.model.name,
            "scenario": one.file,
            "set": one.set,
            "identical": one.identical,
            "scenario_hash": manifest::hash(&one.scenario.resolved.toml),
            "inputs": manifest::inputs(&one.scenario),
        })
    };
    let mut value = json!({
        "program": "helpline",
        "version": env!("CARGO_PKG_VERSION"),
        "command_line": std::env::args().collect::<Vec<_>>(),
        "base": own(&read[0]),
        "alternatives": read[1..].iter().map(own).collect::<Vec<_>>(),
        "set": args.set,
        "seed": args.common.seed,
        "replications": ended.replications,
        "partial": ended.partial,
        "threads": manifest::threads(args.common.threads),
        "seconds": (ended.seconds * 1000.0).round() / 1000.0,
    });
    if let Value::Object(own) = &mut value {
        own.extend(more);
    }
    format!("{value:#}\n")
}
