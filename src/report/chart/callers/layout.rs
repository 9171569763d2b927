//! Where places and bands of callers stand on the sheet: each near where its callers come from and go to, none on the ground of another.

use super::ways::{Stand, Strand, Ways};
use super::{Flow, Input, Kind, LINE, NAME, Place, ends};

/// White between places of a column.
const GAP: f64 = 16.0;
/// White between lanes.
const LANE_GAP: f64 = 7.0;
/// Layout pixels for each of 1,000 callers.
const SCALE: (f64, f64) = (0.2, 0.32);
/// The thinnest band that is seen.
const THIN: f64 = 1.0;
/// A band this thick can carry a number.
const CARRIES: f64 = 13.0;
/// A place with its ground: the bar's left upper corner and how tall it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) place: usize,
    pub(super) at: (f64, f64),
    pub(super) tall: f64,
}

/// A band between neighbouring columns, from and to a left upper corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    pub(super) thick: f64,
    /// The place it goes to in the end.
    pub(super) towards: usize,
    /// It comes from a way in other than the first.
    pub(super) again: bool,
    /// It ends in a lane.
    pub(super) through: bool,
}

/// The whole picture, from its left upper corner.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) height: f64,
    pub(super) scale: f64,
    pub(super) placed: Vec<Placed>,
    pub(super) links: Vec<Link>,
    /// Numbers on bands where these leave: the flow, and where.
    pub(super) numbers: Vec<(Flow, (f64, f64))>,
    pitch: f64,
    /// Width of the names of ends.
    pub(super) ends: f64,
}

impl Layout {
    /// For a picture that should be `wanted` tall if it can, and is `width` wide.
    pub(super) fn new(input: &Input, wanted: f64, width: f64) -> Self {
        let ways = Ways::new(input);
        let last = ways.order.len() - 1;
        let ends = ends(input);
        let pitch = (width - ends) / last.max(1) as f64;
        let mut layout =
            Self { height: wanted, scale: SCALE.1, placed: Vec::new(), links: Vec::new(), numbers: Vec::new(), pitch, ends };
        if input.flows.is_empty() {
            return layout;
        }
        let Ways { mut stands, strands, order } = ways;
        // as tall as the fullest column needs
        let ground = |s: usize| layout.head(input, &stands[s]) + Layout::foot(input, &stands[s]) + gap(&stands[s]);
        let needs = |column: &Vec<usize>| -> (f64, f64) {
            (column.iter().map(|&s| ground(s)).sum(), column.iter().map(|&s| stands[s].exact).sum())
        };
        let needs: Vec<(f64, f64)> = order.iter().map(needs).collect();
        let fits = needs.iter().map(|(fixed, callers)| (wanted - fixed) / callers.max(1e-9)).fold(f64::INFINITY, f64::min);
        layout.scale = fits.clamp(SCALE.0, SCALE.1);
        layout.height = needs.iter().map(|(fixed, callers)| fixed + callers * layout.scale).fold(wanted, f64::max);
        layout.settle(input, &mut stands, &strands, &order);
        layout.draw(input, &stands, &strands);
        layout
    }

    /// The lines of a name above a bar.
    pub(super) fn name_lines(&self, place: &Place) -> Vec<String> {
        let width = self.pitch - 12.0;
        if NAME.width(&place.name) <= width {
            return vec![place.name.clone()];
        }
        // names are words with hyphens; a line may end after one
        NAME.wrap(&place.name.replace('-', "- "), width, 3).into_iter().map(|line| line.replace("- ", "-")).collect()
    }

    /// Lines beside an end.
    pub(super) fn end_lines(place: &Place) -> usize {
        1 + usize::from(place.part.is_some())
    }

    /// Ground above a bar.
    fn head(&self, input: &Input, stand: &Stand) -> f64 {
        let place = &input.places[stand.place];
        match place.kind {
            _ if stand.lane => 0.0,
            Kind::In | Kind::Step => 10.0 + LINE * (1.0 + self.name_lines(place).len() as f64),
            _ => Self::spare(place, stand) / 2.0,
        }
    }

    /// Ground below a bar.
    fn foot(input: &Input, stand: &Stand) -> f64 {
        let place = &input.places[stand.place];
        match place.kind {
            _ if stand.lane => 0.0,
            Kind::In | Kind::Step => 0.0,
            _ => Self::spare(place, stand) / 2.0,
        }
    }

    /// What the words beside an end need beyond its bar; by the least scale, so that it does not depend on the scale found.
    fn spare(place: &Place, stand: &Stand) -> f64 {
        (LINE * Self::end_lines(place) as f64 + 2.0 - stand.exact * SCALE.0).max(0.0)
    }

    /// Heights within columns: each near where its callers come from and go to, none on the ground of another.
    fn settle(&self, input: &Input, stands: &mut [Stand], strands: &[Strand], order: &[Vec<usize>]) {
        for column in order {
            let mut y = 0.0;
            for &s in column {
                y += self.head(input, &stands[s]);
                stands[s].top = y;
                y += stands[s].exact * self.scale + Self::foot(input, &stands[s]) + gap(&stands[s]);
            }
            let free = (self.height - y).max(0.0) / 2.0;
            for &s in column {
                stands[s].top += free;
            }
        }
        let middle = |stand: &Stand| stand.top + stand.exact * self.scale / 2.0;
        for round in 0..40 {
            let forward = round % 2 == 0;
            let columns: Vec<&Vec<usize>> = if forward { order.iter().collect() } else { order.iter().rev().collect() };
            for column in columns {
                for &s in column {
                    let near = strands.iter().filter_map(|strand| match forward {
                        true if strand.to == s => Some((middle(&stands[strand.from]), strand.exact)),
                        false if strand.from == s => Some((middle(&stands[strand.to]), strand.exact)),
                        _ => None,
                    });
                    let (sum, weight) = near.fold((0.0, 0.0), |(sum, weight), (y, w)| (sum + y * w, weight + w));
                    if weight > 0.0 {
                        let wish = sum / weight - stands[s].exact * self.scale / 2.0;
                        stands[s].top += (wish - stands[s].top) * 0.6;
                    }
                }
                self.part(input, stands, column);
            }
        }
    }

    /// Moves what stands on the ground of another.
    fn part(&self, input: &Input, stands: &mut [Stand], column: &[usize]) {
        let mut free = 0.0;
        for &s in column {
            let least = free + self.head(input, &stands[s]);
            stands[s].top = stands[s].top.max(least);
            free = stands[s].top + stands[s].exact * self.scale + Self::foot(input, &stands[s]) + gap(&stands[s]);
        }
        let mut end = self.height;
        for &s in column.iter().rev() {
            let most = end - stands[s].exact * self.scale - Self::foot(input, &stands[s]);
            stands[s].top = stands[s].top.min(most);
            end = stands[s].top - self.head(input, &stands[s]) - gap(&stands[s]);
        }
    }

    fn draw(&mut self, input: &Input, stands: &[Stand], strands: &[Strand]) {
        let x = |stand: &Stand| stand.column as f64 * self.pitch;
        let thick = |exact: f64| (exact * self.scale).max(THIN);
        let mut corners = vec![((0.0, 0.0), (0.0, 0.0)); strands.len()];
        for (s, stand) in stands.iter().enumerate() {
            let mut leave: Vec<usize> = (0..strands.len()).filter(|&i| strands[i].from == s).collect();
            let mut come: Vec<usize> = (0..strands.len()).filter(|&i| strands[i].to == s).collect();
            leave.sort_by(|&a, &b| stands[strands[a].to].top.total_cmp(&stands[strands[b].to].top));
            come.sort_by(|&a, &b| stands[strands[a].from].top.total_cmp(&stands[strands[b].from].top));
            let mut y = stand.top;
            let several = leave.len() > 1;
            for &i in &leave {
                corners[i].0 = (x(stand), y);
                let tall = strands[i].exact * self.scale;
                if let Some(flow) = strands[i].flow.filter(|_| several && tall >= CARRIES) {
                    self.numbers.push((input.flows[flow], (x(stand), y + tall / 2.0)));
                }
                y += tall;
            }
            let mut y = stand.top;
            for &i in &come {
                corners[i].1 = (x(stand), y);
                y += strands[i].exact * self.scale;
            }
            if !stand.lane {
                let tall = (stand.exact * self.scale).max(2.0);
                self.placed.push(Placed { place: stand.place, at: (x(stand), stand.top), tall });
            }
        }
        for (strand, (from, to)) in strands.iter().zip(corners) {
            let target = &stands[strand.to];
            self.links.push(Link {
                from,
                to,
                thick: thick(strand.exact),
                towards: target.place,
                again: strand.again,
                through: target.lane,
            });
        }
    }
}

fn gap(stand: &Stand) -> f64 {
    if stand.lane { LANE_GAP } else { GAP }
}

#[cfg(test)]
mod tests {
    use super::super::BAR;
    use super::*;

    fn no_ground_is_shared(input: &Input, wanted: f64) {
        let layout = Layout::new(input, wanted, 1120.0);
        for (n, a) in layout.placed.iter().enumerate() {
            assert!(a.at.1 >= 0.0 && a.at.1 + a.tall <= layout.height + 0.5, "{a:?} of {}", layout.height);
            for b in &layout.placed[..n] {
                let apart = a.at.1 + a.tall <= b.at.1 + 0.01 || b.at.1 + b.tall <= a.at.1 + 0.01;
                assert!((a.at.0 - b.at.0).abs() > BAR || apart, "{a:?} {b:?}");
            }
            let place = &input.places[a.place];
            let whole: String = layout.name_lines(place).concat();
            assert!(!matches!(place.kind, Kind::In | Kind::Step) || !whole.contains('…'), "{} is cut", place.name);
        }
    }

    /// A service with a lane through every column: no two grounds of a column overlap, all lie on the sheet.
    #[test]
    fn nothing_stands_on_the_ground_of_another() {
        let place =
            |name: &str, kind, exact| Place { name: name.to_owned(), kind, exact, number: exact as u64, part: None, was: None };
        let mut places = vec![place("people", Kind::In, 1000.0)];
        places.extend((0..6).map(|n| place(&format!("step-with-quite-a-name-{n}"), Kind::Step, 1000.0 - 150.0 * f64::from(n))));
        places.extend((0..7).map(|n| place(&format!("end {n}"), if n > 4 { Kind::Lost } else { Kind::Helped }, 1000.0 / 7.0)));
        let mut flows = Vec::new();
        let mut add = |from, to, exact: f64| flows.push(Flow { from, to, exact, number: exact as u64, was: None });
        add(0, 1, 1000.0);
        for step in 1..7 {
            if step < 6 {
                add(step, step + 1, 850.0 - 150.0 * (step - 1) as f64);
            }
            (0..7).for_each(|end| add(step, 7 + end, if step == 6 { 250.0 / 7.0 } else { 150.0 / 7.0 }));
        }
        let input = Input { places, flows, notes: Vec::new() };
        no_ground_is_shared(&input, 400.0);
    }

    #[test]
    fn every_shipped_scenario_has_room_for_all_its_names() {
        for name in crate::scenario::builtin::names() {
            let Ok(scenario) = crate::scenario::load(&format!("builtin:{name}"), &[]) else { continue };
            let model = &scenario.model;
            if model.sources.iter().map(|s| s.expected.iter().sum::<f32>()).sum::<f32>() > 600_000.0 {
                continue; // as large as others with fewer calls
            }
            let flows = crate::experiment::flows(model, &crate::demand::FreshScale::default(), 3, 1, 1).unwrap();
            no_ground_is_shared(&crate::report::figures::callers::callers(model, &flows).input, 450.0);
        }
    }
}
