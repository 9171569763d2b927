//! Every comparison in one table.

use super::harness::Case;
use super::{
    absence, changing, classes, clinical, demand, engaged, groups, hand_over, learning, lengths, line, onward, recalling,
    redialling, told, turnover, waiting,
};

/// Prints name, exact, simulated, 4 standard errors, standard errors off; and checks that no case is left out of sight.
#[test]
#[expect(clippy::print_stdout, reason = "the table is its purpose")]
fn table() {
    let all: Vec<&[&Case]> = vec![
        line::CASES,
        lengths::CASES,
        classes::CASES,
        changing::CASES,
        absence::CASES,
        learning::CASES,
        turnover::CASES,
        redialling::CASES,
        engaged::CASES,
        recalling::CASES,
        told::CASES,
        groups::CASES,
        onward::CASES,
        demand::CASES,
        clinical::CASES,
        hand_over::CASES,
        waiting::CASES,
    ];
    println!("| {:<58} | {:>10} | {:>10} | {:>9} | {:>5} |", "case", "exact", "simulated", "4 se", "z");
    println!("|{:-<60}|{:->12}|{:->12}|{:->11}|{:->7}|", "", ":", ":", ":", ":");
    let mut squares = Vec::new();
    for case in all.into_iter().flatten() {
        for line in case.lines() {
            println!("{line}");
            squares.push(line.z().powi(2));
        }
    }
    // were the errors too large or too small throughout, the z would not be of size 1; they are not independent, so the
    // band is wide (their own scatter would be 0.06 were they independent)
    let spread = (squares.iter().sum::<f64>() / squares.len() as f64).sqrt();
    println!("{} comparisons, root mean square of z {spread:.2}", squares.len());
    assert!((0.6..1.5).contains(&spread), "root mean square of z: {spread}");
}
