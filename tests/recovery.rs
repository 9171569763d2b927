//! How long waits are not as usual after a shock: against a fluid that can be worked out, and where nothing is to recover from.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::process::Command;
use std::sync::atomic::AtomicBool;

use helpline::experiment::{ComparePlan, Recovery, compare, recoveries};
use helpline::model::Model;
use helpline::scenario::from_text;

fn model(text: &str) -> Model {
    from_text("recovery", text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false))).model
}

/// Recovery where the second has what the first has not, or the other way round.
fn found(texts: [&str; 2], replications: usize, threads: usize) -> Vec<Recovery> {
    let models = texts.map(model);
    let models: Vec<&Model> = models.iter().collect();
    let plan = ComparePlan { replications, seed: 111, threads, most: replications, precision: Vec::new(), statements: 1 };
    let compared = compare(&models, &plan, &AtomicBool::new(false), &mut |_, _| {}).unwrap();
    recoveries(&models, &compared.results.iter().collect::<Vec<_>>()).remove(0)
}

/// Twice as many calls for an hour as usual, to `agents` who take 5 minutes each; so many a second hour and none gives up.
fn fluid(calls: u32, agents: u32, hours: u32, lasts: &str) -> [String; 2] {
    let usual = format!(
        "[calendar]\nstart = 2026-01-05\nlasts = \"{lasts}\"\ninterval = \"30m\"\n[areas.town]\ncalls = \"{calls}/h\"\n\
         [steps.desk]\nhandle = {{ fixed = \"5m\" }}\n[groups.agents]\nserves = [\"desk\"]\nheadcount = {agents}\n"
    );
    let until = 1 + hours;
    let shock = format!("[shocks.rush]\nfrom = 2026-01-05T01:00:00\nuntil = 2026-01-05T{until:02}:00:00\ndemand = \"x2\"\n");
    [usual.clone(), format!("{usual}{shock}")]
}

/// 20,000 calls an hour at 2,104 agents, 12 calls an hour each: 437.3 are free when calls double, gone after 437.3/20,000 h. From
/// then until all have been served, every agent is busy, so 40,000 + 20,000 (T - 1) = 40,000 x 437.3/20,000 + 25,248 (T -
/// 437.3/20,000): T = 3.7495 hours after the shock began, 2 h 44 m 58 s after its end. Calls until then number 75,000 with a
/// standard deviation of 309 (Poisson: of 40,000 + 2.75 x 20,000), at 5,248 an hour 3.5 minutes: the last who waits comes in the
/// half hour that begins 2 h 30 m after the end, and the next one, at 3 hours, is as usual (nobody waits at 79 % busy). False
/// alarm: 15 minutes are 4.2 deviations, 1 in 9,000 for four replications.
#[test]
fn a_backlog_is_gone_when_the_fluid_says_so() {
    let [usual, shocked] = fluid(20_000, 2_104, 1, "30h");
    let rows = found([&usual, &shocked], 4, 2);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].with, rows[0].without, rows[0].scope.as_str()), (1, 0, "all"));
    assert_eq!(rows[0].after, [Some(3.0 * 3600.0); 4]);
    assert_eq!(rows[0].share().unwrap().0.to_bits(), 1.0_f64.to_bits());
    assert_eq!(rows[0].quantile(0.5), Some(Some(10_800.0)));
}

/// The same, tenfold smaller, for seven hours: 19 hours to drain, and 28 after the shock do not hold these and a day. A mean over
/// those that recovered would be over none.
#[test]
fn what_does_not_recover_in_the_run_is_said_not_to() {
    let [usual, shocked] = fluid(2_000, 210, 7, "36h");
    let rows = found([&shocked, &usual], 4, 2);
    assert_eq!((rows[0].with, rows[0].without), (0, 1));
    assert_eq!(rows[0].after, [None; 4]);
    assert_eq!(rows[0].share().unwrap().0.to_bits(), 0.0_f64.to_bits());
    assert_eq!(rows[0].quantile(0.5), Some(None));
    // and less than a day after it nothing can be said
    let [usual, shocked] = fluid(2_000, 210, 7, "31h");
    let rows = found([&usual, &shocked], 2, 2);
    assert!(rows[0].unmeasured.is_some_and(|why| why.contains("less than a day")) && rows[0].after.is_empty());
}

/// A service of two queues, overloaded by day, with redials: a service of chance.
fn busy(shock: &str) -> String {
    format!(
        "[calendar]\nstart = 2026-01-05\nlasts = \"4d\"\n[areas.town]\ncalls = \"60/h\"\n\
         [areas.town.variation]\nday = {{ cv = 0.1 }}\n\
         [defaults.callers]\npatience = {{ exponential = {{ mean = \"8m\" }} }}\n\
         redial = {{ chance = \"50%\", after = {{ exponential = {{ mean = \"1h\" }} }} }}\n\
         [steps.desk]\nhandle = {{ exponential = {{ mean = \"4m\" }} }}\nthen = {{ nurse = \"30%\", home = \"rest\" }}\n\
         [steps.nurse]\ntransfer = \"call-back\"\nhandle = {{ exponential = {{ mean = \"6m\" }} }}\nthen = {{ home = \"100%\" }}\n\
         [outcomes]\nhome = {{}}\n[groups.advisors]\nserves = [\"desk\"]\nheadcount = 5\n\
         [groups.nurses]\nserves = [\"nurse\"]\nheadcount = 2\n{shock}"
    )
}

/// A shock that changes nothing is recovered from at once, in every replication and at every place, however busy its days are.
#[test]
fn nothing_is_recovered_from_at_once() {
    let idle = "[shocks.none]\nfrom = 2026-01-06T10:10:00\nuntil = 2026-01-06T12:10:00\ndemand = \"x1\"\n";
    let rows = found([&busy(""), &busy(idle)], 12, 2);
    assert_eq!(rows.iter().map(|row| row.scope.as_str()).collect::<Vec<_>>(), ["all", "step:desk", "step:nurse"]);
    for row in rows {
        assert_eq!(row.after, [Some(0.0); 12], "{}", row.scope);
    }
}

/// A loss of the nurses is felt by those who wait for them, not by those who wait for the desk.
#[test]
fn each_step_recovers_in_its_own_time() {
    let lost = "[shocks.out]\nfrom = 2026-01-06T06:00:00\nuntil = 2026-01-06T12:00:00\nlost = [\"nurses\"]\n";
    let rows = found([&busy(""), &busy(lost)], 12, 2);
    let of = |scope: &str| rows.iter().find(|row| row.scope == scope).unwrap();
    assert_eq!(of("step:desk").after, [Some(0.0); 12]);
    // 108 people wait at noon on average, 18 an hour come and 20 an hour are seen: two days and more
    let nurse = of("step:nurse");
    assert!(nurse.after.iter().all(|after| after.is_none_or(|seconds| seconds > 6.0 * 3600.0)), "{:?}", nurse.after);
}

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let shocked = folder.path().join("shocked.toml");
    std::fs::write(&shocked, busy("[shocks.rush]\nfrom = 2026-01-06T08:00:00\nuntil = 2026-01-06T10:00:00\ndemand = \"x3\"\n"))
        .unwrap();
    let calm = folder.path().join("calm.toml");
    std::fs::write(&calm, "extends = \"shocked.toml\"\ndrop = [\"shocks.rush\"]\n").unwrap();
    let written = |threads: &str| -> [String; 2] {
        let output = Command::new(env!("CARGO_BIN_EXE_helpline"))
            .args(["compare", shocked.to_str().unwrap(), calm.to_str().unwrap(), "-n", "9", "--no-charts", "--threads", threads])
            .args(["--out", folder.path().to_str().unwrap(), "--name", threads])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains("After shocks, calm against shocked") && page.contains("Redials that a day hands"), "{page}");
        ["summary.json", "differences.csv"].map(|name| std::fs::read_to_string(folder.path().join(threads).join(name)).unwrap())
    };
    let one = written("1");
    assert_eq!(one, written("2"));
    assert_eq!(one, written("3"));
    let row = one[1].lines().find(|line| line.contains("recovery-time,shock:rush,")).unwrap();
    let fields: Vec<&str> = row.split(',').collect();
    // the base has it: its median, 0 without it, and the difference is what is saved
    let number = |place: usize| fields[place].parse::<f64>().unwrap();
    assert!(number(4) > 0.0 && number(5).abs() < 1e-9 && (number(4) + number(6)).abs() < 1e-9, "{row}");
    assert!(number(7) <= number(6) && number(6) <= number(8), "{row}");
    assert!(one[0].contains("\"shock\": \"rush\""));
}
