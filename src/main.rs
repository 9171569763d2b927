use std::sync::atomic::AtomicBool;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let threads: usize = std::env::args().nth(3).map_or(1, |t| t.parse().unwrap());
    let s = match helpline::scenario::load(&path, &[]) {
        Ok(s) => s,
        Err(p) => {
            println!("{}", p.render(false));
            return;
        }
    };
    for w in &s.warnings {
        println!("warning {w}");
    }
    let plan = helpline::experiment::Plan { replications: n, seed: 111, threads, precision: vec![], most: n };
    let t = std::time::Instant::now();
    let r = helpline::experiment::run(&s.model, &plan, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let e = t.elapsed().as_secs_f64();
    println!("{} calls {} events in {e:.2} s: {:.2} M/s", r.calls, r.events, r.calls as f64 / e / 1e6);
    for m in
        r.measures.iter().filter(|m| m.scope == helpline::model::Scope::All || matches!(m.scope, helpline::model::Scope::Step(_)))
    {
        println!(
            "{} {} {:?}",
            helpline::tally::names::name(m.kind, &s.model),
            helpline::tally::names::scope_text(m.scope, &s.model),
            r.estimate(*m).map(|e| (e.mean, e.interval.map(|i| (i.low, i.high))))
        );
    }
    for w in helpline::plan::Requirement::new(&s.model).overloads(&s.model) {
        println!("{w}");
    }
}
