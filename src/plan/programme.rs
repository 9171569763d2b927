//! Linear and integer programmes: the one file that knows the solver.
//!
//! ```text
//! least of  sum of cost x value,   subject to  sum of terms <= at most  for each row,   least <= value <= most
//! ```
//! Solved by branch and bound over the simplex method (`microlp`), to a stated gap; the time limit is far beyond what the programmes
//! made here take, so that results do not depend on the speed of a machine.

use good_lp::solvers::microlp::microlp;
use good_lp::{
    Expression, ResolutionError, Solution, SolutionStatus, SolverModel, WithMipGap, WithTimeLimit, constraint, variable,
    variables,
};

/// A number to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// What one of it costs.
    pub cost: f64,
    /// The least it may be.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// It is a whole number.
    pub whole: bool,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Columns by index, with factors.
    pub terms: Vec<(usize, f64)>,
    /// The sum is at most this.
    pub at_most: f64,
}

/// A programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programme {
    /// What is to be found.
    pub columns: Vec<Column>,
    /// Conditions.
    pub rows: Vec<Row>,
}

/// A solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Solved {
    /// One value a column.
    pub values: Vec<f64>,
    /// What it costs.
    pub cost: f64,
    /// Within the gap asked for; otherwise the time ran out with this as the best.
    pub proven: bool,
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoSolution {
    /// No values keep all conditions.
    #[error("no values keep all conditions")]
    Infeasible,
    /// The solver gave up.
    #[error("the programme could not be solved: {0}")]
    Failed(String),
}

impl Programme {
    /// Adds a column and gives its index.
    pub fn column(&mut self, cost: f64, least: f64, most: f64, whole: bool) -> usize {
        self.columns.push(Column { cost, least, most, whole });
        self.columns.len() - 1
    }

    /// Adds a condition.
    pub fn row(&mut self, terms: Vec<(usize, f64)>, at_most: f64) {
        self.rows.push(Row { terms, at_most });
    }

    /// Solves it to a relative gap within so many seconds.
    ///
    /// # Errors
    /// That there is no solution, or none was found in time.
    pub fn solve(&self, gap: f64, seconds: f64) -> Result<Solved, NoSolution> {
        let mut unknown = variables!();
        let of = |c: &Column| {
            let found = variable().min(c.least).max(c.most);
            if c.whole { found.integer() } else { found }
        };
        let values: Vec<_> = self.columns.iter().map(|c| unknown.add(of(c))).collect();
        let cost: Expression = self.columns.iter().zip(&values).map(|(c, &v)| c.cost * v).sum();
        let mut model = unknown.minimise(cost).using(microlp).with_time_limit(seconds);
        model = model.with_mip_gap(gap as f32).map_err(|e| NoSolution::Failed(format!("{e:?}")))?;
        for row in &self.rows {
            let sum: Expression = row.terms.iter().map(|&(column, factor)| factor * values[column]).sum();
            model.add_constraint(constraint!(sum <= row.at_most));
        }
        let found = model.solve().map_err(|error| match error {
            ResolutionError::Infeasible => NoSolution::Infeasible,
            other => NoSolution::Failed(other.to_string()),
        })?;
        let proven = !matches!(found.status(), SolutionStatus::TimeLimit);
        let values: Vec<f64> = values
            .iter()
            .zip(&self.columns)
            .map(|(&v, c)| if c.whole { found.value(v).round() } else { found.value(v) })
            .collect();
        let cost = self.columns.iter().zip(&values).map(|(c, v)| c.cost * v).sum();
        Ok(Solved { values, cost, proven })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose};

    /// Every whole point of a small box.
    fn brute(programme: &Programme) -> Option<f64> {
        let mut best: Option<f64> = None;
        let mut point: Vec<f64> = programme.columns.iter().map(|c| c.least).collect();
        loop {
            let holds =
                programme.rows.iter().all(|r| r.terms.iter().map(|&(c, f)| f * point[c]).sum::<f64>() <= r.at_most + 1e-9);
            if holds {
                let cost: f64 = programme.columns.iter().zip(&point).map(|(c, v)| c.cost * v).sum();
                best = Some(best.map_or(cost, |b: f64| b.min(cost)));
            }
            let Some(next) = (0..point.len()).find(|&i| point[i] < programme.columns[i].most - 0.5) else { return best };
            point[next] += 1.0;
            (0..next).for_each(|i| point[i] = programme.columns[i].least);
        }
    }

    // covering of 6 intervals by 5 shifts, made at random: the least cost of all 4^5 rosters
    #[test]
    fn coverings_agree_with_trying_every_roster() {
        let mut solved = 0;
        for case in 0..40 {
            let key = Key::root(case, 0);
            let draw = |i: u64| key.part(i).uniform(Purpose::new("draw", ""));
            let mut programme = Programme::default();
            for shift in 0..5 {
                programme.column((1.0 + 9.0 * draw(shift)).round(), 0.0, 3.0, true);
            }
            for interval in 0..6 {
                let covers = |s: u64| draw(100 + interval * 10 + s) < 0.5;
                let terms = (0..5).filter(|&s| covers(s)).map(|s| (s as usize, -1.0)).collect();
                programme.row(terms, -(4.0 * draw(200 + interval)).floor());
            }
            match (programme.solve(0.0, 60.0), brute(&programme)) {
                (Ok(found), Some(best)) => {
                    assert!((found.cost - best).abs() < 1e-6, "case {case}: {} and {best}", found.cost);
                    assert!(found.proven);
                    solved += 1;
                }
                (Err(NoSolution::Infeasible), None) => {}
                (found, best) => panic!("case {case}: {found:?} and {best:?}"),
            }
        }
        assert!(solved > 10, "{solved}");
    }
}
