//! The ways of callers as columns: by the longest way to each place, with a lane for each band through every column that it passes, and an
//! order within columns by where callers come from and go to, so that few bands cross.

use super::{Input, Kind};

/// Times that the order of columns is looked at again, from the left and from the right.
const SWEEPS: usize = 12;

/// Something that takes ground in a column: a place, or a lane towards one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub(super) column: usize,
    pub(super) place: usize,
    pub(super) lane: bool,
    pub(super) exact: f64,
    pub(super) top: f64,
}

/// What goes between stands: the flow it comes from, if it leaves a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strand {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) exact: f64,
    pub(super) flow: Option<usize>,
    pub(super) again: bool,
}

/// All that takes ground, what goes between, and the order of each column.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    pub(super) stands: Vec<Stand>,
    pub(super) strands: Vec<Strand>,
    pub(super) order: Vec<Vec<usize>>,
}

impl Ways {
    pub(super) fn new(input: &Input) -> Self {
        let columns = columns(input);
        let last = columns.iter().copied().max().unwrap_or(0);
        let (stands, strands) = stands(input, &columns, last);
        let mut order = first_order(input, &stands, last);
        for sweep in 0..SWEEPS {
            reorder(input, &stands, &strands, &mut order, sweep % 2 == 0);
        }
        Self { stands, strands, order }
    }
}

/// The column of each place: ways in first, ends last, steps by the longest way to them.
fn columns(input: &Input) -> Vec<usize> {
    let mut columns = vec![0; input.places.len()];
    let is_end = |place: usize| !matches!(input.places[place].kind, Kind::In | Kind::Step);
    // as many rounds as the longest way can be
    for _ in 0..input.places.len() {
        for flow in &input.flows {
            columns[flow.to] = columns[flow.to].max(columns[flow.from] + 1);
        }
    }
    let last = (0..columns.len()).filter(|&p| is_end(p)).map(|p| columns[p]).max().unwrap_or(1);
    (0..columns.len()).map(|p| if is_end(p) { last } else { columns[p].min(last) }).collect()
}

/// All that takes ground, and what goes between.
fn stands(input: &Input, columns: &[usize], last: usize) -> (Vec<Stand>, Vec<Strand>) {
    let mut stands: Vec<Stand> = (0..input.places.len())
        .map(|place| Stand { column: columns[place], place, lane: false, exact: input.places[place].exact, top: 0.0 })
        .collect();
    let mut strands: Vec<Strand> = Vec::new();
    let mut lanes = vec![None; input.places.len() * (last + 1)];
    for (number, flow) in input.flows.iter().enumerate() {
        let mut from = flow.from;
        for column in columns[flow.from] + 1..=columns[flow.to] {
            let to = if column == columns[flow.to] {
                flow.to
            } else {
                *lanes[flow.to * (last + 1) + column].get_or_insert_with(|| {
                    stands.push(Stand { column, place: flow.to, lane: true, exact: 0.0, top: 0.0 });
                    stands.len() - 1
                })
            };
            if stands[to].lane {
                stands[to].exact += flow.exact;
            }
            let leaves = from == flow.from;
            let again = leaves && input.places[flow.from].kind == Kind::In && flow.from > 0;
            match strands.iter_mut().find(|s| !leaves && (s.from, s.to) == (from, to)) {
                Some(strand) => strand.exact += flow.exact,
                None => strands.push(Strand { from, to, exact: flow.exact, flow: leaves.then_some(number), again }),
            }
            from = to;
        }
    }
    (stands, strands)
}

/// Helped above, lost below, both in the order of the scenario.
fn group(input: &Input, stand: &Stand) -> usize {
    match input.places[stand.place].kind {
        Kind::Lost => 1,
        Kind::Open => 2,
        _ => 0,
    }
}

fn first_order(input: &Input, stands: &[Stand], last: usize) -> Vec<Vec<usize>> {
    let mut order = vec![Vec::new(); last + 1];
    for (s, stand) in stands.iter().enumerate() {
        order[stand.column].push(s);
    }
    for column in &mut order {
        column.sort_by_key(|&s| (group(input, &stands[s]), stands[s].place));
    }
    order
}

/// Puts each column in the order of the means of its neighbours' places.
fn reorder(input: &Input, stands: &[Stand], strands: &[Strand], order: &mut [Vec<usize>], forward: bool) {
    let mut place = vec![0.0; stands.len()];
    let renew = |place: &mut [f64], column: &[usize]| {
        let all: f64 = column.iter().map(|&s| stands[s].exact + 30.0).sum();
        let mut before = 0.0;
        for &s in column {
            place[s] = (before + stands[s].exact / 2.0) / all;
            before += stands[s].exact + 30.0;
        }
    };
    for column in order.iter() {
        renew(&mut place, column);
    }
    let columns: Vec<usize> =
        if forward { (1..order.len()).collect() } else { (0..order.len().saturating_sub(1)).rev().collect() };
    for column in columns {
        let key = |s: usize| {
            let near = strands.iter().filter_map(|strand| match forward {
                true if strand.to == s => Some((place[strand.from], strand.exact)),
                false if strand.from == s => Some((place[strand.to], strand.exact)),
                _ => None,
            });
            let (sum, weight) = near.fold((0.0, 0.0), |(sum, weight), (y, w)| (sum + y * w, weight + w));
            if weight > 0.0 { sum / weight } else { place[s] }
        };
        order[column].sort_by(|&a, &b| {
            let groups = group(input, &stands[a]).cmp(&group(input, &stands[b]));
            groups.then(key(a).total_cmp(&key(b))).then(a.cmp(&b))
        });
        renew(&mut place, &order[column]);
    }
}
