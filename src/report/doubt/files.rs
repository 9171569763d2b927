//! `inputs-drawn.csv`: the values of every draw; `draws.csv`: what every replication of every draw gave. Tidy.

use super::Input;
use crate::experiment::{Comparand, Drawn};
use crate::report::tables;

/// One row an input and draw: its quantile, and the value as assigned.
pub fn drawn_inputs(inputs: &[Input], quantiles: &[Vec<f64>], values: &[Vec<String>], draws: usize) -> Vec<u8> {
    let row = |draw: usize, input: usize| {
        vec![(draw + 1).to_string(), inputs[input].name.clone(), quantiles[draw][input].to_string(), values[draw][input].clone()]
    };
    let places = (0..draws).flat_map(|draw| (0..inputs.len()).map(move |input| (draw, input)));
    tables::rows(&["draw", "input", "quantile", "value"], places.map(|(draw, input)| row(draw, input)))
}

/// One row a measure, replication, draw and configuration; `target-met` is 1 where a target held.
pub fn rows(names: &[&str], targets: &[String], wanted: &[Comparand], drawn: &Drawn) -> Vec<u8> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for (draw, configurations) in drawn.rows.iter().enumerate() {
        for (name, rows) in names.iter().zip(configurations) {
            for (replication, row) in rows.iter().enumerate() {
                let begin = [(*name).to_owned(), (draw + 1).to_string(), (replication + 1).to_string()];
                let mut add = |more: [String; 3]| all.push([begin.as_slice(), more.as_slice()].concat());
                for (comparand, value) in wanted.iter().zip(&row.values) {
                    let value = value.map_or_else(String::new, |v| v.to_string());
                    add([comparand.measure.clone(), comparand.scope.clone(), value]);
                }
                for (target, held) in targets.iter().zip(&row.held) {
                    add(["target-met".to_owned(), format!("target:{target}"), u8::from(*held).to_string()]);
                }
            }
        }
    }
    tables::rows(&["scenario", "draw", "replication", "measure", "scope", "value"], all.into_iter())
}
