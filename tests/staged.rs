//! A run taken in stages is the same run: nothing is lost or made up at the moments at which it is looked at.

use helpline::demand::FreshScale;
use helpline::engine::{Inputs, Staged, Workspace, simulate};
use helpline::model::{MeasureKind as K, Model, Rare, Scope};
use helpline::scenario;
use helpline::tally::ledger::Journey;
use helpline::tally::{Ledger, Selection, evaluation::Evaluation};

fn model(name: &str) -> Model {
    scenario::load(&format!("scenarios/{name}.toml"), &[]).unwrap_or_else(|p| panic!("{}", p.render(false))).model
}

/// Says once and for all what the scenario says of its people.
fn as_stated(staged: &mut Staged, model: &Model) {
    for (index, group) in model.groups.iter().enumerate() {
        staged.due(index as u16, group.heads.iter().flatten().copied());
    }
}

/// Looked at every 97 minutes, at no boundary of anything, with call-backs, warm transfers, redials and evenings without people: counts, waits
/// and the audit are those of a run in one go.
#[test]
fn a_run_in_stages_is_the_run() {
    for (name, replication) in [("call-backs", 3), ("helpline-week", 1), ("skills", 0)] {
        let model = model(name);
        let inputs = Inputs::new(&model, FreshScale::default());
        let mut ledger = Ledger::new(&inputs.layout, model.queues.len(), model.bands.len());
        let audit = simulate(&inputs, 7, replication, &mut Workspace::new(&model), &mut ledger).unwrap();
        let in_stages = Inputs::staged(&model, FreshScale::default());
        let mut staged = Staged::new(&in_stages, 7, replication);
        as_stated(&mut staged, &model);
        let (mut at, mut seen) = (0, 0);
        while at < model.clock.stop {
            at = (at + 97 * 60_000_000).min(model.clock.stop);
            staged.run_to(at);
            seen += 1;
        }
        assert!(seen > 10);
        assert_eq!(staged.finish().unwrap(), audit, "{name}");
        let cells: Vec<usize> = inputs.layout.whole().collect();
        let (one, other) =
            (Selection::new(&model, &inputs.layout, Scope::All), Selection::new(&model, &in_stages.layout, Scope::All));
        let (one, other) =
            (Evaluation::new(&model, &ledger, &one, &cells), Evaluation::new(&model, staged.ledger(), &other, &[0]));
        for kind in [
            K::CallsOffered,
            K::CallsAnswered,
            K::CallsAbandoned,
            K::Redials,
            K::MeanSpeedOfAnswer,
            K::CallBacks,
            K::MeanWait,
            K::Occupancy,
        ] {
            assert_eq!(one.ratio(kind, 1), other.ratio(kind, 1), "{name}: {kind:?}");
        }
    }
}

/// A share of the calls goes elsewhere: the same callers as with a smaller share and more, and every call is here or there.
#[test]
fn what_is_not_taken_goes_elsewhere() {
    let model = model("erlang-a");
    let inputs = Inputs::staged(&model, FreshScale::default());
    let run = |share: f64| {
        let mut staged = Staged::new(&inputs, 7, 0);
        as_stated(&mut staged, &model);
        staged.takes(0, 0, share);
        let audit = staged.finish().unwrap();
        let people = staged.ledger().journeys(0, 0, Journey::People) + staged.ledger().journeys(1, 0, Journey::People);
        let away = staged.ledger().rare.get(0, 0, Rare::SentOn) + staged.ledger().rare.get(1, 0, Rare::SentOn);
        assert_eq!(audit.diverted, away);
        assert_eq!(audit.received, people);
        assert_eq!(people - away, audit.answered + audit.abandoned + audit.still_there);
        (people, away)
    };
    let ((all, none), (same, most), (_, everybody)) = (run(1.0), run(0.3), run(0.0));
    assert_eq!((none, everybody, all), (0, all, same));
    // 70 % of some tens of thousands: within 4.5 standard errors (false alarm 1 in 150,000)
    let (n, share) = (all as f64, most as f64 / all as f64);
    assert!((share - 0.7).abs() < 4.5 * (0.21 / n).sqrt(), "{share} of {n}");
}
