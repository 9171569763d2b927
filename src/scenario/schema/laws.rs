//! The laws of a duration, a table a family.

use serde_json::{Value, json};

use super::key::{Key, may, must, table};
use super::kinds::{kind, named, whole};
use crate::scenario::laws::FAMILIES;

/// A law; a plain duration is always that long.
pub(super) fn law() -> Value {
    let mut families = table(&FAMILIES.map(family));
    families["maxProperties"] = 1.into();
    json!({
        "description": "A law of a duration: { lognormal = { mean = \"6m 20s\", cv = 0.6 } }, or a duration: always that long",
        "anyOf": [kind("duration"), families],
    })
}

fn family(name: &'static str) -> Key {
    let mean = || must("mean", kind("duration"), "The mean of the law itself").eg("6m 20s").range("above 0");
    let least = || must("least", kind("duration"), "The shortest").eg("5m");
    let most = || must("most", kind("duration"), "The longest").eg("10m");
    let spread = |range: &'static str| {
        table(&[
            mean(),
            may("cv", kind("number"), "`sd`", "Standard deviation divided by the mean: a pure number")
                .eg("0.6")
                .range(range)
                .not_with(&["sd"]),
            may("sd", kind("duration"), "`cv`", "Standard deviation").eg("2m").not_with(&["cv"]),
        ])
    };
    let (takes, says) = match name {
        "exponential" => (table(&[mean()]), "Memoryless: how long it still takes does not depend on how long it has taken"),
        "lognormal" => (spread("0.001 to 50"), "A long tail to the right; most talks are close to it"),
        "gamma" => (spread("0.001 to 10"), "A lighter tail than the lognormal"),
        "weibull" => {
            let shape =
                must("shape", kind("number"), "Below 1, the longer one has waited the less likely one leaves: a pure number")
                    .eg("0.91")
                    .range("0.2 to 100");
            (table(&[mean(), shape]), "Of patience, mostly")
        }
        "erlang" => {
            let stages = must("stages", whole(1, 1000), "Stages, one after the other").eg("4");
            (table(&[mean(), stages]), "A sum of exponential stages")
        }
        "triangular" => {
            let mode = must("mode", kind("duration"), "The most usual").eg("7m");
            (table(&[least(), mode, most()]), "Of a judgement: the shortest, the most usual, the longest")
        }
        "uniform" => (table(&[least(), most()]), "All lengths between alike likely"),
        "fixed" => (kind("duration"), "Always that long; so is a plain duration"),
        "empirical" => (kind("csv"), "The last column of a file, sorted, interpolated between its values"),
        _ => {
            let part = [
                must("share", kind("share"), "Of all; the shares of the parts sum to 100 %").eg("30%"),
                must("law", kind("law"), "Its law").eg("1m"),
            ];
            (named("PART", &part), "Several laws, each with a share")
        }
    };
    may(name, takes, "another family", says).eg(match name {
        "exponential" => "{ mean = \"3m\" }",
        "lognormal" => "{ mean = \"6m 20s\", cv = 0.6 }",
        "gamma" => "{ mean = \"5m\", sd = \"2m\" }",
        "weibull" => "{ mean = \"28m\", shape = 0.91 }",
        "erlang" => "{ mean = \"5m\", stages = 4 }",
        "triangular" => "{ least = \"5m\", mode = \"7m\", most = \"10m\" }",
        "uniform" => "{ least = \"10m\", most = \"20m\" }",
        "fixed" => "3m",
        "empirical" => "data/handling.csv",
        _ => "{ short = { share = \"30%\", law = \"1m\" }, long = { share = \"70%\", law = \"8m\" } }",
    })
}
