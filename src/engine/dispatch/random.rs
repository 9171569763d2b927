//! Any idle person of equally preferred groups with the same chance. The draw is the caller's own, for the step, so the
//! same caller draws the same number under every configuration.

/// Which of some groups, by their numbers of people who may take the call: `draw` is uniform on (0, 1).
pub(super) fn choose(idle: &[(u16, u32)], draw: f64) -> Option<u16> {
    let all: u32 = idle.iter().map(|&(_, people)| people).sum();
    let mut left = (draw * f64::from(all)) as u32;
    for &(group, people) in idle {
        if left < people {
            return Some(group);
        }
        left -= people;
    }
    idle.last().map(|&(group, _)| group)
}
